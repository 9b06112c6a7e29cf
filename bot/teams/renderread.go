package teams

import (
	"parallax/bot"
	"parallax/checkins"
	"parallax/scoring"
)

// why draws what an initiative is for and what the sides say of it.
func (d *draft) why(w checkins.Why) {
	d.text = d.WhyText(w)
	d.add(heading(d.WhyHeadline(w), sizeTitle))
	d.add(sentence(d.WhySentence(w))...)
	d.add(small(d.WhyMeans(w), d.OutcomeLine(w.Outcome))...)
	d.add(sentence(d.WhyConfirmed(w))...)
	d.add(bullets(d.WhyMissing(w))...)
	d.add(sentence(d.WhyStated(w))...)
	for _, v := range w.Voices {
		d.voices(v)
	}
	d.blocksOf(d.WhyMore(w))
	d.shared(w.Shared, w.SharedBy, w.Share)
}

// shared ends a copy for a channel, or the private answer that it is of.
func (d *draft) shared(shared bool, by string, token checkins.ShareToken) {
	if shared {
		d.add(small(d.SharedBy(by))...)
		return
	}
	d.closing(token)
}

// history draws what was published, a section a week.
func (d *draft) history(h checkins.History) {
	d.text = d.HistoryText(h)
	d.add(heading(d.HistoryHeadline(h), sizeTitle))
	if len(h.Weeks) == 0 {
		d.add(sentence(d.HistoryNothing())...)
	}
	for _, r := range h.Rows[:min(len(h.Rows), maxCharts)] {
		if _, ok := d.lineChart(r.Question, r.Track); ok { // else the words of the weeks tell it
			d.add(d.picture(r.Question, r.Track, true)...)
		}
	}
	for i, w := range h.Weeks {
		part := paragraph(bold(d.HistoryDate(w)))
		for _, l := range d.HistoryLines(w) {
			part = append(part, near(bullets([]bot.Text{bot.JoinWith(" ", l.Sentence(), l.More)}))...)
		}
		d.section(i > 0, part)
	}
	d.add(small(d.HistoryScale(h), d.HistoryOlder(h))...)
	d.shared(h.Shared, h.SharedBy, h.Share)
}

// who draws who has a part in an initiative.
func (d *draft) who(w checkins.Who) {
	d.text = d.WhoText(w)
	d.add(heading(d.WhoHeadline(w), sizeTitle))
	for _, s := range scoring.Sides {
		leads, heard := d.WhoSide(w, s)
		d.add(sentence(leads)...)
		d.add(small(heard)...)
	}
	d.add(sentence(d.WhoRoles(w))...)
	d.add(small(d.Bridges(w.Bridges), d.WhoChannels(w), d.WhoNever())...)
	d.shared(w.Shared, w.SharedBy, w.Share)
}
