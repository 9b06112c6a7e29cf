package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// outcome is what a load came to.
type outcome struct {
	good, bad, dropped int
	took               time.Duration
	late               []time.Duration // of the good ones, sorted
	why                error           // the first of the bad ones
}

// rate is good answers a second.
func (o outcome) rate() float64 { return float64(o.good) / o.took.Seconds() }

// percentile is the time within which that part of the answers came.
func (o outcome) percentile(part float64) time.Duration {
	if len(o.late) == 0 {
		return 0
	}
	return o.late[min(len(o.late)-1, int(part*float64(len(o.late))))]
}

// lost says how many got no good answer: the service was too slow for them.
func (o outcome) lost() string { return fmt.Sprintf("%d dropped, %d refused", o.dropped, o.bad) }

// err reports that many answers were not good: what was measured then is something
// else than was meant.
func (o outcome) err() error {
	if o.bad*10 > o.good {
		return fmt.Errorf("%d of %d requests failed: %w", o.bad, o.good+o.bad, o.why)
	}
	return nil
}

func (o *outcome) add(p outcome) {
	o.good += p.good
	o.bad += p.bad
	o.late = append(o.late, p.late...)
	if o.why == nil {
		o.why = p.why
	}
}

func (o *outcome) note(took time.Duration, err error) {
	if err != nil {
		o.bad++
		if o.why == nil {
			o.why = err
		}
		return
	}
	o.good++
	o.late = append(o.late, took)
}

// loader makes loads of one kind. Its requests are numbered through all of them, so
// that none comes twice.
type loader struct {
	dial func() (caller, error)
	next atomic.Uint64
}

// callers opens as many as asked for.
func (l *loader) callers(n int) ([]caller, error) {
	var all []caller
	for range n {
		c, err := l.dial()
		if err != nil {
			hangUp(all)
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func hangUp(all []caller) {
	for _, c := range all {
		c.close()
	}
}

// closed has so many callers who each call again as soon as they are answered: what
// the other side can do at most.
func (l *loader) closed(callers int, long time.Duration) (outcome, error) {
	all, err := l.callers(callers)
	if err != nil {
		return outcome{}, err
	}
	defer hangUp(all)
	var sum outcome
	var mu sync.Mutex
	var wg sync.WaitGroup
	began := time.Now()
	for _, c := range all {
		wg.Go(func() {
			var mine outcome
			for {
				at := time.Now()
				if at.Sub(began) >= long {
					break
				}
				err := c.call(l.next.Add(1))
				mine.note(time.Since(at), err)
			}
			mu.Lock()
			defer mu.Unlock()
			sum.add(mine)
		})
	}
	wg.Wait()
	sum.took = time.Since(began)
	slices.Sort(sum.late)
	return sum, sum.err()
}

// open has requests come at a mean rate a second whether or not those before were
// answered, as people do, who know nothing of each other. Each is timed from when it
// was to come, so a stall counts for all who would have come during it. At most so
// many are under way: what comes on top is dropped and counted.
func (l *loader) open(most int, rate float64, long time.Duration, seed uint64) (outcome, error) {
	all, err := l.callers(most)
	if err != nil {
		return outcome{}, err
	}
	defer hangUp(all)
	due := make(chan time.Time, most)
	var under atomic.Int64 // way
	parts := make([]outcome, most)
	var wg sync.WaitGroup
	for n, c := range all {
		wg.Go(func() {
			for at := range due {
				err := c.call(l.next.Add(1))
				parts[n].note(time.Since(at), err)
				under.Add(-1)
			}
		})
	}
	var sum outcome
	rnd := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // arrivals, not secrets
	began := time.Now()
	arrivals(began, rate, long, rnd, func(at time.Time) {
		if under.Load() >= int64(most) {
			sum.dropped++
			return
		}
		under.Add(1)
		due <- at
	})
	close(due)
	wg.Wait()
	sum.took = time.Since(began)
	for _, p := range parts {
		sum.add(p)
	}
	slices.Sort(sum.late)
	return sum, sum.err()
}

// arrivals calls come for each arrival when its time has come: exponential gaps of a
// mean of 1/rate seconds.
func arrivals(began time.Time, rate float64, long time.Duration, rnd *rand.Rand, come func(time.Time)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C
	at := began
	for {
		at = at.Add(time.Duration(rnd.ExpFloat64() / rate * float64(time.Second)))
		if at.Sub(began) >= long {
			return
		}
		if wait := time.Until(at); wait > 0 {
			timer.Reset(wait)
			<-timer.C
		}
		come(at)
	}
}
