package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// fields are what stands in the elements of a payload: block_id -> action_id ->
// the option's value, the text, or several values joined by commas.
type fields = map[string]map[string]string

func put(f fields, block, action, value string) {
	if value == "" {
		delete(f[block], action)
		if len(f[block]) == 0 {
			delete(f, block)
		}
		return
	}
	if f[block] == nil {
		f[block] = map[string]string{}
	}
	f[block][action] = value
}

// initial is what the payload prefills.
func (e element) initial() string {
	values := func(v any) string {
		var out []string
		list, _ := v.([]any)
		for _, x := range list {
			switch m := x.(type) {
			case object:
				s, _ := m["value"].(string)
				out = append(out, s)
			case string:
				out = append(out, m)
			}
		}
		return strings.Join(out, ",")
	}
	for _, k := range []string{"initial_value", "initial_date", "initial_time", "initial_user", "initial_conversation", "initial_channel"} {
		if s := e.str(k); s != "" {
			return s
		}
	}
	if n, ok := e.body["initial_date_time"].(json.Number); ok {
		return n.String()
	}
	if m, ok := e.body["initial_option"].(object); ok {
		s, _ := m["value"].(string)
		return s
	}
	for _, k := range []string{"initial_options", "initial_users", "initial_conversations", "initial_channels"} {
		if s := values(e.body[k]); s != "" {
			return s
		}
	}
	return ""
}

// split gives the several values of a multiple choice.
func (e element) split(value string) []string {
	if value == "" {
		return nil
	}
	if e.option(value) != nil {
		return []string{value}
	}
	return strings.Split(value, ",")
}

// takes reports why a person cannot put this value into the element; nil = can.
// Slack's client would not let it through, so nothing is delivered then.
func (e element) takes(value string) error {
	if value == "" {
		return nil
	}
	bad := func(why string) error { return fmt.Errorf("%s: %q %s", e.key(), value, why) }
	size := func(k string, def int) int {
		if n, ok := e.body[k].(json.Number); ok {
			if v, err := n.Int64(); err == nil {
				return int(v)
			}
		}
		return def
	}
	switch e.kind {
	case "radio_buttons", "static_select", "overflow":
		if e.option(value) == nil {
			return bad("is not one of its options")
		}
	case "checkboxes", "multi_static_select":
		for _, v := range e.split(value) {
			if e.option(v) == nil {
				return bad("is not one of its options")
			}
		}
		if n := size("max_selected_items", 1<<30); len(e.split(value)) > n {
			return bad(fmt.Sprintf("has more than %d choices", n))
		}
	case "plain_text_input":
		if n := runes(value); n > size("max_length", 3000) || n < size("min_length", 0) {
			return bad("is too long or too short")
		}
	case "datepicker":
		if !dateForm.MatchString(value) {
			return bad("is no date")
		}
	case "timepicker":
		if !timeForm.MatchString(value) {
			return bad("is no time")
		}
	case "datetimepicker":
		if _, err := strconv.ParseInt(value, 10, 64); err != nil {
			return bad("is no time in seconds")
		}
	case "number_input":
		f, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return bad("is no number")
		}
		for k, s := range map[string]float64{"min_value": -1, "max_value": 1} {
			if limit, perr := strconv.ParseFloat(e.str(k), 64); perr == nil && (f-limit)*s > 0 {
				return bad("is outside its range")
			}
		}
	}
	return nil
}

// chosen is the element's part of a payload: type and value, null when empty.
func (e element) chosen(value string) object {
	o := object{"type": e.kind}
	var v any
	if value != "" {
		v = value
	}
	list := func() []string { return append([]string{}, e.split(value)...) }
	switch e.kind {
	case "radio_buttons", "static_select", "overflow", "external_select":
		o["selected_option"] = nil
		if opt := e.option(value); opt != nil {
			o["selected_option"] = opt
		}
	case "checkboxes", "multi_static_select", "multi_external_select":
		picked := []object{}
		for _, s := range e.split(value) {
			if opt := e.option(s); opt != nil {
				picked = append(picked, opt)
			}
		}
		o["selected_options"] = picked
	case "datepicker":
		o["selected_date"] = v
	case "timepicker":
		o["selected_time"] = v
	case "datetimepicker":
		o["selected_date_time"] = nil
		if sec, err := strconv.ParseInt(value, 10, 64); err == nil {
			o["selected_date_time"] = sec
		}
	case "users_select":
		o["selected_user"] = v
	case "channels_select":
		o["selected_channel"] = v
	case "conversations_select":
		o["selected_conversation"] = v
	case "multi_users_select":
		o["selected_users"] = list()
	case "multi_channels_select":
		o["selected_channels"] = list()
	case "multi_conversations_select":
		o["selected_conversations"] = list()
	default:
		o["value"] = v
	}
	return o
}

// holds reports whether the element keeps a value that state.values shows.
func (e element) holds() bool {
	return !slices.Contains([]string{"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"}, e.kind)
}

// stateJSON is state.values: every element that holds a value, filled or not.
func stateJSON(raw json.RawMessage, f fields) object {
	values := map[string]object{}
	for _, e := range elementsOf(raw) {
		if !e.holds() {
			continue
		}
		if values[e.blockID] == nil {
			values[e.blockID] = object{}
		}
		values[e.blockID][e.action] = e.chosen(f[e.blockID][e.action])
	}
	return object{"values": values}
}

// prefilled is the state of a fresh payload. What was typed into a field that is
// still there (same block_id and action_id) stays, as in Slack's client.
func prefilled(raw json.RawMessage, old fields) fields {
	out := fields{}
	for _, e := range elementsOf(raw) {
		if !e.holds() {
			continue
		}
		v, kept := old[e.blockID][e.action]
		if !kept || e.takes(v) != nil {
			v = e.initial()
		}
		put(out, e.blockID, e.action, v)
	}
	return out
}

// fill merges what a person enters: keys "block_id" or "block_id/action_id". there tells
// whether the people and channels of a value are.
func fill(raw json.RawMessage, f fields, input map[string]string, there func(element, string) error) error {
	all := elementsOf(raw)
	for _, k := range slices.Sorted(maps.Keys(input)) {
		var hit *element
		for i, e := range all {
			if e.holds() && (k == e.key() || k == e.blockID) {
				hit = &all[i]
				break
			}
		}
		if hit == nil {
			return fmt.Errorf("%s: there is no such field", k)
		}
		if err := hit.takes(input[k]); err != nil {
			return err
		}
		if err := there(*hit, input[k]); err != nil {
			return err
		}
		put(f, hit.blockID, hit.action, input[k])
	}
	return nil
}
