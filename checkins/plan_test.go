package checkins

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parallax/scoring"
)

// courses builds a standing from "dimension:asked/guessed[!|?]", where ! is an
// open alert and ? is watch.
func courses(text string) Standing {
	var s Standing
	for _, f := range strings.Fields(text) {
		name, rest, _ := strings.Cut(f, ":")
		c := s.Of(scoring.Dimension(name))
		if _, err := fmt.Sscanf(strings.TrimRight(rest, "!?"), "%d/%d", &c.Asked, &c.Guessed); err != nil {
			panic(err)
		}
		switch {
		case strings.HasSuffix(rest, "!"):
			c.Said.Open, c.Said.Label = true, scoring.KnownGap
		case strings.HasSuffix(rest, "?"):
			c.Said.Label = scoring.Watch
		}
	}
	return s
}

func dims(text string) []scoring.Dimension {
	var ds []scoring.Dimension
	for _, f := range strings.Fields(text) {
		ds = append(ds, scoring.Dimension(f))
	}
	return ds
}

func TestChoose(t *testing.T) {
	for name, c := range map[string]struct {
		seq      int
		pulse    string
		standing string
		all      string // "items", "guesses" or both
		items    string // the focus first
		guesses  string
	}{
		"first round":                  {1, "a b c d e f", "", "", "a b c d e f", "a"},
		"second round":                 {2, "a b c", "a:1/1 b:1/0 c:1/0", "", "b c a", "b"},
		"third round":                  {3, "a b c d", "a:2/1 b:2/2 c:2/0 d:2/0", "", "c d a b", "c"},
		"third round on watch":         {3, "a b c d", "a:2/1 b:2/2 c:2/0 d:2/0?", "", "d c a b", "d"},
		"what few were asked first":    {3, "a b c d", "a:2/1 b:2/2 c:1/0 d:2/0", "", "c d a b", "c"},
		"fourth round":                 {4, "a b c d e f", "a:3/1 b:3/2 c:3/3 d:3/0 e:3/0 f:3/0", "", "d e f", "d"},
		"least recently asked":         {9, "a b c d e f", "a:8/8 b:6/6 c:7/5 d:5/4 e:8/3 f:7/7", "", "e d b", "e"},
		"focus is one of them":         {9, "a b c d", "a:8/1 b:5/5 c:6/6 d:7/7", "", "a b c", "a"},
		"guesses of one age":           {9, "a b c d", "a:8/0 b:5/0 c:6/0 d:7/0", "", "b c d", "b"},
		"ties take turns":              {9, "c a d b", "a:8/4 b:8/4 c:8/4 d:8/4", "", "c a d", "c"},
		"an alert":                     {9, "a b c d", "a:5/1 b:6/2 c:8/8! d:7/7", "", "c a b", "c"},
		"a watch":                      {9, "a b c d", "a:5/1 b:6/2 c:8/8? d:7/7", "", "c a b", "c"},
		"an alert before a watch":      {9, "a b c d", "a:5/1? b:6/2 c:8/8! d:7/7", "", "c a b", "c"},
		"two alerts":                   {9, "a b c d", "a:8/8! b:7/2! c:6/8 d:5/7", "", "b a d", "b"},
		"at most two":                  {9, "a b c d e", "a:8/8! b:7/7! c:6/6! d:5/5? e:4/4", "", "c b e", "c"},
		"the third waits its turn":     {9, "a b c d e", "a:3/8! b:4/7! c:5/6! d:6/5? e:7/4", "", "a b c", "a"},
		"new in the pulse":             {9, "a b c d", "a:8/8 b:7/7 c:6/6", "", "d c b", "d"},
		"no longer in the pulse":       {9, "a b", "a:8/8 b:7/7 c:1/1!", "", "b a", "b"},
		"fewer than three":             {9, "a", "a:8/8", "", "a", "a"},
		"all items":                    {9, "a b c d", "a:5/1 b:6/2 c:8/8! d:7/7", "items", "c a b d", "c"},
		"all guesses":                  {9, "a b c d", "a:5/1 b:6/2 c:8/8! d:7/7", "guesses", "c a b", "c a b"},
		"all items and guesses":        {9, "a b c d", "a:5/1 b:6/2 c:8/8 d:7/7", "items guesses", "a b d c", "a b d c"},
		"kick-off with all guesses":    {1, "a b c d", "", "guesses", "a b c d", "a b c d"},
		"no dimension in a late round": {9, "", "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := Pulse{Dimensions: dims(c.pulse), AllItems: strings.Contains(c.all, "items"), AllGuesses: strings.Contains(c.all, "guesses")}
			got := Choose(p, c.seq, courses(c.standing))
			want := Choice{Items: dims(c.items), Guesses: dims(c.guesses), KickOff: c.seq <= 3, Uncut: c.all != ""}
			if len(want.Items) > 0 {
				want.Focus = want.Items[0]
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
			if !slices.Equal(p.Dimensions, dims(c.pulse)) {
				t.Fatal("the pulse was changed")
			}
		})
	}
}

