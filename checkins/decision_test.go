package checkins_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// decides has the owner write a decision down, and returns its id.
func (w *world) decides(what, on string) string {
	w.t.Helper()
	d := dialog(w.t, w.commands("may", checkins.Command{Verb: checkins.VerbDecide}), "what", "serves", "cost", "rests", "on")
	if m := w.fill("may", d, map[string][]string{"what": {what}, "serves": {"Calls"}, "cost": {"A year of two stores."}, "rests": {"One login will do."}, "on": {on}}); !said(checkins.DoneDecision, m) {
		w.t.Fatalf("%+v", m)
	}
	w.turn()
	for _, l := range w.ruled("may").Open {
		if l.What == what {
			return l.ID
		}
	}
	w.t.Fatalf("not listed: %+v", w.ruled("may"))
	return ""
}

func (w *world) ruled(p checkins.PersonID) checkins.DecisionList {
	w.t.Helper()
	m, ok := w.commands(p, checkins.Command{Verb: checkins.VerbDecide, Topic: checkins.TopicList}).(checkins.DecisionList)
	if !ok {
		w.t.Fatalf("%s reads no list", p)
	}
	return m
}

// rate has a lead rate it by the form.
func (w *world) rate(p checkins.PersonID, id, good, doable string) checkins.Message {
	w.t.Helper()
	m := w.about(p, checkins.DeedRate, id, "")
	if _, is := m.(checkins.Dialog); !is {
		return m
	}
	m = w.fill(p, dialog(w.t, m, "good", "doable"), map[string][]string{"good": {good}, "doable": {doable}})
	w.turn()
	return m
}

// told are the letters about decisions that somebody has.
func (w *world) decisionTurns(p checkins.PersonID, what checkins.DecisionWhat) []checkins.DecisionTurn {
	var all []checkins.DecisionTurn
	for _, s := range w.to(checkins.KindDecision, p) {
		if m := s.Message.(checkins.DecisionTurn); m.What == what {
			all = append(all, m)
		}
	}
	return all
}

