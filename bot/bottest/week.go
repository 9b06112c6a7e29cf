package bottest

import (
	"fmt"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// week are the messages of a lead's own week: home, settings, leaves, own data, and the
// first words of all.
func (w World) week() map[string]checkins.Message {
	three := []scoring.Dimension{checkins.Value, checkins.PromisesBiz, checkins.Delivery}
	first := Ask(w.Due(checkins.DueOpen, three...))
	first.First = true
	standIn := Ask(w.Due(checkins.DueOpen, three...), w.Second(checkins.DueOpen, checkins.Delivery))
	standIn.Due[0].For = w.Ana

	person := checkins.Person{
		ID: "ana", Name: w.Ana, Zone: "Europe/Berlin", Country: "DE", AskAt: 14*60 + 30,
		Accounts: []checkins.Account{{Platform: checkins.Slack, Team: "T0001", ID: "U0001"}, {Platform: checkins.Teams, Team: "t", ID: "aad-ana"}},
		Prefers:  checkins.Teams, AwayFrom: "2026-03-09", AwayTo: "2026-03-13",
	}
	plain := checkins.Person{ID: "ana", Name: w.Ana, Zone: "Europe/Berlin"}
	stopped := plain
	stopped.Stopped = true
	leave := checkins.Delegation{Own: true, Lead: w.Ana, May: true, Zone: "Europe/Berlin", From: "2026-03-09", To: "2026-03-13", State: checkins.DelegationOn}
	begun := leave
	begun.Begun = true
	by := begun
	by.By, by.On, by.Not = w.Billing, []checkins.Named{w.Named()}, []checkins.Named{{ID: "billing", Name: w.Billing}}
	declined := by
	declined.State, declined.Letter = checkins.DelegationDeclined, Letter
	asked := by
	asked.Own, asked.Letter = false, Letter
	soon := asked
	soon.Begun, soon.Not = false, nil
	no, over := asked, asked
	no.State, over.State = checkins.DelegationDeclined, checkins.DelegationOver

	thanked := checkins.Result{
		Initiative: w.Named(), Round: Round, Date: "2026-03-03", Side: scoring.IT, Readings: 7, Right: 5,
		Views:  []checkins.RoundView{{Question: w.Question(checkins.Value), Said: Said(scoring.Consensus, scoring.Aligned, 0), Date: "2026-03-03"}},
		Thanks: []checkins.Thanks{{Initiative: w.Named(), What: checkins.ThanksClosed}, {Initiative: w.Named(), What: checkins.ThanksKept, Names: []string{w.Ana}}, {Initiative: w.Named(), What: checkins.ThanksAsked}},
	}
	muted := checkins.Who{Initiative: w.Named(), Sides: [2]checkins.WhoSide{
		scoring.IT:  {Leads: []string{w.Ana, w.Ana + " 2", w.Ana + " 3"}, Mode: scoring.Confidential, Muted: 1},
		scoring.Biz: {Leads: []string{w.Billing}, Mode: scoring.Named},
	}}

	return map[string]checkins.Message{
		"result_thanks":       thanked,
		"who_muted":           muted,
		"ask_first":           first,
		"ask_stand_in":        standIn,
		"home":                w.home(),
		"home_tasks":          w.homeTasks(),
		"home_new":            checkins.Home{Lead: "ana", Zone: "Europe/Berlin", Admin: true, Page: 1, Pages: 1},
		"home_none":           checkins.Home{Lead: "ana", Zone: "Europe/Berlin", Page: 1, Pages: 1},
		"home_stranger":       checkins.Home{Page: 1, Pages: 1},
		"home_away":           checkins.Home{Lead: "ana", Zone: "Europe/Berlin", Away: "2026-03-13", Rows: w.home().Rows[:1], Next: friday, NextOf: w.Named(), Page: 1, Pages: 1, Total: 1, Reads: true},
		"home_stopped":        checkins.Home{Lead: "ana", Zone: "Europe/Berlin", Stopped: true, Rows: w.home().Rows[1:2], Page: 1, Pages: 1, Total: 1, Reads: true},
		"home_sponsor":        checkins.Home{Lead: "ana", Zone: "Europe/Berlin", Rows: w.home().Rows[3:4], Page: 1, Pages: 1, Total: 1, Steers: true},
		"settings":            checkins.Settings{Person: person, Asked: []checkins.Named{w.Named()}, Muted: []checkins.Named{{ID: "billing", Name: w.Billing}}, Stand: w.Billing},
		"settings_saved":      checkins.Settings{Person: plain, Asked: []checkins.Named{w.Named()}, Changed: true},
		"settings_stopped":    checkins.Settings{Person: stopped, Changed: true},
		"delegation_nobody":   leave,
		"delegation_begun":    begun,
		"delegation_by":       by,
		"delegation_refused":  declined,
		"delegation_asked":    asked,
		"delegation_soon":     soon,
		"delegation_declined": no,
		"delegation_over":     over,
		"mine":                w.mine(person),
		"mine_none":           checkins.Mine{Person: plain, Page: 1, Pages: 1},
		"mine_older":          checkins.Mine{Person: person, Weeks: w.mine(person).Weeks, Page: 2, Pages: 2, Total: 8},
		"done_forgotten":      checkins.Done{What: checkins.DoneForgotten},
		"welcome_begin":       checkins.Welcome{Known: true, Admin: true},
		"welcome_asked":       checkins.Welcome{Known: true, Asked: true, Started: true},
		"welcome_known":       checkins.Welcome{Known: true, Started: true},
		"welcome_stranger":    checkins.Welcome{Started: true},
		"intro":               checkins.Introduction{},
		"dialog_settings":     w.settings(""),
		"dialog_settings_wrong": func() checkins.Message {
			d := w.settings("workdays")
			d.Opened = false
			return d
		}(),
		"dialog_forget": checkins.Dialog{
			What: checkins.DialogForget, Opened: true, Fields: []checkins.Field{{Key: "sure", Kind: checkins.FieldTick}},
			Remarks: []checkins.Remark{{Key: "goes"}, {Key: "stays"}, {Key: "file"}, {Key: "owner", Names: map[string]string{"initiative": w.CRM}}, {Key: "waits", Names: map[string]string{"initiative": w.CRM}}, {Key: "admin"}},
		},
	}
}

// home is a page with everything on it.
func (w World) home() checkins.Home {
	gap := checkins.CardRow{Question: w.Question(checkins.Value), Said: Said(scoring.FalseConsensus, scoring.Apart, 1), Date: "2026-03-03", Open: true}
	good := checkins.CardRow{Question: w.Question(checkins.Delivery), Said: Said(scoring.Consensus, scoring.Aligned, 0), Date: "2026-03-03"}
	good.Said.Open = false
	h := checkins.Home{
		Lead: "ana", Zone: "Europe/Berlin", Page: 1, Pages: 2, Total: 10, More: 1, Reads: true, Steers: true,
		Due:    []checkins.Due{w.Due(checkins.DueOpen, checkins.Value, checkins.Delivery), w.Second(checkins.DueSaved, checkins.Delivery)},
		Stands: []checkins.HomeStand{{Lead: w.Ana, To: "2026-03-13"}},
		Tasks: []checkins.Task{
			{What: checkins.TaskStep, Initiative: w.Named(), N: 1, Day: "2026-03-02", Deed: checkins.DeedStepAsk, Subject: "1"},
			{What: checkins.TaskRate, Initiative: w.Named(), N: 1, Day: "2026-03-05", Deed: checkins.DeedRate, Subject: "d1"},
			{What: checkins.TaskJudge, Initiative: checkins.Named{ID: "billing", Name: w.Billing}, N: 2, Day: "2026-03-05", Deed: checkins.DeedPromise},
			{What: checkins.TaskWhy, Initiative: w.Named(), N: 1, Day: "2026-03-06", Deed: string(checkins.DialogRecall), Subject: "crm.2026-03-03"},
			{What: checkins.TaskRank, N: 1, Day: "2026-03-31", Deed: checkins.DeedRank},
		},
		Later: 2,
		Alerts: []checkins.HomeAlert{
			{Initiative: w.Named(), CardRow: gap, Since: "2026-02-24", Reads: true},
			{Initiative: checkins.Named{ID: "billing", Name: w.Billing}, CardRow: gap, Since: "2026-02-17", Heeded: true, Reads: true},
		},
		Rows: []checkins.HomeRow{
			{Initiative: w.Named(), Stage: checkins.Live, Sides: [2]bool{scoring.IT: true}, Owner: true, Worst: &gap, Alerts: 2, Melon: checkins.MelonSeen},
			{Initiative: checkins.Named{ID: "billing", Name: w.Billing}, Stage: checkins.Building, Sides: [2]bool{scoring.Biz: true}, Worst: &good, Muted: true},
			{Initiative: checkins.Named{ID: "p3", Name: w.Billing + " 3"}, Stage: checkins.Shaping, Sides: [2]bool{true, true}},
			{Initiative: checkins.Named{ID: "p4", Name: w.Billing + " 4"}, Stage: checkins.Shaping, Waits: []checkins.Wait{{For: checkins.WaitPaused}}},
		},
	}
	for n := 5; n <= 6; n++ {
		h.Rows = append(h.Rows, checkins.HomeRow{Initiative: checkins.Named{ID: checkins.InitiativeID(fmt.Sprint("p", n)), Name: fmt.Sprint(w.Billing, " ", n)}, Owner: true})
	}
	return h
}

// homeTasks is a page of somebody who has answered all check-ins, with what else waits.
func (w World) homeTasks() checkins.Home {
	task := func(what checkins.TaskWhat, day checkins.Date, n int) checkins.Task {
		return checkins.Task{What: what, Initiative: w.Named(), N: n, Day: day, Deed: checkins.DeedDecisions}
	}
	return checkins.Home{
		Lead: "ana", Zone: "Europe/Berlin", Rows: w.home().Rows[:1], Next: friday, NextOf: w.Named(), Page: 1, Pages: 1, Total: 1, Later: 1,
		Tasks: []checkins.Task{
			task(checkins.TaskRecord, "2026-03-02", 1), task(checkins.TaskFollow, "2026-03-02", 2), task(checkins.TaskHolds, "2026-03-05", 1),
			task(checkins.TaskPromise, "2026-03-06", 1), task(checkins.TaskOutcome, "2026-03-31", 1),
		},
	}
}

// mine is what is kept of Ana.
func (w World) mine(p checkins.Person) checkins.Mine {
	answer := func(dim scoring.Dimension, own, guess int) checkins.MineAnswer {
		return checkins.MineAnswer{Question: w.Question(dim), Given: checkins.Answer{Person: "ana", Dimension: dim, Own: own, SaidOwn: true, Guess: guess, SaidGuess: guess > 0}}
	}
	given, said := checkins.Consent{Given: true, At: friday}, checkins.Consent{At: friday.Add(24 * time.Hour)}
	return checkins.Mine{
		Person: p, Page: 1, Pages: 2, Total: 8,
		Parts: []checkins.MinePart{
			{Initiative: w.Named(), Sides: [2]bool{scoring.IT: true}, Owner: true, Confirmed: true, Named: &given, Why: []checkins.WhyLine{{Text: w.Why, Released: true, At: friday}}},
			{Initiative: checkins.Named{ID: "billing", Name: w.Billing}, Sponsor: true, Named: &said, Reply: &checkins.Note{Person: "ana", Text: w.Line},
				Steps: []checkins.StepLine{{Initiative: w.Named(), No: 1, Text: w.Line, Owners: [2]string{w.Ana, "Ben"}, On: "2026-03-06", Due: "2026-03-20", State: checkins.StepOpen}},
				Wins:  []string{w.Line},
			},
		},
		Weeks: []checkins.MineWeek{
			{Initiative: w.Named(), Date: "2026-03-03", Side: scoring.IT, Answers: []checkins.MineAnswer{answer(checkins.Value, 4, 2), answer(checkins.Delivery, 0, 0)}, Line: &checkins.Line{Person: "ana", Text: w.Line, Released: true}},
			{Initiative: w.Named(), Date: "2026-02-24", Side: scoring.IT, For: w.Ana, Answers: []checkins.MineAnswer{answer(checkins.Value, 5, 0)}, Line: &checkins.Line{Person: "ana", Text: w.Line}, Notes: []checkins.Note{{Person: "ana", Text: w.Line}}},
		},
	}
}

// settings is the dialog with everything that a person can choose; wrong names a field
// that is.
func (w World) settings(wrong string) checkins.Dialog {
	d := checkins.Dialog{What: checkins.DialogSettings, Opened: true}
	option := func(values ...string) []checkins.Option {
		var all []checkins.Option
		for _, v := range values {
			all = append(all, checkins.Option{Value: v})
		}
		return all
	}
	d.Fields = []checkins.Field{
		{Key: "hour", Kind: checkins.FieldSelect, Value: []string{"pulse"}, Options: append(option("pulse"), checkins.Option{Value: "09:00", Name: "09:00"}, checkins.Option{Value: "09:30", Name: "09:30"})},
		{Key: "zone", Kind: checkins.FieldSelect, Value: []string{"Europe/Berlin"}, Options: []checkins.Option{{Value: "America/New_York", Name: "America/New York"}, {Value: "Europe/Berlin", Name: "Europe/Berlin"}}},
		{Key: "country", Kind: checkins.FieldSelect, Value: []string{"DE"}, Options: option("org", "DE", "US")},
		{Key: "workdays", Kind: checkins.FieldSome, Value: []string{"mon", "tue", "wed", "thu", "fri"}, Options: option("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
		{Key: "locale", Kind: checkins.FieldChoice, Value: []string{"platform"}, Options: option("platform", "en", "de")},
		{Key: "platform", Kind: checkins.FieldChoice, Value: []string{"last"}, Options: option("last", "slack", "teams")},
		{Key: "asked", Kind: checkins.FieldSome, Optional: true, Value: []string{"crm"}, Options: []checkins.Option{{Value: "crm", Name: w.CRM}, {Value: "billing", Name: w.Billing}}},
		{Key: "stop", Kind: checkins.FieldTick, Optional: true},
		{Key: "to", Kind: checkins.FieldDate, Optional: true},
		{Key: "delegate", Kind: checkins.FieldPerson, Optional: true},
	}
	for n := range d.Fields {
		if d.Fields[n].Key == wrong {
			d.Fields[n].Wrong, d.Fields[n].Value = wrong, nil
		}
	}
	return d
}
