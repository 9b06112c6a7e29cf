package sandbox

import (
	"context"
	"fmt"
)

// Mention writes "@bot text" into a channel, or into a thread of it. Without the
// bot in the channel nothing is delivered: the person is asked to invite it, and
// the Ack says not_in_channel.
func (w *Workspace) Mention(ctx context.Context, user, channel, threadTS, text string) (Ack, error) {
	w.mu.Lock()
	_, c, err := w.actor(user, channel)
	if err != nil {
		w.mu.Unlock()
		return Ack{}, fmt.Errorf("mention: %w", err)
	}
	root, err := w.thread(c, threadTS)
	if err != nil {
		w.mu.Unlock()
		return Ack{}, fmt.Errorf("mention in thread %s: %w", threadTS, err)
	}
	said := "<@" + w.cfg.BotUser + ">"
	if text != "" {
		said += " " + typed(text)
	}
	msg := &Message{User: user, Text: said, ThreadTS: root}
	w.post(c, msg, nil)
	if !w.joined(c) {
		w.mu.Unlock()
		return Ack{Error: "not_in_channel"}, nil
	}
	event := w.saidJSON("app_mention", msg)
	w.mu.Unlock()
	return w.Event(ctx, event)
}

// Say writes something to other people, in a channel or in a thread of it. The app has
// asked for no event of it, so the bot hears nothing.
func (w *Workspace) Say(user, channel, threadTS, text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, c, err := w.actor(user, channel)
	root := ""
	if err == nil {
		root, err = w.thread(c, threadTS)
	}
	if err == nil && c.IM != "" {
		err = fmt.Errorf("%s: in a direct message nobody else reads it", channel)
	}
	if err != nil {
		return fmt.Errorf("say: %w", err)
	}
	w.post(c, &Message{User: user, Text: typed(text), ThreadTS: root}, nil)
	return nil
}

// DirectMessage writes to the bot.
func (w *Workspace) DirectMessage(ctx context.Context, user, text string) (Ack, error) {
	w.mu.Lock()
	if _, err := w.person(user); err != nil {
		w.mu.Unlock()
		return Ack{}, fmt.Errorf("direct message: %w", err)
	}
	msg := &Message{User: user, Text: typed(text)}
	w.post(w.im(user), msg, nil)
	event := w.saidJSON("message", msg)
	event["channel_type"] = "im"
	w.mu.Unlock()
	return w.Event(ctx, event)
}

// Joined tells the bot that it was added to a channel.
func (w *Workspace) Joined(ctx context.Context, channel string) (Ack, error) {
	w.mu.Lock()
	kind := "C"
	if c := w.channels[channel]; c != nil && c.Private {
		kind = "G"
	}
	event := object{
		"type": "member_joined_channel", "user": w.cfg.BotUser, "channel": channel, "channel_type": kind,
		"team": w.cfg.Team, "event_ts": w.stamp(),
	}
	w.mu.Unlock()
	return w.Event(ctx, event)
}

func (w *Workspace) saidJSON(kind string, m *Message) object {
	e := object{
		"type": kind, "user": m.User, "text": m.Text, "ts": m.TS, "event_ts": m.TS, "channel": m.Channel,
		"team": w.members[m.User].Team, "client_msg_id": w.id("cm"),
	}
	if m.ThreadTS != "" {
		e["thread_ts"] = m.ThreadTS
	}
	return e
}

// Event delivers any event_callback, with the retries that Slack makes. Each call
// is a new event with its own event_id.
func (w *Workspace) Event(ctx context.Context, event map[string]any) (Ack, error) {
	w.mu.Lock()
	kind, _ := event["type"].(string)
	body := object{
		"token": "", "team_id": w.cfg.Team, "context_team_id": w.cfg.Team, "context_enterprise_id": nil,
		"api_app_id": w.cfg.AppID, "type": "event_callback", "event": event,
		"event_id": w.id("Ev"), "event_time": w.cfg.Now().Unix(), "event_context": w.id("ec"),
		"authorizations": []object{{
			"enterprise_id": nil, "team_id": w.cfg.Team, "user_id": w.cfg.BotUser, "is_bot": true, "is_enterprise_install": false,
		}},
		"is_ext_shared_channel": false,
	}
	if id, ok := event["channel"].(string); ok {
		if c := w.channels[id]; c != nil {
			body["is_ext_shared_channel"] = w.shared(c)
		}
	}
	raw := encode(body)
	d := &delivery{kind: "events_api", path: eventsPath, what: kind, form: "application/json", body: raw, payload: raw, envelope: w.id("env")}
	w.mu.Unlock()
	return w.told(ctx, d)
}

// Verify sends the url_verification challenge that Slack sends when the events
// address is set; the Ack's Body is what the bot answered.
func (w *Workspace) Verify(ctx context.Context, challenge string) (Ack, error) {
	w.mu.Lock()
	raw := encode(object{"type": "url_verification", "token": "", "challenge": challenge})
	d := &delivery{kind: "events_api", path: eventsPath, what: "url_verification", form: "application/json", body: raw, payload: raw, envelope: w.id("env")}
	w.mu.Unlock()
	return w.deliver(ctx, d)
}
