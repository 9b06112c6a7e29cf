package checkins_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// faces are the profiles of a platform.
type faces map[checkins.Account]checkins.Profile

func (f faces) Profile(_ context.Context, a, _ checkins.Account) (checkins.Profile, error) {
	p, ok := f[a]
	if !ok {
		return checkins.Profile{}, checkins.ErrNotFound
	}
	return p, nil
}

// rooms are the channels in which the bot is.
type rooms []checkins.Account

func (r rooms) In(_ context.Context, a checkins.Account) (bool, error) {
	return slices.Contains(r, a), nil
}

var hall = checkins.Account{Platform: checkins.Slack, Team: "T7", ID: "C7"}

func face(id string) checkins.Account {
	return checkins.Account{Platform: checkins.Slack, Team: "T7", ID: "U" + id}
}

// empty is a world without any org, in whose workspace T7 some people are.
func emptyWorld(t *testing.T) *world {
	w := newWorld(t, checkinstest.Setup(2))
	known := faces{}
	for _, name := range []string{"Olga", "Ivo", "Ida", "Ira", "Bea", "Bob", "Bix", "Eve"} {
		known[face(strings.ToUpper(name))] = checkins.Profile{Name: name, Zone: "Europe/Berlin", Locale: "de-DE"}
	}
	known[face("GUEST")] = checkins.Profile{Name: "Gus Guest", Zone: "Europe/Berlin", Outside: true}
	known[checkins.Account{Platform: checkins.Slack, Team: "T8", ID: "UFAR"}] = checkins.Profile{Name: "Far Away", Zone: "Europe/Berlin"}
	w.desk.Profiles = map[checkins.Platform]checkins.Profiles{checkins.Slack: known}
	w.desk.Rooms = map[checkins.Platform]checkins.Rooms{checkins.Slack: rooms{hall}}
	return w
}

// typed has somebody type a command.
func (w *world) typed(from checkins.Account, c checkins.Command, where ...checkins.Account) checkins.Message {
	w.t.Helper()
	w.presses++
	r := checkins.Request{Delivery: fmt.Sprint("typed-", w.presses), From: from, Command: c}
	for _, x := range where {
		r.Channel = x
	}
	m, err := w.desk.Command(w.ctx, r)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// fills sends a dialog with some of its fields filled in.
func (w *world) fills(from checkins.Account, m checkins.Message, how checkins.DialogGo, in map[string][]string) checkins.Message {
	w.t.Helper()
	d, ok := m.(checkins.Dialog)
	if !ok {
		w.t.Fatalf("no dialog: %+v", m)
	}
	w.presses++
	s := checkins.Submission{
		From: from, Delivery: fmt.Sprint("sent-", w.presses), What: d.What, Step: d.Step, Subject: d.Subject, Initiative: d.Initiative.ID,
		Letter: d.Letter, Go: how, Values: map[string][]string{},
	}
	for _, f := range d.Fields {
		s.Values[f.Key] = f.Value
		if v, ok := in[f.Key]; ok {
			s.Values[f.Key] = v
		}
	}
	return w.submits(s)
}

func (w *world) submits(s checkins.Submission) checkins.Message {
	w.t.Helper()
	m, err := w.desk.Submit(w.ctx, s)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// acts has somebody press a button.
func (w *world) acts(from checkins.Account, what string, i checkins.InitiativeID, subject string) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Do(w.ctx, checkins.Deed{From: from, Delivery: fmt.Sprint("did-", w.presses), What: what, Initiative: i, Subject: subject})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// wrongs are what is wrong with a dialog, by field.
func wrongs(m checkins.Message) map[string]string {
	all := map[string]string{}
	d, _ := m.(checkins.Dialog)
	for _, f := range d.Fields {
		if f.Wrong != "" {
			all[f.Key] = f.Wrong
		}
	}
	return all
}

func step(m checkins.Message) string { d, _ := m.(checkins.Dialog); return d.Step }

func remarks(m checkins.Message) []string {
	var keys []string
	d, _ := m.(checkins.Dialog)
	for _, r := range d.Remarks {
		keys = append(keys, r.Key)
	}
	return keys
}

func people(names ...string) []string {
	var all []string
	for _, n := range names {
		all = append(all, face(n).String())
	}
	return all
}

const slackT7 checkins.OrgID = "slack-t7"

// setUp has Olga set up the CRM with these leads.
func (w *world) setUp(it, biz []string) checkins.Message {
	w.t.Helper()
	o := face("OLGA")
	m := w.typed(o, checkins.Command{Verb: checkins.VerbNew}, hall)
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"name": {"CRM migration"}, "priority_new": {"Growth"}})
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"it": it, "biz": biz})
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"measure": {"first-call resolution"}, "target": {"75 %"}})
	m = w.fills(o, m, checkins.GoOn, nil)
	d, _ := m.(checkins.Dialog)
	in := map[string][]string{"line": {"One customer for all agents"}, "released": {"1"}}
	if slices.ContainsFunc(d.Fields, func(f checkins.Field) bool { return f.Key == "named" }) {
		in["named"] = []string{"yes"}
	}
	return w.fills(o, m, checkins.GoOn, in)
}

