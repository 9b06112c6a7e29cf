package slack

import (
	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// plainPayload is a message of one sentence.
func plainPayload(text bot.Text) Payload {
	return Payload{Text: notification(text), Blocks: []api.Block{sentence(text)}}
}

// sentenceOf is why something did not go, as plain text.
func (r Renderer) sentenceOf(why checkins.HelpText) string {
	return plain(r.HelpHeadline(checkins.Help{Text: why}))
}
