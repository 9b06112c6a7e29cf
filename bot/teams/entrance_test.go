package teams_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parallax/bot/teams"
)

const (
	teamsApp      = "0f0f0f0f-1111-2222-3333-444444444444"
	ownTenant     = "11111111-1111-1111-1111-111111111111"
	foreignTenant = "99999999-9999-9999-9999-999999999999"
	connectorURL  = "https://smba.trafficmanager.net/emea/"
	tokenIssuer   = "https://api.botframework.com"
	anaObject     = "aaaaaaaa-0000-0000-0000-000000000001"
	crmChannel    = "19:crm@thread.tacv2"
)

var tokenTime = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// Keys take long to make: these serve all tests.
var (
	signerKey  = sync.OnceValue(func() *rsa.PrivateKey { return newKey(2048) })
	secondKey  = sync.OnceValue(func() *rsa.PrivateKey { return newKey(2048) })
	foreignKey = sync.OnceValue(func() *rsa.PrivateKey { return newKey(2048) })
	shortKey   = sync.OnceValue(func() *rsa.PrivateKey { return newKey(1024) })
)

func newKey(bits int) *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return k
}

type jsonObject = map[string]any

// publishedKey is a key as the key document has it.
func publishedKey(id string, k *rsa.PrivateKey, endorsed ...string) jsonObject {
	return jsonObject{
		"kty": "RSA", "use": "sig", "kid": id, "x5t": id, "endorsements": endorsed,
		"n": b64url(k.N.Bytes()), "e": b64url(big.NewInt(int64(k.E)).Bytes()),
	}
}

func b64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func encodePart(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b64url(raw)
}

// signToken makes a token by hand, so that nothing is checked on the way.
func signToken(k *rsa.PrivateKey, head, claims any) string {
	text := encodePart(head) + "." + encodePart(claims)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(nil, k, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + b64url(sig)
}

// tokenHeader and tokenClaims are those of a good token, with changes; nil takes one away.
func tokenHeader(changes jsonObject) jsonObject {
	return changed(jsonObject{"typ": "JWT", "alg": "RS256", "kid": "k1", "x5t": "k1"}, changes)
}

func tokenClaims(changes jsonObject) jsonObject {
	return changed(jsonObject{
		"serviceurl": connectorURL, "iss": tokenIssuer, "aud": teamsApp,
		"nbf": tokenTime.Add(-time.Minute).Unix(), "exp": tokenTime.Add(time.Hour).Unix(),
	}, changes)
}

func changed(o, changes jsonObject) jsonObject {
	for k, v := range changes {
		if v == nil {
			delete(o, k)
		} else {
			o[k] = v
		}
	}
	return o
}

func goodToken(changes jsonObject) string {
	return "Bearer " + signToken(signerKey(), tokenHeader(nil), tokenClaims(changes))
}

// messageBody is the body of a good request, with changes.
func messageBody(changes jsonObject) []byte {
	raw, err := json.Marshal(changed(jsonObject{
		"type": "message", "id": "1700000000001", "timestamp": "2026-11-23T10:00:00.123Z", "serviceUrl": connectorURL, "channelId": "msteams",
		"from":         jsonObject{"id": "29:ana", "name": "Ana Ruiz", "aadObjectId": strings.ToUpper(anaObject)},
		"recipient":    jsonObject{"id": "28:" + teamsApp, "name": "Parallax"},
		"conversation": jsonObject{"id": crmChannel + ";messageid=1700000000000", "conversationType": "channel", "isGroup": true, "tenantId": ownTenant},
		"channelData":  jsonObject{"tenant": jsonObject{"id": ownTenant}, "team": jsonObject{"id": "19:team@thread.tacv2"}, "channel": jsonObject{"id": crmChannel}},
		"text":         "<at>Parallax</at> status CRM",
		"entities": []jsonObject{
			{"type": "mention", "text": "<at>Parallax</at>", "mentioned": jsonObject{"id": "28:" + teamsApp, "name": "Parallax"}},
			{"type": "clientInfo", "timezone": "Europe/Berlin", "locale": "de-DE"},
		},
	}, changes))
	if err != nil {
		panic(err)
	}
	return raw
}

// keyServer is a stand-in for the server of the OpenID document and the keys.
type keyServer struct {
	*httptest.Server
	metadata, documents atomic.Int64 // how often each was asked for

	mu   sync.Mutex
	keys []jsonObject
	down bool
	hold chan struct{} // requests wait until it is closed; nil: not at all
}

func newKeyServer(t testing.TB) *keyServer {
	m := &keyServer{keys: []jsonObject{
		publishedKey("k1", signerKey(), "msteams", "webchat"),
		publishedKey("web", secondKey(), "webchat", "directline"),
		publishedKey("bare", secondKey()),
		publishedKey("short", shortKey(), "msteams"),
		{"kty": "EC", "kid": "ec", "crv": "P-256", "x": "AA", "y": "AA"},
		{"kty": 7, "kid": "odd"},
	}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /openid", func(w http.ResponseWriter, _ *http.Request) {
		m.metadata.Add(1)
		m.answer(w, jsonObject{"issuer": tokenIssuer, "jwks_uri": m.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		m.documents.Add(1)
		m.mu.Lock()
		keys := slices.Clone(m.keys)
		m.mu.Unlock()
		m.answer(w, jsonObject{"keys": keys})
	})
	m.Server = httptest.NewServer(mux)
	t.Cleanup(m.Close)
	return m
}

func (m *keyServer) answer(w http.ResponseWriter, v any) {
	m.mu.Lock()
	down, hold := m.down, m.hold
	m.mu.Unlock()
	if hold != nil {
		<-hold
	}
	if down {
		http.Error(w, "away", http.StatusBadGateway)
		return
	}
	_ = json.NewEncoder(w).Encode(v)
}

func (m *keyServer) set(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

func (m *keyServer) asked() int64 { return m.metadata.Load() + m.documents.Load() }

// entrance is a gate in front of a handler that notes what comes through.
type entrance struct {
	*teams.Gate
	ms *keyServer

	mu      sync.Mutex
	now     time.Time
	through []teams.Activity
}

func (w *entrance) time() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *entrance) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *entrance) handle(_ context.Context, a teams.Activity) (teams.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.through = append(w.through, a)
	return teams.Response{}, nil
}

func (w *entrance) came() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.through)
}

// servedTenant is the allow-list of the tests.
func servedTenant(_ context.Context, id string) (bool, error) { return id == ownTenant, nil }

func newEntrance(t testing.TB, changes ...func(*teams.Trust)) *entrance {
	t.Helper()
	w := &entrance{ms: newKeyServer(t), now: tokenTime}
	trust := teams.Trust{AppID: teamsApp, OpenID: w.ms.URL + "/openid", Tenant: servedTenant, Now: w.time}
	for _, change := range changes {
		change(&trust)
	}
	v, err := teams.NewValidator(trust)
	if err != nil {
		t.Fatal(err)
	}
	if w.Gate, err = teams.NewGate(v, w.handle, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	return w
}

// deliver posts a body; an empty auth leaves the header out.
func (w *entrance) deliver(auth string, body []byte) *httptest.ResponseRecorder {
	h := http.Header{}
	if auth != "" {
		h.Set("Authorization", auth)
	}
	return w.post(h, body)
}

func (w *entrance) post(h http.Header, body []byte) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	w.Routes(mux)
	r := httptest.NewRequest(http.MethodPost, "/api/messages", strings.NewReader(string(body)))
	maps.Copy(r.Header, h)
	a := httptest.NewRecorder()
	mux.ServeHTTP(a, r)
	return a
}
