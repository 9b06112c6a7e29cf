package checkins

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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

// hostile is what people and others write for a cadence, with a part of what they are
// told: each is refused, and the way out named.
var hostile = map[string]string{
	"": "empty: write five fields", " ": "empty", "\t\n": "empty",
	"TZ=0": "write the zone in the field zone", "TZ=": "field zone", "TZ=UTC": "field zone", "TZ=UTC 0 10 * * 2": "field zone",
	"CRON_TZ=Europe/Berlin 0 10 * * 2": "field zone", "CRON_TZ=": "field zone", " TZ=0": "field zone", "TZ=0\t0 10 * * 2": "field zone",
	"TZ=../../etc/passwd 0 10 * * 2": "field zone", "CRON_TZ=" + strings.Repeat("A", 60): "field zone",
	"@every 0s": "@every are not taken", "@every -1h": "are not taken", "@every 1h": "are not taken", "@every": "are not taken", "@weekly": "are not taken",
	"@": "are not taken", "@reboot": "are not taken", "@every 1h TZ=0": "field zone",
	"* * * * * *": "seconds are not taken", "0 10 * * 2 x": "seconds are not taken", "0 10 * * 2 2 2": "7 of five fields", "0 10 * *": "4 of five fields", "0": "1 of five fields",
	"* * * * *": "more than once a day", "*/5 10 * * 2": "more than once a day", "0 8-10 * * 2": "more than once a day", "0,0 10,11 * * 2": "more than once a day",
	"0 10 * * 7": "Sunday is 0 or SUN", "0 10 * * 0-7": "Sunday is 0", "0 10 * * 1,7": "Sunday is 0",
	"0 10 * * 2#1": `the day of the week "2#1" cannot be read: write 0 to 6 or SUN to SAT`, "0 10 L * *": `the day of the month "L" cannot be read: write 1 to 31`,
	"0 10 15W * *": "L, W and # are not taken", "0 24 * * 2": `the hour "24" cannot be read: write a number from 0 to 23`,
	"60 10 * * 2": `the minute "60" cannot be read: write a number from 0 to 59`, "-1 10 * * 2": "the minute", "1e1 10 * * 2": "the minute", "0x5 10 * * 2": "the minute",
	"10:00 10 * * 2": "the minute", "0 10 * * */0": "the day of the week", "0/0 10 * * 2": "the minute", "0 10 32 * *": "the day of the month",
	"0 10 0 * *": "the day of the month", "0 10 * 13 *": `the month "13" cannot be read: write 1 to 12 or JAN to DEC`, "0 10 * 0 *": "the month",
	"0 10 30 2 *": "does not fire", "0 10 31 4,6,9,11 *": "does not fire",
	"0 10 * * 99999999999999999999": "the day of the week", "0 10 * * 2-1": "the day of the week", "0 10 * * ,": `the day of the week "," cannot be read`,
	"0 10 , * *": "the day of the month", ", 10 * * 2": "the minute", "0 10 * * -": "the day of the week", "0 10 * * /": "the day of the week",
	"0 10 * * 2/2/2": "the day of the week", "0 10 * * 1-2-3": "the day of the week", "0 10 * * TUESDAY": "the day of the week", "0 10 * MARCH *": "the month",
	"0\x0010 * * 2": "a character that no cadence has", "0 10 * * 2\n0 11 * * 2": "a character that", "0\t10\t*\t*\t2": "a character that",
	"0\u00a010 * * 2": "a character that", "0 10 * * ２": "a character that", "٠ ١٠ * * ٢": "a character that", "0 10 * * 2\u200b": "a character that",
	"\u202e0 10 * * 2": "a character that", "\xff\xfe": "a character that", "\x1b[31m0 10 * * 2": "a character that",
	"<!channel>": "1 of five fields", "$(reboot)": "1 of five fields", "'; DROP TABLE x;--": "4 of five fields",
	strings.Repeat("*", 1<<20): "longer than 100 characters", strings.Repeat("0 ", 1<<19): "longer than", strings.Repeat("1,", 1<<19) + " 10 * * 2": "longer than",
	"0 10 * * " + strings.Repeat("1,", 50) + "2": "longer than", strings.Repeat("TZ=", 1<<18): "longer than",
}

func TestD43HostileCadence(t *testing.T) {
	for text, want := range hostile {
		p := weekly()
		p.Cadence = text
		err := p.Check()
		if err == nil || !strings.HasPrefix(err.Error(), "cadence: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: got %v, want %q", text, err, want)
			continue
		}
		if said := err.Error(); len(said) > 700 || strings.Contains(said, "strconv") || strings.ContainsFunc(said, func(r rune) bool { return r < ' ' || r == '\u202e' }) {
			t.Errorf("%.60q: %d bytes: %.300s", text, len(said), said)
		}
		// Whatever was stored, by whatever means: nothing panics and nothing fires.
		if pl, ok := p.Next("2026-01-01"); ok && !strings.Contains(want, "does not fire") {
			t.Errorf("%.60q fires: %v", text, pl)
		}
		p.On("2026-01-01")
		p.Minute("2026-01-01")
		p.Between(time.Unix(0, 0), time.Unix(1, 0))
		p.Coming("", time.Unix(0, 0), 3)
	}
}

