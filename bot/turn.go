package bot

import (
	"fmt"
	"strconv"

	"parallax/checkins"
	"parallax/scoring"
)

// turnPage tells somebody how the why of an initiative stands, and what they can do.
func (w Words) turnPage(t checkins.WhyTurn) Page {
	p := Page{Letter: t.Letter}
	headline := w.turnHeadline(t)
	p.Add(Headline{headline})
	if t.What == checkins.TurnAsk || t.What == checkins.TurnJoined {
		p.Add(Sentence{JoinWith(" ", w.turnPart(t), w.turnTask(t))})
	}
	p.Add(w.TurnBlocks(t)...)
	if t.What == checkins.TurnAsk || t.What == checkins.TurnJoined {
		p.Add(Small{w.turnFacts(t)})
	}
	p.Text = headline
	if t.What == checkins.TurnAsk {
		p.Text = Join(headline, Trusted(" "), w.turnTask(t))
	}
	return p
}

func (w Words) turnHeadline(t checkins.WhyTurn) Text {
	name := with{"Name": NameOf(t.Initiative)}
	switch {
	case t.What == checkins.TurnWording && t.Held:
		return w.say("turn.wording.held", name)
	case t.What == checkins.TurnWording:
		return w.say("turn.wording", name)
	case t.What == checkins.TurnWritten:
		return w.say("turn.written", name)
	case t.What == checkins.TurnLines:
		return w.say("turn.lines", name)
	case t.What == checkins.TurnOffer:
		return w.say("turn.offer", name)
	case t.What == checkins.TurnHeld:
		return w.say("turn.held", name)
	case t.What == checkins.TurnJoined:
		return w.say("turn.joined", name)
	}
	return w.say("turn.ask", name)
}

// turnPart is what part the reader has in it, and who says so.
func (w Words) turnPart(t checkins.WhyTurn) Text {
	switch {
	case t.Mine:
		return w.say("turn.owned")
	case t.Owner == "":
		return w.say("turn.named")
	}
	return w.say("turn.named_by", with{"Owner": w.person(t.Owner)})
}

func (w Words) turnTask(t checkins.WhyTurn) Text {
	if t.Bridge {
		return w.say("turn.bridge")
	}
	if t.What == checkins.TurnAsk {
		return w.say("turn.blind")
	}
	return Text{}
}

// turnFacts are what somebody is told who hears of an initiative for the first time:
// what is asked, who sees what, and how to stop it.
func (w Words) turnFacts(t checkins.WhyTurn) []Text {
	if t.Bridge {
		return nil
	}
	var facts []Text
	if t.What == checkins.TurnAsk && !t.Due.IsZero() {
		facts = append(facts, w.say("turn.due", with{"At": w.Clock(t.Due, t.Zone, "")}))
	}
	if t.Leads == 0 {
		return facts
	}
	facts = append(facts, w.say("turn.weekly", with{"cadence": w.Cadence(t.Pulse)}))
	if t.Consent == nil {
		facts = append(facts, w.say("turn.hidden"))
	} else if t.What == checkins.TurnAsk { // else they stand by the buttons
		facts = append(facts, w.ConsentFacts(*t.Consent)...)
	}
	return append(facts, w.say("turn.stop"))
}

// Cadence is when a pulse asks, in words: "every Tuesday at 10:00, Berlin".
func (w Words) Cadence(p checkins.Pulse) Text {
	minute := p.Minute("")
	in := with{"Time": Trusted(fmt.Sprintf("%02d:%02d", minute/60, minute%60)), "Zone": w.zoneName(p.Zone)}
	days := p.Weekdays()
	if len(days) == 0 {
		return w.say("cadence.other", in)
	}
	var names []Text
	for _, d := range days {
		names = append(names, w.say("date.weekday."+strconv.Itoa(int(d))))
	}
	in["Days"] = w.list(names)
	return w.many("cadence.weeks", max(1, p.Every), in)
}

// TurnBlocks are what stands and what can be done about it, without a headline.
func (w Words) TurnBlocks(t checkins.WhyTurn) []Block {
	var p Page
	switch t.What {
	case checkins.TurnAsk, checkins.TurnWritten:
		w.turnLine(&p, t)
	case checkins.TurnLines:
		w.turnLines(&p, t)
		if t.Mine && t.Version == 0 {
			p.Add(Sentence{w.say("turn.propose")}, Buttons{[]Button{w.turnDeed(t, string(checkins.DialogWhyPropose), w.say("button.propose"), true)}})
		} else if t.Version == 0 {
			p.Add(Sentence{w.turnNext(t)})
		}
		if t.Mine {
			w.turnWording(&p, t) // leads got a message of its own about that
		}
	case checkins.TurnWording, checkins.TurnHeld, checkins.TurnJoined:
		w.turnWording(&p, t)
		if t.What == checkins.TurnWording {
			w.turnLines(&p, t)
		}
		w.turnConsent(&p, t)
	case checkins.TurnOffer:
		if t.Offer == "" {
			p.Add(Sentence{w.say("turn.superseded")})
			break
		}
		p.Add(Sentence{w.quote(User(t.Offer))}, Small{[]Text{w.say("turn.new", with{"Why": w.quote(User(t.New))})}},
			Buttons{[]Button{{Act: ActDo, Claim: DeedClaim(string(checkins.DialogWhyPropose), t.Initiative.ID, t.Letter, t.OfferKey), Label: w.say("button.take_up"), Primary: true}}})
	}
	return p.Blocks
}

