package torture

import (
	"strings"
	"sync"
	"testing"
	"time"

	"parallax/checkins"
)

// replyLimit is within what time somebody who pressed Save must hear what became of
// it: Slack waits three seconds.
const replyLimit = 2800 * time.Millisecond

// recovery is how long after the end of a trouble everything must be saved again.
const recovery = 10 * time.Second

// B12: Redis stands still while answers are handed in. Everybody hears in time what
// became of theirs, nobody hears "saved" of what is not stored, and pressing again
// once Redis is back stores it once. No replica is restarted.
func TestB12Frozen(t *testing.T) {
	s := scaleOf(t)
	f := newFleet(t, options{slack: 6, teams: 4})
	f.start()
	f.start()
	date := f.open()
	for _, l := range f.leads {
		f.mustSave(l, 0)
	}
	for turn, frozen := range of(s, []time.Duration{time.Second, 4 * time.Second}, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, time.Minute}) {
		t.Run("B12 "+frozen.String(), func(t *testing.T) {
			f.ordeal(t, date, turn+1, frozen, func() { f.freezeRedis(0, true) }, func() { f.freezeRedis(0, false) })
		})
	}
	f.clean()
}

// E52: the network between one of three replicas and Redis is bad in every way there
// is, then that of all of them; and so is that to the platforms. The promises of B12
// hold all the while.
func TestE52Network(t *testing.T) {
	s := scaleOf(t)
	f := newFleet(t, options{slack: 6, teams: 4, lines: true})
	for range 3 {
		f.start()
	}
	date := f.open()
	for _, l := range f.leads {
		f.mustSave(l, 0)
	}
	turn := 0
	lasting := of(s, 3*time.Second, 10*time.Second)
	for _, evil := range []struct {
		name string
		of   func(*line)
	}{
		{"slow", func(l *line) { l.slow(500*time.Millisecond, 100*time.Millisecond) }},
		{"swallows answers", func(l *line) { l.mute(back) }},
		{"half-open", (*line).blackhole},
		{"resets", (*line).reset},
		{"cut", (*line).cut},
	} {
		for _, whose := range []struct {
			name  string
			lines []*line
			full  bool
		}{
			{"one replica", []*line{f.replicas[0].redis}, false},
			{"every replica", []*line{f.replicas[0].redis, f.replicas[1].redis, f.replicas[2].redis}, true},
			{"the platforms", []*line{f.toSlack, f.toTeams}, true},
		} {
			if whose.full && !s.full {
				continue
			}
			turn++
			t.Run("E52 "+whose.name+", "+evil.name, func(t *testing.T) {
				each := func(do func(*line)) func() {
					return func() {
						for _, l := range whose.lines {
							do(l)
						}
					}
				}
				f.ordeal(t, date, turn, lasting, each(evil.of), each((*line).mend))
			})
		}
	}
	f.rest()
	f.holdHistory()
	f.clean()
}

// ordeal has everybody hand in answers, again and again until they are saved, while
// something is bad for a time.
func (f *fleet) ordeal(t *testing.T, date checkins.Date, turn int, lasting time.Duration, bad, good func()) {
	t.Helper()
	forms, in := map[*lead]form{}, map[*lead]marks{}
	last := f.last()
	for _, l := range f.leads {
		// After what was bad before, the first press may still come to nothing.
		var err error
		if !within(recovery, func() bool { forms[l], err = f.openForm(l); return err == nil }) {
			t.Fatal(err)
		}
		in[l] = forms[l].all(turn)
	}
	bad()
	over := make(chan struct{})
	go func() {
		defer close(over)
		pass(lasting)
		good()
	}()
	var all sync.WaitGroup
	var mu sync.Mutex
	var worst time.Duration
	said := map[string]int{}
	seen := map[*lead]saw{}
	for _, l := range f.leads {
		all.Go(func() {
			for { // until it is saved, or all is well: people press again
				s := f.save(l, forms[l], in[l])
				mu.Lock()
				seen[l] = s
				worst = max(worst, s.took)
				said[s.what]++
				mu.Unlock()
				if s.took > replyLimit {
					t.Errorf("%s (Teams: %t) heard %q after %s", l.id, l.inTeams, s.what, s.took)
				}
				if s.what == sawTrouble || s.what == sawNotSaved && !strings.Contains(strings.ToLower(s.text), "not saved") {
					t.Errorf("%s (Teams: %t) saw %+v", l.id, l.inTeams, s)
				}
				select {
				case <-over:
					return
				default:
				}
				if s.what == sawSaved || s.what == sawGone {
					return
				}
			}
		})
	}
	all.Wait()
	<-over
	for _, l := range f.leads {
		if seen[l].what == sawSaved {
			if wrong := stands(f.stored(l.round(date)), l, in[l]); wrong != "" {
				t.Errorf("acknowledged and not stored: %s", wrong)
			}
		}
	}
	well := time.Now()
	for _, l := range f.leads {
		for seen[l].what != sawSaved && time.Since(well) < recovery {
			if seen[l].what == sawGone {
				m, err := f.openForm(l)
				if err != nil {
					continue
				}
				forms[l] = m
			}
			seen[l] = f.save(l, forms[l], in[l])
		}
		if wrong := stands(f.stored(l.round(date)), l, in[l]); wrong != "" {
			t.Errorf("pressed again: %+v: %s", seen[l], wrong)
		}
		if n := len(ofLead(f.history(last), l)); n != len(in[l]) {
			t.Errorf("%s: the history has %d changes of %d values", l.id, n, len(in[l]))
		}
	}
	t.Logf("bad for %s: the slowest reply after %s; seen: %v; all stored %s after it was over",
		lasting, worst.Round(time.Millisecond), said, time.Since(well).Round(time.Millisecond))
}
