package sandbox

import (
	"encoding/json"
	"net/http"
	"testing"
)

// The home tab is opened, drawn by the bot, pressed, and drawn anew; on the page too.
func TestHomeTab(t *testing.T) {
	v := browse(t)
	publish := func(text string) {
		v.must(t, "views.publish", object{"user_id": "U0001", "view": object{"type": "home", "blocks": []object{section(text), actions("go", button("do", "token"))}}})
	}
	var kinds []string
	v.on(func(_ http.ResponseWriter, r request) {
		var e struct{ Event struct{ Type, Tab string } }
		if json.Unmarshal([]byte(r.body), &e) == nil {
			if e.Event.Type == "app_home_opened" {
				kinds = append(kinds, e.Event.Tab)
			}
			if e.Event.Tab == "home" {
				publish("What waits for you")
			}
			return
		}
		if p := r.payload(t); p.View.Type == "home" {
			kinds = append(kinds, "press "+p.View.ID)
			publish("Nothing waits")
		}
	})
	hasNot(t, v.get(t, "/?as=U0001"), "What waits")
	if v.Home("U0001") != nil {
		t.Fatal("a home tab that nobody drew")
	}
	parts := v.act(t, "home", as("U0001", "D0001"))
	has(t, parts["talk"], "What waits for you", "Refresh Home", `formaction="/act/view"`)
	hasNot(t, parts["form"], "<dialog")
	id := v.Home("U0001").ID
	parts = v.act(t, "view", as("U0001", "D0001", "view", id, "press", "k=go%2Fdo&v=token"))
	has(t, parts["talk"], "Nothing waits")
	if _, err := v.OpenMessages(t.Context(), "U0001"); err != nil {
		t.Fatal(err)
	}
	if len(kinds) != 3 || kinds[0] != "home" || kinds[1] != "press "+id || kinds[2] != "messages" {
		t.Errorf("the bot heard %q", kinds)
	}
	hasNot(t, v.get(t, "/?as=U0002"), "waits")
	if _, err := v.OpenHome(t.Context(), "U7777"); err == nil {
		t.Error("somebody who is nobody opens a home tab")
	}
	v.clean(t)
}
