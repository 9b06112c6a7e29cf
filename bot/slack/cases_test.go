package slack

import (
	"bytes"
	"testing"
	"time"

	"parallax/bot"
	"parallax/checkins"
	"parallax/scoring"
)

const org = checkins.OrgID("acme")

func renderer(t testing.TB) Renderer {
	t.Helper()
	s, err := bot.NewSigner(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return Renderer{Signer: s}
}

// world holds what people typed in the cases, so that a test can make it hostile.
type world struct{ crm, billing, why, ana, statement, line string }

var friendly = world{
	crm: "CRM migration", billing: "Billing portal", ana: "Ana Ruiz",
	why:       "Agents see one customer, so that a call ends with the problem solved.",
	statement: "What CRM migration has produced so far makes a real difference to the business.",
	line:      "The pilot team loves it.\nThe others wait.",
}

var (
	friday = time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC) // 10:00 in Berlin
	letter = checkins.LetterIDOf(org, checkins.KindAsk, "ana", "2026-03-03")
	round  = checkins.RoundID("crm@2026-03-03")
)

func (w world) named() checkins.Named { return checkins.Named{ID: "crm", Name: w.crm} }

func (w world) question(d scoring.Dimension) checkins.Question {
	if d == checkins.Value {
		return checkins.Question{Dimension: d, Version: "value.live/1", Text: w.statement}
	}
	q, err := checkins.QuestionOf(checkins.Initiative{Name: w.crm, Stage: checkins.Live, Own: w.statement}, "Grow online revenue", d)
	if err != nil {
		panic(err)
	}
	return q
}

func (w world) due(state checkins.DueState, dims ...scoring.Dimension) checkins.Due {
	d := checkins.Due{
		Round: round, Initiative: w.named(), State: state, Closes: friday, Side: scoring.IT, Ask: letter,
		Delivered: "all service teams work in the new system", Value: "a call ends with the problem solved",
		Sees: checkins.Sees{Mode: scoring.Confidential, Leads: 4},
	}
	for i, dim := range dims {
		it := checkins.Item{Question: w.question(dim), WithGuess: i == 0}
		if state == checkins.DueSaved {
			it.Before = &checkins.Answer{Person: "ana", Dimension: dim, Own: 4, SaidOwn: true}
			if i == 0 {
				it.Before.Guess, it.Before.SaidGuess = 2, true
			}
		}
		d.Items = append(d.Items, it)
	}
	if state == checkins.DueSaved {
		d.Line = &checkins.Line{Person: "ana", Text: w.line, Released: true}
	}
	return d
}

func (w world) second(state checkins.DueState, dims ...scoring.Dimension) checkins.Due {
	d := w.due(state, dims...)
	d.Round, d.Initiative = "billing@2026-03-03", checkins.Named{ID: "billing", Name: w.billing}
	d.Sees = checkins.Sees{Mode: scoring.Named, Leads: 2}
	d.Delivered, d.Value, d.Line = "", "", nil
	other := w
	other.crm = w.billing
	for i, dim := range dims {
		d.Items[i].Question = other.question(dim)
	}
	d.Closes = friday.Add(3 * time.Hour)
	return d
}

func ask(due ...checkins.Due) checkins.Ask {
	return checkins.Ask{Letter: letter, Lead: "ana", Zone: "Europe/Berlin", Due: due}
}

func said(label scoring.Label, band scoring.Band, higher int) scoring.Disclosure {
	return scoring.Disclosure{
		Status: scoring.OK, Round: 6, LastRound: 6, Published: 6, Label: label, Band: band, Level: scoring.Good, Higher: higher,
		Strength: "strong", Views: [2]scoring.View{scoring.ViewBlind, scoring.ViewBlind}, Open: true, Episode: 1,
	}
}

func numbers(n int, it, biz float64) *scoring.Numbers {
	return &scoring.Numbers{Round: n, Mean: [2]float64{it, biz}, Gap: it - biz - 0.2, Heard: [2]int{5, 6}, Leads: [2]int{6, 6}, SE: 0.2, Interval: [2]float64{it - biz - 0.7, it - biz + 0.3}, Certainty: 0.97, ShareSeen: [2]scoring.Maybe[int]{scoring.Some(20)}}
}

