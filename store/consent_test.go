package store

import (
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// A letter that a press proved is looked for no more.
func TestAgreeEndsTheSearch(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		begun(t, s, 0)
		l := checkinstest.Card(acme, "crm", checkinstest.Opens)
		l.ID = checkins.ConsentLetter(acme, "crm", "ana")
		if err := s.Post(t.Context(), acme, l); err != nil {
			t.Fatal(err)
		}
		letters, err := s.Claim(t.Context(), acme, checkinstest.Opens, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range letters {
			if ok, err := s.Settle(t.Context(), acme, l, checkins.Settlement{State: checkins.LetterUnknown}); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
		before := s.rdb.ZCard(t.Context(), of(acme).unknown()).Val()
		a := checkins.Assent{Initiative: "crm", Person: "ana", Given: true}
		a.Proof = checkins.Proof{Letter: l.ID, Receipt: checkins.Receipt{Channel: "D1", TS: "1.1"}}
		if _, err := s.Agree(t.Context(), acme, a, checkinstest.Opens, l.ID); err != nil {
			t.Fatal(err)
		}
		if after := s.rdb.ZCard(t.Context(), of(acme).unknown()).Val(); after != before-1 {
			t.Errorf("%d unknown letters before, %d after", before, after)
		}
	})
}

// What a delivery did is known for a day, whatever it did.
func TestDeliveriesAreRemembered(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		begun(t, s, 0)
		by := func(id string) checkins.Delivered { return checkins.Delivered{Platform: checkins.Teams, ID: id} }
		away := checkinstest.First
		_, err := s.Agree(t.Context(), acme, checkins.Assent{Initiative: "crm", Person: "ana", Given: true, Delivery: by("agree")}, checkinstest.Opens)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Amend(t.Context(), acme, "ana", checkins.Wish{AwayTo: &away, Delivery: by("amend")}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Tend(t.Context(), acme, "crm@2026-03-03", checkins.Tending{Care: checkins.Care{Acknowledged: "ana"}, Delivery: by("tend")}, checkinstest.Opens); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"agree", "amend", "tend"} {
			if ttl := s.rdb.TTL(t.Context(), of(acme).delivered(by(id))).Val(); ttl <= remembered-time.Minute || ttl > remembered {
				t.Errorf("%s is remembered for %v", id, ttl)
			}
		}
		// Without an id nothing is remembered.
		if _, err := s.Tend(t.Context(), acme, "crm@2026-03-03", checkins.Tending{}, checkinstest.Opens); err != nil {
			t.Fatal(err)
		}
		if n := s.rdb.Exists(t.Context(), of(acme).seen("", "")).Val(); n != 0 {
			t.Error("a delivery without an id is remembered")
		}
	})
}