// turnDeed is a button about the why; what it is about is the wording proposed last.
func (w Words) turnDeed(t checkins.WhyTurn, what string, label Text, primary bool) Button {
	version := ""
	if t.Version > 0 {
		version = strconv.Itoa(t.Version)
	}
	return Button{Act: ActDo, Claim: DeedClaim(what, t.Initiative.ID, t.Letter, version), Label: label, Primary: primary}
}

// turnLine is the reader's own line, and the button to write it.
func (w Words) turnLine(p *Page, t checkins.WhyTurn) {
	if t.Bridge {
		return
	}
	if t.Line == nil {
		p.Add(Buttons{[]Button{w.turnDeed(t, string(checkins.DialogWhyLine), w.say("button.write_line"), true)}})
		return
	}
	seen := w.say("turn.unreleased")
	if t.Line.Released {
		seen = w.say("turn.released")
	}
	p.Add(Sentence{w.say("turn.mine", with{"Line": w.quote(User(t.Line.Text))})}, Small{[]Text{seen, w.say("turn.due", with{"At": w.Clock(t.Due, t.Zone, "")})}},
		Buttons{[]Button{w.turnDeed(t, string(checkins.DialogWhyLine), w.say("button.change_line"), false)}})
}

// turnLines are the lines of both sides, as far as they may be read.
func (w Words) turnLines(p *Page, t checkins.WhyTurn) {
	wrote := t.Line != nil || t.Beside != ""
	for _, s := range t.Sides {
		wrote = wrote || s.Wrote > 0
	}
	if !t.Open || !wrote {
		return
	}
	for _, s := range t.Sides {
		count := w.say("turn.wrote", with{"Wrote": w.count(s.Wrote), "Leads": w.count(s.Leads)})
		if s.Wrote == s.Leads {
			count = w.say("turn.wrote.all")
		}
		var lines []Text
		for _, l := range s.Lines {
			lines = append(lines, w.quote(User(l)))
		}
		p.Add(Part{w.turnSide(s.Side)}, List{lines})
		if t.Mine {
			p.Add(Small{[]Text{capital(count)}})
		}
		if len(lines) == 0 {
			p.Add(Small{[]Text{w.say("turn.no_lines")}})
		}
	}
	if t.Beside != "" {
		p.Add(Small{[]Text{w.say("turn.beside", with{"Line": w.quote(User(t.Beside))})}})
	}
}

func (w Words) turnSide(s scoring.Side) Text { return w.bySide("turn.side", s) }

func (w Words) turnNext(t checkins.WhyTurn) Text {
	if t.Owner == "" {
		return w.say("turn.owner_next.none")
	}
	return w.say("turn.owner_next", with{"Owner": w.person(t.Owner)})
}

// turnWording is the wording that was proposed last, what was said of it, and the
// buttons to say something.
func (w Words) turnWording(p *Page, t checkins.WhyTurn) {
	if t.What == checkins.TurnWording && t.Version == 0 {
		p.Add(Sentence{w.say("turn.superseded")})
		return
	}
	if t.Version == 0 {
		return
	}
	if t.Old != "" {
		p.Add(Sentence{w.say("turn.old", with{"Why": w.quote(User(t.Old))})})
	}
	is := w.say("turn.new", with{"Why": w.quote(User(t.New))})
	if t.Held {
		is = w.say("turn.is", with{"Why": w.quote(User(t.New))})
	}
	p.Add(Sentence{is})
	if t.Mine {
		for _, s := range t.Sides {
			said := w.say("turn.count", with{
				"Same": number(s.Said[checkins.SaidSame]), "Partly": number(s.Said[checkins.SaidPartly]), "Else": number(s.Said[checkins.SaidElse]),
			})
			p.Add(Small{[]Text{Join(w.turnSide(s.Side), Trusted(": "), said)}})
		}
	}
	switch t.Said {
	case checkins.SaidSame:
		p.Add(Sentence{w.say("turn.said.same")})
	case checkins.SaidPartly:
		p.Add(Sentence{w.say("turn.said.partly")})
	case checkins.SaidElse:
		p.Add(Sentence{w.say("turn.said.else")})
	default:
		if t.Leads > 0 {
			p.Add(Sentence{w.say("turn.question")})
		}
	}
	if t.Other != "" {
		p.Add(Small{[]Text{w.say("turn.other", with{"Why": w.quote(User(t.Other))})}})
	}
	if t.Held {
		p.Add(Sentence{w.say("turn.both")})
	}
	if !t.Next.IsZero() {
		p.Add(Small{[]Text{w.say("turn.next", with{"At": w.Clock(t.Next, t.Zone, "")})}})
	} else if t.Held {
		var lines []Text
		for _, y := range t.Waits {
			lines = append(lines, w.WaitLine(y))
		}
		p.Add(List{lines})
	}
	w.turnVoice(p, t)
}

