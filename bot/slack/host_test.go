package slack

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"parallax/bot"
)

func TestF61API(t *testing.T) {
	for raw, fine := range map[string]bool{
		"":                                   true,
		"https://slack.com/api/":             true,
		"https://slack-gov.com/api":          true,
		"https://api.slack-gov.com/api/":     true,
		"http://127.0.0.1:8090/api/":         true,
		"https://127.8.8.8/api":              true,
		"http://[::1]:80/":                   true,
		"http://localhost:1/":                true,
		"http://slack.com/api/":              false,
		"http://slack-gov.com/api/":          false,
		"https://slack.com.evil/api/":        false,
		"https://evil-slack-gov.com/":        false,
		"https://slack-gov.com.evil/":        false,
		"https://example.com/api/":           false,
		"http://169.254.169.254/":            false,
		"http://10.0.0.1/":                   false,
		"http://0.0.0.0/":                    false,
		"http://127.0.0.1.evil/":             false,
		"https://a:b@slack.com/":             false,
		"http://127.0.0.1@evil/":             false,
		"file:///etc/passwd":                 false,
		"ftp://127.0.0.1/":                   false,
		"slack.com":                          false,
		"https://slack.com/api/?x=1":         false,
		"http://127.0.0.1/#x":                false,
		"https://slack.com\x00/":             false,
		"http://2130706433/":                 false,
		"https://hooks.slack.com.evil:443/x": false,
	} {
		err := CheckHost(raw)
		if (err == nil) != fine {
			t.Errorf("%q: %v, want accepted = %v", raw, err, fine)
		}
		if err != nil && !strings.Contains(err.Error(), "SLACK_API_URL") {
			t.Errorf("%q: %v does not name the variable", raw, err)
		}
		if _, cerr := NewClient("xoxb-1", "", raw); (cerr == nil) != fine {
			t.Errorf("NewClient(%q): %v", raw, cerr)
		}
	}
	if _, err := NewClient(" ", "", ""); err == nil || !strings.Contains(err.Error(), "SLACK_BOT_TOKEN") {
		t.Errorf("no token: %v", err)
	}
	if !Overridden("http://127.0.0.1:1/api/") || Overridden("") || Overridden("https://slack-gov.com/api/") {
		t.Error("Overridden is about this machine only")
	}
}

func TestF61Hook(t *testing.T) {
	const overridden = "http://127.0.0.1:8090/api/"
	for raw, fine := range map[string]map[string]bool{
		"https://hooks.slack.com/actions/T1/2/x":       {DefaultAPI: true, overridden: true},
		"https://HOOKS.slack.com:443/x":                {DefaultAPI: true, overridden: true},
		"https://hooks.slack-gov.com/x":                {DefaultAPI: true, overridden: true},
		"http://127.0.0.1:8090/hooks/x":                {overridden: true},
		"http://127.0.0.1:8091/hooks/x":                {},
		"https://127.0.0.1:8090/hooks/x":               {},
		"http://127.0.0.1/x":                           {},
		"http://169.254.169.254/latest/meta-data/":     {},
		"https://hooks.slack.com.evil/x":               {},
		"https://evil/hooks.slack.com":                 {},
		"https://hooks.slack.com@evil/x":               {},
		"https://x@hooks.slack.com/x":                  {},
		"http://hooks.slack.com/x":                     {},
		"https://hooks.slack.com:8443/x":               {},
		"https://slack.com/x":                          {},
		"https://hooks.slack.com\\@evil/x":             {},
		"//hooks.slack.com/x":                          {},
		"":                                             {},
		"javascript:alert(1)//https://hooks.slack.com": {},
	} {
		for _, base := range []string{DefaultAPI, overridden} {
			u, err := apiBase(base)
			if err != nil {
				t.Fatal(err)
			}
			if err := checkHook(raw, u); (err == nil) != fine[base] {
				t.Errorf("%q with %s: %v, want accepted = %v", raw, base, err, fine[base])
			}
		}
	}
}

