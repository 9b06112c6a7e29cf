package checkinstest

import (
	"fmt"
	"time"

	"parallax/checkins"
)

// unknown wants these letters to be unknown for at least settle.
func (b *bench) unknown(settle time.Duration, want ...checkins.LetterID) {
	b.Helper()
	ls, err := b.Unknown(b.ctx, b.org, settle)
	b.must(err)
	b.same("unknown letters", ids(ls), want)
}

var shelfPromises = []promise{
	{"letters come in the order asked, unknown ids left out", func(b *bench) {
		one, two := notice("one", Opens), notice("two", Opens)
		b.post(one, two)
		ls, err := b.Letters(b.ctx, b.org, two.ID, "nothing", one.ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID{two.ID, one.ID})
		ls, err = b.Letters(b.ctx, b.org)
		b.must(err)
		b.same("letters of no ids", ids(ls), []checkins.LetterID(nil))
	}},
	{"unknown letters are listed once the settle time has passed, longest first", func(b *bench) {
		two := b.lost(notice("two", Opens))
		b.Expire()
		one := notice("one", Opens)
		b.post(one, notice("pending", Opens.Add(week)))
		b.settle(b.take(one.ID, Opens), checkins.Settlement{State: checkins.LetterUnknown, Reason: "timeout"})
		b.unknown(0, two.ID, one.ID)
		b.Expire()
		b.unknown(b.Lease, two.ID, one.ID)
		b.unknown(12 * time.Hour)
		b.deliver(two)
		b.unknown(b.Lease, one.ID)
	}},
	{"a letter that just became unknown is not listed yet", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		claimed := b.take(l.ID, Opens)
		b.settle(claimed, checkins.Settlement{State: checkins.LetterUnknown})
		b.unknown(time.Hour)
		b.unknown(0, l.ID)
	}},
	{"unknown letters come whole", func(b *bench) {
		l := b.lost(merging(Opens, Opens.Add(week), crm1, erp1))
		b.Expire()
		ls, err := b.Unknown(b.ctx, b.org, b.Lease)
		b.must(err)
		b.same("unknown letters", ls, []checkins.Letter{l})
	}},
	{"hundreds of unknown letters are listed, in full", func(b *bench) {
		var letters []checkins.Letter
		for n := range 510 {
			letters = append(letters, notice(fmt.Sprint(n), Opens))
		}
		b.post(letters...)
		for range 6 { // 100 a claim
			for _, l := range b.claim(Opens) {
				b.settle(l, checkins.Settlement{State: checkins.LetterUnknown})
			}
		}
		ls, err := b.Unknown(b.ctx, b.org, 0)
		b.must(err)
		if len(ls) != len(letters) {
			b.Fatalf("%d listed, want %d", len(ls), len(letters))
		}
	}},
	{"a sent letter is redrawn: a new wording, pending at that time, with its receipt", func(b *bench) {
		l := b.sent(notice("one", Opens))
		at := Opens.Add(time.Hour)
		b.must(b.Redraw(b.ctx, b.org, at, l.ID))
		if got := b.stands(l.ID, checkins.LetterPending); got.Rev != 2 || got.Receipt != paper(l.ID) || got.Epoch != 1 {
			b.Fatalf("letter %+v", got)
		}
		b.same("claimed a second early", ids(b.claim(at.Add(-time.Second))), []checkins.LetterID(nil))
		b.take(l.ID, at)
	}},
	{"a letter in another state only gets the new wording", func(b *bench) {
		l := notice("pending", Opens)
		b.post(l)
		redrawn := func(id checkins.LetterID) {
			b.Helper()
			before := b.letter(id)
			b.must(b.Redraw(b.ctx, b.org, Opens.Add(-time.Hour), id))
			before.Rev++
			b.same("letter", b.letter(id), before)
		}
		redrawn(l.ID)
		b.same("claimed early", ids(b.claim(Opens.Add(-time.Second))), []checkins.LetterID(nil))
		b.take(l.ID, Opens)
		redrawn(l.ID)
		for _, state := range []checkins.LetterState{checkins.LetterDropped, checkins.LetterUnreachable, checkins.LetterUnknown} {
			l = notice(string(state), Opens)
			b.post(l)
			b.settle(b.take(l.ID, Opens), checkins.Settlement{State: state, Reason: "x"})
			redrawn(l.ID)
		}
	}},
	{"ids that do not exist are ignored", func(b *bench) {
		l := b.sent(notice("one", Opens))
		b.must(b.Redraw(b.ctx, b.org, Opens, "nothing", l.ID))
		b.must(b.Redraw(b.ctx, b.org, Opens))
		b.stands(l.ID, checkins.LetterPending)
		ls, err := b.Letters(b.ctx, b.org, "nothing")
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
	}},
}
