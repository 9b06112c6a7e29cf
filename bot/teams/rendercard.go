package teams

import (
	"parallax/bot"
	"parallax/checkins"
)

// initiative draws an initiative at a glance.
func (d *draft) initiative(c checkins.Card) {
	d.text = bot.CardText(c)
	d.add(heading(bot.NameOf(c.Initiative), sizeTitle))
	d.add(small(bot.CardSubtitle(c))...)
	if len(c.Waits) > 0 {
		d.waits(c)
	}
	d.rows(c)
	if c.Melon {
		d.add(sentence(bot.Melon())...)
	}
	d.add(sentence(bot.JoinWith(" ", bot.CardRound(c), bot.CardNext(c)))...)
	d.add(small(bot.Bridges(c.Bridges))...)
}

// rows is a list of the dimensions, each with how it stands; open gaps are bold.
func (d *draft) rows(c checkins.Card) {
	if len(c.Rows) == 0 {
		if len(c.Waits) == 0 {
			d.add(sentence(bot.CardEmpty())...)
		}
		return
	}
	facts := FactSet{Type: "FactSet", Frame: Frame{Spacing: "Medium"}}
	for _, r := range c.Rows {
		topic, verdict := bot.CardRow(r)
		f := Fact{Title: markdown(topic), Value: markdown(verdict)}
		if r.Open {
			f.Value = "**" + f.Value + "**"
		}
		facts.Facts = append(facts.Facts, f)
	}
	d.add(facts)
}

func (d *draft) waits(c checkins.Card) {
	d.add(paragraph(bold(bot.WaitsHeadline()))...)
	var lines []bot.Text
	for _, w := range c.Waits {
		lines = append(lines, bot.WaitLine(w))
	}
	d.add(near(bullets(lines))...)
	d.add(small(bot.WaitsWayOut(c.Waits))...)
}

func (d *draft) status(s checkins.Status) {
	d.initiative(s.Card)
	if s.Shared {
		d.add(small(bot.SharedBy(s.SharedBy))...)
		return
	}
	if s.Mine != nil && s.Mine.State != checkins.DueClosed {
		d.add(sentence(bot.YourCheckin(*s.Mine, s.Zone))...)
		b := d.button(VerbCheckin, bot.ButtonCheckin(), bot.Claim{
			Initiative: s.Initiative.ID, Letter: s.Mine.Ask, Rounds: []bot.Asked{{Round: s.Mine.Round, Ask: s.Mine.Ask}},
		})
		if s.Mine.State == checkins.DueOpen {
			b = primary(b)
		}
		d.offer(b)
	}
	if s.Consent != nil {
		d.add(sentence(bot.ConsentHeadline(*s.Consent))...)
		d.consent(*s.Consent)
	}
	if s.Arrivals != nil {
		d.add(small(bot.Arrivals(*s.Arrivals))...)
	}
	d.troubles(s.Letters)
	d.closing(s.Share)
}

// maxTroubles is how many letters that did not arrive a status names.
const maxTroubles = 9

func (d *draft) troubles(letters []checkins.Trouble) {
	if len(letters) == 0 {
		return
	}
	texts := []bot.Text{bot.TroubleHeadline()}
	for _, l := range letters[:min(len(letters), maxTroubles)] {
		texts = append(texts, bot.Trouble(l))
	}
	d.add(small(texts...)...)
}

// closing ends a private answer: the button that shares what the channel may see,
// if there is anything, and that it is private.
func (d *draft) closing(s checkins.ShareToken) {
	if s.What != "" {
		c := bot.Claim{What: s.What, Initiative: s.Initiative, Dimension: s.Dimension, Letter: s.Alert}
		c.Receipt.Channel = s.Channel
		d.offer(d.button(VerbShare, bot.ButtonShare(), c))
	}
	d.add(small(bot.OnlyYou())...)
}
