package main

import (
	"context"
	"errors"
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

// breath is the least time between two turns: a thousand presses in a second are no
// reason to look a thousand times into every org.
const breath = 50 * time.Millisecond

// run turns until ctx ends; letters under way are finished then, on work, and
// nothing else begins. Errors were told to Desk.Seen; the next turn tries again.
func (e *engine) run(ctx, work context.Context) {
	sender := &checkins.Sender{Desk: e.desk, Held: e.held}
	defer sender.Wait()
	t := time.NewTicker(e.every)
	defer t.Stop()
	for ctx.Err() == nil {
		err := e.begin(ctx, work, sender)
		if e.ended != nil && ctx.Err() == nil {
			e.ended(err)
		}
		rest := time.NewTimer(breath)
		select {
		case <-ctx.Done():
		case <-rest.C:
		}
		rest.Stop()
		select {
		case <-ctx.Done():
		case <-t.C:
		case <-e.wake:
		}
	}
}

// begin does what is due now, and only begins to send: a platform that is slow holds
// up neither the next turn nor another org. What waits is found out in one round
// trip, so that a turn costs what is due and not what there is.
func (e *engine) begin(stop, work context.Context, sender *checkins.Sender) error {
	now := e.desk.Now()
	waiting, err := e.desk.Waiting(work, now)
	for _, w := range waiting {
		if w.Letters || w.Lost {
			sender.Begin(stop, work, w)
		}
	}
	err = errors.Join(err, sender.Err(), e.desk.Run(work, now, waiting))
	for _, w := range waiting {
		if w.Errands {
			sender.Begin(stop, work, checkins.Waiting{Org: w.Org, Letters: true}) // which they left
		}
	}
	return err
}

// batchesATurn bounds a turn by hand, so that rounds are looked at again while many
// letters go out.
const batchesATurn = 50

// turn does what is due at now, once through and one after the other: rounds first,
// then the letters that they and others left, until none is due. It is for those who
// turn the engine by hand.
func (e *engine) turn(ctx context.Context, now time.Time) error {
	err := e.desk.Tick(ctx, now)
	for range batchesATurn {
		if e.held != nil && e.held() {
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
