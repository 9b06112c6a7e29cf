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

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	w := world{stdout: os.Stdout, stderr: os.Stderr, environ: environ(os.Environ()), now: time.Now, linger: lingerFor}
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
	hurried        bool             // nobody counts calls: the stand-ins take a week of them in a second
	hit            point            // told at every fault point; nil: none
	lease          time.Duration    // of a claimed letter; 0: the store's default
	linger         time.Duration    // after the signal to stop, in which requests are still taken
	settle         time.Duration    // before a lost letter is looked for; 0: settleFor
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

// exitCode is 0 for success; 2 for a command line or a configuration that can't be
// used, and then nothing was begun; else 1.
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
	root, begun := commands(w), false
	watch(root, &begun)
	root.SetArgs(args)
	root.SetOut(w.stdout)
	root.SetErr(w.stderr)
	err := root.ExecuteContext(ctx)
	if err == nil || begun {
		return err
	}
	return mistyped(err)
}

// texts are the flags that may not be empty where they are needed.
var texts = []string{"org", "person", "file", "answers", "rosters"}

// watch notes when a command begins its work. One whose needed flags are empty does
// not: a variable of a script that is not set is as good as no flag.
func watch(root *cobra.Command, begun *bool) {
	for _, c := range root.Commands() {
		watch(c, begun)
	}
	if root.RunE == nil {
		return
	}
	work := root.RunE
	root.RunE = func(c *cobra.Command, args []string) error {
		var empty []string
		for _, name := range texts {
			f := c.Flag(name)
			if f == nil || strings.TrimSpace(f.Value.String()) != "" {
				continue
			}
			if _, needed := f.Annotations[cobra.BashCompOneRequiredFlag]; needed {
				empty = append(empty, fmt.Sprintf("--%s is empty: it takes %s", name, f.Usage))
			}
		}
		if len(empty) > 0 {
			return errors.New(c.Name() + ": " + strings.Join(empty, "; "))
		}
		*begun = true
		return work(c, args)
	}
}

// mistyped is what is wrong with a command line. What the command library says of a
// misspelt command it puts on one line, with the way out.
func mistyped(err error) error {
	said, near, _ := strings.Cut(err.Error(), "\n\nDid you mean this?")
	if words := strings.Fields(near); len(words) > 0 {
		said += ", did you mean " + strings.Join(words, " or ") + "?"
	}
	if strings.HasPrefix(said, "unknown command ") {
		said += "; see `parallax --help`"
	}
	return configError{said}
}
