package checkinstest

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"parallax/checkins"
)

// entry is a letter in the ledger. Due of a letter that waits for a retry or an
// edit is when that may happen.
type entry struct {
	checkins.Letter
	since time.Time // store's clock; when it became unknown
	final bool      // while unknown: for good
}

// Post implements checkins.Outbox.
func (m *Memory) Post(_ context.Context, org checkins.OrgID, letters ...checkins.Letter) error {
	s, unlock := m.in(org)
	defer unlock()
	if s.refused(letters) {
		return fmt.Errorf("post letters: %w", checkins.ErrStale)
	}
	s.post(letters)
	return nil
}

func (s *space) post(letters []checkins.Letter) {
	for _, l := range letters {
		switch e := s.letters[l.ID]; {
		case l.Void:
			if e != nil && e.Kind == l.Kind && e.State == checkins.LetterPending && e.Attempt == 0 && e.Receipt.IsZero() {
				delete(s.letters, l.ID)
			}
		case e == nil:
			e = &entry{Letter: copied(l)} // without what the ledger knows
			e.State, e.Rev = checkins.LetterPending, 1
			s.letters[l.ID] = e
		case l.Merge:
			e.merge(copied(l))
		case l.Again && (e.State == checkins.LetterDropped || e.State == checkins.LetterUnreachable):
			e.State, e.Due, e.Reason = checkins.LetterPending, l.Due, ""
			e.Rev++
		case l.Sooner && e.State == checkins.LetterPending && e.Epoch == 0 && l.Due.Before(e.Due):
			e.Due = l.Due
		}
	}
}

// refused reports whether letters can't be posted, for one has the id of another letter.
func (s *space) refused(letters []checkins.Letter) bool {
	return slices.ContainsFunc(letters, func(l checkins.Letter) bool {
		e := s.letters[l.ID]
		return l.Free && e != nil && (e.Kind != l.Kind || e.To != l.To || e.Lead != l.Lead || !reflect.DeepEqual(copied(e.About), copied(l.About)))
	})
}

// merge adds what a letter that is posted again is about.
func (e *entry) merge(l checkins.Letter) {
	rounds := append(slices.Clone(e.About.Rounds), l.About.Rounds...)
	slices.Sort(rounds)
	rounds = slices.Compact(rounds)
	if len(rounds) == len(e.About.Rounds) {
		return // the same again; it does not shorten the wait for a retry either
	}
	e.About.Rounds = rounds
	e.Rev++ // also while it is being sent: that attempt words less than is wished for now
	if l.Until.IsZero() || (!e.Until.IsZero() && l.Until.After(e.Until)) {
		e.Until = l.Until
	}
	switch e.State {
	case checkins.LetterPending:
		if l.Due.Before(e.Due) {
			e.Due = l.Due
		}
	case checkins.LetterSent, checkins.LetterDropped, checkins.LetterUnreachable:
		e.State, e.Due, e.Reason = checkins.LetterPending, l.Due, ""
	}
}

// Claim implements checkins.Outbox.
func (m *Memory) Claim(_ context.Context, org checkins.OrgID, now time.Time, n int) ([]checkins.Letter, error) {
	s, unlock := m.in(org)
	defer unlock()
	clock := m.now()
	var due []*entry
	for _, e := range s.letters {
		if e.State == checkins.LetterSending && clock.Sub(e.Claimed) >= m.lease() {
			e.lapse(clock)
		}
		if e.State == checkins.LetterPending && !e.Due.After(now) {
			due = append(due, e)
		}
	}
	slices.SortFunc(due, func(a, b *entry) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID)) })
	var claimed []checkins.Letter
	for _, e := range due[:max(0, min(len(due), n))] {
		e.State, e.Claimed = checkins.LetterSending, clock
		e.Epoch++
		if e.Receipt.IsZero() {
			e.Attempt++
		}
		claimed = append(claimed, copiedLetter(e.Letter))
	}
	return claimed, nil
}

// lapse ends an attempt whose sender was not heard of again.
func (e *entry) lapse(clock time.Time) {
	if !e.Receipt.IsZero() {
		e.State = checkins.LetterPending
		return
	}
	e.State, e.since, e.final = checkins.LetterUnknown, clock, false
}

// Settle implements checkins.Outbox. Only a caller to whom the letter is unknown
// (l.State) makes it unknown for good.
func (m *Memory) Settle(_ context.Context, org checkins.OrgID, l checkins.Letter, how checkins.Settlement) (bool, error) {
	s, unlock := m.in(org)
	defer unlock()
	e := s.letters[l.ID]
	if e == nil || e.Epoch != l.Epoch {
		return false, nil
	}
	sending := e.State == checkins.LetterSending
	// The sender's own late "unknown" is not the last word about a letter.
	last := e.State == checkins.LetterUnknown && !e.final &&
		(how.State != checkins.LetterUnknown || l.State == checkins.LetterUnknown)
	if !sending && !last {
		return false, nil
	}
	e.State, e.Reason = how.State, how.Reason
	switch how.State {
	case checkins.LetterSent:
		if !how.Receipt.IsZero() {
			e.Receipt = how.Receipt
		}
		if how.Rev < e.Rev {
			e.State = checkins.LetterPending // Due has come already
		}
	case checkins.LetterPending:
		e.Due, e.Marked = how.RetryAt, how.Marked
		if sending && e.Receipt.IsZero() {
			e.Attempt = max(0, e.Attempt-1) // the claim's: nothing was sent
		}
	case checkins.LetterUnknown:
		if e.final = last; sending {
			e.since = m.now()
		}
	}
	s.post(how.Post)
	return true, nil
}

// Letters implements checkins.Shelf.
func (m *Memory) Letters(_ context.Context, org checkins.OrgID, ids ...checkins.LetterID) ([]checkins.Letter, error) {
	s, unlock := m.in(org)
	defer unlock()
	var letters []checkins.Letter
	for _, id := range ids {
		if e := s.letters[id]; e != nil {
			letters = append(letters, copiedLetter(e.Letter))
		}
	}
	return letters, nil
}

// Unknown implements checkins.Shelf.
func (m *Memory) Unknown(_ context.Context, org checkins.OrgID, settle time.Duration) ([]checkins.Letter, error) {
	s, unlock := m.in(org)
	defer unlock()
	clock := m.now()
	var lost []*entry
	for _, e := range s.letters {
		if e.State == checkins.LetterUnknown && !e.final && clock.Sub(e.since) >= settle {
			lost = append(lost, e)
		}
	}
	slices.SortFunc(lost, func(a, b *entry) int { return cmp.Or(a.since.Compare(b.since), cmp.Compare(a.ID, b.ID)) })
	var letters []checkins.Letter
	for _, e := range lost[:min(len(lost), lostMost)] {
		letters = append(letters, copiedLetter(e.Letter))
	}
	return letters, nil
}

// Redraw implements checkins.Shelf.
func (m *Memory) Redraw(_ context.Context, org checkins.OrgID, now time.Time, ids ...checkins.LetterID) error {
	s, unlock := m.in(org)
	defer unlock()
	s.redraw(now, ids)
	return nil
}

func (s *space) redraw(now time.Time, ids []checkins.LetterID) {
	for _, id := range ids {
		if e := s.letters[id]; e != nil {
			e.redraw(now)
		}
	}
}

// redraw wishes for a new wording.
func (e *entry) redraw(now time.Time) {
	e.Rev++
	if e.State == checkins.LetterSent {
		e.State, e.Due = checkins.LetterPending, now
	}
}
