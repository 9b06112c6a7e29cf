package checkins

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Weekdays are the days of the week on which the pulse fires, from Monday on; none when
// it fires by other rules, or cannot be read.
func (p Pulse) Weekdays() []time.Weekday {
	dates, _, err := parseCadence(p.Cadence)
	if err != nil {
		return nil
	}
	spec, ok := dates.(*cron.SpecSchedule)
	fields := strings.Fields(p.Cadence)
	if !ok || fields[2] != "*" || fields[3] != "*" {
		return nil
	}
	var days []time.Weekday
	for n := range 7 {
		if w := time.Weekday((n + 1) % 7); spec.Dow&(1<<uint(w)) != 0 {
			days = append(days, w)
		}
	}
	return days
}

// Weekly is the cadence of these days of the week and a time of day, in minutes after
// midnight.
func Weekly(days []time.Weekday, minute int) string {
	var on []string
	for _, d := range slices.Compact(slices.Sorted(slices.Values(days))) {
		on = append(on, fmt.Sprint(int(d)))
	}
	return fmt.Sprintf("%d %d * * %s", minute%60, minute/60, strings.Join(on, ","))
}