func (w *world) crm() checkins.Initiative {
	w.t.Helper()
	is, err := w.mem.Initiatives(w.ctx, slackT7, "crm-migration")
	if err != nil || len(is) != 1 {
		w.t.Fatalf("initiatives %v %v", is, err)
	}
	return is[0]
}

// whys are the letters about the why that somebody has, as they stand.
func (w *world) whys(name string) []checkins.WhyTurn {
	var all []checkins.WhyTurn
	for _, s := range w.shown(checkins.KindWhy) {
		if s.Letter.To == face(name) {
			all = append(all, s.Message.(checkins.WhyTurn))
		}
	}
	return all
}

func TestSetUpFromNothing(t *testing.T) {
	w := emptyWorld(t)
	w.clock = berlin(-1, 9) // Monday 09:00
	made, ok := w.setUp(people("OLGA", "IVO", "IDA"), people("BEA", "BOB", "BIX")).(checkins.Made)
	if !ok || made.Asked != [2]int{2, 3} || !made.Due.Equal(berlin(0, 10)) || made.Edited {
		t.Fatalf("made %+v", made)
	}
	o, err := w.mem.Org(w.ctx, slackT7)
	if err != nil || !slices.Equal(o.Admins, []checkins.PersonID{"t7-uolga"}) || !slices.Equal(o.Slack, []string{"T7"}) || !slices.Equal(o.Holidays, []string{"DE"}) {
		t.Fatalf("org %+v %v", o, err)
	}
	i := w.crm()
	early := checkinstest.Weekly()
	early.HeadsUp = true
	want := checkins.Initiative{
		ID: "crm-migration", Name: "CRM migration", Priority: "growth", Stage: checkins.Building,
		Outcome: checkins.Outcome{Measure: "first-call resolution", Target: "75 %"},
		Leads:   [2][]checkins.PersonID{{"t7-uida", "t7-uivo", "t7-uolga"}, {"t7-ubea", "t7-ubix", "t7-ubob"}},
		Owner:   "t7-uolga", Channels: []checkins.Account{hall}, Pulse: early,
	}
	if diff := cmp.Diff(want, i); diff != "" {
		t.Fatal(diff)
	}
	w.turn()
	if n := len(w.shown(checkins.KindCard)); n != 1 {
		t.Errorf("%d cards", n)
	}
	for _, name := range []string{"IVO", "IDA", "BEA", "BOB", "BIX"} {
		if ts := w.whys(name); len(ts) != 1 || ts[0].What != checkins.TurnAsk || ts[0].Owner != "Olga" {
			t.Fatalf("%s has %+v", name, ts)
		}
	}
	if ts := w.whys("OLGA"); len(ts) != 0 {
		t.Fatalf("the owner has %+v", ts)
	}

	// Everybody but Bix writes; nobody sees a line before day two.
	for name, line := range map[string]string{"IVO": "Fewer systems", "IDA": "Less to run", "BEA": "Calls end sooner", "BOB": "Happy customers"} {
		m := w.acts(face(name), string(checkins.DialogWhyLine), i.ID, "")
		in := map[string][]string{"line": {line}}
		if name == "IVO" || name == "BEA" {
			in["released"] = []string{"1"}
		}
		if done, ok := w.fills(face(name), m, checkins.GoOn, in).(checkins.Done); !ok || done.What != checkins.DoneWhyLine {
			t.Fatalf("%s: %+v", name, done)
		}
	}
	w.turn()
	for _, name := range []string{"IVO", "BEA"} {
		if ts := w.whys(name); ts[0].What != checkins.TurnWritten || ts[0].Open || len(ts[0].Sides[0].Lines)+len(ts[0].Sides[1].Lines) > 0 {
			t.Fatalf("%s has %+v", name, ts)
		}
	}
	if m := w.typed(face("OLGA"), checkins.Command{Verb: checkins.VerbWhy, Name: "crm"}).(checkins.Why); m.Turn.Open || len(m.Turn.Sides[0].Lines) > 0 {
		t.Fatalf("the owner sees %+v", m.Turn)
	}

	// Day two: side by side, what was released.
	w.until(berlin(0, 10))
	ts := w.whys("OLGA")
	if len(ts) != 1 || ts[0].What != checkins.TurnLines || !slices.Equal(ts[0].Sides[scoring.Biz].Lines, []string{"Calls end sooner"}) || len(ts[0].Sides[scoring.IT].Lines) != 2 {
		t.Fatalf("the owner has %+v", ts)
	}
	if ts[0].Sides[scoring.Biz].Wrote != 2 || ts[0].Sides[scoring.Biz].Leads != 3 {
		t.Fatalf("counts %+v", ts[0].Sides)
	}
	// Bix has not written, and still sees nothing.
	if m := w.acts(face("BIX"), string(checkins.DialogWhyLine), i.ID, ""); step(m) != "" || m.(checkins.Dialog).What != checkins.DialogWhyLine {
		t.Fatalf("Bix gets %+v", m)
	}
	if m := w.typed(face("BIX"), checkins.Command{Verb: checkins.VerbWhy, Name: "crm"}).(checkins.Why); m.Turn.Open || len(m.Turn.Sides[0].Lines) > 0 {
		t.Fatalf("Bix sees %+v", m.Turn)
	}

	// The owner proposes, prefilled with the own line.
	m := w.acts(face("OLGA"), string(checkins.DialogWhyPropose), i.ID, "")
	if v := m.(checkins.Dialog).Fields[0].Value; !slices.Equal(v, []string{"One customer for all agents"}) {
		t.Fatalf("prefilled with %v", v)
	}
	if done := w.fills(face("OLGA"), m, checkins.GoOn, map[string][]string{"why": {"One customer, so calls end."}}); done.(checkins.Done).What != checkins.DoneWhyProposed {
		t.Fatalf("%+v", done)
	}
	w.turn()
	i = w.crm()
	if i.Why != "One customer, so calls end." || !slices.Equal(i.WhyConfirmed, []checkins.PersonID{"t7-uolga"}) || i.Scheduled() {
		t.Fatalf("why %q confirmed by %v", i.Why, i.WhyConfirmed)
	}
	for _, name := range []string{"IVO", "IDA", "BEA", "BOB", "BIX"} {
		ts := w.whys(name)
		if last := ts[len(ts)-1]; last.What != checkins.TurnWording || last.New != i.Why || last.Version != 1 {
			t.Fatalf("%s has %+v", name, ts)
		}
	}
	// Bob would rather have another wording; Bea confirms, and the pulse starts.
	m = w.acts(face("BOB"), string(checkins.DialogWhyOther), i.ID, "1")
	w.fills(face("BOB"), m, checkins.GoOn, map[string][]string{"why": {"One customer, so that a call ends solved."}})
	if done := w.acts(face("BEA"), checkins.DeedWhySame, i.ID, "1").(checkins.Done); done.What != checkins.DoneWhySame {
		t.Fatalf("%+v", done)
	}
	w.turn()
	i = w.crm()
	if len(i.Waits()) > 0 || !slices.Equal(i.WhyConfirmed, []checkins.PersonID{"t7-ubea", "t7-uolga"}) {
		t.Fatalf("waits for %v, confirmed by %v", i.Waits(), i.WhyConfirmed)
	}
	var whats []checkins.WhyTurnWhat
	for _, x := range w.whys("OLGA") {
		whats = append(whats, x.What)
		if x.What == checkins.TurnOffer && x.Offer != "One customer, so that a call ends solved." {
			t.Errorf("offer %q", x.Offer)
		}
	}
	if !slices.Equal(whats, []checkins.WhyTurnWhat{checkins.TurnLines, checkins.TurnOffer, checkins.TurnHeld}) {
		t.Fatalf("the owner has %v", whats)
	}
	if m := w.typed(face("IVO"), checkins.Command{Verb: checkins.VerbWhy, Name: "crm"}).(checkins.Why); len(m.Past) != 1 || !m.Past[0].Held || !slices.Equal(m.Past[0].Confirmed, []string{"Bea", "Olga"}) || m.Past[0].By != "Olga" {
		t.Fatalf("past %+v", m.Past)
	}
	// Today's 10:00 has passed: it begins a week later.
	w.until(berlin(7, 11))
	if rounds, err := w.mem.Rounds(w.ctx, slackT7, "crm-migration@2026-03-10"); err != nil || len(rounds) != 1 || rounds[0].State != checkins.RoundOpen {
		t.Fatalf("rounds %v %v", rounds, err)
	}
}

