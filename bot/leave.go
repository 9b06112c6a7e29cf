package bot

import "parallax/checkins"

// delegationPage says how long a leave is and who takes the place, and offers what the
// reader can do about it.
func (w Words) delegationPage(m checkins.Delegation) Page {
	said := with{
		"Lead": w.person(m.Lead), "By": w.person(m.By), "From": w.Weekday(m.From), "To": w.Weekday(m.To),
		"On": w.names(m.On), "Not": w.names(m.Not),
	}
	p := Page{Letter: m.Letter}
	add := func(t Text) {
		p.Add(Sentence{t})
		p.Text = JoinWith(" ", p.Text, t)
	}
	if m.Own {
		w.ownLeave(&p, m, said, add)
		return p
	}
	answer := func(label Text, what string) Button {
		return Button{Act: ActDo, Label: label, Claim: DeedClaim(what, "", m.Letter, "")}
	}
	switch m.State {
	case checkins.DelegationOver:
		add(w.say("leave.over", said))
		p.Add(Buttons{[]Button{w.homeButton()}})
		return p
	case checkins.DelegationDeclined:
		add(w.say("leave.declined", said))
		p.Add(Buttons{[]Button{answer(w.say("leave.button.on"), "delegate_yes")}})
		return p
	}
	if m.Begun {
		add(w.say("leave.asked.now", said))
	} else {
		add(w.say("leave.asked", said))
	}
	add(w.say("leave.asked.on", said))
	if len(m.Not) > 0 {
		add(w.say("leave.asked.not", said))
	}
	p.Add(Small{[]Text{w.say("leave.asked.self", said)}})
	p.Add(Buttons{[]Button{answer(w.say("leave.button.no"), "delegate_no"), w.homeButton()}})
	return p
}

// ownLeave is what somebody reads about a leave of their own.
func (w Words) ownLeave(p *Page, m checkins.Delegation, said with, add func(Text)) {
	change := w.deed(w.say("leave.button.change"), string(checkins.VerbAway))
	switch {
	case m.State == checkins.DelegationDeclined:
		add(w.say("leave.own.declined", said))
		change = w.deed(w.say("leave.button.another"), string(checkins.VerbAway))
		p.Add(Buttons{[]Button{change, w.homeButton()}})
		return
	case m.Begun:
		add(w.say("done.away.begun", said))
	default:
		add(w.say("done.away.later", said))
	}
	switch {
	case m.By == "" && m.May:
		add(w.say("leave.own.nobody", said))
		change = w.deed(w.say("leave.button.name"), string(checkins.VerbAway))
	case m.By != "":
		add(w.say("leave.own.on", said))
		if len(m.Not) > 0 {
			add(w.say("leave.own.not", said))
		}
	}
	p.Add(Buttons{[]Button{change, w.deed(w.say("home.here"), string(checkins.VerbHere))}})
}

// names lists names of initiatives.
func (w Words) names(all []checkins.Named) Text {
	texts := make([]Text, len(all))
	for i, n := range all {
		texts[i] = NameOf(n)
	}
	return w.list(texts)
}
