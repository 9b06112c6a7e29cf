package simulation

import (
	"fmt"
	"math/rand/v2"

	"parallax/scoring"
)

// outcome is what the rules came to in one year.
type outcome struct {
	alarms [rules]int // times they began to speak, over all dimensions
	found  [rules]int // the round, counted from the onset, in which they found the gap; 0: never
}

// year plays one year. roster is that of the world.
type year struct {
	World
	roster   scoring.Roster
	chance   *rand.Rand
	opinions opinions
	planted  int          // the dimension with the gap
	lower    scoring.Side // the side it lowers

	states  []scoring.State
	courses []Course
	speaks  [][rules]bool // by dimension: what the rules say now
	out     outcome

	// Used again in every round.
	weather weather
	reading scoring.Reading
	sheet   scoring.Sheet
}

// play plays the year of that number.
func (w World) play(number int, roster scoring.Roster) (outcome, error) {
	y := year{
		World: w, roster: roster, chance: generator(w.Seed, number),
		planted: number % w.Dimensions, lower: scoring.Sides[number/w.Dimensions%2],
		states:  make([]scoring.State, w.Dimensions),
		courses: make([]Course, w.Dimensions),
		speaks:  make([][rules]bool, w.Dimensions),
	}
	y.opinions = w.opinions(y.chance)
	for round := 1; round <= w.Rounds; round++ {
		if w.Gap > 0 && round == max(1, w.Onset) {
			for i := range y.opinions[y.lower][y.planted] {
				y.opinions[y.lower][y.planted][i] -= w.Gap
			}
		}
		if err := y.round(round); err != nil {
			return outcome{}, fmt.Errorf("year %d: %w", number, err)
		}
		if w.Gap > 0 && y.settled() {
			break
		}
	}
	return y.out, nil
}

// settled reports that the rest of the year has nothing to tell.
func (y *year) settled() bool {
	for _, r := range y.Rules {
		if y.out.found[r] == 0 {
			return false
		}
	}
	return true
}

// round asks, and lets the rules read the answers.
func (y *year) round(round int) error {
	y.World.weather(y.chance, &y.weather)
	for n, d := range y.Plan(round, y.courses) {
		heard := y.ask(d, n == 0 || y.AllGuesses)
		if _, err := y.states[d].FoldInto(&y.reading, y.Params, round, y.roster, y.sheet); err != nil {
			return err
		}
		c := &y.courses[d]
		c.Asked, c.Said = round, y.states[d].Disclose(y.Params)
		if n == 0 || y.AllGuesses {
			c.Guessed = round
		}
		for _, r := range y.Rules {
			if r == Parallax {
				y.hear(r, d, round, c.Said.Open, c.Said.Higher)
				continue
			}
			y.hear(r, d, round, r.says(heard[scoring.IT], heard[scoring.Biz]), higher(heard[scoring.IT], heard[scoring.Biz]))
		}
	}
	return nil
}

// ask fills the sheet with the answers on one dimension, and returns them as the
// comparison rules read them.
func (y *year) ask(d int, guess bool) (heard [2]counts) {
	for _, s := range scoring.Sides {
		y.sheet[s] = y.sheet[s][:0]
		for i, opinion := range y.opinions[s][d] {
			if !y.weather.present[s][i] {
				continue
			}
			a := scoring.Answer{
				Person: y.roster.People[s][i],
				Own:    rating(opinion + y.weather.mood[s][i] + residualSD*y.chance.NormFloat64()),
			}
			if guess {
				a.Guess = a.Own
			}
			y.sheet[s] = append(y.sheet[s], a)
			heard[s][a.Own-1]++
		}
	}
	return heard
}

// hear notes what a rule says of a dimension, and which side is higher.
func (y *year) hear(r Rule, d, round int, speaks bool, higher int) {
	if speaks && !y.speaks[d][r] {
		y.out.alarms[r]++
	}
	y.speaks[d][r] = speaks
	right := +1
	if y.lower == scoring.IT {
		right = -1
	}
	if y.Gap > 0 && d == y.planted && y.out.found[r] == 0 && round >= y.Onset && speaks && higher == right {
		y.out.found[r] = round - max(1, y.Onset) + 1
	}
}
