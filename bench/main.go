package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"parallax/store"
)

// bench is one run.
type bench struct {
	scale
	table   *table
	watched io.Writer // told how far it is
	db      *server
	out     *standIn
	program string // parallax, built
	began   time.Time
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == bareWord {
		exit(serveBare())
	}
	quick := flag.Bool("short", false, "measure less, and for a shorter time: about a minute")
	only := flag.String("only", "", "one part: load, memory, tick or year")
	program := flag.String("program", "", "measure this build of parallax instead of making one")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	size := full
	if *quick {
		size = short
	}
	exit(run(ctx, size, *only, *program, os.Stdout, os.Stderr))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run measures and writes the table to out.
func run(ctx context.Context, size scale, only, program string, out, watched io.Writer) (err error) {
	for _, name := range []string{"redis-server", "redis-benchmark"} {
		if _, err := exec.LookPath(name); err != nil {
			return fmt.Errorf("%s not found: apt-get install redis-server redis-tools", name)
		}
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &bench{scale: size, table: &table{out: out}, watched: watched, program: program, began: time.Now()}
	if program == "" {
		b.say("building")
		if b.program, err = build(ctx, dir); err != nil {
			return err
		}
	}
	files := filepath.Join(dir, "redis")
	if err := os.Mkdir(files, 0o700); err != nil {
		return err
	}
	if b.db, err = startRedis(ctx, files); err != nil {
		return err
	}
	defer b.db.end()
	if b.out, err = newStandIn(ctx); err != nil {
		return err
	}
	defer b.out.end()
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
	}{{"load", b.load}, {"memory", b.memory}, {"tick", b.ticks}, {"year", b.year}} {
		if only != "" && only != part.name {
			continue
		}
		b.say("%s", part.name)
		if err := part.measure(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	b.table.end(time.Since(b.began))
	return nil
}

// say tells who waits how far it is.
func (b *bench) say(format string, args ...any) {
	fmt.Fprintf(b.watched, "%5.0f s  %s\n", time.Since(b.began).Seconds(), fmt.Sprintf(format, args...))
}

// found empties the server and stores a company whose leads have been asked: by
// letters over HTTP, which are measured, or in a shorter way.
func (b *bench) found(ctx context.Context, leads int, measured bool) (k *checkin, end func(), err error) {
	if err := b.db.empty(ctx); err != nil {
		return nil, nil, err
	}
	s, err := connect(ctx, b.db)
	if err != nil {
		return nil, nil, err
	}
	end = func() { _ = s.Stop() } // it kept nothing open but connections
	c := newCompany(leads, time.Now())
	if measured {
		err = b.asked(ctx, c, s)
	} else {
		err = b.db.lazily(ctx, func() error { return b.prepared(ctx, c, s) })
	}
	if err == nil {
		k, err = newCheckin(ctx, c, s, b.db.addr, appKey)
	}
	if err != nil {
		end()
		return nil, nil, err
	}
	return k, end, nil
}

// asked stores a company and measures its opening and its letters.
func (b *bench) asked(ctx context.Context, c company, s *store.Store) error {
	if err := c.enrol(ctx, s, c.opened); err != nil {
		return err
	}
	rounds, commands, took, err := b.open(ctx, c, s)
	if err != nil {
		return err
	}
	b.table.section(fmt.Sprintf("Rounds and letters (%d leads)", c.leads))
	b.table.line("opening a round", ms(took/time.Duration(rounds)), fmt.Sprintf("%.0f Redis commands", commands/float64(rounds)))
	return b.letters(ctx, c, s)
}

// prepared stores a company in the state after that, as fast as can be.
func (b *bench) prepared(ctx context.Context, c company, s *store.Store) error {
	if err := c.enrol(ctx, s, c.opened); err != nil {
		return err
	}
	b.say("%d leads enrolled", c.leads)
	if _, _, _, err := b.open(ctx, c, s); err != nil {
		return err
	}
	b.say("their rounds are open")
	return ask(ctx, s, acme, c.opened)
}

// load measures what people do, and what the service says.
func (b *bench) load(ctx context.Context) error {
	k, end, err := b.found(ctx, b.callers, true)
	if err != nil {
		return err
	}
	defer end()
	if err := b.db.copied(ctx); err != nil {
		return err
	}
	service, addr, err := serve(ctx, b.program, b.db, b.out)
	if err != nil {
		return err
	}
	defer service.stop()
	if err := b.submissions(ctx, k, service, addr); err != nil {
		return err
	}
	return b.others(k, service, addr)
}
