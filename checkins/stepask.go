package checkins

import (
	"context"
	"slices"
	"strconv"
	"time"

	"parallax/scoring"
)

// What the owners of a step do with the question whether it is done.
const (
	DeedStepDone  = "step_done"
	DeedStepLater = "step_later" // with a date
	DeedStepDrop  = "step_drop"
	DeedStepBack  = "step_back" // it is neither done nor dropped after all
	DeedStepAsk   = "step_ask"  // shows the question; Deed.Subject is the number of the step
)

// stepWorth is how long the question is worth asking after its time.
const stepWorth = 14 * 24 * time.Hour

// StepAsk asks an owner of a step, in private and on its date, whether it is done. Later
// it says what became of it.
type StepAsk struct {
	Letter LetterID
	Step   StepLine
	Side   scoring.Side // for which its reader has it
	Zone   string
	Later  Date // what a new date begins with
}

func (StepAsk) message() {}

// stepAsks are the letters that ask some owners of a step on its date. Who had an extra
// question in that week is asked in the next free one.
func (d *Desk) stepAsks(ctx context.Context, t tended, x *Step, owners [2]PersonID) ([]Letter, error) {
	at := later(t.initiative.Pulse.workday(t.org.Holidays, x.Due), d.Now())
	var ids []PersonID
	for _, p := range owners {
		if p != "" && !slices.Contains(ids, p) {
			ids = append(ids, p)
		}
	}
	people, err := d.Roster.People(ctx, t.org.ID, ids...)
	if err != nil {
		return nil, err
	}
	ask := Letter{Kind: KindStep, About: About{Initiative: t.initiative.ID, Rounds: []RoundID{t.card()}, Date: x.Due, Text: Says{Detail: strconv.Itoa(x.No)}}}
	mine := func(l Letter) bool {
		return slices.Contains(x.Asks, l.ID) && l.State == LetterPending && l.Receipt.IsZero()
	}
	var ls []Letter
	for _, p := range people {
		if !reachable(p) {
			continue
		}
		l, ok, err := d.extra(ctx, t.org, p, ask, at, p.worker(nil).start(), mine)
		if err != nil {
			return nil, err
		}
		if l.Until = l.Due.Add(stepWorth); ok {
			ls = append(ls, l)
		}
	}
	return ls, nil
}

// stepLetters are those that ask some owners of a step, and those that tell of it whom
// nobody told.
func (d *Desk) stepLetters(ctx context.Context, t tended, x *Step, owners [2]PersonID) ([]Letter, error) {
	asks, err := d.stepAsks(ctx, t, x, owners)
	if err != nil {
		return nil, err
	}
	told, err := d.stepGiven(ctx, t, x)
	return append(asks, told...), err
}

