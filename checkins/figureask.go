package checkins

import (
	"context"
	"errors"
	"slices"
	"time"

	"parallax/scoring"
)

// What a letter about the outcome is (About.Text.What).
const (
	outcomeMonthly = "ask"     // the monthly question after a value
	outcomeReached = "reached" // whether the target is reached
)

// outcomeWorth is how long a question about the outcome is worth asking: in the week after
// the next there may be another extra question.
const outcomeWorth = 10 * 24 * time.Hour

// OutcomeAsk asks somebody of the business side, in private, for the value of the outcome
// measure, or whether its target is reached. Later it says what was said.
type OutcomeAsk struct {
	Letter     LetterID
	Initiative Named
	Outcome    Outcome
	Figures    Figures
	Target     bool   // it asks whether the target is reached
	Said       bool   // a value was recorded since it was asked for
	Meets      Figure // the latest value when it reaches the target; zero: none does
}

func (OutcomeAsk) message() {}

// answers is who is asked about the outcome: the owner; where the owner leads IT alone,
// the sponsor, else a lead of the business, for what it brings is theirs to say. false:
// nobody can be reached.
func (w figuring) answers(ctx context.Context) (Person, bool, error) {
	i := w.initiative
	ids := slices.DeleteFunc(append([]PersonID{i.Owner, i.Sponsor}, i.SideLeads(scoring.Biz)...), func(p PersonID) bool { return !i.business(p) })
	people, err := w.Roster.People(ctx, w.org.ID, ids...)
	for _, id := range ids {
		for _, p := range people {
			if p.ID == id && reachable(p) && !p.Quiet(i.ID) {
				return p, true, err
			}
		}
	}
	return Person{}, false, err
}

// question is a letter that asks somebody about the outcome, on top of check-ins. false:
// every week is taken.
func (w figuring) question(ctx context.Context, p Person, from time.Time) (Letter, bool, error) {
	l, ok, err := w.extra(ctx, w.org, p, Letter{Kind: KindOutcome}, from, p.worker(nil).start(), nil)
	l.Until = l.Due.Add(outcomeWorth)
	return l, ok, err
}

// unasked reports whether a letter asked nobody anything and will not: who was to be asked
// has left, was erased or gave the initiative to somebody else before it came.
func (w figuring) unasked(ctx context.Context, id LetterID) (bool, error) {
	if id == "" {
		return false, nil
	}
	ls, err := w.Shelf.Letters(ctx, w.org.ID, id)
	return !slices.ContainsFunc(ls, func(l Letter) bool {
		return !l.Receipt.IsZero() || l.State != LetterDropped && l.State != LetterUnreachable
	}), err
}

// askOutcome has the business side asked for a value, once a month: not where one was
// recorded that month, where the target is reached, or where there is no measure. It is
// looked for when a check-in closes, and asked on a later day; and once more when the next
// one opens, where closing did not come to it. What nobody was asked after all, for they
// left before, somebody else is asked then.
func (d *Desk) askOutcome(ctx context.Context, o Org, i Initiative, closed, now time.Time) error {
	if i.Outcome.Measure == "" || i.Paused {
		return nil
	}
	w := figuring{Desk: d, org: o, initiative: i}
	if err := w.offerAgain(ctx); err != nil {
		return err
	}
	return revise(ctx, d, o.ID, BookOfFigures(i.ID), Delivered{}, func(b *FigureBook) (revised, error) {
		l, err := w.monthly(ctx, b, closed, now)
		return revised{nothing: l.ID == "", post: []Letter{l}}, err
	})
}

