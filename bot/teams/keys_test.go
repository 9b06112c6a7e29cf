package teams_test

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parallax/bot/teams"
)

func (w *entrance) wants(t *testing.T, when, auth string, status int) {
	t.Helper()
	if got := w.deliver(auth, messageBody(nil)); got.Code != status {
		t.Errorf("%s: got %d %q, want %d", when, got.Code, got.Body, status)
	}
}

func (w *entrance) askedFor(t *testing.T, when string, metadata, documents int64) {
	t.Helper()
	if m, d := w.ms.metadata.Load(), w.ms.documents.Load(); m != metadata || d != documents {
		t.Errorf("%s: %d metadata and %d key fetches, want %d and %d", when, m, d, metadata, documents)
	}
}

// TestParallelFirst: fifty first requests at once, one fetch of each document.
func TestParallelFirst(t *testing.T) {
	w := newEntrance(t)
	hold := make(chan struct{})
	w.ms.set(func() { w.ms.hold = hold })
	const many = 50
	auth := goodToken(nil)
	var began, done sync.WaitGroup
	codes := make(chan int, many)
	began.Add(many)
	for range many {
		done.Go(func() {
			began.Done()
			codes <- w.deliver(auth, messageBody(nil)).Code
		})
	}
	began.Wait()
	close(hold)
	done.Wait()
	for range many {
		if c := <-codes; c != http.StatusOK {
			t.Errorf("got %d", c)
		}
	}
	w.askedFor(t, "after all", 1, 1)
}

// TestRollover: a new key is found at once, one that was taken away is gone, and
// unknown key ids make one fetch in ten seconds.
func TestRollover(t *testing.T) {
	w := newEntrance(t)
	signed := func(id string, k *rsa.PrivateKey) string {
		return "Bearer " + signToken(k, tokenHeader(jsonObject{"kid": id}), tokenClaims(nil))
	}
	publish := func(id string, k *rsa.PrivateKey) {
		w.ms.set(func() { w.ms.keys = []jsonObject{publishedKey(id, k, "msteams")} })
	}
	w.wants(t, "old key", goodToken(nil), http.StatusOK)
	publish("k2", secondKey())
	w.wants(t, "new key", signed("k2", secondKey()), http.StatusOK)
	w.askedFor(t, "new key", 2, 2)
	w.wants(t, "old key, not published any more", goodToken(nil), http.StatusForbidden)
	w.wants(t, "new key again", signed("k2", secondKey()), http.StatusOK)
	w.askedFor(t, "known or too early", 2, 2)

	publish("k3", foreignKey())
	w.pass(10*time.Second - time.Millisecond)
	w.wants(t, "next key, too early", signed("k3", foreignKey()), http.StatusForbidden)
	w.askedFor(t, "too early", 2, 2)
	w.pass(time.Millisecond)
	w.wants(t, "next key", signed("k3", foreignKey()), http.StatusOK)
	w.askedFor(t, "next key", 3, 3)
}

// TestStale: keys are fetched anew after a day, and used on while nobody has them.
func TestStale(t *testing.T) {
	w := newEntrance(t)
	auth := goodToken(jsonObject{"exp": tokenTime.Add(10 * 24 * time.Hour).Unix()})
	w.wants(t, "first", auth, http.StatusOK)
	w.pass(24*time.Hour - time.Second)
	w.wants(t, "just under a day", auth, http.StatusOK)
	w.askedFor(t, "just under a day", 1, 1)
	w.pass(time.Second)
	w.wants(t, "a day", auth, http.StatusOK)
	w.askedFor(t, "a day", 2, 2)

	w.ms.set(func() { w.ms.down = true })
	w.pass(48 * time.Hour)
	for range 20 {
		w.wants(t, "key server away", auth, http.StatusOK)
	}
	w.askedFor(t, "key server away", 3, 2)
	w.pass(10 * time.Second)
	w.wants(t, "still away", auth, http.StatusOK)
	w.askedFor(t, "still away", 4, 2)
	w.wants(t, "unknown key while away", "Bearer "+signToken(signerKey(), tokenHeader(jsonObject{"kid": "k9"}), tokenClaims(jsonObject{"exp": tokenTime.Add(10 * 24 * time.Hour).Unix()})), http.StatusForbidden)

	w.ms.set(func() { w.ms.down, w.ms.keys = false, []jsonObject{publishedKey("k2", secondKey(), "msteams")} })
	w.wants(t, "back, tried less than 10 s ago", auth, http.StatusOK)
	w.pass(10 * time.Second)
	w.wants(t, "back: the old key is gone", auth, http.StatusForbidden)
}

