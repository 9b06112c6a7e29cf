package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/store"
)

func TestDoctor(t *testing.T) {
	var out strings.Builder
	good := Check{"key", func(context.Context) Verdict { return Verdict{Good: "32 bytes"} }}
	if code := doctor(t.Context(), []Check{good}, &out); code != 0 {
		t.Errorf("exit %d", code)
	}
	bad := Check{"store", func(context.Context) Verdict {
		return Verdict{Good: "fine", Warnings: []string{"old"}, Problems: []string{"a\nb", "c"}}
	}}
	if code := doctor(t.Context(), []Check{bad, good}, &out); code != 1 {
		t.Errorf("exit %d", code)
	}
	same(t, out.String(), `
ok      key: 32 bytes
PROBLEM store: a b
PROBLEM store: c
warning store: old
ok      key: 32 bytes
`)
}

// fakeSlack answers like Slack, with this clock.
func fakeSlack(t *testing.T, scopes string, clock time.Time) Config {
	answer := func(rw http.ResponseWriter, r *http.Request, token string) {
		rw.Header().Set("Date", clock.UTC().Format(http.TimeFormat))
		rw.Header().Set("X-OAuth-Scopes", scopes)
		a := slackAnswer{OK: true, Team: "Acme", TeamID: "T0001"}
		if r.Header.Get("Authorization") != "Bearer "+token {
			a = slackAnswer{Error: "invalid_auth"}
		}
		_ = json.NewEncoder(rw).Encode(a)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/auth.test", func(rw http.ResponseWriter, r *http.Request) { answer(rw, r, "xoxb-right") })
	mux.HandleFunc("POST /api/apps.connections.open", func(rw http.ResponseWriter, r *http.Request) { answer(rw, r, "xapp-right") })
	mux.HandleFunc("POST /api/api.test", func(rw http.ResponseWriter, r *http.Request) { answer(rw, r, "") })
	mux.HandleFunc("POST /moved/", func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, "/api/auth.test", http.StatusFound)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return Config{SlackAPIURL: s.URL + "/api", SlackBotToken: "xoxb-right", PublicURL: "https://parallax.example.com"}
}

func TestSlackChecks(t *testing.T) {
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	all := strings.Join(slackScopes, ",")
	for name, c := range map[string]struct {
		scopes string
		clock  time.Time
		change func(*Config)
		want   []string
		code   int
	}{
		"good":    {all, now, func(*Config) {}, []string{"ok      Slack bot token: workspace Acme (T0001), all scopes", "ok      clock: as Slack", "ok      public address: https://parallax.example.com"}, 0},
		"socket":  {all, now, func(c *Config) { c.SlackAppToken, c.PublicURL = "xapp-right", "" }, []string{"ok      Slack Socket Mode: the app token opens a socket", "ok      public address: not needed, Socket Mode is on"}, 0},
		"token":   {all, now, func(c *Config) { c.SlackBotToken = "xoxb-s3cr3t" }, []string{`PROBLEM Slack bot token: SLACK_BOT_TOKEN: Slack says "invalid_auth": install the app again and copy the new Bot User OAuth Token`}, 1},
		"app":     {all, now, func(c *Config) { c.SlackAppToken = "xapp-s3cr3t" }, []string{`PROBLEM Slack Socket Mode: SLACK_APP_TOKEN: Slack says "invalid_auth": switch Socket Mode on and make an app-level token with the scope connections:write`}, 1},
		"scopes":  {"chat:write, commands", now, func(*Config) {}, []string{"PROBLEM Slack bot token: Slack app: scopes missing: app_mentions:read, channels:history, channels:read, dnd:read, groups:history, groups:read, im:history, im:write, pins:write, users:read: give the app the manifest of `parallax manifest slack` and install it again"}, 1},
		"lesser":  {strings.Join(slices.DeleteFunc(slices.Clone(slackScopes), func(s string) bool { return slackLesser[s] != "" }), ","), now, func(*Config) {}, []string{"warning Slack bot token: without the scope files:write a brief as a file comes as text: give the app the manifest of `parallax manifest slack` and install it again"}, 0},
		"address": {all, now, func(c *Config) { c.PublicURL = "" }, []string{"PROBLEM public address: PARALLAX_PUBLIC_URL is not set: set it to the address at which Slack reaches the bot, such as https://parallax.example.com, or set SLACK_APP_TOKEN"}, 1},
		"fast":    {all, now.Add(-5 * time.Minute), func(*Config) {}, []string{"PROBLEM clock: 5m0s from the clock of Slack, and Slack's requests would be refused: start NTP on this machine"}, 1},
		"slow":    {all, now.Add(90 * time.Second), func(*Config) {}, []string{"warning clock: 1m30s from the clock of Slack: start NTP on this machine before it grows"}, 0},
		"moved":   {all, now, func(c *Config) { c.SlackAPIURL = strings.Replace(c.SlackAPIURL, "/api", "/moved", 1) }, []string{"PROBLEM Slack bot token: Slack can't be reached: auth.test answered 302 Found: let this machine open HTTPS connections to Slack"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := fakeSlack(t, c.scopes, c.clock)
			c.change(&cfg)
			var out strings.Builder
			if code := doctor(t.Context(), chatChecks(cfg, func() time.Time { return now }), &out); code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			for _, want := range c.want {
				if !strings.Contains("\n"+out.String(), "\n"+want+"\n") {
					t.Errorf("no line\n%s\nin\n%s", want, out.String())
				}
			}
			if strings.Contains(out.String(), "s3cr3t") {
				t.Errorf("a token is printed:\n%s", out.String())
			}
		})
	}
}

func TestStoreCheck(t *testing.T) {
	aof := store.Finding{Setting: "appendonly", Value: "no", Want: "yes", Mend: "redis-cli -h a -p 6379 CONFIG SET appendonly yes, and put it into redis.conf"}
	hidden := store.Finding{Setting: "appendfsync", Value: "hidden (CONFIG GET is not allowed)", Want: "always"}
	evicts := store.Finding{Setting: "maxmemory-policy", Value: "volatile-lru", Want: "noeviction"}
	old := store.Finding{Setting: "redis_version", Value: "6.2", Want: "7.0 or newer", Warning: true}
	for name, c := range map[string]struct {
		durability         Durability
		found              []store.Finding
		err                error
		problems, warnings int
	}{
		"strict, good":  {Strict, nil, nil, 0, 0},
		"strict":        {Strict, []store.Finding{aof, hidden, evicts, old}, nil, 3, 1},
		"attested":      {Attested, []store.Finding{aof, hidden, evicts, old}, nil, 2, 1},
		"relaxed":       {Relaxed, []store.Finding{aof, hidden, evicts, old}, nil, 1, 3},
		"not reachable": {Strict, nil, errors.New("connection refused"), 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			check := storeCheck(Config{RedisURL: "redis://a", Durability: c.durability}, func(context.Context) ([]store.Finding, error) { return c.found, c.err })
			v := check.Run(t.Context())
			if len(v.Problems) != c.problems || len(v.Warnings) != c.warnings {
				t.Errorf("%+v", v)
			}
		})
	}
	none := func(context.Context) ([]store.Finding, error) { return nil, nil }
	for durability, want := range map[Durability][2]int{Strict: {1, 0}, Attested: {0, 1}, Relaxed: {0, 1}} {
		for _, c := range []Config{{RedisURL: "redis://a,b"}, {RedisURL: "redis://a?master_name=m"}} {
			c.Durability = durability
			if v := storeCheck(c, none).Run(t.Context()); len(v.Problems) != want[0] || len(v.Warnings) != want[1] {
				t.Errorf("%s, nobody waits for copies: %+v", durability, v)
			}
			c.WaitReplicas = 1
			if v := storeCheck(c, none).Run(t.Context()); len(v.Problems)+len(v.Warnings) > 0 {
				t.Errorf("%s, copies are waited for: %+v", durability, v)
			}
		}
	}
	v := storeCheck(Config{Data: "/data"}, nil).Run(t.Context())
	if len(v.Problems) > 0 || !strings.Contains(v.Good, "/data") {
		t.Errorf("%+v", v)
	}
}

