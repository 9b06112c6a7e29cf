// Package bottest holds the messages that every platform must be able to say: one
// of each kind in each of its states, as friendly people type them and as hostile
// ones do. Each renderer's tests draw all of them, so that a kind that one platform
// forgot, or says in other words, fails at once.
package bottest

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"parallax/bot"
	"parallax/checkins"
	"parallax/scoring"
)

// Org is the organisation of all cases.
const Org = checkins.OrgID("acme")

// Signer signs the tokens of golden files, always with the same key.
func Signer() bot.Signer {
	s, err := bot.NewSigner(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		panic(err)
	}
	return s
}

// World holds what people typed in the cases, so that a test can make it hostile.
type World struct{ CRM, Billing, Why, Ana, Statement, Line string }

// Friendly is a world of people who type names and sentences.
func Friendly() World {
	return World{
		CRM: "CRM migration", Billing: "Billing portal", Ana: "Ana Ruiz",
		Why:       "Agents see one customer, so that a call ends with the problem solved.",
		Statement: "What CRM migration has produced so far makes a real difference to the business.",
		Line:      "The pilot team loves it.\nThe others wait.",
	}
}

// Attacks are the pieces of markup that hostile people type: of Slack's, of
// Markdown and of cards.
var Attacks = []string{
	"<!channel>", "*x*", "<http://evil.example|click>", "<@U0001>", "<#C0001>", "<!subteam^S1>", "&lt;!here&gt;", "`a`", "_b_", "~c~", ":tada:",
	"\u200b\u202egnp\u2066", "\n> q", "[click](http://evil.example)", "\\[click\\](http://evil.example)", "![i](http://evil.example/i.png)",
	"[click][1]", "<at>Ana</at>", "**bold**", "{{DATE(2026-03-03T09:00:00Z, LONG)}}", "\n- item", "\n1. item", "\n# big", "| a | b |",
	"www.evil.example", "<img src=x>",
}

// Hostile is a world of people who type all Attacks, everywhere.
func Hostile() World {
	s := strings.Join(Attacks, " ") + strings.Repeat("👩‍💻", 3000)
	return World{CRM: s, Billing: "<!everyone>" + s, Why: s, Ana: s, Statement: "<!everyone>" + s, Line: s}
}

// Letter and Round are those of Ana's check-in.
var (
	Letter = checkins.LetterIDOf(Org, checkins.KindAsk, "ana", "2026-03-03")
	Round  = checkins.RoundID("crm@2026-03-03")
)

var friday = time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC) // 10:00 in Berlin

// Named is the initiative of most cases.
func (w World) Named() checkins.Named { return checkins.Named{ID: "crm", Name: w.CRM} }

// Question is a question of it as it is put while it is live.
func (w World) Question(d scoring.Dimension) checkins.Question {
	if d == checkins.Value {
		return checkins.Question{Dimension: d, Version: "value.live/1", Text: w.Statement}
	}
	q, err := checkins.QuestionOf(checkins.Initiative{Name: w.CRM, Stage: checkins.Live, Own: w.Statement}, "Grow online revenue", d)
	if err != nil {
		panic(err)
	}
	return q
}

// Due is its check-in as it stands with Ana, who is of the IT side. The first
// dimension is asked with a guess.
func (w World) Due(state checkins.DueState, dims ...scoring.Dimension) checkins.Due {
	d := checkins.Due{
		Round: Round, Initiative: w.Named(), State: state, Closes: friday, Side: scoring.IT, Ask: Letter,
		Delivered: "all service teams work in the new system", Value: "a call ends with the problem solved",
		Sees: checkins.Sees{Mode: scoring.Confidential, Leads: 4},
	}
	for i, dim := range dims {
		it := checkins.Item{Question: w.Question(dim), WithGuess: i == 0}
		if state == checkins.DueSaved {
			it.Before = &checkins.Answer{Person: "ana", Dimension: dim, Own: 4, SaidOwn: true}
			if i == 0 {
				it.Before.Guess, it.Before.SaidGuess = 2, true
			}
		}
		d.Items = append(d.Items, it)
	}
	if state == checkins.DueSaved {
		d.Line = &checkins.Line{Person: "ana", Text: w.Line, Released: true}
	}
	return d
}

