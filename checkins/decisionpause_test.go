package checkins_test

import (
	"fmt"
	"testing"

	"parallax/checkins"
)

// pauses has the owner pause the initiative, or have it go on.
func (w *world) pauses() {
	w.t.Helper()
	if m := w.commands("may", checkins.Command{Verb: checkins.VerbPause, Name: "crm"}); !said(checkins.DonePaused, m) && !said(checkins.DoneStarted, m) {
		w.t.Fatalf("%+v", m)
	}
	w.turn()
}

var allLeads = []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1", "biz2"}

// revisiting is a world on the Friday before the Monday, day 13, on which both sides are
// asked about a decision.
func revisiting(t *testing.T) (w *world, id string) {
	t.Helper()
	w = agreeing(t, 2)
	id = w.decides("One store.", "2026-03-16")
	for _, p := range allLeads {
		w.rate(p, id, "4", "4")
	}
	w.about("may", checkins.DeedRecord, id, "")
	w.until(berlin(10, 12))
	return w, id
}

// A pause does not take the time away in which people can answer: what its days were for
// begins anew when it ends, however long it was, before the date or on it.
func TestDecisionHasItsTimeAfterAPause(t *testing.T) {
	for from, days := range map[int][]int{10: {4, 12}, 13: {2, 10, 40}, 15: {2, 10}} {
		for _, long := range days {
			t.Run(fmt.Sprintf("day %d for %d", from, long), func(t *testing.T) {
				w, id := revisiting(t)
				w.until(berlin(from, 9))
				w.pauses()
				w.until(berlin(from+long, 9))
				if l := w.ruled("may").Recorded[0]; l.Heard || len(w.decisionTurns("may", checkins.DecisionHeard)) > 0 {
					t.Fatalf("nobody could answer, and it is counted: %+v", l)
				}
				w.pauses()
				end := w.clock
				w.until(end.AddDate(0, 0, 1)) // the letters that waited are looked at once a day
				for _, p := range allLeads {
					w.until(checkins.WorkingAt(w.person(p), nil, w.clock))
					got := w.decisionTurns(p, checkins.DecisionRevisit)
					if len(got) != 1 || !got[0].Line.Checks || got[0].Line.Until.Before(end.AddDate(0, 0, 3)) {
						t.Fatalf("%s is asked %+v", p, got)
					}
					if p != "biz2" { // she says nothing
						w.about(p, checkins.DeedHoldsYes, id, "")
					}
				}
				if l := w.ruled("may").Recorded[0]; l.Heard {
					t.Fatal("it is counted at once")
				}
				w.until(end.AddDate(0, 0, 14))
				want := [2]checkins.Holds{checkins.HoldsYes, ""} // two of three
				if got := w.decisionTurns("may", checkins.DecisionHeard); len(got) != 1 || got[0].Line.Held != want || !got[0].Line.Decides {
					t.Errorf("the owner hears %+v", got)
				}
			})
		}
	}
}

// What is rated has its time as well; who answers all the same during a pause is heard.
func TestDecisionIsRatedAfterAPause(t *testing.T) {
	w := agreeing(t, 2)
	id := w.decides("One store.", "2026-05-18")
	w.pauses()
	w.until(berlin(10, 12))
	if m, ok := w.rate("ana", id, "4", "4").(checkins.Done); !ok || m.What != checkins.DoneRated || !m.At.After(w.clock) {
		t.Fatalf("%+v", m)
	}
	if l := w.ruled("may").Open[0]; l.Shown {
		t.Fatalf("%+v", l)
	}
	w.pauses()
	for _, p := range allLeads[1:] {
		w.rate(p, id, "4", "4")
	}
	if l := w.ruled("may").Open[0]; !l.Shown || l.Rated[0].Good != checkins.DecisionGood {
		t.Errorf("all have rated it: %+v", l)
	}
}

// An initiative that ends while it is paused: its owner can end the decision, too, with what
// was said until then.
func TestDecisionOfWhatNeverGoesOn(t *testing.T) {
	for name, again := range map[string]bool{"stands": false, "another date": true} {
		t.Run(name, func(t *testing.T) {
			w, id := revisiting(t)
			w.until(berlin(13, 12))
			for _, p := range allLeads[:3] {
				w.about(p, checkins.DeedHoldsNo, id, "")
			}
			w.pauses()
			if m := w.about("may", checkins.DeedKeep, id, ""); !refused(checkins.HelpRevisitEarly, m) {
				t.Errorf("on its date: %+v", m)
			}
			w.until(berlin(200, 12))
			if n := len(w.decisionTurns("may", checkins.DecisionHeard)); n != 0 {
				t.Fatalf("%d were told", n)
			}
			l := w.ruled("may").Recorded[0]
			if !l.Decides || !l.Late || l.Heard {
				t.Fatalf("%+v", l)
			}
			held := [2]checkins.Holds{checkins.HoldsNo, ""}
			for range 2 {
				if !again {
					if m := w.about("may", checkins.DeedKeep, id, ""); !said(checkins.DoneKeep, m) {
						t.Fatalf("%+v", m)
					}
				} else {
					form := checkins.Dialog{What: checkins.DialogRevisit, Subject: id}
					form.Initiative.ID = "crm"
					if m := w.fill("may", form, map[string][]string{"on": {"2026-10-16"}}); !said(checkins.DoneRevisit, m) {
						t.Fatalf("%+v", m)
					}
				}
			}
			if !again {
				if got := w.ruled("may").Kept; len(got) != 1 || got[0].Held != held {
					t.Errorf("%+v", got)
				}
			} else if got := w.ruled("may").Recorded; len(got) != 1 || len(got[0].Past) != 1 || got[0].Past[0].Held != held || got[0].Decides {
				t.Errorf("%+v", got)
			}
		})
	}
}

// What is promised to a side is counted once it could say something, as well.
func TestPromiseHasItsTimeAfterAPause(t *testing.T) {
	w := agreeing(t, 3)
	id := w.promises("ana", "A test system.", "2026-03-13", "biz")
	w.until(berlin(10, 12))
	w.pauses()
	w.until(berlin(30, 9))
	w.pauses()
	w.until(berlin(31, 17))
	for _, p := range []checkins.PersonID{"ben", "biz1", "biz2"} {
		if got := w.turns(p, checkins.PromiseAsk); len(got) != 1 || !got[0].Until.After(w.clock) {
			t.Fatalf("%s is asked %+v", p, got)
		}
		w.about(p, checkins.DeedKept, id, "")
	}
	if n := len(w.turns("may", checkins.PromiseIsSaid)); n != 0 {
		t.Error("biz3 was not waited for")
	}
	w.until(berlin(40, 12))
	if n := len(w.turns("may", checkins.PromiseIsSaid)); n != 1 {
		t.Errorf("the owner was told %d times", n)
	}
}

// Written down on the day on which a pause ends, a decision is said to be rated until when it is.
func TestDecisionAfterAPauseSaysItsTime(t *testing.T) {
	w := agreeing(t, 2)
	w.pauses()
	w.until(berlin(1, 10))
	w.pauses()
	d := dialog(t, w.commands("may", checkins.Command{Verb: checkins.VerbDecide}), "what", "serves", "cost", "rests", "on")
	m := w.fill("may", d, map[string][]string{"what": {"One store."}, "serves": {"Calls"}, "cost": {"A year."}, "rests": {"One login."}, "on": {"2026-05-18"}})
	w.turn()
	done, _ := m.(checkins.Done)
	if l := w.ruled("may").Open[0]; !done.At.Equal(l.Until) {
		t.Errorf("said %v, is %v", done.At, l.Until)
	}
}
