package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// brief is one page before a steering meeting.
func (w Words) brief(b checkins.Brief) Page {
	day := with{"Day": w.Dated(b.Day)}
	headline := w.say("brief.headline", day)
	decide := checkins.Portfolio{Decide: b.Decide}
	p := Page{Text: JoinWith(" ", append([]Text{Join(headline, Trusted(".")), w.DecideHeadline(decide)}, w.toDecide(b.Decide)...)...)}
	if why := w.unfiled(b.Unfiled); len(why) > 0 {
		p.Text = JoinWith(" ", append(why, p.Text)...)
		p.Add(Small{why})
	}
	p.Add(Headline{headline}, Part{w.DecideHeadline(decide)}, List{w.toDecide(b.Decide)})
	if first := w.FirstHeadline(b.First); !first.IsZero() {
		p.Add(News{News: first}, List{w.FirstMoved(b.First)}, Small{[]Text{w.FirstMonth(b.First)}})
	}
	for _, x := range b.Parts {
		p.Add(Rule{}, Part{w.PortfolioName(checkins.PortfolioRow{Initiative: x.Initiative, Stage: x.Stage})}, List{w.briefLines(x, b.Plain)})
	}
	if b.More > 0 {
		p.Add(Small{[]Text{capital(w.many("brief.more", b.More))}})
	}
	if b.Plain {
		p.Add(Small{[]Text{w.say("brief.paste")}})
		return p
	}
	p.Add(Small{[]Text{w.OnlyYou()}}, Buttons{[]Button{
		{Act: ActDo, Label: w.say("button.brief_file"), Claim: DeedClaim(checkins.DeedBriefFile, b.About, "", "")},
		{Act: ActDo, Label: w.say("button.brief_text"), Claim: DeedClaim(checkins.DeedBriefText, b.About, "", "")},
		{Act: ActDo, Label: w.say("button.look_back"), Claim: DeedClaim(checkins.DeedLookBack, b.About, "", "")},
		{Act: ActPage, Label: w.say("button.portfolio"), Claim: Claim{What: string(checkins.VerbPortfolio), Page: 1}},
	}})
	return p
}

// briefLines say of one initiative where the sides differ, and what it has changed. As text
// to paste they leave out who promised what, and who has a step.
func (w Words) briefLines(x checkins.BriefPart, plain bool) []Text {
	var lines []Text
	switch x.Melon {
	case checkins.MelonSeen:
		lines = append(lines, w.say("brief.melon"))
	case checkins.MelonStatus:
		lines = append(lines, w.Melon(x.Melon))
	}
	for _, r := range x.Differ {
		more := w.Direction(r.Said)
		if r.Said.Higher == 0 {
			more = Text{}
		}
		lines = append(lines, JoinWith(" ", w.say("brief.row", with{"Topic": w.quote(w.Topic(r.Dimension)), "Verdict": w.Verdict(r.Said, r.Date)}), more))
	}
	for _, r := range x.Low {
		lines = append(lines, w.say("brief.row", with{"Topic": w.quote(w.Topic(r.Dimension)), "Verdict": w.Verdict(r.Said, r.Date)}))
	}
	switch {
	case x.Alike > 0 && len(x.Differ)+len(x.Low) == 0:
		lines = append(lines, w.say("brief.alike"))
	case x.Alike > 0:
		lines = append(lines, capital(w.many("brief.alike.also", x.Alike)))
	case len(x.Differ)+len(x.Low) == 0:
		lines = append(lines, w.say("brief.none"))
	}
	for _, l := range x.Promises {
		said := JoinWith(" ", w.promised(l), w.promiseDue(l))
		if plain {
			said = w.plainPromise(l)
		}
		lines = append(lines, JoinWith(" ", said, w.promiseLate(l)))
	}
	for _, s := range x.Steps {
		lines = append(lines, w.briefStep(s, plain))
	}
	for _, l := range x.Decisions {
		lines = append(lines, w.decisionToRevisit(l))
	}
	return append(lines, w.FigureLines(x.Outcome, x.Figures)...)
}

// lookBack is what became of a quarter.
func (w Words) lookBack(b checkins.LookBack) Page {
	headline := w.say("back.headline", with{"From": w.Day(b.From), "To": w.Dated(b.To)})
	p := Page{Text: headline}
	p.Add(Headline{headline})
	for _, x := range b.Parts {
		p.Add(Part{NameOf(x.Initiative)}, List{w.backLines(x)})
	}
	if b.More > 0 {
		p.Add(Small{[]Text{capital(w.many("brief.more", b.More))}})
	}
	p.Add(Small{[]Text{w.OnlyYou()}}, Buttons{[]Button{{Act: ActPage, Label: w.say("button.portfolio"), Claim: Claim{What: string(checkins.VerbPortfolio), Page: 1}}}})
	return p
}

func (w Words) backLines(x checkins.BackPart) []Text {
	var lines []Text
	for _, f := range x.Flagged {
		says := with{"Topic": w.quote(w.Topic(f.Dimension)), "Opened": w.Day(f.Opened), "Closed": w.Day(f.Closed)}
		switch {
		case f.Closed != "":
			lines = append(lines, w.say("back.closed", says))
		case f.Heeded:
			lines = append(lines, w.say("back.open", says))
		default:
			lines = append(lines, w.say("back.unanswered", says))
		}
	}
	if len(lines) == 0 {
		key := w.say("back.none")
		if x.Of == 0 {
			key = w.say("back.no_checkin")
		}
		lines = append(lines, key)
	}
	if x.Unjudged > 0 {
		lines = append(lines, capital(w.many("back.unjudged", x.Unjudged)))
	}
	if x.Unsaid > 0 {
		lines = append(lines, capital(w.many("back.unsaid", x.Unsaid)))
	}
	for _, l := range x.Wins {
		lines = append(lines, w.say("back.win", with{"Win": w.Win(l)}))
	}
	for _, side := range scoring.Sides {
		if n := x.Unheard[side]; n > 0 {
			lines = append(lines, w.bySide("back.unheard", side, with{"N": w.count(n), "Of": w.count(x.Of)}))
		}
	}
	return lines
}
