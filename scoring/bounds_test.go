package scoring

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The tests of this file stand exactly on a limit, where >= and > differ.
// SCORING.md 2: comparisons that decide are as written.

// TestDefaults holds on to the table of SCORING.md 2.
func TestDefaults(t *testing.T) {
	want := Params{
		Lambda: 0.5, Rho: 1, Tau0Sq: 0.36, Nu0: 8, S0Sq: 1, Delta: 0.5,
		POpen: 0.95, PWatch: 0.75, PAligned: 0.70, PBlind: 0.80, Close: 0.33, BaseRounds: 3, WMin: 0.05,
		SplitSD: 0.9, SplitNoise: 0.36, SplitFresh: 0.5, SplitN: 4, SplitP: 0.95,
		DriftDelta: 0.25, DriftP: 0.9, MelonMid: 3, MelonClose: 3.25, KMin: 3, KNew: 2, KExact: 5,
	}
	if diff := cmp.Diff(want, Defaults()); diff != "" {
		t.Error(diff)
	}
}

// TestStaleBound: a weight of w_min still counts, wherever it is asked for.
func TestStaleBound(t *testing.T) {
	p := Defaults()
	at := func(m, w float64) person { return person{Own: track{m, w}, Pair: track{m - 2, w}} }
	two := []person{at(1, p.WMin), at(5, p.WMin)}
	two[0].ID, two[1].ID = "a", "b"
	h := p.WMin / (p.WMin + p.Rho)
	for q, mu := range map[quantity]float64{ratings: 3, pairs: 1} {
		s := summarise(p, two, 2, q)
		if s.c != 2 || math.Abs(s.mu-mu) > 1e-12 || math.Abs(s.ss-2*h*4) > 1e-12 {
			t.Errorf("%+v", s)
		}
	}
	if diff := cmp.Diff(pending{ErasedOwn: 1, ErasedPair: 1}, pending{}.without(p, two[0])); diff != "" {
		t.Error("erased: " + diff)
	}
	v := views{People: two}
	v.advance(p, IT, nil, nil)
	if diff := cmp.Diff(pending{Own: []string{"a", "b"}, Pair: []string{"a", "b"}}, v.New); diff != "" {
		t.Error("leavers: " + diff)
	}

	p.WMin = 0.25
	x := script{t: t}
	x.play("a=4 | x=3")
	x.play("a | x")
	if got := x.s.Carried(p, IT, []string{"a"}); len(got) != 1 {
		t.Error("the weight after the next round is w_min, and does not count")
	}
	x.play("a | x")
	if w := x.s.Weight(p, IT, "a"); w != 0.25 {
		t.Errorf("weight %v", w)
	}
}

// TestNoWeightIsNoView: a weight that ran down to nothing is forgotten.
func TestNoWeightIsNoView(t *testing.T) {
	v := views{People: []person{{ID: "a", Own: track{4, math.SmallestNonzeroFloat64}}}}
	v.advance(Defaults(), IT, []string{"a"}, nil)
	if v.People != nil || !v.New.IsZero() {
		t.Errorf("%+v", v)
	}
}

// TestSeenBounds: a gap of delta has a share, and a certainty of .95 is a belief.
func TestSeenBounds(t *testing.T) {
	p := Defaults()
	pair := summary{c: 3, mu: 0.5, h: 1.5, f: 0.3}
	for g, known := range map[float64]bool{p.Delta: true, -p.Delta: true, 0.4999: false} {
		if seen := perceive(p, gap{g: g, v: 0.1}, pair); seen.ShareSeen.Known != known {
			t.Errorf("gap %v: share %v", g, seen.ShareSeen)
		}
	}
	if !thinksApart(Some(Seen{PThinksApart: 0.95})) || thinksApart(Some(Seen{PThinksApart: 0.9499})) || thinksApart(Maybe[Seen]{}) {
		t.Error("what a side thinks")
	}
	for share, view := range map[float64]View{p.PBlind: ViewBlind, 1 - p.PBlind: ViewSees, 0.79: ViewUnclear, 0.21: ViewUnclear} {
		if got := viewOf(p, Some(Seen{PBlind: share})); got != view {
			t.Errorf("%v: %s", share, got)
		}
	}
}

// TestDirectionOfNothing: a gap of 0 counts as one in which IT rates higher.
func TestDirectionOfNothing(t *testing.T) {
	if sign(0) != 1 || sign(math.Copysign(0, -1)) != 1 || sign(-5e-324) != -1 {
		t.Error("sign")
	}
	seen := perceive(Defaults(), gap{v: 0.1}, summary{c: 3, mu: 1, h: 1.5, f: 0.3})
	if !(seen.BlindGap < 0) {
		t.Errorf("blind gap %v along a gap of 0", seen.BlindGap)
	}
}

