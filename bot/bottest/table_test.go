package bottest_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot/bottest"
)

var update = flag.Bool("update", false, "write the table of docs/platforms.md anew")

const (
	tablePage  = "../../docs/platforms.md"
	tableBegin = "<!-- messages: go test ./bot/bottest -update -->\n"
	tableEnd   = "<!-- end of messages -->\n"
)

// elements are the names of what a message is drawn with, on either platform, as
// the platforms' own tools show them.
func (l look) elements() (kinds, buttons map[string]bool) {
	kinds, buttons = map[string]bool{}, map[string]bool{}
	var walk func(v any, in string)
	walk = func(v any, in string) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x, in)
			}
		case map[string]any:
			kind, _ := v["type"].(string)
			switch kind {
			case "button", "datepicker", "Action.Execute", "Action.ShowCard":
				buttons[strings.TrimPrefix(label(v), "✓ ")] = true
			case "", "plain_text", "mrkdwn", "TextRun", "AdaptiveCard", "line", "modal":
			default:
				kinds[kind] = true
			}
			for _, k := range []string{"submit", "close"} { // of a modal
				if b, is := v[k].(map[string]any); is {
					buttons[label(b)] = true
				}
			}
			for k, x := range v {
				if k != "fallback" && k != "data" {
					walk(x, k)
				}
			}
		}
	}
	walk(l.doc, "")
	return kinds, buttons
}

// label is what stands on a button of either platform.
func label(v map[string]any) string {
	for _, k := range []string{"title", "text", "placeholder"} {
		switch x := v[k].(type) {
		case string:
			return x
		case map[string]any:
			return label(x)
		}
	}
	return ""
}

// TestTable holds the table of docs/platforms.md against what the renderers draw:
// a row a kind of message.
func TestTable(t *testing.T) {
	type row struct{ slack, teams, both, onlySlack, onlyTeams map[string]bool }
	rows := map[string]*row{}
	for _, m := range bottest.Friendly().Cases() {
		r := rows[kindOf(m)]
		if r == nil {
			r = &row{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
			rows[kindOf(m)] = r
		}
		message, _ := onSlack(t, m)
		there, offered := message.elements()
		here, also := onTeams(t, m).elements()
		maps.Copy(r.slack, there)
		maps.Copy(r.teams, here)
		maps.Copy(r.onlySlack, offered)
		maps.Copy(r.onlyTeams, also)
	}
	var b strings.Builder
	fmt.Fprintln(&b, "| Message | Slack draws it with | Teams draws it with | Buttons of both | Of one |\n|---|---|---|---|---|")
	kinds := messageKinds(t)
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		r := rows[kind]
		if r == nil || len(r.slack) == 0 || len(r.teams) == 0 {
			t.Errorf("%s is not drawn on both platforms: %+v", kind, r)
			continue
		}
		for button := range r.onlySlack {
			if r.onlyTeams[button] {
				r.both[button] = true
				delete(r.onlySlack, button)
				delete(r.onlyTeams, button)
			}
		}
		var one []string
		for _, side := range []struct {
			name    string
			buttons map[string]bool
		}{{"Slack", r.onlySlack}, {"Teams", r.onlyTeams}} {
			if len(side.buttons) > 0 {
				one = append(one, side.name+": "+listed(side.buttons))
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", kinds[kind], listed(r.slack), listed(r.teams), listed(r.both), strings.Join(one, "; "))
	}
	page, err := os.ReadFile(tablePage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), tableBegin)
	old, after, ended := strings.Cut(rest, tableEnd)
	if !found || !ended {
		t.Fatalf("%s has no place for the table: %s...%s", tablePage, tableBegin, tableEnd)
	}
	if *update {
		if err := os.WriteFile(tablePage, []byte(before+tableBegin+b.String()+tableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(old, b.String()); diff != "" {
		t.Errorf("%s (-page +rendered); run go test ./bot/bottest -update:\n%s", tablePage, diff)
	}
}

func listed(words map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(words)), ", ") }
