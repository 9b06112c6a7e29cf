package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"parallax/store"
)

// gaugesEvery is how long what was counted stands: several may ask, and one who asks
// often costs no more.
const gaugesEvery = 5 * time.Second

// gaugesFor is how long counting may take.
const gaugesFor = 2 * time.Second

// gauges say at each scrape how the service is. What they say of letters is of the
// whole store, so every process says the same: take the largest and not the sum.
type gauges struct {
	ready   func(context.Context) bool
	up      func(context.Context) error
	backlog func(context.Context) (store.Backlog, error)
	now     func() time.Time // the app's clock, by which letters are due

	mu   sync.Mutex
	at   time.Time // of the last look, by this machine's clock
	last state
}

// state is what a look found.
type state struct {
	ready, up, counted bool
	backlog            store.Backlog
}

var (
	descReady   = prometheus.NewDesc("parallax_ready", "1: this process may take traffic, as /readyz says; 0: not.", nil, nil)
	descUp      = prometheus.NewDesc("parallax_store_up", "1: the store answers and is the one of the start; 0: not.", nil, nil)
	descLetters = prometheus.NewDesc("parallax_letters", "Letters of all orgs that are not at their end: pending, sending, or unknown and still looked for.", []string{"state"}, nil)
	descOverdue = prometheus.NewDesc("parallax_letters_overdue_seconds", "How long the letter that has waited longest has been due; 0: none is.", nil, nil)
)

// Describe implements prometheus.Collector.
func (g *gauges) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descReady, descUp, descLetters, descOverdue} {
		out <- d
	}
}

// Collect implements prometheus.Collector. Letters that can't be counted have no value:
// 0 would say that none waits.
func (g *gauges) Collect(out chan<- prometheus.Metric) {
	s := g.look()
	say := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	say(descReady, oneIf(s.ready))
	say(descUp, oneIf(s.up))
	if !s.counted {
		return
	}
	say(descLetters, float64(s.backlog.Pending), "pending")
	say(descLetters, float64(s.backlog.Sending), "sending")
	say(descLetters, float64(s.backlog.Unknown), "unknown")
	overdue := 0.0
	if !s.backlog.Oldest.IsZero() {
		overdue = max(0, g.now().Sub(s.backlog.Oldest).Seconds())
	}
	say(descOverdue, overdue)
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// look asks the store, or returns what it said a moment ago.
func (g *gauges) look() state {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.at.IsZero() && time.Since(g.at) < gaugesEvery {
		return g.last
	}
	ctx, cancel := context.WithTimeout(context.Background(), gaugesFor)
	defer cancel()
	s := state{ready: g.ready(ctx), up: g.up(ctx) == nil}
	if s.up {
		var err error
		s.backlog, err = g.backlog(ctx)
		s.counted = err == nil
	}
	g.at, g.last = time.Now(), s
	return s
}
