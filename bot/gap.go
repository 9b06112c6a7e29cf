package bot

import (
	"strings"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// label says a label in words that fit after a name: "Value: agreed, going well".
// Beside a side that is divided in itself an agreement is one of the averages; that
// both sides rate low is said in the same words everywhere (SCORING.md 8).
func (w Words) label(d scoring.Disclosure) Text {
	divided := d.Split[scoring.IT] || d.Split[scoring.Biz]
	switch d.Label {
	case scoring.FalseConsensus:
		return w.say("gap.label.neither")
	case scoring.ITBlind:
		return w.say("gap.label.it")
	case scoring.BizBlind:
		return w.say("gap.label.biz")
	case scoring.KnownGap:
		return w.say("gap.label.both")
	case scoring.OpenGap:
		return w.say("gap.label.open")
	case scoring.Consensus:
		return w.agreed(d.Level, divided)
	case scoring.FalseConflict:
		return w.closer(d.Level, divided)
	case scoring.Watch:
		return w.say("gap.label.watch")
	}
	return w.say("gap.label.unclear")
}

func (w Words) agreed(level scoring.Level, divided bool) Text {
	switch {
	case level == scoring.Low:
		return w.say("gap.agreed.low")
	case level == scoring.Mixed && divided:
		return w.say("gap.average.mixed")
	case level == scoring.Mixed:
		return w.say("gap.agreed.mixed")
	case divided:
		return w.say("gap.average.good")
	}
	return w.say("gap.agreed.good")
}

func (w Words) closer(level scoring.Level, divided bool) Text {
	switch {
	case level == scoring.Low && divided:
		return w.say("gap.closer.average_low")
	case level == scoring.Low:
		return w.say("gap.closer.low")
	case divided:
		return w.say("gap.closer.average")
	}
	return w.say("gap.closer.agreed")
}

// Verdict is where a dimension stands, as it follows its name on a card: a sentence
// or several, the last one without its full stop. asOf is
// the date of the published result that d describes.
func (w Words) Verdict(d scoring.Disclosure, asOf checkins.Date) Text {
	if d.Round == 0 {
		return w.Missing(d)
	}
	words := w.label(d)
	if d.Status != scoring.OK && d.Status != "" {
		words = w.say("gap.as_of", with{"Verdict": words, "Day": w.Day(asOf)})
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
		return w.say("gap.held")
	case d.Status == scoring.NotEnough:
		if need := w.Need(d.Need); !need.IsZero() {
			return w.say("gap.not_enough_need", with{"Need": need})
		}
		return w.say("gap.not_enough")
	}
	return w.say("gap.no_result")
}

func (w Words) noView(missing [2]bool) Text {
	if missing[scoring.IT] && missing[scoring.Biz] {
		return w.say("gap.no_view.both")
	}
	s := scoring.IT
	if missing[scoring.Biz] {
		s = scoring.Biz
	}
	return w.bySide("gap.no_view", s)
}

// Need says how many more answers are needed: "two more from the business side".
func (w Words) Need(need [2]int) Text {
	it, biz := need[scoring.IT], need[scoring.Biz]
	switch {
	case it > 0 && biz > 0:
		return w.list([]Text{w.many("gap.need.first", it), w.many("gap.need.biz", biz)})
	case it > 0:
		return w.many("gap.need.it", it)
	case biz > 0:
		return w.many("gap.need.biz", biz)
	}
	return Text{}
}

// Direction says who rates higher and how wide the gap is. Its words are those of
// width alone: whether the sides move is for Trend and Since to say.
func (w Words) Direction(d scoring.Disclosure) Text {
	if d.Higher == 0 {
		return w.say("gap.same")
	}
	return w.bySide("gap.higher."+wide(d.Band), rater(d.Higher))
}

// rater is the side that rates higher; higher is not 0.
func rater(higher int) scoring.Side {
	if higher < 0 {
		return scoring.Biz
	}
	return scoring.IT
}

// wide is how keys call the width of a gap.
func wide(b scoring.Band) string {
	switch b {
	case scoring.Aligned, scoring.Drifting, scoring.Apart:
		return string(b)
	}
	return "far_apart"
}

// Strength says how good the evidence is, never how likely it is to be right.
func (w Words) Strength(d scoring.Disclosure) Text {
	switch d.Strength {
	case "strong":
		return w.say("gap.strong")
	case "some":
		return w.say("gap.some")
	}
	return Text{}
}

// Expected says whether the sides expected an open gap.
func (w Words) Expected(l scoring.Label) Text {
	switch l {
	case scoring.FalseConsensus:
		return w.say("gap.expected.neither")
	case scoring.ITBlind:
		return w.say("gap.expected.it")
	case scoring.BizBlind:
		return w.say("gap.expected.biz")
	case scoring.KnownGap:
		return w.say("gap.expected.both")
	}
	return Text{}
}

// LowTogether is said beside a gap when the two sides together rate it low.
func (w Words) LowTogether(level scoring.Level) Text {
	if level == scoring.Low {
		return w.say("gap.low")
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
		return w.say("gap.closed")
	case d.Level == scoring.Low:
		return w.say("gap.alike.low")
	case d.Split != [2]bool{}:
		return w.say("gap.alike.average")
	}
	return w.say("gap.alike.now")
}

// stripLength is how many results a strip of bands shows.
const stripLength = 8

// Strip tells the last results of a dimension in words, oldest first: "Value, the gap over
// time: narrow · medium · wide". Empty for fewer than two.
func (w Words) Strip(q checkins.Question, track []checkins.Point) Text {
	if len(track) < 2 {
		return Text{}
	}
	var bands []Text
	for _, p := range last(track) {
		bands = append(bands, w.say("gap.band."+wide(p.Band)))
	}
	return w.say("gap.strip", with{"Topic": w.Topic(q.Dimension), "Bands": JoinWith(" · ", bands...)})
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
	return w.say("gap.figures", w.means(n))
}

// means are the averages of both sides as a sentence takes them.
func (w Words) means(n scoring.Numbers) with {
	return with{"IT": w.decimal(n.Mean[scoring.IT], 1), "Business": w.decimal(n.Mean[scoring.Biz], 1)}
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

// ChartSkips explains that a chart leaves dates out. Empty when it leaves out none.
func (w Words) ChartSkips(track []checkins.Point) Text {
	if !skips(track) {
		return Text{}
	}
	return w.say("gap.skips")
}

// skips reports whether results are missing between those of a chart: two lie farther apart
// than others do.
func skips(track []checkins.Point) bool {
	var shortest, longest time.Duration
	before := checkins.Date("")
	for _, p := range track {
		if p.Numbers == nil {
			continue
		}
		if before != "" {
			apart := p.Date.UTC().Sub(before.UTC())
			longest = max(longest, apart)
			if shortest == 0 || apart < shortest {
				shortest = apart
			}
		}
		before = p.Date
	}
	return longest > shortest+shortest/2
}

// ChartTitle is the title over a chart of both sides. Slack allows 50 characters.
func (w Words) ChartTitle(q checkins.Question) Text {
	return w.say("gap.chart", with{"Topic": w.Topic(q.Dimension)})
}

// ChartAxis explains the vertical axis of such a chart.
func (w Words) ChartAxis() string { return w.say("gap.axis").Plain() }
