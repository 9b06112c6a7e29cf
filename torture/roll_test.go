package torture

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
)

// grace is how long a replica may take to stop: what Kubernetes gives is more.
const grace = 20 * time.Second

// G66: replicas are told to stop under load, one after the other, and others take
// their place. Nobody who saves at that time notices.
func TestG66Rolling(t *testing.T) {
	s := scaleOf(t)
	f := newFleet(t, options{slack: 50})
	for range 3 {
		f.start()
	}
	date := f.open()
	roll(t, f, of(s, 1, 5), date, func(*replica) {}, func(r *replica) { r.restart() })
}

// The version before and this one share a Redis while one replaces the other, and
// when it is taken back.
func TestG66Versions(t *testing.T) {
	scaleOf(t)
	before := buildBefore(t)
	now, err := built()
	if err != nil {
		t.Fatal(err)
	}
	f := newFleet(t, options{slack: 50})
	f.startOf(before)
	f.startOf(before)
	f.start()
	date := f.open()
	swap := map[string]string{before: now, now: before}
	// The door is told beforehand: how the version before stops is not what is tested.
	aside := func(r *replica) {
		f.door.pin(slices.DeleteFunc(slices.Clone(f.replicas), func(x *replica) bool { return x == r })...)
		pass(300 * time.Millisecond)
	}
	roll(t, f, 2, date, aside, func(r *replica) {
		r.bin = swap[r.bin]
		r.restart()
		f.door.pin()
	})
}

// roll replaces each replica in turn, so many times over, while answers come in through
// a door that minds what /readyz says.
func roll(t *testing.T, f *fleet, times int, date checkins.Date, aside, replace func(*replica)) {
	t.Helper()
	l := f.newLoad(func(int) string { return f.door.server.URL })
	defer f.door.watch()()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			l.run(t.Context(), 50, 10*time.Millisecond)
		}
	}()
	for range times {
		for _, r := range f.replicas {
			aside(r)
			took, code := r.stop()
			if code != 0 || took > grace {
				t.Errorf("%s ended with %d after %s", r.name, code, took)
			}
			t.Logf("%s stopped within %s", r.name, took.Round(time.Millisecond))
			replace(r)
			pass(300 * time.Millisecond)
		}
	}
	stop()
	<-done
	l.hold(date)
	f.clean()
}

// buildBefore builds the program as it was before the last commit that changed it, or
// the commit that PARALLAX_BEFORE names.
func buildBefore(t *testing.T) string {
	t.Helper()
	git := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", ".."}, args...)...).Output()
		if err != nil {
			t.Skipf("git %s: %v: there is no history to build the version before from", args[0], err)
		}
		return strings.TrimSpace(string(out))
	}
	commit := os.Getenv("PARALLAX_BEFORE")
	if commit == "" {
		changed := git("log", "-1", "--format=%H", "--", "bot", "checkins", "cmd", "scoring", "store", ":(exclude)*_test.go")
		commit = changed + "^"
	}
	id := git("rev-parse", "--verify", "--quiet", commit+"^{commit}")
	dir := t.TempDir()
	tar := filepath.Join(dir, "tree.tar")
	for _, args := range [][]string{
		{"git", "-C", "..", "archive", "--output", tar, id},
		{"tar", "-xf", tar, "-C", dir},
	} {
		if out, err := exec.CommandContext(t.Context(), args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", args, err, out)
		}
	}
	bin, err := build(dir, filepath.Join(dir, "parallax-before"))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the version before is %s", id)
	return bin
}
