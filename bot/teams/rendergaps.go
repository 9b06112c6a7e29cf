package teams

import (
	"parallax/bot"
	"parallax/checkins"
)

// gaps draws where the sides of an initiative differ: a section a dimension with a
// result, and the others in one list.
func (d *draft) gaps(g checkins.Gaps) {
	d.text = bot.GapsText(g)
	d.add(heading(bot.GapsHeadline(g), sizeTitle))
	if len(g.Rows) == 0 {
		d.add(sentence(bot.GapsNothing())...)
	}
	for i, r := range g.Rows {
		topic, verdict, more := bot.GapsRow(r)
		part := paragraph(bold(bot.Standing(topic, verdict)), run(more))
		d.section(i > 0, append(part, strip(r.Track)...))
	}
	var unread []bot.Text
	for _, r := range g.Unread {
		unread = append(unread, bot.Standing(bot.GapsUnread(r)))
	}
	d.add(bullets(unread)...)
	if g.Melon {
		d.add(sentence(bot.Melon())...)
	}
	if g.Shared {
		d.add(small(bot.SharedBy(g.SharedBy))...)
		return
	}
	d.closing(g.Share)
}
