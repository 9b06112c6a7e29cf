package teams_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"parallax/bot/teams"
)

func unsent(err error) *teams.Unsent {
	u, _ := errors.AsType[*teams.Unsent](err)
	return u
}

func TestTokenIsAskedForAndKept(t *testing.T) {
	s := newSender(t)
	for range 3 {
		if tok, err := s.tokens.Token(t.Context()); err != nil || tok != "tok-1" {
			t.Fatalf("%q, %v", tok, err)
		}
	}
	asks := s.requests(asked.token)
	if len(asks) != 1 {
		t.Fatalf("%d calls, want one", len(asks))
	}
	form, err := url.ParseQuery(string(asks[0].body))
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[string]string{
		"grant_type": "client_credentials", "client_id": botApp, "client_secret": botSecret, "scope": "https://api.botframework.com/.default",
	} {
		if form.Get(k) != want {
			t.Errorf("%s = %q, want %q", k, form.Get(k), want)
		}
	}
}

// Whatever happens, one caller asks: first, shortly before the end, and after it.
func TestOneOfFiftyAsksForAToken(t *testing.T) {
	s := newSender(t)
	fifty := func(want string) {
		t.Helper()
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if tok, err := s.tokens.Token(t.Context()); err != nil || tok != want {
					t.Errorf("%q, %v; want %s", tok, err, want)
				}
			})
		}
		wg.Wait()
	}
	asks := func() int { return len(s.requests(asked.token)) }
	fifty("tok-1")
	s.pass(54 * time.Minute)
	fifty("tok-1")
	if asks() != 1 {
		t.Fatalf("%d calls", asks())
	}
	// From 55 minutes on the old one still serves while the new one is on its way.
	hang := make(chan struct{})
	s.fault(asked.token, fault{hang: hang, accept: true})
	s.pass(time.Minute)
	fifty("tok-1")
	close(hang)
	for tok := ""; tok != "tok-2"; {
		tok, _ = s.tokens.Token(t.Context())
	}
	if asks() != 2 {
		t.Errorf("%d calls, want 2", asks())
	}
	// After its end everybody waits for the new one.
	hang = make(chan struct{})
	s.fault(asked.token, fault{hang: hang, accept: true})
	s.pass(time.Hour)
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.tokens.Token(impatient); unsent(err) == nil || !errors.Is(err, context.Canceled) {
		t.Errorf("who would not wait got %v", err)
	}
	time.AfterFunc(20*time.Millisecond, func() { close(hang) })
	fifty("tok-3")
	if asks() != 3 {
		t.Errorf("%d calls, want 3", asks())
	}
}

func TestADroppedTokenIsReplaced(t *testing.T) {
	s := newSender(t)
	for _, c := range []struct{ drop, want string }{{"", "tok-1"}, {"tok-0", "tok-1"}, {"tok-1", "tok-2"}, {"tok-1", "tok-2"}} {
		s.tokens.Drop(c.drop)
		if tok, err := s.tokens.Token(t.Context()); err != nil || tok != c.want {
			t.Errorf("after dropping %q: %q, %v; want %s", c.drop, tok, err, c.want)
		}
	}
}

