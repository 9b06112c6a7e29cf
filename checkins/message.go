package checkins

import (
	"time"

	"parallax/scoring"
)

// Message is an intention: what is to be said, not how it looks. The set is
// closed; a platform that meets one it does not know has forgotten something.
// Results stand in it only as scoring.Disclosure, so nothing that may not be
// shown reaches a renderer.
type Message interface{ message() }

// Named is something with an id and the name that people gave it.
type Named struct {
	ID   InitiativeID
	Name string
}

// Due is one initiative in a check-in.
type Due struct {
	Round      RoundID
	Initiative Named
	State      DueState
	Closes     time.Time
	Side       scoring.Side
	Items      []Item
	Delivered  string // "delivered means", as both sides confirmed it
	Value      string // "value means"
	Sees       Sees
	Line       *Line         // what the lead wrote before
	For        string        // name of the lead on leave whose place it is; empty: the lead's own
	Reply      *SponsorReply // to the leads, since the last check-in; nil: none
	Ask        LetterID
}

// DueState says where a lead stands in a round.
type DueState string

// The states of a lead in a round.
const (
	DueOpen   DueState = "open"  // nothing answered yet
	DueSaved  DueState = "saved" // answered, may be changed until Closes
	DueClosed DueState = "closed"
)

// Item is one question as put to one lead, with what was answered before.
type Item struct {
	Question
	WithGuess bool
	Before    *Answer // nil: not answered
}

// Sees says who can see what of an answer: the line under every check-in.
type Sees struct {
	Mode  scoring.Mode // of the lead's own side
	Leads int          // leads on the lead's own side whose answers count in the round
}

// Ask is the check-in message of one lead on one day, over all initiatives due.
// After an answer the same message says that it was saved.
type Ask struct {
	Letter LetterID
	Lead   PersonID
	Zone   string // in which times are told
	Due    []Due
	TryOut bool // the store is the embedded one: "saved on this try-out machine"
	First  bool // the lead's first one ever: it says what this is
	Test   bool // a look for the owner: nothing that is answered is stored
}

// Nudge is the bot's own second message: the initiatives still unanswered.
type Nudge struct {
	Ask
	Last bool // the other leads of the side will not make it readable
}

// Remind is what a lead wished for: the check-in again at a chosen time.
type Remind struct{ Ask }

// Form is the check-in opened: a modal, a card with inputs.
type Form struct {
	Ask
	Proof Proof   // the message from which it was opened
	Over  []Named // what is no longer asked, for the round is over
}

// Result is what a lead is told in private after the close.
type Result struct {
	Initiative Named
	Round      RoundID
	Date       Date
	Side       scoring.Side
	Views      []RoundView
	Voices     Voices        // what leads of the other side wrote, as far as it may be read
	Reply      *SponsorReply // that stood on the check-in
	Thanks     []Thanks      // what changed because people answered, but for the reply
	Again      bool          // the why was said again with it, and lines stand side by side
	Readings   int           // guesses of this lead in published rounds, at most the last 7
	Right      int           // of them within one point of the other side's view
	NoAnswer   bool
	Next       time.Time // when the next round opens; zero: not known
}

// RoundView is one dimension in a Result.
type RoundView struct {
	Question
	Mine *Answer // nil: not asked or not answered
	Said scoring.Disclosure
	Date Date // of the published round that Said describes
}

// GapAlert is the card of one round in a channel: the dimensions that opened in
// it, as they stand now.
type GapAlert struct {
	Letter     LetterID
	Initiative Named
	Round      RoundID
	Rows       []AlertRow
	Care       Care
	CareName   string    // name of who acknowledged or snoozed
	Keepers    [2]string // names of who looks after it, by side
	Context    []ContextLine
	Step       *StepLine // what both sides agreed on; nil: nothing yet
	Before     *StepLine // the step that was done the last time this gap closed; nil: none
	Repeat     bool      // may be a repeat: the first sending got no answer
	Closed     bool      // every row's episode is closed
}

