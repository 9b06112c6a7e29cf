package bot

import (
	"slices"

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
	name := with{"Name": NameOf(a.Initiative)}
	if len(open) == 0 {
		return w.many("alert.closed", max(1, len(a.Rows)), name)
	}
	// One that is not open any more, which a card drawn between two steps may hold, is
	// still an open gap to its reader.
	l := open[0]
	if slices.ContainsFunc(open, func(o scoring.Label) bool { return o != l }) {
		l = scoring.OpenGap
	}
	switch l {
	case scoring.FalseConsensus:
		return w.many("alert.differ.neither", len(open), name)
	case scoring.ITBlind:
		return w.many("alert.differ.not_it", len(open), name)
	case scoring.BizBlind:
		return w.many("alert.differ.not_biz", len(open), name)
	case scoring.KnownGap:
		return w.many("alert.differ.known", len(open), name)
	}
	return w.many("alert.differ", len(open), name)
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
		return w.say("alert.ended")
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
	return w.say("alert.since", with{"Day": w.Day(opened)})
}

// AlertQuestion is what an open alert asks of both sides.
func (w Words) AlertQuestion() Text { return w.say("alert.question") }

// CareLines says what people did about an alert, a sentence each.
func (w Words) CareLines(a checkins.GapAlert) Text {
	var acknowledged, quiet Text
	if a.Care.Acknowledged != "" {
		acknowledged = w.say("alert.acknowledged", with{"Name": w.person(a.CareName)})
	}
	if a.Care.SnoozedTo != "" {
		quiet = w.say("alert.quiet", with{"Day": w.Day(a.Care.SnoozedTo)})
		if a.Care.Acknowledged == "" && a.CareName != "" {
			quiet = w.say("alert.quiet.by", with{"Day": w.Day(a.Care.SnoozedTo), "Name": w.person(a.CareName)})
		}
	}
	var agenda, asked Text
	if a.Care.Agenda != "" {
		agenda = w.say("care.agenda", with{"Day": w.Day(a.Care.Agenda)})
	}
	if a.Care.Asked != "" {
		asked = w.say("care.asked", with{"Day": w.Day(a.Care.Asked)})
	}
	return JoinWith(" ", acknowledged, w.kept(a), agenda, asked, quiet, w.stepOn(a))
}

// Repeat marks a message that may stand twice.
func (w Words) Repeat() Text { return w.say("alert.repeat") }

// UpdateLine says what happened to an alert after its card was posted.
func (w Words) UpdateLine(u checkins.UpdateLine) Text {
	switch u.Reason {
	case checkins.ReasonClosed:
		if u.Step != "" {
			return JoinWith(" ", w.say("step.closed", with{"Day": w.Day(u.Step)}), w.Alike(u.Said))
		}
		return w.Alike(u.Said)
	case checkins.ReasonFlipped:
		return JoinWith(" ", w.say("alert.turned"), w.Direction(u.Said), w.Strength(u.Said))
	case checkins.ReasonRepeat:
		return JoinWith(" ", w.say("alert.still"), w.Direction(u.Said), w.Strength(u.Said), w.Expected(u.Said.Label))
	}
	return JoinWith(" ", w.Direction(u.Said), w.Strength(u.Said), w.Expected(u.Said.Label))
}

// AlertText tells a whole alert without any layout: for notifications and for
// readers who hear it.
func (w Words) AlertText(a checkins.GapAlert) Text {
	parts := []Text{w.AlertHeadline(a)}
	for _, r := range a.Rows {
		news, more := w.AlertRow(a, r)
		parts = append(parts, w.Quoted(r.Question), news, more)
		if n := r.Said.Numbers; n != nil && n.Round == r.Said.Round && !r.Ended {
			parts = append(parts, w.Figures(*n))
		}
	}
	for _, l := range w.ContextLines(a) {
		parts = append(parts, Join(l, Trusted(".")))
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
		parts = append(parts, w.Quoted(l.Question), w.UpdateLine(l))
	}
	if u.Repeat {
		parts = append(parts, w.Repeat())
	}
	return JoinWith(" ", parts...)
}
