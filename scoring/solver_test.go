package scoring

import (
	"fmt"
	wide "math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// element is a number modulo the prime 2^61-1. The weights of the filter are
// fractions with lambda = 1/2 and rho = 1, so they have an exact image here, and
// whether equations depend on each other is decided without rounding: a rank can
// only come out wrong if a determinant is a multiple of the prime.
type element uint64

const prime = 1<<61 - 1

func (a element) plus(b element) element { return (a + b) % prime }

func (a element) minus(b element) element { return (a + prime - b) % prime }

func (a element) times(b element) element {
	hi, lo := wide.Mul64(uint64(a), uint64(b))
	return element(wide.Rem64(hi, lo, prime))
}

// inverse is 1/a, by Fermat: a^(prime-2). a must not be 0.
func (a element) inverse() element {
	out := element(1)
	for e := uint64(prime - 2); e > 0; e >>= 1 {
		if e&1 == 1 {
			out = out.times(a)
		}
		a = a.times(a)
	}
	return out
}

// equations are what is known of sums of unknown answers. Each column is one
// answer and has an owner, each row the coefficients of one equation; a row that
// is shorter than the list of columns ends in zeros.
type equations struct {
	owner []string
	rows  [][]element
}

// unknown adds a column.
func (e *equations) unknown(owner string) (column int) {
	e.owner = append(e.owner, owner)
	return len(e.owner) - 1
}

// rank is the number of independent equations when the answers of some people
// are known.
func (e *equations) rank(known ...string) int {
	skip := make([]bool, len(e.owner))
	for i, owner := range e.owner {
		skip[i] = slices.Contains(known, owner)
	}
	// lead[c] is a row whose last non-zero coefficient stands in column c. The
	// newest column comes first because an equation about a new answer is then
	// independent at sight.
	lead := make([][]element, len(e.owner))
	rank := 0
	for _, row := range e.rows {
		row = slices.Clone(row)
		for c := len(row) - 1; c >= 0; c-- {
			if skip[c] || row[c] == 0 {
				continue
			}
			if lead[c] == nil {
				factor := row[c].inverse()
				for i := range row[:c+1] {
					row[i] = row[i].times(factor)
				}
				lead[c] = row[:c+1]
				rank++
				break
			}
			factor := row[c]
			for i, x := range lead[c] {
				row[i] = row[i].minus(factor.times(x))
			}
		}
	}
	return rank
}

// isolated returns somebody about whose answers alone the equations say
// anything to whoever knows the answers of the attacker; "" when there is nobody.
//
// A combination of the equations that is about one person p alone vanishes on
// the columns of everybody else. It is there, and not 0 on those of p, exactly if
// the rank falls when the columns of p are dropped.
func (e *equations) isolated(attacker string) string {
	full := e.rank(attacker)
	people := slices.Clone(e.owner)
	slices.Sort(people)
	for _, p := range slices.Compact(people) {
		if p != attacker && e.rank(attacker, p) < full {
			return p
		}
	}
	return ""
}

// system writes equations as rows of small numbers below a row of owners.
func system(owners []string, rows ...[]int) *equations {
	e := &equations{owner: owners}
	for _, row := range rows {
		out := make([]element, len(row))
		for i, x := range row {
			out[i] = element(x + prime)
			out[i] %= prime
		}
		e.rows = append(e.rows, out)
	}
	return e
}

func TestSolver(t *testing.T) {
	abc := []string{"a", "b", "c"}
	for name, c := range map[string]struct {
		e        *equations
		attacker string
		want     string
	}{
		"a sum of three":                      {system(abc, []int{1, 1, 1}), "a", ""},
		"a sum of two, one is the attacker":   {system(abc, []int{1, 1}), "a", "b"},
		"the same for an outsider":            {system(abc, []int{1, 1}), "z", ""},
		"no equation":                         {system(abc), "a", ""},
		"an equation about nobody":            {system(abc, []int{0, 0, 0}), "a", ""},
		"an equation about the attacker":      {system(abc, []int{1}), "a", ""},
		"the same equation twice":             {system(abc, []int{1, 2, 3}, []int{1, 2, 3}), "a", ""},
		"a multiple":                          {system(abc, []int{1, 2, 3}, []int{2, 4, 6}), "a", ""},
		"other weights":                       {system(abc, []int{1, 2, 3}, []int{1, 3, 2}), "a", "b"},
		"a difference":                        {system([]string{"a", "b", "c", "d"}, []int{1, 1, 1, 1}, []int{0, 0, 1, 1}), "a", "b"},
		"a total and all its parts but one":   {system([]string{"b", "b", "c", "c", "d", "d"}, []int{1, 0, 1}, []int{0, 1, 0, 1}, []int{1, 1, 1, 1, 1, 1}), "a", "d"},
		"a functional of two answers":         {system([]string{"b", "b", "c"}, []int{1, 2, 1}, []int{0, 1, 1}), "a", "b"},
		"two answers of one person in a sum":  {system([]string{"b", "b", "c"}, []int{1, 2, 0}), "a", "b"},
		"only two equations together isolate": {system([]string{"a", "b", "c", "d"}, []int{1, 1, 1, 1}, []int{3, -2, 1, 1}), "a", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.e.isolated(c.attacker); got != c.want {
				t.Errorf("isolated %q, want %q", got, c.want)
			}
		})
	}
}

// TestSolverFindsCombinations hides an equation about one person in others.
func TestSolverFindsCombinations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Not drawn by rapid, which prefers small numbers: rows of those are alike
		// more often than not.
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		coefficient := func() element { return 1 + element(random.Uint64N(prime-1)) }
		// Person i has the columns i and i+people; each row is about everybody.
		people := rapid.IntRange(3, 8).Draw(t, "people")
		var e equations
		for i := range 2 * people {
			e.unknown(fmt.Sprint(i % people))
		}
		for range rapid.IntRange(1, people-2).Draw(t, "rows") {
			row := make([]element, 2*people)
			for i := range row {
				row[i] = coefficient()
			}
			e.rows = append(e.rows, row)
		}
		if got := e.isolated("0"); got != "" {
			t.Fatalf("isolated %s", got)
		}
		// The sum of all rows, each with a factor, and something about person 1.
		row := make([]element, 2*people)
		row[1], row[1+people] = coefficient(), coefficient()
		for _, r := range e.rows {
			factor := coefficient()
			for i, x := range r {
				row[i] = row[i].plus(factor.times(x))
			}
		}
		at := rapid.IntRange(0, len(e.rows)).Draw(t, "at")
		e.rows = slices.Insert(e.rows, at, row)
		if got := e.isolated("0"); got != "1" {
			t.Fatalf("isolated %q", got)
		}
	})
}
