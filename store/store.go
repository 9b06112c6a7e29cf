// Package store keeps everything of Parallax in Redis: single, Sentinel or
// Cluster, or embedded in the process for trying out. It is the only package
// that knows Redis. A Store implements the store interfaces of package checkins;
// their comments are its contract.
//
// Every change of state is one Lua script (lua/*.lua), which works on declared
// keys of one org only and changes nothing when it runs twice, since the client
// repeats a call whose answer was lost. Ratings, guesses, lines and everything
// computed from them are encrypted (vault). All key names are in keys.go.
package store

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

// Version is the layout of the keys that this program writes and reads.
const Version = 1

// DefaultLease is the time a sender has for one attempt at a letter.
const DefaultLease = 60 * time.Second

// patience bounds every call, retries included, so that a frozen Redis leaves
// time to tell the person that nothing was saved.
const patience = 2 * time.Second

// Options are what a Store needs besides Redis.
type Options struct {
	Key   Key           // the app key, which seals; required
	Old   []Key         // keys that open as well: former ones, and one that is to come
	Lease time.Duration // how long a claimed letter may be under way; 0: DefaultLease
	// Replicas is how many replicas must hold a change before it counts as made; 0:
	// the primary's word is enough, for it writes to disk before it answers.
	Replicas int
	Save     time.Duration // embedded only: between two snapshots; 0: DefaultSave
}

// Store keeps orgs, rounds, answers and letters. It is safe for concurrent use,
// also by several processes on one Redis.
type Store struct {
	rdb      redis.UniversalClient
	limiter  *redis_rate.Limiter
	vault    *vault
	lease    time.Duration
	patience time.Duration
	replicas int
	teams    teams
	known    known
	began    atomic.Pointer[string] // when the store began; nil before Init
	most     atomic.Int64           // orgs that were seen in it
	fresh    atomic.Bool            // Init found it empty
	listed   atomic.Bool            // the schema lists the key that seals
	embedded *embedded              // nil with a Redis of its own

	// A snapshot of the embedded store shuts the gate, so that it holds every
	// change as a whole, and lowers the flag.
	gate  sync.RWMutex
	dirty atomic.Bool

	// Calls that a repetition must recognise carry a name: the process and a
	// count. It names the call, nothing that is stored by an id.
	process string
	calls   atomic.Uint64
}

// New returns a Store on a client, without any I/O: call Init before use. The
// client stays the caller's until Stop closes it. An empty key is an error.
func New(client redis.UniversalClient, o Options) (*Store, error) {
	v, err := newVault(o.Key, o.Old...)
	if err != nil {
		return nil, err
	}
	process := make([]byte, 8)
	if _, err := rand.Read(process); err != nil {
		return nil, err
	}
	s := &Store{
		rdb: client, limiter: redis_rate.NewLimiter(client), vault: v, lease: o.Lease, patience: patience, replicas: o.Replicas,
		process: hex.EncodeToString(process), teams: teams{now: time.Now},
	}
	if s.lease <= 0 {
		s.lease = DefaultLease
	}
	return s, nil
}

// Stop closes the connections; an embedded store is saved first.
func (s *Store) Stop() error {
	if s.embedded != nil {
		return s.embedded.stop(s)
	}
	return s.rdb.Close()
}

// call names one call of this process.
func (s *Store) call() string {
	return s.process + "." + strconv.FormatUint(s.calls.Add(1), 36)
}

//go:embed lua/*.lua
var sources embed.FS

// sealing loads a script that stores what is sealed, for keep.
func sealing(name string, letters bool) *redis.Script {
	text := source("fence")
	if letters {
		text += source("letter")
	}
	return redis.NewScript(text + source(name))
}

// script loads lua/<name>.lua; letters says that it needs letter.lua.
func script(name string, letters bool) *redis.Script {
	text := source(name)
	if letters {
		text = source("letter") + text
	}
	return redis.NewScript(text)
}

func source(name string) string {
	text, err := sources.ReadFile("lua/" + name + ".lua")
	if err != nil {
		panic(err) // the build embeds them
	}
	return string(text)
}

// run runs a script that changes keys of one org.
func (s *Store) run(ctx context.Context, sc *redis.Script, org checkins.OrgID, keys []string, args ...any) (any, error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	s.dirty.Store(true)
	if s.replicas > 0 {
		return s.hold(ctx, sc, org, keys, args...)
	}
	return s.look(ctx, sc, org, keys, args...)
}

// look runs a script on keys of one org, by itself one that changes nothing:
// EVALSHA, and EVAL when the server does not know it yet.
func (s *Store) look(ctx context.Context, sc *redis.Script, org checkins.OrgID, keys []string, args ...any) (any, error) {
	if !checkins.ValidID(string(org)) {
		return nil, fmt.Errorf("org %q: %w", org, checkins.ErrNotFound)
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	return sc.Run(ctx, s.rdb, keys, args...).Result()
}

// write runs the few changes outside the space of an org as one pipeline.
func (s *Store) write(ctx context.Context, queue func(redis.Pipeliner)) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	s.dirty.Store(true)
	return s.read(ctx, queue)
}

// read runs reading commands as one pipeline.
func (s *Store) read(ctx context.Context, queue func(redis.Pipeliner)) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	pipe := s.rdb.Pipeline()
	queue(pipe)
	if pipe.Len() == 0 {
		return nil
	}
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return err
	}
	return nil
}

// ms is a time as the scripts read it: UTC milliseconds, rounded up, so that what
// is due is never early; empty for no time.
func ms(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.Add(time.Millisecond-1).UnixMilli(), 10)
}

// nowMS is the current time for comparing with what ms wrote, rounded down.
func nowMS(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// fromMS reads what ms wrote.
func fromMS(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(n).UTC()
}

// list returns a script's array; anything else is empty.
func list(v any) []any {
	l, _ := v.([]any)
	return l
}

// text returns a script's string; anything else is empty.
func text(v any) string {
	t, _ := v.(string)
	return t
}

// texts returns a script's array of strings.
func texts(v any) []string {
	var out []string
	for _, x := range list(v) {
		out = append(out, text(x))
	}
	return out
}

// pairs returns a script's HGETALL, which is a flat array.
func pairs(v any) map[string]string {
	flat := texts(v)
	m := make(map[string]string, len(flat)/2)
	for i := 0; i+1 < len(flat); i += 2 {
		m[flat[i]] = flat[i+1]
	}
	return m
}
