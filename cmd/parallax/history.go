package main

import (
	"fmt"
	"slices"

	"parallax/scoring"
)

// history is one initiative while its answers are replayed.
type history struct {
	id     string
	mode   scoring.Mode // of both sides, in all rounds
	rounds []*lineup    // from round 1
	round  int          // at hand; 0 before the first
	lineup *lineup      // of that round
	seats  map[string]seat
	tracks []*track // in the order in which they were first asked
	byName map[string]*track
}

// seat is where somebody stands in a lineup.
type seat struct {
	side scoring.Side
	at   int
}

// track is one dimension of an initiative.
type track struct {
	dimension scoring.Dimension
	state     scoring.State
	sheet     scoring.Sheet // of the round at hand
	asked     int           // latest round in which somebody answered
	answered  [2][]stand    // by seat: the latest answer of it
	records   []scoring.Record
}

// stand is where an answer stands.
type stand struct{ round, line int }

func newHistory(id string, rounds []*lineup) *history {
	h := &history{id: id, rounds: rounds, byName: map[string]*track{}}
	if len(rounds) > 0 {
		h.mode = rounds[0].mode()
	}
	return h
}

// turn goes on to a later round.
func (h *history) turn(round int) error {
	switch {
	case round < h.round:
		return flawed("round", "%d comes after round %d of %s: sort the lines of an initiative by round", round, h.round, h.id)
	case round == mostWhole:
		return flawed("round", "far too large: the rosters of %s end with round %d", h.id, len(h.rounds))
	case round > len(h.rounds):
		return flawed("round", "%d, but the rosters of %s end with round %d: add the later ones", round, h.id, len(h.rounds))
	}
	h.round = round
	l := h.rounds[round-1]
	if l == h.lineup {
		return nil
	}
	h.lineup, h.seats = l, make(map[string]seat, len(l.people[0])+len(l.people[1]))
	for _, s := range scoring.Sides {
		for n, id := range l.people[s] {
			h.seats[id] = seat{s, n}
		}
	}
	for _, t := range h.tracks {
		t.arrange(l)
	}
	return nil
}

// arrange makes room for the answers of a lineup.
func (t *track) arrange(l *lineup) {
	for _, s := range scoring.Sides {
		t.answered[s] = make([]stand, len(l.people[s]))
		t.sheet[s] = slices.Grow(t.sheet[s][:0], len(l.people[s]))
	}
}

// add puts an answer of the round at hand, from the given line, on its sheet.
func (h *history) add(a *answer, line int) error {
	seat, ok := h.seats[string(a.respondent)]
	if !ok || seat.side != a.side {
		return h.stranger(a, ok)
	}
	t := h.byName[string(a.dimension)]
	if t == nil {
		name := string(a.dimension)
		if err := printable("dimension", name); err != nil {
			return err
		}
		t = &track{dimension: scoring.Dimension(name)}
		t.arrange(h.lineup)
		h.tracks = append(h.tracks, t)
		h.byName[name] = t
	}
	if t.asked != h.round {
		t.asked = h.round
		t.sheet[scoring.IT], t.sheet[scoring.Biz] = t.sheet[scoring.IT][:0], t.sheet[scoring.Biz][:0]
	}
	if before := t.answered[a.side][seat.at]; before.round == h.round {
		return flawed("respondent", "%.64q answered %s in round %d before, in line %d: keep one of the two", a.respondent, t.dimension, h.round, before.line)
	}
	t.answered[a.side][seat.at] = stand{h.round, line}
	t.sheet[a.side] = append(t.sheet[a.side], scoring.Answer{Person: h.lineup.people[a.side][seat.at], Own: a.own, Guess: a.guess})
	return nil
}

// stranger says why an answer can't be of that person. seated: the person is on
// the other side.
func (h *history) stranger(a *answer, seated bool) error {
	who := string(a.respondent)
	if _, bridge := slices.BinarySearch(h.lineup.bridges, who); bridge {
		return flawed("respondent", "%.64q is on both sides of %s in round %d, and a bridge is not scored: take the person off one side, or the answer out", who, h.id, h.round)
	}
	if seated {
		return flawed("side", "%.64q is on the other side of %s in round %d: write %s", who, h.id, h.round, a.side.Other())
	}
	return flawed("respondent", "%.64q is not on the %s side of %s in round %d: add the person to that roster, or take the answer out", who, a.side, h.id, h.round)
}

// fold closes the round at hand for every dimension that was asked in it.
func (h *history) fold(told func(scoring.Record)) error {
	roster := scoring.Roster{People: h.lineup.people, Mode: [2]scoring.Mode{h.mode, h.mode}}
	for _, t := range h.tracks {
		if t.asked != h.round {
			continue
		}
		rec, err := t.state.Fold(scoring.Defaults(), h.round, roster, t.sheet)
		if err != nil {
			return fmt.Errorf("score %s %s: %w", h.id, t.dimension, err)
		}
		t.records = append(t.records, rec)
		told(rec)
	}
	return nil
}
