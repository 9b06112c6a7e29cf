package scoring

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// attack is what one lead may know at worst: the method, every roster and mode,
// who answered which dimension when, the answers of named sides, and, of every
// publication that allowed numbers, the side means before rounding, and the mean
// of the pairs behind every share. The answers of the attacker are taken as known
// by [equations.isolated]. Sides and quantities have no unknown in common, so
// each has its own equations.
type attack struct {
	rounds int // folded so far
	mode   [2]Mode
	said   [2][2]map[string][]saying // by side, quantity and person: what their view is made of
	known  [2][2]equations
	shown  int // the folded round of the last numbers

	// How many equations were read: means of confidential sides, shares, and
	// means that just three new people stand behind.
	means, shares, tight int
}

// saying is one answer that entered a filter.
type saying struct {
	at     int // the folded round, counted from 1
	x      float64
	column int // of the unknown; -1: everybody knows it
}

// fold takes note of a round as everybody sees it.
func (a *attack) fold(x turn) {
	a.rounds++
	for _, side := range Sides {
		anew := x.roster.Mode[side] == Named && a.mode[side] != Named
		a.mode[side] = x.roster.Mode[side]
		for q := range a.said[side] {
			if a.said[side][q] == nil || anew {
				a.said[side][q] = map[string][]saying{}
			}
			maps.DeleteFunc(a.said[side][q], func(id string, _ []saying) bool { return !slices.Contains(x.roster.People[side], id) })
		}
		for _, answer := range x.sheet[side] {
			if answer.Own == 0 {
				continue
			}
			a.hear(side, ratings, answer.Person, float64(answer.Own))
			if answer.Guess != 0 {
				a.hear(side, pairs, answer.Person, difference(side, answer))
			}
		}
	}
}

// hear adds an answer. Who is named shows the rating, and never the guess.
func (a *attack) hear(side Side, q quantity, who string, x float64) {
	column := -1
	if q == pairs || a.mode[side] == Confidential {
		column = a.known[side][q].unknown(who)
	}
	a.said[side][q][who] = append(a.said[side][q][who], saying{a.rounds, x, column})
}

// forget takes note of an erasure. What was published about the person stays.
func (a *attack) forget(who string) {
	for _, side := range Sides {
		for q := range a.said[side] {
			delete(a.said[side][q], who)
		}
	}
}

// learn adds the equation of a published mean, and returns that mean.
//
// The view of a person is m = sum(lambda^age * x)/w, with w = sum(lambda^age), so
// that with h = w/(w+1) the mean is mu = sum(h*m)/H = sum(lambda^age*x/(w+1))/H.
// H is known, so the coefficient of an answer is lambda^age/(w+1).
func (a *attack) learn(p Params, side Side, q quantity) float64 {
	e := &a.known[side][q]
	row := make([]element, len(e.owner))
	half := element(2).inverse()
	var mean, h float64
	for _, sayings := range a.said[side][q] {
		var w, sum float64
		var exact element
		weights := make([]element, len(sayings))
		for i, s := range sayings {
			age := a.rounds - s.at
			w += math.Ldexp(1, -age)
			sum += math.Ldexp(s.x, -age)
			weights[i] = 1
			for range age {
				weights[i] = weights[i].times(half)
			}
			exact = exact.plus(weights[i])
		}
		if w < p.WMin {
			continue
		}
		h += w / (w + 1)
		mean += sum / (w + 1)
		factor := exact.plus(1).inverse()
		for i, s := range sayings {
			if s.column >= 0 {
				row[s.column] = factor.times(weights[i])
			}
		}
	}
	e.rows = append(e.rows, row)
	return mean / h
}

// renewed counts the people in a mean who gave an unknown answer since the last
// numbers.
func (a *attack) renewed(p Params, side Side, q quantity) int {
	n := 0
	for _, sayings := range a.said[side][q] {
		last := sayings[len(sayings)-1]
		if w := math.Ldexp(1, last.at-a.rounds); last.column >= 0 && last.at > a.shown && w >= p.WMin {
			n++
		}
	}
	return n
}

