package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// What the client says when a press came to nothing.
const (
	unreached = "Unable to reach app. Please try again."
	wentWrong = "Something went wrong. Please try again."
)

// Fill enters values into the inputs of a card, by their ids, without pressing
// anything; "" empties one.
func (t *Tenant) Fill(user, channel, ts string, input map[string]string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _, m, card, err := t.before(user, channel, ts)
	if err == nil {
		err = enter(card, t.desk(user, m).typed, input)
	}
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	return nil
}

// Submit is Fill and Press at once.
func (t *Tenant) Submit(ctx context.Context, user, channel, ts, action string, input map[string]string) (Ack, error) {
	if err := t.Fill(user, channel, ts, input); err != nil {
		return Ack{}, err
	}
	return t.Press(ctx, user, channel, ts, action)
}

// Press presses a button of the card that this person sees in a message: action is
// its verb, its id or its title; value tells several apart, by the title or by
// anything in their data. The inputs of the card travel with it as they are filled.
//
// An Action.Execute waits for the bot's answer: the card in it takes the place of the
// shared one for this person alone. A message in it is shown to the person, and so is
// an error (Ack.Error is application_error then). An Action.Submit becomes a message
// with a value.
//
// The error says that the client would not have let it through: no such button,
// required inputs left empty (named). Nothing is delivered then.
func (t *Tenant) Press(ctx context.Context, user, channel, ts, action string, value ...string) (Ack, error) {
	return t.press(ctx, pressing{user: user, channel: channel, ts: ts, action: action, value: value})
}

// PressFallback is Press in a client too old for Action.Execute, which shows the
// Action.Submit in its fallback.
func (t *Tenant) PressFallback(ctx context.Context, user, channel, ts, action string, value ...string) (Ack, error) {
	return t.press(ctx, pressing{user: user, channel: channel, ts: ts, action: action, value: value, old: true})
}

// Refresh is what a client does with a card that names this person in its refresh
// part, whenever the message comes on the screen. The error says that it does not.
func (t *Tenant) Refresh(ctx context.Context, user, channel, ts string) (Ack, error) {
	return t.press(ctx, pressing{user: user, channel: channel, ts: ts, refresh: true})
}

type pressing struct {
	user, channel, ts, action string
	value                     []string
	old, refresh              bool
	path                      string // instead of action: where it stands in the card
}

func (t *Tenant) press(ctx context.Context, p pressing) (Ack, error) {
	d, err := t.pressed(p)
	if err != nil {
		return Ack{}, fmt.Errorf("press %s: %w", p.action, err)
	}
	if d.window {
		return t.asks(ctx, d, t.Window(p.user))
	}
	ack, err := t.tell(ctx, d)
	if err != nil {
		return ack, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case !ack.OK() && !p.refresh:
		t.failed(p, unreached)
	case ack.OK() && d.invoke:
		ack.Error = t.settle(p, ack.Body)
	}
	return ack, nil
}

// before finds what a press needs: the person, the place, the message and the card
// as that person sees it. t.mu held.
func (t *Tenant) before(user, channel, ts string) (*Member, *Channel, *Message, object, error) {
	who, c, err := t.actor(user, channel)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	m := t.message(channel, ts)
	if m == nil || m.For != "" && m.For != user {
		return nil, nil, nil, nil, fmt.Errorf("no message %s in %s", ts, channel)
	}
	raw := t.card(user, m)
	if raw == nil {
		return nil, nil, nil, nil, fmt.Errorf("message %s has no card", ts)
	}
	card, err := decodeCard(raw)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	return who, c, m, t.peopled(card), nil
}

func (t *Tenant) pressed(p pressing) (*telling, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	who, c, m, card, err := t.before(p.user, p.channel, p.ts)
	if err != nil {
		return nil, err
	}
	act, at, err := t.find(card, p)
	if err != nil {
		return nil, err
	}
	entered := t.entries(p.user, m, card)
	if empty := missing(card, at, entered); len(empty) > 0 && act["associatedInputs"] != "none" && !p.refresh {
		return nil, fmt.Errorf("please fill in: %s", strings.Join(empty, ", "))
	}
	data := payload(card, act, at, entered)
	if d, err := t.inWindow(p, who, c, m, act, data); d != nil || err != nil {
		return d, err
	}
	kind := str(act, "type")
	shape := "message"
	if kind == "Action.Execute" {
		shape = "invoke"
	}
	a := t.activity(shape, who, c, t.threadOf(m))
	a["replyToId"] = m.TS
	cd := sub(a, "channelData")
	cd["source"], cd["legacy"] = object{"name": "message"}, object{"replyToId": "1:" + code("legacy", m.TS)}
	if shape == "message" {
		a["value"] = data
		return t.telling("submit "+p.action, a), nil
	}
	trigger := "manual"
	if p.refresh {
		trigger = "automatic"
	}
	inner := object{"type": kind, "verb": str(act, "verb"), "data": data}
	for _, k := range []string{"id", "title"} {
		if s := str(act, k); s != "" {
			inner[k] = s
		}
	}
	a["name"], a["value"] = "adaptiveCard/action", object{"action": inner, "trigger": trigger}
	return t.telling("press "+p.action, a), nil
}

