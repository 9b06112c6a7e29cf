package bottest

import (
	"fmt"

	"parallax/checkins"
)

// outcome is what an initiative is to change, with a date that slipped, and its figures.
func (w World) outcome(values ...string) (checkins.Outcome, checkins.Figures) {
	o := checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-06-30", Slipped: []checkins.Date{"2027-03-31"}}
	f := checkins.Figures{Health: &checkins.HealthSaid{Color: checkins.Green, On: "2026-03-03", By: w.Ana}}
	for n, v := range values {
		f.Actuals = append(f.Actuals, checkins.Figure{Value: v, On: checkins.Date("2026-01-05").AddDays(28 * n), By: w.Ana})
	}
	return o, f
}

// figures are the outcome and the reported status, beside perceptions and asked for.
func (w World) figures() map[string]checkins.Message {
	outcome, three := w.outcome("62 %", "64,5 %", "66 %")
	card := w.Card()
	card.Stage, card.Outcome, card.Figures, card.Melon = checkins.Live, outcome, three, checkins.MelonStatus
	words := w.Card()
	words.Outcome, words.Figures = w.outcome("better, say the agents")
	words.Outcome.Slipped = []checkins.Date{"2026-12-31", "2027-03-31"}
	words.Figures.Actuals[0].By, words.Figures.Actuals[0].From = "", "Jira"
	words.Figures.Health = &checkins.HealthSaid{Color: checkins.Amber, On: "2026-03-03", From: "Jira"}
	var many []string
	for n := range 24 {
		many = append(many, fmt.Sprintf("%d %%", 61+n/2))
	}
	long := w.Card()
	long.Outcome, long.Figures = w.outcome(many...)
	long.Figures.Health = &checkins.HealthSaid{Color: checkins.Red, On: "2026-03-03"}
	ask := checkins.OutcomeAsk{Letter: checkins.LetterIDOf(Org, checkins.KindOutcome, "ana"), Initiative: w.Named(), Outcome: outcome, Figures: three}
	first := ask
	first.Figures = checkins.Figures{}
	said := ask
	said.Said = true
	meets := ask
	_, meets.Figures = w.outcome("62 %", "76 %")
	meets.Target, meets.Meets = true, meets.Figures.Actuals[1]
	notYet := meets
	notYet.Figures.NotYet = "2026-03-03"
	reached := meets
	reached.Figures.Reached, reached.Meets = "2026-02-02", checkins.Figure{}
	portfolio := w.Portfolio(2)
	for g := range portfolio.Groups {
		for r := range portfolio.Groups[g].Rows {
			row := &portfolio.Groups[g].Rows[r]
			row.Outcome, row.Figures, row.Melon = outcome, three, checkins.MelonStatus
		}
	}
	portfolio.Decide = []checkins.ToDecide{{Initiative: w.Named(), Why: checkins.DecideStatus}}
	done := func(what checkins.DoneWhat, value string) checkins.Done {
		return checkins.Done{What: what, Name: w.CRM, Until: "2026-03-03", Value: value}
	}
	return map[string]checkins.Message{
		"card_figures": card, "card_figures_words": words, "card_figures_many": long, "status_figures": checkins.Status{Card: card},
		"portfolio_figures": portfolio, "outcome_ask": ask, "outcome_first": first, "outcome_said": said, "outcome_meets": meets, "outcome_reached": reached, "outcome_not_yet": notYet,
		"notice_melon_status": checkins.Notice{Initiative: w.Named(), Says: checkins.Says{What: "melon_status"}},
		"done_outcome":        done(checkins.DoneOutcome, "66 %"), "done_outcome_new": done(checkins.DoneOutcomeNew, w.Line),
		"done_outcome_meets": done(checkins.DoneOutcomeMeets, "76 %"), "done_reached": done(checkins.DoneReached, "76 %"), "done_not_yet": done(checkins.DoneNotYet, "76 %"),
		"done_health": done(checkins.DoneHealth, "amber"), "done_health_melon": done(checkins.DoneHealthMelon, "green"), "done_figure_later": done(checkins.DoneHealth, ""),
		"help_no_measure": checkins.Help{Text: checkins.HelpNoMeasure, Name: w.CRM}, "help_not_reached": checkins.Help{Text: checkins.HelpNotReached, Name: w.CRM},
	}
}

// figureDialogs are the forms of a value and a status.
func (w World) figureDialogs() map[string]checkins.Message {
	value := checkins.Dialog{
		What: checkins.DialogOutcome, Initiative: w.Named(), Letter: Letter, Opened: true,
		Remarks: []checkins.Remark{
			{Key: "measure", Names: map[string]string{"measure": w.Line}},
			{Key: "last", Names: map[string]string{"value": "64 %"}, Dates: []checkins.Date{"2026-03-03"}},
		},
		Fields: []checkins.Field{
			{Key: "value", Kind: checkins.FieldText, Max: 40},
			{Key: "on", Kind: checkins.FieldDate, Value: []string{"2026-03-10"}},
			{Key: "reached", Kind: checkins.FieldTick, Optional: true, Names: map[string]string{"target": "75 %"}},
		},
	}
	wrong := value
	wrong.Opened = false
	wrong.Fields = []checkins.Field{
		{Key: "value", Kind: checkins.FieldText, Max: 40, Value: []string{"70 %"}},
		{Key: "on", Kind: checkins.FieldDate, Value: []string{"2026-03-12"}, Wrong: "future"},
		{Key: "reached", Kind: checkins.FieldTick, Optional: true, Value: []string{"1"}, Wrong: "not_reached", Names: map[string]string{"value": "70 %", "target": "75 %"}},
	}
	health := checkins.Dialog{
		What: checkins.DialogHealth, Initiative: w.Named(), Opened: true,
		Fields: []checkins.Field{
			{Key: "color", Kind: checkins.FieldChoice, Options: []checkins.Option{{Value: "green"}, {Value: "amber"}, {Value: "red"}}, Value: []string{"green"}},
			{Key: "on", Kind: checkins.FieldDate, Value: []string{"2026-03-10"}},
		},
	}
	return map[string]checkins.Message{"dialog_outcome": value, "dialog_outcome_wrong": wrong, "dialog_health": health}
}
