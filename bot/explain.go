package bot

import (
	"slices"
	"strconv"

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
			lines = append(lines, w.say("explain.numbers_of", with{"Day": w.Day(d)}))
		} else {
			lines = append(lines, w.say("explain.numbers_earlier"))
		}
	}
	if n.Bare {
		lines = append(lines, w.Figures(*n))
		if len(e.Rows) > 1 {
			return lines // ExplainMethod says why, once
		}
		return append(lines, w.say("explain.only_means"))
	}
	if len(e.Rows) > 1 {
		return append(lines, w.say("explain.brief", w.means(*n), with{"Certainty": w.certainty(*n)}))
	}
	for _, s := range scoring.Sides {
		lines = append(lines, w.mean(*n, s))
	}
	lines = append(lines, w.sum(*n)...)
	lines = append(lines, w.more(*n, r.Said)...)
	return append(lines, w.say("explain.rounded"))
}

// mean is what a side rates. Of how many is not told of a named side.
func (w Words) mean(n scoring.Numbers, s scoring.Side) Text {
	mean := with{"Mean": w.decimal(n.Mean[s], 1)}
	if n.Leads[s] > 0 {
		return w.bySide("explain.heard", s, mean, with{"Heard": whole(n.Heard[s]), "Leads": whole(n.Leads[s])})
	}
	return w.bySide("explain.mean", s, mean)
}

// whole is a number in digits.
func whole(n int) Text { return Trusted(strconv.Itoa(n)) }

// sum works out the certainty of a gap. A gap in favour of the business is told as a
// positive one too.
func (w Words) sum(n scoring.Numbers) []Text {
	s := n.Sum
	raw, gap := s.Raw, s.Gap
	if reversed(n) {
		raw, gap = -raw, -gap+0
	}
	says := with{
		"Raw": w.decimal(raw, 2), "SE": w.decimal(s.SE, 2), "Gap": w.decimal(gap, 2), "Low": w.ordered(n, 0), "High": w.ordered(n, 1),
		"T": w.signed(s.T), "Nu": w.decimal(s.Nu, 0), "Certainty": w.certainty(n),
	}
	lines := []Text{w.say("explain.raw", says), w.say("explain.chance", says), w.say("explain.error", says), w.say("explain.beyond", says)}
	if s.Nu > 0 {
		return append(lines, w.say("explain.student", says))
	}
	return append(lines, w.say("explain.student_named", says))
}

// reversed reports that the business rates higher.
func reversed(n scoring.Numbers) bool { return n.Sum.Gap < 0 || n.Sum.Gap == 0 && n.Sum.Raw < 0 }

// certainty is rounded down.
func (w Words) certainty(n scoring.Numbers) Text {
	return w.say("explain.percent", with{"P": w.decimal(n.Certainty*100, 0)})
}

// more tells the figures beside the gap that are defined, a line a kind.
func (w Words) more(n scoring.Numbers, d scoring.Disclosure) []Text {
	var seen []Text
	for _, s := range scoring.Sides {
		if share := n.ShareSeen[s]; share.Known {
			seen = append(seen, w.bySide("explain.seen", s, with{"P": whole(share.Value)}))
		}
	}
	var lines []Text
	if len(seen) > 0 {
		lines = append(lines, w.say("explain.see", with{"Sides": JoinWith(", ", seen...)}))
	}
	// The baseline of these numbers, if it still is that: after another wording it is
	// not, and of a gap that has turned the change of its width says nothing.
	b := d.Baseline
	if n.Change.Known && b.Round > 0 && b.Round < n.Round && !(b.Higher > 0 && n.Gap < 0) && !(b.Higher < 0 && n.Gap > 0) {
		lines = append(lines, w.say("explain.change", with{"Change": w.plus(n.Change.Value)}))
	}
	return lines
}

// plus writes a difference with its sign.
func (w Words) plus(x float64) Text {
	if x > 0 {
		return Join(Trusted("+"), w.signed(x))
	}
	return w.signed(x)
}

// signed writes a number with a true minus sign.
func (w Words) signed(x float64) Text {
	if x < 0 {
		return Join(Trusted("−"), w.decimal(-x, 1))
	}
	return w.decimal(x, 1)
}

// ordered gives an end of the interval of the gap's size: a gap in favour of the
// business is told as a positive one too.
func (w Words) ordered(n scoring.Numbers, end int) Text {
	v := n.Interval[end]
	if reversed(n) {
		v = -n.Interval[1-end]
	}
	if v < 0 {
		return w.say("explain.other_way", with{"X": w.decimal(-v, 1)})
	}
	return w.decimal(v+0, 1)
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
	method := w.say("explain.method")
	if len(e.Rows) < 2 {
		return method
	}
	shown := func(bare bool) bool {
		return slices.ContainsFunc(e.Rows, func(r checkins.ExplainRow) bool { return r.Said.Numbers != nil && r.Said.Numbers.Bare == bare })
	}
	var hint, why Text
	if shown(false) {
		hint = w.say("explain.alone")
	}
	if shown(true) {
		why = w.say("explain.only_means")
	}
	return JoinWith(" ", method, hint, why)
}

// ExplainNothing is said when there is nothing to explain.
func (w Words) ExplainNothing() Text { return w.say("explain.nothing") }
