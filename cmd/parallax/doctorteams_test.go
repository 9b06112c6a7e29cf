package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parallax/sandbox"
)

// practiceTeams is a tenant of the practice workspace and the configuration of
// its bot. Its documents carry this clock's date.
func practiceTeams(t *testing.T, clock time.Time) (*sandbox.Tenant, Config) {
	t.Helper()
	tenant := sandbox.NewTenant(sandbox.TenantConfig{ID: goodTenant, Name: "Acme", AppID: goodApp, Secret: "Ab8Q~s3cr3t"})
	inner := tenant.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			http.Redirect(rw, r, "/teams/auth/v1/.well-known/openidconfiguration", http.StatusFound)
			return
		}
		rw.Header().Set("Date", clock.UTC().Format(http.TimeFormat))
		inner.ServeHTTP(rw, r)
	}))
	tenant.Connect("http://127.0.0.1:1", server.URL)
	t.Cleanup(func() { tenant.Close(); server.Close() })
	return tenant, Config{
		TeamsAppID: goodApp, TeamsAppPassword: "Ab8Q~s3cr3t", TeamsTenant: goodTenant,
		TeamsTokenURL: tenant.TokenURL(), TeamsOpenIDURL: tenant.OpenIDURL(), PublicURL: "https://parallax.example.com",
	}
}

func TestTeamsChecks(t *testing.T) {
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	const (
		address = "ok      public address: https://parallax.example.com, with the bot's messaging endpoint https://parallax.example.com/api/messages"
		noKeys  = "PROBLEM Teams keys: Microsoft's keys can't be had, and no request would be believed: "
		reach   = ": let this machine open HTTPS connections to 127.0.0.1"
	)
	for name, c := range map[string]struct {
		clock  time.Time
		change func(*sandbox.Tenant, *Config)
		want   []string
		code   int
	}{
		"good": {now, func(*sandbox.Tenant, *Config) {}, []string{"ok      platform: Teams", "ok      Teams bot token: the secret gets one", "ok      Teams keys: 1 key for Teams", "ok      clock: as Microsoft", address}, 0},
		"secret": {now, func(_ *sandbox.Tenant, c *Config) { c.TeamsAppPassword = "Ab8Q~0ther-s3cr3t" },
			[]string{`PROBLEM Teams bot token: TEAMS_APP_PASSWORD: Microsoft says "invalid_client": ` + secretPage + `, not its Secret ID; it may also have run out`}, 1},
		"app": {now, func(_ *sandbox.Tenant, c *Config) { c.TeamsAppID = goodTenant },
			[]string{`PROBLEM Teams bot token: TEAMS_APP_ID: Microsoft says "unauthorized_client", for the tenant does not know the app: ` + appIDPage + `, and make sure that TEAMS_TENANT_ID is its tenant`}, 1},
		"tenant": {now, func(_ *sandbox.Tenant, c *Config) {
			c.TeamsTokenURL = strings.Replace(c.TeamsTokenURL, goodTenant, goodApp, 1)
		},
			[]string{`PROBLEM Teams bot token: TEAMS_TENANT_ID: Microsoft says "invalid_request": ` + tenantIDPage}, 1},
		"token away": {now, func(n *sandbox.Tenant, _ *Config) { n.Inject(sandbox.Fault{Method: "token", Status: 503}) },
			[]string{"PROBLEM Teams bot token: Microsoft gives no token: token endpoint: status 503  []" + reach + ", and look at TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID"}, 1},
		"document away": {now, func(n *sandbox.Tenant, _ *Config) { n.Inject(sandbox.Fault{Method: "openid", Status: 502}) }, []string{noKeys + "127.0.0.1 answered 502 Bad Gateway" + reach}, 1},
		"keys away":     {now, func(n *sandbox.Tenant, _ *Config) { n.Inject(sandbox.Fault{Method: "keys", Status: 502}) }, []string{noKeys + "127.0.0.1 answered 502 Bad Gateway" + reach}, 1},
		"no document": {now, func(_ *sandbox.Tenant, c *Config) {
			c.TeamsOpenIDURL = strings.Replace(c.TeamsOpenIDURL, "openid", "other", 1)
		}, []string{noKeys + "127.0.0.1 answered 404 Not Found" + reach}, 1},
		"moved": {now, func(_ *sandbox.Tenant, c *Config) {
			c.TeamsOpenIDURL = strings.Replace(c.TeamsOpenIDURL, "/teams/auth/v1/.well-known/openidconfiguration", "/moved", 1)
		}, []string{noKeys + "127.0.0.1 answered 302 Found" + reach}, 1},
		"fast":         {now.Add(-5 * time.Minute), func(*sandbox.Tenant, *Config) {}, []string{"PROBLEM clock: 5m0s from the clock of Microsoft, and Microsoft's requests would be refused: start NTP on this machine"}, 1},
		"slow":         {now.Add(90 * time.Second), func(*sandbox.Tenant, *Config) {}, []string{"warning clock: 1m30s from the clock of Microsoft: start NTP on this machine before it grows"}, 0},
		"no address":   {now, func(_ *sandbox.Tenant, c *Config) { c.PublicURL = "" }, []string{"PROBLEM public address: PARALLAX_PUBLIC_URL is not set: set it to the address at which Teams reaches the bot, such as https://parallax.example.com, and write that address with /api/messages at its end into the bot's messaging endpoint"}, 1},
		"this machine": {now, func(_ *sandbox.Tenant, c *Config) { c.PublicURL = "http://127.0.0.1:1" }, []string{"ok      public address: http://127.0.0.1:1, with the bot's messaging endpoint http://127.0.0.1:1/api/messages"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			tenant, cfg := practiceTeams(t, c.clock)
			c.change(tenant, &cfg)
			var out strings.Builder
			if code := doctor(t.Context(), chatChecks(cfg, func() time.Time { return now }), &out); code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			for _, want := range c.want {
				want = strings.Join(strings.Fields(want), " ")
				if !strings.Contains(strings.ReplaceAll("\n"+out.String(), "ok      ", "ok "), "\n"+want+"\n") {
					t.Errorf("no line\n%s\nin\n%s", want, out.String())
				}
			}
			if strings.Contains(out.String(), "s3cr3t") || strings.Contains(out.String(), "eyJ") {
				t.Errorf("a secret or a token is printed:\n%s", out.String())
			}
		})
	}
}

