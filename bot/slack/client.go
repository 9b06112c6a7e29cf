package slack

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"parallax/bot"
)

const (
	callLimit = 10 * time.Second // one Web API call
	hookLimit = 3 * time.Second  // one call of a response_url
)

// Client speaks to one workspace's Slack: the Web API with the bot token, and
// response URLs. It never retries and never follows a redirect.
type Client struct {
	web      *api.Client
	base     *url.URL
	hook     *http.Client
	files    *http.Client
	appToken string
	grant    string // names the bot token, and is of no other use
}

// NewClient takes the bot token, the app token (empty: no Socket Mode) and the
// base of the Web API (empty: Slack's). It makes no call.
func NewClient(token, appToken, baseURL string) (*Client, error) {
	if strings.TrimSpace(token) == "" {
		return nil, errors.New("SLACK_BOT_TOKEN is empty")
	}
	base, err := apiBase(baseURL)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(token))
	c := &Client{base: base, appToken: appToken, grant: "token-" + hex.EncodeToString(sum[:6])}
	// Without OptionRetry: a second post by a library is a second message.
	c.web = api.New(token,
		api.OptionAPIURL(base.String()),
		api.OptionAppLevelToken(appToken),
		api.OptionHTTPClient(webClient(base)))
	c.hook = &http.Client{Timeout: hookLimit, Transport: bot.NewOutside(inside(base), hookLimit), CheckRedirect: stay}
	c.files = webClient(base)
	return c, nil
}

// webClient calls the Web API.
func webClient(base *url.URL) *http.Client {
	return &http.Client{Timeout: callLimit, Transport: bot.NewOutside(inside(base), callLimit), CheckRedirect: stay}
}

// stay makes a redirect the answer: a token must not wander to another host.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// note is what goes to a response_url, and what answers a slash command.
type note struct {
	Type    string `json:"response_type"`
	Replace bool   `json:"replace_original"`
	Thread  string `json:"thread_ts,omitempty"`
	Payload
}

func ephemeral(p Payload) note { return note{Type: "ephemeral", Payload: p} }

// respond posts to a response_url. The URL is a credential for half an hour, so
// no error holds it.
func (c *Client) respond(ctx context.Context, hook string, n note) error {
	if err := checkHook(hook, c.base); err != nil {
		return err
	}
	body, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hook, bytes.NewReader(body))
	if err != nil {
		return errHook
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := c.hook.Do(req)
	if err != nil {
		return fmt.Errorf("post to response_url: %w", bare(err))
	}
	defer func() { _ = resp.Body.Close() }()
	said, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10)) // all of it lets the connection be used again
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	var no struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(said, &no) == nil && (no.Error == "used_url" || no.Error == "expired_url") {
		// It is of one press, which was delivered again and again, or half an hour
		// later: the person was told, or waits for it no more.
		return nil
	}
	return fmt.Errorf("post to response_url: status %d", resp.StatusCode)
}

// bare takes the address off an error of net/http.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// Identity is who the bot token belongs to.
type Identity struct {
	Team   string   // workspace id
	User   string   // the bot's user id
	Scopes []string // granted; nil when Slack did not say
}

// Identity asks auth.test. A refused token gives Slack's word, for example
// "invalid_auth".
func (c *Client) Identity(ctx context.Context) (Identity, error) {
	a, err := c.web.AuthTestContext(ctx)
	if err != nil {
		return Identity{}, fmt.Errorf("auth.test: %w", bare(err))
	}
	id := Identity{Team: a.TeamID, User: a.UserID}
	for s := range strings.SplitSeq(a.Header.Get("X-OAuth-Scopes"), ",") {
		if s = strings.TrimSpace(s); s != "" {
			id.Scopes = append(id.Scopes, s)
		}
	}
	return id, nil
}

// openOutcome is what became of opening a form.
type openOutcome int

const (
	opened     openOutcome = iota
	openLate               // the trigger ran out
	openBefore             // the trigger was used before: the same press again
	openFailed
)

// open shows the form to who pressed the button of the trigger.
func (c *Client) open(ctx context.Context, trigger string, view api.ModalViewRequest) (openOutcome, error) {
	_, err := c.web.OpenViewContext(ctx, trigger, view)
	if err == nil {
		return opened, nil
	}
	switch slackWord(err) {
	case "expired_trigger_id", "trigger_expired", "invalid_trigger_id", "invalid_trigger":
		return openLate, nil
	case "exchanged_trigger_id", "trigger_exchanged":
		return openBefore, nil
	}
	return openFailed, fmt.Errorf("views.open: %w", bare(err))
}

// change puts a view in the place of an open one. Where that was changed or closed
// meanwhile nothing is left to do: who acted did something else since.
func (c *Client) change(ctx context.Context, id, hash string, view api.ModalViewRequest) error {
	_, err := c.web.UpdateViewContext(ctx, view, "", hash, id)
	switch slackWord(err) {
	case "hash_conflict", "not_found":
		return nil
	}
	if err != nil {
		return fmt.Errorf("views.update: %w", bare(err))
	}
	return nil
}

// slackWord returns the error string of a Web API answer, "" when it was not one.
func slackWord(err error) string {
	if e, ok := errors.AsType[api.SlackErrorResponse](err); ok {
		return e.Err
	}
	return ""
}
