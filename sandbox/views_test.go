package sandbox

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}

func checkin() object {
	dispatching := input("live", true, object{"type": "static_select", "action_id": "s", "options": []object{option("x"), option("y")}})
	dispatching["dispatch_action"] = true
	rated := radios("a", "1", "2", "3")
	rated["initial_option"] = option("2")
	return modal(
		section("Who sees what"),
		input("value", false, rated),
		input("guess", false, radios("a", "1", "2", "3")),
		input("note", true, object{"type": "plain_text_input", "action_id": "a", "max_length": 10}),
		input("when", true, object{"type": "datepicker", "action_id": "a"}),
		dispatching,
		actions("more", button("cant", "say")),
	)
}

func (b *bench) open(t *testing.T, v object) *View {
	t.Helper()
	b.must(t, "views.open", object{"trigger_id": b.trigger(t), "view": v})
	return b.View("U0001")
}

func TestSubmit(t *testing.T) {
	b := setup(t)
	v := b.open(t, checkin())
	if v.Title != "Check-in" || v.Submit != "Save" || v.PrivateMetadata != "meta" || v.RootID != v.ID {
		t.Errorf("%+v", v)
	}
	if d := cmp.Diff(fields{"value": {"a": "2"}}, v.State); d != "" {
		t.Error(d)
	}
	n := len(b.requests())
	for _, c := range []struct {
		input map[string]string
		want  string
	}{
		{nil, "guess/a"},
		{map[string]string{"value": "", "guess": "1"}, "value/a"},
		{map[string]string{"guess": "4"}, "not one of its options"},
		{map[string]string{"guess": "1", "feasible": "2"}, "no such field"},
		{map[string]string{"guess": "1", "note": "far too long a note"}, "too long"},
		{map[string]string{"guess": "1", "when": "tomorrow"}, "no date"},
	} {
		if _, err := b.Submit(t.Context(), "U0001", v.ID, c.input); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.input, err, c.want)
		}
	}
	if _, err := b.Submit(t.Context(), "U0002", v.ID, nil); err == nil {
		t.Error("Ben submitted Ana's view")
	}
	if len(b.requests()) != n {
		t.Error("an impossible submission was delivered")
	}
	ack, err := b.Submit(t.Context(), "U0001", v.ID, map[string]string{"value/a": "3", "guess": "1", "note": "a < b & c"})
	if err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	p := b.last(t).payload(t)
	s := p.View.State.Values
	if p.Type != slack.InteractionTypeViewSubmission || p.View.ID != v.ID || p.View.CallbackID != "checkin" || p.View.PrivateMetadata != "meta" ||
		p.View.Hash != v.Hash || p.View.RootViewID != v.ID || p.View.AppID != "A0001" || len(p.View.Blocks.BlockSet) != 7 || p.TriggerID == "" || p.User.ID != "U0001" || p.Team.ID != "T0001" {
		t.Errorf("%+v", p.View)
	}
	if s["value"]["a"].SelectedOption.Value != "3" || s["guess"]["a"].SelectedOption.Text.Text != "option 1" || s["note"]["a"].Value != "a < b & c" || s["when"]["a"].SelectedDate != "" {
		t.Errorf("%+v", s)
	}
	if _, there := s["when"]; !there || !strings.Contains(b.last(t).form(t).Get("payload"), `"selected_date":null`) {
		t.Error("an empty field is missing from the state")
	}
	if b.View("U0001") != nil {
		t.Error("the view is still open")
	}
	if _, err = b.Submit(t.Context(), "U0001", v.ID, nil); err == nil {
		t.Error("a closed view was submitted")
	}
	b.clean(t)
}

func TestSubmitAnswers(t *testing.T) {
	view := string(encode(modal(section("next"))))
	for _, c := range []struct {
		name, body string
		status     int
		title      string // text of the section that is on top then; "" = none open
		errors     map[string]string
		code       string
		violations int
	}{
		{"close", "", 200, "", nil, "", 0},
		{"clear", `{"response_action":"clear"}`, 200, "", nil, "", 0},
		{"errors", `{"response_action":"errors","errors":{"guess":"not saved, please press again"}}`, 200, "Who sees", map[string]string{"guess": "not saved, please press again"}, "", 0},
		{"errors elsewhere", `{"response_action":"errors","errors":{"more":"x"}}`, 200, "Who sees", map[string]string{"": trouble}, "invalid_response", 1},
		{"update", `{"response_action":"update","view":` + view + `}`, 200, "next", nil, "", 0},
		{"push", `{"response_action":"push","view":` + view + `}`, 200, "next", nil, "", 0},
		{"bad view", `{"response_action":"update","view":{"type":"modal","blocks":[]}}`, 200, "Who sees", map[string]string{"": trouble}, "invalid_response", 2},
		{"not JSON", `saved`, 200, "Who sees", map[string]string{"": trouble}, "invalid_response", 1},
		{"unknown", `{"response_action":"shout"}`, 200, "Who sees", map[string]string{"": trouble}, "invalid_response", 1},
		{"5xx", ``, 503, "Who sees", map[string]string{"": trouble}, "http_service_error", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			v := b.open(t, checkin())
			b.says(c.status, c.body)
			ack, err := b.Submit(t.Context(), "U0001", v.ID, map[string]string{"guess": "1"})
			if err != nil || ack.Error != c.code {
				t.Errorf("%+v %v", ack, err)
			}
			got := b.View("U0001")
			if c.title == "" {
				if got != nil {
					t.Errorf("open: %s", got.Blocks)
				}
				return
			}
			if got == nil || !strings.Contains(string(got.Blocks), c.title) {
				t.Fatalf("open: %+v", got)
			}
			if d := cmp.Diff(c.errors, got.Errors); d != "" {
				t.Error(d)
			}
			if c.errors != nil && got.State["guess"]["a"] != "1" {
				t.Error("what was typed is gone")
			}
			if len(b.Violations()) != c.violations {
				t.Errorf("violations %q", b.Violations())
			}
			if c.name == "push" {
				if got.PreviousID != v.ID || got.RootID != v.ID {
					t.Errorf("%+v", got)
				}
				b.CloseView("U0001", got.ID)
				if back := b.View("U0001"); back == nil || back.ID != v.ID {
					t.Error("closing the pushed view does not lead back")
				}
			}
		})
	}
}

