package checkinstest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"parallax/checkins"
)

// atMost bounds lists of things that are due.
const atMost = 100

// lostMost bounds the list of lost letters.
const lostMost = 5000

var errNotSealed = errors.New("the round is not sealed")

// sheet is a round with what was recorded in it.
type sheet struct {
	round   checkins.Round
	answers map[field]checkins.Answer
	lines   map[checkins.PersonID]checkins.Line
	scored  checkins.Scored
}

// Errands implements checkins.Ledger.
func (m *Memory) Errands(_ context.Context, org checkins.OrgID, now time.Time) ([]checkins.Errand, error) {
	s, unlock := m.in(org)
	defer unlock()
	var due []checkins.Errand
	for i, at := range s.next {
		due = append(due, checkins.Errand{Initiative: i, At: at})
	}
	for id, sh := range s.sheets {
		if sh.round.State == checkins.RoundOpen || sh.round.State == checkins.RoundSealed {
			due = append(due, checkins.Errand{Initiative: id.Initiative(), Round: id, At: sh.round.Closes})
		}
	}
	due = slices.DeleteFunc(due, func(e checkins.Errand) bool { return e.At.After(now) })
	slices.SortFunc(due, func(a, b checkins.Errand) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Initiative, b.Initiative), cmp.Compare(a.Round, b.Round))
	})
	return due[:min(len(due), atMost)], nil
}

// Open implements checkins.Ledger.
func (m *Memory) Open(_ context.Context, org checkins.OrgID, o checkins.Opening) (bool, error) {
	s, unlock := m.in(org)
	defer unlock()
	i := o.Round.ID.Initiative()
	if s.sheets[o.Round.ID] != nil {
		// No next opening at all is later than any.
		if next, planned := s.next[i]; planned && (o.Next.IsZero() || o.Next.After(next)) {
			s.plan(i, o.Next)
		}
		return false, nil
	}
	if s.standings[i].Rev != o.Rev || s.refused(o.Letters) {
		return false, fmt.Errorf("open %s: %w", o.Round.ID, checkins.ErrStale)
	}
	s.sheets[o.Round.ID] = &sheet{
		round:   copiedRound(o.Round),
		answers: map[field]checkins.Answer{},
		lines:   map[checkins.PersonID]checkins.Line{},
	}
	s.latest[i] = o.Round.ID
	s.plan(i, o.Next)
	s.post(o.Letters)
	s.redraw(time.Time{}, o.Redraw)
	return true, nil
}

// Rounds implements checkins.Ledger.
func (m *Memory) Rounds(_ context.Context, org checkins.OrgID, ids ...checkins.RoundID) ([]checkins.Round, error) {
	s, unlock := m.in(org)
	defer unlock()
	var rounds []checkins.Round
	for _, id := range ids {
		if sh := s.sheets[id]; sh != nil {
			rounds = append(rounds, copiedRound(sh.round))
		}
	}
	return rounds, nil
}

// Answers implements checkins.Ledger. A round that does not exist has none.
func (m *Memory) Answers(_ context.Context, org checkins.OrgID, id checkins.RoundID, p checkins.PersonID) (checkins.Kept, error) {
	s, unlock := m.in(org)
	defer unlock()
	sh := s.sheets[id]
	if sh == nil {
		return checkins.Kept{}, nil
	}
	kept := sh.kept()
	if p != "" {
		kept.Answers = slices.DeleteFunc(kept.Answers, func(a checkins.Answer) bool { return a.Person != p })
		kept.Lines = slices.DeleteFunc(kept.Lines, func(l checkins.Line) bool { return l.Person != p })
	}
	return kept, nil
}

// kept lists what is recorded, by person, then dimension.
func (sh *sheet) kept() checkins.Kept {
	return checkins.Kept{
		Answers: slices.SortedFunc(maps.Values(sh.answers), func(a, b checkins.Answer) int {
			return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Dimension, b.Dimension))
		}),
		Lines: slices.SortedFunc(maps.Values(sh.lines), func(a, b checkins.Line) int {
			return cmp.Compare(a.Person, b.Person)
		}),
	}
}

// Seal implements checkins.Ledger.
func (m *Memory) Seal(_ context.Context, org checkins.OrgID, id checkins.RoundID, now time.Time) (checkins.Kept, error) {
	s, unlock := m.in(org)
	defer unlock()
	sh := s.sheets[id]
	if sh == nil || sh.round.State == checkins.RoundSkipped {
		return checkins.Kept{}, fmt.Errorf("seal %s: %w", id, checkins.ErrNotFound)
	}
	if sh.round.State == checkins.RoundOpen {
		if now.Before(sh.round.Closes) {
			return checkins.Kept{}, fmt.Errorf("seal %s: %w", id, checkins.ErrTooEarly)
		}
		sh.round.State = checkins.RoundSealed
	}
	return sh.kept(), nil
}

// Close implements checkins.Ledger. A round that is still open is an error.
func (m *Memory) Close(_ context.Context, org checkins.OrgID, c checkins.Closing, now time.Time) (bool, error) {
	s, unlock := m.in(org)
	defer unlock()
	sh := s.sheets[c.Round]
	if sh == nil || sh.round.State == checkins.RoundSkipped {
		return false, fmt.Errorf("close %s: %w", c.Round, checkins.ErrNotFound)
	}
	switch sh.round.State {
	case checkins.RoundClosed:
		return false, nil
	case checkins.RoundOpen:
		return false, fmt.Errorf("close %s: %w", c.Round, errNotSealed)
	}
	if s.standings[c.Round.Initiative()].Rev != c.Standing.Rev {
		return false, fmt.Errorf("close %s: %w", c.Round, checkins.ErrStale)
	}
	sh.round.State = checkins.RoundClosed
	sh.scored = checkins.Scored{Basis: copied(c.Basis), Records: copied(c.Records)}
	slices.SortFunc(sh.scored.Records, func(a, b checkins.Record) int { return cmp.Compare(a.Dimension, b.Dimension) })
	s.restate(c.Round.Initiative(), c.Standing)
	s.post(c.Letters)
	s.redraw(now, c.Redraw)
	return true, nil
}

// Standing implements checkins.Standings.
func (m *Memory) Standing(_ context.Context, org checkins.OrgID, i checkins.InitiativeID) (checkins.Standing, checkins.RoundID, error) {
	s, unlock := m.in(org)
	defer unlock()
	return copiedStanding(s.standings[i]), s.latest[i], nil
}

// restate stores a standing in a new revision.
func (s *space) restate(i checkins.InitiativeID, to checkins.Standing) {
	to = copiedStanding(to)
	to.Rev++
	s.standings[i] = to
}

// Scored implements checkins.Standings.
func (m *Memory) Scored(_ context.Context, org checkins.OrgID, id checkins.RoundID) (checkins.Scored, error) {
	s, unlock := m.in(org)
	defer unlock()
	if sh := s.sheets[id]; sh != nil {
		return copied(sh.scored), nil
	}
	return checkins.Scored{}, nil
}

// Past implements checkins.Standings.
func (m *Memory) Past(_ context.Context, org checkins.OrgID, i checkins.InitiativeID) ([]checkins.RoundID, error) {
	s, unlock := m.in(org)
	defer unlock()
	var ids []checkins.RoundID
	for id, sh := range s.sheets {
		if id.Initiative() == i && sh.round.State == checkins.RoundClosed {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids) // of one initiative they differ by the date
	return ids, nil
}
