package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMentionAndDirectMessage(t *testing.T) {
	o := open(t)
	ack, err := o.Mention(t.Context(), anaID, crmID, "", "status A & <b>")
	if err != nil || !ack.OK() || ack.Status != 200 {
		t.Fatalf("%+v %v", ack, err)
	}
	root := o.Messages(crmID)[0].TS
	a := o.last(t)
	mri := o.MRI(anaID)
	want := object{
		"type": "message", "id": root, "timestamp": "2026-03-03T10:00:00.000Z", "localTimestamp": "2026-03-03T11:00:00.000+01:00", "localTimezone": "Europe/Berlin",
		"serviceUrl": o.ServiceURL(), "channelId": "msteams", "locale": "de-DE", "text": "<at>Parallax</at> status A & <b>\n", "textFormat": "plain",
		"from":         object{"id": mri, "name": "Ana Ruiz", "aadObjectId": anaID},
		"recipient":    object{"id": "28:app-1", "name": "Parallax"},
		"conversation": object{"id": crmID + ";messageid=" + root, "tenantId": tenantID, "conversationType": "channel", "isGroup": true},
		"channelData": object{"tenant": object{"id": tenantID}, "team": object{"id": crmTeam, "name": "CRM"}, "channel": object{"id": crmID},
			"teamsTeamId": crmTeam, "teamsChannelId": crmID},
		"entities": []any{
			object{"type": "clientInfo", "locale": "de-DE", "country": "US", "platform": "Web", "timezone": "Europe/Berlin"},
			object{"type": "mention", "text": "<at>Parallax</at>", "mentioned": object{"id": "28:app-1", "name": "Parallax"}},
		},
		"attachments": []any{object{"contentType": "text/html", "content": `<div><div><span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">Parallax</span>&nbsp;status A &amp; &lt;b&gt;</div>` + "\n</div>"}},
	}
	if d := cmp.Diff(want, a); d != "" {
		t.Error(d)
	}
	h := o.got[len(o.got)-1]
	if h.path != "/api/messages" || h.header.Get("X-Ms-Tenant-Id") != tenantID || h.header.Get("X-Ms-Conversation-Id") != crmID+";messageid="+root {
		t.Errorf("%s %v", h.path, h.header)
	}
	if _, err = o.Mention(t.Context(), benID, crmID, root, "explain"); err != nil {
		t.Fatal(err)
	}
	if id := str(sub(o.last(t), "conversation"), "id"); id != crmID+";messageid="+root {
		t.Errorf("in the thread: %s", id)
	}
	if m := o.Messages(crmID)[1]; m.ThreadTS != root || m.Bot {
		t.Errorf("%+v", m)
	}
	if _, err = o.DirectMessage(t.Context(), anaID, "help"); err != nil {
		t.Fatal(err)
	}
	a = o.last(t)
	if a["text"] != "help" || str(sub(a, "conversation"), "id") != o.IM(anaID) || str(sub(a, "conversation"), "conversationType") != "personal" || sub(a, "channelData")["team"] != nil {
		t.Errorf("%v", a)
	}
	o.clean(t)
}

func TestWhoMayActInTeams(t *testing.T) {
	o := open(t)
	n := len(o.activities(t))
	if ack, err := o.Mention(t.Context(), eveID, otherID, "", "x"); err != nil || ack.Error != "not_in_channel" {
		t.Errorf("%+v %v", ack, err)
	}
	if err := o.Deactivate(benID); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][2]string{{eveID, crmID}, {"x", crmID}, {anaID, "19:x"}, {benID, crmID}, {anaID, o.IM(anaID)}} {
		if _, err := o.Mention(t.Context(), c[0], c[1], "", "x"); err == nil {
			t.Errorf("%v may", c)
		}
	}
	if _, err := o.Mention(t.Context(), anaID, crmID, "7", "x"); err == nil {
		t.Error("in a thread that is none")
	}
	for _, user := range []string{eveID, benID, "x"} {
		if _, err := o.DirectMessage(t.Context(), user, "x"); err == nil {
			t.Errorf("%s writes to the bot", user)
		}
		if o.Sees(user, crmID) != nil && user != benID {
			t.Errorf("%s sees the channel", user)
		}
	}
	for _, f := range []func() error{
		func() error { _, err := o.Install(t.Context(), anaID); return err },
		func() error { _, err := o.Uninstall(t.Context(), eveID); return err },
		func() error { _, err := o.Upgrade(t.Context(), eveID); return err },
		func() error { _, err := o.Install(t.Context(), "x"); return err },
		func() error { _, err := o.React(t.Context(), anaID, crmID, "7", "like"); return err },
		func() error { _, err := o.Event(t.Context(), anaID, "x", nil); return err },
	} {
		if f() == nil {
			t.Error("done though it cannot be")
		}
	}
	if len(o.activities(t)) != n {
		t.Error("something was delivered")
	}
	if got := o.Channels(anaID); len(got) != 3 || got[0].ID != crmTeam || got[0].Name != "General" || len(got[0].Members) != 3 {
		t.Errorf("%+v", got)
	}
}

