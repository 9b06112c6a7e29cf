package store

import (
	"testing"
	"time"

	"parallax/store/redistest"
)

// E2: the power fails under load. With appendfsync always nothing that was acknowledged
// is lost; with everysec some is, or the test would show nothing.
func TestE2PowerCut(t *testing.T) {
	for _, c := range []struct {
		fsync string
		safe  bool
	}{{"always", true}, {"everysec", false}} {
		t.Run(c.fsync, func(t *testing.T) {
			var lost int64
			for range scale(1, 2, 10) {
				lost += powerCut(t, c.fsync)
			}
			if c.safe && lost > 0 {
				t.Errorf("%d acknowledged answers are lost, want none", lost)
			}
			if !c.safe && lost == 0 {
				t.Error("everysec lost nothing: the power was never cut")
			}
		})
	}
}

func powerCut(t *testing.T, fsync string) (lost int64) {
	server := redistest.Power(t, "--appendfsync", fsync)
	s := dial(t, "redis://"+server.Addr)
	l := crowded(t, begun(t, s, 40), s)
	l.flows("at first", recoverWithin)
	pause(1500 * time.Millisecond) // everysec has synced something, and has something to sync
	taken := server.Cut()
	l.end()
	acked := l.acked.Load()
	server.Restart()
	older := l.lost(s)
	changes, err := s.rdb.XLen(t.Context(), of(acme).log()).Result() // every answer was another one
	if err != nil {
		t.Fatal(err)
	}
	lost = max(0, acked-changes)
	t.Logf("%s: %d acknowledged, %d found again, %d bytes gone; of %d people %d have an older answer than the one acknowledged last", fsync, acked, changes, taken, len(l.stands), len(older))
	if len(older) > 0 && lost == 0 {
		t.Error(older)
	}
	return lost
}

// E47: the replica is frozen before the answers are given: nobody hears "saved".
func TestE47FrozenReplica(t *testing.T) {
	primary := redistest.Start(t)
	replica := redistest.Replica(t, primary)
	s := dialHeld(t, "redis://"+primary, 1)
	r := begun(t, s, 40)
	thaw := freeze(t, replica)
	l := crowded(t, r, s)
	l.triedUntil(int64(scale(60, 200, 500)))
	if n := l.acked.Load(); n > 0 {
		t.Errorf("%d of %d were said to be saved, want none", n, l.tried.Load())
	}
	thaw()
	l.flows("the replica is back", recoverWithin)
	l.kept(s)
}

// B12, as the store has it: the server freezes under load, for less and for more time
// than a call waits.
func TestB12FrozenStore(t *testing.T) {
	server := redistest.Launch(t)
	s := dial(t, "redis://"+server.Addr)
	l := crowded(t, begun(t, s, 40), s)
	for _, d := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, time.Minute}[:scale(2, 3, 4)] {
		l.flows("before", recoverWithin)
		thaw := freeze(t, server)
		pause(d)
		thaw()
		l.flows("after "+d.String(), recoverWithin)
	}
	l.kept(s)
}
