package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var (
	restateScript = sealing("restate", false)
	burnScript    = script("burn", false)
	unnameScript  = script("unname", true)
	relogScript   = sealing("relog", false)
)

func checkpointsPlace(org checkins.OrgID, i checkins.InitiativeID) []byte {
	return place("checkpoints", string(org), string(i))
}

// Checkpoints implements checkins.Checkpoints.
func (s *Store) Checkpoints(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) ([]checkins.Standing, error) {
	h, err := s.hash(ctx, of(org).course(i), []string{"checkpoints"})
	var points []checkins.Standing
	if err == nil && h["checkpoints"] != "" {
		err = s.unsealJSON(h["checkpoints"], checkpointsPlace(org, i), &points)
	}
	if err != nil {
		return nil, fmt.Errorf("read checkpoints of %s: %w", i, err)
	}
	return points, nil
}

// Restate implements checkins.Checkpoints.
func (s *Store) Restate(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID, to checkins.Standing, points []checkins.Standing) error {
	standing, err := json.Marshal(to)
	if err != nil {
		return fmt.Errorf("restate %s: %w", i, err)
	}
	sealed := ""
	if len(points) > 0 {
		points = slices.SortedFunc(slices.Values(points), func(a, b checkins.Standing) int { return a.Seq - b.Seq })
		plain, err := json.Marshal(points)
		if err != nil {
			return fmt.Errorf("restate %s: %w", i, err)
		}
		sealed = s.vault.seal(plain, checkpointsPlace(org, i))
	}
	args := []any{to.Rev, s.vault.seal(standing, standingPlace(org, i)), sealed, s.call()}
	done, err := s.keep(ctx, restateScript, org, []string{of(org).course(i)}, args...)
	if err == nil && done != int64(1) {
		err = checkins.ErrStale
	}
	if err != nil {
		return fmt.Errorf("restate %s: %w", i, err)
	}
	return nil
}

