package checkins_test

import (
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// warning is a world in which owner and leads are told of alerts a working day before,
// with n leads more on each side, up to the close in which an alert opens: Friday 20
// March, 10:00. May is the owner and no lead.
func warning(t *testing.T, n int, change ...func(*checkins.Setup)) *world {
	s := checkinstest.Setup(n)
	s.Initiatives[0].Pulse.HeadsUp = true
	s.Initiatives[0].Owner = "may"
	s.People = append(s.People, checkinstest.Person("may", "May Owens"))
	for _, c := range change {
		c(&s)
	}
	w := newWorld(t, s)
	for week := range 3 {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+3, 10))
	}
	return w
}

var card = roundOn(14)

func account(p checkins.PersonID) checkins.Account { return checkinstest.SlackAccount(p) }

// do presses a button, and wants no error.
func (w *world) do(p checkins.PersonID, what string, letter checkins.LetterID) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Do(w.ctx, checkins.Deed{From: account(p), Delivery: "deed-" + itoa(w.presses), What: what, Letter: letter, Initiative: checkinstest.CRM})
	if err != nil {
		w.t.Fatal(err)
	}
	w.turn()
	return m
}

// fill sends a dialog that is open.
func (w *world) fill(p checkins.PersonID, d checkins.Dialog, values map[string][]string) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Submit(w.ctx, checkins.Submission{
		From: account(p), Delivery: "submit-" + itoa(w.presses), What: d.What, Subject: d.Subject, Letter: d.Letter, Initiative: d.Initiative.ID,
		Go: checkins.GoOn, Values: values,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.turn()
	return m
}

func itoa(n int) string { return strings.Repeat("i", n) }

func said(what checkins.DoneWhat, m checkins.Message) bool {
	d, ok := m.(checkins.Done)
	return ok && d.What == what
}

func refused(why checkins.HelpText, m checkins.Message) bool {
	h, ok := m.(checkins.Help)
	return ok && h.Text == why
}

// dialog wants a dialog with these fields.
func dialog(t *testing.T, m checkins.Message, fields ...string) checkins.Dialog {
	t.Helper()
	d, ok := m.(checkins.Dialog)
	var keys []string
	for _, f := range d.Fields {
		keys = append(keys, f.Key)
	}
	if !ok || strings.Join(keys, " ") != strings.Join(fields, " ") {
		t.Fatalf("%T with fields %v, want %v: %+v", m, keys, fields, m)
	}
	return d
}

func wrong(m checkins.Message, field string) string {
	d, _ := m.(checkins.Dialog)
	for _, f := range d.Fields {
		if f.Key == field {
			return f.Wrong
		}
	}
	return ""
}

func headsUp(p checkins.PersonID) checkins.LetterID {
	return checkins.HeadsUpLetter(checkinstest.Acme, card, p)
}

func alertLetter() checkins.LetterID {
	return checkins.AlertLetter(checkinstest.Acme, card, checkinstest.Channel)
}

// A close on a Friday: owner and leads learn it at once, the channel on Monday at the
// pulse's hour, and until then its pinned card does not tell either.
func TestLeadsLearnOfAnAlertAWorkingDayBeforeTheChannel(t *testing.T) {
	w := warning(t, 2)
	for _, p := range []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1", "biz2", "may"} {
		got := w.to(checkins.KindHeadsUp, p)
		if len(got) != 1 {
			t.Fatalf("%s was told %d times", p, len(got))
		}
		m := got[0].Message.(checkins.HeadsUp)
		if m.State != checkins.HeadsUpWaits || !m.Goes.Equal(berlin(20, 10)) || len(m.Alert.Rows) != 6 || m.Snooze != (p == "may") {
			t.Errorf("%s reads %+v", p, m)
		}
	}
	edits := w.shown(checkins.KindCard)[0].Edits
	w.until(berlin(20, 9))
	if n := len(w.shown(checkins.KindAlert)); n != 0 || w.shown(checkins.KindCard)[0].Edits != edits {
		t.Fatalf("the channel has %d alerts, and its card was drawn %d times anew", n, w.shown(checkins.KindCard)[0].Edits-edits)
	}
	w.until(berlin(20, 10))
	if n := len(w.shown(checkins.KindAlert)); n != 1 || w.shown(checkins.KindCard)[0].Edits == edits {
		t.Fatalf("%d alerts on Monday; card %+v", n, w.shown(checkins.KindCard)[0])
	}
	if m := w.to(checkins.KindHeadsUp, "ana")[0].Message.(checkins.HeadsUp); m.State != checkins.HeadsUpSent {
		t.Errorf("the letter still says %s", m.State)
	}
	if n := len(w.shown(checkins.KindHeadsUp)); n != 7 {
		t.Errorf("%d letters in all", n)
	}
}

