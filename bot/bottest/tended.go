package bottest

import (
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// tended are the messages about alerts: before a channel gets one, and what people do
// about it.
func (w World) tended() map[string]checkins.Message {
	goes := time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC)
	alert := w.GapAlert(w.Row(checkins.Value, Said(scoring.FalseConsensus, scoring.Apart, 1), true))
	words := w.GapAlert(w.Row(checkins.Value, Said(scoring.FalseConsensus, scoring.Apart, 1), false), w.Row(checkins.Delivery, Said(scoring.FalseConsensus, scoring.FarApart, 1), false))
	letter := func(k checkins.Kind) checkins.LetterID { return checkins.LetterIDOf(Org, k, string(Round)) }

	lead := checkins.HeadsUp{Letter: letter(checkins.KindHeadsUp), Alert: words, State: checkins.HeadsUpWaits, Goes: goes, Zone: "Europe/Berlin"}
	owner := lead
	owner.Alert, owner.Snooze, owner.Mine = alert, true, &checkins.Note{Person: "ana", Text: w.Line, Owner: true}
	owner.Alert.Care, owner.Alert.CareName = checkins.Care{SnoozedTo: "2026-03-20", SnoozedBy: "ana"}, w.Ana
	went, off := lead, lead
	went.State, went.Mine = checkins.HeadsUpSent, &checkins.Note{Person: "ana", Text: w.Line}
	off.State = checkins.HeadsUpOff

	kept := alert
	kept.Care = checkins.Care{Acknowledged: "ana", Keepers: [2]checkins.PersonID{"chen", "ben"}, Agenda: "2026-03-06", AgendaBy: "ana", Asked: "2026-03-06", AskedBy: "ana"}
	kept.CareName, kept.Keepers = w.Ana, [2]string{"Chen", w.Ana}
	kept.Context = []checkins.ContextLine{{Text: "We meet about it on Tuesday.", By: w.Ana}, {Text: w.Line, Side: scoring.IT}, {Text: w.Line, Side: scoring.Biz}}
	closed := kept
	closed.Closed = true
	closed.Rows = []checkins.AlertRow{w.Row(checkins.Value, Said(scoring.Consensus, scoring.Aligned, 0), false)}
	closed.Rows[0].Ended, closed.Rows[0].Said.Open = true, false

	ask := checkins.Needs{
		Letter: letter(checkins.KindNeeds), Initiative: w.Named(), Alert: words, Side: scoring.IT, Leads: 3, Until: goes.AddDate(0, 0, 2), Zone: "Europe/Berlin",
	}
	saved, over, nothing := ask, ask, ask
	saved.Mine = &checkins.Note{Person: "ana", Text: w.Line, Released: true}
	over.Mine, over.Over = &checkins.Note{Person: "ana", Text: w.Line}, true
	over.Shared = []checkins.Voices{{Side: scoring.IT, Date: "2026-03-03", Lines: []string{"A demo with real data.", w.Line}}, {Side: scoring.Biz, Date: "2026-03-03", Lines: []string{w.Line}}}
	nothing.Over = true

	act := func(what checkins.ActWhat) checkins.AlertAct {
		return checkins.AlertAct{Initiative: w.Named(), What: what, By: w.Ana, Until: "2026-03-20"}
	}
	assigned, one := act(checkins.ActAssigned), act(checkins.ActAssigned)
	assigned.Whom, one.Whom = [2]string{"Chen", w.Ana}, [2]string{"Chen", ""}
	forgotten := act(checkins.ActSnoozed)
	forgotten.By = ""
	explained := w.Explain(true)
	explained.Needs = over.Shared

	return map[string]checkins.Message{
		"heads_up": lead, "heads_up_owner": owner, "heads_up_sent": went, "heads_up_off": off,
		"alert_kept": kept, "alert_kept_closed": closed,
		"keeper": checkins.Keeping{Letter: letter(checkins.KindKeeper), Alert: words, By: w.Ana},
		"needs":  ask, "needs_saved": saved, "needs_over": over, "needs_nothing": nothing,
		"gathered":      checkins.Gathered{Initiative: w.Named(), Lines: [2][]string{{"A demo with real data.", w.Line}, {w.Line}}},
		"gathered_half": checkins.Gathered{Initiative: w.Named(), Lines: [2][]string{{w.Line}, nil}},
		"gathered_none": checkins.Gathered{Initiative: w.Named()},
		"act_seen":      act(checkins.ActAcknowledged), "act_snoozed": forgotten, "act_assigned": assigned, "act_assigned_one": one,
		"act_left": act(checkins.ActLeft), "act_agenda": act(checkins.ActAgenda), "act_agenda_off": act(checkins.ActOffAgenda), "act_asked": act(checkins.ActAsked),
		"explain_needs": explained,
		"done_asked":    checkins.Done{What: checkins.DoneAsked, At: goes, Zone: "Europe/Berlin", Name: w.CRM, Number: 7, Less: 1},
		"done_context":  checkins.Done{What: checkins.DoneContext, Name: w.CRM},
		"done_agenda":   checkins.Done{What: checkins.DoneAgenda, Name: w.CRM},
	}
}

