package sandbox

import (
	"encoding/json"
	"strings"
)

// A people picker is an Input.ChoiceSet whose choices a client looks up by what is
// typed. Here everybody of the tenant stands in it.

// usersDataset is what a people picker asks for; "?scope=currentContext" may follow,
// which finds the members of the conversation only.
const usersDataset = "graph.microsoft.com/users"

// query is where a client looks up the choices of an input; nil: nowhere.
func (in cardInput) query() object {
	if in.kind != "ChoiceSet" {
		return nil
	}
	return sub(in.body, "choices.data")
}

// asks checks the query of an input.
func (c *cardCheck) asks(path string, q object) {
	if str(q, "type") != "Data.Query" {
		c.fault(path+"/choices.data/type", "%q is no Data.Query", str(q, "type"))
	}
	if set, _, _ := strings.Cut(str(q, "dataset"), "?"); set != usersDataset {
		c.fault(path+"/choices.data/dataset", "%q: people are looked up in %s", str(q, "dataset"), usersDataset)
	}
}

// peopled puts the tenant's people into the people pickers of a card.
func (t *Tenant) peopled(card object) object {
	for _, in := range inputsOf(card) {
		if in.query() == nil {
			continue
		}
		choices, _ := in.body["choices"].([]any)
		for _, id := range t.people {
			if m := t.members[id]; !m.Bot && !m.Deleted {
				choices = append(choices, object{"title": m.Name, "value": m.ID})
			}
		}
		in.body["choices"] = choices
	}
	return card
}

// found is a card as the client shows it, with whom its people pickers find.
func (t *Tenant) found(raw json.RawMessage) json.RawMessage {
	card, err := decodeCard(raw)
	if err != nil {
		return raw
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return encode(t.peopled(card))
}