// stepsFree takes back the questions that wait and have nothing to ask any more.
func (d *Desk) stepsFree(ctx context.Context, org OrgID, all Steps, post []Letter) ([]Letter, error) {
	var ids []LetterID
	for _, x := range all.Steps {
		ids = append(ids, x.Asks...)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	ls, err := d.Shelf.Letters(ctx, org, ids...)
	ls = slices.DeleteFunc(ls, func(l Letter) bool { return l.Kind != KindStep || l.State != LetterPending || !l.Receipt.IsZero() })
	return freed(ls, post, func(l Letter) bool {
		no, err := strconv.Atoi(l.About.Text.Detail)
		x := all.no(no)
		if err != nil || x == nil || x.State != StepOpen || !slices.Contains(x.Owners[:], l.Lead) {
			return false
		}
		week := x.Due.ISOWeek() // it may have moved within the week of the letter
		return x.Due == l.About.Date || week == l.About.Date.ISOWeek() || week == DateOf(l.Due).ISOWeek()
	}), err
}

// unasked are the owners of a step whom no letter asks.
func (d *Desk) unasked(ctx context.Context, org OrgID, x Step) ([2]PersonID, error) {
	owners := x.Owners
	if len(x.Asks) == 0 {
		return owners, nil
	}
	ls, err := d.Shelf.Letters(ctx, org, x.Asks...)
	for side := range owners {
		if slices.ContainsFunc(ls, func(l Letter) bool {
			return l.Lead == owners[side] && l.Kind == KindStep && l.About.Text.Detail == strconv.Itoa(x.No)
		}) {
			owners[side] = ""
		}
	}
	return owners, err
}

// composeStep draws the question, or what became of it.
func (d *Desk) composeStep(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, x, err := d.stepOf(ctx, org, l)
	if err != nil {
		return nil, hold{}, err
	}
	if x == nil {
		return nil, hold{reason: ReasonLeft}, nil
	}
	side, has := x.sideOf(p.ID, i)
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, hold{}, err
	}
	m, err := d.stepAsk(ctx, o, i, *x, l, p, side)
	if err != nil {
		return nil, hold{}, err
	}
	if !l.Receipt.IsZero() {
		return m, hold{}, nil
	}
	// The owner of the initiative reads of a step that is late in the digest, also where
	// no check-in asks for one.
	readers, err := d.readers(ctx, org, i)
	if err != nil {
		return nil, hold{}, err
	}
	due := WorkingAt(p, o.Holidays, i.Pulse.workday(o.Holidays, x.Due))
	switch {
	case !has:
		return nil, hold{reason: ReasonLeft, post: digests(o, i, readers, now)}, nil
	case x.State != StepOpen:
		return nil, hold{reason: ReasonAnswered}, nil
	case x.Due != l.About.Date && ExtraLetter(org, p.ID, DateOf(due.In(p.Location()))) != l.ID:
		return nil, hold{reason: ReasonMoved}, nil // another letter asks on the new date
	case x.Due != l.About.Date && now.Before(due):
		return nil, hold{reason: ReasonMoved, until: due}, nil
	case p.Quiet(i.ID):
		return nil, hold{reason: ReasonMuted, post: digests(o, i, readers, now)}, nil
	case i.Paused: // nobody is asked until it goes on
		return nil, hold{reason: ReasonPaused, until: now.Add(pausedLook)}, nil
	}
	h, err := d.atWork(ctx, org, p, now)
	if err != nil || h.reason != "" {
		return nil, h, err
	}
	return m, hold{}, d.Outbox.Post(ctx, org, digests(o, i, readers, now)...)
}

// sideOf is the side for which somebody has a step; false for who does not, or left.
func (x Step) sideOf(p PersonID, i Initiative) (scoring.Side, bool) {
	for _, side := range scoring.Sides {
		if x.Owners[side] == p && slices.Contains(i.keepers(side), p) {
			return side, true
		}
	}
	return scoring.IT, false
}

// stepOf is the initiative and the step that a letter is about; nil: there is no step.
func (d *Desk) stepOf(ctx context.Context, org OrgID, l Letter) (Initiative, *Step, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return Initiative{}, nil, err
	}
	no, err := strconv.Atoi(l.About.Text.Detail)
	if err != nil || l.Kind != KindStep && l.Kind != KindGiven {
		return i, nil, nil //nolint:nilerr // a letter about no step
	}
	s, err := d.steps(ctx, org, l.About.Initiative)
	if err != nil {
		return Initiative{}, nil, err
	}
	return i, s.no(no), nil
}

