package simulation

// choose holds the binomial coefficients up to the people of two sides. In float64
// they are off by rounding alone.
var choose = func() (c [2*MostLeads + 1][2*MostLeads + 1]float64) {
	for n := range c {
		c[n][0] = 1
		for k := 1; k <= n; k++ {
			c[n][k] = c[n-1][k-1] + c[n-1][k]
		}
	}
	return c
}()

// mannWhitney is the two-sided p of the exact Mann-Whitney test with mid-ranks: of
// all ways to deal the ratings of both sides to a side of a's size, the share whose
// rank sum lies as far from its expectation as a's does, in (0,1]. A side without
// people gives 1.
//
// Within a category people are exchangeable, so the deals are counted by how many
// of each category they take (SCORING.md 11; Streitberg, Röhmel: Exact distributions
// for permutation and rank tests. Statistical Software Newsletter 12, 1986).
func mannWhitney(a, b counts) float64 {
	na, all := a.people(), a.people()+b.people()
	if na == 0 || na == all {
		return 1
	}
	// Ranks are doubled, so that everything but the weights is whole.
	var t, rank counts
	below, sum := 0, 0
	for i := range t {
		t[i] = a[i] + b[i]
		rank[i] = 2*below + t[i] + 1
		below += t[i]
		sum += a[i] * rank[i]
	}
	expected := na * (all + 1)
	far := max(sum-expected, expected-sum)
	if far == 0 {
		return 1
	}
	last := pairsOf(t[3], t[4], na)
	extreme := 0.0
	for i := 0; i <= min(t[0], na); i++ {
		for j := 0; j <= min(t[1], na-i); j++ {
			weight, spent := choose[t[0]][i]*choose[t[1]][j], i*rank[0]+j*rank[1]
			for k := 0; k <= min(t[2], na-i-j); k++ {
				m := na - i - j - k
				// The rank sum less its expectation, were all of the remaining m from the
				// last category; each one from the last but one takes step off it.
				most := spent + k*rank[2] + m*rank[4] - expected
				extreme += weight * choose[t[2]][k] * last.beyond(m, most, rank[4]-rank[3], far)
			}
		}
	}
	return min(1, extreme/choose[all][na])
}

// pairs holds, for each m, running sums of the ways to take m people from the last
// two categories by how many come from the first of them: at [m][n], of less than n.
type pairs [][]float64

func pairsOf(first, second, most int) pairs {
	p := make(pairs, most+1)
	flat := make([]float64, (most+1)*(first+2))
	for m := range p {
		p[m], flat = flat[:first+2:first+2], flat[first+2:]
		for n := range first + 1 {
			ways := 0.0
			if n <= m && m-n <= second {
				ways = choose[first][n] * choose[second][m-n]
			}
			p[m][n+1] = p[m][n] + ways
		}
	}
	return p
}

// beyond counts the ways to take m people for which most - n*step, n being those
// from the first category, is at least far or at most -far.
func (p pairs) beyond(m, most, step, far int) float64 {
	row := p[m]
	all := row[len(row)-1]
	if step == 0 { // nobody is in either category
		if m == 0 && max(most, -most) >= far {
			return all
		}
		return 0
	}
	high := min(len(row)-1, floor(most-far, step)+1) // n below this are far above
	low := min(len(row)-1, -floor(-(most+far), step))
	return row[max(0, high)] + all - row[max(0, low)]
}

// floor is x/y rounded down, for positive y.
func floor(x, y int) int {
	q := x / y
	if x%y < 0 {
		q--
	}
	return q
}
