package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
)

// Key is the app's secret, from which the store derives its own.
type Key [32]byte

// String hides the key.
func (Key) String() string { return "[redacted]" }

// GoString hides the key.
func (Key) GoString() string { return "[redacted]" }

// ErrSealed: a value was not written with this key, or not at this place.
var ErrSealed = errors.New("sealed with another key, or moved")

const nonceSize = 12

// vault encrypts what leads said, at rest: AES-256-GCM with a nonce derived from
// the place and the value. The same value at the same place gives the same text,
// so that a script can tell a change from a repetition without reading it; at
// another place it gives another, so texts cannot be compared across people,
// and a text that was moved does not open.
type vault struct {
	aead  cipher.AEAD
	nonce []byte // key of the nonces
	id    byte   // of the app key, in front of every text
	check string // tells whether a store was written with this key
}

func newVault(k Key) (*vault, error) {
	if k == (Key{}) {
		return nil, errors.New("the app key is empty")
	}
	derived := func(label string, n int) []byte {
		out, err := hkdf.Key(sha256.New, k[:], nil, "parallax store "+label, n)
		if err != nil {
			panic(err) // only for lengths over 8 KiB
		}
		return out
	}
	block, err := aes.NewCipher(derived("values", 32))
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &vault{
		aead: aead, nonce: derived("nonces", 32), id: derived("id", 1)[0],
		check: hex.EncodeToString(derived("check", 16)),
	}, nil
}

// place names where a value stands. Parts are prefixed with their length, so
// different parts never give the same place.
func place(parts ...string) []byte {
	var p []byte
	for _, s := range parts {
		p = binary.AppendUvarint(p, uint64(len(s)))
		p = append(p, s...)
	}
	return p
}

// seal returns key id, nonce and ciphertext.
func (v *vault) seal(plain, place []byte) string {
	mac := hmac.New(sha256.New, v.nonce)
	mac.Write(binary.AppendUvarint(nil, uint64(len(place))))
	mac.Write(place)
	mac.Write(plain)
	nonce := mac.Sum(nil)[:nonceSize]
	return string(v.aead.Seal(append([]byte{v.id}, nonce...), nonce, plain, place))
}

// unseal returns what seal got, or ErrSealed.
func (v *vault) unseal(text string, place []byte) ([]byte, error) {
	if len(text) < 1+nonceSize || text[0] != v.id {
		return nil, ErrSealed
	}
	plain, err := v.aead.Open(nil, []byte(text[1:1+nonceSize]), []byte(text[1+nonceSize:]), place)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSealed, err)
	}
	return plain, nil
}