// threadOf is the thread in which a message stands: its own when it began one.
func (t *Tenant) threadOf(m *Message) string { return orElse(m.ThreadTS, m.TS) }

// find is the action that is pressed, and where in the card it stands.
func (t *Tenant) find(card object, p pressing) (act object, at string, err error) {
	if p.refresh {
		r := sub(card, "refresh")
		for _, id := range asList(r["userIds"]) {
			if id == t.mri(p.user) {
				return sub(r, "action"), "", nil
			}
		}
		return nil, "", fmt.Errorf("the card does not refresh itself for %s", p.user)
	}
	var there []string
	for _, a := range actionsOf(card) {
		there = append(there, orElse(a.verb(), a.title()))
		if p.path != "" && a.path != p.path || p.path == "" && !a.goes(p.action) || len(p.value) > 0 && !a.carries(p.value[0]) {
			continue
		}
		act = a.body
		if p.old && a.kind == "Execute" {
			if act = sub(act, "fallback"); act == nil {
				return nil, "", fmt.Errorf("%s has no fallback: an old client shows nothing", p.action)
			}
		}
		switch k := str(act, "type"); k {
		case "Action.Execute", "Action.Submit":
			return act, a.path, nil
		default:
			return nil, "", fmt.Errorf("%s is a %s, which tells the bot nothing", p.action, k)
		}
	}
	return nil, "", fmt.Errorf("no such button with value %q; there are: %s", p.value, strings.Join(there, " "))
}

// settle does what the bot answered to an invoke and gives what Ack.Error says,
// t.mu held.
func (t *Tenant) settle(p pressing, body string) string {
	var r struct {
		Status int             `json:"statusCode"`
		Type   string          `json:"type"`
		Value  json.RawMessage `json:"value"`
	}
	bad := func(format string, a ...any) string {
		t.violate("answer to a press: "+format, a...)
		t.failed(p, wentWrong)
		return "invalid_response"
	}
	if err := json.Unmarshal([]byte(body), &r); err != nil {
		return bad("no JSON object: %v", err)
	}
	m := t.message(p.channel, p.ts)
	switch {
	case r.Type == cardType && r.Status == http.StatusOK:
		card, err := decodeCard(r.Value)
		if err != nil {
			return bad("%v", err)
		}
		if wrong := checkCard(card); len(wrong) > 0 {
			return bad("%s", strings.Join(wrong, "; "))
		}
		if m == nil { // deleted meanwhile
			return ""
		}
		d := t.desk(p.user, m)
		d.card, d.typed = encode(card), map[string]string{}
		pings, _ := mentions(cardWords(card), asList(sub(card, "msteams")["entities"]))
		t.see(Seen{Kind: SeenCard, Channel: p.channel, User: p.user, From: t.BotID(), TS: p.ts, ThreadTS: m.ThreadTS, Card: d.card, Pings: tidy(pings)})
		return ""
	case r.Type == "application/vnd.microsoft.activity.message" && r.Status == http.StatusOK:
		var text string
		if json.Unmarshal(r.Value, &text) != nil {
			return bad("the value of a message is no text")
		}
		t.see(Seen{Kind: SeenEphemeral, Channel: p.channel, User: p.user, From: t.BotID(), TS: p.ts, Text: text})
		return ""
	case strings.HasPrefix(r.Type, "application/vnd.microsoft.error") && r.Status >= 400:
		var e struct{ Code, Message string }
		if json.Unmarshal(r.Value, &e) != nil || e.Code == "" {
			return bad("the value of an error needs a code and a message")
		}
		t.failed(p, orElse(e.Message, wentWrong))
		return "application_error"
	}
	return bad("status %d with type %q", r.Status, r.Type)
}

// failed puts on the person's screen what the client says after a bad answer. What
// was typed stays.
func (t *Tenant) failed(p pressing, text string) {
	t.see(Seen{Kind: SeenError, Channel: p.channel, User: p.user, TS: p.ts, Text: text})
}
