package bot

import (
	"strconv"

	"parallax/checkins"
	"parallax/scoring"
)

// homePage is what somebody finds at the top. It reads well with nothing on it: then it
// says what to do next.
func (w Words) homePage(h checkins.Home) Page {
	p := Page{Text: w.homeText(h)}
	p.Add(Headline{w.say("home.headline")})
	if h.Lead == "" {
		p.Add(Sentence{w.say("home.stranger")}, Sentence{w.say("home.stranger.way")})
		p.Add(Buttons{[]Button{w.newButton(), w.helpButton()}})
		return p
	}
	w.homeLeave(&p, h)
	w.homeDue(&p, h)
	w.homeTasks(&p, h)
	if len(h.Alerts) > 0 {
		p.Add(Rule{}, Part{w.say("home.alerts")})
		var lines []Text
		for _, a := range h.Alerts {
			lines = append(lines, w.homeAlert(a))
		}
		p.Add(List{lines})
		if h.More > 0 {
			p.Add(Small{[]Text{w.many("home.alerts.more", h.More)}})
		}
		if row := w.homeExplains(h.Alerts); len(row) > 0 {
			p.Add(Buttons{row})
		}
	}
	p.Add(Rule{})
	w.homeRows(&p, h)
	if lists := w.homeLists(h); len(lists) > 0 {
		p.Add(Buttons{lists})
	}
	p.Add(Rule{}, Buttons{[]Button{
		w.deed(w.say("home.settings"), string(checkins.VerbSettings)),
		w.deed(w.say("home.away"), string(checkins.VerbAway)),
		w.deed(w.say("home.mine"), string(checkins.VerbExport)),
		w.deed(w.say("home.forget"), string(checkins.VerbForget)),
	}})
	return p
}

// deed is a button that does what its name says, about nothing in particular.
func (w Words) deed(label Text, what string) Button {
	return Button{Act: ActDo, Label: label, Claim: DeedClaim(what, "", "", "")}
}

// homeLists are what stands over all initiatives of somebody, as far as they may read it: of
// several, which one is asked next.
func (w Words) homeLists(h checkins.Home) []Button {
	list := func(label Text, verb checkins.Verb, topic string) Button {
		return Button{Act: ActChoose, Label: label, Claim: ChoiceClaim(checkins.Help{Command: string(verb), Topic: topic}, checkins.Named{})}
	}
	var lists []Button
	if h.Reads {
		lists = append(lists, list(w.say("home.promises"), checkins.VerbCommit, checkins.TopicList), list(w.say("home.decisions"), checkins.VerbDecide, checkins.TopicList))
	}
	if h.Steers {
		lists = append(lists, list(w.say("home.brief"), checkins.VerbBrief, ""))
	}
	return lists
}

// ChoiceClaim is what a button says that runs a command on one of several initiatives; on
// none in particular, where it has no id.
func ChoiceClaim(h checkins.Help, of checkins.Named) Claim {
	return Claim{What: h.Command, Initiative: of.ID, Dimension: scoring.Dimension(h.Topic)}
}

// newButton opens the set-up of an initiative.
func (w Words) newButton() Button {
	return w.deed(w.say("home.new"), string(checkins.DialogSetup))
}

// homeLeave says when somebody is asked nothing, and whose place they take.
func (w Words) homeLeave(p *Page, h checkins.Home) {
	back := w.deed(w.say("home.here"), string(checkins.VerbHere))
	back.Primary = true
	switch {
	case h.Stopped:
		p.Add(Sentence{w.say("home.stopped")}, Buttons{[]Button{back}})
	case h.Away != "":
		p.Add(Sentence{w.say("home.away.until", with{"Day": w.Weekday(h.Away)})}, Buttons{[]Button{back}})
	}
	for _, s := range h.Stands {
		p.Add(Sentence{w.say("home.stands", with{"Name": w.person(s.Lead), "Day": w.Weekday(s.To)})})
	}
}

// homeDue lists the check-ins that wait.
func (w Words) homeDue(p *Page, h checkins.Home) {
	ask := checkins.Ask{Lead: h.Lead, Zone: h.Zone, Due: h.Due, TryOut: h.TryOut}
	if len(h.Due) == 0 {
		p.Add(Sentence{w.homeNext(h)})
		return
	}
	var lines []Text
	for _, r := range w.Replies(h.Due) {
		p.Add(Sentence{r})
	}
	for _, due := range h.Due {
		lines = append(lines, w.DueLine(ask, due))
	}
	button := Button{Act: ActCheckin, Label: w.ButtonEdit()}
	headline := w.say("home.saved")
	if Stands(h.Due) == AskOpen {
		headline, button.Label, button.Primary = w.AskHeadline(ask), w.ButtonAnswer(), true
	}
	p.Add(Part{headline}, List{lines}, Buttons{[]Button{button}})
}

