package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// readiness is the body of /readyz.
type readiness struct {
	Ready    bool     `json:"ready"`
	Degraded bool     `json:"degraded,omitempty"` // ready, and something is to be mended
	Reasons  []string `json:"reasons,omitempty"`  // why not, or what to know
}

// health serves what operators ask, /healthz, /readyz and /metrics, and the papers.
func (s *service) health(mux *http.ServeMux) {
	papers(mux)
	mux.HandleFunc("GET /healthz", func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(rw http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		state := s.readiness(ctx)
		rw.Header().Set("Content-Type", "application/json")
		if !state.Ready {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(rw).Encode(state)
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.watcher.registry, promhttp.HandlerOpts{}))
}

func (s *service) readiness(ctx context.Context) readiness {
	state := readiness{Ready: true, Reasons: slices.Clip(s.notes)} // requests share the notes
	if s.draining.Load() {
		return readiness{Reasons: append(state.Reasons, reasonStopping)}
	}
	if err := s.store.Ping(ctx); err != nil {
		return readiness{Reasons: append(state.Reasons, reasonStore+err.Error())}
	}
	if why := s.guard.why(); len(why) > 0 {
		return readiness{Reasons: append(append(state.Reasons, why...), reasonUnsent)}
	}
	if known := slices.Concat(s.guard.knows(), s.refused.texts(time.Now())); len(known) > 0 {
		state.Degraded, state.Reasons = true, append(state.Reasons, known...)
	}
	if s.sockets && s.slack.Connected() == 0 {
		return readiness{Reasons: append(state.Reasons, reasonSocket)}
	}
	return state
}

// healthcheck asks the service on this machine, so that an image without a shell
// can have a health check.
func healthcheck(ctx context.Context, addr string) error {
	if addr == "" {
		addr = defaultAddr
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("healthcheck: PARALLAX_ADDR %q: %w", addr, err)
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("healthcheck: %w", err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("healthcheck: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // only the status is read
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("healthcheck: %s", res.Status)
	}
	return nil
}
