package store

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestSeal(t *testing.T) {
	v, err := newVault(testKey)
	if err != nil {
		t.Fatal(err)
	}
	other, err := newVault(Key{9})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		who := rapid.String().Draw(t, "who")
		at, elsewhere := place("ana", who), place("ben", who)
		sealed := v.seal(plain, at)
		if again := v.seal(plain, at); again != sealed {
			t.Fatal("the same value at the same place looks different")
		}
		got, err := v.unseal(sealed, at)
		if err != nil || string(got) != string(plain) {
			t.Fatalf("%q, %v", got, err)
		}
		if moved := v.seal(plain, elsewhere); moved[1:1+nonceSize] == sealed[1:1+nonceSize] {
			t.Fatal("two places share a nonce")
		}
		changed := v.seal(append(plain, 0), at)
		if changed[1:1+nonceSize] == sealed[1:1+nonceSize] {
			t.Fatal("two values share a nonce")
		}
		bent := []byte(sealed)
		bent[rapid.IntRange(0, len(bent)-1).Draw(t, "byte")] ^= 1
		for name, err := range map[string]error{
			"moved":     second(v.unseal(sealed, elsewhere)),
			"bent":      second(v.unseal(string(bent), at)),
			"cut":       second(v.unseal(sealed[:nonceSize], at)),
			"other key": second(other.unseal(sealed, at)),
		} {
			if !errors.Is(err, ErrSealed) {
				t.Fatalf("%s: %v", name, err)
			}
		}
	})
}

func TestPlacesDiffer(t *testing.T) {
	if string(place("a", "bc")) == string(place("ab", "c")) || string(place("a")) == string(place("a", "")) {
		t.Error("two places are one")
	}
}

func second(_ []byte, err error) error { return err }

func TestKeyHidesItself(t *testing.T) {
	k := Key{'s', 'e', 'c', 'r', 'e', 't'}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		for _, x := range []any{k, Options{Key: k}} {
			if got := fmt.Sprintf(verb, x); len(got) > 120 || got == "" {
				t.Errorf("%s prints %s", verb, got)
			}
		}
	}
}
