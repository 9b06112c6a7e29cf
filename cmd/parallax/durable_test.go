package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/store"
	"parallax/store/redistest"
)

// watched is the service on a Redis, with its guard turned by hand.
type watched struct {
	t   *testing.T
	svc *service
	url string
	log logBuffer
	end func() error
}

// watchedOn serves on a Redis.
func watchedOn(t *testing.T, redisURL string, more ...string) *watched {
	t.Helper()
	w := &watched{t: t}
	environ := map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_REDIS_URL": redisURL, "PARALLAX_LOG_LEVEL": "info", "PARALLAX_SECRET_KEY": goodKey,
	}
	for _, pair := range more {
		name, value, _ := strings.Cut(pair, "=")
		environ[name] = value
	}
	w.svc, w.url, w.end = servedAlone(t, world{stdout: io.Discard, stderr: &w.log, now: time.Now, quiet: true, byHand: true, hurried: true, environ: environ})
	return w
}

// looks turns the guard once and gives what /readyz says then.
func (w *watched) looks() (readiness, string) {
	w.t.Helper()
	w.svc.guard.look(w.t.Context())
	return w.ready()
}

func (w *watched) ready() (readiness, string) {
	w.t.Helper()
	status, body := servedGet(w.t, w.url+"/readyz")
	var state readiness
	if err := json.Unmarshal([]byte(body), &state); err != nil {
		w.t.Fatal(err)
	}
	if state.Ready != (status == http.StatusOK) {
		w.t.Errorf("%d %+v", status, state)
	}
	return state, strings.Join(state.Reasons, "\n")
}

// A Redis that changes under a running service is noticed: nothing is sent, and the
// page and the log say why and what mends it, until it is mended. The guard looks
// every half minute.
func TestGuard(t *testing.T) {
	if guardEvery > 50*time.Second {
		t.Errorf("the guard looks every %s, want well under a minute", guardEvery)
	}
	server := redistest.Clock(t)
	replica := redistest.Replica(t, server.Addr)
	admin := redis.NewClient(&redis.Options{Addr: server.Addr})
	t.Cleanup(func() { _ = admin.Close() })
	w := watchedOn(t, "redis://"+server.Addr)
	waits := watchedOn(t, "redis://"+server.Addr, "PARALLAX_WAIT_REPLICAS=1")
	do := func(args ...any) func() {
		return func() {
			t.Helper()
			if err := admin.Do(t.Context(), args...).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
	cli := "redis-cli -h 127.0.0.1 -p " + server.Addr[len("127.0.0.1:"):]
	for _, c := range []struct {
		name       string
		w          *watched
		spoil, fix func()
		says       []string
		ready      bool // and only somebody should know
	}{
		{"replicas", waits, replica.Kill, func() { replica.Restart() }, []string{"connected_slaves is 0, want 1 or more", "start replicas of it (REPLICAOF), or lower PARALLAX_WAIT_REPLICAS"}, false},
		{"appendonly", w, do("config", "set", "appendonly", "no"), do("config", "set", "appendonly", "yes"), []string{"appendonly is no, want yes", cli + " CONFIG SET appendonly yes"}, false},
		{"appendfsync", w, do("config", "set", "appendfsync", "everysec"), do("config", "set", "appendfsync", "always"), []string{"appendfsync is everysec, want always", cli + " CONFIG SET appendfsync always"}, false},
		{"maxmemory-policy", w, do("config", "set", "maxmemory-policy", "allkeys-lru"), do("config", "set", "maxmemory-policy", "noeviction"), []string{"maxmemory-policy is allkeys-lru, want noeviction", cli + " CONFIG SET maxmemory-policy noeviction"}, false},
		{"role", w, do("replicaof", "127.0.0.1", "1"), do("replicaof", "no", "one"), []string{"role is slave, want master", "point PARALLAX_REDIS_URL at the primary"}, false},
		{"clock", w, func() { server.Shift(time.Hour) }, func() { server.Shift(0) }, []string{"TIME is 1h0m0s off this machine's clock", "timedatectl set-ntp true"}, false},
		{"a small difference of clocks", w, func() { server.Shift(2 * time.Minute) }, func() { server.Shift(0) }, []string{"TIME is 2m0s off this machine's clock"}, true},
		{"memory", w, do("config", "set", "maxmemory", "100kb"), do("config", "set", "maxmemory", "0"), []string{"maxmemory is reached", cli + " CONFIG SET maxmemory"}, true},
	} {
		if state, why := c.w.looks(); !state.Ready || state.Degraded {
			t.Fatalf("before %s: %s", c.name, why)
		}
		c.spoil()
		state, why := c.w.looks()
		if state.Ready != c.ready || state.Degraded != c.ready || c.w.svc.engine.held() == c.ready {
			t.Errorf("%s: %+v, held %v", c.name, state, c.w.svc.engine.held())
		}
		for _, part := range c.says {
			if !strings.Contains(why, part) {
				t.Errorf("%s: readyz says %q, want %q", c.name, why, part)
			}
			if !strings.Contains(c.w.log.String(), part) {
				t.Errorf("%s: the log does not say %q", c.name, part)
			}
		}
		c.fix()
		fixed := time.Now().Add(20 * time.Second)
		for state, _ := c.w.looks(); (!state.Ready || state.Degraded) && time.Now().Before(fixed); state, why = c.w.looks() {
		}
		if c.w.svc.engine.held() {
			t.Errorf("%s is mended, and nothing goes out: %s", c.name, why)
		}
	}
	for _, w := range []*watched{w, waits} {
		if err := w.end(); err != nil {
			t.Error(err)
		}
	}
}

// The guard looks by itself: a change is noticed within a minute.
func TestGuardLooksByItself(t *testing.T) {
	if !tortured(false, true, true) {
		t.Skip("PARALLAX_TORTURE is not set: it takes a minute")
	}
	addr := redistest.Start(t)
	w := watchedOn(t, "redis://"+addr)
	admin := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { _ = admin.Close() })
	if err := admin.ConfigSet(t.Context(), "appendfsync", "no").Err(); err != nil {
		t.Fatal(err)
	}
	began, tick := time.Now(), time.NewTicker(100*time.Millisecond)
	defer tick.Stop()
	for state, _ := w.ready(); state.Ready; state, _ = w.ready() {
		if time.Since(began) > time.Minute {
			t.Fatal("not noticed within a minute")
		}
		<-tick.C
	}
	t.Logf("noticed after %s", time.Since(began).Round(time.Millisecond))
	if !w.svc.engine.held() {
		t.Error("letters go out")
	}
}

// A Redis that does not answer changes nothing about what was found.
func TestGuardWithoutAnAnswer(t *testing.T) {
	found, err := []store.Finding{{Setting: "role", Value: "slave", Want: "master"}}, error(nil)
	strict := Config{Durability: Strict}
	g := guard{
		log: slog.New(slog.DiscardHandler), ping: func(context.Context) error { return nil }, weigh: strict.promised,
		check: func(context.Context) ([]store.Finding, error) { return found, err },
	}
	g.look(t.Context())
	found, err = nil, errors.New("it does not answer")
	g.look(t.Context())
	if len(g.why()) != 1 {
		t.Error(g.why())
	}
	err = nil
	g.look(t.Context())
	if len(g.why()) != 0 {
		t.Error(g.why())
	}
}
