package checkins

import (
	"context"
	"slices"
	"strconv"

	"parallax/scoring"
)

// The dialog in which somebody adds a line to an alert before its channels get it, and
// what opens it. It is named alike.
const (
	DialogContext DialogWhat = "context"
	DeedContext   string     = "context"
)

// Fields of that dialog.
const (
	fieldText  = "text"
	fieldTick  = "released" // may be shown although everybody can tell who wrote it
	fieldOwner = "owner"    // of an owner who is a lead too: with the name, as the owner
)

// mayAdd finds the alert to which somebody may add a line. nil, and help, once its
// channels have it or it is off.
func (d *Desk) mayAdd(ctx context.Context, who asker, letter LetterID) (tended, *Help, error) {
	t, help, err := d.tendAs(ctx, who, letter)
	if err != nil || help != nil {
		return t, help, err
	}
	if !slices.Contains(t.initiative.warned(), who.person.ID) || t.letter.Kind != KindHeadsUp {
		return t, &Help{Text: HelpNotYours}, nil
	}
	a, err := d.alert(ctx, t.org.ID, t.letter)
	if err != nil {
		return t, nil, err
	}
	state, _, err := d.announced(ctx, t.org.ID, t.initiative, t.card(), a)
	if err == nil && state != HeadsUpWaits {
		help = &Help{Text: HelpAlertOut, Name: t.initiative.Name}
	}
	return t, help, err
}

// addContext opens the dialog.
func (d *Desk) addContext(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.mayAdd(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	notes, err := d.Notes.Notes(ctx, t.org.ID, ContextNotes(t.card()))
	if err != nil {
		return nil, err
	}
	dialog := contextDialog(t, noteOf(notes[ContextNotes(t.card())], who.person.ID))
	dialog.Opened = true
	return dialog, nil
}

// contextDialog is the dialog, with what its author wrote before.
func contextDialog(t tended, before *Note) Dialog {
	i := t.initiative
	d := Dialog{What: DialogContext, Initiative: Named{i.ID, i.Name}, Letter: t.letter.ID}
	text := Field{Key: fieldText, Kind: FieldLines, Max: noteLength, Optional: true}
	if before != nil {
		text.Value = []string{before.Text}
	}
	side, lead := i.Side(t.who.person.ID)
	owner := i.Owner == t.who.person.ID
	signs := Field{Key: fieldOwner, Kind: FieldTick, Optional: true}
	tick := Field{Key: fieldTick, Kind: FieldTick, Optional: true}
	if before == nil || before.Owner {
		signs.Value = []string{"1"}
	}
	if before != nil && before.Released {
		tick.Value = []string{"1"}
	}
	switch {
	case owner && lead:
		d.Remarks = []Remark{{Key: "either"}}
		d.Fields = []Field{text, signs}
	case owner:
		d.Remarks = []Remark{{Key: "owner"}}
		return d.with(text)
	case i.Mode(side) == scoring.Confidential:
		d.Remarks = []Remark{{Key: "hidden." + side.String()}}
		return d.with(text)
	default:
		d.Remarks = []Remark{{Key: "few", Count: map[string]int{"n": len(i.SideLeads(side))}}}
		return d.with(text, tick)
	}
	if i.Mode(side) == scoring.Named {
		d.Fields = append(d.Fields, tick)
	}
	return d
}

func (d Dialog) with(fields ...Field) Dialog {
	d.Fields = fields
	return d
}

// wrong marks a field of a dialog that comes back, with what was filled in.
func (d Dialog) wrong(s Submission, key, why string) Dialog {
	d.Fields = slices.Clone(d.Fields)
	for n := range d.Fields {
		f := &d.Fields[n]
		if typed, shown := s.Values[f.Key]; shown {
			f.Value = typed
		} else if f.Kind == FieldTick {
			f.Value = nil
		}
		if f.Key == key {
			f.Wrong, f.Names = why, map[string]string{"most": strconv.Itoa(f.Max)}
		}
	}
	return d
}

// takeContext stores the line. An empty one takes back what was written.
func (d *Desk) takeContext(ctx context.Context, who asker, s Submission) (Message, error) {
	t, help, err := d.mayAdd(ctx, who, s.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i := t.initiative
	dialog := contextDialog(t, nil)
	text, wrong := typedLine(s, fieldText)
	if wrong != "" {
		return dialog.wrong(s, fieldText, wrong), nil
	}
	note := Note{Person: who.person.ID, Text: text, Released: hasTick(s, fieldTick)}
	side, lead := i.Side(who.person.ID)
	note.Owner = i.Owner == who.person.ID && (!lead || hasTick(s, fieldOwner))
	if text != "" && !note.Owner && i.Mode(side) == scoring.Named && !note.Released {
		return dialog.wrong(s, fieldTick, "unticked"), nil
	}
	j := Jotting{
		Key: ContextNotes(t.card()), From: s.From, Note: note, Delivery: Delivered{s.From.Platform, s.Delivery},
		Redraw: []LetterID{t.letter.ID},
	}
	stored, err := d.Notes.Jot(ctx, t.org.ID, j, d.Now())
	if err != nil {
		return nil, err
	}
	if !stored {
		return Help{Text: HelpStranger}, nil
	}
	if text == "" {
		return Done{What: DoneContextOff, Name: i.Name}, nil
	}
	return Done{What: DoneContext, Name: i.Name}, nil
}
