package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack/slackevents"
)

func TestMention(t *testing.T) {
	b := setup(t)
	ack, err := b.Mention(t.Context(), "U0001", "C0001", "", "status <x> <@U0002>")
	if err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	r := b.last(t)
	e, err := slackevents.ParseEvent(json.RawMessage(r.body), slackevents.OptionNoVerifyToken())
	if err != nil || r.path != "/slack/events" || e.TeamID != "T0001" || e.APIAppID != "A0001" {
		t.Fatalf("%+v %v", e, err)
	}
	cb := e.Data.(*slackevents.EventsAPICallbackEvent)
	m, ok := e.InnerEvent.Data.(*slackevents.AppMentionEvent)
	if !ok || m.User != "U0001" || m.Channel != "C0001" || m.Text != "<@U0BOT> status &lt;x&gt; <@U0002>" || m.ThreadTimeStamp != "" || cb.EventID == "" {
		t.Errorf("%+v", e.InnerEvent.Data)
	}
	root := b.Messages("C0001")[0]
	if root.TS != m.TimeStamp || root.User != "U0001" || b.Ledger()[0].Kind != SeenSaid {
		t.Errorf("%+v", root)
	}
	if _, err = b.Mention(t.Context(), "U0002", "C0001", root.TS, "why"); err != nil {
		t.Fatal(err)
	}
	e, _ = slackevents.ParseEvent(json.RawMessage(b.last(t).body), slackevents.OptionNoVerifyToken())
	if m = e.InnerEvent.Data.(*slackevents.AppMentionEvent); m.ThreadTimeStamp != root.TS {
		t.Errorf("%+v", m)
	}
	if _, err = b.Mention(t.Context(), "U0002", "C0001", "1.000001", "why"); err == nil {
		t.Error("replied in a thread that is not there")
	}
	n := len(b.requests())
	if ack, err = b.Mention(t.Context(), "U0001", "C0002", "", "hi"); err != nil || ack.Error != "not_in_channel" || len(b.requests()) != n {
		t.Errorf("%+v %v", ack, err)
	}
}

func TestDirectMessage(t *testing.T) {
	b := setup(t)
	if _, err := b.DirectMessage(t.Context(), "U0001", "help"); err != nil {
		t.Fatal(err)
	}
	e, err := slackevents.ParseEvent(json.RawMessage(b.last(t).body), slackevents.OptionNoVerifyToken())
	if err != nil {
		t.Fatal(err)
	}
	m := e.InnerEvent.Data.(*slackevents.MessageEvent)
	if m.ChannelType != "im" || m.Channel != b.IM("U0001") || m.Text != "help" || m.User != "U0001" {
		t.Errorf("%+v", m)
	}
	b.on(func(rw http.ResponseWriter, r request) {
		var c struct{ Challenge string }
		_ = json.Unmarshal([]byte(r.body), &c)
		_, _ = io.WriteString(rw, c.Challenge)
	})
	if ack, err := b.Verify(t.Context(), "abc"); err != nil || ack.Body != "abc" {
		t.Errorf("%+v %v", ack, err)
	}
}

// retryHeaders are the retry numbers and reasons of all requests so far.
func (b *bench) retryHeaders() []string {
	var out []string
	for _, r := range b.requests() {
		out = append(out, r.header.Get("X-Slack-Retry-Num")+" "+r.header.Get("X-Slack-Retry-Reason"))
	}
	return out
}

func TestEventRetries(t *testing.T) {
	b := setup(t)
	b.says(503, "")
	ack, err := b.DirectMessage(t.Context(), "U0001", "help")
	if err != nil || ack.Error != "http_service_error" || ack.Retried != 1 {
		t.Errorf("%+v %v", ack, err)
	}
	due := func(want int) {
		t.Helper()
		if n, rerr := b.RetryDue(t.Context()); rerr != nil || n != want {
			t.Errorf("%d retries, %v; want %d", n, rerr, want)
		}
	}
	due(0)
	b.pass(time.Minute)
	due(1)
	due(0)
	b.pass(4*time.Minute - time.Second)
	due(0)
	b.pass(time.Second)
	due(1)
	b.pass(time.Hour)
	due(0) // lost after the third
	if d := cmp.Diff([]string{" ", "1 http_error", "2 http_error", "3 http_error"}, b.retryHeaders()); d != "" {
		t.Error(d)
	}
	bodies := map[string]bool{}
	for _, r := range b.requests() {
		bodies[r.body] = true
	}
	if len(bodies) != 1 {
		t.Error("a retry has another body")
	}
	if n, _ := b.Retry(t.Context()); n != 0 {
		t.Error("retried after the last retry")
	}
}

