package bot

import (
	"fmt"
	"math"

	"parallax/checkins"
	"parallax/scoring"
)

// priorPeople is nu0 of SCORING.md 2: the weight of the prior variance, in people.
// The degrees of freedom of a gap are counted from it.
const priorPeople = 8

// ExplainNumbers tells the figures of one dimension where they may be shown, step
// by step, so that a reader can work them out again; with the date when they are
// older than the words. The certainty stands here and nowhere else. Empty where no
// figures may be shown.
func ExplainNumbers(r checkins.ExplainRow) []Text {
	n := r.Said.Numbers
	if n == nil {
		return nil
	}
	var lines []Text
	if n.Round != r.Said.Round {
		if d, ok := dateOf(*n, r); ok {
			lines = append(lines, Join(Trusted("Numbers of "), Day(d), Trusted(":")))
		} else {
			lines = append(lines, Trusted("Numbers of an earlier check-in:"))
		}
	}
	heard := func(s scoring.Side) string {
		return fmt.Sprintf("%s %.1f from %d of %d leads.", upper(side(s)), n.Mean[s], n.Heard[s], n.Leads[s])
	}
	raw := n.Mean[scoring.IT] - n.Mean[scoring.Biz]
	size := math.Abs(n.Gap)
	lines = append(lines,
		Trusted(heard(scoring.IT)+" "+heard(scoring.Biz)+" The scale is 1 to 5."),
		Trusted(fmt.Sprintf("Difference: %.1f points. Allowing for chance, the gap is %.1f.", math.Abs(raw), size)),
		Trusted(fmt.Sprintf("Standard error %.1f: it is probably between %s and %s.", n.SE, ordered(*n, 0), ordered(*n, 1))))
	if n.SE > 0 {
		beyond := fmt.Sprintf("Beyond half a point: (%.1f − 0.5) / %.1f = %s standard errors.", size, n.SE, signed((size-0.5)/n.SE))
		lines = append(lines, Trusted(fmt.Sprintf("%s Student's t, %d degrees of freedom.", beyond, priorPeople+n.Heard[scoring.IT]-1+n.Heard[scoring.Biz]-1)))
	}
	lines = append(lines, Trusted(fmt.Sprintf("Certainty of a gap beyond half a point: %.0f %%.", n.Certainty*100)))
	return append(lines, more(*n)...)
}

// more tells the figures beside the gap that are defined.
func more(n scoring.Numbers) []Text {
	var lines []Text
	for _, s := range scoring.Sides {
		if share := n.ShareSeen[s]; share.Known {
			seen := fmt.Sprintf("%d %%", share.Value)
			if share.Value == 0 {
				seen = "none"
			}
			lines = append(lines, Trusted(upper(side(s))+" leads see "+seen+" of the gap."))
		}
	}
	for _, s := range scoring.Sides {
		if spread := n.Spread[s]; spread.Known {
			lines = append(lines, Trusted(fmt.Sprintf("Beyond ordinary variation, %s leads differ by %.1f (standard deviation).", side(s), spread.Value)))
		}
	}
	if n.Change.Known {
		switch c := n.Change.Value; {
		case c > 0:
			lines = append(lines, Trusted(fmt.Sprintf("%.1f points wider than at the baseline.", c)))
		case c < 0:
			lines = append(lines, Trusted(fmt.Sprintf("%.1f points narrower than at the baseline.", -c)))
		default:
			lines = append(lines, Trusted("As wide as at the baseline."))
		}
	}
	return append(lines, Trusted("Every figure is rounded, so your own sum may differ a little."))
}

// signed writes a number with a true minus sign.
func signed(x float64) string {
	if x < 0 {
		return fmt.Sprintf("−%.1f", -x)
	}
	return fmt.Sprintf("%.1f", x)
}

// ordered gives an end of the interval of the gap's size: a gap in favour of the
// business is told as a positive one too.
func ordered(n scoring.Numbers, end int) string {
	v := n.Interval[end]
	if n.Gap < 0 {
		v = -n.Interval[1-end]
	}
	if v < 0 {
		return fmt.Sprintf("%.1f the other way", -v)
	}
	return fmt.Sprintf("%.1f", v+0)
}

// dateOf finds the date of older numbers among the points that carried them.
func dateOf(n scoring.Numbers, r checkins.ExplainRow) (checkins.Date, bool) {
	for i := len(r.Track) - 1; i >= 0; i-- {
		if p := r.Track[i]; p.Numbers != nil && p.Numbers.Round == n.Round {
			return p.Date, true
		}
	}
	return "", false
}

// ExplainMethod says in three sentences how every result comes about.
func ExplainMethod() Text {
	return Trusted("We take each lead's recent answers; older ones count half as much each time. " +
		"We average each side, and allow for chance and for leads we did not hear. " +
		"We speak up when strong evidence shows more than half a point between the sides.")
}

// ExplainNothing is said when there is nothing to explain.
func ExplainNothing() Text { return Trusted("There is no result to explain yet.") }
