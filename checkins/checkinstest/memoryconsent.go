package checkinstest

import (
	"context"
	"time"

	"parallax/checkins"
)

// Agree implements checkins.Consents.
func (m *Memory) Agree(_ context.Context, org checkins.OrgID, a checkins.Assent, now time.Time, redraw ...checkins.LetterID) (bool, error) {
	s, unlock := m.in(org)
	defer unlock()
	clock := m.now()
	if d, seen := s.again(a.Delivery, clock); seen {
		return d.word, nil
	}
	said := s.consents[a.Initiative]
	if said == nil {
		said = map[checkins.PersonID]checkins.Consent{}
		s.consents[a.Initiative] = said
	}
	before, had := said[a.Person]
	fresh := !had || before.Given != a.Given
	if fresh {
		said[a.Person] = checkins.Consent{Given: a.Given, At: now.Truncate(time.Millisecond).UTC()}
	}
	for _, id := range redraw {
		if e := s.letters[id]; e != nil && id == a.Proof.Letter && e.State == checkins.LetterUnknown {
			// Somebody pressed its button, so it arrived.
			e.State, e.Receipt = checkins.LetterSent, a.Proof.Receipt
		}
	}
	s.redraw(now, redraw)
	s.remember(a.Delivery, delivered{at: clock, word: fresh})
	return fresh, nil
}
