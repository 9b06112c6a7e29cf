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
