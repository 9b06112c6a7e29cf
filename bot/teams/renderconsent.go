package teams

import (
	"parallax/bot"
	"parallax/checkins"
)

// consenting draws the question whether a lead accepts to be named, and what
// became of it.
func (d *draft) consenting(c checkins.Consenting) {
	d.text = d.ConsentHeadline(c)
	if c.State == checkins.ConsentOpen {
		d.text = bot.JoinWith(" ", append([]bot.Text{d.text}, d.ConsentFacts(c)...)...)
	}
	d.add(heading(d.ConsentHeadline(c), sizeTitle))
	d.consent(c)
}

// consent draws what is accepted, and the buttons that change it.
func (d *draft) consent(c checkins.Consenting) {
	facts := d.ConsentFacts(c)
	d.add(sentence(d.ConsentNow(c))...)
	if c.State == checkins.ConsentOpen {
		d.add(bullets(facts)...)
	} else {
		d.add(small(bot.JoinWith(" ", facts...))...)
	}
	claim := bot.Claim{Person: c.Lead, Letter: c.Letter, Initiative: c.Initiative.ID}
	accept := d.button(VerbAccept, d.ButtonAccept(c), claim)
	decline := d.button(VerbDecline, d.ButtonDecline(c), claim)
	switch c.State {
	case checkins.ConsentOpen:
		d.buttons(accept, decline) // neither stands out: it is a free choice
	case checkins.ConsentGiven:
		d.buttons(decline)
	case checkins.ConsentRefused:
		d.buttons(accept)
	}
}

// buttons stand where they are added, beside what they change, and not at the end
// of the card; in as many rows as they need.
func (d *draft) buttons(actions ...Action) {
	for _, row := range rows(actions) {
		d.add(ActionSet{Type: "ActionSet", Actions: row})
	}
}
