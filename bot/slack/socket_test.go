package slack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
)

const opens = "apps.connections.open"

// said is a log that may be read while it is written.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) count(part string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Count(s.text.String(), part)
}

// hurried is a bench whose Socket Mode keeps times for tests, and its log.
func hurried(t *testing.T, to slack.Hurry) (*bench, *said) {
	t.Helper()
	b := newBench(t)
	log := &said{}
	b.handler.Log = slog.New(slog.NewTextHandler(log, nil))
	if to.Redial == 0 {
		to.Redial = 5 * time.Millisecond
	}
	b.handler.Hurry(to)
	b.desk.set(checkins.Help{Text: checkins.HelpAsked}, nil)
	return b, log
}

// commands has Ana type n commands, all of which must be answered over a socket.
func (b *bench) commands(t *testing.T, n int) {
	t.Helper()
	for range n {
		ack, err := b.Command(t.Context(), ana, crm, "help")
		if must(t, ack, err); !ack.Socket {
			t.Error("not over a socket")
		}
	}
}

// watching notes how few connections there were until it is called.
func (b *bench) watching() (fewest func() int) {
	var least atomic.Int64
	least.Store(1 << 20)
	ctx, stop := context.WithCancel(context.Background())
	var watch sync.WaitGroup
	watch.Go(func() {
		for ctx.Err() == nil {
			least.Store(min(least.Load(), int64(min(b.handler.Connected(), b.Sockets()))))
		}
	})
	return func() int {
		stop()
		watch.Wait()
		return int(least.Load())
	}
}

// A connection that is open but silent is replaced, one that only answers our pings
// is not.
func TestSocketSilent(t *testing.T) {
	const ping, dead = 20 * time.Millisecond, 500 * time.Millisecond
	b, log := hurried(t, slack.Hurry{Ping: ping, Dead: dead})
	listening(t, b)
	waitFor(t, "two connections", func() bool { return b.handler.Connected() == 2 })
	<-time.After(2 * dead)
	if n := len(b.calls(opens)); n != 2 || b.handler.FrameAge(time.Now()) >= dead {
		t.Errorf("%d connections were opened while all was well, the last frame came %s ago", n, b.handler.FrameAge(time.Now()))
	}

	for silent, fresh := range map[int]int{1: 1, -1: 2} {
		before, ended := len(b.calls(opens)), log.count("no frame in")
		fell := time.Now()
		b.FreezeSockets(silent)
		most := time.Duration(0)
		waitFor(t, "another connection", func() bool {
			most = max(most, b.handler.FrameAge(time.Now()))
			return len(b.calls(opens)) >= before+fresh && b.handler.Connected() == 2
		})
		t.Logf("%d fell silent: replaced after %s of at most %s", silent, time.Since(fell).Round(time.Millisecond), dead)
		if most < dead*9/10 {
			t.Errorf("the age of the last frame went up to %s only", most)
		}
		if log.count("no frame in") == ended {
			t.Error("nothing is said of the silence")
		}
		waitFor(t, "end of the silent ones", func() bool { return b.Sockets() == 2 })
		b.commands(t, 4)
		if age := b.handler.FrameAge(time.Now()); age >= dead {
			t.Errorf("the last frame came %s ago", age)
		}
	}
}

// Make before break: told to go, with the next one refused at first and its hello
// late, there are never fewer connections than before. What Slack still delivers
// over the old ones is acknowledged.
func TestSocketRefresh(t *testing.T) {
	b, _ := hurried(t, slack.Hurry{Linger: 2 * time.Second})
	listening(t, b)
	waitFor(t, "two connections", func() bool { return b.handler.Connected() == 2 })
	for _, reason := range []string{"refresh_requested", "warning"} {
		fewest := b.watching()
		before := len(b.calls(opens))
		b.SetSocketFaults(sandbox.SocketFaults{RefuseDials: 1, HelloAfter: 50 * time.Millisecond, Stale: true})
		b.DisconnectSockets(reason)
		waitFor(t, "two more connections", func() bool { return len(b.calls(opens)) == before+3 && b.Sockets() == 4 })
		b.SetSocketFaults(sandbox.SocketFaults{Stale: true})
		b.commands(t, 2) // while the next ones are not greeted yet, or are
		waitFor(t, "hello of both", func() bool { return b.handler.Connected() == 2 && b.Greeted() == 4 })
		b.commands(t, 4) // one over each
		if b.Sockets() != 4 {
			t.Fatal("the old connections went too early for this test")
		}
		waitFor(t, "end of the old ones", func() bool { return b.Sockets() == 2 })
		b.commands(t, 2)
		if n := fewest(); n != 2 {
			t.Errorf("%s: only %d connections at times", reason, n)
		}
	}
}