func TestTriggers(t *testing.T) {
	b := setup(t)
	tr := b.trigger(t)
	b.must(t, "views.open", object{"trigger_id": tr, "view": modal(section("x"))})
	if out, _ := b.call(t, "views.open", botToken, object{"trigger_id": tr, "view": modal(section("x"))}); out["error"] != "exchanged_trigger_id" {
		t.Error(out)
	}
	for range 2 {
		b.must(t, "views.push", object{"trigger_id": b.trigger(t), "view": modal(section("x"))})
	}
	if out, _ := b.call(t, "views.push", botToken, object{"trigger_id": b.trigger(t), "view": modal(section("x"))}); out["error"] != "push_limit_reached" {
		t.Error(out)
	}
	late := setup(t, func(c *Config) { c.TriggerLife = time.Nanosecond })
	if out, _ := late.call(t, "views.open", botToken, object{"trigger_id": late.trigger(t), "view": modal(section("x"))}); out["error"] != "expired_trigger_id" {
		t.Error(out)
	}
}

func TestUpdateView(t *testing.T) {
	b := setup(t)
	m := checkin()
	m["external_id"] = "ext"
	v := b.open(t, m)
	if err := b.Fill("U0001", v.ID, map[string]string{"guess": "3"}); err != nil {
		t.Fatal(err)
	}
	if out, _ := b.call(t, "views.open", botToken, object{"trigger_id": b.trigger(t), "view": m}); out["error"] != "duplicate_external_id" {
		t.Error(out)
	}
	if out, _ := b.call(t, "views.update", botToken, object{"view_id": v.ID, "hash": "old", "view": m}); out["error"] != "hash_conflict" {
		t.Error(out)
	}
	out := b.must(t, "views.update", object{"external_id": "ext", "hash": v.Hash, "view": m})
	got := b.View("U0001")
	if got.ID != v.ID || got.Hash == v.Hash || got.State["guess"]["a"] != "3" {
		t.Errorf("%+v", got)
	}
	if out["view"].(object)["hash"] != got.Hash {
		t.Error("the answer has another hash")
	}
}

func TestPressView(t *testing.T) {
	b := setup(t)
	v := b.open(t, checkin())
	if _, err := b.PressView(t.Context(), "U0001", "", "more/cant", ""); err != nil {
		t.Fatal(err)
	}
	p := b.last(t).payload(t)
	if p.Container.Type != "view" || p.Container.ViewID != v.ID || p.View.ID != v.ID || p.ActionCallback.BlockActions[0].Value != "say" {
		t.Errorf("%+v", p)
	}
	if _, err := b.PressView(t.Context(), "U0001", v.ID, "s", "y"); err != nil {
		t.Fatal(err)
	}
	if p = b.last(t).payload(t); p.View.State.Values["live"]["s"].SelectedOption.Value != "y" {
		t.Errorf("%+v", p.View.State)
	}
	if _, err := b.PressView(t.Context(), "U0001", v.ID, "guess/a", "1"); err == nil {
		t.Error("an input without dispatch_action was delivered")
	}
	if _, err := b.PressView(t.Context(), "U0001", v.ID, "nothing", ""); err == nil {
		t.Error("pressed what is not there")
	}
}

func TestCloseView(t *testing.T) {
	b := setup(t)
	m := modal(section("x"))
	m["notify_on_close"] = true
	v := b.open(t, m)
	b.CloseView("U0001", v.ID)
	if p := b.last(t).payload(t); p.Type != slack.InteractionTypeViewClosed || p.View.ID != v.ID {
		t.Errorf("%+v", p)
	}
	n := len(b.requests())
	b.CloseView("U0001", v.ID)
	if len(b.requests()) != n || b.View("U0001") != nil {
		t.Error("closed twice")
	}
}

func TestHome(t *testing.T) {
	b := setup(t)
	home := object{"type": "home", "blocks": []object{actions("a", button("go", "1"))}}
	out := b.must(t, "views.publish", object{"user_id": "U0001", "view": home})
	if out, _ := b.call(t, "views.publish", botToken, object{"user_id": "U0001", "view": home, "hash": "x"}); out["error"] != "hash_conflict" {
		t.Error(out)
	}
	b.must(t, "views.publish", object{"user_id": "U0001", "view": home})
	h := b.Home("U0001")
	if h == nil || h.ID != out["view"].(object)["id"] {
		t.Fatalf("%+v", h)
	}
	if _, err := b.PressView(t.Context(), "U0001", h.ID, "go", ""); err != nil {
		t.Error(err)
	}
	if b.View("U0001") != nil {
		t.Error("a home tab is no modal")
	}
}
