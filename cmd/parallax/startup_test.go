package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/store/redistest"
)

// startRedis is a Redis on which the service is to be refused, or to say something.
type startRedis struct {
	*redistest.Clocked
	admin *redis.Client
	url   string
	t     *testing.T
}

func (r *startRedis) do(args ...any) {
	r.t.Helper()
	if err := r.admin.Do(r.t.Context(), args...).Err(); err != nil {
		r.t.Fatal(err)
	}
}

// serves has the service begin a store here, as it did before.
func (r *startRedis) serves() {
	r.t.Helper()
	w := watchedOn(r.t, r.url)
	if err := w.end(); err != nil {
		r.t.Fatal(err)
	}
}

// Each of the checks at the start has an end of its own: one line that names the
// setting and what mends it. What strict refuses, attested and relaxed may take, and
// then the page and the log say so.
func TestStartUp(t *testing.T) {
	const strict, refused = "PARALLAX_DURABILITY=strict: ", 2
	for _, c := range []struct {
		name     string
		spoil    func(r *startRedis)
		environ  []string
		code     int // 0: it starts
		says     []string
		attested bool // it starts then
		relaxed  bool
	}{
		{"a good one", func(*startRedis) {}, nil, 0, nil, true, true},
		{"AOF off", func(r *startRedis) { r.do("config", "set", "appendonly", "no") }, nil, refused, []string{strict + "appendonly is no, want yes", "put it into redis.conf, and redis-cli", "CONFIG SET appendonly yes"}, false, true},
		{"fsync", func(r *startRedis) { r.do("config", "set", "appendfsync", "everysec") }, nil, refused, []string{strict + "appendfsync is everysec, want always", "put it into redis.conf, and redis-cli", "CONFIG SET appendfsync always"}, false, true},
		{"eviction", func(r *startRedis) { r.do("config", "set", "maxmemory-policy", "volatile-lru") }, nil, refused, []string{strict + "maxmemory-policy is volatile-lru, want noeviction", "put it into redis.conf, and redis-cli", "CONFIG SET maxmemory-policy noeviction"}, false, false},
		{"a replica", func(r *startRedis) { r.serves(); r.do("replicaof", "127.0.0.1", "1") }, nil, refused, []string{strict + "role is slave, want master", "point PARALLAX_REDIS_URL at the primary"}, false, false},
		{"no replica to wait for", func(r *startRedis) { r.serves() }, []string{"PARALLAX_WAIT_REPLICAS=1"}, refused, []string{strict + "connected_slaves is 0, want 1 or more", "start replicas of it (REPLICAOF), or lower PARALLAX_WAIT_REPLICAS"}, false, true},
		{"too old", func(r *startRedis) { r.url = "redis://" + older(r.t, r.Addr) }, nil, refused, []string{strict + "redis_version is 6.", "want 7.0 or newer", "upgrade Redis"}, false, true},
		{"a clock an hour ahead", func(r *startRedis) { r.Shift(time.Hour) }, nil, refused, []string{strict + "TIME is 1h0m0s off this machine's clock, want the same time", "timedatectl set-ntp true"}, false, false},
		{"a clock two hours behind", func(r *startRedis) { r.Shift(-2 * time.Hour) }, nil, refused, []string{strict + "TIME is 2h0m0s off this machine's clock"}, false, false},
		{"a newer layout", func(r *startRedis) { r.serves(); r.do("hset", "px:schema", "version", "2") }, nil, 1, []string{"PARALLAX_REDIS_URL: redis ", "written by a newer version of parallax: run that one, or a newer one: layout 2, this program knows 1"}, false, false},
		{"emptied but for the orgs", func(r *startRedis) { r.do("sadd", "px:orgs", "acme") }, nil, 1, []string{"PARALLAX_REDIS_URL: redis ", "the schema key px:schema or the list px:orgs is missing", "restore a backup"}, false, false},
		{"an org is gone", func(r *startRedis) { r.serves(); r.do("sadd", "px:orgs", "acme") }, nil, refused, []string{strict + "px:{acme}:org is missing, want the org acme: the store lost data: restore a backup"}, false, false},
		{"another key", func(r *startRedis) { r.serves() }, []string{"PARALLAX_SECRET_KEY=b3RoZXIga2V5OiBpdCBvcGVucyBub3RoaW5nIGF0LiA="}, refused, []string{"PARALLAX_SECRET_KEY: the store at "}, false, false},
		{"CONFIG is forbidden", func(r *startRedis) {
			r.do("acl", "setuser", "app", "on", ">hush", "~px:*", "+@all", "-config")
			r.url = "redis://app:hush@" + r.Addr
		}, nil, refused, []string{strict + "appendfsync is hidden (CONFIG GET is not allowed), want always", "attest it: PARALLAX_DURABILITY=attested"}, true, true},
		{"INFO is forbidden", func(r *startRedis) {
			r.do("acl", "setuser", "app", "on", ">hush", "~px:*", "+@all", "-config", "-info")
			r.url = "redis://app:hush@" + r.Addr
		}, nil, refused, []string{strict + "the settings of Redis can't be read", "set PARALLAX_DURABILITY=attested once you have checked them"}, true, true},
		{"other keys are forbidden", func(r *startRedis) {
			r.do("acl", "setuser", "app", "on", ">hush", "~other:*", "+@all")
			r.url = "redis://app:hush@" + r.Addr
		}, nil, refused, []string{"PARALLAX_REDIS_URL: ", "NOPERM", "allow the account what docs/operations.md lists"}, false, false},
		{"the wrong password", func(r *startRedis) { r.do("config", "set", "requirepass", "right"); r.url = "redis://:hush@" + r.Addr }, nil, refused, []string{"PARALLAX_REDIS_URL: ", "WRONGPASS", "write the user and the password that Redis knows"}, false, false},
		{"no password", func(r *startRedis) { r.do("config", "set", "requirepass", "right") }, nil, refused, []string{"PARALLAX_REDIS_URL: ", "NOAUTH", "Redis wants a password"}, false, false},
		{"nobody there", func(r *startRedis) { r.Kill() }, nil, 1, []string{"PARALLAX_REDIS_URL: redis ", "connection refused", "check the address, and that Redis runs and lets this machine in"}, false, false},
		{"full", func(r *startRedis) { r.serves(); r.do("config", "set", "maxmemory", "100kb") }, nil, 0, nil, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &startRedis{Clocked: redistest.Clock(t), t: t}
			r.admin = redis.NewClient(&redis.Options{Addr: r.Addr})
			t.Cleanup(func() { _ = r.admin.Close() })
			r.url = "redis://" + r.Addr
			c.spoil(r)
			for durability, starts := range map[Durability]bool{Strict: c.code == 0, Attested: c.attested, Relaxed: c.relaxed} {
				code, said := r.start(durability, c.environ...)
				if (code == 0) != starts {
					t.Errorf("%s: exit %d: %s", durability, code, said)
				}
				if strings.Contains(said, "hush") {
					t.Errorf("%s: a password is printed: %s", durability, said)
				}
				switch {
				case durability == Strict && code != c.code:
					t.Errorf("exit %d, want %d", code, c.code)
				case durability == Strict && code != 0:
					if strings.Contains(strings.TrimSpace(said), "\n") {
						t.Errorf("want one line: %s", said)
					}
					for _, part := range c.says {
						if !strings.Contains(said, part) {
							t.Errorf("it says %q, want %q", said, part)
						}
					}
				case durability != Strict && code == 0 && !strings.Contains(said, "PARALLAX_DURABILITY="+string(durability)+": "):
					t.Errorf("%s is not said in the log: %s", durability, said)
				}
			}
		})
	}
}

