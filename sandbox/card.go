package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// cardKids are the properties of card elements that hold other elements, in the
// order in which a reader meets them.
var cardKids = []string{"body", "columns", "rows", "cells", "items", "images", "inlines", "actions", "inlineAction", "selectAction", "card"}

// cardDepth is how deep elements may lie within each other.
const cardDepth = 32

func decodeCard(raw []byte) (object, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var card object
	if err := dec.Decode(&card); err != nil {
		return nil, fmt.Errorf("card: %w", err)
	}
	return card, nil
}

// walkCard visits a card and everything in it, outer elements first, until visit
// says to leave an element's inside out.
func walkCard(path string, e object, depth int, visit func(path string, e object) bool) {
	if depth > cardDepth || !visit(path, e) {
		return
	}
	for _, k := range cardKids {
		switch v := e[k].(type) {
		case object:
			walkCard(path+"/"+k, v, depth+1, visit)
		case []any:
			for i, x := range v {
				if o, ok := x.(object); ok {
					walkCard(fmt.Sprintf("%s/%s/%d", path, k, i), o, depth+1, visit)
				}
			}
		}
	}
}

// visible reports whether an element is on the screen.
func visible(e object) bool { on, said := e["isVisible"].(bool); return on || !said }

// cardInput is a field of a card.
type cardInput struct {
	id, kind, path string
	body           object
}

func inputsOf(card object) []cardInput {
	var out []cardInput
	walkCard("", card, 0, func(path string, e object) bool {
		if kind := str(e, "type"); strings.HasPrefix(kind, "Input.") {
			out = append(out, cardInput{id: str(e, "id"), kind: strings.TrimPrefix(kind, "Input."), path: path, body: e})
		}
		return true
	})
	return out
}

// cardAction is a button of a card, or what pressing some other element does.
type cardAction struct {
	kind, path string // kind: Execute, Submit, OpenUrl ...
	body       object
}

func (a cardAction) title() string { return str(a.body, "title") }
func (a cardAction) verb() string  { return str(a.body, "verb") }

// goes reports whether the action answers to a name: its verb, its id or its title.
func (a cardAction) goes(name string) bool {
	return name != "" && (a.verb() == name || str(a.body, "id") == name || a.title() == name)
}

// carries reports whether the action is the one of several that has this value: as
// its title, or anywhere in its data.
func (a cardAction) carries(value string) bool {
	return a.title() == value || holdsText(a.body["data"], value)
}

func holdsText(v any, value string) bool {
	switch x := v.(type) {
	case string:
		return x == value
	case json.Number:
		return x.String() == value
	case object:
		for _, e := range x {
			if holdsText(e, value) {
				return true
			}
		}
	case []any:
		for _, e := range x {
			if holdsText(e, value) {
				return true
			}
		}
	}
	return false
}

// actionsOf lists what can be pressed in a card, in reading order.
func actionsOf(card object) []cardAction {
	var out []cardAction
	walkCard("", card, 0, func(path string, e object) bool {
		if !visible(e) {
			return false
		}
		if kind, ok := strings.CutPrefix(str(e, "type"), "Action."); ok {
			if on, said := e["isEnabled"].(bool); on || !said {
				out = append(out, cardAction{kind: kind, path: path, body: e})
			}
		}
		return true
	})
	return out
}

// cardWords is all text of a card in which a mention can stand.
func cardWords(card object) string {
	var b strings.Builder
	walkCard("", card, 0, func(_ string, e object) bool {
		switch str(e, "type") {
		case "TextBlock":
			b.WriteString(str(e, "text") + "\n")
		case "FactSet":
			for _, f := range objects(e["facts"]) {
				b.WriteString(str(f, "title") + "\n" + str(f, "value") + "\n")
			}
		}
		return true
	})
	return b.String()
}

// CardReading is what people meet in a card.
type CardReading struct {
	Lines   []string // every text, as read: marks of Markdown done, escapes undone; labels, choices and titles of buttons included
	Marked  []string // what stands out in bold or italic
	Links   []string // addresses that a click opens
	Buttons []string // their titles
	Inputs  []string // ids
}

// ReadCard reads an Adaptive Card as a person does. What cannot be read gives
// nothing.
func ReadCard(raw json.RawMessage) CardReading {
	var r CardReading
	card, err := decodeCard(raw)
	if err != nil {
		return r
	}
	marked := func(text string) {
		line := parseMarkdown(text)
		r.Lines = append(r.Lines, line.plain())
		line.each(func(s piece) {
			switch {
			case s.link != "":
				r.Links = append(r.Links, s.link)
			case s.bold || s.italic:
				r.Marked = append(r.Marked, s.text)
			}
		})
	}
	bare := func(text string) {
		if text != "" {
			r.Lines = append(r.Lines, text)
		}
	}
	walkCard("", card, 0, func(_ string, e object) bool {
		if !visible(e) {
			return false
		}
		kind := str(e, "type")
		switch {
		case kind == "TextBlock":
			marked(str(e, "text"))
		case kind == "TextRun":
			bare(str(e, "text"))
		case kind == "Image":
			bare(str(e, "altText"))
		case kind == "FactSet":
			for _, f := range objects(e["facts"]) {
				marked(str(f, "title"))
				marked(str(f, "value"))
			}
		case strings.HasPrefix(kind, "Chart."):
			bare(str(e, "title"))
			for _, s := range objects(e["data"]) {
				bare(str(s, "legend"))
			}
		case strings.HasPrefix(kind, "Input."):
			r.Inputs = append(r.Inputs, str(e, "id"))
			for _, k := range []string{"label", "title", "placeholder"} {
				bare(str(e, k))
			}
			for _, c := range objects(e["choices"]) {
				bare(str(c, "title"))
			}
		case strings.HasPrefix(kind, "Action."):
			bare(str(e, "title"))
			if str(e, "title") != "" {
				r.Buttons = append(r.Buttons, str(e, "title"))
			}
			if kind == "Action.OpenUrl" {
				r.Links = append(r.Links, str(e, "url"))
			}
		}
		return true
	})
	return r
}
