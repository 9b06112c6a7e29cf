package checkins

import (
	"context"
	"time"
)

// Draft is a dialog in steps that somebody has begun and not ended.
type Draft struct {
	Step    string              `json:"step"`              // where it stands
	Values  map[string][]string `json:"values"`            // what was filled in, by Field.Key
	Channel Account             `json:"channel,omitzero"`  // where it was asked for
	At      time.Time           `json:"at"`                // when it was changed last
	Subject string              `json:"subject,omitempty"` // Submission.Subject of its dialogs
	People  []Person            `json:"people,omitempty"`  // named in it, whom the org does not know yet
}

// DraftKept is how long a draft is kept after it was changed last.
const DraftKept = 14 * 24 * time.Hour

// Drafts keeps what people have begun to fill in. What stands in it nobody can read in
// the store without the key.
type Drafts interface {
	// Draft returns ErrNotFound when there is none. about is empty for one about nothing
	// that exists.
	Draft(ctx context.Context, org OrgID, p PersonID, what DialogWhat, about InitiativeID) (Draft, error)
	// KeepDraft stores it for DraftKept (store's clock); one without a Step removes it.
	KeepDraft(ctx context.Context, org OrgID, p PersonID, what DialogWhat, about InitiativeID, d Draft) error
}
