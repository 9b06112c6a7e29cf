package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var (
	jotScript   = sealing("jot", true)
	blotScript  = script("blot", true)
	errNoNote   = errors.New("a note does not parse") // the error of json would quote it
	errNoteName = errors.New("not the name of notes")
)

// notePlace is where a note stands.
func notePlace(org checkins.OrgID, key checkins.NoteKey, p string) []byte {
	return place("note", string(org), string(key), p)
}

// Notes implements checkins.Notes.
func (s *Store) Notes(ctx context.Context, org checkins.OrgID, keys ...checkins.NoteKey) (map[checkins.NoteKey][]checkins.Note, error) {
	kept := make([]*redis.MapStringStringCmd, len(keys))
	err := s.read(ctx, func(p redis.Pipeliner) {
		for n, key := range keys {
			kept[n] = p.HGetAll(ctx, of(org).notes(key))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	all := map[checkins.NoteKey][]checkins.Note{}
	for n, key := range keys {
		h := kept[n].Val()
		all[key] = nil
		for _, p := range slices.Sorted(maps.Keys(h)) {
			note, err := s.note(h[p], notePlace(org, key, p))
			if err != nil {
				return nil, fmt.Errorf("read notes %s: %w", key, err)
			}
			all[key] = append(all[key], note)
		}
	}
	return all, nil
}

func (s *Store) note(sealed string, place []byte) (checkins.Note, error) {
	var n checkins.Note
	plain, err := s.vault.unseal(sealed, place)
	if err != nil {
		return n, err
	}
	if err := json.Unmarshal(plain, &n); err != nil {
		return n, errNoNote
	}
	return n, nil
}

// Jot implements checkins.Notes.
func (s *Store) Jot(ctx context.Context, org checkins.OrgID, j checkins.Jotting, now time.Time) (bool, error) {
	done, err := s.jot(ctx, org, j, now)
	if err != nil {
		return false, fmt.Errorf("jot %s: %w", j.Key, err)
	}
	return done, nil
}

func (s *Store) jot(ctx context.Context, org checkins.OrgID, j checkins.Jotting, now time.Time) (bool, error) {
	if strings.ContainsAny(string(j.Key), "{}*?[]\\") || j.Key == "" {
		return false, errNoteName
	}
	k, sealed := of(org), ""
	if j.Note.Text != "" {
		plain, err := json.Marshal(j.Note)
		if err != nil {
			return false, err
		}
		sealed = s.vault.seal(plain, notePlace(org, j.Key, string(j.Note.Person)))
	}
	args := []any{string(j.Note.Person), sealed, nowMS(now), s.call(), rememberFor(j.Delivery), len(j.Post)}
	keys, args, err := postings([]string{k.notes(j.Key), k.ident(j.From), k.delivered(j.Delivery), k.due()}, args, k, j.Post)
	if err != nil {
		return false, err
	}
	keys, args = redrawings(keys, args, k, j.Redraw)
	done, err := s.keep(ctx, jotScript, org, keys, args...)
	return done == int64(1), err
}

// EraseNotes implements checkins.Eraser. There is no index of a person's notes, so it
// looks at all of the org's.
func (s *Store) EraseNotes(ctx context.Context, org checkins.OrgID, shown checkins.Shown) (int, error) {
	n, k, p := 0, of(org), shown.Who()
	err := s.scan(ctx, org, k.notes("*"), func(keys []string) error {
		there := make([]*redis.BoolCmd, len(keys))
		err := s.read(ctx, func(pipe redis.Pipeliner) {
			for at, key := range keys {
				there[at] = pipe.HExists(ctx, key, string(p))
			}
		})
		if err != nil {
			return err
		}
		for at, key := range keys {
			if !there[at].Val() {
				continue
			}
			n++
			name := checkins.NoteKey(strings.TrimPrefix(key, k.notes("")))
			all, args := redrawings([]string{key, k.due()}, []any{string(p), nowMS(time.Time{}), s.call()}, k, shown.InNotes(name))
			if _, err := s.run(ctx, blotScript, org, all, args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return n, fmt.Errorf("erase notes: %w", err)
	}
	return n, nil
}
