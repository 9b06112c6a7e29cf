package checkinstest

import (
	"context"
	"slices"
	"time"

	"parallax/checkins"
)

// Held implements checkins.Keeper.
func (m *Memory) Held(_ context.Context, org checkins.OrgID, i checkins.InitiativeID, before checkins.Date) ([]checkins.RoundID, error) {
	s, unlock := m.in(org)
	defer unlock()
	var ids []checkins.RoundID
	for id, sh := range s.sheets {
		if d := id.Date(); id.Initiative() == i && sh.round.State == checkins.RoundClosed && d < before && d > s.shed[i] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids[:min(len(ids), 50)], nil
}

// LetGo implements checkins.Keeper.
func (m *Memory) LetGo(_ context.Context, org checkins.OrgID, id checkins.RoundID) error {
	s, unlock := m.in(org)
	defer unlock()
	if sh := s.sheets[id]; sh != nil {
		clear(sh.answers)
		clear(sh.lines)
		for _, key := range checkins.NotesOf(sh.round) {
			delete(s.notes, key)
		}
	}
	s.shed[id.Initiative()] = max(s.shed[id.Initiative()], id.Date())
	return nil
}

// TrimLog implements checkins.Keeper: Memory keeps no log.
func (m *Memory) TrimLog(context.Context, checkins.OrgID, time.Time) error { return nil }
