package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

func bookPlace(org checkins.OrgID, id checkins.BookID) []byte {
	return place("book", string(org), string(id.Kind), id.Of)
}

// Book implements checkins.Books.
func (s *Store) Book(ctx context.Context, org checkins.OrgID, id checkins.BookID) (checkins.Book, error) {
	var b checkins.Book
	h, err := s.hash(ctx, of(org).book(id), []string{"doc", "rev"})
	if err == nil && h["doc"] != "" {
		b.Text, err = s.vault.unseal(h["doc"], bookPlace(org, id))
	}
	if err != nil {
		return b, fmt.Errorf("read book %s of %s: %w", id.Kind, id.Of, err)
	}
	b.Rev, _ = strconv.Atoi(h["rev"])
	return b, nil
}

// BooksOf implements checkins.Books.
func (s *Store) BooksOf(ctx context.Context, org checkins.OrgID, ids ...checkins.BookID) ([]checkins.Book, error) {
	var cmds []*redis.SliceCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		for _, id := range ids {
			cmds = append(cmds, p.HMGet(ctx, of(org).book(id), "doc", "rev"))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read books: %w", err)
	}
	all := make([]checkins.Book, len(ids))
	for n, cmd := range cmds {
		if doc := text(cmd.Val()[0]); doc != "" {
			if all[n].Text, err = s.vault.unseal(doc, bookPlace(org, ids[n])); err != nil {
				return nil, fmt.Errorf("read book %s of %s: %w", ids[n].Kind, ids[n].Of, err)
			}
		}
		all[n].Rev, _ = strconv.Atoi(text(cmd.Val()[1]))
	}
	return all, nil
}

// Write implements checkins.Books.
func (s *Store) Write(ctx context.Context, org checkins.OrgID, id checkins.BookID, b checkins.Book, by checkins.Delivered, now time.Time, post []checkins.Letter, redraw ...checkins.LetterID) error {
	if !checkins.ValidID(string(id.Kind)) || !checkins.ValidID(id.Of) {
		return fmt.Errorf("write book %q of %q: no such book", id.Kind, id.Of)
	}
	err := s.replace(ctx, org, of(org).book(id), b.Rev, s.vault.seal(b.Text, bookPlace(org, id)), by, now, post, redraw)
	if err != nil {
		return fmt.Errorf("write book %s of %s: %w", id.Kind, id.Of, err)
	}
	return nil
}

// EraseBooks implements checkins.Eraser. There is no index of who stands in which book,
// so it looks at all of the org's.
func (s *Store) EraseBooks(ctx context.Context, org checkins.OrgID, shown checkins.Shown) (int, error) {
	k, went, seen := of(org), 0, map[string]bool{}
	err := s.scan(ctx, org, k.key(bookKey)+"*", func(keys []string) error {
		for _, key := range keys {
			if seen[key] { // a scan may name a key twice
				continue
			}
			seen[key] = true
			n, err := s.eraseBook(ctx, org, k.bookOf(key), shown)
			if err != nil {
				return err
			}
			went += n
		}
		return nil
	})
	if err != nil {
		return went, fmt.Errorf("erase from books: %w", err)
	}
	return went, nil
}

func (s *Store) eraseBook(ctx context.Context, org checkins.OrgID, id checkins.BookID, shown checkins.Shown) (int, error) {
	for range attempts {
		b, err := s.Book(ctx, org, id)
		if err != nil || b.Rev == 0 {
			return 0, err
		}
		without, went, changed, err := b.Without(id.Kind, shown.Who())
		if err != nil || !changed {
			return 0, err
		}
		redraw, err := shown.InBook(id, b)
		if err != nil {
			return 0, err
		}
		err = s.Write(ctx, org, id, without, checkins.Delivered{}, time.Time{}, nil, redraw...)
		if err == nil || !errors.Is(err, checkins.ErrStale) {
			return went, err
		}
	}
	return 0, fmt.Errorf("book %s of %s: %w", id.Kind, id.Of, checkins.ErrStale)
}

// bookOf takes the key of a book apart.
func (s space) bookOf(key string) checkins.BookID {
	kind, of, _ := strings.Cut(strings.TrimPrefix(key, s.key(bookKey)), ":")
	return checkins.BookID{Kind: checkins.BookKind(kind), Of: of}
}
