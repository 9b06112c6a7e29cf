package checkinstest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// field is one question put to one lead.
type field struct {
	person    checkins.PersonID
	dimension scoring.Dimension
}

// Record implements checkins.Ledger. A value outside 0..5 is an error. Where
// several outcomes fit, the first of stranger, no_round, closed, not_asked (not
// on the roster), left, withdrawn, not_asked (the item) is given.
func (m *Memory) Record(_ context.Context, org checkins.OrgID, r checkins.Reply, now time.Time) ([]checkins.Recorded, error) {
	s, unlock := m.in(org)
	defer unlock()
	for _, f := range r.Parts {
		for _, k := range f.Marks {
			if k.Value < 0 || k.Value > 5 {
				return nil, fmt.Errorf("record %s: a value is 0..5, not %d", f.Round, k.Value)
			}
		}
	}
	clock := m.now()
	by := checkins.Delivered{Platform: r.From.Platform, ID: r.Delivery}
	if d, ok := s.again(by, clock); ok {
		said := slices.Clone(d.said)
		for n := range said {
			if said[n].Outcome == checkins.Saved {
				said[n].Outcome = checkins.Duplicate
			}
		}
		return said, nil
	}
	var said []checkins.Recorded
	saved := false
	for _, f := range r.Parts {
		rec := checkins.Recorded{Round: f.Round, Outcome: s.judge(r, f, now)}
		if sh := s.sheets[f.Round]; sh != nil {
			rec.Closes = sh.round.Closes
		}
		if rec.Outcome == checkins.Saved {
			rec.Changed = s.sheets[f.Round].take(r.Person, f)
			saved = true
		}
		said = append(said, rec)
	}
	if saved {
		s.answered(r, now)
	}
	if s.accounts[r.From] == r.Person && r.Person != "" { // of a stranger, who may be of another org, nothing stays
		s.remember(by, delivered{at: clock, said: slices.Clone(said)})
	}
	return said, nil
}

// again finds a delivery that is still remembered.
func (s *space) again(by checkins.Delivered, clock time.Time) (delivered, bool) {
	d, ok := s.seen[by]
	return d, ok && clock.Sub(d.at) < remembered
}

func (s *space) remember(by checkins.Delivered, d delivered) {
	if by.ID != "" {
		s.seen[by] = d
	}
}

// judge holds one part of a reply against the round.
func (s *space) judge(r checkins.Reply, f checkins.Filled, now time.Time) checkins.RecordOutcome {
	if who, ok := s.accounts[r.From]; !ok || who != r.Person {
		return checkins.Stranger
	}
	sh := s.sheets[f.Round]
	if sh == nil || sh.round.State == checkins.RoundSkipped {
		return checkins.NoRound
	}
	if sh.round.State != checkins.RoundOpen || !now.Before(sh.round.Closes) {
		return checkins.Closed
	}
	side, ok := sh.round.Side(r.Person)
	if !ok {
		return checkins.NotAsked
	}
	if i := s.initiatives[f.Round.Initiative()]; !isLead(i, r.Person) && !s.stands(i, sh.round, r.Person) {
		return checkins.Left
	}
	if c, said := s.consents[f.Round.Initiative()][r.Person]; said && !c.Given && sh.round.Mode[side] == scoring.Named {
		return checkins.Withdrawn
	}
	plan := sh.round.Plans[r.Person]
	for _, k := range f.Marks {
		put := plan.Items
		if k.Guess {
			put = plan.Guesses
		}
		if !slices.Contains(put, k.Dimension) {
			return checkins.NotAsked
		}
	}
	return checkins.Saved
}

// take stores one part and reports whether anything is new.
func (sh *sheet) take(p checkins.PersonID, f checkins.Filled) bool {
	changed := false
	for _, k := range f.Marks {
		at := field{p, k.Dimension}
		before := sh.answers[at]
		a := before
		a.Person, a.Dimension = p, k.Dimension
		if k.Guess {
			a.Guess, a.SaidGuess = k.Value, true
		} else {
			a.Own, a.SaidOwn = k.Value, true
		}
		sh.answers[at] = a
		changed = changed || a != before
	}
	if f.Line == nil {
		return changed
	}
	before, had := sh.lines[p]
	if f.Line.Text == "" {
		delete(sh.lines, p)
		return changed || had
	}
	line := checkins.Line{Person: p, Text: f.Line.Text, Released: f.Line.Released}
	sh.lines[p] = line
	return changed || line != before
}

// answered has the letters that asked worded anew. One that waits to be sent
// needs nothing: it is worded when it goes.
func (s *space) answered(r checkins.Reply, now time.Time) {
	done := map[checkins.LetterID]bool{}
	asks := []checkins.LetterID{r.Proof.Letter} // a nudge, perhaps: that message says so too
	for _, f := range r.Parts {
		asks = append(asks, f.Ask)
	}
	for _, id := range asks {
		e := s.letters[id]
		if e == nil || done[id] || e.State == checkins.LetterPending {
			continue
		}
		done[id] = true
		if e.State == checkins.LetterUnknown && r.Proof.Letter == id {
			// Somebody pressed its button, so it arrived.
			e.State, e.Receipt = checkins.LetterSent, r.Proof.Receipt
		}
		e.redraw(now)
	}
}
