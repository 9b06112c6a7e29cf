package checkins

import "context"

// Profile is what a platform says about an account.
type Profile struct {
	Name    string
	Zone    string // IANA name; empty: not known
	Locale  string // such as "de-DE"; empty: not known
	Outside bool   // a guest, a bot, switched off, or somebody of another organisation: no part in anything
}

// Profiles asks a platform who an account is.
type Profiles interface {
	// Profile returns ErrNotFound for an account that the platform does not know, or
	// that it tells the bot nothing about. where is a channel in which they may be, for
	// a platform that tells only of the people there; zero: none is known.
	Profile(ctx context.Context, a, where Account) (Profile, error)
}
