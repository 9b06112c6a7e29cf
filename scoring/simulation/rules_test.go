package simulation

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// some draws the ratings of up to most people.
func some(t *rapid.T, name string, most int) counts {
	c, err := counted(rapid.SliceOfN(rapid.IntRange(1, 5), 0, most).Draw(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// mirrored turns the scale upside down.
func (c counts) mirrored() counts { return counts{c[4], c[3], c[2], c[1], c[0]} }

func TestMannWhitney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := some(t, "a", MostLeads), some(t, "b", MostLeads)
		p := mannWhitney(a, b)
		if !(p > 0 && p <= 1) {
			t.Fatalf("p is %v", p)
		}
		for what, q := range map[string]float64{
			"the sides swapped":  mannWhitney(b, a),
			"the scale mirrored": mannWhitney(a.mirrored(), b.mirrored()),
		} {
			if math.Abs(p-q) > 1e-12 {
				t.Errorf("p is %v, with %s %v", p, what, q)
			}
		}
	})
}

// TestMannWhitneyByHand deals every hand of small sides one by one.
func TestMannWhitneyByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := some(t, "a", 6), some(t, "b", 6)
		var all []int
		for i := range a {
			for range a[i] + b[i] {
				all = append(all, i)
			}
		}
		// The rank sum of a against b, as twice the comparisons won.
		won := func(a, b counts) int {
			w := 0
			for i, n := range a {
				for j, m := range b {
					switch {
					case i > j:
						w += 2 * n * m
					case i == j:
						w += n * m
					}
				}
			}
			return w
		}
		middle := a.people() * b.people()
		far := max(won(a, b)-middle, middle-won(a, b))
		hands, extreme := 0, 0
		for bits := range 1 << len(all) {
			var x, y counts
			for i, grade := range all {
				if bits>>i&1 == 1 {
					x[grade]++
				} else {
					y[grade]++
				}
			}
			if x.people() != a.people() {
				continue
			}
			hands++
			if w := won(x, y); max(w-middle, middle-w) >= far {
				extreme++
			}
		}
		if got, want := mannWhitney(a, b), float64(extreme)/float64(hands); math.Abs(got-want) > 1e-12 {
			t.Errorf("p is %v, want %v", got, want)
		}
	})
}

func TestSays(t *testing.T) {
	for name, c := range map[string]struct {
		it, biz             []int
		naive, welch, exact bool
		higher              int
	}{
		"nobody":              {nil, []int{1, 2}, false, false, false, 0},
		"a point apart":       {[]int{4, 4, 4, 4, 5}, []int{3, 3, 3, 3, 4}, false, true, true, 1},
		"just over a point":   {[]int{2, 3, 3, 3, 3}, []int{4, 4, 4, 4, 4}, true, true, true, -1},
		"one against one":     {[]int{5}, []int{1}, true, false, false, 1},
		"three against three": {[]int{5, 5, 5}, []int{1, 1, 2}, true, true, false, 1},
		"no variance":         {[]int{5, 5, 5, 5}, []int{1, 1, 1, 1}, true, false, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			it, errIT := counted(c.it)
			biz, errBiz := counted(c.biz)
			if errIT != nil || errBiz != nil {
				t.Fatal(errIT, errBiz)
			}
			for r, want := range map[Rule]bool{Naive: c.naive, Welch: c.welch, MannWhitney: c.exact, Parallax: false} {
				if got := r.says(it, biz); got != want {
					t.Errorf("%s says %t, want %t", r, got, want)
				}
				if got := r.says(biz, it); got != want {
					t.Errorf("%s, the sides swapped, says %t", r, got)
				}
			}
			if got := higher(it, biz); got != c.higher || higher(biz, it) != -got {
				t.Errorf("higher %d, want %d", got, c.higher)
			}
		})
	}
}

func TestRuleNames(t *testing.T) {
	for _, r := range Rules {
		if text, err := r.MarshalText(); err != nil || len(text) == 0 || r.String() == "" {
			t.Errorf("%d: %q, %v", r, text, err)
		}
	}
	if _, err := Rule(rules).MarshalText(); err == nil || Rule(rules).String() != "rule(4)" {
		t.Error("an unknown rule has a name")
	}
}
