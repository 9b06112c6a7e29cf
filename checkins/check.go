package checkins

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Check says what is wrong with the pulse: the error names the field, as it is
// called in org.yaml, and the way out. A pulse that passes fires at most once a
// date and never while its last round is still open.
func (p Pulse) Check() error {
	return errors.Join(p.checkTime(), p.checkPreset(), p.checkDimensions())
}

func (p Pulse) checkPreset() error {
	switch p.Preset {
	case "", "calm", "normal", "eager":
		return nil
	}
	return fmt.Errorf("preset %.40q: write calm, normal or eager", p.Preset)
}

func (p Pulse) checkDimensions() error {
	if len(p.Dimensions) == 0 {
		return fmt.Errorf("dimensions: none: name at least one of %s", dimensionNames())
	}
	for n, d := range p.Dimensions {
		if !KnownDimension(d) {
			return fmt.Errorf("dimensions: %.40q: %w: choose from %s", string(d), ErrUnknownDimension, dimensionNames())
		}
		if slices.Contains(p.Dimensions[:n], d) {
			return fmt.Errorf("dimensions: %s stands there twice: remove one", d)
		}
	}
	return nil
}

func dimensionNames() string {
	var names []string
	for _, d := range Dimensions() {
		names = append(names, string(d))
	}
	return strings.Join(names, ", ")
}

// checkTime holds the window against the shortest interval, so it needs a cadence,
// a zone and a count of weeks that can be read.
func (p Pulse) checkTime() error {
	r, cadence := p.rhythm()
	if cadence != nil {
		cadence = fmt.Errorf("cadence: %w", cadence)
	}
	loc, zone := checkZone(p.Zone)
	var window error
	if p.Window <= 0 {
		window = fmt.Errorf("window %s: write how long a round stays open, such as 72h", p.Window)
	}
	if err := errors.Join(cadence, p.checkEvery(), zone, window); err != nil {
		return err
	}
	interval, ok := r.shortest(loc)
	switch {
	case !ok:
		with := ""
		if p.Every > 1 {
			with = fmt.Sprintf(" with every %d from %s", p.Every, p.Anchor)
		}
		return fmt.Errorf("cadence: %q%s does not fire, or not again within %d years: choose a date that comes", p.Cadence, with, searchYears)
	case p.Window >= interval && r.either():
		return fmt.Errorf("window %s: the next round may open after %s, for a day of the month and a day of the week mean either of them: "+
			"write * for one of the two, or a shorter window", p.Window, interval)
	case p.Window >= interval:
		return fmt.Errorf("window %s: the next round may open after %s: write a shorter window or a rarer cadence", p.Window, interval)
	}
	return nil
}

func (p Pulse) checkEvery() error {
	var every error
	if p.Every < 0 || p.Every > longestEvery {
		every = fmt.Errorf("every %d: write a number of weeks from 1 to %d", p.Every, longestEvery)
	}
	switch {
	case every == nil && p.Every > 1 && p.Anchor == "":
		return fmt.Errorf("anchor: missing: every %d needs a date in the first week that counts, such as 2026-03-03", p.Every)
	case p.Anchor != "" && (!p.Anchor.Valid() || p.Anchor < "2000" || p.Anchor >= "2100"):
		return errors.Join(every, fmt.Errorf("anchor %.40q: write a real date of this century such as 2026-03-03", string(p.Anchor)))
	}
	return every
}

// checkZone refuses "" and "Local", which Go would take for UTC and for the zone
// of whatever machine the app happens to run on.
func checkZone(name string) (*time.Location, error) {
	const wayOut = "write an IANA name such as Europe/Berlin"
	if name == "" || name == "Local" || len(name) > 64 {
		return nil, fmt.Errorf("zone %.40q: %s", name, wayOut)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone %q is not known: %s", name, wayOut)
	}
	return loc, nil
}

// shortest returns the shortest time between two openings. The calendar repeats
// its weekdays after 28 years; ok is false when the cadence once does not
// fire for longer than it is searched for.
func (r rhythm) shortest(loc *time.Location) (time.Duration, bool) {
	const calendarCycle = 28
	first := max(r.anchor, "2024-01-01")
	last, ok := r.nextPlanned(first.AddDays(-1), 0, loc)
	if !ok {
		return 0, false
	}
	shortest := time.Duration(1<<63 - 1)
	for end := last.Opens.AddDate(calendarCycle, 0, 0); last.Opens.Before(end); {
		next, ok := r.nextPlanned(last.Date, 0, loc)
		if !ok {
			return 0, false
		}
		shortest, last = min(shortest, next.Opens.Sub(last.Opens)), next
	}
	return shortest, true
}
