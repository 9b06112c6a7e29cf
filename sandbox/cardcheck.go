package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
)

// cardElements are the elements and actions that Teams draws.
var cardElements = words(`AdaptiveCard TextBlock RichTextBlock TextRun Image ImageSet Media Container ColumnSet Column FactSet Table
	TableRow TableCell ActionSet Input.Text Input.Number Input.Date Input.Time Input.Toggle Input.ChoiceSet Chart.Line Chart.Pie
	Chart.Donut Chart.VerticalBar Chart.VerticalBar.Grouped Chart.HorizontalBar Chart.HorizontalBar.Stacked Chart.Gauge Badge
	CodeBlock CompoundButton Icon Rating ProgressBar ProgressRing Carousel CarouselPage Action.Execute Action.Submit Action.OpenUrl
	Action.ShowCard Action.ToggleVisibility Action.ResetInputs`)

func words(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}

// Limits of cards in Teams.
const (
	maxRefreshUsers = 60
	maxCardActions  = 6 // in a row; what comes after hides in a menu
)

// cardVersions that Teams draws for bots.
var cardVersions = words("1.0 1.1 1.2 1.3 1.4 1.5")

// cardCheck walks one card and collects its faults, each with a path.
type cardCheck struct {
	ids    map[string]bool
	faults []string
}

func (c *cardCheck) fault(path, format string, a ...any) {
	c.faults = append(c.faults, "["+strings.TrimPrefix(path, "/")+"] "+fmt.Sprintf(format, a...))
}

// checkCard gives what is wrong with a card. It is stricter than Teams, which leaves
// out what it does not know and says nothing.
func checkCard(card object) []string {
	c := &cardCheck{ids: map[string]bool{}}
	if str(card, "type") != "AdaptiveCard" {
		c.fault("type", "%q is no AdaptiveCard", str(card, "type"))
	}
	if v := str(card, "version"); !cardVersions[v] {
		c.fault("version", "%q is not drawn by Teams, which knows 1.0 to 1.5", v)
	}
	if len(objects(card["body"])) == 0 && len(objects(card["actions"])) == 0 {
		c.fault("body", "the card is empty")
	}
	if r, ok := card["refresh"].(object); ok {
		if ids := asList(r["userIds"]); len(ids) > maxRefreshUsers {
			c.fault("refresh/userIds", "%d people, limit %d", len(ids), maxRefreshUsers)
		}
		c.action("refresh/action", sub(r, "action"))
		if str(sub(r, "action"), "type") != "Action.Execute" {
			c.fault("refresh/action", "must be an Action.Execute")
		}
	}
	if _, why := mentions(cardWords(card), asList(sub(card, "msteams")["entities"])); why != "" {
		c.fault("msteams/entities", "%s", why)
	}
	deepest := 0
	walkCard("", card, 0, func(path string, e object) bool {
		deepest = max(deepest, strings.Count(path, "/"))
		c.element(path, e)
		return true
	})
	if deepest >= 2*cardDepth {
		c.fault("body", "elements lie deeper than %d", cardDepth)
	}
	return c.faults
}

func (c *cardCheck) element(path string, e object) {
	kind := str(e, "type")
	switch {
	case kind == "" && strings.Contains(path, "/columns/"), kind == "" && strings.Contains(path, "/rows/"):
		kind = "Column" // its type may be left out
	case kind == "" && strings.Contains(path, "/cells/"):
		kind = "TableCell"
	}
	if !cardElements[kind] {
		c.fault(path, "unknown type %q", kind)
		return
	}
	if id, given := e["id"]; given {
		s, ok := id.(string)
		if !ok || s == "" {
			c.fault(path+"/id", "must be text")
		}
		if c.ids[s] {
			c.fault(path+"/id", "%q is used twice", s)
		}
		c.ids[s] = true
	}
	switch {
	case kind == "TextBlock":
		if _, ok := e["text"].(string); !ok {
			c.fault(path+"/text", "must be text")
		}
	case kind == "Image":
		if u := str(e, "url"); !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "data:image/") {
			c.fault(path+"/url", "pictures come over https or as data")
		}
		if str(e, "altText") == "" {
			c.fault(path+"/altText", "must not be empty")
		}
	case strings.HasPrefix(kind, "Input."):
		c.input(path, cardInput{id: str(e, "id"), kind: strings.TrimPrefix(kind, "Input."), body: e})
	case strings.HasPrefix(kind, "Action."):
		c.action(path, e)
	case kind == "Chart.Line":
		c.line(path, e)
	}
	if n := len(asList(e["actions"])); n > maxCardActions {
		c.fault(path+"/actions", "%d actions, Teams shows %d", n, maxCardActions)
	}
}

