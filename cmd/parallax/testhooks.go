//go:build testhooks

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"parallax/bot/teams"
)

// hooks puts the clock of PARALLAX_CLOCK_FILE and the faults of
// PARALLAX_FAILPOINTS in place; with PARALLAX_UNPACED nobody counts calls, for a
// stand-in that takes them as they come. Only a test build has it.
func (w *world) hooks() error {
	if file := w.environ["PARALLAX_CLOCK_FILE"]; file != "" {
		if _, err := readClock(file); err != nil {
			return configError{"PARALLAX_CLOCK_FILE: " + err.Error()}
		}
		real := w.now
		w.now = func() time.Time {
			t, err := readClock(file)
			if err != nil {
				return real()
			}
			return t
		}
	}
	for name, d := range map[string]*time.Duration{"PARALLAX_LEASE": &w.lease, "PARALLAX_SETTLE": &w.settle} {
		text := w.environ[name]
		if text == "" {
			continue
		}
		var err error
		if *d, err = time.ParseDuration(text); err != nil || *d <= 0 {
			return wrong(name, "%.40q: write a duration such as 35s", text)
		}
	}
	w.hurried = w.hurried || w.environ["PARALLAX_UNPACED"] != ""
	faults, err := parseFaults(w.environ["PARALLAX_FAILPOINTS"])
	if err != nil {
		return configError{"PARALLAX_FAILPOINTS: " + err.Error()}
	}
	if len(faults) > 0 {
		w.hit = func(name string) error {
			if f := faults[name]; f != nil {
				return f()
			}
			return nil
		}
	}
	return nil
}

// judge lets requests in without a token when TEAMS_AUTH=off says so: a tool on
// this machine has none to show. Anybody else could be anybody, so the service must
// listen here only.
func judge(w world, v *teams.Validator) (teams.Judge, error) {
	switch off := w.environ["TEAMS_AUTH"]; {
	case off == "":
		return v, nil
	case off != "off":
		return nil, wrong("TEAMS_AUTH", "%.40q: write off, or remove it", off)
	}
	if host, _, err := net.SplitHostPort(cmp.Or(w.environ["PARALLAX_ADDR"], defaultAddr)); err != nil || !loopback(host) {
		return nil, wrong("TEAMS_AUTH", "off needs a service that only this machine reaches: set PARALLAX_ADDR to 127.0.0.1")
	}
	fmt.Fprintln(w.stderr, "TEAMS_AUTH=off: whoever reaches this port may speak as anybody in Teams.")
	return teams.Open{Validator: v}, nil
}

func readClock(file string) (time.Time, error) {
	data, err := os.ReadFile(file) //nolint:gosec // the tester names the file
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, strings.TrimSpace(string(data)))
}

// parseFaults reads "name=crash|sleep:2s|error", separated by commas; with @3 at the
// end it happens at the third hit, and at no other.
func parseFaults(text string) (map[string]func() error, error) {
	faults := map[string]func() error{}
	for _, item := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		name, what, _ := strings.Cut(strings.TrimSpace(item), "=")
		if !knownPoint(name) {
			return nil, fmt.Errorf("%q is no fault point: parallax version --failpoints lists them", name)
		}
		what, nth, once := strings.Cut(what, "@")
		kind, arg, _ := strings.Cut(what, ":")
		switch kind {
		case "crash":
			faults[name] = func() error { return syscall.Kill(os.Getpid(), syscall.SIGKILL) }
		case "error":
			faults[name] = func() error { return errors.New("fault at " + name) }
		case "sleep":
			d, err := time.ParseDuration(arg)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", item, err)
			}
			faults[name] = func() error { time.Sleep(d); return nil }
		default:
			return nil, fmt.Errorf("%s: want crash, error or sleep:2s", item)
		}
		if once {
			n, err := strconv.ParseInt(nth, 10, 64)
			if err != nil || n < 1 {
				return nil, fmt.Errorf("%s: want the number of a hit after @, from 1", item)
			}
			var hits atomic.Int64
			fault := faults[name]
			faults[name] = func() error {
				if hits.Add(1) != n {
					return nil
				}
				return fault()
			}
		}
	}
	return faults, nil
}

func printPoints(out io.Writer) error {
	for _, name := range pointNames {
		if _, err := fmt.Fprintln(out, name); err != nil {
			return err
		}
	}
	return nil
}
