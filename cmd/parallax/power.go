package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"

	"parallax/checkins"
	"parallax/scoring"
	"parallax/scoring/simulation"
)

//go:generate go run . simulate --table power.json

// powerJSON is what a roster can see, simulated beforehand: apply has no time for it.
//
//go:embed power.json
var powerJSON []byte

// largestPower is the largest side in the table; larger ones see at least as much.
const largestPower = 12

// powerTable holds, by plan, smaller side and larger side (each from 1), the rounds
// by which usually a gap of each of gapsShown is found; 0: not within as many rounds
// as a weekly pulse has in a year.
type powerTable struct {
	Response float64               `json:"response"`
	Years    int                   `json:"years"` // simulated for each number
	Seed     uint64                `json:"seed"`
	Rounds   map[string][][][2]int `json:"rounds"`
}

// powers reads the table.
var powers = sync.OnceValue(func() powerTable {
	var t powerTable
	if err := json.Unmarshal(powerJSON, &t); err != nil {
		panic(fmt.Sprintf("power.json: %v", err)) // it comes with the program, and a test reads it
	}
	return t
})

// text is the table as a file, a smaller side a line.
func (t powerTable) text() ([]byte, error) {
	data, err := json.Marshal(t)
	return append(bytes.ReplaceAll(data, []byte("]],"), []byte("]],\n")), '\n'), err
}

// The plans in the table. With up to three dimensions auto asks all of them every
// round; between the numbers of dimensions of two plans the slower one is taken.
var powerPlans = []struct {
	name  string
	pulse checkins.Pulse
}{
	{"all", checkins.Pulse{Dimensions: checkins.Dimensions()[:6], AllItems: true}},
	{"auto/6", checkins.Pulse{Dimensions: checkins.Dimensions()[:6]}},
	{"auto/10", checkins.Pulse{Dimensions: checkins.Dimensions()[:10]}},
}

// powerPlan is the name of the plan that stands for a pulse.
func powerPlan(p checkins.Pulse) string {
	switch {
	case p.AllItems || len(p.Dimensions) <= 3:
		return "all"
	case len(p.Dimensions) <= 6:
		return "auto/6"
	}
	return "auto/10"
}

// power says what an initiative with that roster would usually see, and how soon;
// "" while a side has nobody or the pulse no round.
func power(leads [2]int, p checkins.Pulse, now time.Time) string {
	weeks := interval(p, checkins.DateOf(now))
	if min(leads[scoring.IT], leads[scoring.Biz]) < 1 || weeks == 0 {
		return ""
	}
	if preset := p.Preset; preset != "" && preset != "normal" {
		return fmt.Sprintf("`parallax simulate --it %d --biz %d --preset %s` says what its leads can see, and how soon.",
			leads[scoring.IT], leads[scoring.Biz], preset)
	}
	s := outlook{leads: leads}
	small := min(leads[scoring.IT], leads[scoring.Biz], largestPower)
	large := min(max(leads[scoring.IT], leads[scoring.Biz]), largestPower)
	for n, rounds := range powers().Rounds[powerPlan(p)][small-1][large-small] {
		s.weeks[n] = float64(rounds) * weeks
	}
	return s.String()
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
		for small := 1; small <= largestPower; small++ {
			var row [][2]int
			for large := small; large <= largestPower; large++ {
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
const powerNumbers = 3 * largestPower * (largestPower + 1) / 2
