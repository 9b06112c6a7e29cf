package checkins

import (
	"context"
	"errors"
	"slices"
	"time"
)

// What a letter about a decision is (About.Text.What).
const (
	decisionRate  = "rate"  // to a lead: rate it
	decisionShown = "shown" // to leads and owner: what the sides say of it
	decisionCheck = "check" // to a lead, on the date: does the assumption still hold?
	decisionHeld  = "held"  // to leads and owner: what the sides say of that
	decisionDays  = 3       // working days in which the sides say it
)

// DecisionTurn tells somebody in private of a decision, and what they can do about it now.
type DecisionTurn struct {
	Letter     LetterID
	Initiative Named
	What       DecisionWhat
	Line       DecisionLine
	Again      Date // of DecisionHeard: another date was chosen afterwards; empty: none
	Zone       string
	Gone       bool // it was dropped
}

// DecisionWhat says what such a message is about.
type DecisionWhat string

// What a DecisionTurn is about.
const (
	DecisionAsk     DecisionWhat = decisionRate
	DecisionReveal  DecisionWhat = decisionShown
	DecisionRevisit DecisionWhat = decisionCheck
	DecisionHeard   DecisionWhat = decisionHeld
)

func (DecisionTurn) message() {}

// decisionUntil is until when the sides are heard who are asked from an instant on: three
// working days, and a working day for who is asked last.
func decisionUntil(o Org, i Initiative, from time.Time, asks []Letter) time.Time {
	for range decisionDays {
		from = i.Pulse.dayAfter(o.Holidays, from)
	}
	for _, l := range asks {
		from = later(from, i.Pulse.dayAfter(o.Holidays, l.Due))
	}
	return from
}

// rateLetters ask both sides to rate it, and tell what they said afterwards.
func (d *Desk) rateLetters(ctx context.Context, o Org, i Initiative, x *Decision) ([]Letter, error) {
	asks, err := d.decisionAsks(ctx, o, i, *x, decisionRate, i.raters(), d.Now())
	if err != nil {
		return nil, err
	}
	x.Until = decisionUntil(o, i, d.Now(), asks)
	tells, err := d.decisionTells(ctx, o, i, *x, decisionShown, x.Until)
	return slices.Concat(asks, tells), err
}

// checkLetters ask both sides on the date whether the assumption still holds.
func (d *Desk) checkLetters(ctx context.Context, o Org, i Initiative, x *Decision) ([]Letter, error) {
	from, _ := Resolve(x.Revisit, 0, i.Pulse.Location())
	from = later(from, d.Now())
	asks, err := d.decisionAsks(ctx, o, i, *x, decisionCheck, i.raters(), from)
	if err != nil {
		return nil, err
	}
	x.Until = decisionUntil(o, i, from, asks)
	tells, err := d.decisionTells(ctx, o, i, *x, decisionHeld, x.Until)
	return slices.Concat(asks, tells), err
}

// decisionAsks are extra questions to some leads, from an instant on.
func (d *Desk) decisionAsks(ctx context.Context, o Org, i Initiative, x Decision, what string, who []PersonID, from time.Time) ([]Letter, error) {
	ask := Letter{Kind: KindDecision, About: About{Initiative: i.ID, Date: x.asked(), Text: Says{What: what, Detail: x.ID}}}
	return d.extras(ctx, o, i, who, ask, func(p Person) (time.Time, int) { return from, p.worker(nil).start() }, func(l Letter) bool {
		return l.asksOf(x, what)
	})
}

// asked is the day that the letters of what is being asked are about.
func (x Decision) asked() Date {
	if x.Recorded == "" {
		return x.Made
	}
	return x.Revisit
}

// decisionReaders are who hears what the sides say: leads, bridges and the owner.
func (i Initiative) decisionReaders() []PersonID {
	who := append(slices.Concat(i.Leads[0], i.Leads[1]), i.Owner)
	slices.Sort(who)
	return slices.DeleteFunc(slices.Compact(who), func(p PersonID) bool { return p == "" })
}