// A redirect is an answer, not a way: neither a payload nor a token goes along.
func TestF61Redirect(t *testing.T) {
	asked := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer elsewhere.Close()
	here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer here.Close()
	c, err := NewClient("xoxb-1", "", here.URL+"/api/")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.respond(t.Context(), here.URL+"/hooks/secret", ephemeral(plainPayload(bot.Trusted("x")))); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("respond: %v, want an error without the address", err)
	}
	if _, err := c.Identity(t.Context()); err == nil {
		t.Error("auth.test followed a redirect")
	}
	if asked > 0 {
		t.Errorf("the other host was asked %d times", asked)
	}
}

// A response_url on another host is not called, whoever signed the request.
func TestF61Elsewhere(t *testing.T) {
	asked := 0
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer elsewhere.Close()
	c, err := NewClient("xoxb-1", "", "http://127.0.0.1:1/api/")
	if err != nil {
		t.Fatal(err)
	}
	for _, hook := range []string{elsewhere.URL + "/hooks/secret", elsewhere.URL, "https://hooks.slack.com.example.com/secret", ""} {
		if err := c.respond(t.Context(), hook, ephemeral(plainPayload(bot.Trusted("x")))); !errors.Is(err, errHook) {
			t.Errorf("%q: %v, want %v", hook, err, errHook)
		}
	}
	if asked > 0 {
		t.Errorf("the other host was asked %d times", asked)
	}
}

// What is said of a socket names no address, and says it once.
func TestSocketTrouble(t *testing.T) {
	secret := errors.New("dial wss://wss.example.com/link/?ticket=secret: refused")
	for _, err := range []error{secret, fmt.Errorf("open: %w", secret), &url.Error{Op: "parse", URL: "wss://secret", Err: errors.New("bad")}} {
		if text := guardedText(err); strings.Contains(text, "secret") || text == "" {
			t.Errorf("%q", text)
		}
	}
	var log strings.Builder
	h := &Handler{Config: Config{Log: slog.New(slog.NewTextHandler(&log, nil))}}
	for _, text := range []string{"a", "a", "b", "b", "a"} {
		h.notConnected(errors.New(text))
	}
	if n := strings.Count(log.String(), "level=WARN"); n != 3 {
		t.Errorf("%d lines, want one a change:\n%s", n, log.String())
	}
	var said trouble
	at := time.Unix(1_000_000, 0)
	if !said.fresh("a", at) || said.fresh("a", at.Add(59*time.Second)) || !said.fresh("a", at.Add(time.Minute)) {
		t.Error("want it said again after a minute, not before")
	}
}

// Whatever name leads to an address inside a network: nobody there is called, and
// the token is not sent.
func TestF61Inside(t *testing.T) {
	within := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("connected") }))
	defer within.Close()
	c, err := NewClient("xoxb-1", "", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, client := range map[string]*http.Client{"response URLs": c.hook, "the Web API": webClient(c.base)} {
		for _, at := range []string{within.URL, strings.Replace(within.URL, "127.0.0.1", "localhost", 1), "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/"} {
			resp, err := client.Get(at)
			if err == nil {
				_ = resp.Body.Close()
				t.Errorf("%s: connected to %s", name, at)
			} else if !errors.Is(err, bot.ErrInside) {
				t.Errorf("%s: %s: refused with %v", name, at, err)
			}
		}
	}
}

