package checkins

import (
	"context"
	"slices"

	"parallax/scoring"
)

// LookBack is what became of a quarter: what was flagged, what changed, and what nobody
// answered.
type LookBack struct {
	From, To Date
	Parts    []BackPart // at most briefMost, those with something to tell first
	More     int
}

func (LookBack) message() {}

// BackPart is one initiative in it.
type BackPart struct {
	Initiative Named
	Flagged    []Flagged
	Wins       []WonLine // the newest first, at most changesMost
	Unheard    [2]int    // closed check-ins with too few answers of a confidential side
	Of         int       // closed check-ins
	Unjudged   int       // promises that were due, and of which the other side did not say enough
	Unsaid     int       // assumptions of decisions of which neither side said whether they hold
}

// Flagged is one statement on which an alert opened.
type Flagged struct {
	Question
	Opened Date
	Closed Date // both sides see it alike since then; empty: not yet
	Heeded bool // somebody acknowledged it, looks after it, asked both sides or put it on the agenda
}

// backWeeks is how far it looks back: a quarter.
const backWeeks = 13

// lookBack draws it, of what a brief is about.
func (d *Desk) lookBack(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	is, help, err := d.steered(ctx, who, w.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	to := DateOf(d.Now().In(who.person.Location()))
	m := LookBack{From: to.AddDays(-7 * backWeeks), To: to}
	for _, i := range is {
		part, err := d.backPart(ctx, who.org, i, m.From)
		if err != nil {
			return nil, err
		}
		m.Parts = append(m.Parts, part)
	}
	slices.SortStableFunc(m.Parts, func(x, y BackPart) int {
		if n := len(y.Flagged) - len(x.Flagged); n != 0 {
			return n
		}
		return byNameOf(x.Initiative, y.Initiative)
	})
	m.More = max(0, len(m.Parts)-briefMost)
	m.Parts = m.Parts[:min(len(m.Parts), briefMost)]
	return m, nil
}

func (d *Desk) backPart(ctx context.Context, org OrgID, i Initiative, from Date) (BackPart, error) {
	p := BackPart{Initiative: Named{i.ID, i.Name}}
	since, _ := Resolve(from, 0, i.Pulse.Location())
	closed, err := d.closedSince(ctx, org, i.ID, since)
	if err != nil {
		return p, err
	}
	if p.Wins, err = d.winsSince(ctx, org, i, since); err != nil {
		return p, err
	}
	slices.Reverse(p.Wins)
	p.Wins = p.Wins[:min(len(p.Wins), changesMost)]
	p.Of = len(closed)
	for _, side := range scoring.Sides {
		if t := turnout(side, closed); t.Of > 0 {
			p.Unheard[side] = t.Of - t.Enough
		}
	}
	if p.Unjudged, p.Unsaid, err = d.neverSaid(ctx, org, i, from); err != nil {
		return p, err
	}
	for _, r := range closed {
		for _, rec := range r.records {
			q, _ := r.Question(rec.Dimension)
			switch rec.changed() {
			case ReasonOpened:
				care, err := d.Cares.Care(ctx, org, r.ID)
				if err != nil {
					return p, err
				}
				p.Flagged = append(p.Flagged, Flagged{
					Question: q, Opened: r.ID.Date(), Heeded: care.Acknowledged != "" || care.Kept() || care.Asked != "" || care.Agenda != "",
				})
			case ReasonClosed:
				for n := range slices.Backward(p.Flagged) {
					if p.Flagged[n].Dimension == rec.Dimension && p.Flagged[n].Closed == "" {
						p.Flagged[n].Closed = r.ID.Date()
						break
					}
				}
			}
		}
	}
	return p, nil
}

// neverSaid counts the promises and the assumptions about which both sides, or one, were
// asked since a day and nobody can say anything.
func (d *Desk) neverSaid(ctx context.Context, org OrgID, i Initiative, from Date) (promises, assumptions int, err error) {
	ps, _, err := readBook[Promises](ctx, d, org, BookID{BookPromises, string(i.ID)})
	if err != nil {
		return 0, 0, err
	}
	now := d.Now()
	for _, p := range ps.All {
		if p.Due >= from && !now.Before(p.Until) && p.is(i, now) == "" {
			promises++
		}
	}
	rs, _, err := readBook[DecisionBook](ctx, d, org, BookID{BookDecisions, string(i.ID)})
	for _, x := range rs.All {
		past := x.Past
		if x.Held != nil {
			past = append(slices.Clone(past), DecisionPast{On: x.Revisit, Held: *x.Held})
		}
		for _, at := range past {
			if at.On >= from && at.Held == [2]Holds{} {
				assumptions++
			}
		}
	}
	return promises, assumptions, err
}
