package scoring

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// drawRankings draws items and what the leads of two sides rank first of them, some in
// part, some with what is no item.
func drawRankings(t *rapid.T) ([]string, [2][][]string) {
	items := make([]string, rapid.IntRange(3, 12).Draw(t, "items"))
	for i := range items {
		items[i] = fmt.Sprintf("i%02d", i)
	}
	alike := rapid.Bool().Draw(t, "alike")
	var rankings [2][][]string
	for _, s := range Sides {
		for range rapid.IntRange(3, 7).Draw(t, "leads") {
			order := slices.Clone(items)
			if !alike || rapid.IntRange(0, 3).Draw(t, "differs") == 0 {
				order = rapid.Permutation(items).Draw(t, "order")
			}
			rankings[s] = append(rankings[s], order[:rapid.IntRange(1, len(items)).Draw(t, "named")])
		}
	}
	return items, rankings
}

// slowPriorities is another way to the same figures: places counted one by one, W
// from sums of squares without a correction for ties, tau-b over all ordered pairs, RBO
// with sets.
func slowPriorities(items []string, rankings [2][][]string) Priorities {
	var p Priorities
	for s := range 2 {
		rows := [][]float64{}
		for _, r := range rankings[s] {
			row := []float64{}
			for _, item := range items {
				at := slices.Index(r, item) + 1
				rank := float64(at)
				if at == 0 { // all places after the last one named
					sum, n := 0.0, 0.0
					for place := len(r) + 1; place <= len(items); place++ {
						sum, n = sum+float64(place), n+1
					}
					rank = sum / n
				}
				row = append(row, rank)
			}
			rows = append(rows, row)
		}
		m, n := float64(len(rows)), float64(len(items))
		p.Leads[s] = len(rows)
		p.Mean[s] = map[string]float64{}
		within, between := 0.0, 0.0
		for i, item := range items {
			total := 0.0
			for _, row := range rows {
				total += row[i]
				within += (row[i] - (n+1)/2) * (row[i] - (n+1)/2)
			}
			p.Mean[s][item] = math.Round(total/m*1e9) / 1e9
			between += (total - m*(n+1)/2) * (total - m*(n+1)/2)
		}
		p.W[s] = between / (m * within)
		left := slices.Clone(items)
		for len(left) > 0 {
			best := left[0]
			for _, item := range left {
				if p.Mean[s][item] < p.Mean[s][best] || p.Mean[s][item] == p.Mean[s][best] && item < best {
					best = item
				}
			}
			p.Order[s] = append(p.Order[s], best)
			left = slices.DeleteFunc(left, func(x string) bool { return x == best })
		}
	}
	both, x, y := 0.0, 0.0, 0.0
	for _, a := range items {
		for _, b := range items {
			da, db := p.Mean[0][a]-p.Mean[0][b], p.Mean[1][a]-p.Mean[1][b]
			if da != 0 {
				x++
			}
			if db != 0 {
				y++
			}
			switch {
			case da*db > 0:
				both++
			case da*db < 0:
				both--
			}
		}
	}
	if x > 0 && y > 0 {
		p.Tau = both / math.Sqrt(x*y)
	}
	for d := 1; d <= len(items); d++ {
		common := 0.0
		for _, item := range p.Order[0][:d] {
			if slices.Contains(p.Order[1][:d], item) {
				common++
			}
		}
		p.RBO += (1 - .8) / .8 * math.Pow(.8, float64(d)) * common / float64(d)
	}
	p.RBO += math.Pow(.8, float64(len(items)))
	none := []string{}
	for s, name := range []string{"it_", "biz_"} {
		if p.W[s] < .5-1e-12 {
			none = append(none, name)
		}
	}
	switch {
	case len(none) == 2:
		p.Label = "no_shared_order"
	case len(none) == 1:
		p.Label = PriorityLabel(none[0] + "no_shared_order")
	case p.Tau >= .6-1e-12:
		p.Label = "aligned"
	case p.Tau >= .2-1e-12:
		p.Label = "partly"
	default:
		p.Label = "divergent"
	}
	return p
}

