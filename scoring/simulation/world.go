package simulation

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"parallax/scoring"
)

// The world of SCORING.md 11: standard deviations in points, but for the bounds of
// an item's level.
const (
	levelLow, levelHigh = 2.9, 4.1
	styleSD             = 0.35 // of a person, the same on all dimensions
	itemSD              = 0.5  // of a person on one dimension
	moodSD              = 0.25 // of a person in one round
	residualSD          = 0.55 // of one answer
	sideSD              = 0.15 // of a side in one round
	commonSD            = 0.2  // of everybody in one round
)

// MostLeads is the largest side that is simulated.
const MostLeads = 50

// mostDimensions and mostRounds keep a year within reason; a weekly pulse of the
// whole question bank is inside.
const mostDimensions, mostRounds = 10, 366

// World is a setting in which years are played.
type World struct {
	Leads      [2]int         // by scoring.Side, 1..MostLeads; a side of one or two is named
	Response   float64        // share of rounds in which a lead answers, above 0 and up to 1
	Dimensions int            // of the pulse, 1..10
	Rounds     int            // in a year, 1..366
	Gap        float64        // what one side is lower by in one dimension, 0..4 points; 0: years without a gap
	Onset      int            // round from which the gap is there; 0 and 1: from the first day
	Plan       Plan           // what a round asks
	AllGuesses bool           // with every item its guess, instead of the first only
	Params     scoring.Params // of the product's rule
	Rules      []Rule         // that read the answers
	Seed       uint64
}

// Check returns an error that names the first field outside its range.
func (w World) Check() error {
	for _, s := range scoring.Sides {
		if w.Leads[s] < 1 || w.Leads[s] > MostLeads {
			return fmt.Errorf("%s: want 1 to %d leads, got %d", s, MostLeads, w.Leads[s])
		}
	}
	switch {
	case !(w.Response > 0 && w.Response <= 1): // NaN too
		return fmt.Errorf("response: want a share above 0 and up to 1, such as 0.7, got %v", w.Response)
	case w.Dimensions < 1 || w.Dimensions > mostDimensions:
		return fmt.Errorf("dimensions: want 1 to %d, got %d", mostDimensions, w.Dimensions)
	case w.Rounds < 1 || w.Rounds > mostRounds:
		return fmt.Errorf("rounds: want 1 to %d a year, got %d", mostRounds, w.Rounds)
	case !(w.Gap >= 0 && w.Gap <= 4):
		return fmt.Errorf("gap: want 0 to 4 points, got %v", w.Gap)
	case w.Plan == nil || len(w.Rules) == 0:
		return errors.New("a world needs a plan and a rule")
	}
	return w.Params.Check()
}

// roster names the leads, in ascending order as scoring likes them best.
func (w World) roster() scoring.Roster {
	var r scoring.Roster
	for _, s := range scoring.Sides {
		for i := range w.Leads[s] {
			r.People[s] = append(r.People[s], fmt.Sprintf("%s-%02d", s, i))
		}
		if w.Leads[s] < 3 {
			r.Mode[s] = scoring.Named
		}
	}
	return r
}

// generator is the source of chance of one year.
func generator(seed uint64, year int) *rand.Rand {
	// Neighbouring years must not start from neighbouring states.
	a := mix(seed)
	b := mix(a + uint64(year))
	return rand.New(rand.NewPCG(b, mix(b))) //nolint:gosec // it is to be repeatable, not secret
}

// mix is the output function of SplitMix64 (Steele, Lea, Flood: Fast splittable
// pseudorandom number generators. OOPSLA 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// opinions are the latent opinions of a year, in points, by side, dimension and
// person. They are not bounded; answers are.
type opinions [2][][]float64

// opinions draws what people think before any gap.
func (w World) opinions(r *rand.Rand) opinions {
	level := make([]float64, w.Dimensions)
	for d := range level {
		level[d] = levelLow + (levelHigh-levelLow)*r.Float64()
	}
	var o opinions
	for _, s := range scoring.Sides {
		style := make([]float64, w.Leads[s])
		for i := range style {
			style[i] = styleSD * r.NormFloat64()
		}
		for _, l := range level {
			o[s] = append(o[s], around(l, style, r))
		}
	}
	return o
}

// around draws the opinions of a side on one dimension, with the level as their
// mean.
func around(level float64, style []float64, r *rand.Rand) []float64 {
	opinion, mean := make([]float64, len(style)), 0.0
	for i := range opinion {
		opinion[i] = style[i] + itemSD*r.NormFloat64()
		mean += opinion[i] / float64(len(opinion))
	}
	for i := range opinion {
		opinion[i] += level - mean
	}
	return opinion
}

// weather is what moves the answers of one round besides opinion.
type weather struct {
	present [2][]bool
	mood    [2][]float64 // by person, with what moved the side and everybody
}

// weather draws that of a round into x.
func (w World) weather(r *rand.Rand, x *weather) {
	common := commonSD * r.NormFloat64()
	for _, s := range scoring.Sides {
		x.present[s], x.mood[s] = x.present[s][:0], x.mood[s][:0]
		shock := common + sideSD*r.NormFloat64()
		for range w.Leads[s] {
			x.present[s] = append(x.present[s], r.Float64() < w.Response)
			x.mood[s] = append(x.mood[s], shock+moodSD*r.NormFloat64())
		}
	}
}

// rating is the answer that comes of what somebody thinks and feels, 1..5.
func rating(x float64) int { return max(1, min(5, int(math.Round(x)))) }