// Everybody has written before day two: the lines stand side by side at once, and once.
func TestLinesAsSoonAsEverybodyWrote(t *testing.T) {
	w := emptyWorld(t)
	w.clock = berlin(-1, 9)
	w.setUp(people("OLGA"), people("BEA"))
	w.turn()
	i := w.crm()
	m := w.acts(face("BEA"), string(checkins.DialogWhyLine), i.ID, "")
	if got := wrongs(w.fills(face("BEA"), m, checkins.GoOn, map[string][]string{"line": {"x"}})); got["named"] != "empty" {
		t.Fatalf("named: %v", got)
	}
	if done := w.fills(face("BEA"), m, checkins.GoOn, map[string][]string{"line": {"Calls end"}, "named": {"yes"}}).(checkins.Done); done.What != checkins.DoneWhyLast {
		t.Fatalf("%+v", done)
	}
	w.until(berlin(-1, 12))
	if ts := w.whys("OLGA"); len(ts) != 1 || ts[0].What != checkins.TurnLines {
		t.Fatalf("%+v", ts)
	}
	if ts := w.whys("BEA"); len(ts) != 1 || ts[0].What != checkins.TurnLines || !ts[0].Open {
		t.Fatalf("%+v", ts)
	}
	w.until(berlin(0, 12))
	if ts := w.whys("OLGA"); len(ts) != 1 {
		t.Fatalf("twice: %+v", ts)
	}
	if i := w.crm(); !i.Accepts("t7-ubea") || !i.Accepts("t7-uolga") {
		t.Fatalf("consents %v", i.Consents)
	}
	// Too late for another line.
	m = w.fills(face("BEA"), m, checkins.GoOn, map[string][]string{"line": {"Other"}, "named": {"yes"}})
	if h := m.(checkins.Help); h.Text != checkins.HelpWhyShown {
		t.Fatalf("%+v", h)
	}
}