// EraseLetters implements checkins.Eraser. There is no index of a person's
// letters, so it looks at all of the org's.
func (s *Store) EraseLetters(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (int, error) {
	n, err := s.eraseLetters(ctx, org, p)
	if err != nil {
		return 0, fmt.Errorf("erase letters: %w", err)
	}
	return n, nil
}

func (s *Store) eraseLetters(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (int, error) {
	people, err := s.People(ctx, org, p)
	if err != nil {
		return 0, err
	}
	var accounts []checkins.Account
	if len(people) == 1 {
		accounts = people[0].Accounts
	}
	var theirs, stay []checkins.LetterID
	var docs []any // of those that stay
	var failed error
	var replies []checkins.Letter // to accounts that may turn out to be theirs
	err = s.letters(ctx, org, func(l checkins.Letter) {
		without, stays := l.Without(p)
		switch {
		case stays && !slices.Contains(stay, l.ID):
			doc, no := json.Marshal(without)
			stay, docs, failed = append(stay, l.ID), append(docs, string(doc)), errors.Join(failed, no)
		case stays:
		case l.Knows(p, accounts):
			theirs = append(theirs, l.ID)
			if l.Lead == p && !l.To.IsZero() && !slices.Contains(accounts, l.To) {
				accounts = append(accounts, l.To) // one that they had before
			}
		case l.Kind == checkins.KindReply:
			replies = append(replies, l)
		}
	})
	if err = errors.Join(err, failed); err != nil {
		return 0, err
	}
	for _, l := range replies {
		if l.Knows(p, accounts) {
			theirs = append(theirs, l.ID)
		}
	}
	slices.Sort(theirs)
	theirs = slices.Compact(theirs) // a scan may name a key twice
	k := of(org)
	for some := range slices.Chunk(theirs, batch) {
		keys, args := redrawings([]string{k.due(), k.inflight(), k.unknown()}, nil, k, some)
		if _, err := s.run(ctx, burnScript, org, keys, args...); err != nil {
			return 0, err
		}
	}
	for at := 0; at < len(stay); at += batch {
		some := min(at+batch, len(stay))
		keys, args := redrawings([]string{k.due()}, []any{nowMS(time.Time{}), s.call()}, k, stay[at:some])
		if _, err := s.run(ctx, unnameScript, org, keys, append(args, docs[at:some]...)...); err != nil {
			return 0, err
		}
	}
	return len(theirs) + len(stay), nil
}

// batch is how much of a long list is taken at once.
const batch = 500

// letters calls look with every letter of an org, some perhaps twice.
func (s *Store) letters(ctx context.Context, org checkins.OrgID, look func(checkins.Letter)) error {
	return s.scan(ctx, org, of(org).letter("*"), func(keys []string) error {
		docs := make([]*redis.StringCmd, len(keys))
		err := s.read(ctx, func(p redis.Pipeliner) {
			for n, key := range keys {
				docs[n] = p.HGet(ctx, key, "doc")
			}
		})
		if err != nil {
			return err
		}
		for n, doc := range docs {
			if doc.Val() == "" {
				continue
			}
			var l checkins.Letter
			if err := json.Unmarshal([]byte(doc.Val()), &l); err != nil {
				return fmt.Errorf("%s does not parse", keys[n])
			}
			look(l)
		}
		return nil
	})
}

// scan calls found with the keys of an org that match, some at a time. All keys
// of an org are on one server.
func (s *Store) scan(ctx context.Context, org checkins.OrgID, pattern string, found func(keys []string) error) error {
	var server redis.Cmdable = s.rdb
	if cluster, ok := s.rdb.(*redis.ClusterClient); ok {
		master, err := cluster.MasterForKey(ctx, of(org).org())
		if err != nil {
			return err
		}
		server = master
	}
	return s.scanned(ctx, server, pattern, found)
}

// scanned is scan on one server.
func (s *Store) scanned(ctx context.Context, server redis.Cmdable, pattern string, found func(keys []string) error) error {
	for cursor := uint64(0); ; {
		keys, next, err := s.page(ctx, server, cursor, pattern)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(keys, batch) {
			if err := found(some); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}

func (s *Store) page(ctx context.Context, server redis.Cmdable, cursor uint64, pattern string) ([]string, uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	return server.Scan(ctx, cursor, pattern, batch).Result()
}

// EraseHistory implements checkins.Eraser.
func (s *Store) EraseHistory(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (int, error) {
	n, err := s.eraseHistory(ctx, org, p)
	if err != nil {
		return 0, fmt.Errorf("erase from the log: %w", err)
	}
	return n, nil
}

var errTwoErasures = errors.New("another erasure is under way; run it again when that has ended")

func (s *Store) eraseHistory(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (int, error) {
	people, err := s.People(ctx, org, p)
	if err != nil {
		return 0, err
	}
	var accounts []string
	if len(people) == 1 {
		for _, a := range people[0].Accounts {
			accounts = append(accounts, a.String())
		}
	}
	n, err := s.logged(ctx, org, p, accounts)
	if err != nil || n == 0 {
		return n, err
	}
	k := of(org)
	job, from := s.call(), "-"
	for from != "" {
		args := []any{job, from, batch, fieldsOf(p), len(accounts)}
		for _, a := range accounts {
			args = append(args, a)
		}
		next, err := s.keep(ctx, relogScript, org, []string{k.log(), k.relog(), k.relogger()}, args...)
		if err != nil {
			return 0, err
		}
		if from = text(next); from == "?" {
			return 0, errTwoErasures
		}
	}
	return n, nil
}

// logged counts a person's entries in the log.
func (s *Store) logged(ctx context.Context, org checkins.OrgID, p checkins.PersonID, accounts []string) (int, error) {
	n, from := 0, "-"
	for {
		var some *redis.XMessageSliceCmd
		err := s.read(ctx, func(p redis.Pipeliner) { some = p.XRangeN(ctx, of(org).log(), from, "+", batch) })
		if err != nil {
			return 0, err
		}
		for _, e := range some.Val() {
			if strings.HasPrefix(text(e.Values["field"]), fieldsOf(p)) || slices.Contains(accounts, text(e.Values["by"])) {
				n++
			}
			from = "(" + e.ID
		}
		if len(some.Val()) < batch {
			return n, nil
		}
	}
}
