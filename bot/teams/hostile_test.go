package teams

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"parallax/bot"
	"parallax/bot/bottest"
)

// place is a string in a card: the type of what it stands in, and its name there.
type place struct{ in, name, text string }

func places(t *testing.T, c Card) []place {
	t.Helper()
	var doc any
	if err := json.Unmarshal(encoded(t, c), &doc); err != nil {
		t.Fatal(err)
	}
	var out []place
	var walk func(in string, v any)
	walk = func(in string, v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(in, x)
			}
		case map[string]any:
			kind, _ := v["type"].(string)
			if kind == "" {
				kind = in + ".part" // facts, choices, data
			}
			for name, x := range v {
				if s, ok := x.(string); ok && name != "type" {
					out = append(out, place{kind, name, s})
				}
				walk(kind, x)
			}
		}
	}
	walk("", doc)
	return out
}

var (
	// typed are the places that hold what people typed. None of them is looked
	// through for markup, but the last one, which is escaped.
	typed = map[string]bool{
		"TextRun text": true, "Input.ChoiceSet label": true, "Input.ChoiceSet.part title": true, "Input.Text value": true,
		"Action.Execute title": true, "Action.Submit title": true, "AdaptiveCard fallbackText": true,
	}
	// marked are the places in which Teams looks for Markdown.
	marked = map[string]bool{
		"TextBlock text": true, "FactSet.part title": true, "FactSet.part value": true, "AdaptiveCard fallbackText": true,
	}
	dates = regexp.MustCompile(`\{\{(DATE|TIME)\(`)
	// strange is what Hostile types and the program never does.
	strange = regexp.MustCompile(`evil|channel>|subteam|ITEM|gnp|👩`)
)

// TestF59Hostile: whatever people type pings nobody, links nowhere, formats nothing,
// and fits.
func TestF59Hostile(t *testing.T) {
	for name, c := range cards(t, bottest.Hostile()) {
		t.Run(name, func(t *testing.T) {
			for _, p := range places(t, c) {
				at := p.in + " " + p.name
				if strange.MatchString(p.text) && !typed[at] {
					t.Errorf("%s holds what people typed: %.200q", at, p.text)
				}
				if dates.MatchString(p.text) && at != "Input.Text value" { // its author gets it back as it was
					t.Errorf("%s calls a function: %.200q", at, p.text)
				}
				if strings.ContainsAny(p.text, "\u200b\u202e\u2066\r") || strings.Contains(p.text, "\n") && at != "Input.Text value" {
					t.Errorf("%s holds invisible characters: %.200q", at, p.text)
				}
				if s := strings.TrimSuffix(strings.TrimPrefix(p.text, "**"), "**"); marked[at] && markup(s) != "" {
					t.Errorf("%s holds markup %q: %.200q", at, markup(s), p.text)
				}
				switch p.name {
				case "url", "selectAction", "iconUrl", "entities":
					t.Errorf("%s: %.200q", at, p.text)
				}
			}
			if n, err := size(c); err != nil || n > maxSize {
				t.Errorf("%d bytes, %v", n, err)
			}
			if n := bot.Length(c.Summary); n == 0 || n > maxSummary {
				t.Errorf("a summary of %d", n)
			}
		})
	}
}

// Whatever stands in a message on which an action is picked comes as plain text: no tag
// of it is left, and what was typed as text stays as typed. What an invoke holds instead of
// a message is none.
func TestHostilePicks(t *testing.T) {
	for _, attack := range bottest.Attacks {
		for _, c := range []struct{ html, want string }{
			{"<div><p>" + html.EscapeString(attack) + "</p></div>", attack},
			{`<p>a</p><img src=x onerror="` + html.EscapeString(attack) + `"><a href="javascript:x" title="` + html.EscapeString(attack) + `">b</a><iframe srcdoc="<p>"></iframe>`, "a b"},
		} {
			value, err := json.Marshal(map[string]any{"commandId": CommandSave, "messagePayload": map[string]any{"body": map[string]any{"contentType": "html", "content": c.html}}})
			if err != nil {
				t.Fatal(err)
			}
			p, ok := Activity{Type: TypeInvoke, Name: NameFetch, Value: value}.Pick()
			if got := strings.Join(strings.Fields(p.Text), " "); !ok || got != strings.Join(strings.Fields(c.want), " ") {
				t.Errorf("%q is read as %q", c.html, got)
			}
		}
	}
	for _, raw := range []string{
		``, `null`, `1`, `"x"`, `"{\"commandId\":\"save_commitment\"}"`, `[]`, `{"commandId":7,"messagePayload":[],"data":"{"}`, `{"messagePayload":{"body":{"content":{}}}}`,
		`{"messagePayload":{"from":{"user":{"id":"a/../b","userIdentityType":"aadUser"}},"mentions":[{"id":{},"mentioned":null}]}}`,
	} {
		for _, name := range []string{NameFetch, NameSent} {
			p, ok := Activity{Type: TypeInvoke, Name: name, Value: json.RawMessage(raw)}.Pick()
			if !ok || p.Text != "" || !p.Author.IsZero() || (p.Sent != nil) != (name == NameSent) || p.Sent != nil && (p.Sent.Act != "" || p.Sent.Token != "") {
				t.Errorf("%s of %s: %+v", name, raw, p)
			}
		}
	}
	for _, a := range []Activity{{Type: TypeMessage, Name: NameFetch}, {Type: TypeInvoke, Name: "composeExtension/query"}, {Type: TypeInvoke, Name: "task/fetch"}} {
		if _, ok := a.Pick(); ok {
			t.Errorf("%s %s is a pick", a.Type, a.Name)
		}
	}
}

