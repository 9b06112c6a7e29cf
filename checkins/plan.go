package checkins

import (
	"cmp"
	"slices"

	"parallax/scoring"
)

// The plan of asking (QUESTIONS.md "The plan").
const (
	kickOffRounds = 3 // rounds that ask every dimension
	itemsARound   = 3 // afterwards
	pressingMost  = 2 // of them with an open alert or watch
	tapsAWeek     = 8 // ratings and guesses of one person over all initiatives
	dueMost       = 4 // initiatives put to one person in a week
)

// Choice is what a round puts to a lead who has nothing else to do.
type Choice struct {
	Items   []scoring.Dimension // in the order of asking, the focus first
	Focus   scoring.Dimension   // the one whose guess is asked; empty when there are no items
	Guesses []scoring.Dimension // a subset of Items
	KickOff bool                // one of the first three rounds
	Uncut   bool                // the owner chose all items or all guesses: the attention budget does not cut
}

// Choose plans the round of that number (1 for the first) from what the pulse asks
// and what was asked before. The dimensions of a kick-off round are all of the
// pulse's; later three: those that a step has asked again, then those with an open
// alert before those on watch, the latter two up to two in all, then the least recently
// asked (see leastRecent). The focus is the first of the former, else the dimension
// whose guess is oldest; of several, the least recently asked, then the first of the
// pulse.
func Choose(p Pulse, seq int, s Standing) Choice {
	c := Choice{KickOff: seq <= kickOffRounds, Uncut: p.AllItems || p.AllGuesses}
	if len(p.Dimensions) == 0 {
		return c
	}
	all := s.leastRecent(p.Dimensions)
	again := s.rechecked(all)
	first := slices.Clone(again[:min(len(again), itemsARound)])
	for _, d := range s.pressing(all) {
		if len(first) < pressingMost && !slices.Contains(first, d) {
			first = append(first, d)
		}
	}
	if len(first) == 0 {
		first = []scoring.Dimension{slices.MinFunc(p.Dimensions, func(a, b scoring.Dimension) int {
			x, y := s.course(a), s.course(b)
			return cmp.Or(cmp.Compare(x.Guessed, y.Guessed), cmp.Compare(x.Asked, y.Asked))
		})}
	}
	c.Focus = first[0]
	c.Items = slices.Clone(first)
	for _, d := range all {
		if !slices.Contains(first, d) {
			c.Items = append(c.Items, d)
		}
	}
	if !c.KickOff && !p.AllItems {
		c.Items = c.Items[:min(len(c.Items), itemsARound)]
	}
	c.Guesses = []scoring.Dimension{c.Focus}
	if p.AllGuesses {
		c.Guesses = slices.Clone(c.Items)
	}
	return c
}

// For returns the part of a lead for whom k initiatives are due in the ISO week:
// the beginning of Items, so that items and guesses stay within 8 taps a week over
// all of them. A lead who gets one item is asked in turns for one that presses and
// for the least recently asked; lone says that the last one pressed. What a
// step has asked again waits for no turn. The guess
// goes with the focus, or with the only item.
func (c Choice) For(k int, lone bool, s Standing) Plan {
	if c.Uncut || len(c.Items) == 0 {
		return Plan{Items: slices.Clone(c.Items), Guesses: slices.Clone(c.Guesses)}
	}
	n := max(1, tapsAWeek/max(1, k)-1)
	if !c.KickOff {
		n = min(itemsARound, n)
	}
	items := slices.Clone(c.Items[:min(n, len(c.Items))])
	if len(items) == 1 && lone && s.Wanted[items[0]] == 0 {
		if next := c.leading(s); next < len(c.Items) {
			items[0] = c.Items[next]
		}
	}
	return Plan{Items: items, Guesses: slices.Clone(items[:1])}
}

// leading is how many items stand first because they press.
func (c Choice) leading(s Standing) int {
	n := 0
	for n < min(len(c.Items), pressingMost) && s.Pressing(c.Items[n]) {
		n++
	}
	return n
}

// Pressing reports whether the dimension has an open alert or is on watch.
func (s Standing) Pressing(d scoring.Dimension) bool {
	said := s.course(d).Said
	return said.Open || said.Label == scoring.Watch
}

// pressing returns those of ds that press, open alerts first, else in their order.
func (s Standing) pressing(ds []scoring.Dimension) []scoring.Dimension {
	var open, watched []scoring.Dimension
	for _, d := range ds {
		switch {
		case s.course(d).Said.Open:
			open = append(open, d)
		case s.Pressing(d):
			watched = append(watched, d)
		}
	}
	return append(open, watched...)
}

// leastRecent returns ds with the least recently asked first. Those of one round
// take turns at being first, by that round's number: were it always the first of
// the pulse, with four dimensions two would be asked every time and the others
// every second time. Never asked ones keep the pulse's order.
func (s Standing) leastRecent(ds []scoring.Dimension) []scoring.Dimension {
	turn := map[scoring.Dimension]int{}
	for n, d := range ds {
		turn[d] = (n + s.course(d).Asked) % len(ds)
	}
	sorted := slices.Clone(ds)
	slices.SortStableFunc(sorted, func(a, b scoring.Dimension) int {
		return cmp.Or(cmp.Compare(s.course(a).Asked, s.course(b).Asked), cmp.Compare(turn[a], turn[b]))
	})
	return sorted
}

// course is Of for reading: an unknown dimension has an empty one.
func (s Standing) course(d scoring.Dimension) Course {
	if c := s.Course[d]; c != nil {
		return *c
	}
	return Course{}
}

// FirstFour returns the initiatives that are put to a lead for whom all of due are
// planned this week: all of them up to four, else the four least recently asked,
// by ISO week. asked holds the planned date of the round last put to this lead
// before the week; "" or none is never. Those of one week take turns at being
// first, by that week's number; never asked ones go by id. The first of the answer
// has waited longest.
func FirstFour(due []InitiativeID, asked map[InitiativeID]Date) []InitiativeID {
	sorted := slices.Compact(slices.Sorted(slices.Values(due)))
	week, turn := map[InitiativeID]int{}, map[InitiativeID]int{}
	for n, i := range sorted {
		if d := asked[i]; d != "" {
			week[i] = weeksBetween("0001-01-01", d.ISOWeek())
		}
		turn[i] = (n + week[i]) % len(sorted)
	}
	slices.SortFunc(sorted, func(a, b InitiativeID) int {
		return cmp.Or(cmp.Compare(week[a], week[b]), cmp.Compare(turn[a], turn[b]))
	})
	return sorted[:min(len(sorted), dueMost)]
}
