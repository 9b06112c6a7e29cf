package bot

import (
	"strings"

	"parallax/checkins"
)

// FigureLines tell how far the outcome is, and the reported status; nothing where there is
// neither a measure nor a status.
func (w Words) FigureLines(o checkins.Outcome, f checkins.Figures) []Text {
	var lines []Text
	if out := w.OutcomeNow(o, f); !out.IsZero() {
		lines = append(lines, JoinWith(" ", sentence(out), w.wayOf(o, f), w.saidBy(f)))
	}
	if f.Reached != "" {
		lines = append(lines, w.say("figure.reached", with{"Day": w.Day(f.Reached)}))
	} else if f.NotYet != "" {
		lines = append(lines, w.say("figure.not_yet", with{"Day": w.Day(f.NotYet)}))
	}
	if h := w.HealthLine(f.Health); !h.IsZero() {
		lines = append(lines, h)
	}
	return lines
}

// OutcomeNow is the measure with its latest value: "Outcome: first-call resolution. Now 66 %;
// it began at 61 %, the target is 75 %. By 30 June 2027 (first: 31 March 2027)". Without a
// value it is OutcomeLine.
func (w Words) OutcomeNow(o checkins.Outcome, f checkins.Figures) Text {
	if len(f.Actuals) == 0 {
		return w.OutcomeLine(o)
	}
	start, target := User(o.Start), User(o.Target)
	says := with{"Start": start, "Target": target, "Value": User(f.Actuals[len(f.Actuals)-1].Value), "Day": w.Dated(o.By)}
	line := w.say("figure.now", says)
	switch {
	case !start.IsZero() && !target.IsZero():
		line = w.say("figure.now.from_to", says)
	case !start.IsZero():
		line = w.say("figure.now.from", says)
	case !target.IsZero():
		line = w.say("figure.now.to", says)
	}
	line = JoinWith(". ", w.say("why.outcome", with{"Measure": User(o.Measure)}), line)
	switch {
	case target.IsZero() || len(o.Slipped) > 0: // a sentence of its own
		return JoinWith(". ", line, w.byDay(o))
	case !o.By.Valid():
		return line
	}
	return w.say("figure.now.by", says, with{"Line": line})
}

// byDay is the day of a target, with those that it had before.
func (w Words) byDay(o checkins.Outcome) Text {
	if !o.By.Valid() {
		return Text{}
	}
	return JoinWith(" ", w.say("figure.by", with{"Day": w.Dated(o.By)}), w.slipped(o))
}

// slipped names the dates that a target had before, the first first.
func (w Words) slipped(o checkins.Outcome) Text {
	if len(o.Slipped) == 0 {
		return Text{}
	}
	first := w.Dated(o.Slipped[0])
	if len(o.Slipped) == 1 {
		return w.say("figure.slipped", with{"First": first})
	}
	days := make([]Text, 0, len(o.Slipped))
	for _, d := range o.Slipped[1:] {
		days = append(days, w.Dated(d))
	}
	return w.say("figure.slipped.then", with{"First": first, "Days": w.list(days)})
}

// saidBy is who said the latest value, and of which day it is.
func (w Words) saidBy(f checkins.Figures) Text {
	n := len(f.Actuals)
	if n == 0 {
		return Text{}
	}
	last := f.Actuals[n-1]
	day := with{"Day": w.Day(last.On)}
	switch {
	case last.From != "":
		return w.say("figure.source", day, with{"Source": User(last.From)})
	case last.By != "":
		return w.say("figure.said", day, with{"Name": w.person(last.By)})
	}
	return w.say("figure.as_of", day)
}

// wayCells is how wide the small drawing of the way to a target is.
const wayCells = 10

// wayOf draws how far the latest value is on the way to the target; empty where that can't
// be told.
func (w Words) wayOf(o checkins.Outcome, f checkins.Figures) Text {
	if len(f.Actuals) == 0 {
		return Text{}
	}
	way, ok := o.Way(f.Actuals[len(f.Actuals)-1].Value)
	if !ok {
		return Text{}
	}
	full := int(way * wayCells)
	return Trusted(strings.Repeat("▰", full) + strings.Repeat("▱", wayCells-full))
}

var healthMarks = map[checkins.Color]string{checkins.Green: "🟢", checkins.Amber: "🟡", checkins.Red: "🔴"}

// HealthLine is a reported status, never by a colour alone. Empty when nobody reported one.
func (w Words) HealthLine(h *checkins.HealthSaid) Text {
	if h == nil {
		return Text{}
	}
	says := with{"Color": w.color(h.Color), "Mark": Trusted(healthMarks[h.Color]), "Day": w.Day(h.On)}
	switch {
	case h.From != "":
		return w.say("figure.health.source", says, with{"Source": User(h.From)})
	case h.By != "":
		return w.say("figure.health.said", says, with{"Name": w.person(h.By)})
	}
	return w.say("figure.health", says)
}

func (w Words) color(c checkins.Color) Text {
	switch c {
	case checkins.Green, checkins.Amber, checkins.Red:
		return w.say("figure.color." + string(c))
	}
	return User(string(c))
}