// A replaced connection waits for what is under way on it.
func TestSocketRefreshUnderWay(t *testing.T) {
	b, _ := hurried(t, slack.Hurry{Linger: time.Nanosecond})
	listening(t, b)
	waitFor(t, "two connections", func() bool { return b.handler.Connected() == 2 })
	acks, release := b.underWay(t, 2)
	b.RefreshSockets()
	waitFor(t, "two more connections", func() bool { return len(b.calls(opens)) == 4 && b.Greeted() == 4 })
	release()
	for range 2 {
		if ack := <-acks; !ack.OK() || !ack.Socket {
			t.Errorf("what was under way: %+v", ack)
		}
	}
	waitFor(t, "end of the old ones", func() bool { return b.Sockets() == 2 })
}

// Told to stop, the process still acknowledges what is under way.
func TestSocketStopUnderWay(t *testing.T) {
	b, _ := hurried(t, slack.Hurry{})
	stop := listening(t, b)
	waitFor(t, "two connections", func() bool { return b.handler.Connected() == 2 })
	acks, release := b.underWay(t, 4)
	ended := make(chan struct{})
	go func() {
		stop()
		close(ended)
	}()
	select {
	case <-ended:
		t.Error("it ended without what is under way")
	case <-time.After(100 * time.Millisecond):
	}
	release()
	for range 4 {
		if ack := <-acks; !ack.OK() || !ack.Socket {
			t.Errorf("what was under way: %+v", ack)
		}
	}
	<-ended
	waitFor(t, "end of all", func() bool { return b.Sockets() == 0 })
}

// underWay starts n commands and returns when the desk works on all of them.
func (b *bench) underWay(t *testing.T, n int) (acks chan sandbox.Ack, release func()) {
	t.Helper()
	hang := make(chan struct{})
	var once sync.Once
	release = func() {
		once.Do(func() {
			b.desk.mu.Lock()
			b.desk.hang = nil
			b.desk.mu.Unlock()
			close(hang)
		})
	}
	t.Cleanup(release)
	b.desk.mu.Lock()
	b.desk.hang = hang
	b.desk.mu.Unlock()
	acks = make(chan sandbox.Ack, n)
	for range n {
		go func() {
			ack, _ := b.Command(context.WithoutCancel(t.Context()), ana, crm, "help")
			acks <- ack
		}()
	}
	waitFor(t, "work on all", func() bool {
		b.desk.mu.Lock()
		defer b.desk.mu.Unlock()
		return len(b.desk.calls) == n
	})
	return acks, release
}

// An envelope that comes over two connections has one delivery id, and both are
// acknowledged.
func TestSocketTwice(t *testing.T) {
	b, _ := hurried(t, slack.Hurry{})
	listening(t, b)
	waitFor(t, "two connections", func() bool { return b.handler.Connected() == 2 })
	b.SetSocketFaults(sandbox.SocketFaults{Doubles: 1})
	b.commands(t, 1)
	var calls []heard
	waitFor(t, "both", func() bool { calls = append(calls, b.desk.heard()...); return len(calls) == 2 })
	if calls[0].delivery != calls[1].delivery {
		t.Errorf("two deliveries: %q %q", calls[0].delivery, calls[1].delivery)
	}
}

// A token that Slack refuses is said once and tried seldom; it may come back.
func TestSocketRefusedToken(t *testing.T) {
	b, log := hurried(t, slack.Hurry{Refused: 200 * time.Millisecond})
	b.Inject(sandbox.Fault{Method: opens, Error: "invalid_auth", Times: -1})
	ctx, cancel := newContext(t)
	done := make(chan error, 1)
	began := time.Now()
	go func() { done <- b.handler.Listen(ctx, 2) }()
	waitFor(t, "several tries", func() bool { return len(b.calls(opens)) >= 6 })
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Errorf("three tries each within %s", took)
	}
	if n := log.count("refuses the app token"); n != 1 || b.handler.Connected() != 0 {
		t.Errorf("said %d times, %d connections", n, b.handler.Connected())
	}
	b.ClearFaults()
	waitFor(t, "two connections", func() bool { return b.handler.Connected() == 2 })
	cancel()
	<-done
}

// Slack names the time before which it is not to be asked again.
func TestSocketRetryAfter(t *testing.T) {
	b, _ := hurried(t, slack.Hurry{})
	b.Inject(sandbox.Fault{Method: opens, RetryAfter: 1, Times: 2})
	began := time.Now()
	listening(t, b)
	if took := time.Since(began); took < time.Second || len(b.calls(opens)) != 4 {
		t.Errorf("%d calls within %s, want four in over a second", len(b.calls(opens)), took)
	}
}

