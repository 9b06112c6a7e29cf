package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/scoring"
	"parallax/store"
)

// warm is how many rounds ask more than those after them.
const warm = 3

// sentence is what every fourth lead writes.
const sentence = "The rollout in the north waits for the training, and nobody has said when that is going to be."

// How far a hash may grow until Redis keeps it in a form that takes more: as Redis
// has it, and so that letters and the answers of small rounds stay compact.
var (
	asItIs  = [2]string{"128", "64"} // fields, bytes of a value
	compact = [2]string{"512", "1024"}
)

// year measures what a year of weekly rounds takes in Redis.
func (b *bench) year(ctx context.Context) error {
	for _, hashes := range [][2]string{asItIs, compact} {
		b.table.section(fmt.Sprintf("Redis memory of one initiative, weekly rounds, all answer, one in four writes a sentence; hash-max-listpack-entries %s, -value %s (kinds of keys: store/keys.go)",
			hashes[0], hashes[1]))
		for n, leads := range b.yearly {
			y := &history{bench: b, leads: leads, weeks: b.weeks[n], clock: time.Date(2026, time.March, 3, 10, 0, 0, 0, time.UTC)}
			err := b.hashing(ctx, hashes)
			if err == nil {
				err = b.db.lazily(ctx, func() error { return y.pass(ctx) })
			}
			if err == nil {
				err = y.tell(ctx)
			}
			if err != nil {
				return fmt.Errorf("%d leads: %w", leads, err)
			}
			b.say("%d leads for %d weeks", leads, y.weeks)
		}
	}
	return b.hashing(ctx, asItIs)
}

func (b *bench) hashing(ctx context.Context, limits [2]string) error {
	return errors.Join(b.db.client.ConfigSet(ctx, "hash-max-listpack-entries", limits[0]).Err(),
		b.db.client.ConfigSet(ctx, "hash-max-listpack-value", limits[1]).Err())
}

// history is one initiative on a clock of its own.
type history struct {
	*bench
	leads   int
	weeks   int
	clock   time.Time
	store   *store.Store
	desk    *checkins.Desk
	answers int       // ratings, guesses and sentences
	weekly  []int     // of them, each week
	size    []float64 // of all keys, before the first week and after each
	kinds   map[string]weight
	counted float64 // by how much Redis says that it grew
}

// at once is a courier whose platform takes everything.
type atOnceCourier struct{}

func (atOnceCourier) Send(_ context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	return receiptOf(p.Letter.To), nil
}

func (atOnceCourier) Find(context.Context, checkins.Parcel) (checkins.Receipt, bool, error) {
	return checkins.Receipt{}, false, nil
}

func (h *history) setup() checkins.Setup {
	c := company{leads: h.leads, zone: "Etc/UTC", opened: h.clock, round: checkins.DateOf(h.clock)}
	i := c.initiative(0)
	i.Leads = [2][]checkins.PersonID{}
	s := checkins.Setup{Org: c.org(), Next: map[checkins.InitiativeID]time.Time{i.ID: h.clock}}
	for n := range h.leads {
		s.People = append(s.People, c.person(n))
		side := scoring.IT
		if !inSlack(n) {
			side = scoring.Biz
		}
		i.Leads[side] = append(i.Leads[side], personID(n))
	}
	s.Initiatives = []checkins.Initiative{i}
	return s
}

// pass lets the weeks go by.
func (h *history) pass(ctx context.Context) error {
	err := h.db.empty(ctx)
	if err != nil {
		return err
	}
	if h.store, err = connect(ctx, h.db); err != nil {
		return err
	}
	defer func() { _ = h.store.Stop() }() // it kept nothing open but connections
	h.desk = deskOn(h.store, func() time.Time { return h.clock })
	h.desk.Couriers[checkins.Slack], h.desk.Couriers[checkins.Teams] = atOnceCourier{}, atOnceCourier{}
	if err := h.store.Enrol(ctx, h.setup()); err != nil {
		return err
	}
	if err := h.weigh(ctx); err != nil {
		return err
	}
	empty, err := h.db.memory(ctx)
	if err != nil {
		return err
	}
	opens := h.clock
	for w := range h.weeks {
		if err := h.week(ctx, opens.AddDate(0, 0, 7*w)); err != nil {
			return fmt.Errorf("week %d: %w", w+1, err)
		}
		if err := h.weigh(ctx); err != nil {
			return err
		}
	}
	grown, err := h.db.memory(ctx)
	h.counted = grown - empty
	return err
}

// week opens a round, has everybody answer, and closes it.
func (h *history) week(ctx context.Context, opens time.Time) error {
	before := h.answers
	if err := h.turn(ctx, opens); err != nil {
		return err
	}
	id := checkins.RoundIDOf(initiativeID(0), checkins.DateOf(opens))
	rounds, err := h.store.Rounds(ctx, acme, id)
	if err != nil || len(rounds) != 1 || rounds[0].State != checkins.RoundOpen {
		return fmt.Errorf("round %s is not open: %+v: %w", id, rounds, err)
	}
	h.clock = opens.Add(time.Hour)
	for n := range h.leads {
		if err := h.answer(ctx, rounds[0], n); err != nil {
			return err
		}
	}
	h.weekly = append(h.weekly, h.answers-before)
	if err := h.turn(ctx, h.clock); err != nil {
		return err
	}
	return h.turn(ctx, rounds[0].Closes)
}

