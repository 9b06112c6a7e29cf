package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"parallax/checkins"
	"parallax/store"
)

// retainEvery is how often a running service looks for answers that are older than their
// org wants to keep. Any number of processes may.
const retainEvery = time.Hour

// retainer lets old answers go.
type retainer struct {
	store *store.Store
	now   func() time.Time // the app's clock
	log   *slog.Logger
}

// run looks at once, and then every hour until ctx ends.
func (r retainer) run(ctx context.Context) {
	t := time.NewTicker(retainEvery)
	defer t.Stop()
	for {
		if err := r.once(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn("old answers not let go", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// once goes through all orgs. One that fails does not hold up the others.
func (r retainer) once(ctx context.Context) error {
	orgs, err := r.store.Orgs(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, id := range orgs {
		if err := r.org(ctx, id); err != nil {
			errs = append(errs, fmt.Errorf("org %s: %w", id, err))
		}
	}
	return errors.Join(errs...)
}

func (r retainer) org(ctx context.Context, id checkins.OrgID) error {
	o, err := r.store.Org(ctx, id)
	if err != nil || o.Retention == 0 {
		return err
	}
	is, err := r.store.AllInitiatives(ctx, id)
	if err != nil {
		return err
	}
	n, err := checkins.Retain(ctx, r.store, o, is, r.now())
	if n > 0 {
		r.log.Info("old answers let go", "org", id, "rounds", n)
	}
	return err
}
