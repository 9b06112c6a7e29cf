package checkinstest_test

import (
	"sync"
	"testing"
	"time"

	"parallax/checkins/checkinstest"
)

// hand is a clock that is moved by hand.
type hand struct {
	mu sync.Mutex
	at time.Time
}

func (h *hand) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hand) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

func open(*testing.T) checkinstest.Subject {
	// The store's clock is an hour ahead of the app's.
	h := &hand{at: checkinstest.Opens.Add(time.Hour)}
	return checkinstest.Subject{
		Store:  checkinstest.NewMemory(h.now),
		Lease:  checkinstest.DefaultLease,
		Expire: func() { h.move(2 * checkinstest.DefaultLease) },
	}
}

func TestContract(t *testing.T) { checkinstest.Run(t, open) }

func TestModel(t *testing.T) { checkinstest.Model(t, open) }
