package teams

import (
	"slices"
	"strings"

	"parallax/bot"
	"parallax/checkins"
)

// dialog draws something to fill in. What is wrong with a field stands above it.
func (d *draft) dialog(m checkins.Dialog) {
	d.text = d.DialogText(m)
	if !d.window {
		d.add(heading(d.DialogTitle(m), sizeTitle))
	}
	d.add(small(d.DialogPlace(m))...)
	for _, one := range m.Remarks {
		d.add(sentence(d.DialogRemark(m, one))...)
	}
	for _, f := range m.Fields {
		d.field(m, f)
	}
	claim := bot.DialogClaim(m)
	d.offer(primary(d.sending(m, VerbOn, d.DialogOn(m), claim)))
	if m.Back {
		d.offer(d.sending(m, VerbBack, d.DialogBack(), claim))
	}
	if bot.CanStop(m) {
		sure := d.DialogStopSure()
		stop := styled(d.button(VerbStop, sure.Yes, claim), "destructive")
		d.offer(fold(d.DialogStop(), append(paragraph(bold(sure.Title)), sentence(sure.Text)...), stop))
	}
}

// sending is a button that sends a dialog, and says which inputs there were.
func (d *draft) sending(m checkins.Dialog, verb string, label bot.Text, c bot.Claim) Action {
	ids := make([]string, len(m.Fields))
	for i, f := range m.Fields {
		ids[i] = bot.FieldID(m, f, false)
	}
	a := d.submit(verb, label, c)
	a.Data[dataShown] = strings.Join(ids, ",")
	a.Fallback.Data[dataShown] = a.Data[dataShown]
	return a
}

// field draws one input.
func (d *draft) field(m checkins.Dialog, f checkins.Field) {
	label, hint := d.DialogField(m, f)
	if wrong := d.DialogWarning(f); !wrong.IsZero() {
		r := bold(wrong)
		r.Color = "Attention"
		d.add(paragraph(r)...)
	}
	if f.Optional && f.Kind != checkins.FieldTick { // Slack's client says so by itself
		label = d.DialogOptional(label)
	}
	id := bot.FieldID(m, f, false)
	people := f.Kind == checkins.FieldPerson || f.Kind == checkins.FieldPeople
	// A client lets nobody go back from where something required is missing, and there
	// the domain says it.
	need := required{!f.Optional && !m.Back && (!people || len(f.Options) == 0), d.DialogMissing().Plain()}
	switch f.Kind {
	case checkins.FieldChannel:
		d.channel(m, f, label, need)
	case checkins.FieldPerson, checkins.FieldPeople:
		d.add(d.picker(f, id, label, need))
		if len(f.Options) > 0 {
			other := f
			other.Kind = checkins.FieldSelect
			if f.Kind == checkins.FieldPeople {
				other.Kind = checkins.FieldSome
			}
			d.add(d.menu(m, other, bot.FieldID(m, f, true), d.DialogElsewhere(m, f, checkins.Teams), required{}))
		}
	default:
		d.add(d.entry(m, f, id, label, need))
	}
	d.add(small(hint)...)
}

// required says whether a client sends nothing without an input, and what it says
// then.
type required struct {
	yes  bool
	says string
}

// says is left out where nothing is required.
func (r required) message() string {
	if !r.yes {
		return ""
	}
	return r.says
}

// entry is the input into which a field is filled in.
func (d *draft) entry(m checkins.Dialog, f checkins.Field, id string, label bot.Text, need required) Element {
	first := ""
	if len(f.Value) > 0 {
		first = f.Value[0]
	}
	title := label.Fit(maxStatement, literal)
	switch f.Kind {
	case checkins.FieldChoice, checkins.FieldSelect, checkins.FieldSome:
		return d.menu(m, f, id, label, need)
	case checkins.FieldDate:
		in := DateInput{Type: "Input.Date", ID: id, Label: title, IsRequired: need.yes, ErrorMessage: need.message(), Frame: apartFrame}
		if checkins.Date(first).Valid() {
			in.Value = first
		}
		return in
	case checkins.FieldTime:
		in := TimeInput{Type: "Input.Time", ID: id, Label: title, IsRequired: need.yes, ErrorMessage: need.message(), Frame: apartFrame}
		if checkins.ValidTime(first) {
			in.Value = first
		}
		return in
	case checkins.FieldTick:
		t := Toggle{Type: "Input.Toggle", ID: id, Label: title, Title: d.DialogTick(m, f).Fit(maxStatement, boxed), ValueOn: bot.Tick, ValueOff: "0", Wrap: true, Frame: apartFrame}
		if first == bot.Tick {
			t.Value = bot.Tick
		}
		return t
	}
	in := TextInput{
		Type: "Input.Text", ID: id, Label: title, IsMultiline: f.Kind == checkins.FieldLines, MaxLength: f.Longest(),
		IsRequired: need.yes, ErrorMessage: need.message(), Frame: apartFrame,
	}
	in.Value = bot.User(first).Fit(in.MaxLength, bot.Text.Plain)
	if in.IsMultiline {
		in.Value = bot.UserLines(first).Fit(in.MaxLength, bot.Text.Plain)
	}
	return in
}