func (c *cardCheck) input(path string, in cardInput) {
	if in.id == "" {
		c.fault(path+"/id", "an input without an id is never sent")
	}
	required, _ := in.body["isRequired"].(bool)
	if required && str(in.body, "label") == "" && in.kind != "Toggle" {
		c.fault(path+"/label", "a required input needs a label, else nobody is told which one is missing")
	}
	switch in.kind {
	case "ChoiceSet":
		choices := objects(in.body["choices"])
		if q := in.query(); q != nil {
			c.asks(path, q)
		} else if len(choices) == 0 {
			c.fault(path+"/choices", "must not be empty")
		}
		seen := map[string]bool{}
		for i, o := range choices {
			at := fmt.Sprintf("%s/choices/%d", path, i)
			v, ok := o["value"].(string)
			if !ok || str(o, "title") == "" {
				c.fault(at, "needs a title and a value, both text")
			}
			if seen[v] {
				c.fault(at+"/value", "%q is used twice", v)
			}
			seen[v] = true
		}
	case "Toggle":
		if str(in.body, "title") == "" {
			c.fault(path+"/title", "must not be empty")
		}
	}
	if v, given := in.body["value"]; given && in.kind != "Number" {
		if _, ok := v.(string); !ok {
			c.fault(path+"/value", "must be text")
		}
	}
	if v := in.initial(); in.query() == nil && in.takes(v) != nil {
		c.fault(path+"/value", "%q does not fit the input", v)
	}
}

func (c *cardCheck) action(path string, e object) {
	kind := str(e, "type")
	if str(e, "title") == "" && !strings.HasSuffix(path, "selectAction") && !strings.HasPrefix(path, "refresh") {
		c.fault(path+"/title", "must not be empty")
	}
	switch kind {
	case "Action.Execute":
		if str(e, "verb") == "" {
			c.fault(path+"/verb", "must not be empty")
		}
		if d, given := e["data"]; given {
			if _, ok := d.(object); !ok {
				c.fault(path+"/data", "must be an object")
			}
		}
		if f, given := e["fallback"]; given {
			if o, _ := f.(object); f != "drop" && str(o, "type") != "Action.Submit" {
				c.fault(path+"/fallback", "must be an Action.Submit for clients that know no Action.Execute")
			}
		}
	case "Action.OpenUrl":
		if u := str(e, "url"); !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://127.0.0.1") && !strings.HasPrefix(u, "http://localhost") {
			c.fault(path+"/url", "%q is no https address", u)
		}
	}
	if s, given := e["style"]; given && s != "default" && s != "positive" && s != "destructive" {
		c.fault(path+"/style", "%v is no style", s)
	}
}

// line checks a line chart: named lines of points with x and a number y.
func (c *cardCheck) line(path string, e object) {
	data := objects(e["data"])
	if len(data) == 0 {
		c.fault(path+"/data", "must not be empty")
	}
	for i, d := range data {
		at := fmt.Sprintf("%s/data/%d", path, i)
		if str(d, "legend") == "" {
			c.fault(at+"/legend", "must not be empty")
		}
		points := objects(d["values"])
		if len(points) == 0 {
			c.fault(at+"/values", "must not be empty")
		}
		for j, p := range points {
			_, isText := p["x"].(string)
			_, isNumber := p["x"].(json.Number)
			if _, ok := number(p["y"]); !ok || !isText && !isNumber {
				c.fault(fmt.Sprintf("%s/values/%d", at, j), "needs x and a number y")
			}
		}
	}
}
