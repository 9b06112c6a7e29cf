package scoring

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tests here hold the figures in docs/scoring.md and in its pictures against
// the program: a manual that people calculate after must not lie.

func read(t *testing.T, name ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"..", "docs"}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// says reports lines that do not stand in a text in this order, one below the other.
func says(t *testing.T, text string, lines ...string) {
	t.Helper()
	if want := strings.Join(lines, "\n"); !strings.Contains(text, want) {
		t.Errorf("does not say\n%s", want)
	}
}

// given is one line of docs/example/answers.jsonl.
type given struct {
	Round      int
	Side       Side
	Respondent string
	Own, Guess int
}

// TestManualExample works out the example that is to be followed by hand.
func TestManualExample(t *testing.T) {
	rosters := struct {
		CRM []Both[[]string]
	}{}
	if err := json.Unmarshal([]byte(read(t, "example", "rosters.json")), &rosters); err != nil {
		t.Fatal(err)
	}
	weeks := make([]Sheet, len(rosters.CRM))
	for s := bufio.NewScanner(strings.NewReader(read(t, "example", "answers.jsonl"))); s.Scan(); {
		var g given
		if err := json.Unmarshal(s.Bytes(), &g); err != nil {
			t.Fatal(err)
		}
		week := &weeks[g.Round-1]
		week[g.Side] = append(week[g.Side], Answer{Person: g.Respondent, Own: g.Own, Guess: g.Guess})
	}

	p, s := Defaults(), State{}
	var rec Record
	rows := map[string]string{}
	var replayed []string
	for n, sheet := range weeks {
		roster := Roster{People: rosters.CRM[n]}
		var err error
		if rec, err = s.Fold(p, n+1, roster, sheet); err != nil {
			t.Fatal(err)
		}
		for _, side := range Sides {
			for _, who := range s.b.Side[side].People {
				rows[who.ID] += fmt.Sprintf("  %.3f (w %.3f)", who.Own.M, who.Own.W)
			}
		}
		state := ""
		if rec.Event == Opened {
			state = "opened"
		}
		replayed = append(replayed, strings.TrimRight(fmt.Sprintf("%7d  %3d  %8d  %-10s  %+5.2f  %+.2f .. %+.2f        .%02.0f  %-15s  %s",
			rec.Round, rec.C[IT], rec.C[Biz], rec.Status, rec.G, rec.Interval[0], rec.Interval[1], math.Floor(100*math.Min(rec.Certainty, 0.99)), rec.Label, state), " "))
	}
	text := read(t, "scoring.md")
	says(t, text, replayed...)

	views := []string{"lead  after week 1     after week 2     after week 3     h = w/(w + 1)"}
	var own, pair [2]summary
	for _, side := range Sides {
		for _, who := range s.b.Side[side].People {
			views = append(views, fmt.Sprintf("%-4s%s  %.3f", who.ID, rows[who.ID], who.Own.W/(who.Own.W+1)))
		}
		own[side] = summarise(p, s.b.Side[side].People, 3, ratings)
		pair[side] = summarise(p, s.b.Side[side].People, 3, pairs)
	}
	says(t, text, views...)

	it, biz := own[IT], own[Biz]
	v := rec.Tau2 * (it.f + biz.f)
	b := 1 / (1 + v)
	says(t, text,
		fmt.Sprintf("IT         H = %.3f   mu = %.3f   SS = %.3f   f = 1/%.3f - 1/3 = %.3f", it.h, it.mu, it.ss, it.h, it.f),
		fmt.Sprintf("business   H = %.3f   mu = %.3f   SS = %.3f   f = 1/%.3f - 1/3 = %.3f", biz.h, biz.mu, biz.ss, biz.h, biz.f),
		"",
		fmt.Sprintf("nu         8 + (3 - 1) + (3 - 1) = %.0f", rec.Nu),
		fmt.Sprintf("tau2       (8 * 0.36 + %.3f + %.3f) / %.0f = %.4f", it.ss, biz.ss, rec.Nu, rec.Tau2),
		fmt.Sprintf("V          %.4f * (%.3f + %.3f) = %.4f", rec.Tau2, it.f, biz.f, v),
		fmt.Sprintf("B          1 / (1 + %.4f) = %.4f", v, b),
		fmt.Sprintf("G          %.4f * (%.3f - %.3f) = %.3f", b, it.mu, biz.mu, rec.G),
		fmt.Sprintf("SE         sqrt(%.4f * %.4f) = %.3f", b, v, rec.SE),
		fmt.Sprintf("t          (%.3f - 0.5) / %.3f = %.2f", rec.G, rec.SE, (rec.G-0.5)/rec.SE),
		fmt.Sprintf("certainty  T with %.0f degrees of freedom at %.2f = %.4f", rec.Nu, (rec.G-0.5)/rec.SE, rec.Certainty),
		fmt.Sprintf("interval   %.3f -+ %.3f * %.3f = %.2f to %.2f", rec.G, student975(rec.Nu), rec.SE, rec.Interval[0], rec.Interval[1]),
	)
	for _, side := range Sides {
		seen, u := rec.Seen[side].Value, pair[side]
		nu := p.Nu0 + float64(u.c-1)
		tau2 := (p.Nu0*p.Tau0Sq + u.ss) / nu
		b := 1 / (1 + tau2*u.f)
		says(t, text,
			fmt.Sprintf("%-10s H = %.3f   mu = %.3f   SS = %.3f   f = %.3f", []string{"IT", "business"}[side], u.h, u.mu, u.ss, u.f),
			fmt.Sprintf("           tau2 = (8 * 0.36 + %.3f) / %.0f = %.4f", u.ss, nu, tau2),
			fmt.Sprintf("           B = 1 / (1 + %.4f * %.3f) = %.4f", tau2, u.f, b),
			fmt.Sprintf("           P = %.4f * %.3f = %.3f, standard error sqrt(%.4f * %.4f * %.3f) = %.3f", b, u.mu, seen.Perceived, b, tau2, u.f, seen.SE),
			fmt.Sprintf("           missed: %.3f - %.3f = %.3f", rec.G, seen.Perceived, seen.BlindGap),
			fmt.Sprintf("           Phi((%.3f - 0.5) / sqrt(%.3f^2 + %.3f^2)) = %.2f", seen.BlindGap, rec.SE, seen.SE, seen.PBlind),
		)
	}
	if rec.Label != FalseConsensus || rec.Event != Opened {
		t.Errorf("the example ends with %s, %q", rec.Label, rec.Event)
	}
}

