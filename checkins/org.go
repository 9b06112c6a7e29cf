package checkins

import "slices"

// Org is one customer organisation. It may hold several Slack workspaces and
// Teams tenants; a verified workspace or tenant id resolves to exactly one org.
type Org struct {
	ID         OrgID      `json:"id"`
	Slack      []string   `json:"slack,omitempty"`     // workspace or enterprise ids
	Teams      []string   `json:"teams,omitempty"`     // Microsoft tenant ids
	Holidays   []string   `json:"holidays,omitempty"`  // countries (ISO 3166 alpha-2) for people without one
	Locale     string     `json:"locale,omitempty"`    // in which channels are spoken to, and people without one
	Retention  int        `json:"retention,omitempty"` // for how many months answers are kept; 0: until they are erased
	Admins     []PersonID `json:"admins,omitempty"`
	Priorities []Priority `json:"priorities,omitempty"`
	NoDigest   bool       `json:"no_digest,omitempty"` // nobody gets digests but who asks for one
	Policy     Policy     `json:"policy,omitzero"`

	// Rev grows with everything that changes the org, its people or its initiatives. It is
	// derived: Roster fills it in, and Enrol holds it against the stored one.
	Rev int `json:"-"`
}

// Policy is what an org restricts.
type Policy struct {
	New Makers `json:"new,omitempty"` // who may set up initiatives in chat
}

// Makers are those who may set up initiatives in chat.
type Makers string

// Who may. Guests and people of other organisations never may.
const (
	MadeByAnyone Makers = "anyone" // every full member; likewise where nothing is said
	MadeByAdmins Makers = "admins"
)

// MayNew reports whether somebody may set up an initiative in chat.
func (o Org) MayNew(p PersonID) bool {
	return o.Policy.New != MadeByAdmins || slices.Contains(o.Admins, p)
}

// Priority is a strategic priority that initiatives serve.
type Priority struct {
	ID     PriorityID `json:"id"`
	Name   string     `json:"name"`
	Owner  PersonID   `json:"owner,omitempty"`
	Target string     `json:"target,omitempty"`
}

// Priority returns the priority of that id; ok is false when there is none.
func (o Org) Priority(id PriorityID) (p Priority, ok bool) {
	for _, p := range o.Priorities {
		if p.ID == id {
			return p, true
		}
	}
	return Priority{}, false
}
