package checkins_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// withZoe is an org with n more leads a side and two people who lead nothing.
func withZoe(n int) checkins.Setup {
	s := checkinstest.Setup(n)
	s.People = append(s.People, checkinstest.Person("yan", "Yan"), checkinstest.Person("zoe", "Zoe"))
	return s
}

// leaves has somebody fill the dialog of a leave in.
func (w *world) leaves(p checkins.PersonID, from, to checkins.Date, by checkins.PersonID) checkins.Message {
	w.t.Helper()
	w.presses++
	values := map[string][]string{"from": {string(from)}, "to": {string(to)}, "delegate": nil}
	if by != "" {
		values["delegate"] = []string{checkinstest.SlackAccount(by).String()}
	}
	m, err := w.desk.Submit(w.ctx, checkins.Submission{
		From: checkinstest.SlackAccount(p), Delivery: string(rune('a' + w.presses)), What: checkins.DialogAway, Go: checkins.GoOn, Values: values,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.turn()
	return m
}

// does has somebody press a button of the newest message of a kind, and returns what that
// message says then.
func (w *world) does(p checkins.PersonID, what string, k checkins.Kind) checkins.Message {
	w.t.Helper()
	w.presses++
	ls := w.to(k, p)
	m, err := w.desk.Do(w.ctx, checkins.Deed{From: checkinstest.SlackAccount(p), Delivery: string(rune('a' + w.presses)), What: what, Letter: ls[len(ls)-1].Letter.ID})
	if err != nil || m != nil {
		w.t.Fatalf("beside the message: %+v %v", m, err)
	}
	w.turn()
	ls = w.to(k, p)
	return ls[len(ls)-1].Message
}

func day(n int) checkins.Date { return checkinstest.First.AddDays(n) }

// A delegate stands on the roster in the lead's place, answers as a person of their own,
// and is off it again after the leave.
func TestADelegateTakesThePlace(t *testing.T) {
	w := newWorld(t, withZoe(2))
	m := w.leaves("ana", day(0), day(10), "zoe").(checkins.Delegation)
	want := checkins.Delegation{
		Own: true, Lead: "Ana Ruiz", By: "Zoe", May: true, Begun: true, Zone: "Europe/Berlin", From: day(0), To: day(10), State: checkins.DelegationOn,
		On: []checkins.Named{{ID: checkinstest.CRM, Name: "CRM migration"}},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
	told := w.to(checkins.KindDelegate, "zoe")
	if len(told) != 1 || told[0].Message.(checkins.Delegation).State != checkins.DelegationOn || told[0].Message.(checkins.Delegation).Own {
		t.Fatalf("zoe was told %+v", told)
	}
	w.until(berlin(0, 12))
	if len(w.to(checkins.KindAsk, "ana")) != 0 || len(w.to(checkins.KindAsk, "zoe")) != 1 {
		t.Fatal("the lead was asked, or the delegate was not")
	}
	if due := w.to(checkins.KindAsk, "zoe")[0].Message.(checkins.Ask).Due[0]; due.For != "Ana Ruiz" || due.Side != scoring.IT || due.Sees.Leads != 3 {
		t.Errorf("zoe is asked %+v", due)
	}
	if h := w.home("zoe"); len(h.Due) != 1 || len(h.Stands) != 1 || h.Stands[0] != (checkins.HomeStand{Lead: "Ana Ruiz", To: day(10)}) || h.Total != 0 {
		t.Errorf("zoe's home: %+v", h)
	}
	w.everybodyOf(roundOn(0), 4, "zoe", "it1", "it2", "ben", "biz1", "biz2")
	if rec := w.answersAs("ana", roundOn(0), checkinstest.Own(checkins.Value, 1)); rec[0].Outcome != checkins.NotAsked {
		t.Errorf("the lead answers too: %+v", rec)
	}
	w.until(berlin(4, 10))
	scored, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(0))
	if err != nil || !slices.Equal(scored.Basis.Roster[scoring.IT], []checkins.PersonID{"it1", "it2", "zoe"}) {
		t.Errorf("scored by %+v %v", scored.Basis.Roster, err)
	}
	if len(w.to(checkins.KindResult, "zoe")) != 1 || len(w.to(checkins.KindResult, "ana")) != 0 {
		t.Error("the result went to the wrong one")
	}
	w.until(berlin(14, 12)) // after the leave
	if len(w.to(checkins.KindAsk, "ana")) != 1 || len(w.to(checkins.KindAsk, "zoe")) != 2 {
		t.Errorf("asked after it: ana %d, zoe %d", len(w.to(checkins.KindAsk, "ana")), len(w.to(checkins.KindAsk, "zoe")))
	}
	if h := w.home("zoe"); len(h.Due) != 0 || len(h.Stands) != 0 {
		t.Errorf("zoe's home after it: %+v", h)
	}
}

// everybodyOf has people give the same rating.
func (w *world) everybodyOf(id checkins.RoundID, value int, people ...checkins.PersonID) {
	w.t.Helper()
	for _, p := range people {
		if rec := w.answers(p, id, value); rec[0].Outcome != checkins.Saved {
			w.t.Fatalf("%s in %s: %+v", p, id, rec)
		}
	}
}

// answersAs has somebody claim an answer.
func (w *world) answersAs(p checkins.PersonID, id checkins.RoundID, marks ...checkins.Mark) []checkins.Recorded {
	w.t.Helper()
	w.presses++
	rec, err := w.desk.Answer(w.ctx, checkinstest.Acme, checkins.Reply{From: checkinstest.SlackAccount(p), Person: p, Parts: []checkins.Filled{{Round: id, Marks: marks}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return rec
}

// The lead who comes back before the close of a round leaves it to the delegate, and is
// asked in the next one.
func TestBackBeforeTheClose(t *testing.T) {
	w := newWorld(t, withZoe(2))
	w.leaves("ana", day(0), day(10), "zoe")
	w.until(berlin(0, 12))
	w.command(checkinstest.SlackAccount("ana"), checkins.Account{}, checkins.Command{Verb: checkins.VerbHere})
	w.turn()
	if m := w.to(checkins.KindDelegate, "zoe")[0].Message.(checkins.Delegation); m.State != checkins.DelegationOver {
		t.Errorf("zoe reads %+v", m)
	}
	if rec := w.answers("zoe", roundOn(0), 4); rec[0].Outcome != checkins.Saved {
		t.Errorf("zoe, of the round that was open: %+v", rec)
	}
	w.until(berlin(7, 12))
	if len(w.to(checkins.KindAsk, "ana")) != 1 || len(w.to(checkins.KindAsk, "zoe")) != 1 {
		t.Error("the next round asks the wrong one")
	}
	scored, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(0))
	if err != nil || !slices.Contains(scored.Basis.Roster[scoring.IT], "zoe") {
		t.Errorf("scored by %+v %v", scored.Basis.Roster, err)
	}
}

// Who says no is not asked, drops out of a round that is open, and the lead hears of it,
// once.
func TestADelegateSaysNo(t *testing.T) {
	w := newWorld(t, withZoe(2))
	w.leaves("ana", day(0), day(10), "zoe")
	w.until(berlin(0, 12))
	w.answers("zoe", roundOn(0), 4)
	w.everybodyOf(roundOn(0), 4, "it1", "it2", "ben", "biz1", "biz2")
	letter := w.to(checkins.KindDelegate, "zoe")[0].Letter.ID
	for _, p := range []checkins.PersonID{"ana", "ben", "yan"} {
		m, err := w.desk.Do(w.ctx, checkins.Deed{From: checkinstest.SlackAccount(p), What: "delegate_no", Letter: letter})
		if err != nil || helpText(m) != checkins.HelpNotYours {
			t.Errorf("%s says no for zoe: %+v %v", p, m, err)
		}
	}
	for range 2 {
		if m := w.does("zoe", "delegate_no", checkins.KindDelegate).(checkins.Delegation); m.State != checkins.DelegationDeclined {
			t.Errorf("zoe reads %+v", m)
		}
	}
	if got := w.to(checkins.KindDelegate, "ana"); len(got) != 1 || !got[0].Message.(checkins.Delegation).Own || got[0].Message.(checkins.Delegation).By != "Zoe" {
		t.Errorf("ana hears %+v", got)
	}
	if rec := w.answersAs("zoe", roundOn(0), checkinstest.Own(checkins.Value, 1)); rec[0].Outcome != checkins.Left {
		t.Errorf("zoe answers after that: %+v", rec)
	}
	if ask := w.to(checkins.KindAsk, "zoe")[0].Message.(checkins.Ask); len(ask.Due) != 0 {
		t.Errorf("the check-in reads %+v", ask)
	}
	w.until(berlin(4, 10))
	scored, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(0))
	if err != nil || !slices.Equal(scored.Basis.Roster[scoring.IT], []checkins.PersonID{"it1", "it2"}) {
		t.Errorf("scored by %+v %v", scored.Basis.Roster, err)
	}
	// Taken after all, the next round asks again.
	if m := w.does("zoe", "delegate_yes", checkins.KindDelegate).(checkins.Delegation); m.State != checkins.DelegationOn {
		t.Errorf("zoe reads %+v", m)
	}
	w.until(berlin(7, 12))
	if len(w.to(checkins.KindAsk, "zoe")) != 2 || len(w.to(checkins.KindAsk, "ana")) != 0 {
		t.Error("the next round asks the wrong one")
	}
}

// On a named side the delegate is asked first whether to be named, and takes no place
// before.
func TestADelegateOfANamedSide(t *testing.T) {
	w := newWorld(t, withZoe(0))
	w.leaves("ana", day(0), day(20), "zoe")
	if w.setup.Initiatives[0].Mode(scoring.IT) != scoring.Named {
		t.Fatal("not named")
	}
	asked := w.to(checkins.KindConsent, "zoe")
	if len(asked) != 1 || asked[0].Message.(checkins.Consenting).State != checkins.ConsentOpen {
		t.Fatalf("zoe is asked %+v", asked)
	}
	w.until(berlin(0, 12))
	if len(w.to(checkins.KindAsk, "zoe")) != 0 {
		t.Fatal("asked without having accepted")
	}
	if rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0)); err != nil || slices.Contains(rounds[0].Roster[scoring.IT], "zoe") {
		t.Errorf("on the roster without having accepted: %+v %v", rounds, err)
	}
	w.says("zoe", true, true)
	w.until(berlin(7, 12))
	if len(w.to(checkins.KindAsk, "zoe")) != 1 {
		t.Fatal("not asked after having accepted")
	}
	w.says("zoe", false, true)
	if rec := w.answersAs("zoe", roundOn(7), checkinstest.Own(checkins.Value, 4)); rec[0].Outcome != checkins.Withdrawn {
		t.Errorf("zoe answers after having taken it back: %+v", rec)
	}
}

// Nobody takes the place of a lead of an initiative of which they are one themselves,
// and nobody sits twice.
func TestWhoCannotBeADelegate(t *testing.T) {
	w := newWorld(t, withZoe(2))
	for by, wrong := range map[checkins.PersonID]string{"ben": "delegate_part", "it1": "delegate_part", "ana": "self", "nobody": "unknown_person"} {
		d, ok := w.leaves("ana", day(0), day(10), by).(checkins.Dialog)
		if n := len(d.Fields) - 1; !ok || d.Opened || d.Fields[n].Wrong != wrong || d.Fields[n].Value[0] != checkinstest.SlackAccount(by).String() || d.Fields[1].Value[0] != string(day(10)) {
			t.Errorf("%s: %+v", by, d)
		}
	}
	if p := w.person("ana"); p.AwayTo != "" {
		t.Errorf("stored: %+v", p)
	}
	w.leaves("ana", day(0), day(10), "zoe")
	w.leaves("it1", day(0), day(10), "zoe")
	w.until(berlin(0, 12))
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0))
	if err != nil || !slices.Equal(rounds[0].Roster[scoring.IT], []checkins.PersonID{"it2", "zoe"}) || len(rounds[0].For) != 1 {
		t.Errorf("the roster is %+v for %+v, %v", rounds[0].Roster, rounds[0].For, err)
	}
}

