package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"parallax/scoring"
	"parallax/scoring/simulation"
)

// forecast is what simulate found.
type forecast struct {
	IT         int            `json:"it"`
	Biz        int            `json:"biz"`
	Response   float64        `json:"response"`
	Plan       string         `json:"plan"`
	Every      int            `json:"every"` // weeks from round to round
	Dimensions int            `json:"dimensions"`
	Preset     string         `json:"preset"`
	Years      int            `json:"years"` // played of each kind
	Seed       uint64         `json:"seed"`
	Rules      []ruleForecast `json:"rules"`
	Sentences  []string       `json:"sentences"`
}

type ruleForecast struct {
	Rule        simulation.Rule `json:"rule"`
	FalseAlerts estimate        `json:"false_alerts"` // in a year without a gap, over all dimensions
	Found       []found         `json:"found"`
}

// found is the share of gaps of that size that a rule found within so many months of
// their first day.
type found struct {
	Gap    float64  `json:"gap"`
	Months int      `json:"months"`
	Share  estimate `json:"share"`
}

// estimate is a simulated number with the standard error that comes of simulating.
type estimate struct {
	Value float64 `json:"value"`
	SE    float64 `json:"se"`
}

// half is half of a 95 % interval.
func (e estimate) half() float64 { return 1.96 * e.SE }

// mostMonths is up to when the table says what is found.
const mostMonths = 3

// forecast sums up years without a gap and years with each of gapsShown.
func (o simulateOptions) forecast(calm simulation.Tally, apart [len(gapsShown)]simulation.Tally) forecast {
	f := forecast{
		IT: o.leads[scoring.IT], Biz: o.leads[scoring.Biz], Response: o.response, Plan: o.plan, Every: o.every,
		Dimensions: o.dimensions, Preset: o.preset, Years: o.years, Seed: o.seed,
	}
	for _, r := range simulation.Rules {
		rf := ruleForecast{Rule: r}
		rf.FalseAlerts.Value, rf.FalseAlerts.SE = calm.Alarms(r)
		for n, gap := range gapsShown {
			for months := 1; months <= mostMonths; months++ {
				x := found{Gap: gap, Months: months}
				x.Share.Value, x.Share.SE = apart[n].Found(r, roundsIn(float64(months)*weeksAMonth, float64(o.every)))
				rf.Found = append(rf.Found, x)
			}
		}
		f.Rules = append(f.Rules, rf)
	}
	s := outlook{leads: o.leads}
	for n := range gapsShown {
		s.weeks[n] = float64(apart[n].Reaches(simulation.Parallax, usually) * o.every)
	}
	naive, ours := f.Rules[simulation.Naive], f.Rules[simulation.Parallax]
	f.Sentences = []string{s.String(), fmt.Sprintf("You would see %s; comparing the means of each round, %s.",
		often(ours.FalseAlerts.Value, o.years), often(naive.FalseAlerts.Value, o.years))}
	return f
}

// often puts a number of false alarms a year into words; years is how many were
// simulated.
func often(a float64, years int) string {
	switch between := math.Round(1 / a); {
	case a == 0:
		return fmt.Sprintf("no false alarm in %d years", years)
	case a >= 1.5:
		return fmt.Sprintf("about %.0f false alarms a year", a)
	case between < 2:
		return "about one false alarm a year"
	default:
		return fmt.Sprintf("about one false alarm in %.0f years", between)
	}
}

// print writes the forecast for a person.
func (f forecast) print(out io.Writer) error {
	var b strings.Builder
	rounds := "a round a week"
	if f.Every > 1 {
		rounds = fmt.Sprintf("a round every %d weeks", f.Every)
	}
	fmt.Fprintf(&b, "%d and %d leads who answer %.4g %% of the rounds; %d dimensions, plan %s, %s, preset %s.\n",
		f.IT, f.Biz, 100*f.Response, f.Dimensions, f.Plan, rounds, f.Preset)
	fmt.Fprintf(&b, "%d simulated years without a gap, with one of 1.0 and with one of 1.5 from the first day; seed %d. ± is half a 95 %% interval.\n\n", f.Years, f.Seed)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "rule\tfalse alerts a year")
	for _, x := range f.Rules[0].Found {
		switch x.Months {
		case 1:
			fmt.Fprintf(t, "\t%.1f found in 1 month", x.Gap)
		default:
			fmt.Fprintf(t, "\tin %d", x.Months)
		}
	}
	for _, r := range f.Rules {
		fmt.Fprintf(t, "\n%s\t%s", r.Rule, f.alerts(r.FalseAlerts))
		for _, x := range r.Found {
			fmt.Fprintf(t, "\t%.0f ±%.1f %%", 100*x.Share.Value, 100*x.Share.half())
		}
	}
	fmt.Fprintln(t)
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(&b, "\n%s\n", strings.Join(f.Sentences, "\n"))
	_, err := io.WriteString(out, b.String())
	return err
}

// alerts is a number of alerts a year with its uncertainty. None in all years still
// allows for some: three in them, at most, with 95 %.
func (f forecast) alerts(e estimate) string {
	if e.Value == 0 {
		return fmt.Sprintf("0 (below %.2g)", 3/float64(f.Years))
	}
	digits := 2
	if e.Value < 1 {
		digits = 3
	}
	return fmt.Sprintf("%.*f ±%.*f", digits, e.Value, digits, e.half())
}
