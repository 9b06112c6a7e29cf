package checkins

import (
	"context"
	"fmt"
)

// Prove settles a letter of which nobody knew whether it arrived: somebody pressed a
// button on it. It is drawn anew, for it may be older than what it is to say.
func (d *Desk) Prove(ctx context.Context, org OrgID, p Proof) error {
	ls, err := d.Shelf.Letters(ctx, org, p.Letter)
	if err != nil {
		return fmt.Errorf("prove %s: %w", p.Letter, err)
	}
	if len(ls) == 0 || ls[0].State != LetterUnknown {
		return nil
	}
	s := Settlement{State: LetterSent, Receipt: p.Receipt, Rev: ls[0].Rev - 1}
	if _, err := d.Outbox.Settle(ctx, org, ls[0], s); err != nil {
		return fmt.Errorf("prove %s: %w", p.Letter, err)
	}
	return nil
}
