package checkins

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/scoring"
)

// TestThen: of a week stands what an export has of it, and nothing that it repeated.
func TestThen(t *testing.T) {
	numbers := &scoring.Numbers{Round: 4}
	words := scoring.Disclosure{Status: scoring.OK, Round: 4, LastRound: 4, Label: scoring.OpenGap, Open: true, Numbers: numbers}
	if diff := cmp.Diff(words, then(words)); diff != "" {
		t.Error(diff)
	}
	later := words
	later.LastRound, later.Round = 5, 5
	if got := then(later); got.Numbers != nil || got.Label != scoring.OpenGap {
		t.Errorf("numbers of an earlier week: %+v", got)
	}
	for _, status := range []scoring.Status{scoring.Held, scoring.NotEnough} {
		d := words
		d.Status, d.LastRound, d.Need = status, 5, [2]int{1, 2}
		if diff := cmp.Diff(scoring.Disclosure{Status: status, LastRound: 5}, then(d)); diff != "" {
			t.Errorf("%s: %s", status, diff)
		}
	}
}

// What was said of the outcome and the status stands beside the check-in after which it
// was, the latest of each; what is older than all of them stands nowhere.
func TestBeside(t *testing.T) {
	weeks := []HistoryWeek{{Date: "2026-03-17"}, {Date: "2026-03-10", Skipped: ReasonDowntime}, {Date: "2026-03-03"}}
	b := FigureBook{
		Actuals: []Actual{{Value: "60 %", On: "2026-03-02", By: "ben"}, {Value: "61 %", On: "2026-03-03", By: "ben"}, {Value: "62 %", On: "2026-03-09", By: "ben"}, {Value: "66 %", On: "2026-03-25", From: "jira"}},
		Health:  []Health{{Color: Green, On: "2026-03-10", By: "may"}, {Color: Red, On: "2026-03-16", By: "may"}},
	}
	b.beside(weeks)
	want := []HistoryWeek{
		{Date: "2026-03-17", Actual: &Figure{Value: "66 %", On: "2026-03-25"}},
		{Date: "2026-03-10", Skipped: ReasonDowntime, Health: &HealthSaid{Color: Red, On: "2026-03-16"}},
		{Date: "2026-03-03", Actual: &Figure{Value: "62 %", On: "2026-03-09"}},
	}
	if diff := cmp.Diff(want, weeks); diff != "" {
		t.Error(diff)
	}
}

func TestCandidates(t *testing.T) {
	weeks := func(n int) (past []RoundID) {
		for w := range n {
			past = append(past, RoundIDOf("crm", Date("2026-01-06").AddDays(7*w)))
		}
		return past
	}
	for _, tt := range []struct {
		past  []RoundID
		today Date
		first RoundID
		n     int
	}{
		{nil, "2026-03-03", "crm@2026-01-07", 56},
		{weeks(3), "2026-01-20", "crm@2025-11-26", 56},  // skipped ones before the first result count
		{weeks(8), "2026-02-25", "crm@2026-01-06", 51},  // as far back as the eighth
		{weeks(20), "2026-05-20", "crm@2026-03-31", 51}, // not farther
		{weeks(1), "2026-12-31", "crm@2026-01-06", 360}, // nor short of it, when the cadence is slow
		{weeks(1), "2028-01-01", "crm@2027-01-01", 366}, // nor for ever
	} {
		got := candidates("crm", tt.past, tt.today)
		if len(got) != tt.n || got[0] != RoundIDOf("crm", tt.today) || got[len(got)-1] != tt.first {
			t.Errorf("%d results, %s: %d days, %s to %s", len(tt.past), tt.today, len(got), got[0], got[len(got)-1])
		}
	}
}

// TestTurnout: a named side is not counted, and numbers are those that were told.
func TestTurnout(t *testing.T) {
	rec := func(need, heard, of, numbersOf, last int) Record {
		r := Record{Said: scoring.Disclosure{Status: scoring.OK, LastRound: last, Need: [2]int{scoring.Biz: need}}}
		if heard > 0 {
			r.Said.Numbers = &scoring.Numbers{Round: numbersOf, Heard: [2]int{scoring.Biz: heard}, Leads: [2]int{scoring.Biz: of}}
		}
		return r
	}
	week := func(n int, mode scoring.Mode, records ...Record) scoredRound {
		return scoredRound{Round{ID: RoundIDOf("crm", Date("2026-03-03").AddDays(7*n)), Mode: [2]scoring.Mode{scoring.Biz: mode}}, records}
	}
	c := scoring.Confidential
	for name, tt := range map[string]struct {
		past []scoredRound
		want Turnout
	}{
		"nothing yet":                {nil, Turnout{}},
		"a named side":               {[]scoredRound{week(0, scoring.Named, rec(0, 0, 0, 0, 1))}, Turnout{}},
		"words only":                 {[]scoredRound{week(0, c, rec(0, 0, 0, 0, 1)), week(1, c, rec(1, 0, 0, 0, 2))}, Turnout{Of: 2, Enough: 1}},
		"enough for one of two only": {[]scoredRound{week(0, c, rec(0, 0, 0, 0, 1), rec(2, 0, 0, 0, 1))}, Turnout{Of: 1}},
		"the newest numbers, and the most of them": {
			[]scoredRound{week(0, c, rec(0, 6, 6, 1, 1)), week(1, c, rec(0, 4, 6, 2, 2), rec(0, 5, 6, 2, 2))}, Turnout{Of: 2, Enough: 2, Heard: 5, Roster: 6, HeardOn: "2026-03-10"},
		},
		"repeated numbers stay where they were": {
			[]scoredRound{week(0, c, rec(0, 6, 6, 1, 1)), week(1, c, rec(0, 6, 6, 1, 2))}, Turnout{Of: 2, Enough: 2, Heard: 6, Roster: 6, HeardOn: "2026-03-03"},
		},
	} {
		if diff := cmp.Diff(tt.want, turnout(scoring.Biz, tt.past)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestConfirmations(t *testing.T) {
	i := Initiative{Leads: [2][]PersonID{scoring.IT: {"ana", "zoe", "both"}, scoring.Biz: {"ben", "both"}}}
	got := confirmations(i, []Person{{ID: "both", Name: "Bo"}, {ID: "ben", Name: "Ben"}, {ID: "zoe", Name: "Zoe"}, {ID: "left", Name: "Left"}, {ID: "ana", Name: "Ana"}})
	want := []Confirmation{{"Ana", [2]bool{true, false}}, {"Zoe", [2]bool{true, false}}, {"Ben", [2]bool{false, true}}, {"Bo", [2]bool{true, true}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
