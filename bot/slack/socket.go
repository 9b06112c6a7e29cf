package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	api "github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	// socketReply is how big an acknowledgement may be, bytes: Slack drops bigger
	// ones without a word.
	socketReply = 20 << 10
	// socketRead is how big a delivery may be, bytes.
	socketRead = 4 << 20
	// ackLimit is how long an acknowledgement waits for its socket.
	ackLimit = 3 * time.Second

	redialMin, redialMax = time.Second, time.Minute
)

// Listen receives over Socket Mode until ctx ends, over n connections at once (at
// least one): the library closes a connection before it opens the next, and with
// a second one nothing falls into the gap. Each delivery comes over one of them.
// An envelope is acknowledged after the write; what was not written is not
// acknowledged, and Slack delivers it again.
func (h *Handler) Listen(ctx context.Context, n int) error {
	if h.Client.appToken == "" {
		return errors.New("SLACK_APP_TOKEN is empty")
	}
	var all sync.WaitGroup
	for range max(n, 1) {
		all.Go(func() { h.connect(ctx) })
	}
	all.Wait()
	return ctx.Err()
}

// Connected is how many sockets are up now.
func (h *Handler) Connected() int { return int(h.sockets.Load()) }

// connect keeps one connection up. The library reconnects by itself, but gives up
// on refused tokens; those may come back, so we do not.
func (h *Handler) connect(ctx context.Context) {
	wait := redialMin
	for ctx.Err() == nil {
		began := time.Now()
		c := socketmode.New(h.Client.web, socketmode.OptionReadLimit(socketRead))
		up, cancel := context.WithCancel(ctx)
		var reader sync.WaitGroup
		reader.Go(func() { h.receive(up, c) })
		err := c.RunContext(up)
		cancel()
		reader.Wait()
		if ctx.Err() != nil {
			return
		}
		h.Log.Error("slack socket ended", "err", bare(err))
		if time.Since(began) > redialMax {
			wait = redialMin
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-ctx.Done():
		}
		t.Stop()
		wait = min(2*wait, redialMax)
	}
}

// receive hands out what a connection receives, and counts it while it is up.
func (h *Handler) receive(ctx context.Context, c *socketmode.Client) {
	up := int32(0)
	turned := func(now int32) {
		h.sockets.Add(now - up)
		up = now
	}
	defer turned(0)
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-c.Events:
			switch e.Type {
			case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
				h.flying.Go(func() { h.envelope(ctx, c, *e.Request) })
			case socketmode.EventTypeErrorBadMessage:
				// The library does not know every type of event; we read them ourselves.
				var r socketmode.Request
				if bad, is := e.Data.(*socketmode.ErrorBadMessage); is && json.Unmarshal(bad.Message, &r) == nil && r.EnvelopeID != "" {
					h.flying.Go(func() { h.envelope(ctx, c, r) })
				}
			case socketmode.EventTypeConnected:
				turned(1)
				h.trouble.forget()
				h.Log.Info("slack socket connected")
			case socketmode.EventTypeConnecting: // also after a connection ended
				turned(0)
			case socketmode.EventTypeConnectionError:
				turned(0)
				if e, is := e.Data.(*api.ConnectionErrorEvent); is {
					h.notConnected(e.ErrorObj)
				}
			case socketmode.EventTypeInvalidAuth:
				turned(0)
				h.Log.Error("slack refuses the app token")
			}
		}
	}
}

// notConnected logs why a socket does not come up: once, and again when the
// reason is another one or a minute has passed.
func (h *Handler) notConnected(err error) {
	if text := guardedText(err); h.trouble.fresh(text, time.Now()) {
		h.Log.Warn("slack socket not connected", "err", text)
	}
}

// guardedText is an error without any address: that of a socket lets anybody in.
func guardedText(err error) string {
	if err == nil {
		return "unknown"
	}
	text := bare(err).Error()
	if strings.Contains(text, "://") {
		return fmt.Sprintf("%T at the socket's address", err)
	}
	return text
}

// trouble is what was last said about the sockets, and when.
type trouble struct {
	mu   sync.Mutex
	text string
	at   time.Time
}

// fresh reports whether a text is worth saying now, and remembers it then.
func (t *trouble) fresh(text string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text == t.text && now.Sub(t.at) < time.Minute {
		return false
	}
	t.text, t.at = text, now
	return true
}

func (t *trouble) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = ""
}

// envelope works on one delivery and acknowledges it.
func (h *Handler) envelope(ctx context.Context, c *socketmode.Client, r socketmode.Request) {
	began := time.Now()
	var j job
	switch r.Type {
	case socketmode.RequestTypeSlashCommands:
		j = h.commandJSON(r.Payload)
	case socketmode.RequestTypeInteractive:
		j = h.interaction(r.Payload)
	case socketmode.RequestTypeEventsAPI:
		j = h.event(r.Payload)
	default:
		j = done(accepted)
	}
	a := h.run(ctx, began, j)
	if a.status >= 500 {
		return // not written: to be delivered again
	}
	reply := socketmode.Response{EnvelopeID: r.EnvelopeID}
	if a.body != nil && a.status < 300 {
		reply.Payload = h.fit(ctx, j, a)
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), ackLimit)
	defer cancel()
	if err := c.SendCtx(last, reply); err != nil {
		h.Log.Error("slack envelope not acknowledged", "what", j.what, "err", err)
	}
}

// fit returns the payload of an acknowledgement, nil when it is too big for a
// socket and went to the response_url instead.
func (h *Handler) fit(ctx context.Context, j job, a answer) any {
	body, err := json.Marshal(a.body)
	if err != nil {
		h.Log.Error("encode answer", "err", err)
		return nil
	}
	const frame = 200 // bytes around the payload: envelope id and braces
	if len(body)+frame < socketReply {
		return json.RawMessage(body)
	}
	n, is := a.body.(note)
	if !is {
		h.Log.Error("answer too big for a socket", "what", j.what, "bytes", len(body))
		return nil
	}
	last, cancel := context.WithTimeout(ctx, hookLimit)
	defer cancel()
	if err := h.Client.respond(last, j.hook, n); err != nil {
		h.Log.Error("answer too big for a socket", "what", j.what, "bytes", len(body), "err", err)
	}
	return nil
}
