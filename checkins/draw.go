package checkins

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// alert draws the card of a round as its dimensions stand now.
func (d *Desk) alert(ctx context.Context, org OrgID, l Letter) (GapAlert, error) {
	if len(l.About.Rounds) == 0 {
		return GapAlert{}, fmt.Errorf("alert %s: %w: it names no round", l.ID, ErrNotFound)
	}
	id := l.About.Rounds[0]
	rounds, err := d.Ledger.Rounds(ctx, org, id)
	if err != nil {
		return GapAlert{}, err
	}
	if len(rounds) == 0 {
		return GapAlert{}, fmt.Errorf("alert of %s: %w", id, ErrNotFound)
	}
	s, _, err := d.Standings.Standing(ctx, org, id.Initiative())
	if err != nil {
		return GapAlert{}, err
	}
	a := GapAlert{Letter: l.ID, Initiative: Named{id.Initiative(), rounds[0].Name}, Round: id, Repeat: l.Marked, Closed: true}
	if a.Care, err = d.Cares.Care(ctx, org, id); err != nil {
		return GapAlert{}, err
	}
	names, err := d.names(ctx, org, a.Care.Acknowledged, a.Care.SnoozedBy, a.Care.Keepers[0], a.Care.Keepers[1])
	if err != nil {
		return GapAlert{}, err
	}
	a.CareName = names[cmp.Or(a.Care.Acknowledged, a.Care.SnoozedBy)]
	for side, p := range a.Care.Keepers {
		a.Keepers[side] = names[p]
	}
	if a.Context, err = d.contextLines(ctx, org, id); err != nil {
		return GapAlert{}, err
	}
	if a.Step, a.Before, err = d.stepsOf(ctx, org, id, l.About.Dimensions); err != nil {
		return GapAlert{}, err
	}
	for n, dim := range l.About.Dimensions {
		c := s.Course[dim]
		q, ok := rounds[0].Question(dim)
		if c == nil || !ok {
			continue
		}
		row := AlertRow{Question: q, Said: c.Said, Date: c.Date, Episode: c.Episode, Track: c.Track}
		// The dimension may have opened again since: then this card's episode ended.
		row.Ended = !c.Episode.Open() || n < len(l.About.Episodes) && c.Episode.No != l.About.Episodes[n]
		a.Closed = a.Closed && row.Ended
		a.Rows = append(a.Rows, row)
	}
	return a, nil
}

func (d *Desk) composeThread(ctx context.Context, org OrgID, l Letter) (Message, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, err
	}
	s, _, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return nil, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, err
	}
	agreed, err := d.steps(ctx, org, i.ID)
	if err != nil {
		return nil, err
	}
	u := AlertUpdate{Initiative: Named{i.ID, i.Name}, Repeat: l.Marked}
	for _, h := range l.About.Lines {
		c := s.Course[h.Dimension]
		if c == nil {
			continue
		}
		line := UpdateLine{Question: o.question(i, h.Dimension), Reason: h.Reason, Said: c.Said}
		if h.Reason == ReasonClosed {
			line.Step = agreed.doneFor(c.Episode.Opened, h.Dimension)
		}
		u.Lines = append(u.Lines, line)
	}
	return u, nil
}

// question is the wording of a dimension as it is asked today.
func (o Org) question(i Initiative, dim scoring.Dimension) Question {
	p, _ := o.Priority(i.Priority)
	q, err := QuestionOf(i, p.Name, dim)
	if err != nil {
		return Question{Dimension: dim, Text: string(dim)}
	}
	return q
}

// composeResult draws what a lead is told in private after a close.
func (d *Desk) composeResult(ctx context.Context, org OrgID, l Letter, p Person) (Message, hold, error) {
	rounds, err := d.Ledger.Rounds(ctx, org, l.About.Rounds...)
	if err != nil || len(rounds) == 0 {
		return nil, hold{reason: ReasonRoundOver}, err
	}
	r := rounds[0]
	side, ok := r.Side(p.ID)
	if !ok {
		return nil, hold{reason: ReasonLeft}, nil
	}
	s, _, err := d.Standings.Standing(ctx, org, r.ID.Initiative())
	if err != nil {
		return nil, hold{}, err
	}
	kept, err := d.Ledger.Answers(ctx, org, r.ID, p.ID)
	if err != nil {
		return nil, hold{}, err
	}
	i, err := d.initiative(ctx, org, r.ID.Initiative())
	if err != nil {
		return nil, hold{}, err
	}
	if i.left(r)(p.ID) {
		return nil, hold{reason: ReasonLeft}, nil
	}
	m := Result{
		Initiative: Named{i.ID, r.Name}, Round: r.ID, Date: r.ID.Date(), Side: side,
		Readings: len(s.Read[p.ID]), Next: nextOpening(i, r.ID.Date()), NoAnswer: true,
	}
	for _, right := range s.Read[p.ID] {
		if right {
			m.Right++
		}
	}
	if m.Reply, err = d.replyFor(ctx, org, i, r.Seq); err != nil {
		return nil, hold{}, err
	}
	if m.Thanks, err = d.thanksFor(ctx, org, i, s, r); err != nil {
		return nil, hold{}, err
	}
	again, _, err := d.recalls(ctx, org, i.ID)
	if err != nil {
		return nil, hold{}, err
	}
	x, _ := again.of(r.ID)
	m.Again = len(x.Lines) > 0
	mine := kept.Of(p.ID)
	for _, q := range r.Questions {
		c := s.Course[q.Dimension]
		if c == nil {
			continue
		}
		v := RoundView{Question: q, Said: c.Said, Date: c.Date}
		if a, ok := mine[q.Dimension]; ok && a.SaidOwn {
			v.Mine, m.NoAnswer = &a, false
		}
		m.Views = append(m.Views, v)
	}
	heard, err := d.voices(ctx, org, r, reader{lead: true, side: side}, side.Other())
	if len(heard) > 0 {
		m.Voices = heard[0]
	}
	return m, hold{}, err
}

