package store

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// E45: the primary is killed under load, again and again. Nothing that was said to be
// stored is lost, and the store comes back by itself. PARALLAX_FAILOVERS says how
// often; one time in the ordinary tests.
func TestE45Failover(t *testing.T) {
	if testing.Short() {
		t.Skip("starts six servers")
	}
	times := 1
	if n, err := strconv.Atoi(os.Getenv("PARALLAX_FAILOVERS")); err == nil {
		times = n
	}
	w := redistest.Sentinel(t)
	s := dialHeld(t, w.URL(), 1)
	leads := 40
	r := begun(t, s, leads)
	people := append(append([]checkins.PersonID{}, r.Roster[0]...), r.Roster[1]...)

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var (
		writers sync.WaitGroup
		mu      sync.Mutex
		stored  = map[checkins.PersonID]map[int]bool{} // values that may stand: the newest acknowledged and what came after it
		acked   atomic.Int64
		refused atomic.Int64
	)
	const writing = 8
	for n := range writing {
		// A writer has people of its own: of two at once nobody could tell whose word is
		// the last.
		var own []checkins.PersonID
		for k := n; k < len(people); k += writing {
			own = append(own, people[k])
		}
		writers.Go(func() {
			for k := 0; ctx.Err() == nil; k++ {
				p, value := own[k%len(own)], 1+(k/len(own))%5
				mu.Lock()
				if stored[p] == nil {
					stored[p] = map[int]bool{0: true} // nothing, until something is acknowledged
				}
				stored[p][value] = true // from now on it may stand there
				mu.Unlock()
				said, err := s.Record(ctx, acme, checkinstest.Reply(fmt.Sprint("d", n, ".", k), r, p, checkinstest.Own(checkins.Value, value)), r.Opens)
				if err != nil {
					refused.Add(1)
					continue
				}
				if said[0].Outcome != checkins.Saved && said[0].Outcome != checkins.Duplicate {
					t.Errorf("%s: %+v", p, said)
				}
				acked.Add(1)
				mu.Lock()
				stored[p] = map[int]bool{value: true} // nothing older may stand any more
				mu.Unlock()
			}
		})
	}
	moving := func() bool {
		before := acked.Load()
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for range 1000 {
			<-tick.C
			if acked.Load() > before+20 {
				return true
			}
		}
		return false
	}
	if !moving() {
		t.Fatal("nothing is stored")
	}
	for n := range times {
		primary, err := w.Primary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		primary.Kill()
		began := time.Now()
		if !moving() {
			t.Fatalf("failover %d: nothing was stored within 20 s", n+1)
		}
		t.Logf("failover %d: stored again after %s; %d acknowledged, %d refused so far", n+1, time.Since(began).Round(time.Millisecond), acked.Load(), refused.Load())
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("failover %d took %s", n+1, took)
		}
		primary.Restart()
		if !moving() {
			t.Fatalf("after the old primary of failover %d came back nothing is stored", n+1)
		}
	}
	stop()
	writers.Wait()
	kept, err := s.Answers(context.WithoutCancel(ctx), acme, r.ID, "")
	if err != nil {
		t.Fatal(err)
	}
	stands := map[checkins.PersonID]int{}
	for _, a := range kept.Answers {
		stands[a.Person] = a.Own
	}
	lost := 0
	for p, values := range stored {
		if !values[stands[p]] {
			lost++
			t.Errorf("%s: %d stands there, want one of %v", p, stands[p], values)
		}
	}
	t.Logf("%d acknowledged, %d refused, %d of %d people with another answer than the one acknowledged last", acked.Load(), refused.Load(), lost, len(stored))
}
