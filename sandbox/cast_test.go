package sandbox

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

const everyDimension = 6

var castDimensions = [everyDimension]string{"value", "priority", "delivery", "feasibility", "promises_it", "promises_biz"}

// poll asks many leads of a side and gives the means of what they answer.
func poll(c *Cast, scenario, side, dimension string, round int) (own, guess, share float64) {
	const people = 3000
	var n, g, came float64
	for i := range people {
		o, u, ok := c.Opinion(scenario, "crm", fmt.Sprintf("p%d", i), side, dimension, round)
		if !ok {
			continue
		}
		came++
		if o > 0 {
			own, n = own+float64(o), n+1
		}
		if u > 0 {
			guess, g = guess+float64(u), g+1
		}
	}
	return own / n, guess / g, came / people
}

func TestCastMeans(t *testing.T) {
	c := NewCast(7)
	for _, k := range []struct {
		scenario, side, dimension string
		round                     int
		own, guess, share         float64
	}{
		{Aligned, "it", "value", 1, 3.6, 3.6, .8},
		{Aligned, "biz", "delivery", 20, 3.6, 3.6, .8},
		{Drifting, "it", "value", 3, 4.1, 4.2, .8},
		{Drifting, "biz", "value", 3, 4.1, 4.2, .8},
		{Drifting, "biz", "value", 6, 3.1, 4.0, .8},
		{Drifting, "it", "priority", 12, 4.1, 3.4, .8},
		{Drifting, "biz", "priority", 12, 2.2, 3.8, .8},
		{Drifting, "biz", "delivery", 12, 4.1, 4.2, .8},
		{Theatre, "it", "value", 1, 4.3, 4.4, .8},
		{Theatre, "biz", "value", 1, 2.2, 2.2, .8},
		{Theatre, "biz", "delivery", 9, 4.1, 4.2, .8},
		{Split, "it", "delivery", 5, 3.2, 3.0, .8},
		{Split, "biz", "delivery", 5, 3.0, 3.2, .8},
		{Split, "biz", "value", 5, 3.6, 3.6, .8},
		{Silent, "it", "value", 5, 3.6, 3.6, .8},
		{Silent, "biz", "value", 5, 3.6, 3.6, .1},
	} {
		own, guess, share := poll(c, k.scenario, k.side, k.dimension, k.round)
		if math.Abs(own-k.own) > .12 || math.Abs(guess-k.guess) > .12 || math.Abs(share-k.share) > .03 {
			t.Errorf("%s %s %s round %d: own %.2f guess %.2f share %.2f, want %.1f %.1f %.1f",
				k.scenario, k.side, k.dimension, k.round, own, guess, share, k.own, k.guess, k.share)
		}
	}
}

func TestCastTruth(t *testing.T) {
	c := NewCast(7)
	for _, k := range []struct {
		scenario, side, dimension string
		round                     int
		want                      float64
	}{
		{Drifting, "biz", "value", 3, 4.2}, {Drifting, "biz", "value", 4, 3.85}, {Drifting, "Business", "value", 30, 2.2},
		{Drifting, "IT", "value", 30, 4.2}, {Theatre, "it", "value", 1, 4.4}, {Theatre, "biz", "value", 1, 2.2}, {Split, "biz", "delivery", 1, 3},
	} {
		if got := c.True(k.scenario, k.side, k.dimension, k.round); math.Abs(got-k.want) > 1e-9 {
			t.Errorf("%s %s %s round %d: %v, want %v", k.scenario, k.side, k.dimension, k.round, got, k.want)
		}
	}
}

// A small side has people in both halves.
func TestCastSplitHalves(t *testing.T) {
	for _, side := range [][]string{{"biz1", "biz2", "biz3", "biz4"}, {"paul", "quinn", "rosa", "sami"}} {
		low, high := halves(side)
		if low != 2 || high != 2 {
			t.Errorf("%v: %d think badly and %d well, want two and two", side, low, high)
		}
	}
}

func halves(side []string) (low, high int) {
	c := NewCast(3)
	for _, person := range side {
		var sum, n float64
		for round := 1; round <= 40; round++ {
			if own, _, ok := c.Opinion(Split, "crm", person, "biz", "delivery", round); ok && own > 0 {
				sum, n = sum+float64(own), n+1
			}
		}
		if sum/n < 3 {
			low++
		} else {
			high++
		}
	}
	return low, high
}

func TestCastIsDerived(t *testing.T) {
	people := []string{"ana", "ben", "u1", "u10", ""}
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		scenario := rapid.SampledFrom(ScenarioNames()).Draw(rt, "scenario")
		person := rapid.SampledFrom(people).Draw(rt, "person")
		side := rapid.SampledFrom([]string{"it", "biz"}).Draw(rt, "side")
		dimension := rapid.SampledFrom(castDimensions[:]).Draw(rt, "dimension")
		round := rapid.IntRange(1, 60).Draw(rt, "round")
		c := NewCast(seed)
		own, guess, ok := c.Opinion(scenario, "crm", person, side, dimension, round)
		if own < 0 || own > 5 || guess < 0 || guess > 5 || !ok && own+guess != 0 {
			rt.Fatalf("own %d guess %d ok %v", own, guess, ok)
		}
		for _, p := range people { // asking others first changes nothing
			c.Opinion(scenario, "erp", p, side, dimension, round)
		}
		o2, g2, k2 := NewCast(seed).Opinion(scenario, "crm", person, side, dimension, round)
		if own != o2 || guess != g2 || ok != k2 {
			rt.Fatalf("%d %d %v, then %d %d %v", own, guess, ok, o2, g2, k2)
		}
		for _, d := range castDimensions {
			if _, _, same := c.Opinion(scenario, "crm", person, side, d, round); same != ok {
				rt.Fatalf("answers %s but not %s", dimension, d)
			}
		}
	})
}

func TestCastSeedMatters(t *testing.T) {
	same := 0
	for i := range 200 {
		p := fmt.Sprint("p", i)
		a, _, _ := NewCast(1).Opinion(Aligned, "crm", p, "it", "value", 1)
		b, _, _ := NewCast(2).Opinion(Aligned, "crm", p, "it", "value", 1)
		if a == b {
			same++
		}
	}
	if same > 150 {
		t.Errorf("%d of 200 answers are the same under another seed", same)
	}
}
