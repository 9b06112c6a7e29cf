package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnserved(t *testing.T) {
	const other = "99999999-9999-9999-9999-999999999999"
	slack, teams := Config{SlackBotToken: "xoxb-1"}, Config{TeamsAppID: "a", TeamsTenant: other}
	both, all := slack, slack
	both.TeamsAppID, both.TeamsTenant = "a", "11111111-1111-1111-1111-111111111111"
	all.TeamsAppID, all.TeamsTenant = "a", other
	for name, c := range map[string]struct {
		cfg  Config
		want []string
	}{
		"nothing is set": {Config{}, nil},
		"all is served":  {both, nil},
		"Slack alone":    {slack, []string{"the org has Teams tenants, and Teams is not served here: TEAMS_APP_ID is not set"}},
		"another tenant": {all, []string{"tenant 11111111-1111-1111-1111-111111111111 is not served here: TEAMS_TENANT_ID is " + other}},
		"another, alone": {teams, []string{"the org has Slack workspaces, and Slack is not served here: SLACK_BOT_TOKEN is not set", "tenant 11111111-1111-1111-1111-111111111111 is not served here: TEAMS_TENANT_ID is " + other}},
	} {
		if diff := cmp.Diff(c.want, unserved(c.cfg, orgExample)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
