package main

import (
	"strings"
	"sync"
	"time"

	"parallax/checkins"
)

const (
	troubleAgain = time.Minute // until the same error is logged again
	troublesMost = 20          // different errors logged in that time
)

// trouble is an error of a turn, without the numbers that differ each time.
type trouble struct {
	org  checkins.OrgID
	text string
}

// troubles are the errors that were logged, so that a store that is away for an
// hour does not fill the log.
type troubles struct {
	mu     sync.Mutex
	since  bool // a turn failed, and none has succeeded since
	logged map[trouble]time.Time
}

// fresh reports whether an error is worth a line now, and remembers it then.
func (t *troubles) fresh(one trouble, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.since = true
	for k, at := range t.logged {
		if now.Sub(at) >= troubleAgain {
			delete(t.logged, k)
		}
	}
	if _, said := t.logged[one]; said || len(t.logged) >= troublesMost {
		return false
	}
	if t.logged == nil {
		t.logged = map[trouble]time.Time{}
	}
	t.logged[one] = now
	return true
}

// over forgets everything and reports whether there was trouble.
func (t *troubles) over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.since
	t.since, t.logged = false, nil
	return was
}

// bareText is an error without digits: ports and ids differ from turn to turn.
func bareText(err error) string {
	if err == nil {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, err.Error())
}

// turned is told how a turn of the engine ended.
func (w *watcher) turned(err error) {
	if err == nil && w.troubles.over() {
		w.log.Info("turns again without an error")
	}
}
