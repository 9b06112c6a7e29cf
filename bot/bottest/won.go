package bottest

import (
	"parallax/checkins"
	"parallax/scoring"
)

// wins are what went well, as a channel and the digest read it.
func (w World) wins() map[string]checkins.Message {
	line := func(what checkins.WinWhat) checkins.WonLine {
		l := checkins.WonLine{Initiative: w.Named(), What: what, Key: "1", Day: "2026-05-19"}
		if what == checkins.WinHeld {
			l.Question = w.Question(checkins.Value)
		}
		return l
	}
	held, promise, target, said := line(checkins.WinHeld), line(checkins.WinPromises), line(checkins.WinTarget), line(checkins.WinSaid)
	stepped := held
	stepped.Step = "2026-05-04"
	promise.Text, said.Text, said.By = w.Line, w.Line, w.Ana
	off := said
	off.Off, off.Text = true, ""
	won := func(l checkins.WonLine) checkins.Won { return checkins.Won{Initiative: w.Named(), Win: l} }
	list := checkins.WinList{Initiative: w.Named(), Lines: []checkins.WonLine{said, promise, target, stepped}, More: 2, Mine: true, Back: said.Key, Told: true}
	return map[string]checkins.Message{
		"win_list": list, "win_list_read": checkins.WinList{Initiative: w.Named(), Lines: list.Lines}, "win_list_none": checkins.WinList{Initiative: w.Named(), Mine: true},
		"digest_wins": checkins.Digest{From: "2026-03-02", Wins: []checkins.WonLine{held, promise, target, said}},
		"win_held":    won(held), "win_held_step": won(stepped), "win_promises": won(promise), "win_target": won(target), "win_said": won(said), "win_off": won(off),
	}
}

// steps are what both sides agreed to do about an alert, from the agreement to the end.
func (w World) steps() map[string]checkins.Message {
	step := checkins.StepLine{
		Initiative: w.Named(), No: 1, Card: Round, Text: w.Line, Owners: [2]string{"Chen", w.Ana}, Bridge: "Rosa", By: "Chen", Put: "Chen",
		On: "2026-03-06", Due: "2026-03-20", State: checkins.StepOpen,
	}
	moved, done, dropped, nobody := step, step, step, step
	moved.First, moved.Due = "2026-03-20", "2026-04-03"
	done.State, done.Ended, done.EndedBy = checkins.StepDone, "2026-03-20", "Chen"
	dropped.State, dropped.Ended, dropped.EndedBy = checkins.StepDropped, "2026-03-20", "Chen"
	nobody.Owners, nobody.Bridge, nobody.By, nobody.Put, nobody.Orphaned, nobody.Late = [2]string{}, "", "", "", true, true
	erased := step
	erased.Text, erased.Erased, erased.By, erased.Put = "", true, "", ""
	late := moved
	late.Late, late.Text = true, "Show the numbers."

	you := func(s checkins.StepLine) checkins.StepLine { // as the lead of the business side reads it
		s.You[scoring.Biz] = true
		return s
	}
	ask := func(s checkins.StepLine) checkins.StepAsk {
		s = you(s)
		return checkins.StepAsk{Letter: checkins.LetterIDOf(Org, checkins.KindStep, "1"), Step: s, Side: scoring.Biz, Zone: "Europe/Berlin", Later: "2026-04-03"}
	}
	given := func(s checkins.StepLine) checkins.StepGiven {
		return checkins.StepGiven{Letter: checkins.LetterIDOf(Org, checkins.KindGiven, "1"), Step: s, Form: s.State == checkins.StepOpen}
	}
	helps, gone := given(step), given(step)
	helps.Bridge, gone.Gone = true, true
	forMe, byMe := given(you(step)), ask(step)
	byMe.Step.Put, byMe.Step.YouPut = w.Ana, true
	brief := checkins.Brief{Day: "2026-04-06", Parts: []checkins.BriefPart{{Initiative: w.Named(), Stage: checkins.Building, Steps: []checkins.StepLine{late, step, nobody}}}}
	text := brief
	text.Plain = true
	act := func(what checkins.ActWhat, s checkins.StepLine) checkins.AlertAct {
		return checkins.AlertAct{Initiative: w.Named(), What: what, By: "Chen", Until: s.Due, Step: &s}
	}
	alert := func(s *checkins.StepLine) checkins.GapAlert {
		a := w.GapAlert(w.Row(checkins.Value, Said(scoring.FalseConsensus, scoring.Apart, 1), false))
		a.Step = s
		return a
	}
	back := alert(nil)
	back.Before = &done
	closed := checkins.AlertUpdate{Initiative: w.Named(), Lines: []checkins.UpdateLine{{
		Question: w.Question(checkins.Value), Reason: checkins.ReasonClosed, Said: Said(scoring.Consensus, scoring.Aligned, 0), Step: "2026-05-03",
	}}}
	shared := checkins.Gathered{Letter: Letter, Initiative: w.Named(), Open: true, Lines: [2][]string{{w.Line}, {w.Line}}}
	alone := checkins.Gathered{Letter: Letter, Initiative: w.Named(), Open: true}
	return map[string]checkins.Message{
		"alert_step": alert(&step), "alert_step_moved": alert(&moved), "alert_step_done": alert(&done), "alert_step_nobody": alert(&nobody), "alert_step_erased": alert(&erased), "alert_step_back": back,
		"step_given": given(step), "step_given_moved": given(moved), "step_given_done": given(done), "step_given_dropped": given(dropped), "step_given_erased": given(erased),
		"step_given_you": forMe, "step_ask_put": byMe, "step_given_bridge": helps, "step_given_gone": gone, "brief_steps": brief, "brief_steps_text": text,
		"step_ask": ask(step), "step_ask_moved": ask(moved), "step_ask_done": ask(done), "step_ask_dropped": ask(dropped),
		"act_step": act(checkins.ActStep, step), "act_step_changed": act(checkins.ActStepChanged, moved), "act_step_moved": act(checkins.ActStepMoved, moved),
		"act_step_done": act(checkins.ActStepDone, done), "act_step_dropped": act(checkins.ActStepDropped, dropped), "act_step_back": act(checkins.ActStepBack, step),
		"act_recheck": act(checkins.ActRecheck, done), "update_step": closed, "gathered_step": shared, "gathered_none_step": alone,
		"digest_steps": checkins.Digest{From: "2026-03-23", Asked: true, Steps: []checkins.StepLine{nobody, late}},
		"done_step":    checkins.Done{What: checkins.DoneStep, Until: "2026-03-20", Name: w.CRM},
	}
}