// markup returns the first character that Markdown would act upon, by a reading
// that is stricter than Markdown's own: any such character without a backslash.
// Parentheses, stops and the like act only beside others.
func markup(s string) string {
	if listed.MatchString(s) {
		return s[:1]
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] < 0x80 && unicode.In(rune(s[i+1]), unicode.P, unicode.S):
			i++
		case strings.ContainsRune("\\`*_[]<>#|~&{}", rune(s[i])), strings.HasPrefix(s[i:], "://"):
			return s[i : i+1]
		}
	}
	return linked.FindString(s)
}

// linked are addresses of which a client makes a link although nothing marks them.
var linked = regexp.MustCompile(`(?i)[\pL\pN][.。．｡]\pL|\d(\.\d+){3}|(mailto|tel|sip|callto|javascript|data|file|msteams):\S|(^|\s)//\S`)

var listed = regexp.MustCompile(`^([-+=]|\d+[.)])`)

// TestMarkupBites: the reading above finds the attacks.
func TestMarkupBites(t *testing.T) {
	for _, a := range bottest.Attacks {
		s := bot.User(a).Plain()
		if s == ":tada:" || s == "gnp" {
			continue
		}
		if markup(s) == "" {
			t.Errorf("nothing found in %q", s)
		}
	}
	for _, s := range []string{"evil.com", "evil.example/login", "Pay at evil。com", "mailto:x", "TEL:112", "//evil", "at 10.0.0.1/x"} {
		if markup(s) == "" {
			t.Errorf("nothing found in %q", s)
		}
	}
	if got := markup(`a \[b\](c) \\ d. Until 10:00`); got != "" {
		t.Errorf("%q found where all is escaped", got)
	}
}

// What anybody types is escaped so that nothing acts, and no character is lost.
func TestMarkdown(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom(bottest.Attacks), rapid.StringOf(rapid.SampledFrom([]rune("a1 \\`*_{}[]()<>#+-.!|~&:/@\n"))))
	rapid.Check(t, func(t *rapid.T) {
		u := bot.User(texts.Draw(t, "text"))
		out := markdown(u)
		if m := markup(out); m != "" && !strings.ContainsAny(m, "。．｡") { // no escape is known for these, only RichTextBlocks
			t.Errorf("%q acts in %q", m, out)
		}
		var back strings.Builder
		for i := 0; i < len(out); i++ {
			if out[i] == '\\' {
				i++
			}
			back.WriteByte(out[i])
		}
		if back.String() != literal(u) {
			t.Errorf("%q is read as %q", literal(u), back.String())
		}
		s := literal(u)
		switch e := heading(u, sizeTitle).(type) {
		case TextBlock:
			if markup(s) != "" || e.Text != u.Fit(maxHeading, literal) {
				t.Errorf("a heading that acts: %q", e.Text)
			}
		case RichTextBlock:
			if len(e.Inlines) != 1 || e.Inlines[0].Text != u.Fit(maxHeading, literal) {
				t.Errorf("a heading that is not %q: %+v", s, e)
			}
		}
	})
}

// A name without markup is a heading that screen readers find.
func TestHeading(t *testing.T) {
	for name, want := range map[string]bool{
		"CRM migration": true, "CRM (phase two), R2-D2": true, "Größe & Maß": false, "1. item": false, "- item": false,
		"see www.evil.example": false, "a_b": false, "[x](y)": false, "https://a.example": false, "": false,
		"evil.example/login": false, "Pay at evil.com": false, "evil.com/?q": false, "evil。com": false, "mailto:x": false, "tel:112": false,
		"a: mailto:x": false, "//evil": false, "Phase 2.1": false, "CRM: phase two, etc.": true, "Until Friday 10:00.": true, "And so on...": true,
	} {
		e, is := heading(bot.User(name), sizeTitle).(TextBlock)
		if is != want || is && e.Style != "heading" {
			t.Errorf("%q: %+v", name, e)
		}
	}
}
