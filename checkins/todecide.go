package checkins

import (
	"cmp"
	"slices"
	"strings"

	"parallax/scoring"
)

// ToDecide is one thing that somebody should decide, and why it is said.
type ToDecide struct {
	Initiative Named
	Why        DecideReason
	Dimension  scoring.Dimension  // of DecideAlert and DecideGap
	Said       scoring.Disclosure // of that dimension
	Quiet      [2]bool            // of DecideQuiet: which sides
	Wait       Wait               // of DecideWait: what is missing first
}

// DecideReason says why something is to be decided.
type DecideReason string

// What there is to decide, the most pressing first.
const (
	DecideAgenda DecideReason = "agenda" // an open alert that somebody put on the agenda
	DecideAlert  DecideReason = "alert"  // an open alert that nobody acknowledged, looks after, snoozed, or agreed a step about
	DecideMelon  DecideReason = "melon"  // delivery looks good to IT, and the business sees little value
	DecideEffort DecideReason = "effort" // large effort, low value, and one side puts it clearly higher than the other
	DecideStatus DecideReason = "status" // the reported status is green, and the business sees little value
	DecideQuiet  DecideReason = "quiet"  // a side is silent
	DecideWait   DecideReason = "wait"   // check-ins wait for something of the set-up
	DecideGap    DecideReason = "gap"    // the widest gap that somebody knows of, or that is worth watching
)

var decideOrder = []DecideReason{DecideAgenda, DecideAlert, DecideMelon, DecideStatus, DecideEffort, DecideQuiet, DecideWait, DecideGap}

// decideMost is how many things to decide a portfolio names: more would be a list.
const decideMost = 3

// looked is an initiative as a portfolio sees it.
type looked struct {
	Initiative
	row    PortfolioRow
	said   map[scoring.Dimension]scoring.Disclosure // of what the pulse asks
	heeded map[scoring.Dimension]bool               // of an open alert: Steps.heeded
	agenda map[scoring.Dimension]bool               // of an open alert: it is on the agenda

	disputed bool // one side puts it clearly higher than the other (ComesFirst)
}

// contested marks those that one side puts clearly higher than the other.
func contested(all []looked, c *ComesFirst) {
	for n := range all {
		all[n].disputed = c.Disputed(all[n].ID)
	}
}

// costly reports whether an initiative takes much, gives little as both sides see it, and
// is disputed between them.
func (l looked) costly() bool {
	value, read := l.said[Value]
	return l.Effort == Large && l.disputed && read && value.Round > 0 && value.Level == scoring.Low
}

// decide names the things to decide over some initiatives. Each initiative comes once
// before any comes twice, and never twice for the same reason. It goes by what may
// be said alone: two readers of the same words get the same order.
func decide(all []looked) []ToDecide {
	var found []ToDecide
	for _, l := range all {
		found = append(found, l.toDecide()...)
	}
	slices.SortStableFunc(found, func(x, y ToDecide) int {
		return cmp.Or(
			cmp.Compare(slices.Index(decideOrder, x.Why), slices.Index(decideOrder, y.Why)),
			wider(x.Said, y.Said),
			cmp.Compare(strings.ToLower(x.Initiative.Name), strings.ToLower(y.Initiative.Name)), cmp.Compare(x.Initiative.ID, y.Initiative.ID),
		)
	})
	seen := map[InitiativeID]bool{}
	var first, again []ToDecide
	for _, f := range found {
		if seen[f.Initiative.ID] {
			again = append(again, f)
			continue
		}
		seen[f.Initiative.ID] = true
		first = append(first, f)
	}
	found = slices.Concat(first, again)
	return found[:min(len(found), decideMost)]
}

// toDecide are the things to decide on one initiative, at most one a reason.
func (l looked) toDecide() []ToDecide {
	name := l.row.Initiative
	var ds []ToDecide
	if dim, ok := l.worst(func(dim scoring.Dimension, d scoring.Disclosure) bool { return d.Open && l.agenda[dim] }); ok {
		ds = append(ds, ToDecide{Initiative: name, Why: DecideAgenda, Dimension: dim, Said: l.said[dim]})
	}
	if dim, ok := l.worst(func(dim scoring.Dimension, d scoring.Disclosure) bool {
		return d.Open && !l.heeded[dim] && !l.agenda[dim]
	}); ok {
		ds = append(ds, ToDecide{Initiative: name, Why: DecideAlert, Dimension: dim, Said: l.said[dim]})
	}
	switch l.row.Melon {
	case MelonSeen:
		ds = append(ds, ToDecide{Initiative: name, Why: DecideMelon})
	case MelonStatus:
		ds = append(ds, ToDecide{Initiative: name, Why: DecideStatus})
	}
	if l.costly() && !l.Paused { // who paused it has decided
		ds = append(ds, ToDecide{Initiative: name, Why: DecideEffort})
	}
	if l.row.Quiet != [2]bool{} {
		ds = append(ds, ToDecide{Initiative: name, Why: DecideQuiet, Quiet: l.row.Quiet})
	}
	if l.Paused { // somebody has decided already
		return ds
	}
	if len(l.row.Waits) > 0 {
		ds = append(ds, ToDecide{Initiative: name, Why: DecideWait, Wait: l.row.Waits[0]})
	}
	known := func(dim scoring.Dimension, d scoring.Disclosure) bool {
		return d.Open && l.heeded[dim] && !l.agenda[dim] || !d.Open && d.Label == scoring.Watch
	}
	if dim, ok := l.worst(known); ok {
		ds = append(ds, ToDecide{Initiative: name, Why: DecideGap, Dimension: dim, Said: l.said[dim]})
	}
	return ds
}

// worst is the dimension with the widest gap of those that fit; the pulse's order
// decides between equals.
func (l looked) worst(fits func(scoring.Dimension, scoring.Disclosure) bool) (scoring.Dimension, bool) {
	var best scoring.Dimension
	for _, dim := range l.Pulse.Dimensions {
		d, read := l.said[dim]
		if !read || !fits(dim, d) {
			continue
		}
		if best == "" || wider(d, l.said[best]) < 0 {
			best = dim
		}
	}
	return best, best != ""
}

var (
	bandOrder     = map[scoring.Band]int{scoring.Aligned: 1, scoring.Drifting: 2, scoring.Apart: 3, scoring.FarApart: 4}
	strengthOrder = map[string]int{"some": 1, "strong": 2}
)

// wider orders results: an open alert first, then the better evidence, the wider gap,
// and the one that is open for longer. Below 0: x comes first.
func wider(x, y scoring.Disclosure) int {
	open := func(d scoring.Disclosure) int {
		if d.Open {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(open(y), open(x)), cmp.Compare(strengthOrder[y.Strength], strengthOrder[x.Strength]),
		cmp.Compare(bandOrder[y.Band], bandOrder[x.Band]), cmp.Compare(y.OpenRounds, x.OpenRounds),
	)
}
