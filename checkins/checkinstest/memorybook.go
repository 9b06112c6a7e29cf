package checkinstest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parallax/checkins"
)

// Book implements checkins.Books.
func (m *Memory) Book(_ context.Context, org checkins.OrgID, id checkins.BookID) (checkins.Book, error) {
	s, unlock := m.in(org)
	defer unlock()
	b := s.books[id]
	b.Text = slices.Clone(b.Text)
	return b, nil
}

// BooksOf implements checkins.Books.
func (m *Memory) BooksOf(ctx context.Context, org checkins.OrgID, ids ...checkins.BookID) ([]checkins.Book, error) {
	var all []checkins.Book
	for _, id := range ids {
		b, err := m.Book(ctx, org, id)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// Write implements checkins.Books.
func (m *Memory) Write(_ context.Context, org checkins.OrgID, id checkins.BookID, b checkins.Book, by checkins.Delivered, now time.Time, post []checkins.Letter, redraw ...checkins.LetterID) error {
	if !checkins.ValidID(string(id.Kind)) || !checkins.ValidID(id.Of) {
		return fmt.Errorf("write book %q of %q: no such book", id.Kind, id.Of)
	}
	s, unlock := m.in(org)
	defer unlock()
	clock := m.now()
	if _, seen := s.again(by, clock); seen {
		return nil
	}
	if b.Rev != s.books[id].Rev || s.refused(post) {
		return fmt.Errorf("write book %s of %s: %w", id.Kind, id.Of, checkins.ErrStale)
	}
	s.write(id, b)
	s.post(post)
	s.redraw(now, redraw)
	s.remember(by, delivered{at: clock})
	return nil
}

// write replaces a book.
func (s *space) write(id checkins.BookID, b checkins.Book) {
	s.books[id] = checkins.Book{Text: slices.Clone(b.Text), Rev: b.Rev + 1}
}

// EraseBooks implements checkins.Eraser.
func (m *Memory) EraseBooks(_ context.Context, org checkins.OrgID, shown checkins.Shown) (int, error) {
	s, unlock := m.in(org)
	defer unlock()
	all := 0
	for id, b := range s.books {
		without, went, changed, err := b.Without(id.Kind, shown.Who())
		if err != nil {
			return all, fmt.Errorf("erase from books: %w", err)
		}
		if changed {
			redraw, err := shown.InBook(id, b)
			if err != nil {
				return all, fmt.Errorf("erase from books: %w", err)
			}
			s.write(id, without)
			s.redraw(time.Time{}, redraw)
			all += went
		}
	}
	return all, nil
}
