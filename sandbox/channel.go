package sandbox

// Channel is a place for messages.
type Channel struct {
	ID, Name string
	Private  bool
	Archived bool
	Members  []string
	IM       string // the person of a direct message channel with the bot, else ""
	Team     string // in Teams: the team it is a channel of
}
