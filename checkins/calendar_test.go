package checkins

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWorks(t *testing.T) {
	for name, c := range map[string]struct {
		person Person
		org    string
		date   Date
		want   bool
	}{
		"Tuesday":                   {Person{}, "", "2026-03-03", true},
		"Saturday":                  {Person{}, "", "2026-03-07", false},
		"own week, Sunday":          {Person{Workdays: []time.Weekday{time.Sunday, time.Monday}}, "", "2026-03-08", true},
		"own week, Tuesday":         {Person{Workdays: []time.Weekday{time.Sunday, time.Monday}}, "", "2026-03-03", false},
		"Easter Monday in Germany":  {Person{Country: "DE"}, "", "2026-04-06", false},
		"Easter Monday in the US":   {Person{Country: "US"}, "", "2026-04-06", true},
		"the org's country":         {Person{}, "DE", "2026-04-06", false},
		"one of the org's":          {Person{}, "US DE", "2026-04-06", false},
		"own country before org's":  {Person{Country: "US"}, "DE", "2026-04-06", true},
		"unknown country":           {Person{Country: "XX"}, "DE", "2026-04-06", true},
		"4 July kept on Friday":     {Person{Country: "US"}, "", "2026-07-03", false},
		"new year kept in December": {Person{Country: "US"}, "", "2021-12-31", false},
		"boxing day kept on Monday": {Person{Country: "GB"}, "", "2026-12-28", false},
		"Christmas Eve in Poland":   {Person{Country: "PL"}, "", "2026-12-24", false},
		"before it was one":         {Person{Country: "PL"}, "", "2024-12-24", true},
		"St Francis in Italy":       {Person{Country: "IT", Workdays: []time.Weekday{time.Sunday}}, "", "2026-10-04", false},
		"Danish prayer day is gone": {Person{Country: "DK"}, "", "2026-05-01", true},
		"Finnish midsummer eve":     {Person{Country: "FI"}, "", "2026-06-19", false},
		"Finnish independence":      {Person{Country: "FI"}, "", "2027-12-06", false},
		"Luxembourg, Europe Day":    {Person{Country: "LU"}, "", "2025-05-09", false},
		"Portugal, 25 April":        {Person{Country: "PT"}, "", "2025-04-25", false},
		"Portugal, Easter Monday":   {Person{Country: "PT"}, "", "2026-04-06", true},
		"Australia, ANZAC Day":      {Person{Country: "AU"}, "", "2025-04-25", false},
		"away":                      {Person{AwayTo: "2026-03-03"}, "", "2026-03-03", false},
		"back":                      {Person{AwayTo: "2026-03-02"}, "", "2026-03-03", true},
		"not away yet":              {Person{AwayFrom: "2026-03-04", AwayTo: "2026-03-10"}, "", "2026-03-03", true},
		"no date":                   {Person{}, "", "2026-02-30", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.person.Works(c.date, strings.Fields(c.org)); got != c.want {
				t.Fatalf("got %v", got)
			}
		})
	}
}

func TestCountries(t *testing.T) {
	for _, code := range strings.Fields("DE AT CH FR IT ES NL BE LU DK SE NO FI PL CZ PT IE GB US CA AU NZ JP BR ZA") {
		if !KnownCountry(code) {
			t.Errorf("%s is not known", code)
		}
	}
	for _, code := range []string{"", "de", "UK", "DEU", "XX", "D"} {
		if KnownCountry(code) {
			t.Errorf("%q is known", code)
		}
	}
	for _, code := range Countries() {
		// Nobody has fewer than six days off a year, or more than 30.
		days := 0
		for d := Date("2026-01-01"); d < "2027-01-01"; d = d.AddDays(1) {
			if holiday(d, code) {
				days++
			}
		}
		if days < 6 || days > 30 || !holiday("2026-01-01", code) {
			t.Errorf("%s: %d holidays", code, days)
		}
	}
}

// round is the default round of Tuesday 3 March 2026, 10:00 in Berlin, with
// another date and window where given.
func round(t testing.TB, d Date, window time.Duration) Planned {
	t.Helper()
	p := weekly()
	p.Cadence, p.Window = "0 10 * * *", window
	pl, ok := p.On(d)
	if !ok {
		t.Fatal(d)
	}
	return pl
}

const local = "2006-01-02 15:04"

