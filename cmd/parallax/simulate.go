package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"parallax/checkins"
	"parallax/scoring"
	"parallax/scoring/simulation"
)

type simulateOptions struct {
	leads      [2]int // by scoring.Side
	response   float64
	plan       string
	every      int
	dimensions int
	preset     string
	years      int // 0: simulateYears decides
	seed       uint64
	json       bool
	table      string // the power table is written to this file, and nothing else done
}

func simulateCommand(w world) *cobra.Command {
	var o simulateOptions
	c := &cobra.Command{
		Use:   "simulate --it N --biz N",
		Short: "Says what a roster and a plan can see, and how often a rule would cry wolf.",
		Long: `Says what a roster and a plan can see, and how often a rule would cry wolf.

It plays years of one initiative with simulated leads, whose true gaps are known: years in which both
sides agree, where every alert is false, and years in which one side is lower by 1.0 or 1.5 points in one
dimension from the first day. Parallax and three rules that people use today read the same answers. A
side with one or two leads is simulated as named, and the leads as having no other initiative.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return simulate(c.Context(), w, o) },
	}
	f := c.Flags()
	f.IntVar(&o.leads[scoring.IT], "it", 0, "leads of the IT side")
	f.IntVar(&o.leads[scoring.Biz], "biz", 0, "leads of the business side")
	f.Float64Var(&o.response, "response", 0.7, "share of check-ins that a lead answers")
	f.StringVar(&o.plan, "plan", "auto", "auto: all dimensions in the first three rounds, then three a round; all: all dimensions every round")
	f.IntVar(&o.every, "every", 1, "weeks from round to round")
	f.IntVar(&o.dimensions, "dimensions", 6, "dimensions of the pulse")
	f.StringVar(&o.preset, "preset", "normal", "calm, normal or eager")
	f.IntVar(&o.years, "years", 0, "years to play of each kind; 0: about as many as take 10 seconds on two cores")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the simulated leads")
	f.BoolVar(&o.json, "json", false, "one JSON object")
	f.StringVar(&o.table, "table", "", "write the table behind the sentence that apply prints to this file")
	_ = f.MarkHidden("table")
	return c
}

// workers is how many years are played at a time.
func workers() int { return runtime.GOMAXPROCS(0) }

// tableYears are played for each number of the power table.
const tableYears = 2000

// mostYears keeps the sums of a simulation within whole numbers and a day.
const mostYears = 10_000_000

// simulateYears is how many years of each kind are played when nobody says: small
// rosters play faster.
func simulateYears(leads [2]int) int {
	return 1000 * max(1, min(5, 100/(leads[scoring.IT]+leads[scoring.Biz])))
}

// check returns what is wrong with the options, naming the flag.
func (o simulateOptions) check() error {
	bad := func(format string, args ...any) error { return configError{fmt.Sprintf("simulate: "+format, args...)} }
	for _, s := range scoring.Sides {
		if n := o.leads[s]; n < 1 || n > simulation.MostLeads {
			return bad("--%s %d: want 1 to %d leads", s, n, simulation.MostLeads)
		}
	}
	switch {
	case !(o.response > 0 && o.response <= 1): // NaN too
		return bad("--response %v: want a share above 0 and up to 1, such as 0.7", o.response)
	case o.plan != "auto" && o.plan != "all":
		return bad("--plan %q: want auto or all", o.plan)
	case o.every < 1 || o.every > weeksAYear:
		return bad("--every %d: want 1 to %d weeks", o.every, weeksAYear)
	case o.dimensions < 1 || o.dimensions > len(checkins.Dimensions()):
		return bad("--dimensions %d: want 1 to %d", o.dimensions, len(checkins.Dimensions()))
	case o.years < 0 || o.years > mostYears:
		return bad("--years %d: want 1 to %d, or 0 for as many as take 10 seconds", o.years, mostYears)
	}
	if _, err := scoring.Defaults().WithPreset(o.preset); err != nil {
		return bad("--preset %q: want calm, normal or eager", o.preset)
	}
	return nil
}

// simulate plays the years and prints what came of them.
func simulate(ctx context.Context, w world, o simulateOptions) error {
	if o.table != "" {
		b := barFor(w.stderr, powerNumbers)
		defer b.clear()
		return writePower(ctx, o.table, tableYears, o.seed, b)
	}
	if err := o.check(); err != nil {
		return err
	}
	if o.years == 0 {
		o.years = simulateYears(o.leads)
	}
	f, err := o.run(ctx, w.stderr, workers())
	if err != nil {
		return fmt.Errorf("simulate: %w", err)
	}
	if o.json {
		return json.NewEncoder(w.stdout).Encode(f)
	}
	return f.print(w.stdout)
}

// run plays the years on so many cores.
func (o simulateOptions) run(ctx context.Context, stderr io.Writer, cores int) (forecast, error) {
	params, err := scoring.Defaults().WithPreset(o.preset)
	if err != nil {
		return forecast{}, err
	}
	pulse := checkins.Pulse{Dimensions: checkins.Dimensions()[:o.dimensions], AllItems: o.plan == "all"}
	world := simulation.World{
		Leads: o.leads, Response: o.response, Dimensions: o.dimensions, Rounds: weeksAYear / o.every,
		Plan: asking(pulse), Params: params, Rules: simulation.Rules, Seed: o.seed,
	}
	b := barFor(stderr, o.years*(1+len(gapsShown)))
	defer b.clear()
	calm, err := simulation.Run(ctx, world, o.years, cores, b.add)
	if err != nil {
		return forecast{}, err
	}
	var apart [len(gapsShown)]simulation.Tally
	for n, gap := range gapsShown {
		world.Gap = gap
		if apart[n], err = simulation.Run(ctx, world, o.years, cores, b.add); err != nil {
			return forecast{}, err
		}
	}
	return o.forecast(calm, apart), nil
}
