package teams

import (
	"math/rand/v2"
	"sync"
	"time"
)

// waits counts refusals in a row that named no time, by tenant or conversation. It is
// only a memory of this process: how long to wait is a guess anyhow.
type waits struct {
	mu    sync.Mutex
	again map[string]int
}

// Waits after refusals that name no time: twice as long each time, and up to half as
// long again by chance, so that those who were refused together do not come back
// together.
const (
	firstWait = 2 * time.Second
	lastWait  = 5 * time.Minute
)

// next returns how long to wait before the next call.
func (w *waits) next(key string) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.again == nil {
		w.again = map[string]int{}
	}
	n := w.again[key]
	w.again[key] = n + 1
	wait := min(firstWait<<min(n, 16), lastWait)
	return wait + rand.N(wait/2) //nolint:gosec // nothing is kept secret by it
}

// taken forgets refusals: a call went well.
func (w *waits) taken(keys ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, k := range keys {
		delete(w.again, k)
	}
}
