package checkins

import "time"

// DayAfter is Pulse.dayAfter.
func DayAfter(p Pulse, orgHolidays []string, t time.Time) time.Time {
	return p.dayAfter(orgHolidays, t)
}

// NextDigest is when nextDigest says that the coming digest is.
func NextDigest(p Person, orgHolidays []string, monthly bool, now time.Time) time.Time {
	_, at, _ := nextDigest(p, orgHolidays, monthly, now)
	return at
}

// NoteWin is Desk.win.
var NoteWin = (*Desk).win