const styleExpanded = "expanded"

// boxed is a text beside a box or a button of its own, where clients look for Markdown.
func boxed(t bot.Text) string {
	if s := literal(t); unmarked(s) {
		return s
	}
	return markdown(t)
}

// maxExpanded is how many choices are all shown at once.
const maxExpanded = 10

var apartFrame = Frame{Spacing: "Medium"}

// menu is a menu of the choices of a field: one in which one can search by typing
// where only one is chosen. Those that do not fit into the card are left out, but none
// that is chosen.
func (d *draft) menu(m checkins.Dialog, f checkins.Field, id string, label bot.Text, need required) ChoiceSet {
	c := ChoiceSet{
		Type: "Input.ChoiceSet", ID: id, Label: label.Fit(maxStatement, literal), Style: "compact", Wrap: true,
		IsRequired: need.yes, ErrorMessage: need.message(), Frame: apartFrame, Choices: []Choice{},
	}
	c.IsMultiSelect = f.Kind == checkins.FieldSome
	switch {
	case len(f.Options) <= maxExpanded && f.Kind == checkins.FieldChoice, len(f.Options) <= maxExpanded && c.IsMultiSelect:
		c.Style = styleExpanded
	case len(f.Options) > maxExpanded && !c.IsMultiSelect:
		c.Style = "filtered"
	}
	encode := literal
	if c.IsMultiSelect || c.Style == styleExpanded {
		encode = boxed
	}
	lists := 0
	for _, one := range m.Fields {
		lists += min(1, len(one.Options))
	}
	room := maxSheet / max(1, lists)
	var chosen []string
	for _, o := range f.Options {
		one := Choice{Title: d.DialogOption(m, f, o).Fit(maxOption, encode), Value: o.Value}
		on := slices.Contains(f.Value, o.Value)
		room -= 2*(bot.Length(one.Title)+bot.Length(one.Value)) + choiceFrame
		if room < 0 && !on {
			continue
		}
		c.Choices = append(c.Choices, one)
		if on {
			chosen = append(chosen, o.Value)
		}
	}
	c.Value = strings.Join(chosen, ",")
	return c
}

// choiceFrame is how much of a card a choice takes besides its texts, bytes.
const choiceFrame = 64

// maxOption is how long a choice may be: a menu has no room for more.
const maxOption = 120

// picker is the people picker of Teams: whoever there is in the organisation.
func (d *draft) picker(f checkins.Field, id string, label bot.Text, need required) Element {
	var chosen []string
	for _, v := range f.Value {
		if a, ok := checkins.ParseAccount(v); ok && a.Platform == checkins.Teams {
			chosen = append(chosen, a.ID)
		}
	}
	return ChoiceSet{
		Type: "Input.ChoiceSet", ID: id, Label: label.Fit(maxStatement, literal), Style: "compact", Choices: []Choice{}, Wrap: true,
		Query:         &Query{Type: "Data.Query", Dataset: everybody},
		IsMultiSelect: f.Kind == checkins.FieldPeople, Value: strings.Join(chosen, ","),
		IsRequired: need.yes, ErrorMessage: need.message(), Frame: apartFrame,
	}
}

// everybody is the dataset of all members of the organisation
// (learn.microsoft.com, "People Picker in Adaptive Cards").
const everybody = "graph.microsoft.com/users"

// channel is a menu of the channels that the domain knows and of the one in which the
// dialog was asked for: Teams lists none by itself. A sentence where there is none.
func (d *draft) channel(m checkins.Dialog, f checkins.Field, label bot.Text, need required) {
	c := d.menu(m, f, bot.FieldID(m, f, false), label, need)
	c.Style = "compact"
	if here := m.Asked.String(); !m.Asked.IsZero() && !slices.ContainsFunc(f.Options, func(o checkins.Option) bool { return o.Value == here }) {
		c.Choices = append([]Choice{{Title: d.DialogHere().Plain(), Value: here}}, c.Choices...)
		if len(f.Value) == 0 || slices.Contains(f.Value, here) {
			c.Value = here
		}
	}
	if len(c.Choices) == 0 {
		d.add(paragraph(bold(label), run(d.DialogNoChannel()))...)
		return
	}
	d.add(c)
}
