package main

import (
	"context"
	"fmt"
	"strings"

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
	var lines []string
	for _, f := range findings {
		if !f.Warning {
			lines = append(lines, "PARALLAX_DURABILITY=strict: "+f.String())
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return configError{strings.Join(lines, "\n")}
}
