package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"parallax/checkins"
	"parallax/store"
)

type rekeyOptions struct {
	org string // empty: all
	dry bool
}

func rekeyCommand(w world) *cobra.Command {
	var o rekeyOptions
	c := &cobra.Command{
		Use:   "rekey",
		Short: "Seals everything stored with the current key that a former one sealed.",
		Long: `Seals everything stored with the current key that a former one sealed, so that the former one can go.

A new key comes in four steps, and nothing stops in any of them:
  1. Give every process the new key in PARALLAX_SECRET_KEY_OLD, where it is read and not written with.
  2. One process after the other, exchange them: the new key in PARALLAX_SECRET_KEY, the former one in _OLD.
  3. With the settings of step 2, run parallax rekey. The former key is retired at its end.
  4. Take the former key out of PARALLAX_SECRET_KEY_OLD. Buttons of messages that were sent under it work as long
     as it is listed, so leave it there until the check-ins of that time have closed.

It may be stopped at any time; run it again and it goes on where it ended. The embedded store, whose key the
program has made itself, gets a new one; nothing else may use it meanwhile.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return rekey(c.Context(), w, o) },
	}
	c.Flags().StringVar(&o.org, "org", "", "one org's id; without it all, and then the former key is retired")
	c.Flags().BoolVar(&o.dry, "dry-run", false, "count what is left, and change nothing")
	return c
}

// rekey seals everything anew and prints how far it is.
func rekey(ctx context.Context, w world, o rekeyOptions) error {
	cfg, err := loadConfig(w.environ)
	if err != nil {
		return err
	}
	if cfg.ownKeys() && o.org == "" && !o.dry {
		// The store is opened once with the keys as they are: nobody else uses it.
		if err := onStore(ctx, w, func(*store.Store) error { return nil }); err != nil {
			return err
		}
		if err := cfg.renewKey(); err != nil {
			return fmt.Errorf("rekey: %w", err)
		}
		w.quiet = true
	}
	left := true
	err = onStore(ctx, w, func(s *store.Store) error {
		err := reseal(ctx, s, o, w.stdout)
		needed, asked := s.Needed(ctx)
		left = asked != nil || slices.Contains(needed, true)
		return err
	})
	if cfg.ownKeys() && !left && (err == nil || errors.Is(err, errFound)) {
		if gone := os.Remove(cfg.formerKeyPath()); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("rekey: %w", gone))
		}
	}
	return err
}

// renewKey puts a new key in the place of the one that the program made, which is kept
// beside it until nothing needs it. It does nothing when that was begun before.
func (c Config) renewKey() error {
	now, err := os.ReadFile(c.keyPath())
	if err != nil {
		return err
	}
	former, err := os.ReadFile(c.formerKeyPath())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.Link(c.keyPath(), c.formerKeyPath()); err != nil {
			return err
		}
	case err != nil:
		return err
	case !bytes.Equal(now, former):
		return nil
	}
	for {
		if err := newKeyFile(c.keyPath(), os.Rename); err != nil {
			return err
		}
		if _, err := c.keys(); err == nil { // else the two have the same mark
			return nil
		} else if !errors.As(err, new(configError)) {
			return err
		}
	}
}

// sealer is the part of a store that seals anew.
type sealer interface {
	checkins.Directory
	Rekey(ctx context.Context, org checkins.OrgID, look bool, tell func(store.Rekeyed)) (store.Rekeyed, error)
}

// rekeyTold is after how many places it is said how far it is.
const rekeyTold = 5000

func reseal(ctx context.Context, s sealer, o rekeyOptions, out io.Writer) error {
	if o.org != "" {
		if err := knownOrg(ctx, s, o.org); err != nil {
			return fmt.Errorf("rekey: %w", err)
		}
	}
	said := 0
	did, err := s.Rekey(ctx, checkins.OrgID(o.org), o.dry, func(r store.Rekeyed) {
		if r.Looked/rekeyTold > said {
			said = r.Looked / rekeyTold
			_, _ = fmt.Fprintf(out, "%s looked at, %s sealed anew, %d left so far\n", count(r.Looked, "place"), count(total(r.Anew), "value"), r.Left)
		}
		said = min(said, r.Looked/rekeyTold) // it looks twice
	})
	for _, org := range slices.Sorted(maps.Keys(did.Anew)) {
		_, _ = fmt.Fprintf(out, "org %s: %s sealed anew\n", org, count(did.Anew[org], "value"))
	}
	for _, key := range did.Damaged {
		_, _ = fmt.Fprintf(out, "PROBLEM %s holds a value that no key opens: it stays as it is\n", key)
	}
	if err != nil {
		return fmt.Errorf("rekey: %w", err)
	}
	_, err = io.WriteString(out, rekeyedText(did, o))
	if err == nil && len(did.Damaged) > 0 {
		err = errFound
	}
	return err
}

func total(of map[checkins.OrgID]int) (n int) {
	for _, x := range of {
		n += x
	}
	return n
}

// rekeyedText says how it ended.
func rekeyedText(did store.Rekeyed, o rekeyOptions) string {
	looked := count(did.Looked, "place") + " looked at, "
	switch {
	case o.dry:
		return looked + count(did.Left, "value") + " left under a former key. Nothing was changed.\n"
	case o.org != "":
		return looked + "0 left in org " + o.org + ". The former key is still in use for the other orgs: run it without --org to retire it.\n"
	case did.Retired == 0:
		return looked + "0 left. No former key was in use.\n"
	}
	return looked + "0 left. " + count(did.Retired, "former key") + ` retired: nothing is written with it any more.
Take it out of PARALLAX_SECRET_KEY_OLD once the check-ins of its time have closed: until then its buttons work.
With a Redis of your own run BGREWRITEAOF, so that its log on disk forgets what the former key sealed; backups
made before need that key to be read.
`
}
