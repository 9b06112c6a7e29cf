package main

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// fake is a caller whose answers take as long as the test says.
type fake struct {
	takes func(n uint64) time.Duration
	err   error
	under *atomic.Int64
	most  *atomic.Int64
}

func (f fake) call(n uint64) error {
	if now := f.under.Add(1); now > f.most.Load() {
		f.most.Store(now)
	}
	<-time.After(f.takes(n))
	f.under.Add(-1)
	return f.err
}

func (fake) close() {}

func loading(f fake) (*loader, *atomic.Int64) {
	f.under, f.most = new(atomic.Int64), new(atomic.Int64)
	return &loader{dial: func() (caller, error) { return f, nil }}, f.most
}

// A server that stands still for a second is late for all who would have come in that
// second, not for those alone who were waiting already.
func TestOpenLoadTimesFromTheArrival(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		stall := began.Add(time.Second)
		l, _ := loading(fake{takes: func(uint64) time.Duration {
			now := time.Now()
			if now.After(stall) && now.Before(stall.Add(time.Second)) {
				return stall.Add(time.Second).Sub(now)
			}
			return time.Millisecond
		}})
		o, err := l.open(200, 100, 4*time.Second, 1)
		if err != nil || o.dropped > 0 {
			t.Fatalf("%v, %d dropped", err, o.dropped)
		}
		if o.good < 320 || o.good > 480 {
			t.Errorf("%d requests, want about 400", o.good)
		}
		// A quarter of all came in that second, and waited half of it in the mean.
		if p50, p80 := o.percentile(0.5), o.percentile(0.85); p50 > 2*time.Millisecond || p80 < 200*time.Millisecond {
			t.Errorf("p50 %s, p85 %s: the stall is not seen", p50, p80)
		}
		if p := o.percentile(1); p < 900*time.Millisecond || p > time.Second {
			t.Errorf("the longest took %s, want almost a second", p)
		}
	})
}

// At most so many are under way: the others are dropped, and counted.
func TestOpenLoadIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, most := loading(fake{takes: func(uint64) time.Duration { return time.Hour }})
		o, err := l.open(5, 100, time.Second, 1)
		if err != nil {
			t.Fatal(err)
		}
		if most.Load() != 5 || o.good != 5 || o.dropped < 70 || o.dropped > 130 {
			t.Errorf("%d under way, %d answered, %d dropped; want 5, 5, about 95", most.Load(), o.good, o.dropped)
		}
	})
}

func TestClosedLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := map[uint64]bool{}
		numbers := make(chan uint64, 10_000)
		l, most := loading(fake{takes: func(n uint64) time.Duration { numbers <- n; return 10 * time.Millisecond }})
		for range 2 {
			o, err := l.closed(4, time.Second)
			if err != nil || o.good != 400 || o.rate() < 399 || o.percentile(0.99) != 10*time.Millisecond || most.Load() != 4 {
				t.Errorf("%v: %d answers, %.0f/s, p99 %s, %d at once", err, o.good, o.rate(), o.percentile(0.99), most.Load())
			}
		}
		close(numbers)
		for n := range numbers {
			if seen[n] {
				t.Fatalf("request %d came twice", n)
			}
			seen[n] = true
		}
	})
}

// Answers that are not good are no measurement.
func TestBadAnswersAreAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("not saved")
		l, _ := loading(fake{takes: func(uint64) time.Duration { return time.Millisecond }, err: why})
		if o, err := l.closed(1, time.Second); !errors.Is(err, why) || o.good > 0 || o.bad == 0 {
			t.Errorf("%d good, %d bad, %v", o.good, o.bad, err)
		}
	})
}
