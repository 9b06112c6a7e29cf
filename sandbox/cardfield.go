package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// initial is what the card prefills.
func (in cardInput) initial() string {
	switch v := in.body["value"].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	if in.kind == "Toggle" {
		return in.off()
	}
	return ""
}

func (in cardInput) on() string  { return orElse(str(in.body, "valueOn"), "true") }
func (in cardInput) off() string { return orElse(str(in.body, "valueOff"), "false") }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// label is how the client names the input when it is missing.
func (in cardInput) label() string {
	return orElse(str(in.body, "label"), orElse(str(in.body, "title"), in.id))
}

// required reports whether the client lets nothing through without it.
func (in cardInput) required() bool { r, _ := in.body["isRequired"].(bool); return r }

// empty reports whether a value is none.
func (in cardInput) empty(v string) bool { return v == "" || in.kind == "Toggle" && v == in.off() }

// takes reports why a person cannot enter this value; nil = can.
func (in cardInput) takes(v string) error {
	bad := func(why string) error { return fmt.Errorf("%s: %q %s", in.id, v, why) }
	if v == "" {
		return nil
	}
	limit := func(k string) (float64, bool) { return number(in.body[k]) }
	switch in.kind {
	case "ChoiceSet":
		list := []string{v}
		if many, _ := in.body["isMultiSelect"].(bool); many {
			list = strings.Split(v, ",")
		}
		for _, x := range list {
			if !slices.ContainsFunc(objects(in.body["choices"]), func(o object) bool { return o["value"] == x }) {
				return bad("is not one of its choices")
			}
		}
	case "Toggle":
		if v != in.on() && v != in.off() {
			return bad("is neither on nor off")
		}
	case "Text":
		if n, ok := limit("maxLength"); ok && float64(runes(v)) > n {
			return bad("is too long")
		}
		if re := str(in.body, "regex"); re != "" {
			if ok, err := regexp.MatchString(re, v); err == nil && !ok {
				return bad("does not fit the pattern")
			}
		}
	case "Number":
		f, err := strconv.ParseFloat(v, 64)
		least, hasLeast := limit("min")
		most, hasMost := limit("max")
		if err != nil || hasLeast && f < least || hasMost && f > most {
			return bad("is no number in its range")
		}
	case "Date":
		if !dateForm.MatchString(v) || str(in.body, "min") > v || str(in.body, "max") != "" && str(in.body, "max") < v {
			return bad("is no date in its range")
		}
	case "Time":
		if !timeForm.MatchString(v) {
			return bad("is no time")
		}
	}
	return nil
}

// enter puts values into a card's inputs, by their ids.
func enter(card object, into, values map[string]string) error {
	all := map[string]cardInput{}
	for _, in := range inputsOf(card) {
		all[in.id] = in
	}
	for _, id := range slices.Sorted(maps.Keys(values)) {
		in, ok := all[id]
		if !ok {
			return fmt.Errorf("%s: there is no such input; there are: %s", id, strings.Join(slices.Sorted(maps.Keys(all)), " "))
		}
		if err := in.takes(values[id]); err != nil {
			return err
		}
		into[id] = values[id]
	}
	return nil
}

// sentBy reports whether the input travels with the action at a path of the card: it
// stands in the same card or in one around it. What an Action.ShowCard beside it
// unfolds stays where it is.
func (in cardInput) sentBy(action string) bool {
	const fold = "/card/"
	for end := 0; ; {
		n := strings.Index(in.path[end:], fold)
		if n < 0 {
			return true
		}
		end += n + len(fold)
		if !strings.HasPrefix(action, in.path[:end]) {
			return false
		}
	}
}

// missing names the required inputs that travel with the action at a path and are
// empty, by their labels.
func missing(card object, at string, entered map[string]string) []string {
	var out []string
	for _, in := range inputsOf(card) {
		if in.sentBy(at) && in.required() && in.empty(entered[in.id]) {
			out = append(out, in.label())
		}
	}
	return out
}

// payload is the data that a press sends: the action's own with the inputs merged
// in, as the client does it. A choice that nobody made is left out. Data that is no
// object travels as it is.
func payload(card object, action object, at string, entered map[string]string) any {
	data, isObject := action["data"].(object)
	if given := action["data"]; given != nil && !isObject {
		return given
	}
	out := object{}
	maps.Copy(out, data)
	if action["associatedInputs"] == "none" {
		return out
	}
	for _, in := range inputsOf(card) {
		v := entered[in.id]
		if !in.sentBy(at) || in.kind == "ChoiceSet" && v == "" {
			continue
		}
		out[in.id] = v
	}
	return out
}
