package checkins

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"
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

// cadenceLength bounds what is parsed, in bytes. "0 10 * * 2" has ten.
const cadenceLength = 100

// longestEvery is the largest Pulse.Every: once a year.
const longestEvery = 52

// searchYears is how far ahead a next round is looked for: far enough for a
// 29 February and for a date that falls into a counted week only now and then.
const searchYears = 10

var cadenceParser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// rhythm is a parsed cadence: on which dates it fires, and when on such a date.
type rhythm struct {
	dates  cron.Schedule
	minute int // after midnight, on the wall clock
	every  int // weeks, at least 1
	anchor Date
}

// parseCadence refuses what the parser panics on or reads in a way that nobody
// meant, and whatever does not fire at one time of day.
func parseCadence(text string) (cron.Schedule, int, error) {
	const wayOut = `write five fields such as "0 10 * * 2", Tuesdays at 10:00`
	switch {
	case len(text) > cadenceLength:
		return nil, 0, fmt.Errorf("longer than %d characters: %s", cadenceLength, wayOut)
	case strings.TrimSpace(text) == "":
		return nil, 0, errors.New("empty: " + wayOut)
	case strings.Contains(text, "="):
		return nil, 0, fmt.Errorf("%q names a zone: write the zone in the field zone", text)
	case strings.Contains(text, "@"):
		return nil, 0, fmt.Errorf("%q: words such as @weekly and @every are not taken: %s", text, wayOut)
	case strings.ContainsFunc(text, func(r rune) bool { return r > '~' || r < ' ' }):
		return nil, 0, fmt.Errorf("%q holds a character that no cadence has: %s", text, wayOut)
	}
	fields := strings.Fields(text)
	if len(fields) == 6 {
		return nil, 0, fmt.Errorf("%q has six fields, and seconds are not taken: %s", text, wayOut)
	}
	if len(fields) != 5 {
		return nil, 0, fmt.Errorf("%q has %d fields: %s", text, len(fields), wayOut)
	}
	if slices.Contains(strings.FieldsFunc(fields[4], func(r rune) bool { return r == ',' || r == '-' }), "7") {
		return nil, 0, fmt.Errorf("%q: Sunday is 0 or SUN here, not 7", text)
	}
	schedule, err := cadenceParser.Parse(text)
	if err != nil {
		return nil, 0, fmt.Errorf("%q: %w: %s", text, err, wayOut)
	}
	spec, ok := schedule.(*cron.SpecSchedule)
	if !ok {
		return nil, 0, fmt.Errorf("%q: %s", text, wayOut)
	}
	// The lowest set bit is the number; the parser's mark for "*" is the highest bit.
	if bits.OnesCount64(spec.Minute&(1<<60-1)) != 1 || bits.OnesCount64(spec.Hour&(1<<24-1)) != 1 {
		return nil, 0, fmt.Errorf("%q fires more than once a day: name one minute and one hour, as in \"0 10 * * 2\"", text)
	}
	return schedule, bits.TrailingZeros64(spec.Hour)*60 + bits.TrailingZeros64(spec.Minute), nil
}

func (p Pulse) rhythm() (rhythm, error) {
	dates, minute, err := parseCadence(p.Cadence)
	if err != nil {
		return rhythm{}, err
	}
	return rhythm{dates: dates, minute: minute, every: max(1, p.Every), anchor: p.Anchor.ISOWeek()}, nil
}

// next returns the first date after d on which the cadence fires in a week that
// counts.
func (r rhythm) next(d Date) (Date, bool) {
	if r.every > 1 && d < r.anchor {
		d = r.anchor.AddDays(-1)
	}
	for limit := d.UTC().AddDate(searchYears, 0, 0); ; {
		// The last second of the date, on a wall clock that never changes.
		at := r.dates.Next(d.UTC().Add(24*time.Hour - time.Second))
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
