package checkins

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/scoring"
)

// weekly is the pulse of the product's defaults: Tuesdays at 10:00 for 72 hours.
func weekly() Pulse {
	return Pulse{
		Cadence: "0 10 * * 2", Zone: "Europe/Berlin", Window: DefaultWindow,
		Dimensions: []scoring.Dimension{Value, PriorityDim, Delivery, Feasibility, PromisesIT, PromisesBiz},
	}
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Pulse)
		want   string // part of the error, "" for none
	}{
		"default":            {func(p *Pulse) {}, ""},
		"word for Sunday":    {func(p *Pulse) { p.Cadence = "0 10 * * SUN" }, ""},
		"29 February":        {func(p *Pulse) { p.Cadence = "0 10 29 2 *" }, ""},
		"daily for a day":    {func(p *Pulse) { p.Cadence, p.Window = "0 10 * * *", 22*time.Hour }, ""},
		"every 2":            {func(p *Pulse) { p.Every, p.Anchor = 2, "2026-03-03" }, ""},
		"every 2, 12 days":   {func(p *Pulse) { p.Every, p.Anchor, p.Window = 2, "2026-03-03", 12*24*time.Hour }, ""},
		"every dimension":    {func(p *Pulse) { p.Dimensions = Dimensions() }, ""},
		"eager":              {func(p *Pulse) { p.Preset = "eager" }, ""},
		"7":                  {func(p *Pulse) { p.Cadence = "0 10 * * 7" }, "Sunday is 0"},
		"1-7":                {func(p *Pulse) { p.Cadence = "0 10 * * 1-7" }, "Sunday is 0"},
		"30 February":        {func(p *Pulse) { p.Cadence = "0 10 30 2 *" }, "does not fire"},
		"two hours":          {func(p *Pulse) { p.Cadence = "0 10,14 * * 2" }, "more than once a day"},
		"every hour":         {func(p *Pulse) { p.Cadence = "0 * * * 2" }, "more than once a day"},
		"every minute":       {func(p *Pulse) { p.Cadence = "* 10 * * 2" }, "more than once a day"},
		"only once":          {func(p *Pulse) { p.Cadence, p.Every, p.Anchor = "0 10 29 2 *", 52, "2024-02-26" }, "does not fire"},
		"six fields":         {func(p *Pulse) { p.Cadence = "0 0 10 * * 2" }, "seconds"},
		"window as interval": {func(p *Pulse) { p.Window = 7 * 24 * time.Hour }, "window"},
		"clocks change":      {func(p *Pulse) { p.Window = 7*24*time.Hour - time.Hour }, "may open after 167h"},
		"two days a week":    {func(p *Pulse) { p.Cadence = "0 10 * * 2,4" }, "window"},
		"day or weekday":     {func(p *Pulse) { p.Cadence, p.Window = "0 10 29 2 1", 30*time.Hour }, "may open after 24h"},
		"no window":          {func(p *Pulse) { p.Window = 0 }, "72h"},
		"window below zero":  {func(p *Pulse) { p.Window = -1 }, "72h"},
		"every below zero":   {func(p *Pulse) { p.Every = -1 }, "every -1"},
		"every too long":     {func(p *Pulse) { p.Every = 53 }, "every 53"},
		"no anchor":          {func(p *Pulse) { p.Every = 2 }, "anchor: missing"},
		"bad anchor":         {func(p *Pulse) { p.Every, p.Anchor = 2, "2026-02-29" }, "anchor"},
		"anchor far off":     {func(p *Pulse) { p.Every, p.Anchor = 2, "9999-12-31" }, "anchor"},
		"no zone":            {func(p *Pulse) { p.Zone = "" }, "Europe/Berlin"},
		"machine's zone":     {func(p *Pulse) { p.Zone = "Local" }, "Europe/Berlin"},
		"unknown zone":       {func(p *Pulse) { p.Zone = "Europe/Bern" }, "not known"},
		"path as zone":       {func(p *Pulse) { p.Zone = "../../etc/passwd" }, "not known"},
		"preset":             {func(p *Pulse) { p.Preset = "loud" }, "calm, normal or eager"},
		"no dimension":       {func(p *Pulse) { p.Dimensions = nil }, "at least one of value"},
		"unknown dimension":  {func(p *Pulse) { p.Dimensions = []scoring.Dimension{Value, "mood"} }, "mood"},
		"twice":              {func(p *Pulse) { p.Dimensions = []scoring.Dimension{Value, Value} }, "twice"},
	} {
		t.Run(name, func(t *testing.T) {
			p := weekly()
			c.change(&p)
			err := p.Check()
			switch {
			case c.want == "" && err != nil:
				t.Fatal(err)
			case c.want != "" && err == nil:
				t.Fatalf("passed, want %q", c.want)
			case c.want != "" && !strings.Contains(err.Error(), c.want):
				t.Fatalf("%q does not say %q", err, c.want)
			}
		})
	}
	// Everything that is wrong is said at once.
	err := Pulse{Cadence: "x", Every: 60, Zone: "x", Preset: "x"}.Check()
	for _, field := range []string{"cadence", "every", "zone", "window", "preset", "dimensions"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%v does not name %s", err, field)
		}
	}
}

