package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// decisions lists the decisions of an initiative.
func (w Words) decisions(c checkins.DecisionList) Page {
	headline := w.say("decision.list", with{"Name": NameOf(c.Initiative)})
	p := Page{Text: headline}
	p.Add(Headline{headline})
	if len(c.Open)+len(c.Recorded)+len(c.Kept) == 0 {
		empty := w.say("decision.empty")
		if !c.New {
			empty = w.say("decision.empty.owner")
		}
		p.Add(Sentence{empty})
	}
	for _, x := range []struct {
		key   string
		lines []checkins.DecisionLine
	}{{"decision.open", c.Open}, {"decision.recorded", c.Recorded}, {"decision.past", c.Kept}} {
		if len(x.lines) > 0 {
			p.Add(Part{w.say(x.key)})
		}
		for _, l := range x.lines {
			p.Add(News{News: w.decision(l)}, List{w.decisionListed(l)}, Small{w.decisionStands(l, c.Zone)}, Buttons{w.decisionButtons(c.Initiative.ID, "", l)})
		}
	}
	if c.More > 0 {
		p.Add(Small{[]Text{w.many("decision.more", c.More)}})
	}
	p.Add(Small{[]Text{w.OnlyYou()}})
	if c.New {
		p.Add(Buttons{[]Button{{Act: ActDo, Label: w.say("decision.new"), Claim: DeedClaim(checkins.DeedDecide, c.Initiative.ID, "", "")}}})
	}
	return p
}

// decision is what is decided, or is to be.
func (w Words) decision(l checkins.DecisionLine) Text {
	if l.Recorded == "" {
		return w.say("decision.line.open", with{"What": w.Quote(l.What)})
	}
	return w.say("decision.line", with{"What": w.Quote(l.What), "Day": w.Day(l.Recorded)})
}

// decisionBasis is what stands behind it.
func (w Words) decisionBasis(l checkins.DecisionLine) []Text {
	return []Text{
		w.say("decision.serves", with{"Text": w.Quote(l.Serves)}), w.say("decision.cost", with{"Text": w.Quote(l.Cost)}),
		w.say("decision.rests", with{"Text": w.Quote(l.Rests)}),
	}
}

// decisionListed is what of that stands in a list: all of it until it is recorded, then the
// assumption, until that was looked at.
func (w Words) decisionListed(l checkins.DecisionLine) []Text {
	basis := w.decisionBasis(l)
	switch {
	case l.Recorded == "":
		return basis
	case l.Kept == "":
		return basis[2:]
	}
	return nil
}

// decisionStands is how it stands: what the sides said, and what comes next.
func (w Words) decisionStands(l checkins.DecisionLine, zone string) []Text {
	at := with{"At": w.Clock(l.Until, zone, "")}
	var all []Text
	switch {
	case !l.Shown && l.Did:
		all = append(all, w.say("decision.did", at))
	case !l.Shown:
		all = append(all, w.say("decision.until", at))
	default:
		all = append(all, w.decisionRated(l)...)
	}
	for _, past := range l.Past {
		all = append(all, w.decisionHeld(past.On, past.Held)...)
	}
	switch {
	case l.Recorded == "":
		all = append(all, w.say("decision.planned", with{"Day": w.Weekday(l.Revisit)}))
	case l.Heard:
		all = append(all, w.decisionHeld(l.Revisit, l.Held)...)
	case l.Said != "":
		all = append(all, w.say("decision.said."+string(l.Said), at))
	default:
		all = append(all, w.decisionDue(l))
	}
	if l.Kept != "" {
		all = append(all, w.say("decision.kept", with{"Day": w.Day(l.Kept)}))
	}
	return all
}

// decisionDue is when it is revisited.
func (w Words) decisionDue(l checkins.DecisionLine) Text {
	if l.Late {
		return w.say("decision.late", with{"Day": w.Day(l.Revisit)})
	}
	return w.say("decision.due", with{"Day": w.Weekday(l.Revisit)})
}

// decisionRated is what each side says of it, in words.
func (w Words) decisionRated(l checkins.DecisionLine) []Text {
	var all []Text
	for _, side := range scoring.Sides {
		r := l.Rated[side]
		all = append(all, w.bySide("decision.rated", side, with{"Good": w.decisionLevel(r.Good), "Doable": w.decisionLevel(r.Doable)}))
	}
	return all
}

func (w Words) decisionLevel(l checkins.DecisionLevel) Text {
	if l == "" {
		return w.say("decision.level.few")
	}
	return w.say("decision.level." + string(l))
}

// decisionHeld is what each side said of the assumption; on a day, where there are several.
func (w Words) decisionHeld(on checkins.Date, held [2]checkins.Holds) []Text {
	var all []Text
	for _, side := range scoring.Sides {
		is := w.say("decision.level.few")
		if held[side] != "" {
			is = w.say("decision.holds." + string(held[side]))
		}
		if on == "" {
			all = append(all, w.bySide("decision.held", side, with{"Is": is}))
		} else {
			all = append(all, w.bySide("decision.held.on", side, with{"Day": w.Day(on), "Is": is}))
		}
	}
	return all
}

