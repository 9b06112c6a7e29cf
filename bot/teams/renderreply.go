package teams

import (
	"strings"

	"parallax/bot"
	"parallax/checkins"
)

func (d *draft) result(r checkins.Result) {
	d.text = d.ResultText(r)
	d.add(heading(d.ResultHeadline(r), sizeTitle))
	d.add(sentence(d.SponsorReply(r.Reply))...)
	if r.NoAnswer {
		d.add(sentence(d.ResultNoAnswer())...)
	}
	for i, v := range d.ResultViews(r) {
		news, more := d.ResultBoth(v)
		part := paragraph(run(d.Quoted(v.Question)))
		if !news.IsZero() {
			part = append(part, paragraph(bold(news), run(more))...)
		}
		d.section(i > 0, append(part, small(d.ResultMine(r, v))...))
	}
	d.add(sentence(d.ResultUnread(r))...)
	d.voices(r.Voices)
	d.add(sentence(d.ResultReadings(r))...)
	d.add(sentence(d.ResultThanks(r))...)
	d.add(small(d.ResultNext(r), d.ResultOnly())...)
	d.rowOf(d.ResultButtons(r))
}

func (d *draft) explain(e checkins.Explain) {
	d.text = d.ExplainText(e)
	d.add(heading(d.ExplainHeadline(e), sizeTitle))
	if len(e.Rows) == 0 {
		d.add(sentence(d.ExplainNothing())...)
	}
	for i, row := range e.Rows {
		news, more := d.ExplainRow(row)
		part := paragraph(run(d.Quoted(row.Question)))
		part = append(part, paragraph(bold(news), run(more))...)
		part = append(part, bullets(d.ExplainNumbers(e, row))...)
		d.section(i > 0, append(part, d.picture(row.Question, row.Track, false)...))
	}
	for _, v := range e.Voices {
		d.voices(v)
	}
	for _, v := range e.Needs {
		headline, lines := d.NeedLines(v)
		d.add(small(headline)...)
		d.add(bullets(lines)...)
	}
	d.add(small(d.ExplainMethod(e))...)
	if e.Shared {
		d.add(small(d.SharedBy(e.SharedBy))...)
		return
	}
	d.closing(e.Share)
}

// voices shows what leads of a side wrote.
func (d *draft) voices(v checkins.Voices) {
	if len(v.Lines) == 0 {
		return
	}
	d.add(small(d.VoicesHeadline(v))...)
	for _, l := range d.VoiceLines(v) {
		d.add(near(sentence(l))...)
	}
}

func (d *draft) help(h checkins.Help) {
	d.text = d.HelpHeadline(h)
	d.add(sentence(d.text)...)
	if ask, verb := d.HelpNearest(h); verb != "" {
		typed := string(verb)
		d.text = bot.Join(d.text, bot.Trusted(" "), ask, bot.Trusted(" "), bot.User(typed), bot.Trusted("?"))
		d.add(paragraph(run(ask), mono(typed+"?"))...)
	}
	if h.Text == checkins.HelpNoInitiative {
		d.add(sentence(d.HelpMake())...)
		d.add(near(paragraph(mono(bot.HelpMakeCommand)))...)
	}
	d.choices(h)
	d.usages(d.HelpCommon(h))
	for _, g := range d.HelpGroups(h) {
		d.add(heading(g.Title, sizePart))
		d.usages(g.Usages)
	}
	d.rowOf(d.HelpButtons(h))
}

// usages lists commands as they are typed here.
func (d *draft) usages(us []bot.Usage) {
	for _, u := range us {
		d.add(near(paragraph(mono(strings.TrimSpace(string(u.Verb)+" "+u.Form.Plain())), run(u.Means)))...)
	}
}

// choices are initiatives as buttons, each of which runs the command on it. They
// stand one below the other: names are long, and phones are narrow.
func (d *draft) choices(h checkins.Help) {
	const most = 10 // more than that is a list to search, not a choice
	for _, c := range h.Choices[:min(len(h.Choices), most)] {
		d.buttons(d.button(VerbChoose, bot.NameOf(c), bot.ChoiceClaim(h, c)))
	}
	if more := len(h.Choices) - most; more > 0 {
		d.add(small(d.HelpMore(more))...)
	}
}

func (d *draft) done(m checkins.Done) {
	d.text = d.DoneLine(m)
	d.add(sentence(d.text)...)
}

func (d *draft) notice(n checkins.Notice) {
	headline := d.NoticeHeadline(n)
	d.add(sentence(headline)...)
	d.add(small(d.NoticeAdvice(n))...)
	said := bot.JoinWith(" ", headline, d.NoticeAdvice(n))
	if n.Alert != nil {
		d.alert(*n.Alert)
		said = bot.JoinWith(" ", headline, d.text)
	} else {
		d.rowOf(d.NoticeButtons(n))
	}
	d.text = said
}
