package sandbox

import (
	"encoding/json"
	"fmt"
)

// Limits of a native chart.
const (
	maxChartTitle  = 50
	maxChartSeries = 6
	maxChartPoints = 20
	maxChartLabel  = 20
)

// chart checks a data_visualization block: pie with segments; bar, area, line with
// series that have exactly one point a category.
func (c *check) chart(path string, b object) {
	c.named(path+"/title", b["title"], maxChartTitle)
	ch, ok := b["chart"].(object)
	if !ok {
		c.fault(path+"/chart", "is required")
		return
	}
	path += "/chart"
	switch kind, _ := ch["type"].(string); kind {
	case "pie":
		segments, _ := ch["segments"].([]any)
		if len(segments) == 0 || len(segments) > maxChartSeries {
			c.fault(path+"/segments", "%d segments, 1 to %d", len(segments), maxChartSeries)
		}
		for i, s := range segments {
			at := fmt.Sprintf("%s/segments/%d", path, i)
			m, _ := s.(object)
			c.named(at+"/label", m["label"], maxChartLabel)
			if n, isNum := number(m["value"]); !isNum || n <= 0 {
				c.fault(at+"/value", "must be a number above 0")
			}
		}
	case "bar", "area", "line":
		c.series(path, ch)
	default:
		c.fault(path+"/type", "%q is no chart", kind)
	}
}

func (c *check) series(path string, ch object) {
	axis, _ := ch["axis_config"].(object)
	list, _ := axis["categories"].([]any)
	c.within(path+"/axis_config/x_label", axis["x_label"], maxChartTitle)
	c.within(path+"/axis_config/y_label", axis["y_label"], maxChartTitle)
	categories := map[string]bool{}
	for i, v := range list {
		at := fmt.Sprintf("%s/axis_config/categories/%d", path, i)
		s := c.named(at, v, maxChartLabel)
		if categories[s] {
			c.fault(at, "%q is used twice", s)
		}
		categories[s] = true
	}
	if len(list) == 0 || len(list) > maxChartPoints {
		c.fault(path+"/axis_config/categories", "%d categories, 1 to %d", len(list), maxChartPoints)
	}
	series, _ := ch["series"].([]any)
	if len(series) == 0 || len(series) > maxChartSeries {
		c.fault(path+"/series", "%d series, 1 to %d", len(series), maxChartSeries)
	}
	names := map[string]bool{}
	for i, v := range series {
		at := fmt.Sprintf("%s/series/%d", path, i)
		m, _ := v.(object)
		s := c.named(at+"/name", m["name"], maxChartLabel)
		if names[s] {
			c.fault(at+"/name", "%q is used twice", s)
		}
		names[s] = true
		points, _ := m["data"].([]any)
		if len(points) == 0 || len(points) > maxChartPoints {
			c.fault(at+"/data", "%d points, 1 to %d", len(points), maxChartPoints)
		}
		if len(points) != len(list) {
			c.fault(at+"/data", "%d points for %d categories", len(points), len(list))
		}
		seen := map[string]bool{}
		for j, p := range points {
			pt, _ := p.(object)
			where := fmt.Sprintf("%s/data/%d", at, j)
			label := c.named(where+"/label", pt["label"], maxChartLabel)
			if !categories[label] || seen[label] {
				c.fault(where+"/label", "%q is no category, or used twice", label)
			}
			seen[label] = true
			if _, ok := number(pt["value"]); !ok {
				c.fault(where+"/value", "must be a number")
			}
		}
	}
}

// named checks a plain string of 1 to most characters and gives it.
func (c *check) named(path string, v any, most int) string {
	s, ok := v.(string)
	if !ok || s == "" {
		c.fault(path, "must not be empty")
	}
	c.within(path, s, most)
	return s
}

func number(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}
