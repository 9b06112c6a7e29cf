package checkins_test

import (
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// Answers that are older than the org wants to keep go; what came of them stays, and
// what came after them can still be worked out.
func TestRetain(t *testing.T) {
	s := checkinstest.Setup(4)
	w := newWorld(t, s)
	all := []checkins.PersonID{"ana", "it1", "it2", "it3", "it4", "ben", "biz1", "biz2", "biz3", "biz4"}
	week := 0
	play := func(until int) {
		for ; week < until; week++ {
			w.weekOf(week, all...)
		}
	}
	retain := func(months, want int) {
		t.Helper()
		o := s.Org
		o.Retention = months
		n, err := checkins.Retain(w.ctx, w.mem, o, []checkins.InitiativeID{checkinstest.CRM}, w.clock)
		if err != nil || n != want {
			t.Fatalf("%d rounds, %v; want %d", n, err, want)
		}
	}
	audited := func(step string, rounds, not int) {
		t.Helper()
		if got := w.audit(); got.Rounds != rounds || got.NotCheckable != not || got.Different != 0 {
			t.Errorf("%s: %+v, want %d of %d not checkable", step, got, not, rounds)
		}
	}
	play(8) // the last one closed in the eighth week
	audited("before", 8, 0)
	retain(0, 0)
	retain(2, 0)
	retain(1, 3)
	audited("after a month", 8, 3)
	retain(1, 0)
	play(10)
	retain(1, 3)
	audited("two weeks later", 10, 6)
	w.forget("it2") // who stands in every checkpoint: none of them can be gone on from
	audited("without somebody", 10, 10)
	play(11)
	retain(1, 1)
	audited("and on", 11, 10)
}
