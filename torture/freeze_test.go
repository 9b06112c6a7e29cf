package torture

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// replyLimit is within what time somebody who pressed Save must hear what became of
// it: Slack waits three seconds.
const replyLimit = 2800 * time.Millisecond

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
			forms, in := map[*lead]form{}, map[*lead]marks{}
			last := f.last()
			for _, l := range f.leads {
				forms[l] = f.mustOpen(l)
				in[l] = forms[l].all(turn + 1)
			}
			f.freezeRedis(0, true)
			thawed := make(chan struct{})
			go func() {
				defer close(thawed)
				pass(frozen)
				f.freezeRedis(0, false)
			}()
			var all sync.WaitGroup
			var mu sync.Mutex
			var worst time.Duration
			said := map[string]int{}
			seen := map[*lead]saw{}
			for _, l := range f.leads {
				all.Go(func() {
					// Until it is saved, or Redis is back: people press again.
					for {
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
						case <-thawed:
							return
						default:
						}
						if s.what == sawSaved {
							return
						}
					}
				})
			}
			all.Wait()
			<-thawed
			for _, l := range f.leads {
				if seen[l].what == sawSaved {
					if wrong := stands(f.stored(l.round(date)), l, in[l]); wrong != "" {
						t.Errorf("acknowledged and not stored: %s", wrong)
					}
				}
			}
			back := time.Now()
			for _, l := range f.leads {
				for seen[l].what != sawSaved && time.Since(back) < 10*time.Second {
					if seen[l].what == sawGone {
						forms[l] = f.mustOpen(l)
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
			t.Logf("Redis frozen for %s: the slowest reply after %s; seen: %v; all stored %s after it was back",
				frozen, worst.Round(time.Millisecond), said, time.Since(back).Round(time.Millisecond))
		})
	}
	f.clean()
}
