package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

// messagesPath is where the bot listens, under its base URL.
const messagesPath = "/api/messages"

// telling is one activity on its way to the bot.
type telling struct {
	what   string
	body   json.RawMessage
	chat   string // conversation id
	invoke bool
	window bool        // of an action on a message
	header http.Header // of the last attempt
}

// telling makes a delivery of an activity, t.mu held.
func (t *Tenant) telling(what string, a object) *telling {
	return &telling{what: what, body: encode(a), chat: str(sub(a, "conversation"), "id"), invoke: a["type"] == "invoke"}
}

// tell delivers an activity and keeps it for Redeliver. One that is not answered
// within Config.Deadline comes a second time, as in Teams; an invoke does not, for
// somebody waits for it, but that of an action on a message comes twice more.
func (t *Tenant) tell(ctx context.Context, d *telling) (Ack, error) {
	t.mu.Lock()
	t.sent = append(t.sent, d)
	if len(t.sent) > keptDeliveries {
		t.sent = slices.Clone(t.sent[len(t.sent)-keptDeliveries:])
	}
	t.mu.Unlock()
	ack, err := t.attempt(ctx, d)
	if err == nil && ack.TimedOut && !d.invoke {
		ack, err = t.attempt(ctx, d)
		ack.Retried = 1
	}
	for n := 1; d.window && err == nil && ack.TimedOut && n < windowTries; n++ {
		ack, err = t.attempt(ctx, t.retold(d))
		ack.Retried = n
	}
	return ack, err
}

// attempt sends once, with a fresh token.
func (t *Tenant) attempt(ctx context.Context, d *telling) (Ack, error) {
	t.mu.Lock()
	d.header = http.Header{
		"Authorization": {"Bearer " + t.token(nil)}, "Content-Type": {"application/json; charset=utf-8"},
		"X-Ms-Conversation-Id": {d.chat}, "X-Ms-Tenant-Id": {t.cfg.ID}, "User-Agent": {"Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)"},
	}
	h, base := d.header, t.botURL
	t.mu.Unlock()
	return t.knock(ctx, base, d, h, nil)
}

func (t *Tenant) knock(ctx context.Context, base string, d *telling, h http.Header, change func(*http.Request)) (Ack, error) {
	if base == "" {
		return Ack{Error: "dispatch_failed"}, nil
	}
	deadline := t.cfg.Deadline
	switch {
	case d.window:
		deadline = t.cfg.WindowDeadline
	case d.invoke:
		deadline = t.cfg.InvokeDeadline
	}
	ack, err := knock(ctx, t.client, deadline, base+messagesPath, d.body, h, change)
	if err != nil {
		return ack, fmt.Errorf("deliver %s: %w", d.what, err)
	}
	if ack.Error == "" && (ack.Status < 200 || ack.Status > 299) {
		ack.Error = "http_service_error"
	}
	return ack, nil
}

// Redeliver sends the n-th last activity (1 = the last) again, byte for byte, with
// the token it came with. What the bot answers changes nothing on anybody's screen.
func (t *Tenant) Redeliver(ctx context.Context, n int) (Ack, error) { return t.Forge(ctx, n, nil) }

// Forge is Redeliver with a change to the request before it leaves: headers (see
// Token), body (set Body and ContentLength), URL.
func (t *Tenant) Forge(ctx context.Context, n int, change func(*http.Request)) (Ack, error) {
	t.mu.Lock()
	if n < 1 || n > len(t.sent) {
		t.mu.Unlock()
		return Ack{}, fmt.Errorf("redeliver %d: only %d deliveries are kept", n, len(t.sent))
	}
	d := t.sent[len(t.sent)-n]
	base, h := t.botURL, d.header
	t.mu.Unlock()
	return t.knock(ctx, base, d, h, change)
}
