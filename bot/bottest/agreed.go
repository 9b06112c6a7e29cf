package bottest

import (
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// promises are the messages about commitments.
func (w World) promises() map[string]checkins.Message {
	until := time.Date(2026, 3, 18, 9, 0, 0, 0, time.UTC)
	letter := checkins.LetterIDOf(Org, checkins.KindPromise, string(Round))
	line := checkins.PromiseLine{ID: string(letter), What: w.Line, By: w.Ana, From: scoring.IT, Due: "2026-03-13"}
	moved, mine, late, said, kept, gone := line, line, line, line, line, line
	moved.First, moved.By, moved.From = "2026-03-06", "Ben Lee", scoring.Biz
	mine.Mine, mine.Moves, mine.Undoes = true, true, true
	late.Late, late.Judges = true, true
	said.Late, said.Judges, said.Said = true, true, checkins.PromisePartly
	kept.Is, kept.Said = checkins.PromiseKept, checkins.PromiseKept
	few, erased := said, kept
	erased.What, erased.By = "", ""
	few.Few = true
	gone.Is, gone.By, gone.First = checkins.PromiseMissed, "", "2026-03-06"

	turn := func(what checkins.PromiseWhat, lines ...checkins.PromiseLine) checkins.PromiseTurn {
		return checkins.PromiseTurn{Letter: letter, Initiative: w.Named(), What: what, By: w.Ana, Lines: lines, Until: until, Zone: "Europe/Berlin"}
	}
	off := turn(checkins.PromiseNoted)
	off.Gone = true
	list := checkins.Commitments{
		Initiative: w.Named(), New: true, Open: []checkins.PromiseLine{few, late, moved, mine}, Past: []checkins.PromiseLine{kept, gone}, More: 2,
		Kept: [2]checkins.KeptRate{{Of: 9, Kept: 7, Partly: 1, Quarters: [4]checkins.KeptQuarter{{}, {Of: 3, Kept: 1}, {}, {Of: 6, Kept: 6}}}, {Of: 1}},
	}
	rated := checkins.Gaps{Initiative: w.Named(), LastRound: "2026-03-03"}
	row := w.Explain(false).Rows[0]
	row.Question, row.Kept = w.Question(checkins.PromisesIT), &list.Kept[scoring.IT]
	rated.Rows = []checkins.ExplainRow{row}
	rated.Unread = []checkins.CardRow{{Question: w.Question(checkins.PromisesBiz), Kept: &list.Kept[scoring.Biz]}}
	explained := w.Explain(false)
	explained.Rows = rated.Rows
	return map[string]checkins.Message{
		"digest_late":         checkins.Digest{From: "2026-03-02", Late: []checkins.DuePromise{{Initiative: w.Named(), PromiseLine: late}}},
		"brief_promises":      checkins.Brief{Day: "2026-03-09", Parts: []checkins.BriefPart{{Initiative: w.Named(), Stage: checkins.Building, Promises: []checkins.PromiseLine{late, moved}}}},
		"brief_promises_text": checkins.Brief{Day: "2026-03-09", Plain: true, Parts: []checkins.BriefPart{{Initiative: w.Named(), Stage: checkins.Building, Promises: []checkins.PromiseLine{late, moved}}}},
		"mine_promises":       checkins.Mine{Person: checkins.Person{ID: "ana", Name: w.Ana, Zone: "Europe/Berlin"}, Parts: []checkins.MinePart{{Initiative: w.Named(), Owner: true, Promises: []checkins.PromiseLine{line, kept, erased}, Values: []checkins.Figure{{Value: "66 %", On: "2026-03-02"}}, Health: []checkins.HealthSaid{{Color: checkins.Amber, On: "2026-03-03"}}}}, Page: 1, Pages: 1},
		"gaps_kept":           rated, "explain_kept": explained,
		"commitments": list, "commitments_none": checkins.Commitments{Initiative: w.Named(), New: true}, "commitments_lead": checkins.Commitments{Initiative: w.Named()},
		"promise_noted": turn(checkins.PromiseNoted, mine), "promise_soon": turn(checkins.PromiseSoon, mine), "promise_soon_moved": turn(checkins.PromiseSoon, moved),
		"promise_ask": turn(checkins.PromiseAsk, late), "promise_ask_many": turn(checkins.PromiseAsk, said, late, kept), "promise_ask_few": turn(checkins.PromiseAsk, few), "promise_ask_none": turn(checkins.PromiseAsk),
		"promise_result": turn(checkins.PromiseIsSaid, kept), "promise_result_missed": turn(checkins.PromiseIsSaid, gone), "promise_gone": off,
		"done_promise": checkins.Done{What: checkins.DonePromise, Until: "2026-03-13", Name: w.CRM},
		"done_judged":  checkins.Done{What: checkins.DoneJudged + "_kept", At: until, Zone: "Europe/Berlin", Name: w.CRM},
	}
}

// agreedDialogs are the forms of commitments and decisions, as they open and with what is
// wrong.
func (w World) agreedDialogs() map[string]checkins.Message {
	commit := checkins.Dialog{
		What: checkins.DialogCommit, Initiative: w.Named(), Opened: true, Remarks: []checkins.Remark{{Key: "told"}},
		Fields: []checkins.Field{
			{Key: "who", Kind: checkins.FieldSelect, Options: []checkins.Option{{Value: "ana", Name: w.Ana}, {Value: "ben", Name: "Ben Lee"}}, Value: []string{"ana"}},
			{Key: "what", Kind: checkins.FieldLines, Max: 300, Value: []string{w.Line}},
			{Key: "by", Kind: checkins.FieldDate, Value: []string{"2026-03-13"}},
			{Key: "to", Kind: checkins.FieldChoice, Options: []checkins.Option{{Value: "it"}, {Value: "biz"}}, Value: []string{"biz"}},
		},
	}
	wrong := commit
	wrong.Opened, wrong.Fields = false, append([]checkins.Field(nil), commit.Fields...)
	wrong.Fields[2].Wrong, wrong.Fields[2].Value, wrong.Fields[3].Wrong, wrong.Fields[3].Value = "day_off", []string{"2026-03-14"}, "own_side", []string{"it"}
	bare := commit // saved from a message without text
	bare.Remarks = []checkins.Remark{{Key: "no_text"}, {Key: "told"}}
	bare.Fields = append([]checkins.Field(nil), commit.Fields...)
	bare.Fields[0].Value, bare.Fields[1].Value, bare.Fields[3].Value = nil, nil, nil
	move := checkins.Dialog{
		What: checkins.DialogMove, Initiative: w.Named(), Subject: "0123456789abcdef0123456789abcdef", Opened: true,
		Remarks: []checkins.Remark{{Key: "promise", Names: map[string]string{"what": w.Line}}, {Key: "once", Dates: []checkins.Date{"2026-03-13"}}},
		Fields:  []checkins.Field{{Key: "by", Kind: checkins.FieldDate}},
	}
	return map[string]checkins.Message{"dialog_commit": commit, "dialog_commit_wrong": wrong, "dialog_commit_bare": bare, "dialog_move": move}
}
