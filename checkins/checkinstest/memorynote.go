package checkinstest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"parallax/checkins"
)

// Notes implements checkins.Notes.
func (m *Memory) Notes(_ context.Context, org checkins.OrgID, keys ...checkins.NoteKey) (map[checkins.NoteKey][]checkins.Note, error) {
	s, unlock := m.in(org)
	defer unlock()
	all := map[checkins.NoteKey][]checkins.Note{}
	for _, key := range keys {
		all[key] = slices.SortedFunc(maps.Values(s.notes[key]), func(a, b checkins.Note) int {
			return strings.Compare(string(a.Person), string(b.Person))
		})
	}
	return all, nil
}

// Jot implements checkins.Notes.
func (m *Memory) Jot(_ context.Context, org checkins.OrgID, j checkins.Jotting, now time.Time) (bool, error) {
	s, unlock := m.in(org)
	defer unlock()
	p, clock := j.Note.Person, m.now()
	if who, known := s.accounts[j.From]; !known || who != p {
		return false, nil
	}
	if _, seen := s.again(j.Delivery, clock); seen {
		return true, nil
	}
	switch {
	case j.Note.Text == "":
		delete(s.notes[j.Key], p)
	case s.notes[j.Key] == nil:
		s.notes[j.Key] = map[checkins.PersonID]checkins.Note{p: j.Note}
	default:
		s.notes[j.Key][p] = j.Note
	}
	s.post(j.Post)
	s.redraw(now, j.Redraw)
	s.remember(j.Delivery, delivered{at: clock})
	return true, nil
}
