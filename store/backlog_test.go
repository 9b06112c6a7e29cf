package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

func TestBacklog(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx, opens := t.Context(), checkinstest.Opens
		counts := func(want Backlog) {
			t.Helper()
			got, err := s.Backlog(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		}
		counts(Backlog{})
		for _, org := range []checkins.OrgID{acme, "other"} {
			setup := checkinstest.Setup(0)
			setup.Org.ID = org
			if org != acme {
				setup.Org.Slack, setup.People, setup.Initiatives, setup.Next = nil, nil, nil, nil
			}
			if err := s.Enrol(ctx, setup); err != nil {
				t.Fatal(err)
			}
			for n := range 4 {
				l := checkinstest.Card(org, checkins.InitiativeID([]string{"a", "b", "c", "d"}[n]), opens.Add(time.Duration(n)*time.Minute))
				if n == 3 {
					l.Due = time.Time{}
				}
				if err := s.Post(ctx, org, l); err != nil {
					t.Fatal(err)
				}
			}
		}
		counts(Backlog{Pending: 8, Oldest: opens})
		// The one without a time, and the first: one is lost, one under way.
		claimed, err := s.Claim(ctx, acme, opens, 10)
		if err != nil || len(claimed) != 2 {
			t.Fatalf("%+v, %v", claimed, err)
		}
		counts(Backlog{Pending: 6, Sending: 2, Oldest: opens})
		if ok, err := s.Settle(ctx, acme, claimed[0], checkins.Settlement{State: checkins.LetterUnknown}); err != nil || !ok {
			t.Fatal(ok, err)
		}
		counts(Backlog{Pending: 6, Sending: 1, Unknown: 1, Oldest: opens})
		claimed, err = s.Claim(ctx, "other", opens.Add(time.Hour), 10)
		if err != nil || len(claimed) != 4 {
			t.Fatalf("%+v, %v", claimed, err)
		}
		counts(Backlog{Pending: 2, Sending: 5, Unknown: 1, Oldest: opens.Add(time.Minute)})
		var n trips
		s.rdb.AddHook(&n)
		counts(Backlog{Pending: 2, Sending: 5, Unknown: 1, Oldest: opens.Add(time.Minute)})
		if n.Load() > 2 {
			t.Errorf("%d round trips", n.Load())
		}
	})
}
