package checkins

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"parallax/scoring"
)

// Mine is what the org keeps of somebody, for their own eyes: a page at a time.
type Mine struct {
	Person Person
	Parts  []MinePart // on the first page
	Ranked []MineRank // likewise: what they rank first
	Weeks  []MineWeek // of this page, the newest first
	Page   int        // from 1
	Pages  int        // at least 1
	Total  int        // check-ins with something of theirs
}

// MineRank is what somebody ranks first in a month that was not compared yet.
type MineRank struct {
	Month Date     // its first day
	Top   []string // names, the first one first
}

// MinePart is a role of somebody, with what they said about it.
type MinePart struct {
	Initiative Named
	Sides      [2]bool
	Owner      bool
	Sponsor    bool
	Confirmed  bool // the why, as it stands
	Named      *Consent
	Why        []WhyLine      // what they wrote about the why, as the owner too
	Again      []WhySaid      // what they said of the other side's lines about the why
	Reply      *Note          // to the leads, for the check-in that opens next
	Steps      []StepLine     // agreed ones that they have, or put down
	Wins       []string       // in their words
	Decisions  []MineDecision // that they wrote down, or said something of
	Promises   []PromiseLine  // that they made, wrote down or judged
	Values     []Figure       // of the outcome, that they recorded
	Health     []HealthSaid   // statuses that they reported
}

// MineWeek is a check-in that asked somebody, with what they answered.
type MineWeek struct {
	Initiative Named
	Date       Date
	Side       scoring.Side
	For        string // whose place it was; empty: their own
	Answers    []MineAnswer
	Line       *Line
	Notes      []Note // lines about its alert, and a reply of the sponsor
}

// MineAnswer is one answer with its wording.
type MineAnswer struct {
	Question
	Given Answer
}

func (Mine) message() {}

// minePage is how many check-ins stand on a page.
const minePage = 6

// mine gathers what is kept of somebody.
func (d *Desk) mineAt(ctx context.Context, who asker, page int) (Message, error) {
	all, err := d.Roster.AllInitiatives(ctx, who.org)
	if err != nil {
		return nil, err
	}
	m := Mine{Person: who.person}
	var took []RoundID
	for _, i := range all {
		part, has := minePart(i, who.person.ID)
		talk, err := d.Talks.WhyTalk(ctx, who.org, i.ID)
		if err != nil {
			return nil, err
		}
		part.Why = talk.writtenBy(who.person.ID)
		again, _, err := d.recalls(ctx, who.org, i.ID)
		if err != nil {
			return nil, err
		}
		part.Why, part.Again = append(part.Why, again.writtenBy(who.person.ID)...), again.said(who.person.ID)
		if part.Reply, err = d.pendingReply(ctx, who.org, i.ID, who.person.ID); err != nil {
			return nil, err
		}
		if part.Steps, part.Wins, err = d.mineAgreed(ctx, who.org, i, who.person.ID); err != nil {
			return nil, err
		}
		if part.Promises, err = d.minePromises(ctx, who.org, i, who.person.ID); err != nil {
			return nil, err
		}
		figures, _, err := readBook[FigureBook](ctx, d, who.org, BookOfFigures(i.ID))
		if err != nil {
			return nil, err
		}
		part.Values, part.Health = figures.saidBy(who.person.ID)
		if part.Decisions, err = d.mineDecisions(ctx, who.org, i, who.person.ID); err != nil {
			return nil, err
		}
		if has || len(part.Values)+len(part.Health)+len(part.Why)+len(part.Steps)+len(part.Wins)+len(part.Promises)+len(part.Decisions) > 0 || part.Reply != nil {
			m.Parts = append(m.Parts, part)
		}
		ids, err := d.tookPart(ctx, who.org, i, who.person)
		if err != nil {
			return nil, err
		}
		took = append(took, ids...)
	}
	weeks, err := d.mineWeeks(ctx, who.org, who.person.ID, took)
	if err != nil {
		return nil, err
	}
	if m.Ranked, err = d.mineRanks(ctx, who, all); err != nil {
		return nil, err
	}
	m.turn(weeks, page)
	return m, nil
}

func (m *Mine) turn(weeks []MineWeek, page int) {
	m.Total = len(weeks)
	m.Pages = max(1, (len(weeks)+minePage-1)/minePage)
	m.Page = max(1, min(page, m.Pages))
	m.Weeks = weeks[(m.Page-1)*minePage : min(len(weeks), m.Page*minePage)]
	if m.Page > 1 {
		m.Parts, m.Ranked = nil, nil
	}
}

