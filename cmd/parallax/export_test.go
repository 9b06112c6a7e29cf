package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
	"parallax/store"
)

// saidOf is a store in which these things were said of crm in a round each, a
// week apart, and one of another initiative.
func saidOf(t *testing.T, said ...scoring.Disclosure) *checkinstest.Memory {
	t.Helper()
	m := checkinstest.NewMemory(nil)
	setup := checkinstest.Setup(2)
	formula := checkinstest.Initiative(2)
	formula.ID, formula.Name = "a.b", "=1+1, \"new\""
	setup.Initiatives = append(setup.Initiatives, formula)
	must := func(_ bool, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(true, m.Enrol(t.Context(), setup))
	tell := func(i checkins.Initiative, week int, d scoring.Disclosure) {
		t.Helper()
		r := checkinstest.Round(checkinstest.Acme, i, checkinstest.First.AddDays(7*week))
		must(m.Open(t.Context(), checkinstest.Acme, checkins.Opening{Round: r, Rev: week}))
		_, err := m.Seal(t.Context(), checkinstest.Acme, r.ID, r.Closes)
		must(true, err)
		d.LastRound = week + 1
		// What was measured is there too, and must not come out.
		rec := scoring.Record{Status: d.Status, Reading: &scoring.Reading{Mu: scoring.Both[float64]{4.321, 1.234}}}
		c := checkins.Closing{Round: r.ID, Standing: checkins.Standing{Rev: week}, Records: []checkins.Record{
			{Dimension: "value", Version: "value.building/1", Record: rec, Said: d},
			{Dimension: "delivery", Version: "delivery/1", Record: rec, Said: scoring.Disclosure{Status: scoring.Held, Label: scoring.Watch}},
		}}
		must(m.Close(t.Context(), checkinstest.Acme, c, r.Closes))
	}
	for week, d := range said {
		tell(setup.Initiatives[0], week, d)
	}
	tell(formula, 0, said[0])
	return m
}

func TestExport(t *testing.T) {
	words := scoring.Disclosure{
		Status: scoring.OK, Round: 1, Label: scoring.Watch, Band: scoring.Apart, Level: scoring.Mixed, Higher: -1, Strength: "some", Open: false,
		Views: [2]scoring.View{scoring.ViewSees, scoring.ViewBlind}, Need: [2]int{0, 0},
	}
	numbers := words
	numbers.Label, numbers.Higher, numbers.Strength, numbers.Open, numbers.Event, numbers.Band = scoring.ITBlind, 1, "strong", true, scoring.Opened, scoring.FarApart
	numbers.Split, numbers.Change, numbers.Trend = [2]bool{true, false}, scoring.Widening, -1
	numbers.Numbers = &scoring.Numbers{
		Round: 2, Mean: [2]float64{4.5, 2.1}, Gap: 2.2, Interval: [2]float64{-0.1, 3}, Certainty: 0.97,
		ShareSeen: [2]scoring.Maybe[int]{scoring.Some(0), {}}, Change: scoring.Some(0.4),
	}
	again := numbers // the last numbers, repeated: they are not this round's
	again.Event, again.Trend = "", 1
	thin := scoring.Disclosure{Status: scoring.NotEnough, Label: scoring.Watch, Band: scoring.Apart, Open: true, Numbers: numbers.Numbers}
	m := saidOf(t, words, numbers, again, thin)
	for _, format := range []string{formatJSONL, formatCSV} {
		var out strings.Builder
		if err := export(t.Context(), m, exportOptions{org: "acme", format: format}, &out); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "export."+format)
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), out.String()); diff != "" {
			t.Errorf("%s differs: when the change is meant, replace the file\n%s", golden, diff)
		}
		for _, secret := range []string{"4.3", "1.23", "ana", "sees"} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("%s: %q is shown", format, secret)
			}
		}
	}
}

// Beside a named side there are the means and no other figure: a nought would be one.
func TestExportBesideNamed(t *testing.T) {
	r := published{said: scoring.Disclosure{Status: scoring.OK, LastRound: 2, Numbers: &scoring.Numbers{Round: 2, Mean: [2]float64{4.5, 2.1}, Bare: true}}}
	from := slices.IndexFunc(exported, func(f field) bool { return f.name == "mean_it" })
	var got []any
	for _, f := range exported[from:] {
		got = append(got, f.of(r))
	}
	want := make([]any, len(got))
	want[0], want[1] = 4.5, 2.1
	if diff := cmp.Diff(want, got); diff != "" || len(got) < 5 {
		t.Error(diff)
	}
}

