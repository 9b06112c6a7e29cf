package slack

import (
	"strconv"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// portfolio draws a page of initiatives by the priority that they serve.
func (d *draft) portfolio(p checkins.Portfolio) {
	d.text = bot.PortfolioText(p)
	d.add(header(bot.PortfolioHeadline(p)))
	d.add(optional(bot.PortfolioUnknown(p))...)
	d.decide(p)
	if len(p.Groups) == 0 {
		d.add(sentence(bot.PortfolioNothing()))
	}
	var names []api.BlockElement
	for _, g := range p.Groups {
		d.add(header(bot.PortfolioGroup(g)))
		for i, r := range g.Rows {
			if i > 0 {
				d.add(api.NewDividerBlock())
			}
			d.add(sentence(bot.PortfolioName(r)))
			d.list(bot.PortfolioLines(r))
			d.add(small(bot.OutcomeLine(r.Outcome))...)
			claim := bot.Claim{What: string(checkins.VerbStatus), Initiative: r.Initiative.ID}
			names = append(names, d.button(Suffixed(ActionChoose, strconv.Itoa(len(names))), bot.NameOf(r.Initiative), claim))
		}
	}
	d.labelled(bot.PortfolioLook(), names)
	var filters []api.BlockElement
	for n, f := range bot.PortfolioFilters(p) {
		filters = append(filters, d.button(Suffixed(ActionPage, "only"+strconv.Itoa(n)), f.Label, f.Claim))
	}
	d.labelled(bot.PortfolioOnly(), filters)
	d.add(small(bot.PortfolioMore(p), bot.PortfolioPage(p))...)
	var turns []api.BlockElement
	for _, f := range bot.PortfolioTurns(p) {
		turns = append(turns, d.button(Suffixed(ActionPage, strconv.Itoa(f.Claim.Page)), f.Label, f.Claim))
	}
	d.closing(turns)
}

// decide lists the things to decide. Names stand in it, so it is plain text.
func (d *draft) decide(p checkins.Portfolio) {
	d.add(strong(bot.DecideHeadline(p)))
	for _, one := range p.Decide {
		d.add(sentence(bot.Join(bot.Trusted("• "), bot.Decide(one))))
	}
}

// labelled are buttons with what they are for above them; nothing without any.
func (d *draft) labelled(label bot.Text, buttons []api.BlockElement) {
	if len(buttons) == 0 {
		return
	}
	d.add(small(label)...)
	d.add(api.NewActionBlock("", buttons...))
}
