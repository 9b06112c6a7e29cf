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
	Title, Text    string // Text says in words what the picture shows
	Head           []string
	Lines          []chartLine
	XLabel, YLabel string
	Plots          []plot // the picture, for a wide place and for a narrow one; none: numbers only
}

// chartLine is the numbers of one line.
type chartLine struct {
	Name   string
	Values []string
}

// plot is the picture in one size. What is too wide for its place would be scaled
// down, and its words with it: so there is one for each.
type plot struct {
	Class            string
	Width, Height    int
	Left, Right, Low int         // of the plotting area
	Grid             []chartMark // horizontal lines
	Ticks            []chartMark // labels under the axis
	Lines            []plotLine
}

type plotLine struct {
	Name             string
	Class            string // s0 .. s5: colour, dash and marker differ
	Points           string // of the polyline
	Dots             []chartMark
	Key              chartMark // the marker in the legend
	LegendX, LegendY int
}

type chartMark struct {
	X, Y   float64
	Text   string
	Anchor string
	Square bool
}

// Where the plotting area lies in a picture.
const (
	chartLeft   = 34
	chartRight  = 12
	chartTop    = 34
	chartBottom = 34
)

// plots are the sizes; ticks is how many labels stand below one another.
var plots = []struct {
	class                string
	width, height, ticks int
}{{"broad", 520, 220, 6}, {"slim", 280, 190, 4}}

// newGraph reads the block; a chart that is no series of points (pie) has its
// numbers only.
func newGraph(b object) graph {
	var c graph
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
	for _, s := range objects(ch["series"]) {
		name, _ := s["name"].(string)
		l := chartLine{Name: name}
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

// figure is a number with at most three decimals, of a small one with four digits; none
// for NaN.
func figure(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	if math.Abs(v) < 1 && v != 0 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
}

// scaleLabel is a number on the scale, no more exact than its steps; of a large one the
// millions or more are counted.
func scaleLabel(v, step float64) string {
	for _, unit := range []struct {
		of   float64
		name string
	}{{1e12, " T"}, {1e9, " bn"}, {1e6, " M"}} {
		if step >= unit.of/10 {
			return strconv.FormatFloat(math.Round(v/unit.of*10)/10, 'f', -1, 64) + unit.name
		}
	}
	behind := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	s := strconv.FormatFloat(v, 'f', behind, 64)
	if strings.Trim(s, "-0.") == "" {
		return "0" // and not -0.0
	}
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// plot draws the lines in each size. Answers run from 1 to 5; a chart of something
// else gets its own range.
func (c *graph) plot(values [][]float64) {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, row := range values {
		for _, v := range row {
			if !math.IsNaN(v) {
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
	}
	step := 1.0
	if lo >= 1 && hi <= 5 || lo > hi {
		lo, hi = 1, 5
	} else {
		step = roundStep(hi - lo)
		lo, hi = math.Floor(lo/step)*step, math.Ceil(hi/step)*step
		if lo == hi {
			hi += step
		}
	}
	longest := 0
	for v := lo; v < hi+step/2; v += step {
		longest = max(longest, len(scaleLabel(v, step)))
	}
	for _, size := range plots {
		p := plot{
			Class: size.class, Width: size.width, Height: size.height,
			Left: max(chartLeft, 12+7*longest), Right: size.width - chartRight, Low: size.height - chartBottom,
		}
		p.draw(c, values, lo, hi, step, size.ticks)
		c.Plots = append(c.Plots, p)
	}
}

// roundStep is how far lines of a grid stand apart that are read at a glance: 1, 2 or 5,
// or that times a power of ten; at most seven of them.
func roundStep(reach float64) float64 {
	if reach == 0 {
		return 1
	}
	ten := math.Pow(10, math.Floor(math.Log10(reach/6)))
	for _, n := range []float64{1, 2, 5} {
		if reach <= 6*n*ten {
			return n * ten
		}
	}
	return 10 * ten
}

// draw places points, grid and labels.
func (c *plot) draw(g *graph, values [][]float64, lo, hi, step float64, ticks int) {
	n := len(g.Head)
	x := func(j int) float64 {
		if n < 2 {
			return float64(c.Left+c.Right) / 2
		}
		return round1(float64(c.Left) + 8 + float64(c.Right-c.Left-16)*float64(j)/float64(n-1))
	}
	y := func(v float64) float64 {
		return round1(float64(c.Low) - float64(c.Low-chartTop)*(v-lo)/(hi-lo))
	}
	for n := range int(math.Round((hi-lo)/step)) + 1 {
		v := lo + float64(n)*step
		c.Grid = append(c.Grid, chartMark{X: float64(c.Left - 8), Y: y(v), Text: scaleLabel(v, step)})
	}
	every := max(1, (n+ticks-1)/ticks)
	widest := 0
	for _, h := range g.Head {
		widest = max(widest, 7*len([]rune(h)))
	}
	for every < n-1 && 2*every*(c.Right-c.Left-16) < (3*widest+12)*(n-1) { // the last ends where it stands, the one before stands in the middle
		every++
	}
	for j := range g.Head {
		if (n-1-j)%every != 0 {
			continue
		}
		// The first and the last label would stand out of the picture, or on the scale.
		anchor := "middle"
		switch {
		case n > 1 && j == 0:
			anchor = "start"
		case n > 1 && j == n-1:
			anchor = "end"
		}
		c.Ticks = append(c.Ticks, chartMark{X: x(j), Y: float64(c.Low + 20), Text: g.Head[j], Anchor: anchor})
	}
	left := c.Left
	for i, line := range g.Lines {
		l := plotLine{Name: line.Name, Class: "s" + strconv.Itoa(i%6), LegendX: left, LegendY: 14}
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
		c.Lines = append(c.Lines, l)
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
