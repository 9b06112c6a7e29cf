package bot

import (
	"parallax/checkins"
)

// Whole messages without any layout, for notifications and for readers who hear
// them. Those of alerts stand in alert.go.

// CardText tells an initiative at a glance.
func (w Words) CardText(c checkins.Card) Text {
	parts := []Text{Join(NameOf(c.Initiative), Trusted("."))}
	if len(c.Waits) > 0 {
		parts = append(parts, w.WaitsHeadline())
		for _, y := range c.Waits {
			parts = append(parts, w.WaitLine(y))
		}
	}
	for _, l := range w.CardLines(c.Rows) {
		parts = append(parts, w.Standing(l.Topic, l.Verdict))
	}
	parts = append(parts, w.FigureLines(c.Outcome, c.Figures)...)
	parts = append(parts, w.Melon(c.Melon))
	return JoinWith(" ", append(parts, w.CardRound(c), w.CardNext(c))...)
}

// Standing is a dimension and how it stands, as a sentence.
func (w Words) Standing(topic, verdict Text) Text {
	return Join(topic, Trusted(": "), verdict, Trusted("."))
}

// ResultText tells a lead's result.
func (w Words) ResultText(r checkins.Result) Text {
	parts := []Text{Join(w.ResultHeadline(r), Trusted("."))}
	for _, v := range r.Views {
		if news, _ := w.ResultBoth(v); !news.IsZero() {
			parts = append(parts, Join(w.Topic(v.Dimension), Trusted(".")), news)
		}
	}
	parts = append(parts, w.ResultUnread(r))
	return JoinWith(" ", append(parts, w.ResultReadings(r), w.ResultNext(r))...)
}

// ExplainText tells an explanation without its figures.
func (w Words) ExplainText(e checkins.Explain) Text {
	parts := []Text{Join(w.ExplainHeadline(e), Trusted("."))}
	for _, r := range e.Rows {
		news, more := w.ExplainRow(r)
		parts = append(parts, Join(w.Topic(r.Dimension), Trusted(".")), news, more)
	}
	return JoinWith(" ", parts...)
}

// GapsText tells where the sides differ.
func (w Words) GapsText(g checkins.Gaps) Text {
	parts := []Text{Join(w.GapsHeadline(g), Trusted("."))}
	for _, r := range g.Rows {
		topic, verdict, _ := w.GapsRow(r)
		parts = append(parts, w.Standing(topic, verdict))
	}
	parts = append(parts, w.Melon(g.Melon))
	return JoinWith(" ", parts...)
}
