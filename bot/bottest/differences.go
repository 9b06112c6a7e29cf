package bottest

import (
	"parallax/checkins"
	"parallax/scoring"
)

// since adds the third result as the baseline, and what changed since.
func since(d scoring.Disclosure, was scoring.Disclosure, change scoring.Change, trend int) scoring.Disclosure {
	d.Baseline = scoring.Baseline{Round: 3, Label: was.Label, Band: was.Band, Level: was.Level, Higher: was.Higher}
	d.Change, d.Trend = change, trend
	return d
}

// differences are the messages in which a side is divided, a gap moves, the
// baseline is recalled, sentences of leads are read, or delivery and value part.
func (w World) differences() map[string]checkins.Message {
	widening := since(Said(scoring.FalseConsensus, scoring.Apart, 1), Said(scoring.Consensus, scoring.Aligned, 0), scoring.Widening, 1)
	mixed := since(Said(scoring.KnownGap, scoring.FarApart, -1), Said(scoring.Watch, scoring.Drifting, -1), scoring.Widening, -1)
	mixed.Split = [2]bool{scoring.Biz: true}
	divided := since(Said(scoring.Consensus, scoring.Aligned, 0), Said(scoring.Consensus, scoring.Aligned, 0), scoring.Steady, 0)
	divided.Open, divided.Level, divided.Split, divided.Strength = false, scoring.Low, [2]bool{true, true}, ""
	nearer := since(Said(scoring.Watch, scoring.Drifting, 1), Said(scoring.OpenGap, scoring.Apart, 1), scoring.Narrowing, -1)
	nearer.Open, nearer.Strength = false, "some"
	turned := since(Said(scoring.ITBlind, scoring.Aligned, -1), Said(scoring.OpenGap, scoring.Apart, 1), scoring.Narrowing, -1)
	turned.Strength = ""
	average := since(Said(scoring.Consensus, scoring.Aligned, 0), Said(scoring.Unclear, scoring.Drifting, 1), scoring.Narrowing, 0)
	average.Open, average.Split, average.Strength = false, [2]bool{scoring.Biz: true}, ""
	not := scoring.Disclosure{Status: scoring.NotEnough, LastRound: 2, Need: [2]int{0, 2}}

	explained := func(dim scoring.Dimension, d scoring.Disclosure, withNumbers bool) checkins.ExplainRow {
		r := w.Row(dim, d, withNumbers)
		return checkins.ExplainRow{Question: r.Question, Said: r.Said, Date: r.Date, Track: r.Track}
	}
	full := explained(checkins.Value, mixed, true)
	full.Said.Numbers.Change, full.Said.Numbers.Spread = scoring.Some(0.8), scoring.Spread{scoring.Biz: scoring.Some(1.3)}
	gaps := checkins.Gaps{
		Initiative: w.Named(), LastRound: "2026-03-03", Melon: true, Share: checkins.ShareToken{What: "gaps", Initiative: "crm"},
		Rows:   []checkins.ExplainRow{explained(checkins.Value, mixed, true), explained(checkins.Delivery, nearer, false), explained(checkins.WhyDim, divided, false), explained(checkins.PriorityDim, average, false)},
		Unread: []checkins.CardRow{{Question: w.Question(checkins.Feasibility), Said: not}, {Question: w.Question(checkins.PromisesIT)}},
	}
	shared := gaps
	shared.Shared, shared.SharedBy, shared.Share = true, w.Ana, checkins.ShareToken{}
	card := w.Card()
	card.Melon = true
	card.Rows[0].Said, card.Rows[1].Said, card.Rows[2].Said = mixed, divided, nearer
	heard := checkins.Voices{Side: scoring.Biz, Date: "2026-03-03", Lines: []string{w.Why, "Show me one call that ends sooner.", "The old screens are still open on every desk."}}
	mine := &checkins.Answer{Person: "ana", Dimension: checkins.Value, Own: 4, Guess: 4, SaidOwn: true, SaidGuess: true}
	return map[string]checkins.Message{
		"alert_since":   w.GapAlert(w.Row(checkins.Value, widening, false)),
		"alert_turned":  w.GapAlert(w.Row(checkins.Value, turned, false)),
		"alert_mixed":   w.GapAlert(w.Row(checkins.Value, mixed, true)),
		"card_mixed":    card,
		"gaps":          gaps,
		"gaps_shared":   shared,
		"gaps_nothing":  checkins.Gaps{Initiative: w.Named(), Unread: gaps.Unread},
		"explain_full":  checkins.Explain{Initiative: w.Named(), Rows: []checkins.ExplainRow{full}, Voices: []checkins.Voices{{Side: scoring.IT, Date: "2026-03-03", Lines: []string{"We ship on Friday."}}, heard}},
		"result_voices": checkins.Result{Initiative: w.Named(), Round: Round, Date: "2026-03-03", Side: scoring.IT, Voices: heard, Views: []checkins.RoundView{{Question: w.Question(checkins.Value), Mine: mine, Said: mixed, Date: "2026-03-03"}}},
		"notice_melon":  checkins.Notice{Initiative: w.Named(), Says: checkins.Says{What: "melon"}},
	}
}
