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
	d := checkins.DateOf(t)
	if ref != "" && d >= ref && d <= ref.AddDays(6) {
		return w.date("date.clock", t)
	}
	return w.date("date.full", t)
}

// Day tells a date: "3 March".
func (w Words) Day(d checkins.Date) Text { return w.dated("date.day", d) }

// Weekday tells a date with its weekday: "Tuesday 3 March".
func (w Words) Weekday(d checkins.Date) Text { return w.dated("date.weekday", d) }

// Dated tells a date with its year: "3 March 2026".
func (w Words) Dated(d checkins.Date) Text { return w.dated("date.year", d) }

func (w Words) dated(key string, d checkins.Date) Text {
	if !d.Valid() {
		return User(string(d))
	}
	return w.date(key, d.UTC())
}

// date is a pattern of the catalogue with the parts of a date in it.
func (w Words) date(key string, t time.Time) Text {
	month := strconv.Itoa(int(t.Month()))
	return w.say(key, with{
		"Weekday": w.say("date.weekday." + strconv.Itoa(int(t.Weekday()))), "Day": Trusted(strconv.Itoa(t.Day())),
		"Month": w.say("date.month." + month), "Short": w.say("date.short." + month),
		"Year": Trusted(strconv.Itoa(t.Year())), "Time": Trusted(t.Format("15:04")),
	})
}

// Ticks are short dates for the axis of a chart, each of them once: with the year
// when two would read the same.
func (w Words) Ticks(dates []checkins.Date) []string {
	short := make([]string, len(dates))
	seen := map[string]bool{}
	twice := false
	for i, d := range dates {
		short[i] = w.dated("date.tick", d).Plain()
		twice = twice || seen[short[i]]
		seen[short[i]] = true
	}
	if twice {
		for i, d := range dates {
			short[i] = w.dated("date.tick_year", d).Plain()
		}
	}
	return short
}

// zoneName is how people call a zone: "Berlin time".
func (w Words) zoneName(zone string) Text {
	city := zone[strings.LastIndex(zone, "/")+1:]
	if city == "" || city == "UTC" || location(zone) == time.UTC {
		return Trusted("UTC")
	}
	return w.say("date.zone", with{"City": Trusted(strings.ReplaceAll(city, "_", " "))})
}

func location(zone string) *time.Location {
	if l, err := time.LoadLocation(zone); err == nil {
		return l
	}
	return time.UTC
}

// minutes says how long a number of taps takes: about eight a minute.
func (w Words) minutes(taps int) Text {
	switch {
	case taps <= 4:
		return w.say("minutes.half")
	case taps <= 10:
		return w.say("minutes.about_one")
	}
	return w.many("minutes.about", (taps+7)/8)
}
