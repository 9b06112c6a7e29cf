package checkinstest

import (
	"fmt"
	"time"

	"parallax/checkins"
)

// jot has somebody write a note about crm's first round, and wants what is kept.
func (b *bench) jot(p checkins.PersonID, text string, want ...checkins.Note) {
	b.Helper()
	b.jots(checkins.Jotting{Note: checkins.Note{Person: p, Text: text}, From: SlackAccount(p)}, true)
	b.notes(want...)
}

func (b *bench) jots(j checkins.Jotting, want bool) {
	b.Helper()
	j.Key = checkins.NeedNotes(crm1)
	got, err := b.Jot(b.ctx, b.org, j, during)
	b.must(err)
	b.same("stored", got, want)
}

func (b *bench) notes(want ...checkins.Note) {
	b.Helper()
	got, err := b.Notes(b.ctx, b.org, checkins.NeedNotes(crm1))
	b.must(err)
	b.same("notes", got[checkins.NeedNotes(crm1)], want)
}

var notePromises = []promise{
	{"a person has one note under a key, and the last one stands", func(b *bench) {
		b.notes()
		ana, ben := checkins.Note{Person: "ana", Text: "A demo."}, checkins.Note{Person: "ben", Text: "Fewer clicks."}
		b.jot("ben", ben.Text, ben)
		b.jot("ana", "A", checkins.Note{Person: "ana", Text: "A"}, ben)
		b.jot("ana", ana.Text, ana, ben)
		other, err := b.Notes(b.ctx, b.org, checkins.ContextNotes(crm1), checkins.NeedNotes(crm1))
		b.must(err)
		b.same("other notes", other, map[checkins.NoteKey][]checkins.Note{checkins.ContextNotes(crm1): nil, checkins.NeedNotes(crm1): {ana, ben}})
	}},
	{"everything of a note is kept", func(b *bench) {
		n := checkins.Note{Person: "ana", Text: "Zeit, “die” 👩 → <!channel>\n", Released: true, Owner: true}
		b.jots(checkins.Jotting{Note: n, From: SlackAccount("ana")}, true)
		b.notes(n)
	}},
	{"an empty one takes it away", func(b *bench) {
		b.jot("ana", "A demo.", checkins.Note{Person: "ana", Text: "A demo."})
		b.jot("ana", "")
		b.jot("ben", "")
	}},
	{"nothing is kept of an account that is not that person's", func(b *bench) {
		l := b.sent(notice("one", Opens))
		j := checkins.Jotting{Note: checkins.Note{Person: "ana", Text: "x"}, From: SlackAccount("ben"), Redraw: []checkins.LetterID{l.ID}, Post: []checkins.Letter{notice("two", Opens)}}
		b.jots(j, false)
		j.From = SlackAccount("nobody")
		b.jots(j, false)
		b.notes()
		b.stands(l.ID, checkins.LetterSent)
		_, err := b.EraseRoles(b.ctx, b.org, "ana")
		b.must(err)
		j.From = SlackAccount("ana")
		b.jots(j, false)
	}},
	{"letters are posted and redrawn in the same step, and delivered again nothing is", func(b *bench) {
		l := b.sent(notice("one", Opens))
		j := checkins.Jotting{
			Note: checkins.Note{Person: "ana", Text: "x"}, From: SlackAccount("ana"), Delivery: delivery("jot"),
			Redraw: []checkins.LetterID{l.ID}, Post: []checkins.Letter{notice("two", Opens)},
		}
		b.jots(j, true)
		b.stands(l.ID, checkins.LetterPending)
		b.stands(notice("two", Opens).ID, checkins.LetterPending)
		before := b.letter(l.ID)
		j.Note.Text = "y"
		b.jots(j, true)
		b.notes(checkins.Note{Person: "ana", Text: "x"})
		b.same("letter", b.letter(l.ID), before)
	}},
	{"of many at once one stands", func(b *bench) {
		b.must(together(20, func(k int) error {
			j := checkins.Jotting{Key: checkins.NeedNotes(crm1), Note: checkins.Note{Person: "ana", Text: fmt.Sprint("n", k)}, From: SlackAccount("ana")}
			_, err := b.Jot(b.ctx, b.org, j, during)
			return err
		}))
		got, err := b.Notes(b.ctx, b.org, checkins.NeedNotes(crm1))
		b.must(err)
		b.same("notes", len(got[checkins.NeedNotes(crm1)]), 1)
	}},
	{"they go with the person, under every key, and nobody else's do", func(b *bench) {
		ben := checkins.Note{Person: "ben", Text: "Fewer clicks."}
		b.jot("ben", ben.Text, ben)
		for _, key := range []checkins.NoteKey{checkins.NeedNotes(crm1), checkins.ContextNotes(crm1), checkins.ReplyNotes(CRM, 7)} {
			stored, err := b.Jot(b.ctx, b.org, checkins.Jotting{Key: key, Note: checkins.Note{Person: "ana", Text: "x"}, From: SlackAccount("ana")}, during)
			b.must(err)
			b.same("stored", stored, true)
		}
		for _, want := range []int{3, 0} {
			n, err := b.EraseNotes(b.ctx, b.org, checkins.ShownOf(b.org, "ana"))
			b.must(err)
			b.same("erased", n, want)
		}
		b.notes(ben)
		f := b.far()
		b.jot("ana", "x", checkins.Note{Person: "ana", Text: "x"}, ben)
		n, err := f.EraseNotes(b.ctx, f.org, checkins.ShownOf(f.org, "ana"))
		b.must(err)
		b.same("erased in another org", n, 0)
	}},
	{"a letter that nobody tried to send is brought forward, and never put off", func(b *bench) {
		l := notice("one", Opens.Add(week))
		l.Sooner = true
		b.post(l)
		at := func(due, want int) {
			b.Helper()
			l.Due = Opens.Add(time.Duration(due) * time.Hour)
			b.post(l)
			b.same("due", b.letter(l.ID).Due.UTC(), Opens.Add(time.Duration(want)*time.Hour).UTC())
		}
		at(5, 5)
		at(6, 5)
		l.Due = Opens.Add(5 * time.Hour)
		claimed := b.take(l.ID, l.Due)
		b.settle(claimed, checkins.Settlement{State: checkins.LetterPending, RetryAt: Opens.Add(9 * time.Hour), Reason: "later"})
		at(1, 9)
	}},
}
