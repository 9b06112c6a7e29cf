package torture

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// clock is the app's clock, of all replicas and of both stand-ins: a file that the
// replicas read. Redis and signatures keep real time.
type clock struct {
	t    *testing.T
	file string
	mu   sync.Mutex
	at   time.Time
	off  time.Duration // ahead of real time, when it is live
}

func newClock(t *testing.T, at time.Time) *clock {
	c := &clock{t: t, file: filepath.Join(t.TempDir(), "clock")}
	c.set(at)
	return c
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// set moves the clock. A reader finds the old time or the new one, never half a file.
func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
	next := c.file + ".next"
	if err := os.WriteFile(next, []byte(at.Format(time.RFC3339Nano)), 0o600); err != nil {
		c.t.Error(err)
	}
	if err := os.Rename(next, c.file); err != nil {
		c.t.Error(err)
	}
}

// run lets the clock go until it shows to, so many times as fast as real time.
func (c *clock) run(to time.Time, speed float64) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	began, from := time.Now(), c.now()
	for {
		at := from.Add(time.Duration(float64(time.Since(began)) * speed))
		if !at.Before(to) {
			c.set(to)
			return
		}
		c.set(at)
		<-tick.C
	}
}

// ahead moves a live clock.
func (c *clock) ahead(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off += by
}

func (c *clock) shift() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.off
}