// thanksFor is what changed since a round opened because people answered. The sponsor's
// reply stands above all else already.
func (d *Desk) thanksFor(ctx context.Context, org OrgID, i Initiative, s Standing, r Round) ([]Thanks, error) {
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, err
	}
	x := digested{looked: looked{Initiative: i, row: PortfolioRow{Initiative: Named{i.ID, r.Name}}}, standing: s}
	for _, dim := range s.Dimensions() {
		if s.Course[dim].Episode.Closed == r.ID {
			x.thank(ThanksClosed)
		}
	}
	if err := d.thanks(ctx, o, i, &x, r.Opens); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(x.thanks, func(t Thanks) bool { return t.What == ThanksReplied }), nil
}

// nextOpening is when the next round after a date opens; zero while the
// initiative waits.
func nextOpening(i Initiative, after Date) time.Time {
	if len(i.Waits()) > 0 {
		return time.Time{}
	}
	next, _ := i.Pulse.Next(after)
	return next.Opens
}

// card draws an initiative at a glance.
func (d *Desk) card(ctx context.Context, org OrgID, i Initiative, now time.Time) (Card, error) {
	s, latest, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return Card{}, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return Card{}, err
	}
	f, err := d.figured(ctx, org, i, s)
	if err != nil {
		return Card{}, err
	}
	c := Card{
		Initiative: Named{i.ID, i.Name}, Stage: i.Stage, Why: i.Why, Waits: i.Waits(), Zone: i.Pulse.Zone,
		Next: nextOpening(i, DateOf(now.In(i.Pulse.Location()))), LastRound: s.Last.Date(), Outcome: f.Outcome, Figures: f.Figures, Melon: f.Melon,
	}
	if today, ok := i.Pulse.On(DateOf(now.In(i.Pulse.Location()))); ok && today.Opens.After(now) && len(c.Waits) == 0 {
		c.Next = today.Opens
	}
	for _, dim := range i.Pulse.Dimensions {
		row := CardRow{Question: o.question(i, dim)}
		if course := s.Course[dim]; course != nil {
			row.Said, row.Date, row.Open = course.Said, course.Date, course.Said.Open
		}
		c.Rows = append(c.Rows, row)
	}
	if bridges := i.Bridges(); len(bridges) > 0 {
		people, err := d.Roster.People(ctx, org, bridges...)
		if err != nil {
			return Card{}, err
		}
		for _, p := range people {
			c.Bridges = append(c.Bridges, p.Name)
		}
	}
	rounds, err := d.Ledger.Rounds(ctx, org, latest)
	if err != nil || len(rounds) == 0 {
		return c, err
	}
	switch r := rounds[0]; r.State {
	case RoundSkipped:
		c.Skipped, c.SkipReason = r.ID.Date(), r.Reason
	case RoundOpen, RoundSealed:
		kept, err := d.Ledger.Answers(ctx, org, r.ID, "")
		if err != nil {
			return Card{}, err
		}
		c.Round = &RoundLine{Round: r.ID, Closes: r.Closes}
		for _, side := range scoring.Sides {
			c.Round.Need[side] = need(r, side, kept)
		}
	}
	return c, nil
}

// explain draws how the results of an initiative came about, of one dimension or of
// all that have one, for the eyes of one person; of nobody when it is for a channel.
func (d *Desk) explain(ctx context.Context, org OrgID, i Initiative, to PersonID, dims ...scoring.Dimension) (Explain, error) {
	s, _, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return Explain{}, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return Explain{}, err
	}
	e := Explain{Initiative: Named{i.ID, i.Name}, Share: ShareToken{What: string(VerbExplain), Initiative: i.ID}}
	if len(dims) == 0 {
		dims = i.Pulse.Dimensions
	} else if len(dims) == 1 {
		e.Share.Dimension = dims[0]
	}
	for _, dim := range dims {
		row := ExplainRow{Question: o.question(i, dim)}
		if c := s.Course[dim]; c != nil {
			row.Said, row.Date, row.Track = c.Said, c.Date, c.Track
		}
		e.Rows = append(e.Rows, row)
	}
	rounds, err := d.Ledger.Rounds(ctx, org, roundIDs(s.Last)...)
	if err != nil || len(rounds) == 0 {
		return e, err
	}
	eyes := reader{channel: true}
	if to != "" {
		eyes = readerOf(i, rounds[0], to)
	}
	e.Voices, err = d.voices(ctx, org, rounds[0], eyes, scoring.IT, scoring.Biz)
	return e, err
}
