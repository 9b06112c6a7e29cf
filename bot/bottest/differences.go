package bottest

import (
	"parallax/checkins"
	"parallax/scoring"
)

// differences are the messages in which a side is divided, a gap moves, the
// baseline is recalled, sentences of leads are read, or delivery and value part.
func (w World) differences() map[string]checkins.Message {
	widening := Said(scoring.FalseConsensus, scoring.Apart, 1)
	mixed := Said(scoring.KnownGap, scoring.FarApart, -1)
	divided, average, nearer, turned := wordsOf("divided"), wordsOf("average"), wordsOf("nearer"), wordsOf("turned")
	not := scoring.Disclosure{Status: scoring.NotEnough, LastRound: 2, Need: [2]int{0, 2}}

	explained := func(dim scoring.Dimension, d scoring.Disclosure, withNumbers bool) checkins.ExplainRow {
		r := w.Row(dim, d, withNumbers)
		return checkins.ExplainRow{Question: r.Question, Said: r.Said, Date: r.Date, Track: r.Track}
	}
	full := explained(checkins.Value, mixed, true)
	gaps := checkins.Gaps{
		Initiative: w.Named(), LastRound: "2026-03-03", Melon: checkins.MelonSeen, Share: checkins.ShareToken{What: "gaps", Initiative: "crm"},
		Rows:   []checkins.ExplainRow{explained(checkins.Value, mixed, true), explained(checkins.Delivery, nearer, false), explained(checkins.WhyDim, divided, false), explained(checkins.PriorityDim, average, false)},
		Unread: []checkins.CardRow{{Question: w.Question(checkins.Feasibility), Said: not}, {Question: w.Question(checkins.PromisesIT)}},
	}
	shared := gaps
	shared.Shared, shared.SharedBy, shared.Share = true, w.Ana, checkins.ShareToken{}
	card := w.Card()
	card.Melon = checkins.MelonSeen
	for i, d := range []scoring.Disclosure{mixed, divided, nearer} {
		card.Rows[i].Said, card.Rows[i].Date, card.Rows[i].Open = d, "2026-03-03", d.Open
	}
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
