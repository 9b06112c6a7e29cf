// Command parallax measures the perception gap between the people who build and
// the people who need what is built, in the chat they already use.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // the released image has no zone files
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	w := world{stdout: os.Stdout, stderr: os.Stderr, environ: environ(os.Environ()), now: time.Now}
	err := run(ctx, os.Args[1:], w)
	if err != nil {
		fmt.Fprintln(os.Stderr, "parallax:", err)
	}
	stop()
	os.Exit(exitCode(err)) //nolint:gocritic // stop has run
}

// world is what the program finds around it. Tests and the practice workspace
// give it another one.
type world struct {
	stdout, stderr io.Writer
	environ        map[string]string
	now            func() time.Time // the app's clock: rounds, asks, nudges, sends
	quiet          bool             // no banner: the caller says it in its own words
	byHand         bool             // the caller turns the engine
	hurried        bool             // Teams counts no calls: its stand-in takes a week of them in a second
	hit            point            // told at every fault point; nil: none
	lease          time.Duration    // of a claimed letter; 0: the store's default
	save           time.Duration    // between snapshots of the embedded store; 0: its default
	ready          func(*service, string)
}

func environ(pairs []string) map[string]string {
	m := map[string]string{}
	for _, p := range pairs {
		k, v, _ := strings.Cut(p, "=")
		m[k] = v
	}
	return m
}

// errFound ends a command that did its work and found something wrong: exit 1
// without a further word.
var errFound = errors.New("problems found")

// exitCode is 0 for success, 2 for a configuration that can't be used, else 1.
func exitCode(err error) int {
	var bad configError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &bad):
		return 2
	}
	return 1
}

// run is the whole program.
func run(ctx context.Context, args []string, w world) error {
	root := commands(w)
	root.SetArgs(args)
	root.SetOut(w.stdout)
	root.SetErr(w.stderr)
	return unknown(root.ExecuteContext(ctx))
}

// unknown puts what the command library says of a misspelt command on one line,
// with the way out.
func unknown(err error) error {
	if err == nil || !strings.HasPrefix(err.Error(), "unknown command ") {
		return err
	}
	said, near, _ := strings.Cut(err.Error(), "\n\nDid you mean this?")
	if words := strings.Fields(near); len(words) > 0 {
		said += ", did you mean " + strings.Join(words, " or ") + "?"
	}
	return errors.New(said + "; see `parallax --help`")
}
