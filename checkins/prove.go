package checkins

import (
	"context"
	"fmt"
	"slices"
)

// Prove settles a letter of which nobody knew whether it arrived: from pressed a
// button on it. where is the channel in which that was, zero for the personal chat.
// Only who the letter is for proves one to a person, and only its channel one to a
// channel: a message that stands elsewhere is another. The letter is drawn anew, for
// it may be older than what it is to say.
func (d *Desk) Prove(ctx context.Context, from, where Account, p Proof) error {
	who, help, err := d.who(ctx, from)
	if err != nil {
		return fmt.Errorf("prove %s: %w", p.Letter, err)
	}
	if help != nil {
		return nil
	}
	ls, err := d.Shelf.Letters(ctx, who.org, p.Letter)
	if err != nil {
		return fmt.Errorf("prove %s: %w", p.Letter, err)
	}
	if len(ls) == 0 || ls[0].State != LetterUnknown || !who.proves(ls[0], where) {
		return nil
	}
	s := Settlement{State: LetterSent, Receipt: p.Receipt, Rev: ls[0].Rev - 1}
	if _, err := d.Outbox.Settle(ctx, who.org, ls[0], s); err != nil {
		return fmt.Errorf("prove %s: %w", p.Letter, err)
	}
	return nil
}

// proves reports whether a message in which that was pressed can be the letter.
func (a asker) proves(l Letter, where Account) bool {
	switch {
	case !where.IsZero():
		return l.Lead == "" && l.To == where
	case !a.known:
		return false
	case l.Lead != "":
		return l.Lead == a.person.ID
	}
	return slices.Contains(a.person.Accounts, l.To)
}
