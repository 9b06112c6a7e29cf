package redistest

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Replica starts a server that copies another one, and returns it once the other one
// says that it does.
func Replica(t testing.TB, primary string, args ...string) *Server {
	t.Helper()
	host, port, err := net.SplitHostPort(primary)
	if err != nil {
		t.Fatal(err)
	}
	s := Launch(t, append([]string{"--replicaof", host, port}, args...)...)
	c := redis.NewClient(&redis.Options{Addr: primary})
	defer func() { _ = c.Close() }()
	_, own, _ := net.SplitHostPort(s.Addr)
	await(t, "replica", func(ctx context.Context) bool {
		info, err := c.Info(ctx, "replication").Result()
		return err == nil && strings.Contains(info, "port="+own+",state=online")
	})
	return s
}

// await looks until something holds.
func await(t testing.TB, what string, holds func(context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds(ctx) {
		select {
		case <-ctx.Done():
			t.Fatalf("the %s was not ready within %s", what, patience)
		case <-tick.C:
		}
	}
}

// Follow gives each primary of a Cluster a replica, and returns once every server
// knows where all slots are: a client may ask any of them. args are further
// settings of the replicas.
func Follow(t testing.TB, primaries []string, args ...string) {
	t.Helper()
	var all []*redis.Client
	for _, addr := range primaries {
		s := Launch(t, append([]string{"--cluster-enabled", "yes", "--cluster-node-timeout", "5000"}, args...)...)
		p, c := redis.NewClient(&redis.Options{Addr: addr}), redis.NewClient(&redis.Options{Addr: s.Addr})
		t.Cleanup(func() { _, _ = p.Close(), c.Close() })
		all = append(all, p, c)
		for _, other := range primaries {
			host, port, _ := net.SplitHostPort(other)
			if err := c.ClusterMeet(t.Context(), host, port).Err(); err != nil {
				t.Fatal(err)
			}
		}
		id, err := p.Do(t.Context(), "cluster", "myid").Text()
		if err != nil {
			t.Fatal(err)
		}
		await(t, "new node", func(ctx context.Context) bool { return c.ClusterReplicate(ctx, id).Err() == nil })
		_, own, _ := net.SplitHostPort(s.Addr)
		await(t, "replica", func(ctx context.Context) bool {
			info, err := p.Info(ctx, "replication").Result()
			return err == nil && strings.Contains(info, "port="+own+",state=online")
		})
	}
	for _, c := range all {
		await(t, "map of the slots", func(ctx context.Context) bool {
			info, err := c.ClusterInfo(ctx).Result()
			return err == nil && strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_slots_assigned:16384")
		})
	}
}

// MoveSlot moves the slot of a key, with what is in it, to another primary of a
// Cluster.
func MoveSlot(t testing.TB, primaries []string, key string) {
	t.Helper()
	ctx := t.Context()
	clients := make([]*redis.Client, len(primaries))
	ids := make([]string, len(primaries))
	from, slot := -1, int64(-1)
	for n, addr := range primaries {
		c := redis.NewClient(&redis.Options{Addr: addr})
		t.Cleanup(func() { _ = c.Close() })
		clients[n] = c
		var err error
		if ids[n], err = c.Do(ctx, "cluster", "myid").Text(); err != nil {
			t.Fatal(err)
		}
		if slot, err = c.ClusterKeySlot(ctx, key).Result(); err != nil {
			t.Fatal(err)
		}
		if c.Exists(ctx, key).Err() == nil { // the others say MOVED
			from = n
		}
	}
	to := (from + 1) % len(primaries)
	for _, step := range []struct {
		at   int
		args []any
	}{
		{to, []any{"cluster", "setslot", slot, "importing", ids[from]}},
		{from, []any{"cluster", "setslot", slot, "migrating", ids[to]}},
	} {
		if err := clients[step.at].Do(ctx, step.args...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	host, port, _ := net.SplitHostPort(primaries[to])
	for { // what stays behind would be thrown away
		keys, err := clients[from].ClusterGetKeysInSlot(ctx, int(slot), 1000).Result()
		if err != nil {
			t.Fatal(err)
		}
		if len(keys) == 0 {
			break
		}
		migrate := []any{"migrate", host, port, "", 0, 5000, "keys"}
		for _, k := range keys {
			migrate = append(migrate, k)
		}
		if err := clients[from].Do(ctx, migrate...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []int{to, from} {
		if err := clients[n].Do(ctx, "cluster", "setslot", slot, "node", ids[to]).Err(); err != nil {
			t.Fatal(err)
		}
	}
}