// TestPrioritiesOtherSeeds holds the priorities against another implementation on
// random worlds, which the golden file does not have.
func TestPrioritiesOtherSeeds(t *testing.T) {
	labels := map[PriorityLabel]int{}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 7))
		items := make([]string, 3+r.IntN(10))
		for i := range items {
			items[i] = fmt.Sprintf("i%02d", i)
		}
		noise := []float64{.5, 2, 20}[r.IntN(3)]
		var rankings [2][][]string
		for s := range 2 {
			for range 3 + r.IntN(6) {
				liked := map[string]float64{}
				for n, item := range items {
					liked[item] = float64(n) + noise*r.NormFloat64()
					if s == 1 && seed%4 == 0 {
						liked[item] = -liked[item]
					}
				}
				order := slices.SortedFunc(slices.Values(items), func(a, b string) int {
					return map[bool]int{true: -1, false: 1}[liked[a] < liked[b]]
				})
				rankings[s] = append(rankings[s], order[:1+r.IntN(len(items))])
			}
		}
		got, ok := PrioritiesOf(items, rankings, 3)
		if !ok {
			t.Fatalf("seed %d: nothing", seed)
		}
		want := slowPriorities(items, rankings)
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		labels[got.Label]++
	}
	if len(labels) != 6 {
		t.Errorf("not every label comes: %v", labels)
	}
	t.Log(labels)
}

// TestPrioritiesRelabelled: names and the order of leads decide nothing but ties.
func TestPrioritiesRelabelled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, rankings := drawRankings(t)
		was, _ := PrioritiesOf(items, rankings, 3)
		var named [2][][]string
		for _, s := range Sides {
			for _, r := range rankings[s] {
				renamed := []string{}
				for _, item := range r {
					renamed = append(renamed, "x-"+item)
				}
				named[s] = append([][]string{renamed}, named[s]...)
			}
		}
		other := []string{}
		for _, item := range slices.Backward(items) {
			other = append(other, "x-"+item)
		}
		got, ok := PrioritiesOf(other, named, 3)
		if !ok || got.W != was.W || got.Tau != was.Tau || got.RBO != was.RBO || got.Label != was.Label {
			t.Fatalf("%+v became %+v", was, got)
		}
		for _, s := range Sides {
			for n, item := range was.Order[s] {
				if got.Order[s][n] != "x-"+item || got.Mean[s]["x-"+item] != was.Mean[s][item] || got.Place(s, "x-"+item) != was.Place(s, item) {
					t.Fatalf("%s: %v became %v", s, was.Order[s], got.Order[s])
				}
			}
		}
	})
}

// TestPrioritiesSwapped: neither side goes before the other.
func TestPrioritiesSwapped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, rankings := drawRankings(t)
		was, _ := PrioritiesOf(items, rankings, 3)
		got, _ := PrioritiesOf(items, [2][][]string{rankings[Biz], rankings[IT]}, 3)
		label := map[PriorityLabel]PriorityLabel{OrderNoneIT: OrderNoneBiz, OrderNoneBiz: OrderNoneIT}[was.Label]
		if label == "" {
			label = was.Label
		}
		if got.Tau != was.Tau || got.RBO != was.RBO || got.Label != label || got.W != [2]float64{was.W[Biz], was.W[IT]} {
			t.Fatalf("%+v became %+v", was, got)
		}
	})
}

// TestPrioritiesCopied: a side that says everything twice says the same, and
// copies of one lead are of one mind.
func TestPrioritiesCopied(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, rankings := drawRankings(t)
		was, _ := PrioritiesOf(items, rankings, 3)
		twice := rankings
		twice[IT] = append(slices.Clone(rankings[IT]), rankings[IT]...)
		got, _ := PrioritiesOf(items, twice, 3)
		if math.Abs(got.W[IT]-was.W[IT]) > 1e-12 || got.Tau != was.Tau || !slices.Equal(got.Order[IT], was.Order[IT]) || got.Label != was.Label {
			t.Fatalf("%+v became %+v", was, got)
		}
		one := rankings
		one[Biz] = slices.Repeat([][]string{rankings[Biz][0]}, 5)
		got, _ = PrioritiesOf(items, one, 3)
		if got.W[Biz] != 1 || got.Leads[Biz] != 5 {
			t.Fatalf("five copies of one lead: W %v", got.W[Biz])
		}
	})
}

