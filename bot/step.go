package bot

import "parallax/checkins"

// recheckLabel is what the button of an alert is called with which both sides agree on a
// step.
func (w Words) recheckLabel(a checkins.GapAlert) Text {
	if a.Step != nil && a.Step.State == checkins.StepOpen {
		return w.say("button.recheck.change")
	}
	return w.say("button.recheck")
}

// stepText is what was agreed on, in the words of who wrote it while they are there.
func (w Words) stepText(s checkins.StepLine) Text {
	if s.Erased {
		return w.say("step.erased")
	}
	return w.Quote(s.Text)
}

// stepIn is what goes into sentences about a step.
func (w Words) stepIn(s checkins.StepLine) with {
	return with{
		"Name": NameOf(s.Initiative), "Text": w.stepText(s), "Names": w.stepOwners(w.say("step.you"), s), "Day": w.Day(s.Due), "First": w.Day(s.First),
		"Ended": w.Day(s.Ended), "By": w.person(s.EndedBy), "Put": w.someone(s.Put), "Bridge": w.someone(s.Bridge),
	}
}

// stepOwners names who has a step; its reader is called by a word, before the other.
func (w Words) stepOwners(you Text, s checkins.StepLine) Text {
	if s.You == [2]bool{} {
		return w.both(s.Owners)
	}
	all := []Text{you}
	for side, name := range s.Owners {
		if t := User(name); !s.You[side] && !t.IsZero() {
			all = append(all, t)
		}
	}
	return w.list(all)
}

// agreedStep is a step in a sentence: what, who, until when, and how it stands.
func (w Words) agreedStep(s checkins.StepLine) Text {
	in := w.stepIn(s)
	said := w.say("step.line", in)
	if s.Owners == [2]string{} {
		said = w.say("step.line.nobody", in)
	}
	var first, ended Text
	if s.First != "" {
		first = w.say("step.first", in)
	}
	switch s.State {
	case checkins.StepDone:
		ended = w.say("step.done", in)
	case checkins.StepDropped:
		ended = w.say("step.dropped", in)
	}
	return JoinWith(" ", said, first, ended)
}

// stepOn is what the card of an alert says of the step; nothing without one.
func (w Words) stepOn(a checkins.GapAlert) Text {
	switch {
	case a.Step != nil:
		return w.agreedStep(*a.Step)
	case a.Before != nil && !a.Closed:
		return w.say("step.before", w.stepIn(*a.Before))
	}
	return Text{}
}

// stepAct is a line in the thread of an alert about a step.
func (w Words) stepAct(a checkins.AlertAct) Text {
	in := w.stepIn(*a.Step)
	in["By"] = w.someone(a.By)
	var bridge Text
	if a.Step.Bridge != "" {
		bridge = w.say("step.bridge", in)
	}
	switch a.What {
	case checkins.ActStep:
		return JoinWith(" ", w.agreedStep(*a.Step), bridge)
	case checkins.ActStepChanged:
		return JoinWith(" ", w.say("step.act.changed", in), w.agreedStep(*a.Step), bridge)
	case checkins.ActStepMoved:
		return JoinWith(" ", w.say("step.act.moved", with{"By": in["By"], "Day": w.Day(a.Until)}), w.say("step.first", in))
	case checkins.ActStepDone:
		return JoinWith(" ", w.say("step.act.done", in), w.say("step.again"))
	case checkins.ActStepDropped:
		return w.say("step.act.dropped", in)
	case checkins.ActStepBack:
		return w.say("step.act.back", in)
	}
	return JoinWith(" ", w.say("step.act.recheck", in), w.say("step.again"))
}

// stepFor says who has a step until when, and who wrote it down for them.
func (w Words) stepFor(s checkins.StepLine) Text {
	in := w.stepIn(s)
	in["Names"] = w.stepOwners(w.say("step.you.for"), s)
	var put Text
	switch {
	case s.YouPut:
		put = w.say("step.put.you")
	case s.Put != "":
		put = w.say("step.put", in)
	}
	return JoinWith(" ", w.say("step.for", in), put)
}

