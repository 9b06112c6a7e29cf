package scoring

import (
	"fmt"
	"math"
	"testing"
)

// followed works the certainty out from the figures that are shown, as a reader would,
// and says where they do not lead to one another within their rounding; "" when they do.
func (n Numbers) followed(p Params, nu float64) string {
	s, ulp := n.Sum, 0.005+1e-9
	if d := n.Mean[IT] - n.Mean[Biz]; math.Abs(d-s.Raw) > 0.1+ulp {
		return fmt.Sprintf("the difference is %.2f", d)
	}
	if g, off := s.Raw*(1-s.SE*s.SE), ulp*(2+2*math.Abs(s.Raw)*(s.SE+ulp)); math.Abs(g-s.Gap) > off {
		return fmt.Sprintf("the gap is %.3f", g)
	}
	if math.Abs(s.Gap-n.Gap) > 0.05+ulp || s.Gap < n.Interval[0]-0.05-ulp || s.Gap > n.Interval[1]+0.05+ulp {
		return "two gaps"
	}
	// The standard error lies within half a hundredth of what is shown, and so does the gap.
	lo, hi := (math.Abs(s.Gap)-ulp-p.Delta)/(s.SE+ulp), (math.Abs(s.Gap)+ulp-p.Delta)/math.Max(s.SE-ulp, 1e-6)
	if lo < 0 {
		lo = (math.Abs(s.Gap) - ulp - p.Delta) / math.Max(s.SE-ulp, 1e-6)
	}
	if s.T < lo-0.05-1e-9 || s.T > hi+0.05+1e-9 && hi >= 0 {
		return fmt.Sprintf("t lies between %.2f and %.2f", lo, hi)
	}
	if s.Nu != 0 && s.Nu != nu {
		return fmt.Sprintf("%v degrees of freedom", nu)
	}
	least, most := studentCDF(nu, s.T-0.05), studentCDF(nu, s.T+0.05)
	if n.Certainty < math.Min(maxCertainty, least)-0.01 || n.Certainty > most {
		return fmt.Sprintf("the certainty lies between %.3f and %.3f", least, most)
	}
	return ""
}

// TestSum: t is that of the exact figures, which those with one decimal would miss.
func TestSum(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	x.play("a=4 b=4 c=5 d=4 e=4 | v=3 w=2 x=3 y=3 z=3")
	rec := x.play("a=4 b=4 c=5 d=4 e=5 | v=3 w=2 x=3 y=3 z=3")
	n := x.s.Disclose(p).Numbers
	if n == nil || n.Round != 2 {
		t.Fatalf("no numbers: %+v", n)
	}
	exact := (rec.G - p.Delta) / rec.SE
	if n.Sum.T != tenth(exact) || n.Sum.Gap != hundredth(rec.G) || n.Sum.SE != hundredth(rec.SE) || n.Sum.Nu != rec.Nu || n.Sum.Raw != hundredth(rec.Mu[IT]-rec.Mu[Biz]) {
		t.Errorf("%+v of %+v", n.Sum, rec.Reading)
	}
	if coarse := (n.Gap - p.Delta) / tenth(rec.SE); math.Abs(coarse-exact) < 0.1 {
		t.Errorf("one decimal gives %.2f as well as %.2f: choose other answers", coarse, exact)
	}
	if wrong := n.followed(p, rec.Nu); wrong != "" {
		t.Errorf("%s: %+v", wrong, n)
	}
	n.Sum.T += 0.4
	if n.followed(p, rec.Nu) == "" {
		t.Error("another t is not noticed")
	}
}

// TestNamedSideIsNotCounted: how many of one or two leads were heard says who answered.
func TestNamedSideIsNotCounted(t *testing.T) {
	x := script{t: t}
	x.play("!a=4 b=4 | !x=2 y")
	n := x.s.Disclose(Defaults()).Numbers
	if n == nil || n.Heard != [2]int{} || n.Leads != [2]int{} || n.Sum.Nu != 0 || n.Sum.T == 0 {
		t.Errorf("%+v", n)
	}
}
