package checkins

import (
	"context"
	"slices"
	"time"
)

// Notice tells an owner in private what went wrong, or that an initiative has another owner.
type Notice struct {
	Initiative Named
	Letter     LetterID // empty: not in a letter
	Says       Says
	Alert      *GapAlert // the card itself when no channel could be reached
	By         string    // of a handover: name of who gave it; empty: it says nothing of that
	Owner      string    // of a handover, to who gave it: name of the new owner; empty: likewise
	Over       bool      // of a handover: it does not stand any more
	Until      time.Time // of a handover, to who gave it: until when it can be taken back; zero: it can't
	Zone       string
}

func (Notice) message() {}

// composeNotice tells an owner what went wrong. When no channel of an alert could
// be reached, or there is none, the alert comes with it.
func (d *Desk) composeNotice(ctx context.Context, org OrgID, l Letter) (Message, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, err
	}
	n := Notice{Initiative: Named{i.ID, i.Name}, Says: l.About.Text}
	switch n.Says.What {
	case noticeHandover, noticeHanded, noticeBack:
		return d.composeHanded(ctx, org, i, l)
	}
	if len(l.About.Dimensions) == 0 || len(l.About.Rounds) == 0 {
		return n, nil
	}
	var ids []LetterID
	for _, channel := range i.Channels {
		ids = append(ids, AlertLetter(org, l.About.Rounds[0], channel))
	}
	if len(ids) > 0 {
		cards, err := d.Shelf.Letters(ctx, org, ids...)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(cards, func(c Letter) bool { return c.State != LetterUnreachable }) {
			return n, nil
		}
	}
	a, err := d.alert(ctx, org, l)
	if err != nil {
		return nil, err
	}
	n.Alert = &a
	return n, nil
}
