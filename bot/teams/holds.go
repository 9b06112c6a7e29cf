package teams

import (
	"math/rand/v2"
	"sync"
	"time"

	"parallax/checkins"
)

// holds remember until when a tenant does not want calls, so that no call comes
// before the time that Teams named, and a thousand letters to a tenant that turned
// the app off cost one. It is only a memory of this process; what keeps letters from
// going out twice is elsewhere.
type holds struct {
	mu    sync.Mutex
	until map[hold]held
	again map[string]int // refusals in a row that named no time, by tenant or conversation
}

// hold is what is held of a tenant: what an administrator forbade ends with an
// installation, what Teams asked to wait for does not.
type hold struct {
	tenant string
	admin  bool
}

type held struct {
	at time.Time
	no checkins.Refusal
}

// note remembers a refusal that is about the whole tenant, for a time.
func (h *holds) note(tenant string, no checkins.Refusal, span time.Duration, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil {
		h.until = map[hold]held{}
	}
	h.until[hold{tenant, no.Reason == codeAdmin}] = held{now.Add(span), no}
}

// check returns the refusal that still holds, nil when calls are welcome.
func (h *holds) check(tenant string, now time.Time) *checkins.Refusal {
	h.mu.Lock()
	defer h.mu.Unlock()
	was := h.until[hold{tenant, false}]
	if forbidden := h.until[hold{tenant, true}]; forbidden.at.After(was.at) {
		was = forbidden
	}
	if !now.Before(was.at) {
		return nil
	}
	no := was.no
	if !no.Final {
		no.After = was.at.Sub(now)
	}
	return &no
}

// lift forgets what an administrator forbade.
func (h *holds) lift(tenant string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.until, hold{tenant, true})
}

// Waits after refusals that name no time: twice as long each time, and up to half as
// long again by chance, so that those who were refused together do not come back
// together.
const (
	firstWait = 2 * time.Second
	lastWait  = 5 * time.Minute
)

// wait returns how long to wait before the next call.
func (h *holds) wait(key string) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.again == nil {
		h.again = map[string]int{}
	}
	n := h.again[key]
	h.again[key] = n + 1
	wait := min(firstWait<<min(n, 16), lastWait)
	return wait + rand.N(wait/2) //nolint:gosec // nothing is kept secret by it
}

// taken forgets refusals: a call went well.
func (h *holds) taken(keys ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, k := range keys {
		delete(h.again, k)
	}
}
