package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// surface is where blocks are shown.
type surface string

const (
	onMessage surface = "message"
	onModal   surface = "modal"
	onHome    surface = "home"
)

// parseBlocks checks the blocks of a payload and fills in the ids that Slack
// would make up, w.mu held. It also gives the live mentions.
func (w *Workspace) parseBlocks(what string, on surface, raw string) (json.RawMessage, []string, error) {
	blocks, err := decodeBlocks([]byte(raw))
	if err != nil {
		w.violate("%s: %v", what, err)
		return nil, nil, refuse("invalid_blocks_format")
	}
	c := check{on: on, ids: map[string]bool{}}
	c.blocks(blocks)
	if len(c.faults) > 0 {
		for _, f := range c.faults {
			w.violate("%s: %s", what, f)
		}
		return nil, nil, refuseWith("invalid_blocks", c.faults)
	}
	name("", blocks)
	return encode(blocks), pingsOf(toAny(blocks)), nil
}

func decodeBlocks(raw []byte) ([]object, error) {
	var blocks []object
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // numbers go out as they came in
	if err := d.Decode(&blocks); err != nil {
		return nil, fmt.Errorf("blocks are not a JSON array of objects: %w", err)
	}
	return blocks, nil
}

func toAny(blocks []object) []any {
	out := make([]any, len(blocks))
	for i, b := range blocks {
		out[i] = b
	}
	return out
}

// children are the blocks inside a block.
func children(b object) []object {
	var out []object
	add := func(v any) {
		list, _ := v.([]any)
		for _, x := range list {
			if m, ok := x.(object); ok {
				out = append(out, m)
			}
		}
	}
	switch b["type"] {
	case "container":
		add(b["child_blocks"])
	case "carousel":
		add(b["elements"])
	case "layout":
		rows, _ := b["rows"].([]any)
		for _, r := range rows {
			row, _ := r.(object)
			items, _ := row["items"].([]any)
			for _, it := range items {
				item, _ := it.(object)
				if m, ok := item["block"].(object); ok {
					out = append(out, m)
				}
			}
		}
		add(b["fallback"])
	}
	return out
}

// parts are the elements directly in a block.
func parts(b object) []object {
	var out []object
	for _, k := range []string{"elements", "actions"} {
		if b["type"] == "carousel" || b["type"] == "rich_text" {
			break
		}
		list, _ := b[k].([]any)
		for _, x := range list {
			if m, ok := x.(object); ok {
				out = append(out, m)
			}
		}
	}
	for _, k := range []string{"accessory", "element"} {
		if m, ok := b[k].(object); ok {
			out = append(out, m)
		}
	}
	return out
}

// name gives ids to blocks and elements without one: derived from their place
// and content, so that the same payload gets the same ids.
func name(path string, blocks []object) {
	short := func(v any, i int) string {
		sum := sha256.Sum256(fmt.Appendf(encode(v), "|%s/%d", path, i))
		return hex.EncodeToString(sum[:])[:5]
	}
	for i, b := range blocks {
		if s, _ := b["block_id"].(string); s == "" {
			b["block_id"] = short(b, i)
		}
		for j, e := range parts(b) {
			if t, _ := e["type"].(string); interactive[t] {
				if s, _ := e["action_id"].(string); s == "" {
					e["action_id"] = short(e, j)
				}
			}
		}
		name(fmt.Sprintf("%s/%d", path, i), children(b))
	}
}

// element is an interactive thing in a stored payload.
type element struct {
	block   object
	body    object
	blockID string
	action  string
	kind    string
}

// elementsOf lists the interactive elements of stored blocks, in order.
func elementsOf(raw json.RawMessage) []element {
	if len(raw) == 0 {
		return nil
	}
	blocks, err := decodeBlocks(raw)
	if err != nil {
		return nil
	}
	var out []element
	var walk func([]object)
	walk = func(list []object) {
		for _, b := range list {
			id, _ := b["block_id"].(string)
			for _, e := range parts(b) {
				kind, _ := e["type"].(string)
				action, _ := e["action_id"].(string)
				if interactive[kind] {
					out = append(out, element{block: b, body: e, blockID: id, action: action, kind: kind})
				}
			}
			walk(children(b))
		}
	}
	walk(blocks)
	return out
}

func (e element) str(k string) string { s, _ := e.body[k].(string); return s }

// input reports whether the element is asked for by an input block.
func (e element) input() bool { return e.block["type"] == "input" }

// required reports whether a modal cannot be submitted while it is empty.
func (e element) required() bool {
	opt, _ := e.block["optional"].(bool)
	return e.input() && !opt
}

// key names the element in messages to people.
func (e element) key() string { return e.blockID + "/" + e.action }

// options of a choice, those in groups included.
func (e element) options() []object {
	var out []object
	add := func(v any) {
		list, _ := v.([]any)
		for _, x := range list {
			if m, ok := x.(object); ok {
				out = append(out, m)
			}
		}
	}
	add(e.body["options"])
	groups, _ := e.body["option_groups"].([]any)
	for _, g := range groups {
		if m, ok := g.(object); ok {
			add(m["options"])
		}
	}
	return out
}

func (e element) option(value string) object {
	for _, o := range e.options() {
		if o["value"] == value {
			return o
		}
	}
	return nil
}

// interactive elements carry an action_id.
var interactive = map[string]bool{
	"button": true, "checkboxes": true, "datepicker": true, "datetimepicker": true, "timepicker": true,
	"overflow": true, "radio_buttons": true, "plain_text_input": true, "email_text_input": true,
	"url_text_input": true, "number_input": true, "rich_text_input": true, "file_input": true,
	"static_select": true, "external_select": true, "users_select": true, "conversations_select": true, "channels_select": true,
	"multi_static_select": true, "multi_external_select": true, "multi_users_select": true,
	"multi_conversations_select": true, "multi_channels_select": true,
	"feedback_buttons": true, "icon_button": true, "workflow_button": true,
}