func TestSetUpWrongInputs(t *testing.T) {
	w := emptyWorld(t)
	o := face("OLGA")
	m := w.typed(o, checkins.Command{Verb: checkins.VerbNew})
	for _, c := range []struct {
		in   map[string][]string
		want map[string]string
	}{
		{map[string][]string{"name": {" "}}, map[string]string{"name": "empty"}},
		{map[string][]string{"name": {strings.Repeat("x", 81)}}, map[string]string{"name": "long"}},
		{map[string][]string{"name": {"A"}, "stage": {"dead"}}, map[string]string{"stage": "choice"}},
		{map[string][]string{"name": {"A"}, "stage": {"live"}, "channel": {"slack:T7/C9"}}, map[string]string{"channel": "not_in"}},
		{map[string][]string{"name": {"A"}, "channel": {"slack:T8/C7"}}, map[string]string{"channel": "elsewhere"}},
	} {
		m = w.fills(o, m, checkins.GoOn, c.in)
		if diff := cmp.Diff(c.want, wrongs(m)); diff != "" || step(m) != "about" {
			t.Fatalf("%v, at %s: %s", c.in, step(m), diff)
		}
	}
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"name": {"CRM"}, "channel": nil})
	for _, c := range []struct {
		in   map[string][]string
		want map[string]string
	}{
		{map[string][]string{"it": people("IVO")}, map[string]string{"biz": "no_lead"}},
		{map[string][]string{"it": people("IVO"), "biz": people("IVO")}, map[string]string{"it": "only_bridges", "biz": "only_bridges"}},
		{map[string][]string{"it": people("IVO", "GUEST"), "biz": people("BEA")}, map[string]string{"it": "outside"}},
		{map[string][]string{"it": {"slack:T8/UFAR"}, "biz": people("BEA")}, map[string]string{"it": "outside"}},
		{map[string][]string{"it": people("IVO", "NOBODY"), "biz": people("BEA"), "owner": nil}, map[string]string{"it": "unknown", "owner": "empty"}},
	} {
		m = w.fills(o, m, checkins.GoOn, c.in)
		if diff := cmp.Diff(c.want, wrongs(m)); diff != "" || step(m) != "people" {
			t.Fatalf("%v, at %s: %s", c.in, step(m), diff)
		}
	}
	if v := m.(checkins.Dialog).Fields[0].Value; !slices.Equal(v, people("IVO", "NOBODY")) {
		t.Fatalf("what was typed is gone: %v", v)
	}
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"it": people("IVO", "OLGA"), "biz": people("BEA", "OLGA"), "owner": {o.String()}})
	for _, c := range []struct {
		in   map[string][]string
		want map[string]string
	}{
		{map[string][]string{"by": {"2026-01-01"}, "measure": {"x"}}, map[string]string{"by": "past"}},
		{map[string][]string{"measure": nil, "target": {"5"}, "by": nil}, map[string]string{"measure": "need_measure"}},
	} {
		m = w.fills(o, m, checkins.GoOn, c.in)
		if diff := cmp.Diff(c.want, wrongs(m)); diff != "" || step(m) != "outcome" {
			t.Fatalf("%v, at %s: %s", c.in, step(m), diff)
		}
	}
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"target": nil})
	for _, c := range []struct {
		in   map[string][]string
		want map[string]string
	}{
		{map[string][]string{"days": nil}, map[string]string{"days": "no_day"}},
		{map[string][]string{"days": {"2", "4"}}, map[string]string{"window": "window"}},
		{map[string][]string{"days": {"2"}, "time": {"25:00"}}, map[string]string{"time": "time"}},
		{map[string][]string{"days": {"2"}, "time": {"10:00"}, "zone": {"Mars/Base"}}, map[string]string{"zone": "choice"}},
	} {
		m = w.fills(o, m, checkins.GoOn, c.in)
		if diff := cmp.Diff(c.want, wrongs(m)); diff != "" || step(m) != "cadence" {
			t.Fatalf("%v, at %s: %s", c.in, step(m), diff)
		}
	}
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"zone": {"Europe/Berlin"}, "every": {"2"}})
	if got := remarks(m); !slices.Equal(got, []string{"cadence", "it_named", "biz_named", "outlook_never", "bridges", "no_channel", "why_blind"}) {
		t.Fatalf("remarks %v", got)
	}
	if d := m.(checkins.Dialog); !slices.Equal(d.Remarks[0].Dates, []checkins.Date{"2026-03-03", "2026-03-17", "2026-03-31"}) || d.Remarks[0].Pulse.Anchor != "2026-03-03" {
		t.Fatalf("cadence %+v", d.Remarks[0])
	}
	// Nothing to say without a line; the owner is a bridge and not named.
	if got := wrongs(w.fills(o, m, checkins.GoOn, nil)); got["line"] != "empty" {
		t.Fatalf("%v", got)
	}
	if _, made := w.fills(o, m, checkins.GoOn, map[string][]string{"line": {"One customer"}}).(checkins.Made); !made {
		t.Fatal("not made")
	}
	// The name is taken now.
	m = w.typed(o, checkins.Command{Verb: checkins.VerbNew})
	if got := wrongs(w.fills(o, m, checkins.GoOn, map[string][]string{"name": {"crm"}})); got["name"] != "taken" {
		t.Fatalf("%v", got)
	}
}