// decisionButtons are what its reader can do about a decision.
func (w Words) decisionButtons(i checkins.InitiativeID, letter checkins.LetterID, l checkins.DecisionLine) []Button {
	deed := func(what string) Claim { return DeedClaim(what, i, letter, l.ID) }
	var all []Button
	if l.Rates {
		label := w.say("decision.rate")
		if l.Did {
			label = w.say("decision.rate.again")
		}
		all = append(all, Button{Act: ActDo, Label: label, Primary: !l.Did, Claim: deed(checkins.DeedRate)})
	}
	if l.Checks {
		for _, x := range []struct {
			what string
			says checkins.Holds
		}{{checkins.DeedHoldsYes, checkins.HoldsYes}, {checkins.DeedHoldsPartly, checkins.HoldsPartly}, {checkins.DeedHoldsNo, checkins.HoldsNo}} {
			all = append(all, Button{Act: ActDo, Label: w.say("decision." + string(x.says)), Primary: l.Said == x.says, Claim: deed(x.what)})
		}
	}
	if l.Records {
		all = append(all, Button{Act: ActDo, Label: w.say("decision.record"), Primary: true, Claim: deed(checkins.DeedRecord)})
	}
	if l.Decides {
		all = append(all,
			Button{Act: ActDo, Label: w.say("decision.keep"), Claim: deed(checkins.DeedKeep)},
			Button{Act: ActDo, Label: w.say("decision.revisit"), Claim: deed(checkins.DeedRevisit)})
	}
	if l.Drops {
		all = append(all, Button{
			Act: ActDo, Label: w.say("decision.drop"), Danger: true, Claim: deed(checkins.DeedDrop),
			Confirm: &Confirm{w.say("decision.drop.title"), w.say("decision.drop.text"), w.say("decision.drop"), w.say("decision.drop.no")},
		})
	}
	return all
}

// decisionTurn tells somebody of a decision, and what they can do about it.
func (w Words) decisionTurn(t checkins.DecisionTurn) Page {
	p, name, l := Page{Letter: t.Letter}, with{"Name": NameOf(t.Initiative)}, t.Line
	if t.Gone {
		p.Text = w.say("decision.gone", name)
		p.Add(Headline{p.Text})
		return p
	}
	headline := w.say("decision.turn."+string(t.What), name)
	var more, next []Text
	switch t.What {
	case checkins.DecisionAsk:
		next = w.decisionStands(l, t.Zone)[:1]
		if l.Shown {
			next = w.decisionRated(l)
		} else {
			next = append(next, w.say("decision.blind"))
		}
	case checkins.DecisionReveal:
		more = w.decisionRated(l)
		next = []Text{w.say("decision.next")}
		if l.Records {
			next = []Text{w.say("decision.next.owner")}
		}
		if l.Recorded != "" {
			next = []Text{w.decisionDue(l)}
		}
	case checkins.DecisionRevisit:
		next = []Text{w.say("decision.check.until", with{"At": w.Clock(l.Until, t.Zone, "")}), w.say("decision.counts")}
		if l.Said != "" {
			next = []Text{w.say("decision.said."+string(l.Said), with{"At": w.Clock(l.Until, t.Zone, "")}), w.say("decision.counts")}
		}
		if l.Heard {
			next = w.decisionHeld("", l.Held)
		}
	default:
		more = w.decisionHeld("", l.Held)
		switch {
		case t.Again != "":
			next = []Text{w.say("decision.again", with{"Day": w.Weekday(t.Again)})}
		case l.Kept != "":
			next = []Text{w.say("decision.kept", with{"Day": w.Day(l.Kept)})}
		case l.Decides:
			next = []Text{w.say("decision.decides")}
		default:
			next = []Text{w.say("decision.decides.owner")}
		}
	}
	over := sentence(headline)
	if t.What == checkins.DecisionRevisit { // a question
		over = headline
	}
	p.Text = JoinWith(" ", append([]Text{over, sentence(w.decision(l))}, more...)...)
	p.Add(Headline{headline}, News{News: w.decision(l)}, List{w.decisionBasis(l)})
	for _, t := range more {
		p.Add(Sentence{t})
	}
	all := Button{Act: ActDo, Label: w.say("decision.all"), Claim: DeedClaim(checkins.DeedDecisions, t.Initiative.ID, "", "")}
	p.Add(Small{next}, Buttons{append(w.decisionButtons(t.Initiative.ID, t.Letter, l), all)})
	return p
}

// decisionToRevisit is one line of it where several initiatives stand.
func (w Words) decisionToRevisit(l checkins.DecisionLine) Text {
	return JoinWith(" ", sentence(w.decision(l)), sentence(w.say("decision.rests", with{"Text": w.Quote(l.Rests)})), w.decisionDue(l))
}

// mineDecision is what is kept of somebody about a decision.
func (w Words) mineDecision(m checkins.MineDecision) Text {
	parts := []Text{sentence(w.decision(m.DecisionLine))}
	if m.Wrote {
		for _, t := range w.decisionBasis(m.DecisionLine) {
			parts = append(parts, sentence(t))
		}
	}
	if m.Rated != nil {
		number := func(n int) Text {
			if n == 0 {
				return w.say("dialog.rate.good.0")
			}
			return whole(n)
		}
		parts = append(parts, w.say("decision.mine", with{"Good": number(m.Rated.Good), "Doable": number(m.Rated.Doable)}))
	}
	if m.Said != "" {
		parts = append(parts, w.say("decision.mine."+string(m.Said)))
	}
	return JoinWith(" ", parts...)
}
