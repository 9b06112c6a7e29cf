package slack

import (
	"strings"

	api "github.com/slack-go/slack"

	"parallax/bot"
)

// What somebody typed goes into plain_text objects, in which nothing is markup,
// wherever Slack takes them. Where it takes mrkdwn only (the text of a message,
// which notifications show) the three characters that start a control sequence
// are escaped.

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// mrkdwn encodes a text for Slack's markup. The program's own words are escaped
// like all others: markup is added around texts, never within.
func mrkdwn(t bot.Text) string { return escaper.Replace(plain(t)) }

// plain is a text as it is read, with commands as they are typed here.
func plain(t bot.Text) string { return t.Typed(commandName).Plain() }

func bold(t bot.Text) string { return "*" + mrkdwn(t) + "*" }

func italic(t bot.Text) string { return "_" + mrkdwn(t) + "_" }

// plainText is a plain_text object of at most limit characters. Names of emoji in
// it stay names.
func plainText(t bot.Text, limit int) *api.TextBlockObject {
	return api.NewTextBlockObject(api.PlainTextType, t.Fit(limit, plain), false, false)
}

// markup is a mrkdwn object. Nothing in it was typed by anybody but the program.
func markup(s string) *api.TextBlockObject {
	return api.NewTextBlockObject(api.MarkdownType, s, false, false)
}

// sentence is a section of the program's own words, perhaps with names in them.
func sentence(t bot.Text) api.Block {
	return api.NewSectionBlock(plainText(t, maxSentence), nil, nil)
}

// strong is a section whose one line is bold. Only for words of the program.
func strong(t bot.Text) api.Block {
	return api.NewSectionBlock(markup(bold(t)), nil, nil)
}

// newsline is a section that begins bold. Only for words of the program.
func newsline(news, more bot.Text) api.Block {
	return api.NewSectionBlock(markup(strings.TrimSpace(bold(news)+" "+mrkdwn(more))), nil, nil)
}

func header(t bot.Text) api.Block { return api.NewHeaderBlock(plainText(t, maxHeader)) }

// small is a context block, one element a text that is not empty; nil without any.
func small(texts ...bot.Text) []api.Block {
	var elements []api.MixedElement
	for _, t := range texts {
		if !t.IsZero() {
			elements = append(elements, plainText(t, maxContext))
		}
	}
	if len(elements) == 0 {
		return nil
	}
	return []api.Block{api.NewContextBlock("", elements[:min(len(elements), maxElements)]...)}
}

// optional is a sentence, or nothing when the text is empty.
func optional(t bot.Text) []api.Block {
	if t.IsZero() {
		return nil
	}
	return []api.Block{sentence(t)}
}

// notification is the text of a message, at most limit characters.
func notification(t bot.Text) string { return t.Fit(maxNotification, mrkdwn) }
