package checkinstest

import (
	"context"
	"fmt"
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
func (m *Memory) Tend(_ context.Context, org checkins.OrgID, r checkins.RoundID, t checkins.Tending, now time.Time) (checkins.Care, error) {
	s, unlock := m.in(org)
	defer unlock()
	care, clock := s.cares[r], m.now()
	if _, seen := s.again(t.Delivery, clock); seen {
		return care, nil
	}
	if s.refused(t.Post) {
		return checkins.Care{}, fmt.Errorf("tend %s: %w", r, checkins.ErrStale)
	}
	first(&care.Acknowledged, t.Acknowledged)
	latest(&care.SnoozedTo, t.SnoozedTo)
	latest(&care.SnoozedBy, t.SnoozedBy)
	for side := range care.Keepers {
		if latest(&care.Keepers[side], t.Keepers[side]); t.Assigns {
			care.Keepers[side] = t.Keepers[side]
		}
	}
	latest(&care.Agenda, t.Agenda)
	latest(&care.AgendaBy, t.AgendaBy)
	if t.OffAgenda {
		care.Agenda, care.AgendaBy = "", ""
	}
	first(&care.Asked, t.Asked)
	first(&care.AskedBy, t.AskedBy)
	s.cares[r] = care
	s.post(t.Post)
	s.redraw(now, t.Redraw)
	s.remember(t.Delivery, delivered{at: clock})
	return care, nil
}

// first keeps what is there, latest what was said.
func first[T ~string](field *T, said T) {
	if *field == "" {
		*field = said
	}
}

func latest[T ~string](field *T, said T) {
	if said != "" {
		*field = said
	}
}
