package checkins

import (
	"sort"
	"time"
)

// Resolve returns the instant at which the wall clocks of loc show the date d and
// minute minutes after midnight (0..1440). A wall time that a change of the clocks
// leaves out becomes the first instant after the gap; one that occurs twice is the
// first of the two. ok is false when d is no date, or was left out as a whole by a
// zone that changed sides of the date line (Apia has no 2011-12-30).
//
// It relies neither on time.Date, which answers differently from zone to zone for a
// time within a gap, nor on Time.ZoneBounds, which on the last day of a leap year
// can name an end that has passed.
func Resolve(d Date, minute int, loc *time.Location) (t time.Time, ok bool) {
	midnight, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}, false
	}
	const (
		reach = 16 * time.Hour // no zone was ever further off UTC
		step  = 6 * time.Hour  // no zone changed its clocks twice within it
	)
	wall := midnight.Add(time.Duration(minute) * time.Minute)
	for from := wall.Add(-reach); !from.After(wall.Add(reach)); {
		offset := offsetAt(from, loc)
		end := from.Add(step)
		if offsetAt(end, loc) != offset {
			end = changeIn(from, end, loc)
		}
		switch at := wall.Add(-offset); {
		case at.Before(from): // the clocks jumped over it at from
			before := from.Add(offsetAt(from.Add(-time.Second), loc))
			after := from.Add(offset)
			whole := !before.After(midnight) && !after.Before(midnight.AddDate(0, 0, 1))
			return from.In(loc), !whole
		case at.Before(end):
			return at.In(loc), true
		}
		from = end
	}
	return time.Time{}, false
}

// changeIn returns the first instant after from at which loc has the offset of
// to, to the second.
func changeIn(from, to time.Time, loc *time.Location) time.Time {
	old := offsetAt(from, loc)
	seconds := sort.Search(int(to.Sub(from)/time.Second), func(n int) bool {
		return offsetAt(from.Add(time.Duration(n)*time.Second), loc) != old
	})
	return from.Add(time.Duration(seconds) * time.Second)
}

// offsetAt returns how far the clocks of loc are ahead of UTC.
func offsetAt(t time.Time, loc *time.Location) time.Duration {
	_, seconds := t.In(loc).Zone()
	return time.Duration(seconds) * time.Second
}
