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

	// Numbers is nil until numbers were ever allowed; a later publication that
	// may not show any repeats them with their round.
	Numbers *Numbers
}

// Numbers are the figures of one published round, rounded to one decimal
// unless said otherwise.
type Numbers struct {
	Round     int        `json:"r"`
	Mean      [2]float64 `json:"m"` // side means, 1..5
	Gap       float64    `json:"g"` // points; > 0: IT rates higher
	Interval  [2]float64 `json:"i"` // 95% interval of the gap
	Certainty float64    `json:"c"` // two decimals, rounded down, at most .99; for explain only
	ShareSeen [2]*int    `json:"s"` // percent of the gap the side sees; nil: none, or not allowed
}

// words is what a published round says without figures. It is made when the
// round is published, so that a later change of preset rewrites no history.
type words struct {
	Round       int     `json:"r"`
	Label       Label   `json:"l"`
	Band        Band    `json:"b"`
	Level       Level   `json:"v"`
	Higher      int     `json:"h"`
	Strength    string  `json:"s,omitempty"`
	Views       [2]View `json:"w"`
	ThinksApart [2]bool `json:"t"`
}

// say puts a published round into words.
func say(p Params, round int, open bool, x *Reading) *words {
	w := &words{
		Round: round,
		Label: x.Label,
		Band:  BandOf(x.G),
		Level: LevelOf(x.Mu[IT], x.Mu[Biz]),
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
		w.Views[s] = x.Seen[s].view(p)
		w.ThinksApart[s] = x.Seen[s].thinksApart()
	}
	return w
}

// maxCertainty is the highest figure that is ever named: the model is one, and
// no reading of it is sure.
const maxCertainty = 0.99

// figures rounds a published round that may show numbers. The share that a side
// sees is made from its pairs alone, so it needs k_exact pairs, on a named side
// too: who accepted that a rating shows has not shown a guess, and from the share
// of one person the guess could be worked out.
func figures(p Params, round int, pair [2]summary, x *Reading) *Numbers {
	n := &Numbers{
		Round:     round,
		Gap:       tenth(x.G),
		Interval:  [2]float64{tenth(x.Interval[0]), tenth(x.Interval[1])},
		Certainty: math.Min(maxCertainty, math.Floor(x.Certainty*100)/100),
	}
	for _, s := range Sides {
		n.Mean[s] = tenth(x.Mu[s])
		if x.Seen[s] == nil || x.Seen[s].ShareSeen == nil {
			continue
		}
		if pair[s].c >= p.KExact {
			percent := int(math.Round(*x.Seen[s].ShareSeen * 100))
			n.ShareSeen[s] = &percent
		}
	}
	return n
}

// tenth rounds to one decimal. Adding 0 turns a rounded -0 into 0.
func tenth(x float64) float64 { return math.Round(x*10)/10 + 0 }

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
	if w := b.Words; w != nil {
		d.Round, d.Label, d.Band, d.Level = w.Round, w.Label, w.Band, w.Level
		d.Higher, d.Strength, d.Views, d.ThinksApart = w.Higher, w.Strength, w.Views, w.ThinksApart
	}
	if b.Numbers != nil {
		// A copy, so that nobody can write into what was published.
		n := *b.Numbers
		for _, side := range Sides {
			if n.ShareSeen[side] != nil {
				share := *n.ShareSeen[side]
				n.ShareSeen[side] = &share
			}
		}
		d.Numbers = &n
	}
	return d
}
