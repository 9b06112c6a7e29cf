package sandbox

// Member is a person (or bot) of the workspace; in Teams ID is the AAD object id.
type Member struct {
	ID, Name, Zone string // Zone: IANA, "" = UTC
	Deleted, Bot   bool
	Team           string // "" = the workspace's own; another id = somebody from a connected organisation
	Guest, Admin   bool
	Locale         string // such as "de-DE", "" = en-US
}
