package checkins

// Reference is where the bot can write to an account, on a platform that does not
// find that out by itself. It is learnt from what people and channels send.
type Reference struct {
	Account      Account
	ServiceURL   string // the service that serves the account; that of its team when the account sent nothing yet
	Bot          string // the bot's id at that service; empty: not known
	Conversation string // id of the chat with a person, or of the channel; empty: not known yet
	User         string // a person's id for this bot, "29:..."; empty: not known
	// Refused is the platform's word for taking nothing there until the account is
	// heard of again, for example "ConversationBlockedByUser". Empty: it takes.
	Refused string
	// Rev counts how often the account was heard of in its own conversation.
	Rev int
}
