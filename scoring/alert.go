package scoring

import "math"

// alert is the state machine of SCORING.md 5. It moves on published rounds
// only; without a reading it is frozen.
type alert struct {
	Open    bool `json:"o,omitempty"`
	Episode int  `json:"e,omitempty"` // openings so far
	Sign    int  `json:"s,omitempty"` // of the last published gap while open
	Rounds  int  `json:"n,omitempty"` // published rounds since the opening one
}

// next evaluates one published round, the published-th of its dimension. One
// evaluation decides either way. turned reports that the gap changed its sign
// while the episode stayed open.
func (a alert) next(p Params, published int, x gap) (after alert, e Event, turned bool) {
	// Opening and closing are exclusive: evidence for more than delta and a gap
	// below close, which is smaller, cannot meet.
	switch {
	case !a.Open && published >= p.BaseRounds && x.certainty >= p.POpen:
		return alert{Open: true, Episode: a.Episode + 1, Sign: sign(x.g)}, Opened, false
	case !a.Open:
		return a, "", false
	case math.Abs(x.g) < p.Close:
		return alert{Episode: a.Episode}, Closed, false
	}
	turned = sign(x.g) != a.Sign
	return alert{Open: true, Episode: a.Episode, Sign: sign(x.g), Rounds: a.Rounds + 1}, "", turned
}
