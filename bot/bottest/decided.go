package bottest

import (
	"strconv"
	"time"

	"parallax/checkins"
)

// decisions are the messages about decisions, and their forms.
func (w World) decisions() map[string]checkins.Message {
	until := time.Date(2026, 3, 18, 9, 0, 0, 0, time.UTC)
	letter := checkins.LetterIDOf(Org, checkins.KindDecision, string(Round))
	open := checkins.DecisionLine{
		ID: string(letter), What: w.Line, Serves: w.Line, Cost: "Two data stores for a year; we can go back.", Rests: "Customers accept one login for all.",
		Revisit: "2026-05-05", Until: until, Rates: true, Drops: true,
	}
	rated := open
	rated.Did = true
	shown := open
	shown.Rates, shown.Shown, shown.Records = false, true, true
	shown.Rated = [2]checkins.DecisionRated{{Good: checkins.DecisionGood, Doable: checkins.DecisionLow}, {Good: checkins.DecisionMixed}}
	due := shown
	due.Records, due.Drops, due.Recorded, due.Revisit = false, false, "2026-03-10", "2026-03-13"
	coming := due
	coming.Revisit = "2026-05-05"
	due.Late, due.Checks = true, true
	said := due
	said.Said = checkins.HoldsPartly
	heard := due
	heard.Checks, heard.Heard, heard.Decides, heard.Held = false, true, true, [2]checkins.Holds{checkins.HoldsNo, ""}
	again := coming
	again.Past = []checkins.DecisionPast{{On: "2026-03-13", Held: [2]checkins.Holds{checkins.HoldsPartly, checkins.HoldsYes}}}
	kept := heard
	kept.Decides, kept.Late, kept.Kept, kept.Held = false, false, "2026-03-19", [2]checkins.Holds{checkins.HoldsYes, checkins.HoldsPartly}
	lead := func(l checkins.DecisionLine) checkins.DecisionLine {
		l.Records, l.Drops, l.Decides = false, false, false
		return l
	}
	turn := func(what checkins.DecisionWhat, l checkins.DecisionLine) checkins.DecisionTurn {
		return checkins.DecisionTurn{Letter: letter, Initiative: w.Named(), What: what, Line: l, Zone: "Europe/Berlin"}
	}
	moved := turn(checkins.DecisionHeard, lead(heard))
	moved.Again = "2026-05-05"
	off := turn(checkins.DecisionAsk, open)
	off.Gone = true
	return map[string]checkins.Message{
		"decisions": checkins.DecisionList{
			Initiative: w.Named(), New: true, Zone: "Europe/Berlin", More: 2, Open: []checkins.DecisionLine{rated, shown},
			Recorded: []checkins.DecisionLine{heard, said, again}, Kept: []checkins.DecisionLine{kept},
		},
		"decisions_none": checkins.DecisionList{Initiative: w.Named(), New: true}, "decisions_lead": checkins.DecisionList{Initiative: w.Named()},
		"decision_rate": turn(checkins.DecisionAsk, lead(open)), "decision_rate_done": turn(checkins.DecisionAsk, lead(rated)), "decision_rate_over": turn(checkins.DecisionAsk, lead(shown)),
		"decision_shown": turn(checkins.DecisionReveal, shown), "decision_shown_lead": turn(checkins.DecisionReveal, lead(shown)), "decision_shown_recorded": turn(checkins.DecisionReveal, coming),
		"decision_check": turn(checkins.DecisionRevisit, due), "decision_check_said": turn(checkins.DecisionRevisit, said), "decision_check_over": turn(checkins.DecisionRevisit, lead(heard)),
		"decision_held": turn(checkins.DecisionHeard, heard), "decision_held_lead": turn(checkins.DecisionHeard, lead(heard)), "decision_held_again": moved,
		"decision_held_kept": turn(checkins.DecisionHeard, kept), "decision_gone": off,
		"digest_revisit":  checkins.Digest{From: "2026-03-02", Revisit: []checkins.DueDecision{{Initiative: w.Named(), DecisionLine: due}}},
		"brief_decisions": checkins.Brief{Day: "2026-03-09", Parts: []checkins.BriefPart{{Initiative: w.Named(), Stage: checkins.Building, Decisions: []checkins.DecisionLine{due, coming}}}},
		"mine_decisions": checkins.Mine{Person: checkins.Person{ID: "ana", Name: w.Ana, Zone: "Europe/Berlin"}, Parts: []checkins.MinePart{{Initiative: w.Named(), Owner: true, Decisions: []checkins.MineDecision{
			{DecisionLine: rated, Wrote: true, Rated: &checkins.Rating{Good: 4}}, {DecisionLine: said},
		}}}, Page: 1, Pages: 1},
		"done_decision":      checkins.Done{What: checkins.DoneDecision, At: until, Zone: "Europe/Berlin", Name: w.CRM},
		"done_decision_kept": checkins.Done{What: checkins.DoneRecorded, Until: "2026-05-05", Name: w.CRM},
		"dialog_decide":      w.decideDialog(""), "dialog_decide_wrong": w.decideDialog("day_off"),
		"dialog_rate": w.rateDialog(),
		"dialog_revisit": checkins.Dialog{
			What: checkins.DialogRevisit, Initiative: w.Named(), Subject: string(letter), Opened: true,
			Remarks: []checkins.Remark{{Key: "rests", Names: map[string]string{"rests": w.Line}}},
			Fields:  []checkins.Field{{Key: "on", Kind: checkins.FieldDate}},
		},
	}
}

func (w World) decideDialog(wrong string) checkins.Dialog {
	return checkins.Dialog{
		What: checkins.DialogDecide, Initiative: w.Named(), Opened: wrong == "", Remarks: []checkins.Remark{{Key: "told"}},
		Fields: []checkins.Field{
			{Key: "what", Kind: checkins.FieldLines, Max: 300, Value: []string{w.Line}},
			{Key: "serves", Kind: checkins.FieldLines, Max: 300, Value: []string{w.Line}},
			{Key: "cost", Kind: checkins.FieldLines, Max: 300}, {Key: "rests", Kind: checkins.FieldLines, Max: 300},
			{Key: "on", Kind: checkins.FieldDate, Value: []string{"2026-05-05"}, Wrong: wrong},
		},
	}
}

func (w World) rateDialog() checkins.Dialog {
	m := checkins.Dialog{
		What: checkins.DialogRate, Initiative: w.Named(), Subject: "0123456789abcdef0123456789abcdef", Opened: true,
		Remarks: []checkins.Remark{
			{Key: "what", Names: map[string]string{"what": w.Line}}, {Key: "serves", Names: map[string]string{"serves": w.Line}},
			{Key: "cost", Names: map[string]string{"cost": w.Line}}, {Key: "blind"},
		},
	}
	for _, key := range []string{"good", "doable"} {
		f := checkins.Field{Key: key, Kind: checkins.FieldChoice}
		for n := range 5 {
			f.Options = append(f.Options, checkins.Option{Value: strconv.Itoa(n + 1)})
		}
		f.Options = append(f.Options, checkins.Option{Value: "0"})
		m.Fields = append(m.Fields, f)
	}
	m.Fields[0].Value = []string{"4"}
	return m
}
