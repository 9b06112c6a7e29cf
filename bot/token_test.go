package bot

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parallax/checkins"
	"parallax/scoring"
)

func signer(t testing.TB, fill byte) Signer {
	t.Helper()
	s, err := NewSigner(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	longID    = strings.Repeat("i", 64)
	longRound = checkins.RoundID(longID + "@2026-03-03")
	letterID  = checkins.LetterIDOf("acme", checkins.KindAsk, "ana", "2026-03-03")
)

// A token opens as long as the key that signed it is listed, and is signed with the
// first of the keys.
func TestTokenOfAFormerKey(t *testing.T) {
	key := func(fill byte) []byte { return bytes.Repeat([]byte{fill}, 32) }
	both, err := NewSigner(key(1), key(2), key(3))
	if err != nil {
		t.Fatal(err)
	}
	c := Claim{Act: "rate", Org: "acme", Person: "ana"}
	for fill := byte(1); fill < 5; fill++ {
		got, err := both.Open(signer(t, fill).Sign(c))
		if fill < 4 && (err != nil || !cmp.Equal(got, c)) {
			t.Errorf("key %d: %v, %v", fill, got, err)
		}
		if fill == 4 && !errors.Is(err, ErrToken) {
			t.Errorf("a key that is not listed: %v", err)
		}
	}
	if _, err := signer(t, 1).Open(both.Sign(c)); err != nil {
		t.Error("it signs with a former key")
	}
	if _, err := NewSigner(key(1), key(2)[1:]); err == nil {
		t.Error("a short key is taken")
	}
}

func TestTokenRoundTrip(t *testing.T) {
	s := signer(t, 1)
	letters := rapid.SampledFrom([]checkins.LetterID{letterID, checkins.LetterIDOf("acme", checkins.KindNudge, "x"), ""})
	id := rapid.StringMatching(`[A-Za-z0-9._-]{0,64}`)
	rapid.Check(t, func(t *rapid.T) {
		c := Claim{
			Act: "rate", Org: checkins.OrgID(id.Draw(t, "org")), Person: checkins.PersonID(id.Draw(t, "person")),
			Letter: letters.Draw(t, "letter"), Initiative: checkins.InitiativeID(id.Draw(t, "initiative")),
			Dimension: scoring.Dimension(rapid.SampledFrom([]string{"", "value", "promises_biz"}).Draw(t, "dimension")),
			Guess:     rapid.Bool().Draw(t, "guess"), Value: rapid.IntRange(0, 5).Draw(t, "value"), What: id.Draw(t, "what"),
			Receipt: checkins.Receipt{Channel: id.Draw(t, "channel"), TS: id.Draw(t, "ts")}, Page: rapid.IntRange(0, 999).Draw(t, "page"),
			Step: id.Draw(t, "step"), Subject: id.Draw(t, "subject"),
		}
		if c.Page > 0 {
			c.Filter = rapid.SampledFrom([]string{"", "growth", "mine", "Grow online revenue"}).Draw(t, "filter")
		}
		for range rapid.IntRange(0, 4).Draw(t, "rounds") {
			r := Asked{Round: checkins.RoundIDOf("a"+checkins.InitiativeID(id.Draw(t, "i")), "2026-03-03"), Ask: letters.Draw(t, "ask")}
			if r.Ask == "" {
				r.Ask = c.Letter // not to be told apart: it is the message's own
			}
			c.Rounds = append(c.Rounds, r)
		}
		got, err := s.Open(s.Sign(c))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Fatalf("(-signed +opened):\n%s", diff)
		}
	})
}

func TestTokenSizes(t *testing.T) {
	s := signer(t, 1)
	form := Claim{Act: "form", Org: checkins.OrgID(longID), Person: checkins.PersonID(longID), Letter: letterID, Receipt: checkins.Receipt{Channel: "D0123456789", TS: "1770000000.000100"}}
	for n := range 12 {
		form.Rounds = append(form.Rounds, Asked{Round: longRound, Ask: checkins.LetterIDOf("acme", checkins.KindAsk, "x", longID[:n])})
	}
	if n := len(s.Sign(form)); n > 3000 {
		t.Errorf("a form of twelve initiatives takes %d bytes", n)
	}
	press := Claim{Act: "guess", Org: checkins.OrgID(longID), Person: checkins.PersonID(longID), Letter: letterID, Rounds: []Asked{{Round: longRound, Ask: letterID}}, Dimension: "promises_biz", Guess: true, Value: 5}
	if n := len(s.Sign(press)); n > 2000 {
		t.Errorf("a press takes %d bytes", n)
	}
	snooze := Claim{Act: "snooze", Org: checkins.OrgID(longID), Rounds: []Asked{{Round: longRound}}}
	if n := len(s.Sign(snooze)); n > 255 {
		t.Errorf("a snooze takes %d bytes", n)
	}
}

func TestTokenRefused(t *testing.T) {
	s := signer(t, 1)
	good := s.Sign(Claim{Act: "open", Org: "acme", Person: "ana"})
	parts := strings.Split(good, ".")
	forged := base64.RawURLEncoding.EncodeToString([]byte("open\x1facme\x1fben"))
	bad := map[string]string{
		"empty":            "",
		"no dots":          "abc",
		"other key":        signer(t, 2).Sign(Claim{Act: "open", Org: "acme", Person: "ana"}),
		"other payload":    parts[0] + "." + forged + "." + parts[2],
		"other version":    "v2." + parts[1] + "." + parts[2],
		"no mac":           parts[0] + "." + parts[1] + ".",
		"short mac":        good[:len(good)-4],
		"padded mac":       good + "==",
		"trailing":         good + "A",
		"mac of nothing":   "." + parts[2],
		"too long":         "v1." + strings.Repeat("A", 5000) + "." + parts[2],
		"with white space": parts[0] + "." + parts[1] + "\n." + parts[2],
	}
	for name, token := range bad {
		if c, err := s.Open(token); !errors.Is(err, ErrToken) {
			t.Errorf("%s: opened %+v, %v", name, c, err)
		}
	}
	if _, err := (Signer{}).Open(good); !errors.Is(err, ErrToken) {
		t.Error("the zero signer opened a token")
	}
	for _, key := range [][]byte{nil, make([]byte, 31), make([]byte, 33)} {
		if _, err := NewSigner(key); err == nil {
			t.Errorf("a key of %d bytes was taken", len(key))
		}
	}
}

// A field that holds the separator must not spill into the next one.
func TestTokenFieldsStayApart(t *testing.T) {
	s := signer(t, 1)
	c, err := s.Open(s.Sign(Claim{Act: "open\x1facme\x1fben", Org: "other", Person: "ana"}))
	if err != nil || c.Person != "ana" || c.Org != "other" {
		t.Errorf("opened %+v, %v", c, err)
	}
}

func FuzzOpen(f *testing.F) {
	s := signer(f, 1)
	f.Add(s.Sign(Claim{Act: "open", Org: "acme"}))
	f.Add("v1.AAAA.AAAA")
	f.Add("v1..")
	f.Fuzz(func(t *testing.T, token string) {
		c, err := s.Open(token)
		if err == nil && s.Sign(c) != token {
			t.Errorf("opened a token that it does not make: %q", token)
		}
	})
}
