package checkins_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// broken is a ledger in which one org makes the program fail, and another one waits for
// the rest.
type broken struct {
	checkins.Ledger
	bad, slow checkins.OrgID
	rest      chan struct{}
}

func (b *broken) Errands(ctx context.Context, org checkins.OrgID, now time.Time) ([]checkins.Errand, error) {
	switch org {
	case b.bad:
		panic("of this org")
	case b.slow:
		<-b.rest
	}
	return b.Ledger.Errands(ctx, org, now)
}

// A fault in one org, and one that takes its time, keep no other org from its rounds.
func TestOrgsRunBesideEachOther(t *testing.T) {
	s := checkinstest.Setup(3)
	w := newWorld(t, s)
	b := &broken{Ledger: w.mem, bad: "bad", slow: "slow", rest: make(chan struct{})}
	w.desk.Ledger = b
	w.desk.Seen = func(seen checkins.Sighting) {
		if seen.Org == s.Org.ID && seen.What == "opened" {
			close(b.rest)
		}
	}
	err := w.desk.Run(t.Context(), checkinstest.Opens, []checkins.Waiting{
		{Org: "bad", Errands: true}, {Org: "slow", Errands: true}, {Org: s.Org.ID, Errands: true}, {Org: "idle"},
	})
	if err == nil || !strings.Contains(err.Error(), "tick bad: panic: of this org") {
		t.Errorf("%v", err)
	}
	if rounds, err := w.mem.Rounds(t.Context(), s.Org.ID, "crm@2026-03-03"); err != nil || len(rounds) != 1 {
		t.Errorf("rounds %v, %v", rounds, err)
	}
}
