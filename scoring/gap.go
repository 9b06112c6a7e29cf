package scoring

import "math"

// Band is the width of a gap in words (SCORING.md 5).
type Band string

// The bands and the absolute gaps, in points, that they reach up to.
const (
	Aligned  Band = "aligned"   // below 0.5
	Drifting Band = "drifting"  // below 1
	Apart    Band = "apart"     // below 1.5
	FarApart Band = "far apart" // anything wider
)

// BandOf returns the band of a gap of g points, whatever its sign.
func BandOf(g float64) Band {
	switch g = math.Abs(g); {
	case g < 0.5:
		return Aligned
	case g < 1:
		return Drifting
	case g < 1.5:
		return Apart
	}
	return FarApart
}

// Level says where both sides stand together, beside the label and never part
// of it (SCORING.md 8): agreement at a low level is not good news.
type Level string

// The levels and the mean ratings that they reach up to.
const (
	Low   Level = "low"   // below 2.5
	Mixed Level = "mixed" // below 3.5
	Good  Level = "good"
)

// LevelOf returns the level of two side means: of their plain average.
func LevelOf(it, biz float64) Level {
	switch m := (it + biz) / 2; {
	case m < 2.5:
		return Low
	case m < 3.5:
		return Mixed
	}
	return Good
}

// gap is the estimate of SCORING.md 4.
type gap struct {
	tau2, nu  float64
	g         float64 // shrunk, points
	v         float64 // its variance, shrunk
	certainty float64 // uncapped
	aligned   float64 // probability that the gap is within delta
	interval  [2]float64
}

// se is the standard error of the gap.
func (x gap) se() float64 { return math.Sqrt(x.v) }

// measure compares two sides that both have contributors. Nothing it divides
// by can be 0: nu >= nu0, tau2 > 0 through the prior, and H < n.
func measure(p Params, it, biz summary) gap {
	var x gap
	x.nu = p.Nu0 + float64((it.c-1)+(biz.c-1))
	// The sides are added first, so that swapping them changes no bit.
	x.tau2 = (p.Nu0*p.Tau0Sq + (it.ss + biz.ss)) / x.nu
	x.g, x.v = shrink(p, it.mu-biz.mu, x.tau2*(it.f+biz.f))
	hi, lo := beyond(p, x.g, x.v, x.nu)
	x.certainty = math.Max(hi, lo)
	x.aligned = math.Max(0, 1-(hi+lo))
	half := student975(x.nu) * x.se()
	x.interval = [2]float64{x.g - half, x.g + half}
	return x
}

// shrink pulls an estimated gap towards 0 by its own uncertainty and returns
// it with the variance that remains.
func shrink(p Params, g, v float64) (float64, float64) {
	b := p.S0Sq / (p.S0Sq + v)
	return b * g, b * v
}

// beyond returns how certain it is that a gap lies above delta, and below
// -delta.
func beyond(p Params, g, v, nu float64) (above, below float64) {
	se := math.Sqrt(v)
	return studentCDF(nu, (g-p.Delta)/se), studentCDF(nu, (-g-p.Delta)/se)
}

// sign is +1 for a gap of 0 or more, else -1.
func sign(g float64) int {
	if g >= 0 {
		return 1
	}
	return -1
}
