package slack

import (
	"errors"
	"net"
	"net/http"
	"time"

	api "github.com/slack-go/slack"

	"parallax/checkins"
)

// How long a refusal holds that says no time itself.
const (
	limitedFor = 30 * time.Second // 429 without Retry-After
	limitedMax = 24 * time.Hour   // a longer Retry-After is believed up to here
	lockedFor  = 15 * time.Minute // the token is refused; see locked
	movingFor  = 5 * time.Minute  // the workspace is being migrated
	unplugged  = 30 * time.Second // no connection to Slack
)

// unsaid are the errors after which the message may stand in the channel all the
// same, by Slack's own words: "possible some aspect of the operation succeeded".
var unsaid = map[string]bool{
	"fatal_error": true, "internal_error": true, "request_timeout": true, "service_unavailable": true,
}

// locked are the errors about the token and not about the letter. The letter
// waits: after a new installation it goes out once, as if nothing had been. The
// courier stops calling for that workspace meanwhile.
var locked = map[string]bool{
	"account_inactive": true, "token_revoked": true, "token_expired": true, "invalid_auth": true, "not_authed": true,
	"team_access_not_granted": true, "org_login_required": true, "ekm_access_denied": true, "access_denied": true,
	"two_factor_setup_required": true, "accesslimited": true,
}

// passing are the errors that say "later" without a status of 429.
var passing = map[string]time.Duration{
	"ratelimited": limitedFor, "rate_limited": limitedFor, "message_limit_exceeded": time.Minute, "team_added_to_org": movingFor,
}

// crowded are those of them that say that calls come too fast.
var crowded = map[string]bool{"ratelimited": true, "rate_limited": true, "message_limit_exceeded": true}

// limited is how long Slack asked to wait, 0 when it named no time.
func limited(err error) time.Duration {
	if limit, is := errors.AsType[*api.RateLimitedError](err); is {
		return min(limit.RetryAfter, limitedMax)
	}
	return 0
}

// classify says what an error of a call means for the letter: a *checkins.Refusal
// when Slack definitely did not take the message, else the error itself, and then
// nobody knows. Any other word with ok:false is a definite no: Slack lists the
// four that are not.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if limit, is := errors.AsType[*api.RateLimitedError](err); is {
		return &checkins.Refusal{Reason: "ratelimited", After: min(max(limit.RetryAfter, time.Second), limitedMax)}
	}
	if status, is := errors.AsType[api.StatusCodeError](err); is {
		if status.Code == http.StatusTooManyRequests {
			return &checkins.Refusal{Reason: "ratelimited", After: limitedFor}
		}
		return err
	}
	if op, is := errors.AsType[*net.OpError](err); is && op.Op == "dial" {
		// Not a byte left this machine.
		return &checkins.Refusal{Reason: "no_connection", After: unplugged}
	}
	word := slackWord(err)
	switch {
	case word == "" || unsaid[word]:
		return bare(err)
	case locked[word]:
		return &checkins.Refusal{Reason: word, After: lockedFor}
	case passing[word] > 0:
		return &checkins.Refusal{Reason: word, After: passing[word]}
	}
	return &checkins.Refusal{Reason: word, Final: true}
}
