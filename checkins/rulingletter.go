package checkins

import (
	"context"
	"errors"
	"slices"
	"time"
)

// What a letter about a decision is (About.Text.What).
const (
	rulingRate  = "rate"  // to a lead: rate it
	rulingShown = "shown" // to leads and owner: what the sides say of it
	rulingCheck = "check" // to a lead, on the date: does the assumption still hold?
	rulingHeld  = "held"  // to leads and owner: what the sides say of that
	rulingDays  = 3       // working days in which the sides say it
)

// RulingTurn tells somebody in private of a decision, and what they can do about it now.
type RulingTurn struct {
	Letter     LetterID
	Initiative Named
	What       RulingWhat
	Line       RulingLine
	Again      Date // of RulingHeard: another date was chosen afterwards; empty: none
	Zone       string
	Gone       bool // it was dropped
}

// RulingWhat says what such a message is about.
type RulingWhat string

// What a RulingTurn is about.
const (
	RulingAsk     RulingWhat = rulingRate
	RulingReveal  RulingWhat = rulingShown
	RulingRevisit RulingWhat = rulingCheck
	RulingHeard   RulingWhat = rulingHeld
)

func (RulingTurn) message() {}

// rulingUntil is until when the sides are heard who are asked from an instant on: three
// working days, and a working day for who is asked last.
func rulingUntil(o Org, i Initiative, from time.Time, asks []Letter) time.Time {
	for range rulingDays {
		from = i.Pulse.dayAfter(o.Holidays, from)
	}
	for _, l := range asks {
		from = later(from, i.Pulse.dayAfter(o.Holidays, l.Due))
	}
	return from
}

// rateLetters ask both sides to rate it, and tell what they said afterwards.
func (d *Desk) rateLetters(ctx context.Context, o Org, i Initiative, x *Ruling) ([]Letter, error) {
	asks, err := d.rulingAsks(ctx, o, i, *x, rulingRate, i.raters(), d.Now())
	if err != nil {
		return nil, err
	}
	x.Until = rulingUntil(o, i, d.Now(), asks)
	tells, err := d.rulingTells(ctx, o, i, *x, rulingShown, x.Until)
	return slices.Concat(asks, tells), err
}

// checkLetters ask both sides on the date whether the assumption still holds.
func (d *Desk) checkLetters(ctx context.Context, o Org, i Initiative, x *Ruling) ([]Letter, error) {
	from, _ := Resolve(x.Revisit, 0, i.Pulse.Location())
	from = later(from, d.Now())
	asks, err := d.rulingAsks(ctx, o, i, *x, rulingCheck, i.raters(), from)
	if err != nil {
		return nil, err
	}
	x.Until = rulingUntil(o, i, from, asks)
	tells, err := d.rulingTells(ctx, o, i, *x, rulingHeld, x.Until)
	return slices.Concat(asks, tells), err
}

// rulingAsks are extra questions to some leads, from an instant on.
func (d *Desk) rulingAsks(ctx context.Context, o Org, i Initiative, x Ruling, what string, who []PersonID, from time.Time) ([]Letter, error) {
	ask := Letter{Kind: KindRuling, About: About{Initiative: i.ID, Date: x.asked(), Text: Says{What: what, Detail: x.ID}}}
	return d.extras(ctx, o, i, who, ask, func(p Person) (time.Time, int) { return from, p.worker(nil).start() }, func(l Letter) bool {
		return l.asksOf(x, what)
	})
}

// asked is the day that the letters of what is being asked are about.
func (x Ruling) asked() Date {
	if x.Recorded == "" {
		return x.Made
	}
	return x.Revisit
}

// rulingReaders are who hears what the sides say: leads, bridges and the owner.
func (i Initiative) rulingReaders() []PersonID {
	who := append(slices.Concat(i.Leads[0], i.Leads[1]), i.Owner)
	slices.Sort(who)
	return slices.DeleteFunc(slices.Compact(who), func(p PersonID) bool { return p == "" })
}

