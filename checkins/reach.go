package checkins

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"parallax/scoring"
)

// Reached is told that an account can be written to again: the app was installed
// there, or somebody who kept it away wrote. What did not reach that person or that
// channel, and is still worth saying, goes out after all; said again it does nothing.
func (d *Desk) Reached(ctx context.Context, a Account) error {
	who, help, err := d.who(ctx, a)
	if err != nil {
		return fmt.Errorf("reached %s: %w", a, err)
	}
	var missed []Letter
	switch {
	case help != nil:
		return nil
	case !who.known:
		missed, err = d.missedIn(ctx, who.org, a)
	case who.person.Account() == a:
		missed, err = d.missed(ctx, who.org, who.person)
	}
	if err == nil && len(missed) > 0 {
		err = d.Outbox.Post(ctx, who.org, missed...)
	}
	if err != nil {
		return fmt.Errorf("reached %s: %w", a, err)
	}
	return nil
}

// missed lists what could not reach somebody: of the latest round of each initiative
// the ask, or a nudge when the ask came through; of the round closed last the
// result; the question whether to be named; and the notices, with the alerts that
// stand in them. Whether it still matters is found out when it is sent.
func (d *Desk) missed(ctx context.Context, org OrgID, p Person) ([]Letter, error) {
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, err
	}
	is, err := d.concerning(ctx, o, p.ID)
	if err != nil {
		return nil, err
	}
	var stands []InitiativeID
	var delegated [][]LetterID
	for _, s := range p.Stands {
		stands = append(stands, s.On...)
		delegated = append(delegated, []LetterID{delegateLetter(org, s)})
	}
	if len(stands) > 0 {
		more, err := d.Roster.Initiatives(ctx, org, stands...)
		if err != nil {
			return nil, err
		}
		is = append(is, more...) // what is found twice is sent once
	}
	var missed []Letter
	for _, ids := range delegated {
		ls, err := d.unreachable(ctx, org, ids)
		if err != nil {
			return nil, err
		}
		missed = append(missed, ls...)
	}
	for _, i := range is {
		standing, latest, err := d.Standings.Standing(ctx, org, i.ID)
		if err != nil {
			return nil, err
		}
		rounds, err := d.Ledger.Rounds(ctx, org, roundIDs(latest)...)
		if err != nil {
			return nil, err
		}
		// In this order: the first that is missing of each group speaks for the others.
		groups := [][]LetterID{{ConsentLetter(org, i.ID, p.ID)}}
		talk, err := d.Talks.WhyTalk(ctx, org, i.ID)
		if err != nil {
			return nil, err
		}
		for _, id := range whyLetters(org, i, talk) { // each says something else, or nothing any more
			groups = append(groups, []LetterID{id})
		}
		if standing.Last != "" {
			groups = append(groups, []LetterID{LetterIDOf(org, KindResult, string(standing.Last), string(p.ID))})
		}
		for _, r := range rounds {
			plan := r.Plans[p.ID]
			asked, err := d.where(ctx, org, append([]LetterID{plan.Ask}, plan.Nudges...)...)
			if err != nil {
				return nil, err
			}
			groups = append(groups, asked)
		}
		notices, err := d.notices(ctx, org, i, standing)
		if err != nil {
			return nil, err
		}
		for _, ids := range append(groups, notices...) {
			ls, err := d.unreachable(ctx, org, ids)
			if err != nil {
				return nil, err
			}
			if n := slices.IndexFunc(ls, func(l Letter) bool { return l.Lead == p.ID }); n >= 0 {
				missed = append(missed, ls[n])
			}
		}
	}
	slices.SortFunc(missed, func(a, b Letter) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(missed, func(a, b Letter) bool { return a.ID == b.ID }), nil
}

// notices are the ids of what may have been told in private about an initiative: of
// the round closed last, and of each open alert that a channel did not get; of
// several such channels one notice speaks.
func (d *Desk) notices(ctx context.Context, org OrgID, i Initiative, s Standing) ([][]LetterID, error) {
	var groups [][]LetterID
	if s.Last != "" {
		for _, says := range []Says{
			{What: "melon"}, {What: "silent_side", Detail: "both"},
			{What: "silent_side", Detail: scoring.IT.String()}, {What: "silent_side", Detail: scoring.Biz.String()},
		} {
			groups = append(groups, []LetterID{LetterIDOf(org, KindNotice, string(s.Last), says.What, says.Detail)})
		}
	}
	for _, card := range s.alerts() {
		var cards []LetterID
		for _, channel := range i.Channels {
			cards = append(cards, AlertLetter(org, card, channel))
		}
		missing, err := d.unreachable(ctx, org, cards)
		if err != nil {
			return nil, err
		}
		about := []LetterID{LetterIDOf(org, KindNotice, string(card), "no_channel")}
		for _, l := range missing {
			about = append(about, LetterIDOf(org, KindNotice, string(l.ID)))
		}
		groups = append(groups, about)
	}
	return groups, nil
}

// missedIn lists what could not reach a channel: the card of each initiative that
// names it, and the alerts that are open. Teams says into which team the app was
// installed, and only of its first channel, so all channels there are tried: what is
// refused again is as it was.
func (d *Desk) missedIn(ctx context.Context, org OrgID, a Account) ([]Letter, error) {
	is, err := d.Roster.AllInitiatives(ctx, org)
	if err != nil {
		return nil, err
	}
	team := a.Platform == Teams && Receipt{Channel: a.ID}.platform() == Teams // no person
	var ids []LetterID
	for _, i := range is {
		s, _, err := d.Standings.Standing(ctx, org, i.ID)
		if err != nil {
			return nil, err
		}
		for _, channel := range i.Channels {
			if channel != a && (!team || channel.Platform != a.Platform || channel.Team != a.Team) {
				continue
			}
			ids = append(ids, CardLetter(org, i.ID, channel))
			for _, card := range s.alerts() {
				ids = append(ids, AlertLetter(org, card, channel))
			}
		}
	}
	return d.unreachable(ctx, org, ids)
}

// unreachable returns those of some letters that did not arrive, to be sent after all.
func (d *Desk) unreachable(ctx context.Context, org OrgID, ids []LetterID) ([]Letter, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ls, err := d.Shelf.Letters(ctx, org, ids...)
	if err != nil {
		return nil, err
	}
	ls = slices.DeleteFunc(ls, func(l Letter) bool { return l.State != LetterUnreachable })
	for n := range ls {
		ls[n].Merge, ls[n].Again, ls[n].Due = false, true, d.Now()
	}
	return ls, nil
}

// alerts are the rounds in which the alerts that are open opened, sorted.
func (s Standing) alerts() []RoundID {
	var opened []RoundID
	for _, c := range s.Course {
		if c.Episode.Open() {
			opened = append(opened, c.Episode.Opened)
		}
	}
	slices.Sort(opened)
	return slices.Compact(opened)
}
