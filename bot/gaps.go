package bot

import (
	"parallax/checkins"
)

// GapsHeadline is the first line of the answer to gaps.
func (w Words) GapsHeadline(g checkins.Gaps) Text {
	return w.say("gap.list", with{"Name": NameOf(g.Initiative)})
}

// GapsRow is one dimension: how it stands, and what there is to say beyond it.
func (w Words) GapsRow(r checkins.ExplainRow) (topic, verdict, more Text) {
	d := r.Said
	var parts []Text
	if d.Higher != 0 {
		parts = append(parts, w.Direction(d))
		parts = append(parts, w.Strength(d))
	}
	if d.Open {
		parts = append(parts, w.LowTogether(d.Level))
	}
	return w.Topic(r.Dimension), w.Verdict(d, r.Date), JoinWith(" ", append(parts, w.Since(d), w.keptOf(r.Dimension, r.Kept))...)
}

// GapsNothing is said when no dimension has a result yet.
func (w Words) GapsNothing() Text { return w.say("gap.list.empty") }
