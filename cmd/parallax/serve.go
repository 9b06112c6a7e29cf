package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/store"
)

const (
	turnEvery = time.Second      // between turns of the engine when nobody wakes it
	drainFor  = 18 * time.Second // after SIGTERM, for what is in flight; the whole stop takes under 20 s
	// lingerFor is how long of it requests are still taken, while /readyz says that the
	// process stops: who delivers hears of it only a moment later.
	lingerFor = 3 * time.Second
	// socketsOpen is how many Socket Mode connections are kept: while one that died
	// in silence is not found out yet, the other one receives.
	socketsOpen = 2
	settleFor   = 30 * time.Second // before a lost letter is looked for: longer than the 10 s an attempt may take
)

// service is the wired program: one store, one desk, one platform or both.
type service struct {
	store    *store.Store
	desk     *checkins.Desk
	engine   *engine
	watcher  *watcher
	guard    guard
	refused  lockouts
	handler  http.Handler
	slack    *slack.Handler // nil without Slack
	sockets  bool           // Slack delivers over Socket Mode
	notes    []string       // what an operator should know, for /readyz and the log
	draining atomic.Bool
}

// newService wires the program. It makes no call to a platform.
func newService(ctx context.Context, cfg Config, w world) (*service, error) {
	log, err := newLogger(cfg, w.stderr)
	if err != nil {
		return nil, err
	}
	keys, err := cfg.keys()
	if err != nil {
		return nil, err
	}
	s := &service{watcher: newWatcher(log)}
	if s.store, err = openStore(ctx, cfg, w); err != nil {
		return nil, err
	}
	s.desk = &checkins.Desk{
		Directory: s.store, Agenda: s.store, Roster: s.store, Registrar: s.store, Ledger: s.store,
		Standings: s.store, Outbox: s.store, Shelf: s.store, Cares: s.store, Notes: s.store, Consents: s.store, Archive: s.store, Talks: s.store, Books: s.store, Drafts: s.store,
		Couriers: map[checkins.Platform]checkins.Courier{}, Probes: map[checkins.Platform]checkins.Probe{}, Rests: map[checkins.Platform]checkins.Rests{},
		Now: w.now, Settle: cmp.Or(w.settle, settleFor), TryOut: cfg.RedisURL == "", Seen: s.watcher.see,
		Guests: map[checkins.Platform]checkins.Guests{}, Profiles: map[checkins.Platform]checkins.Profiles{},
		Rooms: map[checkins.Platform]checkins.Rooms{},
	}
	s.engine = newEngine(s.desk, turnEvery)
	s.engine.ended = s.watcher.turned
	s.guard.log = log
	s.guard.watch(cfg, s.store)
	s.engine.held = func() bool { return len(s.guard.why()) > 0 }
	s.watcher.registry.MustRegister(&gauges{
		ready: func(ctx context.Context) bool { return s.readiness(ctx).Ready }, up: s.store.Ping, backlog: s.store.Backlog, now: w.now,
	})
	mux := http.NewServeMux()
	s.health(mux)
	s.addFeeds(cfg.Feeds, mux)
	signer, err := keys.signer()
	if err != nil {
		return nil, errors.Join(err, s.store.Stop())
	}
	if cfg.slack() {
		if err := s.addSlack(cfg, w, signer, mux, log); err != nil {
			return nil, errors.Join(err, s.store.Stop())
		}
	}
	if cfg.teams() {
		if err := s.addTeams(cfg, w, signer, mux, log); err != nil {
			return nil, errors.Join(err, s.store.Stop())
		}
	}
	s.handler = s.waking(mux)
	if w.hit != nil {
		tap(s.desk, w.hit)
		s.handler = tapReplies(s.handler, w.hit)
	}
	s.notes = cfg.notes()
	if s.store.Fresh() && !cfg.embedded() {
		s.notes = append(s.notes, noteFresh)
	}
	return s, nil
}

// addSlack brings the desk to Slack, both ways.
func (s *service) addSlack(cfg Config, w world, signer bot.Signer, mux *http.ServeMux, log *slog.Logger) error {
	client, err := slack.NewClient(cfg.SlackBotToken.Reveal(), cfg.SlackAppToken.Reveal(), cfg.SlackAPIURL)
	if err != nil {
		return configError{err.Error()}
	}
	renderer := slack.Renderer{Signer: signer}
	courier := &slack.Courier{Client: client, Renderer: renderer, Turns: s.turns(w), Log: log, Revoked: func(_ context.Context, team, reason string) {
		if s.refused.note(team, reason, time.Now()) {
			log.Error("Slack refuses the token: nothing is sent until it is renewed", "team", team, "reason", reason)
		}
	}}
	s.desk.Couriers[checkins.Slack] = courier
	s.desk.Probes[checkins.Slack], s.desk.Guests[checkins.Slack], s.desk.Profiles[checkins.Slack] = courier, courier, courier
	s.desk.Rests[checkins.Slack] = courier
	s.desk.Rooms[checkins.Slack] = courier
	s.slack, err = slack.NewHandler(slack.Config{
		Desk: s.desk, Renderer: renderer, Client: client, Log: log, Worked: s.engine.nudge, Now: s.desk.Now, Unpaced: w.hurried,
	})
	if err != nil {
		return err
	}
	if cfg.SlackSigningSecret != "" {
		verifier, err := slack.NewVerifier(time.Now, cfg.SlackSigningSecret.Reveal())
		if err != nil {
			return configError{err.Error()}
		}
		s.slack.Routes(mux, verifier)
	}
	if s.sockets = cfg.socketMode(); s.sockets {
		s.watcher.sockets(s.slack.Connected, s.slack.FrameAge)
	}
	return nil
}