// TestNeverFetched: without any keys nobody can say, and the sender may try again.
func TestNeverFetched(t *testing.T) {
	w := newEntrance(t)
	w.ms.set(func() { w.ms.down = true })
	for range 50 {
		w.wants(t, "away from the start", goodToken(nil), http.StatusServiceUnavailable)
	}
	w.askedFor(t, "away from the start", 1, 0)
	w.wants(t, "a wrong token all the same", goodToken(jsonObject{"aud": foreignTenant}), http.StatusForbidden)
	w.ms.set(func() { w.ms.down = false })
	w.pass(10 * time.Second)
	w.wants(t, "back", goodToken(nil), http.StatusOK)
}

// trip is a transport that a test plays.
type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// counted is a body that knows whether it was closed and how much was read.
type counted struct {
	io.Reader
	read   atomic.Int64
	closed atomic.Bool
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read.Add(int64(n))
	return n, err
}

func (c *counted) Close() error {
	c.closed.Store(true)
	return nil
}

// endless is a document without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestBadKeyServer: whatever the key server sends, bodies are closed, hosts stay
// the same, memory stays small and there is an answer.
func TestBadKeyServer(t *testing.T) {
	keyDocument, err := json.Marshal(jsonObject{"keys": []jsonObject{publishedKey("k1", signerKey(), "msteams")}})
	if err != nil {
		t.Fatal(err)
	}
	metadata := func(at string) string { return `{"jwks_uri":"` + at + `"}` }
	const here = "https://login.botframework.com"
	for name, c := range map[string]struct {
		metadata string
		code     int // of the metadata; 0: 200
		location string
		keys     string
		want     int
		asks     int
	}{
		"good":                  {metadata: metadata(here + "/v1/keys"), keys: string(keyDocument), want: http.StatusOK, asks: 2},
		"keys elsewhere":        {metadata: metadata("https://evil.example/keys"), keys: string(keyDocument), want: http.StatusServiceUnavailable, asks: 1},
		"keys by http":          {metadata: metadata("http://login.botframework.com/keys"), keys: string(keyDocument), want: http.StatusServiceUnavailable, asks: 1},
		"keys on this machine":  {metadata: metadata("https://127.0.0.1/keys"), keys: string(keyDocument), want: http.StatusServiceUnavailable, asks: 1},
		"keys at another port":  {metadata: metadata(here + ":8443/keys"), keys: string(keyDocument), want: http.StatusServiceUnavailable, asks: 1},
		"keys with a user":      {metadata: metadata("https://u:p@login.botframework.com/keys"), keys: string(keyDocument), want: http.StatusServiceUnavailable, asks: 1},
		"no keys address":       {metadata: "{}", want: http.StatusServiceUnavailable, asks: 1},
		"metadata is a page":    {metadata: "<html>", want: http.StatusServiceUnavailable, asks: 1},
		"metadata moved":        {code: http.StatusFound, location: "https://evil.example/", want: http.StatusServiceUnavailable, asks: 1},
		"metadata moved nearby": {code: http.StatusFound, location: here + "/v2", want: http.StatusServiceUnavailable, asks: 1},
		"no keys":               {metadata: metadata(here + "/v1/keys"), keys: `{"keys":[]}`, want: http.StatusServiceUnavailable, asks: 2},
		"keys are a page":       {metadata: metadata(here + "/v1/keys"), keys: "<html>", want: http.StatusServiceUnavailable, asks: 2},
		"keys without an end":   {metadata: metadata(here + "/v1/keys"), want: http.StatusServiceUnavailable, asks: 2},
	} {
		t.Run(name, func(t *testing.T) {
			var (
				mu     sync.Mutex
				bodies []*counted
			)
			w := newEntrance(t, func(trust *teams.Trust) {
				trust.OpenID = ""
				trust.Transport = trip(func(r *http.Request) (*http.Response, error) {
					mu.Lock()
					defer mu.Unlock()
					if r.URL.Scheme+"://"+r.URL.Host != here {
						t.Errorf("asked %s", r.URL)
					}
					b := &counted{Reader: endless{}}
					a := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: b, Request: r}
					switch {
					case len(bodies) == 0:
						b.Reader = strings.NewReader(c.metadata)
						if c.code != 0 {
							a.StatusCode = c.code
							a.Header.Set("Location", c.location)
						}
					case c.keys != "":
						b.Reader = strings.NewReader(c.keys)
					}
					bodies = append(bodies, b)
					return a, nil
				})
			})
			w.wants(t, name, goodToken(nil), c.want)
			if len(bodies) != c.asks {
				t.Errorf("%d requests, want %d", len(bodies), c.asks)
			}
			for i, b := range bodies {
				if !b.closed.Load() || b.read.Load() > 2<<20 {
					t.Errorf("body %d: closed %t, %d bytes read", i, b.closed.Load(), b.read.Load())
				}
			}
		})
	}
}

