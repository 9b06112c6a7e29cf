package sandbox

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// control is an interactive element as the page shows it.
type control struct {
	Kind     string // button, link, overflow, one (of several), many, select, manyselect, text, field, other
	ID       string // of the field in the page
	Name     string // of the form field
	Press    string // value of the button that presses it
	Label    template.HTML
	Speech   string // what a screen reader says instead of the label
	Style    string // primary, danger or ""
	Input    string // type of an input field
	Value    string
	Hold     string // placeholder
	Link     string
	Confirm  string // question to answer before the press
	Choices  []choiceItem
	Groups   []choiceGroup
	Lines    bool // several lines of text
	Longest  int  // characters, 0 = no limit
	Shortest int
	Least    string // of numbers
	Most     string
	Required bool
	Bad      bool // the last submission was refused because of it
	Asked    bool // stands in an input block, which says its label
	Short    bool // choices that fit side by side
	InForm   bool // stands in a modal, whose form it shares
	As, In   string
	TS       string
}

type choiceItem struct {
	ID, Value, Press string
	Label, Note      template.HTML
	Text             string // for option tags, which hold no marks
	On               bool
}

type choiceGroup struct {
	Label   string
	Choices []choiceItem
}

// longestShort is the longest text of a choice that stands beside others, characters.
const longestShort = 28

// fieldName is the form field of an element; fieldKey reads it back.
func fieldName(key string) string { return "f:" + key }

func fieldKey(name string) (key string, ok bool) { return strings.CutPrefix(name, "f:") }

// pressName says in one form value which element is pressed, and with what.
func pressName(key, value string) string {
	v := url.Values{"k": {key}}
	if value != "" {
		v.Set("v", value)
	}
	return v.Encode()
}

// slug makes an id of the page out of a block id, which may hold blanks.
func slug(t string) string {
	var b strings.Builder
	for _, r := range t {
		if r < 128 && wordy(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "_%x", r)
		}
	}
	return b.String()
}

// controls draws the interactive elements directly in a block.
func (s sheet) controls(b object) []control {
	var out []control
	for i, e := range parts(b) {
		kind, _ := e["type"].(string)
		if !interactive[kind] {
			continue
		}
		action, _ := e["action_id"].(string)
		block, _ := b["block_id"].(string)
		el := element{block: b, body: e, blockID: block, action: action, kind: kind}
		c := s.control1(el)
		c.ID = s.id + "-" + slug(block) + "-" + strconv.Itoa(i)
		for j := range c.Choices {
			c.Choices[j].ID = c.ID + "-" + strconv.Itoa(j)
		}
		out = append(out, c)
	}
	return out
}

func (s sheet) control1(e element) control {
	plainText := func(k string) string { m, _ := e.body[k].(object); t, _ := m["text"].(string); return t }
	c := control{
		Name: fieldName(e.key()), Press: pressName(e.key(), ""), InForm: s.modal, As: s.as, In: s.in, TS: s.ts,
		Hold: plainText("placeholder"), Speech: e.str("accessibility_label"), Value: s.state[e.blockID][e.action],
		Confirm: confirmation(e.body["confirm"]),
	}
	size := func(k string) int {
		n, _ := e.body[k].(json.Number)
		v, err := n.Int64()
		if err != nil {
			return 0
		}
		return int(v)
	}
	switch e.kind {
	case "button", "workflow_button":
		c.Kind, c.Label = "button", s.text(e.body["text"])
		if st := e.str("style"); st == "primary" || st == "danger" {
			c.Style = st
		}
		if a := e.str("url"); a != "" && safeAddress(a) {
			c.Kind, c.Link = "link", a
		}
	case "overflow":
		c.Kind, c.Choices = "overflow", s.choices(e, e.body["options"], c.Value)
	case "radio_buttons":
		c.Kind, c.Choices, c.Short = "one", s.choices(e, e.body["options"], c.Value), true
		for _, o := range c.Choices {
			c.Short = c.Short && runes(o.Text) <= longestShort && o.Note == ""
		}
	case "checkboxes":
		c.Kind, c.Choices = "many", s.choices(e, e.body["options"], c.Value)
	case "static_select", "multi_static_select":
		c.Kind = "select"
		if e.kind != "static_select" {
			c.Kind = "manyselect"
		}
		c.Choices = s.choices(e, e.body["options"], c.Value)
		for _, g := range objects(e.body["option_groups"]) {
			m, _ := g["label"].(object)
			label, _ := m["text"].(string)
			c.Groups = append(c.Groups, choiceGroup{Label: label, Choices: s.choices(e, g["options"], c.Value)})
		}
	case "users_select", "channels_select", "conversations_select", "multi_users_select", "multi_channels_select", "multi_conversations_select":
		names := s.people
		if !strings.HasSuffix(e.kind, "users_select") {
			names = s.places
		}
		c.Kind = "select"
		on := []string{c.Value}
		if strings.HasPrefix(e.kind, "multi_") {
			c.Kind, on = "manyselect", strings.Split(c.Value, ",")
		}
		for id, name := range names {
			c.Choices = append(c.Choices, choiceItem{Value: id, Text: name, On: slices.Contains(on, id)})
		}
		slices.SortFunc(c.Choices, func(a, b choiceItem) int { return strings.Compare(a.Text, b.Text) })
	case "plain_text_input", "rich_text_input":
		c.Kind, c.Input = "field", "text"
		c.Lines, _ = e.body["multiline"].(bool)
		c.Longest, c.Shortest = size("max_length"), size("min_length")
	case "email_text_input":
		c.Kind, c.Input = "field", "email"
	case "url_text_input":
		c.Kind, c.Input = "field", "url"
	case "number_input":
		c.Kind, c.Input, c.Least, c.Most = "field", "number", e.str("min_value"), e.str("max_value")
	case "datepicker":
		c.Kind, c.Input = "field", "date"
	case "timepicker":
		c.Kind, c.Input = "field", "time"
	default:
		c.Kind, c.Label = "other", bare(e.kind)
	}
	return c
}

func (s sheet) choices(e element, options any, value string) []choiceItem {
	on := []string{value}
	if e.kind == "checkboxes" || e.kind == "multi_static_select" {
		on = e.split(value)
	}
	var out []choiceItem
	for _, o := range objects(options) {
		v, _ := o["value"].(string)
		m, _ := o["text"].(object)
		text, _ := m["text"].(string)
		out = append(out, choiceItem{
			Value: v, Press: pressName(e.key(), v), Label: s.text(o["text"]), Note: s.text(o["description"]),
			Text: emojis(text), On: value != "" && slices.Contains(on, v),
		})
	}
	return out
}

// confirmation is the question of a confirm object, in one text.
func confirmation(v any) string {
	m, ok := v.(object)
	if !ok {
		return ""
	}
	word := func(k string) string { t, _ := m[k].(object); s, _ := t["text"].(string); return s }
	return strings.TrimSpace(word("title") + "\n\n" + unescape(word("text")))
}