var hostile = []string{
	"", " ", "TZ=0", "TZ=", "TZ=UTC", "TZ=UTC 0 10 * * 2", "CRON_TZ=Europe/Berlin 0 10 * * 2", "CRON_TZ=", " TZ=0", "TZ=0\t0 10 * * 2",
	"@every 0s", "@every -1h", "@every 1h", "@weekly", "@", "@reboot", "* * * * * *", "* * * * *", "0 10 * *", "0 10 * * 2 x",
	"0 10 * * 7", "0 10 * * 0-7", "0 10 * * 2#1", "0 10 L * *", "0 10 15W * *", "0 24 * * 2", "60 10 * * 2", "-1 10 * * 2",
	"0 10 * * */0", "0/0 10 * * 2", "0 10 32 * *", "0 10 0 * *", "0 10 * 13 *", "0 10 30 2 *", "0 10 31 4,6,9,11 *",
	"0 10 * * 99999999999999999999", "0 10 * * 2-1", "0 10 * * ,", "0 10 * * -", "0 10 * * /", "0 10 * * 2/2/2", "0 10 * * 1-2-3",
	"0\x0010 * * 2", "0 10 * * 2\n0 11 * * 2", "0\u00a010 * * 2", "0 10 * * ２", "\xff\xfe", "<!channel>", "$(reboot)",
	strings.Repeat("*", 1<<20), strings.Repeat("0 ", 1<<19), strings.Repeat("1,", 1<<19) + " 10 * * 2",
}

func TestHostileCadence(t *testing.T) {
	for _, text := range hostile {
		p := weekly()
		p.Cadence = text
		err := p.Check()
		if err == nil || !strings.Contains(err.Error(), "cadence") {
			t.Errorf("%.60q: got %v", text, err)
			continue
		}
		if len(err.Error()) > 700 {
			t.Errorf("%.60q: %d bytes of error", text, len(err.Error()))
		}
		p.Next("2026-01-01")
		p.On("2026-01-01")
		p.Minute("2026-01-01")
		p.Between(time.Unix(0, 0), time.Unix(1, 0))
	}
}

func FuzzCadence(f *testing.F) {
	for _, text := range append(hostile, "0 10 * * 2", "0 10 29 2 *", "30 2 * * *", "0 10 1-7 * 1", "*/60 10 */2 * *") {
		f.Add(text, 0, "2026-03-03")
	}
	f.Add("0 10 * * 2", 2, "2026-03-03")
	f.Add("0 10 29 2 *", 52, "2024-02-26")
	f.Fuzz(func(t *testing.T, text string, every int, anchor string) {
		p := weekly()
		p.Cadence, p.Window, p.Every, p.Anchor = text, time.Hour, every, Date(anchor)
		err := p.Check()
		pl, ok := p.Next("2026-01-01")
		if err != nil {
			return
		}
		if !ok || pl.Date <= "2026-01-01" || !pl.Opens.Before(pl.Closes) {
			t.Fatalf("%q every %d from %q passed: %v %v", text, every, anchor, pl, ok)
		}
		if again, ok := p.On(pl.Date); !ok || again.Date != pl.Date || !again.Opens.Equal(pl.Opens) {
			t.Fatalf("%q: On(%s) = %v %v", text, pl.Date, again, ok)
		}
		if next, ok := p.Next(pl.Date); ok && !next.Opens.After(pl.Closes) {
			t.Fatalf("%q: %v opens before %v closes", text, next, pl)
		}
	})
}

