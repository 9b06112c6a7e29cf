package checkins

import (
	"maps"
	"slices"
	"time"

	"parallax/scoring"
)

// DecisionBook is the decisions of an initiative, each with the assumption it rests on and the
// date on which both sides are asked whether that still holds.
type DecisionBook struct {
	All []Decision `json:"all,omitempty"` // the oldest first
}

// Decision is one decision: rated by both sides, then recorded by the owner, then revisited.
type Decision struct {
	ID       string              `json:"id"`
	What     string              `json:"what"`
	Serves   string              `json:"serves"` // the outcome it serves
	Cost     string              `json:"cost"`   // technical cost and risk, as IT puts it
	Rests    string              `json:"rests"`  // the assumption
	Made     Date                `json:"made"`
	Noted    PersonID            `json:"noted,omitempty"`    // who wrote it down; empty: somebody who was erased
	Revisit  Date                `json:"revisit"`            // when both sides are asked
	Until    time.Time           `json:"until"`              // what is being said is counted then
	Rated    map[PersonID]Rating `json:"rated,omitempty"`    // by leads, until it is shown
	Hidden   [2]bool             `json:"hidden"`             // by side: who says something now was told that it is confidential
	Shown    *[2]DecisionRated   `json:"shown,omitempty"`    // by side; nil: not yet
	Recorded Date                `json:"recorded,omitempty"` // empty: not yet
	Said     map[PersonID]Holds  `json:"said,omitempty"`     // of the assumption, until that is shown
	Held     *[2]Holds           `json:"held,omitempty"`     // by side, on Revisit; nil: not yet
	Kept     Date                `json:"kept,omitempty"`     // when the owner said that it stands; empty: not yet
	Past     []DecisionPast      `json:"past,omitempty"`     // what was said on dates before Revisit, the first first
}

// Rating is what a lead says of a decision, 1 to 5; 0: can't say.
type Rating struct {
	Good   int `json:"good"`
	Doable int `json:"doable"`
}

// DecisionRated is what a side says of a decision.
type DecisionRated struct {
	Good   DecisionLevel `json:"good"`
	Doable DecisionLevel `json:"doable"`
}

// DecisionLevel is the mean of a side in a word; empty: too few answers for one.
type DecisionLevel string

// The levels: below 2.5, below 3.5, and above.
const (
	DecisionLow   DecisionLevel = "low"
	DecisionMixed DecisionLevel = "mixed"
	DecisionGood  DecisionLevel = "good"
)

// Holds is whether an assumption still holds; empty: nobody said, or too few of a side.
type Holds string

// What can be said of it.
const (
	HoldsYes    Holds = "yes"
	HoldsPartly Holds = "partly"
	HoldsNo     Holds = "no"
)

// DecisionPast is what the sides said on a date, after which the owner chose another.
type DecisionPast struct {
	On   Date     `json:"on"`
	Held [2]Holds `json:"held"` // by side
}

const (
	decisionMost  = 300 // characters of each of its texts
	decisionAhead = 366 // days until it is revisited, at most
	decisionWeeks = 8   // weeks until then, where nobody says another date
)

// Without returns the decisions without a person: what they said goes, and so does their
// name. What was decided, and what a side said together, stays.
func (rs DecisionBook) Without(p PersonID) (DecisionBook, int) {
	went := 0
	rs.All = slices.Clone(rs.All)
	for n := range rs.All {
		x := &rs.All[n]
		if x.Noted == p {
			went++
		}
		x.Noted = other(x.Noted, p)
		if _, has := x.Rated[p]; has {
			x.Rated = maps.Clone(x.Rated)
			delete(x.Rated, p)
			went++
		}
		if _, has := x.Said[p]; has {
			x.Said = maps.Clone(x.Said)
			delete(x.Said, p)
			went++
		}
	}
	return rs, went
}

// of finds a decision by its id; nil: it is not there any more.
func (rs DecisionBook) of(id string) *Decision {
	for n := range rs.All {
		if rs.All[n].ID == id {
			return &rs.All[n]
		}
	}
	return nil
}

// raters are the leads of both sides who are asked things.
func (i Initiative) raters() []PersonID {
	return slices.Concat(i.Scored(scoring.IT), i.Scored(scoring.Biz))
}

// least is how many of a side must have said something before a word is read: k_min, or
// one on a side whose leads accepted to be named before they said it (SCORING.md 9).
func (x Decision) least(i Initiative, side scoring.Side) int {
	if x.Hidden[side] || i.Mode(side) == scoring.Confidential {
		return scoring.Defaults().KMin
	}
	return 1
}

