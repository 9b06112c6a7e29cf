package bottest_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/checkins"
	"parallax/scoring"
)

var (
	chance = regexp.MustCompile(`Allowing for chance: (−?[\d.]+) × \(1 − ([\d.]+)²\) = (−?[\d.]+)\.`)
	beyond = regexp.MustCompile(`Beyond half a point: \((−?[\d.]+) − 0\.50\) / ([\d.]+) = (−?[\d.]+)\.`)
	tail   = regexp.MustCompile(`Student's t, (\d+) degrees of freedom: certainty (\d+) %\.`)
	means  = regexp.MustCompile(`(?:IT|Business) ([\d.]+), from (\d+) of (\d+) leads\.`)
)

func figure(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(strings.Replace(s, "−", "-", 1), 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// follow works an explanation out again from what is printed, as a reader with a pocket
// calculator would, and returns what does not come out within the rounding.
func follow(t *testing.T, printed string) (wrong []string) {
	t.Helper()
	side, c, b, f := means.FindAllStringSubmatch(printed, -1), chance.FindStringSubmatch(printed), beyond.FindStringSubmatch(printed), tail.FindStringSubmatch(printed)
	if len(side) != 2 || c == nil || b == nil || f == nil {
		return []string{"a step is missing"}
	}
	check := func(what string, got, want, within float64) {
		if math.Abs(got-want) > within+1e-9 {
			wrong = append(wrong, fmt.Sprintf("%s: %v, worked out %.3f", what, got, want))
		}
	}
	raw, se, gap, tt := figure(t, c[1]), figure(t, c[2]), figure(t, c[3]), figure(t, b[3])
	check("difference", raw, math.Abs(figure(t, side[0][1])-figure(t, side[1][1])), 0.105)
	check("gap", gap, raw*(1-se*se), 0.015)
	check("the same gap", figure(t, b[1]), gap, 0)
	check("the same standard error", figure(t, b[2]), se, 0)
	check("t", tt, (gap-0.5)/se, 0.05+(0.005+0.005*math.Abs(tt))/se)
	nu := 8 + figure(t, side[0][2]) - 1 + figure(t, side[1][2]) - 1
	check("degrees of freedom", figure(t, f[1]), nu, 0)
	if sure := figure(t, f[2]); sure > 100*student(nu, tt+0.05) || sure < math.Min(99, 100*student(nu, tt-0.05))-1 {
		wrong = append(wrong, fmt.Sprintf("certainty: %v, worked out %.1f", sure, 100*student(nu, tt)))
	}
	return wrong
}

// student is Student's t distribution function: its density added up from the middle.
func student(nu, x float64) float64 {
	const steps = 2000
	top, _ := math.Lgamma((nu + 1) / 2)
	bottom, _ := math.Lgamma(nu / 2)
	height := math.Exp(top-bottom) / math.Sqrt(nu*math.Pi)
	var area float64
	for i := range steps {
		at := x * (float64(i) + 0.5) / steps
		area += height * math.Pow(1+at*at/nu, -(nu+1)/2) * x / steps
	}
	return 0.5 + area
}

// TestStudent: 17 degrees of freedom reach .975 at 2.110, as every table has it.
func TestStudent(t *testing.T) {
	for x, want := range map[float64]float64{2.110: 0.975, 1.740: 0.95, 0: 0.5, -1.740: 0.05} {
		if got := student(17, x); math.Abs(got-want) > 0.0002 {
			t.Errorf("at %v: %.4f, want %v", x, got, want)
		}
	}
}

func explained(e checkins.Explain) string {
	return bot.JoinWith("\n", bot.English.ExplainNumbers(e, e.Rows[0])...).Plain()
}

// TestFiguresAgree: every explanation with figures can be followed by hand, and is as
// short as a phone allows.
func TestFiguresAgree(t *testing.T) {
	n := 0
	for name, m := range bottest.Friendly().Cases() {
		e, is := m.(checkins.Explain)
		if !is || len(e.Rows) != 1 || e.Rows[0].Said.Numbers == nil {
			continue
		}
		n++
		printed := explained(e)
		for _, w := range follow(t, printed) {
			t.Errorf("%s: %s\n%s", name, w, printed)
		}
		lines := strings.Split(printed, "\n")
		if len(lines) > 12 {
			t.Errorf("%s: %d lines", name, len(lines))
		}
		for _, l := range lines {
			if len([]rune(l)) > 60 {
				t.Errorf("%s: %d characters: %s", name, len([]rune(l)), l)
			}
		}
	}
	if n < 3 {
		t.Errorf("%d explanations with figures", n)
	}
}

// TestFiguresAreFollowed: an explanation that is off by a little is noticed.
func TestFiguresAreFollowed(t *testing.T) {
	for what, spoil := range map[string]func(*scoring.Numbers){
		"t":      func(n *scoring.Numbers) { n.Sum.T += 0.6 },
		"df":     func(n *scoring.Numbers) { n.Sum.Nu++ },
		"gap":    func(n *scoring.Numbers) { n.Sum.Gap += 0.1 },
		"sure":   func(n *scoring.Numbers) { n.Certainty -= 0.02 },
		"mean":   func(n *scoring.Numbers) { n.Mean[scoring.IT] += 0.2 },
		"spread": func(n *scoring.Numbers) { n.Sum.SE += 0.02 },
	} {
		e := bottest.Friendly().Explain(true)
		n := *e.Rows[0].Said.Numbers
		spoil(&n)
		e.Rows[0].Said.Numbers = &n
		if printed := explained(e); len(follow(t, printed)) == 0 {
			t.Errorf("%s: not noticed in\n%s", what, printed)
		}
	}
}

// TestCasesHaveOneStory: where a case has figures, they are of the same week and the
// same answers as its words, or older.
func TestCasesHaveOneStory(t *testing.T) {
	check := func(name string, d scoring.Disclosure, track []checkins.Point) {
		n := d.Numbers
		if n == nil {
			return
		}
		if n.Round == d.Round && (scoring.BandOf(n.Sum.Gap) != d.Band || d.Higher > 0 && n.Gap < 0 || d.Higher < 0 && n.Gap > 0) {
			t.Errorf("%s: a gap of %v is %q, higher %d", name, n.Sum.Gap, d.Band, d.Higher)
		}
		if n.Round == d.Round && (d.Strength == "strong") != (n.Certainty >= 0.95) {
			t.Errorf("%s: %s, certainty %v", name, d.Strength, n.Certainty)
		}
		for _, p := range track {
			if p.Numbers != nil && scoring.BandOf(p.Numbers.Sum.Gap) != p.Band {
				t.Errorf("%s: on %s a gap of %v is %q", name, p.Date, p.Numbers.Gap, p.Band)
			}
		}
	}
	for name, m := range bottest.Friendly().Cases() {
		switch m := m.(type) {
		case checkins.Explain:
			for _, r := range m.Rows {
				check(name, r.Said, r.Track)
			}
		case checkins.Gaps:
			for _, r := range m.Rows {
				check(name, r.Said, r.Track)
			}
		case checkins.GapAlert:
			for _, r := range m.Rows {
				check(name, r.Said, r.Track)
			}
		}
	}
}
