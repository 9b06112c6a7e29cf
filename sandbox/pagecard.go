package sandbox

import (
	"encoding/json"
	"hash/fnv"
	"html/template"
	"slices"
	"strconv"
	"strings"
)

// cardView is an Adaptive Card as the page shows it: one form, and one more for each
// card behind a button, so that what is to be filled in there holds up nobody else.
type cardView struct {
	ID, Key    string // Key changes with the card, so that a new one starts afresh
	As, In, TS string
	Parts      []cardPart
	Forms      []string // ids of the forms behind buttons
}

// cardPart is one element; web/card.html has a piece for each Kind.
type cardPart struct {
	Kind    string // text, box, columns, facts, table, chart, list, input, actions, more, other
	Class   string
	HTML    template.HTML
	Alt     string
	Columns []cardPart
	Parts   []cardPart // inside a box, a column, a card behind a button
	Facts   [][2]template.HTML
	Table   [][][]cardPart
	Chart   graph
	Input   cardField
	Buttons []cardButton
}

// cardField is an input as the page shows it.
type cardField struct {
	ID, Name, Kind string // Kind: one, many, select, manyselect, toggle, lines, field
	Form           string // "" = the card's own
	Type           string // of a field: text, date ...
	Label          string
	Hint           string
	Value          string
	On             string // value of a toggle that is on
	Least, Most    string
	Longest        int
	Required       bool
	Choices        []choiceItem
}

// cardButton is an action.
type cardButton struct {
	Press  string // where in the card it stands
	Title  string
	Style  string
	Link   string
	Off    bool
	Alone  bool // it takes no inputs along
	Form   string
	Behind []cardPart
}

// cardSheet is where a card is drawn.
type cardSheet struct {
	id      string // unique on the page
	entered map[string]string
	names   map[string]string // of those who are mentioned, by their id
	mention map[string]string // <at>..</at> -> id
	form    string            // id of the form of the card behind a button, "" = the outermost
	forms   *[]string         // those so far
}

// drawCard draws a stored card and names the forms behind its buttons.
func drawCard(raw json.RawMessage, s cardSheet) (parts []cardPart, forms []string) {
	card, err := decodeCard(raw)
	if err != nil {
		return []cardPart{{Kind: "other", Alt: "a card that cannot be read"}}, nil
	}
	s.forms = &forms
	s.mention = map[string]string{}
	for _, e := range objects(sub(card, "msteams")["entities"]) {
		if str(e, "type") == "mention" {
			s.mention[str(e, "text")] = str(sub(e, "mentioned"), "id")
		}
	}
	parts = s.list("/body", card["body"])
	if b := s.buttons("/actions", card["actions"]); len(b) > 0 {
		parts = append(parts, cardPart{Kind: "actions", Buttons: b})
	}
	return parts, forms
}

// cardKey names the state of a card.
func cardKey(m Message) string {
	h := fnv.New32a()
	_, _ = h.Write(m.Card)
	return "card-" + strconv.FormatUint(uint64(h.Sum32()), 36)
}

func (s cardSheet) list(path string, v any) []cardPart {
	var out []cardPart
	list, _ := v.([]any)
	for i, x := range list {
		if e, ok := x.(object); ok && visible(e) {
			out = append(out, s.part(path+"/"+strconv.Itoa(i), e))
		}
	}
	return out
}

// one looks up a class for a property; anything unknown has none.
func one(v any, known ...string) string {
	s, _ := v.(string)
	if s = strings.ToLower(s); slices.Contains(known, s) {
		return " " + s
	}
	return ""
}

func (s cardSheet) part(path string, e object) cardPart {
	kind := str(e, "type")
	p := cardPart{}
	if gap := one(e["spacing"], "none", "small", "medium", "large", "extralarge", "padding"); gap != "" {
		p.Class = " gap-" + gap[1:]
	}
	if on, _ := e["separator"].(bool); on {
		p.Class += " rule"
	}
	switch {
	case kind == "TextBlock":
		p.Kind, p.HTML, p.Class = "text", s.markdown(str(e, "text")), p.Class+textClass(e)
		if wrap, _ := e["wrap"].(bool); !wrap {
			p.Class += " cut" // Teams shows the first line only
		}
	case kind == "RichTextBlock":
		p.Kind = "text"
		for _, v := range asList(e["inlines"]) {
			switch x := v.(type) {
			case string:
				p.HTML += bare(x)
			case object:
				p.HTML += `<span class="` + template.HTML(strings.TrimSpace(textClass(x))) + `">` + bare(str(x, "text")) + "</span>" //nolint:gosec // classes are our own words
			}
		}
	case kind == "Container":
		p.Kind, p.Parts = "box", s.list(path+"/items", e["items"])
		p.Class += one(e["style"], "emphasis", "good", "attention", "warning", "accent")
	case kind == "ColumnSet":
		p.Kind = "columns"
		p.Class += one(e["style"], "emphasis", "good", "attention", "warning", "accent")
		for i, c := range objects(e["columns"]) {
			if !visible(c) {
				continue
			}
			at := path + "/columns/" + strconv.Itoa(i)
			p.Columns = append(p.Columns, cardPart{
				Class: columnClass(c["width"]) + one(c["verticalContentAlignment"], "center", "bottom") + one(c["style"], "emphasis", "good", "attention", "warning", "accent"),
				Parts: s.list(at+"/items", c["items"]),
			})
		}
	case kind == "FactSet":
		p.Kind = "facts"
		for _, f := range objects(e["facts"]) {
			p.Facts = append(p.Facts, [2]template.HTML{s.markdown(str(f, "title")), s.markdown(str(f, "value"))})
		}
	case kind == "Table":
		p.Kind = "table"
		for i, r := range objects(e["rows"]) {
			var row [][]cardPart
			for j, c := range objects(r["cells"]) {
				row = append(row, s.list(path+"/rows/"+strconv.Itoa(i)+"/cells/"+strconv.Itoa(j)+"/items", c["items"]))
			}
			p.Table = append(p.Table, row)
		}
	case kind == "ActionSet":
		p.Kind, p.Buttons = "actions", s.buttons(path+"/actions", e["actions"])
	case strings.HasPrefix(kind, "Chart."):
		p.Kind, p.Chart = "chart", cardChart(e)
	case strings.HasPrefix(kind, "Input."):
		p.Kind, p.Input = "input", s.field(cardInput{id: str(e, "id"), kind: strings.TrimPrefix(kind, "Input."), body: e})
	case kind == "Image":
		// Nothing is fetched from elsewhere: the text that stands for the picture is shown.
		p.Kind, p.Alt = "picture", str(e, "altText")
	case kind == "Badge":
		p.Kind, p.HTML, p.Class = "badge", bare(str(e, "text")), p.Class+one(e["style"], "good", "attention", "warning", "accent")
	default:
		p.Kind, p.Alt = "other", "an element of type "+kind
	}
	return p
}

