package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"parallax/store"
)

// durable refuses to start on a Redis that does not keep what it acknowledges,
// unless the operator says that this is known: "saved" is a promise.
func durable(ctx context.Context, cfg Config, s *store.Store) error {
	if cfg.embedded() || cfg.Durability != Strict {
		return nil
	}
	findings, err := s.Check(ctx)
	if err != nil {
		return configError{fmt.Sprintf("PARALLAX_DURABILITY=strict: the settings of Redis can't be read (%v): if it is a managed one, set PARALLAX_DURABILITY=attested once you have checked them", err)}
	}
	if lines := broken(findings); len(lines) > 0 {
		return configError{strings.Join(lines, "\n")}
	}
	return nil
}

// broken lists what keeps a store from being strict, a line each.
func broken(findings []store.Finding) []string {
	var lines []string
	for _, f := range findings {
		if !f.Warning {
			lines = append(lines, reasonUnkept+f.String())
		}
	}
	return lines
}

// guardEvery is how often a running service looks at its Redis again: somebody may
// change a setting, or restart it with other ones.
const guardEvery = 30 * time.Second

// guard watches that Redis still keeps what it acknowledges. While it does not,
// nothing is sent and the service is not ready, for a letter that is forgotten is
// sent twice and an answer that is forgotten was promised.
type guard struct {
	check   func(context.Context) ([]store.Finding, error) // nil: nothing is watched
	log     *slog.Logger
	reasons atomic.Pointer[[]string] // why nothing is sent; nil: it is
}

// look checks once. A Redis that does not answer is no reason: then nothing is sent
// anyhow, and what was found last stands.
func (g *guard) look(ctx context.Context) {
	if g.check == nil {
		return
	}
	findings, err := g.check(ctx)
	if err != nil {
		return
	}
	var now *[]string
	if lines := broken(findings); len(lines) > 0 {
		now = &lines
	}
	was := g.reasons.Swap(now)
	switch {
	case now != nil && (was == nil || strings.Join(*was, "\n") != strings.Join(*now, "\n")):
		g.log.Error(reasonUnsent, "reason", strings.Join(*now, "; "))
	case now == nil && was != nil:
		g.log.Info("Redis keeps what it acknowledges again: sending goes on")
	}
}

// why lists why nothing is sent; empty when nothing stands against it.
func (g *guard) why() []string {
	if r := g.reasons.Load(); r != nil {
		return *r
	}
	return nil
}

// run looks until ctx ends.
func (g *guard) run(ctx context.Context) {
	t := time.NewTicker(guardEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			g.look(ctx)
		}
	}
}
