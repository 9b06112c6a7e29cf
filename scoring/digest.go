package scoring

import (
	"cmp"
	"math"
	"slices"
)

// digestQ is the share of false findings that a digest may hold on average
// (SCORING.md 8).
const digestQ = 0.10

// Adjust returns the p values of several tests adjusted for their number, in
// the order given: step-up with a running minimum. With m values and the i-th
// smallest p(i), its q is the least of p(j)*m/j over j >= i, capped at 1. Among
// the tests with q <= x at most the share x is false on average, for tests that
// are independent or positively dependent. Benjamini, Hochberg: Controlling the
// false discovery rate. J. R. Stat. Soc. B 57(1), 1995. SCORING.md 8 and 11.
//
// A p belongs to 0..1; one outside counts as the nearer end, and one that is
// not a number as 1, no evidence. Each q lies between its p and 1, equal p have
// equal q, and no values give none. p is not changed.
func Adjust(p []float64) []float64 {
	m := len(p)
	q := make([]float64, m)
	order := make([]int, m)
	for i, v := range p {
		order[i], q[i] = i, math.Min(1, math.Max(0, v))
		if math.IsNaN(v) {
			q[i] = 1
		}
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(q[i], q[j]) })
	least := 1.0
	for i := m - 1; i >= 0; i-- {
		// The quotient comes first: it is 1 or more, so q is never below p.
		least = math.Min(least, q[order[i]]*(float64(m)/float64(i+1)))
		q[order[i]] = least
	}
	return q
}

// Digest picks the states that a digest lists (SCORING.md 8), of all those that
// its reader may see: p = 1 - certainty of the last published round, adjusted
// over every state of which something was published; those with q <= .10, widest
// gap first, whatever its sign; equally wide ones in the order given. It returns
// their indices. The quiet states belong in the list too: leaving them out would
// find too much. The choice and the order are all that leaves of figures that
// may not be shown.
func Digest(states []*State) []int {
	var at []int
	var p []float64
	for i, s := range states {
		if s.b.Words.Round > 0 {
			at, p = append(at, i), append(p, 1-s.b.Latest.Certainty)
		}
	}
	var out []int
	for i, q := range Adjust(p) {
		if q <= digestQ {
			out = append(out, at[i])
		}
	}
	slices.SortStableFunc(out, func(i, j int) int {
		return -cmp.Compare(math.Abs(states[i].b.Latest.G), math.Abs(states[j].b.Latest.G))
	})
	return out
}
