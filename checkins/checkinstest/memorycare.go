package checkinstest

import (
	"context"
	"time"

	"parallax/checkins"
)

// Care implements checkins.Cares.
func (m *Memory) Care(_ context.Context, org checkins.OrgID, r checkins.RoundID) (checkins.Care, error) {
	s, unlock := m.in(org)
	defer unlock()
	return s.cares[r], nil
}

// Tend implements checkins.Cares.
func (m *Memory) Tend(_ context.Context, org checkins.OrgID, r checkins.RoundID, c checkins.Care, by checkins.Delivered, now time.Time, redraw ...checkins.LetterID) (checkins.Care, error) {
	s, unlock := m.in(org)
	defer unlock()
	care, clock := s.cares[r], m.now()
	if _, seen := s.again(by, clock); seen {
		return care, nil
	}
	if care.Acknowledged == "" {
		care.Acknowledged = c.Acknowledged
	}
	if c.SnoozedTo != "" {
		care.SnoozedTo = c.SnoozedTo
	}
	if c.SnoozedBy != "" {
		care.SnoozedBy = c.SnoozedBy
	}
	s.cares[r] = care
	s.redraw(now, redraw)
	s.remember(by, delivered{at: clock})
	return care, nil
}
