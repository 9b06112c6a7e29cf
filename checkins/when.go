package checkins

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ParseWhen reads the last day of a leave or of a silence as people type it:
// 2026-03-31, 31.3., 31.3.2026, 31 March, March 31 2026, today, tomorrow, friday,
// next week (its Monday), in 2 weeks; or in German. A weekday is the next one after today. A
// date without a year is the next one, if that is within half a year. Errors name
// the way out: what cannot be read, 3/31 and its like, the past, and more than a
// year ahead.
func ParseWhen(text string, today Date) (Date, error) {
	if !today.Valid() {
		return "", fmt.Errorf("today %.40q is no date", string(today))
	}
	if len(text) > whenLength {
		return "", fmt.Errorf("date: longer than %d characters: %s", whenLength, whenWayOut)
	}
	words := inEnglish(strings.Fields(strings.NewReplacer(",", " ").Replace(strings.ToLower(text))))
	if len(words) > 1 && (words[0] == "until" || words[0] == "till") {
		words = words[1:]
	}
	plain := strings.Join(words, " ")
	for _, read := range []func(string, Date) (Date, bool, error){readWord, readSpan, readNumbers, readMonth} {
		d, ok, err := read(plain, today)
		if err != nil {
			return "", fmt.Errorf("date %q: %w", text, err)
		}
		if ok {
			return inReach(text, d, today)
		}
	}
	return "", fmt.Errorf("date %q: cannot be read: %s", text, whenWayOut)
}

const (
	whenLength = 60
	whenWayOut = `write it like 2026-03-31, 31 March, friday or "in 2 weeks"`
)

// ParseLeave reads the first and the last day of a leave as people type them, both
// included: dates as ParseWhen reads them, and next week, which is Monday to Friday of
// it. Without a first day the leave begins today.
func ParseLeave(from, until string, today Date) (first, last Date, err error) {
	first = today
	if from != "" {
		if first, err = ParseWhen(from, today); err != nil {
			return "", "", err
		}
	}
	if last, err = ParseWhen(until, today); err != nil {
		return "", "", err
	}
	if strings.Join(inEnglish(strings.Fields(strings.ToLower(until))), " ") == "next week" {
		last = last.AddDays(4)
	}
	if last < first {
		return "", "", fmt.Errorf("a leave from %s until %s: the last day is before the first", first, last)
	}
	return first, last, nil
}

// inReach refuses the past and more than a year.
func inReach(text string, d, today Date) (Date, error) {
	switch {
	case d < today:
		return "", fmt.Errorf("date %q: %s is in the past: write today or a later date", text, d)
	case d > DateOf(today.UTC().AddDate(1, 0, 0)):
		return "", fmt.Errorf("date %q: %s is more than a year ahead: write a date within a year and renew it then", text, d)
	}
	return d, nil
}

// readWord reads names of days.
func readWord(s string, today Date) (Date, bool, error) {
	switch s {
	case "today":
		return today, true, nil
	case "tomorrow":
		return today.AddDays(1), true, nil
	case "next week":
		return today.ISOWeek().AddDays(7), true, nil
	}
	if name, ok := strings.CutPrefix(s, "next "); ok {
		if _, isDay := weekday(name); isDay {
			return "", false, fmt.Errorf("this week's or next week's %s? Write %s for the first one to come, or a date such as %s",
				name, name, today.AddDays(8))
		}
		return "", false, nil
	}
	if w, ok := weekday(s); ok {
		ahead := (int(w-today.UTC().Weekday())+6)%7 + 1
		return today.AddDays(ahead), true, nil
	}
	return "", false, nil
}

// weekday reads friday, fri and the usual other short forms.
func weekday(s string) (time.Weekday, bool) {
	s = strings.TrimSuffix(s, ".")
	for w := time.Sunday; w <= time.Saturday; w++ {
		if abbreviates(s, w.String()) {
			return w, true
		}
	}
	return 0, false
}

// abbreviates reports whether s is the beginning of an English name, three
// letters or more.
func abbreviates(s, name string) bool {
	return len(s) >= 3 && strings.HasPrefix(strings.ToLower(name), s)
}

var span = regexp.MustCompile(`^(?:in )?(\d{1,3}|an?|one|two|three|four|five|six) (day|week|month)s?$`)

// readSpan reads "in 2 weeks".
func readSpan(s string, today Date) (Date, bool, error) {
	m := span.FindStringSubmatch(s)
	if m == nil {
		return "", false, nil
	}
	n, ok := map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}[m[1]]
	if !ok {
		n, _ = strconv.Atoi(m[1]) // at most three digits
	}
	switch m[2] {
	case "day":
		return today.AddDays(n), true, nil
	case "week":
		return today.AddDays(7 * n), true, nil
	}
	// A month without that day ends on its last one: 31 January, in a month, is 28 February.
	t := today.UTC()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1)), true, nil
}

var (
	isoLike = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	dotted  = regexp.MustCompile(`^(\d{1,2})\. ?(\d{1,2})(?:\.|\. ?(\d{4}|\d{2}))?$`)
	slashed = regexp.MustCompile(`^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?$`)
)

// readNumbers reads dates of numbers only.
func readNumbers(s string, today Date) (Date, bool, error) {
	if m := isoLike.FindStringSubmatch(s); m != nil {
		d, err := dateOf(m[1], number(m[2]), number(m[3]), today)
		return d, err == nil, err
	}
	if m := dotted.FindStringSubmatch(s); m != nil {
		d, err := dateOf(m[3], number(m[2]), number(m[1]), today)
		return d, err == nil, err
	}
	if slashed.MatchString(s) {
		return "", false, fmt.Errorf("day first or month first? %s", whenWayOut)
	}
	return "", false, nil
}

var (
	dayFirst   = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?([a-z]{3,9})\.?(?: (\d{4}))?$`)
	monthFirst = regexp.MustCompile(`^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th|\.)?(?: (\d{4}))?$`)
)

// readMonth reads dates with the name of a month.
func readMonth(s string, today Date) (Date, bool, error) {
	var day, month, year string
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else if m := monthFirst.FindStringSubmatch(s); m != nil {
		day, month, year = m[2], m[1], m[3]
	}
	for m := time.January; m <= time.December; m++ {
		if abbreviates(month, m.String()) || month == "sept" && m == time.September {
			d, err := dateOf(year, int(m), number(day), today)
			return d, err == nil, err
		}
	}
	return "", false, nil
}

func number(s string) int { n, _ := strconv.Atoi(s); return n }

// dateOf puts a date together. Without a year it is the next such date; one that
// passed less than half a year ago was meant to lie in the past, so it is refused
// instead of being taken for next year's.
func dateOf(year string, month, day int, today Date) (Date, error) {
	switch len(year) {
	case 2:
		year = "20" + year
	case 0:
		d, err := dateOf(string(today[:4]), month, day, today)
		if err == nil && d >= today {
			return d, nil
		}
		next, nextErr := dateOf(strconv.Itoa(number(string(today[:4]))+1), month, day, today)
		switch {
		case nextErr == nil && next <= DateOf(today.UTC().AddDate(0, 6, 0)):
			return next, nil
		case err == nil && nextErr == nil:
			return "", fmt.Errorf("%s is in the past: write %s if you mean next year", d, next)
		case err == nil:
			return "", fmt.Errorf("%s is in the past: write today or a later date", d)
		}
		return "", err
	}
	d := Date(fmt.Sprintf("%s-%02d-%02d", year, month, day))
	if !d.Valid() {
		return "", fmt.Errorf("there is no %s: %s", d, whenWayOut)
	}
	return d, nil
}