// put carries out a plan: what a standing notes of a round.
func put(s *Standing, seq int, plan Plan) {
	for _, d := range plan.Items {
		s.Of(d).Asked = seq
	}
	for _, d := range plan.Guesses {
		s.Of(d).Guessed = seq
	}
}

// Over a year of fortnightly rounds every dimension is asked and guessed about as
// often, for pulses of every size and leads of every load.
func TestRotationIsFair(t *testing.T) {
	for size := 1; size <= 10; size++ {
		for k := 1; k <= 4; k++ {
			var s Standing
			p := Pulse{Dimensions: Dimensions()[:size]}
			asked, guessed := map[scoring.Dimension]int{}, map[scoring.Dimension]int{}
			for seq := 1; seq <= 26; seq++ {
				plan := Choose(p, seq, s).For(k, false, s)
				put(&s, seq, plan)
				for _, d := range plan.Items {
					asked[d]++
				}
				for _, d := range plan.Guesses {
					guessed[d]++
				}
			}
			for what, counts := range map[string]map[scoring.Dimension]int{"asked": asked, "guessed": guessed} {
				least, most := 26, 0
				for _, d := range p.Dimensions {
					least, most = min(least, counts[d]), max(most, counts[d])
				}
				if most-least > 2 || least == 0 {
					t.Errorf("%d dimensions, %d initiatives: %s %v", size, k, what, counts)
				}
			}
		}
	}
}

// Two alerts that stay open take two places for good; the others share the third.
func TestRotationBesideAlerts(t *testing.T) {
	for _, open := range []string{"value", "value delivery", "value delivery why"} {
		var s Standing
		p := Pulse{Dimensions: Dimensions()}
		asked := map[scoring.Dimension]int{}
		for seq := 1; seq <= 40; seq++ {
			for _, d := range dims(open) {
				s.Of(d).Said.Open = seq > 3
			}
			c := Choose(p, seq, s)
			if seq > 3 && (!s.Pressing(c.Focus) || len(c.Items) != 3) {
				t.Fatalf("%s: round %d: %v", open, seq, c)
			}
			put(&s, seq, c.For(1, false, s))
			for _, d := range c.Items {
				asked[d]++
			}
		}
		for _, d := range p.Dimensions {
			if asked[d] < 3+4 {
				t.Errorf("%s open: %s asked %d times", open, d, asked[d])
			}
		}
	}
}

func TestFor(t *testing.T) {
	quiet := courses("a:3/1 b:4/2 c:5/3 d:6/4 e:7/5 f:8/6 g:8/7 h:8/8")
	for _, c := range []struct {
		seq, k, items int
	}{
		{4, 0, 3}, {4, 1, 3}, {4, 2, 3}, {4, 3, 1}, {4, 4, 1}, {4, 5, 1}, {4, 6, 1}, {4, 7, 1}, {4, 8, 1}, {4, 99, 1}, {4, -1, 3},
		{1, 1, 7}, {1, 2, 3}, {1, 3, 1}, {1, 4, 1}, {1, 5, 1}, {1, 6, 1}, {1, 7, 1}, {1, 8, 1}, {3, 1, 7},
	} {
		choice := Choose(Pulse{Dimensions: dims("a b c d e f g h")}, c.seq, quiet)
		plan := choice.For(c.k, false, quiet)
		if len(plan.Items) != c.items || !slices.Equal(plan.Items, choice.Items[:c.items]) {
			t.Errorf("round %d, %d initiatives: %v", c.seq, c.k, plan.Items)
		}
		if !slices.Equal(plan.Guesses, []scoring.Dimension{choice.Focus}) {
			t.Errorf("round %d, %d initiatives: guesses %v", c.seq, c.k, plan.Guesses)
		}
		if taps := c.k * (len(plan.Items) + len(plan.Guesses)); c.k <= 4 && taps > 8 {
			t.Errorf("round %d, %d initiatives: %d taps", c.seq, c.k, taps)
		}
	}
	for all, p := range map[string]Pulse{"4/1": {AllItems: true}, "3/3": {AllGuesses: true}, "4/4": {AllItems: true, AllGuesses: true}} {
		p.Dimensions = dims("a b c d")
		for k := 1; k < 9; k++ {
			plan := Choose(p, 9, quiet).For(k, k%2 == 0, quiet)
			if got := fmt.Sprintf("%d/%d", len(plan.Items), len(plan.Guesses)); got != all {
				t.Errorf("%d initiatives: got %s, want %s", k, got, all)
			}
		}
	}
	if plan := Choose(Pulse{}, 9, quiet).For(1, false, quiet); len(plan.Items)+len(plan.Guesses) != 0 {
		t.Errorf("nothing to ask: %v", plan)
	}
}

