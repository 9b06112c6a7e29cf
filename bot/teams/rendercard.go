package teams

import (
	"parallax/bot"
	"parallax/checkins"
)

// initiative draws an initiative at a glance.
func (d *draft) initiative(c checkins.Card) {
	d.text = d.CardText(c)
	d.add(heading(bot.NameOf(c.Initiative), sizeTitle))
	d.add(small(d.CardSubtitle(c))...)
	if len(c.Waits) > 0 {
		d.waits(c)
	}
	d.rows(c)
	d.figures(c.Outcome, c.Figures)
	d.add(sentence(d.Melon(c.Melon))...)
	d.add(sentence(bot.JoinWith(" ", d.CardRound(c), d.CardNext(c)))...)
	d.add(small(d.Bridges(c.Bridges))...)
}

// rows is a list of the dimensions, each with how it stands; open gaps are bold.
func (d *draft) rows(c checkins.Card) {
	if len(c.Rows) == 0 {
		if len(c.Waits) == 0 {
			d.add(sentence(d.CardEmpty())...)
		}
		return
	}
	facts := FactSet{Type: "FactSet", Frame: Frame{Spacing: "Medium"}}
	for _, l := range d.CardLines(c.Rows) {
		f := Fact{Title: markdown(l.Topic), Value: markdown(l.Verdict)}
		if l.Open {
			f.Value = "**" + f.Value + "**"
		}
		facts.Facts = append(facts.Facts, f)
	}
	d.add(facts)
}

func (d *draft) waits(c checkins.Card) {
	d.add(paragraph(bold(d.WaitsHeadline()))...)
	var lines []bot.Text
	for _, w := range c.Waits {
		lines = append(lines, d.WaitLine(w))
	}
	d.add(near(bullets(lines))...)
}

func (d *draft) status(s checkins.Status) {
	d.initiative(s.Card)
	if s.Shared {
		d.add(small(d.SharedBy(s.SharedBy))...)
		return
	}
	for _, x := range s.Decide {
		d.add(paragraph(bold(d.Decide(x)))...)
	}
	if s.Mine != nil && s.Mine.State != checkins.DueClosed {
		d.add(sentence(d.YourCheckin(*s.Mine, s.Zone))...)
		b := d.button(VerbCheckin, d.ButtonCheckin(), bot.Claim{
			Initiative: s.Initiative.ID, Letter: s.Mine.Ask, Rounds: []bot.Asked{{Round: s.Mine.Round, Ask: s.Mine.Ask}},
		})
		if s.Mine.State == checkins.DueOpen {
			b = primary(b)
		}
		d.offer(b)
	}
	if s.Consent != nil {
		d.add(sentence(d.ConsentHeadline(*s.Consent))...)
		d.consent(*s.Consent)
	}
	if s.Arrivals != nil {
		d.add(small(d.Arrivals(*s.Arrivals))...)
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
	texts := []bot.Text{d.TroubleHeadline()}
	for _, l := range letters[:min(len(letters), maxTroubles)] {
		texts = append(texts, d.Trouble(l))
	}
	d.add(small(texts...)...)
}

// closing ends a private answer: the button that shares what the channel may see,
// if there is anything, and that it is private.
func (d *draft) closing(s checkins.ShareToken) {
	if s.What != "" {
		c := bot.Claim{What: s.What, Initiative: s.Initiative, Dimension: s.Dimension, Letter: s.Alert}
		c.Receipt.Channel = s.Channel
		d.offer(d.button(VerbShare, d.ButtonShare(), c))
	}
	d.add(small(d.OnlyYou())...)
}
