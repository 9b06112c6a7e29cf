package teams

import (
	"slices"
	"strings"
	"testing"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/checkins"
)

// A dialog with every kind of field fits, with nobody to choose from, with a thousand
// people, and whatever people type. None of its inputs and nothing that is chosen is
// left out.
func TestBiggestDialog(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	for name, w := range map[string]bottest.World{"friendly": bottest.Friendly(), "hostile": bottest.Hostile()} {
		for _, many := range []int{1, 10, 11, 100, 1000} {
			m := w.Everything(many)
			m.Asked = checkins.Account{Platform: checkins.Teams, Team: "t", ID: "19:x@thread.tacv2"}
			c, err := renderer().Message(checkins.OrgID(strings.Repeat("i", 64)), m)
			if err != nil {
				t.Fatalf("%s, %d: %v", name, many, err)
			}
			inputs := contents(c).inputs
			if len(inputs) != len(m.Fields)+1 {
				t.Errorf("%s, %d: %d inputs, want %d", name, many, len(inputs), len(m.Fields)+1)
			}
			for _, f := range m.Fields {
				if f.Key == "leads" && many > 2 && inputs[bot.FieldID(m, f, true)] != "person-2" {
					t.Errorf("%s, %d: people of Slack %q", name, many, inputs[bot.FieldID(m, f, true)])
				}
			}
			if n, err := size(c); err != nil || n > maxSize {
				t.Errorf("%s, %d: %d bytes, %v", name, many, n, err)
			}
		}
	}
}

// Beside a box clients look for Markdown, in a menu they do not.
func TestChoicesAreNoMarkup(t *testing.T) {
	m := bottest.Friendly().Everything(3)
	for i, f := range m.Fields {
		for n := range f.Options {
			m.Fields[i].Options = slices.Clone(f.Options)
			m.Fields[i].Options[n].Name = "*a* [b](http://evil.example)"
		}
	}
	c, err := renderer().Message(bottest.Org, m)
	if err != nil {
		t.Fatal(err)
	}
	boxes := 0
	for _, e := range c.Body {
		s, is := e.(ChoiceSet)
		if !is {
			continue
		}
		for _, o := range s.Choices {
			boxed := s.Style == styleExpanded || s.IsMultiSelect
			if escaped := markup(o.Title) == ""; escaped != boxed && strings.Contains(o.Title, "evil") {
				t.Errorf("%s (%s): %q", s.ID, s.Style, o.Title)
			}
			if boxed {
				boxes++
			}
		}
	}
	if boxes == 0 {
		t.Error("no choice stands beside a box")
	}
}
