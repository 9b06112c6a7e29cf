package checkins_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// agrees has somebody put down a step from the alert.
func (w *world) agrees(p checkins.PersonID, text string, due checkins.Date) checkins.Message {
	w.t.Helper()
	d := dialog(w.t, w.do(p, checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "due")
	return w.fill(p, d, map[string][]string{"text": {text}, "it": {"ana"}, "biz": {"ben"}, "due": {string(due)}})
}

// asked are what the owners of a step are asked.
func (w *world) stepAsks(p checkins.PersonID) []checkins.StepAsk {
	var all []checkins.StepAsk
	for _, s := range w.to(checkins.KindStep, p) {
		all = append(all, s.Message.(checkins.StepAsk))
	}
	return all
}

// Both owners are asked on the date; done is done, once, and the two rounds after it ask
// everybody again, also when the dimension presses nobody any more.
func TestStepFromAgreementToRecheck(t *testing.T) {
	w := alerted(t, 2)
	if m := w.agrees("ana", "Show the numbers.", "2026-04-02"); !said(checkins.DoneStep, m) {
		t.Fatalf("%+v", m)
	}
	a := w.alertCard()
	if a.Step == nil || a.Step.Text != "Show the numbers." || a.Step.Owners != [2]string{"Ana Ruiz", "Ben Lee"} || a.Step.Due != "2026-04-02" {
		t.Fatalf("on the card: %+v", a.Step)
	}
	if got := w.actLines(); len(got) != 1 || got[0].What != checkins.ActStep || got[0].Step.Text != "Show the numbers." {
		t.Fatalf("in the thread: %+v", got)
	}
	w.until(berlin(30, 9))
	if got := w.shown(checkins.KindStep); len(got) != 0 {
		t.Fatalf("asked early: %+v", got)
	}
	w.until(berlin(30, 11))
	if len(w.stepAsks("ana")) != 1 || len(w.stepAsks("ben")) != 1 || len(w.shown(checkins.KindStep)) != 2 {
		t.Fatalf("asked: %+v", w.shown(checkins.KindStep))
	}
	letter := w.to(checkins.KindStep, "ben")[0].Letter.ID
	if m := w.do("ana", checkins.DeedStepDone, letter); !refused(checkins.HelpNotYours, m) {
		t.Errorf("with his letter she: %+v", m)
	}
	for range 2 {
		if m := w.do("ben", checkins.DeedStepDone, letter); !said(checkins.DoneStepDone, m) {
			t.Fatalf("%+v", m)
		}
	}
	if got := w.stepAsks("ana"); got[0].Step.State != checkins.StepDone || got[0].Step.EndedBy != "Ben Lee" {
		t.Errorf("she reads %+v", got[0])
	}
	if n := len(w.actLines()); n != 2 {
		t.Errorf("%d lines", n)
	}
	w.until(berlin(70, 11)) // every two weeks now
	var again []checkins.Date
	for day := 0; day <= 70; day += 7 {
		if r := w.round(day); r.Again[checkins.Value] != 0 {
			again = append(again, r.ID.Date())
			for p, plan := range r.Plans {
				if !slices.Contains(plan.Items, checkins.Value) {
					t.Errorf("%s in %s is asked %v", p, r.ID, plan.Items)
				}
			}
		}
	}
	if diff := cmp.Diff([]checkins.Date{"2026-04-14", "2026-04-28"}, again); diff != "" {
		t.Error("asked again in: ", diff)
	}
}

// A step that is not done gets a new date once, and all see it; then its owners are asked
// again. What nobody answers stands in the owner's digest, and in no channel.
func TestStepMissed(t *testing.T) {
	w := alerted(t, 2, func(s *checkins.Setup) { s.Org.NoDigest = false })
	w.agrees("ana", "Show the numbers.", "2026-04-02")
	w.until(berlin(30, 11))
	letter := w.to(checkins.KindStep, "ana")[0].Letter.ID
	later := func(day checkins.Date) checkins.Message {
		w.t.Helper()
		w.presses++
		m, err := w.desk.Do(w.ctx, checkins.Deed{From: account("ana"), Delivery: string(day), What: checkins.DeedStepLater, Initiative: checkinstest.CRM, Letter: letter, Date: day})
		if err != nil {
			t.Fatal(err)
		}
		w.turn()
		return m
	}
	if m := later("2026-04-01"); !refused(checkins.HelpBadDate, m) {
		t.Errorf("yesterday: %+v", m)
	}
	if m := later("2026-04-16"); !said(checkins.DoneStepOpen, m) {
		t.Fatalf("%+v", m)
	}
	if m := later("2026-04-23"); !said(checkins.DoneStepOpen, m) || m.(checkins.Done).Until != "2026-04-16" {
		t.Errorf("moved twice: %+v", m)
	}
	if a := w.alertCard(); a.Step.First != "2026-04-02" || a.Step.Due != "2026-04-16" {
		t.Errorf("card: %+v", a.Step)
	}
	w.until(berlin(44, 11))
	if n := len(w.stepAsks("ben")); n != 2 {
		t.Errorf("he was asked %d times", n)
	}
	before := len(w.actLines())
	w.until(berlin(49, 9))
	g := w.digests("may")
	if last := g[len(g)-1]; len(last.Steps) != 1 || !last.Steps[0].Late || last.Steps[0].Due != "2026-04-16" {
		t.Errorf("her digest: %+v", last.Steps)
	}
	if len(w.actLines()) != before {
		t.Error("the channel reads that it is late")
	}
}
