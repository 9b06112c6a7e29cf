package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

// known remembers the orgs, so that one round trip can ask for them and look into
// each of them at once. What it remembers is checked by every look.
type known struct {
	mu   sync.Mutex
	orgs []checkins.OrgID
}

func (k *known) swap(orgs []checkins.OrgID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.orgs = orgs
}

func (k *known) list() []checkins.OrgID {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.orgs
}

// Waiting implements checkins.Agenda: the first of each queue of every org, and
// whose orgs there are, as one pipeline; orgs that are new to this process need
// another one, once.
func (s *Store) Waiting(ctx context.Context, now time.Time, settle time.Duration) ([]checkins.Waiting, error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	asked := s.known.list()
	orgs, ws, err := s.waiting(ctx, asked, now, settle)
	if orgs != nil {
		s.known.swap(orgs)
		fresh := slices.DeleteFunc(slices.Clone(orgs), func(o checkins.OrgID) bool { _, is := slices.BinarySearch(asked, o); return is })
		if len(fresh) > 0 {
			_, more, moreErr := s.waiting(ctx, fresh, now, settle)
			ws, err = append(ws, more...), errors.Join(err, moreErr)
		}
		ws = slices.DeleteFunc(ws, func(w checkins.Waiting) bool { _, is := slices.BinarySearch(orgs, w.Org); return !is })
	}
	slices.SortFunc(ws, func(a, b checkins.Waiting) int { return cmp.Compare(a.Org, b.Org) })
	if err != nil {
		return ws, fmt.Errorf("look what waits: %w", err)
	}
	return ws, nil
}

// front is the first of each queue of an org.
type front struct {
	org                           checkins.OrgID
	sched, due, inflight, unknown *redis.ZSliceCmd
}

// waiting looks into some orgs. all are those that there are, nil when they could
// not be listed.
func (s *Store) waiting(ctx context.Context, orgs []checkins.OrgID, now time.Time, settle time.Duration) (all []checkins.OrgID, ws []checkins.Waiting, err error) {
	most := s.most.Load()
	pipe := s.rdb.Pipeline()
	schema, listed, clock := s.askSchema(ctx, pipe), pipe.SMembers(ctx, keyOrgs), pipe.Time(ctx)
	var fronts []front
	for _, org := range orgs {
		k := of(org)
		first := func(key string) *redis.ZSliceCmd { return pipe.ZRangeWithScores(ctx, key, 0, 0) }
		fronts = append(fronts, front{org, first(k.sched()), first(k.due()), first(k.inflight()), first(k.unknown())})
	}
	_, err = pipe.Exec(ctx) // of a Cluster one server may be away: each command has its own error
	if len(schema.Val()) == 0 || clock.Err() != nil {
		// Of a connection that can't be made, a login that is refused for one, the commands
		// have neither a word nor an error of their own.
		return nil, nil, err
	}
	orgsNow := most // unless they are listed
	if listed.Err() == nil {
		orgsNow = int64(len(listed.Val()))
		all = append([]checkins.OrgID{}, sortedAs[checkins.OrgID](listed.Val())...)
	}
	// From a store that was emptied or lost a part nothing is opened and nothing sent.
	if err := s.same(schema.Val(), orgsNow, most); err != nil {
		return nil, nil, err
	}
	app, at := float64(now.UnixMilli()), float64(clock.Val().UnixMicro())
	for _, f := range fronts {
		before := func(c *redis.ZSliceCmd, at float64) bool { return len(c.Val()) > 0 && c.Val()[0].Score <= at }
		// What began in the future began before the clock of Redis was put back.
		ahead := func(c *redis.ZSliceCmd) bool { return len(c.Val()) > 0 && c.Val()[0].Score > at+1e6 }
		w := checkins.Waiting{
			Org:     f.org,
			Errands: before(f.sched, app),
			Letters: before(f.due, app) || before(f.inflight, at-float64(s.lease.Microseconds())) || ahead(f.inflight),
			Lost:    before(f.unknown, at-float64(settle.Microseconds())) || ahead(f.unknown),
		}
		if w.Errands || w.Letters || w.Lost {
			ws = append(ws, w)
		}
	}
	return all, ws, err
}
