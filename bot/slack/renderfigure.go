package slack

import (
	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// figures draws how far an outcome is and the reported status: a chart where there are
// numbers, and words in any case.
func (d *draft) figures(o checkins.Outcome, f checkins.Figures) {
	d.add(small(d.FigureLines(o, f)...)...)
	if c, ok := d.OutcomeCurve(o, f); ok {
		d.curve(c)
	}
}

// curve draws a chart; nothing where there are enough of them, for words tell it.
func (d *draft) curve(c bot.Curve) {
	if d.charts >= maxCharts {
		return
	}
	d.charts++
	var series []api.DataVisualizationDataSeries
	for _, l := range c.Lines {
		points := make([]api.DataVisualizationDataPoint, len(c.Ticks))
		for i, v := range l.Values {
			points[i] = api.NewDataVisualizationDataPoint(c.Ticks[i], v)
		}
		series = append(series, api.NewDataVisualizationDataSeries(l.Name, points...))
	}
	axis := api.NewDataVisualizationAxisConfig(c.Ticks...).WithYLabel(c.Axis)
	d.add(api.NewDataVisualizationBlock(c.Title, api.NewDataVisualizationLineChart(axis, series...)))
}
