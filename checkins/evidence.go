package checkins

import (
	"context"
	"errors"
	"fmt"
)

// Evidence is what an audit reads of a store.
type Evidence interface {
	Standings
	Checkpoints(ctx context.Context, org OrgID, i InitiativeID) ([]Standing, error)
	Rounds(ctx context.Context, org OrgID, ids ...RoundID) ([]Round, error)
	Answers(ctx context.Context, org OrgID, id RoundID, p PersonID) (Kept, error)
}

// audits is how often an initiative is audited anew because a round of it was
// closed meanwhile, or somebody was forgotten.
const audits = 5

// Examine audits an initiative: it holds every closed round and what the
// initiative carries on against what comes out of the stored answers. Those of
// one round at a time are in memory. ErrStale: the initiative did not hold still.
func Examine(ctx context.Context, e Evidence, org OrgID, i InitiativeID) (Tally, []Difference, error) {
	for range audits {
		t, found, err := examine(ctx, e, org, i)
		if !errors.Is(err, ErrStale) {
			return t, found, err
		}
	}
	return Tally{}, nil, fmt.Errorf("audit %s: %w", i, ErrStale)
}

func examine(ctx context.Context, e Evidence, org OrgID, i InitiativeID) (Tally, []Difference, error) {
	fail := func(err error) (Tally, []Difference, error) {
		return Tally{}, nil, fmt.Errorf("audit %s: %w", i, err)
	}
	before, _, err := e.Standing(ctx, org, i)
	if err != nil {
		return fail(err)
	}
	points, err := e.Checkpoints(ctx, org, i)
	if err != nil {
		return fail(err)
	}
	past, err := e.Past(ctx, org, i)
	if err != nil {
		return fail(err)
	}
	a := NewAudit(points)
	var found []Difference
	for _, id := range past {
		rounds, err := e.Rounds(ctx, org, id)
		if err != nil {
			return fail(err)
		}
		if len(rounds) == 0 {
			return fail(fmt.Errorf("round %s: %w", id, ErrNotFound))
		}
		kept, err := e.Answers(ctx, org, id, "")
		if err != nil {
			return fail(err)
		}
		scored, err := e.Scored(ctx, org, id)
		if err != nil {
			return fail(err)
		}
		found = append(found, a.Round(rounds[0], kept, scored)...)
	}
	found = append(found, a.Standing(before)...)
	after, _, err := e.Standing(ctx, org, i)
	if err != nil {
		return fail(err)
	}
	if after.Rev != before.Rev {
		return fail(ErrStale)
	}
	return a.Tally, found, nil
}
