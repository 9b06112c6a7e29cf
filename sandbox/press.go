package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Press uses an interactive element of a message that this person sees: a button,
// a select, radio buttons ... actionID is its action_id, or "block_id/action_id".
// value: the option chosen, the date picked; for a button it may tell several with
// the same action_id apart. The error says that there is nothing to press.
func (w *Workspace) Press(ctx context.Context, user, channel, ts, actionID string, value ...string) (Ack, error) {
	d, err := w.pressed(user, channel, ts, actionID, value)
	if err != nil {
		return Ack{}, fmt.Errorf("press %s: %w", actionID, err)
	}
	ack, err := w.deliver(ctx, d)
	if err == nil && !ack.OK() {
		w.failed(user, channel, "", "This app did not respond: "+ack.Error)
	}
	return ack, err
}

func (w *Workspace) pressed(user, channel, ts, actionID string, value []string) (*delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, c, err := w.actor(user, channel)
	if err != nil {
		return nil, err
	}
	msg := w.message(channel, ts)
	if msg == nil {
		msg = w.whisper(channel, ts, user)
	}
	if msg == nil {
		return nil, fmt.Errorf("no message %s in %s for %s", ts, channel, user)
	}
	e, v, err := pick(msg.Blocks, actionID, value)
	if err != nil {
		return nil, err
	}
	w.at[user] = channel
	slot := user + "|" + channel + "|" + ts
	state := prefilled(msg.Blocks, w.picks[slot])
	if e.holds() {
		put(state, e.blockID, e.action, v)
		w.picks[slot] = state
	}
	container := object{"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": msg.Ephemeral}
	if msg.ThreadTS != "" {
		container["thread_ts"] = msg.ThreadTS
	}
	p := w.actionJSON(m, e, v)
	p["container"], p["channel"] = container, object{"id": c.ID, "name": placeName(c)}
	p["state"] = stateJSON(msg.Blocks, state)
	p["response_url"] = w.hook(&hook{channel: channel, user: user, ts: ts})
	if !msg.Ephemeral { // Slack does not repeat an ephemeral message
		p["message"] = w.messageJSON(msg, true)
	}
	return w.interaction("press "+actionID, p), nil
}

// PressView uses a button, or an input with dispatch_action, inside the person's
// open modal; viewID "" = the top one.
func (w *Workspace) PressView(ctx context.Context, user, viewID, actionID, value string) (Ack, error) {
	d, id, err := w.pressedView(user, viewID, actionID, value)
	if err != nil {
		return Ack{}, fmt.Errorf("press %s: %w", actionID, err)
	}
	ack, err := w.deliver(ctx, d)
	if err == nil && !ack.OK() {
		w.failed(user, "", id, "This app did not respond: "+ack.Error)
	}
	return ack, err
}

func (w *Workspace) pressedView(user, viewID, actionID, value string) (*delivery, string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, err := w.person(user)
	if err != nil {
		return nil, "", err
	}
	v, err := w.top(user, viewID)
	if err != nil {
		return nil, "", err
	}
	var given []string
	if value != "" {
		given = []string{value}
	}
	e, chosen, err := pick(v.Blocks, actionID, given)
	if err != nil {
		return nil, "", err
	}
	dispatch, _ := e.block["dispatch_action"].(bool)
	if e.input() && !dispatch {
		return nil, "", fmt.Errorf("%s has no dispatch_action: it only travels with the submission", e.key())
	}
	if e.holds() {
		put(v.State, e.blockID, e.action, chosen)
	}
	p := w.actionJSON(m, e, chosen)
	p["container"] = object{"type": "view", "view_id": v.ID}
	p["view"] = w.viewJSON(v)
	return w.interaction("press "+actionID, p), v.ID, nil
}

// top is the modal on top of the person's stack, if it is the named one.
func (w *Workspace) top(user, viewID string) (*View, error) {
	st := w.stacks[user]
	if len(st) > 0 {
		if v := st[len(st)-1]; viewID == "" || v.ID == viewID {
			return v, nil
		}
	}
	if h := w.homes[user]; h != nil && h.ID == viewID {
		return h, nil
	}
	return nil, fmt.Errorf("%s has no open view %s", user, viewID)
}

// pick finds the element and the value that the press sends.
func pick(raw json.RawMessage, actionID string, value []string) (element, string, error) {
	all := elementsOf(raw)
	var there []string
	for _, e := range all {
		there = append(there, e.key())
		if e.action != actionID && e.key() != actionID {
			continue
		}
		if e.kind == "button" {
			v := e.str("value")
			if len(value) > 0 && value[0] != v {
				continue
			}
			return e, v, nil
		}
		v := strings.Join(value, ",")
		if v == "" && e.kind != "checkboxes" && !strings.HasPrefix(e.kind, "multi_") && !e.input() {
			return e, "", fmt.Errorf("%s needs a value", e.key())
		}
		return e, v, e.takes(v)
	}
	return element{}, "", fmt.Errorf("no such element with value %q; there are: %s", value, strings.Join(there, " "))
}

// actionJSON is a block_actions payload without the place it happened in.
func (w *Workspace) actionJSON(m *Member, e element, value string) object {
	act := e.chosen(value)
	if e.kind == "button" {
		act = object{"type": "button", "text": e.body["text"]}
		for _, k := range []string{"value", "style", "url"} {
			if s := e.str(k); s != "" {
				act[k] = s
			}
		}
	}
	act["action_id"], act["block_id"], act["action_ts"] = e.action, e.blockID, w.stamp()
	return object{
		"type": "block_actions", "user": w.actorJSON(m), "api_app_id": w.cfg.AppID, "token": "",
		"trigger_id": w.arm(m.ID), "team": w.teamJSON(), "enterprise": nil, "is_enterprise_install": false,
		"actions": []object{act},
	}
}
