package checkins

import (
	"context"
	"slices"
	"time"
)

// DeedHandBack takes back an initiative that was handed over.
const DeedHandBack = "hand_back"

// DoneHandedBack: who gave it owns it again.
const DoneHandedBack DoneWhat = "handed_back"

// HelpHandedOn: it is too late to take it back, or it has gone on to somebody else.
const HelpHandedOn HelpText = "handed_on"

// handBackFor is how long who gave an initiative may take it back.
const handBackFor = 24 * time.Hour

// What notices say of a handover. Says.Where is the other of the two people; Says.Detail of
// noticeHanded is the letter to the new owner.
const (
	noticeHandover = "handover"  // to the new owner
	noticeHanded   = "handed"    // to who gave it
	noticeBack     = "hand_back" // to who had it in between
)

// handed is the notice of a handover to one of the two.
func handed(w writing, i Initiative, what string, to PersonID, says Says, by Delivered) []Letter {
	ls := w.why(i, "", to)
	for n := range ls {
		l := &ls[n]
		l.ID, l.Kind = LetterIDOf(w.org.ID, KindNotice, string(i.ID), what, string(to), by.ID), KindNotice
		says.What = what
		l.About.Text = says
	}
	return ls
}

// composeHanded draws the notice of a handover as it stands now.
func (d *Desk) composeHanded(ctx context.Context, org OrgID, i Initiative, l Letter) (Message, error) {
	n := Notice{Initiative: Named{i.ID, i.Name}, Letter: l.ID, Says: l.About.Text}
	other := PersonID(n.Says.Where)
	names, err := d.names(ctx, org, other)
	if err != nil {
		return nil, err
	}
	n.Says.Where, n.Says.Detail = "", "" // ids are nothing to read
	switch n.Says.What {
	case noticeHanded:
		n.Over = i.Owner == l.Lead
		if i.Owner == other {
			n.Owner = names[other]
		}
		if until := l.Due.Add(handBackFor); i.Owner == other && i.Handed == l.ID && d.Now().Before(until) {
			n.Until = until
		}
		if p, err := d.person(ctx, org, l.Lead); err == nil {
			n.Zone = p.Zone
		}
	default:
		n.By, n.Over = names[other], i.Owner != l.Lead
	}
	return n, nil
}

// handBack takes an initiative back, for a day and from who got it. Who had it in between is
// told, if they knew of it.
func (d *Desk) handBack(ctx context.Context, who asker, w Deed) (Message, error) {
	i, help, err := d.deedAbout(ctx, who, w)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	ls, err := d.Shelf.Letters(ctx, who.org, w.Letter)
	if err != nil {
		return nil, err
	}
	if len(ls) == 0 { // it went with who got it, who was forgotten
		return Help{Text: HelpOldButton}, nil
	}
	if ls[0].Lead != who.person.ID || ls[0].About.Text.What != noticeHanded || ls[0].About.Initiative != i.ID {
		return Help{Text: HelpNotYours}, nil
	}
	gave, to := ls[0], PersonID(ls[0].About.Text.Where)
	had, err := d.Roster.People(ctx, who.org, to)
	if err != nil {
		return nil, err
	}
	told, err := d.Shelf.Letters(ctx, who.org, LetterID(gave.About.Text.Detail))
	if err != nil {
		return nil, err
	}
	// What is under way, or may have arrived, counts as heard: better told twice than never.
	knows := slices.ContainsFunc(told, func(l Letter) bool {
		return !l.Receipt.IsZero() || l.State == LetterSending || l.State == LetterUnknown
	})
	t := writing{people: map[PersonID]Person{}, now: d.Now()}
	done := Done{What: DoneHandedBack, Name: i.Name}
	for _, p := range had {
		t.people[p.ID] = p
		if knows && reachable(p) {
			done.Owner = p.Name
		}
	}
	if i.Owner == who.person.ID {
		return done, nil // pressed again
	}
	stands := func(i Initiative) (Message, error) {
		if i.Owner == to && i.Handed == gave.ID && d.Now().Before(gave.Due.Add(handBackFor)) {
			return nil, nil
		}
		help := Help{Text: HelpHandedOn}
		if i.Owner == to { // they know to whom they gave it, and need not know who has it since
			help.Owner = t.people[to].Name
		}
		return help, nil
	}
	return d.alters(ctx, who, i.ID, w.delivered(), stands, func(o Org, i *Initiative) (altered, error) {
		i.Owner, i.Handed = who.person.ID, ""
		a := altered{done: done, redraw: []LetterID{gave.ID}}
		if t.org = o; knows {
			a.redraw = append(a.redraw, told[0].ID)
			a.letters = handed(t, *i, noticeBack, to, Says{Where: string(who.person.ID)}, w.delivered())
		}
		return a, nil
	})
}
