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

// What was pressed where nobody is shown a message alone is answered by a letter: it
// says what the deed says.
func TestDeedIsAnsweredByALetter(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	where := checkins.Account{Platform: checkins.Slack, Team: anaInSlack.Team, ID: "C1"}
	deed := checkins.Deed{From: anaInSlack, Channel: where, Delivery: "press-1", What: string(checkins.DialogAway)}
	for range 2 {
		if err := w.desk.Mention(w.ctx, checkins.Request{Delivery: deed.Delivery, From: deed.From, Deed: &deed}); err != nil {
			t.Fatal(err)
		}
	}
	w.turn()
	said := w.shown(checkins.KindReply)
	if len(said) != 1 {
		t.Fatalf("%d letters: %+v", len(said), said)
	}
	if d, is := said[0].Message.(checkins.Dialog); !is || d.What != checkins.DialogAway || d.Asked != where || said[0].Letter.To != anaInSlack {
		t.Errorf("said %+v to %s", said[0].Message, said[0].Letter.To)
	}
}
