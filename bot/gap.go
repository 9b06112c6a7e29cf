package bot

import (
	"fmt"
	"strings"

	"parallax/checkins"
	"parallax/scoring"
)

// label says a label in words that fit after a name: "Value: agreed, going well".
// Beside a side that is divided in itself an agreement is one of the averages; that
// both sides rate low is said in the same words everywhere (SCORING.md 8).
func (w Words) label(d scoring.Disclosure) string {
	divided := d.Split[scoring.IT] || d.Split[scoring.Biz]
	switch d.Label {
	case scoring.FalseConsensus:
		return "you see this differently, and neither side expected it"
	case scoring.ITBlind:
		return "you see this differently, and IT did not expect it"
	case scoring.BizBlind:
		return "you see this differently, and the business did not expect it"
	case scoring.KnownGap:
		return "you see this differently, and both sides know it"
	case scoring.OpenGap:
		return "you see this differently"
	case scoring.Consensus:
		if divided && d.Level != scoring.Low {
			return "agreed on average: " + w.going(d.Level)
		}
		return "agreed: " + w.going(d.Level)
	case scoring.FalseConflict:
		words := "you agree more than you think"
		if divided {
			words = "on average " + words
		}
		if d.Level == scoring.Low {
			words += ": not going well"
		}
		return words
	case scoring.Watch:
		return "worth watching: you seem to differ"
	}
	return "not clear yet"
}

func (w Words) going(level scoring.Level) string {
	switch level {
	case scoring.Low:
		return "not going well"
	case scoring.Mixed:
		return "neither good nor bad"
	}
	return "going well"
}

// Verdict is where a dimension stands, as it follows its name on a card: a sentence
// or several, the last one without its full stop. asOf is
// the date of the published result that d describes.
func (w Words) Verdict(d scoring.Disclosure, asOf checkins.Date) Text {
	if d.Round == 0 {
		return w.Missing(d)
	}
	words := Trusted(w.label(d))
	if d.Status != scoring.OK && d.Status != "" {
		words = Join(words, Trusted(" (as of "), w.Day(asOf), Trusted(")"))
	}
	return JoinWith(". ", words, capital(w.Split(d)), capital(w.Trend(d)))
}

// Missing says why there is no new result; empty when there is one.
func (w Words) Missing(d scoring.Disclosure) Text {
	switch {
	case d.Status == scoring.OK:
		return Text{}
	case d.NoView[scoring.IT] || d.NoView[scoring.Biz]:
		return w.noView(d.NoView)
	case d.Status == scoring.Held:
		return Trusted("no new result yet: too few new answers to keep them private")
	case d.Status == scoring.NotEnough:
		if need := w.Need(d.Need); !need.IsZero() {
			return Join(Trusted("not enough answers: "), need)
		}
		return Trusted("not enough answers")
	}
	return Trusted("no result yet")
}

func (w Words) noView(missing [2]bool) Text {
	if missing[scoring.IT] && missing[scoring.Biz] {
		return Trusted("nobody could be asked yet")
	}
	s := scoring.IT
	if missing[scoring.Biz] {
		s = scoring.Biz
	}
	return Trusted("no view from the " + w.side(s) + " side: nobody there could be asked")
}

// Need says how many more answers are needed: "two more from the business side".
func (w Words) Need(need [2]int) Text {
	it, biz := need[scoring.IT], need[scoring.Biz]
	switch {
	case it > 0 && biz > 0:
		return Trusted(w.countOld(it) + " more from IT and " + w.countOld(biz) + " more from the business side")
	case it > 0:
		return Trusted(w.countOld(it) + " more from the IT side")
	case biz > 0:
		return Trusted(w.countOld(biz) + " more from the business side")
	}
	return Text{}
}

// Direction says who rates higher and how wide the gap is. Its words are those of
// width alone: whether the sides move is for Trend and Since to say.
func (w Words) Direction(d scoring.Disclosure) Text {
	if d.Higher == 0 {
		return Trusted("Both sides rate it much the same.")
	}
	return Trusted(upper(w.leadsHigher(d.Higher)) + " leads rate it " + w.width(d.Band) + " higher.")
}

// leadsHigher is the side that rates higher; higher is not 0.
func (w Words) leadsHigher(higher int) string {
	if higher < 0 {
		return w.side(scoring.Biz)
	}
	return w.side(scoring.IT)
}

