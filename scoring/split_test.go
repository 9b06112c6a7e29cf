package scoring

import (
	"math"
	"testing"
)

// fresh makes people of weight w with these views.
func fresh(w float64, views ...float64) []person {
	var out []person
	for i, m := range views {
		out = append(out, person{ID: string(rune('a' + i)), Own: track{M: m, W: w}})
	}
	return out
}

func TestDivide(t *testing.T) {
	p := Defaults()
	for name, c := range map[string]struct {
		was    bool
		people []person
		open   bool
		spread float64 // -1: none
	}{
		"two camps":                        {false, fresh(1.5, 1, 1, 5, 5), true, math.Sqrt(16.0/3 - 0.36/1.5)},
		"all alike":                        {false, fresh(1.5, 4, 4, 4, 4), false, 0},
		"answer noise is no division":      {false, fresh(0.5, 2.6, 3.4, 3, 3), false, 0},
		"three are too few to say":         {false, fresh(1.5, 1, 1, 5), false, -1},
		"three leave a split as it was":    {true, fresh(1.5, 3, 3, 3), true, -1},
		"a stale fourth does not count":    {false, append(fresh(1.5, 1, 1, 5), person{ID: "z", Own: track{5, 0.499}}), false, -1},
		"one at the limit does":            {false, append(fresh(1.5, 1, 1, 5), person{ID: "z", Own: track{5, 0.5}}), true, math.Sqrt(16.0/3 - 0.36*(3/1.5+2)/4)},
		"wide, but not by strong evidence": {false, fresh(1.5, 2, 2, 4, 4), false, math.Sqrt(4.0/3 - 0.24)},
		"wide enough to stay":              {true, fresh(1.5, 2, 2, 4, 4), true, math.Sqrt(4.0/3 - 0.24)},
		"closed below the limit":           {true, fresh(1.5, 2.5, 2.5, 3.5, 3.5), false, math.Sqrt(1.0/3 - 0.24)},
	} {
		t.Run(name, func(t *testing.T) {
			got := divide(p, c.was, c.people)
			if got.open != c.open || got.spread.Known != (c.spread >= 0) || got.spread.Known && math.Abs(got.spread.Value-c.spread) > 1e-12 {
				t.Errorf("got %+v, want open %v spread %v", got, c.open, c.spread)
			}
		})
	}
}

// TestSplitIsSaid follows a side that falls apart and finds together again, and
// one that becomes named meanwhile.
func TestSplitIsSaid(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	const torn, alike = "a=3 b=3 c=3 d=3 | v=1 w=1 x=5 y=5", "a=3 b=3 c=3 d=3 | v=3 w=3 x=3 y=3"
	x.play(torn)
	if d := x.s.Disclose(p); d.Split != [2]bool{Biz: true} {
		t.Fatalf("%+v", d)
	}
	x.play("a b c d | v w x y") // held: the last words are repeated
	if d := x.s.Disclose(p); d.Status != Held || d.Split != [2]bool{Biz: true} {
		t.Fatalf("%+v", d)
	}
	for range 3 {
		x.play(alike)
	}
	if d := x.s.Disclose(p); d.Split != [2]bool{} {
		t.Fatalf("still divided: %+v", d)
	}
	x.play(torn)
	x.play(torn)
	x.play("a=3 b=3 c=3 d=3 | !x=5 y=5")
	if d := x.s.Disclose(p); d.Round != x.round || d.Split != [2]bool{} {
		t.Errorf("what was said in confidence still speaks: %+v", d)
	}
}
