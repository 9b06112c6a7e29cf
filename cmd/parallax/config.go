package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/caarlos0/env/v11"

	"parallax/bot/slack"
)

const defaultAddr = "127.0.0.1:8080"

// Durability says what "saved" is worth (RELIABILITY.md, P1).
type Durability string

// The durabilities.
const (
	Strict   Durability = "strict"   // the store is shown to keep what it acknowledged, or the service does not start
	Attested Durability = "attested" // the operator vouches for a managed Redis that hides its settings
	Relaxed  Durability = "relaxed"  // about the last second may be lost, and everybody is told
)

// Config is the environment, checked. Secrets are taken out of the process's own
// environment once read.
type Config struct {
	Addr         string     `env:"PARALLAX_ADDR"`
	RedisURL     Secret     `env:"PARALLAX_REDIS_URL,unset"` // empty: the embedded store
	Data         string     `env:"PARALLAX_DATA"`            // folder of the embedded store; absent until first used
	Durability   Durability `env:"PARALLAX_DURABILITY"`
	Replicas     string     `env:"PARALLAX_WAIT_REPLICAS"`
	WaitReplicas int        // replicas an answer must reach before "saved"
	PublicURL    string     `env:"PARALLAX_PUBLIC_URL"` // without a slash at the end; empty: none
	SecretKey    Secret     `env:"PARALLAX_SECRET_KEY,unset"`
	KeyFile      string     `env:"PARALLAX_SECRET_KEY_FILE"`
	OldKeys      Secret     `env:"PARALLAX_SECRET_KEY_OLD,unset"` // keys that are read besides
	OldKeysFile  string     `env:"PARALLAX_SECRET_KEY_OLD_FILE"`
	LogLevel     string     `env:"PARALLAX_LOG_LEVEL"`  // a slog level
	LogFormat    string     `env:"PARALLAX_LOG_FORMAT"` // "text" or "json"
	FeedList     string     `env:"PARALLAX_FEEDS"`      // systems that may say figures; see feeds
	Feeds        []feed

	SlackSigningSecret Secret `env:"SLACK_SIGNING_SECRET,unset"`
	SlackBotToken      Secret `env:"SLACK_BOT_TOKEN,unset"`
	SlackAppToken      Secret `env:"SLACK_APP_TOKEN,unset"` // set: Socket Mode
	SlackClientID      string `env:"SLACK_CLIENT_ID"`
	SlackClientSecret  Secret `env:"SLACK_CLIENT_SECRET,unset"`
	SlackAPIURL        string `env:"SLACK_API_URL"` // empty: Slack itself

	TeamsAppID        string   `env:"TEAMS_APP_ID"` // lower case; empty: Teams is not served
	TeamsAppPassword  Secret   `env:"TEAMS_APP_PASSWORD,unset"`
	TeamsTenant       string   `env:"TEAMS_TENANT_ID"`     // of the bot, lower case
	TeamsOpenIDURL    string   `env:"TEAMS_OPENID_URL"`    // empty: Microsoft's
	TeamsTokenURL     string   `env:"TEAMS_TOKEN_URL"`     // empty: the tenant's at Microsoft
	TeamsServiceHosts []string `env:"TEAMS_SERVICE_HOSTS"` // host:port, besides Microsoft's
}

// configError is a configuration or a command line that cannot be used: one line
// that names the variable or the flag and the way out, without any secret. The
// program exits with 2.
type configError struct{ text string }

func (e configError) Error() string { return e.text }

// wrong makes a configError of a variable. Arguments are never secrets.
func wrong(variable, format string, args ...any) error {
	return configError{variable + ": " + fmt.Sprintf(format, args...)}
}

// loadConfig reads and checks the environment.
func loadConfig(environ map[string]string) (Config, error) {
	c := Config{Addr: defaultAddr, LogLevel: "info", LogFormat: "text"}
	set := maps.Clone(environ)
	for name, value := range set {
		// A line end at the end of a pasted or mounted value means nothing.
		if set[name] = strings.TrimSpace(value); set[name] == "" {
			delete(set, name)
		}
	}
	if err := env.ParseWithOptions(&c, env.Options{Environment: set}); err != nil {
		return Config{}, configError{"environment: " + err.Error()}
	}
	_, blank := environ["SLACK_SIGNING_SECRET"]
	for _, check := range []func() error{
		func() error { return misspelt(environ) },
		c.checkAddr, c.checkRedis, func() error { return c.checkData(set) }, c.checkDurability, c.checkReplicas, c.checkPublicURL,
		c.checkKey, c.checkOldKeys, c.checkLog, c.checkFeeds,
		func() error { return c.checkSlack(blank && set["SLACK_SIGNING_SECRET"] == "") },
		func() error { return c.checkTeams(environ) },
	} {
		if err := check(); err != nil {
			return Config{}, err
		}
	}
	return c, nil
}

