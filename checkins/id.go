package checkins

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"
)

// Ids of an org are chosen by people (org.yaml); ids of everything that happens
// derive from what they name, so that two processes that reach the same
// conclusion write the same thing.
type (
	// OrgID names one customer organisation. It matches [A-Za-z0-9._-]{1,64}.
	OrgID string
	// PersonID names a person within an org; same alphabet as OrgID.
	PersonID string
	// PriorityID names a strategic priority within an org; same alphabet.
	PriorityID string
	// InitiativeID names an initiative within an org; same alphabet.
	InitiativeID string
	// RoundID is "<initiative>@<planned date in the pulse's zone>", for example
	// "crm@2026-03-03", also when the round opened late.
	RoundID string
	// LetterID is the hex form of 128 bits derived from what the letter says to
	// whom, and when. See LetterIDOf.
	LetterID string
)

var idPattern = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// ValidID reports whether s may be the id of an org, a person, a priority or an
// initiative: 1 to 64 of A-Z a-z 0-9 . _ - (no braces: they would move a Redis key
// to another slot, and no @, which ends the initiative in a RoundID).
func ValidID(s string) bool { return idPattern.MatchString(s) }

// RoundIDOf names the round of an initiative planned for a date.
func RoundIDOf(i InitiativeID, d Date) RoundID { return RoundID(string(i) + "@" + string(d)) }

// Split returns the initiative and the planned date; ok is false when the id was
// not made by RoundIDOf.
func (r RoundID) Split() (i InitiativeID, d Date, ok bool) {
	a, b, found := strings.Cut(string(r), "@")
	if !found || !ValidID(a) || !Date(b).Valid() {
		return "", "", false
	}
	return InitiativeID(a), Date(b), true
}

// Initiative returns the part of the id before the date.
func (r RoundID) Initiative() InitiativeID { i, _, _ := r.Split(); return i }

// Date returns the planned date.
func (r RoundID) Date() Date { _, d, _ := r.Split(); return d }

// LetterIDOf derives the id of a letter from the org and what the letter is
// about. The parts are joined with a byte that no id can hold, so different
// parts never give the same id.
func LetterIDOf(org OrgID, kind Kind, parts ...string) LetterID {
	sum := sha256.Sum256([]byte(strings.Join(append([]string{string(org), string(kind)}, parts...), "\x1f")))
	return LetterID(hex.EncodeToString(sum[:16]))
}

// Date is a calendar date without a zone, "2006-01-02". Dates compare as strings.
type Date string

// DateOf returns the calendar date of t in the zone that t carries.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Valid reports whether d is a real date in ISO form.
func (d Date) Valid() bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && t.Format(time.DateOnly) == string(d)
}

// UTC returns midnight UTC of the date: a wall clock to calculate with, not an
// instant of anybody's zone.
func (d Date) UTC() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// AddDays returns the date n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date { return DateOf(d.UTC().AddDate(0, 0, n)) }

// ISOWeek returns the Monday that starts the ISO week of the date.
func (d Date) ISOWeek() Date {
	t := d.UTC()
	return d.AddDays(-((int(t.Weekday()) + 6) % 7))
}
