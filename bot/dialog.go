package bot

import (
	"slices"
	"strconv"

	"parallax/checkins"
)

// The words of a dialog stand under keys, so that a new one needs no function here:
//
//	dialog.<What>.title              at most 24 characters, a modal has no room for more
//	dialog.<What>.<step>.title       the same of one step, where there are several
//	dialog.<What>.remark.<key>       said above the fields; dialog.<What>.<key> will do
//	                                 where no field is called so
//	dialog.<What>.<field>            the label
//	dialog.<What>.<field>.hint       below the input; may be missing
//	dialog.<What>.<field>.<option>   a choice that nobody named
//	dialog.<What>.on                 the button that sends it, unless a field has that name; else "Next" or "Save"
//	dialog.wrong.<Wrong>             what is wrong with what was filled in
//
// In a sentence {{.name}} is what the domain calls so (Remark.Names, Remark.Count,
// Field.Names), and {{.dates}} the dates of a remark. One with a single count has a
// form for one and one for others, in which the number is {{.N}}, too.

// DialogTitle is what a dialog is called: a few words.
func (w Words) DialogTitle(d checkins.Dialog) Text {
	if d.Step != "" {
		if t, ok := w.dialogWord(d, d.Step+".title", nil); ok {
			return t
		}
	}
	t, _ := w.dialogWord(d, "title", nil)
	return t
}

// DialogPlace is what it is about, and which step this is; nothing when there is but
// one and it is about nothing yet.
func (w Words) DialogPlace(d checkins.Dialog) Text {
	var step, about Text
	if d.Of > 1 {
		step = w.say("dialog.step", with{"number": Trusted(strconv.Itoa(d.Number)), "of": Trusted(strconv.Itoa(d.Of))})
	}
	if d.Initiative.ID != "" || d.Initiative.Name != "" {
		about = NameOf(d.Initiative)
	}
	return JoinWith(" · ", step, about)
}

// DialogRemark is something said above the fields.
func (w Words) DialogRemark(d checkins.Dialog, r checkins.Remark) Text {
	in := users(r.Names)
	in["dates"] = w.dates(r.Dates)
	for k, n := range r.Count {
		in[k] = w.count(n)
	}
	for k, v := range r.Words {
		in[k] = w.say("dialog." + string(d.What) + "." + v)
	}
	if r.Pulse != nil {
		in["cadence"] = w.Cadence(*r.Pulse)
	}
	key := string(d.What) + ".remark." + r.Key
	if !w.has("dialog." + key) {
		key = string(d.What) + "." + r.Key
	}
	if len(r.Count) == 1 {
		for _, n := range r.Count {
			return w.many("dialog."+key, n, in)
		}
	}
	return w.say("dialog."+key, in)
}

func (w Words) dates(ds []checkins.Date) Text {
	texts := make([]Text, len(ds))
	for i, d := range ds {
		texts[i] = w.Weekday(d)
	}
	return w.list(texts)
}

// DialogField is the label of a field and, where there is one, the hint below it.
func (w Words) DialogField(d checkins.Dialog, f checkins.Field) (label, hint Text) {
	label, _ = w.dialogWord(d, f.Key, users(f.Names))
	hint, ok := w.dialogWord(d, f.Key+".hint", users(f.Names))
	if !ok {
		hint = Text{}
	}
	return label, hint
}

func users(names map[string]string) with {
	texts := with{}
	for k, v := range names {
		texts[k] = User(v)
	}
	return texts
}

// DialogOption is one choice of a field.
func (w Words) DialogOption(d checkins.Dialog, f checkins.Field, o checkins.Option) Text {
	if o.Name != "" {
		if t := User(o.Name); !t.IsZero() {
			return t
		}
		return User(o.Value)
	}
	t, _ := w.dialogWord(d, f.Key+"."+o.Value, users(f.Names))
	return t
}

// DialogElsewhere is the label of the people of a field who are known on the other
// platform than here, where nobody can be picked from a list of all.
func (w Words) DialogElsewhere(d checkins.Dialog, f checkins.Field, here checkins.Platform) Text {
	label, _ := w.DialogField(d, f)
	if here == checkins.Teams {
		return w.say("dialog.elsewhere.slack", with{"label": label})
	}
	return w.say("dialog.elsewhere.teams", with{"label": label})
}

