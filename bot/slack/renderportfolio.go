package slack

import (
	"strconv"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// portfolio draws a page of initiatives by the priority that they serve.
func (d *draft) portfolio(p checkins.Portfolio) {
	d.text = d.PortfolioText(p)
	d.add(header(d.PortfolioHeadline(p)))
	d.add(optional(d.PortfolioUnknown(p))...)
	d.decide(p)
	d.comesFirst(p)
	if len(p.Groups) == 0 {
		d.add(sentence(d.PortfolioNothing()))
	}
	var names []api.BlockElement
	for _, g := range p.Groups {
		d.add(header(d.PortfolioGroup(g)))
		for i, r := range g.Rows {
			if i > 0 {
				d.add(api.NewDividerBlock())
			}
			d.add(rich(emphasis(d.PortfolioName(r))))
			d.list(d.PortfolioLines(r))
			d.add(small(append(d.FigureLines(r.Outcome, r.Figures), d.PortfolioTouch(r))...)...)
			claim := bot.Claim{What: string(checkins.VerbStatus), Initiative: r.Initiative.ID}
			names = append(names, d.button(Suffixed(ActionChoose, strconv.Itoa(len(names))), bot.NameOf(r.Initiative), claim))
		}
	}
	d.labelled(d.PortfolioLook(), names)
	var filters []api.BlockElement
	for n, f := range d.PortfolioFilters(p) {
		filters = append(filters, d.button(Suffixed(ActionPage, "only"+strconv.Itoa(n)), f.Label, f.Claim))
	}
	d.labelled(d.PortfolioOnly(), filters)
	var tags []api.BlockElement
	for n, f := range d.PortfolioTags(p) {
		tags = append(tags, d.button(Suffixed(ActionPage, "tag"+strconv.Itoa(n)), f.Label, f.Claim))
	}
	d.labelled(d.PortfolioTouched(), tags)
	d.add(small(d.PortfolioMore(p), d.PortfolioPage(p))...)
	var turns []api.BlockElement
	for _, f := range d.PortfolioTurns(p) {
		turns = append(turns, d.button(Suffixed(ActionPage, strconv.Itoa(f.Claim.Page)), f.Label, f.Claim))
	}
	if len(p.Replies) > 0 {
		turns = append(turns, d.deeds([]bot.Button{d.ReplyButton(p.Replies)})...)
	}
	turns = append(turns, d.deeds(d.RankButtons(p))...)
	d.closing(turns)
}

// comesFirst says whether the sides agree on what comes first, and what the reader
// picked.
func (d *draft) comesFirst(p checkins.Portfolio) {
	if first := d.FirstHeadline(p.First); !first.IsZero() {
		d.add(strong(first))
	}
	for _, moved := range d.FirstMoved(p.First) {
		d.add(sentence(bot.Join(bot.Trusted("• "), moved)))
	}
	d.add(small(bot.JoinWith(" ", d.FirstMonth(p.First), d.RankMine(p)))...)
}

// decide lists the things to decide. Names stand in it, so it is plain text.
func (d *draft) decide(p checkins.Portfolio) {
	d.add(strong(d.DecideHeadline(p)))
	for _, one := range p.Decide {
		d.add(sentence(bot.Join(bot.Trusted("• "), d.Decide(one))))
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
