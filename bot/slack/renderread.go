package slack

import (
	"strings"

	api "github.com/slack-go/slack"

	"parallax/checkins"
	"parallax/scoring"
)

// why draws what an initiative is for and what the sides say of it.
func (d *draft) why(w checkins.Why) {
	d.text = d.WhyText(w)
	d.add(header(d.WhyHeadline(w)))
	d.add(sentence(d.WhySentence(w)))
	d.add(small(d.WhyMeans(w), d.OutcomeLine(w.Outcome))...)
	d.add(optional(d.WhyConfirmed(w))...)
	d.list(d.WhyMissing(w))
	d.add(optional(d.WhyStated(w))...)
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
	d.closing(d.shareButton(token))
}

// history draws what was published, a section a week. All of it are words of the
// program, so markup is safe here.
func (d *draft) history(h checkins.History) {
	d.text = d.HistoryText(h)
	d.add(header(d.HistoryHeadline(h)))
	if len(h.Weeks) == 0 {
		d.add(sentence(d.HistoryNothing()))
	}
	for _, r := range h.Rows[:min(len(h.Rows), maxCharts)] {
		if d.lineChart(r.Question, r.Track) != nil { // else the words of the weeks tell it
			d.picture(r.Question, r.Track)
			d.add(small(d.ChartEnd(r.Track))...)
		}
	}
	for _, w := range h.Weeks {
		lines := []string{bold(d.HistoryDate(w))}
		for _, l := range d.HistoryLines(w) {
			lines = append(lines, strings.TrimSpace("• "+mrkdwn(l.Sentence())+" "+mrkdwn(l.More)))
		}
		d.add(api.NewSectionBlock(markup(strings.Join(lines, "\n")), nil, nil))
	}
	d.add(small(d.HistoryScale(h), d.HistoryOlder(h))...)
	d.shared(h.Shared, h.SharedBy, h.Share)
}

// who draws who has a part in an initiative.
func (d *draft) who(w checkins.Who) {
	d.text = d.WhoText(w)
	d.add(header(d.WhoHeadline(w)))
	for _, s := range scoring.Sides {
		leads, heard := d.WhoSide(w, s)
		d.add(sentence(leads))
		d.add(small(heard)...)
	}
	d.add(sentence(d.WhoRoles(w)))
	d.add(small(d.Bridges(w.Bridges), d.WhoChannels(w), d.WhoNever())...)
	d.shared(w.Shared, w.SharedBy, w.Share)
}
