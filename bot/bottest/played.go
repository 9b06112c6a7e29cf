package bottest

import (
	"fmt"
	"sync"

	"parallax/checkins"
	"parallax/scoring"
)

// week is one check-in: a digit a lead, own ratings and guesses; a dot is silence.
type week struct{ it, biz, itGuess, bizGuess string }

// scripts are weeks of one statement, so that words and figures of a case come out of
// the same answers. The sixth is that of 3 March.
var scripts = map[string][]week{
	// IT and the business go apart, and neither expects it.
	"surprise": {
		{"44344.", "443444", "44344.", "443444"}, {"44444.", "443434", "44444.", "443434"}, {"44444.", "433434", "44444.", "433434"},
		{"44544.", "333434", "44444.", "333434"}, {"45544.", "323433", "44444.", "333433"}, {"45544.", "323233", "45444.", "333233"},
	},
	"wide": {
		{"44344.", "443444", "44344.", "443444"}, {"44444.", "443434", "44444.", "443434"}, {"44444.", "433434", "44444.", "433434"},
		{"45544.", "323333", "45444.", "333333"}, {"55545.", "222233", "44444.", "322333"}, {"55545.", "212232", "45444.", "322233"},
	},
	// The business rates a little less low than IT, which knows it.
	"promises": {
		{"22222.", "322222", "33222.", "322222"}, {"22222.", "323223", "33222.", "323223"}, {"22221.", "323223", "33323.", "323223"},
		{"21222.", "333223", "33332.", "333223"}, {"21222.", "333323", "33333.", "333323"}, {"21222.", "333323", "33333.", "333323"},
	},
	// The business rates higher, is divided, and both know it.
	"mixed": {
		{"44334.", "544435", "44444.", "443343"}, {"43334.", "543535", "44444.", "443333"}, {"33333.", "552525", "44444.", "333333"},
		{"22223.", "552525", "44444.", "222222"}, {"21212.", "552525", "44444.", "222122"}, {"11212.", "552525", "44444.", "211122"},
	},
	"agreed": {
		{"44444.", "444444", "44444.", "444444"}, {"44444.", "444444", "44444.", "444444"}, {"44444.", "444444", "44444.", "444444"},
		{"44444.", "444444", "44444.", "444444"}, {"44444.", "444444", "44444.", "444444"}, {"44444.", "444444", "44444.", "444444"},
	},
	"divided": {
		{"111444", "111144", "", ""}, {"111144", "111144", "", ""}, {"111144", "111144", "", ""},
		{"111144", "111144", "", ""}, {"111144", "111144", "", ""}, {"111144", "111144", "", ""},
	},
	"average": {
		{"44444.", "552525", "", ""}, {"44444.", "552525", "", ""}, {"44444.", "552525", "", ""},
		{"44444.", "552525", "", ""}, {"44444.", "552525", "", ""}, {"44344.", "552525", "", ""},
	},
	"nearer": {{"555", "222", "", ""}, {"545", "323", "", ""}, {"445", "332", "", ""}, {"444", "333", "", ""}, {"444", "334", "", ""}, {"443", "333", "", ""}},
	// IT was the higher one; now the business is, by a little, and the alert is open.
	"turned": {
		{"55555.", "222222", "", ""}, {"55555.", "222222", "", ""}, {"55555.", "222222", "", ""},
		{"11111.", "555555", "", ""}, {"44344.", "444444", "", ""}, {"44444.", "455444", "", ""},
	},
	// Too few answer anew for numbers, and then for any result.
	"old": {
		{"44344.", "443444", "44344.", "443444"}, {"44444.", "443434", "44444.", "443434"}, {"44444.", "433434", "44444.", "433434"},
		{"45544.", "323333", "45444.", "333333"}, {"55....", "22....", "44....", "32...."}, {".54...", ".32...", ".44...", ".32..."}, {".....", "3.....", "......", "3....."},
	},
}

// played is what comes out of a script: what may be said after the last week, and the
// points of the published ones.
type played struct {
	said  scoring.Disclosure
	track []checkins.Point
}

// plays scores the scripts.
var plays = sync.OnceValue(func() map[string]played {
	all := map[string]played{}
	for name, weeks := range scripts {
		all[name] = play(weeks)
	}
	return all
})

func play(weeks []week) played {
	var (
		p     = scoring.Defaults()
		state scoring.State
		out   played
	)
	for n, w := range weeks {
		var roster scoring.Roster
		var sheet scoring.Sheet
		for _, side := range scoring.Sides {
			roster.People[side], sheet[side] = leads(side, [2]string{w.it, w.biz}[side], [2]string{w.itGuess, w.bizGuess}[side])
		}
		rec, err := state.Fold(p, n+1, roster, sheet)
		if err != nil {
			panic(err)
		}
		out.said = state.Disclose(p)
		if rec.Status != scoring.OK {
			continue
		}
		point := checkins.Point{Date: first.AddDays(7 * n), Label: out.said.Label, Band: out.said.Band, Higher: out.said.Higher}
		if numbers := out.said.Numbers; numbers != nil && numbers.Round == rec.Round {
			point.Numbers = numbers
		}
		out.track = append(out.track, point)
	}
	return out
}

// first is the date of the first week.
const first = checkins.Date("2026-01-27")

func leads(side scoring.Side, own, guess string) (people []string, answers []scoring.Answer) {
	for i, digit := range own {
		id := fmt.Sprintf("%v-%d", side, i)
		people = append(people, id)
		if digit == '.' {
			continue
		}
		a := scoring.Answer{Person: id, Own: int(digit - '0')}
		if guess != "" && guess[i] != '.' {
			a.Guess = int(guess[i] - '0')
		}
		answers = append(answers, a)
	}
	return people, answers
}

// found is the script that ends with such a result, if there is one.
func found(label scoring.Label, band scoring.Band, higher int) (played, bool) {
	for _, name := range []string{"surprise", "wide", "promises", "mixed", "agreed"} {
		if p := plays()[name]; p.said.Label == label && p.said.Band == band && p.said.Higher == higher {
			return p, true
		}
	}
	return played{}, false
}

// script is the one that ends with exactly these words.
func script(d scoring.Disclosure) (played, bool) {
	d.Numbers = nil
	for name, p := range plays() {
		if wordsOf(name) == d {
			return p, true
		}
	}
	return played{}, false
}

// wordsOf is what a script says without its figures.
func wordsOf(name string) scoring.Disclosure {
	d := plays()[name].said
	d.Numbers = nil
	return d
}

// trackTo are six weeks that end with a result, in words.
func trackTo(d scoring.Disclosure) []checkins.Point {
	bands := map[scoring.Band][]scoring.Band{
		scoring.Aligned:  {scoring.Apart, scoring.Apart, scoring.Drifting, scoring.Drifting, scoring.Drifting, scoring.Aligned},
		scoring.Drifting: {scoring.Aligned, scoring.Aligned, scoring.Aligned, scoring.Drifting, scoring.Drifting, scoring.Drifting},
		scoring.Apart:    {scoring.Aligned, scoring.Aligned, scoring.Aligned, scoring.Drifting, scoring.Apart, scoring.Apart},
		scoring.FarApart: {scoring.Aligned, scoring.Drifting, scoring.Drifting, scoring.Apart, scoring.Apart, scoring.FarApart},
	}
	var points []checkins.Point
	for n, band := range bands[d.Band] {
		points = append(points, checkins.Point{Date: first.AddDays(7 * n), Label: d.Label, Band: band, Higher: d.Higher})
	}
	return points
}