func (w *world) person(id checkins.PersonID) checkins.Person {
	w.t.Helper()
	ps, err := w.mem.People(w.ctx, checkinstest.Acme, id)
	if err != nil || len(ps) != 1 {
		w.t.Fatalf("%s: %+v %v", id, ps, err)
	}
	return ps[0]
}

// Days that make no leave are named where they stand, and what was typed stays.
func TestWrongDays(t *testing.T) {
	w := newWorld(t, withZoe(2))
	for _, tt := range []struct {
		from, to checkins.Date
		field    int
		wrong    string
	}{
		{day(-2), day(3), 0, "past"}, {"", "", 1, "past"}, {day(0), day(-1), 1, "past"}, {day(5), day(4), 1, "before"},
		{day(0), day(400), 1, "far"}, {"tomorrow", day(3), 0, "past"},
	} {
		d, ok := w.leaves("ana", tt.from, tt.to, "zoe").(checkins.Dialog)
		if !ok || d.Fields[tt.field].Wrong != tt.wrong || d.Fields[2].Value[0] != checkinstest.SlackAccount("zoe").String() {
			t.Errorf("%s to %s: %+v", tt.from, tt.to, d)
		}
	}
}

// A leave that goes on keeps its delegate when its end is moved; another leave has none.
func TestMovedLeaves(t *testing.T) {
	w := newWorld(t, withZoe(2))
	w.leaves("ana", day(0), day(10), "zoe")
	m := w.command(checkinstest.SlackAccount("ana"), checkins.Account{}, checkins.Command{Verb: checkins.VerbAway, Until: string(day(20))})
	if got, ok := m.(checkins.Delegation); !ok || got.To != day(20) || got.By != "Zoe" {
		t.Errorf("%+v", m)
	}
	w.turn()
	if got := w.to(checkins.KindDelegate, "zoe"); len(got) != 1 || got[0].Message.(checkins.Delegation).To != day(20) {
		t.Errorf("zoe reads %+v", got)
	}
	m = w.command(checkinstest.SlackAccount("ana"), checkins.Account{}, checkins.Command{Verb: checkins.VerbAway, From: string(day(30)), Until: string(day(33))})
	if got, ok := m.(checkins.Delegation); !ok || got.By != "" || got.From != day(30) || got.To != day(33) || got.Begun {
		t.Errorf("%+v", m)
	}
	if p := w.person("ana"); p.Delegate != "" || p.AwayFrom != day(30) {
		t.Errorf("stored: %+v", p)
	}
	w.turn()
	if got := w.to(checkins.KindDelegate, "zoe"); got[0].Message.(checkins.Delegation).State != checkins.DelegationOver {
		t.Errorf("zoe reads %+v", got)
	}
}

// "away next week" is the week that begins next Monday, up to its Friday.
func TestAwayNextWeek(t *testing.T) {
	w := newWorld(t, withZoe(2))
	for _, c := range []struct {
		from, until string
		first       checkins.Date
	}{{"next week", "next week", day(6)}, {"", "next week", day(0)}} {
		m := w.command(checkinstest.SlackAccount("ana"), checkins.Account{}, checkins.Command{Verb: checkins.VerbAway, From: c.from, Until: c.until})
		if got, ok := m.(checkins.Delegation); !ok || got.From != c.first || got.To != day(10) || got.Begun != (c.first == day(0)) {
			t.Errorf("from %q until %q: %+v", c.from, c.until, m)
		}
	}
}