// Second is the check-in of another initiative on the same day, with other leads
// and another close.
func (w World) Second(state checkins.DueState, dims ...scoring.Dimension) checkins.Due {
	d := w.Due(state, dims...)
	d.Round, d.Initiative = "billing@2026-03-03", checkins.Named{ID: "billing", Name: w.Billing}
	d.Sees = checkins.Sees{Mode: scoring.Named, Leads: 2}
	d.Delivered, d.Value, d.Line = "", "", nil
	other := w
	other.CRM = w.Billing
	for i, dim := range dims {
		d.Items[i].Question = other.Question(dim)
	}
	d.Closes = friday.Add(3 * time.Hour)
	return d
}

// Ask is a check-in of Ana's.
func Ask(due ...checkins.Due) checkins.Ask {
	return checkins.Ask{Letter: Letter, Lead: "ana", Zone: "Europe/Berlin", Due: due}
}

// Said is a published result without its figures: that of a script in which it comes
// out, or one of an open gap without a history.
func Said(label scoring.Label, band scoring.Band, higher int) scoring.Disclosure {
	if p, ok := found(label, band, higher); ok {
		p.said.Numbers = nil
		return p.said
	}
	d := scoring.Disclosure{
		Status: scoring.OK, Round: 6, LastRound: 6, Published: 6, Label: label, Band: band, Level: scoring.Good, Higher: higher,
		Strength: "strong", Views: [2]scoring.View{scoring.ViewBlind, scoring.ViewBlind}, Open: true, Episode: 1,
	}
	if band == scoring.Aligned {
		d.Strength = ""
	}
	return d
}

// Row is a dimension of an alert. Figures are those of the script in which the result
// comes out; without one there are none.
func (w World) Row(dim scoring.Dimension, d scoring.Disclosure, withNumbers bool) checkins.AlertRow {
	r := checkins.AlertRow{
		Question: w.Question(dim), Said: d, Date: "2026-03-03", Track: trackTo(d),
		Episode: checkins.Episode{No: 1, Opened: Round},
	}
	p, ok := script(d)
	if !ok && withNumbers {
		panic("no script ends with " + string(d.Label) + ", " + string(d.Band))
	}
	if ok {
		r.Track = slices.Clone(p.track)
	}
	if withNumbers {
		r.Said.Numbers = p.said.Numbers
		return r
	}
	for i := range r.Track {
		r.Track[i].Numbers = nil
	}
	return r
}

// GapAlert is the alert of one round.
func (w World) GapAlert(rows ...checkins.AlertRow) checkins.GapAlert {
	return checkins.GapAlert{Letter: checkins.LetterIDOf(Org, checkins.KindAlert, string(Round)), Initiative: w.Named(), Round: Round, Rows: rows}
}

// Card is the initiative at a glance, with a row of every kind.
func (w World) Card() checkins.Card {
	not := scoring.Disclosure{Status: scoring.NotEnough, LastRound: 2, Need: [2]int{0, 2}}
	held := Said(scoring.Watch, scoring.Drifting, 1)
	held.Status, held.Open, held.LastRound = scoring.Held, false, 7
	low := Said(scoring.Consensus, scoring.Aligned, 0)
	low.Level, low.Open = scoring.Low, false
	return checkins.Card{
		Letter: checkins.LetterIDOf(Org, checkins.KindCard, "crm"), Initiative: w.Named(), Stage: checkins.Live, Why: w.Why,
		Rows: []checkins.CardRow{
			{Question: w.Question(checkins.Value), Said: Said(scoring.FalseConsensus, scoring.Apart, 1), Date: "2026-03-03", Open: true},
			{Question: w.Question(checkins.Delivery), Said: low, Date: "2026-03-03"},
			{Question: w.Question(checkins.PriorityDim), Said: held, Date: "2026-02-24"},
			{Question: w.Question(checkins.Feasibility), Said: not},
			{Question: w.Question(checkins.PromisesIT)},
		},
		Round:     &checkins.RoundLine{Round: "crm@2026-03-10", Closes: friday.AddDate(0, 0, 7), Need: [2]int{1, 2}},
		LastRound: "2026-03-03", Next: time.Date(2026, 3, 17, 9, 0, 0, 0, time.UTC), Zone: "Europe/Berlin",
		Bridges: []string{w.Ana},
	}
}

// Explain explains one dimension.
func (w World) Explain(withNumbers bool) checkins.Explain {
	r := w.Row(checkins.Value, Said(scoring.FalseConsensus, scoring.Apart, 1), withNumbers)
	return checkins.Explain{
		Initiative: w.Named(), Rows: []checkins.ExplainRow{{Question: r.Question, Said: r.Said, Date: r.Date, Track: r.Track}},
		Share: checkins.ShareToken{What: "explain", Initiative: "crm", Dimension: checkins.Value},
	}
}
