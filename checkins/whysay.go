package checkins

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"parallax/scoring"
)

// The dialogs about the why, each opened by a button of its name.
const (
	DialogWhyLine    DialogWhat = "why_line"    // a lead's own line, blind
	DialogWhyPropose DialogWhat = "why_propose" // the owner's wording
	DialogWhyOther   DialogWhat = "why_other"   // a lead would rather have another
)

// What a lead says of a wording with one button.
const (
	DeedWhySame   = "why_same"
	DeedWhyPartly = "why_partly"
	DeedWhyElse   = "why_else"
)

var saidBy = map[string]WhySaid{DeedWhySame: SaidSame, DeedWhyPartly: SaidPartly, DeedWhyElse: SaidElse}

// talking is somebody who says something about the why of an initiative.
type talking struct {
	who        asker
	org        Org
	initiative Initiative
	talk       WhyTalk
	side       scoring.Side
	lead       bool // of one side
	owner      bool
	now        time.Time
}

// talking reads it; Help for who has no part in it.
func (d *Desk) talking(ctx context.Context, who asker, about InitiativeID) (talking, *Help, error) {
	if !who.known {
		return talking{}, &Help{Text: HelpStranger}, nil
	}
	t := talking{who: who, now: d.Now()}
	var err error
	if t.org, err = d.Roster.Org(ctx, who.org); err != nil {
		return t, nil, err
	}
	t.initiative, err = d.initiative(ctx, who.org, about)
	if errors.Is(err, ErrNotFound) {
		return t, &Help{Text: HelpNoLongerAsked}, nil
	} else if err != nil {
		return t, nil, err
	}
	t.side, t.lead = t.initiative.Side(who.person.ID)
	t.owner = who.person.ID == t.initiative.Owner
	if !t.lead && !t.owner {
		if may(t.initiative, t.org, who.person.ID).Read { // on both sides
			return t, &Help{Text: HelpNotLead}, nil
		}
		return t, &Help{Text: HelpNotAllowed, Command: string(VerbWhy)}, nil
	}
	t.talk, err = d.Talks.WhyTalk(ctx, who.org, about)
	return t, nil, err
}

// asked reports whether the person may still write a line without having seen others':
// nobody has proposed a wording, and they have not read the lines.
func (t talking) blind() bool {
	if t.talk.Asked.IsZero() || len(t.talk.Versions) > 0 {
		return false
	}
	_, wrote := t.talk.Lines[t.who.person.ID]
	return !wrote || !t.talk.Open(t.now)
}

