package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"go.uber.org/goleak"
)

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name     string
		fault    Fault
		err      string // part of the client's error, "" = none
		accepted bool
		status   int
		code     string
	}{
		{"none", Fault{Method: "chat.update"}, "", true, 200, ""},
		{"reset before", Fault{ResetBefore: true}, "reset", false, 0, ""},
		{"reset after", Fault{ResetAfter: true}, "reset", true, 0, ""},
		{"502", Fault{Status: 502}, "502", false, 502, ""},
		{"502 accepted", Fault{Status: 502, Accept: true}, "502", true, 502, ""},
		{"429", Fault{RetryAfter: 30}, "rate limit", false, 429, "ratelimited"},
		{"fatal", Fault{Error: "fatal_error"}, "fatal_error", false, 200, "fatal_error"},
		{"fatal accepted", Fault{Error: "fatal_error", Accept: true}, "fatal_error", true, 200, "fatal_error"},
		{"slow", Fault{Delay: time.Millisecond, DelayAfter: time.Millisecond}, "", true, 200, ""},
		{"other argument", Fault{Args: map[string]string{"channel": "C0002"}, Status: 500}, "", true, 200, ""},
		{"argument", Fault{Args: map[string]string{"channel": "C0001"}, Status: 500}, "500", false, 500, ""},
		{"match", Fault{Match: func(a url.Values) bool { return a.Get("text") == "hi" }, Status: 500}, "500", false, 500, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := setup(t)
			b.Inject(c.fault)
			_, _, err := b.api.PostMessage("C0001", slack.MsgOptionText("hi", false))
			if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			if limited, ok := errors.AsType[*slack.RateLimitedError](err); c.fault.RetryAfter > 0 && (!ok || limited.RetryAfter != 30*time.Second) {
				t.Errorf("%+v", limited)
			}
			if got := len(b.Ledger()) == 1; got != c.accepted {
				t.Errorf("accepted %v", got)
			}
			call := b.Calls()[0]
			if call.Status != c.status || call.Error != c.code || call.Accepted != c.accepted {
				t.Errorf("%+v", call)
			}
			if _, _, err = b.api.PostMessage("C0001", slack.MsgOptionText("again", false)); err != nil {
				t.Errorf("the fault came twice: %v", err)
			}
		})
	}
}

// The client gives up, and the message is posted all the same.
func TestLateAccept(t *testing.T) {
	b := setup(t)
	seen, stop := b.Subscribe()
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b.Inject(Fault{Method: "chat.postMessage", Delay: 100 * time.Millisecond, Match: func(url.Values) bool {
		cancel() // once the request has arrived
		return true
	}})
	if _, _, err := b.api.PostMessageContext(ctx, "C0001", slack.MsgOptionText("late", false)); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if s := <-seen; s.Text != "late" {
		t.Errorf("%+v", s)
	}
}

func TestFaultTimes(t *testing.T) {
	b := setup(t)
	b.Inject(Fault{Error: "internal_error", Times: 2})
	b.Inject(Fault{Error: "fatal_error", Times: -1})
	var got []string
	for range 4 {
		_, err := b.api.AuthTest()
		got = append(got, fmt.Sprint(err))
	}
	b.ClearFaults()
	_, err := b.api.AuthTest()
	got = append(got, fmt.Sprint(err))
	if d := cmp.Diff([]string{"internal_error", "internal_error", "fatal_error", "fatal_error", "<nil>"}, got); d != "" {
		t.Error(d)
	}
}

func TestControl(t *testing.T) {
	b := setup(t)
	do := func(method, path, body string, status int) string {
		t.Helper()
		req, err := http.NewRequest(method, b.url+"/control/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		var s strings.Builder
		_, _ = fmt.Fprint(&s, resp.StatusCode)
		var buf [1 << 16]byte
		n, _ := resp.Body.Read(buf[:])
		if resp.StatusCode != status {
			t.Errorf("%s %s: %s %s", method, path, s.String(), buf[:n])
		}
		return string(buf[:n])
	}
	do("POST", "fault", `{"method":"auth.test","error":"fatal_error","times":-1,"delay":"1ms","delay_after":1000}`, 200)
	if _, err := b.api.AuthTest(); err == nil || err.Error() != "fatal_error" {
		t.Errorf("%v", err)
	}
	do("DELETE", "fault", "", 200)
	if _, err := b.api.AuthTest(); err != nil {
		t.Error(err)
	}
	do("POST", "fault", `{"methd":"auth.test"}`, 400)
	do("POST", "fault", `{"delay":"soon"}`, 400)
	do("POST", "command", `{"user":"U0001","channel":"C0001","text":"status"}`, 200)
	do("POST", "command", `{"user":"U9999","channel":"C0001","text":"status"}`, 409)
	do("POST", "command", `{"who":"U9999"}`, 400)
	do("POST", "nothing", `{}`, 404)
	ch, ts := b.ask(t)
	do("POST", "press", fmt.Sprintf(`{"user":"U0001","channel":%q,"ts":%q,"action":"r1"}`, ch, ts), 200)
	do("POST", "mention", `{"user":"U0001","channel":"C0001","text":"status"}`, 200)
	do("POST", "dm", `{"user":"U0001","text":"help"}`, 200)
	do("POST", "event", `{"event":{"type":"app_uninstalled"}}`, 200)
	do("POST", "redeliver", ``, 200)
	do("POST", "retry", ``, 200)
	v := b.open(t, checkin())
	if got := do("GET", "view?user=U0001", "", 200); !strings.Contains(got, v.ID) {
		t.Error(got)
	}
	do("POST", "pressview", `{"user":"U0001","action":"cant"}`, 200)
	do("POST", "submit", `{"user":"U0001","input":{"guess":"1"}}`, 200)
	for _, p := range []string{"ledger?after=1", "calls", "violations", "messages?channel=C0001"} {
		if got := do("GET", p, "", 200); len(got) == 0 {
			t.Error(p)
		}
	}
	do("GET", "nothing", "", 404)
}

func TestManyAtOnceAndNoLeak(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Run("work", func(t *testing.T) {
		b := setup(t)
		b.says(200, `{"text":"ok"}`)
		_, stop := b.Subscribe() // never read
		defer stop()
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for range 10 {
					if ack, err := b.Command(t.Context(), "U0001", "C0001", fmt.Sprint(i)); err != nil || !ack.OK() {
						t.Errorf("%+v %v", ack, err)
					}
					if _, _, err := b.api.PostMessage("C0001", slack.MsgOptionText("x", false)); err != nil {
						t.Error(err)
					}
					b.Ledger()
					b.Calls()
					b.Messages("C0001")
				}
			})
		}
		wg.Wait()
		if n := len(b.Ledger()); n != 160 {
			t.Errorf("%d entries", n)
		}
	})
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, before)
}
