package checkins

import (
	"context"
	"time"
)

// Care is what people did about the alert of one card: it belongs to the round in which
// the dimensions opened. Dates are of the pulse's zone.
type Care struct {
	Acknowledged PersonID    `json:"ack,omitempty"`
	SnoozedTo    Date        `json:"snoozed_to,omitempty"` // last day of silence
	SnoozedBy    PersonID    `json:"snoozed_by,omitempty"`
	Keepers      [2]PersonID `json:"keepers,omitzero"`    // who looks after it, by the side for which they do
	Agenda       Date        `json:"agenda,omitempty"`    // the day on which it was put on the agenda; empty: it is not on it
	AgendaBy     PersonID    `json:"agenda_by,omitempty"` // who put it there
	Asked        Date        `json:"asked,omitempty"`     // the day on which both sides were asked what the other would need to see
	AskedBy      PersonID    `json:"asked_by,omitempty"`
}

// Kept reports whether somebody looks after the alert.
func (c Care) Kept() bool { return c.Keepers != [2]PersonID{} }

// heeded reports whether nobody needs to be told of the alert: it was acknowledged, has
// a keeper, or is kept quiet.
func (c Care) heeded(today Date) bool {
	return c.Acknowledged != "" || c.Kept() || c.SnoozedTo >= today
}

// heeded reports whether nobody needs to be told of an alert: somebody cares for it, or both
// sides agreed a step about it that was not dropped. One that is late the digest says.
func (s Steps) heeded(card RoundID, c Care, today Date) bool {
	x := s.of(card)
	return c.heeded(today) || x != nil && x.State != StepDropped
}

// Tending is one thing that somebody does about the alert of a round.
type Tending struct {
	Care                // what is not empty replaces what is kept; the first acknowledgement and the first asking stand
	Assigns   bool      // both of Care.Keepers replace what is kept, also by nobody
	OffAgenda bool      // takes the alert off the agenda
	Delivery  Delivered // delivered again within 24 h it changes nothing
	Redraw    []LetterID
	Post      []Letter // stored in the same step, as Outbox.Post would
}

// Cares keeps what people did about the alert of a round.
type Cares interface {
	// Care returns the zero Care when nobody did anything.
	Care(ctx context.Context, org OrgID, r RoundID) (Care, error)
	// Tend stores what somebody did, posts and redraws letters, in one step, and
	// returns what is kept then. ErrStale: as Outbox.Post.
	Tend(ctx context.Context, org OrgID, r RoundID, t Tending, now time.Time) (Care, error)
}