// openWhyLine opens the form for a lead's own line.
func (d *Desk) openWhyLine(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.talking(ctx, who, w.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if !t.blind() {
		return d.why(ctx, t.org.ID, t.initiative, who.person.ID)
	}
	m := t.lineDialog()
	m.Letter, m.Opened = w.Letter, true
	return m, nil
}

func (t talking) lineDialog() Dialog {
	line := t.talk.Lines[t.who.person.ID]
	d := Dialog{What: DialogWhyLine, Initiative: Named{t.initiative.ID, t.initiative.Name}}
	tick := Field{Key: "released", Kind: FieldTick, Optional: true}
	if line.Released {
		tick.Value = []string{"1"}
	}
	text := Field{Key: "line", Kind: FieldText, Max: lineMost}
	if line.Text != "" {
		text.Value = []string{line.Text}
	}
	d.Fields = []Field{text, tick}
	if t.names() {
		named := Field{Key: "named", Kind: FieldChoice, Options: []Option{{Value: "yes"}, {Value: "no"}}}
		if !t.initiative.Undecided(t.who.person.ID) {
			named.Value = []string{map[bool]string{true: "yes", false: "no"}[t.initiative.Accepts(t.who.person.ID)]}
		}
		d.Fields = append(d.Fields, named)
		d.Remarks = append(d.Remarks, Remark{Key: "named", Count: map[string]int{"leads": len(t.initiative.SideLeads(t.side))}})
	}
	return d
}

// names reports whether the person is a lead of a side that is shown by name.
func (t talking) names() bool { return t.lead && t.initiative.Mode(t.side) == scoring.Named }

// submitWhyLine stores a lead's own line, and whether the lead accepts to be named.
func (d *Desk) submitWhyLine(ctx context.Context, who asker, s Submission) (Message, error) {
	for range enterMost {
		t, help, err := d.talking(ctx, who, s.Initiative)
		if err != nil || help != nil {
			return orHelp(help), err
		}
		if !t.blind() {
			return Help{Text: HelpWhyShown, Name: t.initiative.Name}, nil
		}
		m, err := d.saveLine(ctx, t, s)
		if !errors.Is(err, ErrStale) {
			return m, err
		}
	}
	return nil, ErrStale
}

func (d *Desk) saveLine(ctx context.Context, t talking, s Submission) (Message, error) {
	form := t.lineDialog()
	form.Letter = s.Letter
	named, line := textOf(s.Values["named"]), textOf(s.Values["line"])
	for n := range form.Fields {
		f := &form.Fields[n]
		f.Value = s.Values[f.Key]
		f.plainly()
		if f.Key == "line" && f.Wrong == wrongEmpty && named == "no" {
			f.Wrong = "" // who is not asked anything need not write either
		}
	}
	if slices.ContainsFunc(form.Fields, func(f Field) bool { return f.Wrong != "" }) {
		return form, nil
	}
	me := t.who.person.ID
	if t.names() && named != "" {
		// A delivery of its own: the line is stored by the same one.
		a := Assent{Initiative: t.initiative.ID, Person: me, Given: named == "yes", Delivery: Delivered{s.From.Platform, also(s.Delivery, "named")}}
		if _, err := d.Consents.Agree(ctx, t.org.ID, a, t.now); err != nil {
			return nil, err
		}
	}
	done := Done{What: DoneWhyLine, Name: t.initiative.Name, At: t.talk.Due, Zone: t.who.person.Zone}
	if line == "" {
		done.What = DoneWhyNone
		return done, d.Shelf.Redraw(ctx, t.org.ID, t.now, append(cardsOf(t.org.ID, t.initiative), whyLetter(t.org.ID, t.initiative.ID, whyAsk, string(me)))...)
	}
	lines := map[PersonID]WhyLine{me: {Text: line, Released: textOf(s.Values["released"]) != "", At: t.now}}
	for p, l := range t.talk.Lines {
		if p != me {
			lines[p] = l
		}
	}
	t.talk.Lines = lines
	var post []Letter
	if t.talk.Shown.IsZero() && t.talk.complete(t.initiative) && !t.talk.Open(t.now) {
		t.talk.Shown = t.now
		w, err := d.writing(ctx, t.org, t.now, t.initiative.Owner)
		if err != nil {
			return nil, err
		}
		post = w.why(t.initiative, whyAll, t.initiative.Owner)
	}
	redraw := t.own()
	if len(post) > 0 {
		redraw = whyLetters(t.org.ID, t.initiative, t.talk)
	}
	if named != "" {
		redraw = append(redraw, cardsOf(t.org.ID, t.initiative)...)
	}
	err := d.Talks.Say(ctx, t.org.ID, t.initiative.ID, t.talk, Delivered{s.From.Platform, s.Delivery}, t.now, post, redraw...)
	if !t.talk.Shown.IsZero() {
		done.What = DoneWhyLast
	}
	return done, err
}

// also names a second delivery that goes with one; none goes with none.
func also(delivery, what string) string {
	if delivery == "" {
		return ""
	}
	return delivery + "|" + what
}

// own are the letters that show what one person said: theirs, and those of the owner
// that count it.
func (t talking) own() []LetterID {
	i, me := t.initiative.ID, string(t.who.person.ID)
	ids := []LetterID{whyLetter(t.org.ID, i, whyLines), whyLetter(t.org.ID, i, whyAll), whyLetter(t.org.ID, i, whyAsk, me), whyLetter(t.org.ID, i, whyJoined, me)}
	if _, n := t.talk.Latest(); n > 0 {
		ids = append(ids, whyLetter(t.org.ID, i, whyWording, strconv.Itoa(n), me))
	}
	return ids
}

// writing reads who some letters go to.
func (d *Desk) writing(ctx context.Context, o Org, now time.Time, ids ...PersonID) (writing, error) {
	w := writing{org: o, people: map[PersonID]Person{}, now: now}
	if len(ids) == 0 {
		return w, nil
	}
	ps, err := d.Roster.People(ctx, o.ID, ids...)
	for _, p := range ps {
		w.people[p.ID] = p
	}
	return w, err
}

// cardsOf are the letters that show an initiative in its channels.
func cardsOf(org OrgID, i Initiative) []LetterID {
	var ids []LetterID
	for _, c := range i.Channels {
		ids = append(ids, CardLetter(org, i.ID, c))
	}
	return ids
}