// rulingTells tell them.
func (d *Desk) rulingTells(ctx context.Context, o Org, i Initiative, x Ruling, what string, at time.Time) ([]Letter, error) {
	people, err := d.Roster.People(ctx, o.ID, i.rulingReaders()...)
	if err != nil {
		return nil, err
	}
	var ls []Letter
	for _, q := range people {
		if !reachable(q) {
			continue
		}
		ls = append(ls, Letter{
			ID: rulingTold(o.ID, i.ID, x.ID, what, x.asked(), q.ID), Kind: KindRuling, To: q.Account(), Lead: q.ID,
			Due: WorkingAt(q, o.Holidays, at), Sooner: true,
			About: About{Initiative: i.ID, Date: x.asked(), Text: Says{What: what, Detail: x.ID}},
		})
	}
	return ls, nil
}

func rulingTold(org OrgID, i InitiativeID, id, what string, on Date, p PersonID) LetterID {
	return LetterIDOf(org, KindRuling, string(i), id, what, string(on), string(p))
}

// composeRuling draws a letter about a decision, or says why it is not to be sent.
func (d *Desk) composeRuling(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
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
	m := RulingTurn{Letter: l.ID, Initiative: Named{i.ID, i.Name}, What: RulingWhat(l.About.Text.What), Zone: p.Zone}
	x, err := d.settleRuling(ctx, org, i, l.About.Text.Detail, now)
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
	if n := slices.IndexFunc(x.Past, func(past RulingPast) bool { return past.On == l.About.Date }); n >= 0 && (m.What == RulingHeard || m.What == RulingRevisit) {
		m.Line.Heard, m.Line.Held, m.Line.Past = true, x.Past[n].Held, x.Past[:n]
		m.Line.Checks, m.Line.Decides, m.Again = false, false, x.Revisit
	}
	m.Line = m.Line.of(m.What)
	if sent {
		return m, hold{}, nil
	}
	if h, err := d.holdRuling(ctx, o, i, *x, l, p, now); err != nil || h.reason != "" {
		return nil, h, err
	}
	h, err := d.atWork(ctx, org, p, now)
	return m, h, err
}

// of is a line with what can be done in a message of a kind: what comes later has its own.
func (l RulingLine) of(what RulingWhat) RulingLine {
	l.Checks = l.Checks && what == RulingRevisit
	l.Decides = l.Decides && what == RulingHeard
	l.Records, l.Drops = l.Records && what == RulingReveal, l.Drops && what == RulingReveal
	return l
}

// holdRuling says why a letter about a decision does not go now.
func (d *Desk) holdRuling(ctx context.Context, o Org, i Initiative, x Ruling, l Letter, p Person, now time.Time) (hold, error) {
	line := x.line(i, p.ID, now)
	switch what := l.About.Text.What; what {
	case rulingRate, rulingCheck:
		switch {
		case what == rulingRate && (!line.Rates || line.Did), what == rulingCheck && (x.Revisit != l.About.Date || !line.Checks || line.Said != ""):
			return hold{reason: ReasonAnswered}, nil
		case p.Quiet(i.ID):
			return hold{reason: ReasonMuted}, nil
		case i.Paused: // nobody is asked until it goes on
			return hold{reason: ReasonPaused, until: now.Add(pausedLook)}, nil
		case what == rulingCheck: // who has become a lead since is asked, too
			return hold{}, d.postExtras(ctx, o.ID, func() ([]Letter, error) {
				who, err := d.rulingUnasked(ctx, o.ID, i, x)
				if err != nil || len(who) == 0 {
					return nil, err
				}
				return d.rulingAsks(ctx, o, i, x, rulingCheck, who, now)
			})
		}
	default:
		mutes := p.ID != i.Owner && p.Quiet(i.ID)
		heard := what == rulingShown && x.Shown != nil || what == rulingHeld && x.Held != nil
		switch {
		case what == rulingHeld && x.Revisit != l.About.Date, what == rulingHeld && x.Kept != "", what == rulingShown && x.Recorded != "":
			return hold{reason: ReasonAnswered}, nil // it has gone on since
		case !slices.Contains(i.rulingReaders(), p.ID):
			post, err := d.rulingTells(ctx, o, i, x, what, now)
			return hold{reason: ReasonLeft, post: post}, err
		case mutes:
			return hold{reason: ReasonMuted}, nil
		case !heard:
			return hold{reason: ReasonAnswered, until: line.Until}, nil
		}
	}
	return hold{}, nil
}

