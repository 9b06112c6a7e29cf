package checkins

import (
	"context"
	"fmt"
	"slices"
	"time"

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
	var ids []InitiativeID
	if !slices.Contains(o.Admins, p) {
		var err error
		if ids, err = d.Roster.Part(ctx, o.ID, p); err != nil || len(ids) == 0 {
			return nil, err // no ids would mean all
		}
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

// tend finds the alert behind a button and whether the asker may act on it.
func (d *Desk) tend(ctx context.Context, from Account, letter LetterID) (tended, *Help, error) {
	who, help, err := d.who(ctx, from)
	if err != nil || help != nil {
		return tended{}, help, err
	}
	if !who.known {
		return tended{}, &Help{Text: HelpStranger}, nil
	}
	ls, err := d.Shelf.Letters(ctx, who.org, letter)
	if err != nil {
		return tended{}, nil, err
	}
	if len(ls) == 0 || len(ls[0].About.Rounds) == 0 || ls[0].Kind != KindAlert && ls[0].Kind != KindNotice {
		return tended{}, &Help{Text: HelpNotYours}, nil
	}
	t := tended{who: who, letter: ls[0]}
	if t.org, err = d.Roster.Org(ctx, who.org); err != nil {
		return tended{}, nil, err
	}
	if t.initiative, err = d.initiative(ctx, who.org, ls[0].About.Initiative); err != nil {
		return tended{}, nil, err
	}
	return t, nil, nil
}

// cards are the letters that show the alert, in every channel.
func (t tended) cards() []LetterID {
	ids := []LetterID{t.letter.ID}
	for _, channel := range t.initiative.Channels {
		ids = append(ids, AlertLetter(t.org.ID, t.letter.About.Rounds[0], channel))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Acknowledge notes on an alert, in every channel, who has seen it.
func (d *Desk) Acknowledge(ctx context.Context, from Account, letter LetterID, delivery string) (Message, error) {
	t, help, err := d.tend(ctx, from, letter)
	if err != nil {
		return nil, fmt.Errorf("acknowledge: %w", err)
	}
	if help == nil && !may(t.initiative, t.org, t.who.person.ID).Tend {
		help = &Help{Text: HelpNotAllowed}
	}
	if help != nil {
		return *help, nil
	}
	care, by := Care{Acknowledged: t.who.person.ID}, Delivered{from.Platform, delivery}
	if _, err := d.Cares.Tend(ctx, t.org.ID, t.letter.About.Rounds[0], care, by, d.Now(), t.cards()...); err != nil {
		return nil, fmt.Errorf("acknowledge: %w", err)
	}
	return Done{What: DoneAcknowledged, Name: t.initiative.Name}, nil
}

// Snooze keeps an alert quiet until a date, inclusive: no repeats and no changes
// of direction in its thread. New openings and the closing are said all the same.
// Delivered again it does not undo a later date.
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

// snoozeMost is how far ahead an alert may be silenced.
const snoozeMost = 92

func (d *Desk) snooze(ctx context.Context, t tended, until Date, by Delivered) (Message, error) {
	if !may(t.initiative, t.org, t.who.person.ID).Tend {
		return Help{Text: HelpNotAllowed}, nil
	}
	today := DateOf(d.Now().In(t.initiative.Pulse.Location()))
	if !until.Valid() || until <= today || until > today.AddDays(snoozeMost) {
		return Help{Text: HelpBadDate, Command: string(VerbSnooze)}, nil
	}
	care := Care{SnoozedTo: until, SnoozedBy: t.who.person.ID}
	if _, err := d.Cares.Tend(ctx, t.org.ID, t.letter.About.Rounds[0], care, by, d.Now(), t.cards()...); err != nil {
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
	e, err := d.explain(ctx, t.org.ID, t.initiative, t.who.person.ID, t.letter.About.Dimensions...)
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	e.Share.Alert = letter
	return e, nil
}

// Share posts an answer that somebody got in private to the channel where it was
// asked. What the channel may not see is not in it. Without a channel it goes to that
// of the alert, else to the initiative's only one on the asker's platform. It is posted
// once a day.
func (d *Desk) Share(ctx context.Context, from, channel Account, token ShareToken, _ string) (Message, error) {
	who, help, err := d.who(ctx, from)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	i, err := d.initiative(ctx, who.org, token.Initiative)
	if err != nil {
		return nil, fmt.Errorf("share: %w", err)
	}
	if token.What != string(VerbStatus) && !may(i, Org{}, who.person.ID).Read {
		return Help{Text: HelpNotAllowed, Command: token.What}, nil // who may not ask for it may not show it either
	}
	var about []scoring.Dimension
	if token.Alert != "" {
		alert, err := d.Shelf.Letters(ctx, who.org, token.Alert)
		if err != nil {
			return nil, fmt.Errorf("share: %w", err)
		}
		if len(alert) == 0 || alert[0].About.Initiative != i.ID {
			return Help{Text: HelpNotYours}, nil
		}
		about = alert[0].About.Dimensions
		if channel.IsZero() && alert[0].Kind == KindAlert {
			channel = alert[0].To
		}
	}
	if channel.IsZero() {
		channel = i.onlyChannel(from.Platform)
	}
	if !slices.Contains(i.Channels, channel) {
		return Help{Text: HelpNotHere}, nil
	}
	now := d.Now()
	// Pressed again on the same day it is the same wish.
	today := DateOf(now.In(i.Pulse.Location()))
	l := Letter{
		ID: LetterIDOf(who.org, KindShare, channel.String(), string(who.person.ID), token.What, string(i.ID),
			string(token.Dimension), string(token.Alert), string(today)),
		Kind: KindShare, To: channel, Due: now, Until: now.Add(time.Hour),
		About: About{Initiative: i.ID, Dimensions: about, Text: Says{What: token.What, Where: string(who.person.ID), Detail: string(token.Dimension)}},
	}
	if err := d.Outbox.Post(ctx, who.org, l); err != nil {
		return nil, fmt.Errorf("share: %w", err)
	}
	return Done{What: DoneShared, Name: i.Name, Where: channel.Platform}, nil
}

// onlyChannel is the one channel of an initiative on a platform, zero when there is
// none or several.
func (i Initiative) onlyChannel(p Platform) Account {
	var only Account
	for _, c := range i.Channels {
		if c.Platform != p {
			continue
		}
		if !only.IsZero() {
			return Account{}
		}
		only = c
	}
	return only
}

// composeShare draws the channel's copy of an answer.
func (d *Desk) composeShare(ctx context.Context, org OrgID, l Letter, now time.Time) (Message, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, err
	}
	p, err := d.person(ctx, org, PersonID(l.About.Text.Where))
	if err != nil {
		return nil, err
	}
	if l.About.Text.What == string(VerbExplain) {
		dims := l.About.Dimensions
		if one := scoring.Dimension(l.About.Text.Detail); one != "" && !slices.Contains(dims, one) {
			dims = append(dims, one)
		}
		e, err := d.explain(ctx, org, i, "", dims...)
		e.Share, e.Shared, e.SharedBy = ShareToken{}, true, p.Name
		return e, err
	}
	switch Verb(l.About.Text.What) {
	case VerbGaps:
		g, err := d.gaps(ctx, org, i)
		g.Shared, g.SharedBy = true, p.Name
		return g, err
	case VerbWhy:
		w, err := d.why(ctx, org, i, "")
		w.Shared, w.SharedBy = true, p.Name
		return w, err
	case VerbHistory:
		h, err := d.history(ctx, org, i)
		h.Shared, h.SharedBy = true, p.Name
		return h, err
	case VerbWho:
		w, err := d.whoIs(ctx, org, i, "")
		w.Shared, w.SharedBy = true, p.Name
		return w, err
	}
	c, err := d.card(ctx, org, i, now)
	return Status{Card: c, Shared: true, SharedBy: p.Name}, err
}
