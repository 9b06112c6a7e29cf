package slack_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"parallax/bot/slack"
	"parallax/sandbox"
)

// sign is written from Slack's page and not taken from the code under test.
func sign(secret, stamp string, body []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(m, "v0:%s:%s", stamp, body)
	return "v0=" + hex.EncodeToString(m.Sum(nil))
}

func TestA01Signatures(t *testing.T) {
	now := time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	body := []byte("token=x&team_id=T0001&text=caf%C3%A9")
	at := func(d time.Duration) string { return strconv.FormatInt(now.Add(d).Unix(), 10) }
	const other = "another secret"
	good := sign(secret, at(0), body)
	type vector struct {
		name   string
		stamp  []string
		sig    []string
		body   []byte
		header func(http.Header)
		want   bool
	}
	vectors := []vector{
		{name: "good", stamp: []string{at(0)}, sig: []string{good}, want: true},
		{name: "299 s old", stamp: []string{at(-299 * time.Second)}, sig: []string{sign(secret, at(-299*time.Second), body)}, want: true},
		{name: "299 s ahead", stamp: []string{at(299 * time.Second)}, sig: []string{sign(secret, at(299*time.Second), body)}, want: true},
		{name: "upper-case headers", header: func(h http.Header) {
			h.Add("X-SLACK-REQUEST-TIMESTAMP", at(0))
			h.Add("X-SLACK-SIGNATURE", good)
		}, want: true},
		{name: "second secret of a rotation", stamp: []string{at(0)}, sig: []string{sign(other, at(0), body)}, want: true},
		{name: "301 s old", stamp: []string{at(-301 * time.Second)}, sig: []string{sign(secret, at(-301*time.Second), body)}},
		{name: "301 s ahead", stamp: []string{at(301 * time.Second)}, sig: []string{sign(secret, at(301*time.Second), body)}},
		{name: "wrong secret", stamp: []string{at(0)}, sig: []string{sign("wrong", at(0), body)}},
		{name: "empty secret", stamp: []string{at(0)}, sig: []string{sign("", at(0), body)}},
		{name: "body a byte longer", stamp: []string{at(0)}, sig: []string{good}, body: append(bytes.Clone(body), 'x')},
		{name: "body a byte shorter", stamp: []string{at(0)}, sig: []string{good}, body: body[:len(body)-1]},
		{name: "empty body", stamp: []string{at(0)}, sig: []string{good}, body: []byte{}},
		{name: "no timestamp", sig: []string{good}},
		{name: "no signature", stamp: []string{at(0)}},
		{name: "neither"},
		{name: "v0= missing", stamp: []string{at(0)}, sig: []string{strings.TrimPrefix(good, "v0=")}},
		{name: "v1=", stamp: []string{at(0)}, sig: []string{"v1=" + strings.TrimPrefix(good, "v0=")}},
		{name: "two signatures", stamp: []string{at(0)}, sig: []string{good, good}},
		{name: "two timestamps", stamp: []string{at(0), at(0)}, sig: []string{good}},
		{name: "two signatures in one header", stamp: []string{at(0)}, sig: []string{good + "," + good}},
		{name: "not hex", stamp: []string{at(0)}, sig: []string{"v0=" + strings.Repeat("zz", 32)}},
		{name: "half a signature", stamp: []string{at(0)}, sig: []string{good[:3+32]}},
		{name: "timestamp with a sign", stamp: []string{"+" + at(0)}, sig: []string{sign(secret, "+"+at(0), body)}},
		{name: "timestamp is no number", stamp: []string{"now"}, sig: []string{sign(secret, "now", body)}},
		{name: "timestamp of another request", stamp: []string{at(-time.Second)}, sig: []string{good}},
		{name: "timestamp beyond an int64", stamp: []string{strings.Repeat("9", 30)}, sig: []string{sign(secret, strings.Repeat("9", 30), body)}},
	}
	if len(vectors) < 24 {
		t.Fatalf("%d vectors, want at least 24", len(vectors))
	}
	v, err := slack.NewVerifier(func() time.Time { return now }, secret, other)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range vectors {
		h := http.Header{}
		for _, s := range x.stamp {
			h.Add("X-Slack-Request-Timestamp", s)
		}
		for _, s := range x.sig {
			h.Add("X-Slack-Signature", s)
		}
		if x.header != nil {
			x.header(h)
		}
		b := body
		if x.body != nil {
			b = x.body
		}
		err := v.Verify(h, b)
		if (err == nil) != x.want {
			t.Errorf("%s: %v, want accepted = %v", x.name, err, x.want)
		}
		if err != nil && err.Error() != slack.ErrUnsigned.Error() {
			t.Errorf("%s: says more than that: %v", x.name, err)
		}
	}
}

func TestA03EmptySecrets(t *testing.T) {
	for _, secrets := range [][]string{nil, {""}, {" \t\n"}, {secret, ""}, {"a", "b", "c"}} {
		_, err := slack.NewVerifier(nil, secrets...)
		if err == nil || !strings.Contains(err.Error(), "SLACK_SIGNING_SECRET") {
			t.Errorf("secrets %q: %v, want an error that names the setting", secrets, err)
		}
	}
}

// The answer to a forged request never holds the signature that would be right.
func TestA01Forged(t *testing.T) {
	b := newBench(t)
	b.desk.set(nil, nil)
	v, err := slack.NewVerifier(nil, secret)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	b.handler.Routes(mux, v)
	for _, path := range []string{"/slack/commands", "/slack/interactions", "/slack/events"} {
		body := []byte("team_id=T0001&user_id=U0001&text=status")
		stamp, right := sandbox.Sign(secret, time.Now(), body)
		r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
		r.Header.Set("X-Slack-Request-Timestamp", stamp)
		r.Header.Set("X-Slack-Signature", "v0="+strings.Repeat("00", 32))
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized || w.Body.String() != "Unauthorized\n" {
			t.Errorf("%s: %d %q, want 401 and a constant body", path, w.Code, w.Body)
		}
		if strings.Contains(fmt.Sprint(w.Header(), w.Body), right[3:]) {
			t.Errorf("%s: the right signature is in the answer", path)
		}
	}
	if h := b.desk.heard(); len(h) > 0 {
		t.Errorf("the desk heard %+v of forged requests", h)
	}
}

func TestA07Bodies(t *testing.T) {
	b := newBench(t)
	v, err := slack.NewVerifier(nil, secret)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	b.handler.Routes(mux, v)
	for name, body := range map[string][]byte{
		"10 MB":              bytes.Repeat([]byte("x"), 10<<20),
		"100,000 levels":     []byte(`{"type":"event_callback","team_id":"T0001","event":` + strings.Repeat("[", 100_000)),
		"deep and well-made": []byte(`{"event":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`),
	} {
		r := httptest.NewRequest(http.MethodPost, "/slack/events", bytes.NewReader(body))
		stamp, sig := sandbox.Sign(secret, time.Now(), body)
		r.Header.Set("X-Slack-Request-Timestamp", stamp)
		r.Header.Set("X-Slack-Signature", sig)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code < 400 || w.Code > 499 {
			t.Errorf("%s: status %d, want a refusal", name, w.Code)
		}
	}
}
