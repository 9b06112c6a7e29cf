package checkinstest

import (
	"fmt"
	"time"

	"parallax/checkins"
)

// attempts wants a letter to have been sent, perhaps, so many times.
func (b *bench) attempts(id checkins.LetterID, want int) {
	b.Helper()
	if got := b.letter(id).Attempt; got != want {
		b.Fatalf("attempt %d, want %d", got, want)
	}
}

var attemptPromises = []promise{
	{"what ended in a definite no for now is no attempt", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		for n := 1; n <= 5; n++ {
			got := b.take(l.ID, Opens)
			if got.Attempt != 1 || got.Epoch != n {
				b.Fatalf("claim %d: attempt %d, epoch %d", n, got.Attempt, got.Epoch)
			}
			b.settle(got, checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens, Reason: "ratelimited"})
			b.attempts(l.ID, 0)
		}
		b.deliver(b.take(l.ID, Opens))
		b.attempts(l.ID, 1)
	}},
	{"a lost sending stays an attempt when it is sent again", func(b *bench) {
		l := b.lost(notice("one", Opens))
		b.settle(l, checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens})
		b.attempts(l.ID, 1)
		again := b.take(l.ID, Opens)
		if again.Attempt != 2 {
			b.Fatalf("attempt %d, want 2", again.Attempt)
		}
		b.settle(again, checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens, Reason: "ratelimited"})
		b.attempts(l.ID, 1)
		b.deliver(b.take(l.ID, Opens))
		b.attempts(l.ID, 2)
	}},
	{"every other end keeps the attempt", func(b *bench) {
		for _, state := range []checkins.LetterState{
			checkins.LetterSent, checkins.LetterUnknown, checkins.LetterUnreachable, checkins.LetterDropped,
		} {
			l := notice(string(state), Opens)
			b.post(l)
			b.settle(b.take(l.ID, Opens), checkins.Settlement{State: state, Rev: 1, Receipt: paper(l.ID)})
			b.attempts(l.ID, 1)
		}
	}},
	{"sent in an old wording keeps the attempt", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		claimed := b.take(l.ID, Opens)
		b.must(b.Redraw(b.ctx, b.org, Opens, l.ID))
		b.deliver(claimed)
		b.stands(l.ID, checkins.LetterPending)
		b.attempts(l.ID, 1)
	}},
}

// leave settles an unknown letter as unknown for good.
func (b *bench) leave(id checkins.LetterID) checkins.Letter {
	b.Helper()
	if !b.settle(b.letter(id), checkins.Settlement{State: checkins.LetterUnknown, Reason: "left"}) {
		b.Fatal("settling an unknown letter as unknown was refused")
	}
	return b.stands(id, checkins.LetterUnknown)
}

var lastPromises = []promise{
	{"a letter that is unknown for good keeps the reason and is not listed again", func(b *bench) {
		one, two := b.lost(notice("one", Opens)), b.lost(notice("two", Opens))
		b.unknown(0, one.ID, two.ID)
		want := one
		want.Reason = "left"
		b.same("letter", b.leave(one.ID), want)
		b.unknown(0, two.ID)
		for range 2 {
			b.lapse()
			b.unknown(0, two.ID)
		}
		b.same("letter", b.letter(one.ID), want)
	}},
	{"after that no settlement is accepted", func(b *bench) {
		l := b.lost(notice("one", Opens))
		last := b.leave(l.ID)
		for _, how := range append(endings, checkins.Settlement{State: checkins.LetterUnknown, Reason: "late"}) {
			how.Post = []checkins.Letter{notice("after", Opens)}
			b.refuse(last, how)
			l.State = checkins.LetterSending // as its sender knows it
			b.refuse(l, how)
		}
		b.same("claimed", ids(b.claim(Opens.Add(week))), []checkins.LetterID(nil))
	}},
	{"a sender whose lease ran out does not end the search", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		claimed := b.take(l.ID, Opens)
		b.lapse()
		b.refuse(claimed, checkins.Settlement{State: checkins.LetterUnknown, Reason: "timeout"})
		b.unknown(0, l.ID)
	}},
	{"the last epoch only", func(b *bench) {
		l := b.lost(notice("one", Opens))
		l.Epoch--
		b.refuse(l, checkins.Settlement{State: checkins.LetterUnknown, Reason: "left"})
		b.unknown(0, l.ID)
	}},
	{"the proof that it arrived settles it and has it redrawn", func(b *bench) {
		r, ask := b.asked()
		before := b.leave(b.lost(ask).ID)
		reply := pressed("d1", r, "ana", 4)
		b.says(reply, during, checkins.Saved)
		after := b.stands(ask.ID, checkins.LetterPending)
		if after.Rev != before.Rev+1 || after.Receipt != reply.Proof.Receipt {
			b.Fatalf("rev %d, receipt %v; want %d, %v", after.Rev, after.Receipt, before.Rev+1, reply.Proof.Receipt)
		}
		edit := b.take(ask.ID, during)
		b.settle(edit, checkins.Settlement{State: checkins.LetterUnknown, Reason: "timeout"})
		b.unknown(0, ask.ID) // it may be lost anew
	}},
	{"of many at once one is the last", func(b *bench) {
		l := b.lost(notice("one", Opens))
		oks := make([]bool, 20)
		b.must(together(20, func(k int) (err error) {
			oks[k], err = b.Settle(b.ctx, b.org, l, checkins.Settlement{State: checkins.LetterUnknown, Reason: "left"})
			return err
		}))
		n := 0
		for _, ok := range oks {
			if ok {
				n++
			}
		}
		if n != 1 {
			b.Fatalf("%d were accepted, want 1", n)
		}
	}},
}