// TestHangingKeyServer: nobody waits longer than four seconds for keys, and the
// old ones hold.
func TestHangingKeyServer(t *testing.T) {
	first, err := json.Marshal(jsonObject{"keys": []jsonObject{publishedKey("k1", signerKey(), "msteams")}})
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		hangs := false
		v, err := teams.NewValidator(teams.Trust{
			AppID: teamsApp, Tenant: servedTenant,
			Transport: trip(func(r *http.Request) (*http.Response, error) {
				if hangs {
					<-r.Context().Done()
					return nil, r.Context().Err()
				}
				text := string(first)
				if strings.HasSuffix(r.URL.Path, "/openidconfiguration") {
					text = `{"jwks_uri":"https://login.botframework.com/v1/.well-known/keys"}`
				}
				return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(text)), Request: r}, nil
			}),
		})
		if err != nil {
			t.Fatal(err)
		}
		auth := func() http.Header {
			return http.Header{"Authorization": {goodToken(jsonObject{"exp": time.Now().Add(time.Hour).Unix(), "nbf": nil})}}
		}
		hangs = true
		began := time.Now()
		if _, err := v.Token(t.Context(), auth()); !errors.Is(err, teams.ErrUnavailable) || time.Since(began) > 4*time.Second {
			t.Errorf("hanging from the start: %v after %s", err, time.Since(began))
		}
		hangs = false
		<-time.After(10 * time.Second)
		if _, err := v.Token(t.Context(), auth()); err != nil {
			t.Errorf("back: %v", err)
		}
		hangs = true
		<-time.After(25 * time.Hour)
		began = time.Now()
		if _, err := v.Token(t.Context(), auth()); err != nil || time.Since(began) > 4*time.Second {
			t.Errorf("old keys: %v after %s", err, time.Since(began))
		}
		// Who does not want to wait does not.
		<-time.After(time.Minute)
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		unknownKey := http.Header{"Authorization": {"Bearer " + signToken(signerKey(), tokenHeader(jsonObject{"kid": "k9"}), tokenClaims(jsonObject{"exp": time.Now().Add(time.Hour).Unix(), "nbf": nil}))}}
		if _, err := v.Token(short, unknownKey); !errors.Is(err, teams.ErrUnavailable) || time.Since(began) > time.Second {
			t.Errorf("impatient: %v after %s", err, time.Since(began))
		}
		<-time.After(10 * time.Second) // lets the fetch end
	})
}

func TestOpenID(t *testing.T) {
	for raw, want := range map[string]bool{
		"": true, teams.DefaultOpenID: true, "https://login.botframework.azure.us/v1/.well-known/openidconfiguration": true,
		"http://127.0.0.1:8090/openid": true, "http://localhost:8090/openid": true, "https://[::1]:1/x": true,
		"http://login.botframework.com/x": false, "https://evil.example/x": false, "https://login.botframework.com.evil.example/": false,
		"https://login.botframework.com:8443/x": false, "https://login.botframework.com@evil.example/x": false, "https://u:secretword@127.0.0.1/": false,
		"/openid": false, "::": false, "http://127.0.0.1.evil.example/": false, "ftp://127.0.0.1/": false, "http://10.0.0.1/": false,
	} {
		err := teams.CheckOpenID(raw)
		if (err == nil) != want || err != nil && strings.Contains(err.Error(), "secretword") {
			t.Errorf("%q: %v, want allowed %t", raw, err, want)
		}
		u, parseErr := url.Parse(raw)
		if overridden := parseErr == nil && want && raw != "" && !strings.HasPrefix(u.Hostname(), "login."); teams.Overridden(raw) != overridden {
			t.Errorf("%q: overridden %t", raw, !overridden)
		}
	}
}

// TestGovernment: the government cloud has an issuer of its own.
func TestGovernment(t *testing.T) {
	document, err := json.Marshal(jsonObject{"keys": []jsonObject{publishedKey("k1", signerKey(), "msteams")}})
	if err != nil {
		t.Fatal(err)
	}
	w := newEntrance(t, func(trust *teams.Trust) {
		trust.OpenID = "https://login.botframework.azure.us/v1/.well-known/openidconfiguration"
		trust.Transport = trip(func(r *http.Request) (*http.Response, error) {
			a := httptest.NewRecorder()
			if strings.HasSuffix(r.URL.Path, "keys") {
				_, _ = a.Write(document)
			} else {
				_, _ = a.WriteString(`{"jwks_uri":"https://login.botframework.azure.us/v1/.well-known/keys"}`)
			}
			return a.Result(), nil
		})
	})
	w.wants(t, "public issuer", goodToken(nil), http.StatusForbidden)
	w.wants(t, "government issuer", goodToken(jsonObject{"iss": "https://api.botframework.us"}), http.StatusOK)
}

func TestHostsRefused(t *testing.T) {
	for _, bad := range []string{"", "smba.example.com", "https://smba.example.com:443", "smba.example.com:0", "smba.example.com:70000", "smba.example.com:https", ":443", "*.example.com:443", "a@b:443", "a b:443", "a/b:443"} {
		if _, err := teams.NewHosts(bad); err == nil || !strings.Contains(err.Error(), "TEAMS_SERVICE_HOSTS") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
