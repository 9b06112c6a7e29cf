package slack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
)

// post sends a signed request to a handler and returns the answer.
func post(t testing.TB, h *slack.Handler, path string, body []byte) *httptest.ResponseRecorder {
	t.Helper()
	v, err := slack.NewVerifier(nil, secret)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	h.Routes(mux, v)
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	stamp, sig := sandbox.Sign(secret, time.Now(), body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", sig)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

// alone is a handler without a workspace: its Slack is an address where nobody is.
func alone(t testing.TB, d slack.Desk) *slack.Handler {
	t.Helper()
	c, err := slack.NewClient("xoxb-1", "", "http://127.0.0.1:1/api/")
	if err != nil {
		t.Fatal(err)
	}
	h, err := slack.NewHandler(slack.Config{Desk: d, Renderer: renderer(t), Client: c})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func commandBody(text string) []byte {
	return []byte(url.Values{
		"team_id": {team}, "user_id": {ana}, "channel_id": {crm}, "text": {text}, "command": {"/align"},
		"trigger_id": {"1.2.abc"}, "response_url": {"https://hooks.slack.com.evil/x"}, "api_app_id": {"A0001"},
	}.Encode())
}

func payloadBody(t testing.TB, payload map[string]any) []byte {
	t.Helper()
	raw, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(url.Values{"payload": {string(raw)}}.Encode())
}

func pressBody(t testing.TB, action, value string) []byte {
	return payloadBody(t, map[string]any{
		"type": "block_actions", "api_app_id": "A0001", "trigger_id": "1.2.abc", "team": map[string]any{"id": team},
		"user": map[string]any{"id": ana, "team_id": team}, "channel": map[string]any{"id": crm},
		"container": map[string]any{"type": "message", "message_ts": "1700000000.000100", "channel_id": crm},
		"actions":   []any{map[string]any{"action_id": action, "block_id": "b", "type": "button", "value": value}},
	})
}

func formToken(t testing.TB) string {
	return renderer(t).Signer.Sign(bot.Claim{Act: slack.ActForm, Org: acme, Person: "ana", Rounds: []bot.Asked{{Round: round, Ask: "l1"}}})
}

func submitBody(t testing.TB, metadata string, values map[string]any) []byte {
	return payloadBody(t, map[string]any{
		"type": "view_submission", "api_app_id": "A0001", "trigger_id": "1.2.abc", "team": map[string]any{"id": team},
		"user": map[string]any{"id": ana, "team_id": team},
		"view": map[string]any{
			"callback_id": slack.CallbackCheckin, "private_metadata": metadata,
			"blocks": []any{map[string]any{"type": "header"}, map[string]any{"type": "input", "block_id": valueBlock}},
			"state":  map[string]any{"values": values},
		},
	})
}

var valueBlock = bot.InputID(slack.InputRate, round, checkins.Value)

func chosen(block, input, value string) map[string]any {
	return map[string]any{block: map[string]any{input: map[string]any{"type": "radio_buttons", "selected_option": map[string]any{"value": value}}}}
}

func mentionBody(t testing.TB, id string) []byte {
	t.Helper()
	raw, err := json.Marshal(map[string]any{
		"type": "event_callback", "team_id": team, "api_app_id": "A0001", "event_id": id,
		"authorizations": []any{map[string]any{"team_id": team, "user_id": "UBOT", "is_bot": true}},
		"event":          map[string]any{"type": "app_mention", "user": ana, "text": "<@UBOT> status", "channel": crm, "ts": "1700000000.000100"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// When the store hangs, everything is answered before Slack stops waiting, and
// nothing claims to be saved.
func TestAnswersInTime(t *testing.T) {
	rate := renderer(t).Signer.Sign(bot.Claim{Act: slack.ActionRate, Org: acme, Person: "ana", Letter: "l1", Rounds: []bot.Asked{{Round: round}}, Dimension: checkins.Value, Value: 4})
	for _, c := range []struct {
		name, path string
		body       []byte
		status     int
		says       string
	}{
		{"command", "/slack/commands", commandBody("status"), 200, "Not answered. Please try again."},
		{"submission", "/slack/interactions", submitBody(t, formToken(t), chosen(valueBlock, slack.InputRate, "4")), 200, `"response_action":"errors","errors":{"` + valueBlock + `":"Not saved, please press again."}`},
		{"press", "/slack/interactions", pressBody(t, slack.ActionRate+":4", rate), 500, ""},
		{"event", "/slack/events", mentionBody(t, "Ev1"), 503, ""},
	} {
		for _, failure := range []string{"hangs", "fails"} {
			t.Run(c.name+" "+failure, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					d := &desk{err: errors.New("the store is away")}
					if failure == "hangs" {
						d.hang = make(chan struct{})
					}
					h := alone(t, d)
					began := time.Now()
					w := post(t, h, c.path, c.body)
					if took := time.Since(began); took > 2800*time.Millisecond || failure == "hangs" && took < 2*time.Second {
						t.Errorf("answered after %v, want before 2.8 s and not without having tried", took)
					}
					if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
						t.Errorf("answered %d %q, want %d with %q", w.Code, w.Body, c.status, c.says)
					}
					if d.hang != nil {
						close(d.hang)
					}
					if err := h.Drain(t.Context()); err != nil {
						t.Errorf("drain: %v", err)
					}
				})
			})
		}
	}
}

// panicky panics in every answer.
type panicky struct{ *desk }

func (panicky) Command(context.Context, checkins.Request) (checkins.Message, error) { panic("boom") }

func TestPanicEndsOneRequestOnly(t *testing.T) {
	h := alone(t, panicky{&desk{}})
	w := post(t, h, "/slack/commands", commandBody("status"))
	if w.Code != 200 || !strings.Contains(w.Body.String(), "Not answered") {
		t.Errorf("answered %d %q", w.Code, w.Body)
	}
}

func TestOtherApp(t *testing.T) {
	d := &desk{says: checkins.Help{Text: checkins.HelpAsked}}
	c, err := slack.NewClient("xoxb-1", "", "")
	if err != nil {
		t.Fatal(err)
	}
	h, err := slack.NewHandler(slack.Config{Desk: d, Renderer: renderer(t), Client: c, AppID: "A0002"})
	if err != nil {
		t.Fatal(err)
	}
	for path, body := range map[string][]byte{
		"/slack/commands":     commandBody("status"),
		"/slack/interactions": submitBody(t, formToken(t), chosen(valueBlock, slack.InputRate, "4")),
		"/slack/events":       mentionBody(t, "Ev1"),
	} {
		if w := post(t, h, path, body); w.Code != http.StatusUnauthorized {
			t.Errorf("%s for another app: %d, want 401", path, w.Code)
		}
	}
	if calls := d.heard(); len(calls) > 0 {
		t.Errorf("the desk heard %+v", calls)
	}
}

// What nobody understands is taken or refused, and never reaches the domain.
func TestOddRequests(t *testing.T) {
	d := &desk{}
	h := alone(t, d)
	for _, c := range []struct {
		name, path, body string
		status           int
	}{
		{"no team", "/slack/commands", "user_id=U1&text=x", 400},
		{"bad form", "/slack/commands", "a=%zz", 400},
		{"look whether we are there", "/slack/commands", "ssl_check=1", 200},
		{"no payload", "/slack/interactions", "x=1", 400},
		{"two payloads", "/slack/interactions", "payload={}&payload={}", 400},
		{"payload is no object", "/slack/interactions", "payload=[1]", 400},
		{"nobody", "/slack/interactions", "payload={}", 400},
		{"unknown kind", "/slack/interactions", `payload={"type":"shortcut","user":{"id":"U1","team_id":"T1"}}`, 200},
		{"no actions", "/slack/interactions", `payload={"type":"block_actions","user":{"id":"U1","team_id":"T1"}}`, 200},
		{"unknown action", "/slack/interactions", `payload={"type":"block_actions","user":{"id":"U1","team_id":"T1"},"actions":[{"action_id":"x","block_id":"y"}]}`, 200},
		{"input of a form", "/slack/interactions", `payload={"type":"block_actions","user":{"id":"U1","team_id":"T1"},"container":{"type":"view"},"actions":[{"action_id":"rate","block_id":"y"}]}`, 200},
		{"unknown form", "/slack/interactions", `payload={"type":"view_submission","user":{"id":"U1","team_id":"T1"},"view":{"callback_id":"x"}}`, 200},
		{"not JSON", "/slack/events", "{", 400},
		{"unknown delivery", "/slack/events", `{"type":"x"}`, 200},
		{"no team in the event", "/slack/events", `{"type":"event_callback","event":{"type":"app_mention"}}`, 400},
		{"no event", "/slack/events", `{"type":"event_callback","team_id":"T1"}`, 400},
		{"unknown event", "/slack/events", `{"type":"event_callback","team_id":"T1","event":{"type":"member_joined_channel"}}`, 200},
		{"event of another shape", "/slack/events", `{"type":"event_callback","team_id":"T1","event":{"type":"message","channel":{"id":"C1"}}}`, 200},
		{"events are limited", "/slack/events", `{"type":"app_rate_limited","team_id":"T1"}`, 200},
	} {
		if w := post(t, h, c.path, []byte(c.body)); w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.status)
		}
	}
	if calls := d.heard(); len(calls) > 0 {
		t.Errorf("the desk heard %+v", calls)
	}
}

// A request delivered again has the same delivery id, whatever its headers say; a
// second press of a person has another one.
func TestDeliveries(t *testing.T) {
	d := &desk{says: checkins.Help{Text: checkins.HelpAsked}}
	h := alone(t, d)
	again := func(path string, body []byte) [2]string {
		var ids [2]string
		for n := range ids {
			post(t, h, path, body)
			ids[n] = d.heard()[0].delivery
		}
		return ids
	}
	seen := map[string]bool{}
	odd := strings.Replace(string(commandBody("status")), "1.2.abc", strings.Repeat("%00", 50), 1)
	for path, bodies := range map[string][][]byte{
		"/slack/commands":     {commandBody("status"), []byte(odd)},
		"/slack/interactions": {submitBody(t, formToken(t), chosen(valueBlock, slack.InputRate, "4"))},
		"/slack/events":       {mentionBody(t, "Ev1"), mentionBody(t, "Ev2")},
	} {
		for _, body := range bodies {
			ids := again(path, body)
			if ids[0] != ids[1] || seen[ids[0]] || len(ids[0]) > 64 || !checkins.ValidID(ids[0]) {
				t.Errorf("%s: delivery ids %q", path, ids)
			}
			seen[ids[0]] = true
		}
	}
}

func FuzzCommand(f *testing.F) {
	f.Add(commandBody("status crm"))
	f.Add([]byte("team_id=T0001&user_id=U0001&text=%3C%21channel%3E&channel_id=D1"))
	f.Add([]byte("a=%zz"))
	fuzzBody(f, "/slack/commands")
}

func FuzzInteraction(f *testing.F) {
	f.Add(pressBody(f, slack.ActionOpen, "v1.x.y"))
	f.Add(pressBody(f, slack.ActionAway, ""))
	f.Add(submitBody(f, formToken(f), chosen(valueBlock, slack.InputRate, "4")))
	f.Add(submitBody(f, formToken(f), chosen(valueBlock, slack.InputRate, "6")))
	f.Add(submitBody(f, "v1.x.y", chosen("nonsense", "x", "4")))
	f.Add([]byte(`payload={"type":"block_actions","team":null,"user":{"id":"U","team_id":"T"},"actions":[{"action_id":"snooze","block_id":"v1"}],"message":{"blocks":[1]}}`))
	fuzzBody(f, "/slack/interactions")
}

func FuzzEvent(f *testing.F) {
	f.Add(mentionBody(f, "Ev1"))
	f.Add([]byte(`{"type":"url_verification","challenge":"abc"}`))
	f.Add([]byte(`{"type":"event_callback","team_id":"T","event":{"type":"user_change","user":{"id":"U","deleted":true}}}`))
	f.Add([]byte(`{"type":"event_callback","team_id":null,"authorizations":[{"team_id":"T"}],"event":{"type":"tokens_revoked","tokens":{"bot":["U"]}}}`))
	fuzzBody(f, "/slack/events")
}

// fuzzBody: whatever is signed gets an answer, and what is answered with JSON is JSON.
func fuzzBody(f *testing.F, path string) {
	h := alone(f, &desk{says: checkins.Help{Text: checkins.HelpAsked}})
	f.Fuzz(func(t *testing.T, body []byte) {
		w := post(t, h, path, body)
		switch w.Code {
		case 200, 400, 401, 413, 500, 503:
		default:
			t.Errorf("status %d", w.Code)
		}
		if w.Code == 200 && w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
			t.Errorf("answered %q", w.Body)
		}
	})
}
