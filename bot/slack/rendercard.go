package slack

import (
	"strings"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

func (d *draft) card(c checkins.Card) {
	d.letter = c.Letter
	d.initiative(c)
	d.rowOf("card", d.CardButtons(c))
}

// initiative draws an initiative at a glance.
func (d *draft) initiative(c checkins.Card) {
	d.text = d.CardText(c)
	d.add(header(bot.NameOf(c.Initiative)))
	d.add(small(d.CardSubtitle(c))...)
	if len(c.Waits) > 0 {
		d.waits(c)
	}
	d.rows(c)
	d.figures(c.Outcome, c.Figures)
	d.add(optional(d.Melon(c.Melon))...)
	d.add(optional(bot.JoinWith(" ", d.CardRound(c), d.CardNext(c)))...)
	d.add(small(d.Bridges(c.Bridges))...)
}

// rows is one section with a line a dimension. Topics and verdicts are words of
// the program, so markup is safe here.
func (d *draft) rows(c checkins.Card) {
	var lines []string
	for _, l := range d.CardLines(c.Rows) {
		line := bold(l.Topic) + " · " + mrkdwn(l.Verdict)
		if l.Open {
			line = bold(l.Topic) + " · " + bold(l.Verdict)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		if len(c.Waits) == 0 {
			d.add(sentence(d.CardEmpty()))
		}
		return
	}
	d.add(api.NewSectionBlock(markup(strings.Join(lines, "\n")), nil, nil))
}

func (d *draft) waits(c checkins.Card) {
	lines := []string{bold(d.WaitsHeadline())}
	for _, w := range c.Waits {
		lines = append(lines, "• "+mrkdwn(d.WaitLine(w)))
	}
	d.add(api.NewSectionBlock(markup(strings.Join(lines, "\n")), nil, nil))
}

func (d *draft) status(s checkins.Status) {
	d.initiative(s.Card)
	if s.Shared {
		d.add(small(d.SharedBy(s.SharedBy))...)
		return
	}
	for _, x := range s.Decide {
		d.add(rich(emphasis(d.Decide(x))))
	}
	var buttons []api.BlockElement
	if s.Mine != nil && s.Mine.State != checkins.DueClosed {
		d.add(sentence(d.YourCheckin(*s.Mine, s.Zone)))
		b := d.button(ActionCheckin, d.ButtonCheckin(), bot.Claim{
			Initiative: s.Initiative.ID, Letter: s.Mine.Ask, Rounds: []bot.Asked{{Round: s.Mine.Round, Ask: s.Mine.Ask}},
		})
		if s.Mine.State == checkins.DueOpen {
			b = primary(b)
		}
		buttons = append(buttons, b)
	}
	if s.Consent != nil {
		d.add(sentence(d.ConsentHeadline(*s.Consent)))
		d.consent(*s.Consent)
	}
	if s.Arrivals != nil {
		d.add(small(d.Arrivals(*s.Arrivals))...)
	}
	d.troubles(s.Letters)
	d.closing(append(buttons, d.shareButton(s.Share)...))
}

func (d *draft) troubles(letters []checkins.Trouble) {
	if len(letters) == 0 {
		return
	}
	texts := []bot.Text{d.TroubleHeadline()}
	for _, l := range letters[:min(len(letters), maxElements-1)] {
		texts = append(texts, d.Trouble(l))
	}
	d.add(small(texts...)...)
}

// shareButton shares what the channel may see; none when there is nothing.
func (d *draft) shareButton(s checkins.ShareToken) []api.BlockElement {
	if s.What == "" {
		return nil
	}
	return []api.BlockElement{d.button(ActionShare, d.ButtonShare(), bot.Claim{What: s.What, Initiative: s.Initiative, Dimension: s.Dimension, Letter: s.Alert})}
}

// closing ends a private answer: its buttons, and that it is private.
func (d *draft) closing(buttons []api.BlockElement) {
	if len(buttons) > 0 {
		d.add(api.NewActionBlock("", buttons...))
	}
	d.add(small(d.OnlyYou())...)
}