func TestDraftIsKept(t *testing.T) {
	w := emptyWorld(t)
	o := face("OLGA")
	m := w.typed(o, checkins.Command{Verb: checkins.VerbNew})
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"name": {"CRM"}})
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"it": people("IVO"), "biz": people("BEA")})
	if step(m) != "outcome" {
		t.Fatalf("at %s", step(m))
	}
	w.clock = w.clock.AddDate(0, 0, 3)
	m = w.typed(o, checkins.Command{Verb: checkins.VerbNew})
	if d := m.(checkins.Dialog); d.Step != "outcome" || d.Remarks[0].Key != "draft" || !d.Opened || d.Number != 3 || d.Of != 5 || !d.Back {
		t.Fatalf("%+v", d)
	}
	m = w.fills(o, m, checkins.GoBack, map[string][]string{"measure": {"calls"}})
	if d := m.(checkins.Dialog); d.Step != "people" || !slices.Equal(d.Fields[0].Value, people("IVO")) {
		t.Fatalf("%+v", d)
	}
	m = w.fills(o, m, checkins.GoBack, nil)
	if d := m.(checkins.Dialog); d.Step != "about" || d.Back || !slices.Equal(d.Fields[0].Value, []string{"CRM"}) {
		t.Fatalf("%+v", d)
	}
	m = w.fills(o, m, checkins.GoOn, nil)
	m = w.fills(o, m, checkins.GoOn, nil)
	if d := m.(checkins.Dialog); !slices.Equal(d.Fields[0].Value, []string{"calls"}) {
		t.Fatalf("what was filled in is gone: %+v", d.Fields[0])
	}
	if done := w.fills(o, m, checkins.GoStop, nil).(checkins.Done); done.What != checkins.DoneDiscarded {
		t.Fatalf("%+v", done)
	}
	if d := w.typed(o, checkins.Command{Verb: checkins.VerbNew}).(checkins.Dialog); d.Step != "about" || len(d.Fields[0].Value) > 0 || d.Remarks[0].Key == "draft" {
		t.Fatalf("%+v", d)
	}
	// Two weeks later it is gone by itself.
	m = w.fills(o, w.typed(o, checkins.Command{Verb: checkins.VerbNew}), checkins.GoOn, map[string][]string{"name": {"CRM"}})
	w.clock = w.clock.AddDate(0, 0, 14)
	if d := w.typed(o, checkins.Command{Verb: checkins.VerbNew}).(checkins.Dialog); d.Step != "about" {
		t.Fatalf("%+v", d)
	}
	// A form that was open all the time begins with what is missing.
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"it": people("IVO"), "biz": people("BEA")})
	m = w.fills(o, w.fills(o, w.fills(o, m, checkins.GoOn, nil), checkins.GoOn, nil), checkins.GoOn, map[string][]string{"line": {"x"}})
	if step(m) != "about" || wrongs(m)["name"] != "empty" {
		t.Fatalf("%+v", m)
	}
}

// A delivery that comes again, and a press from a form that was still open, make nothing
// twice.
func TestSetUpOnce(t *testing.T) {
	w := emptyWorld(t)
	o := face("OLGA")
	m := w.typed(o, checkins.Command{Verb: checkins.VerbNew})
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"name": {"CRM migration"}})
	m = w.fills(o, m, checkins.GoOn, map[string][]string{"it": people("OLGA"), "biz": people("BEA")})
	m = w.fills(o, w.fills(o, m, checkins.GoOn, nil), checkins.GoOn, nil)
	d := m.(checkins.Dialog)
	s := checkins.Submission{
		From: o, Delivery: "last", What: d.What, Step: d.Step, Subject: d.Subject, Go: checkins.GoOn,
		Values: map[string][]string{"line": {"One"}, "named": {"yes"}},
	}
	for range 3 {
		if made, ok := w.submits(s).(checkins.Made); !ok || made.Initiative.ID != "crm-migration" {
			t.Fatalf("%+v", made)
		}
		s.Delivery += "x"
	}
	is, err := w.mem.AllInitiatives(w.ctx, slackT7)
	if err != nil || len(is) != 1 {
		t.Fatalf("%v %v", is, err)
	}
}

func TestWhoMaySetUp(t *testing.T) {
	w := emptyWorld(t)
	if h, ok := w.typed(face("GUEST"), checkins.Command{Verb: checkins.VerbNew}).(checkins.Help); !ok || h.Text != checkins.HelpForeign {
		t.Fatalf("a guest gets %+v", h)
	}
	if h, ok := w.typed(face("NOBODY"), checkins.Command{Verb: checkins.VerbNew}).(checkins.Help); !ok || h.Text != checkins.HelpStranger {
		t.Fatalf("somebody unknown gets %+v", h)
	}
	if _, err := w.mem.Org(w.ctx, slackT7); err == nil {
		t.Fatal("an org was made of nothing")
	}
	// Only looking makes nothing either.
	w.typed(face("EVE"), checkins.Command{Verb: checkins.VerbNew})
	if _, err := w.mem.Org(w.ctx, slackT7); err == nil {
		t.Fatal("an org was made of a look")
	}
	w.setUp(people("OLGA"), people("BEA"))
	// Somebody of the workspace who is nobody yet.
	m := w.typed(face("EVE"), checkins.Command{Verb: checkins.VerbNew})
	if step(m) != "about" {
		t.Fatalf("%+v", m)
	}
	o, err := w.mem.Org(w.ctx, slackT7)
	if err != nil {
		t.Fatal(err)
	}
	o.Policy.New = checkins.MadeByAdmins
	if err := w.mem.Enrol(w.ctx, checkins.Setup{Org: o}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"EVE", "BEA"} {
		if h, ok := w.typed(face(name), checkins.Command{Verb: checkins.VerbNew}).(checkins.Help); !ok || h.Text != checkins.HelpNotAllowed {
			t.Fatalf("%s gets %+v", name, h)
		}
	}
	if h, ok := w.fills(face("EVE"), m, checkins.GoOn, map[string][]string{"name": {"X"}}).(checkins.Help); !ok || h.Text != checkins.HelpNotAllowed {
		t.Fatalf("%+v", h)
	}
	if step(w.typed(face("OLGA"), checkins.Command{Verb: checkins.VerbNew})) != "about" {
		t.Fatal("an admin may not")
	}
}

