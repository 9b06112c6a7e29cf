package checkins

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Platform is a chat platform: "slack" or "teams".
type Platform string

// The platforms.
const (
	Slack Platform = "slack"
	Teams Platform = "teams"
)

// Account is a person or a channel as a platform knows it. Team is the Slack
// workspace or the Microsoft tenant; ID is unique only within it.
type Account struct {
	Platform Platform `json:"p"`
	Team     string   `json:"t"`
	ID       string   `json:"id"`
}

// String returns "slack:T0001/U0001".
func (a Account) String() string { return string(a.Platform) + ":" + a.Team + "/" + a.ID }

// ParseAccount reads what String wrote. False for any other text, such as the id of
// a person.
func ParseAccount(s string) (Account, bool) {
	platform, rest, _ := strings.Cut(s, ":")
	team, id, _ := strings.Cut(rest, "/")
	a := Account{Platform(platform), team, id}
	return a, (a.Platform == Slack || a.Platform == Teams) && team != "" && id != ""
}

// IsZero reports whether the account names nobody.
func (a Account) IsZero() bool { return a == Account{} }

// Person is somebody the org knows: a lead, an owner, a sponsor or an admin. A
// person known on two platforms is one person with two accounts.
type Person struct {
	ID       PersonID       `json:"id"`
	Name     string         `json:"name"`
	Accounts []Account      `json:"accounts,omitempty"`
	Zone     string         `json:"zone"`              // IANA name
	Country  string         `json:"country,omitempty"` // ISO 3166 alpha-2; empty: the org's
	Locale   string         `json:"locale,omitempty"`
	Workdays []time.Weekday `json:"workdays,omitempty"` // empty: Monday to Friday
	From     int            `json:"from,omitempty"`     // start of the working day, minutes after midnight; both 0: 09:00
	To       int            `json:"to,omitempty"`       // end of the working day, minutes after midnight; both 0: 17:00
	AskAt    int            `json:"ask_at,omitempty"`   // the hour this person chose, minutes after midnight; 0: the pulse's
	Prefers  Platform       `json:"prefers,omitempty"`  // where to be asked, as this person said; empty: where the person was last
	Used     Platform       `json:"used,omitempty"`     // where a person with several accounts did something last; empty: not known
	AwayTo   Date           `json:"away_to,omitempty"`  // last day away, inclusive, in Zone; empty: here
	AwayFrom Date           `json:"away_from,omitempty"`
	NoDigest bool           `json:"no_digest,omitempty"` // wants no digest
	Gone     string         `json:"gone,omitempty"`      // why the platform cannot reach this person, for example "deactivated"

	Said     []Own          `json:"said,omitempty"`      // what of the above the person chose in chat, sorted: the org file does not change it any more
	Delegate PersonID       `json:"delegate,omitempty"`  // who takes the place on rosters during the leave, and did last; empty: nobody
	Declined PersonID       `json:"declined,omitempty"`  // a delegate who said no
	Muted    []InitiativeID `json:"muted,omitempty"`     // asked nothing about these, sorted; the person's own wish
	Stopped  bool           `json:"stopped,omitempty"`   // asked nothing at all; likewise
	FirstAsk LetterID       `json:"first_ask,omitempty"` // the first check-in that was sent to the person

	// Leads lists the initiatives of which this person is a lead. It is derived
	// from the initiatives when they are saved, never edited by itself.
	Leads []InitiativeID `json:"leads,omitempty"`

	// Stands lists for whom this person was named as delegate. It is derived from
	// those people: Roster fills it in, Enrol does not take it.
	Stands []Stand `json:"-"`
}

// Own is something that the org file says of a person and that the person may choose.
type Own string

// What a person may choose instead of the org file.
const (
	OwnZone     Own = "zone"
	OwnCountry  Own = "country"
	OwnLocale   Own = "locale"
	OwnWorkdays Own = "workdays"
)

// Quiet reports whether the person wishes to be asked nothing about an initiative.
func (p Person) Quiet(i InitiativeID) bool { return p.Stopped || slices.Contains(p.Muted, i) }

// Account returns where the person is written to: on the platform that they chose,
// else on the one used last, else by the first account. The zero Account when the
// person has none.
func (p Person) Account() Account {
	for _, where := range []Platform{p.Prefers, p.Used} {
		for _, a := range p.Accounts {
			if a.Platform == where {
				return a
			}
		}
	}
	if len(p.Accounts) > 0 {
		return p.Accounts[0]
	}
	return Account{}
}

// on returns the person's account on a platform, else the given one.
func (p Person) on(where Platform, otherwise Account) Account {
	for _, a := range p.Accounts {
		if a.Platform == where {
			return a
		}
	}
	return otherwise
}

// Location returns the person's zone; UTC when the stored name is unknown on
// this machine (apply refuses unknown names).
func (p Person) Location() *time.Location { return location(p.Zone) }

// locations remembers zones: loading one reads and parses its file.
var locations sync.Map // string -> *time.Location

func location(zone string) *time.Location {
	if l, ok := locations.Load(zone); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC // not remembered: only names that exist are, so the map stays small
	}
	locations.Store(zone, l)
	return l
}

// Away reports whether the person is away on that local date.
func (p Person) Away(d Date) bool {
	return p.AwayTo != "" && d <= p.AwayTo && (p.AwayFrom == "" || d >= p.AwayFrom)
}

// WorksOn reports whether the weekday is one of the person's working days.
func (p Person) WorksOn(w time.Weekday) bool {
	if len(p.Workdays) == 0 {
		return w != time.Saturday && w != time.Sunday
	}
	return slices.Contains(p.Workdays, w)
}

// Hours returns the working day in minutes after midnight, 09:00 to 17:00 when
// nothing was said.
func (p Person) Hours() (from, to int) {
	if p.From == 0 && p.To == 0 {
		return 9 * 60, 17 * 60
	}
	return p.From, p.To
}
