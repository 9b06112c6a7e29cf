package checkinstest

import (
	"sync/atomic"
	"time"

	"parallax/checkins"
)

// word is what a lead of crm says about being named.
func word(p checkins.PersonID, given bool) checkins.Assent {
	return checkins.Assent{Initiative: CRM, Person: p, Given: given}
}

// delivery is one of Slack.
func delivery(id string) checkins.Delivered {
	return checkins.Delivered{Platform: checkins.Slack, ID: id}
}

// agree stores a word and wants it to be a new one, or not.
func (b *bench) agree(a checkins.Assent, now time.Time, fresh bool, redraw ...checkins.LetterID) {
	b.Helper()
	got, err := b.Agree(b.ctx, b.org, a, now, redraw...)
	b.must(err)
	if got != fresh {
		b.Fatalf("a new word: %v, want %v", got, fresh)
	}
}

// consents wants what leads of crm have said.
func (b *bench) consents(want map[checkins.PersonID]checkins.Consent) {
	b.Helper()
	all, err := b.AllInitiatives(b.ctx, b.org)
	b.must(err)
	some, err := b.Initiatives(b.ctx, b.org, CRM)
	b.must(err)
	for _, is := range [][]checkins.Initiative{all, some} {
		b.same("consents", is[0].Consents, want)
	}
}

// alone enrols crm with ana as the only IT lead, who accepted by the file.
func (b *bench) alone() checkins.Initiative {
	b.Helper()
	i := b.initiative()
	i.Leads[0], i.Accepted = []checkins.PersonID{"ana"}, []checkins.PersonID{"ana"}
	b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{i}})
	return i
}

// question is a letter that asks ana to accept.
func question(due time.Time) checkins.Letter {
	return checkins.Letter{
		ID: checkins.ConsentLetter(Acme, CRM, "ana"), Kind: checkins.KindConsent, To: SlackAccount("ana"), Lead: "ana",
		Due: due, Again: true, About: checkins.About{Initiative: CRM},
	}
}

