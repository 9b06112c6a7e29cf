package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"parallax/checkins"
	"parallax/scoring"
	"parallax/scoring/simulation"
)

//go:generate go run . simulate --table ../../checkins/power.json

// powerTable is the table behind checkins.OutlookOf, as it is simulated here.
type powerTable checkins.Power

// powers reads the table.
func powers() powerTable { return powerTable(checkins.PowerTable()) }

// text is the table as a file, a smaller side a line.
func (t powerTable) text() ([]byte, error) {
	data, err := json.Marshal(t)
	return append(bytes.ReplaceAll(data, []byte("]],"), []byte("]],\n")), '\n'), err
}

// The plans in the table, see checkins.PowerPlan.
var powerPlans = []struct {
	name  string
	pulse checkins.Pulse
}{
	{"all", checkins.Pulse{Dimensions: checkins.Dimensions()[:6], AllItems: true}},
	{"auto/6", checkins.Pulse{Dimensions: checkins.Dimensions()[:6]}},
	{"auto/10", checkins.Pulse{Dimensions: checkins.Dimensions()[:10]}},
}

// power says what an initiative with that roster would usually see, and how soon;
// "" while a side has nobody or the pulse no round.
func power(leads [2]int, p checkins.Pulse, now time.Time) string {
	o, ok := checkins.OutlookOf(leads, p, now)
	switch {
	case !ok:
		return ""
	case o.Other != "":
		return fmt.Sprintf("`parallax simulate --it %d --biz %d --preset %s` says what its leads can see, and how soon.",
			leads[scoring.IT], leads[scoring.Biz], o.Other)
	}
	return outlook{leads: o.Leads, weeks: o.Weeks}.String()
}

// powerRounds simulates one number of the table.
func powerRounds(ctx context.Context, t powerTable, p checkins.Pulse, small, large int, gap float64) (simulation.Tally, error) {
	return simulation.Run(ctx, simulation.World{
		Leads: [2]int{small, large}, Response: t.Response, Dimensions: len(p.Dimensions), Rounds: weeksAYear,
		Gap: gap, Plan: asking(p), Params: scoring.Defaults(), Rules: []simulation.Rule{simulation.Parallax}, Seed: t.Seed,
	}, t.Years, workers(), nil)
}

// writePower simulates the table and writes it.
func writePower(ctx context.Context, file string, years int, seed uint64, b *bar) error {
	t := powerTable{Response: 0.7, Years: years, Seed: seed, Rounds: map[string][][][2]int{}}
	for _, plan := range powerPlans {
		for small := 1; small <= checkins.LargestPower; small++ {
			var row [][2]int
			for large := small; large <= checkins.LargestPower; large++ {
				var rounds [2]int
				for n, gap := range gapsShown {
					tally, err := powerRounds(ctx, t, plan.pulse, small, large, gap)
					if err != nil {
						return err
					}
					rounds[n] = tally.Reaches(simulation.Parallax, usually)
				}
				row = append(row, rounds)
				b.add(1)
			}
			t.Rounds[plan.name] = append(t.Rounds[plan.name], row)
		}
	}
	text, err := t.text()
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o644) //nolint:gosec // it holds nothing about anybody
}

// powerNumbers is how many places of the table writePower goes through.
const powerNumbers = 3 * checkins.LargestPower * (checkins.LargestPower + 1) / 2
