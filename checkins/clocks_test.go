package checkins

import (
	"fmt"
	"slices"
	"sort"
	"testing"
	"time"
)

// changesOfClocks lists, for a zone, every change from 2024 to the end of 2030: the
// first minute of the new time. Only the offset at an instant is asked for.
func changesOfClocks(loc *time.Location) []time.Time {
	offset := func(t time.Time) int { _, s := t.In(loc).Zone(); return s }
	var changes []time.Time
	end := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.Add(3 * time.Hour) {
		if was := offset(at); offset(at.Add(3*time.Hour)) != was {
			m := sort.Search(180, func(m int) bool { return offset(at.Add(time.Duration(m)*time.Minute)) != was })
			changes = append(changes, at.Add(time.Duration(m)*time.Minute))
		}
	}
	return changes
}

// scanned is what the clocks of a zone show, minute by minute, around an instant.
type scanned struct {
	from  time.Time
	shows []int64 // the local minute since 1970 that each minute of time shows
	most  []int64 // the latest that was shown so far
}

// scan looks at each minute of some days before and after an instant. Zones whose clocks
// are set alike over that time are looked at once.
func scan(loc *time.Location, around time.Time, days int, before map[string]scanned) scanned {
	from := around.AddDate(0, 0, -days)
	alike := fmt.Appendf(nil, "%d", around.Unix())
	for m := 0; m < 2*days*24*60; m += 30 {
		_, offset := from.Add(time.Duration(m) * time.Minute).In(loc).Zone()
		alike = fmt.Appendf(alike, " %d", offset)
	}
	if s, ok := before[string(alike)]; ok {
		return s
	}
	s := scanned{from: from}
	for m := range 2 * days * 24 * 60 {
		at := from.Add(time.Duration(m) * time.Minute).In(loc)
		local := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC).Unix() / 60
		most := local
		if m > 0 {
			most = max(most, s.most[m-1])
		}
		s.shows, s.most = append(s.shows, local), append(s.most, most)
	}
	before[string(alike)] = s
	return s
}

// first is the first minute at which the clocks show that local minute, or, where they
// never do, the first after it. It is what the resolver is to say, found by looking.
func (s scanned) first(local int64) time.Time {
	m := sort.Search(len(s.most), func(m int) bool { return s.most[m] >= local })
	return s.from.Add(time.Duration(m) * time.Minute)
}

// shown reports whether the clocks show a local minute from an instant on, within three
// hours.
func (s scanned) shown(local int64, from time.Time) bool {
	m := int(from.Sub(s.from) / time.Minute)
	return slices.Contains(s.shows[m:min(m+180, len(s.shows))], local)
}

// Every zone, every change of its clocks from 2024 to 2030, at each half hour until
// 03:30 and at the time of the change, the minute before and the minute after: a pulse
// fires exactly once for each local date, at the time that it names where the clocks
// show that, the first time where they show it twice, and else at the first instant
// after it.
func TestD36OneFiringADate(t *testing.T) {
	const days = 3
	changes, firings, gaps, overlaps := 0, 0, 0, 0
	seen := map[string]scanned{}
	for _, name := range zones(t) {
		loc := zone(t, name)
		for _, change := range changesOfClocks(loc) {
			changes++
			s := scan(loc, change, days+1, seen)
			for _, minute := range minutesAround(change, loc) {
				p := Pulse{Cadence: fmt.Sprintf("%d %d * * *", minute%60, minute/60), Zone: name, Window: time.Hour}
				first := DateOf(change.In(loc)).AddDays(-days + 1)
				// From the first date's first instant to the last date's, by the oracle.
				from := s.first(first.UTC().Unix() / 60)
				to := s.first(first.AddDays(2*days-2).UTC().Unix() / 60)
				fired := map[Date]Planned{}
				for _, pl := range p.Between(from.AddDate(0, 0, -1), to) {
					if _, twice := fired[pl.Date]; twice {
						t.Fatalf("%s %02d:%02d: fires twice for %s", name, minute/60, minute%60, pl.Date)
					}
					fired[pl.Date] = pl
				}
				for d := first; d < first.AddDays(2*days-2); d = d.AddDays(1) {
					pl, ok := fired[d]
					local := d.UTC().Unix()/60 + int64(minute)
					want := s.first(local)
					if !ok || !pl.Opens.Equal(want) {
						t.Fatalf("%s %s %02d:%02d: %v %v, by looking %v", name, d, minute/60, minute%60, pl.Opens, ok, want.In(loc))
					}
					back := pl.Opens.In(loc)
					if s.shown(local, want) {
						if DateOf(back) != d || back.Hour()*60+back.Minute() != minute {
							t.Fatalf("%s %s %02d:%02d: read back it is %v", name, d, minute/60, minute%60, back)
						}
					} else if gaps++; back.Add(-time.Second).Format(time.DateTime) >= fmt.Sprintf("%s %02d:%02d:00", d, minute/60, minute%60) {
						t.Fatalf("%s %s %02d:%02d: %v is not the first instant after the gap", name, d, minute/60, minute%60, back)
					}
					if s.shown(local, want.Add(time.Minute)) {
						overlaps++
					}
					firings++
				}
			}
		}
	}
	if changes < 2000 || gaps < 1000 || overlaps < 1000 {
		t.Fatalf("only %d changes of clocks, %d times left out, %d shown twice", changes, gaps, overlaps)
	}
	t.Logf("%d changes of clocks, %d firings, %d at times left out, %d at times shown twice", changes, firings, gaps, overlaps)
}

// minutesAround are the times of day that are tried at a change of clocks.
func minutesAround(change time.Time, loc *time.Location) []int {
	var minutes []int
	for m := 0; m <= 210; m += 30 {
		minutes = append(minutes, m)
	}
	// The last minute of the old time and the first of the new one, on the clock.
	for _, at := range []time.Time{change.Add(-time.Minute).In(loc), change.In(loc)} {
		m := at.Hour()*60 + at.Minute()
		for _, m := range []int{m - 1, m, m + 1} {
			minutes = append(minutes, (m+24*60)%(24*60))
		}
	}
	slices.Sort(minutes)
	return slices.Compact(minutes)
}
