package checkins

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parallax/scoring"
)

// HeadsUp tells the owner and the leads of both sides of an alert, in private, a working
// day before its channels get it.
type HeadsUp struct {
	Letter LetterID
	Alert  GapAlert // as it stands now; with the lines that were added
	State  HeadsUpState
	Goes   time.Time // when the channels get it
	Zone   string    // of whom it is for
	Mine   *Note     // what its reader added
	Snooze bool      // its reader may keep it quiet
}

// HeadsUpState says what became of the alert.
type HeadsUpState string

// The states of an alert that leads were told of.
const (
	HeadsUpWaits HeadsUpState = "waits"
	HeadsUpSent  HeadsUpState = "sent"
	HeadsUpOff   HeadsUpState = "off" // it closed before: no channel gets it
)

func (HeadsUp) message() {}

// ContextLine is a line that somebody added to an alert before its channels got it.
type ContextLine struct {
	Text string
	By   string       // name of the owner; empty: a lead
	Side scoring.Side // of a lead
}

// contextMost is how many lines of leads stand on a card.
const contextMost = 8

// dayAfter is when a message goes out that owner and leads are told of a working day
// before: at the pulse's time of day, on the working day after the one on which they
// could read of it. Working days are those of the pulse's zone and the org's holidays.
func (p Pulse) dayAfter(orgHolidays []string, t time.Time) time.Time {
	somebody := Person{Zone: p.Zone}
	return p.workday(orgHolidays, DateOf(WorkingAt(somebody, orgHolidays, t).In(p.Location())).AddDays(1))
}

// workday is the pulse's time of day on the first working day from a date on.
func (p Pulse) workday(orgHolidays []string, d Date) time.Time {
	somebody := Person{Zone: p.Zone}
	for range searchDays {
		if at, ok := Resolve(d, p.Minute(d), p.Location()); ok && somebody.Works(d, orgHolidays) {
			return at
		}
		d = d.AddDays(1)
	}
	at, _ := Resolve(d, p.Minute(d), p.Location())
	return at
}

// HeadsUpLetter is the id of the letter that tells somebody of the alert of a round.
func HeadsUpLetter(org OrgID, r RoundID, p PersonID) LetterID {
	return LetterIDOf(org, KindHeadsUp, string(r), string(p))
}

// warned are those who are told of an alert before its channels.
func (i Initiative) warned() []PersonID {
	who := slices.Concat(i.SideLeads(scoring.IT), i.SideLeads(scoring.Biz))
	if i.Owner != "" {
		who = append(who, i.Owner)
	}
	slices.Sort(who)
	return slices.Compact(who)
}

// headsUps writes to everybody who is told before the channels; goes is when those get
// the alert. Who does not work before that learns it there.
func (e ending) headsUps(opened []scoring.Dimension, episodes []int, goes time.Time) []Letter {
	var ls []Letter
	for _, p := range e.warned {
		if !reachable(p) || p.Quiet(e.initiative.ID) && p.ID != e.initiative.Owner {
			continue
		}
		l := e.letter(KindHeadsUp, HeadsUpLetter(e.org.ID, e.round.ID, p.ID), p.Account())
		l.Lead, l.About.Dimensions, l.About.Episodes = p.ID, opened, episodes
		l.Due, l.Until = WorkingAt(p, e.org.Holidays, e.now), goes
		ls = append(ls, l)
	}
	return ls
}

// holdAlert says why an alert that leads were told of does not go to its channel yet, or
// not at all. When it goes, and when it never does, the pinned card and the letters that
// announced it are drawn anew.
func (d *Desk) holdAlert(ctx context.Context, org OrgID, l Letter, a GapAlert, now time.Time) (hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return hold{}, err
	}
	if until := a.Care.SnoozedTo; !a.Closed && until >= DateOf(now.In(i.Pulse.Location())) {
		o, err := d.Roster.Org(ctx, org)
		return hold{reason: ReasonSnoozed, until: i.Pulse.workday(o.Holidays, until.AddDays(1))}, err
	}
	redraw := []LetterID{CardLetter(org, i.ID, l.To)}
	for _, p := range i.warned() {
		redraw = append(redraw, HeadsUpLetter(org, a.Round, p))
	}
	if err := d.Shelf.Redraw(ctx, org, now, redraw...); err != nil {
		return hold{}, err
	}
	if a.Closed {
		return hold{reason: ReasonClosed}, nil
	}
	return hold{}, nil
}

