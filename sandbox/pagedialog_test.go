package sandbox

import (
	"strings"
	"testing"
)

// Everything that a form asks for can be filled in on the page, in the look of Slack.
func TestPageFillsIn(t *testing.T) {
	v := browse(t)
	include := object{"include": []any{"public", "private"}}
	menu := object{"type": "multi_static_select", "action_id": "a", "option_groups": []object{
		{"label": plain("1–2"), "options": []object{option("p1"), option("p2")}}, {"label": plain("3"), "options": []object{option("p3")}},
	}}
	v.open(t, modal(
		input("one", false, object{"type": "users_select", "action_id": "a"}), input("some", true, object{"type": "multi_users_select", "action_id": "a", "initial_users": []any{"U0002"}}),
		input("channel", true, object{"type": "conversations_select", "action_id": "a", "filter": include}), input("day", false, object{"type": "datepicker", "action_id": "a"}),
		input("hour", false, object{"type": "timepicker", "action_id": "a"}), input("menu", true, menu),
		input("tick", true, object{"type": "checkboxes", "action_id": "a", "options": []object{option("1")}}), actions("ways", button("back", "back")),
	))
	html := v.get(t, "/")
	hasNot(t, html, "Not shown here")
	has(t, html, `<select id="form-some-0" name="f:some/a" multiple`, `type="date"`, `type="time"`, `<optgroup label="3">`, `formaction="/act/view"`)
	id := v.View("U0001").ID
	f := as("U0001", "D0001", "view", id, "f:one/a", "U0001", "f:channel/a", "C0001", "f:day/a", "2026-03-20", "f:hour/a", "09:30", "press", "k=ways%2Fback&v=back")
	f["f:some/a"], f["f:menu/a"], f["f:tick/a"] = []string{"U0001", "U0002"}, []string{"p1", "p3"}, []string{"1"}
	v.act(t, "view", f)
	state := v.View("U0001").State
	for block, want := range map[string]string{"one": "U0001", "some": "U0001,U0002", "channel": "C0001", "day": "2026-03-20", "hour": "09:30", "menu": "p1,p3", "tick": "1"} {
		if state[block]["a"] != want {
			t.Errorf("%s holds %q, want %q", block, state[block]["a"], want)
		}
	}
	for block, bad := range map[string]string{"one": "U7777", "some": "U0001,U7777", "channel": "D0001", "menu": "p9", "hour": "9"} {
		if err := v.Fill("U0001", id, map[string]string{block: bad}); err == nil {
			t.Errorf("%s takes %s", block, bad)
		}
	}
	v.CloseView("U0001", id)
	v.clean(t)
}

// A people picker finds the people of the tenant, here and nobody else.
func TestTeamsPagePicksPeople(t *testing.T) {
	m := browseBoth(t)
	o, chat := m.o, m.o.IM(anaID)
	picker := object{"type": "Input.ChoiceSet", "id": "who", "label": "Who", "isMultiSelect": true, "choices": []any{},
		"choices.data": object{"type": "Data.Query", "dataset": "graph.microsoft.com/users"}, "value": anaID}
	card := adaptive(picker, object{"type": "Input.Time", "id": "at", "label": "At"})
	card["actions"] = []object{execute("on", nil)}
	ts := o.sends(t, chat, shows(card))
	html := m.get(t, "/?as="+anaID)
	has(t, html, `name="f:who" multiple`, `<option value="`+anaID+`" selected>`, `type="time"`)
	o.replies(adaptive(block("Done")))
	m.act(t, "card", as(anaID, chat, "ts", ts, "press", "/actions/0", "f:who", anaID, "f:at", "09:30"))
	if d := sub(o.last(t), "value", "action", "data"); d["who"] != anaID || d["at"] != "09:30" {
		t.Errorf("sent %v", d)
	}
	o.clean(t)
	for name, wrong := range map[string]object{
		"another dataset": {"type": "Data.Query", "dataset": "everybody"}, "another type": {"type": "Query", "dataset": "graph.microsoft.com/users"},
	} {
		picker["choices.data"] = wrong
		if faults := checkCard(toCard(t, adaptive(picker))); !strings.Contains(strings.Join(faults, " "), "choices.data") {
			t.Errorf("%s: %q", name, faults)
		}
	}
}

func toCard(t *testing.T, card object) object {
	t.Helper()
	out, err := decodeCard(encode(card))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
