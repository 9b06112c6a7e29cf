package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// limit bounds the tests of one change: some of them never end, which a test
// notices too.
const limit = 120 * time.Second

// verdict is what came of the tests of one change.
type verdict uint8

const (
	survived verdict = iota // every test passed
	noticed                 // a test failed, or did not end
	broken                  // it did not build, or no test ran
)

// outcome is one run of the tests.
type outcome struct {
	verdict
	tests   []string // that failed, top level, in the order of failing
	endless bool     // the last of them did not end within limit
	reason  string   // of broken
	took    time.Duration
}

// String says who noticed.
func (o outcome) String() string {
	switch {
	case o.verdict == survived:
		return "NOT NOTICED"
	case o.verdict == broken:
		return "BROKEN: " + o.reason
	case o.endless:
		return o.tests[len(o.tests)-1] + fmt.Sprintf(" (did not end in %.0f s)", limit.Seconds())
	}
	first := o.tests[0]
	for _, name := range o.tests {
		// What a canary test reports is that the golden files fail.
		if !strings.HasPrefix(name, "TestCanary") {
			first = name
			break
		}
	}
	if n := len(o.tests) - 1; n > 0 {
		first += fmt.Sprintf(" and %d more", n)
	}
	return first
}

// try runs the tests with one file changed.
func try(ctx context.Context, dir string, n int, c change) outcome {
	original, err := filepath.Abs(filepath.Join(scoringDir, c.file))
	if err != nil {
		return outcome{verdict: broken, reason: err.Error()}
	}
	changed := filepath.Join(dir, fmt.Sprintf("%d.go", n))
	overlay := filepath.Join(dir, fmt.Sprintf("%d.json", n))
	data, err := json.Marshal(map[string]map[string]string{"Replace": {original: changed}})
	if err != nil {
		return outcome{verdict: broken, reason: err.Error()}
	}
	for name, content := range map[string][]byte{changed: []byte(c.source), overlay: data} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return outcome{verdict: broken, reason: err.Error()}
		}
	}
	return test(ctx, overlay)
}

// test runs the tests of the package, with the files of an overlay in their
// place, or as it is. The draws of the property tests are fixed, so that the
// outcome is the same each time: 100 a property (-short divides them by 5), from
// one seed, neither made smaller nor written down when they fail.
func test(ctx context.Context, overlay string) outcome {
	start := time.Now()
	// The limit within go test tells which test hangs; this one is for the rest.
	ctx, cancel := context.WithTimeout(ctx, limit+time.Minute)
	defer cancel()
	args := []string{"test", "-json", "-count=1", "-short", "-vet=off", "-ldflags=-s -w", "-p=1", "-timeout", limit.String()}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	args = append(args, "./"+scoringDir, "-rapid.checks=500", "-rapid.seed=1", "-rapid.shrinktime=1ms", "-rapid.nofailfile")
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // fixed arguments and a file of our own
	cmd.WaitDelay = 10 * time.Second
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	o := read(out.Bytes())
	o.took = time.Since(start)
	switch {
	case ctx.Err() != nil:
		o.verdict, o.reason = broken, ctx.Err().Error()
	case o.verdict == survived && err != nil:
		o.verdict, o.reason = broken, strings.TrimSpace(err.Error()+" "+clip(errs.String(), 200))
	}
	return o
}

// event is a line of go test -json.
type event struct {
	Action, Test, Output string
}

// read makes an outcome of the output of go test -json.
func read(out []byte) outcome {
	var o outcome
	ran := false
	var compiler strings.Builder
	for line := range bytes.Lines(out) {
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			return outcome{verdict: broken, reason: err.Error()}
		}
		ran = ran || e.Test != ""
		switch {
		case e.Action == "fail" && e.Test != "" && !strings.Contains(e.Test, "/"):
			o.tests = append(o.tests, e.Test)
		case e.Action == "build-output":
			compiler.WriteString(e.Output)
		case strings.HasPrefix(e.Output, "panic: test timed out after"):
			o.endless = true
		}
	}
	switch {
	case len(o.tests) > 0:
		o.verdict = noticed
	case !ran:
		o.verdict, o.reason = broken, "no test ran: "+clip(compiler.String(), 200)
	}
	return o
}
