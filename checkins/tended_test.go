package checkins_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// alerted is warning without a heads-up: the alert of Friday 20 March stands in the
// channel.
func alerted(t *testing.T, n int, change ...func(*checkins.Setup)) *world {
	return warning(t, n, append([]func(*checkins.Setup){func(s *checkins.Setup) { s.Initiatives[0].Pulse.HeadsUp = false }}, change...)...)
}

// acts are the lines in the thread of the alert about what people did.
func (w *world) actLines() []checkins.AlertAct {
	var all []checkins.AlertAct
	for _, s := range w.shown(checkins.KindAct) {
		if s.Under.IsZero() {
			w.t.Errorf("outside the thread: %+v", s)
		}
		all = append(all, s.Message.(checkins.AlertAct))
	}
	return all
}

func (w *world) alertCard() checkins.GapAlert {
	w.t.Helper()
	got := w.shown(checkins.KindAlert)
	if len(got) != 1 {
		w.t.Fatalf("%d alerts", len(got))
	}
	return got[0].Message.(checkins.GapAlert)
}

// Every act stands on the card and, once, in its thread; delivered again it does not.
func TestActsStandInTheThread(t *testing.T) {
	w := alerted(t, 2)
	for range 2 {
		if m, err := w.desk.Acknowledge(w.ctx, account("may"), alertLetter(), "ack"); err != nil || !said(checkins.DoneAcknowledged, m) {
			t.Fatal(m, err)
		}
		if m, err := w.desk.Snooze(w.ctx, account("may"), alertLetter(), "2026-03-31", "snooze"); err != nil || !said(checkins.DoneSnoozed, m) {
			t.Fatal(m, err)
		}
		w.turn()
	}
	w.do("may", checkins.DeedAgenda, alertLetter())
	w.do("may", checkins.DeedAgenda, alertLetter())
	w.do("may", checkins.DeedOffAgenda, alertLetter())
	crm := checkins.Named{ID: checkinstest.CRM, Name: w.setup.Initiatives[0].Name}
	want := []checkins.AlertAct{
		{Initiative: crm, What: checkins.ActAcknowledged, By: "May Owens"},
		{Initiative: crm, What: checkins.ActSnoozed, By: "May Owens", Until: "2026-03-31"},
		{Initiative: crm, What: checkins.ActAgenda, By: "May Owens"},
		{Initiative: crm, What: checkins.ActOffAgenda, By: "May Owens"},
	}
	got := w.actLines()
	order := func(a, b checkins.AlertAct) int { return strings.Compare(string(a.What), string(b.What)) }
	slices.SortFunc(got, order)
	slices.SortFunc(want, order)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, p := range []checkins.PersonID{"ana", "ben"} {
		for _, deed := range []string{checkins.DeedAgenda, checkins.DeedOffAgenda, checkins.DeedAssign, checkins.DeedAskBoth} {
			if m := w.do(p, deed, alertLetter()); !refused(checkins.HelpNotAllowed, m) {
				t.Errorf("%s does %s: %+v", p, deed, m)
			}
		}
	}
	if len(w.actLines()) != 4 {
		t.Errorf("%d lines", len(w.actLines()))
	}
}

// Somebody a side looks after it: the card says who, they are told once, and who said it
// is not told.
func TestAssign(t *testing.T) {
	w := alerted(t, 2)
	d := dialog(t, w.do("may", checkins.DeedAssign, alertLetter()), "it", "biz")
	if m := w.fill("may", d, nil); wrong(m, "it") != "nobody" {
		t.Fatalf("nobody: %+v", m)
	}
	for range 2 {
		if m := w.fill("may", d, map[string][]string{"it": {"it1"}, "biz": {"may"}}); !said(checkins.DoneAssigned, m) {
			t.Fatalf("%+v", m)
		}
	}
	a := w.alertCard()
	if a.Keepers != [2]string{"IT lead 1", "May Owens"} {
		t.Errorf("keepers %v", a.Keepers)
	}
	if got := w.shown(checkins.KindKeeper); len(got) != 1 || got[0].Letter.Lead != "it1" || got[0].Message.(checkins.Keeping).By != "May Owens" {
		t.Errorf("told: %+v", got)
	}
	if acts := w.actLines(); len(acts) != 1 || acts[0].Whom != [2]string{"IT lead 1", "May Owens"} {
		t.Errorf("lines: %+v", acts)
	}
	d = dialog(t, w.do("may", checkins.DeedAssign, alertLetter()), "it", "biz")
	if diff := cmp.Diff([]string{"it1"}, d.Fields[0].Value); diff != "" {
		t.Error(diff)
	}
	if m := w.fill("may", d, map[string][]string{"it": {"stranger"}}); !said(checkins.DoneUnassigned, m) {
		t.Errorf("%+v", m)
	}
	if a := w.alertCard(); a.Care.Kept() || w.actLines()[1].What != checkins.ActLeft {
		t.Errorf("care %+v, lines %+v", a.Care, w.actLines())
	}
	if m := w.fill("ana", d, map[string][]string{"it": {"ana"}}); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("a lead: %+v", m)
	}
}

