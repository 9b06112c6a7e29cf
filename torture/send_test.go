package torture

import (
	"testing"
	"time"

	"parallax/checkins"
)

// C23: three replicas send check-ins while posts go wrong in every way and replicas are
// killed again and again. Everybody gets theirs, and nobody twice.
func TestC23Sends(t *testing.T) {
	s := scaleOf(t)
	t.Parallel() // most of it is waiting
	f := sends(t, options{slack: of(s, 60, 2000), paced: !s.full})
	await(t, "every lost letter is looked for", func() bool {
		due, underway, lost := f.outgoing()
		return due+underway+lost == 0
	})
	for _, l := range f.leads {
		if n := len(f.letters(l, "ask")); n != 1 {
			t.Errorf("%s got the check-in %d times", l.id, n)
		}
	}
	for _, l := range f.outbox(checkins.KindAsk) {
		if l.state != checkins.LetterSent {
			t.Errorf("the check-in of %s is %s (%s)", l.lead, l.state, l.reason)
		}
	}
	f.clean()
}

// C24: the same where nobody can look whether a letter arrived. Nobody gets a check-in
// twice; who got none is known, and the nudge asks them.
func TestC24Blind(t *testing.T) {
	s := scaleOf(t)
	t.Parallel() // most of it is waiting
	f := sends(t, options{slack: of(s, 60, 2000), paced: !s.full, blind: true})
	await(t, "nothing is under way", func() bool {
		due, underway, _ := f.outgoing()
		return due+underway == 0
	})
	state := map[checkins.PersonID]checkins.LetterState{}
	for _, l := range f.outbox(checkins.KindAsk) {
		state[l.lead] = l.state
	}
	var missing []*lead
	unknown := 0
	for _, l := range f.leads {
		n := len(f.letters(l, "ask"))
		if n > 1 {
			t.Errorf("%s got the check-in %d times", l.id, n)
		}
		if state[l.id] == checkins.LetterUnknown {
			unknown++
		}
		if n == 0 {
			missing = append(missing, l)
			if state[l.id] != checkins.LetterUnknown {
				t.Errorf("%s got no check-in, and it is called %s", l.id, state[l.id])
			}
		}
	}
	f.clock.ahead(40 * time.Hour) // half of the window is over
	patient(t, f, "who got none is nudged", func() bool {
		for _, l := range missing {
			if len(f.letters(l, "nudge")) == 0 {
				return false
			}
		}
		return true
	})
	t.Logf("%d of %d check-ins unknown, %d of them missing, all of these nudged", unknown, len(f.leads), len(missing))
	f.clean()
}

// sends has three replicas send a check-in to everybody while they are killed and posts
// go wrong, until each was tried. A few dozen go at the pace of Slack, thousands as fast
// as they are taken: to search for a thousand lost ones takes half an hour at its pace.
func sends(t *testing.T, o options) *fleet {
	t.Helper()
	f := newFleet(t, today(o, 0, 0))
	f.chaos(nil)
	f.clock.live()
	for range 3 {
		f.start(hurried...)
	}
	began := time.Now()
	limit := patience + time.Duration(o.slack)*time.Second // Slack's pace is four a second
	// Each was attempted: one that waits for its turn is pending, and not due.
	tried := func() bool {
		all := f.outbox(checkins.KindAsk)
		for _, l := range all {
			if l.state == checkins.LetterPending || l.state == checkins.LetterSending {
				return false
			}
		}
		return len(all) == len(f.leads)
	}
	ended := false // asked once: what is proven absent may be due again a moment later
	kills := f.slaughter(func() bool {
		ended = ended || tried()
		return ended || time.Since(began) > limit
	})
	if !ended {
		due, underway, lost := f.outgoing()
		t.Fatalf("after %s %d letters are due, %d under way, %d lost", limit, due, underway, lost)
	}
	f.space.ClearFaults()
	_, _, lost := f.outgoing()
	t.Logf("%d check-ins tried in %s, %d kills, %d lost without a word", len(f.leads), time.Since(began).Round(time.Second), kills, lost)
	return f
}

// patient is await for what goes at the pace of a platform.
func patient(t *testing.T, f *fleet, what string, holds func() bool) {
	t.Helper()
	if limit := patience + time.Duration(len(f.leads))*time.Second; !within(limit, holds) {
		t.Fatalf("%s: not within %s", what, limit)
	}
}
