package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// slash is the command that the app registered.
const slash = "/align"

// Command runs "/align text" in a channel. The error says that this person could
// not have done it; what the bot made of it stands in the Ack, and its answer body
// becomes an ephemeral message or, with response_type in_channel, a post.
func (w *Workspace) Command(ctx context.Context, user, channel, text string) (Ack, error) {
	w.mu.Lock()
	m, c, err := w.actor(user, channel)
	if err != nil {
		w.mu.Unlock()
		return Ack{}, fmt.Errorf("command: %w", err)
	}
	w.at[user] = channel
	f := map[string]string{
		"team_id": m.Team, "team_domain": w.domain(), "channel_id": c.ID, "channel_name": placeName(c),
		"user_id": user, "user_name": handle(m.Name), "command": slash, "text": typed(strings.TrimSpace(text)),
		"api_app_id": w.cfg.AppID, "is_enterprise_install": "false", "token": "",
		"response_url": w.hook(&hook{channel: c.ID, user: user}), "trigger_id": w.arm(user),
	}
	form := url.Values{}
	for k, v := range f {
		form.Set(k, v)
	}
	d := w.formDelivery(commandsPath, "slash_commands", slash+" "+text, form, f)
	w.mu.Unlock()

	ack, err := w.deliver(ctx, d)
	if err != nil {
		return ack, err
	}
	if ack.OK() && strings.TrimSpace(ack.Body) != "" {
		if rerr := w.replied(user, c.ID, ack.Body); rerr != nil {
			ack.Error = "invalid_response"
		}
	}
	if !ack.OK() {
		w.failed(user, c.ID, "", fmt.Sprintf("%s failed with the error %q", slash, ack.Error))
	}
	return ack, nil
}

// replied shows the answer body of a slash command: JSON, or plain text.
func (w *Workspace) replied(user, channel, body string) error {
	a := args{Values: url.Values{}}
	var m map[string]json.RawMessage
	if json.Unmarshal([]byte(body), &m) != nil {
		a.Set("text", body)
	}
	for k, raw := range m {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		a.Set(k, s)
	}
	if len(m) == 0 && m != nil {
		return nil // {}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err := w.respond("command answer", &hook{channel: channel, user: user}, a)
	return err
}
