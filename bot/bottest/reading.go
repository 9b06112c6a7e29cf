package bottest

import (
	"fmt"

	"parallax/checkins"
	"parallax/scoring"
)

// readings are the answers to why, history, who, portfolio and priority.
func (w World) readings() map[string]checkins.Message {
	why := checkins.Why{
		Initiative: w.Named(), Why: w.Why, Delivered: "all service teams work in the new system", Value: "a call ends with the problem solved",
		Outcome:   checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-06-30"},
		Confirmed: []checkins.Confirmation{{Name: w.Ana, Sides: [2]bool{true, false}}, {Name: "Ben Lee", Sides: [2]bool{false, true}}},
		Stated:    &checkins.CardRow{Question: w.Question(checkins.WhyDim), Said: wordsOf("agreed"), Date: "2026-03-03"},
		Voices:    []checkins.Voices{{Side: scoring.Biz, Date: "2026-03-03", Lines: []string{"Show me one call that ends sooner."}}},
		Share:     checkins.ShareToken{What: "why", Initiative: "crm"},
	}
	sharedWhy := why
	sharedWhy.Voices, sharedWhy.Share, sharedWhy.Shared, sharedWhy.SharedBy = nil, checkins.ShareToken{}, true, w.Ana
	half := checkins.Why{Initiative: w.Named(), Why: w.Why, Waits: []checkins.Wait{{For: checkins.WaitWhy, Side: scoring.Biz}}, Confirmed: why.Confirmed[:1]}
	half.Stated = &checkins.CardRow{Question: w.Question(checkins.WhyDim)}

	history := w.History()
	sharedHistory := history
	sharedHistory.Share, sharedHistory.Shared, sharedHistory.SharedBy = checkins.ShareToken{}, true, w.Ana
	words := history
	words.Rows, words.Older = nil, false
	words.Weeks = history.Weeks[1:4]

	who := checkins.Who{
		Initiative: w.Named(), Owner: w.Ana, Sponsor: "Ben Lee", Bridges: []string{"Chen"}, Channels: []checkins.Platform{checkins.Slack, checkins.Teams},
		Sides: [2]checkins.WhoSide{
			scoring.IT:  {Leads: []string{w.Ana, "Dana", "Eli"}, Mode: scoring.Confidential, Turnout: checkins.Turnout{Of: 8, Enough: 6, Heard: 5, Roster: 6, HeardOn: "2026-03-03"}},
			scoring.Biz: {Leads: []string{"Ben Lee", "Lena", "Maya"}, Mode: scoring.Confidential, Turnout: checkins.Turnout{Of: 8, Enough: 8}, Quiet: true},
		},
		Share: checkins.ShareToken{What: "who", Initiative: "crm"},
	}
	sharedWho := who
	sharedWho.Share, sharedWho.Shared, sharedWho.SharedBy = checkins.ShareToken{}, true, w.Ana
	sharedWho.Sides[scoring.Biz].Quiet = false
	few := checkins.Who{Initiative: w.Named(), Sides: [2]checkins.WhoSide{
		scoring.IT:  {Leads: []string{w.Ana}, Mode: scoring.Named},
		scoring.Biz: {},
	}}
	early := checkins.Who{Initiative: w.Named(), Owner: w.Ana, Channels: []checkins.Platform{checkins.Slack}, Sides: [2]checkins.WhoSide{
		scoring.IT:  {Leads: who.Sides[scoring.IT].Leads, Mode: scoring.Confidential},
		scoring.Biz: {Leads: who.Sides[scoring.Biz].Leads, Mode: scoring.Confidential, Turnout: checkins.Turnout{Of: 1, Enough: 1}},
	}}

	filtered := w.Portfolio(2)
	filtered.Filter, filtered.Serves, filtered.Groups, filtered.Decide = "growth", []string{w.CRM}, filtered.Groups[:1], nil
	filtered.Total = len(filtered.Groups[0].Rows)
	unknown := w.Portfolio(2)
	unknown.Unknown = w.Billing
	mine := checkins.Portfolio{Page: 1, Pages: 1, All: 60, Filter: checkins.FilterMine, Mine: true, Priorities: w.Portfolio(2).Priorities}
	return map[string]checkins.Message{
		"why": why, "why_shared": sharedWhy, "why_missing": half,
		"why_nothing": checkins.Why{Initiative: w.Named(), Waits: []checkins.Wait{{For: checkins.WaitWhyEmpty}}},
		"history":     history, "history_shared": sharedHistory, "history_words": words, "history_nothing": checkins.History{Initiative: w.Named()},
		"who": who, "who_shared": sharedWho, "who_few": few, "who_early": early,
		"portfolio": w.Portfolio(3), "portfolio_many": w.Portfolio(60), "portfolio_priority": filtered, "portfolio_unknown": unknown, "portfolio_mine": mine,
		"help_no_part": checkins.Help{Text: checkins.HelpNoPart},
	}
}

