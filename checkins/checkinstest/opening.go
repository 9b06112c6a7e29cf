package checkinstest

import (
	"fmt"
	"sync/atomic"
	"time"

	"parallax/checkins"
)

const week = 7 * 24 * time.Hour

var errandPromises = []promise{
	{"nothing is due before its time, and everything at it", func(b *bench) {
		b.same("errands a second early", b.errands(Opens.Add(-time.Second)), []checkins.Errand(nil))
		b.same("errands in time", b.errands(Opens), []checkins.Errand{{Initiative: CRM, At: Opens}})
		r := b.begin(b.initiative(), First)
		b.same("errands a second early", b.errands(r.Closes.Add(-time.Second)), []checkins.Errand(nil))
		b.same("errands in time", b.errands(r.Closes), []checkins.Errand{{Initiative: CRM, Round: r.ID, At: r.Closes}})
	}},
	{"errands come earliest first, openings and closes together", func(b *bench) {
		abc, zed := b.second("abc"), b.second("zed")
		late := Opens.Add(2 * time.Hour)
		b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{zed}, Next: map[checkins.InitiativeID]time.Time{"zed": late}})
		r := Round(b.org, abc, First)
		r.Closes = Opens.Add(time.Hour)
		b.open(checkins.Opening{Round: r})
		b.same("errands", b.errands(late), []checkins.Errand{
			{Initiative: CRM, At: Opens},
			{Initiative: "abc", Round: r.ID, At: r.Closes},
			{Initiative: "zed", At: late},
		})
	}},
	{"at most 100 are listed, the earliest", func(b *bench) {
		s := checkins.Setup{Org: b.setup.Org, Next: map[checkins.InitiativeID]time.Time{}}
		for n := range 110 {
			i := Initiative(0)
			i.ID, i.Channels = checkins.InitiativeID(fmt.Sprintf("i%03d", n)), nil
			s.Initiatives = append(s.Initiatives, i)
			s.Next[i.ID] = Opens.Add(time.Duration(1+(n*37)%110) * time.Minute)
		}
		b.enrol(s)
		es := b.errands(Opens.Add(week))
		if len(es) != 100 {
			b.Fatalf("%d errands, want 100", len(es))
		}
		for n, e := range es {
			if want := Opens.Add(time.Duration(n) * time.Minute); !e.At.Equal(want) {
				b.Fatalf("errand %d is due %s, want %s", n, e.At, want)
			}
		}
	}},
	{"a round stays on the schedule until it is closed", func(b *bench) {
		r := b.begin(b.initiative(), First)
		want := []checkins.Errand{{Initiative: CRM, Round: r.ID, At: r.Closes}}
		b.seal(r)
		b.same("errands once sealed", b.errands(r.Closes), want)
		b.close(checkins.Closing{Round: r.ID}, r.Closes)
		b.same("errands once closed", b.errands(r.Closes), []checkins.Errand(nil))
	}},
}

