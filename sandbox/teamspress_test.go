package sandbox

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func unbase64(t *testing.T, s string) []byte {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func checkinCard() object {
	rate := choices("rate|crm|value", "1", "2", "3")
	rate["isRequired"], rate["errorMessage"] = true, "Choose one"
	return adaptive(block("How is it?"), rate,
		object{"type": "Input.Text", "id": "line", "label": "Line", "maxLength": 10, "value": "old"},
		object{"type": "Input.Toggle", "id": "tick", "title": "Share it"},
		execute("submit", object{"t": "token"}), execute("cant", object{"t": "other", "n": 5}))
}

func TestPressCard(t *testing.T) {
	o := open(t)
	chat := o.IM(anaID)
	id := o.sends(t, chat, shows(checkinCard()))
	n := len(o.activities(t))
	if _, err := o.Press(t.Context(), anaID, chat, id, "submit"); err == nil || !strings.Contains(err.Error(), "Choose rate|crm|value") {
		t.Errorf("an empty required input: %v", err)
	}
	for _, in := range []map[string]string{{"rate|crm|value": "4"}, {"line": "far too long"}, {"tick": "maybe"}, {"none": "x"}} {
		if err := o.Fill(anaID, chat, id, in); err == nil {
			t.Errorf("filled in %v", in)
		}
	}
	for _, c := range []struct{ user, channel, ts, action, value string }{
		{anaID, chat, id, "vanish", ""}, {anaID, chat, "1", "submit", ""}, {benID, chat, id, "submit", ""}, {anaID, chat, id, "submit", "x"},
	} {
		var v []string
		if c.value != "" {
			v = []string{c.value}
		}
		if _, err := o.Press(t.Context(), c.user, c.channel, c.ts, c.action, v...); err == nil {
			t.Errorf("pressed %+v", c)
		}
	}
	if len(o.activities(t)) != n {
		t.Error("an impossible press was delivered")
	}
	o.replies(adaptive(block("Saved"), execute("edit", object{"t": "x"})))
	ack, err := o.Submit(t.Context(), anaID, chat, id, "submit", map[string]string{"rate|crm|value": "2", "line": "new"})
	if err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	a := o.last(t)
	want := object{"trigger": "manual", "action": object{"type": "Action.Execute", "verb": "submit", "title": "Do submit",
		"data": object{"t": "token", "rate|crm|value": "2", "line": "new", "tick": "false"}}}
	if d := cmp.Diff(want, sub(a, "value")); d != "" {
		t.Error(d)
	}
	if a["type"] != "invoke" || a["name"] != "adaptiveCard/action" || a["replyToId"] != id || !strings.HasPrefix(str(a, "id"), "f:") ||
		str(sub(a, "from"), "id") != o.MRI(anaID) || str(sub(a, "conversation"), "id") != chat {
		t.Errorf("%v", a)
	}
	l := o.Ledger()
	if s := l[len(l)-1]; s.Kind != SeenCard || s.User != anaID || s.TS != id || ReadCard(s.Card).Lines[0] != "Saved" {
		t.Errorf("%+v", s)
	}
	if got := ReadCard(o.Sees(anaID, chat)[0].Card).Buttons; cmp.Diff([]string{"Do edit"}, got) != "" {
		t.Errorf("%v", got)
	}
	if o.Filled(anaID, chat, id)["line"] != "" || o.Filled(anaID, chat, "1") != nil {
		t.Error("inputs of the card before")
	}
	// The shared card is as it was until the bot edits the message; that clears what
	// somebody saw instead.
	if got := ReadCard(o.Messages(chat)[0].Card).Lines[0]; got != "How is it?" {
		t.Error(got)
	}
	if status, _ := o.call(t, "PUT", "conversations/"+chat+"/activities/"+id, shows(adaptive(block("Closed")))); status != 200 {
		t.Error(status)
	}
	if got := ReadCard(o.Sees(anaID, chat)[0].Card).Lines[0]; got != "Closed" {
		t.Error(got)
	}
	o.clean(t)
}

// What is unfolded within a card is a form of its own: it sends its inputs and those
// of the card around it, and wants only these filled in.
func TestPressUnfolded(t *testing.T) {
	o := open(t)
	chat := o.IM(anaID)
	date := object{"type": "Input.Date", "id": "date", "label": "Until", "isRequired": true, "errorMessage": "Choose a date"}
	fold := func(inside ...object) object {
		return object{"type": "Action.ShowCard", "title": "More", "card": adaptive(inside...)}
	}
	rate := choices("rate", "1", "2")
	rate["isRequired"], rate["errorMessage"] = true, "Choose one"
	card := func() string {
		return o.sends(t, chat, shows(adaptive(
			object{"type": "Input.Text", "id": "line", "label": "Line", "value": "around"},
			fold(rate, execute("submit", nil)), fold(date, execute("away", nil)), execute("hour", nil))))
	}
	o.replies(adaptive(block("Saved")))
	sent := func() object { return sub(o.last(t), "value", "action", "data") }
	for _, c := range []struct {
		action string
		input  map[string]string
		want   object
	}{
		{"hour", nil, object{"line": "around"}},
		{"submit", map[string]string{"rate": "2"}, object{"line": "around", "rate": "2"}},
	} {
		if _, err := o.Submit(t.Context(), anaID, chat, card(), c.action, c.input); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, sent()); d != "" {
			t.Errorf("%s: %s", c.action, d)
		}
	}
	if _, err := o.Press(t.Context(), anaID, chat, card(), "away"); err == nil || !strings.Contains(err.Error(), "please fill in: Until") || strings.Contains(err.Error(), "rate") {
		t.Error(err)
	}
	o.clean(t)
}

