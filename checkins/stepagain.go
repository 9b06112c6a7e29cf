package checkins

import (
	"slices"

	"parallax/scoring"
)

// againRounds is how many rounds put a dimension to everybody once a step about it is
// done.
const againRounds = 2

// Again counts the rounds that put a dimension to everybody because of one step.
type Again struct {
	Step   int `json:"step"` // Step.No
	Rounds int `json:"rounds"`
}

// again lists the dimensions that the next round puts to everybody, each with the number
// of the step for which it does: the last one that was done, until two rounds have. How
// many did is counted in the Standing when a round closes, from what that round asked: a
// step that is done while a round opens is rechecked by the two after it.
func (s Steps) again(st Standing) map[scoring.Dimension]int {
	wants := map[scoring.Dimension]int{}
	for _, x := range s.Steps {
		if x.State != StepDone {
			continue
		}
		for _, dim := range x.Dimensions {
			wants[dim] = x.No
		}
	}
	for dim, no := range wants {
		if had := st.course(dim).Again; had.Step == no && had.Rounds >= againRounds {
			delete(wants, dim)
		}
	}
	return wants
}

// rechecked returns those of ds that are to be asked again, in their order.
func (s Standing) rechecked(ds []scoring.Dimension) []scoring.Dimension {
	return slices.DeleteFunc(slices.Clone(ds), func(d scoring.Dimension) bool { return s.Wanted[d] == 0 })
}

// askedAgain notes in a round what it puts to people because of a step.
func (r *Round) askedAgain(wanted map[scoring.Dimension]int, put map[scoring.Dimension]bool) {
	for dim, no := range wanted {
		if !put[dim] {
			continue
		}
		if r.Again == nil {
			r.Again = map[scoring.Dimension]int{}
		}
		r.Again[dim] = no
	}
}

// count notes that one more round asked because of a step.
func (c *Course) count(step int) {
	switch {
	case step == 0:
	case c.Again.Step != step:
		c.Again = Again{Step: step, Rounds: 1}
	default:
		c.Again.Rounds++
	}
}
