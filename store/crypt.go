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
	"slices"
)

// Key is the app's secret, from which the store derives its own.
type Key [32]byte

// String hides the key.
func (Key) String() string { return "[redacted]" }

// GoString hides the key.
func (Key) GoString() string { return "[redacted]" }

// What can be wrong with keys, and with what they sealed.
var (
	// ErrSealed: a value was not written with one of the keys, or not at this place.
	ErrSealed = errors.New("sealed with another key, or moved")
	// ErrSameKey: a key is given twice.
	ErrSameKey = errors.New("a key is there twice")
	// ErrAlike: two keys have the same mark in front of what they seal, so that nobody
	// could tell what is left of the old one. It happens to one pair in 256.
	ErrAlike = errors.New("two keys have the same mark")
)

const nonceSize = 12

// vault encrypts what leads said, at rest: AES-256-GCM with a nonce derived from
// the place and the value. The same value at the same place gives the same text,
// so that a script can tell a change from a repetition without reading it; at
// another place it gives another, so texts cannot be compared across people,
// and a text that was moved does not open.
//
// It seals with one key, and opens what older ones sealed too. The same value looks
// different under another key: a lead who gives the same rating again after a new key
// came makes one revision more in the log, which changes no result.
type vault struct {
	aead  cipher.AEAD
	nonce []byte // key of the nonces
	id    byte   // of the app key, in front of every text
	check string // tells whether a store was written with this key
	old   []*vault
}

// CheckKeys reports whether a vault can be made of these keys: the one that writes,
// and those that are read besides. ErrSameKey, ErrAlike.
func CheckKeys(k Key, old ...Key) error {
	_, err := newVault(k, old...)
	return err
}

// newVault makes the vault of the key that seals and of others that open as well.
func newVault(k Key, old ...Key) (*vault, error) {
	v, err := oneVault(k)
	if err != nil {
		return nil, err
	}
	for _, k := range old {
		o, err := oneVault(k)
		if err != nil {
			return nil, err
		}
		for _, other := range v.all() {
			switch {
			case other.check == o.check:
				return nil, ErrSameKey
			case other.id == o.id:
				return nil, ErrAlike
			}
		}
		v.old = append(v.old, o)
	}
	return v, nil
}

// all lists the vaults of all keys, the one that seals first.
func (v *vault) all() []*vault { return append([]*vault{v}, v.old...) }

func oneVault(k Key) (*vault, error) {
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

// current reports whether a text was sealed with the key that seals now.
func (v *vault) current(text string) bool { return text != "" && text[0] == v.id }

// unseal returns what seal got, or ErrSealed.
func (v *vault) unseal(text string, place []byte) ([]byte, error) {
	if len(text) < 1+nonceSize {
		return nil, ErrSealed
	}
	n := slices.IndexFunc(v.old, func(o *vault) bool { return o.id == text[0] })
	if n >= 0 {
		return v.old[n].unseal(text, place)
	}
	if text[0] != v.id {
		return nil, ErrSealed
	}
	plain, err := v.aead.Open(nil, []byte(text[1:1+nonceSize]), []byte(text[1+nonceSize:]), place)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSealed, err)
	}
	return plain, nil
}
