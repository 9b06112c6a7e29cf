package checkins

import (
	"time"

	"parallax/scoring"
)

// Answer is what is stored of one lead and one question of one round. Own and
// Guess are 1..5, 0 is "can't say" (Said tells it from "not answered").
type Answer struct {
	Person    PersonID          `json:"person"`
	Dimension scoring.Dimension `json:"d"`
	Own       int               `json:"own,omitempty"`
	Guess     int               `json:"guess,omitempty"`
	SaidOwn   bool              `json:"said_own,omitempty"`   // Own was answered, with a number or "can't say"
	SaidGuess bool              `json:"said_guess,omitempty"` // likewise Guess
}

// Line is the one optional sentence of a lead in a round.
type Line struct {
	Person   PersonID `json:"person"`
	Text     string   `json:"text"`
	Released bool     `json:"released,omitempty"` // may be shown to the other side without the name
}

// Mark is one choice of a Reply: an own rating or a guess, 1..5, 0 for "can't say".
type Mark struct {
	Dimension scoring.Dimension `json:"d"`
	Guess     bool              `json:"guess,omitempty"`
	Value     int               `json:"v"`
}

// Reply is what a verified request claims: nothing in it is believed before the
// store has held it against the round. One submission may answer several rounds.
type Reply struct {
	Delivery string // the id under which the platform delivered it; the same id again is a no-op
	From     Account
	Person   PersonID // whom the check-in was made for; must be the person that From resolves to
	Parts    []Filled
	Proof    Proof // where the check-in was answered: proves an unknown letter
}

// Filled is the part of a Reply that answers one round.
type Filled struct {
	Round RoundID
	Ask   LetterID // the letter that asked, to be redrawn
	Marks []Mark
	Line  *Line // nil leaves a stored line alone; an empty Text removes it
}

// Proof names the message in which somebody pressed a button.
type Proof struct {
	Letter  LetterID
	Receipt Receipt
}

// RecordOutcome is what became of one Filled. Every request has exactly one.
type RecordOutcome string

// The outcomes.
const (
	Saved     RecordOutcome = "saved"     // stored; Changed says whether anything is new
	Closed    RecordOutcome = "closed"    // the stated close has passed, or the round is sealed
	NoRound   RecordOutcome = "no_round"  // no such round, or it was skipped
	Stranger  RecordOutcome = "stranger"  // the account is not the person the check-in was made for
	NotAsked  RecordOutcome = "not_asked" // not on the frozen roster (a joiner), or the item was not put to this lead
	Left      RecordOutcome = "left"      // was on the roster, is no lead of the initiative any more
	Withdrawn RecordOutcome = "withdrawn" // on a named side of the round, and does not accept in chat to be named
	Duplicate RecordOutcome = "duplicate" // this delivery was stored before; Saved then
)

// Recorded says what became of one Filled.
type Recorded struct {
	Round   RoundID       `json:"round"`
	Outcome RecordOutcome `json:"outcome"`
	Changed bool          `json:"changed,omitempty"` // at least one value is new or different
	Closes  time.Time     `json:"closes,omitzero"`
}

// Kept are the contents of a round: what was answered until the seal.
type Kept struct {
	Answers []Answer
	Lines   []Line
}

// Of returns the answers of one person, by dimension.
func (k Kept) Of(p PersonID) map[scoring.Dimension]Answer {
	mine := map[scoring.Dimension]Answer{}
	for _, a := range k.Answers {
		if a.Person == p {
			mine[a.Dimension] = a
		}
	}
	return mine
}

// LineOf returns the optional line of one person, nil when there is none.
func (k Kept) LineOf(p PersonID) *Line {
	for _, l := range k.Lines {
		if l.Person == p {
			return &l
		}
	}
	return nil
}