// turns keeps couriers to the pace of the platforms, that of all processes together.
func (s *service) turns(w world) bot.Turns {
	if w.hurried {
		return bot.Turns{}
	}
	return bot.Turns{Pace: s.store, Patience: bot.Patience}
}

// waking wakes the engine after each delivery of a platform that may have left a
// letter. What was refused left none, and nobody else wakes it.
func (s *service) waking(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if s.draining.Load() {
			rw.Header().Set("Connection", "close") // the next request is better sent elsewhere
		}
		seen := &statusWriter{ResponseWriter: rw, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		ours := strings.HasPrefix(r.URL.Path, "/slack/") || r.URL.Path == teams.Path
		if seen.status == http.StatusOK && r.Method == http.MethodPost && ours {
			s.engine.nudge()
		}
	})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController set deadlines.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// over is how Slack delivers: "socket", "http", or "off".
func (s *service) over() string {
	switch {
	case s.slack == nil:
		return "off"
	case s.sockets:
		return "socket"
	}
	return "http"
}

func (s *service) close() error { return s.store.Stop() }

// openStore connects to Redis, or starts the embedded store.
func openStore(ctx context.Context, cfg Config, w world) (*store.Store, error) {
	log, err := newLogger(cfg, w.stderr)
	if err != nil {
		return nil, err
	}
	redis.SetLogger(redisLog{log})
	keys, err := cfg.keys()
	if err != nil {
		return nil, err
	}
	o := keys.options()
	o.Lease, o.Replicas, o.Save = w.lease, cfg.WaitReplicas, w.save
	if cfg.RedisURL != "" {
		s, err := store.Dial(ctx, cfg.RedisURL.Reveal(), o)
		hosts, _ := redisParts(cfg.RedisURL.Reveal())
		if bad := cfg.keyTrouble(err, hosts); bad != nil {
			return nil, bad
		}
		if err != nil {
			return nil, unreached(err)
		}
		return s, nil
	}
	if !w.quiet {
		fmt.Fprintf(w.stderr, "Embedded store in %s: for trying out, one process. Set PARALLAX_REDIS_URL for real use.\n", cfg.Data)
	}
	s, err := store.Embedded(cfg.Data, o)
	if bad := cfg.keyTrouble(err, cfg.Data); bad != nil {
		return nil, bad
	}
	if err != nil {
		return nil, fmt.Errorf("embedded store: %w", err)
	}
	return s, nil
}

// serve runs the service until the context ends: then it says so in /readyz, stops
// taking requests, finishes what is in flight, and returns within 20 s.
func serve(ctx context.Context, w world) error {
	cfg, err := loadConfig(w.environ)
	if err != nil {
		return err
	}
	if err := w.hooks(); err != nil {
		return err
	}
	if err := cfg.checkCopies(); err != nil {
		return err
	}
	s, err := newService(ctx, cfg, w)
	if err != nil {
		return err
	}
	defer s.close() //nolint:errcheck // writes were acknowledged; the embedded store says so itself
	if err := durable(ctx, cfg, s.store); err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Addr)
	if err != nil {
		return configError{fmt.Sprintf("PARALLAX_ADDR %q: %v", cfg.Addr, err)}
	}
	for _, n := range s.notes {
		s.watcher.log.Warn(n)
	}
	s.watcher.log.Info("listening", "addr", l.Addr().String(), "slack", s.over(), "teams", cfg.teams(), "version", versionLine())

	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	// The work has a context of its own: what is in flight is finished after the
	// signal, with a limit.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	failed := make(chan error, 2)
	go func() { failed <- server.Serve(l) }()
	turning := make(chan struct{})
	go func() {
		defer close(turning)
		if !w.byHand {
			s.engine.run(ctx, work)
		}
	}()
	go s.guard.run(ctx)
	if !w.byHand {
		go retainer{s.store, s.desk.Now, s.watcher.log}.run(ctx)
	}
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		if s.sockets {
			_ = s.slack.Listen(ctx, socketsOpen) // ends with ctx
		}
	}()
	if w.ready != nil {
		w.ready(s, "http://"+l.Addr().String())
	}
	select {
	case err = <-failed:
		stop()
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.draining.Store(true)
	s.watcher.log.Info("stopping")
	grace, cancel := context.WithTimeout(context.Background(), drainFor)
	defer cancel()
	if !cfg.embedded() { // else nobody could take over
		select {
		case <-time.After(w.linger):
		case err = <-failed:
			stop()
			return fmt.Errorf("serve: %w", err)
		}
	}
	err = server.Shutdown(grace)
	for _, done := range []chan struct{}{turning, listening} {
		select {
		case <-done:
		case <-grace.Done():
			err = errors.Join(err, errors.New("serve: not everything in flight was finished in time; it goes on at the next start"))
		}
	}
	if s.slack != nil { // after the sockets, which bring work until they are closed
		err = errors.Join(err, s.slack.Drain(grace))
	}
	return err
}

// redisLog takes what the Redis client would print: reconnections, mostly. What
// matters comes back as an error of a call.
type redisLog struct{ log *slog.Logger }

func (l redisLog) Printf(ctx context.Context, format string, args ...any) {
	l.log.DebugContext(ctx, "redis client: "+fmt.Sprintf(format, args...))
}

// newLogger writes structured logs to stderr.
func newLogger(cfg Config, out interface{ Write([]byte) (int, error) }) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.LogLevel)); err != nil {
		return nil, configError{fmt.Sprintf("PARALLAX_LOG_LEVEL %q: want debug, info, warn or error", cfg.LogLevel)}
	}
	o := &slog.HandlerOptions{Level: level}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(out, o)), nil
	}
	return slog.New(slog.NewTextHandler(out, o)), nil
}