func TestEdit(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	ana, ben := checkinstest.SlackAccount("ana"), checkinstest.SlackAccount("ben")
	edit := checkins.Command{Verb: checkins.VerbEdit, Name: "crm"}
	if h, ok := w.typed(ben, edit).(checkins.Help); !ok || h.Text != checkins.HelpNotAllowed {
		t.Fatalf("ben gets %+v", h)
	}
	// A new name and stage: old and new are shown before they are saved.
	m := w.fills(ana, w.typed(ana, edit), checkins.GoOn, map[string][]string{"part": {"about"}})
	m = w.fills(ana, m, checkins.GoOn, map[string][]string{"name": {"CRM move"}, "stage": {"live"}})
	if d := m.(checkins.Dialog); d.Step != "check" || !slices.Equal(remarks(m), []string{"changed", "changed"}) || d.Remarks[0].Names["was"] != "CRM migration" || d.Remarks[0].Names["is"] != "CRM move" || d.Remarks[1].Words["is"] != "stage.live" {
		t.Fatalf("%+v", d)
	}
	if i := w.initiative(); i.Name != "CRM migration" {
		t.Fatal("saved before it was said")
	}
	// Something else too, on the way back.
	m = w.fills(ana, w.fills(ana, m, checkins.GoBack, nil), checkins.GoBack, nil)
	m = w.fills(ana, m, checkins.GoOn, map[string][]string{"part": {"cadence"}})
	if v := m.(checkins.Dialog).Fields[0].Value; !slices.Equal(v, []string{"2"}) {
		t.Fatalf("days %v", v)
	}
	m = w.fills(ana, m, checkins.GoOn, map[string][]string{"days": {"4"}})
	if made, ok := w.fills(ana, m, checkins.GoOn, nil).(checkins.Made); !ok || !made.Edited {
		t.Fatalf("%+v", m)
	}
	i := w.initiative()
	if i.Name != "CRM move" || i.Stage != checkins.Live || i.Pulse.Cadence != "0 10 * * 4" || i.Why == "" || len(i.WhyConfirmed) != 2 || i.Priority != "growth" {
		t.Fatalf("%+v", i)
	}
	if es, err := w.mem.Errands(w.ctx, checkinstest.Acme, berlin(30, 0)); err != nil || len(es) != 1 || !es[0].At.Equal(berlin(2, 10)) {
		t.Fatalf("errands %v %v", es, err)
	}

	// A side that falls below three becomes named; who stays is asked to accept.
	m = w.fills(ana, w.typed(ana, edit), checkins.GoOn, map[string][]string{"part": {"people"}})
	m = w.fills(ana, m, checkins.GoOn, map[string][]string{"biz": {ben.String(), checkinstest.SlackAccount("biz1").String()}})
	if got := remarks(m); !slices.Contains(got, "biz_becomes_named") || !slices.Contains(got, "biz_named") {
		t.Fatalf("remarks %v", got)
	}
	w.fills(ana, m, checkins.GoOn, nil)
	w.turn()
	if n := len(w.shown(checkins.KindConsent)); n != 2 {
		t.Fatalf("%d are asked to accept", n)
	}
	// Somebody comes, and hears what is asked.
	m = w.fills(ana, w.typed(ana, edit), checkins.GoOn, map[string][]string{"part": {"people"}})
	w.fills(ana, w.fills(ana, m, checkins.GoOn, map[string][]string{"biz": {ben.String(), checkinstest.SlackAccount("biz1").String(), checkinstest.SlackAccount("biz2").String()}}), checkins.GoOn, nil)
	w.turn()
	if ts := w.to(checkins.KindWhy, "biz2"); len(ts) != 1 || ts[0].Message.(checkins.WhyTurn).What != checkins.TurnJoined {
		t.Fatalf("%+v", ts)
	}
	// Nothing changed, nothing said.
	m = w.fills(ana, w.typed(ana, edit), checkins.GoOn, map[string][]string{"part": {"outcome"}})
	if m = w.fills(ana, m, checkins.GoOn, nil); !slices.Equal(remarks(m), []string{"unchanged"}) {
		t.Fatalf("remarks %v", remarks(m))
	}
}

func (w *world) initiative() checkins.Initiative {
	w.t.Helper()
	is, err := w.mem.Initiatives(w.ctx, checkinstest.Acme, checkinstest.CRM)
	if err != nil || len(is) != 1 {
		w.t.Fatalf("%v %v", is, err)
	}
	return is[0]
}

