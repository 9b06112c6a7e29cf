package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAccessToken(t *testing.T) {
	wall := time.Now()
	o := open(t, func(c *TenantConfig) { c.Wall = func() time.Time { return wall } })
	good := url.Values{"grant_type": {"client_credentials"}, "client_id": {"app-1"}, "client_secret": {"secret"}, "scope": {botScope}}
	for _, c := range []struct {
		name, key, value string
		status           int
		code             string
	}{
		{"good", "", "", 200, ""},
		{"wrong secret", "client_secret", "x", 401, "invalid_client"},
		{"no secret", "client_secret", "", 401, "invalid_client"},
		{"wrong app", "client_id", "x", 400, "unauthorized_client"},
		{"wrong scope", "scope", "https://graph.microsoft.com/.default", 400, "invalid_scope"},
		{"wrong grant", "grant_type", "password", 400, "unsupported_grant_type"},
	} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		if c.key != "" {
			form.Set(c.key, c.value)
		}
		status, out := o.post(t, o.TokenURL(), form)
		if status != c.status || str(out, "error") != c.code || (c.code == "") != (str(out, "access_token") != "") {
			t.Errorf("%s: %d %v", c.name, status, out)
		}
	}
	if status, out := o.post(t, strings.Replace(o.TokenURL(), tenantID, "another", 1), good); status != 400 || str(out, "error") != "invalid_request" {
		t.Errorf("another tenant: %d %v", status, out)
	}
	who := "conversations/" + o.IM(anaID) + "/members"
	if status, _ := o.call(t, "GET", who, nil); status != 200 {
		t.Errorf("with a good token %d", status)
	}
	for _, token := range []string{"", "x", "Bearer"} {
		if status, _, _ := o.callWith(t, token, "GET", who, nil); status != 401 {
			t.Errorf("with token %q: %d", token, status)
		}
	}
	wall = wall.Add(time.Hour - time.Second)
	if status, _ := o.call(t, "GET", who, nil); status != 200 {
		t.Errorf("a second before the end %d", status)
	}
	wall = wall.Add(time.Second)
	if status, _ := o.call(t, "GET", who, nil); status != 401 {
		t.Errorf("after the end %d", status)
	}
	fresh := func() string {
		t.Helper()
		_, out := o.post(t, o.TokenURL(), good)
		return str(out, "access_token")
	}
	for _, kill := range []func(){o.ExpireTokens, o.RevokeToken} {
		o.token = fresh()
		kill()
		if status, _ := o.call(t, "GET", who, nil); status != 401 {
			t.Errorf("a dead token: %d", status)
		}
	}
	if fresh() != "" {
		t.Error("a revoked app got a token")
	}
	o.RestoreToken()
	if fresh() == "" {
		t.Error("a restored app got none")
	}
	for _, c := range o.Calls() {
		if c.Args.Get("client_secret") != "" {
			t.Error("the secret stands among the calls")
		}
	}
}

