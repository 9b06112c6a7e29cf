package checkins_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// The owner reads in status how each check-in of the round ended: arrived, whether it
// was answered or not; unreachable, and why; unknown. Nobody is named by what only an
// answer shows.
func TestArrivals(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	read := func(asker checkins.PersonID) checkins.Status {
		t.Helper()
		return w.command(checkinstest.SlackAccount(asker), checkinstest.Channel, checkins.Command{Verb: checkins.VerbStatus}).(checkins.Status)
	}
	reads := func(when string, want checkins.Arrivals) {
		t.Helper()
		want.Round = roundOn(0)
		if d := cmp.Diff(&want, read("ana").Arrivals); d != "" {
			t.Errorf("%s: %s", when, d)
		}
	}
	if got := read("ana").Arrivals; got != nil {
		t.Errorf("before the first round: %+v", got)
	}
	w.courier.Refuse(checkinstest.SlackAccount("biz1").ID, "account_inactive")
	w.courier.Blind(checkins.ErrNoLookup)
	w.courier.Queue(checkinstest.Lost)
	w.clock = checkinstest.Opens
	if err := w.desk.Tick(w.ctx, w.clock); err != nil {
		t.Fatal(err)
	}
	reads("opened", checkins.Arrivals{Waiting: 6})
	w.answers("biz2", roundOn(0), 4) // by the command, before being asked
	reads("one answered first", checkins.Arrivals{Waiting: 6})
	w.until(berlin(0, 11))
	unreachable := []checkins.Missed{{Reason: "account_inactive", N: 1}}
	reads("asked", checkins.Arrivals{Arrived: 4, Unknown: 1, Unreachable: unreachable})
	if l := w.letter(checkins.LetterIDOf(checkinstest.Acme, checkins.KindAsk, "biz2", string(checkinstest.First))); l.State != checkins.LetterDropped {
		t.Fatalf("biz2 was asked all the same: %s", l.State)
	}
	var lost checkins.PersonID
	for _, p := range []checkins.PersonID{"ana", "ben", "it1", "it2"} {
		if w.letter(checkins.LetterIDOf(checkinstest.Acme, checkins.KindAsk, string(p), string(checkinstest.First))).State == checkins.LetterUnknown {
			lost = p
		}
	}
	if lost == "" {
		t.Fatal("nobody's check-in was lost")
	}
	for _, p := range []checkins.PersonID{"ana", "ben", "it1", "it2"} {
		if p != lost {
			w.answers(p, roundOn(0), 4)
		}
	}
	w.until(berlin(0, 12))
	reads("answered", checkins.Arrivals{Arrived: 4, Unknown: 1, Unreachable: unreachable})
	for _, l := range read("ana").Letters {
		if l.Kind == checkins.KindAsk && l.State == checkins.LetterUnknown {
			t.Errorf("the owner reads who may not have got the check-in: %+v", l)
		}
	}
	for _, other := range []checkins.PersonID{"it1", "biz2"} {
		if got := read(other).Arrivals; got != nil {
			t.Errorf("%s is no owner and reads %+v", other, got)
		}
	}
}