// AlertRow is one dimension of an alert.
type AlertRow struct {
	Question
	Said    scoring.Disclosure
	Date    Date
	Episode Episode // the one this card speaks of
	Ended   bool    // that episode is closed
	Track   []Point
}

// AlertUpdate is a line in the thread of an alert.
type AlertUpdate struct {
	Initiative Named
	Lines      []UpdateLine
	Repeat     bool
}

// UpdateLine is one thing that happened to an open alert.
type UpdateLine struct {
	Question
	Reason Reason
	Said   scoring.Disclosure
	Step   Date // of a gap that closed: the day on which the agreed step was done; empty: there was none
}

// Card is the initiative at a glance: pinned in a channel, redrawn silently after
// each round, and the answer to status.
type Card struct {
	Letter     LetterID
	Initiative Named
	Stage      Stage
	Why        string
	Waits      []Wait
	Rows       []CardRow
	Round      *RoundLine // the round under way, nil when none is
	LastRound  Date
	Outcome    Outcome
	Figures    Figures
	Melon      Melon
	Skipped    Date // planned date of the last round when it was skipped
	SkipReason Reason
	Next       time.Time // of the next round; zero: none planned
	Zone       string
	Bridges    []string // names of people on both sides
}

// CardRow is one dimension of a Card.
type CardRow struct {
	Question
	Said scoring.Disclosure
	Date Date
	Open bool
	Kept *KeptRate // of the promises of a side; nil: of other questions, or not for the reader
}

// RoundLine says how a round under way stands. No counts but how many more
// answers a side needs for words.
type RoundLine struct {
	Round  RoundID
	Closes time.Time
	Need   [2]int
}

// Status answers the status command: one initiative, with what only its owner
// and leads are told.
type Status struct {
	Card
	Mine     *Due        // the asker's own check-in, nil when none is due
	Consent  *Consenting // the asker's own, nil but for a lead of a named side
	Decide   []ToDecide  // for those with a part in it: its alerts that are on the agenda
	Letters  []Trouble   // for owners: letters that did not arrive
	Arrivals *Arrivals   // for owners: how the latest check-ins went out; nil when there are none
	Share    ShareToken  // empty: nothing to share
	Shared   bool        // this is the copy for the channel
	SharedBy string
}

// Trouble is a letter that did not end in sent.
type Trouble struct {
	Kind   Kind
	To     string
	State  LetterState
	Reason string
}

// ShareToken names what a share button shares.
type ShareToken struct {
	What       string // the command: "status", "explain", "gaps", "why", "history", "who"
	Initiative InitiativeID
	Dimension  scoring.Dimension // of an explanation of one dimension
	Alert      LetterID          // of an explanation of an alert: its dimensions
	Channel    string            // id of the channel in which it was asked, where it is answered elsewhere
}

// Explain answers the explain command: how a result came about.
type Explain struct {
	Initiative Named
	Rows       []ExplainRow
	Voices     []Voices // of the last round, as far as the asker may read them
	Needs      []Voices // of an alert, once they were gathered: what the sides say, as far as the asker may read it
	Share      ShareToken
	Shared     bool
	SharedBy   string
}

// ExplainRow is one dimension explained.
type ExplainRow struct {
	Question
	Said  scoring.Disclosure
	Date  Date
	Track []Point
	Kept  *KeptRate // as in CardRow
}

// Gaps answers the gaps command: where the sides differ, the worst first.
type Gaps struct {
	Initiative Named
	Rows       []ExplainRow // dimensions with a result, the worst first
	Unread     []CardRow    // dimensions without one
	Melon      Melon
	LastRound  Date
	Share      ShareToken
	Shared     bool
	SharedBy   string
}

