package checkinstest

import (
	"fmt"

	"parallax/checkins"
)

// tend tends crm's first round and wants what is kept.
func (b *bench) tend(t checkins.Tending, want checkins.Care) {
	b.Helper()
	got, err := b.Tend(b.ctx, b.org, crm1, t, during)
	b.must(err)
	b.same("care", got, want)
	got, err = b.Care(b.ctx, b.org, crm1)
	b.must(err)
	b.same("stored care", got, want)
}

// of is a tending that sets what is not empty.
func of(c checkins.Care) checkins.Tending { return checkins.Tending{Care: c} }

var carePromises = []promise{
	{"nobody did anything", func(b *bench) {
		c, err := b.Care(b.ctx, b.org, crm1)
		b.must(err)
		b.same("care", c, checkins.Care{})
	}},
	{"the first acknowledgement stands, other fields are replaced when given", func(b *bench) {
		want := checkins.Care{Acknowledged: "ana"}
		b.tend(of(checkins.Care{Acknowledged: "ana"}), want)
		b.tend(of(checkins.Care{Acknowledged: "ben"}), want)
		want.SnoozedTo, want.SnoozedBy = "2026-03-09", "ben"
		b.tend(of(checkins.Care{SnoozedTo: "2026-03-09", SnoozedBy: "ben"}), want)
		b.tend(checkins.Tending{}, want)
		want.SnoozedTo, want.SnoozedBy = "2026-03-16", "ana"
		b.tend(of(checkins.Care{Acknowledged: "it1", SnoozedTo: "2026-03-16", SnoozedBy: "ana"}), want)
		c, err := b.Care(b.ctx, b.org, "crm@2026-03-10")
		b.must(err)
		b.same("care of another round", c, checkins.Care{})
	}},
	{"both keepers are replaced together, also by nobody, and else they stay", func(b *bench) {
		keep := func(it, biz checkins.PersonID) checkins.Tending {
			return checkins.Tending{Assigns: true, Care: checkins.Care{Keepers: [2]checkins.PersonID{it, biz}}}
		}
		b.tend(keep("ana", "ben"), keep("ana", "ben").Care)
		b.tend(checkins.Tending{}, keep("ana", "ben").Care)
		b.tend(keep("", "biz1"), keep("", "biz1").Care)
		b.tend(keep("", ""), checkins.Care{})
	}},
	{"what is on the agenda stays there until it is taken off", func(b *bench) {
		want := checkins.Care{Agenda: "2026-03-09", AgendaBy: "ana"}
		b.tend(of(want), want)
		b.tend(checkins.Tending{}, want)
		b.tend(checkins.Tending{OffAgenda: true}, checkins.Care{})
	}},
	{"the first asking stands", func(b *bench) {
		want := checkins.Care{Asked: "2026-03-09", AskedBy: "ana"}
		b.tend(of(want), want)
		b.tend(of(checkins.Care{Asked: "2026-03-10", AskedBy: "ben"}), want)
	}},
	{"of many acknowledgements at once one stands for all", func(b *bench) {
		said := make([]checkins.Care, 20)
		b.must(together(20, func(k int) (err error) {
			said[k], err = b.Tend(b.ctx, b.org, crm1, of(checkins.Care{Acknowledged: checkins.PersonID(fmt.Sprint("p", k))}), during)
			return err
		}))
		for _, c := range said {
			b.same("care", c, said[0])
		}
	}},
	{"what is delivered again does not undo a later act, and posts and redraws nothing", func(b *bench) {
		l := b.sent(notice("one", Opens))
		act := func(id string, c, want checkins.Care, post ...checkins.Letter) {
			b.Helper()
			got, err := b.Tend(b.ctx, b.org, crm1, checkins.Tending{Care: c, Delivery: delivery(id), Redraw: []checkins.LetterID{l.ID}, Post: post}, during)
			b.must(err)
			b.same("care after "+id, got, want)
		}
		first := checkins.Care{SnoozedTo: "2026-03-09", SnoozedBy: "ana"}
		then := checkins.Care{SnoozedTo: "2026-03-16", SnoozedBy: "ben"}
		act("first", first, first)
		act("first", first, first)
		act("then", then, then)
		before := b.letter(l.ID)
		act("first", first, then, notice("two", Opens))
		b.same("letter", b.letter(l.ID), before)
		ls, err := b.Letters(b.ctx, b.org, notice("two", Opens).ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
	}},
	{"letters are posted and redrawn in the same step", func(b *bench) {
		l, line := b.sent(notice("one", Opens)), notice("line", during)
		do := of(checkins.Care{Acknowledged: "ana"})
		do.Redraw, do.Post = []checkins.LetterID{l.ID, "nothing"}, []checkins.Letter{line}
		b.tend(do, checkins.Care{Acknowledged: "ana"})
		if got := b.stands(l.ID, checkins.LetterPending); got.Rev != 2 {
			b.Fatalf("rev %d, want 2", got.Rev)
		}
		b.stands(line.ID, checkins.LetterPending)
		b.same("claimed", len(b.claim(during)), 2)
	}},
}
