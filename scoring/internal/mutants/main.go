// Mutants shows that the tests of package scoring can fail: it makes small
// changes in the package, one at a time, and each of them must fail a test.
//
//	go run ./scoring/internal/mutants
//
// Each change is of a single token: a sign, a bound, a weight, < for <=. The
// changed file stands in a temporary directory and takes the place of the real
// one in the build only (go test -overlay), so the tree is never touched. All
// tests of the package run, in their short form, with the same draws each time.
//
// It prints a line a change: where it is, what it is, which test noticed, how
// long that took. It ends with 1 when one was not noticed, when one does not
// build (that is no test failing), or when the list no longer fits the source.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"time"
)

// scoringDir is the package under change, from the root of the module.
const scoringDir = "scoring"

func main() {
	only := flag.String("file", "", "only the changes in this `file`")
	flag.Parse()
	list := slices.DeleteFunc(slices.Clone(mutants), func(m mutant) bool { return *only != "" && m.file != *only })
	if err := run(os.Stdout, list); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

// run tries the list, prints its outcome, and returns an error when a change was
// not noticed.
func run(out io.Writer, list []mutant) (err error) {
	if len(list) == 0 {
		return errors.New("no changes to try")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	var changes []change
	for _, m := range list {
		c, err := m.find(scoringDir)
		if err != nil {
			return err
		}
		changes = append(changes, c)
	}
	start := time.Now()
	unchanged := test(ctx, "")
	if unchanged.verdict != survived {
		return fmt.Errorf("the unchanged package does not pass its tests: %s", unchanged)
	}
	fmt.Fprintf(out, "the unchanged package passes its tests, %.1f s\n\n", unchanged.took.Seconds())
	row := func(place, line, from, to, took, by string) {
		fmt.Fprintf(out, "%-18s %-48s %-7s %-7s %6s  %s\n", place, line, from, to, took, by)
	}
	row("place", "line", "was", "is", "s", "noticed by")
	good := 0
	outcomes := tryAll(ctx, dir, changes)
	for i, c := range changes {
		o := <-outcomes[i]
		if o.verdict == noticed {
			good++
		}
		row(fmt.Sprintf("%s:%d", c.file, c.line), clip(c.text, 48), c.from, c.to, fmt.Sprintf("%.1f", o.took.Seconds()), o.String())
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%d of %d noticed, %.0f s\n", good, len(changes), time.Since(start).Seconds())
	if good < len(changes) {
		return fmt.Errorf("%d of %d changes not noticed by any test", len(changes)-good, len(changes))
	}
	return nil
}

// tryAll tries the changes, as many at a time as there are cores, and returns
// where the outcome of each will arrive.
func tryAll(ctx context.Context, dir string, changes []change) []chan outcome {
	outcomes := make([]chan outcome, len(changes))
	next := make(chan int, len(changes))
	for i := range changes {
		outcomes[i] = make(chan outcome, 1)
		next <- i
	}
	close(next)
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := range next {
				outcomes[i] <- try(ctx, dir, i, changes[i])
			}
		}()
	}
	return outcomes
}

// clip shortens a line for the table.
func clip(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-3]) + "..."
	}
	return s
}
