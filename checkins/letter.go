package checkins

import (
	"strings"
	"time"

	"parallax/scoring"
)

// Kind says what a letter is for; it decides what happens when nobody knows
// whether it arrived (see Unsettled).
type Kind string

// The kinds of letters.
const (
	KindAsk    Kind = "ask"          // one a lead and local date
	KindNudge  Kind = "nudge"        // one a lead and local date
	KindRemind Kind = "remind"       // the lead's own "remind me"
	KindResult Kind = "result"       // one a lead and round
	KindAlert  Kind = "alert"        // one a round and channel
	KindThread Kind = "alert_update" // a line in the thread of an alert
	KindCard   Kind = "card"         // one an initiative and channel, pinned, redrawn after each round
	KindNotice Kind = "notice"       // tells an owner in private what went wrong
	KindShare  Kind = "share"        // an answer that its asker shared with the channel
	KindReply  Kind = "reply"        // the answer to a mention, for the asker's eyes only
	// KindConsent asks a lead of a named side to accept that: one an initiative and lead.
	KindConsent Kind = "consent"
	// KindIntro is the first word in a channel: one a channel.
	KindIntro Kind = "intro"
	// KindDelegate asks somebody to take a lead's place during a leave, and tells the
	// lead of a no: one a lead, delegate and leave.
	KindDelegate Kind = "delegate"
	// KindWhy is about the why of an initiative, to a lead or its owner: one each of a
	// question, of the lines side by side, and a wording that was proposed.
	KindWhy Kind = "why"
	// KindTest is a check-in that an owner has sent to themselves: one a press.
	KindTest Kind = "test"

	KindHeadsUp  Kind = "heads_up"     // tells owner and leads of an alert that its channels get later: one a round and person
	KindAct      Kind = "alert_act"    // a line in the thread of an alert: what somebody did about it
	KindKeeper   Kind = "keeper"       // tells somebody that they look after an alert: one an alert and person
	KindNeeds    Kind = "needs"        // asks a lead what the other side would need to see: an extra of that week, see ExtraLetter
	KindGather   Kind = "needs_shared" // what both sides shared about that, in the thread of the alert
	KindRecall   Kind = "why_again"    // asks a lead to say the why again: an extra of that week
	KindOutcome  Kind = "outcome"      // asks the business side after the outcome: an extra of that week, see ExtraLetter
	KindPromise  Kind = "promise"      // of a commitment: written down, due tomorrow, asked about (an extra of that week), judged
	KindDecision Kind = "decision"     // of a decision: rated, shown, asked about on its date (both asks are extras of their week), and what the sides say
	KindDigest   Kind = "digest"       // one an owner and week, or a sponsor and month
	KindRank     Kind = "rank"         // asks a lead what comes first: an extra of that week, one a month
	KindStep     Kind = "step"         // asks somebody whether an agreed step is done: an extra of that week, see ExtraLetter
	KindGiven    Kind = "step_given"   // tells somebody that a step was written down for them: one a step and person
	KindWin      Kind = "win"          // something that went well: one a win and channel
	KindFile     Kind = "file"         // a brief as a file, to who asked for it: one of a content and day; and in Teams where it lies
)

// LetterState is where a letter stands in the ledger (RELIABILITY.md 5.3).
type LetterState string

// The states of a letter. A letter whose wording changed after it was sent goes
// back to LetterPending with its receipt, and the next attempt edits the message.
const (
	LetterPending     LetterState = "pending"
	LetterSending     LetterState = "sending" // claimed: the intent is stored, the one attempt is under way
	LetterSent        LetterState = "sent"
	LetterUnknown     LetterState = "unknown" // the attempt ended without a word; never goes back to pending by itself
	LetterUnreachable LetterState = "unreachable"
	LetterDropped     LetterState = "dropped" // no longer worth saying: Reason says why
)

