package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// Split says that a side is divided in itself; beside an open gap, that the
// picture is mixed. Empty when neither is. It goes on in a sentence.
func Split(d scoring.Disclosure) Text {
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

// Trend says where a gap is going, with an arrow beside the words. Empty without a
// trend, and where neither side rates higher: then there is no gap to go anywhere.
func Trend(d scoring.Disclosure) Text {
	switch {
	case d.Trend == 0 || d.Higher == 0:
		return Text{}
	case d.Trend == d.Higher:
		return Trusted("moving apart ↗")
	}
	return Trusted("coming closer ↘")
}

// Since compares a result with its baseline. Empty while there is none, and for
// the baseline itself.
func Since(d scoring.Disclosure) Text {
	b := d.Baseline
	switch {
	case b.Round == 0 || b.Round >= d.Round:
		return Text{}
	case b.Band == scoring.Aligned && d.Band != scoring.Aligned:
		return Trusted("At the baseline you saw it alike.")
	case d.Change == scoring.Widening:
		return Trusted("You are farther apart than at the baseline.")
	case d.Change == scoring.Narrowing:
		return Trusted("You are closer than at the baseline.")
	case d.Open:
		return Trusted("It was there at the baseline already.")
	}
	return Text{}
}

// Melon is said while IT sees delivery on its way and the business sees little
// value in what comes of it.
func Melon() Text {
	return Trusted("IT expects delivery as agreed. The business sees little value in it.")
}

// VoicesHeadline stands over the sentences that leads of a side wrote.
func VoicesHeadline(v checkins.Voices) Text {
	return Join(Trusted("From the "+side(v.Side)+" side on "), Day(v.Date), Trusted(", without names:"))
}

// voicesMost is how many sentences of a side are shown at once.
const voicesMost = 6

// VoiceLines are those sentences, in quotation marks, and how many more there are.
func VoiceLines(v checkins.Voices) []Text {
	var lines []Text
	for _, l := range v.Lines[:min(len(v.Lines), voicesMost)] {
		lines = append(lines, Quote(l))
	}
	if more := len(v.Lines) - voicesMost; more > 0 {
		lines = append(lines, Trusted("And "+count(more)+" more."))
	}
	return lines
}
