package scoring

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDrift(t *testing.T) {
	p := Defaults()
	for name, c := range map[string]struct {
		base, g, v float64
		want       Change
	}{
		"apart by more":             {0.2, 1.2, 0.05, Widening},
		"apart by more, other sign": {0.2, -1.2, 0.05, Widening},
		"nearer":                    {1.2, 0.2, 0.05, Narrowing},
		"nearer, with a turn":       {1.2, -0.2, 0.05, Narrowing},
		"a turn of equal width":     {0.8, -0.8, 0.05, Steady},
		"too uncertain":             {0.2, 1.2, 0.5, Steady},
		"too small":                 {0.2, 0.4, 0.0001, Steady},
		// D - .25 = z * sqrt(2v) with Phi(z) = .9, on either side of the limit.
		"just enough":     {0, 0.25 + 1.281552*math.Sqrt(0.02), 0.01, Widening},
		"just not enough": {0, 0.25 + 1.281551*math.Sqrt(0.02), 0.01, Steady},
	} {
		t.Run(name, func(t *testing.T) {
			got := baseline{G: c.base, V: c.v}.drift(p, gap{g: c.g, v: c.v})
			if got.Label != c.want || math.Abs(got.Change-(math.Abs(c.g)-math.Abs(c.base))) > 1e-12 {
				t.Errorf("got %+v, want %s", got, c.want)
			}
		})
	}
}

// TestBaselineIsTheThirdPublishedRound, of the wording that is asked.
func TestBaselineIsTheThirdPublishedRound(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	const alike = "a=4/4 b=4/4 c=4/4 d=4/4 e=4/4 | v=4/4 w=4/4 x=4/4 y=4/4 z=4/4"
	const apart = "a=5/4 b=5/4 c=5/4 d=5/4 e=5/4 | v=2/4 w=2/4 x=2/4 y=2/4 z=2/4"
	for n := range 3 {
		if d := x.s.Disclose(p); d.Baseline != (Baseline{}) || d.Change != "" {
			t.Fatalf("before round %d: %+v", n+1, d)
		}
		if n == 1 {
			x.play("a b c d e | v w x y z") // held: it does not count
		}
		if rec := x.play(alike); rec.SinceBaseline.Known {
			t.Fatalf("round %d: %+v", x.round, rec.SinceBaseline)
		}
	}
	want := Baseline{Round: 4, Label: Consensus, Band: Aligned, Level: Good}
	if diff := cmp.Diff(want, x.s.Disclose(p).Baseline); diff != "" {
		t.Fatal(diff)
	}
	x.play(apart)
	rec := x.play(apart)
	d := x.s.Disclose(p)
	if rec.SinceBaseline.Value.Label != Widening || d.Change != Widening || d.Baseline != want {
		t.Fatalf("%+v, %+v", rec.SinceBaseline, d)
	}
	if d.Numbers.Change != Some(tenth(rec.SinceBaseline.Value.Change)) {
		t.Errorf("change %v of %v", d.Numbers.Change, rec.SinceBaseline)
	}
	x.s.Rebaseline()
	if d = x.s.Disclose(p); d.Baseline != (Baseline{}) || d.Change != Widening {
		t.Errorf("the words of the last publication are history, its baseline is not: %+v", d)
	}
	for range 3 {
		if rec = x.play(apart); rec.SinceBaseline.Known {
			t.Errorf("round %d of the new wording: %+v", x.round, rec.SinceBaseline)
		}
	}
	if d = x.s.Disclose(p); d.Baseline.Round != x.round || d.Baseline.Band != FarApart {
		t.Errorf("%+v", d.Baseline)
	}
}

// TestChangeNeedsNumbersTwice: the difference to a baseline that had no numbers
// would tell what they were.
func TestChangeNeedsNumbersTwice(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	for range 3 {
		x.play("a=4 b=4 c=4 d=4 | v=4 w=4 x=4 y=4 z=4")
	}
	rec := x.play("a=4 b=4 c=4 d=4 e=4 | v=4 w=4 x=4 y=4 z=4")
	d := x.s.Disclose(p)
	if d.Numbers == nil || !rec.SinceBaseline.Known || d.Numbers.Change.Known || d.Change != Steady {
		t.Errorf("%+v, %+v", d, d.Numbers)
	}
	// The means of a baseline beside a named side do not tell its gap either.
	x = script{t: t}
	for range 3 {
		x.play("a=4 b=4 c=4 d=4 e=4 | !v=2")
	}
	rec = x.play("a=4 b=4 c=4 d=4 e=4 | v=2 w=2 x=2 y=2 z=2")
	n := x.s.Disclose(p).Numbers
	if n.Round != 4 || n.Bare || !rec.SinceBaseline.Known || n.Change.Known {
		t.Errorf("%+v", n)
	}
}

