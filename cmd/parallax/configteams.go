package main

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"parallax/bot/teams"
)

// teamsVariables are the names under TEAMS_ that mean something. A test build
// knows one more, TEAMS_AUTH.
var teamsVariables = []string{
	"TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID", "TEAMS_OPENID_URL", "TEAMS_TOKEN_URL", "TEAMS_SERVICE_HOSTS",
}

// Where an operator finds what Teams needs.
const (
	appIDPage    = "copy the Application (client) ID from the page Overview of the bot's app registration"
	secretPage   = "make a client secret on the page Certificates & secrets of the bot's app registration and copy its Value"
	tenantIDPage = "copy the Directory (tenant) ID from the page Overview of the bot's app registration"
)

// teams reports whether a bot of Microsoft Teams is configured.
func (c *Config) teams() bool { return c.TeamsAppID != "" }

// needPlatform is for commands that are useless without Slack and without Teams.
func (c *Config) needPlatform() error {
	if c.slack() || c.teams() {
		return nil
	}
	return wrong("SLACK_BOT_TOKEN, TEAMS_APP_ID", "neither is set: copy the bot token (xoxb-...) from your Slack app's page OAuth & Permissions, or set the TEAMS_ variables of your bot (docs/teams.md), or try `parallax demo` without either")
}

// checkTeams checks the TEAMS_ variables. environ is as the program got it: an
// app id that is there and empty is a slip, not a choice.
func (c *Config) checkTeams(environ map[string]string) error {
	c.TeamsAppID, c.TeamsTenant = strings.ToLower(c.TeamsAppID), strings.ToLower(c.TeamsTenant)
	if !c.teams() {
		if _, there := environ["TEAMS_APP_ID"]; there {
			return wrong("TEAMS_APP_ID", "is empty, and a token for any bot would do: %s, or remove the variable", appIDPage)
		}
		for _, name := range teamsVariables {
			if strings.TrimSpace(environ[name]) != "" {
				return wrong("TEAMS_APP_ID", "not set, but %s is: %s, or remove the TEAMS_ variables", name, appIDPage)
			}
		}
		return nil
	}
	secret := c.TeamsAppPassword.Reveal()
	switch {
	case !tenant.MatchString(c.TeamsAppID):
		return c.notAppID()
	case secret == "":
		return wrong("TEAMS_APP_PASSWORD", "not set: %s", secretPage)
	case strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return wrong("TEAMS_APP_PASSWORD", "holds a space, a line end or a character that no client secret has: %s", secretPage)
	case c.TeamsTenant == "":
		return wrong("TEAMS_TENANT_ID", "not set, and a bot must be one of a single tenant, for Microsoft makes no others: %s", tenantIDPage)
	case !tenant.MatchString(c.TeamsTenant):
		return wrong("TEAMS_TENANT_ID", "is no id of a tenant, such as 11111111-1111-1111-1111-111111111111: %s", tenantIDPage)
	}
	c.TeamsServiceHosts = slices.DeleteFunc(c.TeamsServiceHosts, func(h string) bool { return strings.TrimSpace(h) == "" })
	for n, h := range c.TeamsServiceHosts {
		c.TeamsServiceHosts[n] = strings.ToLower(strings.TrimSpace(h))
	}
	_, hosts := teams.NewHosts(c.TeamsServiceHosts...)
	for _, err := range []error{teams.CheckOpenID(c.TeamsOpenIDURL), teams.CheckToken(c.TeamsTokenURL), hosts} {
		if err != nil {
			return configError{err.Error()}
		}
	}
	return c.checkClouds()
}

func (c *Config) notAppID() error {
	return wrong("TEAMS_APP_ID", "is no id of an app, such as 11111111-1111-1111-1111-111111111111: %s", appIDPage)
}

// checkClouds refuses a bot with one foot in Microsoft's public cloud and one in
// the government's: the one would not believe the other's tokens.
func (c *Config) checkClouds() error {
	government := func(raw string) bool { return strings.HasSuffix(hostOf(raw), ".us") }
	openID, token := government(c.TeamsOpenIDURL), government(c.TeamsTokenURL)
	if openID == token || standIn(c.TeamsOpenIDURL) || standIn(c.TeamsTokenURL) {
		return nil
	}
	if openID {
		return wrong("TEAMS_TOKEN_URL", "is not in the government cloud, but TEAMS_OPENID_URL is: write https://login.microsoftonline.us/%s/oauth2/v2.0/token, or remove both", c.TeamsTenant)
	}
	return wrong("TEAMS_OPENID_URL", "is not in the government cloud, but TEAMS_TOKEN_URL is: write https://login.botframework.azure.us/v1/.well-known/openidconfiguration, or remove both")
}

// hostOf returns the host of a checked address in lower case; "" for an empty one.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// standIn reports whether a checked address leads to this machine.
func standIn(raw string) bool { return loopback(hostOf(raw)) }

// teamsNotes are what an operator should know of Teams at every start.
func (c *Config) teamsNotes() []string {
	if !c.teams() {
		return []string{noteNoTeams}
	}
	var notes []string
	if teams.Overridden(c.TeamsOpenIDURL) {
		notes = append(notes, noteOpenID+"believing a stand-in on this machine, not Microsoft")
	}
	if standIn(c.TeamsTokenURL) {
		notes = append(notes, noteToken+"asking a stand-in on this machine for tokens, not Microsoft")
	}
	if len(c.TeamsServiceHosts) > 0 {
		notes = append(notes, noteHosts+"the bot's token may also go to "+strings.Join(c.TeamsServiceHosts, ", "))
	}
	return notes
}

// clusterName reports whether a variable is one that Kubernetes sets for a
// service called "teams": TEAMS_SERVICE_HOST, a bare address, is one letter away
// from ours.
func clusterName(name, value string) bool {
	return name == "TEAMS_SERVICE_HOST" && net.ParseIP(strings.TrimSpace(value)) != nil
}
