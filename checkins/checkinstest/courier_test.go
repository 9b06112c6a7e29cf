package checkinstest_test

import (
	"errors"
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

var _ checkins.Courier = (*checkinstest.Courier)(nil)

func TestCourier(t *testing.T) {
	var c checkinstest.Courier
	c.Queue(checkinstest.Refused("channel_not_found"), checkinstest.Lost, checkinstest.TakenUnheard)
	r := checkinstest.Round(checkinstest.Acme, checkinstest.Initiative(2), checkinstest.First)
	parcel := func(p checkins.PersonID) checkins.Parcel {
		return checkins.Parcel{Org: checkinstest.Acme, Letter: checkinstest.Ask(checkinstest.Acme, r, p)}
	}
	attempt := func(p checkins.Parcel) (checkins.Receipt, error) {
		t.Helper()
		return c.Send(t.Context(), p)
	}
	found := func(p checkins.Parcel, want bool) checkins.Receipt {
		t.Helper()
		receipt, ok, err := c.Find(t.Context(), p)
		if err != nil || ok != want {
			t.Fatalf("found %v, error %v; want %v", ok, err, want)
		}
		return receipt
	}

	var no *checkins.Refusal
	if _, err := attempt(parcel("ana")); !errors.As(err, &no) || !no.Final || no.Reason != "channel_not_found" {
		t.Fatalf("error %v, want a refusal for good", err)
	}
	if _, err := attempt(parcel("ana")); !errors.Is(err, checkinstest.ErrNoWord) {
		t.Fatalf("error %v, want no word", err)
	}
	found(parcel("ana"), false)
	if _, err := attempt(parcel("ana")); !errors.Is(err, checkinstest.ErrNoWord) {
		t.Fatalf("error %v, want no word", err)
	}
	first := found(parcel("ana"), true)

	second, err := attempt(parcel("ben")) // the queue is empty
	if err != nil || second.IsZero() || second == first {
		t.Fatalf("receipt %v after %v, error %v", second, first, err)
	}
	edit := parcel("ben")
	edit.Edit, edit.Message = second, checkins.Done{What: "away"}
	if again, err := attempt(edit); err != nil || again != second {
		t.Fatalf("edit gave %v, error %v", again, err)
	}
	seen := c.Seen()
	if len(seen) != 2 || seen[0].Edits != 0 || seen[1].Edits != 1 || seen[1].Message != edit.Message {
		t.Fatalf("people see %+v", seen)
	}
	if n := len(c.Parcels()); n != 5 {
		t.Fatalf("%d attempts, want 5", n)
	}
	c.Blind(errors.New("missing_scope"))
	if _, ok, err := c.Find(t.Context(), edit); ok || err == nil {
		t.Fatalf("found %v, error %v; want an error", ok, err)
	}
}

func TestSetup(t *testing.T) {
	for n := range 4 {
		s := checkinstest.Setup(n)
		if want := 2 * (n + 1); len(s.People) != want {
			t.Errorf("Setup(%d) has %d people, want %d", n, len(s.People), want)
		}
		if w := s.Initiatives[0].Waits(); len(w) != 0 {
			t.Errorf("Setup(%d) waits for %v", n, w)
		}
	}
}
