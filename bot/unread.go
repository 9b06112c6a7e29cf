package bot

import (
	"slices"

	"parallax/checkins"
	"parallax/scoring"
)

// CardLine is one line of a card: a topic and how it stands, or all topics without a
// result for one reason.
type CardLine struct {
	Topic, Verdict Text
	Open           bool // a gap is open
}

// CardLines are the rows of a card. Those without a result come last, in a line a reason.
func (w Words) CardLines(rows []checkins.CardRow) []CardLine {
	var lines []CardLine
	var waiting unread
	for _, r := range rows {
		if r.Said.Round > 0 {
			topic, verdict := w.CardRow(r)
			lines = append(lines, CardLine{topic, verdict, r.Open})
			continue
		}
		waiting = waiting.add(w, r.Dimension, r.Said)
		if r.Kept != nil && r.Kept.Of > 0 {
			lines = append(lines, CardLine{w.Topic(r.Dimension), w.keptShort(*r.Kept), false})
		}
	}
	for _, u := range waiting {
		lines = append(lines, CardLine{Topic: w.say("gap.unread"), Verdict: u.said(w)})
	}
	return lines
}

// ResultUnread says once for which questions there is no result yet, and why; empty when
// each of them has one.
func (w Words) ResultUnread(r checkins.Result) Text {
	var waiting unread
	for _, v := range r.Views {
		if v.Said.Round == 0 {
			waiting = waiting.add(w, v.Dimension, v.Said)
		}
	}
	var all []Text
	for _, u := range waiting {
		all = append(all, w.Standing(w.say("gap.unread"), u.said(w)))
	}
	return JoinWith(" ", all...)
}

// ResultViews are the questions of a result that say something of their own: how the
// sides stand, or what the reader answered.
func (w Words) ResultViews(r checkins.Result) []checkins.RoundView {
	var views []checkins.RoundView
	for _, v := range r.Views {
		if v.Said.Round > 0 || !w.ResultMine(r, v).IsZero() {
			views = append(views, v)
		}
	}
	return views
}

// GapsUnread are the dimensions that have no result yet, in a sentence a reason.
func (w Words) GapsUnread(g checkins.Gaps) []Text {
	var all []Text
	for _, l := range w.CardLines(g.Unread) {
		all = append(all, w.Standing(l.Topic, l.Verdict))
	}
	return all
}

// missing are the topics that have no result yet for one reason.
type missing struct {
	why    Text
	topics []Text
}

// unread are all of those, in the order of the rows.
type unread []missing

func (u unread) add(w Words, dim scoring.Dimension, d scoring.Disclosure) unread {
	why := w.whyUnread(d)
	at := slices.IndexFunc(u, func(m missing) bool { return m.why.Plain() == why.Plain() })
	if at < 0 {
		at, u = len(u), append(u, missing{why: why})
	}
	u[at].topics = append(u[at].topics, w.Topic(dim))
	return u
}

// said is which topics, and why, without a full stop at its end.
func (m missing) said(w Words) Text {
	return JoinWith(". ", w.list(m.topics), capital(m.why))
}

// whyUnread says why a dimension has never had a result.
func (w Words) whyUnread(d scoring.Disclosure) Text {
	switch {
	case d.NoView[scoring.IT] || d.NoView[scoring.Biz] || d.Status == scoring.NotEnough:
		return w.Missing(d)
	case d.Status == scoring.Held:
		return w.say("gap.unread.held")
	}
	return w.say("gap.unread.first")
}
