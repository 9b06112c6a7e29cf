package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// A turn in which nothing waits reads the first of each queue and does nothing else,
// however many orgs there are; what it costs is what is due.
func TestIdleTurn(t *testing.T) {
	p := newAckProxy(t, redistest.Start(t))
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	opens, _ := checkins.Resolve(streamFirst, 10*60, loc)
	w := newStreamWorld(t, []byte(ackOrg), "redis://"+p.addr, opens.Add(-24*time.Hour))
	for _, org := range []checkins.OrgID{"a", "b", "c", "d", "e", "f", "g", "h"} {
		if err := w.svc.store.Enrol(t.Context(), checkins.Setup{Org: checkins.Org{ID: org, Slack: []string{"T-" + string(org)}}}); err != nil {
			t.Fatal(err)
		}
	}
	sender := &checkins.Sender{Desk: w.svc.desk}
	turn := func() []string {
		t.Helper()
		p.take()
		if err := w.svc.engine.begin(t.Context(), t.Context(), sender); err != nil {
			t.Fatal(err)
		}
		sender.Wait()
		return strings.Fields(strings.Join(p.take(), " "))
	}
	// One pipeline (package store counts the trips): whether the store is still the
	// one that it was, whose orgs there are, what time it is, and four queues each.
	idle := func(what string) {
		t.Helper()
		if got := turn(); len(got) != 3+4*9 || !slices.Equal(got[:3], []string{"hmget", "smembers", "time"}) || slices.ContainsFunc(got[3:], func(c string) bool { return c != "zrange" }) {
			t.Fatalf("%s: %q", what, got)
		}
	}
	turn() // the orgs are new to it
	idle("nothing waits")
	idle("nor a second later")
	w.clock.set(opens)
	if got := turn(); len(got) < 50 {
		t.Errorf("a turn with work: %q", got)
	}
	if n := len(w.space.Sees("U0001", w.space.IM("U0001"))); n == 0 {
		t.Error("nobody was asked")
	}
	idle("all is done")
}

// hanging is a platform that does not answer.
type hanging struct{ checkins.Courier }

func (hanging) Send(ctx context.Context, _ checkins.Parcel) (checkins.Receipt, error) {
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
	}
	return checkins.Receipt{}, checkinstest.ErrNoWord
}

// While a platform hangs the engine goes on turning: what becomes due meanwhile for
// another one goes out within a turn, and the stop does not wait for more than what
// is under way.
func TestEngineTurnsWhileAPlatformHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mem, fine := checkinstest.NewMemory(nil), &checkinstest.Courier{}
		setup := checkins.Setup{Org: checkins.Org{ID: "acme", Slack: []string{"T0001"}, Teams: []string{"tenant"}}}
		if err := mem.Enrol(t.Context(), setup); err != nil {
			t.Fatal(err)
		}
		d := &checkins.Desk{
			Directory: mem, Agenda: mem, Roster: mem, Registrar: mem, Ledger: mem, Standings: mem, Outbox: mem, Shelf: mem, Cares: mem, Notes: mem, Consents: mem, Archive: mem, Talks: mem, Books: mem, Drafts: mem,
			Couriers: map[checkins.Platform]checkins.Courier{checkins.Slack: hanging{}, checkins.Teams: fine},
			Now:      time.Now, Settle: settleFor,
		}
		post := func(p checkins.Platform, id checkins.LetterID) {
			l := checkins.Letter{
				ID: id, Kind: checkins.KindReply, To: checkins.Account{Platform: p, Team: "T0001", ID: string(id)}, Due: time.Now(),
				About: checkins.About{Help: &checkins.Help{Text: checkins.HelpAsked}},
			}
			if err := mem.Post(t.Context(), "acme", l); err != nil {
				t.Error(err)
			}
		}
		post(checkins.Slack, "stuck")
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			newEngine(d, time.Second).run(ctx, t.Context())
		}()
		<-time.After(1500 * time.Millisecond)
		post(checkins.Teams, "later")
		<-time.After(time.Second)
		if got := fine.Parcels(); len(got) != 1 || got[0].Letter.ID != "later" {
			t.Errorf("a second later %d letters went to the other platform", len(got))
		}
		told := time.Now()
		stop()
		<-done
		if took := time.Since(told); took > 10*time.Second {
			t.Errorf("it took %s to stop", took)
		}
		if ls, err := mem.Letters(t.Context(), "acme", "stuck"); err != nil || ls[0].State != checkins.LetterUnknown {
			t.Errorf("%+v, %v: the attempt was under way, and was to end", ls, err)
		}
	})
}
