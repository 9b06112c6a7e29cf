package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// Split says that a side is divided in itself; beside an open gap, that the
// picture is mixed. Empty when neither is. It goes on in a sentence.
func (w Words) Split(d scoring.Disclosure) Text {
	var words string
	switch d.Split {
	case [2]bool{true, true}:
		words = "both sides are themselves divided"
	case [2]bool{scoring.IT: true}:
		words = "the IT side is itself divided"
	case [2]bool{scoring.Biz: true}:
		words = "the business side is itself divided"
	default:
		return Text{}
	}
	if d.Open {
		words = "mixed: " + words
	}
	return Trusted(words)
}

// turned reports that the other side rated higher at the baseline, or until now: a
// gap that passed through nothing has moved both ways.
func turned(d scoring.Disclosure) bool {
	return d.SignChanged || d.Higher != 0 && d.Baseline.Higher == -d.Higher
}

// Trend says where a gap is going, with an arrow beside the words. Empty without a
// trend, where neither side rates higher, after the gap has turned, and where the
// change since the baseline says the opposite: it is the longer view.
func (w Words) Trend(d scoring.Disclosure) Text {
	moves := moved(d)
	switch {
	case d.Trend == 0 || d.Higher == 0 || turned(d):
		return Text{}
	case d.Trend == d.Higher && moves != scoring.Narrowing:
		return Trusted("moving apart ↗")
	case d.Trend != d.Higher && moves != scoring.Widening:
		return Trusted("coming closer ↘")
	}
	return Text{}
}

// moved is the change since the baseline as far as Since speaks of it.
func moved(d scoring.Disclosure) scoring.Change {
	b := d.Baseline
	switch {
	case b.Round == 0 || b.Round >= d.Round || turned(d):
		return ""
	case d.Change == scoring.Widening && !alike(b.Label) && !alike(d.Label), d.Change == scoring.Narrowing && !alike(b.Label):
		return d.Change
	}
	return ""
}

// Since compares a result with its baseline. Empty while there is none, and for
// the baseline itself. That the sides saw it alike then is said only where that was
// the result, and neither of a narrow gap nor of a low rating without a word.
func (w Words) Since(d scoring.Disclosure) Text {
	b := d.Baseline
	switch {
	case b.Round == 0 || b.Round >= d.Round:
		return Text{}
	case alike(b.Label):
		return w.sinceAlike(d)
	case d.Higher != 0 && b.Higher == -d.Higher:
		return Trusted("At the baseline " + w.leadsHigher(b.Higher) + " leads rated it " + w.width(b.Band) + " higher.")
	}
	switch moved(d) {
	case scoring.Widening:
		return Trusted("You are farther apart than at the baseline.")
	case scoring.Narrowing:
		return Trusted("You are closer than at the baseline.")
	}
	switch {
	case !d.Open:
		return Text{}
	case b.Label == scoring.Unclear:
		return Trusted("At the baseline it was not clear yet.")
	case b.Label == scoring.Watch:
		return Trusted("At the baseline it was worth watching already.")
	}
	return Trusted("It was there at the baseline already.")
}

// sinceAlike recalls a baseline at which the sides saw it alike, where they do not
// now.
func (w Words) sinceAlike(d scoring.Disclosure) Text {
	switch {
	case alike(d.Label), !d.Open && d.Higher == 0:
		return Text{}
	case d.Baseline.Level == scoring.Low:
		return Trusted("At the baseline you agreed: not going well.")
	}
	return Trusted("At the baseline you saw it alike.")
}

// Melon is said while IT sees delivery on its way and the business sees little
// value in what comes of it.
func (w Words) Melon() Text {
	return Trusted("IT expects delivery as agreed. The business sees little value in it.")
}

// VoicesHeadline stands over the sentences that leads of a side wrote.
func (w Words) VoicesHeadline(v checkins.Voices) Text {
	return Join(Trusted("From the "+w.side(v.Side)+" side on "), w.Day(v.Date), Trusted(", without names:"))
}

// voicesMost is how many sentences of a side are shown at once.
const voicesMost = 6

// VoiceLines are those sentences, in quotation marks, and how many more there are.
func (w Words) VoiceLines(v checkins.Voices) []Text {
	var lines []Text
	for _, l := range v.Lines[:min(len(v.Lines), voicesMost)] {
		lines = append(lines, w.Quote(l))
	}
	if more := len(v.Lines) - voicesMost; more > 0 {
		lines = append(lines, Trusted("And "+w.countOld(more)+" more."))
	}
	return lines
}
