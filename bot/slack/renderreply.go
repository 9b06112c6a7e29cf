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
	d.text = bot.ResultText(r)
	d.add(header(bot.ResultHeadline(r)))
	if r.NoAnswer {
		d.add(sentence(bot.ResultNoAnswer()))
	}
	for _, v := range r.Views {
		d.add(sentence(bot.Quote(v.Text)))
		d.add(newsline(bot.ResultBoth(v)))
		d.add(small(bot.ResultMine(r, v))...)
	}
	d.voices(r.Voices)
	d.add(optional(bot.ResultReadings(r))...)
	d.add(small(bot.ResultNext(r), bot.ResultOnly())...)
}

func (d *draft) explain(e checkins.Explain) {
	d.text = bot.ExplainText(e)
	d.add(header(bot.ExplainHeadline(e)))
	if len(e.Rows) == 0 {
		d.add(sentence(bot.ExplainNothing()))
	}
	for i, row := range e.Rows {
		if i > 0 {
			d.add(api.NewDividerBlock())
		}
		d.add(sentence(bot.Quote(row.Text)))
		d.add(newsline(bot.ExplainRow(row)))
		d.list(bot.ExplainNumbers(e, row))
		d.picture(row.Question, row.Track)
	}
	for _, v := range e.Voices {
		d.voices(v)
	}
	d.add(small(bot.ExplainMethod(e))...)
	if e.Shared {
		d.add(small(bot.SharedBy(e.SharedBy))...)
		return
	}
	d.closing(d.shareButton(e.Share))
}

// voices shows what leads of a side wrote.
func (d *draft) voices(v checkins.Voices) {
	if len(v.Lines) == 0 {
		return
	}
	d.add(small(bot.VoicesHeadline(v))...)
	for _, l := range bot.VoiceLines(v) {
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
	d.text = bot.HelpHeadline(h)
	d.add(sentence(d.text))
	if ask, verb := bot.HelpNearest(h); verb != "" {
		d.text = bot.Join(d.text, bot.Trusted(" "), ask, bot.Trusted(" "+commandName+" "+string(verb)+"?"))
		d.add(api.NewSectionBlock(markup(mrkdwn(ask)+" `"+commandName+" "+string(verb)+"`?"), nil, nil))
	}
	if h.Text == checkins.HelpNoInitiative {
		d.add(api.NewSectionBlock(markup(mrkdwn(bot.HelpMake())+"\n`"+bot.HelpMakeCommand+"`"), nil, nil))
	}
	d.choices(h)
	if bot.HelpLists(h) {
		var lines []string
		for _, u := range bot.Usages() {
			command := strings.TrimSpace(commandName + " " + string(u.Verb) + " " + u.Form)
			lines = append(lines, "`"+command+"` "+mrkdwn(u.Means))
		}
		d.add(api.NewSectionBlock(markup(strings.Join(lines, "\n")), nil, nil))
	}
}

// choices are initiatives as buttons, each of which runs the command on it.
func (d *draft) choices(h checkins.Help) {
	if len(h.Choices) == 0 {
		return
	}
	const most = 10 // more than that is a list to search, not a choice
	var buttons []api.BlockElement
	for i, c := range h.Choices[:min(len(h.Choices), most)] {
		buttons = append(buttons, d.button(Suffixed(ActionChoose, strconv.Itoa(i)), bot.NameOf(c), bot.Claim{What: h.Command, Initiative: c.ID}))
	}
	d.add(api.NewActionBlock("", buttons...))
	if more := len(h.Choices) - most; more > 0 {
		d.add(small(bot.HelpMore(more))...)
	}
}

func (d *draft) done(m checkins.Done) {
	d.text = bot.DoneLine(m)
	d.add(sentence(d.text))
}

func (d *draft) notice(n checkins.Notice) {
	headline := bot.NoticeHeadline(n)
	d.add(sentence(headline))
	if id := channelOf(n.Says.Where); id != "" {
		d.add(api.NewContextBlock("", markup("<#"+id+">"), plainText(bot.NoticeAdvice(n), maxContext)))
	} else {
		d.add(small(bot.NoticeAdvice(n))...)
	}
	said := bot.JoinWith(" ", headline, bot.NoticeAdvice(n))
	if n.Alert != nil {
		d.add(api.NewDividerBlock())
		d.gapAlert(*n.Alert)
		said = bot.JoinWith(" ", headline, d.text)
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