// variables are the names under PARALLAX_ that mean something.
var variables = []string{
	"PARALLAX_ADDR", "PARALLAX_REDIS_URL", "PARALLAX_DATA", "PARALLAX_DURABILITY", "PARALLAX_WAIT_REPLICAS", "PARALLAX_PUBLIC_URL",
	"PARALLAX_SECRET_KEY", "PARALLAX_SECRET_KEY_FILE", "PARALLAX_SECRET_KEY_OLD", "PARALLAX_SECRET_KEY_OLD_FILE",
	"PARALLAX_LOG_LEVEL", "PARALLAX_LOG_FORMAT", "PARALLAX_FEEDS",
}

// misspelt refuses a name that is almost one of ours: PARALLAX_REDIS_ULR would
// mean the embedded store. Others stay: Kubernetes sets PARALLAX_PORT and more
// for a service of this name.
func misspelt(environ map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(environ)) {
		var ours []string
		switch {
		case strings.HasPrefix(name, "PARALLAX_"):
			ours = variables
		case strings.HasPrefix(name, "TEAMS_") && !clusterName(name, environ[name]):
			ours = teamsVariables
		}
		if slices.Contains(ours, name) {
			continue
		}
		for _, known := range ours {
			if levenshtein.Distance(name, known, nil) <= 2 {
				return wrong(name, "not known: write %s or remove it", known)
			}
		}
	}
	return nil
}

func (c *Config) checkAddr() error {
	_, port, err := net.SplitHostPort(c.Addr)
	n, portErr := strconv.ParseUint(port, 10, 16)
	if err != nil || portErr != nil || n > 65535 {
		return wrong("PARALLAX_ADDR", "%.60q is no address: write host:port such as %s", c.Addr, defaultAddr)
	}
	return nil
}

// embedded reports whether the store is the one inside the process.
func (c *Config) embedded() bool { return c.RedisURL == "" }

// checkData finds the folder of the embedded store.
func (c *Config) checkData(environ map[string]string) error {
	if !c.embedded() {
		return nil
	}
	if c.Data == "" {
		base := environ["XDG_DATA_HOME"]
		if !filepath.IsAbs(base) { // the XDG rules: a relative one is ignored
			home := cmp.Or(environ["HOME"], environ["USERPROFILE"])
			if home == "" {
				return wrong("PARALLAX_DATA", "not set, and this user has no home directory: name a folder for the embedded store, or set PARALLAX_REDIS_URL")
			}
			base = filepath.Join(home, ".local", "share")
		}
		c.Data = filepath.Join(base, "parallax")
	}
	if info, err := os.Stat(c.Data); err == nil && !info.IsDir() {
		return wrong("PARALLAX_DATA", "%q is a file: name a folder", c.Data)
	}
	return nil
}

func (c *Config) checkDurability() error {
	switch c.Durability {
	case "":
		c.Durability = Strict
		if c.embedded() {
			c.Durability = Relaxed
		}
	case Relaxed:
	case Strict, Attested:
		if c.embedded() {
			return wrong("PARALLAX_DURABILITY", "%s needs a Redis of its own: set PARALLAX_REDIS_URL, or remove the variable to try out", c.Durability)
		}
	default:
		return wrong("PARALLAX_DURABILITY", "%.40q: write strict, attested or relaxed", string(c.Durability))
	}
	return nil
}

func (c *Config) checkReplicas() error {
	const most = 16
	if c.Replicas == "" {
		return nil // checkRedis has set the default
	}
	n, err := strconv.Atoi(c.Replicas)
	if err != nil || n < 0 || n > most {
		return wrong("PARALLAX_WAIT_REPLICAS", "%.40q: write a number from 0 to %d", c.Replicas, most)
	}
	if n > 0 && c.embedded() {
		return wrong("PARALLAX_WAIT_REPLICAS", "the embedded store has no replicas: set PARALLAX_REDIS_URL, or remove the variable")
	}
	c.WaitReplicas = n
	return nil
}

