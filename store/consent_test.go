package store

import (
	"testing"

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
