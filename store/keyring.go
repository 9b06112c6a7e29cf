package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

// The app key is changed while everything runs. Every process has one key that it
// writes with (Options.Key) and others that it reads as well (Options.Old). The schema
// lists the keys with which the store may be sealed; a process that lacks one of them
// does not start. A new key comes in four steps, and no request fails in any of them:
//
//  1. every process is given the new key as one that it reads,
//  2. then, one after the other, as the one that it writes with, the former one being read,
//  3. Rekey seals anew what the former key sealed, and retires it,
//  4. every process is started without the former key.
//
// In step 1 processes with and without the new key stand side by side, and all write
// with the former; in step 2 all read both. A process that still writes with a key when
// it is retired is refused by every script that would store what it sealed (fence.lua):
// "not saved" is said, rather than something saved that nobody reads after step 4.

// ErrRetired: this process writes with a key that was retired.
var ErrRetired = errors.New("the key with which this process writes was retired by `parallax rekey`: restart it with the new PARALLAX_SECRET_KEY")

var (
	enlistScript = script("enlist", false)
	barScript    = script("bar", false)
	retireScript = script("retire", false)
)

// outside stands for an org where a script works on a key that is none's.
const outside checkins.OrgID = "-"

// inUse are the checks of the keys with which a store may be sealed, from its schema.
func inUse(check, keys string) []string {
	if keys == "" {
		return []string{check} // nothing was ever changed
	}
	return strings.Fields(keys)
}

// reads holds the fields of the schema against the keys of this process. ErrOtherKey,
// ErrRetired.
func (v *vault) reads(check, keys, retired string) error {
	for _, used := range inUse(check, keys) {
		if !slices.ContainsFunc(v.all(), func(o *vault) bool { return o.check == used }) {
			return ErrOtherKey
		}
	}
	if slices.Contains(strings.Fields(retired), v.check) {
		return ErrRetired
	}
	return nil
}

// Needed says of each of Options.Old, in that order, whether the store may hold what
// it sealed.
func (s *Store) Needed(ctx context.Context) ([]bool, error) {
	used, err := s.used(ctx)
	if err != nil {
		return nil, fmt.Errorf("read keys in use: %w", err)
	}
	needed := make([]bool, len(s.vault.old))
	for n, o := range s.vault.old {
		needed[n] = slices.Contains(used, o.check)
	}
	return needed, nil
}

// used lists the checks of the keys in use.
func (s *Store) used(ctx context.Context) ([]string, error) {
	m, err := s.hash(ctx, keySchema, []string{"check", "keys"})
	if err != nil {
		return nil, err
	}
	return inUse(m["check"], m["keys"]), nil
}

// keep runs a script that stores what this process sealed: one that begins with the
// fence. ErrRetired.
func (s *Store) keep(ctx context.Context, sc *redis.Script, org checkins.OrgID, keys []string, args ...any) (any, error) {
	if err := s.enlist(ctx); err != nil {
		return nil, err
	}
	v, err := s.run(ctx, sc, org, append(keys, of(org).retired()), append(args, s.vault.check)...)
	if err != nil && redis.HasErrorPrefix(err, "RETIRED") {
		err = ErrRetired
	}
	return v, err
}

// enlist notes that the store is sealed with this process's key from now on, before it
// is. Most processes find that it is noted.
func (s *Store) enlist(ctx context.Context) error {
	if s.listed.Load() {
		return nil
	}
	said, err := s.run(ctx, enlistScript, outside, []string{keySchema}, s.vault.check)
	switch {
	case err != nil:
		return fmt.Errorf("note the key: %w", err)
	case said == "none":
		return ErrEmptied
	case said == "retired":
		return ErrRetired
	}
	s.listed.Store(true)
	return nil
}
