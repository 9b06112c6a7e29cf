package checkins

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"parallax/scoring"
)

// readLength is how many of a lead's guesses are remembered: "5 of your last 7".
const readLength = 7

// Score closes a round on paper: it folds the sealed answers into the standing
// and returns the new standing and one record for each dimension that was put to
// somebody. Who of the frozen roster is no lead any more is not in the basis, and
// dropped here, at the seal. was is not changed. Score is pure.
func Score(b Basis, r Round, kept Kept, was Standing) (Standing, []Record, error) {
	now := was.clone()
	now.Seq, now.Last = r.Seq, r.ID
	var roster scoring.Roster
	side := map[PersonID]scoring.Side{}
	roster.Mode = r.Mode
	for _, s := range scoring.Sides {
		for _, id := range b.Roster[s] {
			roster.People[s] = append(roster.People[s], string(id))
			side[id] = s
		}
	}
	sheets := map[scoring.Dimension]*scoring.Sheet{}
	for _, q := range r.Questions {
		sheets[q.Dimension] = &scoring.Sheet{}
	}
	for _, a := range kept.Answers {
		s, on := side[a.Person]
		if sheet := sheets[a.Dimension]; on && sheet != nil {
			sheet[s] = append(sheet[s], scoring.Answer{Person: string(a.Person), Own: a.Own, Guess: a.Guess})
		}
	}

	var records []Record
	for _, q := range r.Questions {
		c := now.Of(q.Dimension)
		if c.Version != "" && c.Version != q.Version {
			c.State.Rebaseline()
		}
		c.Version, c.Asked = q.Version, r.Seq
		c.count(r.Again[q.Dimension])
		rec, err := c.State.Fold(b.Params, r.Seq, roster, *sheets[q.Dimension])
		if err != nil {
			return Standing{}, nil, fmt.Errorf("score %s %s: %w", r.ID, q.Dimension, err)
		}
		c.show(b.Params, r, rec)
		records = append(records, Record{Dimension: q.Dimension, Version: q.Version, Record: rec, Said: c.Said})
		now.read(kept.Answers, side, q.Dimension, rec)
	}
	now.hear(b, r, kept)
	now.Melon = now.melon(b.Params, r, was.Melon)
	now.Little = now.little(b.Params, r, was.Little)
	now.remember(r, was, side)
	return now, records, nil
}

// show takes over what may be shown after a fold: nothing else of a Course is
// ever read for people.
func (c *Course) show(p scoring.Params, r Round, rec scoring.Record) {
	c.Said = c.State.Disclose(p)
	if rec.Status != scoring.OK {
		return
	}
	c.Date = r.ID.Date()
	point := Point{Date: c.Date, Label: c.Said.Label, Band: c.Said.Band, Higher: c.Said.Higher}
	if c.Said.Numbers != nil && c.Said.Numbers.Round == rec.Round {
		point.Numbers = c.Said.Numbers
	}
	c.Track = append(c.Track, point)
	c.Track = c.Track[max(0, len(c.Track)-trackLength):]
	switch rec.Event {
	case scoring.Opened:
		c.Episode = Episode{No: c.Said.Episode, Opened: r.ID}
	case scoring.Closed:
		c.Episode.Closed = r.ID
	}
}

// read notes how well the guesses read the other side: right is within one point
// of the other side's view, in published rounds only (QUESTIONS.md).
func (s *Standing) read(answers []Answer, side map[PersonID]scoring.Side, dim scoring.Dimension, rec scoring.Record) {
	if rec.Status != scoring.OK {
		return
	}
	for _, a := range answers {
		own, on := side[a.Person]
		if !on || a.Dimension != dim || a.Guess == 0 {
			continue
		}
		right := math.Abs(float64(a.Guess)-rec.Mu[own.Other()]) <= 1
		s.Read[a.Person] = append(s.Read[a.Person], right)
		s.Read[a.Person] = s.Read[a.Person][max(0, len(s.Read[a.Person])-readLength):]
	}
}

// remember notes what was put to whom, for the plan of the next round. was is
// the standing by which this round was planned. Of people who do not count any
// more (those in side do) nothing is noted.
func (s *Standing) remember(r Round, was Standing, side map[PersonID]scoring.Side) {
	for id, plan := range r.Plans {
		if len(plan.Items) == 0 {
			continue
		}
		for _, dim := range plan.Guesses {
			s.Of(dim).Guessed = r.Seq
		}
		if _, counts := side[id]; !counts {
			continue
		}
		if last := s.Asked[id]; last[0] != r.ID.Date() {
			s.Asked[id] = [2]Date{r.ID.Date(), last[0]}
		}
		delete(s.Lone, id)
		if len(plan.Items) == 1 && was.Pressing(plan.Items[0]) {
			s.Lone[id] = true
		}
	}
}

// clone copies what Score changes.
func (s Standing) clone() Standing {
	c := s
	c.Course = map[scoring.Dimension]*Course{}
	for d, course := range s.Course {
		copied := *course
		copied.State, copied.Track = course.State.Clone(), slices.Clone(course.Track)
		c.Course[d] = &copied
	}
	c.Asked, c.Lone, c.Read = maps.Clone(s.Asked), maps.Clone(s.Lone), map[PersonID][]bool{}
	for p, hits := range s.Read {
		c.Read[p] = slices.Clone(hits)
	}
	if c.Asked == nil {
		c.Asked = map[PersonID][2]Date{}
	}
	if c.Lone == nil {
		c.Lone = map[PersonID]bool{}
	}
	return c
}
