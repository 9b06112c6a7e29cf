package checkinstest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"parallax/checkins"
)

// notice is a letter that does not merge.
func notice(name string, due time.Time) checkins.Letter {
	return checkins.Letter{
		ID: checkins.LetterIDOf(Acme, checkins.KindNotice, name), Kind: checkins.KindNotice,
		To: SlackAccount("ana"), Lead: "ana", Due: due,
		About: checkins.About{Initiative: CRM, Text: checkins.Says{What: "silent_side", Detail: name}},
	}
}

// merging is ana's ask about some rounds.
func merging(due, until time.Time, rounds ...checkins.RoundID) checkins.Letter {
	return checkins.Letter{
		ID: AskID(Acme, "ana", First), Kind: checkins.KindAsk, To: SlackAccount("ana"), Lead: "ana",
		Due: due, Until: until, Merge: true, About: checkins.About{Rounds: rounds, Date: First},
	}
}

var postPromises = []promise{
	{"a letter that is new is pending in its first wording", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		want := l
		want.State, want.Rev = checkins.LetterPending, 1
		b.same("letter", b.letter(l.ID), want)
	}},
	{"what only the ledger knows is ignored", func(b *bench) {
		l := notice("one", Opens)
		want := l
		l.State, l.Rev, l.Epoch, l.Attempt, l.Marked = checkins.LetterSent, 7, 7, 7, true
		l.Receipt, l.Reason, l.Claimed = paper("x"), "x", Opens
		b.post(l)
		want.State, want.Rev = checkins.LetterPending, 1
		b.same("letter", b.letter(l.ID), want)
	}},
	{"a letter comes back as it was posted", func(b *bench) {
		l := notice("one", Opens.Add(time.Millisecond))
		l.Under, l.Until = notice("card", Opens).ID, Opens.Add(time.Hour)
		l.About = checkins.About{
			Initiative: CRM, Rounds: []checkins.RoundID{"zed@2026-03-03", "crm@2026-03-03"}, Date: First,
			Dimensions: weekly[:2], Episodes: []int{1, 2}, Last: true,
			Lines:   []checkins.Happening{{Dimension: checkins.Value, Reason: checkins.ReasonFlipped}},
			Text:    checkins.Says{What: "channel_unreachable", Where: "C0001 <!channel>", Detail: "\u202e \"x\" 🙂"},
			Command: &checkins.Command{Verb: checkins.VerbExplain, Name: "crm", Topic: "value"}, Thread: "1.2",
		}
		b.post(l)
		want := l
		want.State, want.Rev = checkins.LetterPending, 1
		b.same("letter", b.letter(l.ID), want)
		got := b.take(l.ID, l.Due)
		want.State, want.Epoch, want.Attempt, want.Claimed = checkins.LetterSending, 1, 1, got.Claimed
		b.same("claimed letter", got, want)
	}},
	{"a letter that is there stays as it is, in every state", func(b *bench) {
		l := notice("one", Opens)
		twin := l
		twin.Due, twin.About.Text.Detail, twin.About.Rounds = Opens.Add(-time.Hour), "two", []checkins.RoundID{"crm@2026-03-03"}
		unchanged := func() {
			b.Helper()
			before := b.letter(l.ID)
			b.post(l)
			b.post(twin, twin)
			b.same("letter", b.letter(l.ID), before)
		}
		b.post(l)
		unchanged()
		claimed := b.take(l.ID, Opens)
		unchanged()
		b.settle(claimed, checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens.Add(time.Hour), Reason: "ratelimited"})
		unchanged()
		b.same("letters due before the retry", ids(b.claim(Opens)), []checkins.LetterID(nil))
		b.deliver(b.take(l.ID, Opens.Add(time.Hour)))
		unchanged()
		for _, state := range []checkins.LetterState{checkins.LetterDropped, checkins.LetterUnreachable, checkins.LetterUnknown} {
			l = notice(string(state), Opens)
			b.post(l)
			b.settle(b.take(l.ID, Opens), checkins.Settlement{State: state, Reason: "x"})
			twin.ID = l.ID
			unchanged()
		}
	}},
	{"posted at once by many it is there once", func(b *bench) {
		b.must(together(20, func(int) error { return b.Post(b.ctx, b.org, notice("one", Opens), notice("two", Opens)) }))
		if n := len(b.claim(Opens)); n != 2 {
			b.Fatalf("%d letters, want 2", n)
		}
	}},
	{"a letter of which nothing was sent is taken back, as if it had never been posted", func(b *bench) {
		l := notice("one", Opens)
		void := checkins.Letter{ID: l.ID, Kind: l.Kind, Void: true}
		gone := func(want bool) {
			b.Helper()
			b.post(void)
			ls, err := b.Letters(b.ctx, b.org, l.ID)
			b.must(err)
			b.same("letters", len(ls) == 0, want)
		}
		gone(true) // there was none, and none is posted
		b.post(l)
		kind := void.Kind
		void.Kind = checkins.KindRank
		gone(false) // something else took its place
		void.Kind = kind
		gone(true)
		b.same("letters due", ids(b.claim(Opens)), []checkins.LetterID(nil))
		other := l
		other.About.Text.Detail = "two"
		b.post(other) // in its place
		b.same("what it says", b.letter(l.ID).About.Text.Detail, "two")
		b.settle(b.take(l.ID, Opens), checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens.Add(time.Hour), Reason: "held"})
		gone(true) // it was looked at, and held
		b.post(l)
		claimed := b.take(l.ID, Opens)
		gone(false)
		b.settle(claimed, checkins.Settlement{State: checkins.LetterUnknown})
		gone(false)
		b.settle(b.letter(l.ID), checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens, Marked: true})
		gone(false) // it may be there
		b.deliver(b.take(l.ID, Opens))
		gone(false)
		b.must(b.Redraw(b.ctx, b.org, Opens, l.ID))
		gone(false)
		b.deliver(b.take(l.ID, Opens))
		for _, state := range []checkins.LetterState{checkins.LetterDropped, checkins.LetterUnreachable} {
			l = notice(string(state), Opens)
			void.ID = l.ID
			b.post(l)
			b.settle(b.take(l.ID, Opens), checkins.Settlement{State: state, Reason: "x"})
			gone(false)
		}
	}},
	{"a letter whose id another has is refused with all that goes with it, where it is to have it to itself", func(b *bench) {
		l := notice("one", Opens)
		b.post(l)
		same, other, more := l, l, notice("two", Opens)
		same.Free, same.Due = true, Opens.Add(time.Hour) // what a retry may post
		other.Free, other.About.Initiative = true, "zed"
		rounds, person := same, same
		rounds.About.Rounds, person.Lead = []checkins.RoundID{crm1}, "ben"
		for _, taken := range []checkins.Letter{other, rounds, person} {
			post := []checkins.Letter{more, taken}
			b.stale("post", b.Post(b.ctx, b.org, post...))
			b.stale("write", b.Write(b.ctx, b.org, pledges, page(`{}`, 0), delivery("late"), during, post))
			_, err := b.Tend(b.ctx, b.org, crm1, checkins.Tending{Care: checkins.Care{Agenda: "2026-03-10"}, Delivery: delivery("late"), Post: post, Redraw: []checkins.LetterID{l.ID}}, during)
			b.stale("tend", err)
			_, err = b.Open(b.ctx, b.org, checkins.Opening{Round: Round(b.org, b.initiative(), First), Letters: post, Redraw: []checkins.LetterID{l.ID}})
			b.stale("open", err)
		}
		ls, err := b.Letters(b.ctx, b.org, more.ID)
		b.must(err)
		b.same("other letters", ids(ls), []checkins.LetterID(nil))
		b.same("rev", b.letter(l.ID).Rev, 1)
		b.same("book", b.book(pledges), checkins.Book{})
		b.tend(checkins.Tending{}, checkins.Care{})
		other.ID = notice("free", Opens).ID
		b.post(same, other, more)
		b.write(page(`{}`, 0), delivery("late"), []checkins.Letter{same, other})
		b.tend(checkins.Tending{Care: checkins.Care{Agenda: "2026-03-10"}, Delivery: delivery("late2"), Post: []checkins.Letter{same, other}}, checkins.Care{Agenda: "2026-03-10"})
		b.open(checkins.Opening{Round: Round(b.org, b.initiative(), First), Letters: []checkins.Letter{same, other}})
		b.same("due", b.letter(l.ID).Due, Opens)
		b.stands(more.ID, checkins.LetterPending)
	}},
	{"of many that want one id at once one has it", func(b *bench) {
		var stale atomic.Int32
		b.must(together(20, func(k int) error {
			l := notice("one", Opens)
			l.Free, l.About.Text.Detail = true, fmt.Sprint(k)
			err := b.Post(b.ctx, b.org, l)
			if errors.Is(err, checkins.ErrStale) {
				stale.Add(1)
				err = nil
			}
			return err
		}))
		b.same("refused", stale.Load(), int32(19))
	}},
	{"no letters are no error", func(b *bench) { b.post() }},
}

