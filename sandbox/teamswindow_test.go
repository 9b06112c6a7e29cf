package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const saveID = "save"

// withSave is an app with an action on messages.
func withSave(c *TenantConfig) { c.Actions = []MessageAction{{ID: saveID, Title: "Save it"}} }

func sends(title string) object {
	return object{"type": "Action.Submit", "title": title, "data": object{"act": "on", "t": "token"}}
}

// pane answers with a dialog.
func pane(card object, changes object) object {
	value := object{"title": "Save", "width": "medium", "height": 400, "card": object{"contentType": cardType, "content": card}}
	for k, v := range changes {
		value[k] = v
	}
	return object{"task": object{"type": "continue", "value": value}}
}

func saveCard() object {
	what := object{"type": "Input.Text", "id": "what", "label": "What", "value": "old", "isRequired": true}
	return adaptive(block("Who?"), what, sends("Save"))
}

// written is the id of what somebody wrote in the channel.
func (o *office) written(t *testing.T, user, text string) string {
	t.Helper()
	if err := o.Say(user, crmID, "", text); err != nil {
		t.Fatal(err)
	}
	all := o.Messages(crmID)
	return all[len(all)-1].TS
}

// The bot hears what was picked on which message and by whom; its dialog opens, is filled
// in, comes back with what is wrong, and ends with a word.
func TestPick(t *testing.T) {
	o := open(t, withSave)
	ts := o.written(t, benID, "Data by <Friday> & more\nsure")
	n := len(o.activities(t))
	for name, c := range map[string]struct{ user, channel, ts, command string }{
		"another command": {anaID, crmID, ts, "evil"}, "no message": {anaID, crmID, "1", saveID}, "not there": {eveID, crmID, ts, saveID}, "nobody": {"x", crmID, ts, saveID},
	} {
		if _, err := o.Pick(t.Context(), c.user, c.channel, c.ts, c.command); err == nil {
			t.Errorf("picked: %s", name)
		}
	}
	if len(o.activities(t)) != n || o.Window(anaID) != nil {
		t.Error("the bot heard of it")
	}
	o.says(http.StatusOK, pane(saveCard(), nil))
	if ack, err := o.Pick(t.Context(), anaID, crmID, ts, saveID); err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	a := o.last(t)
	value := sub(a, "value")
	if a["type"] != "invoke" || a["name"] != "composeExtension/fetchTask" || value["commandId"] != saveID || value["commandContext"] != "message" || value["data"] != nil ||
		str(sub(a, "from"), "aadObjectId") != anaID || !strings.HasPrefix(str(sub(a, "conversation"), "id"), crmID) {
		t.Errorf("%v", a)
	}
	if got := str(sub(value, "messagePayload", "body"), "content"); got != "<div><div>Data by &lt;Friday&gt; &amp; more<br>sure</div>\n</div>" {
		t.Errorf("%q", got)
	}
	if got := str(sub(value, "messagePayload", "from", "user"), "id"); got != benID {
		t.Errorf("of %q", got)
	}
	w := o.Window(anaID)
	if w == nil || w.Title != "Save" || o.Window(benID) != nil {
		t.Fatalf("open is %+v", w)
	}
	l := o.Ledger()
	if s := l[len(l)-1]; s.Kind != SeenView || s.User != anaID || s.Text != "Save" || s.TS != w.TS {
		t.Errorf("%+v", s)
	}
	for _, m := range o.Sees(anaID, crmID) {
		if m.TS == w.TS {
			t.Error("it stands in the conversation")
		}
	}
	if _, err := o.Press(t.Context(), benID, crmID, w.TS, "Save"); err == nil {
		t.Error("somebody else pressed it")
	}
	if err := o.Fill(anaID, crmID, w.TS, map[string]string{"what": ""}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Press(t.Context(), anaID, crmID, w.TS, "Save"); err == nil {
		t.Error("a required input is empty")
	}
	// What the bot does not take stays, as it was typed.
	o.says(http.StatusServiceUnavailable, nil)
	if ack, err := o.Submit(t.Context(), anaID, crmID, w.TS, "Save", map[string]string{"what": "new"}); err != nil || ack.OK() {
		t.Errorf("%+v %v", ack, err)
	}
	if again := o.Window(anaID); again == nil || again.TS != w.TS || o.Filled(anaID, crmID, w.TS)["what"] != "new" {
		t.Errorf("open is %+v", again)
	}
	o.says(http.StatusOK, pane(saveCard(), object{"title": "Again"}))
	if ack, err := o.Press(t.Context(), anaID, crmID, w.TS, "Save"); err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	a = o.last(t)
	if d := cmp.Diff(object{"act": "on", "t": "token", "what": "new"}, sub(a, "value", "data")); d != "" || a["name"] != "composeExtension/submitAction" || sub(a, "value")["commandId"] != saveID {
		t.Errorf("%v %s", a, d)
	}
	if w = o.Window(anaID); w == nil || w.Title != "Again" || o.Filled(anaID, crmID, w.TS)["what"] != "old" {
		t.Fatalf("open is %+v", w)
	}
	o.says(http.StatusOK, object{"task": object{"type": "message", "value": "Written down."}})
	if ack, err := o.Press(t.Context(), anaID, crmID, w.TS, "Save"); err != nil || !ack.OK() || o.Window(anaID) != nil {
		t.Fatalf("%+v %v", ack, err)
	}
	l = o.Ledger()
	if s := l[len(l)-1]; s.Kind != SeenEphemeral || s.User != anaID || s.Text != "Written down." {
		t.Errorf("%+v", s)
	}
	o.clean(t)
}

// What a bot and a mention of it look like when an action is picked on them.
func TestPickedMessages(t *testing.T) {
	o := open(t, withSave)
	o.says(http.StatusOK, object{"task": object{"type": "message", "value": "No."}})
	card := o.sends(t, crmID, shows(checkinCard()))
	if _, err := o.Mention(t.Context(), benID, crmID, card, "status & <more>"); err != nil {
		t.Fatal(err)
	}
	all := o.Messages(crmID)
	for ts, want := range map[string]struct{ content, user, app string }{
		card:               {`<attachment id="` + code("attachment", card) + `"></attachment>`, "", "app-1"},
		all[len(all)-1].TS: {`<div><div><at id="0">Parallax</at>&nbsp;status &amp; &lt;more&gt;</div>` + "\n</div>", benID, ""},
	} {
		if _, err := o.Pick(t.Context(), anaID, crmID, ts, saveID); err != nil {
			t.Fatal(err)
		}
		p := sub(o.last(t), "value", "messagePayload")
		if str(sub(p, "body"), "content") != want.content || str(sub(p, "from", "user"), "id") != want.user || str(sub(p, "from", "application"), "id") != want.app {
			t.Errorf("%v", p)
		}
		if m := objects(p["mentions"]); (len(m) == 1) != (want.user != "") || len(m) == 1 && str(sub(m[0], "mentioned", "application"), "id") != "app-1" {
			t.Errorf("mentions %v", m)
		}
	}
	o.clean(t)
}

// What Teams would not draw is noted, and the person reads that something went wrong.
func TestBadWindows(t *testing.T) {
	execute := adaptive(block("x"), object{"type": "ActionSet", "actions": []object{execute("on", nil)}})
	old := saveCard()
	old["version"] = "1.6"
	for name, c := range map[string]struct {
		body any
		want string
	}{
		"nothing":             {nil, "nothing, where a task is asked for"},
		"an empty object":     {object{}, "nothing, where a task is asked for"},
		"a list":              {[]int{1}, "no JSON object"},
		"a card":              {object{"statusCode": 200, "type": cardType, "value": saveCard()}, "only a task is drawn here"},
		"no type":             {object{"task": object{"value": "x"}}, `type ""`},
		"an empty text":       {object{"task": object{"type": "message", "value": " "}}, "is no text"},
		"a text that is none": {object{"task": object{"type": "message", "value": object{}}}, "is no text"},
		"no title":            {pane(saveCard(), object{"title": ""}), "without a title"},
		"a bare card":         {pane(saveCard(), object{"card": saveCard()}), "must be an attachment"},
		"no card":             {pane(saveCard(), object{"card": nil}), "needs a card"},
		"an address too":      {pane(saveCard(), object{"url": "https://x.example"}), "nothing beside it"},
		"odd height":          {pane(saveCard(), object{"height": "huge"}), "height huge"},
		"another version":     {pane(old, nil), `"1.6" is not drawn by Teams`},
		"Action.Execute":      {pane(execute, nil), "a dialog knows no Action.Execute"},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t, withSave)
			ts := o.written(t, benID, "x")
			o.on(func(rw http.ResponseWriter, _ object) {
				if c.body != nil {
					_ = json.NewEncoder(rw).Encode(c.body)
				}
			})
			ack, err := o.Pick(t.Context(), anaID, crmID, ts, saveID)
			v := o.Violations()
			if err != nil || ack.Error != "invalid_response" || len(v) != 1 || !strings.Contains(v[0], c.want) || o.Window(anaID) != nil {
				t.Errorf("%+v %v %q", ack, err, v)
			}
			l := o.Ledger()
			if s := l[len(l)-1]; s.Kind != SeenError || s.User != anaID {
				t.Errorf("%+v", s)
			}
		})
	}
}

