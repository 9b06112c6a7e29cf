package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parallax/checkins"
	"parallax/scoring"
	"parallax/scoring/simulation"
)

// typed runs the program with these words and returns what it printed.
func typed(ctx context.Context, words ...string) (string, error) {
	var out bytes.Buffer
	err := run(ctx, words, world{stdout: &out, stderr: io.Discard})
	return out.String(), err
}

func TestSimulate(t *testing.T) {
	text, err := typed(t.Context(), "simulate", "--it", "3", "--biz", "4", "--years", "60", "--every", "2")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"3 and 4 leads who answer 70 % of the rounds; 6 dimensions, plan auto, a round every 2 weeks, preset normal.\n",
		"60 simulated years", "from the first day; seed 1.",
		"\nrule ", "false alerts a year", "1.0 found in 1 month", "1.5 found in 1 month", "  in 2  ", "  in 3",
		"\ndifference of means > 1  ", "\nWelch p < .05  ", "\nMann-Whitney p < .05  ", "\nParallax  ",
		"\nWith 3 and 4 leads, ", "\nYou would see ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	again, err := typed(t.Context(), "simulate", "--it", "3", "--biz", "4", "--years", "60", "--every", "2")
	if err != nil || again != text {
		t.Errorf("the second time, %v:\n%s", err, cmp.Diff(text, again))
	}

	text, err = typed(t.Context(), "simulate", "--it", "2", "--biz", "12", "--plan", "all", "--dimensions", "3", "--preset", "eager", "--years", "40", "--json")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		IT, Biz, Every, Dimensions, Years int
		Response                          float64
		Plan, Preset                      string
		Seed                              uint64
		Rules                             []struct {
			Rule        string
			FalseAlerts estimate `json:"false_alerts"`
			Found       []found
		}
		Sentences []string
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		t.Fatal(err)
	}
	if f.IT != 2 || f.Biz != 12 || f.Plan != "all" || f.Dimensions != 3 || f.Preset != "eager" || f.Years != 40 || f.Every != 1 || f.Response != 0.7 || f.Seed != 1 {
		t.Errorf("%+v", f)
	}
	var names []string
	for _, r := range f.Rules {
		names = append(names, r.Rule)
		for n, x := range r.Found {
			if x.Gap != gapsShown[n/3] || x.Months != n%3+1 || n%3 > 0 && x.Share.Value < r.Found[n-1].Share.Value {
				t.Errorf("%s: %+v", r.Rule, r.Found)
			}
		}
	}
	if want := []string{"naive", "welch", "mann_whitney", "parallax"}; !slices.Equal(names, want) || len(f.Sentences) != 2 {
		t.Errorf("%q, %q", names, f.Sentences)
	}
}

// TestSimulateCores: what comes out does not depend on the number of cores.
func TestSimulateCores(t *testing.T) {
	o := simulateOptions{leads: [2]int{2, 3}, response: 0.7, plan: "auto", every: 1, dimensions: 6, preset: "normal", years: 50, seed: 7}
	one, err := o.run(t.Context(), io.Discard, 1)
	if err != nil {
		t.Fatal(err)
	}
	two, err := o.run(t.Context(), io.Discard, 2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, two); diff != "" {
		t.Error(diff)
	}
	o.seed = 8
	if other, err := o.run(t.Context(), io.Discard, 2); err != nil || cmp.Equal(one.Rules, other.Rules) {
		t.Errorf("another seed gives the same, %v", err)
	}
}

