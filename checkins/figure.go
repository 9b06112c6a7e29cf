package checkins

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parallax/scoring"
)

// FigureBook is what an initiative is seen to change, beside what people perceive: actual
// values of its outcome measure, and the status that is reported of it.
type FigureBook struct {
	Actuals []Actual              `json:"actuals,omitempty"` // one a date, the earliest first
	Health  []Health              `json:"health,omitempty"`  // likewise
	Reached *TargetSaid           `json:"reached,omitempty"` // the business side confirmed the target
	NotYet  *TargetSaid           `json:"not_yet,omitempty"` // it said that a value which meets the target is not that
	Asked   FigureQuestion        `json:"asked,omitzero"`    // the last monthly question
	Offered LetterID              `json:"offered,omitempty"` // the letter that asks whether the target is reached
	Offer   FigureOffer           `json:"offer,omitzero"`    // of which target and month that is
	Calls   map[string]FeedCalled `json:"calls,omitempty"`   // of feeds, by their key; see FeedKeep
}

// Actual is one value of the outcome measure, as it was said.
type Actual struct {
	Value string    `json:"value"` // with its unit, as typed
	On    Date      `json:"on"`
	By    PersonID  `json:"by,omitempty"`   // empty: a feed, or somebody who was erased
	From  string    `json:"from,omitempty"` // name of a feed; empty: a person
	At    time.Time `json:"at"`             // when it was said
}

// Health is a status that was reported of an initiative.
type Health struct {
	Color Color     `json:"color"`
	On    Date      `json:"on"`
	By    PersonID  `json:"by,omitempty"`
	From  string    `json:"from,omitempty"`
	At    time.Time `json:"at"`
	Seq   int       `json:"seq"` // check-ins closed when it was reported
}

// Color is a reported status.
type Color string

// The colours.
const (
	Green Color = "green"
	Amber Color = "amber"
	Red   Color = "red"
)

// Colors are all of them, the best first.
var Colors = []Color{Green, Amber, Red}

// TargetSaid is what the business side said of a target: whether it is reached with a value.
type TargetSaid struct {
	Target string    `json:"target"` // as it stood then
	Value  string    `json:"value"`
	On     Date      `json:"on"` // of the value
	By     PersonID  `json:"by,omitempty"`
	At     time.Time `json:"at"`
}

// FigureQuestion is the monthly question after the outcome.
type FigureQuestion struct {
	Month  string   `json:"month"` // "2026-03"
	Letter LetterID `json:"letter"`
}

// FigureOffer is the question whether a target is reached: asked once a month and target.
type FigureOffer struct {
	Month  string `json:"month"` // "2026-03", in which its letter comes
	Target string `json:"target"`
}

// Figures is what readers see of that.
type Figures struct {
	Actuals []Figure    // the earliest first, at most figuresMost
	Health  *HealthSaid // nil: nobody reported a status
	Reached Date        // date of the value with which the target was reached, confirmed by the business side; empty: not
	NotYet  Date        // day on which the business side said of the latest value, which meets the target, that it is not reached; empty: it did not
}

// Figure is an actual value as it is shown.
type Figure struct {
	Value string
	On    Date
	By    string // name; empty: see From, or somebody who was erased
	From  string // name of a feed
}

// HealthSaid is a reported status as it is shown.
type HealthSaid struct {
	Color Color
	On    Date
	By    string
	From  string
}

const (
	figuresMost  = 20  // values that are shown: Slack's charts take 20 points
	figuresKept  = 400 // values that are kept: more than a year of days
	figureLength = 40  // characters of a value
	figureBack   = 366 // days that a value may lie back
)

// BookOfFigures is where the figures of an initiative are kept.
func BookOfFigures(i InitiativeID) BookID { return BookID{BookFigures, string(i)} }

// Without returns the figures without a person's name: what an initiative changes is not
// theirs, and stays.
func (b FigureBook) Without(p PersonID) (FigureBook, int) {
	b.Actuals, b.Health = slices.Clone(b.Actuals), slices.Clone(b.Health)
	for n := range b.Actuals {
		b.Actuals[n].By = other(b.Actuals[n].By, p)
	}
	for n := range b.Health {
		b.Health[n].By = other(b.Health[n].By, p)
	}
	b.Reached, b.NotYet = b.Reached.without(p), b.NotYet.without(p)
	return b, 0
}

func (t *TargetSaid) without(p PersonID) *TargetSaid {
	if t == nil {
		return nil
	}
	said := *t
	said.By = other(said.By, p)
	return &said
}

