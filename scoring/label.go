package scoring

// Label is what a published round comes to, in one word (SCORING.md 6).
type Label string

// The labels. Those of an open alert come first.
const (
	FalseConsensus Label = "false_consensus" // open, neither side expects it: alignment theatre
	ITBlind        Label = "it_blind"        // open, IT does not expect it
	BizBlind       Label = "biz_blind"       // open, the business does not expect it
	KnownGap       Label = "known_gap"       // open, both sides see it
	OpenGap        Label = "gap"             // open, and no more can be said
	Consensus      Label = "consensus"       // aligned
	FalseConflict  Label = "false_conflict"  // aligned, though a side thinks otherwise
	Watch          Label = "watch"           // some evidence of a gap
	Unclear        Label = "unclear"         // not enough evidence either way
)

// View is how well a side knows the gap.
type View string

// The views of a side.
const (
	ViewUnknown View = "unknown" // too few pairs of own rating and guess
	ViewBlind   View = "blind"
	ViewSees    View = "sees"
	ViewUnclear View = "unclear"
)

// label decides the label of a published round. open is the alert after that
// round.
func label(p Params, open bool, x gap, seen Both[Maybe[Seen]]) Label {
	if !open {
		switch {
		case x.aligned >= p.PAligned && (thinksApart(seen[IT]) || thinksApart(seen[Biz])):
			return FalseConflict
		case x.aligned >= p.PAligned:
			return Consensus
		case x.certainty >= p.PWatch:
			return Watch
		}
		return Unclear
	}
	// A side that is not blind may see, be unclear or be unknown: one blind side
	// is worth saying whatever the other one knows.
	it, biz := viewOf(p, seen[IT]), viewOf(p, seen[Biz])
	switch {
	case it == ViewBlind && biz == ViewBlind:
		return FalseConsensus
	case it == ViewBlind:
		return ITBlind
	case biz == ViewBlind:
		return BizBlind
	case it == ViewSees && biz == ViewSees:
		return KnownGap
	}
	return OpenGap
}