// Curve is a chart of the way from the start of an outcome over its values, beside its
// target.
type Curve struct {
	Title, Axis string
	Ticks       []string // the start, then dates
	Lines       []CurveLine
	Words       Text // the last points of the first line, for who sees no chart
}

// CurveLine is one line, a value a tick.
type CurveLine struct {
	Name   string
	Values []float64
}

func (Curve) block() {}

// curvePoints is how many points a curve has: what both platforms take.
const curvePoints = 20

// OutcomeCurve draws it; false where start, target and at least one value are no numbers of
// one unit: then words tell it.
func (w Words) OutcomeCurve(o checkins.Outcome, f checkins.Figures) (Curve, bool) {
	start, ok := checkins.ParseMeasured(o.Start)
	target, numbers := checkins.ParseMeasured(o.Target)
	if !ok || !numbers || start.Unit != target.Unit {
		return Curve{}, false
	}
	var days []checkins.Date
	words := []Text{Join(w.say("figure.chart.start"), Trusted(": "), User(o.Start))}
	values := []float64{start.Number}
	for _, a := range f.Actuals[max(0, len(f.Actuals)-curvePoints+1):] {
		if m, ok := checkins.ParseMeasured(a.Value); ok && m.Unit == start.Unit {
			days, values = append(days, a.On), append(values, m.Number)
			words = append(words, Join(w.Day(a.On), Trusted(": "), User(a.Value)))
		}
	}
	if len(days) == 0 {
		return Curve{}, false
	}
	goal := make([]float64, len(values))
	for n := range goal {
		goal[n] = target.Number
	}
	return Curve{
		Words: JoinWith(" · ", words[max(0, len(words)-curveWords):]...),
		Title: w.say("figure.chart").Plain(), Axis: User(o.Measure).Fit(curveAxis, Text.Plain),
		Ticks: append([]string{w.say("figure.chart.start").Plain()}, w.Ticks(days)...),
		Lines: []CurveLine{{w.say("figure.chart.actual").Plain(), values}, {w.say("figure.chart.target").Plain(), goal}},
	}, true
}

// curveWords is how many points are told in words.
const curveWords = 6

// curveAxis is how long the label of an axis may be, characters: Slack allows 50.
const curveAxis = 40

// figureDone answers who said a figure, and how to correct it.
func (w Words) figureDone(d checkins.Done) Text {
	says := with{"Name": w.doneName(d), "Day": w.Day(d.Until), "Value": User(d.Value)}
	switch d.What {
	case checkins.DoneHealth, checkins.DoneHealthNew, checkins.DoneHealthMelon:
		says["Value"] = w.color(checkins.Color(d.Value))
	}
	if d.Value == "" { // told later: what was said is not kept with the letter
		return w.say("done.figure", says)
	}
	switch d.What {
	case checkins.DoneOutcomeMeets, checkins.DoneHealthMelon:
		base := map[checkins.DoneWhat]string{checkins.DoneOutcomeMeets: "outcome", checkins.DoneHealthMelon: "health"}[d.What]
		return JoinWith(" ", w.say("done."+base, says), w.say("done."+string(d.What), says))
	case checkins.DoneReached, checkins.DoneNotYet:
		return w.say("done."+string(d.What), says)
	}
	return JoinWith(" ", w.say("done."+string(d.What), says), w.say("done.figure.again"))
}

// outcomeAsk asks for the value of an outcome, or whether its target is reached.
func (w Words) outcomeAsk(m checkins.OutcomeAsk) Page {
	p := Page{Letter: m.Letter}
	name := with{"Name": NameOf(m.Initiative)}
	headline := w.say("figure.ask", name)
	if m.Target {
		headline = w.say("figure.ask.reached", name)
	}
	lines := w.FigureLines(m.Outcome, m.Figures)
	p.Text = JoinWith(" ", append([]Text{headline}, lines...)...)
	p.Add(Headline{headline})
	for _, l := range lines {
		p.Add(Sentence{l})
	}
	if m.Figures.Reached != "" {
		p.Add(Small{[]Text{w.say("figure.thanks")}})
		return p
	}
	ask := m.Meets.Value != "" && m.Figures.NotYet == ""
	open := Button{
		Act: ActDo, Label: w.say("figure.button.value"), Primary: !ask && !m.Said,
		Claim: DeedClaim(string(checkins.DialogOutcome), m.Initiative.ID, m.Letter, ""),
	}
	if m.Said {
		open.Label = w.say("figure.button.change")
	}
	buttons := []Button{open}
	says := func(what string) Button {
		return Button{Act: ActDo, Label: w.say("figure.button." + what), Claim: DeedClaim(what, m.Initiative.ID, m.Letter, string(m.Meets.On))}
	}
	if ask {
		p.Add(Sentence{w.say("figure.meets", with{"Value": User(m.Meets.Value), "Target": User(m.Outcome.Target)})})
		reached := says(checkins.DeedReached)
		reached.Primary = true
		buttons = []Button{reached, says(checkins.DeedNotYet), open}
	} else if m.Meets.Value != "" {
		now := says(checkins.DeedReached)
		now.Label = w.say("figure.button.now")
		buttons = append(buttons, now)
	}
	p.Add(Buttons{buttons}, Small{[]Text{w.say("figure.ask.why")}})
	return p
}
