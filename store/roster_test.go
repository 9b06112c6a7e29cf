package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// What a person has a part in is one look at one hash. A store that an older program
// wrote does not say it, and gives the same answer until the org is applied again.
func TestPartOfAnOlderStore(t *testing.T) {
	s := openEmpty(t)
	ctx := t.Context()
	setup := checkinstest.Setup(2)
	other := checkinstest.Initiative(2)
	other.ID, other.Channels, other.Sponsor = "other", nil, "boss"
	setup.Initiatives = append(setup.Initiatives, other)
	if err := s.Enrol(ctx, setup); err != nil {
		t.Fatal(err)
	}
	var n trips
	s.rdb.AddHook(&n)
	parts := func(want int64) {
		t.Helper()
		for p, led := range map[checkins.PersonID][]checkins.InitiativeID{"ana": {"crm", "other"}, "boss": {"other"}, "nobody": nil} {
			before := n.Load()
			got, err := s.Part(ctx, acme, p)
			if diff := cmp.Diff(led, got); err != nil || diff != "" {
				t.Errorf("part of %s: %v %s", p, err, diff)
			}
			if took := n.Load() - before; took != want {
				t.Errorf("part of %s: %d round trips, want %d", p, took, want)
			}
		}
	}
	parts(1)
	// As a program wrote it that knew leads only.
	for field := range s.rdb.HGetAll(ctx, of(acme).leadof()).Val() {
		if strings.HasSuffix(field, "|") {
			s.rdb.HDel(ctx, of(acme).leadof(), field)
		}
	}
	parts(3)
	if err := s.Enrol(ctx, checkins.Setup{Org: setup.Org}); err != nil {
		t.Fatal(err)
	}
	parts(1)
}

// Nobody is looked for as the delegate of people who named somebody else since.
func TestStandsAreOfThoseNamedNow(t *testing.T) {
	s := openEmpty(t)
	ctx := t.Context()
	setup := checkinstest.Setup(2)
	if err := s.Enrol(ctx, setup); err != nil {
		t.Fatal(err)
	}
	name := func(p checkins.PersonID) {
		t.Helper()
		if err := s.Amend(ctx, acme, "ana", checkins.Wish{Delegate: &p}); err != nil {
			t.Fatal(err)
		}
	}
	stands := func(p checkins.PersonID, want ...string) {
		t.Helper()
		if diff := cmp.Diff(append([]string{}, want...), s.rdb.SMembers(ctx, of(acme).stands(p)).Val()); diff != "" {
			t.Errorf("those who named %s: %s", p, diff)
		}
	}
	name("it1")
	stands("it1", "ana")
	name("it2")
	stands("it1")
	stands("it2", "ana")
	if err := s.Enrol(ctx, setup); err != nil { // which names nobody
		t.Fatal(err)
	}
	stands("it2")
}