func (w Words) width(b scoring.Band) string {
	switch b {
	case scoring.Aligned:
		return "a little"
	case scoring.Drifting:
		return "somewhat"
	case scoring.Apart:
		return "clearly"
	}
	return "much"
}

// Strength says how good the evidence is, never how likely it is to be right.
func (w Words) Strength(d scoring.Disclosure) Text {
	switch d.Strength {
	case "strong":
		return Trusted("Strong evidence.")
	case "some":
		return Trusted("Some evidence.")
	}
	return Text{}
}

// Expected says whether the sides expected an open gap.
func (w Words) Expected(l scoring.Label) Text {
	switch l {
	case scoring.FalseConsensus:
		return Trusted("Neither side expected it.")
	case scoring.ITBlind:
		return Trusted("IT did not expect it.")
	case scoring.BizBlind:
		return Trusted("The business did not expect it.")
	case scoring.KnownGap:
		return Trusted("Both sides know it.")
	}
	return Text{}
}

// LowTogether is said beside a gap when the two sides together rate it low.
func (w Words) LowTogether(level scoring.Level) Text {
	if level == scoring.Low {
		return Trusted("Taken together, it is not going well.")
	}
	return Text{}
}

// alike reports whether a result says that the sides see it alike. A narrow gap does
// not: it may be one of which little is known.
func alike(l scoring.Label) bool { return l == scoring.Consensus || l == scoring.FalseConflict }

// Alike says that a gap has closed, and what the sides agree on if they are known to.
func (w Words) Alike(d scoring.Disclosure) Text {
	switch {
	case !alike(d.Label):
		return Trusted("This gap has closed.")
	case d.Level == scoring.Low:
		return Trusted("You now see it alike: it is not going well.")
	case d.Split != [2]bool{}:
		return Trusted("On average you now see it alike.")
	}
	return Trusted("You now see it alike.")
}

// bands are the widths of a gap as a list of results names them.
var bands = map[scoring.Band]string{scoring.Aligned: "narrow", scoring.Drifting: "medium", scoring.Apart: "wide", scoring.FarApart: "very wide"}

// stripLength is how many results a strip of bands shows.
const stripLength = 8

// Strip tells the last results of a dimension in words, oldest first: "The gap over
// time: narrow · medium · wide". Empty for fewer than two.
func (w Words) Strip(track []checkins.Point) Text {
	if len(track) < 2 {
		return Text{}
	}
	var words []string
	for _, p := range last(track) {
		words = append(words, bands[p.Band])
	}
	return Trusted("The gap over time: " + strings.Join(words, " · "))
}

var bars = map[scoring.Band]string{scoring.Aligned: "▁", scoring.Drifting: "▃", scoring.Apart: "▅", scoring.FarApart: "▇"}

// Bars draws a Strip: the higher, the farther apart.
func Bars(track []checkins.Point) Text {
	if len(track) < 2 {
		return Text{}
	}
	var b strings.Builder
	for _, p := range last(track) {
		b.WriteString(bars[p.Band])
	}
	return Trusted(b.String())
}

func last(track []checkins.Point) []checkins.Point {
	return track[max(0, len(track)-stripLength):]
}

// Figures tells the numbers of a published result. They stand in a Disclosure
// only where they may be shown.
func (w Words) Figures(n scoring.Numbers) Text {
	return Trusted(fmt.Sprintf("IT %.1f, business %.1f, on a scale of 1 to 5.", n.Mean[scoring.IT], n.Mean[scoring.Biz]))
}

// ChartEnd tells the last point of a chart in words, so that its lines are told
// apart without their colours. Empty when no point has numbers.
func (w Words) ChartEnd(track []checkins.Point) Text {
	for i := len(track) - 1; i >= 0; i-- {
		if n := track[i].Numbers; n != nil {
			return Join(w.Day(track[i].Date), Trusted(": "), w.Figures(*n))
		}
	}
	return Text{}
}

// ChartTitle is the title over a chart of both sides. Slack allows 50 characters.
func (w Words) ChartTitle(q checkins.Question) Text {
	return Join(w.Topic(q.Dimension), Trusted(": both sides over time"))
}

// ChartAxis explains the vertical axis of such a chart.
func (w Words) ChartAxis() string { return "1 strongly disagree, 5 strongly agree" }
