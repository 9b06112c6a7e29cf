package bottest

import (
	"maps"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// Cases are all kinds of messages in all their states, by the name of their golden
// file.
func (w World) Cases() map[string]checkins.Message {
	all := w.states()
	maps.Copy(all, w.differences())
	maps.Copy(all, w.readings())
	maps.Copy(all, w.tended())
	maps.Copy(all, w.digests())
	maps.Copy(all, w.figures())
	maps.Copy(all, w.figureDialogs())
	maps.Copy(all, w.wins())
	maps.Copy(all, w.ranks())
	maps.Copy(all, w.steps())
	maps.Copy(all, w.recheckDialogs())
	maps.Copy(all, w.alertDialogs())
	maps.Copy(all, w.promises())
	maps.Copy(all, w.agreedDialogs())
	maps.Copy(all, w.decisions())
	maps.Copy(all, w.dialogs())
	maps.Copy(all, w.week())
	maps.Copy(all, w.turns())
	maps.Copy(all, w.recalls())
	maps.Copy(all, w.briefs())
	return all
}

// states are all kinds of messages in all their states.
func (w World) states() map[string]checkins.Message {
	three := []scoring.Dimension{checkins.Value, checkins.Delivery, checkins.PromisesBiz}
	late := w.Due(checkins.DueOpen, three...)
	late.State = checkins.DueClosed
	oldNumbers := w.Explain(true)
	old := plays()["old"]
	oldNumbers.Rows[0].Said, oldNumbers.Rows[0].Track, oldNumbers.Rows[0].Date = old.said, old.track, old.track[len(old.track)-1].Date
	value := Said(scoring.FalseConsensus, scoring.FarApart, 1)
	promises := Said(scoring.BizBlind, scoring.Drifting, -1)
	closedRow := w.Row(checkins.Value, Said(scoring.Consensus, scoring.Aligned, 0), true)
	closedRow.Ended, closedRow.Said.Open, closedRow.Episode.Closed = true, false, "crm@2026-03-24"
	reopened := w.Row(checkins.Delivery, value, false)
	reopened.Ended = true
	older := w.Row(checkins.Value, Said(scoring.KnownGap, scoring.Aligned, -1), false)
	older.Episode.Opened = "crm@2026-02-17"

	cared := w.GapAlert(older)
	cared.Care, cared.CareName, cared.Repeat = checkins.Care{Acknowledged: "ana", SnoozedTo: "2026-04-03", SnoozedBy: "ben"}, w.Ana, true
	snoozed := w.GapAlert(w.Row(checkins.Value, value, false))
	snoozed.Care, snoozed.CareName = checkins.Care{SnoozedTo: "2026-04-03", SnoozedBy: "ana"}, w.Ana
	over := w.GapAlert(closedRow)
	over.Closed = true
	alertLow := Said(scoring.Consensus, scoring.Aligned, 0)
	alertLow.Level = scoring.Low

	waiting := checkins.Card{
		Letter: Letter, Initiative: w.Named(), Stage: checkins.Building, Zone: "Europe/Berlin",
		Waits: []checkins.Wait{{For: checkins.WaitWhyEmpty}, {For: checkins.WaitWhy, Side: scoring.Biz}, {For: checkins.WaitAccepted, Side: scoring.IT}, {For: checkins.WaitLeads, Side: scoring.Biz}, {For: checkins.WaitPaused}},
	}
	skipped := w.Card()
	skipped.Round, skipped.Skipped, skipped.SkipReason = nil, "2026-03-10", checkins.ReasonDowntime
	mine := w.Due(checkins.DueOpen, three...)
	status := checkins.Status{
		Card: w.Card(), Mine: &mine, Share: checkins.ShareToken{What: "status", Initiative: "crm"},
		Letters: []checkins.Trouble{{Kind: checkins.KindAlert, To: "slack:T0001/C0001", State: checkins.LetterUnreachable, Reason: "not_in_channel"}, {Kind: checkins.KindAsk, To: w.Ana, State: checkins.LetterUnknown}},
	}
	owner := status
	owner.Arrivals = &checkins.Arrivals{
		Round: "crm@2026-03-17", Arrived: 6, Waiting: 1, Unknown: 2,
		Unreachable: []checkins.Missed{{Reason: "account_inactive", N: 2}, {Reason: "not_installed", N: 1}}, Dropped: []checkins.Missed{{Reason: "away", N: 1}},
	}
	shared := status
	shared.Mine, shared.Letters, shared.Shared, shared.SharedBy = nil, nil, true, w.Ana
	sharedExplain := w.Explain(false)
	sharedExplain.Shared, sharedExplain.SharedBy = true, w.Ana

	consent := func(s checkins.ConsentState, at time.Time, r checkins.Date) checkins.Consenting {
		return checkins.Consenting{
			Letter: checkins.ConsentLetter(Org, "crm", "ana"), Lead: "ana", Initiative: w.Named(), Leads: 2, State: s, At: at,
			Zone: "Europe/Berlin", Round: r,
		}
	}
	alone := consent(checkins.ConsentOpen, time.Time{}, "")
	alone.Leads = 1
	byFile := consent(checkins.ConsentGiven, time.Time{}, "2026-03-03")
	byFile.Letter = ""
	named := checkins.Status{Card: waiting, Consent: &byFile}
	named.Waits = []checkins.Wait{{For: checkins.WaitAccepted, Side: scoring.Biz}}

	answered := &checkins.Answer{Person: "ana", Dimension: checkins.Value, Own: 4, Guess: 4, SaidOwn: true, SaidGuess: true}
	cantSay := &checkins.Answer{Person: "ana", Dimension: checkins.Delivery, SaidOwn: true}
	result := checkins.Result{
		Initiative: w.Named(), Round: Round, Date: "2026-03-03", Side: scoring.IT, Readings: 7, Right: 5, Next: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC),
		Views: []checkins.RoundView{
			{Question: w.Question(checkins.Value), Mine: answered, Said: Said(scoring.FalseConsensus, scoring.Apart, 1), Date: "2026-03-03"},
			{Question: w.Question(checkins.Delivery), Mine: cantSay, Said: alertLow, Date: "2026-03-03"},
			{Question: w.Question(checkins.PromisesBiz), Said: scoring.Disclosure{Status: scoring.NotEnough, Need: [2]int{1, 2}}},
		},
	}
	missed := result
	missed.NoAnswer, missed.Readings, missed.Views = true, 3, []checkins.RoundView{{Question: w.Question(checkins.Value), Said: scoring.Disclosure{Status: scoring.Held, Round: 5, Label: scoring.Unclear}, Date: "2026-02-24"}}

	oneSaved := w.Due(checkins.DueSaved, checkins.Value)
	oneHalf := w.Due(checkins.DueSaved, checkins.Value)
	oneHalf.Items[0].Before.SaidGuess = false
	tryOut := Ask(w.Due(checkins.DueSaved, three...))
	tryOut.TryOut = true

	return map[string]checkins.Message{
		"ask":                Ask(w.Due(checkins.DueOpen, three...)),
		"ask_two":            Ask(w.Due(checkins.DueOpen, three...), w.Second(checkins.DueOpen, checkins.Delivery, checkins.Feasibility)),
		"ask_partly":         Ask(w.Due(checkins.DueSaved, three...), w.Second(checkins.DueOpen, checkins.Delivery)),
		"ask_saved":          Ask(w.Due(checkins.DueSaved, three...)),
		"ask_saved_two":      Ask(w.Due(checkins.DueSaved, three...), w.Second(checkins.DueSaved, checkins.Delivery)),
		"ask_saved_tryout":   tryOut,
		"ask_closed":         Ask(func() checkins.Due { d := w.Due(checkins.DueSaved, three...); d.State = checkins.DueClosed; return d }()),
		"ask_missed":         Ask(late),
		"ask_single":         Ask(w.Due(checkins.DueOpen, checkins.Value)),
		"ask_single_half":    Ask(oneHalf),
		"ask_single_saved":   Ask(oneSaved),
		"nudge":              checkins.Nudge{Ask: Ask(w.Due(checkins.DueOpen, three...))},
		"nudge_last":         checkins.Nudge{Ask: Ask(w.Due(checkins.DueOpen, three...)), Last: true},
		"remind":             checkins.Remind{Ask: Ask(w.Due(checkins.DueOpen, three...))},
		"form":               checkins.Form{Ask: Ask(w.Due(checkins.DueOpen, three...)), Proof: checkins.Proof{Letter: Letter, Receipt: checkins.Receipt{Channel: "D0001", TS: "1772528400.000100"}}},
		"form_two":           checkins.Form{Ask: Ask(w.Due(checkins.DueSaved, three...), w.Second(checkins.DueOpen, checkins.Delivery, checkins.Feasibility))},
		"form_closed":        checkins.Form{Ask: Ask(late)},
		"result":             result,
		"result_missed":      missed,
		"alert":              w.GapAlert(w.Row(checkins.Value, Said(scoring.FalseConsensus, scoring.Apart, 1), true)),
		"alert_words":        w.GapAlert(w.Row(checkins.Value, Said(scoring.FalseConsensus, scoring.Apart, 1), false)),
		"alert_three":        w.GapAlert(w.Row(checkins.Value, value, true), w.Row(checkins.PromisesBiz, promises, true), reopened),
		"alert_cared":        cared,
		"alert_snoozed":      snoozed,
		"alert_closed":       over,
		"update_closed":      checkins.AlertUpdate{Initiative: w.Named(), Lines: []checkins.UpdateLine{{Question: w.Question(checkins.Value), Reason: checkins.ReasonClosed, Said: closedRow.Said}}},
		"update_several":     checkins.AlertUpdate{Initiative: w.Named(), Repeat: true, Lines: []checkins.UpdateLine{{Question: w.Question(checkins.Value), Reason: checkins.ReasonFlipped, Said: promises}, {Question: w.Question(checkins.Delivery), Reason: checkins.ReasonRepeat, Said: value}, {Question: w.Question(checkins.PriorityDim), Reason: checkins.ReasonClosed, Said: alertLow}}},
		"card":               w.Card(),
		"card_new":           checkins.Card{Letter: Letter, Initiative: w.Named(), Stage: checkins.Shaping, Zone: "Europe/Berlin", Next: friday},
		"card_waiting":       waiting,
		"card_skipped":       skipped,
		"status":             status,
		"status_owner":       owner,
		"status_shared":      shared,
		"explain":            w.Explain(true),
		"explain_words":      w.Explain(false),
		"explain_old":        oldNumbers,
		"explain_shared":     sharedExplain,
		"explain_nothing":    checkins.Explain{Initiative: w.Named(), Rows: []checkins.ExplainRow{{Question: w.Question(checkins.Value)}}},
		"help":               checkins.Help{Text: checkins.HelpAsked, For: []checkins.Audience{checkins.AudienceAll, checkins.AudienceLead, checkins.AudienceOwner, checkins.AudienceSelf}},
		"help_stranger":      checkins.Help{Text: checkins.HelpAsked, For: []checkins.Audience{checkins.AudienceAll}},
		"help_sponsor":       checkins.Help{Text: checkins.HelpAsked, For: []checkins.Audience{checkins.AudienceAll, checkins.AudienceSponsor, checkins.AudienceSelf}},
		"help_thanks":        checkins.Help{Text: checkins.HelpThanks},
		"help_greeted":       checkins.Help{Text: checkins.HelpGreeted, For: []checkins.Audience{checkins.AudienceAll, checkins.AudienceLead, checkins.AudienceSelf}},
		"help_owner_only":    checkins.Help{Text: checkins.HelpNotAllowed, Owner: w.Ana, Instead: checkins.InsteadRead},
		"done_handed_over":   checkins.Done{What: checkins.DoneHandedOver, Name: w.CRM, Owner: w.Ana},
		"help_not_promiser":  checkins.Help{Text: checkins.HelpNotPromiser, Owner: w.Ana},
		"help_not_judge":     checkins.Help{Text: checkins.HelpNotJudge},
		"help_not_lead":      checkins.Help{Text: checkins.HelpNotLead},
		"help_not_business":  checkins.Help{Text: checkins.HelpNotBusiness},
		"help_not_mine":      checkins.Help{Text: checkins.HelpNotAllowed, Command: "pause", Instead: checkins.InsteadOwner},
		"help_unknown":       checkins.Help{Text: checkins.HelpUnknown, Unknown: "statsu", Nearest: "status", For: []checkins.Audience{checkins.AudienceAll, checkins.AudienceLead, checkins.AudienceSelf}},
		"help_none":          checkins.Help{Text: checkins.HelpNoInitiative},
		"help_choose":        checkins.Help{Text: checkins.HelpChoose, Command: "status", Choices: []checkins.Named{w.Named(), {ID: "billing", Name: w.Billing}}},
		"help_no_such_name":  checkins.Help{Text: checkins.HelpNoSuchName, Name: w.Billing + "s", Command: "status", Choices: []checkins.Named{w.Named()}},
		"help_hello":         checkins.Help{Text: checkins.HelpHello},
		"help_topic":         checkins.Help{Text: checkins.HelpUnknownTopic, Name: "workarounds", Topics: []scoring.Dimension{checkins.Value, checkins.Delivery, checkins.PromisesIT}},
		"help_too_fast":      checkins.Help{Text: checkins.HelpTooFast},
		"help_not_saved":     checkins.Help{Text: checkins.HelpNotSaved},
		"help_bad_date":      checkins.Help{Text: checkins.HelpBadDate, Name: "someday", Command: "away"},
		"done_away":          checkins.Done{What: checkins.DoneAway, Until: "2026-03-13"},
		"done_remind":        checkins.Done{What: checkins.DoneRemind, At: friday, Zone: "Europe/Berlin"},
		"done_snoozed":       checkins.Done{What: checkins.DoneSnoozed, Until: "2026-04-03", Name: w.CRM},
		"notice_unreachable": checkins.Notice{Initiative: w.Named(), Says: checkins.Says{What: "channel_unreachable", Where: "slack:T0001/C0001", Detail: "not_in_channel"}},
		"notice_alert": checkins.Notice{Initiative: w.Named(), Says: checkins.Says{What: "no_channel"}, Alert: func() *checkins.GapAlert {
			a := w.GapAlert(w.Row(checkins.Value, value, false))
			return &a
		}()},
		"consent":         consent(checkins.ConsentOpen, time.Time{}, ""),
		"consent_alone":   alone,
		"consent_given":   consent(checkins.ConsentGiven, friday, ""),
		"consent_refused": consent(checkins.ConsentRefused, friday, ""),
		"consent_back":    consent(checkins.ConsentRefused, friday, "2026-03-03"),
		"consent_hidden":  consent(checkins.ConsentHidden, friday, ""),
		"consent_left":    consent(checkins.ConsentLeft, time.Time{}, ""),
		"status_named":    named,
		"notice_silent":   checkins.Notice{Initiative: w.Named(), Says: checkins.Says{What: "silent_side", Detail: "biz"}},
	}
}
