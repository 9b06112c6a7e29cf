package checkins

import (
	"cmp"
	"context"
	"slices"
)

// Arrivals says how the check-ins of a round went out, for the initiative's owner.
// They are counts of letters and name nobody: who is reached late would be seen to
// answer. Arrived is all that was sent and all that was answered, for how many have
// answered is told to nobody (SCORING.md 9).
type Arrivals struct {
	Round       RoundID
	Arrived     int
	Waiting     int      // for its time, its turn, or another try
	Unknown     int      // the attempt ended without a word
	Unreachable []Missed // the platform said no
	Dropped     []Missed // was not sent any more
}

// Missed is how many letters did not go out for one reason.
type Missed struct {
	Reason string
	N      int
}

// arrivalsOf counts the asks of a round. It is pure. A lead whose letter was erased is
// not counted.
func arrivalsOf(id RoundID, asks []Letter) Arrivals {
	a := Arrivals{Round: id}
	unreachable, dropped := map[string]int{}, map[string]int{}
	for _, l := range asks {
		switch {
		case !l.Receipt.IsZero(), l.State == LetterSent, l.State == LetterDropped && Reason(l.Reason) == ReasonAnswered:
			a.Arrived++
		case l.State == LetterUnknown:
			a.Unknown++
		case l.State == LetterUnreachable:
			unreachable[l.Reason]++
		case l.State == LetterDropped:
			dropped[l.Reason]++
		default:
			a.Waiting++
		}
	}
	a.Unreachable, a.Dropped = missed(unreachable), missed(dropped)
	return a
}

// missed lists counts by reason, the largest first.
func missed(by map[string]int) []Missed {
	var all []Missed
	for reason, n := range by {
		all = append(all, Missed{reason, n})
	}
	slices.SortFunc(all, func(a, b Missed) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Reason, b.Reason)) })
	return all
}

// arrivals counts the asks of the round opened last; nil without one.
func (d *Desk) arrivals(ctx context.Context, org OrgID, latest RoundID) (*Arrivals, error) {
	rounds, err := d.Ledger.Rounds(ctx, org, roundIDs(latest)...)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		var ids []LetterID
		for _, plan := range r.Plans {
			ids = append(ids, plan.Ask)
		}
		if len(ids) == 0 {
			continue
		}
		slices.Sort(ids)
		asks, err := d.Shelf.Letters(ctx, org, slices.Compact(ids)...)
		if err != nil || len(asks) == 0 {
			return nil, err
		}
		a := arrivalsOf(r.ID, asks)
		return &a, nil
	}
	return nil, nil
}
