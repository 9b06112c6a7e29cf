package main

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/store"
	"parallax/store/redistest"
)

// operationsPage is docs/operations.md.
func operationsPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// operationsPart is what stands on the page after a heading of any level, up to the
// next one.
func operationsPart(t *testing.T, heading string) string {
	t.Helper()
	_, after, ok := strings.Cut(operationsPage(t), heading+"\n")
	if !ok {
		t.Fatalf("the page has no part %q", heading)
	}
	if end := regexp.MustCompile(`(?m)^##`).FindStringIndex(after); end != nil {
		after = after[:end[0]]
	}
	return after
}

// operationsConf turns the settings between two marks into arguments of redis-server,
// behind ones that break every promise: what the page forgets stays broken.
func operationsConf(t *testing.T, text, from, to string) []string {
	t.Helper()
	_, conf, ok := strings.Cut(text, from)
	conf, _, end := strings.Cut(conf, to)
	if !ok || !end {
		t.Fatalf("no settings between %q and %q", from, to)
	}
	args := []string{"--appendonly", "no", "--appendfsync", "no", "--maxmemory-policy", "allkeys-lru"}
	for line := range strings.Lines(conf) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch name {
		case "", "bind", "port", "dir": // the test has its own
		case "save":
			args = append(args, "--save", "")
		default:
			args = append(append(args, "--"+name), strings.Fields(value)...)
		}
	}
	return args
}

// operationsCheck holds a server against what the service asks for at its start.
func operationsCheck(t *testing.T, url string, replicas int) {
	t.Helper()
	s, err := store.Dial(t.Context(), url, store.Options{Key: store.Key{1}, Replicas: replicas})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	found, err := s.Check(t.Context())
	if err != nil || len(found) > 0 {
		t.Errorf("the service would not start: %v %v", found, err)
	}
}

// The settings that the operator's page recommends are such that the service starts.
func TestOperationsSettings(t *testing.T) {
	t.Run("one server", func(t *testing.T) {
		args := operationsConf(t, operationsPart(t, "### One server"), "<<'CONF'\n", "CONF\n")
		operationsCheck(t, "redis://"+redistest.Start(t, args...), 0)
	})
	t.Run("Sentinel", func(t *testing.T) {
		args := operationsConf(t, operationsPart(t, "### Sentinel: one primary, two replicas, three Sentinels"), "```conf\n", "```\n")
		primary := redistest.Start(t, append(args, "--repl-diskless-sync-delay", "0")...)
		redistest.Replica(t, primary, args...)
		operationsCheck(t, "redis://"+primary, 1)
	})
	t.Run("Cluster", func(t *testing.T) {
		args := operationsConf(t, operationsPart(t, "### Cluster: three primaries or more, each with a replica"), "```conf\n", "```\n")
		c := redis.NewClient(&redis.Options{Addr: redistest.Start(t, args...)})
		defer c.Close()
		for name, want := range map[string]string{"cluster-enabled": "yes", "appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"} {
			if got, err := c.ConfigGet(t.Context(), name).Result(); err != nil || got[name] != want {
				t.Errorf("%s: %v %v", name, got, err)
			}
		}
	})
}

