package checkins

import "time"

// nudgeMargin is how long before the close the last nudge may come.
const nudgeMargin = 2 * time.Hour

// searchDays bounds the search for a working day: longer than any window.
const searchDays = 400

// Works reports whether the person works on that local date: one of the person's
// weekdays, no public holiday and not away. Holidays are those of the person's
// country, else of every country of orgHolidays (ISO 3166 alpha-2).
func (p Person) Works(d Date, orgHolidays []string) bool {
	if !d.Valid() || !p.WorksOn(d.UTC().Weekday()) || p.Away(d) {
		return false
	}
	if p.Country != "" {
		return !holiday(d, p.Country)
	}
	return !holiday(d, orgHolidays...)
}

// day is a person's working day: [from, to) in minutes after midnight. Hours that
// make no day are taken for the usual ones.
func (p Person) day() (from, to int) {
	from, to = p.Hours()
	if from < 0 || to > 24*60 || from >= to {
		return Person{}.Hours()
	}
	return from, to
}

// within returns the ask minute moved into the working day: an hour before it
// becomes its start. An hour after it has the next working day's start, which is
// what late says.
func (p Person) within(minute int) (at int, late bool) {
	from, to := p.day()
	if minute >= to {
		return from, true
	}
	return max(from, minute), false
}

// worker is a person with the holidays that hold and the zone looked up.
type worker struct {
	Person
	holidays []string
	loc      *time.Location
}

func (p Person) worker(orgHolidays []string) worker {
	return worker{Person: p, holidays: orgHolidays, loc: p.Location()}
}

// local returns the local date of an instant.
func (w worker) local(t time.Time) Date { return DateOf(t.In(w.loc)) }

// first returns the first instant at or after from and before to at which the
// person works and the local time of day is minute or later.
func (w worker) first(from, to time.Time, minute int) (time.Time, Date, bool) {
	_, end := w.day()
	d := w.local(from)
	for range searchDays {
		start, ok := Resolve(d, minute, w.loc)
		if ok && !start.Before(to) {
			return time.Time{}, "", false
		}
		if ok && w.Works(d, w.holidays) {
			over, _ := Resolve(d, end, w.loc)
			at := start
			if from.After(at) {
				at = from.In(w.loc)
			}
			if at.Before(over) && at.Before(to) {
				return at, d, true
			}
		}
		d = d.AddDays(1)
	}
	return time.Time{}, "", false
}

// start is the beginning of the person's working day in minutes after midnight.
func (w worker) start() int { from, _ := w.day(); return from }

// AskAt returns when a lead is asked in a round, and the lead's local date then:
// the first working instant within the window at or after the local hour, which
// is minute (after midnight), or the lead's own AskAt. An hour before the working
// day is moved to its start, one after it to the start of the next working day.
// When the window leaves no such hour but the lead works in it, the lead is asked
// at the first working instant. ok is false when the lead does not work within the
// window at all, and then does not stand on the roster.
func AskAt(p Person, orgHolidays []string, pl Planned, minute int) (t time.Time, d Date, ok bool) {
	w := p.worker(orgHolidays)
	if p.AskAt != 0 {
		minute = p.AskAt
	}
	hour, late := w.within(minute)
	from := pl.Opens
	if late {
		// The start of a day on which the round is open already.
		from = w.nextStart(pl.Opens)
	}
	if t, d, ok = w.first(from, pl.Closes, hour); ok {
		return t, d, true
	}
	return w.first(pl.Opens, pl.Closes, w.start())
}

// nextStart returns the first start of a working day, whether the person works on
// it or not, at t or later.
func (w worker) nextStart(t time.Time) time.Time {
	d := w.local(t)
	if at, ok := Resolve(d, w.start(), w.loc); ok && !at.Before(t) {
		return at
	}
	at, ok := Resolve(d.AddDays(1), w.start(), w.loc)
	if !ok {
		return t
	}
	return at
}

// NudgeAt returns when a lead who did not answer is nudged, and the lead's local
// date then: the first working instant from half-way through the window on that
// is on a later local date than the ask and at least 2 h before the close. ok is
// false when there is none.
func NudgeAt(p Person, orgHolidays []string, pl Planned, asked time.Time) (t time.Time, d Date, ok bool) {
	half := pl.Opens.Add(pl.Closes.Sub(pl.Opens) / 2)
	return p.worker(orgHolidays).after(asked, half, pl.Closes)
}

// LastNudgeAt returns when the second nudge comes: the first working instant on a
// later local date than the first, at least 2 h before the close. ok is false when
// the window has no such date.
func LastNudgeAt(p Person, orgHolidays []string, pl Planned, nudged time.Time) (t time.Time, d Date, ok bool) {
	return p.worker(orgHolidays).after(nudged, nudged, pl.Closes)
}

// after returns the first working instant from notBefore on, on a later local date
// than said and at least nudgeMargin before closes.
func (w worker) after(said, notBefore, closes time.Time) (time.Time, Date, bool) {
	tomorrow := w.local(said).AddDays(1)
	midnight, ok := Resolve(tomorrow, 0, w.loc)
	if !ok {
		midnight, _ = Resolve(tomorrow.AddDays(1), 0, w.loc)
	}
	if notBefore.Before(midnight) {
		notBefore = midnight
	}
	// One instant more, because first stops before its bound.
	return w.first(notBefore, closes.Add(-nudgeMargin+time.Nanosecond), w.start())
}

// RemindAt returns when a lead who wished for it is reminded: in an hour, working
// hours or not, or on the lead's next working day at the ask minute (the lead's own
// AskAt before the pulse's minute). ok is false when the round would be closed.
func RemindAt(p Person, orgHolidays []string, now, closes time.Time, tomorrow bool, minute int) (t time.Time, ok bool) {
	if !tomorrow {
		t = now.Add(time.Hour)
		return t, t.Before(closes)
	}
	w := p.worker(orgHolidays)
	if p.AskAt != 0 {
		minute = p.AskAt
	}
	hour, _ := w.within(minute)
	next, ok := Resolve(w.local(now).AddDays(1), 0, w.loc)
	if !ok {
		next = now.Add(24 * time.Hour)
	}
	t, _, ok = w.first(next, closes, hour)
	return t, ok
}
