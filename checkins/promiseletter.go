package checkins

import (
	"context"
	"errors"
	"slices"
	"time"
)

// What a letter about a promise is (About.Text.What).
const (
	promiseMade   = "made"   // to the promiser: somebody wrote it down
	promiseRemind = "remind" // to the promiser, a working day before its date
	promiseJudge  = "judge"  // to a lead of the other side, on its date
	promiseResult = "result" // to the promiser and the owner: what the side says
)

// PromiseTurn tells somebody in private of promises, and what they can do about them now.
type PromiseTurn struct {
	Letter     LetterID
	Initiative Named
	What       PromiseWhat
	By         string // of PromiseNoted: who wrote it down
	Lines      []PromiseLine
	Until      time.Time // of PromiseAsk: what the side says is counted then
	Zone       string
	Gone       bool // it was withdrawn
}

// PromiseWhat says what such a message is about.
type PromiseWhat string

// What a PromiseTurn is about.
const (
	PromiseNoted  PromiseWhat = promiseMade
	PromiseSoon   PromiseWhat = promiseRemind
	PromiseAsk    PromiseWhat = promiseJudge
	PromiseIsSaid PromiseWhat = promiseResult
)

func (PromiseTurn) message() {}

// judgeMinute is when leads are asked about a promise of that day: two hours before the end
// of theirs, for until then it can be kept.
func judgeMinute(p Person) int {
	from, to := p.day()
	return max(from, to-120)
}

// judgedUntil is until when the leads of a side say whether a promise was kept.
func judgedUntil(o Org, i Initiative, due Date) time.Time {
	at, _ := Resolve(due, 0, i.Pulse.Location())
	for range judgeDays {
		at = i.Pulse.dayAfter(o.Holidays, at)
	}
	return at
}

// judgedFrom is from when a lead is asked: on that day of theirs, once it has come in the
// zone of the pulse as well.
func judgedFrom(i Initiative, p Person, due Date) time.Time {
	theirs, _ := Resolve(due, 0, p.Location())
	comes, _ := Resolve(due, 0, i.Pulse.Location())
	return later(theirs, comes)
}

// promiseLetters are all that a promise brings with it: a reminder, the questions to the
// other side, and what came of it. It notes until when the side is heard: who is asked
// something else in that week is asked in a later one, and has a working day, too.
func (d *Desk) promiseLetters(ctx context.Context, o Org, i Initiative, p *Promise) ([]Letter, error) {
	var ls []Letter
	if at, ok, err := d.remindAt(ctx, o, *p); err != nil {
		return nil, err
	} else if ok {
		remind, err := d.promiserLetter(ctx, o, i, *p, promiseRemind, at)
		if err != nil {
			return nil, err
		}
		ls = append(ls, remind...)
	}
	asks, err := d.judgeLetters(ctx, o, i, *p)
	if err != nil {
		return nil, err
	}
	p.Until = judgedUntil(o, i, p.Due)
	for _, l := range asks {
		p.Until = later(p.Until, i.Pulse.dayAfter(o.Holidays, l.Due))
	}
	results, err := d.resultLetters(ctx, o, i, *p, p.Until)
	return slices.Concat(ls, asks, results), err
}

// remindAt is the last working day of the promiser before the date; false when that is
// over.
func (d *Desk) remindAt(ctx context.Context, o Org, p Promise) (time.Time, bool, error) {
	who, err := d.person(ctx, o.ID, p.By)
	if errors.Is(err, ErrNotFound) {
		return time.Time{}, false, nil
	} else if err != nil {
		return time.Time{}, false, err
	}
	today := DateOf(d.Now().In(who.Location()))
	for day := p.Due.AddDays(-1); day > today; day = day.AddDays(-1) {
		if who.Works(day, o.Holidays) {
			from, _ := who.day()
			at, ok := Resolve(day, from, who.Location())
			return at, ok, nil
		}
	}
	return time.Time{}, false, nil
}

// promiserLetter is a letter to who promised; none when they can't be reached.
func (d *Desk) promiserLetter(ctx context.Context, o Org, i Initiative, p Promise, what string, at time.Time) ([]Letter, error) {
	if p.By == "" {
		return nil, nil
	}
	return d.promiseTo(ctx, o, i, p, what, at, p.By)
}

// promiseTo are letters about a promise, one each.
func (d *Desk) promiseTo(ctx context.Context, o Org, i Initiative, p Promise, what string, at time.Time, to ...PersonID) ([]Letter, error) {
	people, err := d.Roster.People(ctx, o.ID, to...)
	if err != nil {
		return nil, err
	}
	var ls []Letter
	over := what == promiseResult && !d.Now().Before(p.Until) // it may have been dropped, for nobody had said anything
	for _, q := range people {
		if !reachable(q) {
			continue
		}
		ls = append(ls, Letter{
			ID: LetterIDOf(o.ID, KindPromise, string(i.ID), p.ID, what, string(p.Due), string(q.ID)), Kind: KindPromise, To: q.Account(), Lead: q.ID,
			Due: WorkingAt(q, o.Holidays, at), Sooner: !over, Again: over, // a letter can wish for one of the two
			About: About{Initiative: i.ID, Date: p.Due, Text: Says{What: what, Detail: p.ID}},
		})
	}
	return ls, nil
}

