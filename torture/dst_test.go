package torture

import (
	"slices"
	"testing"
	"time"

	"parallax/checkins"
)

// D37: the clock runs through the night in which it is changed, in spring and in
// autumn, before three replicas that come and go. The pulse fires at an hour that does
// not exist that night, or twice; everybody is asked once.
func TestD37Change(t *testing.T) {
	s := scaleOf(t)
	t.Parallel() // with all others that wait, not before them
	for _, night := range []struct {
		name, zone string
		saturday   string // its date, in the zone
		cadence    string
		full       bool
	}{
		{"Berlin in spring", "Europe/Berlin", "2026-03-28", "30 2 * * *", false},
		{"Berlin in autumn", "Europe/Berlin", "2026-10-24", "30 2 * * *", false},
		{"New York in spring", "America/New_York", "2026-03-07", "30 2 * * *", true},
		{"New York in autumn", "America/New_York", "2026-10-31", "30 1 * * *", true},
		{"Lord Howe in spring", "Australia/Lord_Howe", "2026-10-03", "15 2 * * *", true}, // by half an hour
		{"Lord Howe in autumn", "Australia/Lord_Howe", "2026-04-04", "45 1 * * *", true},
	} {
		if night.full && !s.full {
			continue
		}
		t.Run("D37 "+night.name, func(t *testing.T) {
			t.Parallel() // it waits more than it works
			loc, err := time.LoadLocation(night.zone)
			if err != nil {
				t.Fatal(err)
			}
			begin, err := time.ParseInLocation("2006-01-02 15:04", night.saturday+" 22:00", loc)
			if err != nil {
				t.Fatal(err)
			}
			f := newFleet(t, options{
				slack: 5, teams: 5, zone: night.zone, cadence: night.cadence, window: 8 * time.Hour, begin: begin,
				person: `hours: "00:00-24:00", workdays: [mon, tue, wed, thu, fri, sat, sun]`,
			})
			for range 3 {
				f.start()
			}
			f.install()
			end := begin.Add(7 * time.Hour)
			speed := of(s, 1200.0, 600.0)
			// One of them comes and goes meanwhile.
			gone := make(chan struct{})
			go func() {
				defer close(gone)
				for f.clock.now().Before(end.Add(-time.Hour)) {
					f.replicas[2].kill()
					if err := f.replicas[2].begin(); err != nil {
						t.Error(err)
						return
					}
					pass(time.Duration(f.rand.IntN(2000)) * time.Millisecond)
				}
			}()
			f.clock.run(end, speed)
			<-gone
			// A letter that a killed one had in hand is looked for once its lease is over.
			await(t, "everybody is asked", func() bool {
				return !slices.ContainsFunc(f.leads, func(l *lead) bool { return len(f.letters(l, "ask")) == 0 })
			})
			f.rest()
			pass(2 * time.Second) // for whatever should not come
			planned, _ := checkins.Pulse{Cadence: night.cadence, Zone: night.zone, Window: f.options.window}.Next(checkins.Date(night.saturday))
			var last time.Time
			for _, l := range f.leads {
				asks := f.letters(l, "ask")
				if len(asks) != 1 || asks[0].At.Before(planned.Opens) {
					t.Errorf("%s was asked %d times, first at %s, planned was %s", l.id, len(asks), asks[0].At.In(loc), planned.Opens.In(loc))
				}
				if at := asks[0].At; at.After(last) {
					last = at
				}
			}
			t.Logf("planned for %s, the last one asked at %s", planned.Opens.In(loc).Format("15:04 MST"), last.In(loc).Format("15:04 MST"))
			f.clean()
		})
	}
}