var consentPromises = []promise{
	{"nobody said anything", func(b *bench) { b.consents(nil) }},
	{"a new word is stored with its time, and the same word again changes nothing", func(b *bench) {
		at := Opens.Add(1234567 * time.Nanosecond)
		b.agree(word("ana", true), at, true)
		want := map[checkins.PersonID]checkins.Consent{"ana": {Given: true, At: Opens.Add(time.Millisecond)}}
		b.consents(want)
		b.agree(word("ana", true), Opens.Add(time.Hour), false)
		b.consents(want)
		b.agree(word("ben", false), Opens.Add(time.Minute), true)
		want["ben"] = checkins.Consent{At: Opens.Add(time.Minute)}
		b.consents(want)
		b.agree(word("ana", false), Opens.Add(time.Hour), true)
		want["ana"] = checkins.Consent{At: Opens.Add(time.Hour)}
		b.consents(want)
		b.agree(word("ana", true), Opens.Add(2*time.Hour), true)
		want["ana"] = checkins.Consent{Given: true, At: Opens.Add(2 * time.Hour)}
		b.consents(want)
	}},
	{"a word is about one initiative", func(b *bench) {
		b.second("zed")
		b.agree(word("ana", true), Opens, true)
		is, err := b.Initiatives(b.ctx, b.org, "zed", CRM)
		b.must(err)
		b.same("consents of zed", is[0].Consents, map[checkins.PersonID]checkins.Consent(nil))
		b.same("consents of crm", is[1].Consents, map[checkins.PersonID]checkins.Consent{"ana": {Given: true, At: Opens}})
	}},
	{"a word outlives a setup, which does not bring one", func(b *bench) {
		b.agree(word("ana", false), Opens, true)
		i := b.initiative()
		i.Accepted = []checkins.PersonID{"ana", "ben"}
		i.Consents = map[checkins.PersonID]checkins.Consent{"ana": {Given: true, At: Opens}, "ben": {Given: true, At: Opens}}
		b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{i}})
		b.consents(map[checkins.PersonID]checkins.Consent{"ana": {At: Opens}})
	}},
	{"of the same word many times at once one is new", func(b *bench) {
		var fresh atomic.Int32
		b.must(together(20, func(int) error {
			is, err := b.Agree(b.ctx, b.org, word("ana", true), Opens)
			if is {
				fresh.Add(1)
			}
			return err
		}))
		if n := fresh.Load(); n != 1 {
			b.Fatalf("%d are new, want 1", n)
		}
	}},
	{"the letters are redrawn in the same step, also when nothing is new", func(b *bench) {
		l := b.sent(question(Opens))
		for n, fresh := range []bool{true, false} {
			b.agree(word("ana", true), during, fresh, l.ID, "nothing")
			if got := b.stands(l.ID, checkins.LetterPending); got.Rev != 2+n || got.Receipt != paper(l.ID) {
				b.Fatalf("rev %d, receipt %v", got.Rev, got.Receipt)
			}
			b.deliver(b.take(l.ID, during))
		}
	}},
	{"a letter that nobody knows of is settled by the proof that it arrived", func(b *bench) {
		l := b.lost(question(Opens))
		b.agree(word("ana", true), during, true, l.ID)
		if got := b.stands(l.ID, checkins.LetterUnknown); got.Rev != 2 {
			b.Fatalf("rev %d, want 2", got.Rev)
		}
		a := word("ana", false)
		a.Proof = checkins.Proof{Letter: l.ID, Receipt: checkins.Receipt{Channel: "D0009", TS: "9.9"}}
		b.agree(a, during, true, "nothing", l.ID)
		if got := b.stands(l.ID, checkins.LetterPending); got.Rev != 3 || got.Receipt != a.Proof.Receipt {
			b.Fatalf("rev %d, receipt %v", got.Rev, got.Receipt)
		}
		b.take(l.ID, during)
		b.unknown(0)
	}},
	{"who takes the acceptance back during a round of a named side answers no more, until it is given again", func(b *bench) {
		r := b.begin(b.alone(), First)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		b.agree(word("ana", false), during, true)
		b.says(Reply("d2", r, "ana", Own(checkins.Value, 1)), during, checkins.Withdrawn)
		b.says(Reply("d3", r, "ben", Own(checkins.Value, 1)), during, checkins.Saved)
		b.same("ana's answers", b.kept(r.ID).Of("ana")[checkins.Value].Own, 4)
		b.agree(word("ana", true), during, true)
		b.says(Reply("d4", r, "ana", Own(checkins.Value, 2)), during, checkins.Saved)
	}},
	{"a word changes nothing for a round of a confidential side", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.agree(word("ana", false), during, true)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		b.alone() // the round keeps the mode in which it began
		b.says(Reply("d2", r, "ana", Own(checkins.Value, 5)), during, checkins.Saved)
	}},
	{"a word that is delivered again does not undo a later one", func(b *bench) {
		l := b.sent(question(Opens))
		yes, no := word("ana", true), word("ana", false)
		yes.Delivery, no.Delivery = delivery("yes"), delivery("no")
		b.agree(yes, Opens, true, l.ID)
		b.agree(no, Opens.Add(time.Minute), true)
		want := map[checkins.PersonID]checkins.Consent{"ana": {At: Opens.Add(time.Minute)}}
		before := b.letter(l.ID)
		for range 2 {
			b.agree(yes, Opens.Add(time.Hour), true, l.ID)
			b.consents(want)
			b.same("letter", b.letter(l.ID), before)
		}
		again := word("ana", false)
		again.Delivery = delivery("again")
		b.agree(again, Opens.Add(time.Hour), false)
		b.agree(again, Opens.Add(time.Hour), false)
		yes.Delivery.Platform = checkins.Teams // another platform's id
		b.agree(yes, Opens.Add(time.Hour), true)
		b.agree(no, Opens.Add(time.Hour), true)
		b.consents(map[checkins.PersonID]checkins.Consent{"ana": {Given: true, At: Opens.Add(time.Hour)}})
	}},
	{"words of equal ids are each org's own", func(b *bench) {
		f := b.far()
		b.agree(word("ana", true), Opens, true)
		f.consents(nil)
		f.agree(word("ana", false), Opens, true)
		b.consents(map[checkins.PersonID]checkins.Consent{"ana": {Given: true, At: Opens}})
	}},
	{"a setup posts its letters, once", func(b *bench) {
		s := checkins.Setup{Org: b.setup.Org, Letters: []checkins.Letter{question(Opens), notice("two", Opens)}}
		b.enrol(s)
		want := question(Opens)
		want.State, want.Rev = checkins.LetterPending, 1
		b.same("letter", b.letter(want.ID), want)
		b.enrol(s)
		b.same("letter", b.letter(want.ID), want)
		if ls := b.claim(Opens); len(ls) != 2 {
			b.Fatalf("%d letters, want 2", len(ls))
		}
		b.enrol(s)
		b.stands(want.ID, checkins.LetterSending)
	}},
	{"a setup that is refused posts nothing", func(b *bench) {
		zoe := Person("zoe", "Zoe")
		zoe.Accounts = []checkins.Account{SlackAccount("ana")}
		b.refused(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{zoe}, Letters: []checkins.Letter{question(Opens)}}, "U-ana")
		b.same("claimed", ids(b.claim(Opens)), []checkins.LetterID(nil))
	}},
	{"a letter that was dropped or unreachable is sent after all when it says so", func(b *bench) {
		for n, state := range []checkins.LetterState{checkins.LetterDropped, checkins.LetterUnreachable} {
			l, plain := question(Opens), notice(string(state), Opens)
			l.ID = checkins.ConsentLetter(Acme, "zed", checkins.PersonID(state))
			b.post(l, plain)
			for _, taken := range b.claim(Opens) {
				b.settle(taken, checkins.Settlement{State: state, Reason: "x", Rev: 1})
			}
			l.Due, plain.Due = Opens.Add(time.Hour), Opens.Add(time.Hour)
			b.post(l, plain)
			b.post(l)
			got := b.stands(l.ID, checkins.LetterPending)
			if got.Rev != 2 || got.Reason != "" || !got.Due.Equal(l.Due) {
				b.Fatalf("letter %d: %+v", n, got)
			}
			b.stands(plain.ID, state)
			b.deliver(b.take(l.ID, l.Due))
			b.post(l)
			b.stands(l.ID, checkins.LetterSent)
		}
	}},
}
