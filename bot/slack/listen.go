package slack

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

// seats are the connections that are to be up.
type seats struct {
	mu  sync.Mutex
	all []*seat
}

func (s *seats) set(all []*seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = all
}

func (s *seats) list() []*seat {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all
}

// Listen receives over Socket Mode until ctx ends, over n connections at once (at
// least one; Slack allows an app ten in all, those that are being replaced
// included). Each delivery comes over one of them. An envelope is acknowledged
// after the write; what was not written is not acknowledged, and Slack delivers it
// again. A connection from which no frame came for 45 s is taken for dead; one that
// is to be replaced goes on until the next one has taken its place. When ctx ends,
// what is under way is finished first. Call it once.
func (h *Handler) Listen(ctx context.Context, n int) error {
	if h.Client.appToken == "" {
		return errors.New("SLACK_APP_TOKEN is empty")
	}
	n = max(n, 1)
	all := make([]*seat, n)
	for i := range all {
		place := (float64(i) + rand.Float64()) / float64(n) //nolint:gosec // a spread, not a secret
		all[i] = &seat{h: h, place: place, taken: time.Now()}
	}
	h.seats.set(all)
	defer h.seats.set(nil)
	var held sync.WaitGroup
	for _, s := range all {
		held.Go(func() { s.keep(ctx) })
	}
	held.Wait()
	return ctx.Err()
}

// Connected is how many of the connections that Listen keeps are up now. One that
// was replaced and still receives does not count.
func (h *Handler) Connected() int {
	up := 0
	for _, s := range h.seats.list() {
		if s.up() {
			up++
		}
	}
	return up
}

// FrameAge is how long ago, at now, a frame last came over the connection that has
// been silent for longest: with pings every 15 s each hears something all the time.
// One that is down counts from its last frame, one that was never up from the call
// of Listen. 0 when nobody listens.
func (h *Handler) FrameAge(now time.Time) time.Duration {
	var most time.Duration
	for _, s := range h.seats.list() {
		most = max(most, now.Sub(s.lastFrame()))
	}
	return most
}