// Slack allows ten connections: one too many tries again until there is room, and
// the others are not troubled.
func TestSocketTooMany(t *testing.T) {
	b, log := hurried(t, slack.Hurry{Redial: 50 * time.Millisecond})
	ctx, cancel := newContext(t)
	done := make(chan error, 1)
	go func() { done <- b.handler.Listen(ctx, 11) }()
	waitFor(t, "word of it", func() bool { return log.count("too_many_websockets") > 0 })
	waitFor(t, "ten connections", func() bool { return b.handler.Connected() == 10 })
	b.commands(t, 10)
	cancel()
	<-done
}

// Every way in which a connection ends leaves nothing behind.
func TestSocketLeavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("work", func(t *testing.T) {
		b, _ := hurried(t, slack.Hurry{Ping: 20 * time.Millisecond, Dead: 400 * time.Millisecond, Open: time.Second, Linger: 100 * time.Millisecond})
		listening(t, b)
		both := func() {
			waitFor(t, "two connections", func() bool { return b.handler.Connected() == 2 && b.Sockets() == 2 })
		}
		both()
		b.FreezeSockets(-1)
		both()
		b.RefreshSockets()
		b.CutSockets()
		both()
		b.SetSocketFaults(sandbox.SocketFaults{HelloAfter: time.Minute})
		b.CutSockets()
		waitFor(t, "a connection without a hello", func() bool { return b.Sockets() > 0 })
		b.SetSocketFaults(sandbox.SocketFaults{RefuseDials: 3, CutAcks: 1})
		waitFor(t, "two connections", func() bool { return b.handler.Connected() == 2 })
		ack, err := b.Command(t.Context(), ana, crm, "help")
		if err != nil || ack.OK() {
			t.Errorf("its acknowledgement was cut: %+v %v", ack, err)
		}
		b.RefreshSockets() // and stop
	})
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, before)
}

// FuzzFrame: whatever comes over a socket, an acknowledgement is short JSON that
// names the envelope.
func FuzzFrame(f *testing.F) {
	press, err := json.Marshal(map[string]any{
		"type": "block_actions", "api_app_id": "A0001", "trigger_id": "1.2.abc", "team": map[string]any{"id": team},
		"user": map[string]any{"id": ana, "team_id": team}, "actions": []any{map[string]any{"action_id": slack.ActionAway}},
	})
	if err != nil {
		f.Fatal(err)
	}
	for _, raw := range []string{
		`{"type":"hello","num_connections":1,"connection_info":{"app_id":"A0001"},"debug_info":{"host":"h","approximate_connection_time":18060}}`,
		`{"type":"disconnect","reason":"refresh_requested","debug_info":{"host":"h"}}`,
		`{"type":"disconnect","reason":"link_disabled"}`,
		`{"type":"slash_commands","envelope_id":"e-1","accepts_response_payload":true,"payload":{"command":"/align","text":"status","team_id":"T0001","user_id":"U0001","channel_id":"C0001"}}`,
		`{"type":"interactive","envelope_id":"e-1","accepts_response_payload":true,"payload":` + string(press) + `}`,
		`{"type":"interactive","envelope_id":"e-1","payload":{"type":"view_submission","team":{"id":"T0001"},"user":{"id":"U0001"},"view":{"private_metadata":"` + formToken(f) + `"}}}`,
		`{"type":"events_api","envelope_id":"e-1","payload":` + string(mentionBody(f, "Ev1")) + `,"retry_attempt":1,"retry_reason":"timeout"}`,
		`{"type":"events_api","envelope_id":"e-1","payload":{"type":"url_verification","challenge":"<&>"}}`,
		`{"type":"events_api","envelope_id":"e-1","payload":null}`,
		`{"type":"interactive","envelope_id":"e-1","payload":"{}"}`,
		`{"type":"brand_new","envelope_id":"e-1","payload":[]}`,
		`{"type":"slash_commands","envelope_id":"","payload":{}}`,
		`{"type":{},"envelope_id":[]}`,
		`[]`,
		`{"type":"events_api","envelope_id":"e-1","payload":` + strings.Repeat(`{"a":`, 50) + `1` + strings.Repeat(`}`, 50) + `}`,
	} {
		f.Add([]byte(raw))
	}
	h := alone(f, &desk{says: checkins.Help{Text: checkins.HelpAsked}})
	f.Fuzz(func(t *testing.T, raw []byte) {
		ack := h.Frame(raw)
		if ack == nil {
			return
		}
		var back struct {
			ID string `json:"envelope_id"`
		}
		var sent struct {
			ID string `json:"envelope_id"`
		}
		if json.Unmarshal(ack, &back) != nil || json.Unmarshal(raw, &sent) != nil || back.ID != sent.ID || back.ID == "" || len(ack) >= 20<<10 {
			t.Errorf("acknowledged with %.300s", ack)
		}
	})
}
