package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"time"
)

// windowTime is how long a client waits for the answer to an action on a message, or to
// its dialog, before it asks again; windowTries is how often it asks in all
// (learn.microsoft.com, "Respond to the dialog submit action").
const (
	windowTime  = 5 * time.Second
	windowTries = 3
)

// Window is the dialog that an action on a message has opened for a person.
type Window struct {
	Command string `json:"command"`
	Title   string `json:"title"`
	// Message holds the card, for one person. Fill, Filled and Press take its Channel
	// and TS as they take those of a message.
	Message

	root   string // the thread in which the message stands
	quoted object // the message, as it travels to the bot
}

// Window is what a person has open; nil: nothing.
func (t *Tenant) Window(user string) *Window {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.windows[user]
	if w == nil {
		return nil
	}
	cp := *w
	return &cp
}

// CloseWindow closes it without telling the bot.
func (t *Tenant) CloseWindow(user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.windows, user)
}

// Pick picks an action of the app (its id in the manifest) from the menu of a message.
// A dialog in the answer opens, see Window; a text in it is shown to the person.
//
// The error says that the client offers no such action there.
func (t *Tenant) Pick(ctx context.Context, user, channel, ts, command string) (Ack, error) {
	w, d, err := t.pickedOn(user, channel, ts, command)
	if err != nil {
		return Ack{}, fmt.Errorf("pick %s: %w", command, err)
	}
	return t.asks(ctx, d, w)
}

func (t *Tenant) pickedOn(user, channel, ts, command string) (*Window, *telling, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	who, c, err := t.actor(user, channel)
	if err != nil {
		return nil, nil, err
	}
	m := t.message(channel, ts)
	switch {
	case m == nil:
		return nil, nil, fmt.Errorf("no message %s in %s", ts, channel)
	case !knownAction(t.cfg.Actions, command):
		return nil, nil, fmt.Errorf("the manifest has no such command")
	case !t.has(c) && !t.installed[user]:
		return nil, nil, fmt.Errorf("%s does not have the app", user)
	}
	w := &Window{Command: command, Message: Message{Channel: channel, User: t.BotID(), Bot: true, For: user}, root: t.threadOf(m), quoted: t.quoted(m)}
	return w, t.windowTelling("composeExtension/fetchTask", who, c, w, nil), nil
}

// windowTelling is what the bot hears, t.mu held. data is nil when the action was picked
// just now.
func (t *Tenant) windowTelling(name string, who *Member, c *Channel, w *Window, data any) *telling {
	a := t.activity("invoke", who, c, w.root)
	sub(a, "channelData")["source"] = object{"name": "message"}
	value := object{
		"commandId": w.Command, "commandContext": "message", "requestId": t.uuid(), "messagePayload": w.quoted, "context": object{"theme": "default"},
	}
	if data != nil {
		value["data"] = data
	}
	a["name"], a["value"] = name, value
	d := t.telling("window "+w.Command, a)
	d.window = true
	return d
}

// quoted is a message as Teams shows it to a bot on which an action was picked: what
// people wrote as HTML, of a card nothing but that it is there.
func (t *Tenant) quoted(m *Message) object {
	from := object{"device": nil, "conversation": nil, "user": nil, "application": nil}
	content := html.EscapeString(m.Text)
	var mentions []object
	if who := t.members[m.User]; who != nil && !m.Bot {
		from["user"] = object{"userIdentityType": "aadUser", "id": who.ID, "displayName": who.Name}
		if rest, is := strings.CutPrefix(content, "@"+html.EscapeString(t.cfg.BotName)+" "); is {
			content = `<at id="0">` + html.EscapeString(t.cfg.BotName) + "</at>&nbsp;" + rest
			mentions = []object{{"id": 0, "mentionText": t.cfg.BotName, "mentioned": object{
				"device": nil, "conversation": nil, "user": nil,
				"application": object{"applicationIdentityType": "bot", "id": t.cfg.AppID, "displayName": t.cfg.BotName},
			}}}
		}
		content = "<div><div>" + strings.ReplaceAll(content, "\n", "<br>") + "</div>\n</div>"
	} else {
		from["application"] = object{"applicationIdentityType": "bot", "id": t.cfg.AppID, "displayName": t.cfg.BotName}
		if m.Card != nil {
			content = `<attachment id="` + code("attachment", m.TS) + `"></attachment>`
		}
	}
	q := object{
		"id": m.TS, "replyToId": nil, "createdDateTime": t.cfg.Now().UTC().Format(time.RFC3339), "lastModifiedDateTime": nil, "deleted": false,
		"subject": nil, "summary": nil, "importance": "normal", "locale": "en-us",
		"linkToMessage": "https://teams.microsoft.com/l/message/" + m.Channel + "/" + m.TS,
		"body":          object{"contentType": "html", "content": content}, "from": from, "attachments": []object{},
	}
	if m.ThreadTS != "" {
		q["replyToId"] = m.ThreadTS
	}
	if len(mentions) > 0 {
		q["mentions"] = mentions
	}
	return q
}

