package store

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// A Store is everything that checkins asks of a store.
var _ checkinstest.Store = (*Store)(nil)

// testKey is the app key of the tests.
var testKey = Key{1, 2, 3, 4, 5, 6, 7, 8}

// kinds are the servers on which a test runs. open returns an empty store.
var kinds = []struct {
	name string
	open func(t *testing.T) *Store
}{
	{"embedded", openEmpty},
	{"redis", func(t *testing.T) *Store { return dial(t, "redis://"+redistest.Start(t)) }},
}

// each runs a test on every kind of server.
func each(t *testing.T, test func(t *testing.T, s *Store)) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) { test(t, k.open(t)) })
	}
}

func openEmpty(t *testing.T) *Store {
	return openIn(t, t.TempDir(), Options{Key: testKey, Save: time.Hour})
}

func openIn(t *testing.T, dir string, o Options) *Store {
	t.Helper()
	s, err := Embedded(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func dial(t *testing.T, url string) *Store {
	t.Helper()
	s, err := Dial(t.Context(), url, Options{Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

// another returns a second store on the same server, as a second process has it.
func another(t *testing.T, s *Store) *Store {
	t.Helper()
	var addr string
	switch c := s.rdb.(type) {
	case *redis.Client:
		addr = c.Options().Addr
	case *redis.ClusterClient:
		addr = strings.Join(c.Options().Addrs, ",")
	}
	return dial(t, "redis://"+addr)
}

// subject hands a store to the contract. No test waits for a lease: the clock of
// an embedded server is moved; on a real one the marks of its clock are taken back.
func subject(s *Store) checkinstest.Subject {
	expire := func() { age(s, 2*s.lease) }
	if s.embedded != nil {
		clock := time.Now()
		s.embedded.server.SetTime(clock)
		expire = func() {
			clock = clock.Add(2 * s.lease)
			s.embedded.server.SetTime(clock)
		}
	}
	return checkinstest.Subject{Store: s, Lease: s.lease, Expire: expire}
}

// age makes every claim and every unknown letter older by d.
func age(s *Store, d time.Duration) {
	ctx := context.Background()
	keys, err := every(ctx, s, "px:*:ob.[iu]n*")
	for _, key := range keys {
		var all []string
		if err == nil {
			all, err = s.rdb.ZRange(ctx, key, 0, -1).Result()
		}
		pipe := s.rdb.Pipeline()
		for _, member := range all {
			pipe.ZIncrBy(ctx, key, -float64(d.Microseconds()), member)
		}
		if err == nil && pipe.Len() > 0 {
			_, err = pipe.Exec(ctx)
		}
	}
	if err != nil {
		panic(err)
	}
}

// every lists the keys of the store's server or cluster that match.
func every(ctx context.Context, s *Store, pattern string) ([]string, error) {
	if c, ok := s.rdb.(*redis.ClusterClient); ok {
		var all []string
		var mu = make(chan struct{}, 1)
		err := c.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error {
			keys, err := c.Keys(ctx, pattern).Result()
			mu <- struct{}{}
			all = append(all, keys...)
			<-mu
			return err
		})
		return all, err
	}
	return s.rdb.Keys(ctx, pattern).Result()
}

// empty takes everything out of a store.
func empty(t *testing.T, s *Store) {
	t.Helper()
	var err error
	if c, ok := s.rdb.(*redis.ClusterClient); ok {
		err = c.ForEachMaster(t.Context(), func(ctx context.Context, c *redis.Client) error { return c.FlushAll(ctx).Err() })
	} else {
		err = s.rdb.FlushAll(t.Context()).Err()
	}
	if err != nil {
		t.Fatal(err)
	}
	s.teams.org = nil
	if err := s.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// trips counts what goes over the wire.
type trips struct{ atomic.Int64 }

func (c *trips) DialHook(next redis.DialHook) redis.DialHook { return next }
func (c *trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { c.Add(1); return next(ctx, cmd) }
}
func (c *trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { c.Add(1); return next(ctx, cmds) }
}

// begun enrols acme with n more leads a side and opens CRM's first round.
func begun(t *testing.T, s checkinstest.Store, n int) checkins.Round {
	t.Helper()
	setup := checkinstest.Setup(n)
	if err := s.Enrol(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	r := checkinstest.Round(checkinstest.Acme, setup.Initiatives[0], checkinstest.First)
	opened, err := s.Open(t.Context(), checkinstest.Acme, checkinstest.Opening(checkinstest.Acme, r))
	if err != nil || !opened {
		t.Fatalf("open: %v, %v", opened, err)
	}
	return r
}
