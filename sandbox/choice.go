package sandbox

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

var (
	dateForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	timeForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

// inputOnly elements stand in input blocks and nowhere else.
var inputOnly = map[string]bool{
	"plain_text_input": true, "email_text_input": true, "url_text_input": true,
	"number_input": true, "rich_text_input": true, "file_input": true,
}

// element checks one interactive element; text and images of a context pass.
func (c *check) element(path string, b, e object) {
	kind, _ := e["type"].(string)
	if !interactive[kind] {
		if b["type"] == "actions" || b["type"] == "input" {
			c.fault(path, "unknown element type %q", kind)
		}
		return
	}
	c.within(path+"/action_id", e["action_id"], maxID)
	if e["placeholder"] != nil {
		c.text(path+"/placeholder", e["placeholder"], maxPlaceholder, true)
	}
	if on, _ := e["focus_on_load"].(bool); on {
		c.focus++
	}
	if m, ok := e["confirm"].(object); ok {
		c.confirm(path+"/confirm", m)
	}
	if inputOnly[kind] && b["type"] != "input" {
		c.fault(path, "%s must be in an input block", kind)
	}
	switch kind {
	case "button":
		c.button(path, b, e)
	case "plain_text_input":
		for _, k := range []string{"min_length", "max_length"} {
			if n, ok := e[k].(json.Number); ok {
				if v, err := n.Int64(); err != nil || v < 0 || v > 3000 {
					c.fault(path+"/"+k, "%s is outside 0 to 3000", n)
				}
			}
		}
		c.within(path+"/initial_value", e["initial_value"], 3000)
	case "number_input":
		if _, ok := e["is_decimal_allowed"].(bool); !ok {
			c.fault(path, "is_decimal_allowed is required")
		}
	case "datepicker":
		if s, ok := e["initial_date"].(string); ok && !dateForm.MatchString(s) {
			c.fault(path+"/initial_date", "%q is not YYYY-MM-DD", s)
		}
	case "timepicker":
		if s, ok := e["initial_time"].(string); ok && !timeForm.MatchString(s) {
			c.fault(path+"/initial_time", "%q is not HH:mm", s)
		}
	case "radio_buttons", "checkboxes":
		c.options(path, e, maxChoices)
	case "overflow":
		c.options(path, e, maxOverflow)
	case "static_select", "multi_static_select":
		c.options(path, e, maxOptions)
	}
}

func (c *check) button(path string, b, e object) {
	if b["type"] == "input" {
		c.fault(path, "a button cannot be in an input block")
	}
	c.text(path+"/text", e["text"], maxButton, true)
	c.within(path+"/value", e["value"], maxValue)
	c.within(path+"/url", e["url"], 3000)
	c.within(path+"/accessibility_label", e["accessibility_label"], maxButton)
	if s, ok := e["style"]; ok && s != "primary" && s != "danger" {
		c.fault(path+"/style", "%v is neither primary nor danger", s)
	}
}

func (c *check) confirm(path string, m object) {
	c.text(path+"/title", m["title"], 100, true)
	c.text(path+"/text", m["text"], 300, false)
	c.text(path+"/confirm", m["confirm"], 30, true)
	c.text(path+"/deny", m["deny"], 30, true)
}

// options checks a choice: how many, their texts and values, no value twice, and
// that what is chosen at first is one of them.
func (c *check) options(path string, e object, most int) {
	all := element{body: e}.options()
	groups, _ := e["option_groups"].([]any)
	if len(all) == 0 {
		c.fault(path+"/options", "must not be empty")
	}
	if list, _ := e["options"].([]any); len(list) > most {
		c.fault(path+"/options", "%d options, limit %d", len(list), most)
	}
	if len(groups) > 100 {
		c.fault(path+"/option_groups", "%d groups, limit 100", len(groups))
	}
	for i, g := range groups {
		at := fmt.Sprintf("%s/option_groups/%d", path, i)
		m, _ := g.(object)
		c.text(at+"/label", m["label"], maxOptionText, true)
		if list, _ := m["options"].([]any); len(list) > maxOptions {
			c.fault(at, "%d options, limit %d", len(list), maxOptions)
		}
	}
	kind, _ := e["type"].(string)
	rich := kind == "radio_buttons" || kind == "checkboxes"
	seen := map[string]bool{}
	for i, o := range all {
		at := fmt.Sprintf("%s/options/%d", path, i)
		c.text(at+"/text", o["text"], maxOptionText, !rich)
		if o["description"] != nil {
			c.text(at+"/description", o["description"], maxOptionText, !rich)
		}
		v, ok := o["value"].(string)
		if !ok {
			c.fault(at+"/value", "is required")
		}
		c.within(at+"/value", v, maxOptionValue)
		if seen[v] {
			c.fault(at+"/value", "%q is used twice", v)
		}
		seen[v] = true
	}
	first, _ := e["initial_options"].([]any)
	if m, ok := e["initial_option"]; ok {
		first = append(first, m)
	}
	for _, f := range first {
		m, _ := f.(object)
		v, _ := m["value"].(string)
		o := element{body: e}.option(v)
		// Slack compares the whole option, not the value alone.
		if o == nil || string(encode(o)) != string(encode(m)) {
			c.fault(path+"/initial_option", "%q is not one of the options, with the same text", strings.TrimSpace(v))
		}
	}
}
