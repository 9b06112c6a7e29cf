package slack_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/checkins"
)

// Who asks without end is told once to wait, and what is answered in a check-in is
// stored all the same.
func TestQuota(t *testing.T) {
	d := &desk{says: checkins.Help{Text: checkins.HelpAsked}}
	c, err := slack.NewClient("xoxb-1", "", "http://127.0.0.1:1/api/")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	h, err := slack.NewHandler(slack.Config{Desk: d, Renderer: renderer(t), Client: c, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	slow := text(t, checkins.Help{Text: checkins.HelpTooFast})
	command := func(n int) string {
		body := strings.Replace(string(commandBody("status")), "1.2.abc", fmt.Sprint("1.2.", n), 1)
		w := post(t, h, "/slack/commands", []byte(body))
		if w.Code != 200 {
			t.Fatalf("status %d", w.Code)
		}
		return w.Body.String()
	}
	for n := range 20 {
		if strings.Contains(command(n), slow) {
			t.Fatalf("command %d is turned away", n+1)
		}
	}
	for n := 20; n < 25; n++ {
		if !strings.Contains(command(n), slow) {
			t.Errorf("command %d is not told to wait", n+1)
		}
	}
	if got := len(d.heard()); got != 20 {
		t.Errorf("the desk heard %d commands, want 20", got)
	}
	// The same delivery again costs nothing: its effect is the store's business.
	if strings.Contains(command(3), slow) || len(d.heard()) != 1 {
		t.Error("a delivery that came again is turned away")
	}
	token := renderer(t).Signer.Sign(bot.Claim{Act: slack.ActionAck, Org: acme, Person: "ana", Letter: "l1"})
	press := strings.Replace(string(pressBody(t, slack.ActionAck, token)), "1.2.abc", "1.2.press", 1)
	post(t, h, "/slack/interactions", []byte(press))
	post(t, h, "/slack/events", mentionBody(t, "Ev1"))
	if got := d.heard(); len(got) != 0 {
		t.Errorf("a press and a mention too many: the desk heard %+v", got)
	}
	rate := strings.Replace(string(pressBody(t, slack.ActionRate+":4", rateToken(t))), "1.2.abc", "1.2.rate", 1)
	post(t, h, "/slack/interactions", []byte(rate))
	d.one(t, "answer")
	post(t, h, "/slack/interactions", submitBody(t, formToken(t), chosen(valueBlock, slack.InputRate, "4")))
	d.one(t, "answer")
	now = now.Add(time.Second)
	if strings.Contains(command(30), slow) {
		t.Error("a second later it is still turned away")
	}
	d.heard()
	post(t, h, "/slack/events", mentionBody(t, "Ev2"))
	if got := d.one(t, "tell"); got.reason != string(checkins.HelpTooFast) {
		t.Errorf("a mention too many is told %q", got.reason)
	}
	post(t, h, "/slack/events", mentionBody(t, "Ev3"))
	if got := d.heard(); len(got) != 0 {
		t.Errorf("it is said again: %+v", got)
	}
}