var openPromises = []promise{
	{"the round, its letters, its close and the next opening are stored", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.same("round", b.round(r.ID), r)
		if r.State != checkins.RoundOpen {
			b.Fatalf("round is %s", r.State)
		}
		for _, p := range []checkins.PersonID{"ana", "ben", "it1", "biz2"} {
			l := b.stands(AskID(b.org, p, First), checkins.LetterPending)
			if l.Rev != 1 {
				b.Fatalf("letter has rev %d, want 1", l.Rev)
			}
		}
		b.same("errands", b.errands(Opens.Add(week)), []checkins.Errand{
			{Initiative: CRM, Round: r.ID, At: r.Closes},
			{Initiative: CRM, At: Opens.Add(week)},
		})
	}},
	{"no next opening leaves none planned", func(b *bench) {
		b.open(checkins.Opening{Round: Round(b.org, b.initiative(), First)})
		for _, e := range b.errands(Opens.AddDate(1, 0, 0)) {
			if e.Round == "" {
				b.Fatalf("an opening is planned at %s", e.At)
			}
		}
	}},
	{"letters sent before are drawn anew with it, and not when it is there", func(b *bench) {
		l := b.sent(notice("one", Opens.Add(-time.Hour)))
		o := checkins.Opening{Round: Round(b.org, b.initiative(), First), Redraw: []checkins.LetterID{l.ID, notice("none", Opens).ID}}
		b.open(o)
		b.stands(l.ID, checkins.LetterPending)
		before := b.letter(l.ID)
		if opened, err := b.Open(b.ctx, b.org, o); err != nil || opened {
			b.Fatalf("opened again: %v %v", opened, err)
		}
		b.same("letter", b.letter(l.ID), before)
	}},
	{"a round that is there stays as it is, with its letters", func(b *bench) {
		r := b.begin(b.initiative(), First)
		before := b.letter(AskID(b.org, "ana", First))
		twin := Round(b.org, b.initiative(), First)
		twin.Name, twin.Closes, twin.Roster[0] = "twin", r.Closes.Add(time.Hour), []checkins.PersonID{"ana"}
		card := Card(b.org, CRM, Opens)
		if b.open(checkins.Opening{Round: twin, Next: Opens.Add(week), Letters: []checkins.Letter{card}}) {
			b.Fatal("opened twice")
		}
		b.same("round", b.round(r.ID), r)
		b.same("letter", b.letter(before.ID), before)
		ls, err := b.Letters(b.ctx, b.org, card.ID)
		b.must(err)
		b.same("letters of the second opening", ls, []checkins.Letter(nil))
		b.same("errands", b.errands(r.Closes), []checkins.Errand{{Initiative: CRM, Round: r.ID, At: r.Closes}})
	}},
	{"opening again moves the next opening forward, never back", func(b *bench) {
		o := Opening(b.org, b.begin(b.initiative(), First))
		next := func(want time.Time) {
			b.Helper()
			b.same("next opening", b.errands(Opens.AddDate(1, 0, 0))[1:], []checkins.Errand{{Initiative: CRM, At: want}})
		}
		next(Opens.Add(week))
		o.Next = Opens.Add(2 * week)
		b.open(o)
		next(Opens.Add(2 * week))
		o.Next = Opens.Add(week)
		b.open(o)
		next(Opens.Add(2 * week))
		// A setup that names the opening again does not make the round open again.
		b.enrol(b.setup)
		o.Next = Opens.Add(week)
		b.open(o)
		next(Opens.Add(week))
	}},
	{"a round that was sealed or closed does not open again", func(b *bench) {
		o := Opening(b.org, b.begin(b.initiative(), First))
		b.seal(o.Round)
		for _, want := range []checkins.RoundState{checkins.RoundSealed, checkins.RoundClosed} {
			if b.open(o) {
				b.Fatal("opened again")
			}
			if got := b.round(o.Round.ID).State; got != want {
				b.Fatalf("round is %s, want %s", got, want)
			}
			b.close(checkins.Closing{Round: o.Round.ID}, o.Round.Closes)
		}
	}},
	{"of many at once one opens", func(b *bench) {
		var opened atomic.Int32
		o := Opening(b.org, Round(b.org, b.initiative(), First))
		b.must(together(20, func(int) error {
			ok, err := b.Open(b.ctx, b.org, o)
			if ok {
				opened.Add(1)
			}
			return err
		}))
		if n := opened.Load(); n != 1 {
			b.Fatalf("%d opened, want 1", n)
		}
		if n := len(b.claim(Opens)); n != 6 {
			b.Fatalf("%d letters, want 6", n)
		}
	}},
	{"a skipped round is recorded and not on the schedule", func(b *bench) {
		r := checkins.Round{
			ID: checkins.RoundIDOf(CRM, First), Name: "CRM migration", Opens: Opens, Closes: Opens.Add(checkins.DefaultWindow),
			State: checkins.RoundSkipped, Reason: "downtime",
		}
		card := Card(b.org, CRM, Opens)
		o := checkins.Opening{Round: r, Next: Opens.Add(week), Letters: []checkins.Letter{card}}
		if !b.open(o) || b.open(o) {
			b.Fatal("want opened, then not")
		}
		b.same("round", b.round(r.ID), r)
		b.stands(card.ID, checkins.LetterPending)
		b.same("errands", b.errands(Opens.Add(week)), []checkins.Errand{{Initiative: CRM, At: Opens.Add(week)}})
	}},
	{"letters are posted as by Post", func(b *bench) {
		b.begin(b.initiative(), First)
		r := Round(b.org, b.second("zed"), First)
		b.open(Opening(b.org, r))
		l := b.stands(AskID(b.org, "ana", First), checkins.LetterPending)
		b.same("rounds", l.About.Rounds, []checkins.RoundID{"crm@2026-03-03", "zed@2026-03-03"})
	}},
	{"rounds come in the order asked, unknown ones left out", func(b *bench) {
		one := b.begin(b.initiative(), First)
		two := b.begin(b.initiative(), First.AddDays(7))
		rs, err := b.Rounds(b.ctx, b.org, two.ID, "crm@2030-01-01", one.ID)
		b.must(err)
		b.same("rounds", rs, []checkins.Round{two, one})
		rs, err = b.Rounds(b.ctx, b.org)
		b.must(err)
		b.same("rounds of no ids", rs, []checkins.Round(nil))
	}},
	{"the latest round is the one opened or skipped last", func(b *bench) {
		latest := func(want checkins.RoundID) {
			b.Helper()
			s, got, err := b.Standing(b.ctx, b.org, CRM)
			b.must(err)
			b.same("standing", s, checkins.Standing{})
			b.same("latest", got, want)
		}
		latest("")
		one := b.begin(b.initiative(), First)
		latest(one.ID)
		two := Round(b.org, b.initiative(), First.AddDays(7))
		two.State = checkins.RoundSkipped
		b.open(checkins.Opening{Round: two})
		latest(two.ID)
		b.open(Opening(b.org, one))
		latest(two.ID)
	}},
}
