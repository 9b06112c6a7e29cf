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

// A Redis whose settings change under a running service is noticed: nothing is sent,
// and the service says why until it is mended.
func TestGuard(t *testing.T) {
	addr := redistest.Start(t)
	admin := redis.NewClient(&redis.Options{Addr: addr})
	defer admin.Close()
	w := world{stdout: io.Discard, stderr: io.Discard, now: time.Now, quiet: true, byHand: true, hurried: true, environ: map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_REDIS_URL": "redis://" + addr, "PARALLAX_LOG_LEVEL": "error",
		"PARALLAX_SECRET_KEY": goodKey,
	}}
	svc, url, end := servedAlone(t, w)
	ready := func() (bool, string) {
		t.Helper()
		status, body := servedGet(t, url+"/readyz")
		var state readiness
		if err := json.Unmarshal([]byte(body), &state); err != nil {
			t.Fatal(err)
		}
		if state.Ready != (status == http.StatusOK) {
			t.Errorf("%d %+v", status, state)
		}
		return state.Ready, strings.Join(state.Reasons, "\n")
	}
	for _, c := range []struct {
		setting, value, mended string
	}{{"maxmemory-policy", "allkeys-lru", "noeviction"}, {"appendfsync", "everysec", "always"}} {
		if ok, why := ready(); !ok {
			t.Fatalf("before %s: %s", c.setting, why)
		}
		if err := admin.ConfigSet(t.Context(), c.setting, c.value).Err(); err != nil {
			t.Fatal(err)
		}
		svc.guard.look(t.Context())
		if ok, why := ready(); ok || !strings.Contains(why, c.setting+" is "+c.value+", want "+c.mended) || !strings.Contains(why, "CONFIG SET "+c.setting+" "+c.mended) {
			t.Errorf("%s: ready %v: %s", c.setting, ok, why)
		}
		if !svc.engine.held() {
			t.Errorf("%s: letters go out", c.setting)
		}
		if err := admin.ConfigSet(t.Context(), c.setting, c.mended).Err(); err != nil {
			t.Fatal(err)
		}
		svc.guard.look(t.Context())
		if svc.engine.held() {
			t.Errorf("%s is mended, and nothing goes out", c.setting)
		}
	}
	if err := end(); err != nil {
		t.Error(err)
	}
}

// A Redis that does not answer changes nothing about what was found.
func TestGuardWithoutAnAnswer(t *testing.T) {
	found, err := []store.Finding{{Setting: "role", Value: "slave", Want: "master"}}, error(nil)
	g := guard{log: slog.New(slog.DiscardHandler), check: func(context.Context) ([]store.Finding, error) { return found, err }}
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
