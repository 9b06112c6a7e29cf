package checkins

import (
	"slices"

	"parallax/scoring"
)

// repeatEvery is after how many published rounds an open alert is said again,
// by an edit of its card and a line in its thread (SCORING.md 5).
const repeatEvery = 4

// Verdict says what an alert has to say about a dimension after a round.
type Verdict struct {
	Dimension scoring.Dimension
	Reason    Reason
	Card      RoundID // the round whose card speaks of the episode; empty without one
	Episode   int
}

// Speaks reports whether the verdict is worth a word in a channel.
func (v Verdict) Speaks() bool {
	switch v.Reason {
	case ReasonOpened, ReasonClosed, ReasonFlipped, ReasonRepeat:
		return true
	}
	return false
}

// Judge returns a verdict for each dimension that the round asked, in the order
// asked. silent reports whether people asked for silence about the card of a
// round; an opening and a closing are said all the same, because silence is about
// an alert that everybody knows. Judge is pure.
func Judge(r Round, s Standing, silent func(card RoundID) bool) []Verdict {
	var vs []Verdict
	for _, q := range r.Questions {
		c := s.Course[q.Dimension]
		if c == nil {
			continue
		}
		v := Verdict{Dimension: q.Dimension, Reason: reasonOf(*c), Card: c.Episode.Opened, Episode: c.Episode.No}
		if (v.Reason == ReasonFlipped || v.Reason == ReasonRepeat) && silent(v.Card) {
			v.Reason = ReasonSnoozed
		}
		vs = append(vs, v)
	}
	return vs
}

func reasonOf(c Course) Reason {
	said := c.Said
	switch {
	case said.Status == scoring.OK && said.Event == scoring.Opened:
		return ReasonOpened
	case said.Status == scoring.OK && said.Event == scoring.Closed:
		return ReasonClosed
	case !said.Open:
		return ReasonQuiet
	case said.Status != scoring.OK:
		return ReasonFrozen
	case said.SignChanged:
		return ReasonFlipped
	case said.OpenRounds > 0 && said.OpenRounds%repeatEvery == 0:
		return ReasonRepeat
	}
	return ReasonSteady
}

// cards lists the rounds whose cards the verdicts change, each with what
// happened, in the order of the rounds. The card that opens now is not among
// them: it is new.
func cards(now RoundID, vs []Verdict) (order []RoundID, lines map[RoundID][]Happening) {
	lines = map[RoundID][]Happening{}
	for _, v := range vs {
		if !v.Speaks() || v.Card == now || v.Card == "" {
			continue
		}
		lines[v.Card] = append(lines[v.Card], Happening{Dimension: v.Dimension, Reason: v.Reason})
		order = append(order, v.Card)
	}
	slices.Sort(order)
	return slices.Compact(order), lines
}
