package scoring

import (
	"cmp"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Concordance says how far raters agree on an order (SCORING.md 8 and 11).
//
// W is Kendall's coefficient with the correction for ties: 0 for no agreement at
// all, 1 for the same order by everybody. Chi2 is m(n-1)W and P its upper tail with
// n-1 degrees of freedom. Kendall, Babington Smith: The problem of m rankings. Ann.
// Math. Stat. 10, 1939. They are figures for tests and files, shown to nobody.
type Concordance struct {
	W       float64 // 0..1
	Chi2, P float64
}

// KendallW compares raters, each with a value for every item; equal values share their
// mean rank. It returns false where W is not defined: fewer than two items, nobody, rows
// of different lengths, or raters who tell no item from another.
//
// All sums are of whole numbers, so that a W of one half is one half.
func KendallW(raters [][]float64) (Concordance, bool) {
	m := len(raters)
	if m == 0 || len(raters[0]) < 2 {
		return Concordance{}, false
	}
	n := len(raters[0])
	sums, ties := make([]int, n), 0
	for _, row := range raters {
		if len(row) != n {
			return Concordance{}, false
		}
		for i, x := range row {
			rank, equal := doubleRank(row, x)
			sums[i] += rank
			ties += equal*equal - 1 // each of t equal ones adds its share of t^3-t
		}
	}
	spread := 0 // 4 times the sum of squares around the mean
	for _, s := range sums {
		spread += (s - m*(n+1)) * (s - m*(n+1))
	}
	most := m*m*(n*n*n-n) - m*ties
	if most <= 0 {
		return Concordance{}, false
	}
	c := Concordance{W: float64(3*spread) / float64(most)}
	c.Chi2 = float64(m*(n-1)) * c.W
	c.P = distuv.ChiSquared{K: float64(n - 1)}.Survival(c.Chi2)
	return c, true
}

// doubleRank is twice the mean rank of a value, a whole number, and how many are equal
// to it, itself included.
func doubleRank(row []float64, x float64) (rank, equal int) {
	less := 0
	for _, y := range row {
		switch {
		case y < x:
			less++
		case y == x:
			equal++
		}
	}
	return 2*less + equal + 1, equal
}

// Association says how far two orders of the same items go together. Tau is Kendall's
// tau-b: -1 for the reverse, 1 for the same order. P is its two-sided normal p with
// the full correction of the variance for ties. Kendall: Rank correlation methods, 1948.
// They are figures for tests and files, shown to nobody.
type Association struct {
	Tau float64 // -1..1
	P   float64
}

// TauB compares two values of every item. It returns false where tau-b is not defined:
// lengths that differ, fewer than two items, or a side that tells none from another.
func TauB(x, y []float64) (Association, bool) {
	n := len(x)
	if n != len(y) || n < 2 {
		return Association{}, false
	}
	agree := 0 // pairs in the same order less pairs in the reverse one
	for i := range n {
		for j := range i {
			agree += cmp.Compare(x[i], x[j]) * cmp.Compare(y[i], y[j]) //nolint:gosec // both have n values
		}
	}
	a, b := tiesOf(x), tiesOf(y)
	pairs := n * (n - 1)
	if a.pairs == pairs || b.pairs == pairs {
		return Association{}, false
	}
	t := Association{Tau: 2 * float64(agree) / math.Sqrt(float64((pairs-a.pairs)*(pairs-b.pairs)))}
	v := float64(pairs*(2*n+5)-a.spread-b.spread)/18 + float64(a.pairs*b.pairs)/float64(2*pairs)
	if n > 2 {
		v += float64(a.threes*b.threes) / float64(9*pairs*(n-2))
	}
	t.P = 2 * normalCDF(-math.Abs(float64(agree))/math.Sqrt(v))
	return t, true
}

// ties are sums over groups of t equal values.
type ties struct {
	pairs  int // of t(t-1)
	threes int // of t(t-1)(t-2)
	spread int // of t(t-1)(2t+5)
}

func tiesOf(row []float64) (all ties) {
	for _, x := range row { // each of the t members of a group adds its share
		_, t := doubleRank(row, x)
		all.pairs += t - 1
		all.threes += (t - 1) * (t - 2)
		all.spread += (t - 1) * (2*t + 5)
	}
	return all
}

// Overlap is RBO_ext, the extrapolated rank-biased overlap of two orders: 1 for the
// same, 0 for nothing in common. p in (0, 1) says how much the top counts: the d-th
// place weighs p^(d-1). Each order names an item once. It returns false for other p,
// for nothing, and for lengths that differ. Webber, Moffat, Zobel: A similarity
// measure for indefinite rankings. ACM Trans. Inf. Syst. 28(4), 2010.
func Overlap(a, b []string, p float64) (float64, bool) {
	n := len(a)
	if n == 0 || n != len(b) || !(p > 0 && p < 1) {
		return 0, false
	}
	seen := map[string]int{}
	common, sum, weight := 0, 0.0, 1.0
	for d := range n {
		for _, item := range []string{a[d], b[d]} {
			if seen[item]++; seen[item] == 2 {
				common++
			}
		}
		weight *= p
		sum += weight * float64(common) / float64(d+1)
	}
	return float64(common)/float64(n)*weight + (1-p)/p*sum, true
}
