package checkinstest

import (
	"context"
	"fmt"
	"time"

	"parallax/checkins"
)

// Pace is bot.Pace: what the couriers ask of a store.
type Pace interface {
	Turn(ctx context.Context, c checkins.Call) (checkins.Turn, error)
	Hold(ctx context.Context, c checkins.Call, h checkins.Hold) error
	Lift(ctx context.Context, c checkins.Call) error
}

// pace is what is known of the calls to all teams.
type pace struct {
	holds map[string]held
	slow  map[string]time.Time
	ahead map[string]time.Time // of each quota: when it has no debts
}

type held struct {
	until  time.Time
	reason string
}

func paceKey(kind string, c checkins.Call, what ...any) string {
	return fmt.Sprintf("%s %q %q %q", kind, c.Platform, c.Team, fmt.Sprint(what...))
}

func (m *Memory) pacing() (*pace, func()) {
	m.mu.Lock()
	if m.pace.holds == nil {
		m.pace = pace{holds: map[string]held{}, slow: map[string]time.Time{}, ahead: map[string]time.Time{}}
	}
	return &m.pace, m.mu.Unlock
}

// Turn implements bot.Pace.
func (m *Memory) Turn(_ context.Context, c checkins.Call) (checkins.Turn, error) {
	p, unlock := m.pacing()
	defer unlock()
	now := m.now()
	longest := held{until: now}
	for _, k := range []string{paceKey("grant", c, c.Grant), paceKey("method", c, c.Method)} {
		if h := p.holds[k]; h.until.After(longest.until) {
			longest = h
		}
	}
	if longest.reason != "" {
		return checkins.Turn{Wait: longest.until.Sub(now), Reason: longest.reason}, nil
	}
	halved := checkins.Halved(p.slow[paceKey("slow", c, c.Method)].Sub(now))
	wait, ok := p.take(paceKey("calls", c, c.Method), c.Whole, c.Whole.Ready(c.Yields), halved, c.Patience, now)
	if !ok {
		return p.place(paceKey("line", c, c.Method, c.Yields), c.Whole, wait, c.Patience, now), nil
	}
	for n, q := range c.There {
		key := paceKey("there", c, c.Method, n, c.Place)
		there, ok := p.take(key, q, q.Ready(false), 0, c.Patience, now)
		if !ok {
			return p.place("line "+key, q, there, c.Patience, now), nil
		}
		wait = max(wait, there)
	}
	return checkins.Turn{Wait: wait}, nil
}

// place gives what has no turn a place in a line.
func (p *pace) place(key string, q checkins.Quota, turn, patience time.Duration, now time.Time) checkins.Turn {
	at, _ := p.take(key, q, 0, 0, 1<<62, now)
	return checkins.Turn{Wait: max(turn, at+patience), Reason: checkins.ReasonPaced}
}

// take takes a turn when one comes within patience, and returns when it comes.
func (p *pace) take(key string, q checkins.Quota, ready, halved int, patience time.Duration, now time.Time) (time.Duration, bool) {
	if q.Most <= 0 {
		return 0, true
	}
	ahead, gap := p.ahead[key], q.Gap(halved)
	if ahead.Before(now) {
		ahead = now
	}
	ahead = ahead.Add(gap)
	wait := max(0, ahead.Sub(now)-time.Duration(ready)*gap)
	if wait > patience {
		return wait, false
	}
	p.ahead[key] = ahead
	return wait, true
}

// Hold implements bot.Pace.
func (m *Memory) Hold(_ context.Context, c checkins.Call, h checkins.Hold) error {
	p, unlock := m.pacing()
	defer unlock()
	now := m.now()
	key, slow := paceKey("method", c, c.Method), paceKey("slow", c, c.Method)
	if h.Grant {
		key = paceKey("grant", c, c.Grant)
	}
	until, was := now.Add(h.For), p.holds[key]
	if h.Slower && !was.until.After(now) {
		last := p.slow[slow]
		if last.Before(until) {
			last = until
		}
		last = last.Add(checkins.SlowFor)
		if most := until.Add(checkins.SlowMost * checkins.SlowFor); last.After(most) {
			last = most
		}
		p.slow[slow] = last
	}
	if until.After(was.until) {
		p.holds[key] = held{until, h.Reason}
	}
	return nil
}

// Lift implements bot.Pace.
func (m *Memory) Lift(_ context.Context, c checkins.Call) error {
	p, unlock := m.pacing()
	defer unlock()
	delete(p.holds, paceKey("grant", c, c.Grant))
	return nil
}
