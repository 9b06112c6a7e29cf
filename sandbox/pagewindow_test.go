package sandbox

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The menu of what people wrote offers the app's actions, on both platforms; what opens
// is filled in and closed on the page.
func TestPagePicks(t *testing.T) {
	m := browseBoth(t)
	m.o.cfg.Actions = []MessageAction{{saveID, "Save <it>"}}
	slack := m.visit
	slack.cfg.Actions = []MessageAction{{"shortcut", "Save in Slack"}}
	o := m.o
	note := m.act(t, "say", as(anaID, crmID, "text", "Data by Friday"))["note"]
	has(t, note, "Here only @Parallax gets an answer")
	ts := o.Messages(crmID)[0].TS
	html := m.get(t, "/?as="+anaID+"&in="+crmID)
	has(t, html, `action="/act/pick"`, `name="ts" value="`+ts+`"`, `aria-label="More actions on this message"`, `name="press" value="save">Save &lt;it&gt;</button>`)
	o.sends(t, crmID, says("mine"))
	if n := strings.Count(m.get(t, "/?as="+anaID+"&in="+crmID), "/act/pick"); n != 1 {
		t.Errorf("%d menus: what the bot says needs none", n)
	}
	o.says(http.StatusOK, object{"task": object{"type": "message", "value": "Only the owner may."}})
	has(t, m.act(t, "pick", as(anaID, crmID, "ts", ts, "press", saveID))["note"], "Only the owner may.")
	o.says(http.StatusOK, pane(saveCard(), nil))
	form := m.act(t, "pick", as(anaID, crmID, "ts", ts, "press", saveID))["form"]
	w := o.Window(anaID)
	has(t, form, `<dialog class="modal window" data-key="`+w.TS+`"`, ">Save</h2>", "Who?", `name="f:what" type="text" value="old"`, `formaction="/act/close"`, `name="ts" value="`+w.TS+`"`)
	hasNot(t, m.get(t, "/?as="+anaID+"&in="+o.IM(anaID)+"&want=talk"), "Nothing to see")
	// An error keeps it; a window that comes back takes its place; a word ends it.
	o.says(http.StatusServiceUnavailable, nil)
	press := as(anaID, crmID, "ts", w.TS, "press", "/actions/0", "f:what", "typed")
	parts := m.act(t, "card", press)
	has(t, parts["note"], unreached)
	has(t, parts["form"], `value="typed"`, `role="alert">`+unreached)
	o.says(http.StatusOK, pane(saveCard(), object{"title": "Again"}))
	has(t, m.act(t, "card", press)["form"], ">Again</h2>")
	o.says(http.StatusOK, object{"task": object{"type": "message", "value": "Written down."}})
	press.Set("ts", o.Window(anaID).TS)
	parts = m.act(t, "card", press)
	has(t, parts["note"], "Written down.")
	hasNot(t, parts["form"], "<dialog")
	o.says(http.StatusOK, pane(saveCard(), nil))
	has(t, m.act(t, "pick", as(anaID, crmID, "ts", ts, "press", saveID))["form"], "<dialog")
	hasNot(t, m.act(t, "close", as(anaID, crmID))["form"], "<dialog")
	hasNot(t, m.get(t, "/?as=U0001"), "<dialog")
	o.clean(t)
	// In Slack.
	m.act(t, "say", as("U0001", "C0001", "text", "The system by Monday"))
	at := m.Messages("C0001")[0].TS
	has(t, m.get(t, "/?as=U0001&in=C0001"), `value="shortcut">Save in Slack</button>`)
	slack.says(http.StatusOK, "")
	if note := strings.TrimSpace(m.act(t, "pick", as("U0001", "C0001", "ts", at, "press", "shortcut"))["note"]); note != "" {
		t.Error(note)
	}
	if got := m.last(t).form(t).Get("payload"); !regexp.MustCompile(`"callback_id":"shortcut"`).MatchString(got) || !strings.Contains(got, "The system by Monday") {
		t.Errorf("%s", got)
	}
}
