package checkinstest

import (
	"cmp"
	"slices"
	"time"

	"parallax/checkins"
)

// held wants these rounds to be held that were planned before a date.
func (b *bench) held(before checkins.Date, want ...checkins.RoundID) {
	b.Helper()
	got, err := b.Held(b.ctx, b.org, CRM, before)
	b.must(err)
	b.same("held before "+string(before), got, want)
}

var retentionPromises = []promise{
	{"the answers of a closed round go, and what was published stays", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.says(Reply("d", r, "ana", Own(checkins.Value, 4)), r.Opens, checkins.Saved)
		next := First.AddDays(7)
		b.held(next) // it is open
		b.seal(r)
		s, records := b.folded(r)
		slices.SortFunc(records, func(x, y checkins.Record) int { return cmp.Compare(x.Dimension, y.Dimension) })
		b.close(checkins.Closing{Round: r.ID, Standing: s, Records: records}, r.Closes)
		b.held(First) // it is not older
		b.held(next, r.ID)
		for _, key := range append(checkins.NotesOf(r), checkins.ReplyNotes(CRM, r.Seq+1)) {
			_, err := b.Jot(b.ctx, b.org, checkins.Jotting{Key: key, Note: checkins.Note{Person: "ana", Text: "x"}, From: SlackAccount("ana")}, during)
			b.must(err)
		}
		b.must(b.LetGo(b.ctx, b.org, r.ID))
		b.must(b.LetGo(b.ctx, b.org, r.ID))
		b.held(next)
		b.same("answers", b.kept(r.ID), checkins.Kept{})
		left, err := b.Notes(b.ctx, b.org, append(checkins.NotesOf(r), checkins.ReplyNotes(CRM, r.Seq+1))...)
		b.must(err)
		for key, notes := range left {
			b.same("notes "+string(key), len(notes), map[bool]int{true: 1}[key == checkins.ReplyNotes(CRM, r.Seq+1)])
		}
		b.same("records", b.records(r.ID), records)
		b.same("standing", b.standing(), s)
		b.same("state", b.round(r.ID).State, checkins.RoundClosed)
		b.must(b.TrimLog(b.ctx, b.org, r.Closes.Add(time.Hour)))
	}},
	{"a round of another initiative is let go by itself", func(b *bench) {
		other := b.second("zed")
		r, z := b.begin(b.initiative(), First), b.begin(other, First)
		for _, one := range []checkins.Round{r, z} {
			b.seal(one)
			b.close(checkins.Closing{Round: one.ID, Standing: checkins.Standing{Seq: 1, Last: one.ID}}, one.Closes)
		}
		b.must(b.LetGo(b.ctx, b.org, z.ID))
		b.held(First.AddDays(7), r.ID)
	}},
}