// read takes in what was disclosed after a round, if there are new numbers, and
// makes sure that they are what the attacker takes them for.
func (a *attack) read(t interface{ Fatalf(string, ...any) }, p Params, s *State) {
	d := s.Disclose(p)
	if d.Numbers == nil || d.Numbers.Round != d.LastRound {
		return
	}
	for _, side := range Sides {
		people, n := s.b.Side[side].People, s.b.N[side]
		if a.mode[side] == Confidential {
			a.means++
			if a.renewed(p, side, ratings) == 3 {
				a.tight++
			}
		}
		mean := a.learn(p, side, ratings)
		if math.Abs(mean-summarise(p, people, n, ratings).mu) > 1e-9 || math.Abs(mean-d.Numbers.Mean[side]) > .05+1e-9 {
			t.Fatalf("round %d: the attacker expects the mean %v of %s, published was %v", d.Round, mean, side, d.Numbers.Mean[side])
		}
		if !d.Numbers.ShareSeen[side].Known {
			continue
		}
		a.shares++
		if mean := a.learn(p, side, pairs); math.Abs(mean-summarise(p, people, n, pairs).mu) > 1e-9 {
			t.Fatalf("round %d: the attacker expects the mean %v of the pairs of %s", d.Round, mean, side)
		}
	}
	a.shown = a.rounds
}

// success names a lead who could isolate another one, and that one; "" for
// nobody. Whatever an outsider could do, or a lead of the other side, a lead of
// the side can.
func (a *attack) success() string {
	for _, side := range Sides {
		for q, e := range a.known[side] {
			people := slices.Clone(e.owner)
			slices.Sort(people)
			for _, attacker := range slices.Compact(people) {
				if victim := e.isolated(attacker); victim != "" {
					return fmt.Sprintf("%s isolates %s (%s)", attacker, victim, [...]string{ratings: "ratings", pairs: "pairs"}[q])
				}
			}
		}
	}
	return ""
}

// event is one step of a history: an erasure, and then a round.
type event struct {
	erased string // "" for nobody
	turn
}

// String writes an event in the language of script.
func (e event) String() string {
	var b strings.Builder
	if e.erased != "" {
		fmt.Fprintf(&b, "erase %s; ", e.erased)
	}
	fmt.Fprintf(&b, "%d:", e.round)
	for _, side := range Sides {
		if side == Biz {
			b.WriteString(" |")
		}
		if e.roster.Mode[side] == Named {
			b.WriteString(" !")
		}
		for _, id := range e.roster.People[side] {
			fmt.Fprintf(&b, " %s", id)
			for _, x := range e.sheet[side] {
				if x.Person == id {
					fmt.Fprintf(&b, "=%d/%d", x.Own, x.Guess)
				}
			}
		}
	}
	return b.String()
}

// team draws the life of one side.
type team struct {
	side   Side
	on     []bool // of its people, who is a lead now
	named  bool
	temper string
	moves  []int // each round each draws one: 0 stays, 1 leaves or comes back, 2 comes back
	busy   []int // drawn from; 10 is too busy to be asked
	own    []int // ratings, drawn from
	guess  []int
	bias   int
}

var tenths = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}