// turn is what the engine does at a time.
func (h *history) turn(ctx context.Context, now time.Time) error {
	h.clock = now
	if err := h.desk.Tick(ctx, now); err != nil {
		return err
	}
	for n := 1; n > 0; {
		var err error
		if n, err = h.desk.Deliver(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

func (h *history) answer(ctx context.Context, r checkins.Round, n int) error {
	p := personID(n)
	plan := r.Plans[p]
	f := checkins.Filled{Round: r.ID, Ask: plan.Ask}
	for k, d := range plan.Items {
		f.Marks = append(f.Marks, checkins.Mark{Dimension: d, Value: (n+k+r.Seq)%5 + 1})
		if slices.Contains(plan.Guesses, d) {
			f.Marks = append(f.Marks, checkins.Mark{Dimension: d, Guess: true, Value: (n+k)%5 + 1})
		}
	}
	h.answers += len(f.Marks)
	if n%4 == r.Seq%4 {
		f.Line = &checkins.Line{Text: sentence, Released: true}
		h.answers++
	}
	said, err := h.desk.Answer(ctx, acme, checkins.Reply{
		Delivery: fmt.Sprintf("view-%d-%d", r.Seq, n), From: accountOf(n), Person: p, Parts: []checkins.Filled{f},
	})
	if err == nil && said[0].Outcome != checkins.Saved {
		err = fmt.Errorf("lead %d: %s", n, said[0].Outcome)
	}
	return err
}

// weigh notes how much the keys take once those that live for a day only are gone.
func (h *history) weigh(ctx context.Context) error {
	h.kinds = map[string]weight{}
	sum := 0.0
	for cursor, more := uint64(0), true; more; more = cursor != 0 {
		keys, next, err := h.db.client.Scan(ctx, cursor, "*", 1000).Result()
		if err != nil {
			return err
		}
		cursor = next
		ends, sizes := make([]*redis.DurationCmd, len(keys)), make([]*redis.IntCmd, len(keys))
		if _, err := h.db.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for n, key := range keys {
				ends[n], sizes[n] = p.TTL(ctx, key), p.MemoryUsage(ctx, key, 0)
			}
			return nil
		}); err != nil {
			return err
		}
		for n, key := range keys {
			if ends[n].Val() > 0 {
				if err := h.db.client.Del(ctx, key).Err(); err != nil {
					return err
				}
				continue
			}
			k := h.kinds[kind(key)]
			k.bytes += float64(sizes[n].Val())
			k.last = max(k.last, key) // the youngest: dates end the names
			h.kinds[kind(key)] = k
			sum += float64(sizes[n].Val())
		}
	}
	h.size = append(h.size, sum)
	return nil
}

// weight is what all keys of a kind take.
type weight struct {
	bytes float64
	last  string // one of them
}

// kind is what a key is for, by its name without the org and the ids.
func kind(key string) string {
	_, name, _ := strings.Cut(key, "}:")
	name, _, _ = strings.Cut(name, ":")
	return cmp.Or(name, "other")
}

func (h *history) tell(ctx context.Context) error {
	steady := h.weekly[warm:]
	answers := 0
	for _, n := range steady {
		answers += n
	}
	grown := h.size[h.weeks] - h.size[warm]
	half := warm + len(steady)/2
	early := (h.size[half] - h.size[warm]) / float64(half-warm)
	late := (h.size[h.weeks] - h.size[half]) / float64(h.weeks-half)
	t := h.table
	week := grown / float64(len(steady))
	t.line(fmt.Sprintf("%d leads, %d weeks: growth", h.leads, h.weeks), mb(52*week)+"/year",
		fmt.Sprintf("%.1f KB and %d answers a week", week/1024, answers/len(steady)), fmt.Sprintf("%.0f bytes an answer", grown/float64(answers)),
		fmt.Sprintf("%.0f as the server counts", h.counted/float64(h.answers)))
	kinds := slices.SortedFunc(maps.Keys(h.kinds), func(a, b string) int { return cmp.Compare(h.kinds[b].bytes, h.kinds[a].bytes) })
	for _, k := range kinds[:min(4, len(kinds))] {
		encoding, err := h.db.client.ObjectEncoding(ctx, h.kinds[k].last).Result()
		if err != nil {
			return err
		}
		t.line("  "+k, fmt.Sprintf("%.0f bytes", h.kinds[k].bytes/float64(h.answers)), "an answer", encoding)
	}
	t.bar(fmt.Sprintf("%d leads: growth a week, later half / earlier half", h.leads), late/early, false, 1.1)
	return nil
}
