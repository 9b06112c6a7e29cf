package teams

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// ErrForbidden: the request does not come from Teams for this bot. Its text names
// the reason, for the log; who asked is never told.
var ErrForbidden = errors.New("not from Microsoft Teams for this bot")

// ErrUnavailable: nobody can say whether the request comes from Teams, for what
// it is judged by is not at hand. Sent again later it may be accepted.
var ErrUnavailable = errors.New("request cannot be judged now")

func refuse(why string) error { return fmt.Errorf("%w: %s", ErrForbidden, why) }

const (
	algorithm  = "RS256"         // the only one: see id_token_signing_alg_values_supported
	tokenSkew  = 5 * time.Minute // between Microsoft's clock and ours, both ways
	tokenSize  = 16 << 10        // bytes; Microsoft's have about 1,500
	keyIDSize  = 256             // bytes
	channelID  = "msteams"
	authHeader = "Authorization"
)

// Trust is what a Validator goes by.
type Trust struct {
	AppID  string // TEAMS_APP_ID; the audience of every token
	OpenID string // TEAMS_OPENID_URL; empty: DefaultOpenID
	Hosts  Hosts
	// Tenant reports whether the bot serves a Microsoft tenant, given by its id in
	// lower case. An error means that nobody knows now.
	Tenant    func(ctx context.Context, tenant string) (bool, error)
	Transport http.RoundTripper // for fetching keys; nil: public addresses, and this machine when OpenID is there
	Now       func() time.Time  // the real clock; nil: time.Now
	Log       *slog.Logger      // nil: silent
}

// Validator judges requests of the Bot Connector by the rules that Microsoft
// gives (learn.microsoft.com, "Authentication with the Bot Connector API"), and is
// stricter where that costs nothing: RS256 only, exp required, the key endorsed
// for Teams, known Connectors and tenants only.
type Validator struct {
	Trust
	keys   *keys
	parser *jwt.Parser
	claims *jwt.Validator
}

// NewValidator makes a Validator; it makes no call. Without an app id any token
// that Microsoft ever signed would do, so that is an error.
func NewValidator(t Trust) (*Validator, error) {
	if strings.TrimSpace(t.AppID) == "" {
		return nil, errors.New("TEAMS_APP_ID is empty: copy the application (client) id of the bot's registration")
	}
	if t.Tenant == nil {
		return nil, errors.New("teams validator: needs to be told which tenants are served")
	}
	at, issuer, err := openID(t.OpenID)
	if err != nil {
		return nil, err
	}
	if t.Now == nil {
		t.Now = time.Now
	}
	if t.Log == nil {
		t.Log = slog.New(slog.DiscardHandler)
	}
	rules := []jwt.ParserOption{
		jwt.WithValidMethods([]string{algorithm}), jwt.WithIssuer(issuer), jwt.WithAudience(t.AppID),
		jwt.WithExpirationRequired(), jwt.WithLeeway(tokenSkew), jwt.WithTimeFunc(t.Now), jwt.WithStrictDecoding(),
	}
	return &Validator{
		Trust: t, keys: newKeys(at, t.Transport, t.Now, t.Log),
		parser: jwt.NewParser(rules...), claims: jwt.NewValidator(rules...),
	}, nil
}

// Grant is what a good token says: it opens the door for an Activity that Covers
// accepts, and for no other.
type Grant struct {
	service  string   // the Connector that sends
	tenant   string   // empty: the token does not say
	endorsed []string // the channels for which its key may sign
}

// Token judges the token of a request, whose body need not have been read yet.
// The error is ErrForbidden or ErrUnavailable.
func (v *Validator) Token(ctx context.Context, h http.Header) (Grant, error) {
	text, ok := bearer(h)
	if !ok {
		return Grant{}, refuse("no bearer token")
	}
	var (
		g     Grant
		fault error
	)
	_, err := v.parser.Parse(text, func(t *jwt.Token) (any, error) {
		var key signingKey
		if g, key, fault = v.key(ctx, t); fault != nil {
			return nil, fault
		}
		return key.public, nil
	})
	if fault != nil {
		return Grant{}, fault
	}
	if err != nil {
		return Grant{}, refuse(reason(err))
	}
	return g, nil
}

