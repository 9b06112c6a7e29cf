package teams

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"time"

	"parallax/bot"
)

const (
	callLimit  = 10 * time.Second // one call of the Connector
	answerSize = 1 << 20          // bytes of an answer
	threadMark = ";messageid="    // between a channel's id and that of the message which began a thread
)

// Tokens are where a Connector has its token from: *TokenSource.
type Tokens interface {
	// Token returns a token that still serves. The error is an *Unsent.
	Token(ctx context.Context) (string, error)
	// Drop is told of a token that was not accepted.
	Drop(token string)
}

// Connector speaks to the Bot Connector: one attempt a call, ten seconds, no
// redirect, and the token goes to the known hosts only. Its errors are *Unsent,
// nothing left this machine; *Denial, what the Connector answered; and any other,
// after which nobody knows what became of the call.
type Connector struct {
	tokens Tokens
	hosts  Hosts
	client *http.Client
	now    func() time.Time
}

// NewConnector makes a Connector. transport nil: public addresses and the hosts that
// the operator added, nothing else. now is the real clock, by
// which a date in Retry-After is read; nil: time.Now.
func NewConnector(tokens Tokens, hosts Hosts, transport http.RoundTripper, now func() time.Time) *Connector {
	if transport == nil {
		transport = bot.NewOutside(hosts.named, callLimit)
	}
	if now == nil {
		now = time.Now
	}
	return &Connector{tokens: tokens, hosts: hosts, now: now, client: &http.Client{Transport: transport, CheckRedirect: stay}}
}

// Unsent is a call that did not leave this machine, or a token that did not come:
// whatever was to be done was not done. After is when it may be tried again; 0:
// the same call will never leave.
type Unsent struct {
	Reason string
	After  time.Duration
	Err    error // may be nil
}

// Why nothing left.
const (
	unsentToken   = "no_token"
	unsentHost    = "unknown_service_host"
	unsentSize    = "MessageSizeTooBig" // Teams' own word for it
	unsentID      = "bad_id"
	unsentPlug    = "no_connection"
	unsentStopped = "not_started"
)

// Error names the reason.
func (u *Unsent) Error() string {
	if u.Err == nil {
		return "not sent: " + u.Reason
	}
	return "not sent: " + u.Reason + ": " + u.Err.Error()
}

// Unwrap returns the cause.
func (u *Unsent) Unwrap() error { return u.Err }

// Denial is an answer of the Connector other than success.
type Denial struct {
	Status int
	Code   string        // Teams' word, for example "BotNotInConversationRoster"; empty: it gave none
	After  time.Duration // Retry-After; 0: it named no time
}

// Error names the status and the code.
func (d *Denial) Error() string { return fmt.Sprintf("connector answered %d %s", d.Status, d.Code) }

// Spot is a conversation at the Connector that serves it. The id of a thread in a
// channel is the channel's, ";messageid=" and the id of its first message.
type Spot struct{ ServiceURL, Conversation string }

// Open returns the id of the personal chat with somebody, whom the bot knows by
// "29:..." or by the object id of the directory. There is one such chat: asked
// again, Teams names the same.
func (c *Connector) Open(ctx context.Context, service, tenant, bot, user string) (string, error) {
	type party struct {
		ID string `json:"id"`
	}
	var said struct {
		ID string `json:"id"`
	}
	err := c.call(ctx, http.MethodPost, service, "v3/conversations", struct {
		IsGroup bool       `json:"isGroup"`
		Bot     party      `json:"bot"`
		Members []party    `json:"members"`
		Tenant  string     `json:"tenantId"`
		Data    tenantData `json:"channelData"`
	}{Bot: party{bot}, Members: []party{{user}}, Tenant: tenant, Data: ofTenant(tenant)}, &said)
	if err == nil && said.ID == "" {
		err = errors.New("conversation without an id")
	}
	return said.ID, err
}

// Post sends a message and returns its activity id. The id is empty when Teams
// took the message and named none, which happens: such a message can't be edited.
func (c *Connector) Post(ctx context.Context, to Spot, m Outgoing) (string, error) {
	path, err := to.path("activities")
	if err != nil {
		return "", err
	}
	if err := m.fits(); err != nil {
		return "", err
	}
	var said struct {
		ID string `json:"id"`
	}
	err = c.call(ctx, http.MethodPost, to.ServiceURL, path, m, &said)
	return said.ID, err
}

// Edit replaces a message that the bot sent. Doing so twice shows the same.
func (c *Connector) Edit(ctx context.Context, at Spot, activity string, m Outgoing) error {
	path, err := at.path("activities", activity)
	if err != nil {
		return err
	}
	if err := m.fits(); err != nil {
		return err
	}
	return c.call(ctx, http.MethodPut, at.ServiceURL, path, m, nil)
}

// path is the address of something in the conversation, below that of the service.
func (s Spot) path(what string, ids ...string) (string, error) {
	p := "v3/conversations"
	for n, part := range append([]string{s.Conversation, what}, ids...) {
		if part == "" || part == "." || part == ".." {
			return "", &Unsent{Reason: unsentID, Err: fmt.Errorf("part %d of the address is %q", n, part)}
		}
		p += "/" + url.PathEscape(part)
	}
	return p, nil
}

// call makes one call. No error holds an address, a text or the token.
func (c *Connector) call(ctx context.Context, method, service, path string, send, into any) error {
	// Before all else, and as near to the sending as can be: the token goes there.
	if err := c.hosts.Check(service); err != nil {
		return &Unsent{Reason: unsentHost, Err: err}
	}
	token, err := c.tokens.Token(ctx) // has a limit of its own: a slow token takes no time from the call
	if err != nil {
		if _, is := errors.AsType[*Unsent](err); is {
			return err
		}
		return &Unsent{Reason: unsentToken, After: tokenAgain, Err: err}
	}
	var body io.Reader
	if send != nil {
		raw, err := json.Marshal(send)
		if err != nil {
			return &Unsent{Reason: unsentID, Err: err}
		}
		body = bytes.NewReader(raw)
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	connected := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }})
	r, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(service, "/")+"/"+path, body)
	if err != nil {
		return &Unsent{Reason: unsentID, Err: errors.New("bad address")}
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "application/json")
	if send != nil {
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	a, err := c.client.Do(r)
	if err != nil {
		if !connected {
			// Not a byte of the request left this machine.
			return &Unsent{Reason: unsentPlug, After: unplugged, Err: bare(err)}
		}
		return bare(err)
	}
	defer a.Body.Close() //nolint:errcheck // it was only read
	// What became of it the status says; an answer that breaks off after it changes
	// nothing of that.
	said, _ := io.ReadAll(io.LimitReader(a.Body, answerSize))
	if a.StatusCode < 200 || a.StatusCode > 299 {
		if a.StatusCode == http.StatusUnauthorized {
			c.tokens.Drop(token)
		}
		return &Denial{Status: a.StatusCode, Code: codeOf(said), After: retryAfter(a.Header, c.now())}
	}
	if into != nil && isObject(said) {
		_ = loosely(said, into) // what is missing, the caller sees
	}
	return nil
}

// bare takes the address off an error of net/http: it names a conversation.
func bare(err error) error {
	if u, is := errors.AsType[*url.Error](err); is {
		return u.Err
	}
	return err
}