// TestPrioritiesSame: who all say the same agree perfectly; who all say the reverse
// do not at all.
func TestPrioritiesSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, _ := drawRankings(t)
		order := rapid.Permutation(items).Draw(t, "order")
		back := slices.Clone(order)
		slices.Reverse(back)
		same := slices.Repeat([][]string{order}, 3)
		p, _ := PrioritiesOf(items, [2][][]string{same, same}, 3)
		if p.W != [2]float64{1, 1} || p.Tau != 1 || math.Abs(p.RBO-1) > 1e-12 || p.Label != OrderAligned {
			t.Fatalf("the same: %+v", p)
		}
		p, _ = PrioritiesOf(items, [2][][]string{same, slices.Repeat([][]string{back}, 4)}, 3)
		if p.W != [2]float64{1, 1} || p.Tau != -1 || p.Label != OrderDivergent || p.Place(IT, order[0]) != 1 || p.Place(Biz, order[0]) != len(items) {
			t.Fatalf("the reverse: %+v", p)
		}
	})
}

// TestPrioritiesTooFew: no order of two initiatives, or of fewer leads than a side needs;
// a ranking that names nothing known is nobody's, and a name twice is one.
func TestPrioritiesTooFew(t *testing.T) {
	three := [][]string{{"a"}, {"b", "a"}, {"a", "c"}}
	for what, tt := range map[string]struct {
		items    string
		rankings [2][][]string
		ok       bool
	}{
		"enough":                {"abc", [2][][]string{three, three}, true},
		"two initiatives":       {"ab", [2][][]string{three, three}, false},
		"the same three times":  {"aaa", [2][][]string{three, three}, false},
		"two leads":             {"abc", [2][][]string{three, three[:2]}, false},
		"nobody":                {"abc", [2][][]string{nil, three}, false},
		"one who names nothing": {"abc", [2][][]string{{{"a"}, {"b"}, {"x"}}, three}, false},
	} {
		if _, ok := PrioritiesOf(strings.Split(tt.items, ""), tt.rankings, 3); ok != tt.ok {
			t.Errorf("%s: %v", what, ok)
		}
	}
	p, _ := PrioritiesOf([]string{"c", "a", "b", "d"}, [2][][]string{{{"b", "b", "x", "a"}, {"b", "a"}, {"b", "a"}}, three}, 3)
	if diff := cmp.Diff(map[string]float64{"b": 1, "a": 2, "c": 3.5, "d": 3.5}, p.Mean[IT]); diff != "" || p.Place(IT, "d") != 3 || p.Place(IT, "x") != 0 {
		t.Errorf("mean ranks %s, places %d and %d", diff, p.Place(IT, "d"), p.Place(IT, "x"))
	}
	if _, ok := PrioritiesOf([]string{"a", "b", "c"}, [2][][]string{{{"a"}}, {{"b"}}}, 0); !ok {
		t.Error("one lead a side is enough where nobody asks for more")
	}
}

// TestRankFiguresUndefined: what has no figure says so.
func TestRankFiguresUndefined(t *testing.T) {
	for what, ok := range map[string]bool{
		"W of nobody":     func() bool { _, ok := KendallW(nil); return ok }(),
		"W of one item":   func() bool { _, ok := KendallW([][]float64{{1}, {2}}); return ok }(),
		"W of ragged":     func() bool { _, ok := KendallW([][]float64{{1, 2}, {2}}); return ok }(),
		"W of all equal":  func() bool { _, ok := KendallW([][]float64{{1, 1}, {2, 2}}); return ok }(),
		"tau of ragged":   func() bool { _, ok := TauB([]float64{1, 2}, []float64{1}); return ok }(),
		"tau of one item": func() bool { _, ok := TauB([]float64{1}, []float64{1}); return ok }(),
		"tau of equal":    func() bool { _, ok := TauB([]float64{1, 1}, []float64{1, 2}); return ok }(),
		"RBO of nothing":  func() bool { _, ok := Overlap(nil, nil, .8); return ok }(),
		"RBO of ragged":   func() bool { _, ok := Overlap([]string{"a"}, nil, .8); return ok }(),
		"RBO with p of 1": func() bool { _, ok := Overlap([]string{"a"}, []string{"a"}, 1); return ok }(),
		"RBO with p NaN":  func() bool { _, ok := Overlap([]string{"a"}, []string{"a"}, math.NaN()); return ok }(),
	} {
		if ok {
			t.Errorf("%s is defined", what)
		}
	}
	if t2, ok := TauB([]float64{1, 2}, []float64{2, 1}); !ok || t2.Tau != -1 {
		t.Errorf("two items: %+v %v", t2, ok)
	}
}
