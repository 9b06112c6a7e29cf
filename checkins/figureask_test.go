package checkins_test

import (
	"strings"
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

func measured(t *testing.T, change ...func(*checkins.Setup)) *world {
	s := checkinstest.Setup(3)
	s.Initiatives[0].Outcome = checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-03-31"}
	for _, c := range change {
		c(&s)
	}
	return newWorld(t, s)
}

func (w *world) figure(p checkins.PersonID, c checkins.Command) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Command(w.ctx, checkins.Request{Delivery: strings.Repeat("c", w.presses), From: account(p), Command: c})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// The owner leads IT: the business is asked instead, once a month, and not where a value
// was recorded.
func TestOutcomeIsAskedOnceAMonth(t *testing.T) {
	w := measured(t, func(s *checkins.Setup) { s.Initiatives[0].Sponsor = "" })
	owner := w.setup.Initiatives[0].Owner
	w.until(berlin(28, 12)) // four check-ins closed, in March
	all := w.shown(checkins.KindOutcome)
	if len(all) != 1 {
		t.Fatalf("%d questions in March", len(all))
	}
	asked := all[0].Letter.Lead
	if side, on := w.setup.Initiatives[0].Side(asked); !on || side.String() != "biz" {
		t.Errorf("%s is asked; the owner is %s", asked, owner)
	}
	m := w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "66 %", On: "2026-03-31"})
	if !said(checkins.DoneOutcome, m) {
		t.Fatalf("%+v", m)
	}
	w.turn()
	if got := w.shown(checkins.KindOutcome)[0].Message.(checkins.OutcomeAsk); !got.Said || len(got.Figures.Actuals) != 1 {
		t.Errorf("the question says %+v", got)
	}
	w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "67 %"})
	w.clock = berlin(30, 12)
	w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "68 %", On: "2026-04-01"})
	w.until(berlin(54, 12))
	if got := len(w.shown(checkins.KindOutcome)); got != 1 {
		t.Errorf("%d questions by the end of April, in which a value was recorded", got)
	}
}

// A value that reaches the target is confirmed by the business side alone, with one tap,
// and said once.
func TestTargetIsConfirmed(t *testing.T) {
	w := measured(t)
	owner := w.setup.Initiatives[0].Owner
	w.clock = berlin(0, 9)
	if m := w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "76 %"}); !said(checkins.DoneOutcomeMeets, m) {
		t.Fatalf("%+v", m)
	}
	w.turn()
	all := w.shown(checkins.KindOutcome)
	if len(all) != 1 || all[0].Message.(checkins.OutcomeAsk).Meets.Value != "76 %" {
		t.Fatalf("%+v", all)
	}
	press := func(p checkins.PersonID, letter checkins.LetterID) checkins.Message {
		w.presses++
		m, err := w.desk.Do(w.ctx, checkins.Deed{
			From: account(p), Delivery: strings.Repeat("d", w.presses), What: checkins.DeedReached, Initiative: checkinstest.CRM, Letter: letter, Subject: "2026-03-03",
		})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	asked, letter := all[0].Letter.Lead, all[0].Letter.ID
	for _, try := range []struct {
		p      checkins.PersonID
		letter checkins.LetterID
	}{{owner, ""}, {owner, letter}, {"it2", letter}, {"biz1", ""}} {
		if try.p == asked && try.letter == letter {
			continue
		}
		if m := press(try.p, try.letter); said(checkins.DoneReached, m) {
			t.Errorf("%s confirms it", try.p)
		}
	}
	for range 2 {
		if m := press(asked, letter); !said(checkins.DoneReached, m) {
			t.Fatalf("%+v", m)
		}
	}
	w.turn()
	if got := len(w.shown(checkins.KindWin)); got != len(w.setup.Initiatives[0].Channels) {
		t.Errorf("%d wins in %d channels", got, len(w.setup.Initiatives[0].Channels))
	}
	w.until(berlin(28, 12))
	if got := len(w.shown(checkins.KindOutcome)); got != 1 {
		t.Errorf("%d questions although the target is reached", got)
	}
}