// How much it takes and what it touches: names with commas between them, none too long.
func TestEditTouches(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	ana, edit := checkinstest.SlackAccount("ana"), checkins.Command{Verb: checkins.VerbEdit, Name: "crm"}
	m := w.fills(ana, w.typed(ana, edit), checkins.GoOn, map[string][]string{"part": {"touches"}})
	back := dialog(t, w.fills(ana, m, checkins.GoOn, map[string][]string{"systems": {"SAP, " + strings.Repeat("x", 41)}, "projects": {strings.Join(strings.Split(strings.Repeat("abcdefghijklmnopqrstu", 1), ""), ",")}}), "systems", "projects")
	if f := back.Fields; f[0].Wrong != "tag" || f[0].Names["name"] != strings.Repeat("x", 41) || f[1].Wrong != "tags" {
		t.Fatalf("%+v", back.Fields)
	}
	m = w.fills(ana, back, checkins.GoOn, map[string][]string{"systems": {"SAP,  Web  shop, sap"}, "projects": {""}})
	if got := remarks(m); !slices.Equal(got, []string{"changed"}) {
		t.Fatalf("remarks %v", got)
	}
	w.fills(ana, m, checkins.GoOn, nil)
	if diff := cmp.Diff(checkins.Touches{Systems: []string{"SAP", "Web shop"}}, w.initiative().Touches); diff != "" {
		t.Fatal(diff)
	}
	m = w.fills(ana, w.typed(ana, edit), checkins.GoOn, map[string][]string{"part": {"outcome"}})
	w.fills(ana, w.fills(ana, m, checkins.GoOn, map[string][]string{"effort": {"L"}}), checkins.GoOn, nil)
	if i := w.initiative(); i.Effort != checkins.Large || i.DeliveredMeans == "" {
		t.Fatalf("%+v", i)
	}
	m = w.fills(ana, w.typed(ana, edit), checkins.GoOn, map[string][]string{"part": {"touches"}})
	if f := m.(checkins.Dialog).Fields[0]; !slices.Equal(f.Value, []string{"SAP, Web shop"}) {
		t.Fatalf("%+v", f)
	}
}

// A changed why is asked about, and the old one stands until both sides confirm it.
func TestEditWhy(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	ana, ben := checkinstest.SlackAccount("ana"), checkinstest.SlackAccount("ben")
	old := w.initiative().Why
	m := w.fills(ana, w.typed(ana, checkins.Command{Verb: checkins.VerbEdit, Name: "crm"}), checkins.GoOn, map[string][]string{"part": {"why"}})
	if v := m.(checkins.Dialog).Fields[0].Value; !slices.Equal(v, []string{old}) {
		t.Fatalf("prefilled with %v", v)
	}
	m = w.fills(ana, m, checkins.GoOn, map[string][]string{"why": {"Calls end solved."}})
	if got := remarks(m); !slices.Equal(got, []string{"changed", "why_asks"}) {
		t.Fatalf("remarks %v", got)
	}
	w.fills(ana, m, checkins.GoOn, nil)
	w.turn()
	if i := w.initiative(); i.Why != old || !i.Scheduled() {
		t.Fatalf("why %q, waits %v", i.Why, i.Waits())
	}
	ts := w.to(checkins.KindWhy, "ben")
	if len(ts) != 1 {
		t.Fatalf("ben has %+v", ts)
	}
	if x := ts[0].Message.(checkins.WhyTurn); x.Old != old || x.New != "Calls end solved." || x.Version != 2 || x.Said != "" {
		t.Fatalf("ben has %+v", x)
	}
	w.acts(ben, checkins.DeedWhyPartly, checkinstest.CRM, "2")
	w.turn()
	if i := w.initiative(); i.Why != old {
		t.Fatalf("why %q", i.Why)
	}
	if h, ok := w.acts(ben, checkins.DeedWhySame, checkinstest.CRM, "1").(checkins.Help); !ok || h.Text != checkins.HelpWhyOld {
		t.Fatalf("an old wording: %+v", h)
	}
	w.acts(ben, checkins.DeedWhySame, checkinstest.CRM, "2")
	w.turn()
	if i := w.initiative(); i.Why != "Calls end solved." || !slices.Equal(i.WhyConfirmed, []checkins.PersonID{"ana", "ben"}) || !i.Scheduled() {
		t.Fatalf("%q, %v, %v", i.Why, i.WhyConfirmed, i.Waits())
	}
	if p := w.typed(ben, checkins.Command{Verb: checkins.VerbWhy, Name: "crm"}).(checkins.Why).Past; len(p) != 2 || p[0].Text != "Calls end solved." || !p[0].Now || p[1].Text != old || p[1].Now || p[1].By != "" {
		t.Fatalf("%+v", p)
	}
	if x := w.to(checkins.KindWhy, "ana"); len(x) != 1 || x[0].Message.(checkins.WhyTurn).What != checkins.TurnHeld {
		t.Fatalf("ana has %+v", x)
	}
}

