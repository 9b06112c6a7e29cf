package scoring

import "slices"

// track is the filter of SCORING.md 3 for one person and one quantity: an
// exponentially weighted mean and the weight behind it, in answers.
type track struct {
	M float64 `json:"m"` // the view: points for a rating, a difference of points for a pair
	W float64 `json:"w"` // at most 1/(1-lambda); 0 = never answered
}

// decayed is the track one round later, before any new answer.
func (t track) decayed(lambda float64) track { return track{t.M, lambda * t.W} }

// with is the track after the answer x, which enters with weight 1.
func (t track) with(x float64) track {
	return track{(t.W*t.M + x) / (t.W + 1), t.W + 1}
}

// person is what a State knows about one lead: the own rating, and the
// difference between it and the guess given in the same round. Somebody who
// has never rated has no entry.
type person struct {
	ID   string `json:"i"`
	Own  track  `json:"o"`
	Pair track  `json:"q,omitzero"`
}

// track picks the quantity that a summary is about.
func (v *person) track(q quantity) track {
	if q == pairs {
		return v.Pair
	}
	return v.Own
}

// views is what a State knows about the people of one side.
type views struct {
	People []person `json:"p,omitempty"` // ascending by id
	New    pending  `json:"n,omitzero"`
}

// quantity is what a summary is made of.
type quantity uint8

const (
	ratings quantity = iota // own ratings, 1..5
	pairs                   // differences that estimate "IT minus business", -4..4
)

// advance moves one side over a round close, in place: everybody off the roster
// leaves, every view decays, every answer enters. ids and answers ascend by
// person; answers name only people in ids. Once everybody has an entry it
// allocates nothing.
func (v *views) advance(p Params, side Side, ids []string, answers []Answer) {
	v.keep(p, ids)
	at := 0
	for _, a := range answers {
		if a.Own == 0 {
			continue // a guess alone makes no pair
		}
		for at < len(v.People) && v.People[at].ID < a.Person {
			at++
		}
		if at == len(v.People) || v.People[at].ID != a.Person {
			v.People = slices.Insert(v.People, at, person{ID: a.Person})
		}
		who := &v.People[at]
		who.Own = who.Own.with(float64(a.Own))
		v.New.Own = include(v.New.Own, a.Person)
		if a.Guess != 0 {
			who.Pair = who.Pair.with(difference(side, a))
			v.New.Pair = include(v.New.Pair, a.Person)
		}
	}
	if len(v.People) == 0 {
		v.People = nil // one stored form for nobody
	}
}

// keep forgets who is off the roster and lets the views of the others decay.
func (v *views) keep(p Params, ids []string) {
	kept := v.People[:0]
	for _, who := range v.People {
		for len(ids) > 0 && ids[0] < who.ID {
			ids = ids[1:]
		}
		if len(ids) == 0 || ids[0] != who.ID {
			v.leave(p, who)
			continue
		}
		who.Own, who.Pair = who.Own.decayed(p.Lambda), who.Pair.decayed(p.Lambda)
		if who.Own.W > 0 { // a weight that ran down to nothing is no view
			kept = append(kept, who)
		}
	}
	clear(v.People[len(kept):]) // what is forgotten does not linger in the memory behind
	v.People = kept
}

// leave takes note of somebody who is off the roster. The weight that counts is
// the one before this round's decay.
func (v *views) leave(p Params, who person) {
	if who.Own.W >= p.WMin {
		v.New.Own = include(v.New.Own, who.ID)
	}
	if who.Pair.W >= p.WMin {
		v.New.Pair = include(v.New.Pair, who.ID)
	}
}

// difference is a person's own estimate of "IT minus business", in points.
func difference(side Side, a Answer) float64 {
	if side == IT {
		return float64(a.Own - a.Guess)
	}
	return float64(a.Guess - a.Own)
}

// summary is one side in one quantity (SCORING.md 3).
type summary struct {
	c  int     // contributors
	mu float64 // their reliability-weighted mean
	h  float64 // H, the sum of reliability weights
	ss float64 // weighted sum of squares about mu
	f  float64 // 1/H - 1/n: what is unknown about the roster's mean, in person variances
}

// summarise sums up the people whose weight is not stale, out of a roster of
// n. Without any of them only c is meaningful. The order of people is fixed by
// their ids, so equal input gives equal bits.
func summarise(p Params, people []person, n int, q quantity) summary {
	var s summary
	var total float64
	for i := range people {
		t := people[i].track(q)
		if t.W < p.WMin {
			continue
		}
		h := t.W / (t.W + p.Rho)
		s.c++
		s.h += h
		total += h * t.M
	}
	if s.c == 0 {
		return summary{}
	}
	s.mu = total / s.h
	// The second pass keeps unanimous sides at an exact or tiny SS, where the
	// one-pass formula could turn negative.
	for i := range people {
		t := people[i].track(q)
		if t.W < p.WMin {
			continue
		}
		s.ss += t.W / (t.W + p.Rho) * (t.M - s.mu) * (t.M - s.mu)
	}
	s.f = 1/s.h - 1/float64(n)
	return s
}