// asks delivers what was picked or sent, and shows what the bot answers.
func (t *Tenant) asks(ctx context.Context, d *telling, w *Window) (Ack, error) {
	ack, err := t.tell(ctx, d)
	if err != nil {
		return ack, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !ack.OK() { // what is open stays, with what was typed
		t.see(Seen{Kind: SeenError, Channel: w.Channel, User: w.For, TS: w.TS, Text: unreached})
		return ack, nil
	}
	ack.Error = t.settleWindow(w, ack.Body)
	return ack, nil
}

// settleWindow does what the bot answered and gives what Ack.Error says, t.mu held. It
// takes what Teams takes of a bot that inserts nothing into the conversation.
func (t *Tenant) settleWindow(w *Window, body string) string {
	bad := func(format string, a ...any) string {
		t.violate("answer to an action on a message: "+format, a...)
		t.see(Seen{Kind: SeenError, Channel: w.Channel, User: w.For, TS: w.TS, Text: wentWrong})
		return "invalid_response"
	}
	var r map[string]json.RawMessage
	if strings.TrimSpace(body) != "" {
		if err := json.Unmarshal([]byte(body), &r); err != nil {
			return bad("no JSON object: %v", err)
		}
	}
	for name := range r {
		if name != "task" {
			return bad("%q: only a task is drawn here", name)
		}
	}
	if len(r) == 0 {
		if w.TS == "" {
			return bad("nothing, where a task is asked for")
		}
		delete(t.windows, w.For)
		return ""
	}
	var task struct {
		Type  string
		Value json.RawMessage
	}
	if err := json.Unmarshal(r["task"], &task); err != nil {
		return bad("task: %v", err)
	}
	switch task.Type {
	case "message":
		var text string
		if json.Unmarshal(task.Value, &text) != nil || strings.TrimSpace(text) == "" {
			return bad("the value of a message is no text")
		}
		delete(t.windows, w.For)
		t.see(Seen{Kind: SeenEphemeral, Channel: w.Channel, User: w.For, From: t.BotID(), Text: text})
		return ""
	case "continue":
		next := *w
		if wrong := next.read(task.Value); wrong != "" {
			return bad("%s", wrong)
		}
		next.TS = "window-" + t.uuid()
		t.windows[w.For] = &next
		t.see(Seen{Kind: SeenView, Channel: w.Channel, User: w.For, From: t.BotID(), TS: next.TS, Text: next.Title, Card: next.Card})
		return ""
	}
	return bad("type %q, must be continue or message", task.Type)
}

// read takes what a dialog is to be; not empty: why Teams draws none.
func (w *Window) read(raw json.RawMessage) string {
	var info struct {
		Title         string
		Width, Height any
		URL           *string
		Card          *struct {
			ContentType string
			Content     json.RawMessage
		}
	}
	if err := json.Unmarshal(raw, &info); err != nil {
		return "task info: " + err.Error()
	}
	for name, v := range map[string]any{"width": info.Width, "height": info.Height} {
		_, pixels := v.(float64)
		if !pixels && v != nil && v != "small" && v != "medium" && v != "large" {
			return fmt.Sprintf("%s %v, must be pixels, small, medium or large", name, v)
		}
	}
	switch {
	case info.Title == "":
		return "a dialog without a title"
	case info.URL != nil, info.Card == nil:
		return "a dialog needs a card, and nothing beside it"
	case info.Card.ContentType != cardType:
		return fmt.Sprintf("a card of type %q, must be an attachment of type %s", info.Card.ContentType, cardType)
	}
	card, err := decodeCard(info.Card.Content)
	if err != nil {
		return err.Error()
	}
	wrong := checkCard(card)
	for _, a := range actionsOf(card) {
		if a.kind == "Execute" {
			wrong = append(wrong, fmt.Sprintf("[%s] a dialog knows no Action.Execute", a.path))
		}
	}
	if len(wrong) > 0 {
		return strings.Join(wrong, "; ")
	}
	w.Title, w.Card = info.Title, encode(card)
	return ""
}

// retold is the same delivery as a client makes it anew: with another id, for nothing
// says that it keeps the first.
func (t *Tenant) retold(d *telling) *telling {
	t.mu.Lock()
	defer t.mu.Unlock()
	var a object
	_ = json.Unmarshal(d.body, &a) // what was encoded here
	a["id"] = "f:" + t.uuid()
	again := t.telling(d.what, a)
	again.window = true
	return again
}

// MessageAction is an entry of the app's in the menu of a message, as its manifest has
// it.
type MessageAction struct{ ID, Title string }

func knownAction(all []MessageAction, id string) bool {
	for _, a := range all {
		if a.ID == id {
			return true
		}
	}
	return false
}

// inWindow makes of a press in a window what the bot hears of it, t.mu held; nil: the
// message is none.
func (t *Tenant) inWindow(p pressing, who *Member, c *Channel, m *Message, act object, data any) (*telling, error) {
	w := t.windows[p.user]
	if w == nil || &w.Message != m {
		return nil, nil
	}
	if kind := str(act, "type"); kind != "Action.Submit" || p.old {
		return nil, fmt.Errorf("%s is a %s, and a dialog knows none", p.action, kind)
	}
	return t.windowTelling("composeExtension/submitAction", who, c, w, data), nil
}
