package checkinstest

import (
	"fmt"
	"sync"
	"time"

	"parallax/checkins"
)

var claimPromises = []promise{
	{"a letter is not claimed before it is due, and at that time it is", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		b.same("claimed a second early", ids(b.claim(Opens.Add(-time.Second))), []checkins.LetterID(nil))
		b.stands(l.ID, checkins.LetterPending)
		b.take(l.ID, Opens)
	}},
	{"the earliest come first, at most as many as asked", func(b *bench) {
		var want []checkins.LetterID
		var letters []checkins.Letter
		for n := range 7 {
			letters = append(letters, notice(fmt.Sprint(n), Opens.Add(time.Duration(n)*time.Minute)))
			want = append(want, letters[n].ID)
		}
		b.post(letters[4], letters[0], letters[6], letters[2], letters[1], letters[5], letters[3])
		now := Opens.Add(5 * time.Minute)
		for _, part := range []struct {
			max  int
			want []checkins.LetterID
		}{{0, nil}, {1, want[:1]}, {2, want[1:3]}, {10, want[3:6]}, {10, nil}} {
			ls, err := b.Claim(b.ctx, b.org, now, part.max)
			b.must(err)
			b.same(fmt.Sprintf("claimed of %d", part.max), ids(ls), part.want)
		}
	}},
	{"a claim makes it sending, counts epoch and attempt, and says when", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		for n := 1; n <= 3; n++ {
			got := b.take(l.ID, Opens)
			if got.State != checkins.LetterSending || got.Epoch != n || got.Attempt != n || got.Rev != 1 || got.Claimed.IsZero() {
				b.Fatalf("claim %d: %+v", n, got)
			}
			b.same("stored", b.letter(l.ID), got)
			b.lapse()
			if !b.settle(got, checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens}) {
				b.Fatal("settling a lost letter as pending was refused")
			}
		}
	}},
	{"what is being sent is not claimed again", func(b *bench) {
		b.post(notice("one", Opens))
		b.claim(Opens)
		b.same("claimed", ids(b.claim(Opens.Add(week))), []checkins.LetterID(nil))
	}},
	{"many senders at once get each letter once", func(b *bench) {
		const n = 60
		var letters []checkins.Letter
		for k := range n {
			letters = append(letters, notice(fmt.Sprint(k), Opens))
		}
		b.post(letters...)
		var mu sync.Mutex
		count := map[checkins.LetterID]int{}
		b.must(together(20, func(int) error {
			for range n {
				ls, err := b.Claim(b.ctx, b.org, Opens, 3)
				if err != nil || len(ls) == 0 {
					return err
				}
				mu.Lock()
				for _, l := range ls {
					count[l.ID]++
				}
				mu.Unlock()
			}
			return nil
		}))
		if len(count) != n {
			b.Fatalf("%d letters were claimed, want %d", len(count), n)
		}
		for id, times := range count {
			if times != 1 {
				b.Fatalf("%s was claimed %d times", id, times)
			}
		}
	}},
	{"a letter whose lease ran out is unknown, never pending by itself", func(b *bench) {
		l := b.lost(notice("one", Opens))
		if l.Epoch != 1 || !l.Receipt.IsZero() {
			b.Fatalf("epoch %d, receipt %v", l.Epoch, l.Receipt)
		}
		for range 3 {
			b.lapse()
			b.same("claimed", ids(b.claim(Opens.Add(week))), []checkins.LetterID(nil))
			b.stands(l.ID, checkins.LetterUnknown)
		}
	}},
	{"an edit whose lease ran out is pending, and no attempt at sending", func(b *bench) {
		l := b.sent(notice("one", Opens))
		b.must(b.Redraw(b.ctx, b.org, Opens, l.ID))
		for n := 2; n <= 4; n++ {
			got := b.take(l.ID, Opens)
			if got.Epoch != n || got.Attempt != 1 || got.Receipt != paper(l.ID) {
				b.Fatalf("edit %d: %+v", n, got)
			}
			b.lapse()
			b.stands(l.ID, checkins.LetterPending)
		}
	}},
	{"other letters are claimed while leases run out", func(b *bench) {
		one, two := notice("one", Opens), notice("two", Opens.Add(time.Hour))
		b.post(one, two)
		b.take(one.ID, Opens)
		b.Expire()
		b.take(two.ID, two.Due)
		b.stands(one.ID, checkins.LetterUnknown)
	}},
}

// refuse wants a settlement to be refused and the letter left as it is.
func (b *bench) refuse(l checkins.Letter, how checkins.Settlement) {
	b.Helper()
	before, err := b.Letters(b.ctx, b.org, l.ID)
	b.must(err)
	if b.settle(l, how) {
		b.Fatalf("settling a letter as %s was not refused", how.State)
	}
	after, err := b.Letters(b.ctx, b.org, l.ID)
	b.must(err)
	b.same("letters", after, before)
}

// endings are settlements of every kind.
var endings = []checkins.Settlement{
	{State: checkins.LetterSent, Rev: 1, Receipt: paper("late")},
	{State: checkins.LetterPending, RetryAt: Opens, Marked: true},
	{State: checkins.LetterUnreachable, Reason: "late"},
	{State: checkins.LetterDropped, Reason: "late"},
}

