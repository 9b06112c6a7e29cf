package checkins

import (
	"context"
	"slices"
	"time"

	"parallax/scoring"
)

// The dialog in which an owner says who looks after an alert, and what opens it.
const (
	DialogAssign DialogWhat = "assign"
	DeedAssign   string     = "assign"
)

// Keeping tells somebody that they look after an alert.
type Keeping struct {
	Letter LetterID
	Alert  GapAlert
	By     string // who asked them to
}

func (Keeping) message() {}

// KeeperLetter is the id of the letter that tells somebody that they look after the
// alert of a round: it comes once, however often they are named.
func KeeperLetter(org OrgID, card RoundID, p PersonID) LetterID {
	return LetterIDOf(org, KindKeeper, string(card), string(p))
}

// keepers are who may look after an alert on a side: its leads, the bridges, and the
// owner.
func (i Initiative) keepers(side scoring.Side) []PersonID {
	who := slices.Clone(i.Leads[side])
	if i.Owner != "" && !slices.Contains(i.Leads[side.Other()], i.Owner) {
		who = append(who, i.Owner)
	}
	slices.Sort(who)
	return slices.Compact(who)
}

// assign opens the dialog.
func (d *Desk) assign(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.opened(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	care, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil {
		return nil, err
	}
	dialog, err := d.assignDialog(ctx, t, care)
	dialog.Opened = true
	return dialog, err
}

// opened finds an alert that is open, for its owner to act upon.
func (d *Desk) opened(ctx context.Context, who asker, letter LetterID) (tended, *Help, error) {
	t, help, err := d.tendAs(ctx, who, letter)
	if err != nil || help != nil {
		return t, help, err
	}
	if help, err := t.owns(ctx, d); err != nil || help != nil {
		return t, help, err
	}
	open, err := d.isOpen(ctx, t.org.ID, t.card())
	if err == nil && !open {
		help = &Help{Text: HelpAlertOver, Name: t.initiative.Name}
	}
	return t, help, err
}

// isOpen reports whether a card speaks of an episode that is open.
func (d *Desk) isOpen(ctx context.Context, org OrgID, card RoundID) (bool, error) {
	s, _, err := d.Standings.Standing(ctx, org, card.Initiative())
	return slices.Contains(s.alerts(), card), err
}

func (d *Desk) assignDialog(ctx context.Context, t tended, care Care) (Dialog, error) {
	i := t.initiative
	names, err := d.names(ctx, t.org.ID, append(i.keepers(scoring.IT), i.keepers(scoring.Biz)...)...)
	if err != nil {
		return Dialog{}, err
	}
	dialog := Dialog{
		What: DialogAssign, Initiative: Named{i.ID, i.Name}, Letter: t.letter.ID, Subject: string(t.card()),
		Remarks: []Remark{{Key: "told"}},
	}
	for _, side := range scoring.Sides {
		f := Field{Key: side.String(), Kind: FieldSelect, Optional: true}
		for _, p := range i.keepers(side) {
			if names[p] != "" {
				f.Options = append(f.Options, Option{Value: string(p), Name: names[p]})
			}
			if p == care.Keepers[side] {
				f.Value = []string{string(p)}
			}
		}
		dialog.Fields = append(dialog.Fields, f)
	}
	return dialog, nil
}

// takeAssign stores who looks after an alert, and tells them.
func (d *Desk) takeAssign(ctx context.Context, who asker, s Submission) (Message, error) {
	t, help, err := d.subject(ctx, who, s.Letter, s.Subject, s.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	was, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil {
		return nil, err
	}
	do := Tending{Assigns: true, Delivery: Delivered{s.From.Platform, s.Delivery}}
	for _, side := range scoring.Sides {
		if v := s.Values[side.String()]; len(v) > 0 && slices.Contains(t.initiative.keepers(side), PersonID(v[0])) {
			do.Keepers[side] = PersonID(v[0])
		}
	}
	if !do.Kept() && !was.Kept() {
		dialog, err := d.assignDialog(ctx, t, was)
		return dialog.wrong(s, scoring.IT.String(), "nobody"), err
	}
	act := Act{What: ActAssigned, Whom: do.Keepers}
	switch {
	case do.Keepers == was.Keepers:
		act.What = ""
	case !do.Kept():
		act.What = ActLeft
	}
	if do.Post, err = d.keeperLetters(ctx, t, do.Keepers); err != nil {
		return nil, err
	}
	if err := d.keep(ctx, t, do, act); err != nil {
		return nil, err
	}
	if !do.Kept() {
		return Done{What: DoneUnassigned, Name: t.initiative.Name}, nil
	}
	return Done{What: DoneAssigned, Name: t.initiative.Name}, nil
}

// subject is opened for a dialog that was opened from a command: its subject names the
// round, and no letter stands behind it.
func (d *Desk) subject(ctx context.Context, who asker, letter LetterID, subject string, id InitiativeID) (tended, *Help, error) {
	if letter != "" {
		return d.opened(ctx, who, letter)
	}
	card := RoundID(subject)
	if card.Initiative() != id || id == "" || !who.known {
		return tended{}, &Help{Text: HelpOldForm}, nil
	}
	t, help, err := d.tending(ctx, who, Letter{About: About{Initiative: id, Rounds: []RoundID{card}}})
	if err != nil || help != nil {
		return t, help, err
	}
	if help, err := t.owns(ctx, d); err != nil || help != nil {
		return t, help, err
	}
	open, err := d.isOpen(ctx, t.org.ID, card)
	if err == nil && !open {
		help = &Help{Text: HelpAlertOver, Name: t.initiative.Name}
	}
	return t, help, err
}

// keeperLetters tell those who look after an alert, but whoever said so.
func (d *Desk) keeperLetters(ctx context.Context, t tended, keepers [2]PersonID) ([]Letter, error) {
	var who []PersonID
	for _, p := range keepers {
		if p != "" && p != t.who.person.ID && !slices.Contains(who, p) {
			who = append(who, p)
		}
	}
	if len(who) == 0 {
		return nil, nil
	}
	people, err := d.Roster.People(ctx, t.org.ID, who...)
	if err != nil {
		return nil, err
	}
	about, err := d.aboutOpen(ctx, t)
	if err != nil {
		return nil, err
	}
	about.Act = &Act{What: ActAssigned, By: t.who.person.ID}
	var ls []Letter
	for _, p := range people {
		if !reachable(p) {
			continue
		}
		due := WorkingAt(p, t.org.Holidays, d.Now())
		ls = append(ls, Letter{
			ID: KeeperLetter(t.org.ID, t.card(), p.ID), Kind: KindKeeper, To: p.Account(), Lead: p.ID,
			Due: due, Until: due.Add(actWorth), Again: true, About: about,
		})
	}
	return ls, nil
}

// aboutOpen is what a letter about the alert is about: the dimensions of its card that
// are open.
func (d *Desk) aboutOpen(ctx context.Context, t tended) (About, error) {
	a := About{Initiative: t.initiative.ID, Rounds: []RoundID{t.card()}}
	s, _, err := d.Standings.Standing(ctx, t.org.ID, t.initiative.ID)
	if err != nil {
		return a, err
	}
	for _, dim := range t.initiative.Pulse.Dimensions {
		if c := s.Course[dim]; c != nil && c.Episode.Open() && c.Episode.Opened == t.card() {
			a.Dimensions, a.Episodes = append(a.Dimensions, dim), append(a.Episodes, c.Episode.No)
		}
	}
	return a, nil
}

// composeKeeping draws what a keeper is told.
func (d *Desk) composeKeeping(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	a, err := d.alert(ctx, org, l)
	if err != nil {
		return nil, hold{}, err
	}
	k := Keeping{Letter: l.ID, Alert: a}
	if l.About.Act != nil {
		names, err := d.names(ctx, org, l.About.Act.By)
		if err != nil {
			return nil, hold{}, err
		}
		k.By = names[l.About.Act.By]
	}
	if !l.Receipt.IsZero() {
		return k, hold{}, nil
	}
	switch {
	case a.Closed:
		return nil, hold{reason: ReasonClosed}, nil
	case !slices.Contains(a.Care.Keepers[:], p.ID):
		return nil, hold{reason: ReasonLeft}, nil
	}
	h, err := d.atWork(ctx, org, p, now)
	return k, h, err
}

// atWork holds a message for somebody who does not work now.
func (d *Desk) atWork(ctx context.Context, org OrgID, p Person, now time.Time) (hold, error) {
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return hold{}, err
	}
	if at := WorkingAt(p, o.Holidays, now); at.After(now) {
		return hold{reason: ReasonDayOff, until: at}, nil
	}
	return hold{}, nil
}