// resultLetters tell the owner and who promised.
func (d *Desk) resultLetters(ctx context.Context, o Org, i Initiative, p Promise, at time.Time) ([]Letter, error) {
	who := slices.DeleteFunc([]PersonID{i.Owner, p.By}, func(id PersonID) bool { return id == "" })
	return d.promiseTo(ctx, o, i, p, promiseResult, at, who...)
}

// judgeLetters ask the leads of the other side on the date. What comes due in the same
// week they are asked in one letter.
func (d *Desk) judgeLetters(ctx context.Context, o Org, i Initiative, p Promise) ([]Letter, error) {
	comes := judgedFrom(i, Person{Zone: i.Pulse.Zone}, p.Due)
	ask := Letter{Kind: KindPromise, About: About{Initiative: i.ID, Date: p.Due, Text: Says{What: promiseJudge, Detail: p.ID}}}
	return d.extras(ctx, o, i, p.judges(i), ask, func(q Person) (time.Time, int) {
		return later(judgedFrom(i, q, p.Due), d.Now()), judgeMinute(q)
	}, func(l Letter) bool {
		return l.Kind == KindPromise && l.About.Initiative == i.ID && l.State == LetterPending && l.About.Text.What == promiseJudge &&
			(!l.Due.Before(comes) || l.About.Text.Detail == p.ID)
	})
}

// composePromise draws a letter about a promise, or says why it is not to be sent.
func (d *Desk) composePromise(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
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
	ps, _, err := readBook[Promises](ctx, d, org, BookID{BookPromises, string(i.ID)})
	if err != nil {
		return nil, hold{}, err
	}
	m := PromiseTurn{Letter: l.ID, Initiative: Named{i.ID, i.Name}, What: PromiseWhat(l.About.Text.What), Zone: p.Zone}
	sent := !l.Receipt.IsZero()
	x := ps.of(l.About.Text.Detail)
	if m.What == PromiseAsk {
		return d.composeJudge(ctx, o, i, ps, l, p, m, now)
	}
	if x == nil {
		m.Gone = true
		if !sent {
			return nil, hold{reason: ReasonAnswered}, nil
		}
		return m, hold{}, nil
	}
	names, err := d.names(ctx, org, x.By, x.Noted)
	if err != nil {
		return nil, hold{}, err
	}
	m.Lines, m.By = []PromiseLine{x.line(i, names, p.ID, now)}, names[x.Noted]
	if sent {
		return m, hold{}, nil
	}
	if h, err := d.holdPromise(ctx, o, i, *x, l, p, now); err != nil || h.reason != "" {
		return nil, h, err
	}
	if m.What == PromiseIsSaid {
		if x.Is == "" {
			if x, err = d.settlePromise(ctx, o, i, x.ID, now); err != nil {
				return nil, hold{}, err
			}
		} else if err := d.promiseWon(ctx, o, i, ps, x.ID); err != nil { // it may have stopped before the win
			return nil, hold{}, err
		}
		m.Lines = []PromiseLine{x.line(i, names, p.ID, now)}
	}
	h, err := d.atWork(ctx, org, p, now)
	return m, h, err
}

// holdPromise says why a letter about a promise does not go now.
func (d *Desk) holdPromise(ctx context.Context, o Org, i Initiative, x Promise, l Letter, p Person, now time.Time) (hold, error) {
	switch l.About.Text.What {
	case promiseMade:
		if x.By != p.ID || x.Is != "" {
			return hold{reason: ReasonAnswered}, nil
		}
	case promiseRemind:
		if x.By != p.ID || x.Is != "" || x.Due != l.About.Date || DateOf(now.In(p.Location())) >= x.Due {
			return hold{reason: ReasonAnswered}, nil // moved, or it has come
		}
		// Who has become a lead since is asked, too.
		return hold{}, d.postExtras(ctx, o.ID, func() ([]Letter, error) { return d.judgeLetters(ctx, o, i, x) })
	case promiseResult:
		if x.Due != l.About.Date {
			return hold{reason: ReasonAnswered}, nil // moved: another letter tells
		}
		if p.ID != x.By && p.ID != i.Owner {
			post, err := d.resultLetters(ctx, o, i, x, now)
			return hold{reason: ReasonLeft, post: post}, err
		}
		if x.is(i, now) == "" {
			if until := i.hears(x.Until, now); now.Before(until) {
				return hold{reason: ReasonAnswered, until: until}, nil
			}
			return hold{reason: ReasonNothingNew}, nil // nobody has said anything: the digest says so
		}
	}
	return hold{}, nil
}