// History is eight weeks with everything that can become of a week.
func (w World) History() checkins.History {
	row := func(dim scoring.Dimension, d scoring.Disclosure) checkins.HistoryRow {
		return checkins.HistoryRow{Question: w.Question(dim), Said: d}
	}
	opened, closed, low := plays()["surprise"].said, wordsOf("agreed"), Said(scoring.Consensus, scoring.Aligned, 0)
	opened.Event, closed.Event, low.Level = scoring.Opened, scoring.Closed, scoring.Low
	held, not, none := scoring.Disclosure{Status: scoring.Held}, scoring.Disclosure{Status: scoring.NotEnough}, scoring.Disclosure{Status: scoring.NotEnough, NoView: [2]bool{false, true}}
	track := w.Row(checkins.Value, Said(scoring.FalseConsensus, scoring.Apart, 1), true)
	return checkins.History{
		Initiative: w.Named(), Older: true, Share: checkins.ShareToken{What: "history", Initiative: "crm"},
		Weeks: []checkins.HistoryWeek{
			{Date: "2026-03-03", Rows: []checkins.HistoryRow{row(checkins.Value, opened), row(checkins.Delivery, low), row(checkins.PriorityDim, not)}},
			{Date: "2026-02-24", Rows: []checkins.HistoryRow{row(checkins.Value, held), row(checkins.Delivery, held)}, Actual: &checkins.Figure{Value: "66 %", On: "2026-02-26"}, Health: &checkins.HealthSaid{Color: checkins.Green, On: "2026-02-27"}},
			{Date: "2026-02-17", Skipped: checkins.ReasonDowntime, Actual: &checkins.Figure{Value: string([]rune(w.CRM)[:min(40, len([]rune(w.CRM)))]), On: "2026-02-18"}},
			{Date: "2026-02-10", Rows: []checkins.HistoryRow{row(checkins.Value, closed), row(checkins.Feasibility, wordsOf("divided")), row(checkins.WhyDim, none)}},
			{Date: "2026-02-03", Rows: []checkins.HistoryRow{row(checkins.Value, not), row(checkins.Delivery, not)}},
		},
		Rows: []checkins.ExplainRow{{Question: track.Question, Said: track.Said, Date: track.Date, Track: track.Track}},
	}
}

// Portfolio is a page of so many initiatives; of more than a page it is the second.
func (w World) Portfolio(total int) checkins.Portfolio {
	low := Said(scoring.Consensus, scoring.Aligned, 0)
	low.Level = scoring.Low
	kinds := []checkins.PortfolioRow{
		{
			Initiative: w.Named(), Stage: checkins.Live, Alerts: 1, Quiet: [2]bool{false, true},
			Outcome:  checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-06-30"},
			Delivery: &checkins.CardRow{Question: w.Question(checkins.Delivery), Said: wordsOf("agreed"), Date: "2026-03-03"},
			Value:    &checkins.CardRow{Question: w.Question(checkins.Value), Said: Said(scoring.FalseConsensus, scoring.Apart, 1), Date: "2026-03-03", Open: true},
		},
		{
			Initiative: checkins.Named{ID: "billing", Name: w.Billing}, Stage: checkins.Building, Melon: checkins.MelonSeen,
			Delivery: &checkins.CardRow{Question: w.Question(checkins.Delivery), Said: wordsOf("nearer"), Date: "2026-03-03"},
			Value:    &checkins.CardRow{Question: w.Question(checkins.Value), Said: low, Date: "2026-03-03"},
		},
		{
			Initiative: checkins.Named{ID: "search", Name: "Search"}, Stage: checkins.Shaping,
			Waits: []checkins.Wait{{For: checkins.WaitWhy, Side: scoring.Biz}},
			Value: &checkins.CardRow{Question: w.Question(checkins.Value)},
		},
	}
	p := checkins.Portfolio{
		Page: 1, Pages: max(1, (total+checkins.PortfolioPage-1)/checkins.PortfolioPage), Total: total, All: total,
		Priorities: []checkins.PortfolioChoice{{ID: "growth", Name: "Grow online revenue"}, {ID: "cost", Name: w.Ana}},
		Groups:     []checkins.PortfolioGroup{{Name: "Grow online revenue", Target: "12 % a year"}, {}},
	}
	rows := kinds[:min(total, len(kinds))]
	if total > checkins.PortfolioPage {
		p.Page, rows = 2, nil
		for n := range checkins.PortfolioPage {
			r := kinds[n%len(kinds)]
			r.Initiative = checkins.Named{ID: checkins.InitiativeID(fmt.Sprintf("i%d", n)), Name: fmt.Sprintf("%s %d", r.Initiative.Name, n+9)}
			rows = append(rows, r)
		}
	}
	at := len(rows) / 2
	p.Groups[0].Rows, p.Groups[1].Rows = rows[:at], rows[at:]
	p.Decide = []checkins.ToDecide{
		{Initiative: w.Named(), Why: checkins.DecideAlert, Dimension: checkins.Value},
		{Initiative: checkins.Named{ID: "billing", Name: w.Billing}, Why: checkins.DecideMelon},
		{Initiative: checkins.Named{ID: "search", Name: "Search"}, Why: checkins.DecideWait, Wait: checkins.Wait{For: checkins.WaitWhy, Side: scoring.Biz}},
	}
	if total > checkins.PortfolioPage {
		p.Decide = []checkins.ToDecide{
			{Initiative: w.Named(), Why: checkins.DecideQuiet, Quiet: [2]bool{true, true}},
			{Initiative: checkins.Named{ID: "billing", Name: w.Billing}, Why: checkins.DecideGap, Dimension: checkins.Delivery, Said: Said(scoring.Watch, scoring.Drifting, 1)},
		}
	}
	return p
}