func (c *Config) checkPublicURL() error {
	if c.PublicURL == "" {
		return nil
	}
	const variable = "PARALLAX_PUBLIC_URL"
	u, err := url.Parse(c.PublicURL)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return wrong(variable, "no address: write it like https://parallax.example.com")
	case u.User != nil:
		return wrong(variable, "holds a user name or a password: everybody sees this address, remove them")
	case u.RawQuery != "" || u.Fragment != "":
		return wrong(variable, "holds ? or #: write only the base such as https://parallax.example.com")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return wrong(variable, "%.60q is not encrypted: write https://", c.PublicURL)
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (c *Config) checkLog() error {
	if new(slog.Level).UnmarshalText([]byte(c.LogLevel)) != nil {
		return wrong("PARALLAX_LOG_LEVEL", "%.40q: write debug, info, warn or error", c.LogLevel)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return wrong("PARALLAX_LOG_FORMAT", "%.40q: write text or json", c.LogFormat)
	}
	return nil
}

// slack reports whether a Slack workspace is configured.
func (c *Config) slack() bool { return c.SlackBotToken != "" }

// socketMode reports whether Slack is spoken to over a socket that we open.
func (c *Config) socketMode() bool { return c.SlackAppToken != "" }

func (c *Config) checkSlack(blankSecret bool) error {
	for _, v := range []struct {
		variable string
		value    Secret
		prefixes []string
		where    string
	}{
		{"SLACK_BOT_TOKEN", c.SlackBotToken, []string{"xoxb-", "xoxe.xoxb-"}, "copy the Bot User OAuth Token from your Slack app's page OAuth & Permissions"},
		{"SLACK_APP_TOKEN", c.SlackAppToken, []string{"xapp-"}, "make an app-level token with the scope connections:write on your Slack app's page Basic Information"},
		{"SLACK_SIGNING_SECRET", c.SlackSigningSecret, []string{""}, "copy it from your Slack app's page Basic Information"},
		{"SLACK_CLIENT_SECRET", c.SlackClientSecret, []string{""}, "copy it from your Slack app's page Basic Information"},
	} {
		text := v.value.Reveal()
		begins := slices.ContainsFunc(v.prefixes, func(p string) bool { return strings.HasPrefix(text, p) })
		switch {
		case text == "":
		case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
			return wrong(v.variable, "holds a space, a line end or a character that no token has: %s again", v.where)
		case !begins:
			return wrong(v.variable, "does not begin with %s: %s", v.prefixes[0], v.where)
		}
	}
	switch {
	case blankSecret && c.slack():
		return wrong("SLACK_SIGNING_SECRET", "is empty, and anybody could pose as Slack: copy it from your Slack app's page Basic Information, or remove the variable and use Socket Mode (SLACK_APP_TOKEN)")
	case c.slack() && c.SlackSigningSecret == "" && c.SlackAppToken == "":
		return wrong("SLACK_SIGNING_SECRET", "not set: copy it from your Slack app's page Basic Information, or set SLACK_APP_TOKEN for Socket Mode")
	case !c.slack() && c.SlackSigningSecret != "":
		return wrong("SLACK_BOT_TOKEN", "not set, but SLACK_SIGNING_SECRET is: copy the bot token (xoxb-...) from your Slack app's page OAuth & Permissions")
	case !c.slack() && c.SlackAppToken != "":
		return wrong("SLACK_BOT_TOKEN", "not set, but SLACK_APP_TOKEN is: copy the bot token (xoxb-...) from your Slack app's page OAuth & Permissions")
	case c.SlackClientID != "" && c.SlackClientSecret == "":
		return wrong("SLACK_CLIENT_SECRET", "not set, but SLACK_CLIENT_ID is: set both or none")
	case c.SlackClientID == "" && c.SlackClientSecret != "":
		return wrong("SLACK_CLIENT_ID", "not set, but SLACK_CLIENT_SECRET is: set both or none")
	}
	if err := slack.CheckHost(c.SlackAPIURL); err != nil {
		return configError{err.Error()}
	}
	return nil
}

// notes are what an operator should know at every start.
func (c *Config) notes() []string {
	var notes []string
	switch {
	case c.embedded():
		notes = append(notes, noteEmbedded+c.Data+": for trying out, one process; set PARALLAX_REDIS_URL to keep answers safe")
	case c.Durability == Relaxed:
		notes = append(notes, noteRelaxed)
	case c.Durability == Attested:
		notes = append(notes, noteAttested)
	}
	if !c.embedded() && c.copies() && c.WaitReplicas == 0 {
		notes = append(notes, noteUncopied)
	}
	if c.OldKeys != "" || c.OldKeysFile != "" {
		notes = append(notes, noteOldKeys)
	}
	if !c.slack() {
		notes = append(notes, noteNoSlack)
	}
	if slack.Overridden(c.SlackAPIURL) {
		notes = append(notes, noteSlackStand+"speaking to a stand-in on this machine, not to Slack")
	}
	return append(notes, c.teamsNotes()...)
}
