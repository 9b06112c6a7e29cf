package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	goodApp    = "0a1b2c3d-0000-4000-8000-00000000000a"
	goodTenant = "0a1b2c3d-0000-4000-8000-00000000000b"
)

// baseTeams is a configuration that is right and serves Teams alone.
func baseTeams(home string, more map[string]string) map[string]string {
	environ := base(home, map[string]string{
		"SLACK_BOT_TOKEN": "-", "SLACK_SIGNING_SECRET": "-",
		"TEAMS_APP_ID": goodApp, "TEAMS_APP_PASSWORD": "Ab8Q~s3cr3t", "TEAMS_TENANT_ID": goodTenant,
	})
	for k, v := range more {
		environ[k] = v
		if v == "-" {
			delete(environ, k)
		}
	}
	return environ
}

func TestG70WrongTeams(t *testing.T) {
	const (
		form  = ", such as 11111111-1111-1111-1111-111111111111: "
		other = ", or remove the TEAMS_ variables"
	)
	for name, c := range map[string]struct {
		set  map[string]string
		want string
	}{
		"app id empty":           {map[string]string{"TEAMS_APP_ID": ""}, "TEAMS_APP_ID: is empty, and a token for any bot would do: " + appIDPage + ", or remove the variable"},
		"app id blank":           {map[string]string{"TEAMS_APP_ID": " \n"}, "TEAMS_APP_ID: is empty, and a token for any bot would do: " + appIDPage + ", or remove the variable"},
		"app id empty, alone":    {map[string]string{"TEAMS_APP_ID": "", "TEAMS_APP_PASSWORD": "-", "TEAMS_TENANT_ID": "-"}, "TEAMS_APP_ID: is empty, and a token for any bot would do: " + appIDPage + ", or remove the variable"},
		"app id missing":         {map[string]string{"TEAMS_APP_ID": "-"}, "TEAMS_APP_ID: not set, but TEAMS_APP_PASSWORD is: " + appIDPage + other},
		"tenant alone":           {map[string]string{"TEAMS_APP_ID": "-", "TEAMS_APP_PASSWORD": " "}, "TEAMS_APP_ID: not set, but TEAMS_TENANT_ID is: " + appIDPage + other},
		"hosts alone":            {map[string]string{"TEAMS_APP_ID": "-", "TEAMS_APP_PASSWORD": "-", "TEAMS_TENANT_ID": "-", "TEAMS_SERVICE_HOSTS": "a:1"}, "TEAMS_APP_ID: not set, but TEAMS_SERVICE_HOSTS is: " + appIDPage + other},
		"app id is a name":       {map[string]string{"TEAMS_APP_ID": "Parallax"}, `TEAMS_APP_ID: is no id of an app` + form + appIDPage},
		"app id too long":        {map[string]string{"TEAMS_APP_ID": goodApp + "0"}, `TEAMS_APP_ID: is no id of an app` + form + appIDPage},
		"app id is the password": {map[string]string{"TEAMS_APP_ID": "Ab8Q~s3cr3t"}, `TEAMS_APP_ID: is no id of an app` + form + appIDPage},
		"tenant is the password": {map[string]string{"TEAMS_TENANT_ID": "Ab8Q~s3cr3t"}, `TEAMS_TENANT_ID: is no id of a tenant` + form + tenantIDPage},
		"password missing":       {map[string]string{"TEAMS_APP_PASSWORD": "-"}, "TEAMS_APP_PASSWORD: not set: " + secretPage},
		"password blank":         {map[string]string{"TEAMS_APP_PASSWORD": " "}, "TEAMS_APP_PASSWORD: not set: " + secretPage},
		"password in two lines":  {map[string]string{"TEAMS_APP_PASSWORD": "Ab8Q~s3\ncr3t"}, "TEAMS_APP_PASSWORD: holds a space, a line end or a character that no client secret has: " + secretPage},
		"tenant missing":         {map[string]string{"TEAMS_TENANT_ID": ""}, "TEAMS_TENANT_ID: not set, and a bot must be one of a single tenant, for Microsoft makes no others: " + tenantIDPage},
		"tenant is a domain":     {map[string]string{"TEAMS_TENANT_ID": "acme.onmicrosoft.com"}, `TEAMS_TENANT_ID: is no id of a tenant` + form + tenantIDPage},
		"tenant of many":         {map[string]string{"TEAMS_TENANT_ID": "common"}, `TEAMS_TENANT_ID: is no id of a tenant` + form + tenantIDPage},
		"openid elsewhere":       {map[string]string{"TEAMS_OPENID_URL": "https://keys.example.com/openid"}, `TEAMS_OPENID_URL: "keys.example.com" is neither Microsoft (login.botframework.com, login.botframework.azure.us) nor this machine (127.0.0.1); it would decide whose requests are believed`},
		"openid not encrypted":   {map[string]string{"TEAMS_OPENID_URL": "http://login.botframework.com/x"}, `TEAMS_OPENID_URL: "login.botframework.com" must use https`},
		"token elsewhere":        {map[string]string{"TEAMS_TOKEN_URL": "https://login.example.com/token"}, `TEAMS_TOKEN_URL: "login.example.com" is neither Microsoft (login.microsoftonline.com, login.microsoftonline.us) nor this machine (127.0.0.1); the bot's secret would go there`},
		"token with password":    {map[string]string{"TEAMS_TOKEN_URL": "https://u:s3cr3t@login.microsoftonline.com/x"}, "TEAMS_TOKEN_URL: want an address such as https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token"},
		"host without port":      {map[string]string{"TEAMS_SERVICE_HOSTS": "a:1, smba.example.com"}, `TEAMS_SERVICE_HOSTS: "smba.example.com": want host:port such as smba.example.com:443`},
		"host as address":        {map[string]string{"TEAMS_SERVICE_HOSTS": "https://smba.example.com:443"}, `TEAMS_SERVICE_HOSTS: "https://smba.example.com:443": want host:port such as smba.example.com:443`},
		"government keys alone":  {map[string]string{"TEAMS_OPENID_URL": "https://login.botframework.azure.us/x"}, "TEAMS_TOKEN_URL: is not in the government cloud, but TEAMS_OPENID_URL is: write https://login.microsoftonline.us/" + goodTenant + "/oauth2/v2.0/token, or remove both"},
		"government token alone": {map[string]string{"TEAMS_TOKEN_URL": "https://login.microsoftonline.us/x"}, "TEAMS_OPENID_URL: is not in the government cloud, but TEAMS_TOKEN_URL is: write https://login.botframework.azure.us/v1/.well-known/openidconfiguration, or remove both"},
		"misspelt":               {map[string]string{"TEAMS_APPID": goodApp}, "TEAMS_APPID: not known: write TEAMS_APP_ID or remove it"},
		"misspelt tenant":        {map[string]string{"TEAMS_TENENT_ID": goodTenant}, "TEAMS_TENENT_ID: not known: write TEAMS_TENANT_ID or remove it"},
		"misspelt hosts":         {map[string]string{"TEAMS_SERVICE_HOST": "smba.example.com:443"}, "TEAMS_SERVICE_HOST: not known: write TEAMS_SERVICE_HOSTS or remove it"},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			notStarted(t, home, baseTeams(home, c.set), c.want)
		})
	}
}

