package slack

import (
	"strings"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
	"parallax/scoring"
)

// why draws what an initiative is for and what the sides say of it.
func (d *draft) why(w checkins.Why) {
	d.text = bot.WhyText(w)
	d.add(header(bot.WhyHeadline(w)))
	d.add(sentence(bot.WhySentence(w)))
	d.add(small(bot.WhyMeans(w), bot.OutcomeLine(w.Outcome))...)
	d.add(optional(bot.WhyConfirmed(w))...)
	d.list(bot.WhyMissing(w))
	d.add(small(bot.WaitsWayOut(w.Waits))...)
	d.add(optional(bot.WhyStated(w))...)
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
	d.closing(d.shareButton(token))
}

// history draws what was published, a section a week. All of it are words of the
// program, so markup is safe here.
func (d *draft) history(h checkins.History) {
	d.text = bot.HistoryText(h)
	d.add(header(bot.HistoryHeadline(h)))
	if len(h.Weeks) == 0 {
		d.add(sentence(bot.HistoryNothing()))
	}
	for _, r := range h.Rows[:min(len(h.Rows), maxCharts)] {
		if lineChart(r.Question, r.Track) != nil { // else the words of the weeks tell it
			d.picture(r.Question, r.Track)
			d.add(small(bot.ChartEnd(r.Track))...)
		}
	}
	for _, w := range h.Weeks {
		lines := []string{bold(bot.HistoryDate(w))}
		for _, l := range bot.HistoryLines(w) {
			lines = append(lines, strings.TrimSpace("• "+mrkdwn(l.Sentence())+" "+mrkdwn(l.More)))
		}
		d.add(api.NewSectionBlock(markup(strings.Join(lines, "\n")), nil, nil))
	}
	d.add(small(bot.HistoryScale(h), bot.HistoryOlder(h))...)
	d.shared(h.Shared, h.SharedBy, h.Share)
}

// who draws who has a part in an initiative.
func (d *draft) who(w checkins.Who) {
	d.text = bot.WhoText(w)
	d.add(header(bot.WhoHeadline(w)))
	for _, s := range scoring.Sides {
		leads, heard := bot.WhoSide(w, s)
		d.add(sentence(leads))
		d.add(small(heard)...)
	}
	d.add(sentence(bot.WhoRoles(w)))
	d.add(small(bot.Bridges(w.Bridges), bot.WhoChannels(w), bot.WhoNever())...)
	d.shared(w.Shared, w.SharedBy, w.Share)
}