// The other fields of a pulse that say when, hostile or mistaken.
func TestD43HostilePulse(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for name, c := range map[string]struct {
		change func(*Pulse)
		want   string
	}{
		"zone of 1 MB":         {func(p *Pulse) { p.Zone = long }, "zone"},
		"zone with a NUL":      {func(p *Pulse) { p.Zone = "Europe/Berlin\x00" }, "zone"},
		"zone up the tree":     {func(p *Pulse) { p.Zone = "../zoneinfo/UTC" }, "zone"},
		"zone from the root":   {func(p *Pulse) { p.Zone = "/etc/localtime" }, "zone"},
		"zone as an offset":    {func(p *Pulse) { p.Zone = "UTC+2" }, "write an IANA name such as Europe/Berlin"},
		"zone with backslash":  {func(p *Pulse) { p.Zone = `Europe\Berlin` }, "zone"},
		"every, largest":       {func(p *Pulse) { p.Every = 1<<63 - 1; p.Anchor = "2026-03-03" }, "write a number of weeks from 1 to 52"},
		"every, smallest":      {func(p *Pulse) { p.Every = -1 << 63 }, "write a number of weeks from 1 to 52"},
		"anchor of 1 MB":       {func(p *Pulse) { p.Every, p.Anchor = 2, Date(long) }, "anchor"},
		"anchor as a time":     {func(p *Pulse) { p.Every, p.Anchor = 2, "2026-03-03T10:00:00Z" }, "write a real date of this century such as 2026-03-03"},
		"anchor, no date":      {func(p *Pulse) { p.Every, p.Anchor = 2, "2026-02-30" }, "anchor"},
		"anchor, short":        {func(p *Pulse) { p.Every, p.Anchor = 2, "2026-3-3" }, "anchor"},
		"anchor, year 0":       {func(p *Pulse) { p.Every, p.Anchor = 2, "0000-01-01" }, "anchor"},
		"anchor, digits":       {func(p *Pulse) { p.Every, p.Anchor = 2, "２０２６-03-03" }, "anchor"},
		"window, largest":      {func(p *Pulse) { p.Window = 1<<63 - 1 }, "write a shorter window or a rarer cadence"},
		"window, smallest":     {func(p *Pulse) { p.Window = -1 << 63 }, "such as 72h"},
		"day and day of week":  {func(p *Pulse) { p.Cadence = "0 10 1-7 * 2" }, "mean either of them: write * for one of the two"},
		"every leaves nothing": {func(p *Pulse) { p.Cadence, p.Every, p.Anchor = "0 10 29 2 *", 5, "2026-01-01" }, "with every 5 from 2026-01-01 does not fire"},
	} {
		t.Run(name, func(t *testing.T) {
			p := weekly()
			c.change(&p)
			err := p.Check()
			if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 400 {
				t.Errorf("got %.500v, want %q", err, c.want)
			}
			p.Next("2026-01-01")
			p.Coming("", time.Unix(1_800_000_000, 0), 3)
			if c.want != "zone" && len(p.Zone) < 100 {
				p.Between(time.Unix(1_800_000_000, 0), time.Unix(1_800_100_000, 0))
			}
		})
	}
}

