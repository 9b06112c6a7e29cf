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
	p := Page{Text: JoinWith(" ", headline, said)}
	if m.Win.Off {
		p.Text = said
		p.Add(Sentence{said})
		return p
	}
	p.Add(News{News: headline}, Sentence{said})
	return p
}