// decisionTells tell them.
func (d *Desk) decisionTells(ctx context.Context, o Org, i Initiative, x Decision, what string, at time.Time) ([]Letter, error) {
	people, err := d.Roster.People(ctx, o.ID, i.decisionReaders()...)
	if err != nil {
		return nil, err
	}
	var ls []Letter
	for _, q := range people {
		if !reachable(q) {
			continue
		}
		ls = append(ls, Letter{
			ID: decisionTold(o.ID, i.ID, x.ID, what, x.asked(), q.ID), Kind: KindDecision, To: q.Account(), Lead: q.ID,
			Due: WorkingAt(q, o.Holidays, at), Sooner: true,
			About: About{Initiative: i.ID, Date: x.asked(), Text: Says{What: what, Detail: x.ID}},
		})
	}
	return ls, nil
}

func decisionTold(org OrgID, i InitiativeID, id, what string, on Date, p PersonID) LetterID {
	return LetterIDOf(org, KindDecision, string(i), id, what, string(on), string(p))
}

// composeDecision draws a letter about a decision, or says why it is not to be sent.
func (d *Desk) composeDecision(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if errors.Is(err, ErrNotFound) {
		return nil, hold{reason: ReasonLeft}, nil
	} else if err != nil {
		return nil, hold{}, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, hold{}, err
	}
	m := DecisionTurn{Letter: l.ID, Initiative: Named{i.ID, i.Name}, What: DecisionWhat(l.About.Text.What), Zone: p.Zone}
	x, err := d.settleDecision(ctx, org, i, l.About.Text.Detail, now)
	if err != nil {
		return nil, hold{}, err
	}
	sent := !l.Receipt.IsZero()
	if x == nil {
		m.Gone = true
		if !sent {
			return nil, hold{reason: ReasonAnswered}, nil
		}
		return m, hold{}, nil
	}
	m.Line = x.line(i, p.ID, now)
	if n := slices.IndexFunc(x.Past, func(past DecisionPast) bool { return past.On == l.About.Date }); n >= 0 && (m.What == DecisionHeard || m.What == DecisionRevisit) {
		m.Line.Heard, m.Line.Held, m.Line.Past = true, x.Past[n].Held, x.Past[:n]
		m.Line.Checks, m.Line.Decides, m.Again = false, false, x.Revisit
	}
	m.Line = m.Line.of(m.What)
	if sent {
		return m, hold{}, nil
	}
	if h, err := d.holdDecision(ctx, o, i, *x, l, p, now); err != nil || h.reason != "" {
		return nil, h, err
	}
	h, err := d.atWork(ctx, org, p, now)
	return m, h, err
}

// of is a line with what can be done in a message of a kind: what comes later has its own.
func (l DecisionLine) of(what DecisionWhat) DecisionLine {
	l.Checks = l.Checks && what == DecisionRevisit
	l.Decides = l.Decides && what == DecisionHeard
	l.Records, l.Drops = l.Records && what == DecisionReveal, l.Drops && what == DecisionReveal
	return l
}

// holdDecision says why a letter about a decision does not go now.
func (d *Desk) holdDecision(ctx context.Context, o Org, i Initiative, x Decision, l Letter, p Person, now time.Time) (hold, error) {
	line := x.line(i, p.ID, now)
	switch what := l.About.Text.What; what {
	case decisionRate, decisionCheck:
		switch {
		case what == decisionRate && (!line.Rates || line.Did), what == decisionCheck && (x.Revisit != l.About.Date || !line.Checks || line.Said != ""):
			return hold{reason: ReasonAnswered}, nil
		case p.Quiet(i.ID):
			return hold{reason: ReasonMuted}, nil
		case i.Paused: // nobody is asked until it goes on
			return hold{reason: ReasonPaused, until: now.Add(pausedLook)}, nil
		case what == decisionCheck: // who has become a lead since is asked, too
			return hold{}, d.postExtras(ctx, o.ID, func() ([]Letter, error) {
				who, err := d.decisionUnasked(ctx, o.ID, i, x)
				if err != nil || len(who) == 0 {
					return nil, err
				}
				return d.decisionAsks(ctx, o, i, x, decisionCheck, who, now)
			})
		}
	default:
		mutes := p.ID != i.Owner && p.Quiet(i.ID)
		heard := what == decisionShown && x.Shown != nil || what == decisionHeld && x.Held != nil
		switch {
		case what == decisionHeld && x.Revisit != l.About.Date, what == decisionHeld && x.Kept != "", what == decisionShown && x.Recorded != "":
			return hold{reason: ReasonAnswered}, nil // it has gone on since
		case !slices.Contains(i.decisionReaders(), p.ID):
			post, err := d.decisionTells(ctx, o, i, x, what, now)
			return hold{reason: ReasonLeft, post: post}, err
		case mutes:
			return hold{reason: ReasonMuted}, nil
		case !heard:
			return hold{reason: ReasonAnswered, until: line.Until}, nil
		}
	}
	return hold{}, nil
}