// composeJudge asks a lead about the promises that have come due.
func (d *Desk) composeJudge(ctx context.Context, o Org, i Initiative, ps Promises, l Letter, p Person, m PromiseTurn, now time.Time) (Message, hold, error) {
	sent := !l.Receipt.IsZero()
	var mine []Promise
	var who []PersonID
	var moved Date // within the week: then it is asked about on that day
	for _, x := range ps.All {
		if x.ID == l.About.Text.Detail && x.Due.ISOWeek() == DateOf(l.Due.In(p.Location())).ISOWeek() && x.Due > DateOf(now.In(i.Pulse.Location())) {
			moved = x.Due
		}
		over := x.Is != "" && !x.Until.After(l.Due)
		if x.Due <= DateOf(later(now, l.Due).In(i.Pulse.Location())) && !over && slices.Contains(x.judges(i), p.ID) {
			mine, who = append(mine, x), append(who, x.By)
		}
	}
	names, err := d.names(ctx, o.ID, who...)
	if err != nil {
		return nil, hold{}, err
	}
	asks := false
	for _, x := range mine {
		line := x.line(i, names, p.ID, now)
		m.Lines = append(m.Lines, line)
		asks = asks || line.Judges && line.Said == ""
		m.Until = later(m.Until, i.hears(x.Until, now))
	}
	m.Gone = len(mine) == 0
	switch {
	case sent:
		return m, hold{}, nil
	case !asks && moved != "":
		from := judgedFrom(i, p, moved)
		at, _, _ := p.worker(o.Holidays).first(from, from.AddDate(0, 0, 60), judgeMinute(p))
		return nil, hold{reason: ReasonAnswered, until: at}, nil
	case !asks:
		return nil, hold{reason: ReasonAnswered}, nil
	case p.Quiet(i.ID):
		return nil, hold{reason: ReasonMuted}, nil
	case i.Paused: // nobody is asked until it goes on
		return nil, hold{reason: ReasonPaused, until: now.Add(pausedLook)}, nil
	}
	h, err := d.atWork(ctx, o.ID, p, now)
	return m, h, err
}

// settlePromise writes down what the side says of a promise, where it has said enough, and has
// its letters drawn anew.
func (d *Desk) settlePromise(ctx context.Context, o Org, i Initiative, id string, now time.Time) (*Promise, error) {
	var settled *Promise
	var all Promises
	err := revise(ctx, d, o.ID, BookID{BookPromises, string(i.ID)}, Delivered{}, func(ps *Promises) (revised, error) {
		x := ps.of(id)
		if x == nil {
			settled = &Promise{}
			return revised{nothing: true}, nil
		}
		settled, all = x, *ps
		is := x.is(i, now)
		if x.Is != "" || is == "" {
			return revised{nothing: true}, nil
		}
		x.Is = is
		redraw, err := d.promiseDrawn(ctx, o.ID, i, *x)
		return revised{redraw: redraw}, err
	})
	if err == nil {
		err = d.promiseWon(ctx, o, i, all, id)
	}
	return settled, err
}

// judgeWaits are the letters that wait to ask the other side about a promise.
func (d *Desk) judgeWaits(ctx context.Context, org OrgID, i Initiative, p Promise) ([]Letter, error) {
	people, err := d.Roster.People(ctx, org, p.judges(i)...)
	if err != nil {
		return nil, err
	}
	from, _ := Resolve(p.Due, 0, i.Pulse.Location())
	return d.waiting(ctx, org, people, KindPromise, i.ID, from, later(p.Until, from.AddDate(0, 0, 7*extraAhead)))
}

// relies reports whether a promise is to be asked about in a letter.
func (ps Promises) relies(i Initiative, l Letter) bool {
	return slices.ContainsFunc(ps.All, func(x Promise) bool {
		return x.Is == "" && x.Due <= DateOf(l.Due.In(i.Pulse.Location())) && i.hears(x.Until, l.Due).After(l.Due) && slices.Contains(x.judges(i), l.Lead)
	})
}

// told are the letters about a promise to who promised and to the owner.
func (p Promise) told(org OrgID, i Initiative) []LetterID {
	var ids []LetterID
	for _, what := range []string{promiseMade, promiseRemind, promiseResult} {
		for _, due := range []Date{p.Due, p.First} {
			for _, to := range []PersonID{p.By, i.Owner} {
				ids = append(ids, LetterIDOf(org, KindPromise, string(i.ID), p.ID, what, string(due), string(to)))
			}
		}
	}
	return ids
}

// promiseDrawn are the letters that show a promise.
func (d *Desk) promiseDrawn(ctx context.Context, org OrgID, i Initiative, p Promise) ([]LetterID, error) {
	asks, err := d.promiseAsks(ctx, org, i, p, p.judges(i)...)
	return append(p.told(org, i), asks...), err
}

// promiseAsks are the letters in which some leads were asked about a promise.
func (d *Desk) promiseAsks(ctx context.Context, org OrgID, i Initiative, p Promise, who ...PersonID) ([]LetterID, error) {
	from, _ := Resolve(p.sooner(), 0, i.Pulse.Location())
	return d.askedExtra(ctx, org, who, KindPromise, i.ID, from, later(p.Until, d.Now()))
}
