package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"

	"parallax/checkins"
)

// A Socket Mode that cannot connect is no readiness, and is said in the log.
func TestSocketNotConnected(t *testing.T) {
	slackSide := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		_, _ = rw.Write([]byte(`{"ok":true,"url":"ws://127.0.0.1:1/?ticket=hush"}`))
	}))
	defer slackSide.Close()
	said := make(lines, 100)
	_, url, end := servedAlone(t, world{stdout: io.Discard, stderr: said, now: time.Now, quiet: true, environ: map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_DATA": t.TempDir(), "SLACK_API_URL": slackSide.URL + "/api/",
		"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1",
	}})
	code, body := servedGet(t, url+"/readyz")
	var ready readiness
	if err := json.Unmarshal([]byte(body), &ready); err != nil || code != http.StatusServiceUnavailable || ready.Ready || !slices.Contains(ready.Reasons, "Slack: Socket Mode is not connected") {
		t.Errorf("readyz: %d %q %v", code, body, err)
	}
	said.until(t, "level=INFO msg=listening", "slack=socket")
	if line := said.until(t, "level=WARN", "slack socket not connected"); strings.Contains(line, "hush") {
		t.Errorf("the address is said: %s", line)
	}
	if err := end(); err != nil {
		t.Error(err)
	}
}

// lines takes log lines.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	select {
	case l <- string(p):
	default: // nobody reads so many
	}
	return len(p), nil
}

// until returns the next line that holds all the parts.
func (l lines) until(t *testing.T, parts ...string) string {
	t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case line := <-l:
			if !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(line, p) }) {
				return line
			}
		case <-limit:
			t.Fatalf("no line with %q in 10 s", parts)
		}
	}
}

// Only what Slack delivered and the bot took wakes the engine.
func TestWaking(t *testing.T) {
	for _, c := range []struct {
		method, path string
		status       int
		wakes        bool
	}{
		{http.MethodPost, "/slack/interactions", 200, true},
		{http.MethodPost, "/slack/events", 0, true}, // nothing written is 200
		{http.MethodPost, "/slack/events", 401, false},
		{http.MethodPost, "/slack/commands", 503, false},
		{http.MethodGet, "/slack/commands", 200, false},
		{http.MethodPost, "/readyz", 200, false},
	} {
		s := &service{engine: newEngine(nil, time.Second)}
		h := s.waking(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			if c.status > 0 {
				rw.WriteHeader(c.status)
			}
		}))
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(c.method, c.path, http.NoBody))
		if woke := len(s.engine.wake) == 1; woke != c.wakes {
			t.Errorf("%s %s %d: wakes = %v, want %v", c.method, c.path, c.status, woke, c.wakes)
		}
	}
}

func TestErrorsAreLoggedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		w := newWatcher(slog.New(slog.NewTextHandler(&log, nil)))
		fails := func(org, text string) {
			w.see(checkins.Sighting{What: "error", Org: checkins.OrgID(org), Err: errors.New(text)})
			w.turned(errors.New(text))
		}
		count := func(text string, want int) {
			t.Helper()
			if n := strings.Count(log.String(), text); n != want {
				t.Errorf("%d lines with %q, want %d:\n%s", n, text, want, log.String())
			}
			log.Reset()
		}
		for n := range 50 {
			fails("acme", fmt.Sprintf("read tcp 127.0.0.1:%d: i/o timeout", 40000+n))
			fails("other", "refused")
		}
		count("level=ERROR", 2)
		fails("acme", "another error")
		count("level=ERROR", 1)
		<-time.After(troubleAgain) // of the bubble
		fails("acme", "another error")
		count("level=ERROR", 1)
		w.turned(nil)
		w.turned(nil)
		count("turns again without an error", 1)
		fails("acme", "another error")
		count("level=ERROR", 1)
		for n := range 100 {
			fails("acme", strings.Repeat("x", n))
		}
		count("level=ERROR", troublesMost-1)
	})
}

