package checkins_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// asks has the owner ask both sides, and wants so many leads to be asked.
func (w *world) asksBoth(n int) {
	w.t.Helper()
	m := w.do("may", checkins.DeedAskBoth, alertLetter())
	if d, ok := m.(checkins.Done); !ok || d.What != checkins.DoneAsked || d.Number != n || d.Less != 0 {
		w.t.Fatalf("%+v", m)
	}
	if got := len(w.shown(checkins.KindNeeds)); got != n {
		w.t.Fatalf("%d were asked", got)
	}
}

// needs has a lead say what they would need to see.
func (w *world) needs(p checkins.PersonID, text string, released bool) {
	w.t.Helper()
	letter := w.to(checkins.KindNeeds, p)[0].Letter.ID
	d := dialog(w.t, w.do(p, checkins.DeedNeeds, letter), "text", "released")
	values := map[string][]string{"text": {text}}
	if released {
		values["released"] = []string{"1"}
	}
	if m := w.fill(p, d, values); !said(checkins.DoneNeeds, m) {
		w.t.Fatalf("%s: %+v", p, m)
	}
}

func (w *world) shared() *checkins.Gathered {
	for _, s := range w.shown(checkins.KindGather) {
		g := s.Message.(checkins.Gathered)
		return &g
	}
	return nil
}

// What was shared stands side by side in the thread after two working days, without
// names; what was not stands nowhere, on sides of three.
func TestAskBothSides(t *testing.T) {
	w := alerted(t, 2)
	w.asksBoth(6)
	if m := w.to(checkins.KindNeeds, "ana")[0].Message.(checkins.Needs); m.Side != scoring.IT || !m.Until.Equal(berlin(21, 10)) || m.Over {
		t.Errorf("she reads %+v", m)
	}
	w.needs("ana", "A demo.", true)
	w.needs("ana", "A demo with real data.", true)
	w.needs("it1", "Not for others.", false)
	w.needs("ben", "Fewer clicks.", true)
	w.until(berlin(21, 9))
	if w.shared() != nil {
		t.Fatal("it was gathered early")
	}
	w.until(berlin(21, 10))
	want := [2][]string{{"A demo with real data."}, {"Fewer clicks."}}
	if got := w.shared(); got == nil || cmp.Diff(want, got.Lines) != "" {
		t.Fatalf("in the thread: %+v", got)
	}
	for p, want := range map[checkins.PersonID][]checkins.Voices{
		"ana": {{Side: scoring.Biz, Date: card.Date(), Lines: []string{"Fewer clicks."}}},
		"ben": {{Side: scoring.IT, Date: card.Date(), Lines: []string{"A demo with real data."}}},
	} {
		m := w.to(checkins.KindNeeds, p)[0].Message.(checkins.Needs)
		if diff := cmp.Diff(want, m.Shared); diff != "" || !m.Over {
			t.Errorf("%s reads %+v (-want +got):\n%s", p, m, diff)
		}
	}
	letter := w.to(checkins.KindNeeds, "biz1")[0].Letter.ID
	if m := w.do("biz1", checkins.DeedNeeds, letter); !refused(checkins.HelpNeedsOver, m) {
		t.Errorf("afterwards: %+v", m)
	}
	if m := w.do("may", checkins.DeedAskBoth, alertLetter()); !said(checkins.DoneAskedBefore, m) {
		t.Errorf("asked again: %+v", m)
	}
	if a := w.alertCard(); a.Care.Asked != "2026-03-20" {
		t.Errorf("care %+v", a.Care)
	}
}

// Once all have answered nobody waits.
func TestAllHaveAnswered(t *testing.T) {
	w := alerted(t, 2)
	w.asksBoth(6)
	for _, p := range []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1"} {
		w.needs(p, "From "+string(p)+".", false)
	}
	if w.shared() != nil {
		t.Fatal("gathered although one is missing")
	}
	w.needs("biz2", "A date.", true)
	if got := w.shared(); got == nil || cmp.Diff([2][]string{nil, {"A date."}}, got.Lines) != "" {
		t.Fatalf("in the thread: %+v", got)
	}
	if n := len(w.shown(checkins.KindGather)); n != 1 {
		t.Errorf("%d times", n)
	}
}

