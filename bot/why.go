package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// WhyHeadline is the first line of the answer to why.
func (w Words) WhyHeadline(y checkins.Why) Text {
	return w.say("why.headline", with{"Name": NameOf(y.Initiative)})
}

// WhySentence is the why itself, or that there is none.
func (w Words) WhySentence(y checkins.Why) Text {
	if t := User(y.Why); !t.IsZero() {
		return t
	}
	return w.say("why.empty")
}

// WhyMeans recalls what delivered and value mean. Empty when nobody said it.
func (w Words) WhyMeans(y checkins.Why) Text {
	return w.Means(checkins.Due{Delivered: y.Delivered, Value: y.Value})
}

// OutcomeLine says what an initiative is to change: "Outcome: first-call
// resolution, from 61 % to 75 % by 30 June 2027". Empty without a measure.
func (w Words) OutcomeLine(o checkins.Outcome) Text {
	measure := User(o.Measure)
	if measure.IsZero() {
		return Text{}
	}
	start, target := User(o.Start), User(o.Target)
	says := with{"Measure": measure, "Start": start, "Target": target}
	line := w.say("why.outcome", says)
	switch {
	case !start.IsZero() && !target.IsZero():
		line = w.say("why.outcome.from_to", says)
	case !start.IsZero():
		line = w.say("why.outcome.from", says)
	case !target.IsZero():
		line = w.say("why.outcome.to", says)
	}
	if len(o.Slipped) > 0 {
		return JoinWith(". ", line, w.byDay(o))
	}
	if o.By.Valid() {
		line = w.say("why.outcome.by", with{"Outcome": line, "Day": w.Dated(o.By)})
	}
	return line
}

// WhyConfirmed says who confirmed the why. Empty when nobody did.
func (w Words) WhyConfirmed(y checkins.Why) Text {
	if len(y.Confirmed) == 0 {
		return Text{}
	}
	var names []Text
	for _, c := range y.Confirmed {
		of := "both"
		switch c.Sides {
		case [2]bool{scoring.IT: true}:
			of = "it"
		case [2]bool{scoring.Biz: true}:
			of = "biz"
		}
		names = append(names, w.say("why.person."+of, with{"Name": w.person(c.Name)}))
	}
	return w.say("why.confirmed", with{"People": w.list(names)})
}

// WhyMissing says what is missing of the why, and how to add it.
func (w Words) WhyMissing(y checkins.Why) []Text {
	var lines []Text
	for _, m := range y.Waits {
		lines = append(lines, w.WaitLine(m))
	}
	return lines
}

// WhyStated says how leads rate that the why is shared; empty when they are not asked.
func (w Words) WhyStated(y checkins.Why) Text {
	if y.Stated == nil {
		return Text{}
	}
	return w.Standing(w.CardRow(*y.Stated))
}

// WhyText tells the why without any layout.
func (w Words) WhyText(y checkins.Why) Text {
	return JoinWith(" ", append([]Text{Join(w.WhyHeadline(y), Trusted(".")), w.WhySentence(y), w.WhyConfirmed(y)}, w.WhyMissing(y)...)...)
}
