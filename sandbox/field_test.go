package sandbox

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each kind of element: what it starts with, what a person may put in, how the
// payload says it.
func TestElements(t *testing.T) {
	opts := []object{option("1"), option("2"), option("3")}
	for _, c := range []struct {
		body    string
		first   string   // prefilled
		good    string   // accepted, and shown as sent
		sent    string   // JSON without the type
		empty   string   // JSON without the type when empty
		refused []string // a person cannot put these in
	}{
		{`{"type":"static_select","options":OPTS,"initial_option":OPT2}`, "2", "1", `{"selected_option":OPT1}`, `{"selected_option":null}`, []string{"4"}},
		{`{"type":"static_select","option_groups":[{"label":{"type":"plain_text","text":"g"},"options":OPTS}]}`, "", "3", `{"selected_option":OPT3}`, `{"selected_option":null}`, []string{"4"}},
		{`{"type":"checkboxes","options":OPTS,"initial_options":[OPT1,OPT2]}`, "1,2", "2,3", `{"selected_options":[OPT2,OPT3]}`, `{"selected_options":[]}`, []string{"1,4"}},
		{`{"type":"multi_static_select","options":OPTS,"max_selected_items":1}`, "", "2", `{"selected_options":[OPT2]}`, `{"selected_options":[]}`, []string{"1,2"}},
		{`{"type":"plain_text_input","initial_value":"hi","min_length":2,"max_length":3}`, "hi", "éé", `{"value":"éé"}`, `{"value":null}`, []string{"x", "four"}},
		{`{"type":"number_input","is_decimal_allowed":true,"initial_value":"5","min_value":"1","max_value":"9"}`, "5", "2.5", `{"value":"2.5"}`, `{"value":null}`, []string{"0", "10", "x"}},
		{`{"type":"datepicker","initial_date":"2026-03-03"}`, "2026-03-03", "2026-04-01", `{"selected_date":"2026-04-01"}`, `{"selected_date":null}`, []string{"soon"}},
		{`{"type":"timepicker","initial_time":"10:00"}`, "10:00", "23:59", `{"selected_time":"23:59"}`, `{"selected_time":null}`, []string{"24:00"}},
		{`{"type":"datetimepicker","initial_date_time":1700000000}`, "1700000000", "+1700000001", `{"selected_date_time":1700000001}`, `{"selected_date_time":null}`, []string{"x"}},
		{`{"type":"users_select","initial_user":"U1"}`, "U1", "U2", `{"selected_user":"U2"}`, `{"selected_user":null}`, nil},
		{`{"type":"channels_select","initial_channel":"C1"}`, "C1", "C2", `{"selected_channel":"C2"}`, `{"selected_channel":null}`, nil},
		{`{"type":"conversations_select","initial_conversation":"C1"}`, "C1", "C2", `{"selected_conversation":"C2"}`, `{"selected_conversation":null}`, nil},
		{`{"type":"multi_users_select","initial_users":["U1","U2"]}`, "U1,U2", "U3", `{"selected_users":["U3"]}`, `{"selected_users":[]}`, nil},
		{`{"type":"multi_channels_select"}`, "", "C1", `{"selected_channels":["C1"]}`, `{"selected_channels":[]}`, nil},
		{`{"type":"multi_conversations_select"}`, "", "C1", `{"selected_conversations":["C1"]}`, `{"selected_conversations":[]}`, nil},
	} {
		expand := func(s string) string {
			s = strings.ReplaceAll(s, "OPTS", string(encode(opts)))
			for i, o := range opts {
				s = strings.ReplaceAll(s, "OPT"+string(rune('1'+i)), string(encode(o)))
			}
			return s
		}
		raw := `[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"l"},"element":` +
			strings.Replace(expand(c.body), "{", `{"action_id":"a",`, 1) + `}]`
		w := New(Config{})
		blocks, _, err := w.parseBlocks("test", onModal, raw)
		if err != nil {
			t.Errorf("%s: %v", raw, w.Violations())
			continue
		}
		f := prefilled(blocks, nil)
		if f["b"]["a"] != c.first {
			t.Errorf("%s: starts with %q", c.body, f["b"]["a"])
		}
		for _, v := range c.refused {
			if fill(blocks, f, map[string]string{"b": v}, anybody) == nil {
				t.Errorf("%s takes %q", c.body, v)
			}
		}
		for value, want := range map[string]string{c.good: c.sent, "": c.empty} {
			if err := fill(blocks, f, map[string]string{"b/a": value}, anybody); err != nil {
				t.Error(err)
			}
			got := stateJSON(blocks, f)["values"].(map[string]object)["b"]["a"].(object)
			delete(got, "type")
			var x, y any
			if json.Unmarshal(encode(got), &x) != nil || json.Unmarshal([]byte(expand(want)), &y) != nil {
				t.Fatal(want)
			}
			if d := cmp.Diff(y, x); d != "" {
				t.Errorf("%s = %q: %s", c.body, value, d)
			}
		}
	}
}

