package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// Split says that a side is divided in itself; beside an open gap, that the
// picture is mixed. Empty when neither is. It goes on in a sentence.
func (w Words) Split(d scoring.Disclosure) Text {
	it, biz := d.Split[scoring.IT], d.Split[scoring.Biz]
	s := scoring.Biz
	if it {
		s = scoring.IT
	}
	switch {
	case !it && !biz:
		return Text{}
	case it && biz && d.Open:
		return w.say("drift.mixed.both")
	case it && biz:
		return w.say("drift.split.both")
	case d.Open:
		return w.bySide("drift.mixed", s)
	}
	return w.bySide("drift.split", s)
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
		return w.say("drift.apart")
	case d.Trend != d.Higher && moves != scoring.Widening:
		return w.say("drift.closer")
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
		return w.bySide("drift.then."+wide(b.Band), rater(b.Higher))
	}
	switch moved(d) {
	case scoring.Widening:
		return w.say("drift.since.wider")
	case scoring.Narrowing:
		return w.say("drift.since.narrower")
	}
	switch {
	case !d.Open:
		return Text{}
	case b.Label == scoring.Unclear:
		return w.say("drift.since.unclear")
	case b.Label == scoring.Watch:
		return w.say("drift.since.watch")
	}
	return w.say("drift.since.there")
}

// sinceAlike recalls a baseline at which the sides saw it alike, where they do not
// now.
func (w Words) sinceAlike(d scoring.Disclosure) Text {
	switch {
	case alike(d.Label), !d.Open && d.Higher == 0:
		return Text{}
	case d.Baseline.Level == scoring.Low:
		return w.say("drift.since.low")
	}
	return w.say("drift.since.alike")
}

// Melon is said while IT sees delivery on its way and the business sees little
// value in what comes of it.
func (w Words) Melon(m checkins.Melon) Text {
	switch m {
	case checkins.MelonSeen:
		return w.say("drift.melon")
	case checkins.MelonStatus:
		return w.say("drift.melon_status")
	}
	return Text{}
}

// VoicesHeadline stands over the sentences that leads of a side wrote.
func (w Words) VoicesHeadline(v checkins.Voices) Text {
	return w.bySide("drift.voices", v.Side, with{"Day": w.Day(v.Date)})
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
		lines = append(lines, w.many("drift.voices.more", more))
	}
	return lines
}
