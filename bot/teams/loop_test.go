package teams_test

import (
	"testing"

	"parallax/checkins"
)

// A09: what nobody listens to is taken, and the bot answers neither itself nor other
// bots.
func TestA09(t *testing.T) {
	w := newTenant(t)
	w.asked()
	before := len(w.courier.Parcels())
	self := jsonObject{"id": "28:" + teamsApp, "name": "Parallax"}
	for name, changes := range map[string]jsonObject{
		"unknown type":                {"type": "brandNew"},
		"a reaction":                  {"type": "messageReaction"},
		"unknown invoke":              {"type": "invoke", "name": "composeExtension/query"},
		"typing":                      {"type": "typing", "text": "status"},
		"its own message":             {"from": self, "text": "status"},
		"its own, with an object id":  {"from": jsonObject{"id": "28:" + teamsApp, "aadObjectId": ana.ID}, "text": "status"},
		"another bot":                 {"from": jsonObject{"id": "28:other", "name": "Other"}, "text": "status"},
		"said to others in a channel": {"conversation": jsonObject{"id": crmChannel, "conversationType": "channel", "tenantId": ownTenant}, "entities": nil, "text": "status"},
	} {
		if got, err := w.handle(w.activity(ana, false, changes)); err != nil || got.Type != "" {
			t.Errorf("%s: %+v %v", name, got, err)
		}
		w.turn()
		if n := len(w.courier.Parcels()); n != before {
			t.Errorf("%s: %d letters", name, n-before)
			before = n
		}
	}
	w.must(w.activity(ana, false, jsonObject{"text": "status"}))
	w.turn()
	if len(w.shown(checkins.KindReply, ana)) != 1 {
		t.Error("a person is not heard")
	}
}