// One person's press changes nobody else's card.
func TestPressInChannel(t *testing.T) {
	o := open(t)
	card := adaptive(block("Alert"), execute("ack", object{"t": "a"}), execute("ack", object{"t": "b"}))
	sub(card)["actions"].([]object)[1]["title"] = "Second"
	root := o.sends(t, crmID, shows(card))
	o.replies(adaptive(block("Thanks, Ben")))
	for value, want := range map[string]string{"b": "b", "Second": "b", "a": "a"} {
		if _, err := o.PressFallback(t.Context(), benID, crmID, root, "ack", value); err != nil {
			t.Fatal(err)
		}
		a := o.last(t)
		if d := cmp.Diff(object{"act": "ack", "t": want}, sub(a, "value")); d != "" || a["type"] != "message" || a["replyToId"] != root || a["text"] != nil {
			t.Errorf("%s %v", d, a)
		}
	}
	if len(o.Ledger()) != 1 {
		t.Error("a press of the fallback shows something by itself")
	}
	if _, err := o.Press(t.Context(), benID, crmID, root, "ack", "b"); err != nil {
		t.Fatal(err)
	}
	if id := str(sub(o.last(t), "conversation"), "id"); id != crmID+";messageid="+root {
		t.Error(id)
	}
	for user, want := range map[string]string{anaID: "Alert", benID: "Thanks, Ben"} {
		if got := ReadCard(o.Sees(user, crmID)[0].Card).Lines[0]; got != want {
			t.Errorf("%s sees %q", user, got)
		}
	}
	if _, err := o.Press(t.Context(), benID, crmID, root, "ack"); err == nil {
		t.Error("Ben pressed what is gone from his card")
	}
	o.clean(t)
}