func TestDescribe(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v0.1.0"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"},
	}}
	for _, c := range []struct {
		info            *debug.BuildInfo
		version, commit string
		want            string
	}{
		{info, "", "", "parallax v0.1.0, commit 0123456789ab with local changes, go1.26.8"},
		{info, "v1.2.3", "abc", "parallax v1.2.3, commit abc, go1.26.8"},
		{&debug.BuildInfo{GoVersion: "go1.26.8"}, "", "", "parallax (devel), commit unknown, go1.26.8"},
	} {
		if got := describe(c.info, c.version, c.commit); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// Each source of figures needs an org that exists.
func TestDoctorLooksAtFeeds(t *testing.T) {
	c := Config{FeedList: "acme/jira=" + feedHash("a") + ",acmee/csv=" + feedHash("b")}
	if err := c.checkFeeds(); err != nil {
		t.Fatal(err)
	}
	for orgs, want := range map[string]string{
		"acme acmee": "ok      feeds: acme/jira, acmee/csv\n",
		"acme":       "PROBLEM feeds: PARALLAX_FEEDS: acmee/csv: there is no org acmee: apply its org file, or mend the name\n",
		"":           "PROBLEM feeds: Redis is away: whether the orgs of PARALLAX_FEEDS exist can't be told\n",
	} {
		var out strings.Builder
		doctor(t.Context(), []Check{feedCheck(c.Feeds, func(context.Context) ([]checkins.OrgID, error) {
			var ids []checkins.OrgID
			for _, id := range strings.Fields(orgs) {
				ids = append(ids, checkins.OrgID(id))
			}
			if ids == nil {
				return nil, errors.New("Redis is away")
			}
			return ids, nil
		})}, &out)
		if out.String() != want {
			t.Errorf("%q: %s", orgs, out.String())
		}
	}
}
