package slack

import (
	"strings"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// Action ids of buttons and date pickers in messages. Where a message holds one
// several times the id carries a suffix, "rate:4": ActionOf takes it off. A
// button's value is a bot.Claim whose Act is the action id without suffix.
const (
	ActionOpen     = "open"            // opens the check-in form
	ActionEdit     = "edit"            // opens it again, filled in
	ActionHour     = "remind_hour"     // remind me in an hour
	ActionTomorrow = "remind_tomorrow" // remind me tomorrow
	ActionAway     = "away"            // date picker: the presser is away until then
	ActionRate     = "rate"            // an own rating, in a check-in of a single item
	ActionGuess    = "guess"           // likewise a guess
	ActionExplain  = "explain"         // explains a dimension to the presser
	ActionAck      = "ack"             // acknowledges an alert
	ActionSnooze   = "snooze"          // date picker: quiet until then
	ActionShare    = "share"           // shares an answer with the channel
	ActionCheckin  = "checkin"         // makes the presser's own check-in come, from a status
	ActionChoose   = "choose"          // one of several initiatives, in help; Claim.What is the command
	ActionPage     = "page"            // another page or choice of a portfolio
	ActionAccept   = "accept"          // the presser, a lead of a named side, accepts to be named
	ActionDecline  = "decline"         // says no to that, or takes it back
)

// CallbackCheckin is the callback id of the check-in form.
const CallbackCheckin = "checkin"

// CallbackDialog is the callback id of a dialog, and CallbackAnswer that of a modal
// that only says something.
const (
	CallbackDialog = "dialog"
	CallbackAnswer = "answer"
)

// Action ids of the inputs of the check-in form, named as the inputs are. Their
// block ids are made by bot.InputID.
const (
	InputRate    = bot.InputRate    // radio buttons
	InputGuess   = bot.InputGuess   // radio buttons
	InputLine    = bot.InputLine    // plain text
	InputRelease = bot.InputRelease // one checkbox with the value ReleaseValue
)

// ReleaseValue is the value of the ticked release checkbox.
const ReleaseValue = "1"

// ActForm is the Act of the claim in a form's private_metadata: Org, Person, the
// rounds with the letters that asked them, and in Letter and Receipt the message
// from which the form was opened.
const ActForm = "form"

// ActionOf returns the action id without its suffix.
func ActionOf(actionID string) string {
	name, _, _ := strings.Cut(actionID, ":")
	return name
}

// Suffixed makes an action id unique within its message.
func Suffixed(action, suffix string) string { return action + ":" + suffix }

// A date picker carries no value, so its claim stands in the block id: "snooze"
// and its token. Slack allows 255 characters, which is why that claim names the
// org and the round only.

// SnoozeBlock returns the block id that holds the snooze picker of an alert.
func SnoozeBlock(s bot.Signer, org checkins.OrgID, round checkins.RoundID) string {
	return s.Sign(bot.Claim{Act: ActionSnooze, Org: org, Rounds: []bot.Asked{{Round: round}}})
}

// EventType and EventLetter are how the metadata of a message names its letter;
// a lookup of a lost message searches for them.
const (
	EventType   = "px.letter"
	EventLetter = "d"
)

// Stamp returns the metadata that names the letter.
func Stamp(id checkins.LetterID) api.SlackMetadata {
	return api.SlackMetadata{EventType: EventType, EventPayload: map[string]any{EventLetter: string(id)}}
}
