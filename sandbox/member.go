package sandbox

// Member is a person (or bot) of the workspace; in Teams ID is the AAD object id.
type Member struct {
	ID, Name, Zone string // Zone: IANA, "" = UTC
	Deleted, Bot   bool
	Team           string // "" = the workspace's own; another id = somebody from a connected organisation
	Guest, Admin   bool
	Locale         string // such as "de-DE", "" = en-US

	quiet  [2]int64 // UTC seconds from and to which Slack makes no noise; 0, 0: none are planned
	status status
}

// status is what a person shows beside their name.
type status struct {
	text, emoji string
	until       int64 // UTC seconds; 0: until they take it away
}