// digests are what owners and sponsors read, and what the sponsor replied.
func (w World) digests() map[string]checkins.Message {
	apart, low := Said(scoring.FalseConsensus, scoring.Apart, 1), Said(scoring.Consensus, scoring.Aligned, 0)
	billing := checkins.Named{ID: "billing", Name: w.Billing}
	week := checkins.Digest{
		Letter: checkins.LetterIDOf(Org, checkins.KindDigest, "ana"), From: "2026-03-02",
		Decide: []checkins.ToDecide{
			{Initiative: w.Named(), Why: checkins.DecideAgenda, Dimension: checkins.Value, Said: apart},
			{Initiative: billing, Why: checkins.DecideAlert, Dimension: checkins.Delivery, Said: apart},
			{Initiative: billing, Why: checkins.DecideQuiet, Quiet: [2]bool{false, true}},
		},
		Changes: []checkins.Change{
			{Initiative: w.Named(), Date: "2026-03-03", What: checkins.ReasonOpened, Rows: []checkins.HistoryRow{{Question: w.Question(checkins.Value), Said: apart}, {Question: w.Question(checkins.Delivery), Said: apart}}},
			{Initiative: billing, Date: "2026-03-03", What: checkins.ReasonClosed, Rows: []checkins.HistoryRow{{Question: w.Question(checkins.PromisesIT), Said: low}}},
			{Initiative: billing, Date: "2026-02-24", What: checkins.ReasonFlipped, Rows: []checkins.HistoryRow{{Question: w.Question(checkins.Feasibility), Said: apart}}},
		},
		Talk: []checkins.Talk{{Initiative: w.Named(), Question: w.Question(checkins.Feasibility), Said: apart}},
		Heard: []checkins.Heard{
			{Initiative: billing, Sides: [2]checkins.HeardSide{scoring.IT: {Of: 1, Enough: 1}, scoring.Biz: {Quiet: true}}},
			{Initiative: w.Named(), Sides: [2]checkins.HeardSide{scoring.IT: {Of: 2, Enough: 2}, scoring.Biz: {Of: 2, Enough: 1}}},
		},
		Thanks: []checkins.Thanks{
			{Initiative: billing, What: checkins.ThanksClosed}, {Initiative: w.Named(), What: checkins.ThanksKept, Names: []string{"Chen", w.Ana}},
			{Initiative: w.Named(), What: checkins.ThanksAsked}, {Initiative: w.Named(), What: checkins.ThanksReplied, Names: []string{w.Ana}},
		},
		Signs: []checkins.Sign{
			{Initiative: w.Named(), What: checkins.SignWhy}, {Initiative: w.Named(), What: checkins.SignFlat, Side: scoring.Biz}, {Initiative: billing, What: checkins.SignGreen},
			{Initiative: billing, What: checkins.SignSilent, Side: scoring.IT}, {Initiative: billing, What: checkins.SignGuess},
		},
		More: 2,
	}
	month := checkins.Digest{Letter: week.Letter, Monthly: true, From: "2026-02-02", Changes: week.Changes[1:2], Heard: week.Heard[1:], Replies: []checkins.Named{w.Named()}}
	empty := checkins.Digest{From: "2026-03-02", Asked: true, Replies: []checkins.Named{w.Named(), billing}}

	replied := w.Due(checkins.DueOpen, checkins.Value, checkins.Delivery)
	replied.Reply = &checkins.SponsorReply{By: w.Ana, Text: w.Line}
	second := w.Second(checkins.DueOpen, checkins.Delivery)
	second.Reply = replied.Reply
	single := w.Due(checkins.DueOpen, checkins.Value)
	single.Reply = replied.Reply
	result := checkins.Result{
		Initiative: w.Named(), Round: Round, Date: "2026-03-03", Side: scoring.IT, Reply: replied.Reply,
		Views: []checkins.RoundView{{Question: w.Question(checkins.Value), Said: apart, Date: "2026-03-03"}},
	}
	agenda := checkins.Status{Card: w.Card(), Decide: week.Decide[:1]}
	sponsor := w.Portfolio(2)
	sponsor.Replies = []checkins.Named{w.Named()}
	return map[string]checkins.Message{
		"digest": week, "digest_month": month, "digest_empty": empty,
		"ask_reply": Ask(replied), "ask_reply_two": Ask(replied, second), "ask_reply_single": Ask(single),
		"form_reply": checkins.Form{Ask: Ask(replied, second)}, "result_reply": result, "status_agenda": agenda, "portfolio_sponsor": sponsor,
		"done_reply": checkins.Done{What: checkins.DoneReply, Name: w.CRM},
	}
}

