package main

import (
	"fmt"
	"strings"
	"testing"

	"parallax/bot/teams"
	"parallax/checkins"
)

// TestTeamsIDs: however an id is written, it is the account that Teams tells.
func TestTeamsIDs(t *testing.T) {
	const (
		tenantID = "0a1b2c3d-0000-4000-8000-00000000000b"
		personID = "abcdef00-0000-4000-8000-0000000000aa"
		channel  = "19:AbC_dEf-123@thread.tacv2"
	)
	upper := strings.ToUpper(personID)
	link := "https://teams.microsoft.com/l/channel/19%3aAbC_dEf-123%40thread.tacv2/CRM%20%2F%20migration?groupId=x"
	for name, c := range map[string]struct{ person, channel string }{
		"plain":          {personID, channel},
		"aad":            {"aad:" + personID, channel},
		"capitals":       {"AAD:" + upper, channel},
		"with tenant":    {tenantID + "/aad:" + upper, tenantID + "/" + channel},
		"tenant shouted": {strings.ToUpper(tenantID) + "/" + upper, strings.ToUpper(tenantID) + "/" + channel},
		"link":           {personID, link},
		"link, tenant":   {personID, link + "&tenantId=" + strings.ToUpper(tenantID)},
		"link, message":  {personID, "https://teams.cloud.microsoft/l/message/19:AbC_dEf-123@thread.tacv2/1700000000000?tenantId=" + tenantID + "&parentMessageId=1"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.NewReplacer("11111111-1111-1111-1111-111111111111", strings.ToUpper(tenantID), "aad:2222...", c.person, "19:...@thread.tacv2", c.channel).Replace(string(orgExample))
			got, err := parseOrg("org.yaml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			// As the Connector delivers it.
			a, err := teams.Decode(fmt.Appendf(nil, `{
				"type": "message", "from": {"id": "29:1", "aadObjectId": %q}, "channelData": {"tenant": {"id": %q}},
				"conversation": {"id": %q, "conversationType": "channel", "isGroup": true}
			}`, upper, tenantID, channel+";messageid=1700000000000"))
			if err != nil {
				t.Fatal(err)
			}
			if account := got.People[1].Accounts[0]; account != a.Person() || account.ID != personID {
				t.Errorf("the file says %+v, Teams says %+v", account, a.Person())
			}
			if account := got.Initiatives[0].Channels[1]; account != a.Where() || account.ID != channel {
				t.Errorf("the file says %+v, Teams says %+v", account, a.Where())
			}
			if got.Org.Teams[0] != a.Tenant() {
				t.Errorf("the file says %s, Teams says %s", got.Org.Teams[0], a.Tenant())
			}
		})
	}
}

func TestWrongTeamsIDs(t *testing.T) {
	const (
		person  = "org.yaml:8: people.ben.teams: %s is not the object id of a person: write it like aad:22222222-..., it stands on the person's page in the Microsoft Entra admin centre"
		channel = "org.yaml:25: initiatives.crm.channels[1].teams: %s is not a channel of Teams: write it like 19:...@thread.tacv2, or paste the link that the channel's menu gives"
	)
	for name, c := range map[string]struct{ old, new, want string }{
		"address":       {"aad:2222...", "ben@acme.example", fmt.Sprintf(person, `"ben@acme.example"`)},
		"id of the bot": {"aad:2222...", "29:1abc", fmt.Sprintf(person, `"29:1abc"`)},
		"channel":       {"aad:2222...", "19:x@thread.tacv2", fmt.Sprintf(person, `"19:x@thread.tacv2"`)},
		"chat":          {"19:...@thread.tacv2", "19:x@thread.v2", fmt.Sprintf(channel, `"19:x@thread.v2"`)},
		"thread":        {"19:...@thread.tacv2", "19:x@thread.tacv2;messageid=1", fmt.Sprintf(channel, `"19:x@thread.tacv2;messageid=1"`)},
		"name":          {"19:...@thread.tacv2", "General", fmt.Sprintf(channel, `"General"`)},
		"link to chat":  {"19:...@thread.tacv2", "https://teams.microsoft.com/l/chat/19:x@thread.v2/0", fmt.Sprintf(channel, `"https://teams.microsoft.com/l/chat/19:x@thread.v2/0"`)},
		"other tenant": {"19:...@thread.tacv2", "https://teams.microsoft.com/l/channel/19%3ax%40thread.tacv2/G?tenantId=" + goodTenant,
			`org.yaml:25: initiatives.crm.channels[1].teams: "` + goodTenant + `" is no workspace of the org: add it under teams`},
		"twice":         {`{teams: "19:...@thread.tacv2"}`, `{teams: "19:x@thread.tacv2"}, {teams: "https://teams.microsoft.com/l/channel/19%3ax%40thread.tacv2/G"}`, "stands there twice: remove one"},
		"account twice": {`slack: U0001`, `teams: "AAD:2222..."`, "org.yaml:8: people.ben.teams: aad:2222... is the account of ana already: one of them is wrong"},
		"tenant twice":  {"{tenant: 11111111-1111-1111-1111-111111111111}", "{tenant: " + goodTenant + "}, {tenant: " + strings.ToUpper(goodTenant) + "}", goodTenant + " stands there twice: remove one"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(orgExample), c.old, c.new, 1)
			if text == string(orgExample) {
				t.Fatalf("the example holds no %q", c.old)
			}
			if _, err := parseOrg("org.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestTeamsKinds: a person is told from a channel by the id.
func TestTeamsKinds(t *testing.T) {
	for _, id := range []string{"19:x@thread.tacv2", "19:x@thread.skype"} {
		if teamsPerson.MatchString(teamsID(id, false)) || !teamsChannel.MatchString(teamsID(id, true)) {
			t.Errorf("%s is no channel", id)
		}
	}
	if a := (checkins.Account{Platform: checkins.Teams, ID: teamsID("aad:0A", false)}); a.ID != "0a" || teamsChannel.MatchString(a.ID) {
		t.Errorf("%+v", a)
	}
}
