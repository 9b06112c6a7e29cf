package slack

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

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

// receive hands out what a connection receives.
func (h *Handler) receive(ctx context.Context, c *socketmode.Client) {
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
				h.Log.Info("slack socket connected")
			case socketmode.EventTypeInvalidAuth:
				h.Log.Error("slack refuses the app token")
			}
		}
	}
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