// A why of the org file that nobody confirmed is confirmed in chat.
func TestConfirmWhyOfFile(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Initiatives[0].WhyConfirmed, s.Next = []checkins.PersonID{"ana"}, nil
	w := newWorld(t, s)
	m := w.typed(checkinstest.SlackAccount("ben"), checkins.Command{Verb: checkins.VerbWhy, Name: "crm"}).(checkins.Why)
	if m.Turn == nil || m.Turn.What != checkins.TurnWording || m.Turn.Version != 1 || m.Turn.Said != "" {
		t.Fatalf("%+v", m.Turn)
	}
	w.acts(checkinstest.SlackAccount("ben"), checkins.DeedWhySame, checkinstest.CRM, "1")
	if i := w.initiative(); len(i.Waits()) > 0 || !slices.Equal(i.WhyConfirmed, []checkins.PersonID{"ana", "ben"}) {
		t.Fatalf("%v %v", i.Waits(), i.WhyConfirmed)
	}
	if es, err := w.mem.Errands(w.ctx, checkinstest.Acme, checkinstest.Opens); err != nil || len(es) != 1 {
		t.Fatalf("errands %v %v", es, err)
	}
}

func TestPauseAndHandover(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	ana, ben := checkinstest.SlackAccount("ana"), checkinstest.SlackAccount("ben")
	r := checkins.Request{Delivery: "p1", From: ana, Command: checkins.Command{Verb: checkins.VerbPause, Name: "crm"}}
	for range 2 { // Slack delivers it twice
		m, err := w.desk.Command(w.ctx, r)
		if err != nil || m.(checkins.Done).What != checkins.DonePaused {
			t.Fatalf("%+v %v", m, err)
		}
	}
	if i := w.initiative(); !i.Paused {
		t.Fatal("not paused")
	}
	w.until(berlin(0, 12))
	if n := len(w.shown(checkins.KindAsk)); n > 0 {
		t.Fatalf("%d asks", n)
	}
	if m := w.typed(ana, r.Command).(checkins.Done); m.What != checkins.DoneStarted || !m.At.Equal(berlin(7, 10)) {
		t.Fatalf("%+v", m)
	}
	if h, ok := w.typed(ben, r.Command).(checkins.Help); !ok || h.Text != checkins.HelpNotAllowed {
		t.Fatalf("ben: %+v", h)
	}
	hand := checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: "Ben Lee"}
	if h, ok := w.typed(ben, hand).(checkins.Help); !ok || h.Text != checkins.HelpNotAllowed {
		t.Fatalf("ben: %+v", h)
	}
	m := w.typed(ana, checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: "somebody"})
	if d := m.(checkins.Dialog); d.What != checkins.DialogHandover || !d.Opened {
		t.Fatalf("%+v", m)
	}
	if m := w.typed(ana, hand).(checkins.Done); m.What != checkins.DoneHandedOver {
		t.Fatalf("%+v", m)
	}
	if i := w.initiative(); i.Owner != "ben" {
		t.Fatalf("owner %s", i.Owner)
	}
	w.until(w.clock.Add(24 * time.Hour))
	ns := w.to(checkins.KindNotice, "ben")
	if len(ns) != 1 || ns[0].Message.(checkins.Notice).By != "Ana Ruiz" {
		t.Fatalf("%+v", ns)
	}
	// Back, by the form.
	m = w.typed(ben, checkins.Command{Verb: checkins.VerbHandover, Name: "crm"})
	if got := wrongs(w.fills(ben, m, checkins.GoOn, nil)); got["owner"] != "empty" {
		t.Fatalf("%v", got)
	}
	if done := w.fills(ben, m, checkins.GoOn, map[string][]string{"owner": {ana.String()}}).(checkins.Done); done.What != checkins.DoneHandedOver {
		t.Fatalf("%+v", done)
	}
}

// A test shows the owner the first check-in, and stores nothing.
func TestSendTest(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	ana, ben := checkinstest.SlackAccount("ana"), checkinstest.SlackAccount("ben")
	if h, ok := w.acts(ben, checkins.DeedTest, checkinstest.CRM, "").(checkins.Help); !ok || h.Text != checkins.HelpNotAllowed {
		t.Fatalf("ben: %+v", h)
	}
	w.acts(ana, checkins.DeedTest, checkinstest.CRM, "")
	w.turn()
	ts := w.to(checkins.KindTest, "ana")
	if len(ts) != 1 {
		t.Fatalf("%+v", ts)
	}
	ask := ts[0].Message.(checkins.Ask)
	if !ask.Test || len(ask.Due) != 1 || len(ask.Due[0].Items) != 6 || !ask.Due[0].Items[0].WithGuess || ask.Due[0].Sees.Leads != 3 {
		t.Fatalf("%+v", ask)
	}
	m, err := w.desk.Form(w.ctx, ana, ask.Letter, checkins.Proof{})
	if f, ok := m.(checkins.Form); err != nil || !ok || !f.Test || len(f.Due[0].Items) != 6 {
		t.Fatalf("%+v %v", m, err)
	}
	rec, err := w.desk.Answer(w.ctx, checkinstest.Acme, checkins.Reply{
		Delivery: "t", From: ana, Person: "ana", Parts: []checkins.Filled{{Round: ask.Due[0].Round, Ask: ask.Letter, Marks: []checkins.Mark{checkinstest.Own(checkins.Value, 4)}}},
	})
	if err != nil || rec[0].Outcome != checkins.NoRound {
		t.Fatalf("%+v %v", rec, err)
	}
}