// track is six weeks of drifting apart; with numbers when wanted.
func track(withNumbers bool) []checkins.Point {
	means := [][2]float64{{3.8, 3.7}, {3.9, 3.6}, {3.8, 3.6}, {4.0, 3.2}, {4.1, 2.8}, {4.2, 2.6}}
	var ps []checkins.Point
	for i, m := range means {
		p := checkins.Point{Date: checkins.Date("2026-01-27").AddDays(7 * i), Label: scoring.Consensus, Band: scoring.BandOf(m[0] - m[1] - 0.2), Higher: 1}
		if withNumbers {
			p.Numbers = numbers(i+1, m[0], m[1])
		}
		ps = append(ps, p)
	}
	return ps
}

func (w world) row(dim scoring.Dimension, d scoring.Disclosure, withNumbers bool) checkins.AlertRow {
	r := checkins.AlertRow{
		Question: w.question(dim), Said: d, Date: "2026-03-03", Track: track(withNumbers),
		Episode: checkins.Episode{No: 1, Opened: round},
	}
	if withNumbers {
		r.Said.Numbers = numbers(6, 4.2, 2.6)
	}
	return r
}

func (w world) gapAlert(rows ...checkins.AlertRow) checkins.GapAlert {
	return checkins.GapAlert{Letter: checkins.LetterIDOf(org, checkins.KindAlert, string(round)), Initiative: w.named(), Round: round, Rows: rows}
}

func (w world) card() checkins.Card {
	not := scoring.Disclosure{Status: scoring.NotEnough, LastRound: 2, Need: [2]int{0, 2}}
	held := said(scoring.Watch, scoring.Drifting, 1)
	held.Status, held.Open, held.LastRound = scoring.Held, false, 7
	low := said(scoring.Consensus, scoring.Aligned, 0)
	low.Level, low.Open = scoring.Low, false
	return checkins.Card{
		Letter: checkins.LetterIDOf(org, checkins.KindCard, "crm"), Initiative: w.named(), Stage: checkins.Live, Why: w.why,
		Rows: []checkins.CardRow{
			{Question: w.question(checkins.Value), Said: said(scoring.FalseConsensus, scoring.Apart, 1), Date: "2026-03-03", Open: true},
			{Question: w.question(checkins.Delivery), Said: low, Date: "2026-03-03"},
			{Question: w.question(checkins.PriorityDim), Said: held, Date: "2026-02-24"},
			{Question: w.question(checkins.Feasibility), Said: not},
			{Question: w.question(checkins.PromisesIT)},
		},
		Round:     &checkins.RoundLine{Round: "crm@2026-03-10", Closes: friday.AddDate(0, 0, 7), Need: [2]int{1, 2}},
		LastRound: "2026-03-03", Next: time.Date(2026, 3, 17, 9, 0, 0, 0, time.UTC), Zone: "Europe/Berlin",
		Bridges: []string{w.ana},
	}
}

func (w world) explain(withNumbers bool) checkins.Explain {
	r := w.row(checkins.Value, said(scoring.FalseConsensus, scoring.Apart, 1), withNumbers)
	return checkins.Explain{
		Initiative: w.named(), Rows: []checkins.ExplainRow{{Question: r.Question, Said: r.Said, Date: r.Date, Track: r.Track}},
		Share: checkins.ShareToken{What: "explain", Initiative: "crm", Dimension: checkins.Value},
	}
}

