package teams

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"parallax/bot"
)

const (
	keysAge   = 24 * time.Hour   // then the keys are fetched anew, as Microsoft asks
	keysAgain = 10 * time.Second // between two tries to fetch for one reason
	keysLimit = 4 * time.Second  // for both documents together: Teams waits 10 s for an answer
	keysSize  = 1 << 20          // bytes of one document; Microsoft's has about 100 KB
)

// signingKey is one key of the OpenID document.
type signingKey struct {
	public   *rsa.PublicKey
	endorsed []string // the channels for which the key may sign
}

// keys holds the Bot Framework's keys. They are fetched when the first token
// needs them, kept for keysAge, and fetched early for a key id that is not among
// them, for new keys may come at any time. While nobody serves them the old ones
// hold: a key that was good yesterday beats a bot that hears nothing.
//
// However many callers there are, there is one fetch at a time, and in keysAgain at
// most one for an unknown key id and one for keys that are old or missing. So a
// flood of invented key ids makes next to no traffic, and a new key is believed at
// once when nobody invents any.
type keys struct {
	openID *url.URL
	client *http.Client
	now    func() time.Time
	log    *slog.Logger

	mu     sync.Mutex
	set    map[string]signingKey // nil: never fetched
	got    time.Time             // when set was asked for
	tried  time.Time             // when keys that were old or missing were last asked for
	missed time.Time             // when an unknown key id last made us ask
	flight chan struct{}         // closed when the fetch under way has ended; nil: none
}

// newKeys makes keys that are fetched through transport; nil: see Trust.
func newKeys(openID *url.URL, transport http.RoundTripper, now func() time.Time, log *slog.Logger) *keys {
	if transport == nil {
		transport = bot.NewOutside(standIn(openID), keysLimit)
	}
	return &keys{openID: openID, now: now, log: log, client: &http.Client{
		Transport: transport,
		Timeout:   keysLimit,
		// Whoever is redirected to would decide whose requests are believed.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// find returns the key with that id. ErrForbidden: there is none.
// ErrUnavailable: the keys have never been at hand, so nobody can say.
func (k *keys) find(ctx context.Context, id string) (signingKey, error) {
	k.mu.Lock()
	now := k.now()
	key, ok := k.set[id]
	last := &k.tried
	if k.set != nil && now.Sub(k.got) < keysAge {
		if ok {
			k.mu.Unlock()
			return key, nil
		}
		last = &k.missed
	}
	flight := k.refresh(now, last)
	k.mu.Unlock()
	if flight != nil {
		select {
		case <-flight:
		case <-ctx.Done():
			return signingKey{}, fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.set == nil {
		return signingKey{}, ErrUnavailable
	}
	if key, ok = k.set[id]; !ok {
		return signingKey{}, refuse("key id is not known")
	}
	return key, nil
}

// refresh starts a fetch, or joins the one under way; nil when it is too early
// after the last one for the same reason. k.mu is held.
func (k *keys) refresh(now time.Time, last *time.Time) <-chan struct{} {
	if k.flight != nil {
		return k.flight
	}
	if !last.IsZero() && now.Sub(*last) < keysAgain {
		return nil
	}
	done := make(chan struct{})
	*last, k.flight = now, done
	// Not in the context of a request: others wait for it as well.
	go func() {
		defer close(done)
		ctx, cancel := context.WithTimeout(context.Background(), keysLimit)
		defer cancel()
		set, err := k.fetch(ctx)
		if err != nil {
			k.log.Warn("keys of the Bot Framework not fetched", "err", err)
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		k.flight = nil
		if err == nil {
			k.set, k.got = set, now // replaced, not added to: a key that was taken away is gone
		}
	}()
	return done
}

// fetch reads the OpenID document and the keys that it names.
func (k *keys) fetch(ctx context.Context) (map[string]signingKey, error) {
	var metadata struct {
		Keys string `json:"jwks_uri"`
	}
	if err := k.get(ctx, k.openID, &metadata); err != nil {
		return nil, fmt.Errorf("openid document: %w", err)
	}
	at, err := url.Parse(metadata.Keys)
	if err != nil || at.User != nil || at.Scheme != k.openID.Scheme || !k.neighbour(at) {
		return nil, errors.New("openid document: its keys are at another host")
	}
	var document struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := k.get(ctx, at, &document); err != nil {
		return nil, fmt.Errorf("key document: %w", err)
	}
	set := map[string]signingKey{}
	for _, raw := range document.Keys {
		// A key that cannot be used is no reason to do without the others.
		if id, key, ok := readKey(raw); ok && set[id].public == nil {
			set[id] = key
		}
	}
	if len(set) == 0 {
		return nil, errors.New("key document: holds no key that can be used")
	}
	return set, nil
}

// neighbour reports whether the keys are where the OpenID document is.
func (k *keys) neighbour(u *url.URL) bool {
	return strings.EqualFold(u.Host, k.openID.Host) || loopback(u.Hostname()) && loopback(k.openID.Hostname())
}

func (k *keys) get(ctx context.Context, from *url.URL, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from.String(), nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept", "application/json")
	a, err := k.client.Do(r)
	if err != nil {
		return err
	}
	defer a.Body.Close() //nolint:errcheck // it was only read
	if a.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %d", a.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(a.Body, keysSize+1))
	if err != nil {
		return err
	}
	if len(body) > keysSize {
		return fmt.Errorf("has more than %d bytes", keysSize)
	}
	return json.Unmarshal(body, into)
}

const (
	leastBits = 2048 // of a key: RFC 7518, 3.3
	mostBits  = 8192 // checking a signature with a longer one takes too long
)

// readKey reads an RSA key that may sign with RS256.
func readKey(raw json.RawMessage) (id string, key signingKey, ok bool) {
	var k struct {
		Type         string   `json:"kty"`
		Use          string   `json:"use"`
		Algorithm    string   `json:"alg"`
		ID           string   `json:"kid"`
		Modulus      string   `json:"n"`
		Exponent     string   `json:"e"`
		Endorsements []string `json:"endorsements"`
	}
	if json.Unmarshal(raw, &k) != nil || k.Type != "RSA" || k.ID == "" ||
		k.Use != "" && k.Use != "sig" || k.Algorithm != "" && k.Algorithm != algorithm {
		return "", signingKey{}, false
	}
	n, err := number(k.Modulus)
	if err != nil || n.BitLen() < leastBits || n.BitLen() > mostBits {
		return "", signingKey{}, false
	}
	e, err := number(k.Exponent)
	if err != nil || e.BitLen() > 31 || e.Bit(0) == 0 || e.BitLen() < 2 {
		return "", signingKey{}, false
	}
	return k.ID, signingKey{
		public:   &rsa.PublicKey{N: n, E: int(e.Int64())},
		endorsed: slices.Clip(k.Endorsements),
	}, true
}

func number(text string) (*big.Int, error) {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return nil, err
	}
	return new(big.Int).SetBytes(b), nil
}
