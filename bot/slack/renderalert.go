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
	d.text = bot.AlertText(a)
	d.add(header(bot.AlertHeadline(a)))
	for i, row := range a.Rows {
		if i > 0 {
			d.add(api.NewDividerBlock())
		}
		d.add(sentence(bot.Quote(row.Text)))
		news, more := bot.AlertRow(a, row)
		d.add(newsline(news, more))
		if !row.Ended {
			if d.picture(row.Question, row.Track) {
				d.add(small(bot.ChartEnd(row.Track))...)
			}
		}
	}
	if !a.Closed {
		d.add(api.NewSectionBlock(markup(italic(bot.AlertQuestion())), nil, nil))
	}
	var repeat bot.Text
	if a.Repeat {
		repeat = bot.Repeat()
	}
	d.add(small(bot.CareLines(a), repeat)...)
	d.add(d.alertActions(a))
}

func (d *draft) alertActions(a checkins.GapAlert) api.Block {
	claim := bot.Claim{Letter: a.Letter, Initiative: a.Initiative.ID, Rounds: []bot.Asked{{Round: a.Round, Ask: a.Letter}}}
	explain := claim
	if len(a.Rows) == 1 {
		explain.Dimension = a.Rows[0].Dimension
	}
	buttons := []api.BlockElement{d.button(ActionExplain, bot.ButtonExplain(), explain)}
	if a.Closed {
		return api.NewActionBlock("", buttons...)
	}
	if a.Care.Acknowledged == "" {
		buttons = append(buttons, d.button(ActionAck, bot.ButtonAck(), claim))
	}
	quiet := picker(ActionSnooze, bot.PickSnooze())
	if a.Care.SnoozedTo.Valid() {
		quiet.InitialDate = string(a.Care.SnoozedTo)
	}
	return api.NewActionBlock(SnoozeBlock(d.Signer, d.org, a.Round), append(buttons, quiet)...)
}

// picture shows how both sides went: a chart where numbers may be shown, else
// the bands in words with a small drawing. It reports whether it drew a chart.
func (d *draft) picture(q checkins.Question, track []checkins.Point) bool {
	if chart := lineChart(q, track); chart != nil && d.charts < maxCharts {
		d.charts++
		d.add(chart)
		return true
	}
	d.add(small(bot.Strip(track), bot.Bars(track))...)
	return false
}

// maxPoints is how many points a chart of Slack's takes.
const maxPoints = 20

// lineChart draws both sides' means over the results that may show numbers; nil
// when there are fewer than two.
func lineChart(q checkins.Question, track []checkins.Point) api.Block {
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
	ticks := bot.Ticks(dates[from:])
	var series []api.DataVisualizationDataSeries
	for _, s := range scoring.Sides {
		points := make([]api.DataVisualizationDataPoint, len(ticks))
		for i, m := range means[s][from:] {
			points[i] = api.NewDataVisualizationDataPoint(ticks[i], m)
		}
		series = append(series, api.NewDataVisualizationDataSeries(bot.SeriesName(s), points...))
	}
	axis := api.NewDataVisualizationAxisConfig(ticks...).WithYLabel(bot.ChartAxis)
	return api.NewDataVisualizationBlock(bot.ChartTitle(q).Fit(maxChartTitle, plain), api.NewDataVisualizationLineChart(axis, series...))
}

// update draws what goes into the thread of an alert.
func (d *draft) update(u checkins.AlertUpdate) {
	d.text = bot.UpdateText(u)
	for _, l := range u.Lines {
		d.add(small(bot.Quote(l.Text))...)
		d.add(strong(bot.UpdateLine(l)))
	}
	if len(u.Lines) == 0 {
		d.add(sentence(d.text))
	}
	if u.Repeat {
		d.add(small(bot.Repeat())...)
	}
}
