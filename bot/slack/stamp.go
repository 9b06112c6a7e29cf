package slack

import (
	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// What the metadata of a sent message says besides its letter. Nothing reads it
// back; it lets whoever watches a workspace tell messages apart without their words.
const (
	eventKind       = "kind"       // a checkins.Kind; a check-in that was answered or closed says "saved" or "closed"
	eventInitiative = "initiative" // when the message is about one
)

// stamp is the metadata of a message that is about to be sent.
func stamp(p checkins.Parcel) api.SlackMetadata {
	m := Stamp(p.Letter.ID)
	m.EventPayload[eventKind] = string(bot.KindOf(p))
	if i := bot.InitiativeOf(p.Letter.About); i != "" {
		m.EventPayload[eventInitiative] = string(i)
	}
	return m
}