// After a form nothing need be said: the dialog closes.
func TestWindowCloses(t *testing.T) {
	o := open(t, withSave)
	ts := o.written(t, benID, "x")
	for _, closes := range []func(){
		func() { o.CloseWindow(anaID) },
		func() {
			o.says(http.StatusOK, object{})
			if _, err := o.Press(t.Context(), anaID, crmID, o.Window(anaID).TS, "Save"); err != nil {
				t.Fatal(err)
			}
		},
	} {
		o.says(http.StatusOK, pane(saveCard(), nil))
		if _, err := o.Pick(t.Context(), anaID, crmID, ts, saveID); err != nil || o.Window(anaID) == nil {
			t.Fatal(err)
		}
		at := o.Window(anaID).TS
		closes()
		if o.Window(anaID) != nil || o.Filled(anaID, crmID, at) != nil {
			t.Error("it is open")
		}
	}
	o.clean(t)
}

// A client asks twice more when the bot takes too long, as if somebody had done it again.
func TestPickIsAskedAgain(t *testing.T) {
	o := open(t, withSave, func(c *TenantConfig) { c.WindowDeadline = 20 * time.Millisecond })
	ts := o.written(t, benID, "x")
	done := make(chan struct{})
	o.on(func(http.ResponseWriter, object) { <-done })
	n := len(o.activities(t))
	ack, err := o.Pick(t.Context(), anaID, crmID, ts, saveID)
	close(done)
	got := o.activities(t)[n:]
	if err != nil || !ack.TimedOut || ack.Retried != 2 || len(got) != windowTries {
		t.Fatalf("%+v %v, %d", ack, err, len(got))
	}
	if got[0]["id"] == got[1]["id"] || got[1]["id"] == got[2]["id"] || cmp.Diff(got[0]["value"], got[2]["value"]) != "" {
		t.Errorf("%v", got)
	}
}

