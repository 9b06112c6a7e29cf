package checkins

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"parallax/scoring"
)

// The dialog in which both sides agree on a step, and what opens it. It is named alike.
const (
	DialogRecheck DialogWhat = "recheck"
	DeedRecheck   string     = "recheck"
)

// Fields of that dialog, besides one for the owner of each side.
const (
	fieldDue   = "due"
	fieldState = "state"
)

// sharedMost is how many lines of a side the dialog repeats.
const sharedMost = 3

// steers reports whether somebody may put down a step: the owner, and the leads.
func (i Initiative) steers(p PersonID) bool { return p != "" && (p == i.Owner || i.leads(p)) }

// recheck opens the dialog from an alert.
func (d *Desk) recheck(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.tendAs(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return d.openRecheck(ctx, t)
}

// recheckLatest opens it about the alert opened last that is still open.
func (d *Desk) recheckLatest(ctx context.Context, who asker, i Initiative) (Message, error) {
	if !i.steers(who.person.ID) {
		return Help{Text: HelpNotAllowed, Command: string(VerbRecheck)}, nil
	}
	t, help, err := d.latest(ctx, who, i)
	if help != nil {
		help.Text, help.Name = HelpNoAlert, ""
	}
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return d.openRecheck(ctx, t)
}

func (d *Desk) openRecheck(ctx context.Context, t tended) (Message, error) {
	if help, err := d.steering(ctx, t); err != nil || help != nil {
		return orHelp(help), err
	}
	s, err := d.steps(ctx, t.org.ID, t.initiative.ID)
	if err != nil {
		return nil, err
	}
	dialog, err := d.recheckDialog(ctx, t, s.of(t.card()))
	dialog.Opened = true
	return dialog, err
}

// steering says why the asker may put down no step about an alert; nil: they may.
func (d *Desk) steering(ctx context.Context, t tended) (*Help, error) {
	if !t.initiative.steers(t.who.person.ID) {
		return &Help{Text: HelpNotAllowed, Command: string(VerbRecheck)}, nil
	}
	open, err := d.isOpen(ctx, t.org.ID, t.card())
	if err == nil && !open {
		return &Help{Text: HelpAlertOver, Name: t.initiative.Name}, nil
	}
	return nil, err
}

// recheckDialog is the dialog about an alert; of a step that is open it is about that.
func (d *Desk) recheckDialog(ctx context.Context, t tended, was *Step) (Dialog, error) {
	i := t.initiative
	if was != nil && was.State != StepOpen {
		was = nil
	}
	dialog := Dialog{
		What: DialogRecheck, Initiative: Named{i.ID, i.Name}, Letter: t.letter.ID, Subject: string(t.card()) + "#" + noOf(was),
		Remarks: []Remark{{Key: "public"}},
	}
	said, err := d.sharedNeeds(ctx, t)
	if err != nil {
		return dialog, err
	}
	dialog.Remarks = append(dialog.Remarks, said...)
	names, err := d.names(ctx, t.org.ID, slices.Concat(i.keepers(scoring.IT), i.keepers(scoring.Biz), i.Bridges())...)
	if err != nil {
		return dialog, err
	}
	if b := i.bridge(); b != "" && names[b] != "" {
		dialog.Remarks = append(dialog.Remarks, Remark{Key: "bridge", Names: map[string]string{"name": names[b]}})
	}
	care, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil {
		return dialog, err
	}
	text := Field{Key: fieldText, Kind: FieldLines, Max: noteLength, Optional: was == nil || was.Erased}
	if was != nil && was.Text != "" {
		text.Value = []string{was.Text}
	}
	dialog.Fields = []Field{text}
	for _, side := range scoring.Sides {
		f := Field{Key: side.String(), Kind: FieldSelect, Optional: was == nil}
		owner := i.usualOwner(side, care, was)
		for _, p := range i.keepers(side) {
			if names[p] != "" {
				f.Options = append(f.Options, Option{Value: string(p), Name: names[p]})
			}
			if p == owner {
				f.Value = []string{string(p)}
			}
		}
		if len(f.Options) > 0 {
			dialog.Fields = append(dialog.Fields, f)
		}
	}
	due := DateOf(i.Pulse.workday(t.org.Holidays, d.today(i).AddDays(stepUsual)).In(i.Pulse.Location()))
	if was == nil || was.First == "" {
		if was != nil {
			due = was.Due
		}
		dialog.Fields = append(dialog.Fields, Field{Key: fieldDue, Kind: FieldDate, Value: []string{string(due)}})
	}
	if was != nil {
		dialog.Fields = append(dialog.Fields, Field{
			Key: fieldState, Kind: FieldChoice, Value: []string{string(StepOpen)},
			Options: []Option{{Value: string(StepOpen)}, {Value: string(StepDone)}, {Value: string(StepDropped)}},
		})
	}
	return dialog, nil
}

func noOf(x *Step) string {
	if x == nil {
		return "0"
	}
	return strconv.Itoa(x.No)
}

// bridge is who facilitates: the first of those on both sides.
func (i Initiative) bridge() PersonID {
	if b := i.Bridges(); len(b) > 0 {
		return b[0]
	}
	return ""
}

// usualOwner is who has a step on a side where nobody says otherwise: who has it, who
// looks after the alert, else the side's first lead.
func (i Initiative) usualOwner(side scoring.Side, care Care, was *Step) PersonID {
	if was != nil && was.Owners[side] != "" {
		return was.Owners[side]
	}
	var first PersonID
	if leads := i.SideLeads(side); len(leads) > 0 {
		first = leads[0]
	}
	return cmp.Or(care.Keepers[side], first)
}

// sharedNeeds are the lines that both sides shared, once they were gathered: what the
// channel reads.
func (d *Desk) sharedNeeds(ctx context.Context, t tended) ([]Remark, error) {
	voices, err := d.readNeeds(ctx, t) // nothing before they were gathered
	if err != nil || len(voices) == 0 {
		return nil, err
	}
	notes, err := d.Notes.Notes(ctx, t.org.ID, NeedNotes(t.card()))
	if err != nil {
		return nil, err
	}
	var said []Remark
	lines := gathered(t.initiative, t.card(), notes[NeedNotes(t.card())])
	for _, side := range scoring.Sides {
		for _, l := range lines[side][:min(len(lines[side]), sharedMost)] {
			said = append(said, Remark{Key: "shared." + side.String(), Names: map[string]string{"text": l}})
		}
	}
	return said, nil
}

// takeRecheck stores the step, or without one that everybody is asked again.
func (d *Desk) takeRecheck(ctx context.Context, who asker, s Submission) (Message, error) {
	card, no, _ := strings.Cut(s.Subject, "#")
	t, help, err := d.aboutCard(ctx, who, s, RoundID(card))
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if help, err := d.steering(ctx, t); err != nil || help != nil {
		return orHelp(help), err
	}
	about, err := d.aboutOpen(ctx, t)
	if err != nil {
		return nil, err
	}
	by := Delivered{s.From.Platform, s.Delivery}
	return d.alterSteps(ctx, t.org.ID, t.initiative.ID, by, func(all *Steps) (stepped, error) {
		was := all.of(t.card())
		if was != nil && was.State != StepOpen {
			was = nil
		}
		dialog, err := d.recheckDialog(ctx, t, was)
		if err != nil {
			return stepped{}, err
		}
		x, wrong := t.typedStep(dialog, s, was, d.today(t.initiative))
		switch {
		case noOf(was) != no && was != nil && x.same(*was): // sent again
			return stepped{nothing: true, says: t.agreed(*was)}, nil
		case noOf(was) != no:
			return stepped{nothing: true, says: dialog.wrong(s, fieldText, "meanwhile")}, nil
		case wrong[0] != "":
			return stepped{nothing: true, says: dialog.wrong(s, wrong[0], wrong[1])}, nil
		}
		x.Dimensions = about.Dimensions
		switch state := StepState(textOf(s.Values[fieldState])); {
		case was != nil && (state == StepDone || state == StepDropped):
			was.revise(x) // what was typed with it holds; nobody is asked about it any more
			return d.end(t, was, state, by), nil
		case was == nil && x.Text == "":
			return d.askAgain(ctx, t, all, x, by)
		case was != nil:
			return d.restep(ctx, t, was, x, by)
		}
		return d.newStep(ctx, t, all, x, by)
	})
}

// aboutCard finds the alert that a dialog is about: of a letter, or of its subject alone.
func (d *Desk) aboutCard(ctx context.Context, who asker, s Submission, card RoundID) (tended, *Help, error) {
	if s.Letter != "" {
		return d.tendAs(ctx, who, s.Letter)
	}
	if card.Initiative() != s.Initiative || s.Initiative == "" || !who.known {
		return tended{}, &Help{Text: HelpOldForm}, nil
	}
	return d.tending(ctx, who, Letter{About: About{Initiative: s.Initiative, Rounds: []RoundID{card}}})
}

// typedStep reads a step as it was filled in; wrong is a field, and why it can't be taken.
func (t tended) typedStep(dialog Dialog, s Submission, was *Step, today Date) (x Step, wrong [2]string) {
	x = Step{Card: t.card(), By: t.who.person.ID, Put: t.who.person.ID, On: today, State: StepOpen, Bridge: t.initiative.bridge()}
	text, why := typedLine(s, fieldText)
	if why != "" {
		return x, [2]string{fieldText, why}
	}
	x.Text = text
	x.Erased = text == "" && was != nil && was.Erased
	switch {
	case text == "" && was == nil:
		return x, wrong
	case !x.agreed():
		return x, [2]string{fieldText, "missing"}
	}
	for _, side := range scoring.Sides {
		shown := slices.ContainsFunc(dialog.Fields, func(f Field) bool { return f.Key == side.String() })
		p := PersonID(textOf(s.Values[side.String()]))
		if slices.Contains(t.initiative.keepers(side), p) {
			x.Owners[side] = p
		} else if shown {
			return x, [2]string{side.String(), "owner"}
		}
	}
	if was != nil && was.First != "" { // it was moved: that is done once
		x.Due = was.Due
		return x, wrong
	}
	x.Due = Date(textOf(s.Values[fieldDue]))
	if !(was != nil && x.Due == was.Due) && !x.Due.fits(today) {
		return x, [2]string{fieldDue, "step_date"}
	}
	return x, wrong
}

// fits reports whether a step may be due on a day.
func (d Date) fits(today Date) bool {
	return d.Valid() && d > today && d <= today.AddDays(stepAhead)
}

// same reports whether two say the same.
func (x Step) same(y Step) bool {
	return x.Card == y.Card && x.Text == y.Text && x.Erased == y.Erased && x.Owners == y.Owners && x.Due == y.Due
}

func (t tended) agreed(x Step) Done {
	return Done{What: DoneStep, Until: x.Due, Zone: t.initiative.Pulse.Zone, Name: t.initiative.Name}
}

// newStep puts a step down, and has its owners told, and asked on its date.
func (d *Desk) newStep(ctx context.Context, t tended, all *Steps, x Step, by Delivered) (stepped, error) {
	put := all.add(x)
	post, err := d.stepLetters(ctx, t, put, put.Owners)
	if err != nil {
		return stepped{}, err
	}
	return t.stepped(put, ActStep, by, post, t.agreed(*put), d), nil
}

// restep changes a step that is open: what is written, who has it, and once its date.
func (d *Desk) restep(ctx context.Context, t tended, was *Step, x Step, by Delivered) (stepped, error) {
	if x.same(*was) {
		return stepped{nothing: true, says: t.agreed(*was)}, nil
	}
	moved := x.Due != was.Due
	fresh := x.Owners
	for side := range fresh {
		if !moved && fresh[side] == was.Owners[side] {
			fresh[side] = "" // is asked already
		}
	}
	was.revise(x)
	post, err := d.stepLetters(ctx, t, was, fresh)
	if err != nil {
		return stepped{}, err
	}
	return t.stepped(was, ActStepChanged, by, post, t.agreed(*was), d), nil
}

// revise makes a step say what another one does. Where only a date or an owner changes,
// the words stay those of who wrote them.
func (x *Step) revise(y Step) {
	if x.Due != y.Due {
		x.First = x.Due
	}
	if x.Text != y.Text {
		x.By = y.By
	}
	if x.Text != y.Text || x.Owners != y.Owners {
		x.Put = y.Put
	}
	x.Text, x.Erased, x.Owners, x.Due, x.Bridge = y.Text, y.Erased, y.Owners, y.Due, y.Bridge
}

// askAgain has everybody asked again without a step; once is enough.
func (d *Desk) askAgain(ctx context.Context, t tended, all *Steps, x Step, by Delivered) (stepped, error) {
	s, _, err := d.Standings.Standing(ctx, t.org.ID, t.initiative.ID)
	if err != nil {
		return stepped{}, err
	}
	done := Done{What: DoneRecheck, Name: t.initiative.Name}
	waits := all.again(s)
	if !slices.ContainsFunc(x.Dimensions, func(dim scoring.Dimension) bool { return waits[dim] == 0 }) {
		return stepped{nothing: true, says: done}, nil
	}
	x.State, x.Ended, x.EndedBy, x.Owners, x.Bridge, x.Put = StepDone, x.On, x.By, [2]PersonID{}, "", ""
	put := all.add(x)
	return t.stepped(put, ActRecheck, by, nil, done, d), nil
}

// stepped is what follows from a change of a step: a line in the thread of the alert,
// its cards and the letters to its owners drawn anew.
func (t tended) stepped(x *Step, what ActWhat, by Delivered, post []Letter, says Message, d *Desk) stepped {
	act := Act{What: what, By: t.who.person.ID, Whom: x.Owners, Until: x.Due, Step: x.No}
	redraw := slices.Concat(t.cards(), x.Asks, x.Told)
	for _, channel := range append([]Account{{}}, t.initiative.Channels...) {
		redraw = append(redraw, GatherLetter(t.org.ID, t.card(), channel))
	}
	if t.letter.Kind != KindHeadsUp {
		for _, p := range t.initiative.warned() {
			redraw = append(redraw, HeadsUpLetter(t.org.ID, t.card(), p))
		}
	}
	for _, l := range post {
		of := &x.Asks
		if l.Kind == KindGiven {
			of = &x.Told
		}
		if !slices.Contains(*of, l.ID) {
			*of = append(*of, l.ID)
		}
	}
	return stepped{post: append(post, t.acts(act, by, d.Now())...), redraw: redraw, says: says}
}