// key judges everything but the signature and finds the key for that. What fails
// anyhow asks nobody for keys; the parser judges the claims again after the
// signature.
func (v *Validator) key(ctx context.Context, t *jwt.Token) (Grant, signingKey, error) {
	no := func(why string) (Grant, signingKey, error) { return Grant{}, signingKey{}, refuse(why) }
	id, ok := t.Header["kid"].(string)
	if !ok || id == "" || len(id) > keyIDSize {
		return no("no key id")
	}
	if _, ok := t.Header["crit"]; ok {
		return no("extensions that must be understood") // RFC 7515, 4.1.11: none is
	}
	if err := v.claims.Validate(t.Claims); err != nil {
		return no(reason(err))
	}
	claims, ok := t.Claims.(jwt.MapClaims)
	if !ok {
		return no("claims")
	}
	if _, ok := claims["aud"].(string); !ok {
		return no("audience is not one app")
	}
	var g Grant
	if g.service, ok = serviceClaim(claims); !ok {
		return no("no service address")
	}
	if tid, there := claims["tid"]; there {
		if g.tenant, ok = tid.(string); !ok || g.tenant == "" {
			return no("tenant")
		}
	}
	key, err := v.keys.find(ctx, id)
	if err != nil {
		return Grant{}, signingKey{}, err
	}
	g.endorsed = key.endorsed
	return g, key, nil
}

// serviceClaim returns the Connector that the token was made for. Microsoft
// writes the claim "serviceurl" and documents it as "serviceUrl".
func serviceClaim(claims jwt.MapClaims) (string, bool) {
	found := ""
	for _, name := range []string{"serviceurl", "serviceUrl"} {
		value, there := claims[name]
		if !there {
			continue
		}
		text, ok := value.(string)
		if !ok || text == "" || found != "" && found != text {
			return "", false
		}
		found = text
	}
	return found, found != ""
}

// reasons are the errors of the token library in our words: its texts may repeat
// parts of what was sent.
var reasons = []struct {
	err error
	why string
}{
	{jwt.ErrTokenMalformed, "token is malformed"},
	{jwt.ErrTokenSignatureInvalid, "signature or algorithm"},
	{jwt.ErrTokenUnverifiable, "algorithm"},
	{jwt.ErrTokenInvalidAudience, "audience: the token is for another app id"},
	{jwt.ErrTokenInvalidIssuer, "issuer"},
	{jwt.ErrTokenExpired, "expired, or a clock is wrong"},
	{jwt.ErrTokenNotValidYet, "not valid yet, or a clock is wrong"},
	{jwt.ErrTokenRequiredClaimMissing, "a claim is missing"},
}

func reason(err error) string {
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			return r.why
		}
	}
	return "claims"
}

// bearer returns the token of a request that has exactly one.
func bearer(h http.Header) (string, bool) {
	values := h.Values(authHeader)
	if len(values) != 1 || len(values[0]) > tokenSize {
		return "", false
	}
	token, ok := strings.CutPrefix(values[0], "Bearer ")
	return token, ok && token != ""
}

// Covers tells whether a good token opens the door for this Activity: sent by the
// Connector that the token names, which is one of ours, over a channel for which
// the key may sign, out of a tenant that the bot serves. The error is ErrForbidden
// or ErrUnavailable.
func (v *Validator) Covers(ctx context.Context, g Grant, a Activity) error {
	switch {
	case g.service == "" || a.ServiceURL != g.service:
		return refuse("service address is not the token's")
	case a.ChannelID != channelID:
		return refuse("channel is not Teams")
	case !slices.Contains(g.endorsed, a.ChannelID):
		return refuse("key is not endorsed for the channel")
	case g.tenant != "" && !strings.EqualFold(g.tenant, a.Tenant()):
		return refuse("tenant is not the token's")
	}
	return v.admits(ctx, a)
}

// admits judges where an Activity says that it comes from.
func (v *Validator) admits(ctx context.Context, a Activity) error {
	if err := v.Hosts.Check(a.ServiceURL); err != nil {
		return refuse(err.Error())
	}
	tenant := a.Tenant()
	if tenant == "" {
		return refuse("no tenant, or two")
	}
	served, err := v.Tenant(ctx, tenant)
	if err != nil {
		return fmt.Errorf("%w: tenant %s: %w", ErrUnavailable, tenant, err)
	}
	if !served {
		return refuse("tenant is not served")
	}
	return nil
}
