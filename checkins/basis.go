package checkins

import (
	"slices"

	"parallax/scoring"
)

// Basis is what a round was scored by, besides what was answered: with it the
// result can be worked out again at any time.
type Basis struct {
	Roster  [2][]PersonID  `json:"roster"`  // who counted at the seal, by scoring.Side
	Params  scoring.Params `json:"params"`  // the constants in force
	Answers int            `json:"answers"` // how many answers of theirs were kept at the seal
}

// Scored is what is kept of a closed round.
type Scored struct {
	Basis   Basis
	Records []Record // sorted by dimension
	Erased  bool     // answers that were scored have been erased since
}

// basis says by what a round is scored that closes now.
func (i Initiative) basis(p scoring.Params, r Round, kept Kept) Basis {
	b, left := Basis{Params: p}, i.left(r)
	for _, s := range scoring.Sides {
		for _, id := range r.Roster[s] {
			if !left(id) {
				b.Roster[s] = append(b.Roster[s], id)
			}
		}
	}
	b.Answers = b.count(kept)
	return b
}

// count is how many of the kept answers are of people who count.
func (b Basis) count(kept Kept) int {
	n := 0
	for _, a := range kept.Answers {
		if b.counts(a.Person) {
			n++
		}
	}
	return n
}

func (b Basis) counts(p PersonID) bool {
	return slices.Contains(b.Roster[scoring.IT], p) || slices.Contains(b.Roster[scoring.Biz], p)
}