func TestLettersThatCannotBeComposed(t *testing.T) {
	var log strings.Builder
	w := newWatcher(slog.New(slog.NewTextHandler(&log, nil)))
	w.see(checkins.Sighting{What: "letter", State: checkins.LetterPending, Reason: "ratelimited"})
	if log.Len() > 0 {
		t.Errorf("a letter that waits: %s", log.String())
	}
	w.see(checkins.Sighting{What: "letter", State: checkins.LetterPending, Reason: "compose: read org: refused"})
	if !strings.Contains(log.String(), "level=WARN") {
		t.Errorf("a letter that cannot be composed: %q", log.String())
	}
}

// endless always has another letter.
type endless struct{ asked func() }

func (e endless) Waiting(context.Context, time.Time, time.Duration) ([]checkins.Waiting, error) {
	e.asked()
	return []checkins.Waiting{{Org: "acme", Letters: true}}, nil
}

func TestEngineStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	turns, told := 0, 0
	d := &checkins.Desk{Now: time.Now}
	d.Agenda = endless{asked: func() { turns++; cancel() }}
	e := newEngine(d, time.Nanosecond)
	e.ended = func(error) { told++ }
	e.run(ctx, t.Context())
	if turns != 1 || told != 0 {
		t.Errorf("looked %d times and told %d times, want one look: no letter is claimed after the signal", turns, told)
	}
	e.run(ctx, t.Context())
	if turns != 1 {
		t.Error("a turn begins after the signal")
	}
}

func TestOtherKey(t *testing.T) {
	const another = "b3RoZXIga2V5OiBpdCBvcGVucyBub3RoaW5nIGF0LiA="
	data, server := t.TempDir(), miniredis.RunT(t)
	for name, environ := range map[string]map[string]string{
		"embedded": {"PARALLAX_DATA": data},
		server.Addr(): {
			"PARALLAX_REDIS_URL": "redis://:hush@" + server.Addr() + "/0", "PARALLAX_DURABILITY": "relaxed",
		},
	} {
		server.RequireAuth("hush")
		environ["PARALLAX_ADDR"] = "127.0.0.1:0"
		w := world{stdout: io.Discard, stderr: io.Discard, environ: environ, now: time.Now, quiet: true}
		environ["PARALLAX_SECRET_KEY"] = goodKey
		_, _, end := servedAlone(t, w)
		if err := end(); err != nil {
			t.Fatal(err)
		}
		environ["PARALLAX_SECRET_KEY"] = another
		w.environ = environ
		err := run(t.Context(), []string{"serve"}, w)
		if err == nil {
			t.Fatalf("%s: served with another key", name)
		}
		servedOneLine(t, name, exitCode(err), err.Error(), "PARALLAX_SECRET_KEY: the store at ")
		if name != "embedded" && !strings.Contains(err.Error(), "at "+server.Addr()+" was") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNotesOnReplicas(t *testing.T) {
	const note = "a failover may lose answers"
	for _, c := range []struct {
		cfg  Config
		says bool
	}{
		{Config{RedisURL: "redis://a,b", Durability: Attested}, true},
		{Config{RedisURL: "redis://a?master_name=m", Durability: Relaxed}, true},
		{Config{RedisURL: "redis://a?master_name=m", Durability: Strict, WaitReplicas: 1}, false},
		{Config{RedisURL: "redis://u:p,q@a", Durability: Attested}, false},
		{Config{Durability: Relaxed}, false},
	} {
		if says := strings.Contains(strings.Join(c.cfg.notes(), "\n"), note); says != c.says {
			t.Errorf("%+v: %q", c.cfg, c.cfg.notes())
		}
	}
}

func TestDemoAddressInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	err = run(t.Context(), []string{"demo", "--addr", taken.Addr().String()}, world{stdout: io.Discard, stderr: io.Discard, environ: map[string]string{}, now: time.Now})
	if err == nil || !strings.HasSuffix(err.Error(), "(is an earlier demo still running?); choose another address with --addr") {
		t.Error(err)
	}
}
