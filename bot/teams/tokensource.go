package teams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"parallax/bot"
)

const (
	tokenLimit = 8 * time.Second  // one call of the token endpoint
	tokenBody  = 64 << 10         // bytes of its answer; Microsoft's has about 2,000
	renewEarly = 5 * time.Minute  // before its end a token is renewed while it still serves
	tokenSpare = 30 * time.Second // before its end it serves no more: clocks differ, and calls take time
	tokenAgain = 10 * time.Second // between two tries while the endpoint is away
	tokenNever = 2 * time.Minute  // likewise while it says no: a new secret takes a while to be known everywhere
)

// authorities are the hosts that give out tokens, and for what they are asked
// (learn.microsoft.com, "Authentication with the Bot Connector API").
var authorities = map[string]string{
	"login.microsoftonline.com": publicScope,
	"login.microsoftonline.us":  "https://api.botframework.us/.default",
}

const publicScope = "https://api.botframework.com/.default"

// CheckToken tells whether raw may stand in TEAMS_TOKEN_URL: the bot's secret goes
// there, so it is Microsoft or this machine. Empty means the tenant's own address
// at login.microsoftonline.com.
func CheckToken(raw string) error {
	_, _, err := authority(raw, "common")
	return err
}

// authority returns the checked address of the token endpoint and the scope.
//
// The bot is one of a single tenant, which is also the only kind that can still be
// made: its tenant gives out its tokens. A bot of the older kind that serves many
// tenants would get them from the tenant "botframework.com", and its Connector
// would take letters to any of them.
func authority(raw, tenant string) (u *url.URL, scope string, err error) {
	if raw == "" {
		raw = "https://login.microsoftonline.com/" + url.PathEscape(tenant) + "/oauth2/v2.0/token"
	}
	u, err = url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		// The text is not repeated: it may hold a password.
		return nil, "", errors.New("TEAMS_TOKEN_URL: want an address such as https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token")
	}
	host := strings.ToLower(u.Hostname())
	if loopback(host) && (u.Scheme == "http" || u.Scheme == "https") {
		return u, publicScope, nil
	}
	if u.Scheme != "https" {
		return nil, "", fmt.Errorf("TEAMS_TOKEN_URL: %q must use https", host)
	}
	if scope = authorities[host]; scope == "" || u.Port() != "" && u.Port() != "443" {
		return nil, "", fmt.Errorf("TEAMS_TOKEN_URL: %q is neither Microsoft (login.microsoftonline.com, login.microsoftonline.us) nor this machine (127.0.0.1); the bot's secret would go there", u.Host)
	}
	return u, scope, nil
}

// Credentials are what a TokenSource shows for a token.
type Credentials struct {
	AppID     string            // TEAMS_APP_ID
	Password  string            // TEAMS_APP_PASSWORD; never logged, and in no error
	Tenant    string            // TEAMS_TENANT_ID
	URL       string            // TEAMS_TOKEN_URL; empty: the tenant's at Microsoft
	Transport http.RoundTripper // nil: public addresses, and this machine when URL is there
	Now       func() time.Time  // the real clock; nil: time.Now
	Log       *slog.Logger      // nil: silent
}

// TokenSource gets the token with which the bot calls the Connector, and keeps it
// until shortly before its end. One caller at a time asks for a new one: the others
// use the old one while it lasts, and wait when there is none.
type TokenSource struct {
	at     *url.URL
	form   string
	client *http.Client
	now    func() time.Time
	log    *slog.Logger

	mu     sync.Mutex
	token  string
	renew  time.Time     // from then on a new one is asked for
	until  time.Time     // from then on it serves no more
	flight chan struct{} // closed when the call under way has ended; nil: none
	no     *Unsent       // what the last call ended in; nil: a token
	next   time.Time     // no call before
}

// NewTokenSource makes a TokenSource; it makes no call.
func NewTokenSource(c Credentials) (*TokenSource, error) {
	for _, s := range []struct{ name, value string }{
		{"TEAMS_APP_ID", c.AppID}, {"TEAMS_APP_PASSWORD", c.Password}, {"TEAMS_TENANT_ID", c.Tenant},
	} {
		if strings.TrimSpace(s.value) == "" {
			return nil, errors.New(s.name + " is empty")
		}
	}
	at, scope, err := authority(c.URL, c.Tenant)
	if err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Transport == nil {
		c.Transport = bot.NewOutside(standIn(at), tokenLimit)
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.AppID}, "client_secret": {c.Password}, "scope": {scope}}
	return &TokenSource{
		at: at, form: form.Encode(), now: c.Now, log: c.Log,
		client: &http.Client{Transport: c.Transport, Timeout: tokenLimit, CheckRedirect: stay},
	}, nil
}

