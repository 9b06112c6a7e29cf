package checkins

import (
	"time"

	"github.com/robfig/cron/v3"
)

// Planned is a round as the pulse plans it. Date is in the pulse's zone.
type Planned struct {
	Date          Date
	Opens, Closes time.Time
}

// Late says whether the round may still open at now. A late opening keeps the
// planned close; with less than min(4 h, half the window) left the round is not
// opened any more, ReasonDowntime. Before the planned opening it is not open
// either, without a reason.
func (p Planned) Late(now time.Time) (open bool, reason Reason) {
	if now.Before(p.Opens) {
		return false, ""
	}
	if p.Closes.Sub(now) < min(4*time.Hour, p.Closes.Sub(p.Opens)/2) {
		return false, ReasonDowntime
	}
	return true, ""
}

// longestEvery is the largest Pulse.Every: once a year.
const longestEvery = 52

// searchYears is how far ahead a next round is looked for: far enough for a
// 29 February and for a date that falls into a counted week only now and then.
const searchYears = 10

// rhythm is a parsed cadence: on which dates it fires, and when on such a date.
type rhythm struct {
	dates  cron.Schedule
	minute int // after midnight, on the wall clock
	every  int // weeks, at least 1
	anchor Date
}

func (p Pulse) rhythm() (rhythm, error) {
	dates, minute, err := parseCadence(p.Cadence)
	if err != nil {
		return rhythm{}, err
	}
	return rhythm{dates: dates, minute: minute, every: min(max(1, p.Every), longestEvery), anchor: p.Anchor.ISOWeek()}, nil
}

// next returns the first date after d on which the cadence fires in a week that
// counts.
func (r rhythm) next(d Date) (Date, bool) {
	if r.every > 1 && d < r.anchor {
		d = r.anchor.AddDays(-1)
	}
	for limit := d.UTC().AddDate(searchYears, 0, 0); ; {
		// The last second of the date, on a wall clock that never changes. The parser's
		// schedule looks ahead for five years, and a 29 February may be further off.
		from := d.UTC().Add(24*time.Hour - time.Second)
		at := r.dates.Next(from)
		for ; at.IsZero() && from.Before(limit); at = r.dates.Next(from) {
			from = from.AddDate(4, 0, 0)
		}
		if at.IsZero() || at.After(limit) {
			return "", false
		}
		d = DateOf(at)
		if r.every == 1 {
			return d, true
		}
		week := d.ISOWeek()
		past := weeksBetween(r.anchor, week) % r.every
		if past == 0 {
			return d, true
		}
		d = week.AddDays(7*(r.every-past) - 1)
	}
}

func weeksBetween(a, b Date) int { return int((b.UTC().Unix() - a.UTC().Unix()) / (7 * 24 * 60 * 60)) }

// planned resolves a date on which the cadence fires; ok is false when the zone
// has no such date.
func (r rhythm) planned(d Date, window time.Duration, loc *time.Location) (Planned, bool) {
	opens, ok := Resolve(d, r.minute, loc)
	if !ok {
		return Planned{}, false
	}
	return Planned{Date: d, Opens: opens, Closes: opens.Add(window)}, true
}

// Next returns the first round planned for a date after the given one. With Every
// above 1 the ISO weeks count from the one that holds Anchor, and there is none
// before it. ok is false when the cadence cannot be read or does not fire within
// ten years.
func (p Pulse) Next(after Date) (Planned, bool) {
	r, err := p.rhythm()
	if err != nil || !after.Valid() {
		return Planned{}, false
	}
	return r.nextPlanned(after, p.Window, p.Location())
}

func (r rhythm) nextPlanned(d Date, window time.Duration, loc *time.Location) (Planned, bool) {
	for {
		next, ok := r.next(d)
		if !ok || next <= d { // after the year 9999 dates no longer sort
			return Planned{}, false
		}
		if pl, exists := r.planned(next, window, loc); exists {
			return pl, true
		}
		d = next
	}
}

// On returns the round planned for that date, if there is one.
func (p Pulse) On(d Date) (Planned, bool) {
	pl, ok := p.Next(d.AddDays(-1))
	return pl, ok && pl.Date == d
}

// Between returns the rounds that are planned to open at from or later and before
// to, earliest first.
func (p Pulse) Between(from, to time.Time) []Planned {
	r, err := p.rhythm()
	if err != nil {
		return nil
	}
	var rounds []Planned
	loc := p.Location()
	// Two days back: a gap over midnight moves an opening to the next date.
	d := DateOf(from.In(loc)).AddDays(-2)
	for {
		pl, ok := r.nextPlanned(d, p.Window, loc)
		if !ok || !pl.Opens.Before(to) {
			return rounds
		}
		if !pl.Opens.Before(from) {
			rounds = append(rounds, pl)
		}
		d = pl.Date
	}
}

// planned returns the round that opens at an instant of the schedule. Where a change
// of the clocks moved the opening past midnight its date is the one before; an
// instant at which the pulse, as it is now, plans nothing was planned before the
// pulse was changed, and has the date of its zone's clocks.
func (p Pulse) planned(at time.Time) Planned {
	pl := Planned{Date: DateOf(at.In(p.Location())), Opens: at, Closes: at.Add(p.window())}
	for _, meant := range p.Between(at, at.Add(time.Nanosecond)) {
		pl.Date = meant.Date
	}
	return pl
}

// Minute returns the local time of day at which the pulse fires on that date, in
// minutes after midnight: the hour at which each lead is asked in the own zone. A
// cadence has one; it is 0 when it cannot be read.
func (p Pulse) Minute(_ Date) int {
	_, minute, err := parseCadence(p.Cadence)
	if err != nil {
		return 0
	}
	return minute
}
