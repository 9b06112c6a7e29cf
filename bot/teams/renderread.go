package teams

import (
	"parallax/bot"
	"parallax/checkins"
	"parallax/scoring"
)

// why draws what an initiative is for and what the sides say of it.
func (d *draft) why(w checkins.Why) {
	d.text = bot.WhyText(w)
	d.add(heading(bot.WhyHeadline(w), sizeTitle))
	d.add(sentence(bot.WhySentence(w))...)
	d.add(small(bot.WhyMeans(w), bot.OutcomeLine(w.Outcome))...)
	d.add(sentence(bot.WhyConfirmed(w))...)
	d.add(bullets(bot.WhyMissing(w))...)
	d.add(small(bot.WaitsWayOut(w.Waits))...)
	d.add(sentence(bot.WhyStated(w))...)
	for _, v := range w.Voices {
		d.voices(v)
	}
	d.shared(w.Shared, w.SharedBy, w.Share)
}

// shared ends a copy for a channel, or the private answer that it is of.
func (d *draft) shared(shared bool, by string, token checkins.ShareToken) {
	if shared {
		d.add(small(bot.SharedBy(by))...)
		return
	}
	d.closing(token)
}

// history draws what was published, a section a week.
func (d *draft) history(h checkins.History) {
	d.text = bot.HistoryText(h)
	d.add(heading(bot.HistoryHeadline(h), sizeTitle))
	if len(h.Weeks) == 0 {
		d.add(sentence(bot.HistoryNothing())...)
	}
	for _, r := range h.Rows[:min(len(h.Rows), maxCharts)] {
		if _, ok := lineChart(r.Question, r.Track); ok { // else the words of the weeks tell it
			d.add(d.picture(r.Question, r.Track, true)...)
		}
	}
	for i, w := range h.Weeks {
		part := paragraph(bold(bot.HistoryDate(w)))
		for _, l := range bot.HistoryLines(w) {
			part = append(part, near(bullets([]bot.Text{bot.JoinWith(" ", l.Sentence(), l.More)}))...)
		}
		d.section(i > 0, part)
	}
	d.add(small(bot.HistoryScale(h), bot.HistoryOlder(h))...)
	d.shared(h.Shared, h.SharedBy, h.Share)
}

// who draws who has a part in an initiative.
func (d *draft) who(w checkins.Who) {
	d.text = bot.WhoText(w)
	d.add(heading(bot.WhoHeadline(w), sizeTitle))
	for _, s := range scoring.Sides {
		leads, heard := bot.WhoSide(w, s)
		d.add(sentence(leads)...)
		d.add(small(heard)...)
	}
	d.add(sentence(bot.WhoRoles(w))...)
	d.add(small(bot.Bridges(w.Bridges), bot.WhoChannels(w), bot.WhoNever())...)
	d.shared(w.Shared, w.SharedBy, w.Share)
}
