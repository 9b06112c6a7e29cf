package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"parallax/scoring"
)

// May reports what a person may do with an initiative (PRODUCT.md, "what they may
// do"). An admin sees no more of the answers than the channel does.
type May struct {
	See  bool // status of it, by name
	Read bool // explain
	Tend bool // acknowledge and snooze
}

func may(i Initiative, o Org, p PersonID) May {
	lead := slices.Contains(i.Leads[scoring.IT], p) || slices.Contains(i.Leads[scoring.Biz], p)
	owner, sponsor := p != "" && p == i.Owner, p != "" && p == i.Sponsor
	return May{See: lead || owner || sponsor || slices.Contains(o.Admins, p), Read: lead || owner, Tend: owner}
}

// concerning lists the initiatives that somebody may see wherever they ask, sorted
// by id: all of an admin's org, else those in which they have a part.
func (d *Desk) concerning(ctx context.Context, o Org, p PersonID) ([]Initiative, error) {
	if slices.Contains(o.Admins, p) {
		is, err := d.Roster.AllInitiatives(ctx, o.ID)
		return slices.DeleteFunc(is, func(i Initiative) bool { return !may(i, o, p).See }), err
	}
	ids, err := d.Roster.Part(ctx, o.ID, p)
	if err != nil {
		return nil, err
	}
	is, err := d.Roster.Initiatives(ctx, o.ID, ids...)
	return slices.DeleteFunc(is, func(i Initiative) bool { return !may(i, o, p).See }), err
}

// tended is an alert that somebody wants to act upon.
type tended struct {
	who        asker
	org        Org
	initiative Initiative
	letter     Letter
}

// tend finds the alert behind a button and whether the asker may act on it. The button
// may stand on its card, or in a letter that speaks of it.
func (d *Desk) tend(ctx context.Context, from Account, letter LetterID) (tended, *Help, error) {
	who, help, err := d.who(ctx, from)
	if err != nil || help != nil {
		return tended{}, help, err
	}
	return d.tendAs(ctx, who, letter)
}

func (d *Desk) tendAs(ctx context.Context, who asker, letter LetterID) (tended, *Help, error) {
	if !who.known {
		return tended{}, &Help{Text: HelpStranger}, nil
	}
	ls, err := d.Shelf.Letters(ctx, who.org, letter)
	if err != nil {
		return tended{}, nil, err
	}
	if len(ls) == 0 || len(ls[0].About.Rounds) == 0 || !ofAlert[ls[0].Kind] || ls[0].Kind.private() && ls[0].Lead != who.person.ID {
		return tended{}, &Help{Text: HelpNotYours}, nil
	}
	return d.tending(ctx, who, ls[0])
}

// tending reads what an act on the alert of a letter needs.
func (d *Desk) tending(ctx context.Context, who asker, l Letter) (t tended, help *Help, err error) {
	t = tended{who: who, letter: l}
	if t.org, err = d.Roster.Org(ctx, who.org); err != nil {
		return tended{}, nil, err
	}
	t.initiative, err = d.initiative(ctx, who.org, l.About.Initiative)
	if errors.Is(err, ErrNotFound) {
		return tended{}, &Help{Text: HelpNotYours}, nil
	}
	return t, nil, err
}

// ofAlert are the kinds of letters that speak of one alert: About.Rounds names its round.
var ofAlert = map[Kind]bool{KindAlert: true, KindNotice: true, KindHeadsUp: true, KindNeeds: true, KindKeeper: true, KindGather: true, KindGiven: true}

// private reports whether a letter of an alert is for the one to whom it was written.
func (k Kind) private() bool {
	return k == KindHeadsUp || k == KindNeeds || k == KindKeeper || k == KindGiven
}

// card is the round whose alert it is.
func (t tended) card() RoundID { return t.letter.About.Rounds[0] }

// tends reports whether the asker may act on the alert.
func (t tended) tends() bool { return may(t.initiative, t.org, t.who.person.ID).Tend }

// today is the date in the zone of the pulse.
func (d *Desk) today(i Initiative) Date { return DateOf(d.Now().In(i.Pulse.Location())) }

