package bot

import (
	"parallax/checkins"
)

// Whole messages without any layout, for notifications and for readers who hear
// them. Those of alerts stand in alert.go.

// CardText tells an initiative at a glance.
func CardText(c checkins.Card) Text {
	parts := []Text{Join(NameOf(c.Initiative), Trusted("."))}
	if len(c.Waits) > 0 {
		parts = append(parts, WaitsHeadline())
		for _, w := range c.Waits {
			parts = append(parts, WaitLine(w))
		}
	}
	for _, r := range c.Rows {
		parts = append(parts, Standing(CardRow(r)))
	}
	if c.Melon {
		parts = append(parts, Melon())
	}
	return JoinWith(" ", append(parts, CardRound(c), CardNext(c))...)
}

// Standing is a dimension and how it stands, as a sentence.
func Standing(topic, verdict Text) Text {
	return Join(topic, Trusted(": "), verdict, Trusted("."))
}

// ResultText tells a lead's result.
func ResultText(r checkins.Result) Text {
	parts := []Text{Join(ResultHeadline(r), Trusted("."))}
	for _, v := range r.Views {
		news, _ := ResultBoth(v)
		parts = append(parts, Join(Topic(v.Dimension), Trusted(".")), news)
	}
	return JoinWith(" ", append(parts, ResultReadings(r), ResultNext(r))...)
}

// ExplainText tells an explanation without its figures.
func ExplainText(e checkins.Explain) Text {
	parts := []Text{Join(ExplainHeadline(e), Trusted("."))}
	for _, r := range e.Rows {
		news, more := ExplainRow(r)
		parts = append(parts, Join(Topic(r.Dimension), Trusted(".")), news, more)
	}
	return JoinWith(" ", parts...)
}

// GapsText tells where the sides differ.
func GapsText(g checkins.Gaps) Text {
	parts := []Text{Join(GapsHeadline(g), Trusted("."))}
	for _, r := range g.Rows {
		topic, verdict, _ := GapsRow(r)
		parts = append(parts, Standing(topic, verdict))
	}
	if g.Melon {
		parts = append(parts, Melon())
	}
	return JoinWith(" ", parts...)
}
