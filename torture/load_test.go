package torture

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"parallax/checkins"
)

// load hands in answers at a steady rate, whatever becomes of the ones before: a
// submission that is late because others are counts from when it was due. Each lead's
// own come one after the other, and each changes all values of the one before, so that
// the history can be counted.
type load struct {
	f         *fleet
	templates map[*lead]request
	forms     map[*lead]form
	base      func(n int) string // where the n-th goes

	mu      sync.Mutex
	turns   map[*lead]int
	took    []time.Duration
	failed  map[string]int // replies that say anything but saved
	refused []string       // the first of them, in full
}

// newLoad prepares a form of everybody in Slack.
func (f *fleet) newLoad(base func(n int) string) *load {
	f.t.Helper()
	l := &load{f: f, base: base, templates: map[*lead]request{}, forms: map[*lead]form{}, turns: map[*lead]int{}, failed: map[string]int{}}
	for _, x := range f.in(false) {
		m := f.mustOpen(x)
		l.forms[x] = m
		l.templates[x] = f.steal(func() { f.save(x, m, m.all(0)) })
	}
	return l
}

// run hands in so many a second until so many were.
func (l *load) run(ctx context.Context, count int, each time.Duration) {
	leads := l.f.in(false)
	queues := make([]chan time.Time, len(leads))
	var all sync.WaitGroup
	for n, x := range leads {
		queues[n] = make(chan time.Time, count)
		all.Go(func() {
			for due := range queues[n] {
				l.one(ctx, x, due)
			}
		})
	}
	tick := time.NewTicker(each)
	defer tick.Stop()
	begin := time.Now()
	for n := range count {
		due := begin.Add(time.Duration(n) * each)
		for time.Now().Before(due) {
			<-tick.C
		}
		queues[n%len(leads)] <- due
	}
	for _, q := range queues {
		close(q)
	}
	all.Wait()
}

func (l *load) one(ctx context.Context, x *lead, due time.Time) {
	l.mu.Lock()
	l.turns[x]++
	turn, n := l.turns[x], len(l.took)
	l.mu.Unlock()
	r := l.templates[x].with(fmt.Sprintf("%d.%s.load", turn, x.user), l.forms[x].all(turn)).send(ctx, l.base(n))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took = append(l.took, time.Since(due))
	if !r.saved() {
		l.failed[fmt.Sprint(r.status)]++
		if len(l.refused) < 10 {
			l.refused = append(l.refused, fmt.Sprintf("%s %+v", time.Now().Format("05.000"), r))
		}
	}
}

// quantile of what the submissions took.
func (l *load) quantile(q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(l.took))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Round(time.Microsecond)
}

// hold checks that each was answered "saved", stands, and is in the history once.
func (l *load) hold(date checkins.Date) {
	l.f.t.Helper()
	for _, r := range l.refused {
		l.f.t.Errorf("not saved: %s", r)
	}
	if len(l.failed) > 0 {
		l.f.t.Errorf("replies that are not saved, by status: %v", l.failed)
		return
	}
	history := l.f.history("")
	for x, turn := range l.turns {
		if wrong := stands(l.f.stored(x.round(date)), x, l.forms[x].all(turn)); wrong != "" {
			l.f.t.Error(wrong)
		}
		if got, want := len(ofLead(history, x)), turn*len(l.forms[x].inputs); got != want {
			l.f.t.Errorf("%s: %d changes, want %d", x.id, got, want)
		}
	}
	l.f.holdHistory()
	l.f.t.Logf("%d answers of %d leads: p50 %s, p99 %s, slowest %s; 0 failed, 0 twice unless reported",
		len(l.took), len(l.turns), l.quantile(0.5), l.quantile(0.99), l.quantile(1))
}

// B21: ten thousand answers in a minute at three replicas.
func TestB21Load(t *testing.T) {
	s := scaleOf(t)
	f := newFleet(t, options{slack: 100})
	for range 3 {
		f.start()
	}
	date := f.open()
	l := f.newLoad(func(n int) string { return f.replicas[n%3].url() })
	count := of(s, 1_000, 10_000)
	began := time.Now()
	l.run(t.Context(), count, 6*time.Millisecond)
	t.Logf("%d answers in %s", count, time.Since(began).Round(time.Millisecond))
	l.hold(date)
	if p99 := l.quantile(0.99); p99 > 3*time.Second {
		t.Errorf("p99 is %s", p99)
	}
	f.clean()
}
