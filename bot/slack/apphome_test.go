package slack_test

import (
	"errors"
	"strings"
	"testing"

	"parallax/bot/bottest"
	"parallax/checkins"
	"parallax/sandbox"
)

// Who opens the home tab finds it as it stands now, and what a button on it leads to
// stands before it.
func TestHomeTab(t *testing.T) {
	b := newBench(t)
	b.desk.set(checkins.Help{Text: checkins.HelpChoose, Command: "status", Choices: []checkins.Named{{ID: "crm", Name: "CRM migration"}}}, nil)
	ack, err := b.OpenHome(t.Context(), ana)
	must(t, ack, err)
	if h := b.desk.one(t, "home"); h.from != user(ana) {
		t.Errorf("drawn for %+v", h.from)
	}
	home := b.Home(ana)
	if home == nil || !strings.Contains(string(home.Blocks), "CRM migration") {
		t.Fatalf("home: %+v", home)
	}
	b.desk.set(checkins.Done{What: checkins.DoneHere, Where: checkins.Slack}, nil)
	ack, err = b.PressView(t.Context(), ana, home.ID, "choose:0", "")
	must(t, ack, err)
	b.desk.one(t, "command")
	if v := b.View(ana); v == nil || v.Title != "Parallax" || v.Close != "Close" || !strings.Contains(string(v.Blocks), "You are here") {
		t.Fatalf("the answer: %+v", v)
	}
	// What was done there is seen on the tab when the answer is closed.
	b.desk.set(checkins.Help{Text: checkins.HelpNothingDue}, nil)
	b.CloseView(ana, "")
	b.desk.one(t, "home")
	if got := b.Home(ana); strings.Contains(string(got.Blocks), "CRM migration") || got.Hash == home.Hash {
		t.Errorf("the tab was not drawn anew: %s", got.Blocks)
	}
	b.desk.set(checkins.Help{Text: checkins.HelpChoose, Command: "status", Choices: []checkins.Named{{ID: "crm", Name: "CRM migration"}}}, nil)
	ack, err = b.OpenHome(t.Context(), ana)
	must(t, ack, err)
	b.desk.one(t, "home")
	b.desk.set(bottest.Friendly().Everything(3), nil)
	ack, err = b.PressView(t.Context(), ana, home.ID, "choose:0", "")
	must(t, ack, err)
	b.desk.one(t, "command")
	if v := b.View(ana); v == nil || v.Submit != "Next" {
		t.Errorf("the dialog: %+v", v)
	}
	// On the messages tab there is nothing to draw: who opens it is greeted.
	ack, err = b.OpenMessages(t.Context(), ana)
	must(t, ack, err)
	b.desk.one(t, "greet")
}

// A page that can't be drawn is tried again by Slack; an app without a home tab is
// left alone; who looks all the time gets what was drawn.
func TestHomeTabInTrouble(t *testing.T) {
	b := newBench(t)
	b.desk.set(nil, errors.New("the store is away"))
	if ack, err := b.OpenHome(t.Context(), ana); err != nil || ack.OK() {
		t.Errorf("without a store: %+v, %v", ack, err)
	}
	b.desk.set(checkins.Help{Text: checkins.HelpAsked}, nil)
	b.Inject(sandbox.Fault{Method: "views.publish", Error: "not_enabled"})
	ack, err := b.OpenHome(t.Context(), ana)
	must(t, ack, err)
	b.desk.heard()
	for range 60 {
		ack, err := b.OpenHome(t.Context(), ana)
		must(t, ack, err)
	}
	if n := len(b.desk.heard()); n == 0 || n > 40 {
		t.Errorf("drawn %d times", n)
	}
	if _, err := b.render.Home(acme, checkins.Help{Text: checkins.HelpAsked}); err != nil {
		t.Error(err)
	}
}
