package checkins

import (
	"context"
	"strconv"
	"time"
)

// Note is a line that somebody wrote apart from a check-in: context for an alert, what
// the other side would need to see, a sponsor's reply. A person has at most one under a key.
type Note struct {
	Person   PersonID `json:"person"`
	Text     string   `json:"text"`
	Released bool     `json:"released,omitempty"` // may be shown to the other side without the name
	Owner    bool     `json:"owner,omitempty"`    // written as the owner of the initiative, with the name
}

// NoteKey names what notes are about. It holds no brace and nothing that a person typed.
type NoteKey string

// ContextNotes are the lines that the owner and leads add to the alert of a round
// before its channels get it.
func ContextNotes(card RoundID) NoteKey { return NoteKey("context:" + string(card)) }

// NeedNotes are what leads say the other side would need to see, about the alert of a
// round.
func NeedNotes(card RoundID) NoteKey { return NoteKey("needs:" + string(card)) }

// ReplyNotes are what the sponsor replies to the leads, on top of the check-in with that
// Round.Seq.
func ReplyNotes(i InitiativeID, seq int) NoteKey {
	return NoteKey("reply:" + string(i) + "/" + strconv.Itoa(seq))
}

// NotesOf are the keys of all notes that belong to a round.
func NotesOf(r Round) []NoteKey {
	return []NoteKey{ContextNotes(r.ID), NeedNotes(r.ID), ReplyNotes(r.ID.Initiative(), r.Seq)}
}

// noteLength is how long a note may be, in characters.
const noteLength = 200

// Jotting is a note as a verified request claims it.
type Jotting struct {
	Key      NoteKey
	From     Account // must be an account of Note.Person
	Note     Note    // with an empty Text the person's note is removed
	Delivery Delivered
	Redraw   []LetterID // had worded anew in the same step
	Post     []Letter   // stored in the same step, as Outbox.Post would
}

// Notes keeps lines of people. They are encrypted, and erased with the person
// (Eraser.EraseNotes).
type Notes interface {
	// Notes returns what was written under each of the keys, by person.
	Notes(ctx context.Context, org OrgID, keys ...NoteKey) (map[NoteKey][]Note, error)
	// Jot stores a note, in place of the person's earlier one. false: From is no account
	// of that person now, and nothing was stored. A delivery seen within 24 h changes
	// nothing.
	Jot(ctx context.Context, org OrgID, j Jotting, now time.Time) (bool, error)
}
