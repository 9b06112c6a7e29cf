package sandbox

import (
	"context"
	"errors"
	"fmt"
)

// Shortcut uses a shortcut of the app on a message, from the menu beside it.
func (w *Workspace) Shortcut(ctx context.Context, user, channel, ts, callback string) (Ack, error) {
	d, err := w.shortcut(user, channel, ts, callback)
	if err != nil {
		return Ack{}, fmt.Errorf("shortcut %s: %w", callback, err)
	}
	return w.deliver(ctx, d)
}

func (w *Workspace) shortcut(user, channel, ts, callback string) (*delivery, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	m, c, err := w.actor(user, channel)
	if err != nil {
		return nil, err
	}
	msg := w.message(channel, ts)
	if msg == nil {
		return nil, fmt.Errorf("no message %s in %s", ts, channel)
	}
	if !knownAction(w.cfg.Actions, callback) {
		return nil, errors.New("the manifest has no such shortcut")
	}
	w.at[user] = channel
	return w.interaction("shortcut "+callback, object{
		"type": "message_action", "callback_id": callback, "user": w.actorJSON(m), "api_app_id": w.cfg.AppID, "token": "",
		"trigger_id": w.arm(m.ID), "team": w.teamJSON(), "enterprise": nil, "is_enterprise_install": false, "action_ts": w.stamp(),
		"channel": object{"id": c.ID, "name": placeName(c)}, "message_ts": ts, "message": w.messageJSON(msg, true),
		"response_url": w.hook(&hook{channel: channel, user: user}),
	}), nil
}
