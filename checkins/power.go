package checkins

import (
	"cmp"
	_ "embed" // powerJSON
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"parallax/scoring"
)

// powerJSON is what a roster can see, simulated beforehand by `parallax simulate
// --table`: nobody who sets up an initiative has the time for it.
//
//go:embed power.json
var powerJSON []byte

// LargestPower is the largest side in the table; larger ones see at least as much.
const LargestPower = 12

// OutlookGaps are the gaps that an Outlook is for, in points.
var OutlookGaps = [2]float64{1, 1.5}

// Power holds, by plan, smaller side and larger side (each from 1), the rounds by which
// usually a gap of each of OutlookGaps is found; 0: not within as many rounds as a
// weekly pulse has in a year.
type Power struct {
	Response float64               `json:"response"`
	Years    int                   `json:"years"` // simulated for each number
	Seed     uint64                `json:"seed"`
	Rounds   map[string][][][2]int `json:"rounds"`
}

// PowerTable reads the table.
var PowerTable = sync.OnceValue(func() Power {
	var t Power
	if err := json.Unmarshal(powerJSON, &t); err != nil {
		panic(fmt.Sprintf("power.json: %v", err)) // it comes with the program, and a test reads it
	}
	return t
})

// PowerPlan is the name of the plan in the table that stands for a pulse. With up to
// three dimensions auto asks all of them every round; between the numbers of dimensions
// of two plans the slower one is taken.
func PowerPlan(p Pulse) string {
	switch {
	case p.AllItems || len(p.Dimensions) <= 3:
		return "all"
	case len(p.Dimensions) <= 6:
		return "auto/6"
	}
	return "auto/10"
}

// Outlook is by when a roster usually sees a gap of each of OutlookGaps that is there
// from the first day, in weeks; 0: not within a year.
type Outlook struct {
	Leads [2]int // by scoring.Side
	Weeks [2]float64
	Other string // a preset of which nothing was simulated beforehand; empty: Weeks hold
}

// OutlookOf looks up what a roster would usually see with a pulse, and how soon; false
// while a side has nobody or the pulse no round.
func OutlookOf(leads [2]int, p Pulse, now time.Time) (Outlook, bool) {
	weeks := p.Interval(DateOf(now))
	if min(leads[scoring.IT], leads[scoring.Biz]) < 1 || weeks == 0 {
		return Outlook{}, false
	}
	o := Outlook{Leads: leads}
	if p.preset() != "normal" {
		o.Other = p.Preset
		return o, true
	}
	small := min(leads[scoring.IT], leads[scoring.Biz], LargestPower)
	large := min(max(leads[scoring.IT], leads[scoring.Biz]), LargestPower)
	for n, rounds := range PowerTable().Rounds[PowerPlan(p)][small-1][large-small] {
		o.Weeks[n] = float64(rounds) * weeks
	}
	return o, true
}

// Outlook looks up what the leads of an initiative will see. Who has not accepted yet
// to be named is taken to accept while nobody has.
func (i Initiative) Outlook(now time.Time) (Outlook, bool) {
	var leads [2]int
	for _, s := range scoring.Sides {
		leads[s] = cmp.Or(len(i.Scored(s)), len(i.SideLeads(s)))
	}
	return OutlookOf(leads, i.Pulse, now)
}

// A year of a pulse, as far as power is concerned. A round counts at the end of the
// weeks that it opens.
const (
	WeeksAYear  = 52
	WeeksAMonth = WeeksAYear / 12.0
)

// Horizon is a time in which something shows, as people say it.
type Horizon string

// The horizons.
const (
	HorizonMonth  Horizon = "month"
	HorizonTwo    Horizon = "two_months"
	HorizonThree  Horizon = "three_months"
	HorizonHalf   Horizon = "half_year"
	HorizonYear   Horizon = "year"
	HorizonBeyond Horizon = "" // not within a year
)

// Within is the shortest horizon that holds so many weeks.
func Within(weeks float64) Horizon {
	if weeks <= 0 {
		return HorizonBeyond
	}
	for _, h := range []struct {
		weeks float64
		is    Horizon
	}{{WeeksAMonth, HorizonMonth}, {2 * WeeksAMonth, HorizonTwo}, {3 * WeeksAMonth, HorizonThree}, {WeeksAYear / 2, HorizonHalf}, {WeeksAYear, HorizonYear}} {
		if weeks <= h.weeks+1e-9 {
			return h.is
		}
	}
	return HorizonBeyond
}

// Interval is how many weeks there are between the rounds of a pulse from a date on; 0
// when it has none.
func (p Pulse) Interval(from Date) float64 {
	// As many weeks as hold a year of rounds, or in which a cadence of months evens out.
	weeks := WeeksAYear * max(1, p.Every)
	start := max(from, p.Anchor).UTC()
	rounds := len(p.Between(start, start.AddDate(0, 0, 7*weeks)))
	if rounds == 0 {
		return 0
	}
	return float64(weeks) / float64(rounds)
}
