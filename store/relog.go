package store

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

// How long somebody else who copies a log may take without a step, and how often he
// is waited for.
const (
	logWait  = 500 * time.Millisecond
	logWaits = 20
)

var errLogBusy = errors.New("an erasure rewrites the log: run it again when that has ended, it goes on where it ended")

// log seals the values of an org's log anew. Entries can't be changed, so the log is
// copied, as an erasure does it; and an erasure under way goes first.
func (w *rekeying) log(ctx context.Context, org checkins.OrgID) error {
	before := ""
	for range logWaits {
		n, copied, err := w.sealedLog(ctx, org)
		if w.look {
			w.Left += n
			return err
		}
		if err != nil || n == 0 && !copied {
			return err
		}
		job, err := w.Store.hash(ctx, of(org).relogger(), []string{"job", "from", "next"})
		if err != nil {
			return err
		}
		now := job["job"] + " " + job["from"]
		if job["next"] == "" || now == before { // nobody copies, or he stopped half-way
			if done, err := w.copyLog(ctx, org); err != nil || done {
				return err
			}
		}
		before = now
		wait := time.NewTimer(logWait)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return ctx.Err()
		}
	}
	return errLogBusy
}

// sealedLog counts the values of a log to be sealed anew, and tells whether there is a
// copy that somebody is making, or left behind with what he had copied.
func (w *rekeying) sealedLog(ctx context.Context, org checkins.OrgID) (n int, copied bool, err error) {
	for from := "-"; from != ""; {
		var anew []any
		if anew, from, err = w.logPage(ctx, org, from); err != nil {
			return n, false, err
		}
		n += len(anew) / 2
	}
	var there *redis.IntCmd
	err = w.read(ctx, func(p redis.Pipeliner) { there = p.Exists(ctx, of(org).relog()) })
	if err != nil {
		return n, false, err
	}
	return n, there.Val() > 0, nil
}

// logPage reads some entries and returns those with a value to be sealed anew: entry,
// value ...; and from where to read on, "" at the end.
func (w *rekeying) logPage(ctx context.Context, org checkins.OrgID, from string) (anew []any, next string, err error) {
	var some *redis.XMessageSliceCmd
	err = w.read(ctx, func(p redis.Pipeliner) { some = p.XRangeN(ctx, of(org).log(), from, "+", batch) })
	if err != nil {
		return nil, "", err
	}
	for _, e := range some.Val() {
		at := answerPlace(org, checkins.RoundID(text(e.Values["round"])), text(e.Values["field"]))
		if value, ok := w.reword(of(org).log(), text(e.Values["value"]), at); ok {
			anew = append(anew, e.ID, value)
		}
		next = "(" + e.ID
	}
	if len(some.Val()) < batch {
		next = ""
	}
	return anew, next, nil
}

// copyLog copies the log with the values sealed anew. false: somebody else began to
// copy it meanwhile.
func (w *rekeying) copyLog(ctx context.Context, org checkins.OrgID) (bool, error) {
	k, changed := of(org), 0
	job, from := w.call(), "-"
	for from != "" {
		anew, _, err := w.logPage(ctx, org, from)
		if err != nil {
			return false, err
		}
		args := append([]any{job, from, batch, "", 0}, anew...)
		next, err := w.keep(ctx, relogScript, org, []string{k.log(), k.relog(), k.relogger()}, args...)
		if err != nil {
			return false, err
		}
		if from = text(next); from == "?" {
			return false, nil
		}
		changed += len(anew) / 2
	}
	w.Anew[org] += changed
	return true, nil
}
