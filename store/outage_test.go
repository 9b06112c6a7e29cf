package store

import (
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/store/redistest"
)

// freeze stops a server as it is, until thaw is called.
func freeze(t *testing.T, server *redistest.Server) (thaw func()) {
	t.Helper()
	process := server.Process()
	signal := func(sig syscall.Signal) {
		t.Helper()
		if err := process.Signal(sig); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	return func() { t.Helper(); signal(syscall.SIGCONT) }
}

func adminOf(t *testing.T, addr string) *redis.Client {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1})
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// E50: what a Redis says that can't serve, under load. Nothing acknowledged is lost
// and nothing counted twice, each reply comes in time, and afterwards answers are
// taken again without a restart of ours.
func TestE50Outages(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a server that loads")
	}
	server := redistest.Launch(t)
	s := dial(t, "redis://"+server.Addr)
	admin := adminOf(t, server.Addr)
	l := crowded(t, begun(t, s, 40), s)
	l.flows("at first", recoverWithin)

	// Every script is forgotten.
	if err := admin.ScriptFlush(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	l.flows("NOSCRIPT", time.Second)

	// Somebody made it a replica, and takes that back.
	if err := admin.Do(t.Context(), "replicaof", "127.0.0.1", "1").Err(); err != nil {
		t.Fatal(err)
	}
	l.refusedWith("READONLY")
	if err := admin.Do(t.Context(), "replicaof", "no", "one").Err(); err != nil {
		t.Fatal(err)
	}
	l.flows("READONLY is over", recoverWithin)

	// It comes back and reads its files, of which each step takes a while. It says LOADING
	// every thousand steps, so there must be many.
	seconds := scale(2, 5, 20)
	l.flowsUntil(int64(1500 * seconds))
	server.Kill()
	steps := 5 * l.acked.Load() // HSET, XADD, SET and what goes around them
	began := time.Now()
	server.Restart("--key-load-delay", strconv.FormatInt(int64(seconds)*1_000_000/steps, 10))
	t.Logf("it loaded for %s", time.Since(began).Round(10*time.Millisecond))
	l.flows("LOADING is over", recoverWithin)
	l.refusedWith("LOADING")
	l.kept(s)
}

// E50 in a Cluster: a primary without a replica is gone for a while, and with it, for
// all, the cluster; a slot moves.
func TestE50ClusterDown(t *testing.T) {
	if testing.Short() {
		t.Skip("starts three servers and waits until one is missed")
	}
	servers := redistest.ClusterOf(t, "--cluster-node-timeout", "1500")
	var addrs []string
	for _, server := range servers {
		addrs = append(addrs, server.Addr)
	}
	s := dial(t, "redis://"+strings.Join(addrs, ","))
	l := crowded(t, begun(t, s, 40), s)
	l.flows("at first", recoverWithin)
	home, err := s.primary(t.Context(), of(acme).org())
	if err != nil {
		t.Fatal(err)
	}
	// Not the one with the answers: they are all there, and refused all the same.
	for _, server := range servers {
		if c := home.(*redis.Client); c.Options().Addr == server.Addr {
			continue
		}
		server.Kill()
		l.refusedWith("CLUSTERDOWN")
		server.Restart()
		l.flows("CLUSTERDOWN is over", recoverWithin)
		break
	}
	for range scale(2, 4, 12) {
		redistest.MoveSlot(t, addrs, of(acme).org())
		l.flows("the slot has moved", recoverWithin)
	}
	l.kept(s)
}
