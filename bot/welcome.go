package bot

import "parallax/checkins"

// welcome is the first word to somebody in their own chat.
func (w Words) welcomePage(m checkins.Welcome) Page {
	p := Page{}
	p.Add(Sentence{w.say("help.says.hello")})
	p.Text = w.say("help.says.hello")
	switch {
	case m.Admin && !m.Started, !m.Known && !m.Started:
		p.Add(Sentence{w.say("welcome.begin")})
		w.steps(&p)
		p.Text = JoinWith(" ", append([]Text{p.Text, w.say("welcome.begin")}, w.firstSteps()...)...)
	case m.Asked:
		p.Add(Sentence{w.say("welcome.asked")}, Small{[]Text{w.say("first.stop")}})
		p.Text = JoinWith(" ", p.Text, w.say("welcome.asked"))
	case m.Known:
		p.Add(Sentence{w.say("welcome.known")})
		p.Text = JoinWith(" ", p.Text, w.say("welcome.known"))
	default:
		p.Add(Sentence{w.say("welcome.stranger")})
		p.Text = JoinWith(" ", p.Text, w.say("welcome.stranger"))
	}
	buttons := []Button{w.homeButton(), w.helpButton()}
	if !m.Asked {
		buttons = append([]Button{w.newButton()}, buttons...)
	}
	p.Add(Buttons{buttons})
	return p
}

// firstSteps are the three steps to a first check-in.
func (w Words) firstSteps() []Text {
	return []Text{w.say("welcome.step.1"), w.say("welcome.step.2"), w.say("welcome.step.3")}
}

func (w Words) steps(p *Page) {
	for _, s := range w.firstSteps() {
		p.Add(Sentence{s})
	}
}

// introPage is the first word in a channel: two lines.
func (w Words) introPage() Page {
	p := Page{Text: JoinWith(" ", w.say("intro.what"), w.say("intro.how"))}
	p.Add(Sentence{w.say("intro.what")}, Sentence{w.say("intro.how")})
	return p
}

func (w Words) homeButton() Button {
	return w.deed(w.say("home.open"), string(checkins.VerbHome))
}

func (w Words) helpButton() Button {
	return Button{Act: ActChoose, Label: w.say("help.open"), Claim: Claim{What: string(checkins.VerbHelp)}}
}

// AskNotes say whose place a lead takes, and in the first check-in of all what is asked
// and how to stop it. Who sees what every check-in says.
func (w Words) AskNotes(a checkins.Ask) []Text {
	var notes []Text
	for _, due := range a.Due {
		if due.For != "" && due.State != checkins.DueClosed {
			notes = append(notes, w.say("first.for", with{"Initiative": NameOf(due.Initiative), "Name": w.person(due.For)}))
		}
	}
	if a.First && Stands(a.Due) == AskOpen {
		notes = append(notes, w.say("first.what"), w.firstGuess(a.Due), w.say("first.stop"))
	}
	return notes
}

// firstGuess says how often a lead also guesses in a first check-in; empty: never.
func (w Words) firstGuess(due []checkins.Due) Text {
	var items, guesses int
	for _, d := range due {
		for _, it := range d.Items {
			items++
			if it.WithGuess {
				guesses++
			}
		}
	}
	switch guesses {
	case 0:
		return Text{}
	case 1:
		return w.say("first.guess")
	case items:
		return w.say("first.guess.all")
	}
	return w.say("first.guess.some")
}
