package main

import "parallax/checkins"

// What /readyz says, and the log at the start. docs/operations.md has a line for each.
// Those that end in ": " are followed by what was found.
const (
	// The service is not ready.
	reasonStopping = "stopping: requests in flight are being finished"
	reasonStore    = "store: "                              // an error of the store: it does not answer, was emptied, has another key ...
	reasonUnkept   = "PARALLAX_DURABILITY="                 // strict: (or another) a setting of Redis, by its name, and the command that mends it
	reasonUnsent   = "nothing is sent until this is mended" // follows reasonUnkept
	reasonSocket   = "Slack: Socket Mode is not connected"  // no connection is up

	// The service is ready; something is to be known.
	noteEmbedded   = "embedded store in "
	noteAttested   = "PARALLAX_DURABILITY=attested: that Redis keeps what it acknowledges is the operator's word, and is not checked where Redis hides it"
	noteRelaxed    = "PARALLAX_DURABILITY=relaxed: a crash or a failover may lose answers that were acknowledged"
	noteUncopied   = "PARALLAX_WAIT_REPLICAS=0: a failover may lose answers that were acknowledged"
	noteOldKeys    = "PARALLAX_SECRET_KEY_OLD: other keys are read as well; `parallax doctor` says which of them can be removed"
	noteFresh      = "the store was empty, and a new one was begun at this start: if it should hold an org, stop every process and restore a backup"
	noteRefused    = "Slack refuses the token: nothing is sent until it is renewed: "
	noteNoSlack    = "Slack is not served: SLACK_BOT_TOKEN is not set"
	noteNoTeams    = "Teams is not served: TEAMS_APP_ID is not set"
	noteSlackStand = "SLACK_API_URL: "       // a stand-in on this machine
	noteOpenID     = "TEAMS_OPENID_URL: "    // likewise
	noteToken      = "TEAMS_TOKEN_URL: "     // likewise
	noteHosts      = "TEAMS_SERVICE_HOSTS: " // further hosts that the bot's token may go to
)

// readyReasons are all of them: why the service is not ready, and what else is said.
var readyReasons = struct{ not, notes []string }{
	not: []string{reasonStopping, reasonStore, reasonUnkept, reasonUnsent, reasonSocket},
	notes: []string{
		noteEmbedded, noteAttested, noteRelaxed, noteUncopied, noteOldKeys, noteFresh, noteRefused, noteNoSlack, noteNoTeams, noteSlackStand, noteOpenID, noteToken, noteHosts,
	},
}

// letterReasons are the words that parallax_letters_total has for why a letter was not
// sent, from the platforms and our own. A platform may say others: those are "other", so
// that what it says never becomes a name of a metric.
var letterReasons = map[string]bool{
	// our own
	string(checkins.ReasonNoAccount): true, string(checkins.ReasonGone): true, string(checkins.ReasonLeft): true,
	"no_answer": true, "cannot_render": true, "no_token_for_team": true, "not_installed": true,
	// Slack
	"channel_not_found": true, "not_in_channel": true, "is_archived": true, "account_inactive": true, "user_not_found": true,
	"user_disabled": true, "user_not_visible": true, "cannot_dm_bot": true, "messages_tab_disabled": true, "restricted_action": true,
	"missing_scope": true, "invalid_auth": true, "not_authed": true, "token_revoked": true, "token_expired": true,
	"msg_too_long": true, "invalid_blocks": true, "no_permission": true, "ekm_access_denied": true,
	// Teams
	"BotNotInConversationRoster": true, "ForbiddenOperationException": true, "ConversationBlockedByUser": true, "MessageWritesBlocked": true,
	"BotDisabledByAdmin": true, "BotNotRegistered": true, "ConversationNotFound": true, "NotEnoughPermissions": true, "MessageSizeTooBig": true,
	"BadSyntax": true, "BadArgument": true,
}

const (
	reasonOther = "other"
	// unanswered is what the desk says of an attempt that ended without a word.
	unanswered = "no answer to the attempt"
)

// letterReason is the label of a letter that did not arrive, or may not have; "" for
// all others.
func letterReason(s checkins.Sighting) string {
	switch {
	case s.State != checkins.LetterUnreachable && s.State != checkins.LetterUnknown:
		return ""
	case s.Reason == unanswered:
		return "no_answer"
	case letterReasons[s.Reason]:
		return s.Reason
	}
	return reasonOther
}

// roundReason is the label of a round that was skipped; "" for all others.
func roundReason(s checkins.Sighting) string {
	switch r := checkins.Reason(s.Reason); r {
	case "", checkins.ReasonDowntime, checkins.ReasonWaits, checkins.ReasonNobody:
		return s.Reason
	}
	return reasonOther
}
