package teams

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"parallax/checkins"
)

const (
	unplugged = 30 * time.Second // no connection to the Connector, or no answer of it where nothing was at stake
	adminHeld = 15 * time.Minute // an administrator turned the app off: nobody tells when it is on again
	unknownTo = 15 * time.Minute // the Connector does not know the bot
)

// purpose is what a call was for.
type purpose int

const (
	posting purpose = iota // a new message: once at most
	opening                // the personal chat, before a first message: nothing was sent yet
	editing                // a message that stands there: twice is the same as once
)

// untilHeard are the codes after which nothing is sent to a person until the app is
// installed again or the person writes (learn.microsoft.com, "Status codes" of
// "Messages in bot conversations").
var untilHeard = map[string]bool{
	codeRemoved:                   true,
	"ForbiddenOperationException": true, // never installed
	"ConversationBlockedByUser":   true,
	"MessageWritesBlocked":        true, // removed or blocked, as Teams says it for personal chats
}

// Codes that mean something of their own.
const (
	codeAdmin     = "BotDisabledByAdmin"
	codeRemoved   = "BotNotInConversationRoster"
	codeStranger  = "BotNotRegistered"
	codeNoChat    = "ConversationNotFound"
	codeThrottled = "Throttled"
)

// classify says what an error of a call means for the letter: a *checkins.Refusal
// when Teams definitely did not take the message, else the error itself, and then
// nobody knows. A Refusal that passes and whose After is 0 waits as Courier.waits say.
//
// Microsoft's table of retries (412, 429, 502, 503, 504: yes; 500 and what is below:
// no) says when another call is welcome, not whether the first one was in vain. Of
// the first kind 429 and 412 (others were changing the conversation at the same time)
// come before anything is stored, and so does a 503 that names a time. A 502, a 504
// and a bare 503 may come from a gateway that lost the answer of a service which took
// the message: a second post would then be a second message. So a post leaves nobody
// knowing, and the ledger decides by what it was about; where a repetition shows
// nothing twice the table is followed to the letter.
func classify(err error, p purpose) error {
	if u, is := errors.AsType[*Unsent](err); is {
		return &checkins.Refusal{Reason: u.Reason, After: u.After, Final: u.After == 0}
	}
	d, is := errors.AsType[*Denial](err)
	if !is {
		if p == opening {
			return &checkins.Refusal{Reason: "no_answer", After: unplugged}
		}
		return err
	}
	no := &checkins.Refusal{Reason: or(d.Code, strconv.Itoa(d.Status)), After: d.After}
	switch s := d.Status; {
	case s == http.StatusTooManyRequests:
		no.Reason = codeThrottled
		return no
	case s == http.StatusPreconditionFailed:
		return no
	case s == http.StatusForbidden && d.Code == codeAdmin:
		// Nobody tells when it is turned on again, so what there is to say waits: an
		// alert is not lost by it, and a check-in ends with its round.
		no.After = adminHeld
		return no
	case s == http.StatusUnauthorized:
		// The token, not the letter: it waits, as it does for a token that does not come.
		if no.After = 0; d.Code == codeStranger {
			no.After = unknownTo
		}
		return no
	case s == http.StatusBadGateway, s == http.StatusServiceUnavailable, s == http.StatusGatewayTimeout:
		if p == posting && (s != http.StatusServiceUnavailable || d.After == 0) {
			return err
		}
		return no
	case s == http.StatusRequestTimeout, s < 400:
		// A proxy's word, or a redirect.
		if p == posting {
			return err
		}
		no.After = max(no.After, unplugged)
		return no
	case s >= 500 && p == posting:
		return err // some of it may have been done; and never again
	}
	no.After, no.Final = 0, true
	return no
}