func TestRightTeams(t *testing.T) {
	const alone = "Slack is not served: SLACK_BOT_TOKEN is not set"
	for name, c := range map[string]struct {
		set   map[string]string
		want  func(*Config)
		notes []string
	}{
		"Teams": {nil, func(*Config) {}, []string{alone}},
		"capitals, line ends": {map[string]string{"TEAMS_APP_ID": " " + strings.ToUpper(goodApp) + "\n", "TEAMS_TENANT_ID": strings.ToUpper(goodTenant), "TEAMS_APP_PASSWORD": "Ab8Q~s3cr3t\n"},
			func(*Config) {}, []string{alone}},
		"stand-in": {map[string]string{"TEAMS_OPENID_URL": "http://127.0.0.1:9/openid", "TEAMS_TOKEN_URL": "http://LOCALHOST:9/token", "TEAMS_SERVICE_HOSTS": " 127.0.0.1:9,, Smba.Example.com:443 ,"}, func(c *Config) {
			c.TeamsOpenIDURL, c.TeamsTokenURL, c.TeamsServiceHosts = "http://127.0.0.1:9/openid", "http://LOCALHOST:9/token", []string{"127.0.0.1:9", "smba.example.com:443"}
		}, []string{
			alone,
			"TEAMS_OPENID_URL: believing a stand-in on this machine, not Microsoft",
			"TEAMS_TOKEN_URL: asking a stand-in on this machine for tokens, not Microsoft",
			"TEAMS_SERVICE_HOSTS: the bot's token may also go to 127.0.0.1:9, smba.example.com:443",
		}},
		"government": {map[string]string{"TEAMS_OPENID_URL": "https://login.botframework.azure.us/v1/.well-known/openidconfiguration", "TEAMS_TOKEN_URL": "https://login.microsoftonline.us/x/oauth2/v2.0/token"}, func(c *Config) {
			c.TeamsOpenIDURL, c.TeamsTokenURL = "https://login.botframework.azure.us/v1/.well-known/openidconfiguration", "https://login.microsoftonline.us/x/oauth2/v2.0/token"
		}, []string{alone}},
		"of a cluster": {map[string]string{"TEAMS_SERVICE_HOST": "10.0.0.1", "TEAMS_PORT": "tcp://10.0.0.1:80", "TEAMS_AUTH": "off"}, func(*Config) {}, []string{alone}},
		"both":         {map[string]string{"SLACK_BOT_TOKEN": "xoxb-s3cr3t", "SLACK_APP_TOKEN": "xapp-1"}, func(c *Config) { c.SlackBotToken, c.SlackAppToken = "xoxb-s3cr3t", "xapp-1" }, nil},
		"Slack": {map[string]string{"SLACK_BOT_TOKEN": "xoxb-s3cr3t", "SLACK_APP_TOKEN": "xapp-1", "TEAMS_APP_ID": "-", "TEAMS_APP_PASSWORD": "-", "TEAMS_TENANT_ID": " "}, func(c *Config) {
			c.SlackBotToken, c.SlackAppToken, c.TeamsAppID, c.TeamsAppPassword, c.TeamsTenant = "xoxb-s3cr3t", "xapp-1", "", "", ""
		}, []string{"Teams is not served: TEAMS_APP_ID is not set"}},
		"the cluster's alone": {map[string]string{"TEAMS_APP_ID": "-", "TEAMS_APP_PASSWORD": "-", "TEAMS_TENANT_ID": "-", "TEAMS_SERVICE_HOST": "10.0.0.1"}, func(c *Config) {
			c.TeamsAppID, c.TeamsAppPassword, c.TeamsTenant = "", "", ""
		}, []string{alone, "Teams is not served: TEAMS_APP_ID is not set"}},
	} {
		t.Run(name, func(t *testing.T) {
			want := Config{
				Addr: defaultAddr, LogLevel: "info", LogFormat: "text", RedisURL: "redis://bot:pAsSw0rd@redis:6379", SecretKey: goodKey,
				Durability: Strict, TeamsAppID: goodApp, TeamsAppPassword: "Ab8Q~s3cr3t", TeamsTenant: goodTenant,
			}
			c.want(&want)
			got, err := loadConfig(baseTeams(t.TempDir(), c.set))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b Secret) bool { return a.Reveal() == b.Reveal() })); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.notes, got.notes()); diff != "" {
				t.Error(diff)
			}
			if err := got.needPlatform(); (err == nil) != (got.slack() || got.teams()) {
				t.Error(err)
			}
		})
	}
}

