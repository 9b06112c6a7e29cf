package sandbox

import (
	"strconv"
	"strings"
	"time"
)

// trigger lets the bot open one modal for the person who acted, for a short time.
type trigger struct {
	user string
	at   time.Time // real clock
	used bool
}

// arm gives a trigger_id for an act of the person, w.mu held. Old ones are
// forgotten after a while; they read as expired until then.
func (w *Workspace) arm(user string) string {
	now := time.Now()
	if len(w.triggers)%1024 == 1023 {
		for id, t := range w.triggers {
			if now.Sub(t.at) > 10*w.cfg.TriggerLife {
				delete(w.triggers, id)
			}
		}
	}
	w.seq++
	id := strconv.Itoa(w.seq) + "." + strings.TrimLeft(w.cfg.Team, "T") + "." + strings.ToLower(w.id(""))
	w.triggers[id] = &trigger{user: user, at: now}
	return id
}

// fire uses a trigger_id up.
func (w *Workspace) fire(id string) (user string, err error) {
	t := w.triggers[id]
	switch {
	case t == nil:
		return "", refuse("invalid_trigger_id")
	case t.used:
		return "", refuse("exchanged_trigger_id")
	case time.Since(t.at) > w.cfg.TriggerLife:
		return "", refuse("expired_trigger_id")
	}
	t.used = true
	return t.user, nil
}
