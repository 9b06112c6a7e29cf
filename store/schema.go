package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

// What can be wrong with a store as a whole.
var (
	// ErrNewer: a newer program wrote the store.
	ErrNewer = errors.New("the store was written by a newer version of parallax: run that one, or a newer one")
	// ErrEmptied: there are orgs, or were a moment ago, but the schema key is gone, or
	// the list of orgs: somebody emptied the store, or it lost a part of what it held.
	ErrEmptied = errors.New("the schema key px:schema or the list px:orgs is missing: the store was emptied or lost data; restore a backup, and nothing is sent until then")
	// ErrReplaced: the store is not the one of the start: it was emptied, and another
	// process began it anew.
	ErrReplaced = errors.New("the store was emptied and begun anew since this process started: restore a backup, or restart the process to go on with the new store")
	// ErrOtherKey: the store was written with another app key, or with another one as well.
	ErrOtherKey = errors.New("the store was written with another PARALLAX_SECRET_KEY")
)

// Init checks the layout of the store and marks an empty store as one of this
// version. ErrNewer, ErrEmptied, ErrOtherKey, ErrRetired.
func (s *Store) Init(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	s.began.Store(nil)
	s.most.Store(0)
	err := s.whole(ctx)
	if errors.Is(err, errUnmarked) {
		if err = s.mark(ctx); err == nil {
			s.fresh.Store(true)
			err = s.whole(ctx)
		}
	}
	return err
}

// Fresh reports whether Init found an empty store and began a new one.
func (s *Store) Fresh() bool { return s.fresh.Load() }

// Ping reports whether the store answers and is still the one that Init saw. Of
// an embedded store it also reports a snapshot that could not be saved.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.whole(ctx); err != nil {
		return err
	}
	return s.embedded.trouble()
}

// whole reads the schema key and the number of orgs.
func (s *Store) whole(ctx context.Context) error {
	most := s.most.Load()
	var schema *redis.SliceCmd
	var orgs *redis.IntCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		schema, orgs = s.askSchema(ctx, p), p.SCard(ctx, keyOrgs)
	})
	if err != nil {
		return fmt.Errorf("read schema: %w", err)
	}
	return s.same(schema.Val(), orgs.Val(), most)
}

// missed is what to say of somebody or something that is not found: that, unless the
// store as a whole is the reason.
func (s *Store) missed(ctx context.Context, err error) error {
	if whole := s.whole(ctx); whole != nil && !errors.Is(whole, errUnmarked) {
		return whole
	}
	return err
}

// askSchema asks for what same looks at.
func (s *Store) askSchema(ctx context.Context, p redis.Pipeliner) *redis.SliceCmd {
	return p.HMGet(ctx, keySchema, "version", "check", "began", "keys", "retired")
}

// errUnmarked: there is nothing, and never was as far as this process knows.
var errUnmarked = errors.New("the store has no schema yet")

// same holds the schema and the number of orgs against this program, and against what
// it had seen before it asked: of a store that was emptied nobody knows who got which
// letter.
func (s *Store) same(schema []any, orgs, most int64) error {
	was := s.began.Load()
	version, ok := schema[0].(string)
	switch {
	case !ok && was == nil && orgs == 0:
		return errUnmarked
	case !ok:
		return ErrEmptied
	}
	n, err := strconv.Atoi(version)
	began := text(schema[2]) // absent: begun by a program that did not note it
	switch {
	case err != nil:
		return fmt.Errorf("read schema: version %q", version)
	case n > Version:
		return fmt.Errorf("%w: layout %d, this program knows %d", ErrNewer, n, Version)
	case was != nil && *was != began:
		return ErrReplaced
	case orgs < most: // no org is ever removed
		return ErrEmptied
	}
	check, keys := text(schema[1]), text(schema[3])
	s.listed.Store(slices.Contains(inUse(check, keys), s.vault.check))
	if err := s.vault.reads(check, keys, text(schema[4])); err != nil {
		return err
	}
	if orgs > most {
		s.most.CompareAndSwap(most, orgs)
	}
	if was == nil {
		s.began.Store(&began)
	}
	return nil
}

// mark makes an empty store one of this version. Another process may be doing the
// same; the first one's word stands.
func (s *Store) mark(ctx context.Context) error {
	err := s.write(ctx, func(p redis.Pipeliner) {
		p.HSetNX(ctx, keySchema, "version", Version)
		p.HSetNX(ctx, keySchema, "check", s.vault.check)
		p.HSetNX(ctx, keySchema, "began", nowMS(time.Now()))
	})
	if err != nil {
		return fmt.Errorf("write schema: %w", err)
	}
	return nil
}
