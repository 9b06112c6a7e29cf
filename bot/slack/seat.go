package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	api "github.com/slack-go/slack"
)

// pace is how Socket Mode keeps time.
type pace struct {
	ping   time.Duration // between our pings
	dead   time.Duration // without any frame: the connection is taken for dead
	open   time.Duration // for one try: the address, the connection and its hello
	linger time.Duration // a connection that was replaced goes on receiving
	finish time.Duration // for what is under way on a connection that closes
	steady time.Duration // one that lived so long is replaced at once

	redialMin, redialMax time.Duration // between tries, growing
	refused              time.Duration // between tries with a token that Slack refuses
}

// slackPace finds a connection that died in silence and replaces it within a
// minute of its last frame: dead and open together.
var slackPace = pace{
	ping: 15 * time.Second, dead: 45 * time.Second, open: 15 * time.Second,
	linger: 10 * time.Second, finish: 9 * time.Second, steady: 30 * time.Second,
	redialMin: time.Second, redialMax: time.Minute, refused: 5 * time.Minute,
}

// wait is how long to wait before a try after so many that failed: twice as long
// each time, less up to a half, so that many processes do not come all at once.
func (p pace) wait(tries int, share float64) time.Duration {
	if tries == 0 {
		return 0
	}
	most := min(p.redialMin<<min(tries-1, 16), p.redialMax)
	return most/2 + time.Duration(share*float64(most/2))
}

// seat is a place at which there is always to be a connection. The next one takes
// it before the last one leaves.
type seat struct {
	h     *Handler
	place float64 // 0 <= place < 1: when in its life a connection is replaced

	mu    sync.Mutex
	taken time.Time // when somebody first wanted it
	now   *socket   // nil: none was here yet
}

// sitting is the connection that holds the seat, also when it has ended.
func (s *seat) sitting() *socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// pass gives the seat to the next one and returns the one before.
func (s *seat) pass(next *socket) (last *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, s.now = s.now, next
	return last
}

func (s *seat) up() bool {
	c := s.sitting()
	return c != nil && !over(c.gone)
}

// lastFrame is when a frame last came to the seat.
func (s *seat) lastFrame() time.Time {
	if c := s.sitting(); c != nil {
		return c.lastFrame()
	}
	return s.taken
}

// keep holds the seat until ctx ends, and ends what sat there.
func (s *seat) keep(ctx context.Context) {
	var leaving sync.WaitGroup
	defer leaving.Wait()
	for tries := 0; ; {
		next := s.next(ctx, &tries)
		if next == nil {
			break
		}
		if last := s.pass(next); last != nil {
			leaving.Go(func() { last.retire(ctx) })
		}
		s.sit(ctx, next)
		if tries++; time.Since(next.began) >= s.h.pace.steady {
			tries = 0
		}
	}
	if last := s.sitting(); last != nil {
		last.bye()
	}
}

// sit waits until a connection has to be replaced.
func (s *seat) sit(ctx context.Context, c *socket) {
	s.h.trouble.forget()
	s.h.Log.Info("slack socket connected")
	var enough <-chan time.Time
	if c.life > 0 {
		// Before Slack asks, and no two at a time: those that were opened together
		// would be asked together.
		t := time.NewTimer(time.Duration(float64(c.life) * (0.5 + 0.4*s.place)))
		defer t.Stop()
		enough = t.C
	}
	select {
	case <-c.gone:
		s.h.Log.Warn("slack socket ended", "err", guardedText(c.err))
	case <-c.leave:
		level := slog.LevelInfo
		if c.why == linkDisabled {
			level = slog.LevelError
		}
		s.h.Log.Log(ctx, level, "slack socket is to be replaced", "reason", c.why)
	case <-enough:
		s.h.Log.Info("slack socket is to be replaced", "reason", "age")
	case <-ctx.Done():
	}
}

// next opens a connection, however long that takes; nil when ctx ended.
func (s *seat) next(ctx context.Context, tries *int) *socket {
	var least time.Duration // named by Slack
	for {
		wait := max(s.h.pace.wait(*tries, rand.Float64()), least) //nolint:gosec // a spread, not a secret
		var gone <-chan struct{}
		if last := s.sitting(); last != nil && !over(last.gone) && least == 0 {
			gone = last.gone // a try that failed beside it may do now
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-gone:
		case <-ctx.Done():
		}
		t.Stop()
		if ctx.Err() != nil {
			return nil
		}
		c, err := s.h.connect(ctx)
		if err == nil {
			return c
		}
		if ctx.Err() != nil {
			return nil
		}
		s.h.notConnected(err)
		*tries++
		least = 0
		if limited, is := errors.AsType[*api.RateLimitedError](err); is {
			least = limited.RetryAfter
		} else if refusedToken(err) {
			least = s.h.pace.refused
		}
	}
}

// connect makes one try: it asks for an address, dials, and waits for the hello.
func (h *Handler) connect(ctx context.Context) (*socket, error) {
	within, cancel := context.WithTimeout(ctx, h.pace.open)
	defer cancel()
	_, address, err := h.Client.web.StartSocketModeContext(within)
	if err != nil {
		return nil, fmt.Errorf("apps.connections.open: %w", err)
	}
	if err := checkSocket(address, h.Client.base); err != nil {
		return nil, err
	}
	s, err := dial(within, h.Client.dialer(), address, h.pace, h.Log, func(s *socket, f frame) {
		h.flying.Go(func() {
			defer s.end()
			h.deliver(context.WithoutCancel(ctx), s, f)
		})
	})
	if err != nil {
		return nil, err
	}
	select {
	case <-s.hello:
	case <-s.leave:
	case <-s.gone:
	case <-within.Done():
	}
	switch {
	case over(s.hello):
		return s, nil
	case over(s.leave):
		err = fmt.Errorf("no hello: Slack says %s", s.why)
	case over(s.gone):
		return nil, fmt.Errorf("no hello: %w", s.err)
	default:
		err = fmt.Errorf("no hello: %w", within.Err())
	}
	s.cut(err)
	<-s.gone
	return nil, err
}

// refusedToken reports whether Slack refuses the app token: trying again soon is
// of no use.
func refusedToken(err error) bool {
	switch slackWord(err) {
	case "invalid_auth", "account_inactive", "not_authed", "token_revoked", "token_expired", "not_allowed_token_type", "missing_scope", "no_permission":
		return true
	}
	code, is := errors.AsType[api.StatusCodeError](err)
	return is && code.Code == http.StatusNotFound
}
