package checkins

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Reached is told that an account can be written to again: the app was installed
// there, or somebody who kept it away wrote. What did not reach that person, and is
// still worth saying, goes out after all; said again it does nothing.
func (d *Desk) Reached(ctx context.Context, a Account) error {
	who, help, err := d.who(ctx, a)
	if err != nil {
		return fmt.Errorf("reached %s: %w", a, err)
	}
	if help != nil || !who.known || who.person.Account() != a {
		return nil
	}
	missed, err := d.missed(ctx, who.org, who.person)
	if err == nil && len(missed) > 0 {
		err = d.Outbox.Post(ctx, who.org, missed...)
	}
	if err != nil {
		return fmt.Errorf("reached %s: %w", a, err)
	}
	return nil
}

// missed lists what could not reach a lead: of the latest round of each initiative
// the ask, or a nudge when the ask came through; of the round closed last the
// result; and the question whether to be named. Whether it still matters is found out
// when it is sent.
func (d *Desk) missed(ctx context.Context, org OrgID, p Person) ([]Letter, error) {
	var missed []Letter
	for _, i := range p.Leads {
		standing, latest, err := d.Standings.Standing(ctx, org, i)
		if err != nil {
			return nil, err
		}
		rounds, err := d.Ledger.Rounds(ctx, org, roundIDs(latest)...)
		if err != nil {
			return nil, err
		}
		// In this order: the first that is missing of each group speaks for the others.
		groups := [][]LetterID{{ConsentLetter(org, i, p.ID)}}
		if standing.Last != "" {
			groups = append(groups, []LetterID{LetterIDOf(org, KindResult, string(standing.Last), string(p.ID))})
		}
		for _, r := range rounds {
			plan := r.Plans[p.ID]
			groups = append(groups, append([]LetterID{plan.Ask}, plan.Nudges...))
		}
		for _, ids := range groups {
			letters, err := d.Shelf.Letters(ctx, org, ids...)
			if err != nil {
				return nil, err
			}
			n := slices.IndexFunc(letters, func(l Letter) bool { return l.State == LetterUnreachable && l.Lead == p.ID })
			if n < 0 {
				continue
			}
			l := letters[n]
			l.Merge, l.Again, l.Due = false, true, d.Now()
			missed = append(missed, l)
		}
	}
	slices.SortFunc(missed, func(a, b Letter) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(missed, func(a, b Letter) bool { return a.ID == b.ID }), nil
}
