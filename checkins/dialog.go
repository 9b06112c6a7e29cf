package checkins

import "time"

// Dialog is something to fill in that is no check-in: the set-up of an initiative in
// steps, a person's settings, one line about the why. What it asks stands in it as
// keys; package bot has the words, and a platform draws it as a form.
type Dialog struct {
	What       DialogWhat
	Step       string   // of several: which one this is; empty: the only one
	Number, Of int      // of several: "step 2 of 4", from 1; both 0: the only one
	Back       bool     // there is a step before this one
	Initiative Named    // what it is about; zero: nothing yet, or nothing
	Letter     LetterID // the message from which it was opened; empty: none
	Subject    string   // what else Submit must get back, at most 60 characters; never a person's text
	Asked      Account  // the channel in which it was asked for; zero: in private. The Desk fills it in
	Remarks    []Remark // said above the fields
	Fields     []Field  // in the order of asking
	Opened     bool     // opened just now, not one that comes back
}

// DialogWhat says what a dialog is for.
type DialogWhat string

// Remark is something said in a dialog, by key, with what goes into the sentence.
type Remark struct {
	Key   string            // package bot's key is "dialog.<What>.remark.<Key>"
	Names map[string]string // texts of people, by the placeholder: initiative, why, name ...
	Count map[string]int    // numbers, likewise
	Dates []Date            // for example the next three rounds
	Words map[string]string // words by key, by the placeholder
	Pulse *Pulse            // for the placeholder cadence; nil: there is none in it
}

// Field is one input.
type Field struct {
	Key      string // unique within the dialog: "name", "stage"; letters, digits and underscores
	Kind     FieldKind
	Value    []string // what stands in it; several only of choices and people; ids of options, accounts (ParseAccount), dates
	Options  []Option // of a choice
	Optional bool
	Max      int               // of a text: characters; 0: 300
	Wrong    string            // why what was filled in can't be taken, by key "dialog.wrong.<Wrong>"; empty: nothing is wrong
	Names    map[string]string // texts that go into label, hint or Wrong, by the placeholder
}

// Longest is how long a text may be, characters.
func (f Field) Longest() int {
	if f.Max > 0 {
		return f.Max
	}
	return 300
}

// ValidTime reports whether s is a time of day, "15:04".
func ValidTime(s string) bool {
	t, err := time.Parse("15:04", s)
	return err == nil && t.Format("15:04") == s
}

// FieldKind is what can be put into a field.
type FieldKind string

// The kinds of fields.
const (
	FieldText    FieldKind = "text"
	FieldLines   FieldKind = "lines"   // a text of several lines
	FieldChoice  FieldKind = "choice"  // one of a few, all seen at once
	FieldSelect  FieldKind = "select"  // one of many
	FieldSome    FieldKind = "some"    // any number of Options
	FieldPerson  FieldKind = "person"  // one account of the platform it is filled in on, or one of Options
	FieldPeople  FieldKind = "people"  // several
	FieldChannel FieldKind = "channel" // one channel of that platform
	FieldDate    FieldKind = "date"
	FieldTime    FieldKind = "time" // 15:04
	FieldTick    FieldKind = "tick" // Value is {"1"} when it is ticked
)

// Option is one choice of a field.
type Option struct {
	Value string
	Name  string // what people called it; empty: words by key "dialog.<What>.<field>.<Value>"
}

// Submission is a dialog as it was sent.
type Submission struct {
	From       Account
	Channel    Account // where the dialog was asked for; zero: in private
	Delivery   string
	What       DialogWhat
	Step       string
	Subject    string
	Initiative InitiativeID
	Letter     LetterID
	Go         DialogGo
	Values     map[string][]string // by Field.Key, without white space around; a key that is missing was not shown
}

// DialogGo is the button with which a dialog was sent.
type DialogGo string

// The buttons of a dialog.
const (
	GoOn   DialogGo = "on"   // the next step, or save
	GoBack DialogGo = "back" // the step before; what was filled in is kept
	GoStop DialogGo = "stop" // throw the draft away
)

func (Dialog) message() {}

// askedAt notes in a dialog where it was asked for.
func askedAt(m Message, where Account) Message {
	if d, is := m.(Dialog); is && !where.IsZero() {
		d.Asked = where
		return d
	}
	return m
}

// field is the field of a key; a Dialog of ours has it.
func (d Dialog) field(key string) *Field {
	for n := range d.Fields {
		if d.Fields[n].Key == key {
			return &d.Fields[n]
		}
	}
	return &Field{}
}

// text is what stands in a field, the first of it.
func (d Dialog) text(key string) string { return textOf(d.field(key).Value) }

// take puts what was sent into the fields, and notes what is plainly wrong. It reports
// whether anything is.
func (d Dialog) take(s Submission) (wrong bool) {
	for n := range d.Fields {
		d.Fields[n].Value = s.Values[d.Fields[n].Key]
		d.Fields[n].plainly()
	}
	return d.faulty()
}

func (d Dialog) faulty() bool {
	for _, f := range d.Fields {
		if f.Wrong != "" {
			return true
		}
	}
	return false
}
