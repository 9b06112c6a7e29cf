package teams

import (
	"parallax/bot"
	"parallax/checkins"
)

// figures draws how far an outcome is and the reported status: a chart where there are
// numbers, and words in any case.
func (d *draft) figures(o checkins.Outcome, f checkins.Figures) {
	lines := d.FigureLines(o, f)
	d.add(small(lines...)...)
	if c, ok := d.OutcomeCurve(o, f); ok {
		d.add(d.curve(c)...)
	}
}

// curve draws a chart; nothing where there are enough of them. A client that knows no
// charts tells its last points.
func (d *draft) curve(c bot.Curve) []Element {
	if d.charts == maxCharts {
		return nil
	}
	d.charts++
	chart := LineChart{
		Type: "Chart.Line", Title: c.Title, ShowTitle: true, YAxisTitle: c.Axis,
		Fallback: Container{Type: "Container", Items: small(c.Words)},
	}
	for n, l := range c.Lines {
		s := Series{Legend: l.Name, Color: colors[n%len(colors)]}
		for i, v := range l.Values {
			s.Values = append(s.Values, Value{X: c.Ticks[i], Y: v})
			if i == 0 && n == 0 {
				chart.YMin, chart.YMax = v, v
			}
			chart.YMin, chart.YMax = min(chart.YMin, v), max(chart.YMax, v)
		}
		chart.Data = append(chart.Data, s)
	}
	if chart.YMin == chart.YMax { // a line in the middle, and not an axis of no height
		chart.YMin, chart.YMax = chart.YMin-1, chart.YMax+1
	}
	return []Element{chart}
}
