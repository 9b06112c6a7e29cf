package checkins

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Measured is a value with its unit taken apart: 66 %, € 1.2m, 1,234 tickets.
type Measured struct {
	Number float64
	Unit   string // all but the number, lower case, without white space: "%", "€m"
}

// ParseMeasured reads a value. false: there is no number in it, or more than one.
// A point or a comma with three digits behind it parts thousands; behind a nought, of a
// percentage, or with any other count of digits, it begins decimals. A blank parts
// thousands before exactly three digits, and not in a number that a word ends with.
func ParseMeasured(s string) (Measured, bool) {
	s = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "−", "-", "’", "'").Replace(s)
	from := strings.IndexAny(s, "0123456789")
	if from < 0 {
		return Measured{}, false
	}
	to := from
	last, _ := utf8.DecodeLastRuneInString(s[:from])
	for to < len(s) {
		joins := to+1 < len(s) && digit(s[to+1]) && strings.IndexByte(".,'", s[to]) >= 0
		if s[to] == ' ' {
			joins = thousands(s[from:to], s[to+1:]) && !unicode.IsLetter(last)
		}
		if !digit(s[to]) && !joins {
			break
		}
		to++
	}
	before, number, after := s[:from], s[from:to], s[to:]
	if strings.ContainsAny(after, "0123456789") {
		return Measured{}, false
	}
	if rest, minus := strings.CutSuffix(strings.TrimRight(before, " "), "-"); minus {
		before, number = rest, "-"+number
	}
	v, err := strconv.ParseFloat(decimals(number, strings.Contains(before+after, "%")), 64)
	if err != nil || math.IsInf(v, 0) {
		return Measured{}, false
	}
	return Measured{v, strings.ToLower(strings.Join(strings.Fields(before+after), ""))}, true
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

// thousands reports whether a blank parts thousands: before it stands the beginning of a
// number of that kind, behind it three digits and not one more.
func thousands(before, after string) bool {
	digits := 0
	for digits < len(after) && digit(after[digits]) {
		digits++
	}
	first, _, _ := strings.Cut(before, " ")
	return digits == 3 && len(first) <= 3 && !strings.ContainsAny(before, ".,'")
}

// decimals writes a number as ParseFloat reads it.
func decimals(s string, percent bool) string {
	s = strings.NewReplacer(" ", "", "'", "").Replace(s)
	at := strings.LastIndexAny(s, ".,")
	if at < 0 {
		return s
	}
	whole, rest := s[:at], s[at+1:]
	other := strings.ContainsAny(whole, map[byte]string{'.': ",", ',': "."}[s[at]])
	again := strings.IndexByte(whole, s[at]) >= 0
	plain := strings.NewReplacer(".", "", ",", "").Replace(whole)
	if again || !other && !percent && len(rest) == 3 && strings.Trim(whole, "-0") != "" {
		return plain + rest
	}
	return plain + "." + rest
}

// way is how a value lies between the start and the target of an outcome: 0 at the start,
// 1 at the target, beyond either less or more. false when that can't be told: one of them
// is no number, or the units differ, or there is no way to go.
func (o Outcome) way(value string) (float64, bool) {
	start, a := ParseMeasured(o.Start)
	target, b := ParseMeasured(o.Target)
	now, c := ParseMeasured(value)
	if !a || !b || !c || start.Unit != target.Unit || start.Unit != now.Unit || start.Number == target.Number {
		return 0, false
	}
	return (now.Number - start.Number) / (target.Number - start.Number), true
}

// comparable reports whether a value is a number of the target's unit; true where the
// target is no number.
func (o Outcome) comparable(value string) bool {
	target, number := ParseMeasured(o.Target)
	now, ok := ParseMeasured(value)
	return !number || ok && now.Unit == target.Unit
}

// Way is how far a value is on the way from the start to the target, 0 to 1; false when
// that can't be told.
func (o Outcome) Way(value string) (float64, bool) {
	w, ok := o.way(value)
	return min(max(w, 0), 1), ok
}

// meets reports whether a value reaches the target, in the direction from the start;
// known is false when that can't be told.
func (o Outcome) meets(value string) (meets, known bool) {
	w, ok := o.way(value)
	return w >= 1-1e-9, ok
}

// Moved is an outcome as it is now, after it stood as was: a target date that moved later
// keeps those that it had, the first first.
func (o Outcome) Moved(was Outcome) Outcome {
	o.Slipped = nil
	for _, d := range append(append([]Date{}, was.Slipped...), was.By) {
		if d != "" && d < o.By {
			o.Slipped = append(o.Slipped, d)
		}
	}
	return o
}