// The date is the planned one on the wall clock of the pulse, wherever the program
// runs and whatever the date in UTC is then.
func TestExportDate(t *testing.T) {
	for zone, opens := range map[string]string{"Pacific/Auckland": "2026-03-02", "America/Los_Angeles": "2026-03-04", "UTC": "2026-03-03"} {
		pulse := checkinstest.Initiative(2).Pulse
		pulse.Zone, pulse.Cadence = zone, map[bool]string{true: "0 23 * * 2", false: "0 8 * * 2"}[zone == "America/Los_Angeles"]
		pl, ok := pulse.Next("2026-02-28")
		if !ok || string(checkins.DateOf(pl.Opens.UTC())) != opens {
			t.Fatalf("%s: opens at %s, want a round of %s", zone, pl.Opens, opens)
		}
		r := published{round: checkins.Round{ID: checkins.RoundIDOf("crm", pl.Date), Opens: pl.Opens}}
		n := slices.IndexFunc(exported, func(f field) bool { return f.name == "date" })
		if got := exported[n].of(r); got != "2026-03-03" {
			t.Errorf("%s: %v", zone, got)
		}
	}
}

// Every column is explained, in the order in which it stands, and no other one.
func TestExportIsExplained(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "privacy.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(doc), "### The columns of an export\n")
	if !found {
		t.Fatal("docs/privacy.md has no section about the columns of an export")
	}
	var got, want []string
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) == 5 && strings.HasPrefix(line, "| `") {
			for _, name := range strings.Split(cells[1], ",") {
				got = append(got, strings.Trim(name, " `"))
			}
		}
	}
	for _, f := range exported {
		want = append(want, f.name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestExportCommand(t *testing.T) {
	chronicles(t, 3, func(t *testing.T, c *chronicle) {
		same(t, c.runs("export", "--org", "acme"), c.runs("export", "--org", "acme", "--format", "jsonl"))
		if n := strings.Count(c.runs("export", "--org", "acme", "--format", "csv"), "\n"); n != 1+2*3*6 {
			t.Errorf("%d lines, want a header, and six dimensions in three rounds of two initiatives", n)
		}
		for _, args := range [][]string{{"export", "--org", "nobody"}} {
			if out, err := c.run(args...); err == nil || exitCode(err) != 1 || out != "" {
				t.Errorf("%v: %v %q", args, err, out)
			}
		}
	})
}

// Both formats say the same, in the order promised; what was not published has a
// status and no word more, and no line has a number where none might be shown.
func TestExportSaysWhatWasSaid(t *testing.T) {
	c := newChronicle(t, map[string]string{"PARALLAX_DATA": t.TempDir()}, 6)
	said := map[string]scoring.Disclosure{}
	c.on(func(s *store.Store) {
		for _, i := range []checkins.InitiativeID{"crm", "erp"} {
			past, err := s.Past(t.Context(), checkinstest.Acme, i)
			c.must(err)
			for _, id := range past {
				scored, err := s.Scored(t.Context(), checkinstest.Acme, id)
				c.must(err)
				for _, r := range scored.Records {
					said[string(id)+" "+string(r.Dimension)] = r.Said
				}
			}
		}
	})
	table, err := csv.NewReader(strings.NewReader(c.runs("export", "--org", "acme", "--format", "csv"))).ReadAll()
	c.must(err)
	var lines []map[string]any
	for line := range strings.Lines(c.runs("export", "--org", "acme")) {
		var m map[string]any
		c.must(json.Unmarshal([]byte(line), &m))
		lines = append(lines, m)
	}
	if len(lines) != len(said) || len(table) != len(said)+1 {
		t.Fatalf("%d lines, %d rows, %d results", len(lines), len(table)-1, len(said))
	}
	statuses, numbers := map[string]int{}, 0
	var order []string
	for n, m := range lines {
		key := m["round"].(string) + " " + m["dimension"].(string)
		order = append(order, m["initiative"].(string)+" "+key)
		d, ok := said[key]
		if !ok {
			t.Fatalf("%s: no such result", key)
		}
		status := m["status"].(string)
		statuses[status]++
		if status != "ok" && len(m) != 8 {
			t.Errorf("%s was %s, and is said to be %v", key, status, m)
		}
		_, has := m["mean_it"]
		if allowed := status == "ok" && d.Numbers != nil && d.Numbers.Round == d.LastRound; has != allowed {
			t.Errorf("%s: numbers %t, allowed %t", key, has, allowed)
		}
		if has {
			numbers++
		}
		for k, name := range table[0] {
			want, ok := m[name]
			var text string
			if ok {
				text = cell(want)
			}
			if table[n+1][k] != text {
				t.Errorf("%s: %s is %q in CSV, %v in JSON", key, name, table[n+1][k], want)
			}
		}
	}
	if !slices.IsSorted(order) {
		t.Errorf("order: %v", order)
	}
	if statuses["ok"] == 0 || statuses["held"] == 0 || statuses["not_enough"] == 0 || numbers == 0 || numbers == statuses["ok"] {
		t.Errorf("statuses %v, %d with numbers: not every case is there", statuses, numbers)
	}
}

// Text that a spreadsheet would work out is text; a number is a number.
func TestCell(t *testing.T) {
	for want, v := range map[string]any{
		"'=1+1": "=1+1", "'+49": "+49", "'-1": "-1", "'@a": "@a", "'\ta": "\ta", "'\ra": "\ra", "'＝1": "＝1",
		"a=1": "a=1", "": nil, "-0.5": -0.5, "3": 3.0, "40": 40, "true": true, "'": "'",
	} {
		if got := cell(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
}