func textClass(e object) string {
	c := one(e["size"], "small", "medium", "large", "extralarge") + one(e["weight"], "bolder", "lighter") +
		one(e["color"], "attention", "good", "warning", "accent", "dark", "light") + one(e["horizontalAlignment"], "center", "right") +
		one(e["fontType"], "monospace") + one(e["style"], "heading")
	if on, _ := e["isSubtle"].(bool); on {
		c += " subtle"
	}
	if on, _ := e["italic"].(bool); on {
		c += " italic"
	}
	return c
}

// columnClass is how wide a column may get. Widths in pixels are as wide as what is
// in them.
func columnClass(v any) string {
	switch x := v.(type) {
	case string:
		if x == "auto" || strings.HasSuffix(x, "px") {
			return "auto"
		}
		if n, err := strconv.Atoi(x); err == nil && n > 0 {
			return "w" + strconv.Itoa(min(n, 10))
		}
	case json.Number:
		if n, err := x.Int64(); err == nil && n > 0 {
			return "w" + strconv.Itoa(int(min(n, 10)))
		}
	}
	return "stretch"
}

// markdown draws the text of a card.
func (s cardSheet) markdown(text string) template.HTML {
	var b strings.Builder
	list := ""
	for _, p := range parseMarkdown(text) {
		if p.list != list {
			if list != "" {
				b.WriteString("</" + list + ">")
			}
			if p.list != "" {
				b.WriteString("<" + p.list + ">")
			}
			list = p.list
		}
		tag := "p"
		if list != "" {
			tag = "li"
		}
		b.WriteString("<" + tag + ">")
		for _, x := range p.pieces {
			b.WriteString(s.piece(x))
		}
		b.WriteString("</" + tag + ">")
	}
	if list != "" {
		b.WriteString("</" + list + ">")
	}
	return template.HTML(b.String()) //nolint:gosec // every part was escaped when it was written
}

func (s cardSheet) piece(x piece) string {
	out := esc(x.text)
	if x.at != "" {
		id, alive := s.mention[x.at]
		if !alive {
			return esc(x.at)
		}
		out = ping(orElse(s.names[id], x.text))
	}
	if x.italic {
		out = "<em>" + out + "</em>"
	}
	if x.bold {
		out = "<strong>" + out + "</strong>"
	}
	if x.link != "" {
		out = link(x.link, template.HTML(out)) //nolint:gosec // escaped above
	}
	return out
}

func (s cardSheet) buttons(path string, v any) []cardButton {
	var out []cardButton
	list, _ := v.([]any)
	for i, x := range list {
		e, ok := x.(object)
		if !ok || !visible(e) {
			continue
		}
		at := path + "/" + strconv.Itoa(i)
		on, said := e["isEnabled"].(bool)
		b := cardButton{Press: at, Title: str(e, "title"), Off: said && !on, Alone: e["associatedInputs"] == "none", Form: s.form}
		b.Style = map[string]string{"positive": "primary", "destructive": "danger"}[str(e, "style")]
		switch str(e, "type") {
		case "Action.OpenUrl":
			if b.Link = str(e, "url"); !safeAddress(b.Link) {
				continue
			}
		case "Action.ShowCard":
			card, _ := e["card"].(object)
			in := s
			in.form = s.id + "-" + slug(at)
			*s.forms = append(*s.forms, in.form)
			b.Behind = in.list(at+"/card/body", card["body"])
			if inner := in.buttons(at+"/card/actions", card["actions"]); len(inner) > 0 {
				b.Behind = append(b.Behind, cardPart{Kind: "actions", Buttons: inner})
			}
		}
		out = append(out, b)
	}
	return out
}
