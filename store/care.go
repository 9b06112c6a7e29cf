package store

import (
	"context"
	"fmt"
	"time"

	"parallax/checkins"
)

var tendScript = script("tend", true)

// Care implements checkins.Cares.
func (s *Store) Care(ctx context.Context, org checkins.OrgID, r checkins.RoundID) (checkins.Care, error) {
	h, err := s.hash(ctx, of(org).care(r), nil)
	if err != nil {
		return checkins.Care{}, fmt.Errorf("read care of %s: %w", r, err)
	}
	return checkins.Care{
		Acknowledged: checkins.PersonID(h["ack"]),
		SnoozedTo:    checkins.Date(h["snoozed_to"]),
		SnoozedBy:    checkins.PersonID(h["snoozed_by"]),
	}, nil
}

// Tend implements checkins.Cares.
func (s *Store) Tend(ctx context.Context, org checkins.OrgID, r checkins.RoundID, c checkins.Care, by checkins.Delivered, now time.Time, redraw ...checkins.LetterID) (checkins.Care, error) {
	k := of(org)
	args := []any{string(c.Acknowledged), string(c.SnoozedTo), string(c.SnoozedBy), nowMS(now), s.call(), rememberFor(by)}
	keys, args := redrawings([]string{k.care(r), k.due(), k.delivered(by)}, args, k, redraw)
	got, err := s.run(ctx, tendScript, org, keys, args...)
	if err != nil {
		return checkins.Care{}, fmt.Errorf("tend %s: %w", r, err)
	}
	said := texts(got)
	return checkins.Care{
		Acknowledged: checkins.PersonID(said[0]),
		SnoozedTo:    checkins.Date(said[1]),
		SnoozedBy:    checkins.PersonID(said[2]),
	}, nil
}
