package bot

import (
	"testing"

	"parallax/checkins"
	"parallax/scoring"
)

// What has no result yet is said once a reason, after what has one.
func TestNoResultIsSaidOnce(t *testing.T) {
	row := func(dim scoring.Dimension, d scoring.Disclosure) checkins.CardRow {
		return checkins.CardRow{Question: checkins.Question{Dimension: dim}, Said: d}
	}
	few := scoring.Disclosure{Status: scoring.NotEnough, Need: [2]int{0, 2}}
	rows := []checkins.CardRow{
		row(checkins.Value, few), row(checkins.PriorityDim, scoring.Disclosure{Status: scoring.OK, Round: 3, Label: scoring.Consensus, Level: scoring.Good}),
		row(checkins.Delivery, few), row(checkins.Feasibility, scoring.Disclosure{Status: scoring.Held}), row(checkins.WhyDim, scoring.Disclosure{}),
		row(checkins.PromisesIT, few),
	}
	rows[5].Kept = &checkins.KeptRate{Of: 2, Kept: 1}
	de := WordsIn("de")
	lines := func(w Words) (said []string) {
		for _, l := range w.CardLines(rows) {
			said = append(said, JoinWith(" · ", l.Topic, l.Verdict).Plain())
		}
		return said
	}
	for _, x := range []struct {
		got  []string
		want []string
	}{
		{lines(English), []string{
			"Priority · agreed: going well", "Promises of IT · 1 of 2 kept",
			"No result yet · Value, Delivery and Promises of IT. Not enough answers: two more from the business side",
			"No result yet · Feasibility. Too few new answers to keep them private",
			"No result yet · Shared why. The first check-in about this is not over yet",
		}},
		{lines(de)[2:], []string{
			"Noch kein Ergebnis · Nutzen, Lieferung und Zusagen der IT. Zu wenige Antworten, es braucht noch zwei Antworten der Fachseite",
			"Noch kein Ergebnis · Machbarkeit. Zu wenige neue Antworten, um sie vertraulich zu halten",
			"Noch kein Ergebnis · Gemeinsames Warum. Der erste Check-in dazu ist noch nicht vorbei",
		}},
	} {
		for n := range max(len(x.got), len(x.want)) {
			if n >= len(x.got) || n >= len(x.want) || x.got[n] != x.want[n] {
				t.Fatalf("%q, want %q", x.got, x.want)
			}
		}
	}
	r := checkins.Result{Views: []checkins.RoundView{
		{Question: rows[0].Question, Said: few, Mine: &checkins.Answer{Own: 4, SaidOwn: true}}, {Question: rows[2].Question, Said: few},
	}}
	if got := English.ResultUnread(r).Plain(); got != "No result yet: Value and Delivery. Not enough answers: two more from the business side." || len(English.ResultViews(r)) != 1 {
		t.Errorf("%q", got)
	}
}
