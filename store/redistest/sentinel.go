package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Watched is a primary with two replicas and three Sentinels that watch it.
type Watched struct {
	Servers   []*Server // the primary of the beginning first
	Sentinels []string  // addresses
	Name      string    // by which the Sentinels know it
}

// Sentinel starts a Watched. A primary is called dead after a second.
func Sentinel(t testing.TB) *Watched {
	t.Helper()
	primary := Launch(t)
	return watched(t, primary, primary.Addr)
}

// Parted starts a Watched whose first primary its replicas and the Sentinels reach
// through a network that can be cut; a client may go to it directly all the same.
func Parted(t testing.TB) (*Watched, *Network) {
	t.Helper()
	primary := Launch(t)
	n := Through(t, primary.Addr)
	return watched(t, primary, n.Addr), n
}

// watched gives a primary, which is known under an address, replicas and Sentinels.
func watched(t testing.TB, primary *Server, known string) *Watched {
	t.Helper()
	w := &Watched{Servers: []*Server{primary}, Name: "main"}
	for range 2 {
		w.Servers = append(w.Servers, Replica(t, known))
	}
	host, port, _ := net.SplitHostPort(known)
	for range 3 {
		w.Sentinels = append(w.Sentinels, watch(t, fmt.Sprintf("sentinel monitor %s %s %s 2\n", w.Name, host, port)+
			fmt.Sprintf("sentinel down-after-milliseconds %s 1000\nsentinel failover-timeout %s 5000\n", w.Name, w.Name)))
	}
	c := redis.NewSentinelClient(&redis.Options{Addr: w.Sentinels[0]})
	t.Cleanup(func() { _ = c.Close() })
	await(t, "group of Sentinels", func(ctx context.Context) bool {
		others, err := c.Sentinels(ctx, w.Name).Result()
		replicas, repErr := c.Replicas(ctx, w.Name).Result()
		return err == nil && repErr == nil && len(others) == 2 && len(replicas) == 2
	})
	return w
}

// URL is the address of the group as PARALLAX_REDIS_URL has it.
func (w *Watched) URL() string {
	return "redis://" + strings.Join(w.Sentinels, ",") + "?master_name=" + w.Name
}

// Primary is the server that the first Sentinel names.
func (w *Watched) Primary(ctx context.Context) (*Server, error) {
	c := redis.NewSentinelClient(&redis.Options{Addr: w.Sentinels[0]})
	defer func() { _ = c.Close() }()
	at, err := c.GetMasterAddrByName(ctx, w.Name).Result()
	if err != nil {
		return nil, err
	}
	for _, s := range w.Servers {
		if len(at) == 2 && s.Addr == net.JoinHostPort(at[0], at[1]) {
			return s, nil
		}
	}
	return nil, fmt.Errorf("the primary is %v, none of ours", at)
}

// watch starts one Sentinel and returns its address.
func watch(t testing.TB, config string) string {
	t.Helper()
	dir := t.TempDir()
	addr, err := free()
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(addr)
	file := filepath.Join(dir, "sentinel.conf")
	config = "port " + port + "\nbind 127.0.0.1\ndir " + dir + "\nlogfile \"\"\n" + config
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("redis-server", file, "--sentinel") //nolint:gosec,noctx // ended by its pid below
	tie(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	c := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { _ = c.Close() })
	await(t, "Sentinel", func(ctx context.Context) bool { return c.Ping(ctx).Err() == nil })
	return addr
}
