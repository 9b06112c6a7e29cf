package checkins_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// world is a desk on the in-memory store, a scripted platform, and a clock that
// only the test moves.
type world struct {
	t       *testing.T
	ctx     context.Context
	mem     *checkinstest.Memory
	courier *checkinstest.Courier
	desk    *checkins.Desk
	clock   time.Time
	setup   checkins.Setup
	presses int
}

func newWorld(t *testing.T, s checkins.Setup) *world {
	w := &world{t: t, ctx: t.Context(), courier: &checkinstest.Courier{}, setup: s, clock: checkinstest.Opens.Add(-time.Hour)}
	w.mem = checkinstest.NewMemory(func() time.Time { return w.clock })
	w.desk = &checkins.Desk{
		Directory: w.mem, Agenda: w.mem, Roster: w.mem, Registrar: w.mem, Ledger: w.mem, Standings: w.mem, Outbox: w.mem, Shelf: w.mem, Cares: w.mem, Notes: w.mem, Consents: w.mem, Archive: w.mem, Talks: w.mem, Books: w.mem, Drafts: w.mem,
		Couriers: map[checkins.Platform]checkins.Courier{checkins.Slack: w.courier},
		Now:      func() time.Time { return w.clock }, Settle: 30 * time.Second,
	}
	w.enrol()
	return w
}

func (w *world) enrol() {
	w.t.Helper()
	if err := w.mem.Enrol(w.ctx, w.setup); err != nil {
		w.t.Fatal(err)
	}
}

// turn does what is due now and delivers until nothing is left.
func (w *world) turn() {
	w.t.Helper()
	if err := w.desk.Tick(w.ctx, w.clock); err != nil {
		w.t.Fatal(err)
	}
	for {
		n, err := w.desk.Deliver(w.ctx, w.clock)
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// until turns every hour up to t, and at t.
func (w *world) until(t time.Time) {
	w.t.Helper()
	for ; w.clock.Before(t); w.clock = w.clock.Add(time.Hour) {
		w.turn()
	}
	w.clock = t
	w.turn()
}

// berlin is a local time in the week after the first opening: day 0 is Tuesday
// 3 March 2026.
func berlin(day, hour int) time.Time {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return time.Date(2026, time.March, 3+day, hour, 0, 0, 0, loc)
}

func roundOn(day int) checkins.RoundID {
	return checkins.RoundIDOf(checkinstest.CRM, checkinstest.First.AddDays(day))
}

// answers has a lead give the same rating to every item put to them.
func (w *world) answers(p checkins.PersonID, id checkins.RoundID, value int) []checkins.Recorded {
	w.t.Helper()
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, id)
	if err != nil || len(rounds) != 1 {
		w.t.Fatalf("round %s: %v %v", id, rounds, err)
	}
	w.presses++
	part := checkins.Filled{Round: id, Ask: rounds[0].Plans[p].Ask}
	for _, d := range rounds[0].Plans[p].Items {
		part.Marks = append(part.Marks, checkinstest.Own(d, value))
	}
	rec, err := w.desk.Answer(w.ctx, checkinstest.Acme, checkins.Reply{
		Delivery: fmt.Sprint("press-", w.presses), From: checkinstest.SlackAccount(p), Person: p, Parts: []checkins.Filled{part},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return rec
}

// everybody has each side answer with one value.
func (w *world) everybody(id checkins.RoundID, it, biz int) {
	w.t.Helper()
	for _, side := range scoring.Sides {
		for _, p := range w.setup.Initiatives[0].Leads[side] {
			if rec := w.answers(p, id, [2]int{it, biz}[side]); rec[0].Outcome != checkins.Saved {
				w.t.Fatalf("%s in %s: %+v", p, id, rec)
			}
		}
	}
}

// shown returns the messages of a kind as they stand, in the order in which they
// came.
func (w *world) shown(k checkins.Kind) []checkinstest.Shown {
	var out []checkinstest.Shown
	for _, s := range w.courier.Seen() {
		if s.Letter.Kind == k {
			out = append(out, s)
		}
	}
	return out
}

// to returns the messages of a kind that a person has.
func (w *world) to(k checkins.Kind, p checkins.PersonID) []checkinstest.Shown {
	var out []checkinstest.Shown
	for _, s := range w.shown(k) {
		if s.Letter.Lead == p {
			out = append(out, s)
		}
	}
	return out
}

func (w *world) letter(id checkins.LetterID) checkins.Letter {
	w.t.Helper()
	ls, err := w.mem.Letters(w.ctx, checkinstest.Acme, id)
	if err != nil || len(ls) != 1 {
		w.t.Fatalf("letter %s: %v %v", id, ls, err)
	}
	return ls[0]
}

var errReset = errors.New("connection reset")
