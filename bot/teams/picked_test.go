package teams_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
)

// pane is what an action on a message is answered with.
type pane struct {
	Task struct {
		Type  string
		Value json.RawMessage
	}
}

// word is the text of one without a card.
func (p pane) word() string {
	var s string
	if p.Task.Type != "message" || json.Unmarshal(p.Task.Value, &s) != nil {
		return ""
	}
	return s
}

// card is the card of one, and what stands above it.
func (p pane) card() (title string, card json.RawMessage) {
	var v struct {
		Title, Width, Height string
		Card                 struct {
			ContentType string
			Content     json.RawMessage
		}
	}
	if p.Task.Type != "continue" || json.Unmarshal(p.Task.Value, &v) != nil || v.Card.ContentType != "application/vnd.microsoft.card.adaptive" {
		return "", nil
	}
	return v.Title, v.Card.Content
}

// pick is the action picked on a message in the channel, with changes.
func (w *tenant) pick(from checkins.Account, html string, changes jsonObject) teams.Activity {
	return w.activity(from, true, changed(jsonObject{
		"type": "invoke", "name": teams.NameFetch, "value": jsonObject{
			"commandId": teams.CommandSave, "commandContext": "message", "requestId": "r", "messagePayload": jsonObject{
				"id": "1", "body": jsonObject{"contentType": "html", "content": html},
				"from": jsonObject{"application": nil, "user": jsonObject{"userIdentityType": "aadUser", "id": strings.ToUpper(objectOf("ben").ID)}},
			},
		},
	}, changes))
}

// send sends the window of that action.
func (w *tenant) send(from checkins.Account, verb, token string, inputs map[string]string) teams.Activity {
	data := jsonObject{"act": verb, "t": token}
	for k, v := range inputs {
		data[k] = v
	}
	return w.activity(from, true, jsonObject{
		"type": "invoke", "name": teams.NameSent, "value": jsonObject{"commandId": teams.CommandSave, "commandContext": "message", "data": data},
	})
}

func (w *tenant) pane(a teams.Activity) pane {
	w.Helper()
	r, err := w.handler.Handle(w.Context(), a)
	if err != nil || r.Status != 0 {
		w.Fatalf("answered %+v, %v", r, err)
	}
	raw, err := json.Marshal(r.Body)
	if err != nil {
		w.Fatal(err)
	}
	var p pane
	if err := json.Unmarshal(raw, &p); err != nil {
		w.Fatal(err)
	}
	return p
}

// submits are the tokens of a window's buttons, by what they do. A window knows no
// Action.Execute.
func submits(t *testing.T, card json.RawMessage) map[string]string {
	t.Helper()
	var v struct {
		Version string
		Actions []struct {
			Type string
			Data map[string]string
		}
	}
	if err := json.Unmarshal(card, &v); err != nil || v.Version != "1.5" {
		t.Fatalf("%s: %v", card, err)
	}
	all := map[string]string{}
	for _, a := range v.Actions {
		if a.Type != "Action.Submit" {
			t.Errorf("a button of type %s", a.Type)
		}
		all[a.Data["act"]] = a.Data["t"]
	}
	return all
}

