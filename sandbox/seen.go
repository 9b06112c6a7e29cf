package sandbox

import (
	"encoding/json"
	"sync"
	"time"
)

// Kinds of Seen.
const (
	SeenPost      = "post"      // a message in a channel or direct message
	SeenThread    = "thread"    // a reply in a thread
	SeenUpdate    = "update"    // an edited message, with the new text
	SeenDelete    = "delete"    // a message taken away
	SeenEphemeral = "ephemeral" // a message only User sees (new or replaced)
	SeenView      = "view"      // a modal opened, pushed or updated for User
	SeenHome      = "home"      // the app's home tab of User
	SeenPin       = "pin"
	SeenUnpin     = "unpin"
	SeenSaid      = "said"  // a message a person wrote
	SeenError     = "error" // what Slack's client says when the bot did not answer
)

// Seen is one thing that appeared on somebody's screen.
type Seen struct {
	N        int             `json:"n"`  // position in the ledger, from 1
	At       time.Time       `json:"at"` // workspace clock
	Kind     string          `json:"kind"`
	Channel  string          `json:"channel,omitempty"`
	User     string          `json:"user,omitempty"` // the only person who sees it; "" = everybody in Channel. In a direct message: the person
	From     string          `json:"from,omitempty"` // author's user id
	TS       string          `json:"ts,omitempty"`
	ThreadTS string          `json:"thread_ts,omitempty"`
	ViewID   string          `json:"view_id,omitempty"`
	Text     string          `json:"text,omitempty"` // a view's title
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	Metadata json.RawMessage `json:"metadata,omitempty"`
	// Pings are the live mentions in the payload, as written: <!channel>,
	// <!here>, <!everyone>, <!subteam^S1>, <@U1>; sorted, without repetitions.
	Pings []string `json:"pings,omitempty"`
}

// reader is a subscription: an unbounded queue, so that a slow one neither loses
// anything nor holds up the workspace.
type reader struct {
	ch   chan Seen
	next int // index into the ledger
	wake chan struct{}
	stop chan struct{}
	once sync.Once
}

// see appends to the ledger and wakes the readers, w.mu held.
func (w *Workspace) see(s Seen) {
	s.At = w.cfg.Now()
	s.N = len(w.ledger) + 1
	w.ledger = append(w.ledger, s)
	for r := range w.readers {
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
}

// Ledger is all that any person ever saw, in order. What is sent to a deactivated
// person is seen by nobody: it stands in Messages, not here.
func (w *Workspace) Ledger() []Seen { return w.Since(0) }

// Since is the ledger after entry n (n = 0: all of it).
func (w *Workspace) Since(n int) []Seen {
	w.mu.Lock()
	defer w.mu.Unlock()
	n = min(max(n, 0), len(w.ledger))
	return append([]Seen(nil), w.ledger[n:]...)
}

// Subscribe gives what is seen from now on. The channel is closed by the returned
// function or by Close.
func (w *Workspace) Subscribe() (<-chan Seen, func()) {
	w.mu.Lock()
	n := len(w.ledger)
	w.mu.Unlock()
	return w.Follow(n)
}

// Follow is Subscribe starting after ledger entry n, without a gap in between.
func (w *Workspace) Follow(n int) (<-chan Seen, func()) {
	r := &reader{ch: make(chan Seen), next: max(n, 0), wake: make(chan struct{}, 1), stop: make(chan struct{})}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		close(r.ch)
		return r.ch, func() {}
	}
	w.readers[r] = struct{}{}
	w.wg.Go(func() { w.pump(r) })
	return r.ch, func() { r.once.Do(func() { close(r.stop) }) }
}

func (w *Workspace) pump(r *reader) {
	defer func() {
		w.mu.Lock()
		delete(w.readers, r)
		w.mu.Unlock()
		close(r.ch)
	}()
	for {
		for _, s := range w.Since(r.next) {
			select {
			case r.ch <- s:
				r.next = s.N
			case <-r.stop:
				return
			case <-w.quit:
				return
			}
		}
		select {
		case <-r.wake:
		case <-r.stop:
			return
		case <-w.quit:
			return
		}
	}
}