var settlePromises = []promise{
	{"sent keeps the receipt and ends it", func(b *bench) {
		l := b.sent(notice("one", Opens))
		if l.Receipt != paper(l.ID) || l.Attempt != 1 || l.Epoch != 1 {
			b.Fatalf("letter %+v", l)
		}
		b.same("claimed", ids(b.claim(Opens.Add(week))), []checkins.LetterID(nil))
		b.lapse()
		b.stands(l.ID, checkins.LetterSent)
	}},
	{"pending waits for the retry and keeps the mark", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		again := Opens.Add(30 * time.Second)
		b.settle(b.take(l.ID, Opens), checkins.Settlement{State: checkins.LetterPending, RetryAt: again, Marked: true, Reason: "ratelimited"})
		if got := b.stands(l.ID, checkins.LetterPending); !got.Marked || got.Reason != "ratelimited" || !got.Receipt.IsZero() {
			b.Fatalf("letter %+v", got)
		}
		b.same("claimed a second early", ids(b.claim(again.Add(-time.Second))), []checkins.LetterID(nil))
		if got := b.take(l.ID, again); !got.Marked {
			b.Fatal("the mark is lost")
		}
	}},
	{"unreachable and dropped end it with a reason", func(b *bench) {
		for _, state := range []checkins.LetterState{checkins.LetterUnreachable, checkins.LetterDropped} {
			l := notice(string(state), Opens)
			b.post(l)
			b.settle(b.take(l.ID, Opens), checkins.Settlement{State: state, Reason: "because"})
			if got := b.stands(l.ID, state); got.Reason != "because" {
				b.Fatalf("reason %q", got.Reason)
			}
			b.same("claimed", ids(b.claim(Opens.Add(week))), []checkins.LetterID(nil))
			b.lapse()
			b.stands(l.ID, state)
		}
	}},
	{"a letter that was never claimed is not settled", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		for _, how := range endings {
			b.refuse(l, how)
			b.refuse(notice("nowhere", Opens), how)
		}
		b.take(l.ID, Opens)
	}},
	{"an attempt is settled once", func(b *bench) {
		for n, first := range endings {
			l := notice(fmt.Sprint(n), Opens)
			b.post(l)
			claimed := b.take(l.ID, Opens)
			first.RetryAt = Opens.Add(week)
			b.settle(claimed, first)
			for _, how := range endings {
				b.refuse(claimed, how)
			}
		}
	}},
	{"an attempt before the last claim is refused", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		old := b.take(l.ID, Opens)
		b.settle(old, checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens})
		now := b.take(l.ID, Opens)
		for _, how := range endings {
			b.refuse(old, how)
		}
		b.deliver(now)
	}},
	{"of many at once one settles", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		claimed := b.take(l.ID, Opens)
		oks := make([]bool, 20)
		b.must(together(20, func(k int) (err error) {
			oks[k], err = b.Settle(b.ctx, b.org, claimed, checkins.Settlement{State: checkins.LetterSent, Rev: 1, Receipt: paper(checkins.LetterID(fmt.Sprint(k)))})
			return err
		}))
		won := -1
		for k, ok := range oks {
			if ok && won >= 0 {
				b.Fatalf("%d and %d settled", won, k)
			} else if ok {
				won = k
			}
		}
		if got := b.stands(l.ID, checkins.LetterSent).Receipt; won < 0 || got.TS != fmt.Sprint(won) {
			b.Fatalf("%d settled, receipt %v", won, got)
		}
	}},
	{"an unknown letter is settled with its last epoch, once", func(b *bench) {
		for n, how := range endings {
			for m, unknown := range []func(checkins.Letter){
				func(checkins.Letter) { b.lapse() },
				func(l checkins.Letter) {
					b.settle(l, checkins.Settlement{State: checkins.LetterUnknown, Reason: "timeout"})
				},
			} {
				l := notice(fmt.Sprint(n, " ", m), Opens)
				b.post(l)
				first := b.take(l.ID, Opens)
				b.settle(first, checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens})
				claimed := b.take(l.ID, Opens)
				unknown(claimed)
				b.stands(l.ID, checkins.LetterUnknown)
				b.refuse(first, how)
				end := how
				end.RetryAt = Opens.Add(week)
				if !b.settle(claimed, end) {
					b.Fatalf("settling an unknown letter as %s was refused", how.State)
				}
				b.stands(l.ID, how.State)
				b.refuse(claimed, how)
			}
		}
	}},
	{"unknown keeps the reason and is not claimed", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		b.settle(b.take(l.ID, Opens), checkins.Settlement{State: checkins.LetterUnknown, Reason: "timeout"})
		if got := b.stands(l.ID, checkins.LetterUnknown); got.Reason != "timeout" {
			b.Fatalf("reason %q", got.Reason)
		}
		b.same("claimed", ids(b.claim(Opens.Add(week))), []checkins.LetterID(nil))
	}},
	{"sent in an old wording is pending at once, with its receipt", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		claimed := b.take(l.ID, Opens)
		b.must(b.Redraw(b.ctx, b.org, Opens, l.ID))
		b.deliver(claimed)
		if got := b.stands(l.ID, checkins.LetterPending); got.Rev != 2 || got.Receipt != paper(l.ID) {
			b.Fatalf("rev %d, receipt %v", got.Rev, got.Receipt)
		}
		edit := b.take(l.ID, Opens)
		if edit.Rev != 2 || edit.Attempt != 1 {
			b.Fatalf("edit has rev %d at attempt %d", edit.Rev, edit.Attempt)
		}
		b.deliver(edit)
		b.stands(l.ID, checkins.LetterSent)
	}},
	{"an edit that is refused for a while keeps its receipt and its attempts", func(b *bench) {
		l := b.sent(notice("one", Opens))
		b.must(b.Redraw(b.ctx, b.org, Opens, l.ID))
		b.settle(b.take(l.ID, Opens), checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens})
		if got := b.stands(l.ID, checkins.LetterPending); got.Receipt != paper(l.ID) || got.Attempt != 1 {
			b.Fatalf("receipt %v, attempt %d", got.Receipt, got.Attempt)
		}
	}},
}
