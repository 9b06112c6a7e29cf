package checkins

import (
	"context"
	"slices"
	"strings"
	"time"
)

// An ask or a nudge belongs to a lead and a local date, and its id says so: that is
// what makes one message a lead and date. One that goes out on another date than it was
// planned for (its lead moved to another zone, was away, or the platform could not be
// reached) goes out under the id of that date, together with what else is said then.

// hopsMost bounds how often a letter is followed from date to date.
const hopsMost = 10

// lettersAtOnce is how many letters are looked at in one call of the store.
const lettersAtOnce = 500

// movedPrefix begins the reason of a dropped letter that went out under another id; the
// id follows.
const movedPrefix = "moved:"

// movedTo returns the letter under which one that moved goes out.
func (l Letter) movedTo() (LetterID, bool) {
	id, moved := strings.CutPrefix(l.Reason, movedPrefix)
	return LetterID(id), moved && l.State == LetterDropped
}

// dated is the id of an ask or a nudge to a lead on a local date.
func dated(org OrgID, k Kind, lead PersonID, d Date, last bool) LetterID {
	if last {
		return LetterIDOf(org, k, string(lead), string(d), "last")
	}
	return LetterIDOf(org, k, string(lead), string(d))
}

// redated moves an ask or a nudge to the date on which it can go out. It is posted
// twice: once to be sent after all, should the letter of that date have been dropped
// before, and once to grow by the rounds.
func (l Letter) redated(org OrgID, k Kind, a Ask, today Date, now time.Time) hold {
	to := Letter{
		ID: dated(org, k, l.Lead, today, l.About.Last), Kind: k, To: l.To, Lead: l.Lead, Due: now, Until: l.Until,
		About: About{Rounds: a.open(), Date: today, Last: l.About.Last},
	}
	again, merge := to, to
	again.Again, merge.Merge = true, true
	return hold{reason: Reason(movedPrefix + string(to.ID)), post: []Letter{again, merge}}
}

// open lists the rounds that wait for an answer.
func (a Ask) open() []RoundID {
	var ids []RoundID
	for _, due := range a.Due {
		if due.State == DueOpen {
			ids = append(ids, due.Round)
		}
	}
	return ids
}

// where follows letters that moved to those that say now what they would have said. Ids of other
// letters, and of none, stay as they are.
func (d *Desk) where(ctx context.Context, org OrgID, ids ...LetterID) ([]LetterID, error) {
	ids = slices.Clone(ids)
	for some := range slices.Chunk(ids, lettersAtOnce) {
		for range hopsMost {
			ls, err := d.Shelf.Letters(ctx, org, some...)
			if err != nil {
				return nil, err
			}
			to := map[LetterID]LetterID{}
			for _, l := range ls {
				if id, ok := l.movedTo(); ok {
					to[l.ID] = id
				}
			}
			if len(to) == 0 {
				break
			}
			for n, id := range some {
				if next, ok := to[id]; ok {
					some[n] = next
				}
			}
		}
	}
	return ids, nil
}

// unfit holds an ask or a nudge that does not fit the lead's day as it is now, in the
// zone in which the lead is now, or has an ask go out under the date of today. No ask
// comes before from.
func unfit(org OrgID, l Letter, a Ask, p Person, holidays []string, now, from time.Time) hold {
	if l.Kind == KindNudge {
		from = now
		if now.After(l.Until.Add(-nudgeMargin)) {
			return hold{reason: ReasonTooLate}
		}
	}
	if h := rest(p, holidays, now, from); h.reason != "" {
		return h
	}
	if today := DateOf(now.In(p.Location())); l.About.Date != "" && l.About.Date != today {
		return l.redated(org, l.Kind, a, today, now)
	}
	return hold{}
}

// asNudge has an ask go out as the nudge that it is when all that it would say was
// asked in other messages: it took up nudges, and its own questions are done with.
func (d *Desk) asNudge(ctx context.Context, org OrgID, l Letter, a Ask, p Person, now time.Time) (hold, error) {
	var others []LetterID
	for _, due := range a.Due {
		if due.State != DueOpen {
			continue
		}
		if due.Ask == l.ID {
			return hold{}, nil
		}
		others = append(others, due.Ask)
	}
	asks, err := d.Shelf.Letters(ctx, org, others...)
	if err != nil {
		return hold{}, err
	}
	for _, ask := range asks {
		if ask.Receipt.IsZero() && ask.State != LetterUnknown {
			return hold{}, nil
		}
	}
	return l.redated(org, KindNudge, a, DateOf(now.In(p.Location())), now), nil
}

// besides puts what a nudge would say on the message that the lead gets on the same
// date, for there is one message a lead a day: the check-in, else the other of two
// nudges. What stands there already, or is still to be asked at all, is nudged on a
// later day, or not at all.
func (d *Desk) besides(ctx context.Context, org OrgID, l Letter, a Ask, p Person, holidays []string, now time.Time) (hold, error) {
	later, _, _ := p.worker(holidays).after(now, now, l.Until)
	tomorrow := hold{reason: ReasonAskedToday, until: later}
	var asks []LetterID
	for _, due := range a.Due {
		asks = append(asks, due.Ask)
	}
	first, err := d.Shelf.Letters(ctx, org, asks...)
	if err != nil {
		return hold{}, err
	}
	for _, ask := range first {
		if ask.Receipt.IsZero() && (ask.State == LetterPending || ask.State == LetterSending) {
			return tomorrow, nil
		}
	}
	date := DateOf(now.In(p.Location()))
	today, err := d.Shelf.Letters(ctx, org, dated(org, KindAsk, l.Lead, date, false), dated(org, KindNudge, l.Lead, date, !l.About.Last))
	if err != nil {
		return hold{}, err
	}
	for _, other := range today {
		switch other.State {
		case LetterDropped, LetterUnreachable, LetterUnknown:
			continue // the lead may not have it
		case LetterPending:
			if other.About.Last && other.Receipt.IsZero() {
				continue // the first nudge goes before the second
			}
		}
		more := other
		more.About.Rounds = slices.DeleteFunc(a.open(), func(id RoundID) bool { return slices.Contains(other.About.Rounds, id) })
		if len(more.About.Rounds) > 0 {
			more.Merge, more.Until = true, l.Until
			return hold{reason: ReasonAskedToday, post: []Letter{more}}, nil
		}
		return tomorrow, nil
	}
	return hold{}, nil
}

// awayAgain is how long a letter to somebody on leave rests until it is looked at
// again: they may say that they are back.
const awayAgain = time.Hour

// restDays is how far ahead a working day is looked for: longer than any window.
const restDays = 60

// rest holds a message to somebody who does not work at now until they do, and not
// before from: a leave said after it was planned, another zone, another working week,
// or a stop of the service that moved it. Letter.Until ends the wait.
func rest(p Person, holidays []string, now, from time.Time) hold {
	w, start := p.worker(holidays), later(now, from)
	at, _, ok := w.first(start, start.AddDate(0, 0, restDays), w.start())
	if !ok {
		at = start.AddDate(0, 0, 1)
	}
	if !at.After(now) {
		return hold{}
	}
	switch today := DateOf(now.In(p.Location())); {
	case p.Away(today):
		if soon := now.Add(awayAgain); at.After(soon) {
			at = soon
		}
		return hold{reason: ReasonAway, until: at}
	case !p.Works(today, holidays):
		return hold{reason: ReasonDayOff, until: at}
	}
	return hold{reason: ReasonHours, until: at}
}
