package checkins

import (
	"context"
	"slices"
	"time"

	"parallax/scoring"
)

// Once a month a lead is asked what comes first. The question is an extra of its week: it
// is posted whenever a check-in opens, in the first ISO week that lies whole in the month
// or in the next one in which the lead is asked nothing else on top of check-ins. So it
// comes whenever a process is up at some time of the month, and once.

// rankAhead is how long before its week a question may be posted: the next opening of a
// weekly pulse may be late for it.
const rankAhead = 7 * 24 * time.Hour

// rankWeeks are the Mondays of a month, the first one that of its first whole week.
func rankWeeks(month period) []Date {
	var weeks []Date
	first := month.first().ISOWeek()
	if first < month.first() {
		first = first.AddDays(7)
	}
	for d := first; d < month.step(1).first(); d = d.AddDays(7) {
		weeks = append(weeks, d)
	}
	return weeks
}

// rankAt is when somebody can be asked in a week of a month, at now or later: when a
// digest would come. false: they do not work in what is left of it.
func rankAt(p Person, orgHolidays []string, month period, week Date, now time.Time) (time.Time, bool) {
	at, ok := digestAt(p, orgHolidays, period(week))
	if !ok {
		return at, false
	}
	if at.Before(now) {
		// Not on top of the check-in that opens now.
		at = WorkingAt(p, orgHolidays, now.Add(24*time.Hour))
	}
	day := DateOf(at.In(p.Location()))
	return at, day.ISOWeek() == week && periodOf(day, true) == month
}

// rankLetters are the questions to the leads of an initiative who were not asked this
// month.
func (d *Desk) rankLetters(ctx context.Context, o Org, i Initiative, now time.Time) ([]Letter, error) {
	if i.Paused {
		return nil, nil
	}
	var ids []PersonID
	for _, side := range scoring.Sides {
		ids = append(ids, i.Scored(side)...)
	}
	people, err := d.Roster.People(ctx, o.ID, ids...)
	if err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(p Person) bool { return !reachable(p) || p.Quiet(i.ID) })
	var extras []LetterID
	for _, p := range people {
		extras = append(extras, rankExtras(o.ID, p, now)...)
	}
	if len(extras) == 0 {
		return nil, nil
	}
	before, err := d.Shelf.Letters(ctx, o.ID, extras...)
	if err != nil {
		return nil, err
	}
	taken := map[LetterID]Kind{}
	for _, l := range before {
		taken[l.ID] = l.Kind
	}
	var post []Letter
	for _, p := range people {
		l, ok := rankLetter(o, p, taken, now)
		if !ok {
			continue
		}
		is, err := d.rankable(ctx, o, p.ID)
		if err != nil {
			return nil, err
		}
		if len(is) > 0 {
			post = append(post, l)
		}
	}
	return post, nil
}

// rankTurn is the month whose question may be posted for somebody at now.
func rankTurn(p Person, now time.Time) period {
	month, _ := rankMonth(p, now.Add(rankAhead))
	return month
}

// rankExtras are the ids of all that somebody may be asked on top of check-ins in that
// month.
func rankExtras(org OrgID, p Person, now time.Time) []LetterID {
	return extrasOf(org, p.ID, rankTurn(p, now))
}

func extrasOf(org OrgID, p PersonID, month period) []LetterID {
	var ids []LetterID
	for _, week := range rankWeeks(month) {
		ids = append(ids, ExtraLetter(org, p, week))
	}
	return ids
}

// rankLetter is the question to somebody; false when they were asked, or every week that
// is left is taken.
func rankLetter(o Org, p Person, taken map[LetterID]Kind, now time.Time) (Letter, bool) {
	month := rankTurn(p, now)
	for _, id := range extrasOf(o.ID, p.ID, month) {
		if taken[id] == KindRank {
			return Letter{}, false
		}
	}
	for _, week := range rankWeeks(month) {
		id := ExtraLetter(o.ID, p.ID, week)
		at, ok := rankAt(p, o.Holidays, month, week, now)
		if _, busy := taken[id]; busy || !ok {
			continue
		}
		until, _ := Resolve(month.step(1).first(), 0, p.Location())
		return Letter{
			ID: id, Kind: KindRank, To: p.Account(), Lead: p.ID, Due: at, Until: until, About: About{Date: month.first()}, Free: true,
		}, true
	}
	return Letter{}, false
}
