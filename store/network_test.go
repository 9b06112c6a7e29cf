package store

import (
	"context"
	"sync"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// E52: a bad network under load. An answer that is lost on its way back makes the
// client send the script again: nothing is counted twice. Each reply comes in time, and
// afterwards the connections are good again without a restart of ours.
func TestE52Network(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a bad network")
	}
	n := redistest.Through(t, redistest.Start(t))
	s := dial(t, "redis://"+n.Addr)
	l := crowded(t, begun(t, s, 40), s)
	l.flows("at first", recoverWithin)

	n.Slow(500 * time.Millisecond)
	l.flows("500 ms of latency", recoverWithin)
	n.Heal()

	n.Break(50)
	l.flowsUntil(l.acked.Load() + int64(scale(500, 2000, 10_000)))
	cut := n.Broken()
	n.Heal()
	t.Logf("%d connections cut after a command", cut)
	if cut == 0 {
		t.Error("no connection was cut")
	}
	l.flows("after cut connections", time.Second)

	n.Cut()
	l.refusedWith("refused")
	n.Heal()
	l.flows("after a cut", recoverWithin)

	n.Swallow()
	l.refusedWith("timeout")
	pause(time.Duration(scale(3, 5, 20)) * time.Second)
	n.Heal()
	l.flows("after a hole", recoverWithin)

	// A firewall forgets the connections: each call on one of them would wait in vain.
	n.Strand()
	l.flows("after connections were stranded", recoverWithin)
	l.kept(s)
}

// E52: the connections of a pool that are dead without a word do not make one call
// after the other fail.
func TestE52StrandedPool(t *testing.T) {
	n := redistest.Through(t, redistest.Start(t))
	s := dial(t, "redis://"+n.Addr)
	r := begun(t, s, 0)
	// Many at once leave many connections.
	n.Slow(100 * time.Millisecond)
	var many sync.WaitGroup
	for range 16 {
		many.Go(func() {
			if err := s.Ping(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	many.Wait()
	n.Heal()
	idle := s.rdb.PoolStats().IdleConns
	n.Strand()
	refused, began := 0, time.Now()
	for k := range 10 {
		reply := checkinstest.Reply("", r, "ana", checkinstest.Own(checkins.Value, k%5+1))
		if _, err := s.Record(t.Context(), acme, reply, r.Opens); err != nil {
			refused++
		}
	}
	t.Logf("%d idle connections stranded: %d of 10 answers refused in %s", idle, refused, time.Since(began).Round(time.Millisecond))
	if idle < 4 {
		t.Fatalf("%d idle connections, want many", idle)
	}
	if refused > 0 {
		t.Errorf("%d of 10 answers were refused, want none: the second try has a new connection", refused)
	}
}

// E52: letters on a network that cuts connections after commands: each is sent once.
func TestE52Letters(t *testing.T) {
	n := redistest.Through(t, redistest.Start(t))
	s := dial(t, "redis://"+n.Addr)
	setup := checkinstest.Setup(30)
	if err := s.Enrol(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	round := checkinstest.Round(acme, setup.Initiatives[0], checkinstest.First)
	n.Break(5)
	for {
		if _, err := s.Open(t.Context(), acme, checkinstest.Opening(acme, round)); err == nil {
			break // again until it is done: it may be said twice
		}
	}
	ledger := &checkinstest.Courier{}
	d := sender(t, s, ledger)
	var letters []checkins.LetterID
	for _, side := range round.Roster {
		for _, p := range side {
			letters = append(letters, checkinstest.AskID(acme, p, checkinstest.First))
		}
	}
	done := func() bool {
		got, err := s.Letters(t.Context(), acme, letters...)
		for _, l := range got {
			if l.State != checkins.LetterSent {
				return false
			}
		}
		return err == nil && len(got) == len(letters)
	}
	for began := time.Now(); !done(); {
		if time.Since(began) > 3*time.Minute {
			t.Fatal("the letters are not sent within three minutes")
		}
		_, _ = d.Deliver(context.WithoutCancel(t.Context()), round.Opens) // the next turn goes on
	}
	got := map[checkins.PersonID]int{}
	for _, m := range ledger.Seen() {
		got[m.Letter.Lead]++
	}
	for p, n := range got {
		if n != 1 {
			t.Errorf("%s has %d messages", p, n)
		}
	}
	t.Logf("%d letters, %d connections cut", len(got), n.Broken())
	if len(got) != len(letters) || n.Broken() == 0 {
		t.Errorf("%d people have a message, want %d", len(got), len(letters))
	}
}
