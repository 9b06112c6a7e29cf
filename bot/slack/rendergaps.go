package slack

import (
	"parallax/bot"
	"parallax/checkins"
)

// gaps draws where the sides of an initiative differ: a section a dimension with
// a result, and the others in one list.
func (d *draft) gaps(g checkins.Gaps) {
	d.text = bot.GapsText(g)
	d.add(header(bot.GapsHeadline(g)))
	if len(g.Rows) == 0 {
		d.add(sentence(bot.GapsNothing()))
	}
	for _, r := range g.Rows {
		topic, verdict, more := bot.GapsRow(r)
		d.add(newsline(bot.Standing(topic, verdict), more))
		d.add(small(bot.Strip(r.Track), bot.Bars(r.Track))...)
	}
	var unread []bot.Text
	for _, r := range g.Unread {
		unread = append(unread, bot.Standing(bot.GapsUnread(r)))
	}
	d.list(unread)
	if g.Melon {
		d.add(sentence(bot.Melon()))
	}
	if g.Shared {
		d.add(small(bot.SharedBy(g.SharedBy))...)
		return
	}
	d.closing(d.shareButton(g.Share))
}
