package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"
)

// Backlog is how many letters of all orgs are not at their end.
type Backlog struct {
	Pending int // wait for their time or their turn
	Sending int // are under way
	Unknown int // ended without a word, and are still looked for
	// Oldest is when the letter that has waited longest was due; zero when none waits
	// whose time is known.
	Oldest time.Time
}

// Backlog counts the letters of all orgs, from the lists that the sender works on:
// four small commands an org, whatever is stored.
func (s *Store) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	orgs, err := s.Orgs(ctx)
	if err != nil {
		return b, err
	}
	for some := range slices.Chunk(orgs, batch) {
		due, inflight, unknown := make([]*redis.IntCmd, len(some)), make([]*redis.IntCmd, len(some)), make([]*redis.IntCmd, len(some))
		first := make([]*redis.ZSliceCmd, len(some))
		err := s.read(ctx, func(p redis.Pipeliner) {
			for n, org := range some {
				k := of(org)
				due[n], inflight[n], unknown[n] = p.ZCard(ctx, k.due()), p.ZCard(ctx, k.inflight()), p.ZCard(ctx, k.unknown())
				// One that is due at no time in particular has 0.
				first[n] = p.ZRangeByScoreWithScores(ctx, k.due(), &redis.ZRangeBy{Min: "(0", Max: "+inf", Count: 1})
			}
		})
		if err != nil {
			return Backlog{}, fmt.Errorf("count letters: %w", err)
		}
		for n := range some {
			b.Pending += int(due[n].Val())
			b.Sending += int(inflight[n].Val())
			b.Unknown += int(unknown[n].Val())
			for _, z := range first[n].Val() {
				if at := time.UnixMilli(int64(z.Score)).UTC(); b.Oldest.IsZero() || at.Before(b.Oldest) {
					b.Oldest = at
				}
			}
		}
	}
	return b, nil
}
