package torture

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
)

// C26: an alert goes out while posts to channels go wrong and replicas are killed.
// Where a lost one can be looked for, each channel reads it once; where it can't, once,
// or twice with the remark that it may be a repeat. No channel reads none.
func TestC26Alerts(t *testing.T) {
	s := scaleOf(t)
	t.Parallel() // with all others that wait, not before them
	for _, blind := range []bool{false, true} {
		t.Run(map[bool]string{false: "C26 with lookup", true: "C26 blind"}[blind], func(t *testing.T) {
			t.Parallel()
			alerts(t, of(s, 2, 20), blind)
		})
	}
}

func alerts(t *testing.T, initiatives int, blind bool) {
	const window = 60 * time.Hour
	f := newFleet(t, today(options{slack: 2 * sideOfTen * initiatives, blind: blind, window: window}, 2, window))
	for range 3 {
		f.start(hurried...)
	}
	opens := f.options.begin.Add(time.Minute)
	for week := range 3 {
		f.clock.set(opens.AddDate(0, 0, 7*week).Add(time.Second))
		patient(t, f, "everybody is asked", func() bool {
			for _, l := range f.leads {
				if len(f.letters(l, "ask")) <= week {
					return false
				}
			}
			return true
		})
		for n, l := range f.leads {
			m := f.mustOpen(l)
			in := m.all(0)
			for id := range in {
				in[id] = "1"
				if n%(2*sideOfTen) < sideOfTen { // the IT side
					in[id] = "5"
				}
			}
			if s := f.save(l, m, in); s.what != sawSaved {
				t.Fatalf("%s: %+v", l.id, s)
			}
		}
		if week == 2 {
			f.chaos(func(v url.Values) bool { return strings.HasPrefix(v.Get("channel"), "C") })
			f.clock.live()
			break
		}
		f.clock.set(opens.AddDate(0, 0, 7*week).Add(window + time.Minute))
		await(t, "the round is closed", func() bool {
			for _, l := range f.leads {
				past, err := f.store.Past(t.Context(), org, l.initiative)
				if err != nil {
					t.Fatal(err)
				}
				if len(past) <= week {
					return false
				}
			}
			return true
		})
	}
	began := time.Now()
	said := func() bool {
		all := f.outbox(checkins.KindAlert)
		for _, l := range all {
			if l.state != checkins.LetterSent {
				return false
			}
		}
		return len(all) == initiatives
	}
	limit := 2*patience + time.Duration(len(f.leads))*time.Second
	// Each was attempted: one that waits for its turn is pending, and not due.
	tried := func() bool {
		all := f.outbox(checkins.KindAlert)
		for _, l := range all {
			if l.state == checkins.LetterPending || l.state == checkins.LetterSending {
				return false
			}
		}
		return len(all) == initiatives
	}
	// A process looks for what it has known as lost for a while, so that the killing has
	// to end before it can.
	// Asked once: what was lost may be due again a moment later, where nobody can look.
	ended := false
	kills := f.slaughter(func() bool {
		ended = ended || tried()
		return ended || time.Since(began) > limit
	})
	if !ended {
		t.Fatalf("after %s: %+v", limit, f.outbox(checkins.KindAlert))
	}
	_, _, lost := f.outgoing()
	await(t, "every alert is said", said)
	f.space.ClearFaults()
	twice := 0
	seen := map[string]int{}
	for _, x := range f.seen() {
		at := stampOf(x.Metadata)
		if at.Kind != "alert" || x.Kind != "post" {
			continue
		}
		if seen[x.Channel]++; seen[x.Channel] == 1 {
			continue
		}
		twice++
		if !blind || seen[x.Channel] > 2 || !strings.Contains(strings.ToLower(x.Text+string(x.Blocks)), "may be a repeat") {
			t.Errorf("channel %s read the alert %d times: %s", x.Channel, seen[x.Channel], x.Text)
		}
	}
	if len(seen) != initiatives {
		t.Errorf("%d channels of %d read an alert", len(seen), initiatives)
	}
	t.Logf("%d alerts, %d kills, %d letters lost without a word, %s; %d repeated and marked", initiatives, kills, lost, time.Since(began).Round(time.Second), twice)
}