// A decision from its first day to the one on which it is kept.
func TestDecisionIsRatedRecordedAndRevisited(t *testing.T) {
	w := agreeing(t, 2)
	id := w.decides("One store.", "2026-03-16")
	for _, p := range []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1", "biz2"} {
		if got := w.decisionTurns(p, checkins.DecisionAsk); len(got) != 1 || !got[0].Line.Rates {
			t.Fatalf("%s is asked %+v", p, got)
		}
	}
	if m := w.about("may", checkins.DeedRecord, id, ""); !refused(checkins.HelpDecisionEarly, m) {
		t.Errorf("before both sides are heard: %+v", m)
	}
	if m := w.rate("may", id, "5", "5"); !refused(checkins.HelpNotLead, m) {
		t.Errorf("who leads nothing rates: %+v", m)
	}
	letter := w.decisionTurns("ana", checkins.DecisionAsk)[0].Letter
	if m := w.about("ben", checkins.DeedRate, id, letter); !refused(checkins.HelpNotYours, m) {
		t.Errorf("by another's letter: %+v", m)
	}
	for _, c := range []struct {
		p            checkins.PersonID
		good, doable string
	}{{"ana", "1", "3"}, {"ana", "5", "3"}, {"it1", "4", "0"}, {"it2", "1", "4"}, {"ben", "2", "1"}, {"biz1", "2", "2"}} { // ana thought better of it
		if m := w.rate(c.p, id, c.good, c.doable); !said(checkins.DoneRated, m) {
			t.Fatalf("%s: %+v", c.p, m)
		}
	}
	if l := w.ruled("may").Open[0]; l.Shown || l.Rated != [2]checkins.DecisionRated{} {
		t.Fatalf("shown before all have rated: %+v", l)
	}
	w.rate("biz2", id, "2", "2")
	// IT: 10/3 mixed; two ratings of doable are too few. The business: low, low.
	want := [2]checkins.DecisionRated{{Good: checkins.DecisionMixed}, {Good: checkins.DecisionLow, Doable: checkins.DecisionLow}}
	for _, p := range []checkins.PersonID{"may", "ana", "ben"} {
		got := w.decisionTurns(p, checkins.DecisionReveal)
		if len(got) != 1 {
			t.Fatalf("%s hears %d times", p, len(got))
		}
		if diff := cmp.Diff(want, got[0].Line.Rated); diff != "" {
			t.Error(p, diff)
		}
		if got[0].Line.Records != (p == "may") {
			t.Errorf("%s may record it: %v", p, got[0].Line.Records)
		}
	}
	if m := w.rate("ana", id, "1", "1"); !refused(checkins.HelpDecisionOver, m) {
		t.Errorf("afterwards: %+v", m)
	}
	if m := w.about("ana", checkins.DeedRecord, id, ""); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("a lead records: %+v", m)
	}
	for range 2 {
		if m := w.about("may", checkins.DeedRecord, id, ""); !said(checkins.DoneRecorded, m) {
			t.Fatalf("%+v", m)
		}
	}
	if m := w.about("may", checkins.DeedDrop, id, ""); !refused(checkins.HelpDecisionStands, m) {
		t.Errorf("dropped afterwards: %+v", m)
	}
	if m := w.about("ana", checkins.DeedHoldsYes, id, ""); !refused(checkins.HelpHoldsEarly, m) {
		t.Errorf("before its date: %+v", m)
	}
	if b := w.commands("may", checkins.Command{Verb: checkins.VerbBrief}).(checkins.Brief); len(b.Parts) != 1 || len(b.Parts[0].Decisions) != 1 {
		t.Errorf("the brief says %+v", b)
	}
	w.until(berlin(13, 12))
	for _, p := range []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1", "biz2"} {
		if got := w.decisionTurns(p, checkins.DecisionRevisit); len(got) != 1 || !got[0].Line.Checks {
			t.Fatalf("%s is asked on the date %+v", p, got)
		}
	}
	if m := w.about("may", checkins.DeedKeep, id, ""); !refused(checkins.HelpRevisitEarly, m) {
		t.Errorf("kept before both sides are heard: %+v", m)
	}
	for p, what := range map[checkins.PersonID]string{"ana": checkins.DeedHoldsNo, "it1": checkins.DeedHoldsNo, "it2": checkins.DeedHoldsYes, "ben": checkins.DeedHoldsYes} {
		if m := w.about(p, what, id, ""); refused(checkins.HelpHoldsEarly, m) {
			t.Errorf("%s: %+v", p, m)
		}
	}
	w.until(berlin(17, 12))
	held := [2]checkins.Holds{checkins.HoldsNo, ""} // of the business one answer
	for _, p := range []checkins.PersonID{"may", "ana", "ben"} {
		if got := w.decisionTurns(p, checkins.DecisionHeard); len(got) != 1 || got[0].Line.Held != held {
			t.Errorf("%s hears %+v", p, got)
		}
	}
	if g := w.commands("may", checkins.Command{Verb: checkins.VerbDigest}).(checkins.Digest); len(g.Revisit) != 1 {
		t.Errorf("the digest says %+v", g.Revisit)
	}
	d := dialog(t, w.about("may", checkins.DeedRevisit, id, ""), "on")
	for _, c := range []struct{ on, why string }{{"2026-03-21", "day_off"}, {"2026-03-16", "past"}} {
		if got := wrong(w.fill("may", d, map[string][]string{"on": {c.on}}), "on"); got != c.why {
			t.Errorf("%s: %q", c.on, got)
		}
	}
	for range 2 {
		if m := w.fill("may", d, map[string][]string{"on": {"2026-04-16"}}); !said(checkins.DoneRevisit, m) {
			t.Fatalf("%+v", m)
		}
	}
	w.turn()
	if l := w.ruled("ana").Recorded[0]; l.Revisit != "2026-04-16" || len(l.Past) != 1 || l.Past[0].Held != held || l.Heard {
		t.Errorf("the list says %+v", l)
	}
	if m := w.about("may", checkins.DeedKeep, id, ""); !refused(checkins.HelpRevisitEarly, m) {
		t.Errorf("a second word on the same date: %+v", m)
	}
	w.until(berlin(55, 12)) // nobody says anything on the second date
	if got := w.decisionTurns("it1", checkins.DecisionRevisit); len(got) != 2 {
		t.Errorf("it1 is asked %d times", len(got))
	}
	for range 2 {
		if m := w.about("may", checkins.DeedKeep, id, ""); !said(checkins.DoneKeep, m) {
			t.Errorf("%+v", m)
		}
	}
	if l := w.ruled("ben"); len(l.Kept) != 1 || l.Kept[0].Held != [2]checkins.Holds{} {
		t.Errorf("the list says %+v", l)
	}
	if g := w.commands("may", checkins.Command{Verb: checkins.VerbDigest}).(checkins.Digest); len(g.Revisit) != 0 {
		t.Errorf("the digest says %+v", g.Revisit)
	}
}