// settleRuling writes down what the sides say of a decision, where it can be counted, and
// has its letters drawn anew. nil: it was dropped.
func (d *Desk) settleRuling(ctx context.Context, org OrgID, i Initiative, id string, now time.Time) (*Ruling, error) {
	var settled *Ruling
	err := revise(ctx, d, org, BookID{BookDecisions, string(i.ID)}, Delivered{}, func(rs *Rulings) (revised, error) {
		if settled = rs.of(id); settled == nil || !settled.settle(i, now) {
			return revised{nothing: true}, nil
		}
		redraw, err := d.rulingDrawn(ctx, org, i, *settled)
		return revised{redraw: redraw}, err
	})
	return settled, err
}

// rulingWaits are the letters that wait to ask the sides about a decision.
func (d *Desk) rulingWaits(ctx context.Context, org OrgID, i Initiative, x Ruling) ([]Letter, error) {
	people, err := d.Roster.People(ctx, org, i.raters()...)
	if err != nil {
		return nil, err
	}
	from, _ := Resolve(x.asked(), 0, i.Pulse.Location())
	ls, err := d.waiting(ctx, org, people, KindRuling, i.ID, from, later(x.Until, from.AddDate(0, 0, 7*extraAhead)))
	return slices.DeleteFunc(ls, func(l Letter) bool { return l.About.Text.Detail != x.ID }), err
}

// rulingUnasked are the leads of both sides whom no letter asks, or asked, about the date of
// a decision: those who have become leads since.
func (d *Desk) rulingUnasked(ctx context.Context, org OrgID, i Initiative, x Ruling) ([]PersonID, error) {
	who := i.raters()
	people, err := d.Roster.People(ctx, org, who...)
	if err != nil {
		return nil, err
	}
	from, _ := Resolve(x.asked(), 0, i.Pulse.Location())
	to := later(d.Now(), from).AddDate(0, 0, 7*extraAhead)
	var ids []LetterID
	for _, p := range people {
		ids = append(ids, extraIDs(org, p, from, to)...)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	ls, err := d.Shelf.Letters(ctx, org, ids...)
	return slices.DeleteFunc(who, func(p PersonID) bool {
		return slices.ContainsFunc(ls, func(l Letter) bool { return l.Lead == p && l.asksOf(x, rulingCheck) })
	}), err
}

// asksOf reports whether a letter asks about a decision, on the day of which it is asked about now.
func (l Letter) asksOf(x Ruling, what string) bool {
	return l.Kind == KindRuling && l.About.Text.What == what && l.About.Text.Detail == x.ID && l.About.Date == x.asked()
}

// rulingDrawn are the letters that show what is being asked of a decision, or was last.
func (d *Desk) rulingDrawn(ctx context.Context, org OrgID, i Initiative, x Ruling) ([]LetterID, error) {
	var ids []LetterID
	for _, p := range i.rulingReaders() {
		what := rulingShown
		if x.Recorded != "" {
			what = rulingHeld
		}
		ids = append(ids, rulingTold(org, i.ID, x.ID, what, x.asked(), p))
	}
	asks, err := d.rulingAsked(ctx, org, i, x, i.raters()...)
	return append(ids, asks...), err
}

// rulingAsked are the letters in which some leads are asked about a decision, or were last.
func (d *Desk) rulingAsked(ctx context.Context, org OrgID, i Initiative, x Ruling, who ...PersonID) ([]LetterID, error) {
	since, _ := Resolve(x.asked(), 0, i.Pulse.Location())
	return d.askedExtra(ctx, org, who, KindRuling, i.ID, since, later(x.Until, d.Now()))
}
