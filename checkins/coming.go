package checkins

import "time"

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