// A side of which fewer than three said something is not read; a named one is, by consent.
func TestDecisionShowsNoFewerThanThree(t *testing.T) {
	w := agreeing(t, 2)
	id := w.decides("One store.", "2026-04-16")
	for p, good := range map[checkins.PersonID]string{"ana": "5", "it1": "5", "it2": "0", "ben": "5", "biz1": "3", "biz2": "3"} {
		w.rate(p, id, good, "3")
	}
	want := [2]checkins.DecisionRated{{Doable: checkins.DecisionMixed}, {Good: checkins.DecisionGood, Doable: checkins.DecisionMixed}}
	if diff := cmp.Diff(want, w.ruled("may").Open[0].Rated); diff != "" {
		t.Error(diff)
	}

	w = agreeing(t, 2, func(s *checkins.Setup) {
		s.Initiatives[0].Leads[scoring.Biz] = []checkins.PersonID{"ben"}
		s.Initiatives[0].Accepted = []checkins.PersonID{"ben"}
	})
	id = w.decides("One store.", "2026-04-16")
	w.rate("ben", id, "2", "5")
	w.rate("ana", id, "2", "5")
	w.until(berlin(3, 16))
	want = [2]checkins.DecisionRated{{}, {Good: checkins.DecisionLow, Doable: checkins.DecisionGood}}
	if l := w.ruled("may").Open[0]; !l.Shown {
		t.Error("after three working days it is not shown")
	} else if diff := cmp.Diff(want, l.Rated); diff != "" {
		t.Error(diff)
	}
}

// Who rated on a side of three was told that it is confidential: it stays so when the side
// has but two leads afterwards.
func TestDecisionStaysConfidential(t *testing.T) {
	w := agreeing(t, 2, func(s *checkins.Setup) { s.Initiatives[0].Accepted = []checkins.PersonID{"ben", "biz1"} })
	id := w.decides("One store.", "2026-04-16")
	w.rate("ben", id, "1", "1")
	w.rate("biz1", id, "1", "1")
	if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, "biz2"); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(3, 16))
	if l := w.ruled("may").Open[0]; !l.Shown || l.Rated[scoring.Biz] != (checkins.DecisionRated{}) {
		t.Errorf("of two who were three is read %+v", l.Rated)
	}
}

// It is dropped with a tap; who was asked reads that.
func TestDecisionIsDropped(t *testing.T) {
	w := agreeing(t, 2)
	id := w.decides("One store.", "2026-04-16")
	if m := w.about("ana", checkins.DeedDrop, id, ""); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("by a lead: %+v", m)
	}
	for range 2 {
		if m := w.about("may", checkins.DeedDrop, id, ""); !said(checkins.DoneDropped, m) {
			t.Errorf("%+v", m)
		}
	}
	if got := w.decisionTurns("ana", checkins.DecisionAsk); len(got) != 1 || !got[0].Gone {
		t.Errorf("ana's letter says %+v", got)
	}
	if m := w.rate("ana", id, "1", "1"); !refused(checkins.HelpDecisionGone, m) {
		t.Errorf("%+v", m)
	}
	w.until(berlin(10, 12))
	if got := w.decisionTurns("may", checkins.DecisionReveal); len(got) != 0 {
		t.Errorf("the owner hears %+v", got)
	}
}

