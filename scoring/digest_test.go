package scoring

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// shares draws numbers in 0..1, often equal and often at the ends.
func shares(t *rapid.T) []float64 {
	one := rapid.OneOf(rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1, 0.5, 0.01, 0.04, 1e-17, 5e-324}))
	return rapid.SliceOfN(one, 0, 30).Draw(t, "p")
}

// TestAdjustOrder: q lies in p..1, keeps the order of p, and goes with its test
// wherever that stands in the list.
func TestAdjustOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := shares(t)
		was := slices.Clone(p)
		q := Adjust(p)
		if !slices.Equal(was, p) || len(q) != len(p) {
			t.Fatalf("p %v, now %v, q %v", was, p, q)
		}
		for i := range p {
			if !(q[i] >= p[i] && q[i] <= 1) {
				t.Fatalf("p %v, q %v", p[i], q[i])
			}
			for j := range p {
				if p[i] < p[j] && q[i] > q[j] || p[i] == p[j] && q[i] != q[j] {
					t.Fatalf("p %v and %v, q %v and %v", p[i], p[j], q[i], q[j])
				}
			}
		}
		where := make([]int, len(p))
		for i := range where {
			where[i] = i
		}
		where = rapid.Permutation(where).Draw(t, "order")
		mixed := make([]float64, len(p))
		for i, at := range where {
			mixed[i] = p[at]
		}
		for i, got := range Adjust(mixed) {
			if got != q[where[i]] {
				t.Fatalf("in another order: q %v, want %v", got, q[where[i]])
			}
		}
	})
}

// TestAdjustMonotone: less evidence in one test adds none to any.
func TestAdjustMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := shares(t)
		if len(p) == 0 {
			return
		}
		q := Adjust(p)
		at := rapid.IntRange(0, len(p)-1).Draw(t, "at")
		p[at] = math.Max(p[at], rapid.Float64Range(0, 1).Draw(t, "larger"))
		for i, got := range Adjust(p) {
			if got < q[i] {
				t.Fatalf("q %v fell to %v", q[i], got)
			}
		}
	})
}

// TestAdjustStepUp: the tests with q <= x are those up to the last i with
// p(i) <= x*i/m, as Benjamini and Hochberg put it.
func TestAdjustStepUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := shares(t)
		q := Adjust(p)
		// A limit that no q sits on, so that rounding decides nothing.
		x := rapid.Float64Range(0.001, 0.999).Draw(t, "x")
		for _, v := range q {
			if math.Abs(v-x) < 1e-12 {
				return
			}
		}
		sorted := slices.Sorted(slices.Values(p))
		rejected := 0
		for i, v := range sorted {
			if v <= x*float64(i+1)/float64(len(p)) {
				rejected = i + 1
			}
		}
		found := 0
		for _, v := range q {
			if v <= x {
				found++
			}
		}
		if found != rejected {
			t.Fatalf("%d tests with q <= %v, want %d", found, x, rejected)
		}
	})
}

func TestAdjustOdd(t *testing.T) {
	got := Adjust([]float64{math.NaN(), -1, 2, 0.02, math.Inf(1), math.Inf(-1)})
	if diff := cmp.Diff([]float64{1, 0, 1, 0.04, 1, 0}, got, near); diff != "" {
		t.Error(diff)
	}
	if q := Adjust(nil); len(q) != 0 {
		t.Errorf("%v from nothing", q)
	}
}

// published are states with these figures in their last published round.
func published(certainty, gap []float64) []*State {
	var out []*State
	for i, c := range certainty {
		s := &State{}
		s.b.Words.Round, s.b.Latest.Certainty, s.b.Latest.G = 7, c, gap[i]
		out = append(out, s)
	}
	return out
}

func TestDigest(t *testing.T) {
	for name, c := range map[string]struct {
		certainty, gap []float64
		want           []int
	}{
		"nothing":           {nil, nil, nil},
		"no evidence":       {[]float64{0.5, 0.8}, []float64{0.6, -0.9}, nil},
		"one look":          {[]float64{0.91}, []float64{-0.9}, []int{0}},
		"a look among many": {[]float64{0.91, 0.1, 0.1}, []float64{-0.9, 0, 0}, nil},
		"the widest first":  {[]float64{0.999, 0.99, 0.1, 0.99}, []float64{0.8, -1.6, 3, 1.2}, []int{1, 3, 0}},
		"as wide as others": {[]float64{0.99, 0.99, 0.99, 0.999}, []float64{-1, 1, 1.5, -1}, []int{2, 0, 1, 3}},
		// Step-up: the second alone would be too weak, the fourth takes it along.
		"carried along":   {[]float64{0.97, 0.91, 0.92, 0.93}, []float64{1, 1.1, 1.2, 1.3}, []int{3, 2, 1, 0}},
		"above the limit": {[]float64{0.899}, []float64{1}, nil},
		// (1 - .9375) * 8/5 is .1 to the bit.
		"on the limit":      {[]float64{0.9375, 0.9375, 0, 0.9375, 0, 0.9375, 0, 0.9375}, make([]float64, 8), []int{0, 1, 3, 5, 7}},
		"all of them sure":  {[]float64{1, 1}, []float64{1, 2}, []int{1, 0}},
		"a sure one of two": {[]float64{0, 1}, []float64{4, 2}, []int{1}},
	} {
		if diff := cmp.Diff(c.want, Digest(published(c.certainty, c.gap))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestDigestKeepsOrder: a long list of two widths keeps the order within each.
func TestDigestKeepsOrder(t *testing.T) {
	var certainty, gap []float64
	var wide, narrow []int
	for i := range 60 {
		certainty = append(certainty, 1)
		if i%3 == 0 {
			gap, wide = append(gap, 2), append(wide, i)
		} else {
			gap, narrow = append(gap, -1), append(narrow, i)
		}
	}
	if diff := cmp.Diff(append(wide, narrow...), Digest(published(certainty, gap))); diff != "" {
		t.Error(diff)
	}
}

// TestDigestUnpublished: a state of which nothing was published is no test. It
// is not listed, and makes no other one weaker.
func TestDigestUnpublished(t *testing.T) {
	states := published([]float64{0, 0.91, 0, 1, 0}, []float64{0, -0.9, 0, 0.8, 0})
	for i, s := range states {
		if i%2 == 0 {
			s.b = body{}
		}
	}
	if diff := cmp.Diff([]int{1, 3}, Digest(states)); diff != "" {
		t.Error(diff)
	}
	// A state that was published and then held still has what was published.
	silent, held := crew{n: 5, silent: 5}, folded(t, 3, rosy)
	asked(t, held, silent)
	if diff := cmp.Diff([]int{1}, Digest([]*State{folded(t, 1, silent), held, folded(t, 3, sound), {}})); diff != "" {
		t.Error(diff)
	}
}