// settleDecision writes down what the sides say of a decision, where it can be counted, and
// has its letters drawn anew. nil: it was dropped.
func (d *Desk) settleDecision(ctx context.Context, org OrgID, i Initiative, id string, now time.Time) (*Decision, error) {
	var settled *Decision
	err := revise(ctx, d, org, BookID{BookDecisions, string(i.ID)}, Delivered{}, func(rs *DecisionBook) (revised, error) {
		if settled = rs.of(id); settled == nil || !settled.settle(i, now) {
			return revised{nothing: true}, nil
		}
		redraw, err := d.decisionDrawn(ctx, org, i, *settled)
		return revised{redraw: redraw}, err
	})
	return settled, err
}

// decisionWaits are the letters that wait to ask the sides about a decision.
func (d *Desk) decisionWaits(ctx context.Context, org OrgID, i Initiative, x Decision) ([]Letter, error) {
	people, err := d.Roster.People(ctx, org, i.raters()...)
	if err != nil {
		return nil, err
	}
	from, _ := Resolve(x.asked(), 0, i.Pulse.Location())
	ls, err := d.waiting(ctx, org, people, KindDecision, i.ID, from, later(x.Until, from.AddDate(0, 0, 7*extraAhead)))
	return slices.DeleteFunc(ls, func(l Letter) bool { return l.About.Text.Detail != x.ID }), err
}

// decisionUnasked are the leads of both sides whom no letter asks, or asked, about the date of
// a decision: those who have become leads since.
func (d *Desk) decisionUnasked(ctx context.Context, org OrgID, i Initiative, x Decision) ([]PersonID, error) {
	who := i.raters()
	people, err := d.Roster.People(ctx, org, who...)
	if err != nil {
		return nil, err
	}
	from, _ := Resolve(x.asked(), 0, i.Pulse.Location())
	to := later(d.Now(), from).AddDate(0, 0, 7*extraAhead)
	ls, err := d.extrasOf(ctx, org, people, from, to)
	return slices.DeleteFunc(who, func(p PersonID) bool {
		return slices.ContainsFunc(ls, func(l Letter) bool { return l.Lead == p && l.asksOf(x, decisionCheck) })
	}), err
}

// asksOf reports whether a letter asks about a decision, on the day of which it is asked about now.
func (l Letter) asksOf(x Decision, what string) bool {
	return l.Kind == KindDecision && l.About.Text.What == what && l.About.Text.Detail == x.ID && l.About.Date == x.asked()
}

// decisionDrawn are the letters that show what is being asked of a decision, or was last.
func (d *Desk) decisionDrawn(ctx context.Context, org OrgID, i Initiative, x Decision) ([]LetterID, error) {
	var ids []LetterID
	for _, p := range i.decisionReaders() {
		what := decisionShown
		if x.Recorded != "" {
			what = decisionHeld
		}
		ids = append(ids, decisionTold(org, i.ID, x.ID, what, x.asked(), p))
	}
	asks, err := d.decisionAsked(ctx, org, i, x, i.raters()...)
	return append(ids, asks...), err
}

// decisionAsked are the letters in which some leads are asked about a decision, or were last.
func (d *Desk) decisionAsked(ctx context.Context, org OrgID, i Initiative, x Decision, who ...PersonID) ([]LetterID, error) {
	since, _ := Resolve(x.asked(), 0, i.Pulse.Location())
	return d.askedExtra(ctx, org, who, KindDecision, i.ID, since, later(x.Until, d.Now()))
}
