package checkins_test

import (
	"slices"
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// A lead is forgotten while the word about delivery and value stands. It stands
// until both have a new result: nothing ends it or says it anew in between. Then
// what people rate ends it.
func TestMelonOutlastsAnErasure(t *testing.T) {
	s := checkinstest.Setup(4)
	s.Initiatives[0].Stage = checkins.Live
	w := newWorld(t, s)
	leads := slices.Concat(w.setup.Initiatives[0].Leads[0], w.setup.Initiatives[0].Leads[1])
	since := map[scoring.Dimension]bool{} // has had a new result since the erasure
	week, waited := 0, 0
	next := func(value int) checkins.Standing {
		t.Helper()
		id := roundOn(7 * week)
		w.until(berlin(7*week, 11))
		rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, id)
		if err != nil || len(rounds) != 1 {
			t.Fatalf("round %s: %v %v", id, rounds, err)
		}
		for _, p := range leads {
			part := checkins.Filled{Round: id, Ask: rounds[0].Plans[p].Ask}
			for _, d := range rounds[0].Plans[p].Items {
				rating := 5
				if d == checkins.Value {
					rating = value
				}
				part.Marks = append(part.Marks, checkinstest.Own(d, rating))
				since[d] = true
			}
			reply := checkins.Reply{Delivery: string(id) + string(p), From: checkinstest.SlackAccount(p), Person: p, Parts: []checkins.Filled{part}}
			if _, err := w.desk.Answer(w.ctx, checkinstest.Acme, reply); err != nil {
				t.Fatal(err)
			}
		}
		week++
		w.until(berlin(7*week-4, 10))
		standing, _, err := w.mem.Standing(w.ctx, checkinstest.Acme, checkinstest.CRM)
		if err != nil {
			t.Fatal(err)
		}
		return standing
	}
	for range 3 {
		next(1)
	}
	w.until(berlin(7*week-1, 12)) // notices wait for working hours
	if got := w.melons(); got != 1 {
		t.Fatalf("%d notices that it began, want 1", got)
	}
	w.forget("biz3")
	leads = slices.DeleteFunc(leads, func(p checkins.PersonID) bool { return p == "biz3" })
	clear(since)
	for !since[checkins.Value] || !since[checkins.Delivery] {
		standing := next(1)
		if !standing.Melon {
			t.Errorf("week %d: ended by the erasure; new results of %v", week, since)
		}
		if !since[checkins.Value] || !since[checkins.Delivery] {
			waited++
		}
	}
	if waited == 0 {
		t.Error("no round left one of the two out: this says nothing")
	}
	on := true
	for range 8 {
		on = on && next(4).Melon
	}
	if on {
		t.Error("people rate value as good, and the word stands")
	}
	if got := w.melons(); got != 1 {
		t.Errorf("%d notices, want the one at its beginning", got)
	}
}

// melons counts the notices that the watermelon began.
func (w *world) melons() int {
	n := 0
	for _, s := range w.to(checkins.KindNotice, "ana") {
		if s.Letter.About.Text.What == "melon" {
			n++
		}
	}
	return n
}
