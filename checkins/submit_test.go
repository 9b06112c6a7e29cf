package checkins_test

import (
	"testing"

	"pgregory.net/rapid"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// A button and a form of another version get help, and change nothing.
func TestDeedsAndDialogsThatNobodyKnows(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	m, err := w.desk.Do(w.ctx, checkins.Deed{From: anaInSlack, What: "fly"})
	if h, is := m.(checkins.Help); err != nil || !is || h.Text != checkins.HelpOldButton {
		t.Errorf("do fly = %+v, %v", m, err)
	}
	m, err = w.desk.Submit(w.ctx, checkins.Submission{From: anaInSlack, What: "fly"})
	if h, is := m.(checkins.Help); err != nil || !is || h.Text != checkins.HelpOldForm {
		t.Errorf("submit fly = %+v, %v", m, err)
	}
}

// An account is read as it is written, and ids of people are none.
func TestParseAccount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := checkins.Account{
			Platform: rapid.SampledFrom([]checkins.Platform{checkins.Slack, checkins.Teams}).Draw(t, "platform"),
			Team:     rapid.StringMatching(`[A-Za-z0-9-]{1,36}`).Draw(t, "team"),
			ID:       rapid.StringMatching(`[A-Za-z0-9:@._/-]{1,60}`).Draw(t, "id"),
		}
		if b, ok := checkins.ParseAccount(a.String()); !ok || a != b {
			t.Fatalf("%s read as %+v, %v", a, b, ok)
		}
	})
	for _, s := range []string{"", "ana", "slack:", "slack:T1", "slack:T1/", "slack:/U1", "irc:T1/U1", "T1/U1"} {
		if a, ok := checkins.ParseAccount(s); ok {
			t.Errorf("%q read as %+v", s, a)
		}
	}
}

// Who does not say until when is asked for the date, told what is wrong with it, and
// away with a good one, however often it is sent.
func TestAwayIsAskedFor(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(3))
	where := checkins.Account{Platform: checkins.Slack, Team: anaInSlack.Team, ID: "C1"}
	m, err := w.desk.Command(w.ctx, checkins.Request{From: anaInSlack, Channel: where, Command: checkins.Command{Verb: checkins.VerbAway}})
	d, is := m.(checkins.Dialog)
	if err != nil || !is || !d.Opened || len(d.Fields) != 1 || len(d.Fields[0].Value) > 0 || d.Asked != where {
		t.Fatalf("away = %+v, %v", m, err)
	}
	send := func(values ...string) checkins.Message {
		m, err := w.desk.Submit(w.ctx, checkins.Submission{
			From: anaInSlack, Delivery: "d1", What: d.What, Go: checkins.GoOn, Values: map[string][]string{"until": values},
		})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for value, want := range map[string]string{"": "missing", "2026-02-30": "date", "2026-03-01": "past", "2031-01-01": "far"} {
		m := send(value)
		if back, is := m.(checkins.Dialog); !is || back.Opened || back.Fields[0].Wrong != want || back.Fields[0].Value[0] != value {
			t.Errorf("%q: %+v, want it to be %s", value, m, want)
		}
	}
	for range 2 {
		if m := send("2026-03-08"); m.(checkins.Done).Until != "2026-03-08" {
			t.Fatalf("%+v", m)
		}
	}
	m, err = w.desk.Do(w.ctx, checkins.Deed{From: anaInSlack, What: string(d.What)})
	if d, is := m.(checkins.Dialog); err != nil || !is || d.Fields[0].Value[0] != "2026-03-08" {
		t.Errorf("the leave that goes on is not in %+v, %v", m, err)
	}
	stranger := anaInSlack
	stranger.ID = "U-nobody"
	if m, err := w.desk.Submit(w.ctx, checkins.Submission{From: stranger, What: d.What}); err != nil || helpText(m) != checkins.HelpStranger {
		t.Errorf("a stranger: %+v, %v", m, err)
	}
}
