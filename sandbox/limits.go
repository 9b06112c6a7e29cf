package sandbox

import (
	"fmt"
	"unicode/utf8"
)

// Limits of Block Kit, characters and counts, from Slack's public reference.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	maxID            = 255
	maxSection       = 3000
	maxField         = 2000
	maxFields        = 10
	maxHeader        = 150
	maxContext       = 10
	maxActions       = 25
	maxButton        = 75
	maxValue         = 2000
	maxLabel         = 2000
	maxPlaceholder   = 150
	maxOptions       = 100
	maxChoices       = 10 // radio buttons, checkboxes
	maxOverflow      = 5
	maxOptionText    = 75
	maxOptionValue   = 150
	maxMarkdown      = 12000
)

// blockKinds are Slack's block types and where they may stand (nil: anywhere).
var blockKinds = map[string][]surface{
	"section": nil, "divider": nil, "image": nil, "actions": nil, "context": nil, "header": nil,
	"input": nil, "rich_text": nil, "video": nil, "call": {onMessage}, "container": nil, "layout": nil,
	"context_actions": {onMessage}, "file": {onMessage}, "markdown": {onMessage}, "table": {onMessage},
	"data_table": {onMessage}, "data_visualization": nil, "task_card": {onMessage}, "plan": {onMessage},
	"card": {onMessage}, "carousel": {onMessage}, "alert": {onModal}, "auth_provider": nil,
}

// check walks one payload and collects its faults, each with a path.
type check struct {
	on       surface
	ids      map[string]bool
	markdown int
	focus    int
	tables   int
	faults   []string
}

func (c *check) fault(path, format string, a ...any) {
	c.faults = append(c.faults, "["+path+"] "+fmt.Sprintf(format, a...))
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// within checks a string's length; an absent one passes.
func (c *check) within(path string, v any, most int) {
	if s, ok := v.(string); ok && runes(s) > most {
		c.fault(path, "%d characters, limit %d", runes(s), most)
	}
}

func (c *check) blocks(list []object) {
	most := maxViewBlocks
	if c.on == onMessage {
		most = maxMessageBlocks
	}
	if len(list) > most {
		c.fault("blocks", "%d blocks, limit %d", len(list), most)
	}
	c.row("blocks", list)
	if c.markdown > maxMarkdown {
		c.fault("blocks", "markdown of %d characters in all, limit %d", c.markdown, maxMarkdown)
	}
	if c.focus > 1 {
		c.fault("blocks", "focus_on_load on %d elements", c.focus)
	}
	if c.tables > 1 {
		c.fault("blocks", "%d tables, limit 1", c.tables)
	}
}

func (c *check) row(path string, list []object) {
	for i, b := range list {
		c.block(fmt.Sprintf("%s/%d", path, i), b)
	}
}

func (c *check) block(path string, b object) {
	kind, _ := b["type"].(string)
	places, ok := blockKinds[kind]
	if !ok {
		c.fault(path, "unknown block type %q", kind)
		return
	}
	if places != nil {
		fits := false
		for _, p := range places {
			fits = fits || p == c.on
		}
		if !fits {
			c.fault(path, "%s is not for a %s", kind, c.on)
		}
	}
	if id, given := b["block_id"]; given {
		s, _ := id.(string)
		c.within(path+"/block_id", s, maxID)
		if c.ids[s] && s != "" {
			c.fault(path+"/block_id", "%q is used twice", s)
		}
		c.ids[s] = true
	}
	if f := blockChecks[kind]; f != nil {
		f(c, path, b)
	}
	actions := map[string]bool{}
	for j, e := range parts(b) {
		at := fmt.Sprintf("%s/element/%d", path, j)
		c.element(at, b, e)
		if id, _ := e["action_id"].(string); id != "" {
			if actions[id] {
				c.fault(at+"/action_id", "%q is used twice in one block", id)
			}
			actions[id] = true
		}
	}
	c.row(path+"/children", children(b))
}

var blockChecks = map[string]func(*check, string, object){
	"section": func(c *check, p string, b object) {
		fields, _ := b["fields"].([]any)
		if b["text"] == nil && len(fields) == 0 {
			c.fault(p, "section needs text or fields")
		}
		if b["text"] != nil {
			c.text(p+"/text", b["text"], maxSection, false)
		}
		if len(fields) > maxFields {
			c.fault(p+"/fields", "%d fields, limit %d", len(fields), maxFields)
		}
		for i, f := range fields {
			c.text(fmt.Sprintf("%s/fields/%d", p, i), f, maxField, false)
		}
	},
	"header":  func(c *check, p string, b object) { c.text(p+"/text", b["text"], maxHeader, true) },
	"alert":   func(c *check, p string, b object) { c.text(p+"/text", b["text"], maxSection, false) },
	"context": func(c *check, p string, b object) { c.many(p, b, maxContext) },
	"actions": func(c *check, p string, b object) { c.many(p, b, maxActions) },
	"input": func(c *check, p string, b object) {
		c.text(p+"/label", b["label"], maxLabel, true)
		if b["hint"] != nil {
			c.text(p+"/hint", b["hint"], maxLabel, true)
		}
		if _, ok := b["element"].(object); !ok {
			c.fault(p, "input needs an element")
		}
	},
	"image": func(c *check, p string, b object) {
		if b["image_url"] == nil && b["slack_file"] == nil {
			c.fault(p, "image needs image_url or slack_file")
		}
		c.within(p+"/image_url", b["image_url"], 3000)
		if s, _ := b["alt_text"].(string); s == "" {
			c.fault(p+"/alt_text", "must not be empty")
		}
		c.within(p+"/alt_text", b["alt_text"], 2000)
	},
	"markdown": func(c *check, p string, b object) {
		s, _ := b["text"].(string)
		if s == "" {
			c.fault(p+"/text", "must not be empty")
		}
		c.markdown += runes(s)
	},
	"table": func(c *check, p string, b object) {
		c.tables++
		rows, _ := b["rows"].([]any)
		if len(rows) == 0 || len(rows) > 100 {
			c.fault(p+"/rows", "%d rows, 1 to 100", len(rows))
		}
		for i, r := range rows {
			if cells, _ := r.([]any); len(cells) > 20 {
				c.fault(fmt.Sprintf("%s/rows/%d", p, i), "%d cells, limit 20", len(cells))
			}
		}
	},
	"data_visualization": (*check).chart,
}

func (c *check) many(p string, b object, most int) {
	list, _ := b["elements"].([]any)
	if len(list) == 0 || len(list) > most {
		c.fault(p+"/elements", "%d elements, 1 to %d", len(list), most)
	}
	if b["type"] != "context" {
		return
	}
	for i, e := range list {
		if m, _ := e.(object); m["type"] != "image" {
			c.text(fmt.Sprintf("%s/elements/%d", p, i), e, maxSection, false)
		}
	}
}

// text checks a text object: its kind, and 1 to most characters.
func (c *check) text(path string, v any, most int, plain bool) {
	t, ok := v.(object)
	if !ok || t == nil {
		c.fault(path, "needs a text object")
		return
	}
	kind, _ := t["type"].(string)
	if kind != "plain_text" && (kind != "mrkdwn" || plain) {
		c.fault(path, "text of type %q is not for here", kind)
	}
	s, _ := t["text"].(string)
	if s == "" {
		c.fault(path, "must not be empty")
	}
	c.within(path, s, most)
	if kind == "mrkdwn" && t["emoji"] != nil {
		c.fault(path, "emoji is for plain_text only")
	}
}
