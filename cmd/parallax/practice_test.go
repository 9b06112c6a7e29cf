package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parallax/checkins"
)

// On a machine so busy that the bot answers too late a lead presses the button
// again, and the clock of the practice workspace gets where it was sent.
func TestPracticeOnABusyMachine(t *testing.T) {
	w := world{stdout: io.Discard, stderr: io.Discard, environ: map[string]string{}, now: time.Now}
	p, stop, err := newPractice(t.Context(), w, 1, true)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	var seen, late atomic.Int64
	busy := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if n := seen.Add(1); n%5 < 2 {
			late.Add(1)
			http.Error(rw, "too late", http.StatusServiceUnavailable)
			return
		}
		p.svc.handler.ServeHTTP(rw, r)
	}))
	defer busy.Close()
	self := strings.TrimSuffix(p.tenant.ServiceURL(), "/teams/")
	p.space.Connect(busy.URL, self)
	p.tenant.Connect(busy.URL, self)
	want := p.nextRound().AddDate(0, 0, 7)
	for range 2 {
		if err := p.NextRound(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if now := p.Now(); !now.Equal(want) || late.Load() == 0 || seen.Load() < 5 {
		t.Errorf("the clock stands at %s, want %s; %d of %d were late", now, want, late.Load(), seen.Load())
	}
}

// Where the time is up before the clock has arrived, nothing of what people were asked is lost.
func TestPracticeBrokenOff(t *testing.T) {
	w := world{stdout: io.Discard, stderr: io.Discard, environ: map[string]string{}, now: time.Now}
	p, stop, err := newPractice(t.Context(), w, 1, true)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	now := p.clock.now()
	chen := p.account("chen").ID
	for of, at := range map[checkins.InitiativeID]time.Time{"drifting": now, "split": now, "named": now.Add(time.Hour)} {
		p.errands.waiting = append(p.errands.waiting, errand{at: at, user: chen, channel: p.privately(chen), kind: checkins.Kind(checkins.VerbRecheck), of: of})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.run(ctx, now); err == nil || len(p.errands.waiting) != 3 {
		t.Errorf("%v; %d of 3 wait", err, len(p.errands.waiting))
	}
}

// On each platform somebody of the practice company owns an initiative: who looks there sees
// what owners see.
func TestPracticeHasOwnersOnBoth(t *testing.T) {
	setup, err := parseOrg("practice.yaml", practiceOrg)
	if err != nil {
		t.Fatal(err)
	}
	owns := map[checkins.Platform]bool{}
	for _, i := range setup.Initiatives {
		for _, p := range setup.People {
			if p.ID == i.Owner {
				owns[p.Account().Platform] = true
			}
		}
	}
	if !owns[checkins.Slack] || !owns[checkins.Teams] {
		t.Errorf("owners are in %v only", owns)
	}
}
