package sandbox

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// dial opens one raw socket and reads the hello.
func (b *bench) dial(t *testing.T) *websocket.Conn {
	t.Helper()
	out, _ := b.call(t, "apps.connections.open", appToken, nil)
	url, _ := out["url"].(string)
	conn, resp, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	if m := next(t, conn); m["type"] != "hello" {
		t.Fatalf("%v", m)
	}
	if _, again, err := websocket.DefaultDialer.Dial(url, nil); err == nil || again.StatusCode != http.StatusForbidden {
		t.Error("a ticket worked twice")
	}
	return conn
}

func next(t *testing.T, c *websocket.Conn) object {
	t.Helper()
	var m object
	if err := c.ReadJSON(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSocketEnvelopes(t *testing.T) {
	b := setup(t)
	one, two := b.dial(t), b.dial(t)
	if b.Sockets() != 2 {
		t.Fatal(b.Sockets())
	}
	type got struct {
		who string
		m   object
	}
	ch := make(chan got, 16)
	for name, c := range map[string]*websocket.Conn{"one": one, "two": two} {
		go func() {
			for {
				var m object
				if c.ReadJSON(&m) != nil {
					return
				}
				ch <- got{name, m}
				if c.WriteJSON(object{"envelope_id": m["envelope_id"], "payload": object{"text": name}}) != nil {
					return
				}
			}
		}()
	}
	turns := map[string]int{}
	for range 4 {
		ack, err := b.Command(t.Context(), "U0001", "C0001", "status")
		if err != nil || !ack.OK() || !ack.Socket {
			t.Fatalf("%+v %v", ack, err)
		}
		g := <-ch
		turns[g.who]++
		p, _ := g.m["payload"].(object)
		if g.m["type"] != "slash_commands" || g.m["accepts_response_payload"] != true || p["command"] != "/align" || p["user_id"] != "U0001" {
			t.Errorf("%v", g.m)
		}
	}
	if d := cmp.Diff(map[string]int{"one": 2, "two": 2}, turns); d != "" {
		t.Error(d)
	}
	if n := len(ch); n != 0 {
		t.Errorf("%d envelopes reached a second connection", n)
	}
	if n := len(b.requests()); n != 0 {
		t.Errorf("%d deliveries over HTTP beside the sockets", n)
	}
	if l := b.Ledger(); len(l) != 4 || l[0].Kind != SeenEphemeral {
		t.Errorf("%+v", l)
	}
	if _, err := b.Redeliver(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Redeliver(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if x, y := <-ch, <-ch; x.m["envelope_id"] != y.m["envelope_id"] || x.who == y.who {
		t.Error("a redelivery is another envelope, or came the same way")
	}
}

func TestSocketSilence(t *testing.T) {
	b := setup(t, func(c *Config) { c.Deadline = 40 * time.Millisecond })
	c := b.dial(t)
	b.FreezeSockets(-1)
	ack, err := b.DirectMessage(t.Context(), "U0001", "help")
	if err != nil || !ack.TimedOut || !ack.Socket || ack.Retried != 1 {
		t.Errorf("%+v %v", ack, err)
	}
	if ack, err = b.Command(t.Context(), "U0001", "C0001", "x"); err != nil || ack.Error != "operation_timeout" {
		t.Errorf("%+v %v", ack, err)
	}
	b.FreezeSockets(0)
	b.cfg.Deadline = 30 * time.Second // nothing is under way
	go func() {
		for {
			var m object
			if c.ReadJSON(&m) != nil {
				return
			}
			_ = c.WriteJSON(object{"envelope_id": m["envelope_id"]})
		}
	}()
	if n, err := b.Retry(t.Context()); err != nil || n != 1 {
		t.Errorf("%d %v", n, err)
	}
	if ack, err = b.Redeliver(t.Context(), 1); err != nil || !ack.OK() {
		t.Errorf("%+v %v", ack, err)
	}
}

func TestSocketCutAndRefresh(t *testing.T) {
	b := setup(t)
	old := b.dial(t)
	b.RefreshSockets()
	if m := next(t, old); m["type"] != "disconnect" || m["reason"] != "refresh_requested" {
		t.Errorf("%v", m)
	}
	fresh := b.dial(t)
	for range 3 {
		done := make(chan Ack)
		go func() {
			ack, _ := b.Event(t.Context(), object{"type": "app_uninstalled"})
			done <- ack
		}()
		m := next(t, fresh) // never over the one that was told to go
		if m["type"] != "events_api" || m["accepts_response_payload"] != false {
			t.Errorf("%v", m)
		}
		if err := fresh.WriteJSON(object{"envelope_id": m["envelope_id"]}); err != nil {
			t.Fatal(err)
		}
		if ack := <-done; !ack.OK() {
			t.Errorf("%+v", ack)
		}
	}
	// Cut between the envelope and its acknowledgement: the retry goes another way.
	result := make(chan Ack)
	go func() {
		ack, _ := b.Event(t.Context(), object{"type": "app_uninstalled"})
		result <- ack
	}()
	next(t, fresh)
	b.CutSockets()
	if b.Sockets() != 0 {
		t.Error("sockets are left")
	}
	if ack := <-result; !ack.OK() || ack.Retried != 1 || ack.Socket {
		t.Errorf("%+v", ack)
	}
	for range maxSockets {
		b.dial(t)
	}
	out, _ := b.call(t, "apps.connections.open", appToken, nil)
	extra, resp, err := websocket.DefaultDialer.Dial(out["url"].(string), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if m := next(t, extra); m["reason"] != "too_many_websockets" {
		t.Errorf("%v", m)
	}
	_ = extra.Close()
}

// The library's client against our end: hello, a press, a submission with an
// answer, an event, a refresh it follows.
func TestSocketModeLibrary(t *testing.T) {
	b := setup(t)
	client := socketmode.New(b.api)
	ctx, cancel := context.WithCancel(t.Context())
	finished := make(chan struct{})
	go func() {
		_ = client.RunContext(ctx)
		close(finished)
	}()
	defer func() {
		cancel()
		<-finished
	}()
	hello := make(chan struct{}, 4)
	kinds := make(chan string, 16)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-client.Events:
				switch d := e.Data.(type) {
				case slack.InteractionCallback:
					kinds <- string(d.Type)
					if d.Type == slack.InteractionTypeViewSubmission {
						_ = client.Ack(*e.Request, map[string]any{"response_action": "errors", "errors": map[string]string{"guess": "closed"}})
						continue
					}
				case slack.SlashCommand:
					kinds <- d.Command
				case slackevents.EventsAPIEvent:
					kinds <- d.InnerEvent.Type
				}
				switch {
				case e.Type == socketmode.EventTypeHello:
					hello <- struct{}{}
				case e.Request != nil && e.Request.EnvelopeID != "":
					_ = client.Ack(*e.Request)
				}
			}
		}
	}()
	<-hello
	ch, ts := b.ask(t)
	ack, err := b.Press(t.Context(), "U0001", ch, ts, "r1")
	if err != nil || !ack.OK() || !ack.Socket {
		t.Fatalf("%+v %v", ack, err)
	}
	if ack, err = b.Command(t.Context(), "U0001", "C0001", "x"); err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	b.mu.Lock()
	b.Workspace.mu.Lock()
	tr := b.arm("U0001")
	b.Workspace.mu.Unlock()
	b.mu.Unlock()
	b.must(t, "views.open", object{"trigger_id": tr, "view": checkin()})
	if ack, err = b.Submit(t.Context(), "U0001", "", map[string]string{"guess": "1"}); err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	if v := b.View("U0001"); v == nil || v.Errors["guess"] != "closed" {
		t.Errorf("%+v", v)
	}
	if ack, err = b.DirectMessage(t.Context(), "U0001", "help"); err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	b.RefreshSockets()
	<-hello
	if ack, err = b.DirectMessage(t.Context(), "U0001", "again"); err != nil || !ack.OK() || !ack.Socket {
		t.Fatalf("%+v %v", ack, err)
	}
	var got []string
	for range 5 {
		got = append(got, <-kinds)
	}
	if s := strings.Join(got, " "); s != "block_actions /align view_submission message message" {
		t.Error(s)
	}
}

func TestSocketURLNeedsBase(t *testing.T) {
	b := setup(t)
	b.Connect("", "")
	if out, _ := b.call(t, "apps.connections.open", appToken, nil); out["error"] != "internal_error" {
		t.Error(out)
	}
	if ack, err := b.Command(t.Context(), "U0001", "C0001", "x"); err != nil || ack.Error != "dispatch_failed" {
		t.Errorf("%+v %v", ack, err)
	}
	if _, err := json.Marshal(b.Calls()); err != nil {
		t.Error(err)
	}
}
