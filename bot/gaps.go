package bot

import (
	"parallax/checkins"
)

// GapsHeadline is the first line of the answer to gaps.
func GapsHeadline(g checkins.Gaps) Text {
	return Join(NameOf(g.Initiative), Trusted(": where you differ, the clearest first"))
}

// GapsRow is one dimension: how it stands, and what there is to say beyond it.
func GapsRow(r checkins.ExplainRow) (topic, verdict, more Text) {
	d := r.Said
	var parts []Text
	if d.Higher != 0 {
		parts = append(parts, Direction(d))
		parts = append(parts, Strength(d))
	}
	if d.Open {
		parts = append(parts, LowTogether(d.Level))
	}
	return Topic(r.Dimension), Verdict(d, r.Date), JoinWith(" ", append(parts, Since(d))...)
}

// GapsUnread is a dimension that has no result yet.
func GapsUnread(r checkins.CardRow) (topic, verdict Text) { return CardRow(r) }

// GapsNothing is said when no dimension has a result yet.
func GapsNothing() Text { return Trusted("There is no result yet.") }