// Help answers help, and whatever was not understood.
type Help struct {
	Unknown string              `json:"unknown,omitempty"` // the word that was not understood
	Nearest string              `json:"nearest,omitempty"` // the nearest command, "" when none is near
	Text    HelpText            `json:"text,omitempty"`    // why there is help instead of an answer
	Choices []Named             `json:"choices,omitempty"` // initiatives to choose from
	Topics  []scoring.Dimension `json:"topics,omitempty"`  // of HelpUnknownTopic: those that there are
	Command string              `json:"command,omitempty"` // the command to which the choices belong
	Topic   string              `json:"topic,omitempty"`   // of commit and decide: TopicList, as it was asked for
	Name    string              `json:"name,omitempty"`    // what was looked for
	For     []Audience          `json:"for,omitempty"`     // of HelpAsked and HelpUnknown: to whom it is said; empty: to anybody
	Owner   string              `json:"-"`                 // of HelpNotAllowed and HelpNotPromiser: whose it is, where the asker may know; not kept with letters
	Instead Instead             `json:"instead,omitempty"` // of HelpNotAllowed: what the asker may do instead
}

// Instead is what somebody may do who may not do what they wished to.
type Instead string

// What there is instead.
const (
	InsteadNone  Instead = ""
	InsteadRead  Instead = "read"  // read the initiative
	InsteadSee   Instead = "see"   // its status
	InsteadOwner Instead = "owner" // of none in particular: find out who owns it
	InsteadList  Instead = "list"  // of none in particular: see what there is
)

// HelpText says why help is given.
type HelpText string

// The reasons for help.
const (
	HelpAsked          HelpText = "asked"
	HelpHello          HelpText = "hello"           // the first word to somebody who installed the bot
	HelpUnknown        HelpText = "unknown"         // no such command
	HelpThanks         HelpText = "thanks"          // the asker said thanks
	HelpGreeted        HelpText = "greeted"         // the asker said hello
	HelpNoInitiative   HelpText = "no_initiative"   // the org has none, or none in this channel: the way to make one
	HelpChoose         HelpText = "choose"          // a name fits several, or the channel has several
	HelpNoSuchName     HelpText = "no_such_name"    // no initiative of that name
	HelpBadDate        HelpText = "bad_date"        // a date that cannot be read or lies in the past
	HelpStranger       HelpText = "stranger"        // the bot does not know this account
	HelpForeign        HelpText = "foreign"         // guests and people of other organisations
	HelpNothingDue     HelpText = "nothing_due"     // no check-in waits
	HelpUnknownTopic   HelpText = "unknown_topic"   // explain of a dimension that the pulse does not ask
	HelpNotAllowed     HelpText = "not_allowed"     // the asker's role may not
	HelpAllClosed      HelpText = "closed"          // the check-in is closed
	HelpNoLongerAsked  HelpText = "no_longer"       // the asker left the initiative
	HelpNotYours       HelpText = "not_yours"       // a check-in of somebody else
	HelpNotYetOn       HelpText = "not_on_roster"   // joined after the round opened
	HelpTooLate        HelpText = "too_late"        // a reminder would come after the close
	HelpNoPart         HelpText = "no_part"         // portfolio of somebody who has no part in any initiative
	HelpNotHere        HelpText = "not_here"        // the channel is not one of the initiative's
	HelpSnoozeWho      HelpText = "snooze_no_open"  // nothing to snooze
	HelpWithdrawn      HelpText = "withdrawn"       // the asker took back the acceptance to be named
	HelpOldButton      HelpText = "old_button"      // a button of another version, or no button of ours
	HelpOldForm        HelpText = "old_form"        // likewise a form
	HelpNoChoice       HelpText = "no_choice"       // a form in which nothing is chosen
	HelpLongLine       HelpText = "long_line"       // a sentence that is too long
	HelpTooFast        HelpText = "too_fast"        // the asker asked more than anybody needs to
	HelpWhyShown       HelpText = "why_shown"       // the lines were shown already: it is too late to write one blind
	HelpTest           HelpText = "test"            // the check-in was a test
	HelpWhyOld         HelpText = "why_old"         // another wording was proposed since
	HelpAlertOut       HelpText = "alert_out"       // the channels have the alert, or it closed: no line can be added
	HelpAlertOver      HelpText = "alert_over"      // the alert closed: nothing is to be done about it
	HelpNobodyToAsk    HelpText = "nobody_to_ask"   // every lead was asked something this week, or nobody works in time
	HelpNeedsOver      HelpText = "needs_over"      // what both sides shared has been gathered
	HelpNoDigest       HelpText = "no_digest"       // the asker owns and sponsors nothing
	HelpNoRanking      HelpText = "no_ranking"      // the asker is a lead of no side, or has too few initiatives to rank
	HelpNotSponsor     HelpText = "not_sponsor"     // only the sponsor replies to the leads
	HelpNoAlert        HelpText = "no_alert"        // no alert is open: there is nothing to agree on
	HelpNoMeasure      HelpText = "no_measure"      // the initiative has no outcome measure yet
	HelpNotReached     HelpText = "not_reached"     // there is no value that reaches the target any more
	HelpPromiseGone    HelpText = "promise_gone"    // it was withdrawn
	HelpPromiseOver    HelpText = "promise_over"    // the side has said what it says
	HelpPromiseEarly   HelpText = "promise_early"   // its date has not come
	HelpPromiseJudged  HelpText = "promise_judged"  // the other side judges it: its date stands
	HelpPromiseMoved   HelpText = "promise_moved"   // the date was moved before, or has come
	HelpPromiseStands  HelpText = "promise_stands"  // too late to withdraw it
	HelpNotSaver       HelpText = "not_saver"       // only an owner may save a message as a commitment
	HelpNotPromiser    HelpText = "not_promiser"    // only who promised may move the date: Owner
	HelpNotJudge       HelpText = "not_judge"       // only leads of the side to which it was promised say what became of it
	HelpNotLead        HelpText = "not_lead"        // only leads are asked that
	HelpNotBusiness    HelpText = "not_business"    // only business leads are asked that
	HelpDecisionGone   HelpText = "decision_gone"   // it was dropped
	HelpDecisionPaused HelpText = "decision_paused" // a paused initiative asks nobody
	HelpDecisionOver   HelpText = "decision_over"   // the sides are shown: nothing more is rated
	HelpDecisionEarly  HelpText = "decision_early"  // the sides are still asked
	HelpDecisionStands HelpText = "decision_stands" // recorded: it is revisited, not dropped
	HelpDecisionKept   HelpText = "decision_kept"   // the owner has said that it stands
	HelpHoldsOver      HelpText = "holds_over"      // the sides are shown
	HelpHoldsEarly     HelpText = "holds_early"     // its date has not come
	HelpRevisitEarly   HelpText = "revisit_early"   // the sides have not been heard on the date
	HelpNotSaved       HelpText = "not_saved"       // nobody knows whether it was stored; to press again is safe
)

