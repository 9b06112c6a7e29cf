package checkins

// Verb is a command of the grammar (PRODUCT.md "Commands").
type Verb string

// The verbs that the Desk answers.
const (
	VerbStatus    Verb = "status"
	VerbCheckin   Verb = "checkin"
	VerbExplain   Verb = "explain"
	VerbGaps      Verb = "gaps"
	VerbWhy       Verb = "why"
	VerbHistory   Verb = "history"
	VerbWho       Verb = "who"
	VerbPortfolio Verb = "portfolio"
	VerbPriority  Verb = "priority"
	VerbAway      Verb = "away"
	VerbHere      Verb = "here"
	VerbSnooze    Verb = "snooze"
	VerbNew       Verb = "new"
	VerbEdit      Verb = "edit"
	VerbPause     Verb = "pause"
	VerbHandover  Verb = "handover"
	VerbRank      Verb = "rank"
	VerbDigest    Verb = "digest"
	VerbBrief     Verb = "brief"
	VerbAssign    Verb = "assign"
	VerbRecheck   Verb = "recheck"
	VerbWin       Verb = "win"
	VerbOutcome   Verb = "outcome"
	VerbHealth    Verb = "health"
	VerbCommit    Verb = "commit"
	VerbDecide    Verb = "decide"
	VerbHelp      Verb = "help"
	VerbThanks    Verb = "thanks" // no command: what people say, and it is answered
	VerbGreet     Verb = "hi"     // likewise
	VerbHome      Verb = "home"
	VerbSettings  Verb = "settings"
	VerbExport    Verb = "export"
	VerbForget    Verb = "forget"
)

// Command is what somebody typed, taken apart but not yet looked up. package
// bot parses it; names and dates are as typed.
type Command struct {
	Verb    Verb   `json:"verb,omitempty"`    // empty: Word was not understood
	Name    string `json:"name,omitempty"`    // of an initiative, empty: the channel's; portfolio, priority: of a priority, or "mine"
	Page    int    `json:"page,omitempty"`    // portfolio, priority, home: from 1; 0 is the first
	Topic   string `json:"topic,omitempty"`   // explain: a dimension; commit, decide: TopicList
	From    string `json:"from,omitempty"`    // away: the first day; empty: today
	Until   string `json:"until,omitempty"`   // away, snooze: a date
	To      string `json:"to,omitempty"`      // handover: a person, by name or mention
	Value   string `json:"value,omitempty"`   // outcome: a value; health: a colour
	On      string `json:"on,omitempty"`      // outcome, health: a date; empty: today
	Word    string `json:"word,omitempty"`    // the word that was not understood
	Nearest Verb   `json:"nearest,omitempty"` // the command nearest to Word, empty: none is near

	Alert LetterID `json:"alert,omitempty"` // explain: the alert whose dimensions are meant, from a button on it
}

// Request is a verified wish of somebody in a chat.
type Request struct {
	Delivery string  // id of the delivery, for saying once
	From     Account // who asks
	Channel  Account // where; zero: in private
	Thread   string  // the thread it was asked in; empty: none
	Apart    bool    // what is asked in a channel is answered in private, for the platform shows nobody a message alone there
	Command  Command
	Deed     *Deed // instead of a Command: something pressed, whose answer is too much for a word
}