// Rounds of the merge promises.
const (
	crm1 checkins.RoundID = "crm@2026-03-03"
	erp1 checkins.RoundID = "erp@2026-03-03"
	zed1 checkins.RoundID = "zed@2026-03-03"
)

// about wants a letter to be about these rounds.
func (b *bench) about(id checkins.LetterID, want ...checkins.RoundID) {
	b.Helper()
	b.same("rounds", b.letter(id).About.Rounds, want)
}

var mergePromises = []promise{
	{"rounds are added, sorted, each once", func(b *bench) {
		until := Opens.Add(week)
		l := merging(Opens, until, erp1)
		b.post(l)
		b.post(merging(Opens, until, zed1))
		b.about(l.ID, erp1, zed1)
		b.post(merging(Opens, until, erp1, crm1))
		b.about(l.ID, crm1, erp1, zed1)
	}},
	{"the rounds that are there already change nothing", func(b *bench) {
		l := merging(Opens, Opens.Add(week), crm1, erp1)
		b.sent(l)
		before := b.letter(l.ID)
		b.post(l, merging(Opens, Opens.Add(2*week), erp1), merging(Opens, Opens.Add(2*week)))
		b.same("letter", b.letter(l.ID), before)
	}},
	{"a letter that waits stays pending, due at the earlier time, worth sending until the later", func(b *bench) {
		l := merging(Opens.Add(time.Hour), Opens.Add(week), crm1)
		b.post(l)
		b.post(merging(Opens, Opens.Add(2*week), erp1))
		got := b.stands(l.ID, checkins.LetterPending)
		if !got.Due.Equal(Opens) || !got.Until.Equal(Opens.Add(2*week)) {
			b.Fatalf("due %s until %s", got.Due, got.Until)
		}
		b.post(merging(Opens.Add(2*time.Hour), Opens.Add(time.Hour), zed1))
		got = b.stands(l.ID, checkins.LetterPending)
		if !got.Due.Equal(Opens) || !got.Until.Equal(Opens.Add(2*week)) {
			b.Fatalf("due %s until %s", got.Due, got.Until)
		}
		b.same("claimed about", b.take(l.ID, Opens).About.Rounds, []checkins.RoundID{crm1, erp1, zed1})
	}},
	{"never is later than any until", func(b *bench) {
		l := merging(Opens, Opens.Add(week), crm1)
		b.post(l)
		for _, more := range []checkins.Letter{merging(Opens, time.Time{}, erp1), merging(Opens, Opens.Add(week), zed1)} {
			b.post(more)
			if got := b.letter(l.ID).Until; !got.IsZero() {
				b.Fatalf("until %s, want never", got)
			}
		}
	}},
	{"a letter that was sent is redrawn", func(b *bench) {
		l := merging(Opens, Opens.Add(week), crm1)
		b.sent(l)
		b.post(merging(Opens, Opens.Add(week), erp1))
		got := b.stands(l.ID, checkins.LetterPending)
		if got.Rev != 2 || got.Receipt != paper(l.ID) {
			b.Fatalf("rev %d, receipt %v", got.Rev, got.Receipt)
		}
		edit := b.take(l.ID, Opens)
		b.same("claimed about", edit.About.Rounds, []checkins.RoundID{crm1, erp1})
		b.deliver(edit)
		b.stands(l.ID, checkins.LetterSent)
	}},
	{"a letter that was dropped or unreachable is pending again", func(b *bench) {
		l := merging(Opens, Opens.Add(week), crm1)
		b.post(l)
		b.settle(b.take(l.ID, Opens), checkins.Settlement{State: checkins.LetterDropped, Reason: string(checkins.ReasonAnswered)})
		b.post(l)
		b.stands(l.ID, checkins.LetterDropped)
		b.post(merging(Opens, Opens.Add(week), erp1))
		b.stands(l.ID, checkins.LetterPending)
		b.settle(b.take(l.ID, Opens), checkins.Settlement{State: checkins.LetterUnreachable, Reason: "channel_not_found"})
		b.post(merging(Opens, Opens.Add(week), erp1))
		b.stands(l.ID, checkins.LetterUnreachable)
		b.post(merging(Opens, Opens.Add(week), zed1))
		b.stands(l.ID, checkins.LetterPending)
		b.same("claimed about", b.take(l.ID, Opens).About.Rounds, []checkins.RoundID{crm1, erp1, zed1})
	}},
	{"a card that could not be reached is pending again with another round", func(b *bench) {
		card := func(rounds ...checkins.RoundID) checkins.Letter {
			l := Card(b.org, CRM, Opens)
			l.Merge, l.About.Rounds = true, rounds
			return l
		}
		l := card(crm1)
		for _, more := range [][]checkins.RoundID{{erp1}, {crm1, zed1}} {
			b.post(l)
			b.settle(b.take(l.ID, Opens), checkins.Settlement{State: checkins.LetterUnreachable, Reason: "is_archived"})
			b.post(l)
			b.stands(l.ID, checkins.LetterUnreachable)
			rev := b.letter(l.ID).Rev
			b.post(card(more...))
			if got := b.stands(l.ID, checkins.LetterPending); got.Rev != rev+1 || got.Reason != "" {
				b.Fatalf("rev %d, reason %q", got.Rev, got.Reason)
			}
		}
		b.deliver(b.take(l.ID, Opens))
		b.about(l.ID, crm1, erp1, zed1)
	}},
	{"a letter that grows while it is being sent is sent and then redrawn", func(b *bench) {
		l := merging(Opens, Opens.Add(week), crm1)
		b.post(l)
		claimed := b.take(l.ID, Opens)
		b.post(merging(Opens, Opens.Add(week), erp1))
		b.stands(l.ID, checkins.LetterSending)
		b.about(l.ID, crm1, erp1)
		b.deliver(claimed)
		b.stands(l.ID, checkins.LetterPending)
	}},
	{"a letter that nobody knows of stays unknown when it grows", func(b *bench) {
		l := merging(Opens, Opens.Add(week), crm1)
		lost := b.lost(l)
		b.post(merging(Opens, Opens.Add(week), erp1))
		b.stands(l.ID, checkins.LetterUnknown)
		b.about(l.ID, crm1, erp1)
		b.deliver(lost)
		b.stands(l.ID, checkins.LetterPending)
	}},
	{"many rounds at once are all added", func(b *bench) {
		var want []checkins.RoundID
		for n := range 20 {
			want = append(want, checkins.RoundIDOf(CRM, First.AddDays(n)))
		}
		b.must(together(20, func(k int) error { return b.Post(b.ctx, b.org, merging(Opens, Opens.Add(week), want[k])) }))
		slices.Sort(want)
		b.about(AskID(Acme, "ana", First), want...)
	}},
}

// weekly are the dimensions of Weekly.
var weekly = Weekly().Dimensions