func dates(p Pulse, after Date, n int) string {
	var ds []string
	for range n {
		pl, ok := p.Next(after)
		if !ok {
			ds = append(ds, "none")
			break
		}
		ds = append(ds, string(pl.Date))
		after = pl.Date
	}
	return strings.Join(ds, " ")
}

func TestNext(t *testing.T) {
	for _, c := range []struct {
		cadence string
		every   int
		anchor  Date
		after   Date
		want    string
	}{
		{"0 10 * * 2", 0, "", "2026-03-02", "2026-03-03 2026-03-10"},
		{"0 10 * * 2", 0, "", "2026-03-03", "2026-03-10 2026-03-17"},
		{"0 10 * * 2", 1, "", "2026-03-02", "2026-03-03 2026-03-10"},
		{"0 10 * * 2", 1, "2030-01-01", "2026-03-02", "2026-03-03 2026-03-10"},
		{"0 10 * * TUE", 0, "", "2026-03-02", "2026-03-03 2026-03-10"},
		{"0 10 * * 0", 0, "", "2026-02-28", "2026-03-01 2026-03-08"},
		{"0 10 * * 1-5", 0, "", "2026-03-05", "2026-03-06 2026-03-09"},
		{"0 10 * * 2", 0, "", "2026-12-28", "2026-12-29 2027-01-05"},
		{"0 10 * * 5", 0, "", "2026-12-31", "2027-01-01 2027-01-08"},
		{"0 10 * * 4", 0, "", "2026-12-30", "2026-12-31 2027-01-07"},
		{"0 10 1 * *", 0, "", "2026-12-01", "2027-01-01 2027-02-01"},
		{"0 10 31 * *", 0, "", "2026-01-31", "2026-03-31 2026-05-31"},
		{"0 10 31 12 *", 0, "", "2026-01-31", "2026-12-31 2027-12-31"},
		{"0 10 29 2 *", 0, "", "2026-01-01", "2028-02-29 2032-02-29"},
		{"0 10 29 2 *", 0, "", "2028-02-29", "2032-02-29 2036-02-29"},
		{"0 10 29 * *", 0, "", "2027-01-29", "2027-03-29 2027-04-29"},
		{"0 10 29 * *", 0, "", "2028-01-29", "2028-02-29 2028-03-29"},
		{"0 10 29 2 2", 0, "", "2028-02-24", "2028-02-29 2029-02-06"},
		{"0 10 1-7 * 2", 0, "", "2026-03-03", "2026-03-04 2026-03-05"},
		{"30 2 * * *", 0, "", "2026-03-27", "2026-03-28 2026-03-29"},
		{"30 2 * * *", 0, "", "2026-03-28", "2026-03-29 2026-03-30"},
		{"30 2 * * *", 0, "", "2026-10-24", "2026-10-25 2026-10-26"},
		{"0 10 30 2 *", 0, "", "2026-01-01", "none"},
		{"nonsense", 0, "", "2026-01-01", "none"},
		// every second week
		{"0 10 * * 2", 2, "2026-03-03", "2026-03-01", "2026-03-03 2026-03-17"},
		{"0 10 * * 2", 2, "2026-03-03", "2026-03-03", "2026-03-17 2026-03-31"},
		{"0 10 * * 2", 2, "2026-03-03", "2026-03-10", "2026-03-17 2026-03-31"},
		{"0 10 * * 2", 2, "2026-03-02", "2026-03-01", "2026-03-03 2026-03-17"},
		{"0 10 * * 2", 2, "2026-03-08", "2026-03-01", "2026-03-03 2026-03-17"},
		{"0 10 * * 2", 2, "2026-03-09", "2026-03-01", "2026-03-10 2026-03-24"},
		{"0 10 * * 2", 2, "2026-03-03", "2025-01-01", "2026-03-03 2026-03-17"},
		{"0 10 * * 2", 2, "2026-03-03", "2026-12-15", "2026-12-22 2027-01-05"},
		{"0 10 * * 5", 2, "2026-12-21", "2026-12-01", "2026-12-25 2027-01-08"},
		{"0 10 * * 0", 2, "2026-12-28", "2026-12-27", "2027-01-03 2027-01-17"},
		{"0 10 * * 2", 2, "2020-12-29", "2020-12-28", "2020-12-29 2021-01-12"},
		{"0 10 * * 2,4", 2, "2026-03-03", "2026-03-01", "2026-03-03 2026-03-05 2026-03-17"},
		{"0 10 * * 1", 3, "2024-02-26", "2024-02-20", "2024-02-26 2024-03-18"},
		{"0 10 * * 4", 2, "2024-02-29", "2024-02-20", "2024-02-29 2024-03-14"},
		{"0 10 * * 2", 52, "2026-03-03", "2026-03-03", "2027-03-02 2028-02-29"},
		{"0 10 1 * *", 2, "2026-03-03", "2026-01-01", "2026-04-01 2026-05-01 2026-09-01"},
		{"0 10 29 2 *", 2, "2024-02-26", "2024-02-29", "none"},
		{"0 10 29 2 *", 3, "2024-02-26", "2024-02-29", "2032-02-29"},
	} {
		p := weekly()
		p.Cadence, p.Every, p.Anchor = c.cadence, c.every, c.anchor
		if got := dates(p, c.after, len(strings.Fields(c.want))); got != c.want {
			t.Errorf("%s every %d from %q after %s: got %s, want %s", c.cadence, c.every, c.anchor, c.after, got, c.want)
		}
	}
}

