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
	m.EventPayload[eventKind] = string(kindOf(p))
	if i := initiativeOf(p.Letter.About); i != "" {
		m.EventPayload[eventInitiative] = string(i)
	}
	return m
}

func kindOf(p checkins.Parcel) checkins.Kind {
	var due []checkins.Due
	switch m := p.Message.(type) {
	case checkins.Ask:
		due = m.Due
	case checkins.Nudge:
		due = m.Due
	case checkins.Remind:
		due = m.Due
	default:
		return p.Letter.Kind
	}
	switch bot.Stands(due) { // without anything left to ask it is closed
	case bot.AskSaved:
		return "saved"
	case bot.AskClosed:
		return "closed"
	}
	return p.Letter.Kind
}

// initiativeOf returns the one initiative that a letter is about; empty when it
// is about several.
func initiativeOf(a checkins.About) checkins.InitiativeID {
	i := a.Initiative
	for _, r := range a.Rounds {
		if i != "" && i != r.Initiative() {
			return ""
		}
		i = r.Initiative()
	}
	return i
}