// level is what a side says of one question, in a word.
func (x Decision) level(i Initiative, side scoring.Side, of func(Rating) int) DecisionLevel {
	sum, n := 0, 0
	for _, p := range i.Scored(side) {
		if v := of(x.Rated[p]); v > 0 {
			sum, n = sum+v, n+1
		}
	}
	switch {
	case n < x.least(i, side):
		return ""
	case 2*sum < 5*n:
		return DecisionLow
	case 2*sum < 7*n:
		return DecisionMixed
	}
	return DecisionGood
}

// holds is what most of a side say of the assumption, and of as many partly.
func (x Decision) holds(i Initiative, side scoring.Side) Holds {
	n, all := map[Holds]int{}, 0
	for _, p := range i.Scored(side) {
		if h := x.Said[p]; h != "" {
			n[h]++
			all++
		}
	}
	if all < x.least(i, side) {
		return ""
	}
	switch {
	case n[HoldsYes] > max(n[HoldsPartly], n[HoldsNo]):
		return HoldsYes
	case n[HoldsNo] > max(n[HoldsPartly], n[HoldsYes]):
		return HoldsNo
	}
	return HoldsPartly
}

// ripe reports whether what is being said can be counted: all who are asked have said
// something, or its time is over.
func (x Decision) ripe(i Initiative, now time.Time) bool {
	if !now.Before(i.hears(x.Until, now)) {
		return true
	}
	who := i.raters()
	return len(who) > 0 && !slices.ContainsFunc(who, func(p PersonID) bool {
		_, rated := x.Rated[p]
		return x.Recorded == "" && !rated || x.Recorded != "" && x.Said[p] == ""
	})
}

// asks reports whether the sides are asked about it now: to rate it, or whether it holds.
func (x Decision) asks(today Date) bool {
	return x.Shown == nil || x.Recorded != "" && x.Held == nil && x.Kept == "" && today >= x.Revisit
}

// settle counts what was said, once it can be, and forgets who said what. It reports
// whether anything was counted.
func (x *Decision) settle(i Initiative, now time.Time) bool {
	if !x.asks(DateOf(now.In(i.Pulse.Location()))) || !x.ripe(i, now) {
		return false
	}
	x.count(i)
	return true
}

// count is settle before its time: the owner need not wait for the end of a pause.
func (x *Decision) count(i Initiative) {
	if x.Shown == nil {
		x.Shown = &[2]DecisionRated{}
		for _, side := range scoring.Sides {
			x.Shown[side] = DecisionRated{
				x.level(i, side, func(r Rating) int { return r.Good }), x.level(i, side, func(r Rating) int { return r.Doable }),
			}
		}
	} else {
		x.Held = &[2]Holds{}
		for _, side := range scoring.Sides {
			x.Held[side] = x.holds(i, side)
		}
	}
	x.Rated, x.Said, x.Hidden = nil, nil, [2]bool{}
}

// DecisionLine is a decision as somebody reads it.
type DecisionLine struct {
	ID                        string
	What, Serves, Cost, Rests string
	Revisit                   Date
	Until                     time.Time // while the sides are asked
	Shown                     bool
	Rated                     [2]DecisionRated // by side, once Shown
	Recorded                  Date
	Late                      bool // recorded, its date has passed, and the owner has not said what follows
	Heard                     bool // on that date: Held is what the sides say
	Held                      [2]Holds
	Kept                      Date
	Past                      []DecisionPast
	Rates, Did                bool // the reader is to rate it; has
	Checks                    bool // the reader is to say whether it holds
	Said                      Holds
	Records, Drops, Decides   bool // what the reader may do with it
}

// line is a decision for the eyes of one person.
func (x Decision) line(i Initiative, to PersonID, now time.Time) DecisionLine {
	x.settle(i, now)
	today := DateOf(now.In(i.Pulse.Location()))
	l := DecisionLine{
		ID: x.ID, What: x.What, Serves: x.Serves, Cost: x.Cost, Rests: x.Rests, Revisit: x.Revisit, Until: i.hears(x.Until, now),
		Shown: x.Shown != nil, Recorded: x.Recorded, Heard: x.Held != nil, Kept: x.Kept, Past: x.Past, Said: x.Said[to],
	}
	_, l.Did = x.Rated[to]
	if x.Shown != nil {
		l.Rated = *x.Shown
	}
	if x.Held != nil {
		l.Held = *x.Held
	}
	l.Late = x.Recorded != "" && x.Kept == "" && today > x.Revisit
	asked := slices.Contains(i.raters(), to)
	l.Rates = asked && !l.Shown
	l.Checks = asked && l.Shown && x.asks(today)
	if owner := to != "" && to == i.Owner; owner {
		l.Records, l.Drops, l.Decides = l.Shown && x.Recorded == "", x.Recorded == "", (l.Heard || i.Paused && l.Late) && x.Kept == ""
	}
	return l
}
