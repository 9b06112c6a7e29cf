package bot

import (
	"strings"

	"parallax/checkins"
	"parallax/scoring"
)

// digest is what an owner reads weekly, and a sponsor monthly.
func (w Words) digest(g checkins.Digest) Page {
	day := with{"Day": w.Day(g.From)}
	headline := w.say("digest.week", day)
	if g.Monthly {
		headline = w.say("digest.month", day)
	}
	decide := checkins.Portfolio{Decide: g.Decide}
	p := Page{Letter: g.Letter, Text: JoinWith(" ", append([]Text{Join(headline, Trusted(".")), w.DecideHeadline(decide)}, w.toDecide(g.Decide)...)...)}
	p.Add(Headline{headline})
	if len(g.Decide)+len(g.Changes)+len(g.Talk)+len(g.Thanks)+len(g.Wins)+len(g.Steps)+len(g.Late)+len(g.Revisit) == 0 {
		p.Add(Sentence{w.say("digest.nothing")})
	} else {
		p.Add(Part{w.DecideHeadline(decide)}, List{w.toDecide(g.Decide)})
	}
	part := func(title string, lines []Text) {
		if len(lines) > 0 {
			p.Add(Part{w.say("digest." + title)}, List{lines})
		}
	}
	var changes, talks, thanks []Text
	for _, c := range g.Changes {
		changes = append(changes, w.changed(c))
	}
	for _, t := range g.Talk {
		talks = append(talks, w.say("digest.talk.line", with{
			"Name": NameOf(t.Initiative), "Topic": w.quote(w.Topic(t.Dimension)), "Direction": w.Direction(t.Said),
		}))
	}
	for _, t := range g.Thanks {
		thanks = append(thanks, w.thanks(t))
	}
	var late []Text
	for _, x := range g.Late {
		late = append(late, JoinWith(" ", Join(NameOf(x.Initiative), Trusted(":")), w.promised(x.PromiseLine), w.promiseDue(x.PromiseLine), w.promiseLate(x.PromiseLine)))
	}
	part("late", late)
	var revisit []Text
	for _, x := range g.Revisit {
		revisit = append(revisit, JoinWith(" ", Join(NameOf(x.Initiative), Trusted(":")), w.decisionToRevisit(x.DecisionLine)))
	}
	part("revisit", revisit)
	part("steps", w.stepsWaiting(g.Steps))
	part("changes", changes)
	part("talk", talks)
	part("heard", w.heardLines(g))
	part("signs", w.signs(g.Signs))
	part("wins", w.winLines(g.Wins))
	part("thanks", thanks)
	var off Text
	if !g.Asked {
		off = w.say("digest.off")
	}
	p.Add(Small{[]Text{JoinWith(" ", w.OnlyYou(), off)}}, Buttons{w.digestButtons(g)})
	return p
}

func (w Words) digestButtons(g checkins.Digest) []Button {
	all := []Button{{Act: ActPage, Label: w.say("button.portfolio"), Claim: Claim{What: string(checkins.VerbPortfolio), Page: 1}}}
	if len(g.Replies) == 0 {
		return all
	}
	return append(all, w.ReplyButton(g.Replies))
}

// ReplyButton opens the sponsor's reply to the leads; of several initiatives the form
// asks for which it is.
func (w Words) ReplyButton(about []checkins.Named) Button {
	var only checkins.InitiativeID
	if len(about) == 1 {
		only = about[0].ID
	}
	return Button{Act: ActDo, Label: w.say("button.reply"), Claim: DeedClaim(checkins.DeedReply, only, "", "")}
}

func (w Words) toDecide(ds []checkins.ToDecide) []Text {
	var lines []Text
	for _, d := range ds {
		lines = append(lines, w.Decide(d))
	}
	return lines
}

// changed is what happened to some dimensions in one check-in.
func (w Words) changed(c checkins.Change) Text {
	var topics []Text
	for _, r := range c.Rows {
		topics = append(topics, w.quote(w.Topic(r.Dimension)))
	}
	in := with{"Name": NameOf(c.Initiative), "Topics": w.list(topics)}
	switch c.What {
	case checkins.ReasonOpened:
		return w.say("digest.opened", in)
	case checkins.ReasonClosed:
		return w.say("digest.closed", in)
	}
	return w.say("digest.flipped", in)
}

// heardLines say how much of each side was heard, an initiative a line.
func (w Words) heardLines(g checkins.Digest) []Text {
	var lines []Text
	for _, h := range g.Heard {
		var sides []Text
		for _, s := range scoring.Sides {
			side := h.Sides[s]
			if side.Of == 0 {
				continue
			}
			key := "digest.heard.it"
			if s == scoring.Biz {
				key = "digest.heard.biz"
			}
			switch {
			case side.Of > 1:
				sides = append(sides, w.many(key, side.Of, with{"Enough": w.count(side.Enough)}))
			case side.Enough > 0:
				sides = append(sides, w.bySide("digest.once.yes", s))
			default:
				sides = append(sides, w.bySide("digest.once.no", s))
			}
		}
		quiet := [2]bool{h.Sides[scoring.IT].Quiet, h.Sides[scoring.Biz].Quiet}
		var said, silent Text
		if len(sides) > 0 {
			said = w.say("digest.heard.line", with{"Name": NameOf(h.Initiative), "Sides": JoinWith(", ", sides...)})
		} else {
			said = Join(NameOf(h.Initiative), Trusted(":"))
		}
		if quiet != [2]bool{} {
			silent = w.say("portfolio.quiet." + sidesWord(quiet))
		}
		lines = append(lines, JoinWith(" ", said, silent))
	}
	if g.More > 0 {
		lines = append(lines, w.many("digest.more", g.More))
	}
	return lines
}

func (w Words) thanks(t checkins.Thanks) Text {
	in := with{"Name": NameOf(t.Initiative)}
	switch t.What {
	case checkins.ThanksClosed:
		return w.say("digest.thanks.closed", in)
	case checkins.ThanksAsked:
		return w.say("digest.thanks.asked", in)
	case checkins.ThanksReplied:
		in["By"] = w.person(strings.Join(t.Names, ""))
		return w.say("digest.thanks.replied", in)
	}
	names := make([]Text, len(t.Names))
	for i, n := range t.Names {
		names[i] = w.person(n)
	}
	in["Names"] = w.list(names)
	return w.many("digest.thanks.kept", max(1, len(t.Names)), in)
}

// Replies are what sponsors replied to the leads, on top of a check-in: with the
// initiative, where there are several.
func (w Words) Replies(due []checkins.Due) []Text {
	var lines []Text
	for _, d := range due {
		switch {
		case d.Reply == nil || d.State == checkins.DueClosed:
		case len(due) > 1:
			lines = append(lines, JoinWith(": ", NameOf(d.Initiative), w.SponsorReply(d.Reply)))
		default:
			lines = append(lines, w.SponsorReply(d.Reply))
		}
	}
	return lines
}

// SponsorReply stands on top of a check-in; empty without one.
func (w Words) SponsorReply(r *checkins.SponsorReply) Text {
	if r == nil {
		return Text{}
	}
	return w.say("reply.of", with{"Name": w.person(r.By), "Text": w.Quote(r.Text)})
}
