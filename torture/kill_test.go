package torture

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// B11: a replica is killed while answers are on their way, at each point of the way.
// Who saw "saved" has the answer stored; who did not finds the form as it was; and
// the same delivery, or the same press, again changes nothing and is counted once.
func TestB11Kill(t *testing.T) {
	s := scaleOf(t)
	for _, point := range []struct{ name, fault string }{
		{"before the script", "record.before"},
		{"between the script and WAIT", ""},
		{"after WAIT, before the answer", "record.after"},
		{"the answer is made, and not sent", "reply.before"},
		{"after the answer", "reply.after"},
	} {
		t.Run("B11 "+point.name, func(t *testing.T) { killAt(t, point.fault, of(s, 10, 200)) })
	}
}

// tally counts what happened to people.
type tally struct{ kills, saved, notSaved, trouble int }

func (y *tally) note(what string) {
	switch what {
	case sawSaved:
		y.saved++
	case sawNotSaved:
		y.notSaved++
	default:
		y.trouble++
	}
}

// killAt kills so many times at a fault point; without one when the script has run
// and the replica of Redis has not heard of it.
func killAt(t *testing.T, fault string, times int) {
	f := newFleet(t, options{slack: 6, teams: 4, redis: replicated})
	well := f.start()
	date := f.open()
	given, turn := map[*lead]marks{}, map[*lead]int{}
	for _, l := range f.leads {
		given[l] = f.mustSave(l, 0)
	}
	victim := f.start()
	recorded := f.door.record()
	began := time.Now()
	var count tally
	arm := func(before, first int) { // the next process of the victim dies at a later hit
		env := []string{}
		if fault != "" {
			env = append(env, fmt.Sprintf("PARALLAX_FAILPOINTS=%s=crash@%d", fault, before+1+f.rand.IntN(first)))
		}
		victim.restart(env...)
	}
	const crew = 4
	victim.kill()
	arm(0, crew)
	for round := 1; count.kills < times && !t.Failed(); round++ {
		if round > 2*times+10 {
			t.Fatalf("only %d kills at the point in %d rounds", count.kills, round)
		}
		// Forms are opened elsewhere, so that the victim sees answers only.
		f.door.pin(well)
		leads := f.leads[:0:0]
		for _, n := range f.rand.Perm(len(f.leads))[:crew] {
			leads = append(leads, f.leads[n])
		}
		forms, in := map[*lead]form{}, map[*lead]marks{}
		last := f.last()
		for _, l := range leads {
			forms[l] = f.mustOpen(l)
			turn[l]++ // another value than before, everywhere
			in[l] = forms[l].all(turn[l])
		}
		f.door.pin(victim)
		if fault == "" {
			f.freezeRedis(1, true)
		}
		seen := f.saveAll(leads, forms, in, func() {
			if fault == "" {
				await(t, "a script has run", func() bool { return f.last() != last })
				victim.kill()
			}
		})
		if fault == "" {
			f.freezeRedis(1, false)
		}
		// Once all were answered it lives on only if it was not asked often enough.
		if within(time.Second, func() bool { return !victim.alive() }) {
			count.kills++
		} else {
			victim.kill()
		}
		for _, l := range leads {
			count.note(seen[l].what)
			switch now := f.stored(l.round(date)); {
			case seen[l].what == sawSaved && stands(now, l, in[l]) != "":
				t.Errorf("round %d: acknowledged and lost: %s", round, stands(now, l, in[l]))
			case stands(now, l, in[l]) != "" && stands(now, l, given[l]) != "":
				t.Errorf("round %d: neither the old answer nor the new one: %s", round, stands(now, l, in[l]))
			}
		}
		// The deliveries come again to the process that follows, and people press again.
		again := 0
		for _, l := range leads {
			if seen[l].what != sawSaved {
				again++
			}
		}
		arm(len(leads)+again, crew)
		for _, l := range leads {
			// Of a disk that is slow for a moment people are told; they press once more. The
			// process that follows is to see each once, so that goes elsewhere.
			if q, ok := recorded.of(l); ok && seen[l].what != sawGone {
				r := q.send(t.Context(), victim.url())
				for range 3 {
					if !r.saved() && r.status != 0 {
						r = q.send(t.Context(), well.url())
					}
				}
				if !r.saved() {
					t.Errorf("round %d: %s: delivered again: %+v", round, l.id, r)
				}
			}
			if seen[l].what != sawSaved {
				s := f.save(l, forms[l], in[l])
				f.door.pin(well)
				for range 3 {
					switch s.what {
					case sawGone:
						forms[l] = f.mustOpen(l)
						s = f.save(l, forms[l], in[l])
					case sawNotSaved:
						s = f.save(l, forms[l], in[l])
					}
				}
				f.door.pin(victim)
				if s.what != sawSaved {
					t.Errorf("round %d: %s: pressed again: %+v", round, l.id, s)
				}
			}
			if wrong := stands(f.stored(l.round(date)), l, in[l]); wrong != "" {
				t.Errorf("round %d: %s", round, wrong)
			}
			given[l] = in[l]
		}
		for _, l := range leads {
			if n := len(ofLead(f.history(last), l)); n != len(in[l]) {
				t.Errorf("round %d: %s: the history has %d changes of %d values", round, l.id, n, len(in[l]))
			}
		}
	}
	f.door.pin()
	f.holdHistory()
	f.clean()
	t.Logf("%d kills in %s: %d times saved, %d not saved, %d times no answer; 0 lost, 0 twice unless reported",
		count.kills, time.Since(began).Round(time.Second), count.saved, count.notSaved, count.trouble)
}

// saveAll has several people press Save at once, does something meanwhile, and gives
// what each of them saw.
func (f *fleet) saveAll(leads []*lead, forms map[*lead]form, in map[*lead]marks, meanwhile func()) map[*lead]saw {
	var all sync.WaitGroup
	var mu sync.Mutex
	seen := map[*lead]saw{}
	for _, l := range leads {
		all.Go(func() {
			s := f.save(l, forms[l], in[l])
			mu.Lock()
			defer mu.Unlock()
			seen[l] = s
		})
	}
	meanwhile()
	all.Wait()
	return seen
}

// last is the newest entry of the history.
func (f *fleet) last() string {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	entries, err := f.rdb.XRevRangeN(ctx, "px:{"+string(org)+"}:log", "+", "-", 1).Result()
	if err != nil || len(entries) == 0 {
		return "0"
	}
	return entries[0].ID
}

// freezeRedis stops one of the servers where it stands, or lets it go on.
func (f *fleet) freezeRedis(n int, frozen bool) {
	f.t.Helper()
	s := syscall.SIGCONT
	if frozen {
		s = syscall.SIGSTOP
	}
	if err := f.servers[n].Process().Signal(s); err != nil && !strings.Contains(err.Error(), "already finished") {
		f.t.Fatal(err)
	}
}
