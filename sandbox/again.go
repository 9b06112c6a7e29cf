package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// retry is an event whose delivery failed and that is due again.
type retry struct {
	d      *delivery
	num    int // 1..3
	due    time.Time
	first  time.Time
	reason string
}

// told delivers an event: a failed first attempt is repeated at once, the second
// and third retry wait in the queue until +1 min and +5 min of the workspace clock.
func (w *Workspace) told(ctx context.Context, d *delivery) (Ack, error) {
	ack, err := w.deliver(ctx, d)
	if err != nil || ack.OK() || ack.NoRetry {
		return ack, err
	}
	reason := reasonOf(ack)
	ack, err = w.attempt(ctx, d, 1, reason)
	ack.Retried = 1
	if err != nil || ack.OK() || ack.NoRetry {
		return ack, err
	}
	w.mu.Lock()
	now := w.cfg.Now()
	w.retries = append(w.retries, &retry{d: d, num: 2, first: now, due: now.Add(time.Minute), reason: reasonOf(ack)})
	w.mu.Unlock()
	return ack, nil
}

func reasonOf(a Ack) string {
	switch {
	case a.TimedOut:
		return "http_timeout"
	case a.Status >= 300 && a.Status < 400:
		return "too_many_redirects"
	case a.Status > 0:
		return "http_error"
	}
	return "connection_failed"
}

// Retry sends every event that waits for a retry, due or not, and gives how many
// were sent. An event that fails again waits for its next retry, after the third
// it is lost.
func (w *Workspace) Retry(ctx context.Context) (int, error) {
	return w.retryWhere(ctx, func(*retry) bool { return true })
}

// RetryDue is Retry for the events whose time has come on the workspace clock.
func (w *Workspace) RetryDue(ctx context.Context) (int, error) {
	now := w.cfg.Now()
	return w.retryWhere(ctx, func(r *retry) bool { return !r.due.After(now) })
}

func (w *Workspace) retryWhere(ctx context.Context, due func(*retry) bool) (int, error) {
	w.mu.Lock()
	var now, later []*retry
	for _, r := range w.retries {
		if due(r) {
			now = append(now, r)
		} else {
			later = append(later, r)
		}
	}
	w.retries = later
	w.mu.Unlock()
	for i, r := range now {
		ack, err := w.attempt(ctx, r.d, r.num, r.reason)
		if err != nil {
			w.mu.Lock()
			w.retries = append(w.retries, now[i:]...)
			w.mu.Unlock()
			return i, err
		}
		if !ack.OK() && !ack.NoRetry && r.num < 3 {
			w.mu.Lock()
			w.retries = append(w.retries, &retry{d: r.d, num: r.num + 1, first: r.first, due: r.first.Add(5 * time.Minute), reason: reasonOf(ack)})
			w.mu.Unlock()
		}
	}
	return len(now), nil
}

// Redeliver sends the n-th last delivery (1 = the last) again, byte for byte: same
// body, ids and signature, over a socket the same envelope. What the bot answers
// changes nothing on anybody's screen.
func (w *Workspace) Redeliver(ctx context.Context, n int) (Ack, error) {
	return w.Forge(ctx, n, nil)
}

// Forge is Redeliver over HTTP with a change to the request before it leaves:
// headers, body (set Body and ContentLength), URL. See Sign for a right signature.
func (w *Workspace) Forge(ctx context.Context, n int, change func(*http.Request)) (Ack, error) {
	w.mu.Lock()
	if n < 1 || n > len(w.sent) {
		w.mu.Unlock()
		return Ack{}, fmt.Errorf("redeliver %d: only %d deliveries are kept", n, len(w.sent))
	}
	d := w.sent[len(w.sent)-n]
	socket, base, h := d.socket, w.botURL, d.header
	w.mu.Unlock()
	if socket && change == nil {
		return w.overSocket(ctx, d, 0, "")
	}
	if h == nil {
		return Ack{}, fmt.Errorf("redeliver %s: it travelled over a socket only", d.what)
	}
	return w.overHTTP(ctx, base, d, h, change)
}
