package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"parallax/sandbox"
)

type demoOptions struct {
	addr     string
	headless bool
	rounds   int
	seed     uint64
	json     bool
}

// demo runs the practice workspace until the context ends, or plays it by itself.
func demo(ctx context.Context, w world, o demoOptions) error {
	if o.headless {
		if o.rounds < 1 || o.rounds > 520 {
			return configError{"--rounds: want 1 to 520 weeks"}
		}
		return headless(ctx, w, o.rounds, o.seed, o.json)
	}
	host, _, err := net.SplitHostPort(o.addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return configError{fmt.Sprintf("--addr %q: the practice workspace listens on this machine only, for example 127.0.0.1:8787", o.addr)}
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("demo: %w (is an earlier demo still running?); choose another address with --addr", err)
	}
	if err != nil {
		return fmt.Errorf("demo: %w; choose another address with --addr", err)
	}
	p, stop, err := newPractice(ctx, w, o.seed, true)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer stop()
	// The visitor finds the first check-in waiting.
	if err := p.to(ctx, p.nextRound()); err != nil {
		return errors.Join(err, l.Close())
	}
	turning, still := context.WithCancel(ctx)
	defer still()
	go p.turns(turning)

	server := &http.Server{Handler: sandbox.NewPage(p.space, p, p.tenant), ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	url := "http://" + l.Addr().String()
	fmt.Fprintf(w.stdout, "Practice workspace: %s\nNothing is kept and nothing leaves this machine. Ctrl-C ends it.\n", url)
	if w.ready != nil {
		w.ready(p.svc, url)
	}
	select {
	case err := <-failed:
		return fmt.Errorf("demo: %w", err)
	case <-ctx.Done():
		return server.Close()
	}
}