func TestTeamsSecretLeavesTheEnvironment(t *testing.T) {
	t.Setenv("TEAMS_APP_PASSWORD", "x")
	if _, err := loadConfig(baseTeams(t.TempDir(), nil)); err != nil {
		t.Fatal(err)
	}
	if _, there := os.LookupEnv("TEAMS_APP_PASSWORD"); there {
		t.Error("it is still in the environment, where child processes and crash reports see it")
	}
}

func TestPlatformCheck(t *testing.T) {
	for want, c := range map[string]Config{
		"ok      platform: Slack":           {SlackBotToken: "x"},
		"ok      platform: Teams":           {TeamsAppID: "x"},
		"ok      platform: Slack and Teams": {SlackBotToken: "x", TeamsAppID: "x"},
		"PROBLEM platform: SLACK_BOT_TOKEN, TEAMS_APP_ID: neither is set: copy the bot token (xoxb-...) from your Slack app's page OAuth & Permissions, or set the TEAMS_ variables of your bot (docs/teams.md), or try `parallax demo` without either": {},
	} {
		var out strings.Builder
		code := doctor(t.Context(), []Check{platformCheck(c)}, &out)
		if diff := cmp.Diff(want+"\n", out.String()); diff != "" || (code == 0) != strings.HasPrefix(want, "ok") {
			t.Errorf("exit %d\n%s", code, diff)
		}
	}
}