// homeNext is said while nothing waits.
func (w Words) homeNext(h checkins.Home) Text {
	switch {
	case h.Stopped:
		return Text{}
	case h.Next.IsZero() && h.Total == 0:
		return Text{}
	case h.Next.IsZero() && len(h.Tasks) > 0:
		return w.say("home.nothing.asked")
	case h.Next.IsZero():
		return w.say("home.nothing")
	}
	next := with{"When": w.Clock(h.Next, h.Zone, ""), "Name": NameOf(h.NextOf)}
	if len(h.Tasks) > 0 {
		return w.say("home.next.asked", next)
	}
	return w.say("home.next", next)
}

// homeAlert is an alert that is open.
func (w Words) homeAlert(a checkins.HomeAlert) Text {
	said := with{"Name": NameOf(a.Initiative), "Topic": w.Topic(a.Dimension), "Verdict": w.label(a.Said), "Day": w.Day(a.Since)}
	if a.Heeded {
		return w.say("home.alert.heeded", said)
	}
	return w.say("home.alert", said)
}

// homeRows lists the initiatives of a page.
func (w Words) homeRows(p *Page, h checkins.Home) {
	if h.Total == 0 {
		p.Add(Part{w.say("home.none")})
		if h.Admin {
			w.steps(p)
		} else {
			p.Add(Sentence{w.say("home.none.way")})
		}
		p.Add(Buttons{[]Button{w.newButton()}})
		return
	}
	p.Add(Part{w.many("home.initiatives", h.Total)})
	var look []Button
	for _, r := range h.Rows {
		name := w.PortfolioName(checkins.PortfolioRow{Initiative: r.Initiative, Stage: r.Stage})
		p.Add(News{Join(name, Trusted(":")), w.homeVerdict(r)})
		p.Add(Small{[]Text{w.homeRole(r)}})
		look = append(look, Button{Act: ActChoose, Label: NameOf(r.Initiative), Claim: Claim{What: string(checkins.VerbStatus), Initiative: r.Initiative.ID}})
	}
	p.Add(Small{[]Text{w.PortfolioLook()}}, Buttons{look})
	if h.Pages < 2 {
		return
	}
	var turns []Button
	to := func(label Text, page int) {
		turns = append(turns, Button{Act: ActPage, Label: label, Claim: Claim{What: string(checkins.VerbHome), Page: page}})
	}
	if h.Page > 1 {
		to(w.ButtonPrevious(), h.Page-1)
	}
	if h.Page < h.Pages {
		to(w.ButtonNext(), h.Page+1)
	}
	p.Add(Small{[]Text{w.pageOf(h.Page, h.Pages)}}, Buttons{turns})
}

func (w Words) pageOf(page, pages int) Text {
	return w.say("portfolio.page", with{"Page": Trusted(strconv.Itoa(page)), "Pages": Trusted(strconv.Itoa(pages))})
}

// homeVerdict is how an initiative stands: by its worst dimension.
func (w Words) homeVerdict(r checkins.HomeRow) Text {
	switch {
	case len(r.Waits) > 0:
		return w.say("portfolio.waits", with{"Wait": w.WaitLine(r.Waits[0])})
	case r.Worst == nil:
		return w.CardEmpty()
	}
	said := w.Standing(w.CardRow(*r.Worst))
	said = JoinWith(" ", said, w.Melon(r.Melon))
	return said
}

// homeRole says what somebody is to an initiative.
func (w Words) homeRole(r checkins.HomeRow) Text {
	var roles []Text
	switch {
	case r.Sides == [2]bool{true, true}:
		roles = append(roles, w.say("home.role.bridge"))
	case r.Sides[scoring.IT]:
		roles = append(roles, w.say("home.role.it"))
	case r.Sides[scoring.Biz]:
		roles = append(roles, w.say("home.role.biz"))
	}
	if r.Owner {
		roles = append(roles, w.say("home.role.owner"))
	}
	if len(roles) == 0 {
		roles = append(roles, w.say("home.role.sponsor"))
	}
	if r.Muted {
		roles = append(roles, w.say("home.role.muted"))
	}
	if r.Alerts > 0 {
		roles = append(roles, w.many("home.role.alerts", r.Alerts))
	}
	return capital(JoinWith(" · ", roles...))
}

// homeText tells the page in one text.
func (w Words) homeText(h checkins.Home) Text {
	if h.Lead == "" {
		return JoinWith(" ", w.say("home.stranger"), w.say("home.stranger.way"))
	}
	parts := []Text{Join(w.say("home.headline"), Trusted("."))}
	if len(h.Due) > 0 {
		parts = append(parts, w.AskHeadline(checkins.Ask{Due: h.Due}))
	} else {
		parts = append(parts, w.homeNext(h))
	}
	if n := len(h.Tasks) + h.Later; n > 0 {
		parts = append(parts, capital(w.many("home.tasks.text", n)))
	}
	if n := len(h.Alerts) + h.More; n > 0 {
		parts = append(parts, capital(w.many("portfolio.alerts", n)))
	}
	if h.Total > 0 {
		parts = append(parts, Join(w.many("home.initiatives", h.Total), Trusted(".")))
	}
	return JoinWith(" ", parts...)
}
