package bot

import (
	"fmt"
	"math"

	"parallax/checkins"
	"parallax/scoring"
)

// ExplainNumbers tells the figures of one dimension where they may be shown, with
// the date when they are older than the words. The certainty stands here and
// nowhere else.
func ExplainNumbers(r checkins.ExplainRow) Text {
	n := r.Said.Numbers
	if n == nil {
		return Text{}
	}
	var when Text
	if n.Round != r.Said.Round {
		if d, ok := dateOf(*n, r); ok {
			when = Join(Trusted("Numbers of "), Day(d), Trusted(":"))
		} else {
			when = Trusted("Numbers of an earlier check-in:")
		}
	}
	gap := fmt.Sprintf("Gap %.1f points after allowing for chance, probably between %s and %s.", math.Abs(n.Gap), ordered(*n, 0), ordered(*n, 1))
	parts := []Text{when, Figures(*n), Trusted(gap), Trusted(fmt.Sprintf("Certainty of a gap beyond half a point: %.0f %%.", n.Certainty*100))}
	for _, s := range scoring.Sides {
		if share := n.ShareSeen[s]; share != nil {
			seen := fmt.Sprintf("%d %%", *share)
			if *share == 0 {
				seen = "none"
			}
			parts = append(parts, Trusted(upper(side(s))+" leads see "+seen+" of the gap."))
		}
	}
	return JoinWith(" ", parts...)
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
