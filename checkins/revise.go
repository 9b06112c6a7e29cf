package checkins

import (
	"context"
	"errors"
	"fmt"
)

// revised is what goes with a change of a book.
type revised struct {
	nothing bool // the book stays as it is
	post    []Letter
	redraw  []LetterID
}

// revise reads a book, has it changed and writes it, again when somebody else was first.
// change gets it as it stands and may be called several times.
func revise[T any](ctx context.Context, d *Desk, org OrgID, id BookID, by Delivered, change func(*T) (revised, error)) error {
	for range enterMost {
		v, rev, err := readBook[T](ctx, d, org, id)
		if err != nil {
			return err
		}
		r, err := change(&v)
		if err != nil || r.nothing {
			return err
		}
		if err = writeBook(ctx, d, org, id, v, rev, by, r.post, r.redraw...); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return fmt.Errorf("book %s of %s: %w", id.Kind, id.Of, ErrStale)
}