// stay makes a redirect the answer: neither secret nor token wanders to another host.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Token returns a token that serves for at least tokenSpare. The error is an
// *Unsent.
func (t *TokenSource) Token(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if t.token != "" && now.Before(t.until) {
		if !now.Before(t.renew) {
			t.refresh(now)
		}
		return t.token, nil
	}
	if flight := t.refresh(now); flight != nil {
		t.mu.Unlock()
		select {
		case <-flight:
		case <-ctx.Done():
		}
		t.mu.Lock()
		now = t.now()
	}
	switch {
	case t.token != "" && now.Before(t.until):
		return t.token, nil
	case ctx.Err() != nil:
		return "", &Unsent{Reason: unsentStopped, After: time.Second, Err: ctx.Err()}
	case t.no == nil: // it was dropped as soon as it came
		return "", &Unsent{Reason: unsentToken, After: tokenAgain}
	}
	return "", &Unsent{Reason: t.no.Reason, After: max(t.next.Sub(now), time.Second), Err: t.no.Err}
}

// Drop forgets a token that the Connector did not accept, unless another one has
// taken its place.
func (t *TokenSource) Drop(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == token {
		t.token = ""
	}
}

// refresh starts a call, or joins the one under way; nil when it is too early for
// another one. t.mu is held.
func (t *TokenSource) refresh(now time.Time) <-chan struct{} {
	if t.flight != nil {
		return t.flight
	}
	if now.Before(t.next) {
		return nil
	}
	done := make(chan struct{})
	t.flight = done
	// Not in the context of a caller: others wait for it as well.
	go func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.Background(), tokenLimit)
		defer cancel()
		token, life, no := t.fetch(ctx)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.flight, t.no = nil, no
		if no != nil {
			t.next = t.now().Add(no.After)
			t.log.Error("no token for the Bot Connector: letters to Teams wait", "reason", no.Reason, "err", no.Err, "again", no.After.String())
			return
		}
		// By the time at which it was asked for: it may have been long under way.
		t.token, t.renew, t.until = token, now.Add(life-min(renewEarly, life/4)), now.Add(life-min(tokenSpare, life/8))
	}()
	return done
}

// Lives of a token, in seconds. Microsoft's have 3,600, or up to 86,400.
const (
	leastLife = 60
	mostLife  = 86_400
)

func (t *TokenSource) fetch(ctx context.Context) (token string, life time.Duration, no *Unsent) {
	away := func(err error) (string, time.Duration, *Unsent) {
		return "", 0, &Unsent{Reason: unsentToken, After: tokenAgain, Err: err}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.at.String(), strings.NewReader(t.form))
	if err != nil {
		return away(errors.New("token endpoint: bad address"))
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	a, err := t.client.Do(r)
	if err != nil {
		return away(fmt.Errorf("token endpoint: %w", bare(err)))
	}
	defer a.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(io.LimitReader(a.Body, tokenBody+1))
	if err != nil {
		return away(fmt.Errorf("token endpoint: %w", bare(err)))
	}
	// Of an error only names and numbers are read: the description repeats what was
	// sent.
	var said struct {
		Token string      `json:"access_token"`
		Type  string      `json:"token_type"`
		Life  json.Number `json:"expires_in"` // a text from some endpoints
		Error string      `json:"error"`
		Codes []int       `json:"error_codes"`
	}
	_ = loosely(body, &said) // absent when it is no JSON
	if a.StatusCode != http.StatusOK {
		err := fmt.Errorf("token endpoint: status %d %s %v", a.StatusCode, word(said.Error), said.Codes)
		if a.StatusCode < 400 || a.StatusCode == http.StatusRequestTimeout || a.StatusCode >= 500 {
			return away(err)
		}
		after := tokenNever
		if a.StatusCode == http.StatusTooManyRequests {
			after = max(retryAfter(a.Header, t.now()), tokenAgain)
		}
		return "", 0, &Unsent{Reason: or(word(said.Error), unsentToken), After: after, Err: err}
	}
	seconds, err := said.Life.Int64()
	switch {
	case len(body) > tokenBody || said.Token == "" || strings.ContainsAny(said.Token, " \r\n"):
		return away(errors.New("token endpoint: an answer without a token"))
	case said.Type != "" && !strings.EqualFold(said.Type, "Bearer"):
		return away(errors.New("token endpoint: no bearer token"))
	case err != nil || seconds < leastLife:
		return away(errors.New("token endpoint: a token without a life worth having"))
	}
	return said.Token, time.Duration(min(seconds, mostLife)) * time.Second, nil
}
