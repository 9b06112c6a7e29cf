package checkins

import (
	"context"
	"errors"
	"slices"

	"parallax/scoring"
)

// Steps are the recalibrations of an initiative, the oldest first.
type Steps struct {
	Steps []Step `json:"steps,omitempty"`
}

// Step is what both sides agreed to do about an alert, by a date. One without a text that
// was not erased is no step: somebody wants everybody to be asked again. Dates are of the pulse's zone.
type Step struct {
	No         int                 `json:"no"`   // from 1 within the initiative; it never changes
	Card       RoundID             `json:"card"` // the alert: the round in which its dimensions opened
	Dimensions []scoring.Dimension `json:"dimensions"`
	Text       string              `json:"text,omitempty"`
	Erased     bool                `json:"erased,omitempty"` // there was a text, of somebody who was erased
	Owners     [2]PersonID         `json:"owners,omitzero"`  // by side; empty: nobody any more
	Bridge     PersonID            `json:"bridge,omitempty"` // who facilitates; empty: nobody is on both sides
	By         PersonID            `json:"by,omitempty"`     // whose words Text are
	Put        PersonID            `json:"put,omitempty"`    // who wrote it down for its owners, as it is; empty: nobody any more
	On         Date                `json:"on"`               // when it was agreed
	Due        Date                `json:"due,omitempty"`
	First      Date                `json:"first,omitempty"` // the date agreed at first; empty: it was never moved
	State      StepState           `json:"state"`
	Ended      Date                `json:"ended,omitempty"` // when it was done or dropped
	EndedBy    PersonID            `json:"ended_by,omitempty"`
	Asks       []LetterID          `json:"asks,omitempty"` // the letters that ask the owners whether it is done
	Told       []LetterID          `json:"told,omitempty"` // those that told them of it
}

// StepState says where a step stands.
type StepState string

// The states of a step.
const (
	StepOpen    StepState = "open"
	StepDone    StepState = "done" // the next rounds ask about it again
	StepDropped StepState = "dropped"
)

// stepsKept is how many steps of an initiative are kept: the oldest go.
const stepsKept = 100

// stepAhead is how far ahead the date of a step may be, in days.
const stepAhead = 92

// stepUsual is when a step is due where nobody says otherwise, in days.
const stepUsual = 14

func init() { bookWithout[BookSteps] = erasing[Steps] }

// Without returns them without a person: what was agreed stays, without the name and
// their words.
func (s Steps) Without(p PersonID) (Steps, int) {
	s.Steps = slices.Clone(s.Steps)
	went := 0
	for n := range s.Steps {
		x := &s.Steps[n]
		if x.By == p && x.Text != "" {
			x.Text, x.Erased = "", true
			went++
		}
		for side := range x.Owners {
			x.Owners[side] = other(x.Owners[side], p)
		}
		x.Bridge, x.By, x.Put, x.EndedBy = other(x.Bridge, p), other(x.By, p), other(x.Put, p), other(x.EndedBy, p)
	}
	return s, went
}

// agreed reports whether both sides agreed to do something.
func (x Step) agreed() bool { return x.Text != "" || x.Erased }

// of is the latest step about an alert that has a text; nil: there is none.
func (s Steps) of(card RoundID) *Step {
	for n := len(s.Steps) - 1; n >= 0; n-- {
		if x := &s.Steps[n]; x.Card == card && x.agreed() {
			return x
		}
	}
	return nil
}

// before is the latest step about one of some dimensions that was done before an alert
// opened: the gap is back. nil: there is none.
func (s Steps) before(card RoundID, dims []scoring.Dimension) *Step {
	for n := len(s.Steps) - 1; n >= 0; n-- {
		x := &s.Steps[n]
		if x.Card.Date() < card.Date() && x.agreed() && x.State == StepDone && slices.ContainsFunc(dims, x.about) {
			return x
		}
	}
	return nil
}

// about reports whether a dimension is one of the step's.
func (x Step) about(dim scoring.Dimension) bool { return slices.Contains(x.Dimensions, dim) }

// no is the step of that number; nil: there is none.
func (s Steps) no(no int) *Step {
	for n := range s.Steps {
		if s.Steps[n].No == no {
			return &s.Steps[n]
		}
	}
	return nil
}

// add puts a step at the end and gives it its number.
func (s *Steps) add(x Step) *Step {
	if n := len(s.Steps); n > 0 {
		x.No = s.Steps[n-1].No
	}
	x.No++
	s.Steps = append(s.Steps, x)
	s.Steps = s.Steps[max(0, len(s.Steps)-stepsKept):]
	return &s.Steps[len(s.Steps)-1]
}

// clone copies what may be changed of them.
func (s Steps) clone() Steps {
	c := Steps{Steps: slices.Clone(s.Steps)}
	for n := range c.Steps {
		x := &c.Steps[n]
		x.Dimensions, x.Asks, x.Told = slices.Clone(x.Dimensions), slices.Clone(x.Asks), slices.Clone(x.Told)
	}
	return c
}

// late reports whether a step is overdue on a day.
func (x Step) late(today Date) bool { return x.agreed() && x.State == StepOpen && x.Due < today }

