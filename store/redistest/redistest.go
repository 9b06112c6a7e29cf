// Package redistest starts real Redis servers for tests, on the loopback only,
// with the settings that package store asks for. It needs redis-server in PATH.
package redistest

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// patience is how long a server may take to answer.
const patience = 20 * time.Second

// Server is one redis-server process of a test.
type Server struct {
	Addr string // host:port
	Dir  string // where it keeps its files

	t    testing.TB
	args []string
	env  []string // besides the test's own
	mu   sync.Mutex
	cmd  *exec.Cmd
}

// Start starts a redis-server with appendonly yes, appendfsync always and
// maxmemory-policy noeviction and returns its address once it answers. The
// server ends with the test. Without redis-server in PATH the test is skipped;
// with CI=true it fails.
func Start(t testing.TB, args ...string) string {
	t.Helper()
	return Launch(t, args...).Addr
}

// Launch is Start for tests that do something to the server itself. args are
// further settings, for example "--cluster-enabled", "yes".
func Launch(t testing.TB, args ...string) *Server {
	t.Helper()
	return launch(t, nil, args...)
}

// launch is Launch with something in the server's environment.
func launch(t testing.TB, env []string, args ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		const missing = "redis-server not found: apt-get install redis-server"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	s := &Server{t: t, Dir: t.TempDir(), args: args, env: env}
	t.Cleanup(s.end)
	for try := 0; ; try++ {
		addr, err := free()
		if err != nil {
			t.Fatal(err)
		}
		s.Addr = addr
		err = s.begin()
		if err == nil {
			return s
		}
		// Somebody else may have taken the port in between.
		if try == 4 {
			t.Fatal(err)
		}
	}
}

// Process returns the server's process, for signals.
func (s *Server) Process() *os.Process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cmd.Process
}

// Kill ends the server at once, as a crash would.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill() // an error says that it has ended already
	_ = s.cmd.Wait()
	s.cmd = nil
}

// end asks the server to end, which also ends a child that rewrites its files,
// and kills it when it does not.
func (s *Server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cmd == nil {
		return
	}
	process := s.cmd.Process
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.cmd.Wait()
	}()
	// One that writes its first append-only file refuses to end, and has to be asked
	// again.
	again := time.NewTicker(patience / 100)
	defer again.Stop()
	for asked := 0; ; asked++ {
		if asked < 100 {
			_ = process.Signal(syscall.SIGTERM)
		} else {
			_ = process.Kill()
		}
		select {
		case <-ended:
			s.cmd = nil
			return
		case <-again.C:
		}
	}
}

// Restart starts the server again after Kill, on the same address and files, with
// these settings besides those it had, and returns when it has loaded its files.
func (s *Server) Restart(args ...string) {
	s.t.Helper()
	s.args = append(s.args, args...)
	if err := s.begin(); err != nil {
		s.t.Fatal(err)
	}
}

// begin starts the process and waits for its own word that it is ready.
func (s *Server) begin() error {
	_, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return err
	}
	args := append([]string{
		"--port", port, "--bind", "127.0.0.1", "--dir", s.Dir, "--save", "", "--daemonize", "no", "--logfile", "",
		"--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction",
		"--repl-diskless-sync-delay", "0", "--shutdown-timeout", "0", // nobody has time to wait
	}, s.args...)
	cmd := exec.Command("redis-server", args...) //nolint:gosec,noctx // the tests choose the arguments and end it by its pid
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = cmd.Stdout
	tie(cmd)
	if s.env != nil {
		cmd.Env = append(os.Environ(), s.env...)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start redis-server: %w", err)
	}
	ready := make(chan bool, 1)
	var said strings.Builder
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.Contains(lines.Text(), "Ready to accept connections") {
				ready <- true
				break
			}
			said.WriteString(lines.Text() + "\n")
		}
		for lines.Scan() { // keep the pipe empty
		}
		close(ready)
	}()
	select {
	case ok := <-ready:
		if ok {
			s.mu.Lock()
			s.cmd = cmd
			s.mu.Unlock()
			return nil
		}
		_ = cmd.Wait()
		return fmt.Errorf("redis-server ended: %s", said.String())
	case <-time.After(3 * patience): // it may have much to load
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		return fmt.Errorf("redis-server was not ready within %s", 3*patience)
	}
}

// free returns a loopback address whose port was free a moment ago, and whose
// cluster bus port (10000 higher) is a valid one.
func free() (string, error) {
	for {
		l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		addr := l.Addr().(*net.TCPAddr)
		if err := l.Close(); err != nil {
			return "", err
		}
		if addr.Port < 55000 {
			return addr.String(), nil
		}
	}
}

// Cluster starts three primaries that share the slots and returns their
// addresses once each of them calls the cluster ok.
func Cluster(t testing.TB, args ...string) []string {
	t.Helper()
	var addrs []string
	for _, s := range ClusterOf(t, args...) {
		addrs = append(addrs, s.Addr)
	}
	return addrs
}

// ClusterOf is Cluster for tests that do something to a server itself. args are further
// settings of each.
func ClusterOf(t testing.TB, args ...string) []*Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	const nodes, slots = 3, 16384
	var servers []*Server
	var clients []*redis.Client
	for i := range nodes {
		servers = append(servers, Launch(t, append([]string{"--cluster-enabled", "yes", "--cluster-node-timeout", "5000"}, args...)...))
		c := redis.NewClient(&redis.Options{Addr: servers[i].Addr})
		defer func() { _ = c.Close() }()
		clients = append(clients, c)
		if err := c.ClusterAddSlotsRange(ctx, i*slots/nodes, (i+1)*slots/nodes-1).Err(); err != nil {
			t.Fatal(err)
		}
		if err := c.Do(ctx, "cluster", "set-config-epoch", strconv.Itoa(i+1)).Err(); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range servers[1:] {
		host, port, _ := net.SplitHostPort(s.Addr)
		if err := clients[0].ClusterMeet(ctx, host, port).Err(); err != nil {
			t.Fatal(err)
		}
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for _, c := range clients {
		for {
			info, err := c.ClusterInfo(ctx).Result()
			if err == nil && strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3") {
				break
			}
			select {
			case <-ctx.Done():
				t.Fatalf("the cluster was not ready within %s: %v", patience, err)
			case <-tick.C:
			}
		}
	}
	return servers
}