func TestCourse(t *testing.T) {
	var c course
	for n := range trendLength + 3 {
		if n%4 == 0 {
			c.add(Maybe[float64]{})
			continue
		}
		c.add(Some(float64(n)))
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if want := "[3,null,5,6,7,null,9,10,11,null,13,14]"; string(data) != want {
		t.Errorf("got %s, want %s", data, want)
	}
	var back course
	if err := json.Unmarshal(data, &back); err != nil || back != c {
		t.Errorf("%v: %+v", err, back)
	}
	if c.arrow() != 1 {
		t.Error("a steady rise is no trend")
	}
	answers := [2][]Answer{{{Person: "a", Own: 5}, {Person: "b", Own: 2}, {Person: "c"}}, {{Person: "x", Own: 1}}}
	if raw := rawGap(answers); raw != Some(2.5) {
		t.Errorf("raw gap %v", raw)
	}
	answers[Biz][0].Own = 0
	if raw := rawGap(answers); raw.Known {
		t.Errorf("raw gap %v of a silent side", raw)
	}
}

// TestTrendIsSaid: sides that move apart slowly, with every alert still closed.
func TestTrendIsSaid(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	lines := []string{
		"a=4 b=4 c=4 | x=4 y=4 z=4", "a=4 b=4 c=4 | x=4 y=4 z=3", "a=4 b=4 c=4 | x=4 y=3 z=3", "a=4 b=4 c=4 | x=3 y=3 z=3",
		"a=5 b=4 c=4 | x=3 y=3 z=3", "a=5 b=5 c=4 | x=3 y=3 z=3", "a=5 b=5 c=5 | x=3 y=3 z=3",
	}
	for n, line := range lines {
		x.play(line)
		want := 0
		if n >= 5 { // six rounds are the least
			want = 1
		}
		if d := x.s.Disclose(p); d.Trend != want {
			t.Errorf("after %d rounds: trend %d, want %d", n+1, d.Trend, want)
		}
	}
	x.s.Rebaseline()
	x.play("a=5 b=5 c=5 | x=1 y=1 z=1")
	if d := x.s.Disclose(p); d.Trend != 0 {
		t.Error("a trend across two wordings")
	}
}

// TestTrendEndsWhenASideIsNamed: a trend made of what was said in confidence
// would go on speaking of it.
func TestTrendEndsWhenASideIsNamed(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	for _, line := range []string{
		"a=4 b=4 c=4 | x=4 y=4 z=4", "a=4 b=4 c=4 | x=4 y=4 z=3", "a=4 b=4 c=4 | x=4 y=3 z=3", "a=4 b=4 c=4 | x=3 y=3 z=3",
		"a=5 b=4 c=4 | x=3 y=3 z=3", "a=5 b=5 c=4 | x=3 y=3 z=3", "a=5 b=5 c=5 | x=3 y=3 z=3",
	} {
		x.play(line)
	}
	if d := x.s.Disclose(p); d.Trend != 1 {
		t.Fatalf("no trend to end: %+v", d)
	}
	x.play("!a=5 b=5 | x=2 y=2 z=2")
	if d := x.s.Disclose(p); d.Round != x.round || d.Trend != 0 {
		t.Errorf("it goes on: %+v", d)
	}
}

// TestEqualRawGapsTie: 13/3 - 10/3 and 11/3 - 8/3 differ in their last bit.
func TestEqualRawGapsTie(t *testing.T) {
	means := func(it, biz [3]int) Maybe[float64] {
		var answers [2][]Answer
		for n := range it {
			answers[IT] = append(answers[IT], Answer{Own: it[n]})
			answers[Biz] = append(answers[Biz], Answer{Own: biz[n]})
		}
		return rawGap(answers)
	}
	if a, b := means([3]int{5, 4, 4}, [3]int{4, 3, 3}), means([3]int{4, 4, 3}, [3]int{3, 3, 2}); a != b {
		t.Errorf("%v and %v", a, b)
	}
}

// TestDirectionOfANarrowGap is named while its alert is open, and only then.
func TestDirectionOfANarrowGap(t *testing.T) {
	x := Reading{G: -0.4}
	if w := say(Defaults(), 5, true, 0, &x); w.Higher != -1 || w.Band != Aligned {
		t.Errorf("open: %+v", w)
	}
	if w := say(Defaults(), 5, false, 0, &x); w.Higher != 0 {
		t.Errorf("closed: %+v", w)
	}
}