// draw moves the team on by one round.
func (m *team) draw(t *rapid.T, e *event) {
	id := func(i int) string { return fmt.Sprintf("%s-%d", m.side, i) }
	anybody := func(label string) *bool { return &m.on[rapid.IntRange(0, len(m.on)-1).Draw(t, label)] }
	happens := []string{"", "", "", "", "", "", "", "", "", "", "", "all come", "all come", "some leave", "named"}
	if m.named {
		happens = []string{"all come", ""}
	}
	switch rapid.SampledFrom(happens).Draw(t, "happens") {
	case "all come":
		m.named = false
		for i := range m.on {
			m.on[i] = true
		}
	case "some leave":
		for range rapid.IntRange(1, 3).Draw(t, "leavers") {
			*anybody("leaver") = false
		}
	case "named": // which only a side of one or two can be
		m.named = true
		clear(m.on)
		*anybody("one") = true
		*anybody("two") = true
	}
	if m.named {
		e.roster.Mode[m.side] = Named
	}
	if rapid.SampledFrom([]bool{false, true}).Draw(t, "changes") {
		m.temper = rapid.SampledFrom([]string{"all", "three", "two", "none", "most", "all", "one"}).Draw(t, "temper")
	}
	for i := range m.on {
		if move := rapid.SampledFrom(m.moves).Draw(t, "move"); move > 0 && !m.named {
			m.on[i] = !m.on[i] || move == 2
		}
		if m.on[i] {
			e.roster.People[m.side] = append(e.roster.People[m.side], id(i))
		}
	}
	people := e.roster.People[m.side]
	var chosen []string // just these answer
	if n := map[string]int{"one": 1, "two": 2, "three": 3}[m.temper]; n > 0 {
		chosen = rapid.Permutation(people).Draw(t, "chosen")[:min(n, len(people))]
	}
	likely := map[string]int{"all": 10, "most": 7}[m.temper]
	for _, who := range people {
		// The dimension is not put to somebody who is busy; for the filter and the
		// attacker that is silence.
		reply := rapid.SampledFrom(m.busy).Draw(t, "busy") + rapid.SampledFrom(tenths).Draw(t, "reply")
		if !slices.Contains(chosen, who) && reply >= likely {
			continue
		}
		// The last edit before the close wins, also one to "can't say".
		var final Answer
		for range rapid.SampledFrom([]int{1, 1, 1, 2, 3}).Draw(t, "edits") {
			final = Answer{
				Person: who,
				Own:    rapid.SampledFrom(m.own).Draw(t, "own"),
				Guess:  rapid.SampledFrom(m.guess).Draw(t, "guess"),
			}
			if final.Own > 0 {
				final.Own = min(5, max(1, final.Own+m.bias))
			}
		}
		e.sheet[m.side] = append(e.sheet[m.side], final)
	}
}

// drawLives draws a history of two sides large enough for numbers.
func drawLives(t *rapid.T) []event {
	var teams [2]team
	wide := rapid.SampledFrom([]int{1, 0, 2}).Draw(t, "bias") // of IT upwards and of the business downwards
	erase := append(make([]bool, 14), true)
	for _, s := range Sides {
		regular := rapid.SampledFrom([]int{6, 5, 7, 9, 8}).Draw(t, "regular")
		spare := rapid.SampledFrom([]int{0, 1, 3}).Draw(t, "spare")
		teams[s] = team{
			side: s, on: make([]bool, regular+spare), temper: "all", bias: wide * []int{1, -1}[s],
			moves: rapid.SampledFrom([][]int{{0}, append(make([]int, 38), 1, 2), append(make([]int, 9), 1, 2, 2)}).Draw(t, "moves"),
			busy:  []int{0}, own: []int{3, 2, 4, 1, 5}, guess: []int{3, 2, 4, 1, 5},
		}
		// Whatever makes people differ hides them, so half of the sides are alike.
		if rapid.Bool().Draw(t, "differ") {
			teams[s].busy = []int{0, 0, 0, 0, 0, 0, 0, 10}
			teams[s].own = []int{3, 2, 4, 1, 5, 2, 3, 4, 3, 0}
			teams[s].guess = []int{3, 2, 4, 1, 5, 0}
		}
		for i := range regular {
			teams[s].on[i] = true
		}
	}
	var out []event
	round := 0
	for range rapid.SampledFrom([]int{8, 4, 12, 20}).Draw(t, "rounds") {
		round += rapid.IntRange(1, 2).Draw(t, "step")
		e := event{turn: turn{round: round}}
		if len(out) > 0 && rapid.SampledFrom(erase).Draw(t, "erase") {
			s := rapid.SampledFrom(Sides[:]).Draw(t, "side")
			i := rapid.IntRange(0, len(teams[s].on)-1).Draw(t, "erased")
			e.erased = fmt.Sprintf("%s-%d", s, i)
			teams[s].on[i] = teams[s].on[i] && rapid.Bool().Draw(t, "stays") // to go on as a new lead
		}
		for s := range teams {
			teams[s].draw(t, &e)
		}
		out = append(out, e)
	}
	return out
}