var followPromises = []promise{
	{"letters that follow are stored with every end of an attempt", func(b *bench) {
		for n, how := range append(endings, checkins.Settlement{State: checkins.LetterUnknown}) {
			l, after := notice(fmt.Sprint(n), Opens), notice(fmt.Sprint("after ", n), Opens.Add(week))
			b.post(l)
			how.RetryAt, how.Post = Opens.Add(week), []checkins.Letter{after}
			if !b.settle(b.take(l.ID, Opens), how) {
				b.Fatalf("settling as %s was refused", how.State)
			}
			b.stands(l.ID, how.State)
			want := after
			want.State, want.Rev = checkins.LetterPending, 1
			b.same("letter that follows", b.letter(after.ID), want)
		}
	}},
	{"those that are there are merged, or stay as they are", func(b *bench) {
		there := b.sent(merging(Opens, Opens.Add(week), crm1))
		other := b.sent(notice("other", Opens))
		l := notice("one", Opens)
		b.post(l)
		b.settle(b.take(l.ID, Opens), checkins.Settlement{
			State: checkins.LetterUnreachable, Reason: "channel_not_found",
			Post: []checkins.Letter{merging(Opens, Opens.Add(week), erp1), notice("other", Opens.Add(time.Hour))},
		})
		got := b.stands(there.ID, checkins.LetterPending)
		b.about(there.ID, crm1, erp1)
		if got.Rev != there.Rev+1 || got.Receipt != there.Receipt {
			b.Fatalf("rev %d, receipt %v", got.Rev, got.Receipt)
		}
		b.same("letter", b.letter(other.ID), other)
	}},
	{"one that follows twice is sent after all and grows", func(b *bench) {
		end := func(l checkins.Letter, state checkins.LetterState, post ...checkins.Letter) {
			if !b.settle(b.take(l.ID, Opens), checkins.Settlement{State: state, Reason: "moved", Post: post}) {
				b.Fatal("refused")
			}
		}
		again, merge := merging(Opens, Opens.Add(week), crm1), merging(Opens, Opens.Add(week), crm1)
		again.Merge, again.Again = false, true
		for n, rounds := range [][]checkins.RoundID{{crm1}, {crm1}, {crm1, erp1}} {
			one := notice(fmt.Sprint("one ", n), Opens)
			b.post(one)
			again.About.Rounds, merge.About.Rounds = rounds, rounds
			end(one, checkins.LetterDropped, again, merge)
			b.stands(merge.ID, checkins.LetterPending)
			b.about(merge.ID, rounds...)
			end(merge, checkins.LetterDropped)
		}
	}},
	{"they follow the last word about a lost letter too", func(b *bench) {
		l, after := b.lost(notice("one", Opens)), notice("after", Opens)
		if !b.settle(l, checkins.Settlement{State: checkins.LetterUnknown, Post: []checkins.Letter{after}}) {
			b.Fatal("refused")
		}
		b.take(after.ID, Opens)
	}},
	{"nothing follows a settlement that is refused", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		claimed := b.take(l.ID, Opens)
		b.deliver(claimed)
		there := b.sent(merging(Opens, Opens.Add(week), crm1))
		after := []checkins.Letter{notice("after", Opens), merging(Opens, Opens.Add(week), erp1)}
		for _, how := range endings {
			how.Post = after
			b.refuse(claimed, how)
			b.refuse(notice("nowhere", Opens), how)
		}
		b.same("letter", b.letter(there.ID), there)
		ls, err := b.Letters(b.ctx, b.org, after[0].ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
	}},
	{"of many at once one is followed", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		claimed := b.take(l.ID, Opens)
		oks := make([]bool, 20)
		b.must(together(20, func(k int) (err error) {
			oks[k], err = b.Settle(b.ctx, b.org, claimed, checkins.Settlement{
				State: checkins.LetterDropped, Post: []checkins.Letter{notice(fmt.Sprint("after ", k), Opens)},
			})
			return err
		}))
		var want []checkins.LetterID
		for k, ok := range oks {
			if ok {
				want = append(want, notice(fmt.Sprint("after ", k), Opens).ID)
			}
		}
		if len(want) != 1 {
			b.Fatalf("%d were accepted, want 1", len(want))
		}
		b.same("claimed", ids(b.claim(Opens)), want)
	}},
}