// TestForecast: the forecast is that of the plan, the gaps and the months it names.
func TestForecast(t *testing.T) {
	o := simulateOptions{leads: [2]int{3, 4}, response: 0.6, plan: "all", every: 1, dimensions: 4, preset: "eager", years: 150, seed: 3}
	f, err := o.run(t.Context(), io.Discard, 2)
	if err != nil {
		t.Fatal(err)
	}
	params, err := scoring.Defaults().WithPreset("eager")
	if err != nil {
		t.Fatal(err)
	}
	w := simulation.World{
		Leads: o.leads, Response: o.response, Dimensions: 4, Rounds: 52, Params: params, Rules: simulation.Rules, Seed: 3,
		Plan: asking(checkins.Pulse{Dimensions: checkins.Dimensions()[:4], AllItems: true}),
	}
	calm, err := simulation.Run(t.Context(), w, o.years, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	for n, gap := range gapsShown {
		w.Gap = gap
		apart, err := simulation.Run(t.Context(), w, o.years, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range simulation.Rules {
			if mean, se := calm.Alarms(r); f.Rules[r].FalseAlerts != (estimate{mean, se}) {
				t.Errorf("%s: %+v false alerts, want %v", r, f.Rules[r].FalseAlerts, mean)
			}
			for month, rounds := range []int{4, 8, 13} {
				share, se := apart.Found(r, rounds)
				if got := f.Rules[r].Found[3*n+month]; got.Share != (estimate{share, se}) {
					t.Errorf("%s: %+v, want %v", r, got, share)
				}
			}
		}
	}
}

func TestSimulateRefuses(t *testing.T) {
	for flags, want := range map[string]string{
		"--biz 4":                                "--it 0: want 1 to 50 leads",
		"--it 3 --biz 51":                        "--biz 51: want 1 to 50 leads",
		"--it -1 --biz 4":                        "--it -1: want 1 to 50 leads",
		"--it 3 --biz 4 --response 0":            "--response 0: want a share above 0 and up to 1",
		"--it 3 --biz 4 --response 70":           "--response 70: want a share above 0 and up to 1",
		"--it 3 --biz 4 --response NaN":          "--response NaN: want a share above 0 and up to 1",
		"--it 3 --biz 4 --plan some":             `--plan "some": want auto or all`,
		"--it 3 --biz 4 --every 0":               "--every 0: want 1 to 52 weeks",
		"--it 3 --biz 4 --dimensions 11":         "--dimensions 11: want 1 to 10",
		"--it 3 --biz 4 --years -1":              "--years -1: want 1 to 10000000",
		"--it 3 --biz 4 --preset loud":           `--preset "loud": want calm, normal or eager`,
		"--it 3 --biz 4 --years 9 more":          `unknown command "more"`,
		"--it three --biz 4":                     "--it",
		"--it 3 --biz 4 --years 20000000":        "--years 20000000: want 1 to 10000000",
		"--it 3 --biz 4 --dimensions 0 --seed 2": "--dimensions 0: want 1 to 10",
	} {
		out, err := typed(t.Context(), append([]string{"simulate"}, strings.Fields(flags)...)...)
		if err == nil || !strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("%s: printed %q, got %v, want %q", flags, out, err, want)
		}
		if bad := (configError{}); strings.Contains(want, ": want") && !errors.As(err, &bad) {
			t.Errorf("%s: exit code %d", flags, exitCode(err))
		}
	}
}

func TestSimulateStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	out, err := typed(ctx, "simulate", "--it", "50", "--biz", "50", "--years", "10000000")
	if !errors.Is(err, context.Canceled) || out != "" {
		t.Errorf("printed %q, got %v", out, err)
	}
}

// TestAsking: the simulated leads are asked what Choose would put to them.
func TestAsking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pulse := checkins.Pulse{Dimensions: checkins.Dimensions()[:rapid.IntRange(1, 10).Draw(t, "dimensions")], AllItems: rapid.Bool().Draw(t, "all")}
		round := rapid.IntRange(1, 60).Draw(t, "round")
		var history []simulation.Course
		var s checkins.Standing
		for _, d := range pulse.Dimensions {
			c := simulation.Course{Asked: rapid.IntRange(0, round-1).Draw(t, "asked"), Guessed: rapid.IntRange(0, round-1).Draw(t, "guessed")}
			c.Said.Open = rapid.Bool().Draw(t, "open")
			c.Said.Label = rapid.SampledFrom([]scoring.Label{scoring.Watch, scoring.Consensus, scoring.OpenGap}).Draw(t, "label")
			history = append(history, c)
			*s.Of(d) = checkins.Course{Asked: c.Asked, Guessed: c.Guessed, Said: c.Said}
		}
		places := asking(pulse)(round, history)
		var got []scoring.Dimension
		for _, n := range places {
			got = append(got, pulse.Dimensions[n])
		}
		choice := checkins.Choose(pulse, round, s)
		// Eight taps a week are seven items and a guess.
		want := choice.Items
		if !pulse.AllItems {
			want = want[:min(7, len(want))]
		}
		if !slices.Equal(got, want) || got[0] != choice.Focus {
			t.Errorf("asks %v, want %v with the focus %s first", got, want, choice.Focus)
		}
	})
}

