package scoring

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// drawSide draws what is known of one side: at most n people of weights between
// w_min and the largest there can be.
func drawSide(t *rapid.T, p Params, name string) summary {
	n := rapid.IntRange(1, 12).Draw(t, name)
	s := summary{mu: rapid.Float64Range(1, 5).Draw(t, name+" mu"), ss: rapid.Float64Range(0, 20).Draw(t, name+" ss")}
	s.c = rapid.IntRange(1, n).Draw(t, name+" heard")
	for range s.c {
		w := rapid.Float64Range(p.WMin, 1/(1-p.Lambda)).Draw(t, name+" w")
		s.h += w / (w + p.Rho)
	}
	s.f = 1/s.h - 1/float64(n)
	return s
}

// TestCertaintyIsMonotoneInTheGap: with everything else equal, sides that lie
// farther apart are never less certainly apart, and never more certainly aligned.
// Silence, which only widens, never adds to a certainty that is worth a word.
func TestCertaintyIsMonotoneInTheGap(t *testing.T) {
	p := Defaults()
	rapid.Check(t, func(t *rapid.T) {
		it, biz := drawSide(t, p, "it"), drawSide(t, p, "biz")
		near := measure(p, it, biz)
		step := rapid.Float64Range(0, 4).Draw(t, "step")
		far := it
		far.mu += math.Copysign(step, it.mu-biz.mu)
		x := measure(p, far, biz)
		// The quantile functions are exact to about 1e-12.
		if x.certainty < near.certainty-1e-9 || x.aligned > near.aligned+1e-9 || math.Abs(x.g) < math.Abs(near.g) {
			t.Fatalf("%+v moved by %v: %+v", near, step, x)
		}
		wide := it
		wide.f += rapid.Float64Range(0, 5).Draw(t, "silence")
		if y := measure(p, wide, biz); y.certainty > math.Max(near.certainty, 0.5)+1e-9 || y.v < near.v*(1-1e-12) {
			t.Fatalf("%+v with more silence: %+v", near, y)
		}
	})
}
