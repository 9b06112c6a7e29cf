package checkins

import (
	"maps"
	"slices"
	"time"

	"parallax/scoring"
)

// How often the why is said again, in weeks (QUESTIONS.md), and how many times are kept.
const (
	recallEvery = 6
	recallsKept = 9
)

// Recalls is how the leads of an initiative said its why again, each in a line before they
// saw another's. The newest stands last.
type Recalls struct {
	Past []Recall `json:"past,omitempty"`
}

// Recall is one time.
type Recall struct {
	Round RoundID                 `json:"round"` // the check-in with which it was asked
	Due   time.Time               `json:"due"`   // its close: the lines stand side by side from then on
	Mode  [2]scoring.Mode         `json:"mode"`  // of the sides, when it was asked
	Lines map[PersonID]RecallLine `json:"lines,omitempty"`
	Said  map[PersonID]WhySaid    `json:"said,omitempty"` // what leads say of the other side's lines
	// Told is what each side said of them, as it was published, where it is not kept any more
	// who wrote and said what; nil: it is.
	Told *[2]map[WhySaid]int `json:"told,omitempty"`
}

// RecallLine is what a lead wrote, and on which side they were then.
type RecallLine struct {
	WhyLine
	Side scoring.Side `json:"side"`
}

// Without implements what a book needs.
func (r Recalls) Without(p PersonID) (Recalls, int) {
	went := 0
	r.Past = slices.Clone(r.Past)
	for n := range r.Past {
		x := &r.Past[n]
		if _, wrote := x.Lines[p]; wrote {
			went++
		}
		x.Lines, x.Said = maps.Clone(x.Lines), maps.Clone(x.Said)
		delete(x.Lines, p)
		delete(x.Said, p)
	}
	return r, went
}

// of returns the one that was asked with a round.
func (r Recalls) of(id RoundID) (Recall, bool) {
	n := slices.IndexFunc(r.Past, func(x Recall) bool { return x.Round == id })
	if n < 0 {
		return Recall{}, false
	}
	return r.Past[n], true
}

// last is the newest; the zero one when there is none.
func (r Recalls) last() Recall {
	if len(r.Past) == 0 {
		return Recall{}
	}
	return r.Past[len(r.Past)-1]
}

// with puts one in the place of that of its round, or at the end.
func (r Recalls) with(x Recall) Recalls {
	r.Past = slices.Clone(r.Past)
	if n := slices.IndexFunc(r.Past, func(y Recall) bool { return y.Round == x.Round }); n >= 0 {
		r.Past[n] = x
		return r
	}
	r.Past = append(r.Past, x)
	r.Past = r.Past[max(0, len(r.Past)-recallsKept):]
	return r
}

// recallDue reports whether the why is to be said again with a round of that date: both
// sides share one, and the last time that it was said is six weeks ago. first is the
// date of the first check-in, empty when none has closed; it counts for a why that
// nobody was asked about in chat.
func (i Initiative) recallDue(t WhyTalk, last Recall, first, on Date) bool {
	since := first
	if v, n := t.Latest(); n > 0 && v.Text == i.Why && !v.Held.IsZero() {
		since = max(since, DateOf(v.Held.In(i.Pulse.Location())))
	}
	if !t.Asked.IsZero() {
		since = max(since, DateOf(t.Asked.In(i.Pulse.Location())))
	}
	if last.Round != "" {
		since = max(since, last.Round.Date())
	}
	asks := !t.Asked.IsZero() || slices.Contains(i.Pulse.Dimensions, WhyDim)
	return asks && first != "" && i.shared() && weeksBetween(since.ISOWeek(), on.ISOWeek()) >= recallEvery
}

// stated are the dimensions of a round of that number: how the why is rated goes with the
// round in which it is said again, to be held against it; the first rounds ask all.
func (p Pulse) stated(seq int, again bool, s Standing) Pulse {
	if again || seq <= kickOffRounds || p.AllItems || s.Pressing(WhyDim) || len(p.Dimensions) == 1 {
		return p
	}
	p.Dimensions = slices.DeleteFunc(slices.Clone(p.Dimensions), func(d scoring.Dimension) bool { return d == WhyDim })
	return p
}

// insisting has a lead rate the why in the round in which it is said again: in the place
// of the last item, so that attention is not asked for twice; never in that of the only.
func (p Plan) insisting(asked []scoring.Dimension) Plan {
	n := len(p.Items)
	if n < 2 || !slices.Contains(asked, WhyDim) || slices.Contains(p.Items, WhyDim) {
		return p
	}
	p.Items = append(slices.Clone(p.Items[:n-1]), WhyDim)
	p.Guesses = slices.DeleteFunc(slices.Clone(p.Guesses), func(d scoring.Dimension) bool { return !slices.Contains(p.Items, d) })
	return p
}

// RecallSide is one side of a recall, as somebody may read it.
type RecallSide struct {
	Side  scoring.Side
	Wrote int             // leads who wrote
	Lines []string        // those released, in an order that tells nothing
	Said  map[WhySaid]int // of the other side's lines; nil: it is not settled, or too few said something
	Past  bool            // the lines are not kept any more
}

// recallSaying is how long leads may say what they think of the other side's lines.
const recallSaying = 7 * 24 * time.Hour

// settled reports whether a side has said what it thinks of the other's lines: all of it,
// or its week is over. Until then nothing of it is shown, and afterwards nothing changes,
// so that nobody reads one answer out of two looks.
func (x Recall) settled(i Initiative, s scoring.Side, now time.Time) bool {
	if !now.Before(x.Due.Add(recallSaying)) {
		return true
	}
	asked := i.Scored(s)
	return len(asked) > 0 && !slices.ContainsFunc(asked, func(p PersonID) bool { return x.Said[p] == "" })
}

// side is one side as leads and the owner may read it: lines that were released, and what
// the side says of the other's in counts, from as many as words need (SCORING.md 9).
func (x Recall) side(i Initiative, s scoring.Side, now time.Time) RecallSide {
	r := RecallSide{Side: s, Past: x.Told != nil}
	for _, l := range x.Lines {
		if l.Side != s {
			continue
		}
		r.Wrote++
		if l.Released {
			r.Lines = append(r.Lines, l.Text)
		}
	}
	slices.SortFunc(r.Lines, func(a, b string) int { return compareDigests(string(x.Round)+"|again", a, b) })
	said, n := map[WhySaid]int{}, 0
	for _, p := range i.Scored(s) {
		if v := x.Said[p]; v != "" {
			said[v]++
			n++
		}
	}
	if x.Told != nil {
		for v, of := range x.Told[s] {
			said[v], n = of, n+of
		}
	}
	least := scoring.Defaults().KMin
	if i.Mode(s) == scoring.Named && x.Mode[s] == scoring.Named { // what was said in confidence stays so
		least = 1
	}
	if n >= least && x.settled(i, s, now) {
		r.Said = said
	}
	return r
}

// writtenBy is what somebody wrote, the oldest first.
func (r Recalls) writtenBy(p PersonID) []WhyLine {
	var all []WhyLine
	for _, x := range r.Past {
		if l, wrote := x.Lines[p]; wrote {
			all = append(all, l.WhyLine)
		}
	}
	return all
}

// said is what somebody said of the other side's lines, the oldest first.
func (r Recalls) said(p PersonID) []WhySaid {
	var all []WhySaid
	for _, x := range r.Past {
		if v := x.Said[p]; v != "" {
			all = append(all, v)
		}
	}
	return all
}
