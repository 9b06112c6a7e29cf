package checkins

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// BookKind says what a book is about, and so what stands in it.
type BookKind string

// The kinds, each with the type of what stands in it.
const (
	BookSteps     BookKind = "steps"     // recalibrations of an initiative
	BookFigures   BookKind = "figures"   // outcomes and health of an initiative
	BookPromises  BookKind = "promises"  // commitments of an initiative
	BookDecisions BookKind = "decisions" // decisions of an initiative
	BookRankings  BookKind = "rankings"  // what comes first, to each lead, in a month
	BookWins      BookKind = "wins"      // wins of an initiative
)

// BookID names a book: one of a kind for each initiative, or for whatever else the kind
// is kept by (a month, say).
type BookID struct {
	Kind BookKind
	Of   string // an id: lower case, digits, - and _
}

// Book is what is kept of one matter beside check-ins: promises, decisions, figures ... It
// is what people said, so it is kept like their answers.
type Book struct {
	Text json.RawMessage // what the kind says; empty: nobody wrote anything
	Rev  int             // grows with every change of the stored one; 0: there is none
}

// Books keeps them. What stands in one nobody can read in the store without the key.
type Books interface {
	// Book returns the zero one for what nobody wrote.
	Book(ctx context.Context, org OrgID, id BookID) (Book, error)
	// BooksOf returns several in the order of their ids, in one round trip.
	BooksOf(ctx context.Context, org OrgID, ids ...BookID) ([]Book, error)
	// Write replaces it, posts letters (as Outbox.Post) and redraws others in the same
	// step. ErrStale: it has changed since b.Rev, or a letter is refused (see Outbox.Post), and nothing was done. A delivery seen
	// within 24 h changes nothing.
	Write(ctx context.Context, org OrgID, id BookID, b Book, by Delivered, now time.Time, post []Letter, redraw ...LetterID) error
}

// bookWithout says for every kind how its book stands without a person, and how many
// things of theirs went; the same text when it does not know them.
var bookWithout = map[BookKind]func(json.RawMessage, PersonID) (json.RawMessage, int, error){
	BookRecalls:   erasing[Recalls],
	BookFigures:   erasing[FigureBook],
	BookPromises:  erasing[Promises],
	BookDecisions: erasing[DecisionBook],
}

// Without returns a book of a kind without a person, and how many things that they wrote
// went with it. changed is false for one that does not know them. A kind of another
// version is an error: nobody can tell who stands in it.
func (b Book) Without(kind BookKind, p PersonID) (without Book, went int, changed bool, err error) {
	take := bookWithout[kind]
	if take == nil {
		return b, 0, false, fmt.Errorf("book %s: this version does not know it", kind)
	}
	text, went, err := take(b.Text, p)
	if err != nil {
		return b, 0, false, fmt.Errorf("book %s: %w", kind, err)
	}
	changed = string(text) != string(b.Text)
	b.Text = text
	return b, went, changed, nil
}

// erasing makes an entry of bookWithout of a type that can do without a person.
func erasing[T interface {
	Without(p PersonID) (without T, went int)
}](text json.RawMessage, p PersonID) (json.RawMessage, int, error) {
	var v T
	if err := json.Unmarshal(text, &v); err != nil {
		return text, 0, err
	}
	without, went := v.Without(p)
	if alike(v, without) {
		return text, went, nil
	}
	after, err := json.Marshal(without)
	return after, went, err
}

// readBook reads a book as what its kind says. The zero value for one nobody wrote.
func readBook[T any](ctx context.Context, d *Desk, org OrgID, id BookID) (v T, rev int, err error) {
	b, err := d.Books.Book(ctx, org, id)
	if err != nil || len(b.Text) == 0 {
		return v, b.Rev, err
	}
	if err := json.Unmarshal(b.Text, &v); err != nil {
		return v, b.Rev, fmt.Errorf("book %s of %s: %w", id.Kind, id.Of, err)
	}
	return v, b.Rev, nil
}

// writeBook writes what readBook read, changed since.
func writeBook[T any](ctx context.Context, d *Desk, org OrgID, id BookID, v T, rev int, by Delivered, post []Letter, redraw ...LetterID) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("book %s of %s: %w", id.Kind, id.Of, err)
	}
	return d.Books.Write(ctx, org, id, Book{Text: text, Rev: rev}, by, d.Now(), post, redraw...)
}
