package checkinstest

import (
	"context"
	"fmt"
	"time"

	"parallax/checkins"
)

// WhyTalk implements checkins.WhyTalks.
func (m *Memory) WhyTalk(_ context.Context, org checkins.OrgID, i checkins.InitiativeID) (checkins.WhyTalk, error) {
	s, unlock := m.in(org)
	defer unlock()
	w := copied(s.talks[i])
	w.Rev = s.talks[i].Rev
	return w, nil
}

// Say implements checkins.WhyTalks.
func (m *Memory) Say(_ context.Context, org checkins.OrgID, i checkins.InitiativeID, w checkins.WhyTalk, by checkins.Delivered, now time.Time, post []checkins.Letter, redraw ...checkins.LetterID) error {
	s, unlock := m.in(org)
	defer unlock()
	clock := m.now()
	if _, seen := s.again(by, clock); seen {
		return nil
	}
	if w.Rev != s.talks[i].Rev {
		return fmt.Errorf("say something about the why of %s: %w", i, checkins.ErrStale)
	}
	s.talk(i, w)
	s.post(post)
	s.redraw(now, redraw)
	s.remember(by, delivered{at: clock})
	return nil
}

// talk replaces what was said about the why of an initiative.
func (s *space) talk(i checkins.InitiativeID, w checkins.WhyTalk) {
	rev := w.Rev
	w = copied(w)
	w.Rev = rev + 1
	s.talks[i] = w
}

// EraseWhys implements checkins.Eraser.
func (m *Memory) EraseWhys(_ context.Context, org checkins.OrgID, i checkins.InitiativeID, p checkins.PersonID) (int, error) {
	s, unlock := m.in(org)
	defer unlock()
	w := s.talks[i]
	lines, knows := w.Knows(p)
	if knows {
		s.talk(i, w.Without(p))
	}
	return lines, nil
}

// drafted names a draft.
type drafted struct {
	by    checkins.PersonID
	what  checkins.DialogWhat
	about checkins.InitiativeID
}

// draft is one with the time at which it was kept, on the store's clock.
type draft struct {
	checkins.Draft
	kept time.Time
}

// Draft implements checkins.Drafts.
func (m *Memory) Draft(_ context.Context, org checkins.OrgID, p checkins.PersonID, what checkins.DialogWhat, about checkins.InitiativeID) (checkins.Draft, error) {
	s, unlock := m.in(org)
	defer unlock()
	d, ok := s.drafts[drafted{p, what, about}]
	if !ok || m.now().Sub(d.kept) >= checkins.DraftKept {
		return checkins.Draft{}, fmt.Errorf("read draft of %s: %w", p, checkins.ErrNotFound)
	}
	return copied(d.Draft), nil
}

// KeepDraft implements checkins.Drafts.
func (m *Memory) KeepDraft(_ context.Context, org checkins.OrgID, p checkins.PersonID, what checkins.DialogWhat, about checkins.InitiativeID, d checkins.Draft) error {
	s, unlock := m.in(org)
	defer unlock()
	at := drafted{p, what, about}
	if d.Step == "" {
		delete(s.drafts, at)
		return nil
	}
	s.drafts[at] = draft{copied(d), m.now()}
	return nil
}
