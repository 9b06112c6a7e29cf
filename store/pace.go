package store

import (
	"context"
	"fmt"
	"time"

	"github.com/go-redis/redis_rate/v10"

	"parallax/checkins"
)

var (
	turnScript = script("turn", false)
	stayScript = script("stay", false)
)

const (
	// stayMargin is how much longer than it counts a hold is kept: it ends by the time
	// that stands in it.
	stayMargin = 10 * time.Second
	// lineMost is how long a line may get.
	lineMost = 1_000_000
)

// Turn implements bot.Pace. Each Quota is a GCRA of redis_rate, and its burst is
// larger than Ready by what fits into Patience: so a turn that comes in a moment is
// taken now, in order, and waited for, and nobody asks again and again.
func (s *Store) Turn(ctx context.Context, c checkins.Call) (checkins.Turn, error) {
	s.gate.RLock() // a snapshot is of one moment
	defer s.gate.RUnlock()
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	turn, err := s.turn(ctx, paceOf(c.Platform, c.Team), c)
	if err != nil {
		return checkins.Turn{}, fmt.Errorf("turn of %s %s: %w", c.Platform, c.Method, err)
	}
	return turn, nil
}

func (s *Store) turn(ctx context.Context, k paced, c checkins.Call) (checkins.Turn, error) {
	said, err := turnScript.Run(ctx, s.rdb, []string{k.grant(c.Grant), k.held(c.Method), k.slow(c.Method)}).Result()
	if err != nil {
		return checkins.Turn{}, err
	}
	word := list(said)
	us := func(n int) time.Duration { v, _ := word[n].(int64); return time.Duration(v) * time.Microsecond }
	if left := us(0); left > 0 {
		return checkins.Turn{Wait: left, Reason: text(word[1])}, nil
	}
	halved := checkins.Halved(us(2))
	wait, ok, err := s.take(ctx, k.calls(c.Method), c.Whole, c.Whole.Ready(c.Yields), halved, c.Patience)
	if err == nil && !ok {
		return s.place(ctx, k.line(c.Method, c.Yields), c.Whole, wait, c.Patience)
	}
	for n, q := range c.There {
		if err != nil {
			break
		}
		var there time.Duration
		at := k.at(c.Method, n, c.Place)
		there, ok, err = s.take(ctx, at, q, q.Ready(false), 0, c.Patience)
		if err == nil && !ok {
			return s.place(ctx, at+lineMark, q, there, c.Patience)
		}
		wait = max(wait, there)
	}
	return checkins.Turn{Wait: wait}, err
}

// place gives what has no turn a place in the line of its like, so that a thousand
// do not come back together. The line moves at the full rate: a rate that is halved
// now may be back by then. It runs behind by patience, so that whoever comes in time
// finds room.
func (s *Store) place(ctx context.Context, key string, q checkins.Quota, turn, patience time.Duration) (checkins.Turn, error) {
	at, _, err := s.take(ctx, key, q, 0, 0, lineMost*q.Gap(0))
	return checkins.Turn{Wait: max(turn, at+patience), Reason: checkins.ReasonPaced}, err
}

// take takes a turn of a quota when one comes within patience. wait is when it comes,
// or would come.
func (s *Store) take(ctx context.Context, key string, q checkins.Quota, ready, halved int, patience time.Duration) (wait time.Duration, ok bool, err error) {
	if q.Most <= 0 {
		return 0, true, nil
	}
	gap := q.Gap(halved)
	limit := redis_rate.Limit{Rate: q.Most, Period: q.Per << halved, Burst: ready + int(patience/gap)}
	r, err := s.limiter.Allow(ctx, key, limit)
	if err != nil {
		return 0, false, err
	}
	wait, ok = r.ResetAfter-time.Duration(ready)*gap, r.Allowed > 0
	if !ok {
		wait += gap // ResetAfter is without the call that was not taken
	}
	// Redis counts in fractions of a second, in floating point.
	return max(0, wait.Round(time.Millisecond)), ok, nil
}

// Hold implements bot.Pace.
func (s *Store) Hold(ctx context.Context, c checkins.Call, h checkins.Hold) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	k, slower := paceOf(c.Platform, c.Team), ""
	held := k.held(c.Method)
	if h.Grant {
		held = k.grant(c.Grant)
	}
	if h.Slower {
		slower = "1"
	}
	_, err := stayScript.Run(ctx, s.rdb, []string{held, k.slow(c.Method)},
		h.For.Microseconds(), h.Reason, slower, checkins.SlowFor.Microseconds(), checkins.SlowMost, stayMargin.Milliseconds()).Result()
	if err != nil {
		return fmt.Errorf("hold %s %s: %w", c.Platform, c.Method, err)
	}
	return nil
}

// Lift implements bot.Pace.
func (s *Store) Lift(ctx context.Context, c checkins.Call) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	if err := s.rdb.Del(ctx, paceOf(c.Platform, c.Team).grant(c.Grant)).Err(); err != nil {
		return fmt.Errorf("lift the hold of %s: %w", c.Platform, err)
	}
	return nil
}
