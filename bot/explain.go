package bot

import (
	"fmt"
	"slices"
	"strings"

	"parallax/checkins"
	"parallax/scoring"
)

// ExplainNumbers tells the figures of one dimension where they may be shown, with the
// date when they are older than the words. Where one dimension is explained they come
// step by step, so that a reader can work them out again, a short line each: people
// read them on phones. Where several are, one line a dimension has to do. The certainty
// stands here and nowhere else. Empty where no figures may be shown, and only the means
// where no others may.
func (w Words) ExplainNumbers(e checkins.Explain, r checkins.ExplainRow) []Text {
	n := r.Said.Numbers
	if n == nil {
		return nil
	}
	var lines []Text
	if n.Round != r.Said.Round {
		if d, ok := dateOf(*n, r); ok {
			lines = append(lines, Join(Trusted("Numbers of "), w.Day(d), Trusted(":")))
		} else {
			lines = append(lines, Trusted("Numbers of an earlier check-in:"))
		}
	}
	if n.Bare {
		lines = append(lines, w.Figures(*n))
		if len(e.Rows) > 1 {
			return lines // ExplainMethod says why, once
		}
		return append(lines, onlyMeans)
	}
	if len(e.Rows) > 1 {
		return append(lines, Trusted(fmt.Sprintf("IT %.1f, business %.1f. Certainty of more than half a point: %s.", n.Mean[scoring.IT], n.Mean[scoring.Biz], w.percent(*n))))
	}
	for _, s := range scoring.Sides {
		lines = append(lines, w.mean(*n, s))
	}
	lines = append(lines, w.sum(*n)...)
	lines = append(lines, w.more(*n, r.Said)...)
	return append(lines, Trusted("All rounded: your own sum may differ in the last digit."))
}

// onlyMeans says why there is no more.
var onlyMeans = Trusted("Beside a named side more figures would tell single answers.")

// mean is what a side rates. Of how many is not told of a named side.
func (w Words) mean(n scoring.Numbers, s scoring.Side) Text {
	said := fmt.Sprintf("%s %.1f, on a scale of 1 to 5.", upper(w.side(s)), n.Mean[s])
	if n.Leads[s] > 0 {
		said = fmt.Sprintf("%s %.1f, from %d of %d leads.", upper(w.side(s)), n.Mean[s], n.Heard[s], n.Leads[s])
	}
	return Trusted(said)
}

// sum works out the certainty of a gap. A gap in favour of the business is told as a
// positive one too.
func (w Words) sum(n scoring.Numbers) []Text {
	s := n.Sum
	raw, gap := s.Raw, s.Gap
	if reversed(n) {
		raw, gap = -raw, -gap+0
	}
	lines := []Text{
		Trusted(fmt.Sprintf("Difference before rounding: %.2f points.", raw)),
		Trusted(fmt.Sprintf("Allowing for chance: %.2f × (1 − %.2f²) = %.2f.", raw, s.SE, gap)),
		Trusted(fmt.Sprintf("Standard error %.2f: probably between %s and %s.", s.SE, w.ordered(n, 0), w.ordered(n, 1))),
		Trusted(fmt.Sprintf("Beyond half a point: (%.2f − 0.50) / %.2f = %s.", gap, s.SE, w.signed(s.T))),
	}
	if s.Nu > 0 {
		return append(lines, Trusted(fmt.Sprintf("Student's t, %.0f degrees of freedom: certainty %s.", s.Nu, w.percent(n))))
	}
	return append(lines, Trusted("By Student's t a certainty of "+w.percent(n)+"."))
}

// reversed reports that the business rates higher.
func reversed(n scoring.Numbers) bool { return n.Sum.Gap < 0 || n.Sum.Gap == 0 && n.Sum.Raw < 0 }

// percent is the certainty, rounded down.
func (w Words) percent(n scoring.Numbers) string { return fmt.Sprintf("%.0f %%", n.Certainty*100) }

// more tells the figures beside the gap that are defined, a line a kind.
func (w Words) more(n scoring.Numbers, d scoring.Disclosure) []Text {
	var seen []string
	for _, s := range scoring.Sides {
		if share := n.ShareSeen[s]; share.Known {
			seen = append(seen, fmt.Sprintf("%s %d %%", w.side(s), share.Value))
		}
	}
	var lines []Text
	if len(seen) > 0 {
		lines = append(lines, Trusted("How much of the gap leads see: "+strings.Join(seen, ", ")+"."))
	}
	// The baseline of these numbers, if it still is that: after another wording it is
	// not, and of a gap that has turned the change of its width says nothing.
	b := d.Baseline
	if n.Change.Known && b.Round > 0 && b.Round < n.Round && !(b.Higher > 0 && n.Gap < 0) && !(b.Higher < 0 && n.Gap > 0) {
		lines = append(lines, Trusted(fmt.Sprintf("Its width against the baseline: %s points.", w.plus(n.Change.Value))))
	}
	return lines
}

// plus writes a difference with its sign.
func (w Words) plus(x float64) string {
	if x > 0 {
		return "+" + w.signed(x)
	}
	return w.signed(x)
}

// signed writes a number with a true minus sign.
func (w Words) signed(x float64) string {
	if x < 0 {
		return fmt.Sprintf("−%.1f", -x)
	}
	return fmt.Sprintf("%.1f", x)
}

// ordered gives an end of the interval of the gap's size: a gap in favour of the
// business is told as a positive one too.
func (w Words) ordered(n scoring.Numbers, end int) string {
	v := n.Interval[end]
	if reversed(n) {
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

// ExplainMethod says in three sentences how every result comes about, and how to see
// the steps where there are several results, or why there are none.
func (w Words) ExplainMethod(e checkins.Explain) Text {
	method := Trusted("We take each lead's recent answers; older ones count half as much each time. " +
		"We average each side, and allow for chance and for leads we did not hear. " +
		"We speak up when strong evidence shows more than half a point between the sides.")
	if len(e.Rows) < 2 {
		return method
	}
	with := func(bare bool) bool {
		return slices.ContainsFunc(e.Rows, func(r checkins.ExplainRow) bool { return r.Said.Numbers != nil && r.Said.Numbers.Bare == bare })
	}
	var hint, why Text
	if with(false) {
		hint = Trusted("Explain one topic alone, and it shows each step.")
	}
	if with(true) {
		why = onlyMeans
	}
	return JoinWith(" ", method, hint, why)
}

// ExplainNothing is said when there is nothing to explain.
func (w Words) ExplainNothing() Text { return Trusted("There is no result to explain yet.") }
