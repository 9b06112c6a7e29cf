package scoring

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

// quantity is what a summary is made of.
type quantity uint8

const (
	ratings quantity = iota // own ratings, 1..5
	pairs                   // differences that estimate "IT minus business", -4..4
)

// moves is one side's filter after a round, and who moved it.
type moves struct {
	people []person // ascending by id
	own    []string // rated this round, or left while contributing; ascending
	pair   []string // the same for pairs of own rating and guess
}

// advance moves one side's filter over a round close. ids, was and answers
// ascend by person; answers name only people in ids. was is not written to, so
// states that share it stay as they are.
func advance(p Params, side Side, was []person, ids []string, answers []Answer) moves {
	var out moves
	if len(was)+len(answers) > 0 {
		out.people = make([]person, 0, min(len(ids), len(was)+len(answers)))
	}
	// leave takes note of somebody who is off the roster and is forgotten. The
	// weight that counts is the one before this round's decay.
	leave := func(v person) {
		if v.Own.W >= p.WMin {
			out.own = append(out.own, v.ID)
		}
		if v.Pair.W >= p.WMin {
			out.pair = append(out.pair, v.ID)
		}
	}
	for _, id := range ids {
		for len(was) > 0 && was[0].ID < id {
			leave(was[0])
			was = was[1:]
		}
		v := person{ID: id}
		if len(was) > 0 && was[0].ID == id {
			v.Own, v.Pair = was[0].Own.decayed(p.Lambda), was[0].Pair.decayed(p.Lambda)
			was = was[1:]
		}
		if len(answers) > 0 && answers[0].Person == id {
			a := answers[0]
			answers = answers[1:]
			if a.Own != 0 {
				v.Own = v.Own.with(float64(a.Own))
				out.own = append(out.own, id)
			}
			if a.Own != 0 && a.Guess != 0 {
				v.Pair = v.Pair.with(difference(side, a))
				out.pair = append(out.pair, id)
			}
		}
		if v.Own.W > 0 {
			out.people = append(out.people, v)
		}
	}
	for _, v := range was {
		leave(v)
	}
	if len(out.people) == 0 {
		out.people = nil // one stored form for nobody
	}
	return out
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
