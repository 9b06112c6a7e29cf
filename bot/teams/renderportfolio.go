package teams

import (
	"parallax/bot"
	"parallax/checkins"
)

// portfolio draws a page of initiatives by the priority that they serve. What leads
// elsewhere unfolds below them, for there may be many.
func (d *draft) portfolio(p checkins.Portfolio) {
	d.text = bot.PortfolioText(p)
	d.add(heading(bot.PortfolioHeadline(p), sizeTitle))
	d.add(sentence(bot.PortfolioUnknown(p))...)
	d.add(paragraph(bold(bot.DecideHeadline(p)))...)
	var decide []bot.Text
	for _, one := range p.Decide {
		decide = append(decide, bot.Decide(one))
	}
	d.add(near(bullets(decide))...)
	if len(p.Groups) == 0 {
		d.add(sentence(bot.PortfolioNothing())...)
	}
	var names []Element
	for _, g := range p.Groups {
		d.add(heading(bot.PortfolioGroup(g), sizePart))
		for i, r := range g.Rows {
			part := paragraph(bold(bot.PortfolioName(r)))
			part = append(part, near(bullets(bot.PortfolioLines(r)))...)
			d.section(i > 0, append(part, small(bot.OutcomeLine(r.Outcome))...))
			claim := bot.Claim{What: string(checkins.VerbStatus), Initiative: r.Initiative.ID}
			names = append(names, row(d.button(VerbChoose, bot.NameOf(r.Initiative), claim)))
		}
	}
	d.offer(d.pages(bot.PortfolioTurns(p))...)
	if len(names) > 0 {
		d.offer(fold(bot.PortfolioLook(), names))
	}
	var filters []Element
	for _, a := range d.pages(bot.PortfolioFilters(p)) {
		filters = append(filters, row(a))
	}
	if len(filters) > 0 {
		d.offer(fold(bot.PortfolioOnly(), append(filters, small(bot.PortfolioMore(p))...)))
	}
	d.add(small(bot.PortfolioPage(p))...)
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
