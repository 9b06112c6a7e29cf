package slack

import (
	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
	"parallax/scoring"
)

func (d *draft) alert(a checkins.GapAlert) {
	d.letter = a.Letter
	d.gapAlert(a)
}

// gapAlert draws the card of an alert: in a channel, or within a notice.
func (d *draft) gapAlert(a checkins.GapAlert) {
	d.text = d.AlertText(a)
	d.add(header(d.AlertHeadline(a)))
	for i, row := range a.Rows {
		if i > 0 {
			d.add(api.NewDividerBlock())
		}
		d.add(sentence(d.Quoted(row.Question)))
		news, more := d.AlertRow(a, row)
		d.add(newsline(news, more))
		if !row.Ended {
			if d.picture(row.Question, row.Track) {
				d.add(small(d.ChartEnd(row.Track))...)
			}
		}
	}
	d.added(a)
	if !a.Closed {
		d.add(api.NewSectionBlock(markup(italic(d.AlertQuestion())), nil, nil))
	}
	var repeat bot.Text
	if a.Repeat {
		repeat = d.Repeat()
	}
	d.add(small(d.CareLines(a), repeat)...)
	d.alertActions(a)
}

// added are the lines that people added to an alert.
func (d *draft) added(a checkins.GapAlert) {
	for _, l := range d.ContextLines(a) {
		d.add(sentence(l))
	}
}

// alertActions are two rows: what moves people on, and what an owner does now and then.
func (d *draft) alertActions(a checkins.GapAlert) {
	claim := bot.Claim{Letter: a.Letter, Initiative: a.Initiative.ID, Rounds: []bot.Asked{{Round: a.Round, Ask: a.Letter}}}
	explain := claim
	if len(a.Rows) == 1 {
		explain.Dimension = a.Rows[0].Dimension
	}
	moves, tends := d.AlertButtons(a)
	first, second := append(d.deeds(moves), d.button(ActionExplain, d.ButtonExplain(), explain)), d.deeds(tends)
	if a.Closed {
		d.add(api.NewActionBlock("", append(first, second...)...))
		return
	}
	quiet := picker(ActionSnooze, d.PickSnooze())
	if a.Care.Acknowledged == "" {
		second = append([]api.BlockElement{d.button(ActionAck, d.ButtonAck(), claim)}, second...)
	}
	d.add(api.NewActionBlock(SnoozeBlock(d.Signer, d.org, a.Round), append(first, quiet)...), api.NewActionBlock("", second...))
}

// deeds are buttons that each ask for another deed.
func (d *draft) deeds(buttons []bot.Button) []api.BlockElement {
	var all []api.BlockElement
	for _, b := range buttons {
		all = append(all, d.pressable(b, b.Claim.What))
	}
	return all
}

// picture shows how both sides went: a chart where numbers may be shown, else
// the bands in words with a small drawing. It reports whether it drew a chart.
func (d *draft) picture(q checkins.Question, track []checkins.Point) bool {
	if chart := d.lineChart(q, track); chart != nil && d.charts < maxCharts {
		d.charts++
		d.add(chart)
		d.add(small(d.ChartSkips(track))...)
		return true
	}
	d.add(small(d.Strip(q, track), bot.Bars(track))...)
	return false
}

// maxPoints is how many points a chart of Slack's takes.
const maxPoints = 20

// lineChart draws both sides' means over the results that may show numbers; nil
// when there are fewer than two.
func (d *draft) lineChart(q checkins.Question, track []checkins.Point) api.Block {
	var dates []checkins.Date
	var means [2][]float64
	for _, p := range track {
		if p.Numbers == nil {
			continue
		}
		dates = append(dates, p.Date)
		for _, s := range scoring.Sides {
			means[s] = append(means[s], p.Numbers.Mean[s])
		}
	}
	if len(dates) < 2 {
		return nil
	}
	from := max(0, len(dates)-maxPoints)
	ticks := d.Ticks(dates[from:])
	var series []api.DataVisualizationDataSeries
	for _, s := range scoring.Sides {
		points := make([]api.DataVisualizationDataPoint, len(ticks))
		for i, m := range means[s][from:] {
			points[i] = api.NewDataVisualizationDataPoint(ticks[i], m)
		}
		series = append(series, api.NewDataVisualizationDataSeries(d.SeriesName(s), points...))
	}
	axis := api.NewDataVisualizationAxisConfig(ticks...).WithYLabel(d.ChartAxis())
	return api.NewDataVisualizationBlock(d.ChartTitle(q).Fit(maxChartTitle, plain), api.NewDataVisualizationLineChart(axis, series...))
}

// update draws what goes into the thread of an alert.
func (d *draft) update(u checkins.AlertUpdate) {
	d.text = d.UpdateText(u)
	for _, l := range u.Lines {
		d.add(small(d.Quoted(l.Question))...)
		d.add(strong(d.UpdateLine(l)))
	}
	if len(u.Lines) == 0 {
		d.add(sentence(d.text))
	}
	if u.Repeat {
		d.add(small(d.Repeat())...)
	}
}
