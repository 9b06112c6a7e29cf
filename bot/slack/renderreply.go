package slack

import (
	"regexp"
	"strconv"
	"strings"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

func (d *draft) result(r checkins.Result) {
	d.text = d.ResultText(r)
	d.add(header(d.ResultHeadline(r)))
	d.add(optional(d.SponsorReply(r.Reply))...)
	if r.NoAnswer {
		d.add(sentence(d.ResultNoAnswer()))
	}
	for _, v := range d.ResultViews(r) {
		d.add(sentence(d.Quoted(v.Question)))
		if news, more := d.ResultBoth(v); !news.IsZero() {
			d.add(newsline(news, more))
		}
		d.add(small(d.ResultMine(r, v))...)
	}
	d.add(optional(d.ResultUnread(r))...)
	d.voices(r.Voices)
	d.add(optional(d.ResultReadings(r))...)
	d.add(optional(d.ResultThanks(r))...)
	d.add(small(d.ResultNext(r), d.ResultOnly())...)
	d.rowOf("result", d.ResultButtons(r))
}

func (d *draft) explain(e checkins.Explain) {
	d.text = d.ExplainText(e)
	d.add(header(d.ExplainHeadline(e)))
	if len(e.Rows) == 0 {
		d.add(sentence(d.ExplainNothing()))
	}
	for i, row := range e.Rows {
		if i > 0 {
			d.add(api.NewDividerBlock())
		}
		d.add(sentence(d.Quoted(row.Question)))
		d.add(newsline(d.ExplainRow(row)))
		d.list(d.ExplainNumbers(e, row))
		d.picture(row.Question, row.Track)
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
	d.closing(d.shareButton(e.Share))
}

// voices shows what leads of a side wrote.
func (d *draft) voices(v checkins.Voices) {
	if len(v.Lines) == 0 {
		return
	}
	d.add(small(d.VoicesHeadline(v))...)
	for _, l := range d.VoiceLines(v) {
		d.add(sentence(l)) // plain text: people wrote it
	}
}

// list is one section with a line each; none without lines. Only for words of the
// program.
func (d *draft) list(lines []bot.Text) {
	if len(lines) == 0 {
		return
	}
	marked := make([]string, len(lines))
	for i, l := range lines {
		marked[i] = "• " + mrkdwn(l)
	}
	d.add(api.NewSectionBlock(markup(strings.Join(marked, "\n")), nil, nil))
}

// commandName is the slash command, as the manifest names it.
const commandName = "/align"

func (d *draft) help(h checkins.Help) {
	d.text = d.HelpHeadline(h)
	d.add(sentence(d.text))
	if ask, verb := d.HelpNearest(h); verb != "" {
		d.text = bot.Join(d.text, bot.Trusted(" "), ask, bot.Trusted(" "+commandName+" "+string(verb)+"?"))
		d.add(api.NewSectionBlock(markup(mrkdwn(ask)+" `"+commandName+" "+string(verb)+"`?"), nil, nil))
	}
	if h.Text == checkins.HelpNoInitiative {
		d.add(api.NewSectionBlock(markup(mrkdwn(d.HelpMake())+"\n`"+commandName+" "+bot.HelpMakeCommand+"`"), nil, nil))
	}
	d.choices(h)
	if common := d.HelpCommon(h); len(common) > 0 {
		d.usages(common)
	}
	for _, g := range d.HelpGroups(h) {
		d.add(rich(emphasis(g.Title)))
		d.usages(g.Usages)
	}
	d.rowOf("help", d.HelpButtons(h))
}

// usages lists commands as they are typed here.
func (d *draft) usages(us []bot.Usage) {
	var lines []string
	for _, u := range us {
		command := strings.TrimSpace(commandName + " " + string(u.Verb) + " " + u.Form.Plain())
		lines = append(lines, "`"+command+"` "+mrkdwn(u.Means))
	}
	d.add(api.NewSectionBlock(markup(strings.Join(lines, "\n")), nil, nil))
}

// choices are initiatives as buttons, each of which runs the command on it.
func (d *draft) choices(h checkins.Help) {
	if len(h.Choices) == 0 {
		return
	}
	const most = 10 // more than that is a list to search, not a choice
	var buttons []api.BlockElement
	for i, c := range h.Choices[:min(len(h.Choices), most)] {
		buttons = append(buttons, d.button(Suffixed(ActionChoose, strconv.Itoa(i)), bot.NameOf(c), bot.ChoiceClaim(h, c)))
	}
	d.add(api.NewActionBlock("", buttons...))
	if more := len(h.Choices) - most; more > 0 {
		d.add(small(d.HelpMore(more))...)
	}
}

func (d *draft) done(m checkins.Done) {
	d.text = d.DoneLine(m)
	d.add(sentence(d.text))
}

func (d *draft) notice(n checkins.Notice) {
	headline := d.NoticeHeadline(n)
	d.add(sentence(headline))
	if id := channelOf(n.Says.Where); id != "" {
		d.add(api.NewContextBlock("", markup("<#"+id+">"), plainText(d.NoticeAdvice(n), maxContext)))
	} else {
		d.add(small(d.NoticeAdvice(n))...)
	}
	said := bot.JoinWith(" ", headline, d.NoticeAdvice(n))
	if n.Alert != nil {
		d.add(api.NewDividerBlock())
		d.gapAlert(*n.Alert)
		said = bot.JoinWith(" ", headline, d.text)
	} else {
		d.rowOf("notice", d.NoticeButtons(n))
	}
	d.text = said
}

var channelID = regexp.MustCompile(`^[CG][A-Z0-9]{1,20}$`)

// channelOf takes the channel out of an account as checkins writes it; empty when
// it is none of Slack's. Its form is checked: it becomes markup.
func channelOf(where string) string {
	platform, rest, _ := strings.Cut(where, ":")
	id := rest[strings.LastIndex(rest, "/")+1:]
	if platform == string(checkins.Slack) && channelID.MatchString(id) {
		return id
	}
	return ""
}
