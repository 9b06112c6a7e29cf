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

// run turns until ctx ends; a turn under way is finished, on work. Errors were
// told to Desk.Seen; the next turn tries again.
func (e *engine) run(ctx, work context.Context) {
	t := time.NewTicker(e.every)
	defer t.Stop()
	for {
		_ = e.turn(work, e.desk.Now())
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
func (e *engine) turn(ctx context.Context, now time.Time) error {
	err := e.desk.Tick(ctx, now)
	for range batchesATurn {
		if ctx.Err() != nil {
			break
		}
		n, deliverErr := e.desk.Deliver(ctx, now)
		if deliverErr != nil {
			return deliverErr
		}
		if n == 0 {
			break
		}
	}
	return err
}
