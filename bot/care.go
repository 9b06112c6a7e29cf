package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// ContextLines are what owner and leads added to an alert before the channel got it.
func (w Words) ContextLines(a checkins.GapAlert) []Text {
	var lines []Text
	for _, c := range a.Context {
		in := with{"Name": w.person(c.By), "Text": w.Quote(c.Text)}
		if c.By != "" {
			lines = append(lines, w.say("care.context.owner", in))
			continue
		}
		lines = append(lines, w.bySide("care.context", c.Side, in))
	}
	return lines
}

// kept says who looks after an alert.
func (w Words) kept(a checkins.GapAlert) Text {
	if !a.Care.Kept() {
		return Text{}
	}
	return w.say("care.kept", with{"Names": w.both(a.Keepers)})
}

// both lists the names of one or two people, each once.
func (w Words) both(names [2]string) Text {
	it, biz := User(names[scoring.IT]), User(names[scoring.Biz])
	switch {
	case it.IsZero() && biz.IsZero():
		return w.person("")
	case it.IsZero():
		return biz
	case biz.IsZero() || names[scoring.IT] == names[scoring.Biz]:
		return it
	}
	return w.list([]Text{it, biz})
}

func several(names [2]string) int {
	if names[0] == "" || names[1] == "" || names[0] == names[1] {
		return 1
	}
	return 2
}

// AlertButtons are the buttons of an open alert, as rows; the date until which it is
// kept quiet stands at the end of the first. What nobody needs every day comes second.
func (w Words) AlertButtons(a checkins.GapAlert) (first, second []Button) {
	do := func(label Text, what string) Button {
		return Button{Act: ActDo, Label: label, Claim: DeedClaim(what, a.Initiative.ID, a.Letter, "")}
	}
	if !a.Closed {
		if a.Care.Asked == "" {
			first = append(first, do(w.say("button.ask_both"), checkins.DeedAskBoth))
		}
		if a.Care.Agenda == "" {
			first = append(first, do(w.say("button.agenda"), checkins.DeedAgenda))
		}
		second = append(second, do(w.recheckLabel(a), checkins.DeedRecheck), do(w.say("button.assign"), checkins.DeedAssign))
	}
	if a.Care.Agenda != "" {
		second = append(second, do(w.say("button.agenda_off"), checkins.DeedOffAgenda))
	}
	return first, second
}

// AlertAct is a line in the thread of an alert about what somebody did.
func (w Words) AlertAct(a checkins.AlertAct) Text {
	in := with{"By": w.someone(a.By), "Day": w.Day(a.Until), "Names": w.both(a.Whom)}
	switch a.What {
	case checkins.ActAcknowledged:
		return w.say("care.act.acknowledged", in)
	case checkins.ActSnoozed:
		return w.say("care.act.snoozed", in)
	case checkins.ActAssigned:
		return w.many("care.act.assigned", several(a.Whom), in)
	case checkins.ActAgenda:
		return w.say("care.act.agenda", in)
	case checkins.ActOffAgenda:
		return w.say("care.act.off", in)
	case checkins.ActAsked:
		return w.say("care.act.asked", in)
	}
	if a.Step != nil {
		return w.stepAct(a)
	}
	return w.say("care.act.left")
}

func (w Words) alertAct(a checkins.AlertAct) Page {
	said := w.AlertAct(a)
	p := Page{Text: Join(NameOf(a.Initiative), Trusted(": "), said)}
	p.Add(Sentence{said})
	return p
}

// rows tell an alert within another message.
func (w Words) rows(a checkins.GapAlert) []Block {
	var blocks []Block
	for n, row := range a.Rows {
		if n > 0 {
			blocks = append(blocks, Rule{})
		}
		news, more := w.AlertRow(a, row)
		blocks = append(blocks, Sentence{w.Quoted(row.Question)}, News{news, more})
		if !row.Ended {
			blocks = append(blocks, Picture{Question: row.Question, Track: row.Track, End: true})
		}
	}
	return blocks
}

// told is the text of an alert within another message.
func (w Words) told(headline Text, a checkins.GapAlert) Text {
	parts := []Text{headline}
	for _, r := range a.Rows {
		news, more := w.AlertRow(a, r)
		parts = append(parts, w.Quoted(r.Question), news, more)
	}
	return JoinWith(" ", parts...)
}

// headsUp tells of an alert that the channel gets later.
func (w Words) headsUp(h checkins.HeadsUp) Page {
	a := h.Alert
	name := with{"Name": NameOf(a.Initiative), "At": w.Clock(h.Goes, h.Zone, "")}
	p := Page{Letter: h.Letter}
	var mine Text
	if h.Mine != nil {
		mine = w.say("care.headsup.mine", with{"Text": w.Quote(h.Mine.Text)})
	}
	if h.State != checkins.HeadsUpWaits {
		said := w.say("care.headsup.off", name)
		if h.State == checkins.HeadsUpSent {
			said = w.say("care.headsup.sent", name)
		}
		p.Text = said
		p.Add(Sentence{said}, Small{[]Text{mine}})
		return p
	}
	headline := w.say("care.headsup", name)
	p.Text = w.told(headline, a)
	p.Add(Headline{headline})
	p.Add(w.rows(a)...)
	p.Add(Rule{}, Sentence{w.say("care.headsup.ask")}, Small{[]Text{mine, w.say("care.headsup.only"), w.CareLines(a)}})
	label := w.say("button.context")
	if h.Mine != nil {
		label = w.say("button.context.change")
	}
	claim := Claim{Letter: h.Letter, Initiative: a.Initiative.ID}
	buttons := Buttons{[]Button{
		{Act: ActDo, Label: label, Primary: true, Claim: DeedClaim(checkins.DeedContext, a.Initiative.ID, h.Letter, "")},
		{Act: ActExplain, Label: w.ButtonExplain(), Claim: claim},
	}}
	buttons.Buttons = append(buttons.Buttons, Button{Act: ActDo, Label: w.recheckLabel(a), Claim: DeedClaim(checkins.DeedRecheck, a.Initiative.ID, h.Letter, "")})
	if h.Snooze {
		buttons.Buttons = append(buttons.Buttons, Button{
			Act: ActPick, Label: w.PickSnooze(), Claim: DeedClaim(checkins.DeedSnooze, a.Initiative.ID, h.Letter, ""), Date: a.Care.SnoozedTo,
		})
	}
	p.Add(buttons)
	return p
}

// keeping tells somebody that they look after an alert.
func (w Words) keeping(k checkins.Keeping) Page {
	headline := w.say("care.keeper", with{"Name": NameOf(k.Alert.Initiative)})
	p := Page{Letter: k.Letter, Text: w.told(headline, k.Alert)}
	p.Add(Headline{headline}, Sentence{w.say("care.keeper.by", with{"By": w.person(k.By)})})
	p.Add(w.rows(k.Alert)...)
	p.Add(Buttons{[]Button{{Act: ActExplain, Label: w.ButtonExplain(), Claim: Claim{Letter: k.Letter, Initiative: k.Alert.Initiative.ID}}}})
	return p
}
