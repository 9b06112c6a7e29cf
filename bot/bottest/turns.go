package bottest

import (
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// turns are the messages about the why of an initiative and about its set-up.
func (w World) turns() map[string]checkins.Message {
	day := func(d, h int) time.Time { return time.Date(2026, time.March, d, h, 0, 0, 0, time.UTC) }
	pulse := checkins.Pulse{Cadence: "0 10 * * 2", Every: 1, Zone: "Europe/Berlin", Window: checkins.DefaultWindow, Dimensions: checkins.DefaultDimensions()}
	blank := checkins.WhyTurn{
		Letter: Letter, Lead: "ana", Zone: "Europe/Berlin", Initiative: w.Named(), What: checkins.TurnAsk, Owner: w.Ana, Side: scoring.Biz, Leads: 3,
		Due: day(3, 9), Pulse: pulse, Sides: []checkins.WhySide{{Leads: 3}, {Side: scoring.Biz, Leads: 3}},
	}
	named := blank
	named.Leads, named.Consent = 1, &checkins.Consenting{Letter: Letter, Lead: "ana", Initiative: w.Named(), Leads: 1, State: checkins.ConsentOpen, Zone: "Europe/Berlin"}
	bridge := blank
	bridge.Bridge, bridge.Leads = true, 0

	written := blank
	written.What, written.Line = checkins.TurnWritten, &checkins.WhyLine{Text: w.Line, Released: true}
	kept := written
	kept.Line = &checkins.WhyLine{Text: w.Line}

	lines := written
	lines.What, lines.Open, lines.Beside = checkins.TurnLines, true, w.Line
	lines.Sides = []checkins.WhySide{{Leads: 3, Wrote: 3, Lines: []string{w.Line, w.Why}}, {Side: scoring.Biz, Leads: 3, Wrote: 1}}
	owner := lines
	owner.Mine, owner.Beside, owner.Side = true, "", scoring.IT

	wording := lines
	wording.What, wording.Version, wording.Old, wording.New, wording.Waits = checkins.TurnWording, 2, w.Line, w.Why, []checkins.Wait{{For: checkins.WaitWhy, Side: scoring.Biz}}
	alone := named
	alone.What, alone.Version, alone.New = checkins.TurnWording, 1, w.Why
	partly := wording
	partly.Said, partly.Other = checkins.SaidPartly, w.Line
	late := wording
	late.Version = 0
	counted := wording
	counted.Mine, counted.Said = true, checkins.SaidSame
	counted.Sides = []checkins.WhySide{
		{Leads: 3, Wrote: 3, Said: map[checkins.WhySaid]int{checkins.SaidSame: 2}},
		{Side: scoring.Biz, Leads: 3, Wrote: 1, Said: map[checkins.WhySaid]int{checkins.SaidPartly: 1, checkins.SaidElse: 1}},
	}
	held := counted
	held.What, held.Held, held.Old, held.Waits, held.Next = checkins.TurnHeld, true, "", nil, day(10, 9)
	missing := held
	missing.Next, missing.Waits = time.Time{}, []checkins.Wait{{For: checkins.WaitAccepted, Side: scoring.Biz}}
	joined := held
	joined.What, joined.Lead, joined.Mine, joined.Said = checkins.TurnJoined, "ana", false, ""
	offer := owner
	offer.What, offer.Version, offer.New, offer.Offer, offer.OfferKey = checkins.TurnOffer, 1, w.Why, w.Line, "1 0123abcd"
	old := offer
	old.Offer = ""

	about := func(t checkins.WhyTurn) checkins.Why {
		return checkins.Why{Initiative: w.Named(), Why: w.Why, Waits: t.Waits, Turn: &t, Past: []checkins.WhyPast{
			{Text: w.Why, By: w.Ana, Date: "2026-03-03", Confirmed: []string{w.Ana}, Now: true, Held: true}, {Text: w.Line},
		}}
	}
	made := checkins.Made{Initiative: w.Named(), Asked: [2]int{2, 3}, Due: day(3, 9), Zone: "Europe/Berlin", Channels: 1, Waits: []checkins.Wait{{For: checkins.WaitWhyEmpty}}}
	edited := checkins.Made{Initiative: w.Named(), Edited: true, Zone: "Europe/Berlin", Next: day(10, 9)}
	test := checkins.Ask{Letter: Letter, Lead: "ana", Zone: "Europe/Berlin", Due: []checkins.Due{w.Due(checkins.DueOpen, checkins.Value, checkins.Delivery)}}
	test.Test = true
	return map[string]checkins.Message{
		"turn_ask": blank, "turn_ask_named": named, "turn_bridge": bridge, "turn_written": written, "turn_written_kept": kept,
		"turn_lines": lines, "turn_lines_owner": owner, "turn_wording": wording, "turn_wording_named": alone, "turn_wording_said": partly,
		"turn_wording_old": late, "turn_wording_owner": counted, "turn_held": held, "turn_held_waits": missing, "turn_joined": joined,
		"turn_offer": offer, "turn_offer_old": old, "why_turn": about(wording), "why_owner": about(held),
		"made": made, "made_edited": edited, "ask_test": test,
		"notice_handover":    checkins.Notice{Initiative: w.Named(), Says: checkins.Says{What: "handover"}, By: w.Ana},
		"notice_handed":      checkins.Notice{Initiative: w.Named(), Letter: Letter, Says: checkins.Says{What: "handed"}, Owner: w.Ana, Until: day(4, 9), Zone: "Europe/Berlin"},
		"notice_handed_over": checkins.Notice{Initiative: w.Named(), Letter: Letter, Says: checkins.Says{What: "handed"}, Owner: w.Ana},
		"notice_handed_back": checkins.Notice{Initiative: w.Named(), Letter: Letter, Says: checkins.Says{What: "handed"}, Owner: w.Ana, Over: true},
		"notice_taken_back":  checkins.Notice{Initiative: w.Named(), Letter: Letter, Says: checkins.Says{What: "hand_back"}, By: w.Ana, Over: true},
		"done_handed_back":   checkins.Done{What: checkins.DoneHandedBack, Name: w.CRM, Owner: w.Ana},
		"help_handed_on":     checkins.Help{Text: checkins.HelpHandedOn, Owner: w.Ana},
		"setup_start":        w.setupStart(pulse), "setup_check": w.setupCheck(pulse), "setup_wrong": w.setupWrong(),
	}
}

// setupStart is the last step of a set-up.
func (w World) setupStart(p checkins.Pulse) checkins.Dialog {
	return checkins.Dialog{
		What: checkins.DialogSetup, Step: "start", Number: 5, Of: 5, Back: true, Subject: "crm-migration", Opened: true,
		Remarks: []checkins.Remark{
			{Key: "draft", Dates: []checkins.Date{"2026-03-02"}},
			{Key: "cadence", Pulse: &p, Dates: []checkins.Date{"2026-03-03", "2026-03-10", "2026-03-17"}},
			{Key: "it_confidential", Count: map[string]int{"leads": 3}}, {Key: "biz_named", Count: map[string]int{"leads": 1}},
			{Key: "outlook_two_months", Count: map[string]int{"it": 3, "biz": 1}},
			{Key: "bridges", Names: map[string]string{"names": w.Ana}, Count: map[string]int{"bridges": 1}}, {Key: "why_blind"},
		},
		Fields: []checkins.Field{
			{Key: "line", Kind: checkins.FieldText, Max: 200, Value: []string{"One customer"}}, {Key: "released", Kind: checkins.FieldTick, Optional: true, Value: []string{"1"}},
			{Key: "named", Kind: checkins.FieldChoice, Options: []checkins.Option{{Value: "yes"}, {Value: "no"}}},
		},
	}
}

// setupCheck says what a change changes.
func (w World) setupCheck(p checkins.Pulse) checkins.Dialog {
	other := p
	other.Cadence, other.Every = "30 9 * * 1,4", 2
	return checkins.Dialog{
		What: checkins.DialogSetup, Step: "check", Number: 3, Of: 3, Back: true, Initiative: w.Named(),
		Remarks: []checkins.Remark{
			{Key: "changed", Words: map[string]string{"what": "name"}, Names: map[string]string{"was": w.CRM, "is": w.Billing}},
			{Key: "changed", Words: map[string]string{"what": "stage", "was": "stage.building", "is": "stage.live"}},
			{Key: "changed", Words: map[string]string{"what": "sponsor", "is": "none"}, Names: map[string]string{"was": w.Ana}},
			{Key: "cadence_was", Pulse: &p}, {Key: "cadence", Pulse: &other, Dates: []checkins.Date{"2026-03-05"}}, {Key: "biz_becomes_named"},
		},
	}
}

// setupWrong is a step with something wrong in most of its fields.
func (w World) setupWrong() checkins.Dialog {
	return checkins.Dialog{
		What: checkins.DialogSetup, Step: "people", Number: 2, Of: 5, Back: true, Remarks: []checkins.Remark{{Key: "people_hint"}},
		Fields: []checkins.Field{
			{Key: "it", Kind: checkins.FieldPeople, Wrong: "outside", Names: map[string]string{"names": w.Ana}},
			{Key: "biz", Kind: checkins.FieldPeople, Wrong: "no_lead"},
			{Key: "owner", Kind: checkins.FieldPerson, Wrong: "empty"},
			{Key: "sponsor", Kind: checkins.FieldPerson, Optional: true},
		},
	}
}