// TestPublicAddress: Teams needs one even when Slack has Socket Mode.
func TestPublicAddress(t *testing.T) {
	slack, socket := Config{SlackBotToken: "x"}, Config{SlackBotToken: "x", SlackAppToken: "x"}
	both := Config{SlackBotToken: "x", SlackAppToken: "x", TeamsAppID: goodApp}
	http := Config{TeamsAppID: goodApp, PublicURL: "http://127.0.0.1:1"}
	for want, c := range map[string]Config{
		"at which Slack reaches the bot": slack, "Socket Mode is on": socket, "at which Teams reaches the bot": both,
		"at which Slack and Teams reach the bot": {SlackBotToken: "x", TeamsAppID: goodApp}, "Teams reaches https addresses only": http,
	} {
		v := publicURLCheck(c).Run(t.Context())
		if text := v.Good + strings.Join(v.Problems, ""); !strings.Contains(text, want) || (v.Good == "") != strings.Contains(want, " reach") {
			t.Errorf("want %s: %+v", want, v)
		}
	}
}

// TestTeamsKeys: documents that come and help nobody.
func TestTeamsKeys(t *testing.T) {
	for want, document := range map[string]string{
		"names keys at another host":   `{"jwks_uri": "https://keys.example.com/keys"}`,
		"none of the keys may sign":    `{"jwks_uri": "http://HOST/keys"}`,
		"127.0.0.1 did not answer in ": `<html>`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			text := strings.Replace(document, "HOST", r.Host, 1)
			if r.URL.Path == "/keys" {
				text = `{"keys": [{"kty": "RSA", "endorsements": ["webchat"]}]}`
			}
			_, _ = rw.Write([]byte(text))
		}))
		v := newTeamsDoctor(Config{TeamsOpenIDURL: server.URL + "/openid"}).keysCheck().Run(t.Context())
		server.Close()
		if len(v.Problems) != 1 || !strings.Contains(v.Problems[0], want) {
			t.Errorf("want %s: %+v", want, v)
		}
	}
}