// recheckDialogs are the forms in which both sides agree on a step, and of a win.
func (w World) recheckDialogs() map[string]checkins.Message {
	people := []checkins.Option{{Value: "ana", Name: w.Ana}, {Value: "chen", Name: "Chen"}}
	text := checkins.Field{Key: "text", Kind: checkins.FieldLines, Max: 200, Optional: true}
	due := checkins.Field{Key: "due", Kind: checkins.FieldDate, Value: []string{"2026-03-20"}}
	fresh := checkins.Dialog{
		What: checkins.DialogRecheck, Initiative: w.Named(), Letter: Letter, Subject: string(Round) + "#0", Opened: true,
		Remarks: []checkins.Remark{
			{Key: "public"}, {Key: "shared.it", Names: map[string]string{"text": w.Line}}, {Key: "shared.biz", Names: map[string]string{"text": w.Line}},
			{Key: "bridge", Names: map[string]string{"name": w.Ana}},
		},
		Fields: []checkins.Field{
			text, {Key: "it", Kind: checkins.FieldSelect, Optional: true, Options: people, Value: []string{"chen"}},
			{Key: "biz", Kind: checkins.FieldSelect, Optional: true, Options: people, Value: []string{"ana"}}, due,
		},
	}
	change := fresh
	filled, wrong := text, due
	filled.Value, filled.Optional = []string{w.Line}, false
	filled.Wrong, wrong.Wrong = "meanwhile", "step_date"
	nobody := change.Fields[1]
	nobody.Value, nobody.Wrong = nil, "owner"
	change.Opened, change.Remarks, change.Subject = false, change.Remarks[:1], string(Round)+"#1"
	change.Fields = []checkins.Field{filled, nobody, fresh.Fields[2], wrong, {
		Key: "state", Kind: checkins.FieldChoice, Value: []string{"open"}, Options: []checkins.Option{{Value: "open"}, {Value: "done"}, {Value: "dropped"}},
	}}
	win := checkins.Dialog{
		What: checkins.DialogWin, Initiative: w.Named(), Opened: true, Remarks: []checkins.Remark{{Key: "public"}},
		Fields: []checkins.Field{{Key: "text", Kind: checkins.FieldLines, Max: 200}},
	}
	kept := win
	kept.Remarks = []checkins.Remark{{Key: "kept"}}
	return map[string]checkins.Message{"dialog_recheck": fresh, "dialog_recheck_change": change, "dialog_win": win, "dialog_win_kept": kept}
}
