package sandbox

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"sync"
)

// Issuer of the tokens that come with activities.
const Issuer = "https://api.botframework.com"

const keyBits = 2048

// signKey is a key of the key document.
type signKey struct {
	id       string
	key      *rsa.PrivateKey
	endorsed bool // for msteams
	listed   bool
}

// quarry is where keys come from. Making one takes a tenth of a second, so the
// tenants of one process use the same ones, in order; their ids differ.
var quarry struct {
	sync.Mutex
	keys []*rsa.PrivateKey
}

func quarried(n int) *rsa.PrivateKey {
	quarry.Lock()
	defer quarry.Unlock()
	for len(quarry.keys) <= n {
		k, err := rsa.GenerateKey(rand.Reader, keyBits)
		if err != nil {
			panic(fmt.Sprintf("make a key: %v", err)) // no randomness: nothing can go on
		}
		quarry.keys = append(quarry.keys, k)
	}
	return quarry.keys[n]
}

// needKeys makes the first two keys: the one that signs, and one that is not
// endorsed for Teams. t.mu held.
func (t *Tenant) needKeys() {
	if len(t.keys) == 0 {
		t.addKey(true)
		t.addKey(false)
	}
}

func (t *Tenant) addKey(endorsed bool) {
	k := &signKey{id: code("key", t.salt, fmt.Sprint(t.made)), key: quarried(t.made), endorsed: endorsed, listed: true}
	t.made++
	t.keys = append(t.keys, k)
}

// signing is the newest endorsed key.
func (t *Tenant) signing() *signKey {
	t.needKeys()
	at := t.keys[0]
	for _, k := range t.keys {
		if k.endorsed {
			at = k
		}
	}
	return at
}

// Key is a key of the key document.
type Key struct {
	ID       string
	Endorsed bool // for msteams
	Listed   bool // false: taken out of the document
	Signs    bool // signs what is sent from now on
}

// Keys are all keys so far, oldest first. There is always one that is not endorsed.
func (t *Tenant) Keys() []Key {
	t.mu.Lock()
	defer t.mu.Unlock()
	signs := t.signing()
	var out []Key
	for _, k := range t.keys {
		out = append(out, Key{ID: k.id, Endorsed: k.endorsed, Listed: k.listed, Signs: k == signs})
	}
	return out
}

// Rollover has a new key sign from now on. The old ones stay in the key document
// when keep is true, and are taken out of it otherwise.
func (t *Tenant) Rollover(keep bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.needKeys()
	for _, k := range t.keys {
		k.listed = k.listed && (keep || !k.endorsed)
	}
	t.addKey(true)
}

func (t *Tenant) openID(ask) (int, any, error) {
	base := t.self + "/teams/auth/v1/.well-known/"
	return http.StatusOK, object{
		"issuer": Issuer, "authorization_endpoint": "https://invalid.botframework.com", "jwks_uri": base + "keys",
		"id_token_signing_alg_values_supported": []string{"RS256"}, "token_endpoint_auth_methods_supported": []string{"private_key_jwt"},
	}, nil
}

func (t *Tenant) keyDocument(ask) (int, any, error) {
	t.needKeys()
	list := []object{}
	for _, k := range t.keys {
		if !k.listed {
			continue
		}
		o := object{
			"kty": "RSA", "use": "sig", "kid": k.id, "x5t": k.id,
			"n": base64.RawURLEncoding.EncodeToString(k.key.N.Bytes()),
			"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(k.key.E)).Bytes()),
		}
		if k.endorsed {
			o["endorsements"] = []string{"msteams", "msteams-meeting"}
		} else {
			o["endorsements"] = []string{"skype"}
		}
		list = append(list, o)
	}
	return http.StatusOK, object{"keys": list}, nil
}

// Token makes the token that would come with an activity now: RS256, signed by the
// current key, with iss, aud, nbf, exp and serviceurl. change, when not nil, may put
// anything else into header and claims before it is signed: kid chooses the key; alg
// "none" leaves the signature empty, and HS256 uses the public key (in PEM) as its
// secret, as an attacker would. The real clock counts.
func (t *Tenant) Token(change func(header, claims map[string]any)) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token(change)
}

func (t *Tenant) token(change func(header, claims map[string]any)) string {
	k := t.signing()
	now := t.cfg.Wall()
	header := object{"alg": "RS256", "kid": k.id, "x5t": k.id, "typ": "JWT"}
	claims := object{
		"serviceurl": t.self + "/teams/", "iss": Issuer, "aud": t.cfg.AppID,
		"nbf": now.Unix(), "exp": now.Add(tokenSpan).Unix(),
	}
	if change != nil {
		change(header, claims)
	}
	for _, x := range t.keys {
		if x.id == header["kid"] {
			k = x
		}
	}
	b64 := base64.RawURLEncoding.EncodeToString
	text := b64(encode(header)) + "." + b64(encode(claims))
	return text + "." + b64(k.sign(header["alg"], text))
}

// sign makes the signature of a token's text.
func (k *signKey) sign(alg any, text string) []byte {
	switch alg {
	case "none":
		return nil
	case "HS256":
		der, err := x509.MarshalPKIXPublicKey(&k.key.PublicKey)
		if err != nil {
			panic(fmt.Sprintf("write a public key: %v", err)) // of our own making
		}
		mac := hmac.New(sha256.New, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(nil, k.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(fmt.Sprintf("sign: %v", err))
	}
	return sig
}