// orphaned reports whether an open step has nobody on a side of an initiative, because
// they left.
func (x Step) orphaned(i Initiative, gone map[PersonID]bool) bool {
	if !x.agreed() || x.State != StepOpen {
		return false
	}
	for _, side := range scoring.Sides {
		p := x.Owners[side]
		if p == "" || gone[p] || !slices.Contains(i.keepers(side), p) {
			return true
		}
	}
	return false
}

func stepBook(i InitiativeID) BookID { return BookID{Kind: BookSteps, Of: string(i)} }

// steps reads those of an initiative.
func (d *Desk) steps(ctx context.Context, org OrgID, i InitiativeID) (Steps, error) {
	s, _, err := readBook[Steps](ctx, d, org, stepBook(i))
	return s, err
}

// stepped is what goes with a change of steps.
type stepped struct {
	nothing bool // it stands so already
	post    []Letter
	redraw  []LetterID
	says    Message
}

// alterSteps changes the steps of an initiative. alter gets them as they are, and may be
// called again.
func (d *Desk) alterSteps(ctx context.Context, org OrgID, i InitiativeID, by Delivered, alter func(*Steps) (stepped, error)) (Message, error) {
	for range enterMost {
		was, rev, err := readBook[Steps](ctx, d, org, stepBook(i))
		if err != nil {
			return nil, err
		}
		is := was.clone()
		how, err := alter(&is)
		if err != nil || how.nothing {
			return how.says, err
		}
		free, err := d.stepsFree(ctx, org, is, how.post)
		if err != nil {
			return nil, err
		}
		if err = writeBook(ctx, d, org, stepBook(i), is, rev, by, append(how.post, free...), how.redraw...); !errors.Is(err, ErrStale) {
			return how.says, err
		}
	}
	return nil, ErrStale
}

// StepLine is a step as it is read.
type StepLine struct {
	Initiative Named
	No         int
	Card       RoundID
	Text       string
	Erased     bool      // its text was of somebody who was erased
	Owners     [2]string // names, by side; empty: nobody any more
	You        [2]bool   // the reader has it for a side; never where several read it
	Bridge     string    // name
	By         string    // name of whose words Text are
	Put        string    // name of who wrote it down for its owners
	YouPut     bool      // that was the reader; as You
	On         Date
	Due        Date
	First      Date
	State      StepState
	Ended      Date
	EndedBy    string
	Orphaned   bool // nobody of a side has it any more
	Late       bool // its date has passed; in a digest and a brief alone
}

// stepLine draws a step.
func (d *Desk) stepLine(ctx context.Context, org OrgID, i Initiative, x Step) (StepLine, error) {
	l := StepLine{
		Initiative: Named{i.ID, i.Name}, No: x.No, Card: x.Card, Text: x.Text, Erased: x.Erased, On: x.On, Due: x.Due, First: x.First, State: x.State, Ended: x.Ended,
	}
	ids := []PersonID{x.Owners[0], x.Owners[1], x.Bridge, x.By, x.Put, x.EndedBy}
	ids = slices.DeleteFunc(ids, func(p PersonID) bool { return p == "" })
	people, err := d.Roster.People(ctx, org, ids...)
	names, gone := map[PersonID]string{}, map[PersonID]bool{}
	for _, p := range people {
		names[p.ID], gone[p.ID] = p.Name, p.Gone != ""
	}
	for side, p := range x.Owners {
		l.Owners[side] = names[p]
	}
	l.Bridge, l.By, l.Put, l.EndedBy, l.Orphaned = names[x.Bridge], names[x.By], names[x.Put], names[x.EndedBy], x.orphaned(i, gone)
	return l, err
}

// to is the line as one of the people in it reads it.
func (l StepLine) to(p PersonID, x Step) StepLine {
	if p != "" {
		l.You, l.YouPut = [2]bool{x.Owners[0] == p, x.Owners[1] == p}, x.Put == p
	}
	return l
}

// doneFor is the day on which the last step about a dimension of an alert was done;
// empty: none was.
func (s Steps) doneFor(card RoundID, dim scoring.Dimension) Date {
	for _, x := range slices.Backward(s.Steps) {
		if x.Card == card && x.agreed() && x.State == StepDone && x.about(dim) {
			return x.Ended
		}
	}
	return ""
}

// stepsOf draws the step about an alert, and the one that was done before the gap came
// back.
func (d *Desk) stepsOf(ctx context.Context, org OrgID, card RoundID, dims []scoring.Dimension) (now, before *StepLine, err error) {
	s, err := d.steps(ctx, org, card.Initiative())
	if err != nil || len(s.Steps) == 0 {
		return nil, nil, err
	}
	i, err := d.initiative(ctx, org, card.Initiative())
	if err != nil {
		return nil, nil, err
	}
	if x := s.of(card); x != nil {
		line, err := d.stepLine(ctx, org, i, *x)
		return &line, nil, err
	}
	if x := s.before(card, dims); x != nil {
		line, err := d.stepLine(ctx, org, i, *x)
		return nil, &line, err
	}
	return nil, nil, nil
}