// DialogNoChannel says why no channel can be chosen, where the platform lists none.
func (w Words) DialogNoChannel() Text { return w.say("dialog.no_channel") }

// DialogHere is the channel in which the dialog was asked for, as a choice.
func (w Words) DialogHere() Text { return w.say("dialog.here") }

// DialogOptional is the label of a field that may be left empty.
func (w Words) DialogOptional(label Text) Text { return w.say("dialog.optional", with{"label": label}) }

// DialogWrong is why what stands in a field can't be taken; nothing when it can.
func (w Words) DialogWrong(f checkins.Field) Text {
	if f.Wrong == "" {
		return Text{}
	}
	return w.say("dialog.wrong."+f.Wrong, users(f.Names))
}

// DialogWarning is the same as a line above the field.
func (w Words) DialogWarning(f checkins.Field) Text {
	wrong := w.DialogWrong(f)
	if wrong.IsZero() {
		return wrong
	}
	return Join(Trusted("⚠ "), wrong)
}

// DialogMissing is what a client says of a field that was left empty.
func (w Words) DialogMissing() Text { return w.say("dialog.wrong.missing") }

// DialogOn is the button that sends a dialog.
func (w Words) DialogOn(d checkins.Dialog) Text {
	keys := []string{d.Step + ".on", "on"}
	if slices.ContainsFunc(d.Fields, func(f checkins.Field) bool { return f.Key == "on" }) {
		keys = keys[:1] // the other is the label of that field
	}
	for _, key := range keys {
		if t, ok := w.dialogWord(d, key, nil); ok {
			return t
		}
	}
	if d.Number < d.Of {
		return w.say("dialog.on")
	}
	return w.say("dialog.save")
}

// DialogBack is the button to the step before.
func (w Words) DialogBack() Text { return w.say("dialog.back") }

// DialogStop is the button that throws the draft away; see DialogStopSure.
func (w Words) DialogStop() Text { return w.say("dialog.stop") }

// DialogStopSure asks before a draft is thrown away.
func (w Words) DialogStopSure() Confirm {
	return Confirm{
		Title: w.say("dialog.stop.title"), Text: w.say("dialog.stop.text"),
		Yes: w.say("dialog.stop"), No: w.say("dialog.stop.no"),
	}
}

// DialogClose closes what needs no answer.
func (w Words) DialogClose() Text { return w.say("dialog.close") }

// DialogCancel closes a dialog and keeps nothing of it.
func (w Words) DialogCancel() Text { return w.say("dialog.cancel") }

// DialogOpen is the button of a message from which a dialog is opened.
func (w Words) DialogOpen() Text { return w.say("dialog.open") }

// DialogText is a dialog told in one text: what it is, and what is said above its
// fields.
func (w Words) DialogText(d checkins.Dialog) Text {
	parts := []Text{JoinWith(": ", w.DialogTitle(d), w.DialogPlace(d))}
	for _, r := range d.Remarks {
		parts = append(parts, w.DialogRemark(d, r))
	}
	if len(d.Remarks) > 0 {
		parts[0] = sentence(parts[0])
	}
	return JoinWith(" ", parts...)
}

// DialogTick is the text beside the box of a tick; the label again, where there is no
// other.
func (w Words) DialogTick(d checkins.Dialog, f checkins.Field) Text {
	if t, ok := w.dialogWord(d, f.Key+"."+Tick, users(f.Names)); ok {
		return t
	}
	label, _ := w.DialogField(d, f)
	return label
}

// Product is what the product is called.
func (w Words) Product() Text { return w.say("product") }

// CanStop reports whether a dialog has a draft to throw away: it has several steps.
func CanStop(d checkins.Dialog) bool { return d.Of > 1 }

// dialogWord is a sentence of one dialog; false, and the key, when there is none.
func (w Words) dialogWord(d checkins.Dialog, key string, in with) (Text, bool) {
	full := string(d.What) + "." + key
	return w.say("dialog."+full, in), w.has("dialog." + full)
}
