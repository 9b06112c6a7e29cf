package main

import (
	"context"
	"time"

	"parallax/checkins"
)

// engine turns the desk's clock: what is due is opened, closed and sent. It keeps
// nothing, so any number of processes may run one on the same store.
type engine struct {
	desk  *checkins.Desk
	every time.Duration // between turns when nobody wakes it
	wake  chan struct{} // has room for one
	ended func(error)   // told how each turn of run ended; may be nil
	held  func() bool   // reports that nothing may be sent now; nil: it may
}

func newEngine(d *checkins.Desk, every time.Duration) *engine {
	return &engine{desk: d, every: every, wake: make(chan struct{}, 1)}
}

// nudge wakes the engine: somebody pressed something, and a letter may wait.
func (e *engine) nudge() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// run turns until ctx ends; a batch of letters under way is finished, on work,
// and no other one begins. Errors were told to Desk.Seen; the next turn tries
// again.
func (e *engine) run(ctx, work context.Context) {
	t := time.NewTicker(e.every)
	defer t.Stop()
	for ctx.Err() == nil {
		err := e.until(ctx, work, e.desk.Now())
		if e.ended != nil && ctx.Err() == nil {
			e.ended(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		case <-e.wake:
		}
	}
}

// batchesATurn bounds a turn, so that rounds are looked at again while many
// letters go out.
const batchesATurn = 50

// turn does what is due at now, once through: rounds first, then the letters
// that they and others left, until none is due.
func (e *engine) turn(ctx context.Context, now time.Time) error { return e.until(ctx, ctx, now) }

// until is a turn that begins nothing new once stop has ended.
func (e *engine) until(stop, work context.Context, now time.Time) error {
	err := e.desk.Tick(work, now)
	for range batchesATurn {
		if stop.Err() != nil || e.held != nil && e.held() {
			break
		}
		n, deliverErr := e.desk.Deliver(work, now)
		if deliverErr != nil {
			return deliverErr
		}
		if n == 0 {
			break
		}
	}
	return err
}
