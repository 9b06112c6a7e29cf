package main

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store"
)

// A service lets go of what is older than the org file says, and of nothing else.
func TestRetainer(t *testing.T) {
	s, err := store.Dial(t.Context(), "redis://"+miniredis.RunT(t).Addr(), store.Options{Key: store.Key{1}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	setup := checkinstest.Setup(2)
	setup.Org.Retention = 12
	if err := s.Enrol(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	r := checkinstest.Round(setup.Org.ID, setup.Initiatives[0], checkinstest.First)
	if _, err := s.Open(t.Context(), setup.Org.ID, checkinstest.Opening(setup.Org.ID, r)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Record(t.Context(), setup.Org.ID, checkinstest.Reply("d", r, "ana", checkinstest.Own(checkins.Value, 4)), r.Opens); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Seal(t.Context(), setup.Org.ID, r.ID, r.Closes); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Close(t.Context(), setup.Org.ID, checkins.Closing{Round: r.ID, Standing: checkins.Standing{Seq: 1, Last: r.ID}}, r.Closes); err != nil {
		t.Fatal(err)
	}
	now := r.Closes
	keeps := retainer{s, func() time.Time { return now }, slog.New(slog.NewTextHandler(io.Discard, nil))}
	for _, c := range []struct {
		later int // months
		kept  bool
	}{{0, true}, {11, true}, {13, false}} {
		now = r.Closes.AddDate(0, c.later, 0)
		if err := keeps.once(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept, err := s.Answers(t.Context(), setup.Org.ID, r.ID, "")
		if err != nil || len(kept.Answers) > 0 != c.kept {
			t.Errorf("after %d months: %d answers, %v", c.later, len(kept.Answers), err)
		}
	}
}
