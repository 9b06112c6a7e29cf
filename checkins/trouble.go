package checkins

import (
	"context"
	"slices"

	"parallax/scoring"
)

func roundIDs(id RoundID) []RoundID {
	if id == "" {
		return nil
	}
	return []RoundID{id}
}

// troubles lists the letters that did not arrive, for the initiative's owner:
// those of the round under way and of the last one, and the cards of open alerts.
// Nudges go only to who has not answered, and would tell who that is: they are left out.
// So are asks that nobody knows about, which arrivals counts: one of which a press shows
// that it arrived would tell who pressed.
func (d *Desk) troubles(ctx context.Context, org OrgID, i Initiative, s Standing, latest RoundID) ([]Trouble, error) {
	var cards []RoundID
	for _, dim := range s.Dimensions() {
		if e := s.Course[dim].Episode; e.Open() {
			cards = append(cards, e.Opened)
		}
	}
	rounds, err := d.Ledger.Rounds(ctx, org, slices.Compact([]RoundID{latest, s.Last})...)
	if err != nil {
		return nil, err
	}
	var ids []LetterID
	for _, r := range rounds {
		cards = append(cards, r.ID)
		asks, err := d.where(ctx, org, r.asks()...)
		if err != nil {
			return nil, err
		}
		ids = append(ids, asks...)
		for p := range r.Plans {
			ids = append(ids, LetterIDOf(org, KindResult, string(r.ID), string(p)))
		}
	}
	for _, p := range slices.Concat(i.Leads[scoring.IT], i.Leads[scoring.Biz]) {
		if i.Undecided(p) {
			ids = append(ids, ConsentLetter(org, i.ID, p))
		}
	}
	talk, err := d.Talks.WhyTalk(ctx, org, i.ID)
	if err != nil {
		return nil, err
	}
	ids = append(ids, whyLetters(org, i, talk)...)
	slices.Sort(cards)
	for _, channel := range i.Channels {
		ids = append(ids, CardLetter(org, i.ID, channel))
		for _, card := range slices.Compact(cards) {
			ids = append(ids, AlertLetter(org, card, channel))
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	letters, err := d.Shelf.Letters(ctx, org, slices.Compact(ids)...)
	if err != nil {
		return nil, err
	}
	var ts []Trouble
	for _, l := range letters {
		waits := l.State == LetterPending && l.Receipt.IsZero() && l.Reason != "" && !held[Reason(l.Reason)]
		if l.State != LetterUnknown && l.State != LetterUnreachable && !waits || l.State == LetterUnknown && l.Kind == KindAsk {
			continue
		}
		to := l.To.String()
		if l.Lead != "" {
			if ps, err := d.Roster.People(ctx, org, l.Lead); err == nil && len(ps) == 1 {
				to = ps[0].Name
			}
		}
		ts = append(ts, Trouble{Kind: l.Kind, To: to, State: l.State, Reason: l.Reason})
	}
	return ts, nil
}

// held are the reasons for which a letter waits that are nobody's trouble.
var held = map[Reason]bool{ReasonAway: true, ReasonDayOff: true, ReasonAskedToday: true, ReasonHours: true, ReasonQuietHours: true}
