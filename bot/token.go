package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"parallax/checkins"
	"parallax/scoring"
)

// Claim is what a button or a form says about itself when it comes back. It is
// signed, not secret, and it gives no rights: it says what was offered to whom,
// and the store decides whether that still holds.
type Claim struct {
	Act        string // the action it stands for; a token of one action is none of another
	Org        checkins.OrgID
	Person     checkins.PersonID // whom it was made for; empty: anybody who sees it
	Letter     checkins.LetterID // the message it stands in
	Rounds     []Asked
	Initiative checkins.InitiativeID
	Dimension  scoring.Dimension
	Guess      bool             // with Value: the guess, not the own rating
	Value      int              // 1..5, 0 for "can't say" or "no idea"
	What       string           // of a share: "status", "explain"; of a choice or a page: the command
	Page       int              // of a page: its number, from 1, at most 999
	Filter     string           // of a page: by what it is chosen, as Command.Name takes it
	Step       string           // of a dialog: which of its steps
	Subject    string           // of a dialog or a deed: what else the domain gets back, at most 60 characters
	Receipt    checkins.Receipt // of a form: the message that it was opened from; of a share: the channel alone
}

// Asked names a round and the letter that asked it.
type Asked struct {
	Round checkins.RoundID
	Ask   checkins.LetterID // empty in a token: the same as Claim.Letter
}

// ErrToken: the text is not a token that this signer made.
var ErrToken = errors.New("not a token of ours")

const (
	tokenVersion = "v1"
	tokenPurpose = "parallax/bot/token/v1"
	macSize      = 16 // bytes: 128 bits
	fieldCount   = 14
	fieldSep     = "\x1f"
)

// Signer makes and opens tokens. The zero Signer opens nothing; see NewSigner.
type Signer struct {
	key []byte
	old [][]byte
}

// NewSigner derives the signer's key from the app key, which must have 32 bytes.
// The derived key serves tokens only, so a token never helps with anything else
// that the app key protects. Tokens signed with one of the other app keys open too:
// messages outlive the key under which they were sent.
func NewSigner(appKey []byte, old ...[]byte) (Signer, error) {
	var keys [][]byte
	for _, k := range append([][]byte{appKey}, old...) {
		if len(k) != 32 {
			return Signer{}, fmt.Errorf("token key: want 32 bytes, have %d", len(k))
		}
		keys = append(keys, mac(k, tokenPurpose))
	}
	return Signer{key: keys[0], old: keys[1:]}, nil
}

// signed reports whether one of the keys made the sum of a head, in a time that tells
// nothing of the sum.
func (s Signer) signed(head string, sum []byte) bool {
	good := hmac.Equal(sum, mac(s.key, head)[:macSize])
	for _, k := range s.old {
		good = hmac.Equal(sum, mac(k, head)[:macSize]) || good
	}
	return good
}

// Sign returns "v1.<payload>.<mac>", printable ASCII without spaces. Control
// characters in a field are dropped: no id holds one. A claim of 12 rounds with
// the longest ids stays below 3,000 bytes; one round without letter and person
// below 255.
func (s Signer) Sign(c Claim) string {
	if len(s.key) == 0 {
		panic("bot: Sign of the zero Signer")
	}
	head := tokenVersion + "." + base64.RawURLEncoding.EncodeToString([]byte(c.pack()))
	return head + "." + base64.RawURLEncoding.EncodeToString(mac(s.key, head)[:macSize])
}

// Open checks the signature in constant time and returns the claim; any fault is
// ErrToken, without saying which.
func (s Signer) Open(token string) (Claim, error) {
	head, tail, ok := cutLast(token, ".")
	if !ok || len(s.key) == 0 || len(token) > 4096 {
		return Claim{}, ErrToken
	}
	sum, err := base64.RawURLEncoding.Strict().DecodeString(tail)
	if err != nil || !s.signed(head, sum) {
		return Claim{}, ErrToken
	}
	version, payload, ok := strings.Cut(head, ".")
	if !ok || version != tokenVersion {
		return Claim{}, ErrToken
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(payload)
	if err != nil || !utf8.Valid(raw) {
		return Claim{}, ErrToken
	}
	return unpack(string(raw))
}

// pack writes the fields in a fixed order; empty ones at the end cost nothing.
func (c Claim) pack() string {
	rounds := make([]string, len(c.Rounds))
	for i, r := range c.Rounds {
		rounds[i] = clean(string(r.Round))
		if r.Ask != "" && r.Ask != c.Letter {
			rounds[i] += " " + clean(string(r.Ask))
		}
	}
	value := ""
	if c.Value != 0 || c.Guess {
		value = strconv.Itoa(c.Value)
		if c.Guess {
			value = "g" + value
		}
	}
	fields := []string{
		clean(c.Act), clean(string(c.Org)), clean(string(c.Person)), clean(string(c.Letter)),
		strings.Join(rounds, ","), clean(string(c.Initiative)), clean(string(c.Dimension)),
		value, clean(c.What), clean(c.Receipt.Channel), clean(c.Receipt.TS), page(c),
		clean(c.Step), clean(c.Subject),
	}
	return strings.TrimRight(strings.Join(fields, fieldSep), fieldSep)
}

// page writes the number of a page and what follows it: "2 growth".
func page(c Claim) string {
	if c.Page == 0 {
		return ""
	}
	return strings.TrimRight(strconv.Itoa(c.Page)+" "+clean(c.Filter), " ")
}

func unpack(s string) (Claim, error) {
	f := strings.Split(s, fieldSep)
	if len(f) > fieldCount {
		return Claim{}, ErrToken
	}
	f = append(f, make([]string, fieldCount-len(f))...)
	c := Claim{
		Act: f[0], Org: checkins.OrgID(f[1]), Person: checkins.PersonID(f[2]), Letter: checkins.LetterID(f[3]),
		Initiative: checkins.InitiativeID(f[5]), Dimension: scoring.Dimension(f[6]), What: f[8],
		Receipt: checkins.Receipt{Channel: f[9], TS: f[10]}, Step: f[12], Subject: f[13],
	}
	if f[4] != "" {
		for part := range strings.SplitSeq(f[4], ",") {
			round, ask, other := strings.Cut(part, " ")
			a := Asked{Round: checkins.RoundID(round), Ask: c.Letter}
			if other {
				a.Ask = checkins.LetterID(ask)
			}
			c.Rounds = append(c.Rounds, a)
		}
	}
	if v, guess := strings.CutPrefix(f[7], "g"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || n > 5 {
			return Claim{}, ErrToken
		}
		c.Value, c.Guess = n, guess
	}
	if f[11] != "" {
		number, filter, _ := strings.Cut(f[11], " ")
		n, err := strconv.Atoi(number)
		if err != nil || n < 1 || n > 999 {
			return Claim{}, ErrToken
		}
		c.Page, c.Filter = n, filter
	}
	return c, nil
}

func mac(key []byte, message string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(message))
	return h.Sum(nil)
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+len(sep):], true
}

// clean drops what would end a field early.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
