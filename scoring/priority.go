package scoring

import (
	"cmp"
	"math"
	"slices"
)

// The bounds of SCORING.md 8, priorities.
const (
	priorityItems   = 3   // fewer initiatives have no order worth comparing
	priorityShared  = 0.5 // below this W a side has no shared order
	priorityAligned = 0.6 // tau-b from which the sides agree
	priorityPartly  = 0.2 // tau-b from which they partly agree
	priorityTop     = 0.8 // p of RBO_ext
	priorityDigits  = 1e9 // mean ranks are rounded to its inverse
)

// PriorityLabel says how the orders of the two sides go together.
type PriorityLabel string

// The labels.
const (
	OrderAligned   PriorityLabel = "aligned"
	OrderPartly    PriorityLabel = "partly"
	OrderDivergent PriorityLabel = "divergent"
	OrderNone      PriorityLabel = "no_shared_order" // of neither side
	OrderNoneIT    PriorityLabel = "it_no_shared_order"
	OrderNoneBiz   PriorityLabel = "biz_no_shared_order"
)

// Priorities is what comes first to each side. Nothing of it is rounded for people, and
// what may be shown of it is the caller's to decide (SCORING.md 9).
type Priorities struct {
	Leads [2]int                // who ranked, by Side
	Mean  [2]map[string]float64 // mean rank of each item, 1 the first; rounded to 1e-9
	Order [2][]string           // by mean rank, ties by id
	W     [2]float64            // Kendall's W, 0..1; 0 where it is not defined
	Tau   float64               // tau-b between the mean ranks, -1..1; 0 where it is not defined
	RBO   float64               // RBO_ext of the orders at p = .8, 0..1
	Label PriorityLabel
}

// PrioritiesOf compares what leads rank first. items are the ids to choose from. Each
// ranking names some of them, the first one first; an id that is no item or that it
// named before is passed over, and one that names nothing is nobody's. Items that it
// does not name share the mean of the ranks left. It returns false with fewer than 3
// items, and with fewer than least rankings on a side. The same rankings in any order
// give the same bits.
func PrioritiesOf(items []string, rankings [2][][]string, least int) (Priorities, bool) {
	items = slices.Compact(slices.Sorted(slices.Values(items)))
	if len(items) < priorityItems {
		return Priorities{}, false
	}
	var p Priorities
	var means [2][]float64
	for _, s := range Sides {
		var rows [][]float64
		for _, ranking := range rankings[s] {
			if row := ranksOf(items, ranking); row != nil {
				rows = append(rows, row)
			}
		}
		if len(rows) < max(least, 1) {
			return Priorities{}, false
		}
		p.Leads[s] = len(rows)
		c, _ := KendallW(rows)
		p.W[s] = c.W
		means[s] = meanRanks(rows)
		p.Mean[s], p.Order[s] = map[string]float64{}, slices.Clone(items)
		for i, item := range items {
			p.Mean[s][item] = means[s][i]
		}
		slices.SortStableFunc(p.Order[s], func(a, b string) int { return cmp.Compare(p.Mean[s][a], p.Mean[s][b]) })
	}
	t, _ := TauB(means[IT], means[Biz])
	p.Tau = t.Tau
	p.RBO, _ = Overlap(p.Order[IT], p.Order[Biz], priorityTop)
	p.Label = orderLabel(p.W, p.Tau)
	return p, true
}

func orderLabel(w [2]float64, tau float64) PriorityLabel {
	switch none := [2]bool{w[IT] < priorityShared, w[Biz] < priorityShared}; {
	case none[IT] && none[Biz]:
		return OrderNone
	case none[IT]:
		return OrderNoneIT
	case none[Biz]:
		return OrderNoneBiz
	case tau >= priorityAligned:
		return OrderAligned
	case tau >= priorityPartly:
		return OrderPartly
	}
	return OrderDivergent
}

// ranksOf returns the rank of every item in a ranking, nil when it names none.
func ranksOf(items, ranking []string) []float64 {
	row := make([]float64, len(items))
	named := 0
	for _, item := range ranking {
		if i, known := slices.BinarySearch(items, item); known && row[i] == 0 {
			named++
			row[i] = float64(named)
		}
	}
	if named == 0 {
		return nil
	}
	for i := range row {
		if row[i] == 0 {
			row[i] = float64(named+1+len(items)) / 2
		}
	}
	return row
}

func meanRanks(rows [][]float64) []float64 {
	means := make([]float64, len(rows[0]))
	for i := range means {
		sum := 0.0 // of halves: exact
		for _, row := range rows {
			sum += row[i]
		}
		means[i] = math.Round(sum/float64(len(rows))*priorityDigits) / priorityDigits
	}
	return means
}

// Place is where an item stands with a side: 1 and how many items have a lower mean
// rank, so that equal ones share their place. 0 for one that is no item.
func (p Priorities) Place(s Side, item string) int {
	mean, ok := p.Mean[s][item]
	if !ok {
		return 0
	}
	place := 1
	for _, other := range p.Mean[s] {
		if other < mean {
			place++
		}
	}
	return place
}
