package teams

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"parallax/bot"
)

// token is a Tokens that has one.
type token struct{}

func (token) Token(context.Context) (string, error) { return "secretword", nil }
func (token) Drop(string)                           {}

// Wherever a name leads: without the operator's word no client connects inside a
// network, and neither the token nor the bot's secret is sent.
func TestF61Inside(t *testing.T) {
	within := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("connected") }))
	defer within.Close()
	other, err := url.Parse(within.URL)
	if err != nil {
		t.Fatal(err)
	}
	named, err := NewHosts("127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := NewTokenSource(Credentials{AppID: "app", Password: "secretword", Tenant: "home"})
	if err != nil {
		t.Fatal(err)
	}
	at, _, err := openID("")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*http.Client{
		"Connector":                   NewConnector(token{}, Hosts{}, nil, nil).client,
		"Connector, another is named": NewConnector(token{}, named, nil, nil).client,
		"tokens":                      tokens.client,
		"keys":                        newKeys(at, nil, time.Now, nil).client,
	} {
		for _, to := range []string{within.URL, "http://localhost:" + other.Port(), "http://169.254.169.254/metadata/identity", "http://[::ffff:127.0.0.1]:" + other.Port()} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, nil)
			if err != nil {
				t.Fatal(err)
			}
			a, err := c.Do(r)
			if err == nil {
				_ = a.Body.Close()
			}
			if !errors.Is(err, bot.ErrInside) {
				t.Errorf("%s to %s: %v", name, to, err)
			}
		}
		if c.CheckRedirect == nil || !errors.Is(c.CheckRedirect(nil, nil), http.ErrUseLastResponse) {
			t.Errorf("%s follows redirects", name)
		}
	}
}

// What the operator named is called, at that port and no other.
func TestF61Named(t *testing.T) {
	came := 0
	within := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		came++
		_, _ = w.Write([]byte(`{"id":"1"}`))
	}))
	defer within.Close()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("connected to another") }))
	defer other.Close()
	hosts, err := NewHosts(strings.TrimPrefix(within.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	c := NewConnector(token{}, hosts, nil, nil)
	if _, err := c.Post(t.Context(), Spot{within.URL, "a:1"}, Outgoing{}); err != nil || came != 1 {
		t.Errorf("named: %v, came %d times", err, came)
	}
	if _, err := c.Post(t.Context(), Spot{other.URL, "a:1"}, Outgoing{}); err == nil {
		t.Error("not named, and called")
	}
	a, err := c.client.Get(other.URL)
	if err == nil {
		_ = a.Body.Close()
	}
	if !errors.Is(err, bot.ErrInside) {
		t.Errorf("past the check of the address: %v", err)
	}
}