func FuzzCadence(f *testing.F) {
	for _, text := range []string{"0 10 * * 2", "0 10 29 2 *", "30 2 * * *", "0 10 1-7 * 1", "*/60 10 */2 * *", "0 10 ? * TUE", "59 23 31 12 *", "0 0 1 */3 *"} {
		f.Add(text, 0, "2026-03-03")
	}
	for text := range hostile {
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

func TestD44Next(t *testing.T) {
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
		// over the year, through ISO week 53 (2026 has one, and 2032; 2027 has 52)
		{"0 10 * * 2", 2, "2026-12-29", "2026-12-20", "2026-12-29 2027-01-12 2027-01-26"},
		{"0 10 * * 2", 2, "2026-12-22", "2026-12-20", "2026-12-22 2027-01-05 2027-01-19"},
		{"0 10 * * 5", 2, "2027-01-01", "2026-12-20", "2027-01-01 2027-01-15"},
		{"0 10 * * 0", 2, "2027-01-03", "2026-12-20", "2027-01-03 2027-01-17"},
		{"0 10 * * 2", 3, "2026-12-29", "2026-12-29", "2027-01-19 2027-02-09"},
		{"0 10 * * 1", 4, "2026-12-07", "2026-12-07", "2027-01-04 2027-02-01 2027-03-01"},
		{"0 10 * * 4", 4, "2032-12-30", "2032-12-29", "2032-12-30 2033-01-27"},
		{"0 10 * * 2", 53, "2026-03-03", "2026-03-03", "2027-03-02"}, // more than a year is a year
		// anchors to come
		{"0 10 * * 2", 2, "2030-01-01", "2026-03-02", "2030-01-01 2030-01-15"},
		{"0 10 * * 2", 4, "2026-06-07", "2026-03-02", "2026-06-02 2026-06-30 2026-07-28"},
		{"0 10 * * 1", 3, "2026-06-07", "2026-06-01", "2026-06-22 2026-07-13"},
		// 29 February and the leap day of a century
		{"0 10 29 2 *", 0, "", "2096-01-01", "2096-02-29 2104-02-29"},
		{"0 10 * 2 4", 0, "", "2024-02-22", "2024-02-29 2025-02-06"},
		// a day of the month and of the week: either
		{"0 10 1 * 1", 0, "", "2026-05-31", "2026-06-01 2026-06-08 2026-06-15 2026-06-22 2026-06-29 2026-07-01 2026-07-06"},
		{"0 10 13 * 5", 0, "", "2026-02-06", "2026-02-13 2026-02-20 2026-02-27 2026-03-06 2026-03-13"},
		{"0 10 1,15 * 0", 2, "2026-06-01", "2026-05-31", "2026-06-01 2026-06-07 2026-06-15 2026-06-21 2026-07-01 2026-07-05 2026-07-15"},
		// months, and the first of a month on whatever day it is
		{"0 10 1 * *", 0, "", "2026-07-31", "2026-08-01 2026-09-01 2026-10-01 2026-11-01"}, // a Saturday, a Sunday
		{"0 10 1 */3 *", 0, "", "2026-03-01", "2026-04-01 2026-07-01 2026-10-01 2027-01-01"},
		{"0 10 * JAN,JUL MON", 0, "", "2026-01-19", "2026-01-26 2026-07-06"},
		{"0 10 31 1-3 *", 0, "", "2026-01-30", "2026-01-31 2026-03-31 2027-01-31"},
		{"0 10 */10 * *", 0, "", "2026-02-01", "2026-02-11 2026-02-21 2026-03-01 2026-03-11 2026-03-21 2026-03-31 2026-04-01"},
		{"0 10 * * 6,0", 2, "2026-03-07", "2026-03-01", "2026-03-07 2026-03-08 2026-03-21 2026-03-22"},
	} {
		p := weekly()
		p.Cadence, p.Every, p.Anchor = c.cadence, c.every, c.anchor
		if got := dates(p, c.after, len(strings.Fields(c.want))); got != c.want {
			t.Errorf("%s every %d from %q after %s: got %s, want %s", c.cadence, c.every, c.anchor, c.after, got, c.want)
		}
	}
}

// fires says the plain way whether a cadence of plain lists fires on a date: each list
// holds numbers, none means any.
func fires(d Date, doms, months, dows []int) bool {
	at := d.UTC()
	if len(months) > 0 && !slices.Contains(months, int(at.Month())) {
		return false
	}
	dom, dow := slices.Contains(doms, at.Day()), slices.Contains(dows, int(at.Weekday()))
	switch {
	case len(doms) > 0 && len(dows) > 0:
		return dom || dow
	case len(doms) > 0:
		return dom
	}
	return len(dows) == 0 || dow
}

// Whatever is listed, every so many weeks and from whatever anchor: the next dates are
// those that a look at each day of the calendar finds.
func TestD44NextByLooking(t *testing.T) {
	Seeded(t)
	rapid.Check(t, func(t *rapid.T) {
		list := func(name string, from, to int) ([]int, string) {
			ns := rapid.SliceOfNDistinct(rapid.IntRange(from, to), 0, 4, rapid.ID).Draw(t, name)
			if len(ns) == 0 {
				return nil, "*"
			}
			return ns, strings.ReplaceAll(strings.Trim(fmt.Sprint(ns), "[]"), " ", ",")
		}
		doms, dom := list("days", 1, 31)
		months, month := list("months", 1, 12)
		dows, dow := list("weekdays", 0, 6)
		p := weekly()
		p.Cadence = fmt.Sprintf("0 10 %s %s %s", dom, month, dow)
		p.Every = rapid.IntRange(0, 5).Draw(t, "every")
		p.Anchor = Date("2020-01-01").AddDays(rapid.IntRange(0, 4000).Draw(t, "anchor"))
		after := Date("2024-01-01").AddDays(rapid.IntRange(0, 3000).Draw(t, "after"))
		monday := func(d Date) int { return int(d.UTC().Unix()/86400+3) / 7 } // 1 January 1970 was a Thursday
		found := 0
		for d, end := after.AddDays(1), after.AddDays(800); d < end && found < 12; d = d.AddDays(1) {
			weeks := monday(d) - monday(p.Anchor)
			if !fires(d, doms, months, dows) || p.Every > 1 && (weeks < 0 || weeks%p.Every != 0) {
				continue
			}
			found++
			pl, ok := p.Next(after)
			if !ok || pl.Date != d {
				t.Fatalf("%s every %d from %s: after %s comes %s %t, by looking %s", p.Cadence, p.Every, p.Anchor, after, pl.Date, ok, d)
			}
			after = d
		}
	})
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
