package checkins

import (
	"context"
	"fmt"
	"slices"
)

// Reread returns what a letter to somebody says now, for a platform that shows a card
// anew in answer to a press on it. It is nil when the letter is not to the person of
// that account, or of a kind that no press changes. The account at which a letter was
// planned may not be the one to which it went.
func (d *Desk) Reread(ctx context.Context, from Account, letter LetterID) (Message, error) {
	m, err := d.reread(ctx, from, letter)
	if err != nil {
		return nil, fmt.Errorf("reread %s: %w", letter, err)
	}
	return m, nil
}

func (d *Desk) reread(ctx context.Context, from Account, letter LetterID) (Message, error) {
	who, help, err := d.who(ctx, from)
	if err != nil || help != nil || !who.known {
		return nil, err
	}
	ls, err := d.Shelf.Letters(ctx, who.org, letter)
	if err != nil || len(ls) == 0 || ls[0].Lead != who.person.ID || !slices.Contains(who.person.Accounts, from) {
		return nil, err
	}
	l := ls[0]
	switch l.Kind {
	case KindAsk, KindNudge, KindRemind:
	case KindConsent:
		m, _, err := d.composeConsent(ctx, who.org, l, who.person, d.Now())
		return m, err
	case KindDelegate:
		if l.Receipt.IsZero() {
			l.Receipt = Receipt{Channel: l.To.ID} // it arrived: somebody presses on it
		}
		m, _, err := d.composeDelegate(ctx, who.org, l, who.person, d.Now())
		return m, err
	default:
		return nil, nil //nolint:nilnil // it stays as it is
	}
	ask, err := d.checkin(ctx, who.org, who.person, l.About.Rounds)
	if err != nil || len(ask.Due) == 0 {
		return nil, err
	}
	ask.Letter, ask.First = l.ID, l.ID == who.person.FirstAsk
	switch l.Kind {
	case KindNudge:
		return Nudge{Ask: ask, Last: l.About.Last}, nil
	case KindRemind:
		return Remind{Ask: ask}, nil
	}
	return ask, nil
}