// alertDialogs are the forms about alerts and replies, as they open and with what is wrong.
func (w World) alertDialogs() map[string]checkins.Message {
	text := checkins.Field{Key: "text", Kind: checkins.FieldLines, Max: 200, Optional: true, Value: []string{w.Line}}
	tick := checkins.Field{Key: "released", Kind: checkins.FieldTick, Optional: true}
	context := checkins.Dialog{What: checkins.DialogContext, Initiative: w.Named(), Letter: Letter, Opened: true, Remarks: []checkins.Remark{{Key: "hidden.it"}}, Fields: []checkins.Field{text}}
	few := context
	wrong := tick
	wrong.Wrong = "unticked"
	few.Opened, few.Remarks, few.Fields = false, []checkins.Remark{{Key: "few", Count: map[string]int{"n": 2}}}, []checkins.Field{text, wrong}
	owner := context
	owner.Remarks, owner.Fields = []checkins.Remark{{Key: "either"}}, []checkins.Field{text, {Key: "owner", Kind: checkins.FieldTick, Optional: true, Value: []string{"1"}}}
	people := []checkins.Option{{Value: "ana", Name: w.Ana}, {Value: "chen", Name: "Chen"}}
	assign := checkins.Dialog{
		What: checkins.DialogAssign, Initiative: w.Named(), Letter: Letter, Opened: true, Remarks: []checkins.Remark{{Key: "told"}},
		Fields: []checkins.Field{
			{Key: "it", Kind: checkins.FieldSelect, Optional: true, Options: people, Value: []string{"chen"}},
			{Key: "biz", Kind: checkins.FieldSelect, Optional: true, Options: people},
		},
	}
	needs := checkins.Dialog{
		What: checkins.DialogNeeds, Initiative: w.Named(), Letter: Letter, Opened: true,
		Remarks: []checkins.Remark{{Key: "question.biz"}, {Key: "hidden"}}, Fields: []checkins.Field{text, tick},
	}
	reply := checkins.Dialog{
		What: checkins.DialogReply, Opened: true, Remarks: []checkins.Remark{{Key: "where"}},
		Fields: []checkins.Field{{Key: "about", Kind: checkins.FieldSelect, Options: []checkins.Option{{Value: "crm", Name: w.CRM}, {Value: "billing", Name: w.Billing}}}, text},
	}
	return map[string]checkins.Message{
		"dialog_context": context, "dialog_context_few": few, "dialog_context_owner": owner, "dialog_assign": assign, "dialog_needs": needs, "dialog_reply": reply,
	}
}
