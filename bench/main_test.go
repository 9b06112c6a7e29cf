package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// The bare handler is this program again, also when this program is its own test.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == bareWord {
		exit(serveBare())
	}
	os.Exit(m.Run())
}

func anyTenant(context.Context, string) (bool, error) { return true, nil }

// Every part runs to its end with answers that are good: it does not matter what is
// measured in so short a time.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	for _, name := range []string{"redis-server", "redis-benchmark"} {
		if _, err := exec.LookPath(name); err != nil && os.Getenv("CI") != "true" {
			t.Skip(name + " not found")
		}
	}
	tiny := scale{
		turns: 1, long: 100 * time.Millisecond, requests: 200, callers: 300, stored: []int{50, 100}, steady: 500 * time.Millisecond, idle: time.Second,
		orgs: [2]int{1, 3}, idlers: [2]int{10, 20}, yearly: [2]int{12, 24}, weeks: [2]int{5, 5}, quiet: 100 * time.Millisecond,
	}
	var out, watched bytes.Buffer
	if err := run(t.Context(), tiny, "", "", &out, &watched); err != nil {
		t.Fatalf("%v\n%s\n%s", err, &out, &watched)
	}
	t.Logf("\n%s", &out)
	for _, want := range []string{"forms: served / bare handler", "memory: 100 leads / 50 leads", "round trips: 3 idle orgs / 1", "24 leads: growth a week", " bars held, in "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table has no %q", want)
		}
	}
}
