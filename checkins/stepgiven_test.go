package checkins_test

import (
	"slices"
	"testing"

	"parallax/checkins"
	"parallax/scoring"
)

// given are what somebody was told of steps, each as it stands now.
func (w *world) given(p checkins.PersonID) []checkins.StepGiven {
	var all []checkins.StepGiven
	for _, s := range w.to(checkins.KindGiven, p) {
		all = append(all, s.Message.(checkins.StepGiven))
	}
	return all
}

// change fills in the form of a step that is open.
func (w *world) changes(p checkins.PersonID, letter checkins.LetterID, text, it, due, state string) checkins.Message {
	w.t.Helper()
	d := dialog(w.t, w.do(p, checkins.DeedRecheck, letter), "text", "it", "biz", "due", "state")
	return w.fill(p, d, map[string][]string{"text": {text}, "it": {it}, "biz": {"ben"}, "due": {due}, "state": {state}})
}

// Who has a step and did not write it down hears of it at once, once, in words that stay
// true; from there it can be changed.
func TestStepGiven(t *testing.T) {
	w := alerted(t, 2)
	w.until(berlin(16, 22)) // nobody works
	w.agrees("ana", "Show the numbers.", "2026-04-02")
	if n := len(w.shown(checkins.KindGiven)); n != 0 {
		t.Fatalf("%d are told at night", n)
	}
	w.until(berlin(17, 12))
	got := w.given("ben")
	if len(got) != 1 || len(w.shown(checkins.KindGiven)) != 1 {
		t.Fatalf("told: %+v", w.shown(checkins.KindGiven))
	}
	if g := got[0]; g.Step.Put != "Ana Ruiz" || g.Step.Due != "2026-04-02" || !g.Form || g.Gone || g.Bridge || g.Step.You != [2]bool{false, true} || g.Step.YouPut {
		t.Errorf("%+v", g)
	}
	letter := w.to(checkins.KindGiven, "ben")[0].Letter.ID
	if m := w.do("ana", checkins.DeedRecheck, letter); !refused(checkins.HelpNotYours, m) {
		t.Errorf("with his letter she: %+v", m)
	}
	if m := w.changes("ben", letter, "A demo.", "it1", "2026-04-09", "open"); !said(checkins.DoneStep, m) {
		t.Fatalf("%+v", m)
	}
	if g := w.given("ben"); len(g) != 1 || g[0].Step.Text != "A demo." || g[0].Step.Put != "Ben Lee" || g[0].Step.First != "2026-04-02" {
		t.Errorf("he reads %+v", g)
	}
	if g := w.given("it1"); len(g) != 1 || g[0].Step.Put != "Ben Lee" || g[0].Step.Owners[0] != "IT lead 1" {
		t.Fatalf("who has it now reads %+v", g)
	}
	w.do("ben", checkins.DeedAgenda, alertLetter())
	d := dialog(t, w.do("ben", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "state")
	w.fill("ben", d, map[string][]string{"text": {"A demo."}, "it": {"it2"}, "biz": {"ben"}, "state": {"open"}})
	if g := w.given("it1"); len(g) != 1 || !g[0].Gone {
		t.Errorf("who had it reads %+v", g)
	}
	d = dialog(t, w.do("ana", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "state")
	w.fill("ana", d, map[string][]string{"text": {"A demo."}, "it": {"it2"}, "biz": {"ben"}, "state": {"dropped"}})
	if g := w.given("it2"); len(g) != 1 || g[0].Step.State != checkins.StepDropped || g[0].Form {
		t.Errorf("dropped, they read %+v", g)
	}
	if n := len(w.shown(checkins.KindGiven)); n != 3 {
		t.Errorf("%d were told", n)
	}
}

// What ends, or finds somebody else, before they came to work is not told them; nor is
// somebody who has left.
func TestStepGivenToNobody(t *testing.T) {
	for name, change := range map[string]func(*world){
		"done":      func(w *world) { w.changes("ana", alertLetter(), "Show the numbers.", "it1", "2026-04-02", "done") },
		"another's": func(w *world) { w.changes("ana", alertLetter(), "Show the numbers.", "ana", "2026-04-02", "open") },
		"left": func(w *world) {
			set := w.setup
			set.Initiatives = slices.Clone(set.Initiatives)
			set.Initiatives[0].Leads[scoring.IT] = slices.DeleteFunc(slices.Clone(set.Initiatives[0].Leads[scoring.IT]), func(p checkins.PersonID) bool { return p == "it1" })
			w.setup = set
			w.enrol()
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := alerted(t, 2)
			w.until(berlin(16, 22))
			w.agrees("ana", "Show the numbers.", "2026-04-02")
			w.changes("ana", alertLetter(), "Show the numbers.", "it1", "2026-04-02", "open")
			change(w)
			w.until(berlin(20, 12))
			if g := w.given("it1"); len(g) != 0 {
				t.Errorf("told: %+v", g)
			}
		})
	}
}

// Who is on both sides is told that they can help; of whoever wrote it and is erased the
// letters say nothing any more.
func TestStepGivenToBridge(t *testing.T) {
	w := alerted(t, 2)
	set := w.setup
	p := set.People[0]
	p.ID, p.Name, p.Accounts = "rosa", "Rosa Diaz", []checkins.Account{account("rosa")}
	set.People, set.Initiatives = append(slices.Clone(set.People), p), slices.Clone(set.Initiatives)
	for _, side := range scoring.Sides {
		set.Initiatives[0].Leads[side] = append(slices.Clone(set.Initiatives[0].Leads[side]), "rosa")
	}
	w.setup = set
	w.enrol()
	w.agrees("ana", "Show the numbers.", "2026-04-02")
	w.until(berlin(17, 12))
	if g := w.given("rosa"); len(g) != 1 || !g[0].Bridge || g[0].Gone {
		t.Fatalf("%+v", g)
	}
	w.forget("ana")
	w.untraced("ana", "Ana Ruiz")
	w.until(berlin(18, 12))
	if g := w.given("ben"); len(g) != 1 || g[0].Step.Put != "" || !g[0].Step.Erased || g[0].Step.Owners[0] != "" {
		t.Errorf("%+v", g)
	}
}

// A brief has each step that is open.
func TestBriefSteps(t *testing.T) {
	w := alerted(t, 2)
	w.agrees("ana", "Show the numbers.", "2026-04-02")
	brief := func() []checkins.StepLine {
		t.Helper()
		b, is := w.asks("may", checkins.Command{Verb: checkins.VerbBrief, Name: "crm"}).(checkins.Brief)
		if !is || len(b.Parts) != 1 {
			t.Fatalf("%+v", b)
		}
		return b.Parts[0].Steps
	}
	if got := brief(); len(got) != 1 || got[0].Text != "Show the numbers." || got[0].Late || got[0].Due != "2026-04-02" {
		t.Errorf("%+v", got)
	}
	w.until(berlin(31, 12))
	if got := brief(); len(got) != 1 || !got[0].Late {
		t.Errorf("late: %+v", got)
	}
	w.do("ben", checkins.DeedStepDone, w.to(checkins.KindStep, "ben")[0].Letter.ID)
	if got := brief(); len(got) != 0 {
		t.Errorf("done: %+v", got)
	}
}