// stepGiven tells somebody of a step that was written down for them, and says later how it
// stands.
func (w Words) stepGiven(m checkins.StepGiven) Page {
	s := m.Step
	in := w.stepIn(s)
	p := Page{Letter: m.Letter}
	said := w.say("step.given", in)
	switch {
	case m.Gone:
		said = w.say("step.given.gone", in)
	case m.Bridge:
		said = w.say("step.given.bridge", in)
	}
	how, next := w.stepFor(s), w.say("step.given.next")
	if m.Bridge {
		next = w.say("step.given.bridge.next")
	}
	switch {
	case s.State == checkins.StepDone:
		how, next = w.say("step.done", in), Text{}
	case s.State == checkins.StepDropped:
		how, next = w.say("step.dropped", in), Text{}
	case m.Gone:
		how, next = w.say("step.for", in), Text{} // it is with others
	case s.First != "":
		next = JoinWith(" ", w.say("step.first", in), next)
	}
	p.Text = JoinWith(" ", sentence(said), w.stepText(s), how)
	p.Add(Headline{said}, Sentence{w.stepText(s)}, Sentence{how}, Small{[]Text{next}})
	if m.Form && !m.Gone {
		p.Add(Buttons{[]Button{{Act: ActDo, Label: w.say("button.recheck.change"), Claim: DeedClaim(checkins.DeedRecheck, s.Initiative.ID, m.Letter, "")}}})
	}
	return p
}

// briefStep is a step in a brief; as text to paste without who has it.
func (w Words) briefStep(s checkins.StepLine, plain bool) Text {
	if plain {
		s.Owners = [2]string{}
	}
	var late Text
	if s.Late {
		late = w.say("brief.step.late")
	}
	return JoinWith(" ", w.agreedStep(s), late)
}

// stepAsk asks an owner of a step whether it is done, and says later how it stands.
func (w Words) stepAsk(m checkins.StepAsk) Page {
	s := m.Step
	in := w.stepIn(s)
	p := Page{Letter: m.Letter}
	do := func(label Text, what string) Button {
		return Button{Act: ActDo, Label: label, Claim: DeedClaim(what, s.Initiative.ID, m.Letter, "")}
	}
	if s.State != checkins.StepOpen {
		said := w.say("step.ask.over", in)
		how := w.say("step.dropped", in)
		if s.State == checkins.StepDone {
			how = JoinWith(" ", w.say("step.done", in), w.say("step.again"))
		}
		p.Text = JoinWith(" ", sentence(said), how)
		p.Add(Headline{said}, Sentence{w.stepText(s)}, Sentence{how}, Buttons{[]Button{do(w.say("button.step.back"), checkins.DeedStepBack)}})
		return p
	}
	said := w.say("step.ask", in)
	p.Text = JoinWith(" ", said, w.stepText(s))
	p.Add(Headline{said}, Sentence{w.stepText(s)})
	with := w.stepFor(s)
	done, drop := do(w.say("button.step.done"), checkins.DeedStepDone), do(w.say("button.step.drop"), checkins.DeedStepDrop)
	done.Primary = true
	drop.Danger, drop.Confirm = true, &Confirm{
		Title: w.say("step.drop.title"), Text: w.say("step.drop.text"), Yes: w.say("button.step.drop"), No: w.DialogCancel(),
	}
	buttons := []Button{done}
	var hint Text
	if s.First == "" {
		later := do(w.say("button.step.later"), checkins.DeedStepLater)
		later.Act, later.Date = ActPick, m.Later
		buttons = append(buttons, later)
		hint = w.say("step.ask.later")
	} else {
		hint = w.say("step.first", in)
	}
	p.Add(Small{[]Text{JoinWith(" ", with, hint), w.say("step.ask.both")}}, Buttons{append(buttons, drop)})
	return p
}

// stepsWaiting are steps that are late, or that nobody has, for the owner's digest.
func (w Words) stepsWaiting(all []checkins.StepLine) []Text {
	var lines []Text
	for _, s := range all {
		in := w.stepIn(s)
		var late, nobody Text
		if s.Late {
			late = w.say("digest.step.late", in)
		}
		if s.Orphaned {
			nobody = w.say("digest.step.nobody")
		}
		lines = append(lines, JoinWith(" ", Join(NameOf(s.Initiative), Trusted(": "), w.stepText(s)), late, nobody, w.say("digest.step.way")))
	}
	return lines
}