// minePart is the part that somebody has in an initiative.
func minePart(i Initiative, p PersonID) (MinePart, bool) {
	part := MinePart{Initiative: Named{i.ID, i.Name}, Owner: i.Owner == p, Sponsor: i.Sponsor == p, Confirmed: slices.Contains(i.WhyConfirmed, p)}
	for _, side := range scoring.Sides {
		part.Sides[side] = slices.Contains(i.Leads[side], p)
	}
	if c, said := i.Consents[p]; said {
		part.Named = &c
	}
	return part, part.Owner || part.Sponsor || part.Confirmed || part.Sides != [2]bool{} || part.Named != nil
}

// writtenBy is what somebody wrote about the why, the oldest first.
func (w WhyTalk) writtenBy(p PersonID) []WhyLine {
	var all []WhyLine
	if l, wrote := w.Lines[p]; wrote {
		all = append(all, l)
	}
	for _, v := range w.Versions {
		if v.By == p {
			all = append(all, WhyLine{Text: v.Text, At: v.At})
		}
		if l, wrote := v.Other[p]; wrote {
			all = append(all, l)
		}
	}
	return all
}

// tookPart lists the check-ins of an initiative in which somebody may have answered.
// Who leads nothing there, and was never asked, is not looked for.
func (d *Desk) tookPart(ctx context.Context, org OrgID, i Initiative, p Person) ([]RoundID, error) {
	s, latest, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return nil, err
	}
	_, asked := s.Asked[p.ID]
	if !asked && !slices.Contains(p.answered(), i.ID) && i.Owner != p.ID && i.Sponsor != p.ID {
		return nil, nil
	}
	ids, err := d.Standings.Past(ctx, org, i.ID)
	if latest != "" && !slices.Contains(ids, latest) {
		ids = append(ids, latest)
	}
	return ids, err
}

// mineWeeks reads what somebody answered, the newest check-in first.
func (d *Desk) mineWeeks(ctx context.Context, org OrgID, p PersonID, ids []RoundID) ([]MineWeek, error) {
	var weeks []MineWeek
	for some := range slices.Chunk(ids, 50) {
		rounds, err := d.Ledger.Rounds(ctx, org, some...)
		if err != nil {
			return nil, err
		}
		for _, r := range rounds {
			week, err := d.mineWeek(ctx, org, r, p)
			if err != nil {
				return nil, err
			}
			if len(week.Answers)+len(week.Notes) > 0 || week.Line != nil {
				weeks = append(weeks, week)
			}
		}
	}
	slices.SortFunc(weeks, func(a, b MineWeek) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), byNameOf(a.Initiative, b.Initiative))
	})
	return weeks, nil
}

func (d *Desk) mineWeek(ctx context.Context, org OrgID, r Round, p PersonID) (MineWeek, error) {
	week := MineWeek{Initiative: Named{r.ID.Initiative(), r.Name}, Date: r.ID.Date()}
	notes, err := d.Notes.Notes(ctx, org, NotesOf(r)...)
	if err != nil {
		return week, err
	}
	for _, key := range NotesOf(r) {
		for _, n := range notes[key] {
			if n.Person == p {
				week.Notes = append(week.Notes, n)
			}
		}
	}
	side, on := r.Side(p)
	if !on {
		return week, nil
	}
	kept, err := d.Ledger.Answers(ctx, org, r.ID, p)
	if err != nil {
		return week, err
	}
	week.Side, week.Line = side, kept.LineOf(p)
	mine := kept.Of(p)
	for _, q := range r.Questions {
		if a, answered := mine[q.Dimension]; answered {
			week.Answers = append(week.Answers, MineAnswer{q, a})
		}
	}
	if lead := r.For[p]; lead != "" {
		people, err := d.Roster.People(ctx, org, lead)
		if err != nil {
			return week, err
		}
		for _, l := range people {
			week.For = l.Name
		}
	}
	return week, nil
}

// openMine turns to a page: Deed.Subject is its number.
func (d *Desk) openMine(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	page, err := strconv.Atoi(w.Subject)
	if err != nil {
		page = 1
	}
	return d.mineAt(ctx, who, page)
}