func TestWorkingDayBeforeTheChannel(t *testing.T) {
	at := func(date string, clock string) time.Time {
		loc, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		x, err := time.ParseInLocation("2006-01-02 15:04", date+" "+clock, loc)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for what, c := range map[string][2]time.Time{
		"a Wednesday":              {at("2026-03-18", "10:00"), at("2026-03-19", "10:00")},
		"a Friday":                 {at("2026-03-20", "10:00"), at("2026-03-23", "10:00")},
		"after hours":              {at("2026-03-18", "17:00"), at("2026-03-20", "10:00")},
		"early in the morning":     {at("2026-03-18", "03:00"), at("2026-03-19", "10:00")},
		"a Saturday":               {at("2026-03-21", "10:00"), at("2026-03-24", "10:00")},
		"before Easter":            {at("2026-04-02", "10:00"), at("2026-04-07", "10:00")},
		"over the change of clock": {at("2026-03-27", "10:00"), at("2026-03-30", "10:00")},
	} {
		w := warning(t, 2)
		w.clock = c[0]
		if got := checkins.DayAfter(w.setup.Initiatives[0].Pulse, []string{"DE"}, c[0]); !got.Equal(c[1]) {
			t.Errorf("%s: %s, want %s", what, got, c[1])
		}
	}
}

// Lines of leads stand on the card without names, that of the owner with it. They can be
// changed and taken back until the channel has the alert.
func TestContextStandsOnTheCard(t *testing.T) {
	w := warning(t, 2)
	d := dialog(t, w.do("ana", checkins.DeedContext, headsUp("ana")), "text")
	if m := w.fill("ana", d, map[string][]string{"text": {"  Testing \n slipped. "}}); !said(checkins.DoneContext, m) {
		t.Fatalf("%+v", m)
	}
	if m := w.to(checkins.KindHeadsUp, "ana")[0].Message.(checkins.HeadsUp); m.Mine == nil || m.Mine.Text != "Testing slipped." {
		t.Errorf("her letter: %+v", m.Mine)
	}
	if m := w.to(checkins.KindHeadsUp, "ben")[0].Message.(checkins.HeadsUp); m.Mine != nil {
		t.Errorf("his letter: %+v", m.Mine)
	}
	d = dialog(t, w.do("may", checkins.DeedContext, headsUp("may")), "text")
	w.fill("may", d, map[string][]string{"text": {"We meet on Tuesday."}})
	d = dialog(t, w.do("biz1", checkins.DeedContext, headsUp("biz1")), "text")
	w.fill("biz1", d, map[string][]string{"text": {"Nobody was trained."}})
	if m := w.fill("biz1", d, map[string][]string{"text": {strings.Repeat("ä", 201)}}); wrong(m, "text") != "long" {
		t.Errorf("too long: %+v", m)
	}
	d = dialog(t, w.do("ben", checkins.DeedContext, headsUp("ben")), "text")
	w.fill("ben", d, map[string][]string{"text": {"Not this."}})
	d = dialog(t, w.do("ben", checkins.DeedContext, headsUp("ben")), "text")
	if d.Fields[0].Value[0] != "Not this." {
		t.Errorf("what he wrote before does not stand there: %+v", d)
	}
	if m := w.fill("ben", d, map[string][]string{"text": {""}}); !said(checkins.DoneContextOff, m) {
		t.Errorf("taken back: %+v", m)
	}
	w.until(berlin(20, 10))
	a := w.shown(checkins.KindAlert)[0].Message.(checkins.GapAlert)
	got := map[checkins.ContextLine]bool{}
	for _, l := range a.Context {
		got[l] = true
	}
	if len(a.Context) != 3 || a.Context[0] != (checkins.ContextLine{Text: "We meet on Tuesday.", By: "May Owens"}) ||
		!got[checkins.ContextLine{Text: "Testing slipped.", Side: scoring.IT}] || !got[checkins.ContextLine{Text: "Nobody was trained.", Side: scoring.Biz}] {
		t.Errorf("on the card: %+v", a.Context)
	}
	if m := w.do("ben", checkins.DeedContext, headsUp("ben")); !refused(checkins.HelpAlertOut, m) {
		t.Errorf("after it went: %+v", m)
	}
	if m := w.fill("ben", d, map[string][]string{"text": {"Late."}}); !refused(checkins.HelpAlertOut, m) {
		t.Errorf("a late line: %+v", m)
	}
	if m := w.do("ben", checkins.DeedContext, headsUp("ana")); !refused(checkins.HelpNotYours, m) {
		t.Errorf("in somebody else's letter: %+v", m)
	}
}

// A lead of a side of two can be told by their line: it needs the tick.
func TestContextOfASmallSideNeedsTheTick(t *testing.T) {
	w := warning(t, 1)
	d := dialog(t, w.do("ana", checkins.DeedContext, headsUp("ana")), "text", "released")
	if m := w.fill("ana", d, map[string][]string{"text": {"Testing slipped."}}); wrong(m, "released") != "unticked" || m.(checkins.Dialog).Fields[0].Value[0] != "Testing slipped." {
		t.Fatalf("without the tick: %+v", m)
	}
	w.fill("ana", d, map[string][]string{"text": {"Testing slipped."}, "released": {"1"}})
	w.until(berlin(20, 10))
	if a := w.shown(checkins.KindAlert)[0].Message.(checkins.GapAlert); len(a.Context) != 1 || a.Context[0].By != "" {
		t.Errorf("on the card: %+v", a.Context)
	}
}

// When leads leave and the others could be told by their line, it is not shown.
func TestContextIsNotShownWhenTheSideBecameSmall(t *testing.T) {
	w := warning(t, 2)
	d := dialog(t, w.do("ana", checkins.DeedContext, headsUp("ana")), "text")
	w.fill("ana", d, map[string][]string{"text": {"Testing slipped."}})
	w.setup.Initiatives[0].Leads[scoring.IT] = []checkins.PersonID{"ana", "it1"}
	w.setup.Next = nil
	w.enrol()
	w.until(berlin(20, 10))
	if a := w.shown(checkins.KindAlert)[0].Message.(checkins.GapAlert); len(a.Context) != 0 {
		t.Errorf("on the card: %+v", a.Context)
	}
}

// An owner who leads chooses how to sign.
func TestContextOfAnOwnerWhoLeads(t *testing.T) {
	w := warning(t, 2, func(s *checkins.Setup) { s.Initiatives[0].Owner = "ana" })
	d := dialog(t, w.do("ana", checkins.DeedContext, headsUp("ana")), "text", "owner")
	w.fill("ana", d, map[string][]string{"text": {"Testing slipped."}})
	w.until(berlin(20, 10))
	if a := w.shown(checkins.KindAlert)[0].Message.(checkins.GapAlert); len(a.Context) != 1 || a.Context[0].By != "" {
		t.Errorf("as a lead: %+v", a.Context)
	}
}

// Kept quiet before it goes, the alert comes on the working day after the silence; its
// letters say when.
func TestSnoozedBeforeItGoes(t *testing.T) {
	w := warning(t, 2)
	if m, err := w.desk.Snooze(w.ctx, account("may"), headsUp("may"), "2026-03-27", "s"); err != nil || !said(checkins.DoneSnoozed, m) {
		t.Fatal(m, err)
	}
	w.turn()
	if m := w.to(checkins.KindHeadsUp, "may")[0].Message.(checkins.HeadsUp); !m.Goes.Equal(berlin(27, 10)) {
		t.Errorf("it goes %s", m.Goes)
	}
	w.until(berlin(21, 11))
	w.everybody(roundOn(21), 5, 1)
	w.until(berlin(27, 9))
	if n := len(w.shown(checkins.KindAlert)); n != 0 {
		t.Fatal("it went")
	}
	w.until(berlin(27, 10))
	if n := len(w.shown(checkins.KindAlert)); n != 1 {
		t.Fatalf("%d alerts", n)
	}
}

// When the data closes it before, no channel hears of it, and the letters say so.
func TestClosedBeforeItGoes(t *testing.T) {
	w := warning(t, 2, func(s *checkins.Setup) { s.Initiatives[0].Pulse.AllItems = true })
	w.do("may", "nothing", "") // an unknown deed does no harm
	if _, err := w.desk.Snooze(w.ctx, account("may"), headsUp("may"), "2026-05-01", "s"); err != nil {
		t.Fatal(err)
	}
	for week := 3; week < 8; week++ {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 3, 3)
	}
	w.until(berlin(64, 10))
	if n := len(w.shown(checkins.KindAlert)) + len(w.shown(checkins.KindThread)); n != 0 {
		t.Errorf("the channel got %d messages", n)
	}
	if l := w.letter(alertLetter()); l.State != checkins.LetterDropped || l.Reason != string(checkins.ReasonClosed) {
		t.Errorf("the alert is %s: %s", l.State, l.Reason)
	}
	if m := w.to(checkins.KindHeadsUp, "ana")[0].Message.(checkins.HeadsUp); m.State != checkins.HeadsUpOff {
		t.Errorf("the letter says %s", m.State)
	}
}

// Who does not work before the channel has it learns it there.
func TestNoHeadsUpForWhoIsAway(t *testing.T) {
	w := warning(t, 2, func(s *checkins.Setup) {
		for n := range s.People {
			if s.People[n].ID == "may" {
				s.People[n].AwayTo = "2026-03-24"
			}
		}
	})
	w.until(berlin(22, 10))
	if n := len(w.to(checkins.KindHeadsUp, "may")); n != 0 {
		t.Errorf("told %d times", n)
	}
	if n := len(w.shown(checkins.KindAlert)); n != 1 {
		t.Errorf("%d alerts", n)
	}
}

// Without a channel there is nothing to be early for: the owner gets the alert at once.
func TestNoHeadsUpWithoutAChannel(t *testing.T) {
	w := warning(t, 2, func(s *checkins.Setup) { s.Initiatives[0].Channels = nil })
	if n := len(w.shown(checkins.KindHeadsUp)); n != 0 {
		t.Errorf("%d letters", n)
	}
	if got := w.to(checkins.KindNotice, "may"); len(got) == 0 || got[0].Message.(checkins.Notice).Alert == nil {
		t.Errorf("the owner got %+v", got)
	}
}
