package teams

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzService: where the token goes is a known Connector, however its address is
// written.
func FuzzService(f *testing.F) {
	for _, s := range []string{
		"https://smba.trafficmanager.net/emea/", "HTTPS://SMBA.trafficmanager.NET:443/", "http://127.0.0.1:9444/", "https://smba.trafficmanager.net@evil/", "https://smba.trafficmanager.net.evil/",
		"https://evil\\@smba.trafficmanager.net/", "https://smba.trafficmanager.net:8443/", "//smba.trafficmanager.net/", "https:smba.trafficmanager.net", "https://smba.trafficmanager.net/?", "https://[::1]:9444/", "http://localhost:9444/", "http://0x7f.1:9444/",
	} {
		f.Add(s)
	}
	hosts, err := NewHosts("127.0.0.1:9444")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if hosts.Check(raw) != nil {
			return
		}
		r, err := http.NewRequest(http.MethodPost, strings.TrimRight(raw, "/")+"/v3/conversations", nil)
		if err != nil {
			return // not called either
		}
		host := strings.ToLower(r.URL.Host)
		known := r.URL.Scheme == "https" && slices.Contains(connectors, strings.TrimSuffix(host, ":443"))
		if !known && host != "127.0.0.1:9444" || r.URL.User != nil {
			t.Errorf("%q is called at %q", raw, r.URL)
		}
	})
}

// FuzzKey: a key that anybody could publish is used only when it is one that may sign.
func FuzzKey(f *testing.F) {
	for _, s := range []string{
		`{"kty":"RSA","kid":"k","n":"AQAB","e":"AQAB"}`, `{"kty":"RSA","kid":"k","use":"enc","n":"","e":""}`, `{"kty":"EC","kid":"k"}`, `{"kty":"RSA","kid":"k","n":"` + strings.Repeat("_", 342) + `","e":"AQAB","endorsements":["msteams",null]}`,
		`{"kty":"RSA","kid":"k","n":"` + strings.Repeat("_", 342) + `","e":"Ag"}`, `[]`, `null`, `{"kty":1}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		id, key, ok := readKey(json.RawMessage(raw))
		if !ok {
			return
		}
		if bits := key.public.N.BitLen(); id == "" || bits < leastBits || bits > mostBits || key.public.E < 2 || key.public.E%2 == 0 {
			t.Errorf("took %q: %d bits, exponent %d", raw, key.public.N.BitLen(), key.public.E)
		}
	})
}

// FuzzDenial: whatever the Connector answers, the word in it is short and plain, and
// the wait has an end.
func FuzzDenial(f *testing.F) {
	for _, s := range []string{
		`{"error":{"code":"BotNotInConversationRoster"}}`, `{"errorCode":209,"message":"{\"subCode\":\"MessageWritesBlocked\"}"}`, `{"error":"x"}`, `{"code":["x"]}`, `<html>`, ``, `null`,
		`{"message":"` + strings.Repeat(`{\"message\":\"`, 50) + `"}`,
	} {
		f.Add([]byte(s), "30")
	}
	f.Add([]byte("{}"), "Tue, 03 Mar 2026 10:00:00 GMT")
	f.Add([]byte("{}"), "-1")
	f.Add([]byte("{}"), "99999999999999999999")
	f.Add([]byte("{}"), "9223372036854775807")
	f.Add([]byte("{}"), "10000000000")
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, body []byte, after string) {
		if code := codeOf(body); len(code) > 64 || strings.ContainsFunc(code, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%q: %q", body, code)
		}
		if d := retryAfter(http.Header{"Retry-After": {after}}, now); d < 0 || d > 24*time.Hour {
			t.Errorf("%q: %s", after, d)
		}
	})
}
