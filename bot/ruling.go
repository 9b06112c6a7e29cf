package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// rulings lists the decisions of an initiative.
func (w Words) rulings(c checkins.RulingList) Page {
	headline := w.say("ruling.list", with{"Name": NameOf(c.Initiative)})
	p := Page{Text: headline}
	p.Add(Headline{headline})
	if len(c.Open)+len(c.Recorded)+len(c.Kept) == 0 {
		empty := w.say("ruling.empty")
		if !c.New {
			empty = w.say("ruling.empty.owner")
		}
		p.Add(Sentence{empty})
	}
	for _, x := range []struct {
		key   string
		lines []checkins.RulingLine
	}{{"ruling.open", c.Open}, {"ruling.recorded", c.Recorded}, {"ruling.past", c.Kept}} {
		if len(x.lines) > 0 {
			p.Add(Part{w.say(x.key)})
		}
		for _, l := range x.lines {
			p.Add(News{News: w.ruling(l)}, List{w.rulingListed(l)}, Small{w.rulingStands(l, c.Zone)}, Buttons{w.rulingButtons(c.Initiative.ID, "", l)})
		}
	}
	if c.More > 0 {
		p.Add(Small{[]Text{w.many("ruling.more", c.More)}})
	}
	p.Add(Small{[]Text{w.OnlyYou()}})
	if c.New {
		p.Add(Buttons{[]Button{{Act: ActDo, Label: w.say("ruling.new"), Claim: DeedClaim(checkins.DeedDecide, c.Initiative.ID, "", "")}}})
	}
	return p
}

// ruling is what is decided, or is to be.
func (w Words) ruling(l checkins.RulingLine) Text {
	if l.Recorded == "" {
		return w.say("ruling.line.open", with{"What": w.Quote(l.What)})
	}
	return w.say("ruling.line", with{"What": w.Quote(l.What), "Day": w.Day(l.Recorded)})
}

// rulingBasis is what stands behind it.
func (w Words) rulingBasis(l checkins.RulingLine) []Text {
	return []Text{
		w.say("ruling.serves", with{"Text": w.Quote(l.Serves)}), w.say("ruling.cost", with{"Text": w.Quote(l.Cost)}),
		w.say("ruling.rests", with{"Text": w.Quote(l.Rests)}),
	}
}

// rulingListed is what of that stands in a list: all of it until it is recorded, then the
// assumption, until that was looked at.
func (w Words) rulingListed(l checkins.RulingLine) []Text {
	basis := w.rulingBasis(l)
	switch {
	case l.Recorded == "":
		return basis
	case l.Kept == "":
		return basis[2:]
	}
	return nil
}

// rulingStands is how it stands: what the sides said, and what comes next.
func (w Words) rulingStands(l checkins.RulingLine, zone string) []Text {
	at := with{"At": w.Clock(l.Until, zone, "")}
	var all []Text
	switch {
	case !l.Shown && l.Did:
		all = append(all, w.say("ruling.did", at))
	case !l.Shown:
		all = append(all, w.say("ruling.until", at))
	default:
		all = append(all, w.rulingRated(l)...)
	}
	for _, past := range l.Past {
		all = append(all, w.rulingHeld(past.On, past.Held)...)
	}
	switch {
	case l.Recorded == "":
		all = append(all, w.say("ruling.planned", with{"Day": w.Weekday(l.Revisit)}))
	case l.Heard:
		all = append(all, w.rulingHeld(l.Revisit, l.Held)...)
	case l.Said != "":
		all = append(all, w.say("ruling.said."+string(l.Said), at))
	default:
		all = append(all, w.rulingDue(l))
	}
	if l.Kept != "" {
		all = append(all, w.say("ruling.kept", with{"Day": w.Day(l.Kept)}))
	}
	return all
}

// rulingDue is when it is revisited.
func (w Words) rulingDue(l checkins.RulingLine) Text {
	if l.Late {
		return w.say("ruling.late", with{"Day": w.Day(l.Revisit)})
	}
	return w.say("ruling.due", with{"Day": w.Weekday(l.Revisit)})
}

// rulingRated is what each side says of it, in words.
func (w Words) rulingRated(l checkins.RulingLine) []Text {
	var all []Text
	for _, side := range scoring.Sides {
		r := l.Rated[side]
		all = append(all, w.bySide("ruling.rated", side, with{"Good": w.rulingLevel(r.Good), "Doable": w.rulingLevel(r.Doable)}))
	}
	return all
}

func (w Words) rulingLevel(l checkins.RulingLevel) Text {
	if l == "" {
		return w.say("ruling.level.few")
	}
	return w.say("ruling.level." + string(l))
}

// rulingHeld is what each side said of the assumption; on a day, where there are several.
func (w Words) rulingHeld(on checkins.Date, held [2]checkins.Holds) []Text {
	var all []Text
	for _, side := range scoring.Sides {
		is := w.say("ruling.level.few")
		if held[side] != "" {
			is = w.say("ruling.holds." + string(held[side]))
		}
		if on == "" {
			all = append(all, w.bySide("ruling.held", side, with{"Is": is}))
		} else {
			all = append(all, w.bySide("ruling.held.on", side, with{"Day": w.Day(on), "Is": is}))
		}
	}
	return all
}

