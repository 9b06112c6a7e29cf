package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"parallax/store"
)

// durable refuses to start on a Redis that does not keep what it acknowledges,
// unless the operator says that this is known: "saved" is a promise. What is not
// enough to refuse is left to the guard, which says it as long as it is so.
func durable(ctx context.Context, cfg Config, s *store.Store) error {
	if cfg.embedded() {
		return nil
	}
	findings, err := s.Check(ctx)
	if err != nil && cfg.Durability == Strict {
		return configError{fmt.Sprintf("PARALLAX_DURABILITY=strict: the settings of Redis can't be read (%v): if it is a managed one, set PARALLAX_DURABILITY=attested once you have checked them", err)}
	}
	if v := cfg.promised(findings); len(v.Problems) > 0 {
		return configError{strings.Join(v.Problems, "\n")}
	}
	return nil
}

// weigh tells what keeps the service from serving on a store from what somebody
// should only know. Hidden settings are what an operator attests; who is
// relaxed has said that answers may be lost, and not that letters may be forgotten
// and sent again.
func (c *Config) weigh(findings []store.Finding) (v Verdict) {
	for _, f := range findings {
		switch {
		case c.Durability == Attested && f.Hidden():
		case f.Warning, c.Durability == Relaxed && (f.Hidden() || slices.Contains(lossy, f.Setting)):
			v.Warnings = append(v.Warnings, f.String())
		default:
			v.Problems = append(v.Problems, f.String())
		}
	}
	return v
}

// promised is weigh for those who do not know what is asked: each problem names the
// setting of ours that asks it.
func (c *Config) promised(findings []store.Finding) Verdict {
	v := c.weigh(findings)
	for n := range v.Problems {
		v.Problems[n] = reasonUnkept + string(c.Durability) + ": " + v.Problems[n]
	}
	return v
}

// lossy are the settings with which a store may lose the newest answers.
var lossy = []string{"appendonly", "appendfsync", "connected_slaves", "redis_version"}

// guardEvery is how often a running service looks at its Redis again: somebody may
// change a setting, or restart it with other ones.
const guardEvery = 30 * time.Second

// guard watches that Redis is still the one of the start, and keeps what it
// acknowledges. While it does not, nothing is sent and the service is not ready, for
// a letter that is forgotten is sent twice and an answer that is forgotten was
// promised.
type guard struct {
	ping  func(context.Context) error                    // nil: nothing is watched
	check func(context.Context) ([]store.Finding, error) // likewise
	weigh func([]store.Finding) Verdict
	log   *slog.Logger
	last  atomic.Pointer[Verdict]
}

// watch has the guard watch a store.
func (g *guard) watch(cfg Config, s *store.Store) {
	if !cfg.embedded() {
		g.ping, g.check, g.weigh = s.Ping, s.Check, cfg.promised
	}
}

// look checks once. A Redis that does not answer is no reason: then nothing is sent
// anyhow, and what was found last stands.
func (g *guard) look(ctx context.Context) {
	if g.check == nil {
		return
	}
	var now Verdict
	if err := g.ping(ctx); gone(err) {
		now.Problems = append(now.Problems, reasonStore+err.Error())
	} else {
		findings, err := g.check(ctx)
		if err != nil {
			return
		}
		now = g.weigh(findings)
	}
	was := g.last.Swap(&now)
	if was == nil {
		was = &Verdict{}
	}
	if fresh(was.Problems, now.Problems) {
		g.log.Error(reasonUnsent, "reason", strings.Join(now.Problems, "; "))
	}
	if fresh(was.Warnings, now.Warnings) {
		g.log.Warn("Redis", "reason", strings.Join(now.Warnings, "; "))
	}
	if len(was.Problems) > 0 && len(now.Problems) == 0 {
		g.log.Info("Redis keeps what it acknowledges again: sending goes on")
	}
}

// gone reports an error after which the store is not the one that it was.
func gone(err error) bool {
	return errors.Is(err, store.ErrEmptied) || errors.Is(err, store.ErrReplaced) || errors.Is(err, store.ErrNewer) || errors.Is(err, store.ErrOtherKey) || errors.Is(err, store.ErrRetired)
}

// fresh reports whether there is something to say that was not said before.
func fresh(was, now []string) bool { return len(now) > 0 && !slices.Equal(was, now) }

// why lists why nothing is sent; empty when nothing stands against it.
func (g *guard) why() []string {
	if f := g.last.Load(); f != nil {
		return f.Problems
	}
	return nil
}

// knows lists what somebody should know although all goes on.
func (g *guard) knows() []string {
	if f := g.last.Load(); f != nil {
		return f.Warnings
	}
	return nil
}

// run looks at once, and again and again until ctx ends.
func (g *guard) run(ctx context.Context) {
	t := time.NewTicker(guardEvery)
	defer t.Stop()
	for {
		g.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}
