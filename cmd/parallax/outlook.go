package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"parallax/checkins"
	"parallax/scoring"
	"parallax/scoring/simulation"
)

const (
	weeksAYear  = checkins.WeeksAYear
	weeksAMonth = checkins.WeeksAMonth
)

// usually is the share of gaps from which one "would usually show".
const usually = 0.8

// The gaps that power is said for, in points.
var gapsShown = checkins.OutlookGaps

// outlook is by when a roster usually sees a gap of each of gapsShown that is there
// from the first day, in weeks; 0: not within a year.
type outlook struct {
	leads [2]int // by scoring.Side
	weeks [2]float64
}

// horizons are the words for horizons.
var horizons = map[checkins.Horizon]string{
	checkins.HorizonMonth: "a month", checkins.HorizonTwo: "two months", checkins.HorizonThree: "three months",
	checkins.HorizonHalf: "half a year", checkins.HorizonYear: "a year",
}

// within is the shortest horizon that holds so many weeks, "" when none does.
func within(weeks float64) string { return horizons[checkins.Within(weeks)] }

// String says it to a person, as QUESTIONS.md has it but in short sentences.
func (o outlook) String() string {
	with := "With " + o.roster() + ", "
	point, half := "differences of 1 point usually show within ", "differences of 1.5 points usually show within "
	const smaller = ". Smaller ones may not."
	one, more := within(o.weeks[0]), within(o.weeks[1])
	switch {
	case more == "" && one == "":
		return with + "even differences of 1.5 points may not show all year."
	case more == "" || one == more:
		return with + point + one + smaller
	case one == "":
		return with + half + more + smaller
	}
	return with + half + more + ". D" + point[1:] + one + smaller
}

// roster is how many leads there are, with IT first.
func (o outlook) roster() string {
	it, biz := o.leads[scoring.IT], o.leads[scoring.Biz]
	switch {
	case it == 1 && biz == 1:
		return "one lead a side"
	case it == 1:
		return fmt.Sprintf("1 lead and %d", biz)
	case biz == 1:
		return fmt.Sprintf("%d leads and 1", it)
	}
	return fmt.Sprintf("%d and %d leads", it, biz)
}

// outlooks says of each initiative that is new, or whose leads change, what they will
// see. Who has not accepted yet to be named is taken to accept while nobody has.
func (p *plan) outlooks() {
	for _, i := range p.wanted.Initiatives {
		old, known := p.oldInitiatives[i.ID]
		same, leads := known, [2]int{}
		for _, s := range scoring.Sides {
			same = same && slices.Equal(old.SideLeads(s), i.SideLeads(s)) && slices.Equal(old.Scored(s), i.Scored(s))
			leads[s] = cmp.Or(len(i.Scored(s)), len(i.SideLeads(s)))
		}
		if said := power(leads, i.Pulse, p.now); said != "" && !same {
			p.schedules = append(p.schedules, fmt.Sprintf("%s: %s", i.ID, said))
		}
	}
}

// asking is the plan of a pulse as it is put to leads who have no other initiative.
func asking(p checkins.Pulse) simulation.Plan {
	return func(round int, courses []simulation.Course) []int {
		s := checkins.Standing{Course: make(map[scoring.Dimension]*checkins.Course, len(courses))}
		for n, d := range p.Dimensions {
			c := courses[n]
			s.Course[d] = &checkins.Course{Said: c.Said, Asked: c.Asked, Guessed: c.Guessed}
		}
		var places []int
		for _, d := range checkins.Choose(p, round, s).For(1, false, s).Items {
			places = append(places, slices.Index(p.Dimensions, d))
		}
		return places
	}
}

// roundsIn is how many rounds a pulse with that interval, in weeks, has in so many
// weeks.
func roundsIn(weeks, interval float64) int { return int(math.Floor(weeks/interval + 1e-9)) }
