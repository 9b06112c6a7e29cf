package slack_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot/bottest"
	"parallax/bot/slack"
	"parallax/checkins"
)

// A message is saved as a commitment from its menu: the domain hears who wrote what, and
// the form opens. Who may not is told so alone.
func TestMessageIsSaved(t *testing.T) {
	b := newBench(t)
	if _, err := b.Mention(t.Context(), ana, crm, "", "the test system is there by <https://x.example|Friday> & more"); err != nil {
		t.Fatal(err)
	}
	all := b.Messages(crm)
	b.desk.heard()
	b.desk.set(bottest.Friendly().Cases()["dialog_commit"], nil)
	ack, err := b.Shortcut(t.Context(), ana, crm, all[len(all)-1].TS, slack.CallbackSave)
	must(t, ack, err)
	got := b.desk.one(t, "save").quoted
	if got.Delivery == "" {
		t.Error("no delivery")
	}
	got.Delivery = ""
	want := checkins.Quoted{
		Request: checkins.Request{From: user(ana), Channel: checkins.Account{Platform: checkins.Slack, Team: team, ID: crm}}, Author: user(ana),
		Text: " the test system is there by <https://x.example|Friday> & more",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if v := b.View(ana); v == nil || v.Title != "Commitment" {
		t.Errorf("open is %+v", v)
	}
}