// monthly is the question after a value of the month, noted in the book; the zero Letter
// where nobody is to be asked.
func (w figuring) monthly(ctx context.Context, b *FigureBook, closed, now time.Time) (none Letter, _ error) {
	i := w.initiative
	if b.reached(i.Outcome) {
		return none, nil
	}
	p, ok, err := w.answers(ctx)
	if err != nil || !ok {
		return none, err
	}
	tomorrow, _ := Resolve(DateOf(closed.In(p.Location())).AddDays(1), 0, p.Location())
	due := WorkingAt(p, w.org.Holidays, later(closed, tomorrow))
	month := monthOf(due, p)
	if b.said(month) {
		return none, nil
	}
	if b.Asked.Month >= month {
		if nobody, err := w.unasked(ctx, b.Asked.Letter); err != nil || !nobody {
			return none, err
		}
	}
	l, ok, err := w.question(ctx, p, later(due, now))
	if err != nil || !ok {
		return none, err
	}
	b.Asked = FigureQuestion{Month: monthOf(l.Due, p), Letter: l.ID}
	l.About = About{Initiative: i.ID, Date: DateOf(l.Due.In(p.Location())), Text: Says{What: outcomeMonthly}}
	return l, nil
}

func monthOf(t time.Time, p Person) string { return string(DateOf(t.In(p.Location())))[:7] }

// composeOutcome draws a question about the outcome, or says why it is not to be sent.
func (d *Desk) composeOutcome(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if errors.Is(err, ErrNotFound) {
		return nil, hold{reason: ReasonLeft}, nil
	} else if err != nil {
		return nil, hold{}, err
	}
	b, _, err := readBook[FigureBook](ctx, d, org, BookOfFigures(i.ID))
	if err != nil {
		return nil, hold{}, err
	}
	m := OutcomeAsk{Letter: l.ID, Initiative: Named{i.ID, i.Name}, Outcome: i.Outcome, Target: l.About.Text.What == outcomeReached}
	if m.Figures, err = d.figuresOf(ctx, org, i, b); err != nil {
		return nil, hold{}, err
	}
	m.Said = b.said(string(l.About.Date)[:7])
	if last, there := b.latest(); there && !b.reached(i.Outcome) {
		if meets, known := i.Outcome.meets(last.Value); known && meets {
			m.Meets = m.Figures.Actuals[len(m.Figures.Actuals)-1]
		}
	}
	if !l.Receipt.IsZero() {
		return m, hold{}, nil
	}
	switch {
	case !i.business(p.ID), i.Outcome.Measure == "":
		return nil, hold{reason: ReasonLeft}, nil
	case b.reached(i.Outcome), m.Target && (m.Meets.Value == "" || b.notYet(i.Outcome)), !m.Target && m.Said:
		return nil, hold{reason: ReasonAnswered}, nil
	case p.Quiet(i.ID), i.Paused:
		return nil, hold{reason: ReasonMuted}, nil
	}
	h, err := d.atWork(ctx, org, p, now)
	return m, h, err
}

// figuresOf is what readers see of the figures of an initiative.
func (d *Desk) figuresOf(ctx context.Context, org OrgID, i Initiative, b FigureBook) (Figures, error) {
	var f Figures
	names, err := d.names(ctx, org, b.people()...)
	if err != nil {
		return f, err
	}
	for _, a := range b.Actuals[max(0, len(b.Actuals)-figuresMost):] {
		f.Actuals = append(f.Actuals, Figure{Value: a.Value, On: a.On, By: names[a.By], From: a.From})
	}
	if h, there := b.status(); there {
		f.Health = &HealthSaid{Color: h.Color, On: h.On, By: names[h.By], From: h.From}
	}
	if b.reached(i.Outcome) {
		f.Reached = b.Reached.On
	} else if b.notYet(i.Outcome) {
		f.NotYet = DateOf(b.NotYet.At.In(i.Pulse.Location()))
	}
	return f, nil
}

// Figured is an initiative's figures with what they stand beside: for a page that is made
// of several.
type Figured struct {
	Outcome Outcome
	Figures Figures
	Melon   Melon
}

// figured reads what is seen of the outcome and the status of an initiative.
func (d *Desk) figured(ctx context.Context, org OrgID, i Initiative, s Standing) (Figured, error) {
	b, _, err := readBook[FigureBook](ctx, d, org, BookOfFigures(i.ID))
	if err != nil {
		return Figured{}, err
	}
	f, err := d.figuresOf(ctx, org, i, b)
	return Figured{i.Outcome, f, s.melonOf(i, b)}, err
}
