package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestTeamsFaults(t *testing.T) {
	for _, c := range []struct {
		name     string
		fault    Fault
		status   int
		code     string
		accepted bool
	}{
		{"none", Fault{Method: "update"}, 201, "", true},
		{"reset before", Fault{ResetBefore: true}, 0, "", false},
		{"reset after", Fault{ResetAfter: true}, 0, "", true},
		{"412", Fault{Status: 412}, 412, "PreconditionFailed", false},
		{"500", Fault{Status: 500}, 500, "ServiceError", false},
		{"502", Fault{Status: 502}, 502, "ServiceError", false},
		{"503", Fault{Status: 503}, 503, "", false},
		{"504 accepted", Fault{Status: 504, Accept: true}, 504, "", true},
		{"502 accepted", Fault{Status: 502, Accept: true}, 502, "ServiceError", true},
		{"429", Fault{RetryAfter: 30}, 429, "Throttled", false},
		{"code", Fault{Error: "BotDisabledByAdmin"}, 403, "BotDisabledByAdmin", false},
		{"unknown code", Fault{Error: "Odd"}, 400, "Odd", false},
		{"code with a status", Fault{Error: "Odd", Status: 409}, 409, "Odd", false},
		{"slow", Fault{Delay: time.Millisecond, DelayAfter: time.Millisecond}, 201, "", true},
		{"another chat", Fault{Args: map[string]string{"user": benID}, Status: 500}, 201, "", true},
		{"this chat", Fault{Args: map[string]string{"user": anaID}, Method: "send", Status: 500}, 500, "ServiceError", false},
		{"match", Fault{Match: func(a url.Values) bool { return a.Get("text") == "hi" }, Status: 500}, 500, "ServiceError", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := open(t)
			o.Inject(c.fault)
			status, out, h := o.callWith(t, o.token, "POST", "conversations/"+o.IM(anaID)+"/activities", says("hi"))
			if status != c.status || status != 0 && failure(out) != c.code {
				t.Errorf("%d %v", status, out)
			}
			if c.fault.RetryAfter > 0 && h.Get("Retry-After") != "30" {
				t.Errorf("Retry-After %q", h.Get("Retry-After"))
			}
			if got := len(o.Ledger()) == 1; got != c.accepted {
				t.Errorf("accepted %v", got)
			}
			calls := o.Calls()
			if call := calls[len(calls)-1]; call.Method != "send" || call.Status != c.status || call.Error != c.code || call.Accepted != c.accepted {
				t.Errorf("%+v", call)
			}
			if status, _ = o.call(t, "POST", "conversations/"+o.IM(anaID)+"/activities", says("again")); status != 201 {
				t.Errorf("the fault came twice: %d", status)
			}
		})
	}
}

func TestFaultsOfDocuments(t *testing.T) {
	o := open(t)
	o.Inject(Fault{Method: "token", Status: 503})
	o.Inject(Fault{Method: "token", Error: "temporarily_unavailable", Status: 503})
	if status, _ := o.post(t, o.TokenURL(), url.Values{}); status != 503 {
		t.Errorf("token %d", status)
	}
	if status, out := o.post(t, o.TokenURL(), url.Values{}); status != 503 || out["error"] != "temporarily_unavailable" {
		t.Errorf("token %d %v", status, out)
	}
	o.Inject(Fault{Method: "openid", ResetBefore: true, Times: -1})
	if err := fetch(o.OpenIDURL(), &object{}); err == nil {
		t.Error("the OpenID document came")
	}
	o.ClearFaults()
	o.Inject(Fault{Method: "keys", Status: 502})
	if err := fetch(strings.Replace(o.OpenIDURL(), "openidconfiguration", "keys", 1), &object{}); err == nil {
		t.Error("the keys came")
	}
}

