package checkins

import "time"

// Done confirms an act of the asker.
type Done struct {
	What  DoneWhat  `json:"what"`
	Until Date      `json:"until,omitempty"`
	At    time.Time `json:"at,omitzero"`
	Zone  string    `json:"zone,omitempty"`
	Name  string    `json:"name,omitempty"`
	Where Platform  `json:"where,omitempty"`
	Value string    `json:"-"` // of an outcome or a status, as it was said; not kept with letters
	Owner string    `json:"-"` // of DoneHandedOver: the name of the new one; not kept with letters

	Number int `json:"number,omitempty"` // of DoneAsked: leads who are asked
	Less   int `json:"less,omitempty"`   // of DoneAsked: leads who are not, for they had an extra question this week
}

// DoneWhat is an act.
type DoneWhat string

// The acts.
const (
	DoneAway         DoneWhat = "away"
	DoneHere         DoneWhat = "here"
	DoneRemind       DoneWhat = "remind"
	DoneAcknowledged DoneWhat = "acknowledged"
	DoneSnoozed      DoneWhat = "snoozed"
	DoneShared       DoneWhat = "shared"
	DoneForgotten    DoneWhat = "forgotten"
	DoneBelow        DoneWhat = "below"    // what was asked or opened comes in the same chat, as a message of its own
	DoneApart        DoneWhat = "apart"    // what was asked in the channel is answered in the asker's own chat
	DoneNotApart     DoneWhat = "no_apart" // it can't be: there is no way to the asker's own chat
	DoneDiscarded    DoneWhat = "discarded"
	DoneWhyLine      DoneWhat = "why_line"     // the own line is stored; At: when the lines stand side by side
	DoneWhyLast      DoneWhat = "why_last"     // likewise, and everybody has written
	DoneWhyNone      DoneWhat = "why_none"     // no line, for the lead does not want to be named
	DoneWhyProposed  DoneWhat = "why_proposed" // the leads are asked about it
	DoneWhySame      DoneWhat = "why_same"
	DoneWhyPartly    DoneWhat = "why_partly"
	DoneWhyElse      DoneWhat = "why_else"
	DoneAgainSame    DoneWhat = "again_same" // what a lead says of the other side's lines
	DoneAgainPartly  DoneWhat = "again_partly"
	DoneAgainElse    DoneWhat = "again_else"
	DoneWhyOther     DoneWhat = "why_other"
	DonePaused       DoneWhat = "paused"
	DoneStarted      DoneWhat = "started" // goes on after a pause; At: the next check-in
	DoneHandedOver   DoneWhat = "handed_over"
	DoneTest         DoneWhat = "test"
	DoneFile         DoneWhat = "file"          // a brief is on its way as a file
	DoneFileStands   DoneWhat = "file_stands"   // it stands there already
	DoneFileNo       DoneWhat = "file_no"       // its reader does not want it
	DoneFiled        DoneWhat = "filed"         // it lies where its reader allowed it; Until: its day, Name: the id of its initiative
	DoneFileText     DoneWhat = "file_text"     // it did not go, and came as text
	DoneContext      DoneWhat = "context"       // a line was added to an alert
	DoneContextOff   DoneWhat = "context_off"   // and taken back
	DoneAssigned     DoneWhat = "assigned"      // somebody looks after an alert
	DoneUnassigned   DoneWhat = "unassigned"    // nobody does any more
	DoneAgenda       DoneWhat = "agenda"        // it is on the agenda
	DoneOffAgenda    DoneWhat = "agenda_off"    // it is not any more
	DoneAsked        DoneWhat = "asked"         // both sides are asked what the other would need to see; At: until when
	DoneAskedBefore  DoneWhat = "asked_before"  // they were; Until: on that day
	DoneNeeds        DoneWhat = "needs"         // what a lead says is kept; At: until when it may be changed
	DoneReply        DoneWhat = "reply"         // the sponsor's reply stands on the next check-in
	DoneReplyOff     DoneWhat = "reply_off"     // it was taken back
	DoneNeedsOff     DoneWhat = "needs_off"     // it was taken back
	DoneRank         DoneWhat = "rank"          // what comes first to a lead is kept; Until: the last day on which it may be changed
	DoneRankOff      DoneWhat = "rank_off"      // it was taken back
	DoneStep         DoneWhat = "step"          // a step is put down; Until: its date
	DoneStepDone     DoneWhat = "step_done"     // it is done; Until: since that day
	DoneStepDropped  DoneWhat = "step_dropped"  // it was dropped; Until: on that day
	DoneStepOpen     DoneWhat = "step_open"     // it is open; Until: its date
	DoneRecheck      DoneWhat = "recheck"       // the next two check-ins ask everybody again
	DoneWin          DoneWhat = "win"           // the win is said in the channel
	DoneWinOff       DoneWhat = "win_off"       // it was taken back
	DoneOutcome      DoneWhat = "outcome"       // a value is kept; Until: its date
	DoneOutcomeNew   DoneWhat = "outcome_new"   // in place of another one of that date
	DoneOutcomeMeets DoneWhat = "outcome_meets" // it reaches the target, and the business side is asked
	DoneReached      DoneWhat = "reached"       // the business side confirmed that
	DoneNotYet       DoneWhat = "not_yet"       // it said that it is not reached with that value
	DoneHealth       DoneWhat = "health"        // a status is kept
	DoneHealthNew    DoneWhat = "health_new"    // in place of another one of that date
	DoneHealthMelon  DoneWhat = "health_melon"  // it is green, and the business sees little value
)

func (Done) message() {}
