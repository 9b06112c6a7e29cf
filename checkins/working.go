package checkins

import "time"

// WorkingAt returns t when the person works then, else the next instant at which
// the person's working hours begin. Somebody with no working day in the next 60
// days has a long leave; then t itself.
func WorkingAt(p Person, orgHolidays []string, t time.Time) time.Time {
	from, _ := p.day()
	at, _, ok := p.worker(orgHolidays).first(t, t.AddDate(0, 0, 60), from)
	if !ok {
		return t
	}
	return at
}