// Consenting asks a lead of a named side whether the lead accepts to be named, and
// says afterwards how that stands. The lead may change it at any time.
type Consenting struct {
	Letter     LetterID // empty: not in a letter
	Lead       PersonID
	Initiative Named
	Leads      int // of the lead's own side, one or two
	State      ConsentState
	At         time.Time // when the lead said it in chat; zero with ConsentGiven: the org file says it
	Zone       string
	Round      Date // planned date of the open round that asked the lead by name; empty: none
}

// ConsentState says where a lead stands to being named.
type ConsentState string

// The states of a consent.
const (
	ConsentOpen    ConsentState = "open" // neither yes nor no
	ConsentGiven   ConsentState = "given"
	ConsentRefused ConsentState = "refused"
	ConsentHidden  ConsentState = "hidden" // the side has three leads or more: nobody is named
	ConsentLeft    ConsentState = "left"   // no lead of one side of the initiative
)

func (Ask) message()         {}
func (Form) message()        {}
func (Result) message()      {}
func (GapAlert) message()    {}
func (AlertUpdate) message() {}
func (Card) message()        {}
func (Explain) message()     {}
func (Gaps) message()        {}
func (Why) message()         {}
func (History) message()     {}
func (Who) message()         {}
func (Portfolio) message()   {}
func (Help) message()        {}
func (Consenting) message()  {}