// In a channel, in a group chat and in a chat of two the domain hears who wrote what,
// and where. Of a bot's message, of somebody from elsewhere and of a message that says
// nothing it hears as much as there is.
func TestMessageIsPicked(t *testing.T) {
	w, desk := newClerk(t)
	desk.says = bottest.Friendly().Cases()["dialog_commit"]
	ben := objectOf("ben")
	group := checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: "19:group@thread.v2"}
	body := func(v jsonObject) jsonObject {
		return jsonObject{"value": jsonObject{"commandId": teams.CommandSave, "messagePayload": v}}
	}
	html := `<div><div><at id="0">Parallax</at>&nbsp;the test system is there <b>by Friday</b> &amp; more</div>` + "\n</div>"
	for name, c := range map[string]struct {
		a    teams.Activity
		want checkins.Quoted
	}{
		"in a channel": {w.pick(ana, html, nil), checkins.Quoted{Request: checkins.Request{Channel: crm}, Author: ben, Text: "Parallax\u00a0the test system is there by Friday & more"}},
		"in a group": {w.pick(ana, "x", jsonObject{"conversation": jsonObject{"id": group.ID, "conversationType": "groupChat", "isGroup": true, "tenantId": ownTenant}}),
			checkins.Quoted{Request: checkins.Request{Channel: group}, Author: ben, Text: "x"}},
		"in a chat of two": {w.pick(ana, "x", jsonObject{"conversation": jsonObject{"id": "a:two-of-them", "conversationType": "personal", "tenantId": ownTenant}}),
			checkins.Quoted{Author: ben, Text: "x"}},
		"of an app": {w.pick(ana, "", body(jsonObject{
			"body": jsonObject{"contentType": "html", "content": `<attachment id="1"></attachment>`}, "from": jsonObject{"user": nil, "application": jsonObject{"id": "x"}},
		})), checkins.Quoted{Request: checkins.Request{Channel: crm}}},
		"of an app's name": {w.pick(ana, "", body(jsonObject{
			"body":     jsonObject{"contentType": "html", "content": `<at id="0">Parallax</at> <at id="1">Ben</at> does it`},
			"mentions": []jsonObject{{"id": 0, "mentioned": jsonObject{"user": nil, "application": jsonObject{"id": "x"}}}, {"id": 1, "mentioned": jsonObject{"user": jsonObject{"id": "y"}, "application": nil}}},
		})), checkins.Quoted{Request: checkins.Request{Channel: crm}, Text: "Ben does it"}},
		"of a visitor": {w.pick(ana, "", body(jsonObject{"body": jsonObject{"contentType": "text", "content": " a <b> "}, "from": jsonObject{"user": jsonObject{"userIdentityType": "federatedUser", "id": ben.ID}}})),
			checkins.Quoted{Request: checkins.Request{Channel: crm}, Text: "a <b>"}},
		"of nothing": {w.pick(ana, "", jsonObject{"value": jsonObject{"commandId": teams.CommandSave}}), checkins.Quoted{Request: checkins.Request{Channel: crm}}},
		"of nonsense": {w.pick(ana, "", body(jsonObject{"body": []string{"x"}, "from": jsonObject{"user": jsonObject{"id": "../x y"}}, "mentions": "none"})),
			checkins.Quoted{Request: checkins.Request{Channel: crm}}},
	} {
		desk.saved = nil
		title, card := w.pane(c.a).card()
		if title != "Commitment" || submits(t, card)[teams.VerbOn] == "" || strings.Contains(string(card), `"text":"Commitment"`) {
			t.Errorf("%s: opened %q %s", name, title, card)
		}
		c.want.From, c.want.Delivery = ana, c.a.Delivery()
		if diff := cmp.Diff([]checkins.Quoted{c.want}, desk.saved); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	// Nobody is written to in a chat of other people.
	for _, to := range []checkins.Account{ana, group} {
		if ref, err := w.mem.Reference(t.Context(), to); err == nil && ref.Conversation != "" || err != nil && !errors.Is(err, checkins.ErrNotFound) {
			t.Errorf("%s is written to at %+v, %v", to, ref, err)
		}
	}
}

