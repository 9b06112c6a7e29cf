package checkins

import (
	"context"
	"errors"
)

// pressed reads what a button about something of an initiative was pressed on. A letter in
// which it stood must be the presser's own.
func (d *Desk) pressed(ctx context.Context, who asker, id InitiativeID, letter LetterID) (o Org, i Initiative, help *Help, err error) {
	if !who.known {
		return o, i, &Help{Text: HelpStranger}, nil
	}
	if letter != "" {
		ls, err := d.Shelf.Letters(ctx, who.org, letter)
		if err != nil {
			return o, i, nil, err
		}
		if len(ls) == 0 || ls[0].Lead != who.person.ID {
			return o, i, &Help{Text: HelpNotYours}, nil
		}
	}
	if o, err = d.Roster.Org(ctx, who.org); err != nil {
		return o, i, nil, err
	}
	i, err = d.initiative(ctx, who.org, id)
	if errors.Is(err, ErrNotFound) {
		return o, i, &Help{Text: HelpNotYours}, nil
	}
	return o, i, nil, err
}