func TestTokenEndpointSaysNo(t *testing.T) {
	const denied = `{"error":"invalid_client","error_description":"AADSTS7000215: ` + botSecret + `","error_codes":[7000215]}`
	for name, c := range map[string]struct {
		fault
		reason string
		after  time.Duration
	}{
		"wrong secret":   {fault{status: 401, body: denied}, "invalid_client", 2 * time.Minute},
		"no such app":    {fault{status: 400, body: `{"error":"unauthorized_client"}`}, "unauthorized_client", 2 * time.Minute},
		"strange word":   {fault{status: 400, body: `{"error":"` + botSecret + ` \n"}`}, "no_token", 2 * time.Minute},
		"throttled":      {fault{status: 429, header: http.Header{"Retry-After": {"77"}}}, "no_token", 77 * time.Second},
		"500":            {fault{status: 500, body: "oops"}, "no_token", 10 * time.Second},
		"reset":          {fault{reset: true}, "no_token", 10 * time.Second},
		"redirect":       {fault{status: 307, header: http.Header{"Location": {"http://127.0.0.1:1/"}}}, "no_token", 10 * time.Second},
		"no JSON":        {fault{status: 200, body: "<html>"}, "no_token", 10 * time.Second},
		"no token":       {fault{status: 200, body: `{"expires_in":3600}`}, "no_token", 10 * time.Second},
		"no life":        {fault{status: 200, body: `{"access_token":"tok-x"}`}, "no_token", 10 * time.Second},
		"short life":     {fault{status: 200, body: `{"access_token":"tok-x","expires_in":1}`}, "no_token", 10 * time.Second},
		"another type":   {fault{status: 200, body: `{"access_token":"tok-x","expires_in":3600,"token_type":"mac"}`}, "no_token", 10 * time.Second},
		"header in it":   {fault{status: 200, body: `{"access_token":"tok-x\r\nA: b","expires_in":3600}`}, "no_token", 10 * time.Second},
		"endless answer": {fault{status: 200, body: strings.Repeat(" ", 65<<10) + `{"access_token":"tok-x","expires_in":3600}`}, "no_token", 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSender(t)
			s.fault(asked.token, c.fault)
			for n := range 5 {
				_, err := s.tokens.Token(t.Context())
				u := unsent(err)
				if u == nil || u.Reason != c.reason || u.After != c.after {
					t.Fatalf("call %d: %v, want %s after %s", n, err, c.reason, c.after)
				}
				if strings.Contains(err.Error(), "hush") {
					t.Errorf("the error tells the secret: %v", err)
				}
			}
			if n := len(s.requests(asked.token)); n != 1 {
				t.Errorf("%d calls, want one until it is time again", n)
			}
			s.pass(c.after)
			if tok, err := s.tokens.Token(t.Context()); err != nil || tok != "tok-1" {
				t.Errorf("when it was time: %q, %v", tok, err)
			}
		})
	}
}

// While the endpoint is away the old token serves to its end.
func TestTokenEndpointAway(t *testing.T) {
	s := newSender(t)
	if _, err := s.tokens.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.CloseClientConnections()
	s.Close()
	for _, d := range []time.Duration{56 * time.Minute, 3 * time.Minute} {
		s.pass(d)
		if tok, err := s.tokens.Token(t.Context()); err != nil || tok != "tok-1" {
			t.Fatalf("%q, %v", tok, err)
		}
	}
	s.pass(time.Minute)
	if _, err := s.tokens.Token(t.Context()); unsent(err) == nil {
		t.Errorf("after its end: %v", err)
	}
}

func TestTextualLife(t *testing.T) {
	s := newSender(t)
	s.fault(asked.token, fault{status: 200, body: `{"access_token":"tok-text","expires_in":"86398"}`})
	if tok, err := s.tokens.Token(t.Context()); err != nil || tok != "tok-text" {
		t.Fatalf("%q, %v", tok, err)
	}
	s.pass(23 * time.Hour)
	if tok, err := s.tokens.Token(t.Context()); err != nil || tok != "tok-text" {
		t.Fatalf("%q, %v", tok, err)
	}
}

func TestCheckToken(t *testing.T) {
	for _, good := range []string{
		"", "https://login.microsoftonline.com/" + home + "/oauth2/v2.0/token", "https://LOGIN.microsoftonline.us:443/x/oauth2/v2.0/token", "http://127.0.0.1:9/token", "https://localhost/token",
	} {
		if err := teams.CheckToken(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{
		"http://login.microsoftonline.com/x", "https://login.microsoftonline.com.evil.example/x", "https://evil.example/", "https://login.microsoftonline.com:8443/x",
		"https://user:pw@login.microsoftonline.com/x", "login.microsoftonline.com", "https://login.microsoftonline.com/x?y", "http://169.254.169.254/token", "ftp://127.0.0.1/",
	} {
		if err := teams.CheckToken(bad); err == nil || strings.Contains(err.Error(), "pw") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, c := range []teams.Credentials{
		{Password: "p", Tenant: "t"}, {AppID: "a", Tenant: "t"}, {AppID: "a", Password: " \t", Tenant: "t"}, {AppID: "a", Password: "p"},
		{AppID: "a", Password: "p", Tenant: "t", URL: "https://evil.example/"},
	} {
		if _, err := teams.NewTokenSource(c); err == nil || !strings.Contains(err.Error(), "TEAMS_") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
