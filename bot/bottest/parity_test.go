package bottest_test

import (
	"encoding/json"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
)

// look is one message on one platform, as JSON holds it.
type look struct {
	doc   any
	notes string // what notifications say
}

func decoded(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// onSlack draws a message for Slack, and the form that opens from it, if it has one.
func onSlack(t *testing.T, m checkins.Message) (message, form look) {
	t.Helper()
	r := slack.Renderer{Signer: bottest.Signer()}
	view := func(a checkins.Ask) look {
		v, err := r.View(bottest.Org, checkins.Form{Ask: a})
		if err != nil {
			t.Fatal(err)
		}
		return look{doc: decoded(t, v)}
	}
	p, err := r.Message(bottest.Org, m)
	if err != nil {
		t.Fatal(err)
	}
	message = look{decoded(t, p.Blocks), html.UnescapeString(p.Text)}
	switch m := m.(type) {
	case checkins.Dialog:
		v, err := r.Dialog(bottest.Org, m)
		if err != nil {
			t.Fatal(err)
		}
		message.doc = decoded(t, v)
		return message, message
	case checkins.Form: // a form is a modal; its words are the modal's
		form = view(m.Ask)
		return form, form
	case checkins.Ask:
		form = view(m)
	case checkins.Nudge:
		form = view(m.Ask)
	case checkins.Remind:
		form = view(m.Ask)
	}
	return message, form
}

func onTeams(t *testing.T, m checkins.Message) look {
	t.Helper()
	c, err := teams.Renderer{Signer: bottest.Signer()}.Message(bottest.Org, m)
	if err != nil {
		t.Fatal(err)
	}
	return look{decoded(t, c), c.Summary}
}

var (
	// Where people read something, on either platform.
	read = map[string]bool{
		"text": true, "title": true, "y_label": true, "initial_value": true, "initial_date": true, // Slack
		"label": true, "value": true, "errorMessage": true, "yAxisTitle": true, // Teams
	}
	// What is read by machines: tokens, options, and what stands in for an element
	// that is drawn.
	skipped = map[string]bool{"data": true, "fallback": true}
	ends    = regexp.MustCompile(`[.?!:]\s+|\n| · `)
	marks   = strings.NewReplacer("**", "", "*", "", "`", "", "• ", "", "\\", "", "/align ", "", " ▁", "\n▁", " ▃", "\n▃", " ▅", "\n▅", " ▇", "\n▇")
)

// phrases are the pieces of sentences that somebody reads, without any markup.
func (l look) phrases() map[string]bool {
	out := map[string]bool{}
	take := func(s string) {
		for _, p := range ends.Split(marks.Replace(html.UnescapeString(s)), -1) {
			p = strings.TrimSuffix(strings.Trim(p, " _.?!:"), " (optional)") // Slack's client says that by itself
			if p != "" {
				out[p] = true
			}
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			if v["type"] == "Action.ShowCard" { // Slack's pickers show no date before one is picked
				v = undated(v)
			}
			if v["type"] == "button" || v["type"] == "radio_buttons" || v["value"] != nil && v["type"] == nil && v["title"] == nil {
				v = maps.Clone(v)
				delete(v, "value")
			}
			if options, is := v["choices"].([]any); is { // what is chosen goes by an id
				v = maps.Clone(v)
				delete(v, "value")
				var titles []any
				for _, o := range options {
					titles = append(titles, o.(map[string]any)["title"])
				}
				v["choices"] = nil
				for _, title := range titles {
					take(title.(string))
				}
			}
			if runs, is := v["inlines"].([]any); is {
				var line strings.Builder
				for _, r := range runs {
					s, _ := r.(map[string]any)["text"].(string)
					line.WriteString(s)
				}
				take(line.String())
				return
			}
			if v["type"] == "Input.ChoiceSet" { // its values nobody reads
				v = maps.Clone(v)
				delete(v, "value")
				choices, _ := v["choices"].([]any)
				for _, c := range choices {
					title, _ := c.(map[string]any)["title"].(string)
					take(title)
				}
				delete(v, "choices")
			}
			for k, x := range v {
				if skipped[k] {
					continue
				}
				if s, is := x.(string); is && read[k] {
					take(s)
				}
				walk(x)
			}
		}
	}
	walk(l.doc)
	return out
}

// undated is what unfolds without the date with which its picker begins.
func undated(v map[string]any) map[string]any {
	card, _ := v["card"].(map[string]any)
	body, _ := card["body"].([]any)
	v, card, body = maps.Clone(v), maps.Clone(card), slices.Clone(body)
	for n, e := range body {
		if in, is := e.(map[string]any); is && in["type"] == "Input.Date" {
			in = maps.Clone(in)
			delete(in, "value")
			body[n] = in
		}
	}
	card["body"], v["card"] = body, card
	return v
}

var (
	// onlySlack are the words that Teams has no place for: its cards have no button
	// that closes them, and they link to no channel.
	onlySlack = map[string]bool{bot.English.ButtonCancel().Plain(): true, "<#C0001>": true, bot.English.DialogStopSure().No.Plain(): true, bot.English.DialogCancel().Plain(): true, "Your delegate (in Teams)": true, "Sponsor": true}
	// onlyTeams are the words for which Slack has its own: what an input says when it
	// is empty, and the button beside a date. While something is open Slack's Answer
	// opens what is saved as well. The rest are values that nobody reads.
	onlyTeams = map[string]bool{
		phrase(bot.English.DialogMissing()): true, phrase(bot.English.ChooseOne()): true, phrase(bot.English.ChooseDate()): true, bot.English.ButtonSave().Plain(): true, bot.English.ButtonEdit().Plain(): true, "true": true, "Your delegate (in Slack)": true, "Sponsor (optional)": true, "teams:t/p": true, "yes": true, "no": true,
		"0": true, "1": true, "2": true, "3": true, "4": true, "5": true,
	}
)

func phrase(t bot.Text) string { return strings.Trim(t.Plain(), ".") }

// TestSameWords: whatever is said on one platform is said on the other, in the
// same words. On Teams a check-in unfolds within the message that asks; on Slack it
// opens beside it.
func TestSameWords(t *testing.T) {
	for name, m := range bottest.Friendly().Cases() {
		t.Run(name, func(t *testing.T) {
			message, form := onSlack(t, m)
			card := onTeams(t, m)
			there, here := message.phrases(), card.phrases()
			if len(there) == 0 || len(here) == 0 {
				t.Fatalf("Slack says %d things, Teams %d", len(there), len(here))
			}
			if missing := without(there, here, onlySlack); len(missing) > 0 {
				t.Errorf("Teams does not say %q", missing)
			}
			if missing := without(here, there, form.phrases(), onlyTeams); len(missing) > 0 {
				t.Errorf("Slack does not say %q", missing)
			}
			if message.notes != "" && marks.Replace(message.notes) != marks.Replace(card.notes) {
				t.Errorf("a notification says %q on Slack and %q on Teams", message.notes, card.notes)
			}
		})
	}
}

// without returns what is in words and in none of the others.
func without(words map[string]bool, others ...map[string]bool) []string {
	var missing []string
	for w := range words {
		if !slices.ContainsFunc(others, func(o map[string]bool) bool { return o[w] }) {
			missing = append(missing, w)
		}
	}
	slices.Sort(missing)
	return missing
}

// TestSameWordsBites: a sentence that one platform leaves out is found.
func TestSameWordsBites(t *testing.T) {
	a := bottest.Friendly().Cases()["alert_since"].(checkins.GapAlert)
	b := a
	b.Repeat = true
	message, _ := onSlack(t, b)
	if missing := without(message.phrases(), onTeams(t, a).phrases(), onlySlack); len(missing) != 2 {
		t.Errorf("found %q", missing)
	}
}