func TestAskAt(t *testing.T) {
	berlin := Person{Zone: "Europe/Berlin"}
	for name, c := range map[string]struct {
		person Person
		date   Date
		window time.Duration
		minute int
		want   string // local, "" for not on the roster
	}{
		"in the pulse's zone":         {berlin, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 10:00"},
		"New York":                    {Person{Zone: "America/New_York"}, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 10:00"},
		"Los Angeles":                 {Person{Zone: "America/Los_Angeles"}, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 10:00"},
		"Tokyo: the evening":          {Person{Zone: "Asia/Tokyo"}, "2026-03-03", 72 * time.Hour, 600, "2026-03-04 10:00"},
		"Dubai: an hour gone":         {Person{Zone: "Asia/Dubai"}, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 13:00"},
		"Auckland: the next date":     {Person{Zone: "Pacific/Auckland"}, "2026-03-03", 72 * time.Hour, 600, "2026-03-04 10:00"},
		"own hour":                    {Person{Zone: "Europe/Berlin", AskAt: 14 * 60}, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 14:00"},
		"own hour before the pulse's": {Person{Zone: "Europe/Berlin", AskAt: 9 * 60}, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 10:00"},
		"own hour, holiday first":     {Person{Zone: "Europe/Berlin", AskAt: 14 * 60, AwayTo: "2026-03-03"}, "2026-03-03", 72 * time.Hour, 600, "2026-03-04 14:00"},
		"before hours":                {berlin, "2026-03-03", 72 * time.Hour, 7 * 60, "2026-03-03 10:00"},
		"before hours, next day":      {Person{Zone: "Asia/Tokyo"}, "2026-03-03", 72 * time.Hour, 7 * 60, "2026-03-04 09:00"},
		"after hours":                 {berlin, "2026-03-03", 72 * time.Hour, 18 * 60, "2026-03-04 09:00"},
		"after hours, night before":   {Person{Zone: "Asia/Tokyo", From: 19 * 60, To: 22 * 60}, "2026-03-03", 72 * time.Hour, 23 * 60, "2026-03-03 19:00"},
		"at the end of hours":         {berlin, "2026-03-03", 72 * time.Hour, 17 * 60, "2026-03-04 09:00"},
		"just before the end":         {berlin, "2026-03-03", 72 * time.Hour, 17*60 - 1, "2026-03-03 16:59"},
		"late worker":                 {Person{Zone: "Europe/Berlin", From: 13 * 60, To: 21 * 60}, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 13:00"},
		"hours that make no day":      {Person{Zone: "Europe/Berlin", From: 900, To: 60}, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 10:00"},
		"Saturday":                    {berlin, "2026-03-07", 72 * time.Hour, 600, "2026-03-09 10:00"},
		"Saturday, short window":      {berlin, "2026-03-07", 40 * time.Hour, 600, ""},
		"Saturday to Monday 10:00":    {berlin, "2026-03-07", 48 * time.Hour, 600, "2026-03-09 09:00"},
		"Easter":                      {Person{Zone: "Europe/Berlin", Country: "DE"}, "2026-04-03", 96*time.Hour + 1, 600, "2026-04-07 10:00"},
		"Easter, elsewhere":           {Person{Zone: "Europe/Berlin", Country: "US"}, "2026-04-06", 72 * time.Hour, 600, "2026-04-06 10:00"},
		"Easter, in the window":       {Person{Zone: "Europe/Berlin", Country: "DE"}, "2026-04-03", 72 * time.Hour, 600, ""},
		"holiday of the other zone":   {Person{Zone: "America/New_York", Country: "US"}, "2026-07-03", 96 * time.Hour, 600, "2026-07-06 10:00"},
		"holiday where date differs":  {Person{Zone: "Asia/Tokyo", Country: "JP"}, "2026-04-28", 72 * time.Hour, 600, "2026-04-30 10:00"},
		"away for all of it":          {Person{Zone: "Europe/Berlin", AwayTo: "2026-03-06"}, "2026-03-03", 72 * time.Hour, 600, ""},
		"back on the last morning":    {Person{Zone: "Europe/Berlin", AwayTo: "2026-03-05"}, "2026-03-03", 72 * time.Hour, 600, "2026-03-06 09:00"},
		"hour after the close":        {berlin, "2026-03-03", 4 * time.Hour, 15 * 60, "2026-03-03 10:00"},
		"unknown zone is UTC":         {Person{Zone: "Europe/Bern"}, "2026-03-03", 72 * time.Hour, 600, "2026-03-03 10:00"},
		"clocks change meanwhile":     {Person{Zone: "America/New_York"}, "2026-03-07", 72 * time.Hour, 600, "2026-03-09 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			pl := round(t, c.date, c.window)
			got, d, ok := AskAt(c.person, nil, pl, c.minute)
			switch {
			case ok != (c.want != ""):
				t.Fatalf("got %v %v", got, ok)
			case ok && (got.In(c.person.Location()).Format(local) != c.want || d != Date(c.want[:10])):
				t.Fatalf("got %v on %s", got.In(c.person.Location()), d)
			}
		})
	}
}

func TestNudgeAt(t *testing.T) {
	berlin := Person{Zone: "Europe/Berlin"}
	for name, c := range map[string]struct {
		person      Person
		date        Date
		window      time.Duration
		first, last string // local, "" for none
	}{
		"default":               {berlin, "2026-03-03", 72 * time.Hour, "2026-03-05 09:00", ""},
		"half-way at work":      {berlin, "2026-03-03", 48 * time.Hour, "2026-03-04 10:00", ""},
		"a longer window":       {berlin, "2026-03-02", 5 * 24 * time.Hour, "2026-03-05 09:00", "2026-03-06 09:00"},
		"close at noon":         {berlin, "2026-03-03", 74 * time.Hour, "2026-03-05 09:00", "2026-03-06 09:00"},
		"two hours to spare":    {Person{Zone: "Europe/Berlin", From: 8 * 60, To: 17 * 60}, "2026-03-03", 72 * time.Hour, "2026-03-05 08:00", "2026-03-06 08:00"},
		"a minute less":         {Person{Zone: "Europe/Berlin", From: 8*60 + 1, To: 17 * 60}, "2026-03-03", 72 * time.Hour, "2026-03-05 08:01", ""},
		"New York":              {Person{Zone: "America/New_York"}, "2026-03-03", 72 * time.Hour, "2026-03-04 16:00", "2026-03-05 09:00"},
		"over a weekend":        {berlin, "2026-03-05", 6 * 24 * time.Hour, "2026-03-09 09:00", "2026-03-10 09:00"},
		"one day":               {berlin, "2026-03-03", 20 * time.Hour, "", ""},
		"asked on the last day": {Person{Zone: "Europe/Berlin", AwayTo: "2026-03-05"}, "2026-03-03", 72 * time.Hour, "", ""},
		"asked after half-way":  {Person{Zone: "Europe/Berlin", AwayTo: "2026-03-04"}, "2026-03-03", 95 * time.Hour, "2026-03-06 09:00", ""},
		"holiday in between":    {Person{Zone: "Europe/Berlin", Country: "DE"}, "2026-04-30", 6 * 24 * time.Hour, "2026-05-04 09:00", "2026-05-05 09:00"},
		"away after the ask":    {Person{Zone: "Europe/Berlin", AwayFrom: "2026-03-04", AwayTo: "2026-03-09"}, "2026-03-03", 72 * time.Hour, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			pl := round(t, c.date, c.window)
			asked, _, ok := AskAt(c.person, nil, pl, 600)
			if !ok {
				t.Fatal("not asked")
			}
			say := func(at time.Time, d Date, ok bool) string {
				if !ok {
					return ""
				}
				s := at.In(c.person.Location()).Format(local)
				if string(d) != s[:10] {
					t.Errorf("%s stands for %s", d, s)
				}
				return s
			}
			first, d, ok := NudgeAt(c.person, nil, pl, asked)
			if got := say(first, d, ok); got != c.first {
				t.Errorf("first: got %q, want %q", got, c.first)
			}
			if ok {
				if got := say(LastNudgeAt(c.person, nil, pl, first)); got != c.last {
					t.Errorf("last: got %q, want %q", got, c.last)
				}
			}
		})
	}
}

func TestRemindAt(t *testing.T) {
	berlin := Person{Zone: "Europe/Berlin"}
	for name, c := range map[string]struct {
		person   Person
		now      string // in Berlin; the round closes on Friday 6 March at 10:00
		tomorrow bool
		want     string
	}{
		"in an hour":            {berlin, "2026-03-03 10:05", false, "2026-03-03 11:05"},
		"in an hour, at night":  {berlin, "2026-03-03 23:30", false, "2026-03-04 00:30"},
		"in an hour, closed":    {berlin, "2026-03-06 09:00", false, ""},
		"just in time":          {berlin, "2026-03-06 08:59", false, "2026-03-06 09:59"},
		"tomorrow":              {berlin, "2026-03-03 16:00", true, "2026-03-04 10:00"},
		"tomorrow, at night":    {berlin, "2026-03-04 00:30", true, "2026-03-05 10:00"},
		"own hour":              {Person{Zone: "Europe/Berlin", AskAt: 9 * 60}, "2026-03-05 16:00", true, "2026-03-06 09:00"},
		"hour after work":       {Person{Zone: "Europe/Berlin", AskAt: 20 * 60}, "2026-03-03 16:00", true, "2026-03-04 09:00"},
		"tomorrow at the close": {berlin, "2026-03-05 16:00", true, ""},
		"a day off tomorrow":    {Person{Zone: "Europe/Berlin", Workdays: []time.Weekday{2, 4}}, "2026-03-03 16:00", true, "2026-03-05 10:00"},
		"no day left":           {Person{Zone: "Europe/Berlin", Workdays: []time.Weekday{2}}, "2026-03-03 16:00", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			loc := zone(t, "Europe/Berlin")
			now, err := time.ParseInLocation(local, c.now, loc)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := RemindAt(c.person, nil, now, round(t, "2026-03-03", 72*time.Hour).Closes, c.tomorrow, 600)
			if ok != (c.want != "") || ok && got.In(loc).Format(local) != c.want {
				t.Fatalf("got %v %v", got, ok)
			}
		})
	}
}

// Whatever the zones, hours, holidays and windows: an ask comes within the window
// in working hours, and a nudge on a later date in working hours, at least two
// hours before the close. Nobody who works in the window is left out.
func TestLettersComeAtWork(t *testing.T) {
	names := zones(t)
	slices.Sort(names)
	countries := append(Countries(), "")
	rapid.Check(t, func(t *rapid.T) {
		pulse := weekly()
		pulse.Zone = rapid.SampledFrom(names).Draw(t, "pulse zone")
		pulse.Cadence = "0 10 * * *"
		pulse.Window = time.Duration(rapid.IntRange(1, 24*14).Draw(t, "window")) * time.Hour
		pl, ok := pulse.Next(Date("2026-01-01").AddDays(rapid.IntRange(0, 3000).Draw(t, "day")))
		if !ok {
			t.Fatal("no round")
		}
		p := Person{
			Zone:    rapid.SampledFrom(names).Draw(t, "zone"),
			Country: rapid.SampledFrom(countries).Draw(t, "country"),
			AskAt:   rapid.SampledFrom([]int{0, 0, 1, 420, 540, 720, 1020, 1439}).Draw(t, "own hour"),
		}
		if rapid.Bool().Draw(t, "own hours") {
			p.From = rapid.IntRange(0, 1380).Draw(t, "from")
			p.To = rapid.IntRange(p.From+1, 1440).Draw(t, "to")
		}
		for w := time.Sunday; w <= time.Saturday; w++ {
			if rapid.Bool().Draw(t, "works") {
				p.Workdays = append(p.Workdays, w)
			}
		}
		org := []string{rapid.SampledFrom(countries).Draw(t, "org")}
		asked, d, ok := AskAt(p, org, pl, rapid.IntRange(0, 1439).Draw(t, "hour"))
		if !ok {
			for at := pl.Opens; at.Before(pl.Closes); at = at.Add(7 * time.Minute) {
				if atWork(p, org, at) {
					t.Fatalf("works at %v and is not asked", at.In(p.Location()))
				}
			}
			return
		}
		check := func(what string, at time.Time, d Date, from, to time.Time) {
			if at.Before(from) || !at.Before(to) || !atWork(p, org, at) || d != DateOf(at.In(p.Location())) {
				t.Fatalf("%s at %v (%s), window %v to %v", what, at.In(p.Location()), d, pl.Opens, pl.Closes)
			}
		}
		check("asked", asked, d, pl.Opens, pl.Closes)
		latest := pl.Closes.Add(-2*time.Hour + 1)
		nudged, n, ok := NudgeAt(p, org, pl, asked)
		if !ok {
			return
		}
		check("nudged", nudged, n, pl.Opens.Add(pl.Closes.Sub(pl.Opens)/2), latest)
		if n <= d {
			t.Fatalf("nudged on %s, asked on %s", n, d)
		}
		if again, l, ok := LastNudgeAt(p, org, pl, nudged); ok {
			check("nudged again", again, l, nudged, latest)
			if l <= n {
				t.Fatalf("nudged on %s and on %s", n, l)
			}
		}
	})
}

// atWork says the plain way whether somebody works at an instant.
func atWork(p Person, org []string, at time.Time) bool {
	at = at.In(p.Location())
	from, to := p.Hours()
	minute := at.Hour()*60 + at.Minute()
	return p.Works(DateOf(at), org) && minute >= from && minute < to
}