// Who is forgotten no longer counts, who left is not asked, a paused initiative asks nobody,
// and a new owner records it.
func TestDecisionSurvivesPeople(t *testing.T) {
	w := agreeing(t, 3)
	id := w.decides("One store.", "2026-03-16")
	for _, p := range []checkins.PersonID{"ben", "biz1", "biz2"} {
		w.rate(p, id, "5", "5")
	}
	if n := len(w.commands("ben", checkins.Command{Verb: checkins.VerbExport}).(checkins.Mine).Parts[0].Decisions); n != 1 {
		t.Errorf("ben reads %d as his own", n)
	}
	for _, p := range []checkins.PersonID{"ben", "it3"} {
		if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, p); err != nil {
			t.Fatal(err)
		}
	}
	if m := w.commands("may", checkins.Command{Verb: checkins.VerbHandover, To: "it1"}); !said(checkins.DoneHandedOver, m) {
		t.Fatalf("%+v", m)
	}
	w.until(berlin(3, 16))
	if got := w.decisionTurns("it1", checkins.DecisionReveal); len(got) != 1 || got[0].Line.Rated != [2]checkins.DecisionRated{} || !got[0].Line.Records {
		t.Errorf("the new owner hears %+v", got)
	}
	if got := w.decisionTurns("may", checkins.DecisionReveal); len(got) != 0 {
		t.Errorf("the old one hears %+v", got)
	}
	if m := w.about("it1", checkins.DeedRecord, id, ""); !said(checkins.DoneRecorded, m) {
		t.Fatalf("%+v", m)
	}
	w.commands("it1", checkins.Command{Verb: checkins.VerbPause})
	if m := w.commands("it1", checkins.Command{Verb: checkins.VerbDecide}); !refused(checkins.HelpDecisionPaused, m) {
		t.Errorf("a paused one: %+v", m)
	}
	w.until(berlin(20, 12))
	for _, p := range []checkins.PersonID{"it1", "biz1", "it3"} {
		if got := w.decisionTurns(p, checkins.DecisionRevisit); len(got) != 0 {
			t.Errorf("%s is asked %+v", p, got)
		}
	}
	if l := w.ruled("it1").Recorded[0]; !l.Decides {
		t.Errorf("the owner can't go on: %+v", l)
	}
}

// Nobody is asked about a decision while its initiative is paused, and everybody is once it
// goes on in time.
func TestDecisionIsAskedAboutAfterAPause(t *testing.T) {
	w := agreeing(t, 2)
	w.decides("One store.", "2026-03-16")
	id := w.ruled("may").Open[0].ID
	for _, p := range []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1", "biz2"} {
		w.rate(p, id, "4", "4")
	}
	w.about("may", checkins.DeedRecord, id, "")
	w.until(berlin(12, 12))
	w.commands("may", checkins.Command{Verb: checkins.VerbPause, Name: "crm"})
	w.until(berlin(13, 16))
	if got := w.decisionTurns("ben", checkins.DecisionRevisit); len(got) != 0 {
		t.Fatalf("while it is paused he is asked %+v", got)
	}
	w.commands("may", checkins.Command{Verb: checkins.VerbPause, Name: "crm"})
	w.until(berlin(15, 9))
	for _, p := range []checkins.PersonID{"ana", "ben", "biz2"} {
		if got := w.decisionTurns(p, checkins.DecisionRevisit); len(got) != 1 || !got[0].Line.Checks {
			t.Errorf("%s is asked %+v", p, got)
		}
	}
}

// What the sides say of a decision once its time is over is told to who owns it then, and
// not to who gave it away before.
func TestDecisionIsToldToWhoOwnsItNow(t *testing.T) {
	w := agreeing(t, 2, func(s *checkins.Setup) { s.People = append(s.People, checkinstest.Person("zoe", "Zoe Adams")) })
	id := w.decides("One store.", "2026-04-16")
	for _, p := range []checkins.PersonID{"ana", "it1", "it2"} {
		w.rate(p, id, "4", "4")
	}
	if m := w.commands("may", checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: "zoe"}); !said(checkins.DoneHandedOver, m) {
		t.Fatalf("%+v", m)
	}
	w.until(berlin(6, 12))
	if got := w.decisionTurns("zoe", checkins.DecisionReveal); len(got) != 1 || !got[0].Line.Records {
		t.Errorf("who owns it hears %+v", got)
	}
	if got := w.decisionTurns("may", checkins.DecisionReveal); len(got) != 0 {
		t.Errorf("who owned it hears %+v", got)
	}
}