// TestSplitBounds: a spread of split_sd keeps a split open, and the quantile opens
// one.
func TestSplitBounds(t *testing.T) {
	p := Defaults()
	people := fresh(1.5, 2, 2.5, 3.5, 4)
	p.SplitSD = divide(p, true, people).spread.Value
	if !divide(p, true, people).open {
		t.Error("closed by a spread of split_sd")
	}
	// Q is exact for these, and split_noise moves Q/(split_sd^2 + split_noise) in
	// steps of about its last bit, so that it meets the quantile for one at least.
	p.SplitSD = 0.5
	limit := chiSquareQuantile(3, p.SplitP)
	met := 0
	for _, far := range []float64{1.75, 1.8125, 1.875} {
		people := fresh(1, far, -far, 0.5, -0.5)
		q := 2*far*far + 0.5
		p.SplitNoise = q/limit - 0.25
		for q/(0.25+p.SplitNoise) > limit {
			p.SplitNoise = math.Nextafter(p.SplitNoise, 1)
		}
		for q/(0.25+p.SplitNoise) < limit {
			p.SplitNoise = math.Nextafter(p.SplitNoise, 0)
		}
		if q/(0.25+p.SplitNoise) == limit {
			met++
			if !divide(p, false, people).open {
				t.Error("not opened by the quantile")
			}
		}
		p.SplitNoise += 1e-9
		if divide(p, false, people).open {
			t.Error("opened below the quantile")
		}
	}
	if met == 0 {
		t.Error("the quantile was never met")
	}
}

// TestDriftBounds: a certainty of drift_p is a drift, either way.
func TestDriftBounds(t *testing.T) {
	for _, c := range []struct {
		base, g float64
		want    Change
	}{{0.2, 1.2, Widening}, {1.2, 0.2, Narrowing}} {
		p := Defaults()
		p.DriftP = normalCDF((1 - p.DriftDelta) / math.Sqrt(0.5))
		b := baseline{G: c.base, V: 0.25}
		if got := b.drift(p, gap{g: c.g, v: 0.25}); got.Label != c.want {
			t.Errorf("%+v, want %s", got, c.want)
		}
		p.DriftP = math.Nextafter(p.DriftP, 1)
		if got := b.drift(p, gap{g: c.g, v: 0.25}); got.Label != Steady {
			t.Errorf("%+v, want steady", got)
		}
	}
}

// TestQuantilesBeyondTheTable: a roster is as large as it is.
func TestQuantilesBeyondTheTable(t *testing.T) {
	for df, want := range map[int][2]float64{
		// Abramowitz, Stegun: Handbook of Mathematical Functions, tables 26.8 and 26.10.
		1: {12.706, 3.841}, 10: {2.228, 18.307}, 30: {2.042, 43.773}, 100: {1.984, 124.342},
	} {
		for range 2 { // computed, then remembered
			if x := student975(float64(df)); math.Abs(x-want[0]) > 5e-4 {
				t.Errorf("t of %d: %v", df, x)
			}
			if x := chiSquareQuantile(df, 0.95); math.Abs(x-want[1]) > 5e-4 {
				t.Errorf("chi-square of %d: %v", df, x)
			}
		}
	}
	for df := tableSize - 1; df <= tableSize+1; df++ {
		if x, y := student975(float64(df)), quantile975(float64(df)); x != y {
			t.Errorf("t of %d: %v, %v", df, x, y)
		}
		if x, y := chiSquareQuantile(df, 0.95), chiSquareQuantile(df, math.Nextafter(0.95, 1)); math.Abs(x-y) > 1e-6 {
			t.Errorf("chi-square of %d: %v, %v", df, x, y)
		}
	}
	if x := student975(8.5); !(x < student975(8) && x > student975(9)) {
		t.Errorf("t of 8.5: %v", x)
	}
	if x := chiSquareQuantile(10, 0.99); math.Abs(x-23.209) > 5e-4 {
		t.Errorf("chi-square of 10 at .99: %v", x)
	}
}

// TestWordBounds: the certainty from which evidence is some, and strong.
func TestWordBounds(t *testing.T) {
	p := Defaults()
	for certainty, want := range map[float64]string{0.9499: "some", p.POpen: "strong", p.PWatch: "some", 0.7499: "", 1: "strong"} {
		if w := say(p, 1, false, 0, &Reading{Certainty: certainty}); w.Strength != want {
			t.Errorf("%v: %q, want %q", certainty, w.Strength, want)
		}
	}
	for certainty, want := range map[float64]float64{1: 0.99, 0.9999: 0.99, 0.989999: 0.98, 0.5: 0.5, 0.001: 0} {
		if n := figures(p, &body{}, [2]summary{}, [2]summary{}, &Reading{Certainty: certainty}); n.Certainty != want {
			t.Errorf("%v is named as %v, want %v", certainty, n.Certainty, want)
		}
	}
	for x, want := range map[float64]float64{-0.04: 0, 0.04: 0, -0.06: -0.1, 0.05: 0.1, 2.249: 2.2} {
		if got := tenth(x); got != want || math.Signbit(got) != (want < 0) {
			t.Errorf("%v is rounded to %v", x, got)
		}
	}
}

