package checkins

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

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