func TestInstallation(t *testing.T) {
	o := open(t)
	all := o.activities(t)
	if len(all) != 4 {
		t.Fatalf("%d activities", len(all))
	}
	kind := func(a object) string {
		s := str(a, "type") + " " + str(a, "action")
		for _, k := range []string{"membersAdded", "membersRemoved"} {
			for _, m := range objects(a[k]) {
				s += k + " " + str(m, "id")
			}
		}
		return s + " " + str(sub(a, "conversation"), "conversationType") + " " + str(sub(a, "channelData"), "eventType")
	}
	want := []string{
		"conversationUpdate membersAdded 28:app-1 personal ", "installationUpdate add personal ",
		"conversationUpdate membersAdded 28:app-1 channel teamMemberAdded", "installationUpdate add channel ",
	}
	for i, w := range want {
		if got := kind(all[i]); got != w {
			t.Errorf("%q, want %q", got, w)
		}
	}
	if id := str(sub(all[3], "conversation"), "id"); id != crmTeam || str(sub(all[3], "channelData", "team"), "id") != crmTeam {
		t.Errorf("in %s: %v", id, all[3])
	}
	if str(sub(all[1], "from"), "aadObjectId") != anaID || str(sub(all[1], "conversation"), "id") != o.IM(anaID) {
		t.Errorf("%v", all[1])
	}
	if _, err := o.Upgrade(t.Context(), anaID); err != nil || kind(o.last(t)) != "installationUpdate add-upgrade personal " {
		t.Errorf("%v %s", err, kind(o.last(t)))
	}
	if _, err := o.Uninstall(t.Context(), crmTeam); err != nil || kind(o.last(t)) != "installationUpdate remove channel " {
		t.Errorf("%v %s", err, kind(o.last(t)))
	}
	if o.Installed(crmTeam) || !o.Installed(anaID) {
		t.Error("who has the app")
	}
	if _, err := o.Install(t.Context(), crmTeam); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Join(t.Context(), crmID, eveID); err != nil || kind(o.last(t)) != "conversationUpdate membersAdded "+o.MRI(eveID)+" channel teamMemberAdded" {
		t.Errorf("%v %s", err, kind(o.last(t)))
	}
	if _, err := o.Leave(t.Context(), crmID, eveID); err != nil || kind(o.last(t)) != "conversationUpdate membersRemoved "+o.MRI(eveID)+" channel teamMemberRemoved" {
		t.Errorf("%v %s", err, kind(o.last(t)))
	}
	if len(o.Ledger()) != 0 {
		t.Error("people saw something")
	}
}

func TestReactionAndOddTypes(t *testing.T) {
	o := open(t)
	id := o.sends(t, crmID, says("hello"))
	if _, err := o.React(t.Context(), benID, crmID, id, "like"); err != nil {
		t.Fatal(err)
	}
	a := o.last(t)
	if a["type"] != "messageReaction" || a["replyToId"] != id || objects(a["reactionsAdded"])[0]["type"] != "like" || str(sub(a, "conversation"), "id") != crmID+";messageid="+id {
		t.Errorf("%v", a)
	}
	if s := o.Ledger()[1]; s.Kind != SeenReaction || s.Text != "like" || s.TS != id {
		t.Errorf("%+v", s)
	}
	n := len(o.activities(t))
	if _, err := o.Mention(t.Context(), anaID, crmID, "", "x"); err != nil {
		t.Fatal(err)
	}
	said := o.Messages(crmID)[1].TS
	if _, err := o.React(t.Context(), benID, crmID, said, "heart"); err != nil {
		t.Fatal(err)
	}
	if len(o.activities(t)) != n+1 {
		t.Error("the bot hears of a reaction to somebody else")
	}
	if _, err := o.Event(t.Context(), anaID, o.IM(anaID), map[string]any{"type": "holdem/deal", "value": "a text", "name": "x"}); err != nil {
		t.Fatal(err)
	}
	if a = o.last(t); a["type"] != "holdem/deal" || a["value"] != "a text" || str(sub(a, "from"), "aadObjectId") != anaID {
		t.Errorf("%v", a)
	}
}

