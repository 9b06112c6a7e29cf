package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strconv"
	"strings"
)

// The scenarios by which simulated leads answer.
const (
	Aligned  = "aligned"  // both sides see it alike, and know it
	Drifting = "drifting" // alike at first; from round 4 business thinks less of value and priority
	Theatre  = "theatre"  // apart on value from the start, and each side believes the other agrees
	Split    = "split"    // half of business thinks badly of delivery, half well
	Silent   = "silent"   // business hardly answers
)

// ScenarioNames lists them.
func ScenarioNames() []string { return []string{Aligned, Drifting, Theatre, Split, Silent} }

// Cast decides how simulated leads answer. An answer depends on the seed and on
// who is asked what in which round, never on what was asked before: leaving a lead
// out, or asking in another order, changes nobody else's answers.
type Cast struct{ seed uint64 }

// NewCast returns a cast; equal seeds answer equally.
func NewCast(seed uint64) *Cast { return &Cast{seed: seed} }

// The simulated world, standard deviations in points: a lead's style is the same
// on every item of an initiative, the view of one item lasts, the mood is of one
// round, and the rest is of one answer. What lasts is scaled down by calm: else a
// side of four would often be off its mean by half a point for good, a true gap
// that no scenario meant and that True would not show.
const (
	sdStyle    = 0.35
	sdItem     = 0.50
	sdMood     = 0.25
	sdRest     = 0.55
	sdGuess    = 0.45
	calm       = 0.25 // of style and item, so that a small side stays near its mean
	respond    = 0.80 // share of check-ins that are answered
	respondLow = 0.10 // the same for the side that is silent
	cantSay    = 0.03 // share of ratings
	noIdea     = 0.08 // share of guesses
)

// Opinion is what a lead answers in the n-th round (from 1) of an initiative: own
// and guess are 1..5, 0 for can't say and no idea. ok is false when the lead does
// not answer this round at all; that is the same for all dimensions. side is "it"
// or "biz", in any case; "business" is taken too.
func (c *Cast) Opinion(scenario, initiative, person, side, dimension string, round int) (own, guess int, ok bool) {
	biz := business(side)
	n := strconv.Itoa(round)
	share := respond
	if scenario == Silent && biz {
		share = respondLow
	}
	if c.chance("respond", initiative, person, n) >= share {
		return 0, 0, false
	}
	view := c.view(scenario, initiative, person, side, dimension, round)
	if c.chance("can't say", initiative, person, dimension, n) >= cantSay {
		own = rating(view)
	}
	if scenario == Theatre || c.chance("no idea", initiative, person, dimension, n) >= noIdea {
		guess = rating(expected(scenario, biz, dimension, round) + sdGuess*c.normal("guess", initiative, person, dimension, n))
	}
	return own, guess, true
}

// View is what a lead answers in that round to a question that everybody answers, 1..5.
func (c *Cast) View(scenario, initiative, person, side, dimension string, round int) int {
	return rating(c.view(scenario, initiative, person, side, dimension, round))
}

// view is how a lead sees something, before it becomes a rating.
func (c *Cast) view(scenario, initiative, person, side, dimension string, round int) float64 {
	biz, n := business(side), strconv.Itoa(round)
	centre := level(scenario, biz, dimension, round)
	if scenario == Split && biz && dimension == "delivery" {
		centre = splitLow
		if half(person) {
			centre = splitHigh
		}
	}
	return centre +
		calm*sdStyle*c.normal("style", initiative, person) +
		calm*sdItem*c.normal("item", initiative, person, dimension) +
		sdMood*c.normal("mood", initiative, person, n) +
		sdRest*c.normal("rest", initiative, person, dimension, n)
}

// True is the mean view of a side, points: what the pane sets beside the bot's
// conclusions.
func (c *Cast) True(scenario, side, dimension string, round int) float64 {
	return level(scenario, business(side), dimension, round)
}

const (
	ordinary  = 3.6 // item level where a scenario says nothing else
	proud     = 4.2 // where both sides say in public that all is well
	splitLow  = 1.5
	splitHigh = 4.5
	driftFrom = 3 // the last round without drift
	driftStep = 0.35
	driftMost = 2.0
	driftSeen = 0.4 // part of the drift that guesses follow
)

func level(scenario string, biz bool, dimension string, round int) float64 {
	switch {
	case scenario == Drifting && biz:
		return proud - drift(dimension, round)
	case scenario == Drifting:
		return proud
	case scenario == Theatre && dimension == "value" && biz:
		return 2.2
	case scenario == Theatre && dimension == "value":
		return 4.4
	case scenario == Theatre:
		return proud
	case scenario == Split && dimension == "delivery" && biz:
		return (splitLow + splitHigh) / 2
	case scenario == Split && dimension == "delivery":
		return 3.2
	}
	return ordinary
}

func drift(dimension string, round int) float64 {
	if dimension != "value" && dimension != "priority" {
		return 0
	}
	return math.Min(driftMost, driftStep*float64(max(0, round-driftFrom)))
}

// expected is what a lead of one side believes most leads of the other answer.
func expected(scenario string, biz bool, dimension string, round int) float64 {
	other := level(scenario, !biz, dimension, round)
	switch {
	case scenario == Theatre:
		return level(scenario, biz, dimension, round)
	case scenario == Drifting && biz: // they think that IT must have noticed a little
		return other - driftSeen/2*drift(dimension, round)
	case scenario == Drifting:
		return level(scenario, false, dimension, round) - driftSeen*drift(dimension, round)
	}
	return other
}

func business(side string) bool {
	s := strings.ToLower(side)
	return s == "biz" || s == "business"
}

func rating(v float64) int { return int(math.Round(math.Min(5, math.Max(1, v)))) }

// half tells the two halves of a divided side. Chance would often put a small side
// into one half; so people take turns: by the number at the end of their ids, else
// by their first letters.
func half(person string) bool {
	if person == "" {
		return false
	}
	last := person[len(person)-1]
	if last < '0' || last > '9' {
		last = person[0]
	}
	return last%2 == 0
}

// Chance is a number in (0,1) that belongs to the key: what somebody does besides
// answering depends on it.
func (c *Cast) Chance(key ...string) float64 { return c.chance(key...) }

// chance is a number in (0,1) that belongs to the key.
func (c *Cast) chance(key ...string) float64 {
	sum := sha256.Sum256([]byte(strconv.FormatUint(c.seed, 10) + "\x1f" + strings.Join(key, "\x1f")))
	return (float64(binary.BigEndian.Uint64(sum[:8])>>11) + 0.5) / (1 << 53)
}

// normal is a standard normal variate that belongs to the key.
func (c *Cast) normal(key ...string) float64 {
	return math.Sqrt2 * math.Erfinv(2*c.chance(key...)-1)
}