// From five lines of a side on leads and the owner read all of them, in private; the
// channel still reads those that were shared alone.
func TestFiveLinesAreReadByLeadsAndOwner(t *testing.T) {
	w := alerted(t, 4)
	w.asksBoth(10)
	for _, p := range w.setup.Initiatives[0].Leads[scoring.IT] {
		w.needs(p, "From "+string(p)+".", p == "ana")
	}
	w.needs("ben", "Alone.", false)
	w.until(berlin(21, 10))
	if got := w.shared(); got == nil || cmp.Diff([2][]string{{"From ana."}, nil}, got.Lines) != "" {
		t.Fatalf("in the thread: %+v", got)
	}
	reads := func(shared []checkins.Voices) (it, biz int) {
		for _, v := range shared {
			if v.Side == scoring.IT {
				it = len(v.Lines)
			} else {
				biz = len(v.Lines)
			}
		}
		return it, biz
	}
	for _, p := range []checkins.PersonID{"ben", "it1"} {
		if it, biz := reads(w.to(checkins.KindNeeds, p)[0].Message.(checkins.Needs).Shared); it != 5 || biz != 0 {
			t.Errorf("%s reads %d and %d", p, it, biz)
		}
	}
	m, err := w.desk.Explain(w.ctx, account("may"), alertLetter())
	if err != nil {
		t.Fatal(err)
	}
	if it, biz := reads(m.(checkins.Explain).Needs); it != 5 || biz != 0 {
		t.Errorf("the owner reads %d and %d", it, biz)
	}
}

// A person has one such question a week, whatever the alert.
func TestOneExtraQuestionAWeek(t *testing.T) {
	w := alerted(t, 2)
	busy := checkins.Letter{
		ID: checkins.ExtraLetter(checkinstest.Acme, "ana", "2026-03-20"), Kind: checkins.KindNeeds, Lead: "ana", To: account("ana"),
		Due: berlin(17, 9), Until: berlin(20, 10), About: checkins.About{Initiative: checkinstest.CRM, Rounds: []checkins.RoundID{"other@2026-03-03"}},
	}
	if err := w.mem.Post(w.ctx, checkinstest.Acme, busy); err != nil {
		t.Fatal(err)
	}
	if d, ok := w.do("may", checkins.DeedAskBoth, alertLetter()).(checkins.Done); !ok || d.Number != 5 || d.Less != 1 {
		t.Fatalf("%+v", d)
	}
	for _, p := range []checkins.PersonID{"it1", "it2", "ben", "biz1", "biz2"} {
		w.needs(p, "Something.", false)
	}
	if w.shared() == nil {
		t.Error("ana, who was not asked, is waited for")
	}
	if checkins.ExtraLetter(checkinstest.Acme, "ana", "2026-03-20") == checkins.ExtraLetter(checkinstest.Acme, "ana", "2026-03-23") {
		t.Error("the next week has the same question")
	}
}

// Who is forgotten is not quoted.
func TestNeedsOfSomebodyForgotten(t *testing.T) {
	w := alerted(t, 3)
	w.asksBoth(8)
	w.needs("ana", "A demo.", true)
	w.needs("ben", "Fewer clicks.", true)
	if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, "ana"); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(21, 10))
	if got := w.shared(); got == nil || len(got.Lines[scoring.IT]) != 0 || len(got.Lines[scoring.Biz]) != 1 {
		t.Errorf("in the thread: %+v", got)
	}
}

// Where there is no channel whoever answers for the initiative gets what was shared.
func TestNeedsWithoutAChannel(t *testing.T) {
	w := alerted(t, 2, func(s *checkins.Setup) { s.Initiatives[0].Channels = nil })
	notices := w.to(checkins.KindNotice, "may")
	n := slices.IndexFunc(notices, func(s checkinstest.Shown) bool { return s.Message.(checkins.Notice).Alert != nil })
	if n < 0 {
		t.Fatalf("no alert: %+v", notices)
	}
	if m := w.do("may", checkins.DeedAskBoth, notices[n].Letter.ID); !said(checkins.DoneAsked, m) {
		t.Fatalf("%+v", m)
	}
	w.needs("ana", "A demo.", true)
	w.until(berlin(21, 10))
	if got := w.to(checkins.KindGather, "may"); len(got) != 1 {
		t.Errorf("%d letters", len(got))
	}
}
