package bot

import "parallax/checkins"

// Win is a win in a sentence or two.
func (w Words) Win(l checkins.WonLine) Text {
	in := with{"Name": NameOf(l.Initiative), "By": w.person(l.By), "Text": w.Quote(l.Text), "Day": w.Day(l.Step)}
	if l.What == checkins.WinHeld {
		in["Topic"] = w.quote(w.Topic(l.Question.Dimension))
	}
	switch {
	case l.Off:
		return w.say("win.off", in)
	case l.What == checkins.WinHeld && l.Step != "":
		return JoinWith(" ", w.say("win.held", in), w.say("win.held.step", in))
	case l.What == checkins.WinSaid:
		return w.say("win.said", in)
	case l.Text != "":
		return JoinWith(" ", w.say("win."+string(l.What), in), w.Quote(l.Text))
	}
	return w.say("win."+string(l.What), in)
}

// won says a win in a channel.
func (w Words) won(m checkins.Won) Page {
	said := w.Win(m.Win)
	headline := w.say("win.headline", with{"Name": NameOf(m.Initiative)})
	p := Page{Text: JoinWith(" ", sentence(headline), said)}
	if m.Win.Off {
		p.Text = said
		p.Add(Sentence{said})
		return p
	}
	p.Add(News{News: headline}, Sentence{said})
	return p
}

// winLines are wins of several initiatives, a line each.
func (w Words) winLines(all []checkins.WonLine) []Text {
	var lines []Text
	for _, l := range all {
		lines = append(lines, Join(NameOf(l.Initiative), Trusted(": "), w.Win(l)))
	}
	return lines
}

// winList answers the command: what went well, the newest first.
func (w Words) winList(m checkins.WinList) Page {
	headline := w.say("win.list", with{"Name": NameOf(m.Initiative)})
	p := Page{Text: headline}
	p.Add(Headline{headline})
	var lines []Text
	for _, l := range m.Lines {
		lines = append(lines, Join(w.Day(l.Day), Trusted(": "), w.Win(l)))
	}
	p.Add(List{lines})
	var more, none, how Text
	if len(m.Lines) == 0 {
		none = w.say("win.none")
		how = w.say("win.how")
	}
	if m.More > 0 {
		more = w.many("win.more", m.More)
	}
	p.Add(Sentence{none}, Small{[]Text{how, more}})
	var buttons []Button
	if m.Mine {
		buttons = append(buttons, Button{Act: ActDo, Label: w.say("button.win"), Primary: true, Claim: DeedClaim(checkins.DeedWin, m.Initiative.ID, "", "")})
	}
	if m.Back != "" {
		buttons = append(buttons, Button{Act: ActDo, Label: w.say("button.win.back"), Claim: DeedClaim(checkins.DeedWinOff, m.Initiative.ID, "", m.Back)})
	}
	if len(buttons) > 0 {
		p.Add(Buttons{buttons})
	}
	p.Add(Small{[]Text{w.OnlyYou()}})
	return p
}