// rulingButtons are what its reader can do about a decision.
func (w Words) rulingButtons(i checkins.InitiativeID, letter checkins.LetterID, l checkins.RulingLine) []Button {
	deed := func(what string) Claim { return DeedClaim(what, i, letter, l.ID) }
	var all []Button
	if l.Rates {
		label := w.say("ruling.rate")
		if l.Did {
			label = w.say("ruling.rate.again")
		}
		all = append(all, Button{Act: ActDo, Label: label, Primary: !l.Did, Claim: deed(checkins.DeedRate)})
	}
	if l.Checks {
		for _, x := range []struct {
			what string
			says checkins.Holds
		}{{checkins.DeedHoldsYes, checkins.HoldsYes}, {checkins.DeedHoldsPartly, checkins.HoldsPartly}, {checkins.DeedHoldsNo, checkins.HoldsNo}} {
			all = append(all, Button{Act: ActDo, Label: w.say("ruling." + string(x.says)), Primary: l.Said == x.says, Claim: deed(x.what)})
		}
	}
	if l.Records {
		all = append(all, Button{Act: ActDo, Label: w.say("ruling.record"), Primary: true, Claim: deed(checkins.DeedRecord)})
	}
	if l.Decides {
		all = append(all,
			Button{Act: ActDo, Label: w.say("ruling.keep"), Claim: deed(checkins.DeedKeep)},
			Button{Act: ActDo, Label: w.say("ruling.revisit"), Claim: deed(checkins.DeedRevisit)})
	}
	if l.Drops {
		all = append(all, Button{
			Act: ActDo, Label: w.say("ruling.drop"), Danger: true, Claim: deed(checkins.DeedDrop),
			Confirm: &Confirm{w.say("ruling.drop.title"), w.say("ruling.drop.text"), w.say("ruling.drop"), w.say("ruling.drop.no")},
		})
	}
	return all
}

// rulingTurn tells somebody of a decision, and what they can do about it.
func (w Words) rulingTurn(t checkins.RulingTurn) Page {
	p, name, l := Page{Letter: t.Letter}, with{"Name": NameOf(t.Initiative)}, t.Line
	if t.Gone {
		p.Text = w.say("ruling.gone", name)
		p.Add(Headline{p.Text})
		return p
	}
	headline := w.say("ruling.turn."+string(t.What), name)
	var more, next []Text
	switch t.What {
	case checkins.RulingAsk:
		next = w.rulingStands(l, t.Zone)[:1]
		if l.Shown {
			next = w.rulingRated(l)
		} else {
			next = append(next, w.say("ruling.blind"))
		}
	case checkins.RulingReveal:
		more = w.rulingRated(l)
		next = []Text{w.say("ruling.next")}
		if l.Records {
			next = []Text{w.say("ruling.next.owner")}
		}
		if l.Recorded != "" {
			next = []Text{w.rulingDue(l)}
		}
	case checkins.RulingRevisit:
		next = []Text{w.say("ruling.check.until", with{"At": w.Clock(l.Until, t.Zone, "")}), w.say("ruling.counts")}
		if l.Said != "" {
			next = []Text{w.say("ruling.said."+string(l.Said), with{"At": w.Clock(l.Until, t.Zone, "")}), w.say("ruling.counts")}
		}
		if l.Heard {
			next = w.rulingHeld("", l.Held)
		}
	default:
		more = w.rulingHeld("", l.Held)
		switch {
		case t.Again != "":
			next = []Text{w.say("ruling.again", with{"Day": w.Weekday(t.Again)})}
		case l.Kept != "":
			next = []Text{w.say("ruling.kept", with{"Day": w.Day(l.Kept)})}
		case l.Decides:
			next = []Text{w.say("ruling.decides")}
		default:
			next = []Text{w.say("ruling.decides.owner")}
		}
	}
	over := sentence(headline)
	if t.What == checkins.RulingRevisit { // a question
		over = headline
	}
	p.Text = JoinWith(" ", append([]Text{over, sentence(w.ruling(l))}, more...)...)
	p.Add(Headline{headline}, News{News: w.ruling(l)}, List{w.rulingBasis(l)})
	for _, t := range more {
		p.Add(Sentence{t})
	}
	all := Button{Act: ActDo, Label: w.say("ruling.all"), Claim: DeedClaim(checkins.DeedDecisions, t.Initiative.ID, "", "")}
	p.Add(Small{next}, Buttons{append(w.rulingButtons(t.Initiative.ID, t.Letter, l), all)})
	return p
}

// rulingToRevisit is one line of it where several initiatives stand.
func (w Words) rulingToRevisit(l checkins.RulingLine) Text {
	return JoinWith(" ", sentence(w.ruling(l)), sentence(w.say("ruling.rests", with{"Text": w.Quote(l.Rests)})), w.rulingDue(l))
}

// mineRuling is what is kept of somebody about a decision.
func (w Words) mineRuling(m checkins.MineRuling) Text {
	parts := []Text{sentence(w.ruling(m.RulingLine))}
	if m.Wrote {
		for _, t := range w.rulingBasis(m.RulingLine) {
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
		parts = append(parts, w.say("ruling.mine", with{"Good": number(m.Rated.Good), "Doable": number(m.Rated.Doable)}))
	}
	if m.Said != "" {
		parts = append(parts, w.say("ruling.mine."+string(m.Said)))
	}
	return JoinWith(" ", parts...)
}
