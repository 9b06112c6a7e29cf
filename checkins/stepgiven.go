package checkins

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"
)

// StepGiven tells in private that somebody else wrote a step down for its reader, or one
// that its reader, who is on both sides, can help with. It asks nothing. Later it says
// what became of the step.
type StepGiven struct {
	Letter LetterID
	Step   StepLine
	Bridge bool // its reader has it on no side, and can help both
	Gone   bool // its reader has nothing to do with it any more
	Form   bool // its reader may change it
}

func (StepGiven) message() {}

// stepGiven are the letters that tell of a step whoever has it, but who put it down as it
// is. One a step and person: who was told reads a change where they were told.
func (d *Desk) stepGiven(ctx context.Context, t tended, x *Step) ([]Letter, error) {
	var ids []PersonID
	for _, p := range append(x.Owners[:], x.Bridge) {
		if p != "" && p != x.Put && !slices.Contains(ids, p) {
			ids = append(ids, p)
		}
	}
	people, err := d.Roster.People(ctx, t.org.ID, ids...)
	if err != nil {
		return nil, err
	}
	var ls []Letter
	for _, p := range people {
		if !reachable(p) {
			continue
		}
		ls = append(ls, Letter{
			ID: LetterIDOf(t.org.ID, KindGiven, string(t.initiative.ID), strconv.Itoa(x.No), string(p.ID)), Kind: KindGiven, To: p.Account(), Lead: p.ID,
			Due: WorkingAt(p, t.org.Holidays, d.Now()), Again: true,
			About: About{Initiative: t.initiative.ID, Rounds: []RoundID{x.Card}, Date: x.Due, Text: Says{Detail: strconv.Itoa(x.No)}},
		})
	}
	return ls, nil
}

// has reports whether somebody has a step, or helps with it as one who is on both sides.
func (x Step) has(p PersonID, i Initiative) (owns, helps bool) {
	_, owns = x.sideOf(p, i)
	return owns, !owns && x.Bridge == p && slices.Contains(i.Bridges(), p)
}

// composeGiven draws it.
func (d *Desk) composeGiven(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, x, err := d.stepOf(ctx, org, l)
	if err != nil {
		return nil, hold{}, err
	}
	if x == nil {
		return nil, hold{reason: ReasonLeft}, nil
	}
	owns, helps := x.has(p.ID, i)
	m := StepGiven{Letter: l.ID, Bridge: helps, Gone: !owns && !helps}
	if m.Step, err = d.stepLine(ctx, org, i, *x); err != nil {
		return nil, hold{}, err
	}
	m.Step = m.Step.to(p.ID, *x)
	if x.State == StepOpen && i.steers(p.ID) {
		if m.Form, err = d.isOpen(ctx, org, x.Card); err != nil {
			return nil, hold{}, err
		}
	}
	switch {
	case !l.Receipt.IsZero():
		return m, hold{}, nil
	case m.Gone:
		return nil, hold{reason: ReasonLeft}, nil
	case x.State != StepOpen || x.Put == p.ID:
		return nil, hold{reason: ReasonAnswered}, nil
	case d.today(i) >= x.Due: // on that day those who have it are asked
		return nil, hold{reason: ReasonTooLate}, nil
	}
	h, err := d.atWork(ctx, org, p, now)
	return m, h, err
}

// openSteps are the steps of an initiative for a brief: the earliest first.
func (d *Desk) openSteps(ctx context.Context, org OrgID, i Initiative) ([]StepLine, error) {
	s, err := d.steps(ctx, org, i.ID)
	if err != nil {
		return nil, err
	}
	s.Steps = slices.DeleteFunc(s.Steps, func(x Step) bool { return !x.agreed() || x.State != StepOpen })
	slices.SortStableFunc(s.Steps, func(x, y Step) int { return cmp.Compare(x.Due, y.Due) })
	var all []StepLine
	for _, x := range s.Steps {
		l, err := d.stepLine(ctx, org, i, x)
		if err != nil {
			return nil, err
		}
		l.Late = x.late(d.today(i))
		all = append(all, l)
	}
	return all, nil
}