// start starts the service and ends it again when it has come up. It returns the exit
// code and what the program printed, its error or its log.
func (r *startRedis) start(durability Durability, more ...string) (code int, said string) {
	r.t.Helper()
	environ := map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_REDIS_URL": r.url, "PARALLAX_SECRET_KEY": goodKey, "PARALLAX_DURABILITY": string(durability),
	}
	for _, pair := range more {
		name, value, _ := strings.Cut(pair, "=")
		environ[name] = value
	}
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	var log logBuffer
	w := world{stdout: io.Discard, stderr: &log, now: time.Now, quiet: true, byHand: true, environ: environ}
	w.ready = func(s *service, _ string) {
		state := s.readiness(ctx)
		if durability != Strict && !strings.Contains(strings.Join(state.Reasons, "\n"), "PARALLAX_DURABILITY="+string(durability)+": ") {
			r.t.Errorf("%s: /readyz does not say so: %q", durability, state.Reasons)
		}
		cancel()
	}
	if err := run(ctx, []string{"serve"}, w); err != nil {
		return exitCode(err), err.Error()
	}
	return 0, log.String()
}

// older passes a Redis on that says it is one of version 6.
func older(t *testing.T, server string) (addr string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			back, err := net.Dial("tcp", server)
			if err != nil {
				_ = client.Close()
				continue
			}
			go func() { _, err := io.Copy(back, client); _ = errors.Join(err, back.Close()) }()
			go func() {
				buf := make([]byte, 64<<10)
				for {
					n, err := back.Read(buf)
					_, writeErr := client.Write(bytes.Replace(buf[:n], []byte("redis_version:7"), []byte("redis_version:6"), 1))
					if err != nil || writeErr != nil {
						_ = client.Close()
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}