// TestManualRounds plays the table of what is said after which round.
func TestManualRounds(t *testing.T) {
	x, numbers, text := script{t: t}, 0, read(t, "scoring.md")
	for n, line := range []string{
		"a=4 b=4 c d e | v=3 w=3 x=2 y=3 z",
		"a b c=5 d e | v w x y z",
		"a b c d=4 e | v w x y z",
		"a b c d e=4 | v=3 w x=3 y z=2",
		"a=4 b=5 c=4 d=4 e=4 | v=3 w=3 x=2 y=3 z=3",
		"a=5 b c=4 d e | v=2 w=3 x y z",
		"a b c d e | v w x y z",
	} {
		x.play(line)
		d := x.s.Disclose(Defaults())
		said := "nothing"
		switch {
		case d.Status == NotEnough && d.Need == [2]int{1, 0}:
			said = "not enough answers: one more from the IT side"
		case d.Status == Held:
			said = fmt.Sprintf("no new result; the words of round %d stay", d.Round)
		case d.Status == OK && d.Numbers == nil:
			said = "new words"
		case d.Status == OK && d.Numbers.Round == d.LastRound:
			said, numbers = "new words and numbers", d.LastRound
		case d.Status == OK && d.Numbers.Round == numbers:
			said = fmt.Sprintf("new words; the numbers stay those of round %d, with its date", numbers)
		}
		it, biz, _ := strings.Cut(line, "|")
		says(t, text, fmt.Sprintf("| %d | %d and %d | %d and %d | %s |",
			n+1, strings.Count(it, "="), strings.Count(biz, "="), x.s.b.C[IT], x.s.b.C[Biz], said))
	}
}

// TestManualConstants: the table of constants has every one of Params.
func TestManualConstants(t *testing.T) {
	data, err := json.Marshal(Defaults())
	if err != nil {
		t.Fatal(err)
	}
	var constants map[string]any
	if err := json.Unmarshal(data, &constants); err != nil {
		t.Fatal(err)
	}
	text := read(t, "scoring.md")
	for name, value := range constants {
		says(t, text, fmt.Sprintf("| `%s` | %v |", name, value))
	}
}

// alike plays the same answers three weeks running: own ratings and guesses of each
// side, a digit a person, and how many leads there are on a side.
func alike(t *testing.T, leads int, ratings, guesses [2]string) Record {
	t.Helper()
	var r Roster
	var sheet Sheet
	for _, side := range Sides {
		for n := range leads {
			id := fmt.Sprint(side, n)
			r.People[side] = append(r.People[side], id)
			if n < len(ratings[side]) {
				a := Answer{Person: id, Own: int(ratings[side][n] - '0')}
				if guesses[side] != "" {
					a.Guess = int(guesses[side][n] - '0')
				}
				sheet[side] = append(sheet[side], a)
			}
		}
	}
	var s State
	var rec Record
	for round := 1; round <= 3; round++ {
		var err error
		if rec, err = s.Fold(Defaults(), round, r, sheet); err != nil {
			t.Fatal(err)
		}
	}
	return rec
}

