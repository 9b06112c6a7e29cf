package bot

import "parallax/checkins"

// minePage shows somebody what is kept of them.
func (w Words) minePage(m checkins.Mine) Page {
	p := Page{Text: JoinWith(" ", w.say("mine.headline"), w.many("mine.weeks", m.Total))}
	p.Add(Headline{w.say("mine.headline")})
	if m.Page == 1 {
		p.Add(List{w.minePerson(m)})
		var parts []Text
		for _, x := range m.Parts {
			parts = append(parts, w.minePart(x))
			for _, l := range x.Why {
				parts = append(parts, w.mineLine(l.Text, l.Released))
			}
			for _, v := range x.Again {
				parts = append(parts, w.say("mine.again."+string(v)))
			}
			for _, s := range x.Steps {
				parts = append(parts, w.agreedStep(s))
			}
			for _, text := range x.Wins {
				parts = append(parts, w.say("mine.win", with{"Text": User(text)}))
			}
			for _, l := range x.Promises {
				parts = append(parts, JoinWith(" ", w.promised(l), w.promiseDue(l), sentence(capital(w.promiseIs(l.Is))), w.said(l)))
			}
			for _, f := range x.Values {
				parts = append(parts, w.say("mine.value", with{"Day": w.Dated(f.On), "Value": User(f.Value)}))
			}
			for _, h := range x.Health {
				parts = append(parts, w.HealthLine(&h))
			}
			for _, r := range x.Decisions {
				parts = append(parts, w.mineDecision(r))
			}
			if x.Reply != nil {
				parts = append(parts, w.say("mine.reply", with{"Text": User(x.Reply.Text)}))
			}
		}
		for _, r := range m.Ranked {
			parts = append(parts, w.mineRank(r))
		}
		p.Add(List{parts}, Rule{})
	}
	if m.Total == 0 {
		p.Add(Sentence{w.say("mine.none")})
	}
	for n, week := range m.Weeks {
		if n > 0 {
			p.Add(Rule{})
		}
		w.mineWeek(&p, week)
	}
	var turns []Button
	to := func(label Text, page int) {
		turns = append(turns, Button{Act: ActPage, Label: label, Claim: Claim{What: string(checkins.VerbExport), Page: page}})
	}
	if m.Page > 1 {
		to(w.say("mine.newer"), m.Page-1)
	}
	if m.Page < m.Pages {
		to(w.say("mine.older"), m.Page+1)
	}
	p.Add(Rule{}, Small{[]Text{w.say("mine.only"), w.say("mine.more")}})
	if m.Pages > 1 {
		p.Add(Small{[]Text{w.pageOf(m.Page, m.Pages)}})
	}
	p.Add(Buttons{append(turns, w.deed(w.say("home.forget"), string(checkins.VerbForget)), w.homeButton())})
	return p
}

// minePerson is what is known of somebody besides what they answered.
func (w Words) minePerson(m checkins.Mine) []Text {
	q := m.Person
	lines := []Text{
		w.say("mine.name", with{"Name": User(q.Name)}),
		w.say("mine.zone", with{"Zone": w.zoneName(q.Zone), "Days": w.weekdays(q)}),
	}
	for _, a := range q.Accounts {
		lines = append(lines, w.say("mine.account."+onPlatform(string(a.Platform)), with{"ID": User(a.ID)}))
	}
	if checkins.KnownCountry(q.Country) {
		lines = append(lines, w.say("settings.holidays", with{"Country": w.say("dialog.settings.country." + q.Country)}))
	}
	if q.AwayTo != "" {
		lines = append(lines, w.say("settings.away", with{"From": w.Weekday(q.AwayFrom), "To": w.Weekday(q.AwayTo)}))
	}
	return lines
}

// minePart is what somebody is to an initiative, and what they said about it.
func (w Words) minePart(x checkins.MinePart) Text {
	row := checkins.HomeRow{Initiative: x.Initiative, Sides: x.Sides, Owner: x.Owner}
	var roles []Text
	if x.Owner || x.Sides != [2]bool{} {
		roles = append(roles, w.homeRole(row))
	}
	if x.Sponsor {
		roles = append(roles, w.say("home.role.sponsor"))
	}
	if x.Confirmed {
		roles = append(roles, w.say("mine.confirmed"))
	}
	if c := x.Named; c != nil {
		word := w.say("mine.named.no", with{"Day": w.Day(checkins.DateOf(c.At))})
		if c.Given {
			word = w.say("mine.named.yes", with{"Day": w.Day(checkins.DateOf(c.At))})
		}
		roles = append(roles, word)
	}
	if len(roles) == 0 {
		return NameOf(x.Initiative)
	}
	return Join(NameOf(x.Initiative), Trusted(": "), JoinWith(" · ", roles...))
}

// mineWeek is one check-in with what was answered.
func (w Words) mineWeek(p *Page, week checkins.MineWeek) {
	p.Add(Part{w.say("mine.week", with{"Day": w.Dated(week.Date), "Name": NameOf(week.Initiative)})})
	if week.For != "" {
		p.Add(Small{[]Text{w.say("first.for", with{"Initiative": NameOf(week.Initiative), "Name": w.person(week.For)})}})
	}
	var lines []Text
	for _, a := range week.Answers {
		var own, guess Text
		if a.Given.SaidOwn {
			own = w.say("result.own", with{"Answer": w.Scale(a.Given.Own)})
		}
		if a.Given.SaidGuess {
			guess = w.bySide("result.guess", week.Side.Other(), with{"Answer": w.ScaleGuess(a.Given.Guess)})
		}
		lines = append(lines, JoinWith(" ", Join(w.Topic(a.Dimension), Trusted(":")), own, guess))
	}
	p.Add(List{lines})
	if l := week.Line; l != nil {
		p.Add(Sentence{w.mineLine(l.Text, l.Released)})
	}
	for _, n := range week.Notes {
		p.Add(Sentence{w.mineLine(n.Text, n.Released)})
	}
}

// mineLine is a sentence that somebody wrote.
func (w Words) mineLine(text string, released bool) Text {
	if released {
		return w.say("mine.line.released", with{"Text": User(text)})
	}
	return w.say("mine.line", with{"Text": User(text)})
}
