package teams

import (
	"testing"

	"parallax/bot/bottest"
	"parallax/checkins"
)

// A curve of values that never moved has an axis all the same, and no value of any curve
// lies outside of it.
func TestCurveAxis(t *testing.T) {
	for _, values := range [][]string{{"75 %", "75 %", "75 %"}, {"12 days", "3 days", "14 days"}, {"-40 k", "10 k", "-60 k", "1.000.000 k"}} {
		c := bottest.Friendly().Card()
		c.Outcome = checkins.Outcome{Measure: "m", Start: values[0], Target: values[1]}
		for n, v := range values[2:] {
			c.Figures.Actuals = append(c.Figures.Actuals, checkins.Figure{Value: v, On: checkins.Date("2026-01-05").AddDays(28 * n)})
		}
		d := draft{Renderer: renderer()}
		d.figures(c.Outcome, c.Figures)
		chart, is := d.body[len(d.body)-1].(LineChart)
		if !is || chart.YMin >= chart.YMax {
			t.Fatalf("%v: %+v", values, chart)
		}
		for _, s := range chart.Data {
			for _, v := range s.Values {
				if v.Y < chart.YMin || v.Y > chart.YMax {
					t.Errorf("%v: %v lies outside of %v to %v", values, v.Y, chart.YMin, chart.YMax)
				}
			}
		}
		if len(chart.Fallback.Items) == 0 {
			t.Errorf("%v: nothing for a client without charts", values)
		}
	}
}