// TestManualPictures holds what the pictures say of themselves against the program.
func TestManualPictures(t *testing.T) {
	number := func(x float64) string {
		return strings.ReplaceAll(fmt.Sprintf("%.1f", tenth(x)), "-", "−")
	}
	for want, c := range map[Label]struct{ words, it, guess, biz, back string }{
		KnownGap:       {"and both sides know it.", "45454", "22322", "23222", "44544"},
		FalseConsensus: {"and neither side expected it.", "45454", "44544", "23222", "23322"},
		ITBlind:        {"and IT did not expect it.", "45454", "44544", "23222", "44544"},
		FalseConflict:  {"You agree more than you think.", "44544", "23223", "44454", "23232"},
	} {
		rec := alike(t, 5, [2]string{c.it, c.biz}, [2]string{c.guess, c.back})
		if rec.Label != want {
			t.Errorf("%s, want %s", rec.Label, want)
		}
		says(t, read(t, "img", "expected.svg"), fmt.Sprintf("%s Gap %s, IT believes %s, the business believes %s.",
			c.words, number(rec.G), number(rec.Seen[IT].Value.Perceived), number(rec.Seen[Biz].Value.Perceived)))
	}

	picture := read(t, "img", "gap.svg")
	for leads, heard := range map[int]string{5: "All 5 of 5 heard", 12: "Only 5 of 12 heard"} {
		rec := alike(t, leads, [2]string{"44544", "33432"}, [2]string{})
		says(t, picture, fmt.Sprintf("%s: gap %.1f, from %.1f to %.1f, certainty .%.0f.", heard, rec.G, rec.Interval[0], rec.Interval[1], math.Floor(100*rec.Certainty)))
	}

	picture = read(t, "img", "split.svg")
	for biz, c := range map[string]struct {
		where   string
		divided bool
	}{"332343": {"Left they answer alike", false}, "151524": {"Right they answer in two camps", true}} {
		rec := alike(t, 6, [2]string{"444544", biz}, [2]string{})
		says(t, picture, fmt.Sprintf("%s: spread %.1f", c.where, rec.Spread[Biz].Value))
		if rec.Split[Biz] != c.divided || tenth(rec.Mu[Biz]) != 3 {
			t.Errorf("%s: divided %t, mean %v", biz, rec.Split[Biz], rec.Mu[Biz])
		}
	}

	picture = read(t, "img", "fading.svg")
	weight, weights := track{}.with(4), ""
	for weight.W >= Defaults().WMin {
		weights += fmt.Sprint(weight.W, ", ")
		weight = weight.decayed(Defaults().Lambda)
	}
	says(t, picture, fmt.Sprintf("%s. At the fifth time it would be %.3f", strings.TrimSuffix(strings.TrimPrefix(weights, "1, "), ", "), weight.W))
}

// pictured is the year in the picture: the ratings of five leads of IT and of five
// of the business every second week, - for whoever did not answer.
const pictured = `2-543 -4--3  43334 53443  44344 5-342  33--4 -4-33  3322- 4-232  33--3 55--3  --434 --342
-442- 4-3-2  --4-- 44332  353-4 -3232  43-43 4333-  43354 -2-22  4-54- --322  4-55- 42-33  544-5 4---4
454-4 4323-  45545 43322  55455 -1332  43-43 ----2  54-5- -3233  34-44 --344  -4-5- --433  43-3- 54433
342-4 4--22  543-5 54444  4343- 443-2`

// TestManualYear plays that year.
func TestManualYear(t *testing.T) {
	var r Roster
	for n := range 5 {
		for _, side := range Sides {
			r.People[side] = append(r.People[side], fmt.Sprint(side, n))
		}
	}
	var s State
	var opened, closed string
	var without []string
	words := strings.Fields(pictured)
	for n := 0; n < len(words); n += 2 {
		var sheet Sheet
		for _, side := range Sides {
			for i, c := range words[n+int(side)] {
				if c != '-' {
					sheet[side] = append(sheet[side], Answer{Person: r.People[side][i], Own: int(c - '0')})
				}
			}
		}
		week := n + 1
		rec, err := s.Fold(Defaults(), week, r, sheet)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case rec.Status != OK:
			without = append(without, fmt.Sprint(week))
		case rec.Event == Opened:
			opened += fmt.Sprintf("opens in week %d with a gap of %.1f", week, rec.G)
		case rec.Event == Closed:
			closed += fmt.Sprintf("closes in week %d with a gap of %.1f", week, rec.G)
		}
	}
	says(t, read(t, "img", "year.svg"), fmt.Sprintf("The alert %s, and %s. Weeks %s and %s have no result.",
		opened, closed, strings.Join(without[:len(without)-1], ", "), without[len(without)-1]))
}
