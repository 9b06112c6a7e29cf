package sandbox

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// field draws an input of a card with what stands in it.
func (s cardSheet) field(in cardInput) cardField {
	value, entered := s.entered[in.id]
	if !entered {
		value = in.initial()
	}
	f := cardField{
		ID: s.id + "-" + slug(in.id), Name: fieldName(in.id), Kind: "field", Label: str(in.body, "label"), Hint: str(in.body, "placeholder"),
		Value: value, Required: in.required(), Type: strings.ToLower(in.kind), Form: s.form,
	}
	for _, k := range []struct {
		name string
		to   *string
	}{{"min", &f.Least}, {"max", &f.Most}} {
		switch v := in.body[k.name].(type) {
		case string:
			*k.to = v
		case json.Number:
			*k.to = v.String()
		}
	}
	if n, ok := number(in.body["maxLength"]); ok {
		f.Longest = int(n)
	}
	switch in.kind {
	case "Text":
		if lines, _ := in.body["isMultiline"].(bool); lines {
			f.Kind = "lines"
		}
	case "Toggle":
		f.Kind, f.On = "toggle", in.on()
		f.Label = orElse(str(in.body, "title"), f.Label)
	case "ChoiceSet":
		many, _ := in.body["isMultiSelect"].(bool)
		expanded := str(in.body, "style") == "expanded"
		f.Kind = map[[2]bool]string{{true, true}: "many", {true, false}: "one", {false, true}: "manyselect", {false, false}: "select"}[[2]bool{expanded, many}]
		on := []string{value}
		if many {
			on = strings.Split(value, ",")
		}
		for i, o := range objects(in.body["choices"]) {
			title := str(o, "title")
			f.Choices = append(f.Choices, choiceItem{
				ID: f.ID + "-" + strconv.Itoa(i), Value: str(o, "value"), Text: title, Label: bare(title),
				On: value != "" && slices.Contains(on, str(o, "value")),
			})
		}
	}
	return f
}

// cardChart reads a chart: lines as a picture with its numbers, others as numbers.
func cardChart(e object) graph {
	var c graph
	c.Title, c.XLabel, c.YLabel = str(e, "title"), str(e, "xAxisTitle"), str(e, "yAxisTitle")
	column := func(x any) string {
		if n, ok := x.(json.Number); ok {
			return n.String()
		}
		s, _ := x.(string)
		if day, err := time.Parse(time.DateOnly, s); err == nil {
			return day.Format("2 Jan")
		}
		return s
	}
	series := objects(e["data"])
	if len(series) > 0 && series[0]["values"] == nil && series[0]["data"] == nil {
		// Bars, slices: one row of named numbers.
		row := object{"values": e["data"]}
		series = []object{row}
	}
	at := make([]map[string]float64, len(series))
	for i, s := range series {
		at[i] = map[string]float64{}
		for _, p := range append(objects(s["values"]), objects(s["data"])...) {
			head := orElse(column(p["x"]), str(p, "legend"))
			y := p["y"]
			if y == nil {
				y = p["value"]
			}
			if v, ok := number(y); ok {
				at[i][head] = v
			}
			if !slices.Contains(c.Head, head) {
				c.Head = append(c.Head, head)
			}
		}
	}
	var values [][]float64
	for i, s := range series {
		l := chartLine{Name: orElse(str(s, "legend"), orElse(str(s, "title"), c.Title))}
		row := make([]float64, len(c.Head))
		for j, h := range c.Head {
			v, ok := at[i][h]
			if !ok {
				v = math.NaN()
			}
			row[j] = v
			l.Values = append(l.Values, figure(v))
		}
		values, c.Lines = append(values, row), append(c.Lines, l)
	}
	if str(e, "type") == "Chart.Line" {
		c.plot(values)
		c.Text = c.say("Line chart")
	}
	return c
}