// answerStep does what an owner of a step says of it. What was said first stands, until
// one of them takes it back.
func (d *Desk) answerStep(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	ls, err := d.Shelf.Letters(ctx, who.org, w.Letter)
	if err != nil {
		return nil, err
	}
	if len(ls) == 0 || ls[0].Kind != KindStep || ls[0].Lead != who.person.ID {
		return Help{Text: HelpNotYours}, nil
	}
	t, help, err := d.tending(ctx, who, ls[0])
	if err != nil || help != nil {
		return orHelp(help), err
	}
	no, err := strconv.Atoi(ls[0].About.Text.Detail)
	if err != nil {
		return Help{Text: HelpOldButton}, nil //nolint:nilerr // told as help
	}
	return d.alterSteps(ctx, who.org, t.initiative.ID, w.delivered(), func(all *Steps) (stepped, error) {
		x := all.no(no)
		if x == nil {
			return stepped{nothing: true, says: Help{Text: HelpOldButton}}, nil
		}
		if _, has := x.sideOf(who.person.ID, t.initiative); !has {
			return stepped{nothing: true, says: Help{Text: HelpNoLongerAsked}}, nil
		}
		return d.said(ctx, t, x, w)
	})
}

// said is one answer about a step.
func (d *Desk) said(ctx context.Context, t tended, x *Step, w Deed) (stepped, error) {
	today := d.today(t.initiative)
	switch {
	case w.What == DeedStepBack && x.State != StepOpen:
		x.State, x.Ended, x.EndedBy = StepOpen, "", ""
		owners, err := d.unasked(ctx, t.org.ID, *x)
		if err != nil {
			return stepped{}, err
		}
		post, err := d.stepLetters(ctx, t, x, owners)
		if err != nil {
			return stepped{}, err
		}
		return t.stepped(x, ActStepBack, w.delivered(), post, t.stands(*x), d), nil
	case w.What == DeedStepBack || x.State != StepOpen:
		return stepped{nothing: true, says: t.stands(*x)}, nil
	case w.What == DeedStepDone:
		return d.end(t, x, StepDone, w.delivered()), nil
	case w.What == DeedStepDrop:
		return d.end(t, x, StepDropped, w.delivered()), nil
	case w.Date == x.Due || x.First != "":
		return stepped{nothing: true, says: t.stands(*x)}, nil // it was moved, and that is done once
	case !w.Date.fits(today):
		return stepped{nothing: true, says: Help{Text: HelpBadDate, Command: string(VerbRecheck)}}, nil
	}
	x.First, x.Due = x.Due, w.Date
	asks, err := d.stepAsks(ctx, t, x, x.Owners)
	if err != nil {
		return stepped{}, err
	}
	return t.stepped(x, ActStepMoved, w.delivered(), asks, t.stands(*x), d), nil
}

// end says that a step is done, or dropped.
func (d *Desk) end(t tended, x *Step, how StepState, by Delivered) stepped {
	x.State, x.Ended, x.EndedBy = how, d.today(t.initiative), t.who.person.ID
	act := ActStepDone
	if how == StepDropped {
		act = ActStepDropped
	}
	return t.stepped(x, act, by, nil, t.stands(*x), d)
}

// stands says how a step stands.
func (t tended) stands(x Step) Done {
	done := Done{What: DoneStepDone, Until: x.Ended, Zone: t.initiative.Pulse.Zone, Name: t.initiative.Name}
	switch x.State {
	case StepDropped:
		done.What = DoneStepDropped
	case StepOpen:
		done.What, done.Until = DoneStepOpen, x.Due
	}
	return done
}

// stepsWaiting are the steps of an initiative that are late, or that nobody of a side
// has any more: what its owner should know, and a channel never reads.
func (d *Desk) stepsWaiting(ctx context.Context, org OrgID, i Initiative) ([]StepLine, error) {
	s, err := d.steps(ctx, org, i.ID)
	if err != nil {
		return nil, err
	}
	var waiting []StepLine
	for _, x := range s.Steps {
		if !x.agreed() || x.State != StepOpen {
			continue
		}
		l, err := d.stepLine(ctx, org, i, x)
		if err != nil {
			return nil, err
		}
		if l.Late = x.late(d.today(i)); l.Late || l.Orphaned {
			waiting = append(waiting, l)
		}
	}
	return waiting, nil
}
