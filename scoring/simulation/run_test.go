package simulation

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parallax/scoring"
)

// anything compares tallies to the last year.
var anything = cmp.AllowUnexported(Tally{})

// TestCores: the same seed gives the same years, whatever the number of cores.
func TestCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, gap := range []float64{0, 1} {
		w := usual(2, 4)
		w.Gap = gap
		var first Tally
		for n, cores := range []int{1, 2, 7} {
			runtime.GOMAXPROCS(min(cores, 2))
			var ticks atomic.Int64
			got, err := Run(t.Context(), w, 100, cores, func(n int) { ticks.Add(int64(n)) })
			if err != nil {
				t.Fatal(err)
			}
			if got.Years != 100 || ticks.Load() != 100 {
				t.Errorf("%d years, %d told", got.Years, ticks.Load())
			}
			if n == 0 {
				first = got
			} else if diff := cmp.Diff(first, got, anything); diff != "" {
				t.Errorf("on %d cores:\n%s", cores, diff)
			}
		}
		w.Seed = 2
		other, err := Run(t.Context(), w, 100, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		if cmp.Equal(first, other, anything) {
			t.Error("another seed gives the same years")
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	left := errors.New("left")
	w := usual(3, 3)
	_, err := Run(ctx, w, math.MaxInt32, 2, func(int) { stop(left) })
	if !errors.Is(err, left) {
		t.Errorf("got %v", err)
	}
}

func TestWorldCheck(t *testing.T) {
	for want, change := range map[string]func(*World){
		"it: want 1 to 50 leads, got 0":           func(w *World) { w.Leads[scoring.IT] = 0 },
		"biz: want 1 to 50 leads, got 51":         func(w *World) { w.Leads[scoring.Biz] = 51 },
		"response: want a share":                  func(w *World) { w.Response = math.NaN() },
		"response: want a share above 0":          func(w *World) { w.Response = 1.01 },
		"dimensions: want 1 to 10, got 11":        func(w *World) { w.Dimensions = 11 },
		"rounds: want 1 to 366 a year, got 0":     func(w *World) { w.Rounds = 0 },
		"gap: want 0 to 4 points, got -1":         func(w *World) { w.Gap = -1 },
		"a world needs a plan and a rule":         func(w *World) { w.Rules = nil },
		"params: p_open must lie between 0 and 1": func(w *World) { w.Params.POpen = 1 },
	} {
		w := usual(3, 4)
		change(&w)
		if _, err := Run(t.Context(), w, 1, 1, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// TestOpinions: the roster's true gap is the one that was planted.
func TestOpinions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := usual(rapid.IntRange(1, 12).Draw(t, "it"), rapid.IntRange(1, 12).Draw(t, "biz"))
		o := w.opinions(generator(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 1<<20).Draw(t, "year")))
		for d := range w.Dimensions {
			var mean [2]float64
			for _, s := range scoring.Sides {
				for _, x := range o[s][d] {
					mean[s] += x / float64(len(o[s][d]))
				}
			}
			if d > 0 && o[scoring.IT][d][0] == o[scoring.IT][d-1][0] {
				t.Error("two dimensions are one")
			}
			if gap := mean[scoring.IT] - mean[scoring.Biz]; math.Abs(gap) > 1e-12 {
				t.Errorf("dimension %d: a gap of %v", d, gap)
			}
			if m := mean[scoring.IT]; m < levelLow-1e-12 || m > levelHigh+1e-12 {
				t.Errorf("dimension %d: a level of %v", d, m)
			}
		}
	})
}

// TestPeople: the spread of opinions is that of SCORING.md 11, less what centring
// takes.
func TestPeople(t *testing.T) {
	w := usual(50, 50)
	const years = 300
	var own, style float64
	for n := range years {
		for _, side := range w.opinions(generator(1, n)) {
			for i := range side[0] {
				level, other := 0.0, 0.0
				for j := range side[0] {
					level, other = level+side[0][j]/50, other+side[1][j]/50
				}
				own += (side[0][i] - level) * (side[0][i] - level) / 49 / 2 / years
				style += (side[0][i] - level) * (side[1][i] - other) / 49 / 2 / years
			}
		}
	}
	if want := 0.35*0.35 + 0.5*0.5; math.Abs(own-want) > 0.05*want {
		t.Errorf("variance of people %v, want %v", own, want)
	}
	if want := 0.35 * 0.35; math.Abs(style-want) > 0.1*want {
		t.Errorf("covariance of two dimensions %v, want %v", style, want)
	}
}

// TestAsk: everybody present answers, and guesses when asked to.
func TestAsk(t *testing.T) {
	w := usual(3, 2)
	w.Response = 1
	y := year{World: w, roster: w.roster(), chance: generator(1, 1), opinions: w.opinions(generator(1, 1))}
	w.weather(y.chance, &y.weather)
	y.weather.present[scoring.IT][1] = false
	for _, guess := range []bool{true, false} {
		heard := y.ask(0, guess)
		if heard[scoring.IT].people() != 2 || heard[scoring.Biz].people() != 2 || len(y.sheet[scoring.IT]) != 2 || len(y.sheet[scoring.Biz]) != 2 {
			t.Fatalf("%v, %v", heard, y.sheet)
		}
		for _, side := range y.sheet {
			for _, a := range side {
				if a.Own == 0 || (a.Guess != 0) != guess || a.Person == "it-01" {
					t.Errorf("%+v", a)
				}
			}
		}
	}
}

func TestRating(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-100, 100).Draw(t, "x")
		if got := rating(x); got < 1 || got > 5 || x >= 1 && x <= 5 && math.Abs(float64(got)-x) > 0.5 {
			t.Errorf("%v is rated %d", x, got)
		}
	})
}