// In a group chat the bot is not, and can't write; who has the app can pick its actions
// there all the same.
func TestPickInGroupChat(t *testing.T) {
	o := open(t, withSave)
	const chat = "19:side@thread.v2"
	o.AddChat(Channel{ID: chat, Name: "side", Members: []string{anaID, benID}})
	o.AddChat(Channel{ID: chat, Name: "side", Members: []string{anaID, eveID}})
	if err := o.Say(eveID, chat, "", "x"); err != nil || o.Say(benID, chat, "", "x") == nil {
		t.Errorf("said: %v", err)
	}
	if ack, err := o.Mention(t.Context(), anaID, chat, "", "help"); err != nil || ack.Error != "not_in_channel" {
		t.Errorf("%+v %v", ack, err)
	}
	if status, out := o.call(t, "POST", "conversations/"+chat+"/activities", says("hi")); status != 403 || failure(out) != RefusedRoster {
		t.Errorf("%d %v", status, out)
	}
	ts := o.Messages(chat)[0].TS
	if _, err := o.Pick(t.Context(), eveID, chat, ts, saveID); err == nil {
		t.Error("who does not have the app picked its action")
	}
	o.says(http.StatusOK, pane(saveCard(), nil))
	if ack, err := o.Pick(t.Context(), anaID, chat, ts, saveID); err != nil || !ack.OK() || o.Window(anaID) == nil {
		t.Errorf("%+v %v", ack, err)
	}
	if c := sub(o.last(t), "conversation"); c["conversationType"] != "groupChat" || c["id"] != chat || sub(o.last(t), "channelData")["team"] != nil {
		t.Errorf("%v", c)
	}
	o.clean(t)
}

// People talk to each other; the bot hears nothing of it.
func TestSay(t *testing.T) {
	o := open(t)
	n := len(o.activities(t))
	ts := o.written(t, benID, "hello")
	if err := o.Say(anaID, crmID, ts, "hi"); err != nil {
		t.Fatal(err)
	}
	if all := o.Messages(crmID); all[1].ThreadTS != ts || all[1].Text != "hi" || len(o.activities(t)) != n {
		t.Errorf("%+v", all)
	}
	for name, err := range map[string]error{
		"to the bot": o.Say(anaID, o.IM(anaID), "", "x"), "elsewhere": o.Say(eveID, crmID, "", "x"), "no thread": o.Say(anaID, crmID, "1", "x"),
	} {
		if err == nil {
			t.Error(name)
		}
	}
	b := setup(t)
	if err := b.Say("U0001", "C0001", "", "a <b>"); err != nil || b.Messages("C0001")[0].Text != "a &lt;b&gt;" {
		t.Errorf("in Slack: %v, %+v", err, b.Messages("C0001"))
	}
	if b.Say("U0001", "D0001", "", "x") == nil || b.Say("U0001", "C0001", "1", "x") == nil {
		t.Error("said in Slack")
	}
	if _, err := b.Shortcut(t.Context(), "U0001", "C0001", b.Messages("C0001")[0].TS, "evil"); err == nil {
		t.Error("Slack offers what no manifest has")
	}
}