// live plays one event to a state and to the attacker. The disclosure is not
// read yet.
func (a *attack) live(t interface{ Fatal(...any) }, p Params, s *State, e event) Record {
	if e.erased != "" {
		s.Forget(p, e.erased)
		a.forget(e.erased)
	}
	rec := mustFold(t, s, e.turn)
	a.fold(e.turn)
	return rec
}

// TestNobodyIsIsolated: whatever people do, no lead who knows the own answers
// can solve all the means and shares that were ever disclosed for the answers of
// one other person alone. What whole numbers and the other figures tell besides is
// in TestCertainAfterOneRound and TestCertainAfterTwoRounds.
func TestNobodyIsIsolated(t *testing.T) {
	p := Defaults()
	var histories, rounds, numbered int
	var sum attack
	rapid.Check(t, func(t *rapid.T) {
		var s State
		var a attack
		history := drawLives(t)
		for _, e := range history {
			a.live(t, p, &s, e)
			a.read(t, p, &s)
		}
		if found := a.success(); found != "" {
			var b strings.Builder
			for _, e := range history {
				fmt.Fprintln(&b, e)
			}
			t.Fatalf("%s\n%s", found, &b)
		}
		histories++
		rounds += len(history)
		sum.means, sum.shares, sum.tight = sum.means+a.means, sum.shares+a.shares, sum.tight+a.tight
		if a.means > 2 {
			numbered++
		}
	})
	t.Logf("%d histories of %d rounds, %d with numbers more than once; %d means of a confidential side, %d of them with three new people; %d shares",
		histories, rounds, numbered, sum.means, sum.tight, sum.shares)
	if histories >= 50 && (numbered < histories/3 || sum.means < 2*histories || sum.shares < histories || sum.tight < histories/4) {
		t.Error("too little was disclosed for this to say anything")
	}
}

// TestThreeNewPeople: what nobody is isolated by is the number of new people
// behind each figure. The same histories give people away if two are enough.
func TestThreeNewPeople(t *testing.T) {
	p := Defaults()
	const histories = 150
	lives := rapid.Custom(drawLives)
	var isolated [4][2]int // by how many people must be new, and quantity
	for seed := range histories {
		history := lives.Example(seed)
		for need := range isolated {
			for _, q := range []quantity{ratings, pairs} {
				var s State
				var a attack
				for _, e := range history {
					a.live(t, p, &s, e)
					enough := s.b.Status == OK
					for _, side := range Sides {
						c := summarise(p, s.b.Side[side].People, s.b.N[side], q).c
						enough = enough && (a.mode[side] == Named || c >= p.KExact && a.renewed(p, side, q) >= need)
					}
					if enough {
						for _, side := range Sides {
							if a.mode[side] == Confidential {
								a.learn(p, side, q)
							}
						}
						a.shown = a.rounds
					}
				}
				if a.success() != "" {
					isolated[need][q]++
				}
			}
		}
	}
	t.Logf("isolated in how many of %d histories, by how many people must be new: %v", histories, isolated)
	for q := range 2 {
		if isolated[0][q] == 0 || isolated[1][q] == 0 || isolated[2][q] == 0 || isolated[3][q] > 0 {
			t.Errorf("isolated %v", isolated)
		}
	}
}

