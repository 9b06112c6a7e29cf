package slack

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// trouble is what was last said about the sockets, and when.
type trouble struct {
	mu   sync.Mutex
	text string
	at   time.Time
}

// fresh reports whether a text is worth saying now, and remembers it then: another
// one than the last, or the same after a minute.
func (t *trouble) fresh(text string, now time.Time) bool { return t.after(text, now, time.Minute) }

// other is fresh for what is said once: it does not change by itself.
func (t *trouble) other(text string, now time.Time) bool { return t.after(text, now, -1) }

func (t *trouble) after(text string, now time.Time, again time.Duration) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if text == t.text && (again < 0 || now.Sub(t.at) < again) {
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

// notConnected logs why a socket does not come up: once, and again when the
// reason is another one or a minute has passed. A refused token is said once.
func (h *Handler) notConnected(err error) {
	text, now := guardedText(err), time.Now()
	switch {
	case refusedToken(err):
		if h.trouble.other(text, now) {
			h.Log.Error("slack refuses the app token", "err", text)
		}
	case h.trouble.fresh(text, now):
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
