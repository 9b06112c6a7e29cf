package sandbox

import (
	"encoding/json"
	"html/template"
)

// drawn is one block as the page shows it; page.html has a piece for each Kind.
type drawn struct {
	Kind     string // header, section, context, divider, actions, input, image, rich, table, chart, alert, other
	HTML     template.HTML
	Fields   []template.HTML
	Controls []control // of actions; of a section its accessory; of an input its element
	Label    template.HTML
	Hint     template.HTML
	Error    string // of an input, from the last submission
	Optional bool
	Alt      string
	Table    [][]template.HTML // the first row is the head
	Chart    graph
}

// sheet is where blocks are drawn: a message, or a form with what stands in it.
type sheet struct {
	scribe
	id     string // unique on the page; begins the ids of fields
	as, in string // who acts, and where
	ts     string // of the message
	state  fields
	errors map[string]string
	modal  bool
}

// draw turns stored blocks into what the page shows.
func (s sheet) draw(raw json.RawMessage) []drawn {
	if len(raw) == 0 {
		return nil
	}
	blocks, err := decodeBlocks(raw)
	if err != nil {
		return []drawn{{Kind: "other", Alt: "blocks that cannot be read"}}
	}
	return s.row(blocks)
}

func (s sheet) row(blocks []object) []drawn {
	var out []drawn
	for _, b := range blocks {
		if list := children(b); len(list) > 0 {
			out = append(out, s.row(list)...)
			continue
		}
		out = append(out, s.block(b))
	}
	return out
}

func (s sheet) block(b object) drawn {
	str := func(k string) string { t, _ := b[k].(string); return t }
	kind := str("type")
	d := drawn{Kind: kind, Controls: s.controls(b)}
	switch kind {
	case "header", "alert":
		d.HTML = s.text(b["text"])
	case "section":
		d.HTML = s.text(b["text"])
		for _, f := range objects(b["fields"]) {
			d.Fields = append(d.Fields, s.text(f))
		}
		if m, ok := b["accessory"].(object); ok && m["type"] == "image" {
			d.Alt, _ = m["alt_text"].(string)
		}
	case "context":
		for _, e := range objects(b["elements"]) {
			if e["type"] == "image" {
				alt, _ := e["alt_text"].(string)
				d.Fields = append(d.Fields, bare(alt))
				continue
			}
			d.Fields = append(d.Fields, s.text(e))
		}
	case "divider", "actions":
	case "context_actions":
		d.Kind = "actions"
	case "input":
		d.Label, d.Hint = s.text(b["label"]), s.text(b["hint"])
		d.Optional, _ = b["optional"].(bool)
		d.Error = s.errors[str("block_id")]
		for i := range d.Controls {
			d.Controls[i].Asked, d.Controls[i].Required = true, !d.Optional
			d.Controls[i].Bad = d.Error != ""
		}
	case "image":
		// Nothing is fetched from elsewhere: the text that stands for the picture is shown.
		d.Alt, d.HTML = str("alt_text"), s.text(b["title"])
	case "rich_text":
		d.Kind, d.HTML = "rich", s.rich(b["elements"])
	case "markdown":
		d.Kind, d.HTML = "section", bare(str("text"))
	case "table", "data_table":
		d.Kind, d.Table = "table", s.table(b["rows"])
	case "data_visualization":
		d.Kind, d.Chart = "chart", newGraph(b)
	default:
		d.Kind, d.Alt = "other", "a block of type "+kind
	}
	return d
}

// table draws the cells of a table block, row by row.
func (s sheet) table(v any) [][]template.HTML {
	rows, _ := v.([]any)
	var out [][]template.HTML
	for _, r := range rows {
		cells, _ := r.([]any)
		var line []template.HTML
		for _, c := range cells {
			m, _ := c.(object)
			text, _ := m["text"].(string)
			switch {
			case m["type"] == "rich_text":
				line = append(line, s.rich(m["elements"]))
			case m["type"] == "raw_number" && text == "":
				n, _ := m["value"].(json.Number)
				line = append(line, bare(n.String()))
			default:
				line = append(line, bare(text))
			}
		}
		out = append(out, line)
	}
	return out
}
