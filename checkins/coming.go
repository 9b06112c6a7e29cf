package checkins

import (
	"cmp"
	"time"
)

// Coming is a round to come, as people are told of it.
type Coming struct {
	Planned
	Clock int  // the time that the cadence names, in minutes after midnight
	Moved bool // a change of the clocks leaves that time out on Date: Opens is the first instant after it
}

// Coming lists the next rounds, at most n, that are planned for dates after the
// given one (empty: whatever the date) and open at now or later. It is empty when
// the cadence cannot be read.
func (p Pulse) Coming(after Date, now time.Time, n int) []Coming {
	r, err := p.rhythm()
	if err != nil {
		return nil
	}
	loc := p.Location()
	// Two days back: a gap of the clocks moves an opening to the next date.
	d := max(after, DateOf(now.In(loc)).AddDays(-2))
	var rounds []Coming
	for len(rounds) < n {
		pl, ok := r.nextPlanned(d, p.Window, loc)
		if !ok {
			break
		}
		d = pl.Date
		if pl.Opens.Before(now) {
			continue
		}
		at := pl.Opens.In(loc)
		rounds = append(rounds, Coming{Planned: pl, Clock: r.minute, Moved: at.Hour()*60+at.Minute() != r.minute})
	}
	return rounds
}

// NextOpening returns the next opening of an initiative, which was something else, or
// was not; ok is false while it waits for more than an acceptance. due is an opening
// that has come already and did not happen yet, zero for none: it stays, whatever
// changes, and opens late or is recorded as skipped. An initiative that runs, with the
// same timing, goes on after its latest round, of that planned date.
func (i Initiative) NextOpening(was Initiative, latest Date, due, now time.Time) (at time.Time, ok bool) {
	if !i.Scheduled() {
		return time.Time{}, false
	}
	if !due.IsZero() {
		return due, true
	}
	if latest != "" && was.Scheduled() && was.Pulse.timedAs(i.Pulse) {
		pl, ok := i.Pulse.Next(latest)
		return pl.Opens, ok
	}
	first := i.Pulse.Coming(latest, now, 1)
	if len(first) == 0 {
		return time.Time{}, false
	}
	return first[0].Opens, true
}

// timedAs reports whether two pulses plan their rounds for the same instants.
func (p Pulse) timedAs(o Pulse) bool {
	return p.Cadence == o.Cadence && cmp.Or(p.Every, 1) == cmp.Or(o.Every, 1) && p.Anchor == o.Anchor && p.Zone == o.Zone
}
