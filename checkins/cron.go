package checkins

import (
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/robfig/cron/v3"
)

// cadenceLength bounds what is parsed, in bytes. "0 10 * * 2" has ten.
const cadenceLength = 100

var cadenceParser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// cadenceFields are the five fields of a cadence: what they are called, what may stand
// there, and a text that can be read.
var cadenceFields = [5]struct{ name, takes, plain string }{
	{"minute", "a number from 0 to 59", "0"},
	{"hour", "a number from 0 to 23", "10"},
	{"day of the month", "1 to 31, such as 1, 1,15 or 1-7, or * for any", "*"},
	{"month", "1 to 12 or JAN to DEC, such as 3, 3,9 or 1-6, or * for any", "*"},
	{"day of the week", "0 to 6 or SUN to SAT, such as 2, 1,3 or 1-5, or * for any", "*"},
}

// parseCadence refuses what the parser panics on or reads in a way that nobody
// meant, and whatever does not fire at one time of day. The schedule is that of the
// dates; the number is the minute after midnight. Errors name the way out.
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
	if len(fields) != len(cadenceFields) {
		return nil, 0, fmt.Errorf("%q: %d of five fields: %s", text, len(fields), wayOut)
	}
	if slices.Contains(strings.FieldsFunc(fields[4], func(r rune) bool { return r == ',' || r == '-' }), "7") {
		return nil, 0, fmt.Errorf("%q: Sunday is 0 or SUN here, not 7", text)
	}
	if err := checkFields(fields); err != nil {
		return nil, 0, fmt.Errorf("%q: %w", text, err)
	}
	spec, err := parseSpec(text)
	if err != nil {
		return nil, 0, fmt.Errorf("%q cannot be read: %s", text, wayOut)
	}
	// The lowest set bit is the number; the parser's mark for "*" is the highest bit.
	if bits.OnesCount64(spec.Minute&(1<<60-1)) != 1 || bits.OnesCount64(spec.Hour&(1<<24-1)) != 1 {
		return nil, 0, fmt.Errorf("%q fires more than once a day: name one minute and one hour, as in \"0 10 * * 2\"", text)
	}
	return spec, bits.TrailingZeros64(spec.Hour)*60 + bits.TrailingZeros64(spec.Minute), nil
}

// checkFields names the first field that cannot be read, or that no time fits, and
// what may stand there.
func checkFields(fields []string) error {
	for n, f := range cadenceFields {
		alone := []string{cadenceFields[0].plain, cadenceFields[1].plain, cadenceFields[2].plain, cadenceFields[3].plain, cadenceFields[4].plain}
		alone[n] = fields[n]
		spec, err := parseSpec(strings.Join(alone, " "))
		if err == nil && !slices.Contains([]uint64{spec.Minute, spec.Hour, spec.Dom, spec.Month, spec.Dow}, 0) {
			continue
		}
		return fmt.Errorf("the %s %q cannot be read: write %s; L, W and # are not taken", f.name, fields[n], f.takes)
	}
	return nil
}

func parseSpec(text string) (*cron.SpecSchedule, error) {
	schedule, err := cadenceParser.Parse(text)
	if err != nil {
		return nil, err
	}
	spec, ok := schedule.(*cron.SpecSchedule)
	if !ok {
		return nil, errors.New("no schedule of dates")
	}
	return spec, nil
}

// either reports whether a cadence names days of the month and of the week: it then
// fires on both.
func (r rhythm) either() bool {
	const star = 1 << 63 // the parser's mark for "*"
	spec, ok := r.dates.(*cron.SpecSchedule)
	return ok && spec.Dom&star == 0 && spec.Dow&star == 0
}
