package sandbox

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// graph is a data_visualization block as an inline picture with its numbers.
type graph struct {
	Title, Text      string // Text says in words what the picture shows
	Head             []string
	Lines            []chartLine
	Grid             []chartMark // horizontal lines
	Ticks            []chartMark // labels under the axis
	XLabel, YLabel   string
	Width, Height    int
	Left, Right, Low int // of the plotting area
}

type chartLine struct {
	Name   string
	Class  string // s0 .. s5: colour, dash and marker differ
	Points string // of the polyline
	Dots   []chartMark
	Key    chartMark // the marker in the legend
	Values []string
	LegendX,
	LegendY int
}

type chartMark struct {
	X, Y   float64
	Text   string
	Square bool
}

const (
	chartWidth  = 520
	chartHeight = 220
	chartLeft   = 34
	chartRight  = 12
	chartTop    = 34
	chartBottom = 34
)

// newGraph reads the block; a chart that is no series of points (pie) has its
// numbers only.
func newGraph(b object) graph {
	c := graph{Width: chartWidth, Height: chartHeight, Left: chartLeft, Right: chartWidth - chartRight, Low: chartHeight - chartBottom}
	c.Title, _ = b["title"].(string)
	ch, _ := b["chart"].(object)
	axis, _ := ch["axis_config"].(object)
	c.XLabel, _ = axis["x_label"].(string)
	c.YLabel, _ = axis["y_label"].(string)
	if list, ok := axis["categories"].([]any); ok {
		for _, x := range list {
			s, _ := x.(string)
			c.Head = append(c.Head, s)
		}
	}
	if ch["type"] == "pie" {
		l := chartLine{Name: c.Title}
		for _, s := range objects(ch["segments"]) {
			label, _ := s["label"].(string)
			n, _ := s["value"].(json.Number)
			c.Head, l.Values = append(c.Head, label), append(l.Values, n.String())
		}
		c.Lines = []chartLine{l}
		c.Text = c.say("Pie chart")
		return c
	}
	var values [][]float64
	for i, s := range objects(ch["series"]) {
		name, _ := s["name"].(string)
		l := chartLine{Name: name, Class: "s" + strconv.Itoa(i%6)}
		at := map[string]float64{}
		for _, p := range objects(s["data"]) {
			label, _ := p["label"].(string)
			if v, ok := number(p["value"]); ok {
				at[label] = v
			}
		}
		row := make([]float64, len(c.Head))
		for j, h := range c.Head {
			v, ok := at[h]
			if !ok {
				v = math.NaN()
			}
			row[j] = v
			l.Values = append(l.Values, figure(v))
		}
		values, c.Lines = append(values, row), append(c.Lines, l)
	}
	c.plot(values)
	c.Text = c.say("Line chart")
	return c
}

// figure is a number with at most one decimal; none for NaN.
func figure(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// plot places points, grid and labels. Answers run from 1 to 5; a chart of
// something else gets its own range.
func (c *graph) plot(values [][]float64) {
	lo, hi := 1.0, 5.0
	for _, row := range values {
		for _, v := range row {
			if !math.IsNaN(v) {
				lo, hi = math.Min(lo, math.Floor(v)), math.Max(hi, math.Ceil(v))
			}
		}
	}
	n := len(c.Head)
	x := func(j int) float64 {
		if n < 2 {
			return float64(c.Left+c.Right) / 2
		}
		return round1(float64(c.Left) + 8 + float64(c.Right-c.Left-16)*float64(j)/float64(n-1))
	}
	y := func(v float64) float64 {
		return round1(float64(c.Low) - float64(c.Low-chartTop)*(v-lo)/(hi-lo))
	}
	step := math.Max(1, math.Ceil((hi-lo)/6))
	for v := lo; v <= hi; v += step {
		c.Grid = append(c.Grid, chartMark{X: float64(c.Left - 8), Y: y(v), Text: figure(v)})
	}
	every := max(1, (n+5)/6)
	for j := range c.Head {
		if (n-1-j)%every == 0 {
			c.Ticks = append(c.Ticks, chartMark{X: x(j), Y: float64(c.Low + 16), Text: c.Head[j]})
		}
	}
	left := c.Left
	for i := range c.Lines {
		l := &c.Lines[i]
		l.LegendX, l.LegendY = left, 14
		square := i%2 == 1 // sides differ by shape too, not by colour alone
		l.Key = chartMark{X: 11, Square: square}
		left += 46 + 7*len([]rune(l.Name))
		var b strings.Builder
		for j, v := range values[i] {
			if math.IsNaN(v) {
				continue
			}
			fmt.Fprintf(&b, "%g,%g ", x(j), y(v))
			l.Dots = append(l.Dots, chartMark{X: x(j), Y: y(v), Text: figure(v), Square: square})
		}
		l.Points = strings.TrimSpace(b.String())
	}
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }

// say is the picture in words: each line from its first to its last point.
func (c *graph) say(kind string) string {
	var b strings.Builder
	b.WriteString(kind + ": " + c.Title + ".")
	for _, l := range c.Lines {
		switch n := len(l.Values); {
		case n == 0:
		case kind == "Pie chart" || n == 1:
			fmt.Fprintf(&b, " %s: %s.", l.Name, strings.Join(l.Values, ", "))
		default:
			fmt.Fprintf(&b, " %s: from %s (%s) to %s (%s).", l.Name, l.Values[0], c.Head[0], l.Values[n-1], c.Head[n-1])
		}
	}
	return b.String()
}
