package checkins

import (
	"time"

	"parallax/scoring"
)

// RoundState is the life of a round: open, sealed, closed; or skipped from the start.
type RoundState string

// The states of a round.
const (
	RoundOpen    RoundState = "open"
	RoundSealed  RoundState = "sealed" // nothing is recorded any more; being scored
	RoundClosed  RoundState = "closed"
	RoundSkipped RoundState = "skipped" // never opened; Reason says why
)

// Round is one run of a pulse. What stands here was decided when the round
// opened and does not change, but for State.
type Round struct {
	ID        RoundID                             `json:"id"`
	Seq       int                                 `json:"seq"`  // 1 for the first round of the initiative; skipped rounds do not count
	Name      string                              `json:"name"` // of the initiative, as asked
	Stage     Stage                               `json:"stage,omitempty"`
	Opens     time.Time                           `json:"opens"`
	Closes    time.Time                           `json:"closes"`
	State     RoundState                          `json:"-"`
	Reason    Reason                              `json:"reason,omitempty"`    // of a skipped round
	Questions []Question                          `json:"questions,omitempty"` // everything that was put to somebody, in order
	Focus     scoring.Dimension                   `json:"focus,omitempty"`
	Roster    [2][]PersonID                       `json:"roster"`
	For       map[PersonID]PersonID               `json:"for,omitempty"` // whose place somebody of the roster takes, see Stand
	Mode      [2]scoring.Mode                     `json:"mode"`
	Plans     map[PersonID]Plan                   `json:"plans,omitempty"` // what is put to each lead of the roster
	Again     map[scoring.Dimension]int           `json:"again,omitempty"` // what was put to everybody because of a step, by Step.No
	Carried   [2]map[scoring.Dimension][]PersonID `json:"carried"`         // people who still count without answering, see Nudge
}

// Plan is what one lead is asked in one round.
type Plan struct {
	Items   []scoring.Dimension `json:"items,omitempty"`
	Guesses []scoring.Dimension `json:"guesses,omitempty"` // a subset of Items
	Ask     LetterID            `json:"ask,omitempty"`     // the letter that asks
	AskAt   time.Time           `json:"ask_at,omitzero"`
	Nudges  []LetterID          `json:"nudges,omitempty"` // the letters that nudge; they are redrawn at the close
}

// asks lists the letters that ask, as they were planned; see Desk.where.
func (r Round) asks() []LetterID {
	var ids []LetterID
	for _, plan := range r.Plans {
		if plan.Ask != "" {
			ids = append(ids, plan.Ask)
		}
	}
	return ids
}

// nudges lists the letters that nudge, as they were planned; see Desk.where.
func (r Round) nudges() []LetterID {
	var ids []LetterID
	for _, plan := range r.Plans {
		ids = append(ids, plan.Nudges...)
	}
	return ids
}

// Question returns the wording of a dimension in this round.
func (r Round) Question(d scoring.Dimension) (Question, bool) {
	for _, q := range r.Questions {
		if q.Dimension == d {
			return q, true
		}
	}
	return Question{}, false
}

// Side returns the side of a person on the frozen roster.
func (r Round) Side(p PersonID) (scoring.Side, bool) {
	for _, s := range scoring.Sides {
		for _, q := range r.Roster[s] {
			if p == q {
				return s, true
			}
		}
	}
	return 0, false
}
