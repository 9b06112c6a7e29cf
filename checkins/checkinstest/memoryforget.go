package checkinstest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"parallax/checkins"
)

// Checkpoints implements checkins.Checkpoints.
func (m *Memory) Checkpoints(_ context.Context, org checkins.OrgID, i checkins.InitiativeID) ([]checkins.Standing, error) {
	s, unlock := m.in(org)
	defer unlock()
	return copied(s.points[i]), nil
}

// Restate implements checkins.Checkpoints.
func (m *Memory) Restate(_ context.Context, org checkins.OrgID, i checkins.InitiativeID, to checkins.Standing, points []checkins.Standing) error {
	s, unlock := m.in(org)
	defer unlock()
	if s.standings[i].Rev != to.Rev {
		return fmt.Errorf("restate %s: %w", i, checkins.ErrStale)
	}
	s.restate(i, to)
	s.points[i] = copied(points)
	slices.SortFunc(s.points[i], func(a, b checkins.Standing) int { return cmp.Compare(a.Seq, b.Seq) })
	return nil
}

// EraseRoles implements checkins.Eraser.
func (m *Memory) EraseRoles(_ context.Context, org checkins.OrgID, p checkins.PersonID) (checkins.Roles, error) {
	s, unlock := m.in(org)
	defer unlock()
	var is []checkins.Initiative
	for _, id := range slices.Sorted(maps.Keys(s.initiatives)) {
		i := s.initiatives[id]
		i.Consents = s.consents[id]
		is = append(is, i)
	}
	roles := checkins.RolesOf(s.org, is, p)
	if roles.Changed || slices.Contains(slices.Collect(maps.Values(s.accounts)), p) {
		s.rev++
	}
	s.org = s.org.Without(p)
	for id, other := range s.people {
		if left := other.Without(p); left.Delegate != other.Delegate || left.Declined != other.Declined {
			s.people[id], roles.Changed = left, true
		}
	}
	for _, i := range is {
		was := i
		if i = i.Without(p); reflect.DeepEqual(i, was) {
			continue
		}
		i.Consents = nil
		s.redraw(time.Time{}, was.Facing(org, p))
		s.initiatives[i.ID] = i
		delete(s.consents[i.ID], p)
		if !i.Scheduled() {
			s.plan(i.ID, time.Time{})
		}
	}
	maps.DeleteFunc(s.refs, func(a checkins.Account, _ checkins.Reference) bool { return s.accounts[a] == p })
	maps.DeleteFunc(s.removals, func(a checkins.Account, _ string) bool { return s.accounts[a] == p })
	maps.DeleteFunc(s.accounts, func(_ checkins.Account, who checkins.PersonID) bool { return who == p })
	return roles, nil
}

// EraseLetters implements checkins.Eraser.
func (m *Memory) EraseLetters(_ context.Context, org checkins.OrgID, p checkins.PersonID) (int, error) {
	s, unlock := m.in(org)
	defer unlock()
	accounts := slices.Clone(s.people[p].Accounts)
	for _, e := range s.letters {
		if e.Lead == p && !e.To.IsZero() {
			accounts = append(accounts, e.To) // one that they had before, perhaps
		}
	}
	n := 0
	for id, e := range s.letters {
		if !e.Knows(p, accounts) {
			continue
		}
		n++
		if l, stays := e.Without(p); stays {
			e.Letter = l
			e.redraw(time.Time{})
			continue
		}
		delete(s.letters, id)
	}
	return n, nil
}

// EraseNotes implements checkins.Eraser.
func (m *Memory) EraseNotes(_ context.Context, org checkins.OrgID, shown checkins.Shown) (int, error) {
	s, unlock := m.in(org)
	defer unlock()
	n := 0
	for key, notes := range s.notes {
		if _, wrote := notes[shown.Who()]; wrote {
			delete(notes, shown.Who())
			s.redraw(time.Time{}, shown.InNotes(key))
			n++
		}
	}
	return n, nil
}

// EraseHistory implements checkins.Eraser: Memory keeps no log.
func (m *Memory) EraseHistory(context.Context, checkins.OrgID, checkins.PersonID) (int, error) {
	return 0, nil
}

// EraseRound implements checkins.Eraser.
func (m *Memory) EraseRound(_ context.Context, org checkins.OrgID, id checkins.RoundID, shown checkins.Shown) (checkins.Struck, error) {
	s, unlock := m.in(org)
	defer unlock()
	var struck checkins.Struck
	p := shown.Who()
	if care := s.cares[id]; care != care.Without(p) {
		s.cares[id], struck.Changed = care.Without(p), true
		s.redraw(time.Time{}, shown.InCare(id))
	}
	sh := s.sheets[id]
	if sh == nil {
		return struck, nil
	}
	for at, a := range sh.answers {
		if at.person != p {
			continue
		}
		delete(sh.answers, at)
		for _, said := range []bool{a.SaidOwn, a.SaidGuess} {
			if said {
				struck.Answers++
			}
		}
	}
	if _, wrote := sh.lines[p]; wrote {
		delete(sh.lines, p)
		struck.Lines++
	}
	_, on := sh.round.Side(p)
	_, planned := sh.round.Plans[p]
	counted := slices.Contains(slices.Concat(sh.scored.Basis.Roster[:]...), p) // also where the round has lost them before
	struck.Changed = struck.Changed || on || planned || counted || struck.Answers+struck.Lines > 0
	state := sh.round.State
	sh.round, sh.scored.Basis = sh.round.Without(sh.scored.Basis, p)
	sh.scored.Erased = sh.scored.Erased || struck.Answers > 0 && state == checkins.RoundClosed
	return struck, nil
}

// ErasePerson implements checkins.Eraser.
func (m *Memory) ErasePerson(_ context.Context, org checkins.OrgID, p checkins.PersonID) (bool, error) {
	s, unlock := m.in(org)
	defer unlock()
	_, known := s.people[p]
	delete(s.people, p)
	maps.DeleteFunc(s.drafts, func(d drafted, _ draft) bool { return d.by == p })
	return known, nil
}

// Dump returns all that is kept of an org as text, to look for traces in.
func (m *Memory) Dump(org checkins.OrgID) string {
	s, unlock := m.in(org)
	defer unlock()
	type sheet struct {
		Round  checkins.Round
		Kept   checkins.Kept
		Scored checkins.Scored
	}
	sheets, letters := map[checkins.RoundID]sheet{}, map[checkins.LetterID]checkins.Letter{}
	for id, sh := range s.sheets {
		sheets[id] = sheet{sh.round, sh.kept(), sh.scored}
	}
	for id, e := range s.letters {
		letters[id] = e.Letter
	}
	data, err := json.MarshalIndent([]any{
		s.org, s.people, slices.Collect(maps.Values(s.accounts)), slices.Collect(maps.Values(s.refs)), s.initiatives, s.consents, sheets, s.standings, s.points, letters, s.cares, s.notes, s.talks, slices.Collect(maps.Values(s.books)), slices.Collect(maps.Values(s.drafts)), slices.Collect(maps.Keys(s.drafts)),
	}, "", " ")
	if err != nil {
		panic(fmt.Sprintf("dump %s: %v", org, err))
	}
	return string(data)
}
