package scoring

import "math"

// Disclosure is all that may leave for people after a round: SCORING.md 9 as a
// type. Words describe the last published round; a round that was held or had
// not enough answers repeats them.
type Disclosure struct {
	Status    Status // of the last folded round; "" before the first
	Round     int    // the published round that the words describe; 0 = nothing published yet
	LastRound int    // the last folded round of this dimension
	Published int    // published rounds so far

	Need   [2]int  // how many more contributors each side needs for words; 0 when enough
	NoView [2]bool // the side has nobody on its roster

	Open        bool  // an alert is open
	Episode     int   // its number, or that of the last one; 0 = there was none
	Event       Event // only if it happened in LastRound
	SignChanged bool  // the gap changed its sign in LastRound while the episode stayed open
	OpenRounds  int   // published rounds since the one that opened the episode (0 in that one)

	Label       Label
	Band        Band
	Level       Level
	Higher      int     // +1 IT rates higher, -1 the business does, 0 no direction worth saying
	Strength    string  // "strong", "some" or ""
	Views       [2]View // how well each side knows the gap
	ThinksApart [2]bool // the side believes, with strong evidence, in a gap beyond delta
	Split       [2]bool // the side is divided in itself
	Change      Change  // of the gap's width since the baseline; "" through the round that is the baseline
	Trend       int     // +1 IT's ratings rise against those of the business, -1 they fall, 0 no trend

	Baseline Baseline // what was said in the round that is the baseline

	// Numbers is nil until numbers were ever allowed; a later publication that
	// may not show any repeats them with their round.
	Numbers *Numbers
}

// Baseline is what the words of the baseline were: the third published round of
// the wording that is asked. Round is 0 while there is none.
type Baseline struct {
	Round  int
	Label  Label
	Band   Band
	Level  Level
	Higher int
}

// Numbers are the figures of one published round, rounded to one decimal
// unless said otherwise. Where one side is named and the other is not they are Bare:
// the two means, and all else is zero and says nothing.
type Numbers struct {
	Round     int            `json:"r"`
	Mean      [2]float64     `json:"m"` // side means, 1..5
	Bare      bool           `json:"y,omitzero"`
	Heard     [2]int         `json:"h"` // people whose view counts; 0 of a named side, where it would say who answered
	Leads     [2]int         `json:"n"` // people on the roster; 0 likewise
	Gap       float64        `json:"g"` // points, after shrinking; > 0: IT rates higher
	Interval  [2]float64     `json:"i"` // 95% interval of the gap
	Certainty float64        `json:"c"` // two decimals, rounded down, at most .99; explain shows it, nothing else does
	Sum       Sum            `json:"x"` // how the certainty comes about; likewise
	ShareSeen [2]Maybe[int]  `json:"s"` // percent of the gap the side sees; undefined: none, or not allowed
	Change    Maybe[float64] `json:"b"` // of the gap's width since the baseline; needs numbers in both
}

// Sum is how the certainty of a gap comes about (SCORING.md 4), with the digits that
// somebody needs who follows it by hand: Gap = Raw (1 - SE^2) since s0^2 is 1, T =
// (abs(Gap) - delta)/SE, and Certainty = T_Nu(T). All are rounded from the exact
// figures, none from another rounded one. They are of both sides at once; a figure of
// one side alone keeps its one decimal.
type Sum struct {
	Raw float64 `json:"d"` // difference of the side means, IT less business, points, two decimals
	Gap float64 `json:"g"` // after shrinking, points, two decimals
	SE  float64 `json:"e"` // its standard error, points, two decimals
	T   float64 `json:"t"` // standard errors beyond delta, one decimal; negative within
	Nu  float64 `json:"v"` // degrees of freedom; 0 where both sides are named: it counts those who were heard
}

// words is what a published round says without figures. It is made when the
// round is published, so that a later change of preset rewrites no history.
type words struct {
	Round       int     `json:"r"` // 0: nothing was published yet
	Label       Label   `json:"l"`
	Band        Band    `json:"b"`
	Level       Level   `json:"v"`
	Higher      int     `json:"h"`
	Strength    string  `json:"s,omitempty"`
	Views       [2]View `json:"w"`
	ThinksApart [2]bool `json:"t"`
	Split       [2]bool `json:"dv"`
	Change      Change  `json:"c,omitempty"`
	Trend       int     `json:"a,omitempty"`
}

