package checkins

import "time"

// WorkingAt returns t when the person works then, else the next instant at which
// the person's working hours begin. Within 60 days nobody is without one but on a
// long leave; then t itself.
func WorkingAt(p Person, orgHolidays []string, t time.Time) time.Time {
	loc := p.Location()
	from, to := p.Hours()
	today := DateOf(t.In(loc))
	for n := range 60 {
		d := today.AddDays(n)
		if !p.Works(d, orgHolidays) {
			continue
		}
		begin, ok := Resolve(d, from, loc)
		if !ok {
			continue
		}
		end, _ := Resolve(d, to, loc)
		switch {
		case t.Before(begin):
			return begin
		case t.Before(end):
			return t
		}
	}
	return t
}
