package checkins

import (
	"context"
	"slices"
	"time"
)

// filling lists the messages of those letters that stay as they are when a round
// closes: check-ins in Teams, where the form unfolds in the card, in which another round
// still waits for its answer. A card that is drawn anew loses what somebody has typed in
// it so far; what it says of the round that closed is put right with that answer, or
// when the last round closes.
func (d *Desk) filling(ctx context.Context, org OrgID, closed Round, ids []LetterID, now time.Time) (map[LetterID]bool, error) {
	stay := map[LetterID]bool{}
	for some := range slices.Chunk(ids, lettersAtOnce) {
		letters, err := d.Shelf.Letters(ctx, org, some...)
		if err != nil {
			return nil, err
		}
		for _, l := range letters {
			if l.Kind != KindAsk && l.Kind != KindNudge && l.Kind != KindRemind || len(l.About.Rounds) < 2 || l.Receipt.IsZero() || l.Receipt.platform() != Teams {
				continue
			}
			others := slices.DeleteFunc(slices.Clone(l.About.Rounds), func(id RoundID) bool { return id == closed.ID })
			if stay[l.ID], err = d.waits(ctx, org, l.Lead, others, now); err != nil {
				return nil, err
			}
		}
	}
	return stay, nil
}

// waits reports whether one of some rounds is open and put something to a lead who has
// not answered it.
func (d *Desk) waits(ctx context.Context, org OrgID, p PersonID, ids []RoundID, now time.Time) (bool, error) {
	rounds, err := d.Ledger.Rounds(ctx, org, ids...)
	if err != nil {
		return false, err
	}
	for _, r := range rounds {
		if r.State != RoundOpen || !now.Before(r.Closes) || len(r.Plans[p].Items) == 0 {
			continue
		}
		kept, err := d.Ledger.Answers(ctx, org, r.ID, p)
		if err != nil {
			return false, err
		}
		if len(kept.Of(p)) == 0 {
			return true, nil
		}
	}
	return false, nil
}
