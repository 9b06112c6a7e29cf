package checkinstest

import (
	"encoding/json"
	"errors"
	"sync/atomic"

	"parallax/checkins"
)

var pledges = checkins.BookID{Kind: checkins.BookPromises, Of: string(CRM)}

func (b *bench) book(id checkins.BookID) checkins.Book {
	b.Helper()
	v, err := b.Book(b.ctx, b.org, id)
	b.must(err)
	return v
}

func (b *bench) write(v checkins.Book, by checkins.Delivered, post []checkins.Letter, redraw ...checkins.LetterID) {
	b.Helper()
	b.must(b.Write(b.ctx, b.org, pledges, v, by, during, post, redraw...))
}

func page(text string, rev int) checkins.Book {
	return checkins.Book{Text: json.RawMessage(text), Rev: rev}
}

var bookPromises = []promise{
	{"nobody wrote anything", func(b *bench) { b.same("book", b.book(pledges), checkins.Book{}) }},
	{"what is written replaces what was, and the revision grows", func(b *bench) {
		b.write(page(`{"a":1}`, 0), checkins.Delivered{}, nil)
		b.same("book", b.book(pledges), page(`{"a":1}`, 1))
		b.write(page(`{"a":2}`, 1), checkins.Delivered{}, nil)
		b.same("book", b.book(pledges), page(`{"a":2}`, 2))
	}},
	{"books of other kinds, initiatives and orgs are others", func(b *bench) {
		f := b.far()
		b.write(page(`{}`, 0), checkins.Delivered{}, nil)
		b.same("of another", b.book(checkins.BookID{Kind: pledges.Kind, Of: "zed"}), checkins.Book{})
		b.same("of another kind", b.book(checkins.BookID{Kind: "other", Of: string(CRM)}), checkins.Book{})
		f.same("of another org", f.book(pledges), checkins.Book{})
	}},
	{"a name that could be taken for another is refused", func(b *bench) {
		for _, id := range []checkins.BookID{{}, {Kind: "a"}, {Kind: "a:b", Of: "c"}, {Kind: "a", Of: "b:c"}, {Kind: "a", Of: "*"}} {
			if err := b.Write(b.ctx, b.org, id, page(`{}`, 0), checkins.Delivered{}, during, nil); err == nil {
				b.Errorf("%+v was written", id)
			}
		}
	}},
	{"what was worked out from an older revision is refused and changes nothing", func(b *bench) {
		b.write(page(`{"a":1}`, 0), checkins.Delivered{}, nil)
		l := notice("late", Opens)
		b.stale("write", b.Write(b.ctx, b.org, pledges, page(`{}`, 0), delivery("late"), during, []checkins.Letter{l}))
		b.same("book", b.book(pledges), page(`{"a":1}`, 1))
		ls, err := b.Letters(b.ctx, b.org, l.ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
		b.write(page(`{"a":2}`, 1), delivery("late"), []checkins.Letter{l}) // the refused delivery was not remembered
		b.stands(l.ID, checkins.LetterPending)
	}},
	{"of many at once one is first", func(b *bench) {
		var done, stale atomic.Int32
		b.must(together(20, func(int) error {
			err := b.Write(b.ctx, b.org, pledges, page(`{}`, 0), checkins.Delivered{}, during, nil)
			switch {
			case err == nil:
				done.Add(1)
			case errors.Is(err, checkins.ErrStale):
				stale.Add(1)
				err = nil
			}
			return err
		}))
		if done.Load() != 1 || stale.Load() != 19 {
			b.Fatalf("%d wrote it, %d came too late", done.Load(), stale.Load())
		}
	}},
	{"letters are posted and redrawn in the same step", func(b *bench) {
		l := b.sent(notice("old", Opens))
		fresh := notice("new", Opens)
		b.write(page(`{}`, 0), checkins.Delivered{}, []checkins.Letter{fresh}, l.ID, "nothing")
		if got := b.stands(l.ID, checkins.LetterPending); got.Rev != 2 || got.Receipt != paper(l.ID) {
			b.Fatalf("rev %d, receipt %v", got.Rev, got.Receipt)
		}
		b.stands(fresh.ID, checkins.LetterPending)
	}},
	{"a delivery that comes again changes nothing", func(b *bench) {
		b.write(page(`{"a":1}`, 0), delivery("one"), nil)
		b.write(page(`{"a":2}`, 1), delivery("one"), []checkins.Letter{notice("again", Opens)})
		b.same("book", b.book(pledges), page(`{"a":1}`, 1))
		ls, err := b.Letters(b.ctx, b.org, notice("again", Opens).ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
	}},
	{"nobody is erased from a book that this version does not know", func(b *bench) {
		b.must(b.Write(b.ctx, b.org, checkins.BookID{Kind: "riddle", Of: string(CRM)}, page(`{"by":"ana"}`, 0), checkins.Delivered{}, during, nil))
		if _, err := b.EraseBooks(b.ctx, b.org, checkins.ShownOf(b.org, "ana")); err == nil {
			b.Error("erased from something unknown")
		}
	}},
}
