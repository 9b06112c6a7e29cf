package slack

import (
	"strings"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// consenting draws the question whether a lead accepts to be named, and what
// became of it.
func (d *draft) consenting(c checkins.Consenting) {
	d.letter = c.Letter
	d.text = d.ConsentHeadline(c)
	if c.State == checkins.ConsentOpen {
		d.text = bot.JoinWith(" ", append([]bot.Text{d.text}, d.ConsentFacts(c)...)...)
	}
	d.add(header(d.ConsentHeadline(c)))
	d.consent(c)
}

// consent draws what is accepted, and the buttons that change it.
func (d *draft) consent(c checkins.Consenting) {
	facts := d.ConsentFacts(c)
	d.add(optional(d.ConsentNow(c))...)
	if c.State == checkins.ConsentOpen {
		var lines []string
		for _, f := range facts {
			lines = append(lines, "• "+mrkdwn(f))
		}
		d.add(api.NewSectionBlock(markup(strings.Join(lines, "\n")), nil, nil))
	} else {
		d.add(small(bot.JoinWith(" ", facts...))...)
	}
	claim := bot.Claim{Person: c.Lead, Letter: c.Letter, Initiative: c.Initiative.ID}
	accept := d.button(ActionAccept, d.ButtonAccept(c), claim)
	decline := d.button(ActionDecline, d.ButtonDecline(c), claim)
	switch c.State {
	case checkins.ConsentOpen:
		d.add(api.NewActionBlock("", accept, decline)) // neither stands out: it is a free choice
	case checkins.ConsentGiven:
		d.add(api.NewActionBlock("", decline))
	case checkins.ConsentRefused:
		d.add(api.NewActionBlock("", accept))
	}
}