// The command opens the same dialog, of the alert opened last.
func TestAssignByCommand(t *testing.T) {
	w := alerted(t, 2)
	ask := func(p checkins.PersonID) checkins.Message {
		m, err := w.desk.Command(w.ctx, checkins.Request{From: account(p), Command: checkins.Command{Verb: checkins.VerbAssign, Name: "crm"}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	d := dialog(t, ask("may"), "it", "biz")
	if m := w.fill("may", d, map[string][]string{"biz": {"ben"}}); !said(checkins.DoneAssigned, m) || w.alertCard().Keepers[scoring.Biz] != "Ben Lee" {
		t.Errorf("%+v, %v", m, w.alertCard().Keepers)
	}
	if m := ask("ana"); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("a lead: %+v", m)
	}
	d.Subject = "other@2026-03-03"
	if m := w.fill("may", d, map[string][]string{"biz": {"ben"}}); !refused(checkins.HelpOldForm, m) {
		t.Errorf("of another initiative: %+v", m)
	}
}

// On the agenda it is the first thing to decide, for whoever reads a portfolio or the
// status, until it is taken off.
func TestAgendaIsDecidedFirst(t *testing.T) {
	w := alerted(t, 2)
	decides := func() (port, status []checkins.DecideReason) {
		t.Helper()
		for _, verb := range []checkins.Verb{checkins.VerbPortfolio, checkins.VerbStatus} {
			m, err := w.desk.Command(w.ctx, checkins.Request{From: account("ana"), Command: checkins.Command{Verb: verb}})
			if err != nil {
				t.Fatal(err)
			}
			switch m := m.(type) {
			case checkins.Portfolio:
				for _, d := range m.Decide {
					port = append(port, d.Why)
				}
			case checkins.Status:
				for _, d := range m.Decide {
					status = append(status, d.Why)
				}
			default:
				t.Fatalf("%T", m)
			}
		}
		return port, status
	}
	if port, status := decides(); port[0] != checkins.DecideAlert || len(status) != 0 {
		t.Fatalf("before: %v, %v", port, status)
	}
	w.do("may", checkins.DeedAgenda, alertLetter())
	if port, status := decides(); port[0] != checkins.DecideAgenda || slices.Contains(port, checkins.DecideAlert) || len(status) != 1 {
		t.Errorf("on it: %v, %v", port, status)
	}
	if a := w.alertCard(); a.Care.Agenda != "2026-03-20" {
		t.Errorf("care %+v", a.Care)
	}
	w.do("may", checkins.DeedOffAgenda, alertLetter())
	if port, status := decides(); slices.Contains(port, checkins.DecideAgenda) || len(status) != 0 {
		t.Errorf("off it: %v, %v", port, status)
	}
}

// A closed alert is over: nothing can be done about it any more.
func TestNothingIsDoneAboutAClosedAlert(t *testing.T) {
	w := alerted(t, 2, func(s *checkins.Setup) { s.Initiatives[0].Pulse.AllItems = true })
	w.do("may", checkins.DeedAgenda, alertLetter())
	for week := 3; week < 9; week++ {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 3, 3)
		w.until(berlin(7*week+3, 10))
	}
	if !w.alertCard().Closed {
		t.Fatalf("it did not close: %+v", w.alertCard())
	}
	for _, deed := range []string{checkins.DeedAgenda, checkins.DeedAssign, checkins.DeedAskBoth} {
		if m := w.do("may", deed, alertLetter()); !refused(checkins.HelpAlertOver, m) {
			t.Errorf("%s: %+v", deed, m)
		}
	}
	m, err := w.desk.Command(w.ctx, checkins.Request{From: account("ana"), Command: checkins.Command{Verb: checkins.VerbStatus}})
	if err != nil || len(m.(checkins.Status).Decide) != 0 {
		t.Errorf("%+v, %v", m, err)
	}
}
