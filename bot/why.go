package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// WhyHeadline is the first line of the answer to why.
func WhyHeadline(w checkins.Why) Text {
	return Join(NameOf(w.Initiative), Trusted(": why we do it"))
}

// WhySentence is the why itself, or that there is none.
func WhySentence(w checkins.Why) Text {
	if t := User(w.Why); !t.IsZero() {
		return t
	}
	return Trusted("There is no why yet.")
}

// WhyMeans recalls what delivered and value mean. Empty when nobody said it.
func WhyMeans(w checkins.Why) Text {
	return Means(checkins.Due{Delivered: w.Delivered, Value: w.Value})
}

// OutcomeLine says what an initiative is to change: "Outcome: first-call
// resolution, from 61 % to 75 % by 30 June 2027". Empty without a measure.
func OutcomeLine(o checkins.Outcome) Text {
	measure := User(o.Measure)
	if measure.IsZero() {
		return Text{}
	}
	start, target := User(o.Start), User(o.Target)
	line := Join(Trusted("Outcome: "), measure)
	if !start.IsZero() {
		line = Join(line, Trusted(", from "), start)
	}
	switch {
	case !target.IsZero() && start.IsZero():
		line = Join(line, Trusted(", to reach "), target)
	case !target.IsZero():
		line = Join(line, Trusted(" to "), target)
	}
	if o.By.Valid() {
		line = Join(line, Trusted(" by "+o.By.UTC().Format("2 January 2006")))
	}
	return line
}

// WhyConfirmed says who confirmed the why. Empty when nobody did.
func WhyConfirmed(w checkins.Why) Text {
	if len(w.Confirmed) == 0 {
		return Text{}
	}
	var names []Text
	for _, c := range w.Confirmed {
		of := "both sides"
		switch c.Sides {
		case [2]bool{scoring.IT: true}:
			of = side(scoring.IT)
		case [2]bool{scoring.Biz: true}:
			of = side(scoring.Biz)
		}
		names = append(names, Join(person(c.Name), Trusted(" ("+of+")")))
	}
	return Join(Trusted("Confirmed by "), list(names), Trusted("."))
}

// WhyMissing says what is missing of the why, and how to add it.
func WhyMissing(w checkins.Why) []Text {
	var lines []Text
	for _, m := range w.Waits {
		lines = append(lines, WaitLine(m))
	}
	return lines
}

// WhyStated says how leads rate that the why is shared; empty when they are not asked.
func WhyStated(w checkins.Why) Text {
	if w.Stated == nil {
		return Text{}
	}
	return Standing(CardRow(*w.Stated))
}

// WhyText tells the why without any layout.
func WhyText(w checkins.Why) Text {
	return JoinWith(" ", append([]Text{Join(WhyHeadline(w), Trusted(".")), WhySentence(w), WhyConfirmed(w)}, WhyMissing(w)...)...)
}