// Letter is a message as it should stand on a platform. Its id derives from what
// it says to whom, so posting it twice is posting it once. What it says is worked
// out when it is sent, from About; Rev counts the wordings wished for, so that a
// sent letter whose Rev has grown is edited in place.
type Letter struct {
	ID     LetterID  `json:"id"`
	Kind   Kind      `json:"kind"`
	To     Account   `json:"to"`               // a person or a channel
	Lead   PersonID  `json:"lead,omitempty"`   // whom it is for, when To is a person
	About  About     `json:"about"`            // what it is about
	Under  LetterID  `json:"under,omitempty"`  // the letter in whose thread this one goes
	Due    time.Time `json:"due"`              // not before
	Until  time.Time `json:"until,omitzero"`   // worthless after; zero: never
	Merge  bool      `json:"merge,omitempty"`  // posting it again adds About.Rounds to the stored ones
	Sooner bool      `json:"sooner,omitempty"` // posting it again brings it forward to an earlier Due, where nobody has tried to send it yet
	Again  bool      `json:"again,omitempty"`  // posting it again has it sent after all, where it was dropped or unreachable
	Free   bool      `json:"-"`                // posting it is refused, with all that goes with it, where another letter has its id: ErrStale
	Void   bool      `json:"void,omitempty"`   // posting it takes back the one of that id and kind that waits and that nobody has tried to send; none is posted

	// What the ledger knows. Post ignores these.
	State   LetterState `json:"-"`
	Rev     int         `json:"-"`
	Epoch   int         `json:"-"` // counts claims; a result of an older claim is refused
	Attempt int         `json:"-"` // sendings that reached, or may have reached, the platform; neither edits nor what ended in a definite no
	Marked  bool        `json:"-"` // the next sending is to say that it may be a repeat
	Receipt Receipt     `json:"-"` // zero until the platform took it
	Reason  string      `json:"-"`
	Claimed time.Time   `json:"-"` // store's clock; when the last attempt began
}

// About says what a letter is about: references, never ratings or texts of leads.
type About struct {
	Initiative InitiativeID        `json:"initiative,omitempty"`
	Rounds     []RoundID           `json:"rounds,omitempty"`
	Date       Date                `json:"date,omitempty"` // the lead's local date of an ask or nudge
	Dimensions []scoring.Dimension `json:"dimensions,omitempty"`
	Episodes   []int               `json:"episodes,omitempty"` // numbers, one for each of Dimensions
	Last       bool                `json:"last,omitempty"`     // the second nudge: only when the side would stay unreadable
	Lines      []Happening         `json:"lines,omitempty"`    // of a thread line
	Text       Says                `json:"text,omitzero"`      // of a notice or share
	Command    *Command            `json:"command,omitempty"`  // of a reply: what was asked
	Deed       *Deed               `json:"deed,omitempty"`     // of a reply: what was pressed
	Asker      *Account            `json:"asker,omitempty"`    // of a reply: who asked
	Thread     string              `json:"thread,omitempty"`   // of a reply: the thread in which it was asked
	Place      *Account            `json:"place,omitempty"`    // of a reply: the channel in which it was asked, when it is answered elsewhere
	Done       *Done               `json:"done,omitempty"`     // of a reply that says only what became of something
	Help       *Help               `json:"help,omitempty"`     // of a reply that says only why something did not go
	HeadsUp    bool                `json:"heads_up,omitempty"` // of an alert: owner and leads were told before
	Act        *Act                `json:"act,omitempty"`      // of a line about what somebody did; of a keeper's letter: who asked them
	Press      string              `json:"press,omitempty"`    // of a reminder: the delivery of the press that asked for it
}

// Happening is one thing that happened to an episode after its card was posted.
type Happening struct {
	Dimension scoring.Dimension `json:"d"`
	Reason    Reason            `json:"reason"`
}

// Says is a notice in its typed form.
type Says struct {
	What   string `json:"what,omitempty"`   // of a letter about the why: which; "channel_unreachable", "no_channel", "silent_side", "melon", "skipped" ; of a share: "status", "explain"
	Where  string `json:"where,omitempty"`  // the channel
	Detail string `json:"detail,omitempty"` // the platform's reason, the side, the dimension
}

// Receipt is what the platform said when it took a message.
type Receipt struct {
	Channel string `json:"channel,omitempty"`
	TS      string `json:"ts,omitempty"` // the message id: Slack's ts, Teams' activity id; of a file in Slack that of the file
}

// IsZero reports whether the platform said nothing yet.
func (r Receipt) IsZero() bool { return r == Receipt{} }

// platform is where the message is. Ids of conversations in Teams hold a colon,
// those in Slack never do.
func (r Receipt) platform() Platform {
	if strings.Contains(r.Channel, ":") {
		return Teams
	}
	return Slack
}

// Settlement is how one attempt at a letter ended.
type Settlement struct {
	State   LetterState // Sent, Pending (try again at RetryAt), Unknown, Unreachable, Dropped
	Receipt Receipt     // with Sent
	Rev     int         // the wording that was sent; a letter wished for in a newer one goes back to pending
	RetryAt time.Time   // with Pending
	Reason  string
	Marked  bool     // with Pending: the next sending says that it may be a repeat
	Post    []Letter // stored in the same step, as Outbox.Post would: what follows from this ending
}
