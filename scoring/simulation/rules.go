package simulation

import (
	"cmp"
	"fmt"
	"math"
)

// Rule is a way to say that two sides are apart.
type Rule int

// The rules, the product's last.
const (
	Naive       Rule = iota // the means of a round are more than a point apart
	Welch                   // Welch's t-test of a round, p < .05
	MannWhitney             // the exact Mann-Whitney test of a round, p < .05
	Parallax                // SCORING.md: an alert is open
	rules       = iota
)

// Rules lists them all.
var Rules = []Rule{Naive, Welch, MannWhitney, Parallax}

// String names the rule as a heading does.
func (r Rule) String() string {
	names := [rules]string{"difference of means > 1", "Welch p < .05", "Mann-Whitney p < .05", "Parallax"}
	if r < 0 || r >= rules {
		return fmt.Sprintf("rule(%d)", int(r))
	}
	return names[r]
}

// MarshalText writes "naive", "welch", "mann_whitney" or "parallax".
func (r Rule) MarshalText() ([]byte, error) {
	names := [rules]string{"naive", "welch", "mann_whitney", "parallax"}
	if r < 0 || r >= rules {
		return nil, fmt.Errorf("write rule: %d is none", int(r))
	}
	return []byte(names[r]), nil
}

// level is the significance at which the tests speak.
const level = 0.05

// says lets a comparison rule read the answers of one round. A test says only that
// the sides differ; which one is higher is read off the means.
func (r Rule) says(it, biz counts) bool {
	n, m := it.people(), biz.people()
	if n == 0 || m == 0 {
		return false
	}
	switch r {
	case Naive:
		// In whole numbers: means of 4.2 and 3.2 are not more than a point apart.
		return math.Abs(float64(it.sum()*m-biz.sum()*n)) > float64(n*m)
	case Welch:
		_, _, p, ok := welch(it, biz)
		return ok && p < level
	case MannWhitney:
		return mannWhitney(it, biz) < level
	}
	return false
}

// higher is +1 when the IT side's mean is the higher one, -1 when the business's
// is, else 0.
func higher(it, biz counts) int {
	return cmp.Compare(it.sum()*biz.people(), biz.sum()*it.people())
}