// The opening keeps its place on the clock when the clocks change, and comes once
// a date.
func TestOpensAcrossClocks(t *testing.T) {
	for zoneName, c := range map[string]struct {
		cadence string
		after   Date
		want    []string
	}{
		"Europe/Berlin":    {"0 10 * * 2", "2026-03-20", []string{"2026-03-24T09:00Z", "2026-03-31T08:00Z", "2026-04-07T08:00Z"}},
		"America/New_York": {"30 2 * * *", "2026-03-06", []string{"2026-03-07T07:30Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z"}},
		"America/Chicago":  {"30 1 * * *", "2026-10-30", []string{"2026-10-31T06:30Z", "2026-11-01T06:30Z", "2026-11-02T07:30Z"}},
		"Africa/Cairo":     {"0 0 * * *", "2026-04-22", []string{"2026-04-22T22:00Z", "2026-04-23T22:00Z", "2026-04-24T21:00Z"}},
		"Pacific/Apia":     {"0 10 * * *", "2011-12-28", []string{"2011-12-29T20:00Z", "2011-12-30T20:00Z", "2011-12-31T20:00Z"}},
	} {
		p := weekly()
		p.Zone, p.Cadence = zoneName, c.cadence
		var got []string
		d := c.after
		for range c.want {
			pl, ok := p.Next(d)
			if !ok {
				t.Fatal(zoneName, d)
			}
			got, d = append(got, pl.Opens.UTC().Format("2006-01-02T15:04Z")), pl.Date
			if pl.Closes.Sub(pl.Opens) != p.Window {
				t.Errorf("%s %s: closes %v", zoneName, d, pl.Closes)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", zoneName, diff)
		}
	}
	p := weekly()
	p.Zone, p.Cadence = "Pacific/Apia", "0 10 * * *"
	if pl, ok := p.On("2011-12-30"); ok {
		t.Errorf("Apia had no 30 December 2011: %v", pl)
	}
}

func TestOnAndBetween(t *testing.T) {
	p := weekly()
	pl, ok := p.On("2026-03-03")
	if !ok || pl.Opens.UTC().Format(time.RFC3339) != "2026-03-03T09:00:00Z" || pl.Closes.UTC().Format(time.RFC3339) != "2026-03-06T09:00:00Z" {
		t.Fatal(pl, ok)
	}
	if got, ok := p.On("2026-03-04"); ok {
		t.Fatal(got)
	}
	if got, ok := p.On("x"); ok {
		t.Fatal(got)
	}
	for name, c := range map[string]struct {
		from, to time.Time
		want     int
	}{
		"the opening itself":  {pl.Opens, pl.Opens.Add(1), 1},
		"up to the opening":   {pl.Opens.Add(-time.Hour), pl.Opens, 0},
		"after the opening":   {pl.Opens.Add(1), pl.Opens.Add(24 * time.Hour), 0},
		"a week":              {pl.Opens, pl.Opens.AddDate(0, 0, 7), 1},
		"a week and a moment": {pl.Opens, pl.Opens.AddDate(0, 0, 7).Add(1), 2},
		"ten weeks":           {pl.Opens, pl.Opens.AddDate(0, 0, 70).Add(2 * time.Hour), 11},
		"backwards":           {pl.Opens, pl.Opens.Add(-1), 0},
	} {
		if got := p.Between(c.from, c.to); len(got) != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
	// The gap in Nuuk moves the opening of Saturday 23:30 into Sunday.
	p.Zone, p.Cadence = "America/Nuuk", "30 23 * * 6"
	midnight := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)
	if got := p.Between(midnight, midnight.Add(time.Minute)); len(got) != 1 || got[0].Date != "2026-03-28" {
		t.Errorf("got %v", got)
	}
}

func TestMinute(t *testing.T) {
	p := weekly()
	for cadence, want := range map[string]int{"0 10 * * 2": 600, "0 0 * * 2": 0, "59 23 * * 2": 23*60 + 59, "*/60 10 * * 2": 600, "x": 0} {
		p.Cadence = cadence
		if got := p.Minute("2026-03-03"); got != want {
			t.Errorf("%s: got %d, want %d", cadence, got, want)
		}
	}
}

func TestLate(t *testing.T) {
	for _, c := range []struct {
		window, after time.Duration
		open          bool
		reason        Reason
	}{
		{72 * time.Hour, -time.Second, false, ""},
		{72 * time.Hour, 0, true, ""},
		{72 * time.Hour, 10 * time.Minute, true, ""},
		{72 * time.Hour, 3 * time.Hour, true, ""},
		{72 * time.Hour, 68 * time.Hour, true, ""},
		{72 * time.Hour, 68*time.Hour + 1, false, ReasonDowntime},
		{72 * time.Hour, 120 * time.Hour, false, ReasonDowntime},
		{6 * time.Hour, 3 * time.Hour, true, ""},
		{6 * time.Hour, 3*time.Hour + 1, false, ReasonDowntime},
		{8 * time.Hour, 4 * time.Hour, true, ""},
		{time.Minute, 30 * time.Second, true, ""},
		{time.Minute, 31 * time.Second, false, ReasonDowntime},
	} {
		opens := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
		pl := Planned{Date: "2026-03-03", Opens: opens, Closes: opens.Add(c.window)}
		if open, reason := pl.Late(opens.Add(c.after)); open != c.open || reason != c.reason {
			t.Errorf("%s of %s gone: got %v %q", c.after, c.window, open, reason)
		}
	}
}

// Down for five days over due times: what Next and Late say together never opens
// two rounds of a pulse.
func TestCatchUpOpensAtMostOne(t *testing.T) {
	p := weekly()
	p.Cadence, p.Window = "0 10 * * *", 20*time.Hour
	for hours := range 24 * 6 {
		now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC).Add(time.Duration(hours) * time.Hour)
		open := 0
		for _, pl := range p.Between(now.AddDate(0, 0, -5), now.Add(1)) {
			if ok, _ := pl.Late(now); ok {
				open++
			}
		}
		if open > 1 {
			t.Fatalf("%v: %d rounds", now, open)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	for _, cadence := range []string{"0 10 * * 2", "0 10 * * *"} {
		b.Run(fmt.Sprint(cadence), func(b *testing.B) {
			p := weekly()
			p.Cadence, p.Window = cadence, time.Hour
			for b.Loop() {
				if err := p.Check(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
