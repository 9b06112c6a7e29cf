package checkins

import (
	"strings"
	"testing"
)

// On Wednesday 4 March 2026.
var whens = map[string]string{
	"2026-03-31": "2026-03-31", "2026-3-5": "2026-03-05", "2026/03/31": "2026-03-31", "2026.3.31": "2026-03-31",
	"31.3.": "2026-03-31", "31.3": "2026-03-31", "31.03.2026": "2026-03-31", "31. 3. 2026": "2026-03-31", "31.3.26": "2026-03-31", "4.3.": "2026-03-04",
	"31 March": "2026-03-31", "March 31": "2026-03-31", "31 mar 2026": "2026-03-31", "Mar. 31, 2026": "2026-03-31", "31st of March": "2026-03-31",
	"march 31st": "2026-03-31", "31. March": "2026-03-31", "31march": "error:cannot be read", "1 may": "2026-05-01", "3 sept": "2026-09-03",
	"2 January": "error:2027-01-02", "2 January 2027": "2027-01-02", "until 31 March": "2026-03-31", "  TILL   Friday ": "2026-03-06",
	"4 September": "2026-09-04", "3 March 2027": "2027-03-03", "4 March 2027": "2027-03-04",
	"today": "2026-03-04", "tomorrow": "2026-03-05", "Friday": "2026-03-06", "fri": "2026-03-06", "fri.": "2026-03-06", "wednesday": "2026-03-11", "tue": "2026-03-10",
	"thurs": "2026-03-05", "sunday": "2026-03-08", "monday": "2026-03-09", "next week": "2026-03-09",
	"in 2 weeks": "2026-03-18", "2 weeks": "2026-03-18", "a week": "2026-03-11", "in one month": "2026-04-04", "3 days": "2026-03-07", "12 months": "2027-03-04",

	"31. März": "2026-03-31", "bis 31. märz 2026": "2026-03-31", "heute": "2026-03-04", "Morgen": "2026-03-05", "bis Freitag": "2026-03-06", "Nächste Woche": "2026-03-09",
	"in zwei Wochen": "2026-03-18", "in einem Monat": "2026-04-04", "3. Mai": "2026-05-03", "1. Dez. 2026": "2026-12-01", "nächsten freitag": "error:friday for the first",

	"3/31": "error:day first or month first", "31/3": "error:day first or month first", "3/4/2026": "error:day first or month first", "3-4": "error:day first",
	"next friday": "error:friday for the first", "next month": "error:cannot be read", "2026-02-30": "error:no 2026-02-30", "30 feb": "error:no 2026-02-30",
	"29 feb": "error:no 2026-02-29", "2026-03-03": "error:in the past", "1.3.": "error:write 2027-03-01", "3 March": "error:in the past",
	"2027-03-05": "error:more than a year", "13 months": "error:more than a year", "999 weeks": "error:more than a year", "1.1.1999": "error:in the past",
	"": "error:cannot be read", "until": "error:cannot be read", "soon": "error:cannot be read", "f": "error:cannot be read", "fr": "error:cannot be read",
	"31": "error:cannot be read", "march": "error:cannot be read", "31 mars": "error:cannot be read", "32.1.": "error:there is no", "0.0.": "error:there is no",
	"2026-13-01": "error:there is no", "99999999999 days": "error:cannot be read", "-1 days": "error:cannot be read", "0 days": "2026-03-04",
	"31 March; drop table": "error:cannot be read", "<!channel>": "error:cannot be read", "\xff\xfe": "error:cannot be read", "２０２６-03-31": "error:cannot be read",
}

func TestParseWhen(t *testing.T) {
	for text, want := range whens {
		checkWhen(t, text, "2026-03-04", want)
	}
	for _, c := range []struct {
		text  string
		today Date
		want  string
	}{
		{"15 January", "2026-11-20", "2027-01-15"},
		{"31.12.", "2026-12-31", "2026-12-31"},
		{"1.1.", "2026-12-31", "2027-01-01"},
		{"29 feb", "2027-12-01", "2028-02-29"},
		{"29 feb", "2028-03-01", "error:in the past"},
		{"29 feb", "2028-02-29", "2028-02-29"},
		{"in a month", "2026-01-31", "2026-02-28"},
		{"one month", "2026-12-31", "2027-01-31"},
		{"next week", "2026-12-28", "2027-01-04"},
		{"next week", "2026-03-08", "2026-03-09"},
		{"monday", "2026-12-28", "2027-01-04"},
		{"2029-02-28", "2028-02-29", "2029-02-28"},
		{"friday", "today", "error:is no date"},
		{strings.Repeat("9", 1<<20), "2026-03-04", "error:longer than"},
	} {
		checkWhen(t, c.text, c.today, c.want)
	}
}

func checkWhen(t *testing.T, text string, today Date, want string) {
	t.Helper()
	got, err := ParseWhen(text, today)
	says, wantError := strings.CutPrefix(want, "error:")
	switch {
	case wantError && (err == nil || !strings.Contains(err.Error(), says) || got != ""):
		t.Errorf("%.60q on %s: got %q, %v, want an error about %q", text, today, got, err, says)
	case !wantError && (err != nil || string(got) != want):
		t.Errorf("%.60q on %s: got %q, %v, want %s", text, today, got, err, want)
	}
}

func FuzzParseWhen(f *testing.F) {
	for text := range whens {
		f.Add(text, "2026-03-04")
	}
	f.Add("in 6 months", "2024-02-29")
	f.Add("tomorrow", "9999-12-31")
	f.Add("1.1.", "0001-01-01")
	f.Fuzz(func(t *testing.T, text, today string) {
		d, err := ParseWhen(text, Date(today))
		switch {
		case err != nil && (d != "" || len(err.Error()) > 600):
			t.Fatalf("%q on %q: %q and %v", text, today, d, err)
		case err == nil && (!d.Valid() || d < Date(today) || d > Date(today).AddDays(366)):
			t.Fatalf("%q on %q: %q", text, today, d)
		}
	})
}
