package slack

import (
	api "github.com/slack-go/slack"

	"parallax/bot"
)

// What is said when something went wrong on the way. Package bot has the words
// for everything that went right.
const (
	sayNotSaved   = "Not saved, please press again."
	sayNotDone    = "That did not work. Please press again."
	sayNoAnswer   = "Not answered. Please try again."
	sayTooLate    = "That took too long. Please press again."
	sayOldButton  = "This button no longer works. Type /align checkin or /align status instead."
	sayOldForm    = "This form no longer fits. Close it and open the check-in again."
	sayEmpty      = "Nothing is chosen yet."
	sayTooLong    = "This sentence is too long."
	sayKeptBefore = "What you saved before counts."
	saySaved      = "Saved."
)

// plainPayload is a message of one sentence.
func plainPayload(text string) Payload {
	return Payload{Text: text, Blocks: []api.Block{sentence(bot.Trusted(text))}}
}
