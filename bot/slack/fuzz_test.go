package slack

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// FuzzVerify: nothing is accepted but what was signed, whatever stands in the headers.
func FuzzVerify(f *testing.F) {
	now := time.Unix(1_770_000_000, 0)
	const secret, stamp = "8f742231b10e8888abcd99yyyzzz85a5", "1770000000"
	body := []byte("team_id=T0001&text=status")
	good := "v0=" + hex.EncodeToString(signature([]byte(secret), stamp, body))
	v, err := NewVerifier(func() time.Time { return now }, secret)
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range [][2]string{{stamp, good}, {stamp, strings.ToUpper(good)}, {stamp, good[3:]}, {stamp, "v0="}, {"", good}, {"+" + stamp, good}, {" " + stamp, good}, {"1770000300", good}, {"9e9", good}, {stamp, good + "," + good}} {
		f.Add(c[0], c[1], body)
	}
	f.Add(stamp, good, append(body, 'x'))
	f.Fuzz(func(t *testing.T, at, sig string, sent []byte) {
		h := http.Header{headerTime: {at}, headerSignature: {sig}}
		if v.Verify(h, sent) != nil {
			return
		}
		right := "v0=" + hex.EncodeToString(signature([]byte(secret), at, sent))
		if !strings.EqualFold(sig, right) || strings.Trim(at, "0123456789") != "" || at == "" {
			t.Errorf("accepted %q %q over %q", at, sig, sent)
		}
	})
}

// FuzzHook: what is called with an answer is at Slack, however it is written.
func FuzzHook(f *testing.F) {
	for _, s := range []string{
		"https://hooks.slack.com/actions/T1/2/x", "https://HOOKS.slack-gov.com:443/", "http://hooks.slack.com/", "https://hooks.slack.com.evil/", "https://hooks.slack.com@evil/",
		"https://evil/hooks.slack.com", "https://hooks.slack.com\\@evil/", "https://hooks.slack.com%2eevil/", "//hooks.slack.com/", "https://hooks.slack.com:443:80/", "https://[::1]/", "https://ｈooks.slack.com/",
		"wss://wss-primary.slack.com/link/?ticket=1", "https://x.slack.com:443/", "https://.slack.com/", "https://slack.com/",
	} {
		f.Add(s)
	}
	api, err := apiBase("")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if checkHook(raw, api) == nil {
			r, err := http.NewRequest(http.MethodPost, raw, nil)
			if err != nil {
				return // not called either
			}
			if h := strings.ToLower(r.URL.Host); r.URL.Scheme != "https" || h != "hooks.slack.com" && h != "hooks.slack.com:443" && h != "hooks.slack-gov.com" && h != "hooks.slack-gov.com:443" {
				t.Errorf("%q is called at %q", raw, r.URL.Host)
			}
		}
		if u, err := url.Parse(raw); err == nil && checkSocket(raw, api) == nil {
			host := strings.ToLower(u.Hostname())
			known := strings.HasSuffix(host, ".slack.com") || strings.HasSuffix(host, ".slack-gov.com")
			if u.Scheme != "wss" || !known || strings.HasPrefix(host, ".") || u.Port() != "" && u.Port() != "443" {
				t.Errorf("a socket is opened at %q", raw)
			}
		}
	})
}