// Whatever a bot sends as blocks is refused or stored, never a crash, and what is
// stored can be read again.
func FuzzBlocks(f *testing.F) {
	f.Add(string(encode([]object{section("x"), actions("a", button("b", "c"), radios("r", "1"))})))
	f.Add(string(encode([]object{lineChart("t", 2, 3, 4), input("i", true, radios("r", "1"))})))
	f.Add(`[{"type":"container","child_blocks":[{"type":"layout","rows":[{"items":[{"block":{"type":"divider"}}]}],"fallback":[null]}]}]`)
	f.Add(`[{"type":"carousel","elements":[{"type":"card","actions":[{"type":"button"}]}]},{"type":"actions","elements":[1,null,"x"]}]`)
	f.Add(`[{"type":"section","fields":[null],"accessory":{"type":"static_select","option_groups":[{"options":[{"value":1}]}]}}]`)
	f.Add(`[null,{"type":null},{"type":"table","rows":[1,[2]]},{"type":"data_visualization","chart":{"type":"bar","series":[null],"axis_config":{"categories":[1]}}}]`)
	f.Fuzz(func(t *testing.T, raw string) {
		w := New(Config{})
		for _, on := range []surface{onMessage, onModal, onHome} {
			blocks, _, err := w.parseBlocks("fuzz", on, raw)
			if err != nil {
				continue
			}
			again, _, err := w.parseBlocks("fuzz", on, string(blocks))
			if err != nil || string(again) != string(blocks) {
				t.Errorf("%s is not stable: %v", blocks, err)
			}
			for _, e := range elementsOf(blocks) {
				encode(e.chosen(e.initial()))
			}
		}
	})
}

func TestLookingAround(t *testing.T) {
	b := setup(t)
	ids := func(user string) (out []string) {
		for _, c := range b.Channels(user) {
			out = append(out, c.ID)
		}
		return out
	}
	im := b.IM("U0001")
	if d := cmp.Diff([]string{"C0001", "C0002", "C0003", "C0004", im}, ids("U0001")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"C0001", "C0002", "C0004"}, ids("U0002")); d != "" {
		t.Error(d)
	}
	if n := len(b.Channels("")); n != 5 || len(b.Members()) != 4 || b.IM("U0BOT") != "" {
		t.Error(n, b.Members())
	}
	b.must(t, "chat.postMessage", object{"channel": "C0001", "text": "x"})
	b.Archive("C0001")
	if out, _ := b.call(t, "chat.postMessage", botToken, object{"channel": "C0001", "text": "x"}); out["error"] != "is_archived" {
		t.Error(out)
	}
	if b.Sees("U0002", "C0003") != nil || len(b.Sees("U0002", "C0001")) != 1 {
		t.Error("sees what is hidden, or not what is there")
	}
}

func anybody(element, string) error { return nil }
