package checkinstest

import (
	"time"

	"parallax/checkins"
)

// waits wants exactly this to wait in the orgs.
func (b *bench) waits(now time.Time, want ...checkins.Waiting) {
	b.Helper()
	got, err := b.Waiting(b.ctx, now, b.Lease)
	b.must(err)
	b.same("waiting", got, want)
}

var agendaPromises = []promise{
	{"an org whose time has not come is not listed, nor one that has nothing", func(b *bench) {
		b.enrol(foreign(other, otherTeam, 0))
		b.waits(Opens.Add(-time.Second))
	}},
	{"a round is waited for from its opening to when it is opened, and from its close on", func(b *bench) {
		b.waits(Opens, checkins.Waiting{Org: b.org, Errands: true})
		r := b.begin(b.initiative(), First)
		early := r.Opens.Add(-time.Second) // before its asks
		b.waits(early)
		b.post(notice("one", r.Closes.Add(week)))
		ws, err := b.Waiting(b.ctx, r.Closes, b.Lease)
		b.must(err)
		if len(ws) != 1 || !ws[0].Errands {
			b.Fatalf("at the close: %+v", ws)
		}
	}},
	{"a letter is waited for from the time it is due until it is claimed", func(b *bench) {
		early := Opens.Add(-time.Hour)
		l := notice("one", early)
		b.post(l)
		b.waits(early.Add(-time.Second))
		b.waits(early, checkins.Waiting{Org: b.org, Letters: true})
		b.take(l.ID, early)
		b.waits(early)
	}},
	{"a lease that ran out is waited for, and then the lost letter once settle is over", func(b *bench) {
		early := Opens.Add(-time.Hour)
		l := notice("one", early)
		b.post(l)
		b.take(l.ID, early)
		b.Expire()
		b.waits(early, checkins.Waiting{Org: b.org, Letters: true})
		b.lapse()
		b.Expire()
		b.waits(early, checkins.Waiting{Org: b.org, Lost: true})
	}},
	{"an org that comes later is seen, and each has its own", func(b *bench) {
		early := Opens.Add(-time.Hour)
		b.waits(early)
		b.enrol(foreign(other, otherTeam, 0))
		b.must(b.Post(b.ctx, other, notice("one", early)))
		b.waits(early, checkins.Waiting{Org: other, Letters: true})
		b.post(notice("two", early))
		b.waits(early, checkins.Waiting{Org: b.org, Letters: true}, checkins.Waiting{Org: other, Letters: true})
	}},
}