// note puts a value in, in place of one of the same date. changed is false when that
// says the same already; was is what it replaces, empty: nothing.
func (b *FigureBook) note(a Actual) (changed bool, was string) {
	n, there := slices.BinarySearchFunc(b.Actuals, a.On, func(x Actual, on Date) int { return strings.Compare(string(x.On), string(on)) })
	if there {
		if was = b.Actuals[n].Value; was == a.Value {
			return false, ""
		}
		b.Actuals = slices.Clone(b.Actuals)
		b.Actuals[n] = a
	} else {
		b.Actuals = slices.Insert(slices.Clone(b.Actuals), n, a)
		b.Actuals = b.Actuals[max(0, len(b.Actuals)-figuresKept):]
	}
	if b.Reached != nil && b.Reached.On == a.On {
		b.Reached = nil // it was said of another value
	}
	if b.NotYet != nil && b.NotYet.On == a.On {
		b.NotYet = nil
	}
	return true, was
}

// report puts a status in, likewise. A green that follows a green goes on from it.
func (b *FigureBook) report(h Health) (changed bool, was Color) {
	n, there := slices.BinarySearchFunc(b.Health, h.On, func(x Health, on Date) int { return strings.Compare(string(x.On), string(on)) })
	if there {
		if was = b.Health[n].Color; was == h.Color {
			return false, ""
		}
		b.Health = slices.Clone(b.Health)
		b.Health[n] = h
		return true, was
	}
	b.Health = slices.Insert(slices.Clone(b.Health), n, h)
	b.Health = b.Health[max(0, len(b.Health)-figuresKept):]
	return true, ""
}

// latest is the value of the latest date; false when there is none.
func (b FigureBook) latest() (Actual, bool) {
	if n := len(b.Actuals); n > 0 {
		return b.Actuals[n-1], true
	}
	return Actual{}, false
}

// isLast reports whether the latest value is of a date.
func (b FigureBook) isLast(on Date) bool {
	last, there := b.latest()
	return there && last.On == on
}

// status is the reported status; false when nobody reported one.
func (b FigureBook) status() (Health, bool) {
	if n := len(b.Health); n > 0 {
		return b.Health[n-1], true
	}
	return Health{}, false
}

// greenSince is how many check-ins had closed when the status became green for the last
// time; false while it is not green.
func (b FigureBook) greenSince() (seq int, green bool) {
	for _, h := range slices.Backward(b.Health) {
		if h.Color != Green {
			break
		}
		seq, green = h.Seq, true
	}
	return seq, green
}

// reached reports whether the business side confirmed the target as it stands.
func (b FigureBook) reached(o Outcome) bool { return b.Reached != nil && b.Reached.Target == o.Target }

// notYet reports whether the business side said of the latest value that the target as it
// stands is not reached with it.
func (b FigureBook) notYet(o Outcome) bool {
	last, _ := b.latest()
	return b.NotYet != nil && b.NotYet.Target == o.Target && b.NotYet.On == last.On
}

// said reports whether a value was recorded of a month.
func (b FigureBook) said(month string) bool {
	return slices.ContainsFunc(b.Actuals, func(a Actual) bool { return strings.HasPrefix(string(a.On), month) })
}

// people are those who stand in it.
func (b FigureBook) people() []PersonID {
	ids := map[PersonID]bool{}
	for _, a := range b.Actuals {
		ids[a.By] = true
	}
	for _, h := range b.Health {
		ids[h.By] = true
	}
	return slices.Sorted(maps.Keys(ids))
}

// figureText is a value as it is kept: one line without white space around; false when
// there is none, or it is too long.
func figureText(typed string) (string, bool) {
	s := strings.Join(strings.Fields(strings.ToValidUTF8(typed, "")), " ")
	return s, s != "" && utf8.RuneCountInString(s) <= figureLength
}

// business reports whether somebody speaks for the business side about what an
// initiative brings: its leads, and the owner or the sponsor who is no lead of IT.
func (i Initiative) business(p PersonID) bool {
	if side, on := i.Side(p); on {
		return side == scoring.Biz
	}
	return p != "" && (p == i.Owner || p == i.Sponsor)
}

// saidBy is what somebody recorded, the earliest first.
func (b FigureBook) saidBy(p PersonID) (values []Figure, health []HealthSaid) {
	for _, a := range b.Actuals {
		if a.By == p {
			values = append(values, Figure{Value: a.Value, On: a.On})
		}
	}
	for _, h := range b.Health {
		if h.By == p {
			health = append(health, HealthSaid{Color: h.Color, On: h.On})
		}
	}
	return values, health
}