func TestRetryHeals(t *testing.T) {
	b := setup(t)
	first := true
	b.on(func(rw http.ResponseWriter, _ request) {
		if first {
			rw.WriteHeader(500)
		}
		first = false
	})
	if ack, err := b.DirectMessage(t.Context(), "U0001", "help"); err != nil || !ack.OK() || ack.Retried != 1 {
		t.Errorf("%+v %v", ack, err)
	}
	b.on(func(rw http.ResponseWriter, _ request) {
		rw.Header().Set("X-Slack-No-Retry", "1")
		rw.WriteHeader(500)
	})
	n := len(b.requests())
	if ack, err := b.DirectMessage(t.Context(), "U0001", "help"); err != nil || ack.OK() || ack.Retried != 0 || len(b.requests()) != n+1 {
		t.Errorf("%+v %v", ack, err)
	}
	b.Connect("http://127.0.0.1:1", b.url)
	if _, err := b.DirectMessage(t.Context(), "U0001", "help"); err != nil {
		t.Fatal(err)
	}
	if n, err := b.Retry(t.Context()); err != nil || n != 1 {
		t.Errorf("%d %v", n, err)
	}
}

func TestRedeliver(t *testing.T) {
	b := setup(t)
	b.says(200, `{"text":"once"}`)
	if _, err := b.Redeliver(t.Context(), 1); err == nil {
		t.Error("redelivered nothing")
	}
	if _, err := b.Command(t.Context(), "U0001", "C0001", "first"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Command(t.Context(), "U0001", "C0001", "second"); err != nil {
		t.Fatal(err)
	}
	ack, err := b.Redeliver(t.Context(), 2)
	if err != nil || ack.Body != `{"text":"once"}` {
		t.Errorf("%+v %v", ack, err)
	}
	r := b.requests()
	if r[2].body != r[0].body || r[2].header.Get("X-Slack-Signature") != r[0].header.Get("X-Slack-Signature") || r[1].body == r[0].body {
		t.Error("not the same request")
	}
	if n := len(b.Ledger()); n != 2 {
		t.Errorf("a redelivery changed a screen: %d entries", n)
	}
	old := time.Now().Add(-301 * time.Second)
	if _, err = b.Forge(t.Context(), 1, func(q *http.Request) {
		body := []byte("payload=x")
		q.Body, q.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		ts, sig := Sign("other", old, body)
		q.Header.Set("X-Slack-Request-Timestamp", ts)
		q.Header.Set("X-Slack-Signature", sig)
	}); err != nil {
		t.Fatal(err)
	}
	if f := b.last(t); f.body != "payload=x" || f.header.Get("X-Slack-Signature") == r[1].header.Get("X-Slack-Signature") {
		t.Errorf("%+v", f)
	}
}

// The example of Slack's own documentation.
func TestSign(t *testing.T) {
	body := "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	ts, sig := Sign("8f742231b10e8888abcd99yyyzzz85a5", time.Unix(1531420618, 0), []byte(body))
	if ts != "1531420618" || sig != "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503" {
		t.Error(ts, sig)
	}
}

func TestFollow(t *testing.T) {
	b := setup(t)
	b.say(t, "U0001", "C0001", "before")
	ch, stop := b.Subscribe()
	all, stopAll := b.Follow(0)
	defer stopAll()
	for range 100 { // nobody reads meanwhile
		b.say(t, "U0001", "C0001", "x")
	}
	for i := range 100 {
		if s := <-ch; s.N != i+2 {
			t.Fatalf("entry %d is number %d", i, s.N)
		}
	}
	if s := <-all; s.Text != "before" {
		t.Errorf("%+v", s)
	}
	stop()
	stop()
	if _, open := <-ch; open {
		t.Error("open after the end")
	}
	b.Close()
	for range all {
	}
	late, _ := b.Subscribe()
	if _, open := <-late; open {
		t.Error("open after Close")
	}
}