func TestOneItemTakesTurns(t *testing.T) {
	for name, c := range map[string]struct {
		standing string
		seq      int
		lone     bool
		want     string
	}{
		"an alert":                   {"a:5/1 b:6/2 c:8/8! d:7/7", 9, false, "c"},
		"after an alert":             {"a:5/1 b:6/2 c:8/8! d:7/7", 9, true, "a"},
		"after a watch":              {"a:5/1 b:4/2 c:8/8? d:7/7", 9, true, "b"},
		"after one of two":           {"a:5/1! b:6/2 c:8/8! d:7/7", 9, true, "b"},
		"nothing presses":            {"a:5/5 b:6/2 c:8/8 d:7/7", 9, false, "b"},
		"nothing presses any more":   {"a:5/5 b:6/2 c:8/8 d:7/7", 9, true, "b"},
		"three press":                {"a:5/1! b:6/2! c:7/8! d:8/7", 9, true, "c"},
		"everything presses":         {"a:5/1! b:6/2! c:7/8! d:8/7?", 9, true, "c"},
		"in a kick-off":              {"a:2/1 b:2/2 c:2/0 d:2/0?", 3, true, "c"},
		"in a kick-off, not alerted": {"a:2/1 b:2/2 c:2/0 d:2/0?", 3, false, "d"},
	} {
		t.Run(name, func(t *testing.T) {
			s := courses(c.standing)
			choice := Choose(Pulse{Dimensions: dims("a b c d")}, c.seq, s)
			items := slices.Clone(choice.Items)
			plan := choice.For(4, c.lone, s)
			if diff := cmp.Diff(Plan{Items: dims(c.want), Guesses: dims(c.want)}, plan); diff != "" {
				t.Fatal(diff)
			}
			if !slices.Equal(items, choice.Items) {
				t.Fatal("the choice was changed")
			}
		})
	}
	// Only busy leads: with an alert that stays open, half the rounds are for the rest.
	var s Standing
	p, lone, pressed := Pulse{Dimensions: dims("a b c d")}, false, 0
	asked := map[scoring.Dimension]int{}
	s.Of("a").Said.Open = true
	for seq := 4; seq < 28; seq++ {
		plan := Choose(p, seq, s).For(3, lone, s)
		put(&s, seq, plan)
		lone = s.Pressing(plan.Items[0])
		if lone {
			pressed++
		}
		asked[plan.Items[0]]++
	}
	if diff := cmp.Diff(map[scoring.Dimension]int{"a": 12, "b": 4, "c": 4, "d": 4}, asked); diff != "" || pressed != 12 {
		t.Errorf("pressed %d: %s", pressed, diff)
	}
}

// Turns are for those who get one item, and need something to turn to.
func TestNoTurns(t *testing.T) {
	s := courses("a:5/1! b:6/2 c:7/3 d:8/4")
	for pulse, k := range map[string]int{"a b c d": 2, "a": 4} {
		choice := Choose(Pulse{Dimensions: dims(pulse)}, 9, s)
		if got := choice.For(k, true, s); !slices.Equal(got.Items, choice.Items) || !slices.Equal(got.Guesses, dims("a")) {
			t.Errorf("%s: %v", pulse, got)
		}
	}
}

