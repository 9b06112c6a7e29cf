package teams

import "parallax/checkins"

// gaps draws where the sides of an initiative differ: a section a dimension with a
// result, and the others in one list.
func (d *draft) gaps(g checkins.Gaps) {
	d.text = d.GapsText(g)
	d.add(heading(d.GapsHeadline(g), sizeTitle))
	if len(g.Rows)+len(g.Unread) == 0 {
		d.add(sentence(d.GapsNothing())...)
	}
	for i, r := range g.Rows {
		topic, verdict, more := d.GapsRow(r)
		part := paragraph(bold(d.Standing(topic, verdict)), run(more))
		d.section(i > 0, append(part, d.strip(r.Question, r.Track)...))
	}
	d.add(bullets(d.GapsUnread(g))...)
	d.add(sentence(d.Melon(g.Melon))...)
	if g.Shared {
		d.add(small(d.SharedBy(g.SharedBy))...)
		return
	}
	d.closing(g.Share)
}
