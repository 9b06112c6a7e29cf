package teams

import (
	"parallax/bot"
	"parallax/checkins"
)

// portfolio draws a page of initiatives by the priority that they serve. What leads
// elsewhere unfolds below them, for there may be many.
func (d *draft) portfolio(p checkins.Portfolio) {
	d.text = d.PortfolioText(p)
	d.add(heading(d.PortfolioHeadline(p), sizeTitle))
	d.add(sentence(d.PortfolioUnknown(p))...)
	d.add(paragraph(bold(d.DecideHeadline(p)))...)
	var decide []bot.Text
	for _, one := range p.Decide {
		decide = append(decide, d.Decide(one))
	}
	d.add(near(bullets(decide))...)
	if first := d.FirstHeadline(p.First); !first.IsZero() {
		d.add(paragraph(bold(first))...)
	}
	d.add(near(bullets(d.FirstMoved(p.First)))...)
	d.add(small(bot.JoinWith(" ", d.FirstMonth(p.First), d.RankMine(p)))...)
	if len(p.Groups) == 0 {
		d.add(sentence(d.PortfolioNothing())...)
	}
	var names []Element
	for _, g := range p.Groups {
		d.add(heading(d.PortfolioGroup(g), sizePart))
		for i, r := range g.Rows {
			part := paragraph(bold(d.PortfolioName(r)))
			part = append(part, near(bullets(d.PortfolioLines(r)))...)
			d.section(i > 0, append(part, small(append(d.FigureLines(r.Outcome, r.Figures), d.PortfolioTouch(r))...)...))
			claim := bot.Claim{What: string(checkins.VerbStatus), Initiative: r.Initiative.ID}
			names = append(names, row(d.button(VerbChoose, bot.NameOf(r.Initiative), claim)))
		}
	}
	d.offer(d.pages(d.PortfolioTurns(p))...)
	if len(p.Replies) > 0 {
		d.offer(d.deeds([]bot.Button{d.ReplyButton(p.Replies)})...)
	}
	d.offer(d.deeds(d.RankButtons(p))...)
	if len(names) > 0 {
		d.offer(fold(d.PortfolioLook(), names))
	}
	var filters []Element
	for _, a := range d.pages(d.PortfolioFilters(p)) {
		filters = append(filters, row(a))
	}
	if len(filters) > 0 {
		d.offer(fold(d.PortfolioOnly(), append(filters, small(d.PortfolioMore(p))...)))
	}
	var tags []Element
	for _, a := range d.pages(d.PortfolioTags(p)) {
		tags = append(tags, row(a))
	}
	if len(tags) > 0 {
		d.offer(fold(d.PortfolioTouched(), tags))
	}
	d.add(small(d.PortfolioPage(p))...)
	d.closing(checkins.ShareToken{})
}

// row is a button that stands alone in its row: names are long, and phones are narrow.
func row(a Action) Element { return ActionSet{Type: "ActionSet", Actions: []Action{a}} }

// pages are buttons to other pages or choices.
func (d *draft) pages(to []bot.PortfolioFilter) []Action {
	var buttons []Action
	for _, f := range to {
		buttons = append(buttons, d.button(VerbPage, f.Label, f.Claim))
	}
	return buttons
}