// TestShareBounds: a share comes from k_exact pairs, k_new+1 of them new; both of
// them as they are.
func TestShareBounds(t *testing.T) {
	p := Defaults()
	var x Reading
	for _, s := range Sides {
		x.Seen[s] = Some(Seen{ShareSeen: Some(0.256)})
	}
	both := func(n int) [2]int { return [2]int{n, n} }
	for _, c := range []struct{ pairs, new, share [2]int }{
		{pairs: both(5), new: both(3), share: both(26)},
		{pairs: [2]int{4, 5}, new: both(3), share: [2]int{0, 26}},
		{pairs: [2]int{5, 4}, new: both(3), share: [2]int{26, 0}},
		{pairs: both(5), new: [2]int{3, 2}, share: [2]int{26, 0}},
	} {
		var b body
		var pair [2]summary
		for _, s := range Sides {
			pair[s].c = c.pairs[s]
			v := &b.Side[s]
			for i, who := range fresh(1, 3, 3, 3, 3, 3) {
				who.Pair = track{1, p.WMin}
				v.People = append(v.People, who)
				if i < c.new[s] {
					v.New.Pair = append(v.New.Pair, who.ID)
				}
			}
		}
		n := figures(p, &b, [2]summary{}, pair, &x)
		for _, s := range Sides {
			if share := n.ShareSeen[s]; share.Value != c.share[s] || share.Known != (c.share[s] > 0) {
				t.Errorf("%+v, %s: share %v", c, s, share)
			}
		}
	}
}

// TestBaselineOfOneRound: the first round may be the baseline.
func TestBaselineOfOneRound(t *testing.T) {
	p := Defaults()
	p.BaseRounds = 1
	r, sheet := crowd(5)
	var s State
	if _, err := s.Fold(p, 1, r, sheet); err != nil {
		t.Fatal(err)
	}
	if d := s.Disclose(p); d.Baseline.Round != 1 || d.Round != 1 || d.Numbers == nil || d.Numbers.Round != 1 {
		t.Errorf("%+v", d)
	}
	if rec, err := s.Fold(p, 2, r, sheet); err != nil || !rec.SinceBaseline.Known {
		t.Errorf("%+v, %v", rec, err)
	}
}

// TestLeastParams: what divides, or protects, has a least value.
func TestLeastParams(t *testing.T) {
	for name, c := range map[string]struct {
		field func(*Params) *int
		least int
	}{
		"base_rounds": {func(p *Params) *int { return &p.BaseRounds }, 1},
		"split_n":     {func(p *Params) *int { return &p.SplitN }, 2},
		"k_min":       {func(p *Params) *int { return &p.KMin }, 3},
		"k_new":       {func(p *Params) *int { return &p.KNew }, 2},
		"k_exact":     {func(p *Params) *int { return &p.KExact }, 5},
	} {
		p := Defaults()
		*c.field(&p) = c.least
		if err := p.Check(); err != nil {
			t.Errorf("%s = %d: %v", name, c.least, err)
		}
		*c.field(&p) = c.least - 1
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s = %d: %v", name, c.least-1, err)
		}
	}
}

// TestWatermelonBounds: a certainty of .95 raises either watermelon.
func TestWatermelonBounds(t *testing.T) {
	p := Defaults()
	// A wide side, so that a step of the mean moves the certainty by less than its
	// last bit. Its mean is out of 1..5 for that; the rule does not look.
	side := func(mu float64) summary { return summary{c: 5, mu: mu, h: 2.5, ss: 500, f: 0.4} }
	rosy := summary{c: 5, mu: 5, h: 2.5, ss: 500, f: 0.4}
	for name, c := range map[string]struct {
		certainty func(mu float64) float64
		raised    func(mu float64) bool
	}{
		"status": {
			func(mu float64) float64 { return noValue(p, side(mu)) },
			func(mu float64) bool { return Watermelon{}.next(p, true, side(mu)).On },
		},
		"perceived": {
			func(mu float64) float64 { return tooRosy(p, rosy, side(mu)) },
			func(mu float64) bool { return perceived(p, rosy, side(mu)) },
		},
	} {
		sure, unsure := -50.0, p.MelonMid
		for {
			mu := (sure + unsure) / 2
			if mu == sure || mu == unsure {
				t.Fatalf("%s: %v is never met", name, melonP)
			}
			if x := c.certainty(mu); x == melonP {
				if !c.raised(mu) {
					t.Errorf("%s: not raised at %v", name, melonP)
				}
				break
			} else if x > melonP {
				sure = mu
			} else {
				unsure = mu
			}
		}
		if c.raised(unsure + 1e-9) {
			t.Errorf("%s: raised below %v", name, melonP)
		}
	}
}

// TestIDsAreText: storage would make two ids that are no text equal.
func TestIDsAreText(t *testing.T) {
	for _, id := range []string{"", "a\xff"} {
		var s State
		_, err := s.Fold(Defaults(), 1, Roster{People: [2][]string{{id}, {"x"}}}, Sheet{})
		if in, ok := errors.AsType[*InputError](err); !ok || in.Field != "roster" {
			t.Errorf("%q: %v", id, err)
		}
	}
}