func number(n int) Text { return Trusted(strconv.Itoa(n)) }

func (w Words) turnVoice(p *Page, t checkins.WhyTurn) {
	var row []Button
	if t.Leads > 0 {
		for _, b := range []struct {
			deed  string
			label Text
			is    checkins.WhySaid
		}{
			{checkins.DeedWhySame, w.say("button.same"), checkins.SaidSame},
			{checkins.DeedWhyPartly, w.say("button.partly"), checkins.SaidPartly},
			{checkins.DeedWhyElse, w.say("button.else"), checkins.SaidElse},
		} {
			if t.Said != b.is {
				row = append(row, w.turnDeed(t, b.deed, b.label, false))
			}
		}
		if !t.Mine {
			row = append(row, w.turnDeed(t, string(checkins.DialogWhyOther), w.say("button.word_it"), false))
		}
	}
	if t.Mine {
		row = append(row, w.turnDeed(t, string(checkins.DialogWhyPropose), w.say("button.propose_again"), false))
	}
	if len(row) > 0 {
		p.Add(Buttons{row})
	}
}

// turnConsent asks a lead of a named side whether they accept to be named, who has not
// said so yet.
func (w Words) turnConsent(p *Page, t checkins.WhyTurn) {
	if t.Consent == nil || t.Consent.State != checkins.ConsentOpen {
		return
	}
	claim := Claim{Person: t.Lead, Letter: t.Letter, Initiative: t.Initiative.ID}
	p.Add(Rule{}, Sentence{w.ConsentHeadline(*t.Consent)}, Small{w.ConsentFacts(*t.Consent)}, Buttons{[]Button{
		{Act: ActAccept, Claim: claim, Label: w.ButtonAccept(*t.Consent)}, {Act: ActDecline, Claim: claim, Label: w.ButtonDecline(*t.Consent)},
	}})
}

// WhyMore is what leads and the owner read and do below the answer to why.
func (w Words) WhyMore(y checkins.Why) []Block {
	if y.Turn == nil {
		return nil
	}
	var p Page
	t := *y.Turn
	if t.What != checkins.TurnAsk || t.Line != nil || !t.Due.IsZero() {
		p.Add(Rule{})
		if t.Held {
			t.New, t.Old = "", "" // it stands above
		}
		p.Add(w.TurnBlocks(t)...)
	} else if t.Mine {
		p.Add(Buttons{[]Button{w.turnDeed(t, string(checkins.DialogWhyPropose), w.say("button.propose"), true)}})
	}
	if y.Again != nil {
		p.Add(w.againLine(*y.Again)...)
	}
	if len(y.Past) > 1 {
		var lines []Text
		for _, v := range y.Past {
			lines = append(lines, w.say("turn.past.line", with{"Why": w.quote(User(v.Text)), "About": w.pastAbout(v)}))
		}
		p.Add(Part{w.say("turn.past")}, List{lines})
	}
	return p.Blocks
}

func (w Words) pastAbout(v checkins.WhyPast) Text {
	var people []Text
	for _, n := range v.Confirmed {
		people = append(people, w.person(n))
	}
	in := with{"By": w.person(v.By), "Day": w.Dated(v.Date), "People": w.list(people)}
	switch {
	case v.Date == "" && len(people) > 0:
		return w.say("turn.past.file_confirmed", in)
	case v.Date == "":
		return w.say("turn.past.file", in)
	case v.By == "":
		return w.say("turn.past.day", in)
	case len(people) > 0:
		return w.say("turn.past.by_confirmed", in)
	}
	return w.say("turn.past.by", in)
}

// madePage says that an initiative was set up, or changed.
func (w Words) madePage(m checkins.Made) Page {
	name := with{"Name": NameOf(m.Initiative)}
	headline := w.say("made.headline", name)
	if m.Edited {
		headline = w.say("made.headline.edited", name)
	}
	p := Page{Text: headline}
	p.Add(Headline{headline})
	switch {
	case !m.Edited:
		p.Add(Sentence{w.say("made.asked", with{"it": w.count(m.Asked[scoring.IT]), "biz": w.count(m.Asked[scoring.Biz])})},
			Sentence{w.say("made.due", with{"At": w.Clock(m.Due, m.Zone, "")})}, Sentence{w.say("made.then")})
	case !m.Next.IsZero():
		p.Add(Sentence{w.say("made.next", with{"At": w.Clock(m.Next, m.Zone, "")})})
	default:
		var lines []Text
		for _, y := range m.Waits {
			lines = append(lines, w.WaitLine(y))
		}
		p.Add(List{lines})
	}
	if m.Channels == 0 {
		p.Add(Small{[]Text{w.say("made.no_channel")}})
	}
	p.Add(Buttons{[]Button{
		{Act: ActDo, Claim: DeedClaim(checkins.DeedTest, m.Initiative.ID, "", ""), Label: w.say("button.test")},
		{Act: ActDo, Claim: DeedClaim(string(checkins.DialogSetup), m.Initiative.ID, "", ""), Label: w.say("button.edit_initiative")},
	}})
	return p
}
