package bot

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"parallax/checkins"
)

// DialogClaim is the claim of a dialog.
func DialogClaim(d checkins.Dialog) Claim {
	return Claim{
		Act: ActDialog, What: string(d.What), Step: d.Step, Subject: d.Subject, Initiative: d.Initiative.ID, Letter: d.Letter,
		Receipt: checkins.Receipt{Channel: d.Asked.ID},
	}
}

// Submission is what a dialog with this claim was sent as; who, by which button and
// what with the handler adds. team is where accounts are of that the claim names.
func (c Claim) Submission(p checkins.Platform, team string) checkins.Submission {
	s := checkins.Submission{
		What: checkins.DialogWhat(c.What), Step: c.Step, Subject: c.Subject, Initiative: c.Initiative, Letter: c.Letter,
		Values: map[string][]string{},
	}
	if c.Receipt.Channel != "" {
		s.Channel = checkins.Account{Platform: p, Team: team, ID: c.Receipt.Channel}
	}
	return s
}

// OpenClaim is the claim of a button that opens a dialog: a deed of the dialog's name.
func OpenClaim(d checkins.Dialog) Claim {
	return DeedClaim(string(d.What), d.Initiative.ID, d.Letter, d.Subject)
}

const fieldMark = "d" // begins the id of an input of a dialog

// FieldID names an input of a dialog: its step, so that nothing typed in one step
// turns up in another, and its kind, by which what comes back is read. A field of
// people has a second input, for those of the other platform.
func FieldID(d checkins.Dialog, f checkins.Field, elsewhere bool) string {
	parts := []string{fieldMark, d.Step, string(f.Kind), f.Key}
	if elsewhere {
		parts = append(parts, "elsewhere")
	}
	return strings.Join(parts, "|")
}

// FieldRef is an id of FieldID taken apart.
type FieldRef struct {
	Step, Key string
	Kind      checkins.FieldKind
	Elsewhere bool
}

var fieldKey = regexp.MustCompile(`^[A-Za-z0-9_]{1,60}$`)

// ParseFieldID takes an id of FieldID apart; false for any other.
func ParseFieldID(id string) (FieldRef, bool) {
	p := strings.Split(id, "|")
	if len(p) < 4 || len(p) > 5 || p[0] != fieldMark || !fieldKey.MatchString(p[3]) || len(p) == 5 && p[4] != "elsewhere" {
		return FieldRef{}, false
	}
	return FieldRef{Step: p[1], Kind: checkins.FieldKind(p[2]), Key: p[3], Elsewhere: len(p) == 5}, true
}

// fieldMost is how long what stands in a text may be, characters, and fieldValues how
// many values of it are read: more comes from no client.
const (
	fieldMost   = 3000
	fieldValues = 200
)

// Fill notes what stood in an input, and reports whether it can have. An empty list
// is a field that was left empty. Accounts are given as such, dates and times in ISO
// form; a tick is "1".
func (r FieldRef) Fill(s *checkins.Submission, values []string) bool {
	values = slices.Clone(values)
	for i, v := range values {
		values[i] = strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n"))
	}
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	if r.Step != s.Step || len(values) > fieldValues {
		return false
	}
	for _, v := range values {
		if utf8.RuneCountInString(v) > fieldMost || !canHold(r.Kind, v) {
			return false
		}
	}
	s.Values[r.Key] = append(s.Values[r.Key], values...)
	return true
}

// canHold reports whether a value can stand in a field of that kind.
func canHold(k checkins.FieldKind, v string) bool {
	switch k {
	case checkins.FieldDate:
		return checkins.Date(v).Valid()
	case checkins.FieldTime:
		return checkins.ValidTime(v)
	case checkins.FieldTick:
		return v == Tick
	}
	return true
}

// Tick is the value of a ticked checkins.FieldTick.
const Tick = "1"