// The client gives up, and the message is posted all the same.
func TestTeamsLateAccept(t *testing.T) {
	o := open(t)
	seen, stop := o.Subscribe()
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	o.Inject(Fault{Method: "send", Delay: 100 * time.Millisecond, Match: func(url.Values) bool { cancel(); return true }})
	req, err := http.NewRequestWithContext(ctx, "POST", o.ServiceURL()+"v3/conversations/"+o.IM(anaID)+"/activities", strings.NewReader(`{"type":"message","text":"late"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+o.token)
	if resp, err := http.DefaultClient.Do(req); err == nil {
		_ = resp.Body.Close()
		t.Fatal("an answer came")
	}
	if s := <-seen; s.Text != "late" {
		t.Errorf("%+v", s)
	}
}

func TestTeamsRefusals(t *testing.T) {
	o := open(t)
	try := func(conversation string) (int, string) {
		status, out := o.call(t, "POST", "conversations/"+conversation+"/activities", says("hi"))
		if out["errorCode"] != nil {
			var inner struct{ SubCode string }
			if err := json.Unmarshal([]byte(str(out, "message")), &inner); err != nil {
				t.Error(err)
			}
			return status, inner.SubCode
		}
		return status, failure(out)
	}
	want := func(name, conversation string, status int, code string) {
		t.Helper()
		if s, c := try(conversation); s != status || c != code {
			t.Errorf("%s: %d %q, want %d %q", name, s, c, status, code)
		}
	}
	chat := o.IM(anaID)
	id := o.sends(t, chat, says("before"))
	o.Block(anaID)
	want("blocked", chat, 403, RefusedBlocked)
	if status, out := o.call(t, "PUT", "conversations/"+chat+"/activities/"+id, says("x")); status != 403 || failure(out) != RefusedBlocked {
		t.Errorf("an edit: %d %v", status, out)
	}
	o.Unblock(anaID)
	want("unblocked", chat, 201, "")
	o.Block(anaID)
	if _, err := o.DirectMessage(t.Context(), anaID, "hello"); err != nil {
		t.Fatal(err)
	}
	want("the person wrote", chat, 201, "")
	o.Refuse(anaID, RefusedWrites)
	want("another shape", chat, 403, RefusedWrites)
	o.Refuse(anaID, "")
	o.Refuse("", RefusedByAdmin)
	want("everybody", crmID, 403, RefusedByAdmin)
	o.Refuse("", "")
	o.Refuse(crmTeam, RefusedPermission)
	want("a team", crmID, 403, RefusedPermission)
	want("not the chat", chat, 201, "")
	o.Refuse(crmTeam, "")
	o.Archive(crmID)
	want("archived", crmID, 403, RefusedPermission)

	for _, target := range []string{anaID, crmTeam} {
		if _, err := o.Uninstall(t.Context(), target); err != nil {
			t.Fatal(err)
		}
		want("uninstalled, though perhaps in a team that has the app", chat, 403, RefusedRoster)
	}
	want("uninstalled", chat, 403, RefusedRoster)
	want("uninstalled in the team", crmTeam, 403, RefusedRoster)
	want("member of that team", o.IM(benID), 403, RefusedRoster)
	if _, err := o.DirectMessage(t.Context(), anaID, "hello"); err == nil {
		t.Error("Ana wrote to an app that she does not have")
	}
	o.Block(anaID)
	if _, err := o.Install(t.Context(), anaID); err != nil {
		t.Fatal(err)
	}
	want("installed anew", chat, 201, "")
	if err := o.Deactivate(anaID); err != nil {
		t.Fatal(err)
	}
	n := len(o.Ledger())
	want("a deactivated person", chat, 201, "")
	if len(o.Ledger()) != n {
		t.Error("somebody saw it")
	}
}

func TestTeamsLimits(t *testing.T) {
	clock := time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	o := open(t, func(c *TenantConfig) {
		c.Limits = func() time.Time { return clock }
		for _, id := range []string{"p1", "p2", "p3", "p4", "p5"} {
			c.Members = append(c.Members, Member{ID: id, Name: id})
			c.Teams[0].Members = append(c.Teams[0].Members, id)
		}
	})
	send := func(user string) (int, string) {
		status, _, h := o.callWith(t, o.token, "POST", "conversations/"+o.IM(user)+"/activities", says("x"))
		return status, h.Get("Retry-After")
	}
	run := func(user string, n int) (ok int) {
		for range n {
			if s, _ := send(user); s == 201 {
				ok++
			}
		}
		return ok
	}
	if n := run(anaID, 10); n != 7 {
		t.Errorf("%d messages in a second, want 7", n)
	}
	if s, after := send(anaID); s != 429 || after != "1" {
		t.Errorf("%d, retry after %q", s, after)
	}
	clock = clock.Add(time.Second)
	if n := run(anaID, 10); n != 1 {
		t.Errorf("%d more in the second second, want 1", n)
	}
	clock = clock.Add(time.Second)
	for range 13 { // 8 so far; up to 60 in 30 s
		run(anaID, 4)
		clock = clock.Add(time.Second)
	}
	if s, after := send(anaID); s != 429 || after != "15" {
		t.Errorf("the 61st in 30 s: %d, retry after %q", s, after)
	}
	if n := run(benID, 1); n != 1 {
		t.Error("another chat waits too")
	}
	if status, _ := o.call(t, "GET", "conversations/"+o.IM(anaID)+"/members", nil); status != 200 {
		t.Errorf("rosters have a budget of their own: %d", status)
	}
	clock = clock.Add(time.Hour)
	total := 0
	for _, user := range []string{"p1", "p2", "p3", "p4", "p5"} {
		total += run(user, 7)
	}
	if total != 30 {
		t.Errorf("%d requests of the app in a second, want 30", total)
	}
	// Creating counts for the person, whatever conversation comes of it.
	clock = clock.Add(time.Hour)
	created := 0
	for range 9 {
		status, _ := o.call(t, "POST", "conversations", object{"members": []object{{"id": o.MRI("p1")}}, "tenantId": tenantID})
		if status == 201 {
			created++
		}
	}
	if created != 7 {
		t.Errorf("%d conversations, want 7", created)
	}
	clock = clock.Add(time.Hour)
	read := 0
	for range 20 {
		if status, _ := o.call(t, "GET", "conversations/"+o.IM(anaID)+"/members", nil); status == 200 {
			read++
		}
	}
	if read != 14 {
		t.Errorf("%d rosters, want 14", read)
	}
}

func TestTeamsControl(t *testing.T) {
	o := open(t)
	do := func(method, path, body string, status int) string {
		t.Helper()
		req, err := http.NewRequest(method, o.url+"/teams/control/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, out := read(t, resp)
		if got != status {
			t.Errorf("%s %s: %d %v", method, path, got, out)
		}
		return string(encode(out))
	}
	do("POST", "fault", `{"method":"send","status":500,"times":-1,"delay":"1ms"}`, 200)
	if status, _ := o.call(t, "POST", "conversations/"+o.IM(anaID)+"/activities", says("x")); status != 500 {
		t.Error(status)
	}
	do("DELETE", "fault", "", 200)
	chat := o.IM(anaID)
	id := o.sends(t, chat, shows(adaptive(choices("r", "1"), execute("save", object{"t": "x"}))))
	o.says(200, object{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "ok"})
	at := `{"user":"` + anaID + `","channel":"` + chat + `","ts":"` + id + `","action":"save"`
	do("POST", "press", at+`}`, 200)
	do("POST", "fallback", at+`,"value":"x"}`, 200)
	do("POST", "submit", at+`,"input":{"r":"1"}}`, 200)
	do("POST", "submit", at+`,"input":{"r":"2"}}`, 409)
	do("POST", "react", `{"user":"`+anaID+`","channel":"`+chat+`","ts":"`+id+`","text":"like"}`, 200)
	do("POST", "dm", `{"user":"`+anaID+`","text":"help"}`, 200)
	do("POST", "mention", `{"user":"`+anaID+`","channel":"`+crmID+`","text":"status"}`, 200)
	do("POST", "event", `{"user":"`+anaID+`","channel":"`+chat+`","event":{"type":"typing"}}`, 200)
	do("POST", "redeliver", "", 200)
	do("POST", "upgrade", `{"target":"`+anaID+`"}`, 200)
	do("POST", "uninstall", `{"target":"`+anaID+`"}`, 200)
	do("POST", "install", `{"target":"`+anaID+`"}`, 200)
	do("POST", "join", `{"target":"`+crmTeam+`","user":"`+eveID+`"}`, 200)
	do("POST", "leave", `{"target":"`+crmTeam+`","user":"`+eveID+`"}`, 200)
	do("POST", "refuse", `{"target":"`+anaID+`","code":"BotDisabledByAdmin"}`, 200)
	do("POST", "rollover", `{"keep":true}`, 200)
	do("POST", "expire", "", 200)
	do("POST", "nothing", "{}", 404)
	do("POST", "press", `{"who":"x"}`, 400)
	for _, p := range []string{"ledger?after=1", "calls", "violations", "messages?channel=" + url.QueryEscape(chat), "sees?user=" + anaID + "&channel=" + url.QueryEscape(chat), "channels?user=" + anaID, "members", "keys"} {
		if got := do("GET", p, "", 200); len(got) < 10 {
			t.Errorf("%s: %s", p, got)
		}
	}
	do("GET", "nothing", "", 404)
	req, _ := http.NewRequest("GET", o.url+"/teams/control/calls", nil)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := read(t, resp); status != 403 {
		t.Errorf("a foreign page reads: %d", status)
	}
}

func TestTeamsManyAtOnceAndNoLeak(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("work", func(t *testing.T) {
		o := open(t)
		_, stop := o.Subscribe() // never read
		defer stop()
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 10 {
					if ack, err := o.Mention(t.Context(), anaID, crmID, "", "x"); err != nil || !ack.OK() {
						t.Errorf("%+v %v", ack, err)
					}
					if status, _ := o.call(t, "POST", "conversations/"+o.IM(anaID)+"/activities", says("x")); status != 201 {
						t.Error(status)
					}
					o.Ledger()
					o.Calls()
					o.Sees(anaID, crmID)
				}
			})
		}
		wg.Wait()
		if n := len(o.Ledger()); n != 160 {
			t.Errorf("%d entries", n)
		}
		ids := map[string]bool{}
		for _, s := range o.Ledger() {
			ids[s.TS] = true
		}
		if len(ids) != 160 {
			t.Errorf("%d ids", len(ids))
		}
	})
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, before)
}
