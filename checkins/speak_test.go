package checkins_test

import (
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// A person is spoken to in the own language, whoever said nothing and every channel in
// that of the org.
func TestSpeaks(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Org.Locale = "de-AT"
	s.People[0].Locale, s.People[1].Locale = "en-GB", ""
	w := newWorld(t, s)
	team := s.People[0].Account().Team
	for _, c := range []struct {
		who  string
		from checkins.Account
		want string
	}{
		{"own", s.People[0].Account(), "en-GB"},
		{"the org's", s.People[1].Account(), "de-AT"},
		{"a stranger", checkins.Account{Platform: checkins.Slack, Team: team, ID: "U9999"}, "de-AT"},
		{"of no org", checkins.Account{Platform: checkins.Slack, Team: "T9999", ID: "U1"}, ""},
	} {
		for range 2 { // looked up, and remembered
			if got := w.desk.Speaks(w.ctx, c.from); got != c.want {
				t.Errorf("%s: %q, want %q", c.who, got, c.want)
			}
			if got := w.desk.Spoke(c.from); got != c.want {
				t.Errorf("%s: spoken to in %q, want %q", c.who, got, c.want)
			}
		}
	}
}

// What is written goes out in the language of who reads it.
func TestLettersSpeak(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Org.Locale = "de"
	s.People[0].Locale = "en"
	w := newWorld(t, s)
	w.clock = checkinstest.Opens
	w.turn()
	of := map[checkins.PersonID]string{}
	for _, p := range s.People {
		of[p.ID] = p.Locale
	}
	seen := map[string]int{}
	for _, p := range w.courier.Parcels() {
		want := of[p.Letter.Lead]
		if want == "" {
			want = "de"
		}
		if p.Locale != want {
			t.Errorf("%s to %q in %q, want %q", p.Letter.Kind, p.Letter.Lead, p.Locale, want)
		}
		seen[p.Locale]++
	}
	if seen["de"] == 0 || seen["en"] == 0 {
		t.Errorf("said in %v", seen)
	}
}
