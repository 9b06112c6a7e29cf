package checkins

// Reason says why something is said, or why it is not. Decisions return one, so
// that a test, a log line and a thread speak of the same thing.
type Reason string

// Why an alert speaks, or stays silent.
const (
	ReasonOpened  Reason = "opened"  // certainty reached p_open in the third published round or later
	ReasonClosed  Reason = "closed"  // |G| fell below close
	ReasonFlipped Reason = "flipped" // still open, but the other side now rates higher
	ReasonRepeat  Reason = "repeat"  // four published rounds later it is still open
	ReasonSteady  Reason = "steady"  // open, nothing new
	ReasonFrozen  Reason = "frozen"  // no published reading this round
	ReasonQuiet   Reason = "quiet"   // not open
	ReasonSnoozed Reason = "snoozed" // worth saying, but people asked for silence
)

// Why a letter is not sent.
const (
	ReasonAnswered   Reason = "answered"   // there is nothing left to ask
	ReasonRoundOver  Reason = "round_over" // the round closed first
	ReasonAway       Reason = "away"       // the lead is away now
	ReasonLeft       Reason = "left"       // the lead left
	ReasonNoAccount  Reason = "no_account" // the person has no account on any platform
	ReasonReadable   Reason = "readable"   // second nudge: the side is readable without this lead
	ReasonTooLate    Reason = "too_late"
	ReasonNoCard     Reason = "no_card"     // the message it belongs under never arrived
	ReasonMuted      Reason = "muted"       // the lead wishes to be asked nothing about it
	ReasonQuietHours Reason = "quiet_hours" // the platform says that the lead is not to be disturbed now
	ReasonOut        Reason = "out"         // a nudge: the lead's status says that they are not at work
	ReasonGone       Reason = "gone"        // the platform says that the account is deactivated
	ReasonDayOff     Reason = "day_off"     // became a holiday, weekend or other day off of the lead
	ReasonHours      Reason = "hours"       // it is not in the lead's working hours, or before the hour of the ask
	ReasonMoved      Reason = "moved"       // its date is another one now
	ReasonPaused     Reason = "paused"      // its initiative is
	ReasonAskedToday Reason = "asked_today" // the lead had a message today
	ReasonNotNamed   Reason = "not_named"   // the side has three leads or more now: nobody there is named
	// ReasonNotItsChannel: the channel was taken from the initiative meanwhile.
	ReasonNotItsChannel Reason = "not_its_channel"
)

// Why a digest is not sent.
const (
	ReasonNoDigest   Reason = "no_digest"   // its reader wants none
	ReasonNothingNew Reason = "nothing_new" // there is nothing to say
)

// Why a round is skipped.
const (
	ReasonDowntime Reason = "downtime" // too little was left of the window
	ReasonWaits    Reason = "waits"    // the initiative waits for somebody: Initiative.Waits
	ReasonNobody   Reason = "nobody"   // no lead could be asked within the window
)
