package scoring

import "math"

// perceive compares the real gap with the one that a side believes in
// (SCORING.md 6). pair sums up that side's pairs; the caller has made sure that
// there are enough of them.
func perceive(p Params, real gap, pair summary) Seen {
	nu := p.Nu0 + float64(pair.c-1)
	tau2 := (p.Nu0*p.Tau0Sq + pair.ss) / nu
	believed, v := shrink(p, pair.mu, tau2*pair.f)
	sg := float64(sign(real.g))
	above, below := beyond(p, believed, v, nu)
	seen := Seen{
		Perceived:    believed,
		SE:           math.Sqrt(v),
		BlindGap:     sg * (real.g - believed),
		PThinksApart: math.Max(above, below),
	}
	// Both estimates are uncertain here, and their degrees of freedom differ;
	// the specification takes the normal.
	seen.PBlind = normalCDF((seen.BlindGap - p.Delta) / math.Sqrt(real.v+v))
	if size := math.Abs(real.g); size >= p.Delta {
		seen.ShareSeen = Some(math.Min(1, math.Max(0, sg*believed/size)))
	}
	return seen
}

// viewOf puts one side's knowledge of the gap in a word.
func viewOf(p Params, s Maybe[Seen]) View {
	switch {
	case !s.Known:
		return ViewUnknown
	case s.Value.PBlind >= p.PBlind:
		return ViewBlind
	case s.Value.PBlind <= 1-p.PBlind:
		return ViewSees
	}
	return ViewUnclear
}

// pThinksApart is the certainty from which a side is said to believe in a gap.
// It is not p_open: a preset moves when an alert opens, not what a side thinks.
const pThinksApart = 0.95

// thinksApart says whether the side believes in a gap beyond delta.
func thinksApart(s Maybe[Seen]) bool { return s.Known && s.Value.PThinksApart >= pThinksApart }
