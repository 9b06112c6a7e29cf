package scoring

import (
	"math"
	"slices"
)

// The trend arrow of SCORING.md 8.
const (
	trendLeast = 6    // values below which there is no arrow
	trendP     = 0.05 // an arrow only below this p
)

// normal025 is the .025 quantile of the standard normal, for the 95% interval
// of a slope.
const normal025 = -1.9599639845400545

// maxTrendValue keeps differences, sums and slopes finite. Gaps stay within 4.
const maxTrendValue = 1e100

// Trend says whether a series moves, and how fast. The values of the series
// are 1 apart: slopes are in units of y a round, for raw gaps in points a
// published round. They are exact figures, shown to nobody; people are told
// the arrow.
//
// S is the number of pairs that rise less the number of pairs that fall, and
// Var its variance without a trend, [n(n-1)(2n+5) - sum t(t-1)(2t+5)]/18 over
// groups of t equal values. Z is (S - sign S)/sqrt(Var), or 0 when S is 0, and
// P its two-sided normal p, 2 Phi(-|Z|), in (0, 1]. Mann: Nonparametric tests
// against trend. Econometrica 13, 1945. Kendall: Rank correlation methods, 1948.
//
// Slope is the median of the n(n-1)/2 slopes between two values; Intercept is
// the median of y less Slope times the median of x. Lo and Hi are the 95%
// interval of Slope: with N slopes in ascending order from rank 0, s = sqrt(Var)
// and z the .025 quantile of the normal, they are those at the ranks
// max(round((N+zs)/2)-1, 0) and min(round((N-zs)/2), N-1), where round takes a
// half to the even neighbour. Sen: Estimates of the regression coefficient
// based on Kendall's tau. J. Am. Stat. Assoc. 63, 1968. SCORING.md 8 and 11.
type Trend struct {
	N         int     // values
	S         int     // -N(N-1)/2 .. N(N-1)/2
	Var       float64 // of S; 0 when all values are equal
	Z, P      float64
	Slope     float64 // units of y a round; > 0: y rises
	Intercept float64 // y at the first value, units of y
	Lo, Hi    float64 // 95% interval of Slope
}

// TrendOf returns the trend of y at x = 0, 1, 2 ... It returns false for fewer
// than two values, which have no slope, and for a value that is not a number or
// beyond 1e100. Equal values have no trend: S, Var, Z and the slopes are 0, and
// P is 1.
//
// Values are equal when their bits say so. A gap that is a quotient must be
// rounded by the caller (to 1e-9, say), or two rounds with the same gap may
// count as a rise or a fall.
//
// It allocates nothing up to the 12 values that the product looks back on.
func TrendOf(y []float64) (Trend, bool) {
	n := len(y)
	if n < 2 {
		return Trend{}, false
	}
	for _, v := range y {
		// Written as "not less" so that NaN is refused too.
		if !(math.Abs(v) <= maxTrendValue) {
			return Trend{}, false
		}
	}
	t := Trend{N: n, P: 1}
	var few [trendLength * (trendLength - 1) / 2]float64
	slopes := few[:0]
	if n > trendLength {
		slopes = make([]float64, 0, n*(n-1)/2)
	}
	spread := n * (n - 1) * (2*n + 5)
	for i, v := range y {
		equal := 1
		for j, w := range y {
			if i != j && v == w {
				equal++
			}
			if j <= i {
				continue
			}
			switch {
			case w > v:
				t.S++
			case w < v:
				t.S--
			}
			slopes = append(slopes, (w-v)/float64(j-i))
		}
		// Each of the t members of a group takes off its share, (t-1)(2t+5).
		spread -= (equal - 1) * (2*equal + 5)
	}
	t.Var = float64(spread) / 18
	s := math.Sqrt(t.Var)
	if t.S != 0 { // then not all values are equal, and Var > 0
		t.Z = float64(t.S-sign(float64(t.S))) / s
		t.P = 2 * normalCDF(-math.Abs(t.Z))
	}

	slices.Sort(slopes)
	t.Slope = middle(slopes)
	var last [trendLength]float64
	sorted := append(last[:0], y...)
	slices.Sort(sorted)
	t.Intercept = middle(sorted) - t.Slope*float64(n-1)/2

	all := float64(len(slopes))
	upper := int(math.RoundToEven((all - normal025*s) / 2))
	lower := int(math.RoundToEven((all+normal025*s)/2)) - 1
	t.Lo, t.Hi = slopes[max(lower, 0)], slopes[min(upper, len(slopes)-1)]
	return t, true
}

// Arrow is the direction that people are told: the sign of the slope, if there
// are at least 6 values and Mann-Kendall's p is below .05; else 0.
func (t Trend) Arrow() int {
	if t.N < trendLeast || t.P >= trendP {
		return 0
	}
	switch {
	case t.Slope > 0:
		return 1
	case t.Slope < 0:
		return -1
	}
	return 0
}

// middle is the median of ascending values: of an even number of them, the mean
// of the two in the middle.
func middle(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}
