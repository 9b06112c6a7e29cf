package bot

import (
	"strconv"
	"strings"
	"time"

	"parallax/checkins"
)

// Clock tells an instant in a zone: "Friday 10:00", and with the date when it
// lies more than six days after ref, where the weekday alone would mislead. An
// empty ref always gives the date.
func (w Words) Clock(t time.Time, zone string, ref checkins.Date) Text {
	t = t.In(location(zone))
	if ref != "" && checkins.DateOf(t) >= ref && checkins.DateOf(t) <= ref.AddDays(6) {
		return Trusted(t.Format("Monday 15:04"))
	}
	return Trusted(t.Format("Monday 2 January, 15:04"))
}

// Day tells a date: "3 March".
func (w Words) Day(d checkins.Date) Text {
	if !d.Valid() {
		return User(string(d))
	}
	return Trusted(d.UTC().Format("2 January"))
}

// Weekday tells a date with its weekday: "Tuesday 3 March".
func (w Words) Weekday(d checkins.Date) Text {
	if !d.Valid() {
		return User(string(d))
	}
	return Trusted(d.UTC().Format("Monday 2 January"))
}

// Ticks are short dates for the axis of a chart, each of them once: with the year
// when two would read the same.
func (w Words) Ticks(dates []checkins.Date) []string {
	short := make([]string, len(dates))
	seen := map[string]bool{}
	twice := false
	for i, d := range dates {
		short[i] = d.UTC().Format("2 Jan")
		twice = twice || seen[short[i]]
		seen[short[i]] = true
	}
	if twice {
		for i, d := range dates {
			short[i] = d.UTC().Format("2 Jan 2006")
		}
	}
	return short
}

// zoneName is how people call a zone: "Berlin time".
func (w Words) zoneName(zone string) string {
	city := zone[strings.LastIndex(zone, "/")+1:]
	if city == "" || city == "UTC" || location(zone) == time.UTC {
		return "UTC"
	}
	return strings.ReplaceAll(city, "_", " ") + " time"
}

func location(zone string) *time.Location {
	if l, err := time.LoadLocation(zone); err == nil {
		return l
	}
	return time.UTC
}

// minutes says how long a number of taps takes: about eight a minute.
func (w Words) minutes(taps int) string {
	switch {
	case taps <= 4:
		return "half a minute"
	case taps <= 10:
		return "about a minute"
	}
	n := (taps + 7) / 8
	if n > 10 {
		return "about " + strconv.Itoa(n) + " minutes"
	}
	return "about " + w.plural(n, "minute", "minutes")
}
