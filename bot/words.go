package bot

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parallax/checkins"
	"parallax/scoring"
)

// All sentences that people read are made in this package, one function a
// meaning, so that a renderer never builds one and a translation finds them all.
// A channel never reads how the product's documents call things: it reads what
// happened, in sentences of fifteen words or fewer.

// bySide is the sentence of a key for a side: a language may need another form for each.
func (w Words) bySide(key string, s scoring.Side, args ...with) Text {
	return w.say(key+"."+sideKey(s), args...)
}

// sideKey is how the key of what is said of one side ends.
func sideKey(s scoring.Side) string {
	if s == scoring.IT {
		return "it"
	}
	return "biz"
}

// LeadsOf returns "IT leads" or "business leads".
func (w Words) LeadsOf(s scoring.Side) Text { return w.bySide("side.leads", s) }

// SeriesName is the name of a side's line in a chart.
func (w Words) SeriesName(s scoring.Side) string { return w.bySide("side.name", s).Plain() }

// count is a number as a word up to ten.
func (w Words) count(n int) Text {
	if n < 0 || n > 10 {
		return Trusted(strconv.Itoa(n))
	}
	return w.say("number." + strconv.Itoa(n))
}

// decimal is a number as the language writes it.
func (w Words) decimal(x float64, digits int) Text {
	point := w.say("number.point").Plain()
	return Trusted(strings.Replace(strconv.FormatFloat(x, 'f', digits, 64), ".", point, 1))
}

// upper gives a sentence its capital.
func upper(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:size]) + s[size:]
}

// sentence makes a phrase of the program's own into a sentence. One that ends with what
// somebody wrote, and with their full stop, needs no other.
func sentence(t Text) Text {
	if t.IsZero() {
		return t
	}
	if said := strings.TrimRight(t.Plain(), "”“’»\""); strings.HasSuffix(said, ".") || strings.HasSuffix(said, "!") || strings.HasSuffix(said, "?") || strings.HasSuffix(said, "…") {
		return capital(t)
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
	return w.say("list", with{"All": JoinWith(", ", items[:last]...), "Last": items[last]})
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
	return w.say("person.somebody")
}

// someone is a person whose name begins a sentence.
func (w Words) someone(name string) Text { return capital(w.person(name)) }

// Quote puts a statement between quotation marks.
func (w Words) Quote(statement string) Text { return w.quote(User(statement)) }

func (w Words) quote(t Text) Text { return w.say("quote", with{"Text": t}) }

// Statement is a statement as it is put to a lead: in the words in which it was asked,
// or in those of the lead's language.
func (w Words) Statement(q checkins.Question) Text {
	if key, names, ok := checkins.Worded(q); ok && w.Language() != English.Language() && w.has("statement."+key) {
		priority := User(names.Priority)
		if names.Priority == checkins.OurPriority {
			priority = w.say("statement.our_priority")
		}
		return w.say("statement."+key, with{"Initiative": User(names.Initiative), "Priority": priority})
	}
	if t := User(q.Text); !t.IsZero() {
		return t
	}
	return w.Topic(q.Dimension)
}

// Quoted is a statement between quotation marks.
func (w Words) Quoted(q checkins.Question) Text { return w.quote(w.Statement(q)) }

// Topic is the short name of a dimension.
func (w Words) Topic(d scoring.Dimension) Text {
	if checkins.KnownDimension(d) {
		return w.say("topic." + string(d))
	}
	return User(string(d))
}

// Scale is the label of a rating, 1..5, or "can't say" for 0.
func (w Words) Scale(v int) Text {
	if v < 0 || v > 5 {
		v = 0
	}
	return w.say("scale." + strconv.Itoa(v))
}

// ScaleGuess is Scale for a guess: 0 is "no idea".
func (w Words) ScaleGuess(v int) Text {
	if v < 1 || v > 5 {
		return w.say("scale.no_idea")
	}
	return w.Scale(v)
}

// Option is a choice as it stands in a form or on a button: "4 agree".
func (w Words) Option(v int, guess bool) Text {
	switch {
	case v > 0 && v <= 5:
		return Join(Trusted(strconv.Itoa(v)+" "), w.Scale(v))
	case guess:
		return capital(w.ScaleGuess(0))
	}
	return capital(w.Scale(0))
}