// What is sent reaches the domain as it was filled in, before whomever: nobody else sees
// the window. What is wrong comes back in it, and the end is said.
func TestWindowIsSent(t *testing.T) {
	w, desk := newClerk(t)
	form := bottest.Friendly().Cases()["dialog_commit"].(checkins.Dialog)
	form.Asked = crm
	desk.says = form
	_, card := w.pane(w.pick(ana, "x", nil)).card()
	token := submits(t, card)[teams.VerbOn]
	desk.says = bottest.Friendly().Cases()["dialog_commit_wrong"]
	a := w.send(ana, teams.VerbOn, token, map[string]string{
		"f": shownIn(form), input(form, "who", false): "ben", input(form, "what", false): " all cases ", input(form, "by", false): "2026-03-14", input(form, "to", false): "it",
	})
	if _, back := w.pane(a).card(); !strings.Contains(string(back), "Nobody works on that day") || submits(t, back)[teams.VerbOn] == "" {
		t.Errorf("what was wrong: %s", back)
	}
	want := checkins.Submission{
		From: ana, Channel: crm, Delivery: a.Delivery(), What: checkins.DialogCommit, Initiative: form.Initiative.ID, Go: checkins.GoOn,
		Values: map[string][]string{"who": {"ben"}, "what": {"all cases"}, "by": {"2026-03-14"}, "to": {"it"}},
	}
	if diff := cmp.Diff([]checkins.Submission{want}, desk.sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	desk.says = checkins.Done{What: checkins.DonePromise, Until: "2026-03-13", Name: "CRM"}
	if got := w.pane(w.send(ana, teams.VerbOn, token, nil)).word(); got != "Written down for CRM, by Friday 13 March. “commit list” shows all." {
		t.Errorf("said %q", got)
	}
}

// What is forged, of another org or for something else reaches nobody; who picks is told
// so, and what to do instead.
func TestPickIsRefused(t *testing.T) {
	w, desk := newClerk(t)
	form := bottest.Friendly().Cases()["dialog_commit"].(checkins.Dialog)
	desk.says = form
	claim := bot.DialogClaim(form)
	sign := func(change func(*bot.Claim)) string {
		c := claim
		c.Org = bottest.Org
		change(&c)
		return bottest.Signer().Sign(c)
	}
	good := sign(func(*bot.Claim) {})
	other := func(v any) jsonObject { return jsonObject{"value": v} }
	for name, c := range map[string]struct {
		a    teams.Activity
		says checkins.HelpText
	}{
		"another command":   {w.pick(ana, "x", other(jsonObject{"commandId": "evil"})), checkins.HelpOldButton},
		"no command":        {w.pick(ana, "x", other("x")), checkins.HelpOldButton},
		"nobody":            {w.pick(ana, "x", jsonObject{"from": jsonObject{"id": "29:x"}}), checkins.HelpForeign},
		"forged":            {w.send(ana, teams.VerbOn, good+"x", nil), checkins.HelpOldForm},
		"foreign":           {w.send(ana, teams.VerbOn, sign(func(c *bot.Claim) { c.Org = "other" }), nil), checkins.HelpForeign},
		"of no org":         {w.send(ana, teams.VerbOn, sign(func(c *bot.Claim) { c.Org = "" }), nil), checkins.HelpForeign},
		"another dialog":    {w.send(ana, teams.VerbOn, sign(func(c *bot.Claim) { c.What = string(checkins.DialogForget) }), nil), checkins.HelpOldForm},
		"another act":       {w.send(ana, teams.VerbAck, sign(func(c *bot.Claim) { c.Act = teams.VerbAck }), nil), checkins.HelpOldForm},
		"no button":         {w.send(ana, "", "", nil), checkins.HelpOldForm},
		"of another step":   {w.send(ana, teams.VerbOn, good, map[string]string{"d|one|lines|what": "x"}), checkins.HelpOldForm},
		"no date":           {w.send(ana, teams.VerbOn, good, map[string]string{input(form, "by", false): "2026-02-30"}), checkins.HelpOldForm},
		"far too long":      {w.send(ana, teams.VerbOn, good, map[string]string{input(form, "what", false): strings.Repeat("x", 3001)}), checkins.HelpOldForm},
		"data that is none": {w.activity(ana, true, jsonObject{"type": "invoke", "name": teams.NameSent, "value": jsonObject{"commandId": teams.CommandSave, "data": []int{1}}}), checkins.HelpOldForm},
	} {
		if got := w.pane(c.a).word(); got != sentence(c.says) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if len(desk.sent)+len(desk.saved) > 0 {
		t.Errorf("the desk heard %+v, %+v", desk.sent, desk.saved)
	}
}

// A lead writes a promise down from a message of the business; sent again, with the same
// id or another, it stands once. Who may not is told who may.
func TestMessageIsSaved(t *testing.T) {
	w := newTenant(t)
	fill := func(card json.RawMessage) map[string]string {
		var v struct{ Body []struct{ ID, Value string } }
		if err := json.Unmarshal(card, &v); err != nil {
			t.Fatal(err)
		}
		in := map[string]string{}
		for _, e := range v.Body {
			if e.ID != "" {
				in[e.ID] = e.Value
			}
		}
		return in
	}
	_, card := w.pane(w.pick(ana, "<p>Test data by Friday</p>", nil)).card()
	in := fill(card)
	want := map[string]string{"d||select|who": "ben", "d||lines|what": "Test data by Friday", "d||date|by": in["d||date|by"], "d||choice|to": "it"}
	if diff := cmp.Diff(want, in); diff != "" {
		t.Fatalf("prefilled (-want +got):\n%s", diff)
	}
	token := submits(t, card)[teams.VerbOn]
	sent := w.send(ana, teams.VerbOn, token, in)
	for _, a := range []teams.Activity{sent, sent, w.send(ana, teams.VerbOn, token, in)} {
		if got := w.pane(a).word(); !strings.HasPrefix(got, "Written down for CRM migration, by ") {
			t.Errorf("said %q", got)
		}
	}
	m, err := w.desk.Command(t.Context(), checkins.Request{From: ana, Delivery: "list", Command: checkins.Command{Verb: checkins.VerbCommit, Topic: checkins.TopicList}})
	if l, is := m.(checkins.Commitments); err != nil || !is || len(l.Open) != 1 || l.Open[0].What != "Test data by Friday" {
		t.Errorf("it stands as %+v, %v", m, err)
	}
	stranger, elsewhere := checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: "eeeeeeee-0000-0000-0000-000000000001"}, ana
	elsewhere.Team = foreignTenant
	foreign := jsonObject{"conversation": jsonObject{"id": "19:x@thread.v2", "conversationType": "groupChat", "tenantId": foreignTenant}, "channelData": jsonObject{"tenant": jsonObject{"id": foreignTenant}}}
	for name, c := range map[string]struct {
		a    teams.Activity
		says string
	}{
		"a lead who owns nothing":  {w.pick(objectOf("it1"), "x", nil), sentence(checkins.HelpNotSaver)},
		"a stranger":               {w.pick(stranger, "x", nil), sentence(checkins.HelpStranger)},
		"another tenant":           {w.pick(elsewhere, "x", foreign), sentence(checkins.HelpNoInitiative) + " Set one up right here. Type: " + bot.HelpMakeCommand},
		"sent by who owns nothing": {w.send(objectOf("it1"), teams.VerbOn, token, in), sentence(checkins.HelpNotAllowed)},
	} {
		if got := w.pane(c.a).word(); !strings.HasPrefix(got, c.says) {
			t.Errorf("%s: %q, want %q", name, got, c.says)
		}
	}
	if _, card := w.pane(w.pick(ana, `<attachment id="1"></attachment>`, nil)).card(); !strings.Contains(string(card), "This message has no text.") {
		t.Errorf("a picture: %s", card)
	}
}

// Who asks too much at once is told so; a form of theirs stays open as it was filled in,
// for Teams hears that it was not taken.
func TestPickingIsCounted(t *testing.T) {
	w := newTenant(t)
	h, err := teams.NewHandler(teams.Config{
		Desk: w.desk, Renderer: teams.Renderer{Signer: bottest.Signer()}, References: w.mem, Now: func() time.Time { return w.clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.handler = h
	_, card := w.pane(w.pick(ana, "x", nil)).card()
	for range 30 {
		w.pane(w.pick(ana, "x", nil))
	}
	if got := w.pane(w.pick(ana, "x", nil)).word(); got != sentence(checkins.HelpTooFast) {
		t.Errorf("said %q", got)
	}
	r, err := w.handler.Handle(t.Context(), w.send(ana, teams.VerbOn, submits(t, card)[teams.VerbOn], nil))
	if err != nil || r.Status != 429 || r.Body != nil {
		t.Errorf("a form too many: %+v, %v", r, err)
	}
}

// absent is one whose store answers nothing at all about dialogs.
type absent struct{ *checkins.Desk }

func (absent) SaveAs(ctx context.Context, _ checkins.Quoted) (checkins.Message, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (absent) Submit(ctx context.Context, _ checkins.Submission) (checkins.Message, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Before the client gives up, who picks hears that it was not done; of a form Teams
// hears that nobody took it, so that the client keeps what was typed.
func TestALatePick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTenant(t)
		_, card := w.pane(w.pick(ana, "x", nil)).card()
		w.over(absent{w.desk})
		began := time.Now()
		if got := w.pane(w.pick(ana, "x", nil)).word(); got != bot.English.SayNotDone().Plain() {
			t.Errorf("said %q", got)
		}
		if r, err := w.handler.Handle(t.Context(), w.send(ana, teams.VerbOn, submits(t, card)[teams.VerbOn], nil)); err == nil {
			t.Errorf("a form: %+v", r)
		}
		if took := time.Since(began); took > 2*2300*time.Millisecond {
			t.Errorf("answered after %s", took)
		}
	})
}