func TestCreateConversation(t *testing.T) {
	o := open(t)
	person := func(id string) object {
		return object{"isGroup": false, "bot": object{"id": o.BotID()}, "members": []object{{"id": id}}, "tenantId": tenantID}
	}
	with := func(m object, k string, v any) object { m[k] = v; return m }
	thread := object{"isGroup": true, "tenantId": tenantID, "channelData": object{"channel": object{"id": crmID}}, "activity": says("A new thread")}
	for _, c := range []struct {
		name   string
		body   object
		status int
		code   string
		id     string // prefix
	}{
		{"by id for this bot", person(o.MRI(anaID)), 201, "", o.IM(anaID)},
		{"again", person(o.MRI(anaID)), 201, "", o.IM(anaID)},
		{"by object id", person(anaID), 201, "", o.IM(anaID)},
		{"in a team with the app", person(o.MRI(benID)), 201, "", o.IM(benID)},
		{"tenant in channelData", with(with(person(anaID), "tenantId", nil), "channelData", object{"tenant": object{"id": tenantID}}), 201, "", o.IM(anaID)},
		{"with an activity", with(person(anaID), "activity", says("hello")), 201, "", o.IM(anaID)},
		{"thread", thread, 201, "", crmID + ";messageid="},
		{"without the app", person(o.MRI(eveID)), 403, "ForbiddenOperationException", ""},
		{"unknown", person("29:nobody"), 400, "BadArgument", ""},
		{"no tenant", with(person(anaID), "tenantId", ""), 401, "", ""},
		{"another tenant", with(person(anaID), "tenantId", "x"), 401, "", ""},
		{"another bot", with(person(anaID), "bot", object{"id": "28:x"}), 400, "BadSyntax", ""},
		{"two people", with(person(anaID), "members", []object{{"id": anaID}, {"id": benID}}), 400, "BadSyntax", ""},
		{"a group", with(person(anaID), "isGroup", true), 400, "BadSyntax", ""},
		{"thread without a message", object{"isGroup": true, "tenantId": tenantID, "channelData": object{"channel": object{"id": crmID}}}, 400, "BadSyntax", ""},
		{"unknown channel", object{"isGroup": true, "tenantId": tenantID, "channelData": object{"channel": object{"id": "19:x"}}, "activity": says("x")}, 404, "ConversationNotFound", ""},
		{"channel without the app", object{"isGroup": true, "tenantId": tenantID, "channelData": object{"channel": object{"id": otherID}}, "activity": says("x")}, 403, RefusedRoster, ""},
	} {
		status, out := o.call(t, "POST", "conversations", c.body)
		if status != c.status || failure(out) != c.code || c.id != "" && !strings.HasPrefix(str(out, "id"), c.id) {
			t.Errorf("%s: %d %v", c.name, status, out)
		}
		if group, _ := c.body["isGroup"].(bool); status == 201 && group != (str(out, "activityId") != "") {
			t.Errorf("%s: activity id %v", c.name, out)
		}
	}
	if got := o.Messages(o.IM(anaID)); len(got) != 1 || got[0].Text != "hello" {
		t.Errorf("%+v", got)
	}
}

