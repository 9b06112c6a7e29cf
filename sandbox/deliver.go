package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Where the bot listens, under its base URL.
const (
	commandsPath     = "/slack/commands"
	interactionsPath = "/slack/interactions"
	eventsPath       = "/slack/events"
)

// delivery is one thing that is told to the bot.
type delivery struct {
	kind     string // envelope type: slash_commands, interactive, events_api
	path     string
	form     string // content type
	body     []byte
	payload  json.RawMessage // the same as it goes over a socket
	envelope string
	header   http.Header // of the last HTTP attempt, signature included
	socket   bool        // last attempt went over a socket
	what     string      // for messages
}

// memory of past deliveries that can be sent again.
const keptDeliveries = 1024

func (w *Workspace) formDelivery(path, kind, what string, form url.Values, payload any) *delivery {
	return &delivery{
		kind: kind, path: path, what: what, form: "application/x-www-form-urlencoded",
		body: []byte(form.Encode()), payload: encode(payload), envelope: w.id("env"),
	}
}

// interaction is a delivery of a press or a submission, w.mu held.
func (w *Workspace) interaction(what string, payload object) *delivery {
	raw := encode(payload)
	return w.formDelivery(interactionsPath, "interactive", what, url.Values{"payload": {string(raw)}}, payload)
}

// Sign gives the two header values of a body signed at that instant, as Slack
// makes them: seconds since 1970, and v0= with the hex HMAC-SHA256.
func Sign(secret string, at time.Time, body []byte) (timestamp, signature string) {
	timestamp = strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:", timestamp)
	mac.Write(body)
	return timestamp, "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// deliver makes the first attempt and keeps the delivery for Redeliver.
func (w *Workspace) deliver(ctx context.Context, d *delivery) (Ack, error) {
	w.mu.Lock()
	w.sent = append(w.sent, d)
	if len(w.sent) > keptDeliveries {
		w.sent = append(w.sent[:0:0], w.sent[len(w.sent)-keptDeliveries:]...)
	}
	w.mu.Unlock()
	return w.attempt(ctx, d, 0, "")
}

// attempt sends once: over a socket when one is open, else over HTTP, freshly
// signed. num and reason are those of an event's retry.
func (w *Workspace) attempt(ctx context.Context, d *delivery, num int, reason string) (Ack, error) {
	w.mu.Lock()
	d.socket = len(w.sockets) > 0
	base := w.botURL
	w.mu.Unlock()
	if d.socket {
		return w.overSocket(ctx, d, num, reason)
	}
	h := http.Header{"Content-Type": {d.form}, "User-Agent": {"Slackbot 1.0 (+https://api.slack.com/robots)"}}
	ts, sig := Sign(w.cfg.SigningSecret, time.Now(), d.body)
	h.Set("X-Slack-Request-Timestamp", ts)
	h.Set("X-Slack-Signature", sig)
	if num > 0 {
		h.Set("X-Slack-Retry-Num", strconv.Itoa(num))
		h.Set("X-Slack-Retry-Reason", reason)
	}
	w.mu.Lock()
	d.header = h
	w.mu.Unlock()
	return w.overHTTP(ctx, base, d, h, nil)
}

// overHTTP posts and waits for the answer until the deadline.
func (w *Workspace) overHTTP(ctx context.Context, base string, d *delivery, h http.Header, change func(*http.Request)) (Ack, error) {
	if base == "" {
		return Ack{Error: "dispatch_failed"}, nil
	}
	ack, err := knock(ctx, w.client, w.cfg.Deadline, base+d.path, d.body, h, change)
	switch {
	case err != nil:
		return ack, fmt.Errorf("deliver %s: %w", d.what, err)
	case ack.Error != "":
	case d.kind == "events_api" && (ack.Status < 200 || ack.Status > 299):
		ack.Error = "http_service_error"
	case d.kind != "events_api" && ack.Status != http.StatusOK:
		ack.Error = "http_service_error"
	}
	return ack, nil
}

// knock posts a body and waits for the whole answer until the deadline. Whether
// its status is one to be content with is for the caller to say.
func knock(ctx context.Context, client *http.Client, deadline time.Duration, url string, body []byte, h http.Header, change func(*http.Request)) (Ack, error) {
	start := time.Now()
	limited, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	req, err := http.NewRequestWithContext(limited, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return Ack{}, err
	}
	req.Header = h.Clone()
	if change != nil {
		change(req)
	}
	resp, err := client.Do(req)
	ack := Ack{Took: time.Since(start)}
	if err == nil {
		var raw []byte
		raw, err = io.ReadAll(io.LimitReader(resp.Body, bodyLimit))
		_ = resp.Body.Close()
		ack = Ack{Status: resp.StatusCode, Body: string(raw), Took: time.Since(start), NoRetry: resp.Header.Get("X-Slack-No-Retry") == "1"}
	}
	switch {
	case ctx.Err() != nil:
		return ack, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		// The headers may have come in time, but an answer is its whole body.
		ack.Status, ack.TimedOut, ack.Error = 0, true, "operation_timeout"
	case err != nil:
		ack.Status, ack.Error = 0, "dispatch_failed"
	}
	return ack, nil
}

// caller is the client by which a stand-in speaks to the bot.
func caller() *http.Client {
	return &http.Client{
		// No proxy: a delivery goes to the named address or nowhere.
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
