package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// AlertHeadline is the first line of an alert card.
func (w Words) AlertHeadline(a checkins.GapAlert) Text {
	var open []scoring.Label
	for _, r := range a.Rows {
		if !r.Ended {
			open = append(open, r.Said.Label)
		}
	}
	name := NameOf(a.Initiative)
	switch {
	case len(open) == 0 && len(a.Rows) > 1:
		return Join(name, Trusted(": these gaps have closed."))
	case len(open) == 0:
		return Join(name, Trusted(": this gap has closed."))
	case len(open) == 1:
		return Join(name, Trusted(": "+w.differently(open[0])+"."))
	}
	for _, l := range open {
		if l != open[0] {
			return Join(name, Trusted(": you see "+w.countOld(len(open))+" things differently."))
		}
	}
	return Join(name, Trusted(": you see "+w.countOld(len(open))+" things differently"+w.expectation(open[0])+"."))
}

// differently words an open label; one that is not open any more, which a card
// drawn between two steps may hold, is still an open gap to its reader.
func (w Words) differently(l scoring.Label) string {
	return "you see this differently" + w.expectation(l)
}

func (w Words) expectation(l scoring.Label) string {
	switch l {
	case scoring.FalseConsensus:
		return ", and neither side expected it"
	case scoring.ITBlind:
		return ", and IT did not expect it"
	case scoring.BizBlind:
		return ", and the business did not expect it"
	case scoring.KnownGap:
		return ", and both sides know it"
	}
	return ""
}

// AlertRow says in words how a dimension of an alert stands. The first text is
// the news: direction and band. The second goes on: strength, whether it was
// expected (when the headline does not say it for all), level, since when.
func (w Words) AlertRow(a checkins.GapAlert, r checkins.AlertRow) (news, more Text) {
	if r.Ended {
		return w.ended(r), Text{}
	}
	var expected Text
	if severalLabels(a) {
		expected = w.Expected(r.Said.Label)
	}
	return w.Direction(r.Said), JoinWith(" ", w.Strength(r.Said), expected, w.LowTogether(r.Said.Level), sentence(w.Split(r.Said)), sentence(w.Trend(r.Said)), w.since(r), w.Since(r.Said))
}

// ended words a closed episode. When the dimension has opened again the words of
// today belong to another card.
func (w Words) ended(r checkins.AlertRow) Text {
	if r.Said.Open {
		return Trusted("This one ended. A newer alert speaks of it.")
	}
	return w.Alike(r.Said)
}

func severalLabels(a checkins.GapAlert) bool {
	seen := map[scoring.Label]bool{}
	for _, r := range a.Rows {
		if !r.Ended {
			seen[r.Said.Label] = true
		}
	}
	return len(seen) > 1
}

func (w Words) since(r checkins.AlertRow) Text {
	opened := r.Episode.Opened.Date()
	if opened == "" || r.Date <= opened {
		return Text{}
	}
	return Join(Trusted("Since "), w.Day(opened), Trusted("."))
}

// AlertQuestion is what an open alert asks of both sides.
func (w Words) AlertQuestion() Text { return Trusted("What would each side need to see?") }

// CareLines says what people did about an alert, a sentence each.
func (w Words) CareLines(a checkins.GapAlert) Text {
	var acknowledged, quiet Text
	if a.Care.Acknowledged != "" {
		acknowledged = Join(Trusted("Acknowledged by "), w.person(a.CareName), Trusted("."))
	}
	if a.Care.SnoozedTo != "" {
		by := Text{}
		if a.Care.Acknowledged == "" && a.CareName != "" {
			by = Join(Trusted(", set by "), w.person(a.CareName))
		}
		quiet = Join(Trusted("Quiet until "), w.Day(a.Care.SnoozedTo), by, Trusted("."))
	}
	return JoinWith(" ", acknowledged, quiet)
}

// Repeat marks a message that may stand twice.
func (w Words) Repeat() Text { return Trusted("May be a repeat: the first sending got no answer.") }

// UpdateLine says what happened to an alert after its card was posted.
func (w Words) UpdateLine(u checkins.UpdateLine) Text {
	switch u.Reason {
	case checkins.ReasonClosed:
		return w.Alike(u.Said)
	case checkins.ReasonFlipped:
		return JoinWith(" ", Trusted("This has turned."), w.Direction(u.Said), w.Strength(u.Said))
	case checkins.ReasonRepeat:
		return JoinWith(" ", Trusted("Still open."), w.Direction(u.Said), w.Strength(u.Said), w.Expected(u.Said.Label))
	}
	return JoinWith(" ", w.Direction(u.Said), w.Strength(u.Said), w.Expected(u.Said.Label))
}

// AlertText tells a whole alert without any layout: for notifications and for
// readers who hear it.
func (w Words) AlertText(a checkins.GapAlert) Text {
	parts := []Text{w.AlertHeadline(a)}
	for _, r := range a.Rows {
		news, more := w.AlertRow(a, r)
		parts = append(parts, w.Quote(r.Text), news, more)
		if n := r.Said.Numbers; n != nil && n.Round == r.Said.Round && !r.Ended {
			parts = append(parts, w.Figures(*n))
		}
	}
	parts = append(parts, w.CareLines(a))
	if a.Repeat {
		parts = append(parts, w.Repeat())
	}
	return JoinWith(" ", parts...)
}

// UpdateText tells all lines of an update.
func (w Words) UpdateText(u checkins.AlertUpdate) Text {
	parts := []Text{Join(NameOf(u.Initiative), Trusted(":"))}
	for _, l := range u.Lines {
		parts = append(parts, w.Quote(l.Text), w.UpdateLine(l))
	}
	if u.Repeat {
		parts = append(parts, w.Repeat())
	}
	return JoinWith(" ", parts...)
}