func TestAnswersToPress(t *testing.T) {
	card := func(c object) object { return object{"statusCode": 200, "type": cardType, "value": c} }
	for _, c := range []struct {
		name   string
		status int
		body   any
		err    string
		kind   string
		text   string
		bad    bool
	}{
		{"card", 200, card(adaptive(block("x"))), "", SeenCard, "", false},
		{"message", 200, object{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Done"}, "", SeenEphemeral, "Done", false},
		{"error", 200, object{"statusCode": 400, "type": "application/vnd.microsoft.error", "value": object{"code": "BadRequest", "message": "Not saved."}}, "application_error", SeenError, "Not saved.", false},
		{"error without words", 200, object{"statusCode": 500, "type": "application/vnd.microsoft.error", "value": object{"code": "x"}}, "application_error", SeenError, wentWrong, false},
		{"error without a code", 200, object{"statusCode": 500, "type": "application/vnd.microsoft.error"}, "invalid_response", SeenError, wentWrong, true},
		{"broken card", 200, card(object{"type": "AdaptiveCard", "version": "1.6"}), "invalid_response", SeenError, wentWrong, true},
		{"no card", 200, card(nil), "invalid_response", SeenError, wentWrong, true},
		{"message that is none", 200, object{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": object{}}, "invalid_response", SeenError, wentWrong, true},
		{"nothing", 200, object{}, "invalid_response", SeenError, wentWrong, true},
		{"a text", 200, "ok", "invalid_response", SeenError, wentWrong, true},
		{"5xx", 500, "", "http_service_error", SeenError, unreached, false},
	} {
		o := open(t)
		id := o.sends(t, o.IM(anaID), shows(adaptive(object{"type": "Input.Text", "id": "line"}, execute("go", nil))))
		o.says(c.status, c.body)
		ack, err := o.Submit(t.Context(), anaID, o.IM(anaID), id, "go", map[string]string{"line": "typed"})
		l := o.Ledger()
		s := l[len(l)-1]
		if err != nil || ack.Error != c.err || s.Kind != c.kind || s.Text != c.text || s.User != anaID || len(o.Violations()) > 0 != c.bad {
			t.Errorf("%s: %+v %v, saw %+v, %q", c.name, ack, err, s, o.Violations())
		}
		if kept := o.Filled(anaID, o.IM(anaID), id)["line"]; (kept == "typed") != (c.kind != SeenCard) {
			t.Errorf("%s: %q stands in the input", c.name, kept)
		}
	}
}

// Ten seconds, no redelivery: the person sees an error.
func TestPressDeadline(t *testing.T) {
	o := open(t, func(c *TenantConfig) { c.InvokeDeadline = 250 * time.Millisecond })
	id := o.sends(t, o.IM(anaID), shows(adaptive(execute("go", nil))))
	n := len(o.activities(t))
	release := make(chan struct{})
	o.on(func(http.ResponseWriter, object) { <-release })
	ack, err := o.Press(t.Context(), anaID, o.IM(anaID), id, "go")
	close(release)
	if err != nil || !ack.TimedOut || ack.Retried != 0 || len(o.activities(t)) != n+1 {
		t.Errorf("%+v %v", ack, err)
	}
	if l := o.Ledger(); l[len(l)-1].Text != unreached {
		t.Errorf("%+v", l[len(l)-1])
	}
}

// An Action.Submit has no answer, but a client says that nobody took it.
func TestSubmitNotTaken(t *testing.T) {
	o := open(t)
	id := o.sends(t, o.IM(anaID), shows(adaptive(execute("go", nil))))
	n := len(o.Ledger())
	o.on(func(rw http.ResponseWriter, _ object) { rw.WriteHeader(http.StatusServiceUnavailable) })
	ack, err := o.PressFallback(t.Context(), anaID, o.IM(anaID), id, "go")
	if err != nil || ack.OK() || ack.Status != http.StatusServiceUnavailable {
		t.Errorf("%+v %v", ack, err)
	}
	if l := o.Ledger()[n:]; len(l) != 1 || l[0].Kind != SeenError || l[0].User != anaID || l[0].Text != unreached {
		t.Errorf("%+v", l)
	}
}

func TestSubmitAction(t *testing.T) {
	o := open(t)
	id := o.sends(t, o.IM(anaID), shows(adaptive(object{"type": "Input.Text", "id": "line", "value": "x"}, choices("pick", "1"),
		object{"type": "Action.Submit", "title": "Plain", "data": "a text"}, object{"type": "Action.Submit", "title": "Bare", "associatedInputs": "none"},
		object{"type": "Action.Submit", "title": "All"}, object{"type": "Action.OpenUrl", "title": "Docs", "url": "https://docs.example"},
		object{"type": "Action.Submit", "title": "Off", "isEnabled": false})))
	for title, want := range map[string]any{"Plain": "a text", "Bare": object{}, "All": object{"line": "x"}} {
		if _, err := o.Press(t.Context(), anaID, o.IM(anaID), id, title); err != nil {
			t.Fatal(err)
		}
		if a := o.last(t); a["type"] != "message" || cmp.Diff(want, a["value"]) != "" {
			t.Errorf("%s: %v", title, a["value"])
		}
	}
	for _, title := range []string{"Docs", "Off"} {
		if _, err := o.Press(t.Context(), anaID, o.IM(anaID), id, title); err == nil {
			t.Errorf("pressed %s", title)
		}
	}
	if _, err := o.PressFallback(t.Context(), anaID, o.IM(anaID), o.sends(t, o.IM(anaID), shows(adaptive(object{"type": "Action.Execute", "title": "Go", "verb": "go"}))), "go"); err == nil {
		t.Error("pressed a fallback that is none")
	}
}

func TestRefresh(t *testing.T) {
	o := open(t)
	card := adaptive(block("For all"))
	card["refresh"] = object{"action": object{"type": "Action.Execute", "verb": "refresh", "data": object{"t": "r"}}, "userIds": []string{o.MRI(anaID)}}
	id := o.sends(t, crmID, shows(card))
	o.replies(adaptive(block("For Ana")))
	if _, err := o.Refresh(t.Context(), benID, crmID, id); err == nil {
		t.Error("the card refreshed itself for Ben")
	}
	if ack, err := o.Refresh(t.Context(), anaID, crmID, id); err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	if v := sub(o.last(t), "value"); v["trigger"] != "automatic" || sub(v, "action")["verb"] != "refresh" {
		t.Errorf("%v", v)
	}
	if got := ReadCard(o.Sees(anaID, crmID)[0].Card).Lines[0]; got != "For Ana" {
		t.Error(got)
	}
}
