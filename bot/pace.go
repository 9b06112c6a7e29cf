package bot

import (
	"context"
	"time"

	"parallax/checkins"
)

// Pace is what all processes together know of how often platforms may be called.
// Package store keeps it in Redis.
type Pace interface {
	// Turn takes a turn for a call: nothing is called before its Wait is over, nor at
	// all with a Reason. Without quotas it takes nothing and says what is held.
	Turn(ctx context.Context, c checkins.Call) (checkins.Turn, error)
	// Hold keeps everybody from such calls; of two holds the longer one stands.
	Hold(ctx context.Context, c checkins.Call, h checkins.Hold) error
	// Lift ends the hold of a call's grant. How long the platform asked to wait stands.
	Lift(ctx context.Context, c checkins.Call) error
}

// Patience is how long a letter waits here for its turn. For a longer wait it goes
// back: its claim is worth no more than 20 s, and others want to be sent.
const Patience = 2 * time.Second

// Turns is how a courier keeps to the pace. With the zero Turns nobody counts: for a
// stand-in that goes through weeks in a second.
type Turns struct {
	Pace     Pace          // nil: nobody counts
	Patience time.Duration // Patience; 0: what has no turn now goes back at once
}

// Why a letter goes back that the platform was not asked about, and was not refused
// by a Hold either.
const (
	reasonStopped  = "not_started"
	reasonPaceless = "pace_unknown"
)

// paceless is how long a letter waits when the store does not say whose turn it is.
const paceless = 5 * time.Second

// Take waits for the turn of a call, and returns why the call may not be made.
func (t Turns) Take(ctx context.Context, c checkins.Call) *checkins.Refusal {
	if t.Pace == nil {
		return nil
	}
	c.Patience = t.Patience
	turn, err := t.Pace.Turn(ctx, c)
	if err == nil && turn.Reason == "" && turn.Wait > 0 {
		timer := time.NewTimer(turn.Wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return &checkins.Refusal{Reason: reasonStopped, After: time.Second}
		}
		// Others called meanwhile, and may have been told to wait.
		c.Whole, c.There = checkins.Quota{}, nil
		turn, err = t.Pace.Turn(ctx, c)
	}
	switch {
	case err != nil:
		return &checkins.Refusal{Reason: reasonPaceless, After: paceless}
	case turn.Reason != "":
		return &checkins.Refusal{Reason: turn.Reason, After: turn.Wait}
	}
	return nil
}

// holdLimit is for storing what a platform said after the attempt's own time may be
// over.
const holdLimit = 2 * time.Second

// Hold keeps all processes from such calls.
func (t Turns) Hold(ctx context.Context, c checkins.Call, h checkins.Hold) error {
	if t.Pace == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), holdLimit)
	defer cancel()
	return t.Pace.Hold(ctx, c, h)
}

// Lift ends what is held of a grant.
func (t Turns) Lift(ctx context.Context, c checkins.Call) error {
	if t.Pace == nil {
		return nil
	}
	return t.Pace.Lift(ctx, c)
}

// Yields reports whether a letter can wait for those that answer somebody, warn, or
// were asked for.
func Yields(k checkins.Kind) bool {
	switch k {
	case checkins.KindAlert, checkins.KindThread, checkins.KindReply, checkins.KindShare, checkins.KindNotice, checkins.KindRemind, checkins.KindTest, checkins.KindFile:
		return false
	}
	return true
}
