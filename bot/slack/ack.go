package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// socketReply is how big an acknowledgement may be, bytes: Slack drops bigger
// ones without a word.
const socketReply = 20 << 10

// reply acknowledges an envelope.
type reply struct {
	Envelope string          `json:"envelope_id"`
	Payload  json.RawMessage `json:"payload,omitempty"`
}

// job decodes what an envelope holds. What is not known is accepted, or Slack would
// deliver it again.
func (h *Handler) job(f frame) job {
	switch f.Type {
	case frameCommand:
		return h.commandJSON(f.Payload)
	case frameInteract:
		return h.interaction(f.Payload)
	case frameEvent:
		return h.event(f.Payload)
	}
	return done(accepted)
}

// deliver works on one envelope and acknowledges it on the connection that brought
// it.
func (h *Handler) deliver(ctx context.Context, s *socket, f frame) {
	r, ok := h.work(ctx, f)
	if !ok {
		return
	}
	if h.Worked != nil {
		h.Worked()
	}
	if err := s.write(r); err != nil {
		h.Log.Error("slack envelope not acknowledged", "type", word(f.Type), "err", err)
	}
}

// work works on one envelope. False: what it asks for was not written, and Slack
// is to deliver it again.
func (h *Handler) work(ctx context.Context, f frame) (r reply, ok bool) {
	began := time.Now()
	defer func() {
		if p := recover(); p != nil { // one envelope must not end the process
			h.Log.Error("slack envelope not worked on", "type", word(f.Type), "err", fmt.Sprintf("panic: %v", p))
			r, ok = reply{}, false
		}
	}()
	j := h.job(f)
	a := h.run(ctx, began, j)
	if a.status >= 500 {
		return reply{}, false
	}
	r.Envelope = f.Envelope
	if a.body != nil && a.status < 300 {
		r.Payload = h.fit(ctx, j, a)
	}
	return r, true
}

// fit returns the payload of an acknowledgement, nil when it is too big for a
// socket and went to the response_url instead.
func (h *Handler) fit(ctx context.Context, j job, a answer) json.RawMessage {
	body, err := json.Marshal(a.body)
	if err != nil {
		h.Log.Error("encode answer", "err", err)
		return nil
	}
	const frame = 200 // bytes around the payload: envelope id and braces
	if len(body)+frame < socketReply {
		return body
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
