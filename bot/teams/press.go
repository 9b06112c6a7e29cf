package teams

import (
	"encoding/json"
	"strconv"

	"parallax/bot"
)

// The names under which a button's data holds what is ours.
const (
	dataAct   = "act" // the action; an Action.Execute has it as its verb
	dataToken = "t"   // the signed token
	dataShown = "f"   // ids of the inputs of a dialog: a client leaves out what is empty
)

// Press is a button that was pressed on a card. None of it is believed: the token
// is opened by its signer, and the store decides what still holds.
type Press struct {
	Act    string            // the id of the action
	Token  string            // signed, see bot.Signer
	Inputs map[string]string // what the card's inputs held, by their ids; nil for none
	// Automatic: nobody pressed, the client asks for the card as this person sees it.
	Automatic bool
}

// Press returns the button that was pressed: by Action.Execute (an invoke) or by
// Action.Submit (a message with a value). false: the Activity is no press.
func (a Activity) Press() (Press, bool) {
	raw := unquoted(a.Value)
	switch {
	case a.Type == TypeMessage:
		return press("", raw)
	case a.Type != TypeInvoke || a.Name != NameCardAction:
		return Press{}, false
	}
	var v struct {
		Action struct {
			Verb string          `json:"verb"`
			Data json.RawMessage `json:"data"`
		} `json:"action"`
		Trigger string `json:"trigger"`
	}
	if !isObject(raw) || loosely(raw, &v) != nil {
		return Press{}, false
	}
	p, ok := press(v.Action.Verb, unquoted(v.Action.Data))
	p.Automatic = v.Trigger == "automatic"
	return p, ok
}

// press reads the data of a button, with which Teams mixes the card's inputs.
func press(verb string, raw json.RawMessage) (Press, bool) {
	p := Press{Act: verb}
	var data map[string]any
	if isObject(raw) {
		if json.Unmarshal(raw, &data) != nil {
			return Press{}, false
		}
	}
	for name, value := range data {
		text, ok := scalar(value)
		switch {
		case name == dataAct:
			if p.Act == "" {
				p.Act = text
			}
		case name == dataToken:
			p.Token = text
		case ok:
			if p.Inputs == nil {
				p.Inputs = map[string]string{}
			}
			p.Inputs[name] = text
		}
	}
	return p, p.Act != ""
}

// scalar returns a value as the text that an input would hold.
func scalar(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// unquoted returns the JSON that a JSON string holds; some clients send a value
// as text. Anything else comes back as it is.
func unquoted(raw json.RawMessage) json.RawMessage {
	var text string
	if len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &text) == nil {
		if bot.TooDeep([]byte(text)) {
			return nil
		}
		return json.RawMessage(text)
	}
	return raw
}