// composeHeadsUp draws the letter, and later what became of the alert.
func (d *Desk) composeHeadsUp(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, hold{}, err
	}
	if !slices.Contains(i.warned(), p.ID) {
		return nil, hold{reason: ReasonLeft}, nil
	}
	m := HeadsUp{Letter: l.ID, Zone: p.Zone, State: HeadsUpWaits, Snooze: p.ID == i.Owner}
	if m.Alert, err = d.alert(ctx, org, l); err != nil {
		return nil, hold{}, err
	}
	if m.State, m.Goes, err = d.announced(ctx, org, i, l.About.Rounds[0], m.Alert); err != nil {
		return nil, hold{}, err
	}
	notes, err := d.Notes.Notes(ctx, org, ContextNotes(l.About.Rounds[0]))
	if err != nil {
		return nil, hold{}, err
	}
	m.Mine = noteOf(notes[ContextNotes(l.About.Rounds[0])], p.ID)
	if !l.Receipt.IsZero() {
		return m, hold{}, nil
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, hold{}, err
	}
	switch at := WorkingAt(p, o.Holidays, now); {
	case m.State == HeadsUpSent:
		return nil, hold{reason: ReasonTooLate}, nil
	case m.State == HeadsUpOff:
		return nil, hold{reason: ReasonClosed}, nil
	case at.After(now):
		return nil, hold{reason: ReasonDayOff, until: at}, nil
	}
	return m, hold{}, nil
}

// announced says what became of an alert that goes to its channels later, and when the
// first of them gets it.
func (d *Desk) announced(ctx context.Context, org OrgID, i Initiative, card RoundID, a GapAlert) (HeadsUpState, time.Time, error) {
	var ids []LetterID
	for _, channel := range i.Channels {
		ids = append(ids, AlertLetter(org, card, channel))
	}
	alerts, err := d.Shelf.Letters(ctx, org, ids...)
	if err != nil {
		return "", time.Time{}, err
	}
	var goes time.Time
	for _, l := range alerts {
		switch {
		case !l.Receipt.IsZero(), l.State == LetterSending, l.State == LetterUnknown, l.State == LetterUnreachable:
			return HeadsUpSent, l.Due, nil // or as good as: there is nothing to be added any more
		case l.State == LetterPending && (goes.IsZero() || l.Due.Before(goes)):
			goes = l.Due
		}
	}
	if goes.IsZero() || a.Closed {
		return HeadsUpOff, goes, nil
	}
	if until := a.Care.SnoozedTo; until != "" {
		o, err := d.Roster.Org(ctx, org)
		if err != nil {
			return "", time.Time{}, err
		}
		if later := i.Pulse.workday(o.Holidays, until.AddDays(1)); later.After(goes) {
			goes = later
		}
	}
	return HeadsUpWaits, goes, nil
}

// noteOf is somebody's own note, nil when there is none.
func noteOf(notes []Note, p PersonID) *Note {
	for _, n := range notes {
		if n.Person == p {
			return &n
		}
	}
	return nil
}

// contextLines are what stands on the card of an alert: the owner's line with the name,
// the leads' without. A lead of a side of one or two is quoted only where the lead
// ticked that, for such a line is as good as signed.
func (d *Desk) contextLines(ctx context.Context, org OrgID, card RoundID) ([]ContextLine, error) {
	notes, err := d.Notes.Notes(ctx, org, ContextNotes(card))
	if err != nil || len(notes[ContextNotes(card)]) == 0 {
		return nil, err
	}
	i, err := d.initiative(ctx, org, card.Initiative())
	if err != nil {
		return nil, err
	}
	var owner, leads []ContextLine
	for _, n := range notes[ContextNotes(card)] {
		if side, on := i.Side(n.Person); !n.Owner && on && (n.Released || i.Mode(side) == scoring.Confidential) {
			leads = append(leads, ContextLine{Text: n.Text, Side: side})
		} else if n.Owner {
			names, err := d.names(ctx, org, n.Person)
			if err != nil {
				return nil, err
			}
			owner = append(owner, ContextLine{Text: n.Text, By: names[n.Person]})
		}
	}
	// In an order that tells nothing of who wrote first.
	slices.SortFunc(leads, func(x, y ContextLine) int { return compareDigests(string(card), x.Text, y.Text) })
	return append(owner, leads[:min(len(leads), contextMost)]...), nil
}

// typedLine reads a line that somebody typed into a field: without white space around it and
// line ends within. wrong is why it can't be taken.
func typedLine(s Submission, key string) (text, wrong string) {
	if v := s.Values[key]; len(v) > 0 {
		text = strings.Join(strings.Fields(v[0]), " ")
	}
	if utf8.RuneCountInString(text) > noteLength {
		wrong = "long"
	}
	return text, wrong
}

// hasTick reports whether a tick is set.
func hasTick(s Submission, key string) bool { return slices.Equal(s.Values[key], []string{"1"}) }