// say puts a published round into words.
func say(p Params, round int, open bool, trend int, x *Reading) words {
	w := words{
		Round:  round,
		Label:  x.Label,
		Band:   BandOf(x.G),
		Level:  LevelOf(x.Mu[IT], x.Mu[Biz]),
		Split:  x.Split,
		Change: x.SinceBaseline.Value.Label,
		Trend:  trend,
	}
	// An alert names its direction as long as it is open, also while its gap is
	// narrow; otherwise a direction within the aligned band would be noise.
	if open || w.Band != Aligned {
		w.Higher = sign(x.G)
	}
	switch {
	case x.Certainty >= p.POpen:
		w.Strength = "strong"
	case x.Certainty >= p.PWatch:
		w.Strength = "some"
	}
	for _, s := range Sides {
		w.Views[s] = viewOf(p, x.Seen[s])
		w.ThinksApart[s] = thinksApart(x.Seen[s])
	}
	return w
}

// maxCertainty is the highest figure that is ever named: the model is one, and
// no reading of it is sure.
const maxCertainty = 0.99

// figures rounds a published round that may show numbers. The share that a side
// sees is made from its pairs alone, so it needs k_exact pairs, k_new+1 of them
// new, on a named side too: who accepted that a rating shows has not shown a
// guess, and from the share of one person the guess could be worked out. What a side
// varies is not among them: with it, who tries out all whole-number ratings would often
// be certain of one (docs/scoring.md 5). Nor is there anything but the means where one
// side is named: its ratings are no secret, and what is made of both sides would then
// tell as much of the other one alone.
func figures(p Params, b *body, own, pair [2]summary, x *Reading) Numbers {
	n := Numbers{Round: b.Last, Mean: [2]float64{tenth(own[IT].mu), tenth(own[Biz].mu)}, Bare: b.Mode[IT] != b.Mode[Biz]}
	if n.Bare {
		return n
	}
	n.Gap = tenth(x.G)
	n.Interval = [2]float64{tenth(x.Interval[0]), tenth(x.Interval[1])}
	n.Certainty = math.Min(maxCertainty, math.Floor(x.Certainty*100)/100)
	n.Sum = Sum{
		Raw: hundredth(own[IT].mu - own[Biz].mu), Gap: hundredth(x.G), SE: hundredth(x.SE),
		T: tenth((math.Abs(x.G) - p.Delta) / x.SE),
	}
	if b.Mode == [2]uint8{} {
		n.Sum.Nu = x.Nu
	}
	if x.SinceBaseline.Known && b.Base.Exact {
		n.Change = Some(tenth(x.SinceBaseline.Value.Change))
	}
	for _, s := range Sides {
		if Mode(b.Mode[s]) == Confidential {
			n.Heard[s], n.Leads[s] = b.C[s], b.N[s]
		}
		if seen := x.Seen[s].Value; seen.ShareSeen.Known && pair[s].c >= p.KExact && b.Side[s].renewed(p, pairs) >= p.KNew+1 {
			n.ShareSeen[s] = Some(int(math.Round(seen.ShareSeen.Value * 100)))
		}
	}
	return n
}

// tenth rounds to one decimal. Adding 0 turns a rounded -0 into 0.
func tenth(x float64) float64 { return math.Round(x*10)/10 + 0 }

// hundredth rounds to two decimals.
func hundredth(x float64) float64 { return math.Round(x*100)/100 + 0 }

// Disclose returns what people may be told after the last folded round. It is
// the only way for results to leave (SCORING.md 9). p is used for how many
// answers are missing; words and numbers are those of the time of publication.
func (s *State) Disclose(p Params) Disclosure {
	b := &s.b
	d := Disclosure{
		Status: b.Status, LastRound: b.Last, Published: b.Published,
		Open: b.Alert.Open, Episode: b.Alert.Episode, OpenRounds: b.Alert.Rounds,
		Event: b.Event, SignChanged: b.Turned,
	}
	for _, side := range Sides {
		d.Need[side] = max(0, p.kMin(Mode(b.Mode[side]))-b.C[side])
		d.NoView[side] = b.Last > 0 && b.N[side] == 0
	}
	if w := b.Words; w.Round > 0 {
		d.Round, d.Label, d.Band, d.Level = w.Round, w.Label, w.Band, w.Level
		d.Higher, d.Strength, d.Views, d.ThinksApart = w.Higher, w.Strength, w.Views, w.ThinksApart
		d.Split, d.Change, d.Trend = w.Split, w.Change, w.Trend
	}
	if w := b.Base.Words; w.Round > 0 {
		d.Baseline = Baseline{Round: w.Round, Label: w.Label, Band: w.Band, Level: w.Level, Higher: w.Higher}
	}
	if b.Numbers.Round > 0 {
		n := b.Numbers // a copy, so that nobody can write into what was published
		d.Numbers = &n
	}
	return d
}
