package bottest

import (
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// recalls are the messages about a why that is said again.
func (w World) recalls() map[string]checkins.Message {
	blank := checkins.WhyAgain{
		Letter: Letter, Initiative: w.Named(), Round: "crm@2026-03-03", Zone: "Europe/Berlin", Lead: true, Side: scoring.Biz, Leads: 3,
		Mode: scoring.Confidential, Due: time.Date(2026, time.March, 6, 9, 0, 0, 0, time.UTC),
	}
	written := blank
	written.Mine = &checkins.RecallLine{WhyLine: checkins.WhyLine{Text: w.Line, Released: true}, Side: scoring.Biz}
	kept := blank
	kept.Mine = &checkins.RecallLine{WhyLine: checkins.WhyLine{Text: w.Line}, Side: scoring.Biz}
	owner := blank
	owner.Lead = false
	lines := kept
	lines.Open = true
	lines.Sides = []checkins.RecallSide{
		{Wrote: 2, Lines: []string{w.Line, w.Why}, Said: map[checkins.WhySaid]int{checkins.SaidElse: 2, checkins.SaidPartly: 1}},
		{Side: scoring.Biz, Wrote: 1},
	}
	said := lines
	said.Said = checkins.SaidPartly
	said.Sides = []checkins.RecallSide{lines.Sides[0], {Side: scoring.Biz, Wrote: 3, Lines: []string{w.Line}, Said: map[checkins.WhySaid]int{checkins.SaidSame: 2, checkins.SaidElse: 2}}}
	over := said
	over.Over = true
	past := over // and its lines are not kept any more
	past.Mine, past.Said = nil, ""
	past.Sides = []checkins.RecallSide{{Said: said.Sides[0].Said, Past: true}, {Side: scoring.Biz, Past: true}}
	why := func(a checkins.WhyAgain) checkins.Why {
		return checkins.Why{Initiative: w.Named(), Why: w.Why, Turn: &checkins.WhyTurn{Initiative: w.Named(), What: checkins.TurnAsk}, Again: &a}
	}
	form := checkins.Dialog{
		What: checkins.DialogRecall, Initiative: w.Named(), Letter: Letter, Subject: "crm@2026-03-03", Opened: true,
		Remarks: []checkins.Remark{{Key: "few", Count: map[string]int{"n": 2}}},
		Fields: []checkins.Field{
			{Key: "line", Kind: checkins.FieldText, Max: 200, Value: []string{w.Line}}, {Key: "released", Kind: checkins.FieldTick, Optional: true},
		},
	}
	empty := form
	empty.Fields = []checkins.Field{{Key: "line", Kind: checkins.FieldText, Max: 200, Wrong: "empty"}, form.Fields[1]}
	return map[string]checkins.Message{
		"again": blank, "again_written": written, "again_kept": kept, "again_owner": owner, "again_lines": lines, "again_said": said, "again_over": over, "again_past": past,
		"why_again": why(said), "why_again_open": why(blank), "dialog_again": form, "dialog_again_wrong": empty,
	}
}
