package bot

import (
	"slices"
	"strconv"
	"strings"

	"parallax/checkins"
	"parallax/scoring"
)

// All sentences that people read are made in this package, one function a
// meaning, so that a renderer never builds one and a translation finds them all.
// A channel never reads how the product's documents call things: it reads what
// happened, in sentences of fifteen words or fewer.

// side is a side as an adjective: "IT lead", "business lead".
func (w Words) side(s scoring.Side) string {
	if s == scoring.IT {
		return "IT"
	}
	return "business"
}

// LeadsOf returns "IT leads" or "business leads".
func (w Words) LeadsOf(s scoring.Side) Text { return Trusted(w.side(s) + " leads") }

// SeriesName is the name of a side's line in a chart.
func (w Words) SeriesName(s scoring.Side) string {
	if s == scoring.IT {
		return "IT"
	}
	return "Business"
}

var numerals = []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

// count writes a number as a word up to ten.
func (w Words) count(n int) string {
	if n >= 0 && n < len(numerals) {
		return numerals[n]
	}
	return strconv.Itoa(n)
}

// plural writes "one question", "two questions".
func (w Words) plural(n int, one, many string) string {
	if n == 1 {
		return w.count(n) + " " + one
	}
	return w.count(n) + " " + many
}

// upper gives a sentence its capital; the texts it gets begin with ASCII.
func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// sentence makes a phrase of the program's own into a sentence.
func sentence(t Text) Text {
	if t.IsZero() {
		return t
	}
	return capital(Join(t, Trusted(".")))
}

// capital begins a text with a capital letter, unless a person wrote its beginning.
func capital(t Text) Text {
	if t.IsZero() || t.spans[0].user {
		return t
	}
	spans := slices.Clone(t.spans)
	spans[0].s = upper(spans[0].s)
	return Text{spans: spans}
}

// list joins with commas and a last "and".
func (w Words) list(items []Text) Text {
	switch len(items) {
	case 0:
		return Text{}
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return Join(JoinWith(", ", items[:last]...), Trusted(" and "), items[last])
}

// NameOf is the name that people gave an initiative.
func NameOf(n checkins.Named) Text {
	if t := User(n.Name); !t.IsZero() {
		return t
	}
	return User(string(n.ID))
}

// person is somebody's name; a stand-in when nothing of it can be shown.
func (w Words) person(name string) Text {
	if t := User(name); !t.IsZero() {
		return t
	}
	return Trusted("somebody")
}

// Quote puts a statement between quotation marks.
func (w Words) Quote(statement string) Text {
	return Join(Trusted("“"), User(statement), Trusted("”"))
}

// Statement is a statement as it is put to a lead.
func (w Words) Statement(q checkins.Question) Text {
	if t := User(q.Text); !t.IsZero() {
		return t
	}
	return w.Topic(q.Dimension)
}

var topics = map[scoring.Dimension]string{
	checkins.Value:       "Value",
	checkins.PriorityDim: "Priority",
	checkins.Delivery:    "Delivery",
	checkins.Feasibility: "Feasibility",
	checkins.PromisesIT:  "Promises of IT",
	checkins.PromisesBiz: "Promises of the business",
	checkins.WhyDim:      "Shared why",
	checkins.Workarounds: "Side tools",
	checkins.Decisions:   "Decisions",
	checkins.OwnDim:      "Own statement",
}

// Topic is the short name of a dimension.
func (w Words) Topic(d scoring.Dimension) Text {
	if s, ok := topics[d]; ok {
		return Trusted(s)
	}
	return User(string(d))
}

var scale = [...]string{"can't say", "strongly disagree", "disagree", "neither", "agree", "strongly agree"}

// Scale is the label of a rating, 1..5, or "can't say" for 0.
func (w Words) Scale(v int) Text {
	if v < 0 || v >= len(scale) {
		v = 0
	}
	return Trusted(scale[v])
}

// ScaleGuess is Scale for a guess: 0 is "no idea".
func (w Words) ScaleGuess(v int) Text {
	if v < 1 || v >= len(scale) {
		return Trusted("no idea")
	}
	return w.Scale(v)
}

// Option is a choice as it stands in a form or on a button: "4 agree".
func (w Words) Option(v int, guess bool) Text {
	switch {
	case v > 0 && v < len(scale):
		return Trusted(strconv.Itoa(v) + " " + scale[v])
	case guess:
		return Trusted("No idea")
	}
	return Trusted("Can't say")
}
