package checkins

import (
	"slices"
	"time"
)

// Wish is what a person said about themselves in chat. Nil leaves a field alone.
type Wish struct {
	AwayFrom, AwayTo *Date
	Delegate         *PersonID
	Declined         *PersonID // said by the delegate
	Prefers, Used    *Platform
	AskAt            *int
	NoDigest         *bool
	Zone             *string
	Country          *string
	Locale           *string
	Workdays         *[]time.Weekday
	Muted            *[]InitiativeID
	Stopped          *bool
	Gone             *string
	FirstAsk         *LetterID // only where none is known
	Delivery         Delivered // with which it was said
}

// Delivered names one delivery of a platform, so that one that comes again does not
// undo what was said since. Without an ID it is not known again.
type Delivered struct {
	Platform Platform
	ID       string // the same when the platform delivers again
}

// Of returns the person as the wish has it. It is pure, and for stores.
func (w Wish) Of(p Person) Person {
	p.Said = slices.Clone(p.Said)
	said(&p.AwayFrom, w.AwayFrom)
	said(&p.AwayTo, w.AwayTo)
	said(&p.Delegate, w.Delegate)
	said(&p.Declined, w.Declined)
	said(&p.Prefers, w.Prefers)
	said(&p.Used, w.Used)
	said(&p.AskAt, w.AskAt)
	said(&p.NoDigest, w.NoDigest)
	said(&p.Muted, w.Muted)
	said(&p.Stopped, w.Stopped)
	said(&p.Gone, w.Gone)
	if p.FirstAsk == "" {
		said(&p.FirstAsk, w.FirstAsk)
	}
	for what, chosen := range map[Own]bool{
		OwnZone: said(&p.Zone, w.Zone), OwnCountry: said(&p.Country, w.Country),
		OwnLocale: said(&p.Locale, w.Locale), OwnWorkdays: said(&p.Workdays, w.Workdays),
	} {
		if chosen && !slices.Contains(p.Said, what) {
			p.Said = append(p.Said, what)
		}
	}
	slices.Sort(p.Said)
	return p
}

// said changes a field to what was said, and reports whether anything was.
func said[T any](field *T, word *T) bool {
	if word != nil {
		*field = *word
	}
	return word != nil
}

// Filed returns the person as the org file has it now: p, with what old, the same
// person as stored, or a platform said since.
func (p Person) Filed(old Person) Person {
	file := p
	p = old
	p.Name, p.Accounts, p.From, p.To = file.Name, file.Accounts, file.From, file.To
	for what, takes := range map[Own]func(){
		OwnZone: func() { p.Zone = file.Zone }, OwnCountry: func() { p.Country = file.Country },
		OwnLocale: func() { p.Locale = file.Locale }, OwnWorkdays: func() { p.Workdays = file.Workdays },
	} {
		if !slices.Contains(old.Said, what) {
			takes()
		}
	}
	if !slices.Equal(p.Accounts, old.Accounts) {
		p.Gone = "" // a new account was not said to be unreachable yet
	}
	return p
}
