package teams

import (
	"parallax/bot"
	"parallax/checkins"
	"parallax/scoring"
)

// alert draws the card of an alert: in a channel, or within a notice, where a line
// parts it from what went before.
func (d *draft) alert(a checkins.GapAlert) {
	d.text = d.AlertText(a)
	d.section(len(d.body) > 0, []Element{heading(d.AlertHeadline(a), sizeTitle)})
	for i, row := range a.Rows {
		news, more := d.AlertRow(a, row)
		part := paragraph(run(d.Quoted(row.Question)))
		part = append(part, paragraph(bold(news), run(more))...)
		if !row.Ended {
			part = append(part, d.picture(row.Question, row.Track, true)...)
		}
		d.section(i > 0, part)
	}
	for _, l := range d.ContextLines(a) {
		d.add(sentence(l)...)
	}
	if !a.Closed {
		ask := run(d.AlertQuestion())
		ask.Italic = true
		d.add(paragraph(ask)...)
	}
	var repeat bot.Text
	if a.Repeat {
		repeat = d.Repeat()
	}
	d.add(small(d.CareLines(a), repeat)...)
	d.alertActions(a)
}

// section keeps together what is said of one thing, with a line above it where
// another one went before.
func (d *draft) section(separate bool, items []Element) {
	f := Frame{Separator: separate}
	if separate {
		f.Spacing = "Large"
	}
	d.add(Container{Type: "Container", Items: items, Frame: f})
}

// alertActions are two rows: what moves people on, and what an owner does now and then.
func (d *draft) alertActions(a checkins.GapAlert) {
	claim := bot.Claim{Letter: a.Letter, Initiative: a.Initiative.ID, Rounds: []bot.Asked{{Round: a.Round, Ask: a.Letter}}}
	explain := claim
	if len(a.Rows) == 1 {
		explain.Dimension = a.Rows[0].Dimension
	}
	moves, tends := d.AlertButtons(a)
	row := append(d.deeds(moves), d.button(VerbExplain, d.ButtonExplain(), explain))
	if a.Closed {
		d.offer(append(row, d.deeds(tends)...)...)
		return
	}
	d.buttons(append(row, d.dated(VerbSnooze, d.PickSnooze(), a.Care.SnoozedTo, claim))...)
	if a.Care.Acknowledged == "" {
		d.offer(d.button(VerbAck, d.ButtonAck(), claim))
	}
	d.offer(d.deeds(tends)...)
}

func (d *draft) deeds(buttons []bot.Button) []Action {
	var all []Action
	for _, b := range buttons {
		all = append(all, d.pressable(b))
	}
	return all
}

// maxCharts is our own: a message is no report.
const maxCharts = 2

// picture shows how both sides went: a chart where numbers may be shown, else the
// bands in words with a small drawing. With end, the last point of a chart stands
// in words below it.
func (d *draft) picture(q checkins.Question, track []checkins.Point, end bool) []Element {
	chart, ok := d.lineChart(q, track)
	if !ok || d.charts == maxCharts {
		return d.strip(q, track)
	}
	d.charts++
	chart.Fallback = Container{Type: "Container", Items: d.strip(q, track)}
	drawn := append([]Element{chart}, small(d.ChartSkips(track))...)
	if end {
		drawn = append(drawn, small(d.ChartEnd(track))...)
	}
	return drawn
}

// strip tells the bands of the last results, with a small drawing; nil for fewer
// than two.
func (d *draft) strip(q checkins.Question, track []checkins.Point) []Element {
	return near(paragraph(faint(d.Strip(q, track)), faint(bot.Bars(track))))
}

// maxPoints is how many points a chart has: more are no longer told apart on a
// phone.
const maxPoints = 20

// lineChart draws both sides' means over the results that may show numbers; false
// when there are fewer than two.
func (d *draft) lineChart(q checkins.Question, track []checkins.Point) (LineChart, bool) {
	var values [2][]Value
	for _, p := range track {
		if p.Numbers == nil {
			continue
		}
		for _, s := range scoring.Sides {
			values[s] = append(values[s], Value{X: string(p.Date), Y: p.Numbers.Mean[s]})
		}
	}
	n := len(values[scoring.IT])
	if n < 2 {
		return LineChart{}, false
	}
	c := LineChart{
		Type: "Chart.Line", Title: d.ChartTitle(q).Fit(maxHeading, literal), ShowTitle: true, YAxisTitle: d.ChartAxis(), YMin: 1, YMax: 5,
	}
	for _, s := range scoring.Sides {
		c.Data = append(c.Data, Series{Legend: d.SeriesName(s), Color: colors[s], Values: values[s][max(0, n-maxPoints):]})
	}
	return c, true
}

// colors are names of Teams', which every theme fills in its own way.
var colors = [2]string{scoring.IT: "categoricalBlue", scoring.Biz: "categoricalMarigold"}

// update draws what goes into the thread of an alert.
func (d *draft) update(u checkins.AlertUpdate) {
	d.text = d.UpdateText(u)
	for _, l := range u.Lines {
		d.add(small(d.Quoted(l.Question))...)
		d.add(paragraph(bold(d.UpdateLine(l)))...)
	}
	if len(u.Lines) == 0 {
		d.add(sentence(d.text)...)
	}
	if u.Repeat {
		d.add(small(d.Repeat())...)
	}
}
