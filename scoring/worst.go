package scoring

import (
	"cmp"
	"math"
	"slices"
)

// Worst orders states by how much they deserve a look: the highest certainty of
// a gap first, then the widest gap; those of which nothing was published last, in
// the order given. It returns their indices. The first is the headline of an
// initiative: there is no composite score (SCORING.md 8). The order is all that
// leaves of figures that may not be shown.
func Worst(states []*State) []int {
	order := make([]int, len(states))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := &states[i].b, &states[j].b
		return cmp.Or(
			-cmp.Compare(min(a.Words.Round, 1), min(b.Words.Round, 1)),
			-cmp.Compare(a.Latest.Certainty, b.Latest.Certainty),
			-cmp.Compare(math.Abs(a.Latest.G), math.Abs(b.Latest.G)),
		)
	})
	return order
}