// A socket is believed without a signature, so it is opened at Slack only.
func TestF61Socket(t *testing.T) {
	const overridden = "http://127.0.0.1:8090/api/"
	for raw, fine := range map[string]map[string]bool{
		"wss://wss-primary.slack.com/link/?ticket=1":     {DefaultAPI: true, overridden: true},
		"wss://wss-primary.SLACK.com:443/link/?ticket=1": {DefaultAPI: true, overridden: true},
		"wss://wss-primary.slack-gov.com/link":           {DefaultAPI: true, overridden: true},
		"ws://127.0.0.1:8090/link":                       {overridden: true},
		"ws://127.0.0.1:8091/link":                       {overridden: true},
		"ws://wss-primary.slack.com/link":                {},
		"wss://wss-primary.slack.com:8443/link":          {},
		"wss://wss-primary.slack.com.evil/link":          {},
		"wss://evilslack.com/link":                       {},
		"wss://169.254.169.254/link":                     {},
		"wss://localhost/link":                           {overridden: true},
	} {
		for _, base := range []string{DefaultAPI, overridden} {
			c, err := NewClient("xoxb-1", "xapp-1", base)
			if err != nil {
				t.Fatal(err)
			}
			if err := checkSocket(raw, c.base); (err == nil) != fine[base] {
				t.Errorf("%q with %s: %v, want accepted = %v", raw, base, err, fine[base])
			}
			u, err := url.Parse(strings.Replace(raw, "ws", "http", 1)) // as the library asks: ws is http, wss https
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.dialer().Proxy(&http.Request{URL: u})
			if (err == nil) != fine[base] {
				t.Errorf("%q with %s: %v, want accepted = %v", raw, base, err, fine[base])
			}
		}
	}
}

// What apps.connections.open names is not dialled when it is elsewhere.
func TestF61SocketElsewhere(t *testing.T) {
	within := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("connected") }))
	defer within.Close()
	c, err := NewClient("xoxb-1", "xapp-1", "")
	if err != nil {
		t.Fatal(err)
	}
	conn, resp, err := c.dialer().DialContext(t.Context(), strings.Replace(within.URL, "http", "ws", 1), nil)
	if err == nil {
		_ = conn.Close()
	}
	if resp != nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, errSocket) {
		t.Errorf("dialled: %v", err)
	}
}

func TestWithoutMention(t *testing.T) {
	for _, c := range [][3]string{
		{"<@UBOT> status", "UBOT", "status"},
		{"<@UBOT|parallax> status <@U0002>", "UBOT", "status <@U0002>"},
		{"hey <@UBOT> status", "UBOT", "hey   status"},
		{"<@UBOT> status", "", "status"},
		{"tell <@U0002> status", "", "tell <@U0002> status"},
		{"status", "UBOT", "status"},
	} {
		if got := withoutMention(c[0], c[1]); got != c[2] {
			t.Errorf("%q of %q: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

// A file goes where Slack takes files, or to the stand-in that serves the API.
func TestF61UploadHost(t *testing.T) {
	const overridden = "http://127.0.0.1:8090/api/"
	for raw, fine := range map[string]map[string]bool{
		"https://files.slack.com/upload/v1/x":     {DefaultAPI: true, overridden: true},
		"https://FILES.slack.com:443/x":           {DefaultAPI: true, overridden: true},
		"https://files.slack-gov.com/upload/v1/x": {DefaultAPI: true, overridden: true},
		"http://127.0.0.1:8090/upload/v1/x":       {overridden: true},
		"http://127.0.0.1:8091/upload/v1/x":       {},
		"https://127.0.0.1:8090/upload/v1/x":      {},
		"http://files.slack.com/upload/v1/x":      {},
		"https://files.slack.com:8443/x":          {},
		"https://files.slack.com.evil/x":          {},
		"https://evil-files.slack.com/x":          {},
		"https://evil/files.slack.com":            {},
		"https://files.slack.com@evil/x":          {},
		"https://u:p@files.slack.com/x":           {},
		"http://169.254.169.254/":                 {},
		"https://slack.com/api/chat.postMessage":  {},
		"https://hooks.slack.com/x":               {},
		"":                                        {},
	} {
		for _, api := range []string{DefaultAPI, overridden} {
			u, err := url.Parse(api)
			if err != nil {
				t.Fatal(err)
			}
			if err := checkUpload(raw, u); (err == nil) != fine[api] {
				t.Errorf("%q with the API at %s: %v", raw, api, err)
			}
		}
	}
}
