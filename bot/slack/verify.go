package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// signatureAge is how far the timestamp of a request may be from our clock, in
// both directions (docs.slack.dev, "Verifying requests from Slack").
const signatureAge = 5 * time.Minute

const (
	headerTime      = "X-Slack-Request-Timestamp"
	headerSignature = "X-Slack-Signature"
	signatureScheme = "v0="
)

// ErrUnsigned: the request was not signed by Slack with one of our secrets, not
// now, or not over this body. It never says which, and it never holds the right
// signature: that would let a forger sign.
var ErrUnsigned = errors.New("not signed by Slack")

// Verifier checks that a request comes from Slack: HMAC-SHA256 over
// "v0:<timestamp>:<raw body>". The signature alone does not stop a replay within
// five minutes; the delivery ids do (see delivery).
type Verifier struct {
	secrets [][]byte
	now     func() time.Time
}

// NewVerifier takes the signing secret, or two while it is being rotated. An
// empty or blank secret is refused: HMAC with an empty key is a signature that
// anybody can make. now is the real clock; nil means time.Now.
func NewVerifier(now func() time.Time, secrets ...string) (*Verifier, error) {
	if len(secrets) == 0 || len(secrets) > 2 {
		return nil, fmt.Errorf("SLACK_SIGNING_SECRET: want one secret, or two during a rotation, have %d", len(secrets))
	}
	v := &Verifier{now: now}
	if now == nil {
		v.now = time.Now
	}
	for _, s := range secrets {
		if strings.TrimSpace(s) == "" {
			return nil, errors.New("SLACK_SIGNING_SECRET is empty: copy the signing secret from the app's Basic Information page")
		}
		v.secrets = append(v.secrets, []byte(s))
	}
	return v, nil
}

// Verify returns nil or ErrUnsigned. body is the raw body, before any parsing, as one
// or in parts.
func (v *Verifier) Verify(h http.Header, body ...[]byte) error {
	stamp, ok := only(h, headerTime)
	if !ok || !v.recent(stamp) {
		return ErrUnsigned
	}
	text, ok := only(h, headerSignature)
	if !ok {
		return ErrUnsigned
	}
	text, ok = strings.CutPrefix(text, signatureScheme)
	if !ok {
		return ErrUnsigned
	}
	given, err := hex.DecodeString(text)
	if err != nil || len(given) != sha256.Size {
		return ErrUnsigned
	}
	good := false
	for _, s := range v.secrets {
		// No early end: which of the secrets fits is nobody's business.
		good = hmac.Equal(given, signature(s, stamp, body...)) || good
	}
	if !good {
		return ErrUnsigned
	}
	return nil
}

// recent reports whether the stamp is decimal Unix seconds near our clock.
func (v *Verifier) recent(stamp string) bool {
	// Digits only: ParseInt would also take a sign, and "+1" is not what was signed.
	if stamp == "" || len(stamp) > 12 || strings.Trim(stamp, "0123456789") != "" {
		return false
	}
	sec, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return false
	}
	age := v.now().Sub(time.Unix(sec, 0))
	return age.Abs() <= signatureAge
}

func signature(secret []byte, stamp string, body ...[]byte) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("v0:" + stamp + ":"))
	for _, part := range body {
		m.Write(part)
	}
	return m.Sum(nil)
}

// only returns the value of a header that is there exactly once: of two
// signatures a proxy and we might check different ones.
func only(h http.Header, name string) (string, bool) {
	v := h.Values(name)
	if len(v) != 1 || v[0] == "" {
		return "", false
	}
	return v[0], true
}