// A bot that takes longer than the deadline gets the same activity again.
func TestRedelivery(t *testing.T) {
	o := open(t)
	o.cfg.Deadline = 250 * time.Millisecond
	release := make(chan struct{})
	o.on(func(http.ResponseWriter, object) { <-release })
	ack, err := o.Mention(t.Context(), anaID, crmID, "", "status")
	close(release)
	if err != nil || !ack.TimedOut || ack.Retried != 1 || ack.Error != "operation_timeout" {
		t.Errorf("%+v %v", ack, err)
	}
	o.cfg.Deadline = 30 * time.Second
	if ack, err = o.Redeliver(t.Context(), 1); err != nil || !ack.OK() {
		t.Errorf("%+v %v", ack, err)
	}
	got := o.activities(t)
	if n := len(got); cmp.Diff(got[n-1], got[n-2]) != "" || cmp.Diff(got[n-1], got[n-3]) != "" {
		t.Error("the activity differs")
	}
	if _, err = o.Redeliver(t.Context(), 99); err == nil {
		t.Error("what was never sent was sent again")
	}
	o.says(503, nil)
	if ack, err = o.DirectMessage(t.Context(), anaID, "x"); err != nil || ack.Error != "http_service_error" || ack.Retried != 0 {
		t.Errorf("%+v %v", ack, err)
	}
	o.Connect("", o.url)
	if ack, err = o.DirectMessage(t.Context(), anaID, "x"); err != nil || ack.Error != "dispatch_failed" {
		t.Errorf("%+v %v", ack, err)
	}
	o.Connect("http://127.0.0.1:1", o.url)
	if ack, err = o.DirectMessage(t.Context(), anaID, "x"); err != nil || ack.Error != "dispatch_failed" {
		t.Errorf("%+v %v", ack, err)
	}
}

// What the office's bot checks is what a bot has to check; here is what it refuses.
func TestForgedTokens(t *testing.T) {
	o := open(t)
	if _, err := o.DirectMessage(t.Context(), anaID, "help"); err != nil {
		t.Fatal(err)
	}
	unendorsed := ""
	for _, k := range o.Keys() {
		if !k.Endorsed {
			unendorsed = k.ID
		}
	}
	set := func(k string, v any) func(header, claims map[string]any) {
		return func(header, claims map[string]any) {
			if _, there := header[k]; there {
				header[k] = v
				return
			}
			claims[k] = v
		}
	}
	for _, c := range []struct {
		name   string
		change func(header, claims map[string]any)
		want   string
	}{
		{"good", nil, ""},
		{"none", set("alg", "none"), "alg none"},
		{"HS256", set("alg", "HS256"), "alg HS256"},
		{"issuer", set("iss", "https://sts.example"), "claims"},
		{"audience", set("aud", "app-2"), "claims"},
		{"service", set("serviceurl", "https://evil.example/"), "claims"},
		{"expired", set("exp", time.Now().Add(-time.Minute).Unix()), "time"},
		{"too early", set("nbf", time.Now().Add(time.Hour).Unix()), "time"},
		{"unendorsed key", set("kid", unendorsed), "endorsement"},
		{"unknown key", set("kid", "x"), "kid"},
	} {
		o.unsafe = nil
		token := o.Token(c.change)
		ack, err := o.Forge(t.Context(), 1, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
		if err != nil || ack.OK() != (c.want == "") || strings.Join(o.unsafe, "") != c.want {
			t.Errorf("%s: %+v %v %q", c.name, ack, err, o.unsafe)
		}
	}
	o.unsafe = nil
	other := []byte(`{"serviceUrl":"https://evil.example/"}`)
	ack, err := o.Forge(t.Context(), 1, func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(other)), int64(len(other))
	})
	if err != nil || ack.OK() {
		t.Errorf("%+v %v", ack, err)
	}
}

func TestRollover(t *testing.T) {
	o := open(t)
	old := o.Token(nil)
	listed := func() (n int) {
		for _, k := range o.Keys() {
			if k.Listed {
				n++
			}
		}
		return n
	}
	o.Rollover(true)
	if o.verify(old, o.ServiceURL()) != "" || listed() != 3 {
		t.Errorf("kept: %q, %d listed", o.verify(old, o.ServiceURL()), listed())
	}
	if token := o.Token(nil); o.verify(token, o.ServiceURL()) != "" || header(t, token)["kid"] == header(t, old)["kid"] {
		t.Error("the new key does not sign")
	}
	mid := o.Token(nil)
	o.Rollover(false)
	if o.verify(old, o.ServiceURL()) != "kid" || o.verify(mid, o.ServiceURL()) != "kid" || listed() != 2 {
		t.Errorf("dropped: %q %q, %d listed", o.verify(old, o.ServiceURL()), o.verify(mid, o.ServiceURL()), listed())
	}
	if _, err := o.DirectMessage(t.Context(), anaID, "x"); err != nil {
		t.Fatal(err)
	}
	o.clean(t)
}

func header(t *testing.T, token string) (h map[string]string) {
	t.Helper()
	raw, _, _ := strings.Cut(token, ".")
	dec := json.NewDecoder(bytes.NewReader(unbase64(t, raw)))
	if err := dec.Decode(&h); err != nil {
		t.Fatal(err)
	}
	return h
}
