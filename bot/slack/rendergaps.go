package slack

import (
	"parallax/bot"
	"parallax/checkins"
)

// gaps draws where the sides of an initiative differ: a section a dimension with
// a result, and the others in one list.
func (d *draft) gaps(g checkins.Gaps) {
	d.text = d.GapsText(g)
	d.add(header(d.GapsHeadline(g)))
	if len(g.Rows)+len(g.Unread) == 0 {
		d.add(sentence(d.GapsNothing()))
	}
	for _, r := range g.Rows {
		topic, verdict, more := d.GapsRow(r)
		d.add(newsline(d.Standing(topic, verdict), more))
		d.add(small(d.Strip(r.Question, r.Track), bot.Bars(r.Track))...)
	}
	d.list(d.GapsUnread(g))
	d.add(optional(d.Melon(g.Melon))...)
	if g.Shared {
		d.add(small(d.SharedBy(g.SharedBy))...)
		return
	}
	d.closing(d.shareButton(g.Share))
}
