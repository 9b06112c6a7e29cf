package checkins

import (
	"context"
	"errors"
	"slices"
	"time"

	"parallax/scoring"
)

// What asks both sides what the other would need to see, the dialog of a lead's answer, and
// what opens it.
const (
	DeedAskBoth            = "ask_both"
	DialogNeeds DialogWhat = "needs"
	DeedNeeds              = "needs"
	needDays               = 2 // working days for an answer
)

// Needs asks a lead, in private: what would the other side need to see to answer as you
// do? Later it says what came of it.
type Needs struct {
	Letter     LetterID
	Initiative Named
	Alert      GapAlert
	Side       scoring.Side // of the lead
	Leads      int          // on that side
	Until      time.Time
	Zone       string
	Mine       *Note
	Over       bool // nothing more is taken
	Shared     []Voices
}

func (Needs) message() {}

// ExtraLetter is the id of what a person is asked in an ISO week on top of check-ins. It
// is the same for every such question, so that one comes a week (QUESTIONS.md,
// attention budget): what is posted first is asked.
func ExtraLetter(org OrgID, p PersonID, day Date) LetterID {
	return LetterIDOf(org, "extra", string(p), string(day.ISOWeek()))
}

// askBoth asks the leads of both sides what the other side would need to see to answer
// as they do, once an alert. Who was asked something else that week is left out.
func (d *Desk) askBoth(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.opened(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	for range enterMost {
		m, err := d.asksBoth(ctx, t, w.delivered())
		if !errors.Is(err, ErrStale) { // else somebody was asked something else meanwhile
			return m, err
		}
	}
	return nil, ErrStale
}

func (d *Desk) asksBoth(ctx context.Context, t tended, by Delivered) (Message, error) {
	was, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil {
		return nil, err
	}
	now := d.Now()
	until := t.initiative.Pulse.dayAfter(t.org.Holidays, now)
	for range needDays - 1 {
		until = t.initiative.Pulse.dayAfter(t.org.Holidays, until)
	}
	if was.Asked != "" {
		return Done{What: DoneAskedBefore, Until: was.Asked, Name: t.initiative.Name}, nil
	}
	asks, busy, err := d.needsLetters(ctx, t, until)
	if err != nil {
		return nil, err
	}
	if len(asks) == 0 {
		return Help{Text: HelpNobodyToAsk, Name: t.initiative.Name}, nil
	}
	do := Tending{Care: Care{Asked: d.today(t.initiative), AskedBy: t.who.person.ID}, Delivery: by, Post: asks}
	gather, err := d.gatherLetters(ctx, t.org, t.initiative, t.card(), until)
	if err != nil {
		return nil, err
	}
	do.Post = append(do.Post, gather...)
	act := Act{What: ActAsked, Until: DateOf(until.In(t.initiative.Pulse.Location()))}
	if err := d.keep(ctx, t, do, act); err != nil {
		return nil, err
	}
	return Done{What: DoneAsked, At: until, Zone: t.who.person.Zone, Name: t.initiative.Name, Number: len(asks), Less: busy}, nil
}

// needsLetters are the letters to those who are asked; busy is how many are left out.
func (d *Desk) needsLetters(ctx context.Context, t tended, until time.Time) (asks []Letter, busy int, err error) {
	people, err := d.scored(ctx, t.org.ID, t.initiative)
	if err != nil {
		return nil, 0, err
	}
	about, err := d.aboutOpen(ctx, t)
	if err != nil {
		return nil, 0, err
	}
	for _, p := range people {
		due := WorkingAt(p, t.org.Holidays, d.Now())
		if p.Gone != "" || p.Quiet(t.initiative.ID) || p.Account().IsZero() || !due.Before(until) {
			continue
		}
		l := Letter{
			ID: ExtraLetter(t.org.ID, p.ID, DateOf(due.In(p.Location()))), Kind: KindNeeds, To: p.Account(), Lead: p.ID,
			Due: due, Until: until, About: about,
		}
		before, err := d.Shelf.Letters(ctx, t.org.ID, l.ID)
		if err != nil {
			return nil, 0, err
		}
		if len(before) > 0 {
			busy++
			continue
		}
		l.Free = true
		asks = append(asks, l)
	}
	return asks, busy, nil
}

// answersNeeds finds the question that somebody may answer; help once it is over.
func (d *Desk) answersNeeds(ctx context.Context, who asker, letter LetterID) (tended, *Help, error) {
	t, help, err := d.tendAs(ctx, who, letter)
	if err != nil || help != nil {
		return t, help, err
	}
	side, on := t.initiative.Side(who.person.ID)
	switch {
	case t.letter.Kind != KindNeeds:
		return t, &Help{Text: HelpNotYours}, nil
	case !on || !slices.Contains(t.initiative.Scored(side), who.person.ID):
		return t, &Help{Text: HelpNoLongerAsked}, nil
	}
	over, err := d.needsOver(ctx, t.org.ID, t.initiative, t.letter, d.Now())
	if err == nil && over {
		help = &Help{Text: HelpNeedsOver, Name: t.initiative.Name}
	}
	return t, help, err
}

// needsOver reports whether what was shared has been gathered, or its time has come.
func (d *Desk) needsOver(ctx context.Context, org OrgID, i Initiative, ask Letter, now time.Time) (bool, error) {
	if !now.Before(ask.Until) {
		return true, nil
	}
	ids := []LetterID{GatherLetter(org, ask.About.Rounds[0], Account{})}
	for _, channel := range i.Channels {
		ids = append(ids, GatherLetter(org, ask.About.Rounds[0], channel))
	}
	ls, err := d.Shelf.Letters(ctx, org, ids...)
	return slices.ContainsFunc(ls, func(l Letter) bool { return l.State != LetterPending }), err
}

// openNeeds opens the dialog.
func (d *Desk) openNeeds(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.answersNeeds(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	notes, err := d.Notes.Notes(ctx, t.org.ID, NeedNotes(t.card()))
	if err != nil {
		return nil, err
	}
	dialog := needsDialog(t, noteOf(notes[NeedNotes(t.card())], who.person.ID))
	dialog.Opened = true
	return dialog, nil
}

func needsDialog(t tended, before *Note) Dialog {
	i := t.initiative
	side, _ := i.Side(t.who.person.ID)
	text := Field{Key: fieldText, Kind: FieldLines, Max: noteLength, Optional: true}
	tick := Field{Key: fieldTick, Kind: FieldTick, Optional: true}
	if before != nil {
		text.Value = []string{before.Text}
		if before.Released {
			tick.Value = []string{"1"}
		}
	}
	reads := Remark{Key: "hidden"}
	if i.Mode(side) == scoring.Named {
		reads = Remark{Key: "few", Count: map[string]int{"n": len(i.SideLeads(side))}}
	}
	return Dialog{
		What: DialogNeeds, Initiative: Named{i.ID, i.Name}, Letter: t.letter.ID,
		Remarks: []Remark{{Key: "question." + side.Other().String()}, reads}, Fields: []Field{text, tick},
	}
}

// takeNeeds stores what a lead says. Once everybody who was asked has said
// something, what was shared is gathered at once.
func (d *Desk) takeNeeds(ctx context.Context, who asker, s Submission) (Message, error) {
	t, help, err := d.answersNeeds(ctx, who, s.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	text, wrong := typedLine(s, fieldText)
	if wrong != "" {
		return needsDialog(t, nil).wrong(s, fieldText, wrong), nil
	}
	j := Jotting{
		Key: NeedNotes(t.card()), From: s.From, Note: Note{Person: who.person.ID, Text: text, Released: hasTick(s, fieldTick)},
		Delivery: Delivered{s.From.Platform, s.Delivery}, Redraw: []LetterID{t.letter.ID},
	}
	stored, err := d.Notes.Jot(ctx, t.org.ID, j, d.Now())
	if err != nil {
		return nil, err
	}
	if !stored {
		return Help{Text: HelpStranger}, nil
	}
	if err := d.gatherSooner(ctx, t); err != nil {
		return nil, err
	}
	if text == "" {
		return Done{What: DoneNeedsOff, Name: t.initiative.Name}, nil
	}
	return Done{What: DoneNeeds, At: t.letter.Until, Zone: who.person.Zone, Name: t.initiative.Name}, nil
}

// composeNeeds draws the question, what the lead wrote, and what both sides shared.
func (d *Desk) composeNeeds(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, hold{}, err
	}
	side, on := i.Side(p.ID)
	if !on || !slices.Contains(i.Scored(side), p.ID) {
		return nil, hold{reason: ReasonLeft}, nil
	}
	m := Needs{
		Letter: l.ID, Initiative: Named{i.ID, i.Name}, Side: side, Leads: len(i.SideLeads(side)),
		Until: l.Until, Zone: p.Zone,
	}
	if m.Alert, err = d.alert(ctx, org, l); err != nil {
		return nil, hold{}, err
	}
	notes, err := d.Notes.Notes(ctx, org, NeedNotes(l.About.Rounds[0]))
	if err != nil {
		return nil, hold{}, err
	}
	m.Mine = noteOf(notes[NeedNotes(l.About.Rounds[0])], p.ID)
	if m.Over, err = d.needsOver(ctx, org, i, l, now); err != nil {
		return nil, hold{}, err
	}
	if m.Over {
		m.Shared = needVoices(i, l.About.Rounds[0], notes[NeedNotes(l.About.Rounds[0])], reader{lead: true, side: side})
	}
	if !l.Receipt.IsZero() {
		return m, hold{}, nil
	}
	switch {
	case m.Alert.Closed:
		return nil, hold{reason: ReasonClosed}, nil
	case m.Over:
		return nil, hold{reason: ReasonTooLate}, nil
	case p.Quiet(i.ID):
		return nil, hold{reason: ReasonMuted}, nil
	}
	h, err := d.atWork(ctx, org, p, now)
	return m, h, err
}