func TestForecastWords(t *testing.T) {
	for a, want := range map[float64]string{
		0: "no false alarm in 500 years", 10.4: "about 10 false alarms a year", 1.5: "about 2 false alarms a year", 1.2: "about one false alarm a year",
		0.7: "about one false alarm a year", 0.6: "about one false alarm in 2 years", 0.061: "about one false alarm in 16 years",
	} {
		if got := often(a, 500); got != want {
			t.Errorf("%v: %q, want %q", a, got, want)
		}
	}
	f := forecast{Years: 100}
	for want, e := range map[string]estimate{"0 (below 0.03)": {}, "0.250 ±0.020": {0.25, 0.01}, "10.12 ±0.20": {10.123, 0.1}} {
		if got := f.alerts(e); got != want {
			t.Errorf("%+v: %q, want %q", e, got, want)
		}
	}
}

func TestBar(t *testing.T) {
	var out bytes.Buffer
	b := &bar{out: &out, total: 300}
	b.add(0)
	b.add(1)
	b.add(149)
	b.add(150)
	b.clear()
	want := "\r[" + strings.Repeat("#", 20) + strings.Repeat(".", 20) + "]  50%\r[" + strings.Repeat("#", 40) + "] 100%\r\x1b[K"
	if got := out.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if quiet := barFor(&out, 3); quiet != nil {
		t.Error("a bar where nobody watches")
	}
	(*bar)(nil).add(1)
	(*bar)(nil).clear()
}

func TestOutlook(t *testing.T) {
	for want, weeks := range map[string][2]float64{
		"With 3 and 4 leads, differences of 1.5 points usually show within two months. Smaller ones may not.":                                                      {0, 8},
		"With 3 and 4 leads, differences of 1.5 points usually show within three months. Differences of 1 point usually show within a year. Smaller ones may not.": {39, 10},
		"With 3 and 4 leads, differences of 1 point usually show within a month. Smaller ones may not.":                                                            {4, 3},
		"With 3 and 4 leads, even differences of 1.5 points may not show all year.":                                                                                {0, 60},
		"With 3 and 4 leads, differences of 1.5 points usually show within half a year. Smaller ones may not.":                                                     {53, 13.5},
		"With 3 and 4 leads, differences of 1.5 points usually show within two months. Differences of 1 point usually show within a year. Smaller ones may not.":   {52, 52.0 / 6},
	} {
		if got := (outlook{leads: [2]int{3, 4}, weeks: weeks}).String(); got != want {
			t.Errorf("%v:\n%s\nwant\n%s", weeks, got, want)
		}
		for s := range strings.SplitSeq(want, ". ") {
			if n := len(strings.Fields(s)); n > 15 {
				t.Errorf("%d words: %s", n, s)
			}
		}
	}
	for leads, want := range map[[2]int]string{{1, 1}: "With one lead a side, ", {1, 3}: "With 1 lead and 3, ", {4, 1}: "With 4 leads and 1, ", {2, 2}: "With 2 and 2 leads, "} {
		if got := (outlook{leads: leads}).String(); !strings.HasPrefix(got, want) {
			t.Errorf("%v: %s", leads, got)
		}
	}
}

func TestInterval(t *testing.T) {
	for name, c := range map[string]struct {
		pulse checkins.Pulse
		want  float64
	}{
		"weekly":             {checkins.Pulse{Cadence: "0 10 * * 2", Zone: "Europe/Berlin"}, 1},
		"every third":        {checkins.Pulse{Cadence: "0 10 * * 2", Every: 3, Anchor: "2026-02-02", Zone: "Europe/Berlin"}, 3},
		"from next year":     {checkins.Pulse{Cadence: "0 10 * * 2", Every: 2, Anchor: "2027-02-01", Zone: "UTC"}, 2},
		"twice a week":       {checkins.Pulse{Cadence: "0 10 * * 2,4", Zone: "UTC"}, 0.5},
		"monthly":            {checkins.Pulse{Cadence: "0 10 15 * *", Zone: "UTC"}, 52.0 / 12},
		"an unreadable text": {checkins.Pulse{Cadence: "x", Zone: "UTC"}, 0},
	} {
		if got := c.pulse.Interval("2026-03-02"); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %v weeks, want %v", name, got, c.want)
		}
	}
	for want, c := range map[int][2]float64{4: {weeksAMonth, 1}, 8: {2 * weeksAMonth, 1}, 13: {3 * weeksAMonth, 1}, 1: {weeksAMonth, 4}, 17: {2 * weeksAMonth, 0.5}, 26: {weeksAYear, 2}} {
		if got := roundsIn(c[0], c[1]); got != want {
			t.Errorf("%v: %d rounds, want %d", c, got, want)
		}
	}
}
