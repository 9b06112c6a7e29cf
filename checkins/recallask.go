package checkins

import (
	"context"
	"errors"
	"slices"
	"time"

	"parallax/scoring"
)

// BookRecalls is how leads say the why again.
const BookRecalls BookKind = "recalls"

func recallBook(i InitiativeID) BookID { return BookID{BookRecalls, string(i)} }

func (d *Desk) recalls(ctx context.Context, org OrgID, i InitiativeID) (Recalls, int, error) {
	return readBook[Recalls](ctx, d, org, recallBook(i))
}

// recalling reports whether the round of a date asks for the why again. It does not while
// half of a side is asked something else that week: it waits for a better one.
func (d *Desk) recalling(ctx context.Context, org OrgID, i Initiative, on Date) (bool, error) {
	past, err := d.Standings.Past(ctx, org, i.ID)
	if err != nil || len(past) == 0 {
		return false, err
	}
	talk, err := d.Talks.WhyTalk(ctx, org, i.ID)
	if err != nil {
		return false, err
	}
	all, _, err := d.recalls(ctx, org, i.ID)
	if err == nil && all.last().Round == RoundIDOf(i.ID, on) {
		return true, nil // noted before, and the round did not open then
	}
	if err != nil || !i.recallDue(talk, all.last(), past[0].Date(), on) {
		return false, err
	}
	for _, side := range scoring.Sides {
		var ids []LetterID
		for _, p := range i.Scored(side) {
			ids = append(ids, ExtraLetter(org, p, on))
		}
		if len(ids) == 0 {
			return false, nil
		}
		taken, err := d.Shelf.Letters(ctx, org, ids...)
		if err != nil || 2*len(taken) > len(ids) {
			return false, err
		}
	}
	return true, nil
}

// recall notes that a round asks for the why again, and writes the letters that do: on the
// working day after the check-in where there is one before the close. They are posted with
// the round, in its step.
func (d *Desk) recall(ctx context.Context, o Org, i Initiative, r Round) ([]Letter, error) {
	var ids []PersonID
	for _, side := range scoring.Sides {
		ids = append(ids, r.Roster[side]...)
	}
	people, err := d.Roster.People(ctx, o.ID, ids...)
	if err != nil {
		return nil, err
	}
	var post []Letter
	for _, p := range people {
		if taken, err := d.Shelf.Letters(ctx, o.ID, recallLetter(o.ID, p, r)); err != nil {
			return nil, err
		} else if len(taken) > 0 {
			continue // something else is asked in the week of this round: the next time is theirs
		}
		asked := r.Plans[p.ID].AskAt
		if asked.IsZero() || r.For[p.ID] != "" {
			continue // a delegate rates for somebody, and has no why of their own
		}
		due := WorkingAt(p, o.Holidays, asked.Add(24*time.Hour))
		week := DateOf(asked.In(p.Location())).ISOWeek()
		if !due.Add(2*time.Hour).Before(r.Closes) || DateOf(due.In(p.Location())).ISOWeek() != week {
			due = asked
		}
		post = append(post, Letter{
			ID: recallLetter(o.ID, p, r), Kind: KindRecall, To: p.Account(), Lead: p.ID, Due: due, Until: r.Closes, Free: true,
			About: About{Initiative: i.ID, Rounds: []RoundID{r.ID}},
		})
	}
	for range enterMost {
		all, rev, err := d.recalls(ctx, o.ID, i.ID)
		if err != nil {
			return nil, err
		}
		if _, asked := all.of(r.ID); asked {
			return post, nil
		}
		err = writeBook(ctx, d, o.ID, recallBook(i.ID), all.with(Recall{Round: r.ID, Due: r.Closes, Mode: r.Mode}), rev, Delivered{}, nil)
		if !errors.Is(err, ErrStale) {
			return post, err
		}
	}
	return nil, ErrStale
}

// WhyAgain asks a lead to say the why again, in a line, and shows both sides' lines once
// they stand side by side.
type WhyAgain struct {
	Letter     LetterID
	Initiative Named
	Round      RoundID
	Zone       string
	Lead       bool // of one side; else the owner, who is asked nothing
	Side       scoring.Side
	Leads      int // of that side
	Mode       scoring.Mode
	Mine       *RecallLine
	Due        time.Time // the lines stand side by side from then on
	Open       bool      // they do
	Over       bool      // the why has been said again since: nothing more is taken
	Sides      []RecallSide
	Said       WhySaid // what the reader says of the other side's lines
	Settled    bool    // the reader's side has said what it thinks of them: nothing changes any more
}

func (WhyAgain) message() {}

// again draws it for a lead or the owner.
func (d *Desk) again(i Initiative, all Recalls, x Recall, p Person, now time.Time) WhyAgain {
	m := WhyAgain{
		Initiative: Named{i.ID, i.Name}, Round: x.Round, Zone: p.Zone, Due: x.Due, Open: !now.Before(x.Due),
		Over: all.last().Round != x.Round, Said: x.Said[p.ID],
	}
	m.Side, m.Lead = i.Side(p.ID)
	// Who has not accepted to be named there is asked nothing.
	if m.Lead = m.Lead && slices.Contains(i.Scored(m.Side), p.ID); m.Lead {
		m.Leads, m.Mode = len(i.SideLeads(m.Side)), i.Mode(m.Side)
	}
	m.Settled = x.settled(i, m.Side, now)
	if l, wrote := x.Lines[p.ID]; wrote {
		m.Mine = &l
	}
	if m.Open {
		for _, s := range scoring.Sides {
			m.Sides = append(m.Sides, x.side(i, s, now))
		}
	}
	return m
}

// composeRecall draws the letter that asks for it.
func (d *Desk) composeRecall(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, hold{}, err
	}
	all, _, err := d.recalls(ctx, org, i.ID)
	if err != nil {
		return nil, hold{}, err
	}
	x, asked := all.of(l.About.Rounds[0])
	side, lead := i.Side(p.ID)
	if !asked || !lead || !slices.Contains(i.Scored(side), p.ID) {
		return nil, hold{reason: ReasonLeft}, nil
	}
	m := d.again(i, all, x, p, now)
	m.Letter = l.ID
	switch {
	case !l.Receipt.IsZero():
		return m, hold{}, nil
	case m.Mine != nil:
		return nil, hold{reason: ReasonAnswered}, nil
	case p.Quiet(i.ID):
		return nil, hold{reason: ReasonMuted}, nil
	}
	h, err := d.atWork(ctx, org, p, now)
	return m, h, err
}

// recallLetters are the letters that asked for it with a round, to be drawn anew; none when
// the round did not ask.
func (d *Desk) recallLetters(ctx context.Context, org OrgID, r Round) ([]LetterID, error) {
	all, _, err := d.recalls(ctx, org, r.ID.Initiative())
	if err != nil {
		return nil, err
	}
	if _, asked := all.of(r.ID); !asked {
		return nil, nil
	}
	people, err := d.asked(ctx, org, r)
	var ids []LetterID
	for _, p := range people {
		ids = append(ids, recallLetter(org, p, r))
	}
	return ids, err
}

// recallLetter is the letter that asked somebody, if they were asked.
func recallLetter(org OrgID, p Person, r Round) LetterID {
	return ExtraLetter(org, p.ID, DateOf(r.Plans[p.ID].AskAt.In(p.Location())))
}
