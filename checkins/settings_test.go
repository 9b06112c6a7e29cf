package checkins_test

import (
	"slices"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// opened is the dialog of the settings.
func (w *world) settings(p checkins.PersonID) checkins.Dialog {
	w.t.Helper()
	m, err := w.desk.Do(w.ctx, checkins.Deed{From: checkinstest.SlackAccount(p), What: "settings"})
	if err != nil {
		w.t.Fatal(err)
	}
	return m.(checkins.Dialog)
}

func fieldOf(d checkins.Dialog, key string) checkins.Field {
	n := slices.IndexFunc(d.Fields, func(f checkins.Field) bool { return f.Key == key })
	if n < 0 {
		return checkins.Field{}
	}
	return d.Fields[n]
}

// sets sends the settings as they stand, but for what is given.
func (w *world) sets(p checkins.PersonID, given map[string][]string) checkins.Message {
	w.t.Helper()
	w.presses++
	values := map[string][]string{}
	for _, f := range w.settings(p).Fields {
		values[f.Key] = f.Value
	}
	for key, v := range given {
		values[key] = v
	}
	m, err := w.desk.Submit(w.ctx, checkins.Submission{
		From: checkinstest.SlackAccount(p), Delivery: "s" + string(rune('a'+w.presses)), What: checkins.DialogSettings, Go: checkins.GoOn, Values: values,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.turn()
	return m
}

// What nobody touched stays the org file's; what was chosen is the person's own.
func TestSettings(t *testing.T) {
	w := newWorld(t, withZoe(2))
	before := w.person("ana")
	if m := w.sets("ana", nil).(checkins.Settings); !m.Changed || len(m.Asked) != 1 || len(m.Muted) != 0 {
		t.Errorf("%+v", m)
	}
	if after := w.person("ana"); len(after.Said) != 0 || after.Zone != before.Zone || after.AskAt != 0 || after.Country != "DE" {
		t.Errorf("nothing chosen, and stored %+v", after)
	}
	w.sets("ana", map[string][]string{
		"hour": {"14:30"}, "zone": {"America/New_York"}, "country": {"US"}, "workdays": {"sun", "mon"}, "locale": {"de"}, "to": {string(day(3))},
		"delegate": {checkinstest.SlackAccount("zoe").String()},
	})
	p := w.person("ana")
	if p.AskAt != 14*60+30 || p.Zone != "America/New_York" || p.Country != "US" || p.Locale != "de" || p.Delegate != "zoe" || p.AwayTo != day(3) ||
		!slices.Equal(p.Workdays, []time.Weekday{time.Sunday, time.Monday}) || len(p.Said) != 4 {
		t.Errorf("%+v", p)
	}
	d := w.settings("ana")
	for key, want := range map[string]string{
		"hour": "14:30", "zone": "America/New_York", "country": "US", "locale": "de", "to": string(day(3)), "delegate": checkinstest.SlackAccount("zoe").String(),
	} {
		if got := fieldOf(d, key).Value; len(got) != 1 || got[0] != want {
			t.Errorf("%s stands at %v, want %s", key, got, want)
		}
	}
	// The org file brings the name, and nothing that the person chose.
	file := before
	file.Name, file.Zone, file.Locale = "Ana Maria Ruiz", "Europe/Rome", "en"
	if got := file.Filed(p); got.Name != file.Name || got.Zone != "America/New_York" || got.Locale != "de" || got.AskAt != p.AskAt || got.Delegate != "zoe" {
		t.Errorf("filed: %+v", got)
	}
	if got := file.Filed(before); got.Zone != "Europe/Rome" || got.Locale != "en" {
		t.Errorf("filed, with nothing chosen: %+v", got)
	}
	w.sets("ana", map[string][]string{"hour": {"pulse"}, "country": {"org"}, "locale": {"platform"}, "to": nil})
	if p = w.person("ana"); p.AskAt != 0 || p.Country != "" || p.Locale != "" || p.AwayTo != "" {
		t.Errorf("taken back: %+v", p)
	}
}

// What can't be is named where it stands, nothing is stored, and all that was typed stays.
func TestWrongSettings(t *testing.T) {
	w := newWorld(t, withZoe(2))
	m := w.sets("ana", map[string][]string{"hour": {"25:00"}, "zone": {"Europe/Atlantis"}, "country": {"XX"}, "workdays": nil, "locale": {"tlh"}, "to": {"2020-01-01"}})
	d, ok := m.(checkins.Dialog)
	if !ok || d.Opened {
		t.Fatalf("%+v", m)
	}
	for key, want := range map[string]string{"hour": "time", "zone": "zone", "country": "choice", "workdays": "workdays", "locale": "choice", "to": "past", "stop": ""} {
		if f := fieldOf(d, key); f.Wrong != want {
			t.Errorf("%s: wrong is %q, want %q", key, f.Wrong, want)
		}
	}
	if f := fieldOf(d, "zone"); f.Value[0] != "Europe/Atlantis" {
		t.Errorf("the zone stands at %v", f.Value)
	}
	if p := w.person("ana"); p.Zone != "Europe/Berlin" || p.AwayTo != "" {
		t.Errorf("stored: %+v", p)
	}
}

// Where somebody is asked is a question only for who has two accounts.
func TestSettingsOfTwoPlatforms(t *testing.T) {
	s := withZoe(2)
	s.People[0].Accounts = append(s.People[0].Accounts, checkins.Account{Platform: checkins.Teams, Team: "t1", ID: "aad-ana"})
	s.Org.Teams = []string{"t1"}
	w := newWorld(t, s)
	if f := fieldOf(w.settings("ben"), "platform"); f.Key != "" {
		t.Errorf("ben is asked %+v", f)
	}
	w.sets("ana", map[string][]string{"platform": {"teams"}})
	if p := w.person("ana"); p.Prefers != checkins.Teams {
		t.Errorf("%+v", p)
	}
	if d, ok := w.sets("ana", map[string][]string{"platform": {"irc"}}).(checkins.Dialog); !ok || fieldOf(d, "platform").Wrong == "" {
		t.Error("irc is a platform")
	}
	w.sets("ana", map[string][]string{"platform": {"last"}})
	if p := w.person("ana"); p.Prefers != "" {
		t.Errorf("%+v", p)
	}
}

// A lead who mutes an initiative is asked nothing about it, what is under way included,
// and the owner reads how many, not who.
func TestMute(t *testing.T) {
	w := newWorld(t, withZoe(3))
	w.until(berlin(0, 12))
	if m := w.sets("it1", map[string][]string{"asked": nil}).(checkins.Settings); len(m.Muted) != 1 || len(m.Asked) != 0 {
		t.Errorf("%+v", m)
	}
	if ask := w.to(checkins.KindAsk, "it1")[0].Message.(checkins.Ask); len(ask.Due) != 0 {
		t.Errorf("the check-in under way reads %+v", ask)
	}
	w.until(berlin(7, 12))
	if got := len(w.to(checkins.KindAsk, "it1")) + len(w.to(checkins.KindNudge, "it1")); got != 1 {
		t.Errorf("%d messages to somebody who wishes none", got)
	}
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(7))
	if err != nil || slices.Contains(rounds[0].Roster[scoring.IT], "it1") || rounds[0].Mode[scoring.IT] != scoring.Confidential {
		t.Errorf("%+v %v", rounds, err)
	}
	who := w.command(checkinstest.SlackAccount("ana"), checkins.Account{}, checkins.Command{Verb: checkins.VerbWho}).(checkins.Who)
	if who.Sides[scoring.IT].Muted != 1 || who.Sides[scoring.Biz].Muted != 0 {
		t.Errorf("%+v", who.Sides)
	}
	w.sets("it1", map[string][]string{"asked": {string(checkinstest.CRM)}})
	w.until(berlin(14, 12))
	if got := len(w.to(checkins.KindAsk, "it1")); got != 2 {
		t.Errorf("asked %d times after starting again", got)
	}
}

// On a named side nobody but whoever answers for the initiative reads that a lead is muted.
func TestMuteOnANamedSide(t *testing.T) {
	w := newWorld(t, withZoe(1))
	w.sets("biz1", map[string][]string{"asked": nil})
	for p, want := range map[checkins.PersonID]int{"ana": 1, "ben": 0, "it1": 0} { // ana is the owner
		who := w.command(checkinstest.SlackAccount(p), checkins.Account{}, checkins.Command{Verb: checkins.VerbWho}).(checkins.Who)
		if who.Sides[scoring.Biz].Muted != want {
			t.Errorf("%s reads %d, want %d", p, who.Sides[scoring.Biz].Muted, want)
		}
	}
}

// Stopped means asked nothing at all, until they write here.
func TestStopAll(t *testing.T) {
	w := newWorld(t, withZoe(2))
	w.sets("it1", map[string][]string{"stop": {"1"}})
	w.until(berlin(4, 12))
	if got := len(w.to(checkins.KindAsk, "it1")) + len(w.to(checkins.KindNudge, "it1")) + len(w.to(checkins.KindResult, "it1")); got != 0 {
		t.Errorf("%d messages to somebody who wishes none", got)
	}
	if h := w.home("it1"); !h.Stopped || !h.Next.IsZero() {
		t.Errorf("home: %+v", h)
	}
	w.command(checkinstest.SlackAccount("it1"), checkins.Account{}, checkins.Command{Verb: checkins.VerbHere})
	w.until(berlin(7, 12))
	if got := len(w.to(checkins.KindAsk, "it1")); got != 1 {
		t.Errorf("asked %d times after here", got)
	}
}

// Holidays are those of the country that the person chose.
func TestHolidaysOfTheChosenCountry(t *testing.T) {
	s := withZoe(2)
	s.Org.Holidays = []string{"DE"}
	w := newWorld(t, s)
	w.until(berlin(28, 9)) // 31 March 2026
	w.sets("it1", map[string][]string{"country": {"US"}})
	w.until(berlin(35, 12)) // 7 April; Easter Monday was the day before
	p := w.person("it1")
	if !p.Works("2026-04-06", s.Org.Holidays) || w.person("it2").Works("2026-04-06", s.Org.Holidays) {
		t.Error("Easter Monday is a holiday in Germany, and none in the United States")
	}
}

func TestSettingsAreForPeopleOfTheOrg(t *testing.T) {
	w := newWorld(t, withZoe(2))
	for _, what := range []checkins.DialogWhat{checkins.DialogSettings, checkins.DialogAway} {
		m, err := w.desk.Submit(w.ctx, checkins.Submission{From: checkinstest.SlackAccount("nobody"), What: what, Values: map[string][]string{"to": {string(day(3))}}})
		if err != nil || helpText(m) != checkins.HelpStranger {
			t.Errorf("%s: %+v %v", what, m, err)
		}
	}
	for _, what := range []string{"settings", "away", "here", "delegate_no"} {
		m, err := w.desk.Do(w.ctx, checkins.Deed{From: checkinstest.SlackAccount("nobody"), What: what})
		if err != nil || helpText(m) != checkins.HelpStranger {
			t.Errorf("%s: %+v %v", what, m, err)
		}
	}
}