// brief reads one round in short: the leads of IT, a bar, the leads of the
// business. Each is a letter, a capital for who answered, a minus after it for an
// answer without a guess; "x;" erases x first. A star before it all says that a
// rule that is too weak would show the means, a plus that it would show the shares
// too.
func brief(round int, line string) (e event, means, shares bool) {
	line, shares = strings.CutPrefix(line, "+")
	line, means = strings.CutPrefix(line, "*")
	if who, rest, found := strings.Cut(line, ";"); found {
		e.erased, line = who, rest
	}
	e.round = round
	for i, half := range strings.Split(line, " | ") {
		for _, letter := range half {
			who := strings.ToLower(string(letter))
			switch {
			case letter == '-':
				e.sheet[i][len(e.sheet[i])-1].Guess = 0
				continue
			case string(letter) != who:
				e.sheet[i] = append(e.sheet[i], Answer{Person: who, Own: 4 - 2*i, Guess: 3})
			}
			e.roster.People[i] = append(e.roster.People[i], who)
		}
	}
	return e, means || shares, shares
}

// TestAttacks plays the shortest ways through rules that are weaker than that of
// SCORING.md 9, and sees them closed.
func TestAttacks(t *testing.T) {
	p := Defaults()
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"a new answer": {[]string{"*ABCDE | VWXYZ", "*abcdE | VWXYZ"}, "a isolates e (ratings)"},
		"two new answers, one of them the attacker's": {[]string{"*ABCDE | VWXYZ", "*AbcdE | VWXYZ"}, "a isolates e (ratings)"},
		"a leaver and the attacker":                   {[]string{"*ABCDEF | VWXYZ", "*Abcde | VWXYZ"}, "a isolates f (ratings)"},
		"two leavers, one after the other":            {[]string{"*ABCDEFG | VWXYZ", "*abcdef | VWXYZ", "*abcde | VWXYZ"}, "a isolates f (ratings)"},
		// Weights of 1 and 1.5 answers halve each round, but w/(w+1) does not.
		"a silent side whose views differ in age": {[]string{"*ABCDE | VWXYZ", "*ABCDe | VWXYZ", "*abcde | VWXYZ"}, "a isolates e (ratings)"},
		"a silent side after somebody joined":     {[]string{"*ABCDE | VWXYZ", "*ABCDEF | VWXYZ", "*abcdef | VWXYZ"}, "a isolates f (ratings)"},
		// Three changed, but one of them never was in a mean.
		"a leaver, the attacker, and somebody who came and went": {
			[]string{"*ABCDEF | VWXYZ", "abcdefG | VWXYZ", "*Abcde | VWXYZ"}, "a isolates f (ratings)",
		},
		"who is erased and starts anew counts twice": {[]string{"*ABCDEF | VWXYZ", "*f;AbcdeF | VWXYZ"}, "a isolates f (ratings)"},
		"three new ratings, but two new pairs":       {[]string{"+ABCDE | VWXYZ", "+ABC-de | VWXYZ"}, "a isolates b (pairs)"},
		"three new answers":                          {[]string{"+ABCDE | VWXYZ", "+ABCde | VWXYZ"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var s State
			var weak, real attack
			for i, line := range c.lines {
				e, means, shares := brief(i+1, line)
				real.live(t, p, &s, e)
				real.read(t, p, &s)
				weak.forget(e.erased)
				weak.fold(e.turn)
				for _, side := range Sides {
					if means {
						weak.learn(p, side, ratings)
					}
					if shares {
						weak.learn(p, side, pairs)
					}
				}
			}
			if got := weak.success(); got != c.want {
				t.Errorf("with the weaker rule: %q, want %q", got, c.want)
			}
			if got := real.success(); got != "" {
				t.Error(got)
			}
			if real.means == 0 {
				t.Error("no numbers at all")
			}
		})
	}
}