func TestFirstFour(t *testing.T) {
	for name, c := range map[string]struct {
		due   []InitiativeID
		asked map[InitiativeID]Date
		want  []InitiativeID
	}{
		"none":                 {nil, nil, nil},
		"four":                 {[]InitiativeID{"d", "c", "b", "a"}, nil, []InitiativeID{"a", "b", "c", "d"}},
		"five, nothing asked":  {[]InitiativeID{"e", "d", "c", "b", "a"}, nil, []InitiativeID{"a", "b", "c", "d"}},
		"never asked first":    {[]InitiativeID{"a", "b", "c", "d", "e"}, map[InitiativeID]Date{"a": "2026-02-03", "b": "2026-02-03", "c": "2026-02-03", "d": "2026-02-03"}, []InitiativeID{"e", "b", "c", "d"}},
		"least recently first": {[]InitiativeID{"a", "b", "c", "d", "e"}, map[InitiativeID]Date{"a": "2026-02-24", "b": "2026-02-17", "c": "2026-02-10", "d": "2026-02-03", "e": "2025-12-30"}, []InitiativeID{"e", "d", "c", "b"}},
		"each once":            {[]InitiativeID{"a", "b", "a", "c", "a", "d"}, nil, []InitiativeID{"a", "b", "c", "d"}},
	} {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(c.due)
			got := FirstFour(c.due, c.asked)
			if !slices.Equal(got, c.want) || !slices.Equal(before, c.due) {
				t.Fatalf("got %v of %v", got, c.due)
			}
		})
	}
	// Six initiatives a week: nobody starves.
	asked, times := map[InitiativeID]Date{}, map[InitiativeID]int{}
	for week := Date("2026-01-05"); week < "2026-07-06"; week = week.AddDays(7) {
		for _, i := range FirstFour([]InitiativeID{"a", "b", "c", "d", "e", "f"}, asked) {
			asked[i] = week.AddDays(1)
			times[i]++
		}
	}
	for i, n := range times {
		if n < 16 || n > 19 {
			t.Errorf("%s asked %d times in 26 weeks", i, n)
		}
	}
}

// Whatever the standing, a plan is a part of the pulse: each item once, the guess
// among them, the most pressing first, and no more than the budget.
func TestPlanHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pulse{
			Dimensions: rapid.Permutation(Dimensions()).Draw(t, "order")[:rapid.IntRange(1, 10).Draw(t, "size")],
			AllItems:   rapid.Bool().Draw(t, "all items"),
			AllGuesses: rapid.Bool().Draw(t, "all guesses"),
		}
		var s Standing
		for _, d := range Dimensions() {
			c := s.Of(d)
			c.Asked, c.Guessed = rapid.IntRange(0, 9).Draw(t, "asked"), rapid.IntRange(0, 9).Draw(t, "guessed")
			c.Said.Open = rapid.IntRange(0, 5).Draw(t, "open") == 0
			if rapid.IntRange(0, 5).Draw(t, "watch") == 0 {
				c.Said.Label = scoring.Watch
			}
		}
		seq, k := rapid.IntRange(1, 12).Draw(t, "seq"), rapid.IntRange(1, 9).Draw(t, "k")
		c := Choose(p, seq, s)
		plan := c.For(k, rapid.Bool().Draw(t, "lone"), s)
		seen := map[scoring.Dimension]bool{}
		for _, d := range plan.Items {
			if seen[d] || !slices.Contains(p.Dimensions, d) || !slices.Contains(c.Items, d) {
				t.Fatalf("%v of %v", plan.Items, c.Items)
			}
			seen[d] = true
		}
		for _, d := range plan.Guesses {
			if !seen[d] {
				t.Fatalf("guess %s is not among %v", d, plan.Items)
			}
		}
		if len(plan.Items) == 0 || len(plan.Guesses) == 0 || c.Items[0] != c.Focus {
			t.Fatalf("%v of %v", plan, c)
		}
		if !c.Uncut && min(k, 4)*(len(plan.Items)+1) > 8 && len(plan.Items) > 1 {
			t.Fatalf("%d initiatives: %v", k, plan)
		}
		if any := slices.ContainsFunc(p.Dimensions, s.Pressing); any && !s.Pressing(c.Focus) {
			t.Fatalf("%s has the focus", c.Focus)
		}
	})
}
