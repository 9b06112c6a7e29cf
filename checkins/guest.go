package checkins

import (
	"context"
	"errors"
	"fmt"
)

// Guests asks a platform about somebody whom the org does not know.
type Guests interface {
	// Guest reports whether an account that spoke in the channel where is a guest
	// there, or belongs to another organisation. An error means that nobody knows.
	Guest(ctx context.Context, a, where Account) (bool, error)
}

// visiting reports whether a stranger who asks in a channel is none of the org's own
// people: guests are told nothing. In private a stranger is shown nothing anyhow.
// While the platform does not say, nobody is answered.
func (d *Desk) visiting(ctx context.Context, from, where Account) (bool, error) {
	ask := d.Guests[from.Platform]
	if ask == nil || where.IsZero() {
		return false, nil
	}
	guest, err := ask.Guest(ctx, from, where)
	if err != nil {
		return false, fmt.Errorf("guest %s: %w", from, err)
	}
	return guest, nil
}

// back reports whether somebody who was found to be switched off acts again by
// right. The platform has the last word: the event of the return may have been lost.
// While it does not say, the person is nobody.
func (d *Desk) back(ctx context.Context, org OrgID, p Person, from Account) (bool, error) {
	probe := d.Probes[from.Platform]
	if probe == nil {
		return true, nil // it was another platform that said so
	}
	if off, err := probe.Deactivated(ctx, from); err != nil || off {
		return false, nil //nolint:nilerr // see above
	}
	here := ""
	return true, d.Registrar.Amend(ctx, org, p.ID, Wish{Gone: &here})
}

// elsewhere reports whether a channel belongs to another org than who asks there:
// people meet in shared channels, and what the one org has to say is nothing for the
// other's channel.
func (d *Desk) elsewhere(ctx context.Context, org OrgID, from, channel Account) (bool, error) {
	if channel.IsZero() || channel.Team == from.Team {
		return false, nil
	}
	of, _, err := d.Directory.Who(ctx, channel)
	if err != nil && !errors.Is(err, ErrStranger) && !errors.Is(err, ErrNotFound) {
		return false, err
	}
	return of != org, nil
}