// TestCalm: without a gap the product speaks less than the difference of means, and
// whoever speaks of a planted gap names the right side.
func TestCalm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := usual(rapid.IntRange(2, 12).Draw(t, "it"), rapid.IntRange(2, 12).Draw(t, "biz"))
		w.Seed = rapid.Uint64().Draw(t, "seed")
		tally, err := Run(context.Background(), w, 8, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		naive, _ := tally.Alarms(Naive)
		if ours, _ := tally.Alarms(Parallax); ours > 0 && ours >= naive {
			t.Errorf("%v alerts a year, the difference of means %v", ours, naive)
		}
		w.Gap = 3
		tally, err = Run(context.Background(), w, 12, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		if share, _ := tally.Found(Parallax, w.Rounds); share < 0.9 {
			t.Errorf("found %v of gaps of 3 points", share)
		}
	})
}

// TestYear plays by hand what a plan leaves out.
func TestYear(t *testing.T) {
	w := usual(4, 4)
	w.Dimensions, w.Response = 2, 1
	var rounds []string
	w.Plan = func(round int, courses []Course) []int {
		note := fmt.Sprint(round)
		for _, c := range courses {
			paired := c.Said.Published > 0 && c.Said.Views[scoring.IT] != scoring.ViewUnknown
			note += fmt.Sprintf(" asked %d guessed %d said %d paired %t", c.Asked, c.Guessed, c.Said.LastRound, paired)
		}
		rounds = append(rounds, note)
		if round == 2 {
			return []int{1, 0}
		}
		return []int{1}
	}
	w.Rounds = 3
	if _, err := w.play(0, w.roster()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"1 asked 0 guessed 0 said 0 paired false asked 0 guessed 0 said 0 paired false",
		"2 asked 0 guessed 0 said 0 paired false asked 1 guessed 1 said 1 paired true",
		"3 asked 2 guessed 0 said 2 paired false asked 2 guessed 2 said 2 paired true",
	}
	if diff := cmp.Diff(want, rounds); diff != "" {
		t.Error(diff)
	}
	rounds = nil
	w.AllGuesses = true
	if _, err := w.play(0, w.roster()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("3 asked 2 guessed 2 said 2 paired true asked 2 guessed 2 said 2 paired true", rounds[2]); diff != "" {
		t.Errorf("with all guesses: %s", diff)
	}
}

// TestHear: going on to speak is one alert, and a gap is found by who speaks first
// in the right direction.
func TestHear(t *testing.T) {
	y := year{World: usual(3, 3), speaks: make([][rules]bool, 6), planted: 1, lower: scoring.IT}
	for round, speaks := range []bool{false, true, true, false, true} {
		y.hear(Naive, 1, round+1, speaks, -1)
	}
	y.hear(Naive, 2, 5, true, 1)
	if y.out.alarms[Naive] != 3 || y.out.found[Naive] != 0 {
		t.Errorf("without a gap: %+v", y.out)
	}
	y.Gap, y.Onset = 1, 2
	y.hear(Welch, 1, 1, true, -1) // before the gap
	y.hear(Welch, 1, 3, true, +1) // the other way round
	y.hear(Welch, 0, 3, true, -1) // elsewhere
	if y.out.found[Welch] != 0 {
		t.Errorf("found after %d rounds", y.out.found[Welch])
	}
	y.hear(Welch, 1, 4, true, -1)
	y.hear(Welch, 1, 6, true, -1)
	if y.out.found[Welch] != 3 {
		t.Errorf("found after %d rounds, want 3", y.out.found[Welch])
	}
	y.lower = scoring.Biz
	y.hear(MannWhitney, 1, 2, true, 1)
	if y.out.found[MannWhitney] != 1 {
		t.Errorf("found after %d rounds, want 1", y.out.found[MannWhitney])
	}
}

// TestWeather: the spread of what moves answers is that of SCORING.md 11.
func TestWeather(t *testing.T) {
	w := usual(50, 50)
	const years = 2000
	var present, within, side, common float64
	for n := range years {
		var x weather
		w.weather(generator(1, n), &x)
		var mean [2]float64
		for _, s := range scoring.Sides {
			for i, m := range x.mood[s] {
				mean[s] += m / 50
				if x.present[s][i] {
					present += 1.0 / 100 / years
				}
			}
			for _, m := range x.mood[s] {
				within += (m - mean[s]) * (m - mean[s]) / 49 / 2 / years
			}
		}
		side += (mean[scoring.IT] - mean[scoring.Biz]) * (mean[scoring.IT] - mean[scoring.Biz]) / 2 / years
		common += (mean[scoring.IT] + mean[scoring.Biz]) * (mean[scoring.IT] + mean[scoring.Biz]) / 4 / years
	}
	for what, c := range map[string][2]float64{
		"response": {present, 0.7},
		"mood":     {within, 0.25 * 0.25},
		"side":     {side, 0.15*0.15 + 0.25*0.25/50},
		"common":   {common, 0.2*0.2 + (0.15*0.15+0.25*0.25/50)/2},
	} {
		if math.Abs(c[0]-c[1]) > 0.12*c[1] {
			t.Errorf("%s: %v, want %v", what, c[0], c[1])
		}
	}
}

func TestTally(t *testing.T) {
	total, part := newTally(4), newTally(4)
	total.add(outcome{alarms: [rules]int{Naive: 3}, found: [rules]int{Parallax: 2}})
	total.add(outcome{alarms: [rules]int{Naive: 1}, found: [rules]int{Parallax: 4}})
	part.add(outcome{})
	part.add(outcome{found: [rules]int{Parallax: 2}})
	total.merge(part)
	if mean, se := total.Alarms(Naive); mean != 1 || math.Abs(se-math.Sqrt(1.5/4)) > 1e-15 {
		t.Errorf("%v alarms, se %v", mean, se)
	}
	for rounds, want := range []float64{0, 0, 0.5, 0.5, 0.75, 0.75} {
		if share, se := total.Found(Parallax, rounds); share != want || math.Abs(se-math.Sqrt(want*(1-want)/4)) > 1e-15 {
			t.Errorf("%v found within %d rounds, se %v", share, rounds, se)
		}
	}
	for share, want := range map[float64]int{0.5: 2, 0.6: 4, 0.8: 0} {
		if got := total.Reaches(Parallax, share); got != want {
			t.Errorf("%v reached after %d rounds, want %d", share, got, want)
		}
	}
	if mean, se := (Tally{}).Alarms(Naive); mean != 0 || se != 0 {
		t.Error("no years have alarms")
	}
}
