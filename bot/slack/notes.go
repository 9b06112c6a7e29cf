package slack

import (
	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// plainPayload is a message of one sentence.
func plainPayload(text string) Payload {
	return Payload{Text: text, Blocks: []api.Block{sentence(bot.Trusted(text))}}
}

// sentenceOf is why something did not go, as plain text.
func sentenceOf(why checkins.HelpText) string {
	return bot.English.HelpHeadline(checkins.Help{Text: why}).Plain()
}
