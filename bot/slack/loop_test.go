package slack_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"parallax/checkins"
)

// A09: Slack's question whether we are there is answered with its own word; what
// nobody listens to is taken; and the bot does not answer itself, whatever it wrote
// and however Slack tells of it.
func TestA09(t *testing.T) {
	d := &desk{says: checkins.Help{Text: checkins.HelpAsked}}
	h := alone(t, d)
	w := post(t, h, "/slack/events", []byte(`{"token":"x","challenge":"3eZbrw1aB<>&","type":"url_verification"}`))
	var said struct{ Challenge string }
	if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil || w.Code != http.StatusOK || said.Challenge != "3eZbrw1aB<>&" {
		t.Errorf("the challenge: %d %q", w.Code, w.Body)
	}
	wrap := func(event string) []byte {
		return []byte(`{"type":"event_callback","team_id":"T0001","api_app_id":"A0001","event_id":"Ev1","authorizations":[{"team_id":"T0001","user_id":"UBOT","is_bot":true}],"event":` + event + `}`)
	}
	for name, event := range map[string]string{
		"unknown type":                     `{"type":"brand_new"}`,
		"no type":                          `{}`,
		"its own message":                  `{"type":"message","user":"UBOT","text":"status","channel":"D1","channel_type":"im"}`,
		"its own, by its bot id":           `{"type":"message","user":"U0001","bot_id":"B0001","text":"status","channel":"D1","channel_type":"im"}`,
		"its own, as bot_message":          `{"type":"message","subtype":"bot_message","bot_id":"B0001","text":"status","channel":"D1","channel_type":"im"}`,
		"its own mention of itself":        `{"type":"app_mention","user":"UBOT","text":"<@UBOT> status","channel":"C0001"}`,
		"its own mention, by its bot id":   `{"type":"app_mention","user":"U0001","bot_id":"B0001","text":"<@UBOT> status","channel":"C0001"}`,
		"another bot":                      `{"type":"app_mention","user":"U0002","bot_id":"B0002","text":"<@UBOT> status","channel":"C0001"}`,
		"its own edit":                     `{"type":"message","subtype":"message_changed","channel":"D1","channel_type":"im","message":{"user":"UBOT","text":"status"}}`,
		"its own deletion":                 `{"type":"message","subtype":"message_deleted","channel":"D1","channel_type":"im"}`,
		"what people say to one another":   `{"type":"message","user":"U0001","text":"status","channel":"C0001","channel_type":"channel"}`,
		"a group":                          `{"type":"message","user":"U0001","text":"status","channel":"G1","channel_type":"mpim"}`,
		"a mention that also is a message": `{"type":"message","user":"U0001","text":"<@UBOT> status","channel":"C0001","channel_type":"channel"}`,
		"nobody":                           `{"type":"app_mention","text":"<@UBOT> status","channel":"C0001"}`,
	} {
		if w := post(t, h, "/slack/events", wrap(event)); w.Code != http.StatusOK || w.Body.Len() > 0 {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
		if calls := d.heard(); len(calls) > 0 {
			t.Errorf("%s: the desk heard %+v", name, calls)
		}
	}
	post(t, h, "/slack/events", wrap(`{"type":"message","user":"U0001","text":"status","channel":"D1","channel_type":"im"}`))
	d.one(t, "mention") // a person is heard
	if strings.Contains(w.Body.String(), "x\"") {
		t.Errorf("the token of the question comes back: %s", w.Body)
	}
}

// Everything that the bot said in a practice workspace comes back to it as an event:
// it hears none of it.
func TestA09NoLoop(t *testing.T) {
	b := newBench(t)
	b.desk.set(checkins.Help{Text: checkins.HelpAsked}, nil)
	b.sendAsk(t)
	ack, err := b.Mention(t.Context(), ana, crm, "", "status")
	must(t, ack, err)
	b.desk.heard()
	for n, s := range b.Ledger() {
		raw, err := json.Marshal(map[string]any{
			"type": "event_callback", "team_id": team, "api_app_id": "A0001", "event_id": "EvLoop" + string(rune('a'+n)),
			"authorizations": []any{map[string]any{"team_id": team, "user_id": "UBOT", "is_bot": true}},
			"event":          map[string]any{"type": "message", "user": "UBOT", "bot_id": "B0001", "text": s.Text, "channel": s.Channel, "channel_type": "im", "ts": s.TS},
		})
		if err != nil {
			t.Fatal(err)
		}
		post(t, b.handler, "/slack/events", raw)
		if calls := b.desk.heard(); len(calls) > 0 {
			t.Errorf("it hears itself: %+v", calls)
		}
	}
	if len(b.Ledger()) == 0 {
		t.Error("it said nothing")
	}
}