// cards are the letters that show the alert: in every channel, and the one in which
// somebody acted.
func (t tended) cards() []LetterID {
	var ids []LetterID
	if t.letter.ID != "" {
		ids = append(ids, t.letter.ID)
	}
	for _, channel := range t.initiative.Channels {
		ids = append(ids, AlertLetter(t.org.ID, t.card(), channel))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// keep stores what the asker does about the alert, has its cards drawn anew, and notes
// it in its thread in every channel.
func (d *Desk) keep(ctx context.Context, t tended, do Tending, act Act) error {
	act.By = t.who.person.ID
	if act.What != "" {
		do.Post = append(do.Post, t.acts(act, do.Delivery, d.Now())...)
	}
	do.Redraw = append(do.Redraw, t.cards()...)
	_, err := d.Cares.Tend(ctx, t.org.ID, t.card(), do, d.Now())
	return err
}

// Acknowledge notes on an alert, in every channel, who has seen it.
func (d *Desk) Acknowledge(ctx context.Context, from Account, letter LetterID, delivery string) (Message, error) {
	t, help, err := d.tend(ctx, from, letter)
	if err != nil {
		return nil, fmt.Errorf("acknowledge: %w", err)
	}
	if help == nil {
		if help, err = t.owns(ctx, d); err != nil {
			return nil, fmt.Errorf("acknowledge: %w", err)
		}
	}
	if help != nil {
		return *help, nil
	}
	was, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil {
		return nil, fmt.Errorf("acknowledge: %w", err)
	}
	do := Tending{Care: Care{Acknowledged: t.who.person.ID}, Delivery: Delivered{from.Platform, delivery}}
	act := Act{What: ActAcknowledged}
	if was.Acknowledged != "" {
		act.What = "" // it stands there already
	}
	if err := d.keep(ctx, t, do, act); err != nil {
		return nil, fmt.Errorf("acknowledge: %w", err)
	}
	return Done{What: DoneAcknowledged, Name: t.initiative.Name}, nil
}

// Snooze keeps an alert quiet until a date, inclusive: no repeats and no changes
// of direction in its thread; one that its channels have not got yet waits. New
// openings and the closing are said all the same. Delivered again it does not undo a
// later date.
func (d *Desk) Snooze(ctx context.Context, from Account, letter LetterID, until Date, delivery string) (Message, error) {
	t, help, err := d.tend(ctx, from, letter)
	if err != nil {
		return nil, fmt.Errorf("snooze: %w", err)
	}
	if help != nil {
		return *help, nil
	}
	return d.snooze(ctx, t, until, Delivered{from.Platform, delivery})
}

// snoozeUntil is Snooze of the date that was picked.
func (d *Desk) snoozeUntil(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.tendAs(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return d.snooze(ctx, t, w.Date, w.delivered())
}

// snoozeMost is how far ahead an alert may be silenced.
const snoozeMost = 92

func (d *Desk) snooze(ctx context.Context, t tended, until Date, by Delivered) (Message, error) {
	if help, err := t.owns(ctx, d); err != nil || help != nil {
		return orHelp(help), err
	}
	today := d.today(t.initiative)
	if !until.Valid() || until <= today || until > today.AddDays(snoozeMost) {
		return Help{Text: HelpBadDate, Command: string(VerbSnooze)}, nil
	}
	was, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil {
		return nil, fmt.Errorf("snooze: %w", err)
	}
	act := Act{What: ActSnoozed, Until: until}
	if was.SnoozedTo == until {
		act.What = ""
	}
	do := Tending{Care: Care{SnoozedTo: until, SnoozedBy: t.who.person.ID}, Delivery: by}
	if err := d.keep(ctx, t, do, act); err != nil {
		return nil, fmt.Errorf("snooze: %w", err)
	}
	return Done{What: DoneSnoozed, Until: until, Zone: t.initiative.Pulse.Zone, Name: t.initiative.Name}, nil
}

// Explain tells how the results behind an alert came about.
func (d *Desk) Explain(ctx context.Context, from Account, letter LetterID) (Message, error) {
	t, help, err := d.tend(ctx, from, letter)
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	if help == nil && !may(t.initiative, t.org, t.who.person.ID).Read {
		help = &Help{Text: HelpNotAllowed, Command: string(VerbExplain)}
	}
	if help != nil {
		return *help, nil
	}
	e, err := d.explainKept(ctx, t.org.ID, t.initiative, t.who.person.ID, t.letter.About.Dimensions...)
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	e.Share.Alert = letter
	e.Needs, err = d.readNeeds(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	return e, nil
}