// cases are all kinds of messages in all their states, by the name of the golden
// file.
func (w world) cases() map[string]checkins.Message {
	three := []scoring.Dimension{checkins.Value, checkins.Delivery, checkins.PromisesBiz}
	late := w.due(checkins.DueOpen, three...)
	late.State = checkins.DueClosed
	oldNumbers := w.explain(true)
	oldNumbers.Rows[0].Said.Numbers = numbers(4, 4.0, 3.2)
	oldNumbers.Rows[0].Said.Status, oldNumbers.Rows[0].Said.LastRound, oldNumbers.Rows[0].Said.Need = scoring.NotEnough, 7, [2]int{0, 1}
	value := said(scoring.FalseConsensus, scoring.FarApart, 1)
	promises := said(scoring.BizBlind, scoring.Drifting, -1)
	promises.Level = scoring.Low
	closedRow := w.row(checkins.Value, said(scoring.Consensus, scoring.Aligned, 0), true)
	closedRow.Ended, closedRow.Said.Open, closedRow.Episode.Closed = true, false, "crm@2026-03-24"
	reopened := w.row(checkins.Delivery, value, false)
	reopened.Ended = true
	older := w.row(checkins.Value, said(scoring.KnownGap, scoring.Aligned, -1), false)
	older.Episode.Opened = "crm@2026-02-17"

	cared := w.gapAlert(older)
	cared.Care, cared.CareName, cared.Repeat = checkins.Care{Acknowledged: "ana", SnoozedTo: "2026-04-03", SnoozedBy: "ben"}, w.ana, true
	snoozed := w.gapAlert(w.row(checkins.Value, value, false))
	snoozed.Care, snoozed.CareName = checkins.Care{SnoozedTo: "2026-04-03", SnoozedBy: "ana"}, w.ana
	over := w.gapAlert(closedRow)
	over.Closed = true
	alertLow := said(scoring.Consensus, scoring.Aligned, 0)
	alertLow.Level = scoring.Low

	waiting := checkins.Card{
		Letter: letter, Initiative: w.named(), Stage: checkins.Building, Zone: "Europe/Berlin",
		Waits: []checkins.Wait{{For: checkins.WaitWhyEmpty}, {For: checkins.WaitWhy, Side: scoring.Biz}, {For: checkins.WaitAccepted, Side: scoring.IT}, {For: checkins.WaitLeads, Side: scoring.Biz}, {For: checkins.WaitPaused}},
	}
	skipped := w.card()
	skipped.Round, skipped.Skipped, skipped.SkipReason = nil, "2026-03-10", checkins.ReasonDowntime
	mine := w.due(checkins.DueOpen, three...)
	status := checkins.Status{
		Card: w.card(), Mine: &mine, Share: checkins.ShareToken{What: "status", Initiative: "crm"},
		Letters: []checkins.Trouble{{Kind: checkins.KindAlert, To: "slack:T0001/C0001", State: checkins.LetterUnreachable, Reason: "not_in_channel"}, {Kind: checkins.KindAsk, To: w.ana, State: checkins.LetterUnknown}},
	}
	shared := status
	shared.Mine, shared.Letters, shared.Shared, shared.SharedBy = nil, nil, true, w.ana
	sharedExplain := w.explain(false)
	sharedExplain.Shared, sharedExplain.SharedBy = true, w.ana

	consent := func(s checkins.ConsentState, at time.Time, r checkins.Date) checkins.Consenting {
		return checkins.Consenting{
			Letter: checkins.ConsentLetter(org, "crm", "ana"), Lead: "ana", Initiative: w.named(), Leads: 2, State: s, At: at,
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
		Initiative: w.named(), Round: round, Date: "2026-03-03", Side: scoring.IT, Readings: 7, Right: 5, Next: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC),
		Views: []checkins.RoundView{
			{Question: w.question(checkins.Value), Mine: answered, Said: said(scoring.FalseConsensus, scoring.Apart, 1), Date: "2026-03-03"},
			{Question: w.question(checkins.Delivery), Mine: cantSay, Said: alertLow, Date: "2026-03-03"},
			{Question: w.question(checkins.PromisesBiz), Said: scoring.Disclosure{Status: scoring.NotEnough, Need: [2]int{1, 2}}},
		},
	}
	missed := result
	missed.NoAnswer, missed.Readings, missed.Views = true, 3, []checkins.RoundView{{Question: w.question(checkins.Value), Said: scoring.Disclosure{Status: scoring.Held, Round: 5, Label: scoring.Unclear}, Date: "2026-02-24"}}

	oneSaved := w.due(checkins.DueSaved, checkins.Value)
	oneHalf := w.due(checkins.DueSaved, checkins.Value)
	oneHalf.Items[0].Before.SaidGuess = false
	tryOut := ask(w.due(checkins.DueSaved, three...))
	tryOut.TryOut = true

	return map[string]checkins.Message{
		"ask":                ask(w.due(checkins.DueOpen, three...)),
		"ask_two":            ask(w.due(checkins.DueOpen, three...), w.second(checkins.DueOpen, checkins.Delivery, checkins.Feasibility)),
		"ask_partly":         ask(w.due(checkins.DueSaved, three...), w.second(checkins.DueOpen, checkins.Delivery)),
		"ask_saved":          ask(w.due(checkins.DueSaved, three...)),
		"ask_saved_two":      ask(w.due(checkins.DueSaved, three...), w.second(checkins.DueSaved, checkins.Delivery)),
		"ask_saved_tryout":   tryOut,
		"ask_closed":         ask(func() checkins.Due { d := w.due(checkins.DueSaved, three...); d.State = checkins.DueClosed; return d }()),
		"ask_missed":         ask(late),
		"ask_single":         ask(w.due(checkins.DueOpen, checkins.Value)),
		"ask_single_half":    ask(oneHalf),
		"ask_single_saved":   ask(oneSaved),
		"nudge":              checkins.Nudge{Ask: ask(w.due(checkins.DueOpen, three...))},
		"nudge_last":         checkins.Nudge{Ask: ask(w.due(checkins.DueOpen, three...)), Last: true},
		"remind":             checkins.Remind{Ask: ask(w.due(checkins.DueOpen, three...))},
		"form":               checkins.Form{Ask: ask(w.due(checkins.DueOpen, three...)), Proof: checkins.Proof{Letter: letter, Receipt: checkins.Receipt{Channel: "D0001", TS: "1772528400.000100"}}},
		"form_two":           checkins.Form{Ask: ask(w.due(checkins.DueSaved, three...), w.second(checkins.DueOpen, checkins.Delivery, checkins.Feasibility))},
		"form_closed":        checkins.Form{Ask: ask(late)},
		"result":             result,
		"result_missed":      missed,
		"alert":              w.gapAlert(w.row(checkins.Value, said(scoring.FalseConsensus, scoring.Apart, 1), true)),
		"alert_words":        w.gapAlert(w.row(checkins.Value, said(scoring.FalseConsensus, scoring.Apart, 1), false)),
		"alert_three":        w.gapAlert(w.row(checkins.Value, value, true), w.row(checkins.PromisesBiz, promises, true), reopened),
		"alert_cared":        cared,
		"alert_snoozed":      snoozed,
		"alert_closed":       over,
		"update_closed":      checkins.AlertUpdate{Initiative: w.named(), Lines: []checkins.UpdateLine{{Question: w.question(checkins.Value), Reason: checkins.ReasonClosed, Said: closedRow.Said}}},
		"update_several":     checkins.AlertUpdate{Initiative: w.named(), Repeat: true, Lines: []checkins.UpdateLine{{Question: w.question(checkins.Value), Reason: checkins.ReasonFlipped, Said: promises}, {Question: w.question(checkins.Delivery), Reason: checkins.ReasonRepeat, Said: value}, {Question: w.question(checkins.PriorityDim), Reason: checkins.ReasonClosed, Said: alertLow}}},
		"card":               w.card(),
		"card_new":           checkins.Card{Letter: letter, Initiative: w.named(), Stage: checkins.Shaping, Zone: "Europe/Berlin", Next: friday},
		"card_waiting":       waiting,
		"card_skipped":       skipped,
		"status":             status,
		"status_shared":      shared,
		"explain":            w.explain(true),
		"explain_words":      w.explain(false),
		"explain_old":        oldNumbers,
		"explain_shared":     sharedExplain,
		"explain_nothing":    checkins.Explain{Initiative: w.named(), Rows: []checkins.ExplainRow{{Question: w.question(checkins.Value)}}},
		"help":               checkins.Help{Text: checkins.HelpAsked},
		"help_unknown":       checkins.Help{Text: checkins.HelpUnknown, Unknown: "statsu", Nearest: "status"},
		"help_none":          checkins.Help{Text: checkins.HelpNoInitiative},
		"help_choose":        checkins.Help{Text: checkins.HelpChoose, Command: "status", Choices: []checkins.Named{w.named(), {ID: "billing", Name: w.billing}}},
		"help_no_such_name":  checkins.Help{Text: checkins.HelpNoSuchName, Name: w.billing + "s", Command: "status", Choices: []checkins.Named{w.named()}},
		"help_bad_date":      checkins.Help{Text: checkins.HelpBadDate, Name: "someday", Command: "away"},
		"done_away":          checkins.Done{What: checkins.DoneAway, Until: "2026-03-13"},
		"done_remind":        checkins.Done{What: checkins.DoneRemind, At: friday, Zone: "Europe/Berlin"},
		"done_snoozed":       checkins.Done{What: checkins.DoneSnoozed, Until: "2026-04-03", Name: w.crm},
		"notice_unreachable": checkins.Notice{Initiative: w.named(), Says: checkins.Says{What: "channel_unreachable", Where: "slack:T0001/C0001", Detail: "not_in_channel"}},
		"notice_alert": checkins.Notice{Initiative: w.named(), Says: checkins.Says{What: "no_channel"}, Alert: func() *checkins.GapAlert {
			a := w.gapAlert(w.row(checkins.Value, value, false))
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
		"notice_silent":   checkins.Notice{Initiative: w.named(), Says: checkins.Says{What: "silent_side", Detail: "biz"}},
	}
}
