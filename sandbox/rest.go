package sandbox

import (
	"fmt"
	"time"
)

// Quiet plans quiet hours of a person, in which Slack makes no noise.
func (w *Workspace) Quiet(user string, from, to time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.members[user]
	if m == nil {
		return fmt.Errorf("quiet hours of %s: no such member", user)
	}
	m.quiet = [2]int64{from.Unix(), to.Unix()}
	return nil
}

// Status sets what a person shows beside their name; the zero time: until they take it
// away, which an empty text and emoji do.
func (w *Workspace) Status(user, text, emoji string, until time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.members[user]
	if m == nil {
		return fmt.Errorf("status of %s: no such member", user)
	}
	m.status = status{text: text, emoji: emoji}
	if !until.IsZero() {
		m.status.until = until.Unix()
	}
	return nil
}

// dndInfo says what a bot is told: the hours that are planned, those that go on or come
// next, and nothing of a pause that somebody began by hand.
func (w *Workspace) dndInfo(a args) (object, error) {
	none := object{"dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
	user := a.Get("user")
	if user == "" {
		return none, nil // the bot itself
	}
	m := w.members[user]
	if m == nil {
		return nil, refuse("user_not_found")
	}
	if m.quiet[1] <= w.cfg.Now().Unix() {
		return none, nil
	}
	return object{"dnd_enabled": true, "next_dnd_start_ts": m.quiet[0], "next_dnd_end_ts": m.quiet[1]}, nil
}