// The account of the page may do all that the service does, and nothing that would
// empty the store.
func TestOperationsAccount(t *testing.T) {
	_, line, ok := strings.Cut(operationsPart(t, "### An account for Parallax"), "```\nuser ")
	line, _, end := strings.Cut(line, "\n")
	if !ok || !end {
		t.Fatal("the page has no account")
	}
	addr := redistest.Start(t)
	admin := redis.NewClient(&redis.Options{Addr: addr})
	defer admin.Close()
	args := []any{"acl", "setuser"}
	for _, word := range strings.Fields(line) {
		args = append(args, word)
	}
	if err := admin.Do(t.Context(), args...).Err(); err != nil {
		t.Fatal(err)
	}
	const account = "parallax:a-long-password@"
	operationsCheck(t, "redis://"+account+addr, 0)
	if err := admin.FlushAll(t.Context()).Err(); err != nil { // the service has a key of its own
		t.Fatal(err)
	}

	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	opens, _ := checkins.Resolve(streamFirst, 10*60, loc)
	w := newStreamWorld(t, []byte(ackOrg), "redis://"+account+addr, opens.Add(-24*time.Hour))
	w.to(opens)
	v := w.open(t.Context(), "U0001")
	if ack, err := w.space.Submit(t.Context(), "U0001", v.ID, ackInput(t, v, "4")); err != nil || !ack.OK() {
		t.Fatalf("submit: %v %+v", err, ack)
	}
	w.to(opens.Add(73 * time.Hour))
	if past, err := w.svc.store.Past(t.Context(), "streams", "crm"); err != nil || len(past) != 1 {
		t.Errorf("closed rounds: %v %v", past, err)
	}

	host, port, _ := net.SplitHostPort(addr)
	theirs := redis.NewClient(&redis.Options{Addr: net.JoinHostPort(host, port), Username: "parallax", Password: "a-long-password"})
	defer theirs.Close()
	for _, not := range [][]any{
		{"flushall"}, {"flushdb"}, {"keys", "*"}, {"config", "set", "appendonly", "no"}, {"shutdown", "nosave"},
		{"replicaof", "no", "one"}, {"get", "elsewhere"},
	} {
		if err := theirs.Do(t.Context(), not...).Err(); err == nil || !strings.Contains(err.Error(), "NOPERM") {
			t.Errorf("%v: %v, want NOPERM", not, err)
		}
	}
}

// A backup made as the page says is there after a restore as the page says.
func TestOperationsRestore(t *testing.T) {
	for _, tool := range []string{"redis-cli", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	scripts := strings.Split(operationsPart(t, "## 6. Backup and restore"), "```sh\n")
	if len(scripts) != 3 {
		t.Fatalf("the part has %d scripts, want two", len(scripts)-1)
	}
	for n := range scripts {
		scripts[n], _, _ = strings.Cut(scripts[n], "```")
	}
	server := redistest.Launch(t)
	host, port, _ := net.SplitHostPort(server.Addr)
	dir := t.TempDir()
	run := func(script string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		sh := exec.CommandContext(ctx, "sh", "-eu", "-c", script)
		sh.Dir = dir
		if out, err := sh.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	opens, _ := checkins.Resolve(streamFirst, 10*60, loc)
	w := newStreamWorld(t, []byte(ackOrg), "redis://"+server.Addr, opens.Add(-24*time.Hour))
	w.to(opens)
	v := w.open(t.Context(), "U0001")
	if ack, err := w.space.Submit(t.Context(), "U0001", v.ID, ackInput(t, v, "4")); err != nil || !ack.OK() {
		t.Fatalf("submit: %v %+v", err, ack)
	}
	answers := func() int {
		t.Helper()
		kept, err := w.svc.store.Answers(t.Context(), "streams", checkins.RoundIDOf("crm", streamFirst), "ana")
		if err != nil {
			t.Fatal(err)
		}
		return len(kept.Answers)
	}
	before := answers()
	if before == 0 {
		t.Fatal("nothing was answered")
	}
	run(strings.NewReplacer("-h 127.0.0.1", "-h "+host, "-p 6379", "-p "+port).Replace(scripts[1]))

	server.Kill() // and its disk is gone
	if err := os.RemoveAll(filepath.Join(server.Dir, "appendonlydir")); err != nil {
		t.Fatal(err)
	}
	first, rest, _ := strings.Cut(scripts[2], "\n")
	if !strings.HasPrefix(first, "HOST=") {
		t.Fatalf("the restore begins with %q", first)
	}
	run("HOST=" + host + " PORT=" + port + " DIR=" + server.Dir + " BACKUP=backup.rdb\n" + rest)
	server.Restart()
	if now := answers(); now != before {
		t.Errorf("%d answers after the restore, want %d", now, before)
	}
}
