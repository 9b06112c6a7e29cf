package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/scoring/simulation"
)

// TestPowerTable: the table is complete and as the program writes it, and more leads
// never see clearly less.
func TestPowerTable(t *testing.T) {
	p := powers()
	if p.Response != 0.7 || p.Years != tableYears || p.Seed != 1 || len(p.Rounds) != len(powerPlans) {
		t.Errorf("response %v, %d years, seed %d, %d plans", p.Response, p.Years, p.Seed, len(p.Rounds))
	}
	stored, err := os.ReadFile(filepath.Join("..", "..", "checkins", "power.json"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := p.text(); err != nil || !bytes.Equal(text, stored) {
		t.Errorf("power.json was not written by `parallax simulate --table`, %v", err)
	}
	later := func(rounds int) int { // never is after everything
		if rounds == 0 {
			return math.MaxInt32
		}
		return rounds
	}
	for _, plan := range powerPlans {
		rows := p.Rounds[plan.name]
		if len(rows) != checkins.LargestPower {
			t.Fatalf("%s: %d rows", plan.name, len(rows))
		}
		for n, row := range rows {
			if len(row) != checkins.LargestPower-n {
				t.Fatalf("%s, %d leads: %d columns", plan.name, n+1, len(row))
			}
			for m, rounds := range row {
				one, more := rounds[0], rounds[1]
				if one < 0 || more < 0 || max(one, more) > weeksAYear || later(one) < later(more) {
					t.Errorf("%s, %d and %d leads: %v", plan.name, n+1, n+1+m, rounds)
				}
				// A named side turns confidential with its third lead and publishes later.
				if m > 0 && n+1+m > 3 {
					for g := range gapsShown {
						if a, b := later(row[m-1][g]), later(rounds[g]); b > a+a/10+1 {
							t.Errorf("%s, %d and %d leads: %v rounds for %.1f, one less %v", plan.name, n+1, n+1+m, rounds[g], gapsShown[g], row[m-1][g])
						}
					}
				}
			}
		}
	}
}

// TestPowerHolds simulates some places of the table anew, with other leads, so that
// it cannot stay behind when the rule or the plan changes.
func TestPowerHolds(t *testing.T) {
	again := powers()
	again.Years, again.Seed = 300, 2
	// Four standard errors of the two simulations together.
	slack := 4 * math.Sqrt(usually*(1-usually)*(1/float64(again.Years)+1/float64(powers().Years)))
	for _, c := range []struct{ plan, small, large int }{{0, 3, 3}, {1, 3, 4}, {1, 2, 8}, {2, 12, 12}} {
		plan := powerPlans[c.plan]
		for n, rounds := range powers().Rounds[plan.name][c.small-1][c.large-c.small] {
			tally, err := powerRounds(t.Context(), again, plan.pulse, c.small, c.large, gapsShown[n])
			if err != nil {
				t.Fatal(err)
			}
			by, last := rounds, rounds-1
			if rounds == 0 {
				by, last = weeksAYear+1, weeksAYear
			}
			share, _ := tally.Found(simulation.Parallax, by)
			before, _ := tally.Found(simulation.Parallax, last)
			if rounds > 0 && share < usually-slack || before > usually+slack {
				t.Errorf("%s, %d and %d leads, a gap of %.1f: %.2f within %d rounds and %.2f one before, want about %.1f; run go generate ./cmd/parallax",
					plan.name, c.small, c.large, gapsShown[n], share, by, before, usually)
			}
		}
	}
}

func TestPowerWritten(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates all rosters")
	}
	file := filepath.Join(t.TempDir(), "power.json")
	if err := writePower(t.Context(), file, 1, 1, nil); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || bytes.Count(text, []byte("\n")) != 3*checkins.LargestPower || !bytes.HasPrefix(text, []byte(`{"response":0.7,"years":1,"seed":1,"rounds":{"all":[[[`)) {
		t.Errorf("%v, %s", err, text)
	}
}

func TestPower(t *testing.T) {
	now := time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)
	pulse := checkins.Pulse{Cadence: "0 10 * * 2", Zone: "UTC", Dimensions: checkins.Dimensions()[:6]}
	if got := power([2]int{40, 13}, pulse, now); got != strings.Replace(power([2]int{12, 12}, pulse, now), "12 and 12", "40 and 13", 1) {
		t.Errorf("beyond the table: %q", got)
	}
	if a, b := power([2]int{3, 9}, pulse, now), power([2]int{9, 3}, pulse, now); a != strings.Replace(b, "9 and 3", "3 and 9", 1) {
		t.Errorf("the order of the sides matters: %q, %q", a, b)
	}
	for name, c := range map[string]struct {
		leads  [2]int
		change func(*checkins.Pulse)
		want   string
	}{
		"a side without leads": {[2]int{0, 3}, func(*checkins.Pulse) {}, ""},
		"no rounds":            {[2]int{3, 3}, func(p *checkins.Pulse) { p.Cadence = "0 10 30 2 *" }, ""},
		"another preset":       {[2]int{3, 4}, func(p *checkins.Pulse) { p.Preset = "calm" }, "`parallax simulate --it 3 --biz 4 --preset calm` says what its leads can see, and how soon."},
		"once a year":          {[2]int{12, 12}, func(p *checkins.Pulse) { p.Every = 52 }, "With 12 and 12 leads, even differences of 1.5 points may not show all year."},
	} {
		p := pulse
		c.change(&p)
		if got := power(c.leads, p, now); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for want, p := range map[string]checkins.Pulse{
		"all":     {AllItems: true, Dimensions: checkins.Dimensions()},
		"auto/6":  {Dimensions: checkins.Dimensions()[:4]},
		"auto/10": {Dimensions: checkins.Dimensions()[:7]},
	} {
		if got := checkins.PowerPlan(p); got != want {
			t.Errorf("%d dimensions: %s, want %s", len(p.Dimensions), got, want)
		}
	}
	if got := checkins.PowerPlan(checkins.Pulse{Dimensions: checkins.Dimensions()[:3]}); got != "all" {
		t.Errorf("three dimensions: %s", got)
	}
}