func TestSendEditDelete(t *testing.T) {
	o := open(t)
	chat := o.IM(anaID)
	id := o.sends(t, chat, shows(adaptive(block("Hello **Ana**"))))
	at := "conversations/" + chat + "/activities/"
	status, out := o.call(t, "PUT", at+id, object{"type": "message", "id": id, "attachments": []object{{"contentType": cardType, "content": adaptive(block("Done"))}}})
	if status != 200 || str(out, "id") != id {
		t.Errorf("%d %v", status, out)
	}
	root := o.sends(t, crmID, says("a thread"))
	status, out = o.call(t, "POST", "conversations/"+crmID+"/activities/"+root, says("a reply"))
	reply := str(out, "id")
	if status != 201 || reply == "" {
		t.Errorf("%d %v", status, out)
	}
	// A reply to a reply joins its thread, and so does a post to the thread's own id.
	if _, out = o.call(t, "POST", "conversations/"+crmID+"/activities/"+reply, says("another")); str(out, "id") == "" {
		t.Error(out)
	}
	o.sends(t, crmID+";messageid="+root, says("a third"))
	for _, m := range o.Messages(crmID)[1:] {
		if m.ThreadTS != root {
			t.Errorf("%q stands in thread %q", m.Text, m.ThreadTS)
		}
	}
	if status, _ = o.call(t, "DELETE", "conversations/"+crmID+"/activities/"+reply, nil); status != 200 {
		t.Errorf("delete %d", status)
	}
	var got []string
	for _, s := range o.Ledger() {
		got = append(got, strings.TrimSpace(s.Kind+" "+s.User+" "+s.Text+strings.Join(ReadCard(s.Card).Lines, "|")))
	}
	want := []string{"post " + anaID + " Hello Ana", "update " + anaID + " Done", "post  a thread", "thread  a reply", "thread  another", "thread  a third", "delete"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	o.clean(t)
	if _, err := o.Mention(t.Context(), anaID, crmID, "", "status"); err != nil {
		t.Fatal(err)
	}
	said := o.Messages(crmID)[len(o.Messages(crmID))-1].TS
	for _, c := range []struct {
		method, path string
		body         object
		status       int
		code         string
	}{
		{"PUT", at + "1", says("x"), 404, "ActivityNotFoundInConversation"},
		{"DELETE", at + "1", nil, 404, "ActivityNotFoundInConversation"},
		{"PUT", "conversations/" + crmID + "/activities/" + said, says("x"), 403, RefusedPermission},
		{"POST", at + "1", says("x"), 404, "ActivityNotFoundInConversation"},
		{"POST", "conversations/a:x/activities", says("x"), 404, "ConversationNotFound"},
		{"POST", "conversations/" + crmID + ";messageid=7/activities", says("x"), 404, "ConversationNotFound"},
		{"POST", "conversations/" + crmID + "/activities", object{"type": "dance"}, 400, "BadArgument"},
		{"POST", "conversations/" + crmID + "/activities", says("  "), 400, "BadArgument"},
		{"POST", "conversations/" + crmID + "/activities", nil, 400, "BadArgument"},
	} {
		if status, out := o.call(t, c.method, c.path, c.body); status != c.status || failure(out) != c.code {
			t.Errorf("%s %s: %d %v", c.method, c.path, status, out)
		}
	}
	if status, _ = o.call(t, "POST", "conversations/"+chat+"/activities", object{"type": "typing"}); status != 201 {
		t.Errorf("typing %d", status)
	}
}

// Text and a card in one activity become two messages, and no id comes back.
func TestSplit(t *testing.T) {
	o := open(t)
	a := shows(adaptive(block("card")))
	a["text"] = "text"
	if id := o.sends(t, o.IM(anaID), a); id != "" {
		t.Errorf("id %q", id)
	}
	if got := o.Messages(o.IM(anaID)); len(got) != 2 || got[0].Text != "text" || got[0].Card != nil || got[1].Card == nil || got[1].Text != "" {
		t.Errorf("%+v", got)
	}
	if len(o.Violations()) != 1 {
		t.Errorf("%q", o.Violations())
	}
}

func TestMessageSize(t *testing.T) {
	o := open(t)
	for _, c := range []struct {
		letters string
		n       int
		status  int
	}{{"x", 51100, 201}, {"x", 51300, 413}, {"é", 51100, 201}, {"🙂", 25700, 413}} {
		status, out := o.call(t, "POST", "conversations/"+o.IM(anaID)+"/activities", says(strings.Repeat(c.letters, c.n)))
		if status != c.status || (failure(out) == "MessageSizeTooBig") != (c.status == 413) {
			t.Errorf("%d times %s: %d %v", c.n, c.letters, status, failure(out))
		}
	}
	if n := len(o.Violations()); n != 2 {
		t.Errorf("%d violations", n)
	}
}

func TestRosters(t *testing.T) {
	o := open(t, func(c *TenantConfig) {
		for i := range 120 {
			id := fmt.Sprintf("bbbbbbbb-%04d", i)
			c.Members = append(c.Members, Member{ID: id, Name: fmt.Sprintf("No %d", i)})
			c.Teams[0].Members = append(c.Teams[0].Members, id)
		}
	})
	if err := o.Deactivate("bbbbbbbb-0000"); err != nil {
		t.Fatal(err)
	}
	names := func(out object) []string {
		var all []string
		for _, m := range objects(out["members"]) {
			all = append(all, str(m, "name"))
		}
		return all
	}
	at := "conversations/" + crmID + "/pagedmembers?pageSize=10"
	_, first := o.call(t, "GET", at, nil)
	token := str(first, "continuationToken")
	if len(names(first)) != 50 || token == "" || names(first)[0] != "Ana Ruiz" {
		t.Errorf("%d %q", len(names(first)), token)
	}
	_, second := o.call(t, "GET", at+"&continuationToken="+token, nil)
	_, third := o.call(t, "GET", at+"&continuationToken="+str(second, "continuationToken"), nil)
	if len(names(third)) != 21 || str(third, "continuationToken") != "" {
		t.Errorf("%d %v", len(names(third)), third["continuationToken"])
	}
	if status, _ := o.call(t, "GET", at+"&continuationToken=x", nil); status != 400 {
		t.Errorf("a token of nobody: %d", status)
	}
	if _, out := o.call(t, "GET", "conversations/"+crmID+"/members", nil); !strings.Contains(str(out, "list"), `"name":"Ben Lee"`) {
		t.Errorf("%.200s", str(out, "list"))
	}
	_, ana := o.call(t, "GET", "conversations/"+o.IM(anaID)+"/members/"+o.MRI(anaID), nil)
	if ana["aadObjectId"] != anaID || ana["givenName"] != "Ana" || ana["tenantId"] != tenantID || ana["id"] != o.MRI(anaID) {
		t.Errorf("%v", ana)
	}
	for path, want := range map[string]int{
		"conversations/" + o.IM(anaID) + "/members/" + benID: 404, "conversations/a:x/members": 404,
		"conversations/" + otherID + "/members": 403, "teams/" + otherID: 403, "teams/x": 404, "teams/" + crmID + "/conversations": 404,
	} {
		if status, out := o.call(t, "GET", path, nil); status != want {
			t.Errorf("%s: %d %v", path, status, out)
		}
	}
	if _, out := o.call(t, "GET", "teams/"+crmTeam, nil); out["name"] != "CRM" || out["channelCount"] != float64(2) {
		t.Errorf("%v", out)
	}
	_, out := o.call(t, "GET", "teams/"+crmTeam+"/conversations", nil)
	if d := cmp.Diff([]object{{"id": crmTeam}, {"id": crmID, "name": "crm"}}, objects(out["conversations"])); d != "" {
		t.Error(d)
	}
}

func TestMentionsInMessages(t *testing.T) {
	o := open(t)
	mention := func(at, id string) []object {
		return []object{{"type": "mention", "text": at, "mentioned": object{"id": id, "name": "Ben"}}}
	}
	card := adaptive(block("Over to <at>Ben</at>, \\<at>Ana</at>"))
	card["msteams"] = object{"entities": mention("<at>Ben</at>", o.MRI(benID))}
	for _, c := range []struct {
		activity object
		status   int
		pings    []string
	}{
		{object{"type": "message", "text": "hi <at>Ben</at>", "entities": mention("<at>Ben</at>", o.MRI(benID))}, 201, []string{o.MRI(benID)}},
		{says("hi <at>Ben</at>"), 201, nil},
		{object{"type": "message", "text": "hi", "entities": mention("<at>Ben</at>", o.MRI(benID))}, 400, nil},
		{object{"type": "message", "text": "hi Ben", "entities": mention("Ben", o.MRI(benID))}, 400, nil},
		{shows(card), 201, []string{o.MRI(benID)}},
	} {
		before := len(o.Ledger())
		status, _ := o.call(t, "POST", "conversations/"+crmID+"/activities", c.activity)
		if status != c.status {
			t.Errorf("%v: %d", c.activity, status)
		}
		if seen := o.Since(before); status == 201 && (len(seen) != 1 || cmp.Diff(c.pings, seen[0].Pings) != "") {
			t.Errorf("%v: %+v", c.activity, seen)
		}
	}
}

func TestUnknownPaths(t *testing.T) {
	o := open(t)
	for path, want := range map[string]int{"/teams/v3/nothing": 404, "/teams/": 404, "/api/chat.postMessage": 404} {
		resp, err := http.Get(o.url + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}
