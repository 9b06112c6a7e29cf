package teams_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"parallax/bot/teams"
)

// hmacToken signs with HS256, the key being what everybody can read.
func hmacToken(key []byte, h jsonObject) string {
	text := encodePart(h) + "." + encodePart(tokenClaims(nil))
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return text + "." + b64url(m.Sum(nil))
}

func publicPEM(t *testing.T) []byte {
	der, err := x509.MarshalPKIXPublicKey(&signerKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// otherPart is a good token with another part.
func otherPart(part int, text string) string {
	parts := strings.Split(strings.TrimPrefix(goodToken(nil), "Bearer "), ".")
	parts[part] = text
	return "Bearer " + strings.Join(parts, ".")
}

// TestA05Refused: none gets in, and none learns why.
func TestA05Refused(t *testing.T) {
	signed := func(h, c jsonObject) string {
		return "Bearer " + signToken(signerKey(), tokenHeader(h), tokenClaims(c))
	}
	at := func(d time.Duration) int64 { return tokenTime.Add(d).Unix() }
	raw := strings.TrimPrefix(goodToken(nil), "Bearer ")
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	attacks := map[string]struct {
		auth string
		body []byte // nil: the good one
	}{
		"no header":                     {auth: ""},
		"empty token":                   {auth: "Bearer "},
		"only the scheme":               {auth: "Bearer"},
		"lower-case scheme":             {auth: "bearer " + raw},
		"other scheme":                  {auth: "Basic " + raw},
		"no scheme":                     {auth: raw},
		"two spaces":                    {auth: "Bearer  " + raw},
		"something after the token":     {auth: "Bearer " + raw + " x"},
		"not a token":                   {auth: "Bearer x"},
		"one dot":                       {auth: "Bearer " + raw[:strings.LastIndex(raw, ".")]},
		"three dots":                    {auth: "Bearer " + raw + ".x"},
		"only dots":                     {auth: "Bearer " + strings.Repeat(".", 12_000)},
		"huge header with dots":         {auth: "Bearer " + strings.Repeat(".", 1<<20)},
		"huge header":                   {auth: "Bearer " + encodePart(tokenHeader(jsonObject{"pad": strings.Repeat("x", 60_000)})) + ".e30.e30"},
		"header is no JSON":             {auth: otherPart(0, b64url([]byte("alg")))},
		"header is a list":              {auth: otherPart(0, b64url([]byte("[]")))},
		"header is null":                {auth: otherPart(0, b64url([]byte("null")))},
		"claims are null":               {auth: "Bearer " + signToken(signerKey(), tokenHeader(nil), nil)},
		"claims are a list":             {auth: "Bearer " + signToken(signerKey(), tokenHeader(nil), []int{1})},
		"claims are a number":           {auth: "Bearer " + signToken(signerKey(), tokenHeader(nil), 7)},
		"alg none":                      {auth: "Bearer " + encodePart(tokenHeader(jsonObject{"alg": "none"})) + "." + encodePart(tokenClaims(nil)) + "."},
		"alg NONE":                      {auth: "Bearer " + encodePart(tokenHeader(jsonObject{"alg": "NONE"})) + "." + encodePart(tokenClaims(nil)) + "."},
		"alg none with a signature":     {auth: signed(jsonObject{"alg": "none"}, nil)},
		"no alg":                        {auth: signed(jsonObject{"alg": nil}, nil)},
		"alg is a number":               {auth: signed(jsonObject{"alg": 256}, nil)},
		"alg RS512 over SHA-256":        {auth: signed(jsonObject{"alg": "RS512"}, nil)},
		"alg PS256":                     {auth: signed(jsonObject{"alg": "PS256"}, nil)},
		"HS256 with the public key":     {auth: "Bearer " + hmacToken(publicPEM(t), tokenHeader(jsonObject{"alg": "HS256"}))},
		"HS256 with the modulus":        {auth: "Bearer " + hmacToken(signerKey().N.Bytes(), tokenHeader(jsonObject{"alg": "HS256"}))},
		"HMAC called RS256":             {auth: "Bearer " + hmacToken(publicPEM(t), tokenHeader(nil))},
		"empty signature":               {auth: otherPart(2, "")},
		"signature of another token":    {auth: otherPart(2, strings.Split(goodToken(jsonObject{"jti": "2"}), ".")[2])},
		"signature spelt otherwise":     {auth: "Bearer " + raw[:len(raw)-1] + string(alphabet[strings.IndexByte(alphabet, raw[len(raw)-1])+1])},
		"good but huge":                 {auth: goodToken(jsonObject{"pad": strings.Repeat("x", 16<<10)})},
		"signature padded":              {auth: goodToken(nil) + "=="},
		"signature of another alphabet": {auth: otherPart(2, base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\xff", 256))))},
		"tampered claims":               {auth: otherPart(1, encodePart(tokenClaims(jsonObject{"exp": at(48 * time.Hour)})))},
		"tampered header":               {auth: otherPart(0, encodePart(tokenHeader(jsonObject{"x": 1})))},
		"signed by somebody else":       {auth: "Bearer " + signToken(foreignKey(), tokenHeader(nil), tokenClaims(nil))},
		"key in the header":             {auth: "Bearer " + signToken(foreignKey(), tokenHeader(jsonObject{"jwk": publishedKey("k1", foreignKey(), "msteams")}), tokenClaims(nil))},
		"key address in the header":     {auth: "Bearer " + signToken(foreignKey(), tokenHeader(jsonObject{"jku": "http://127.0.0.1:1/keys", "kid": "u"}), tokenClaims(nil))},
		"missing kid":                   {auth: signed(jsonObject{"kid": nil}, nil)},
		"empty kid":                     {auth: signed(jsonObject{"kid": ""}, nil)},
		"kid is a number":               {auth: signed(jsonObject{"kid": 1}, nil)},
		"kid is a list":                 {auth: signed(jsonObject{"kid": []string{"k1"}}, nil)},
		"long kid":                      {auth: signed(jsonObject{"kid": strings.Repeat("k", 5000)}, nil)},
		"unknown kid":                   {auth: signed(jsonObject{"kid": "k9"}, nil)},
		"kid of another key":            {auth: signed(jsonObject{"kid": "web"}, nil)},
		"kid of a key that is no RSA":   {auth: signed(jsonObject{"kid": "ec"}, nil)},
		"kid of a short key":            {auth: "Bearer " + signToken(shortKey(), tokenHeader(jsonObject{"kid": "short"}), tokenClaims(nil))},
		"critical extension":            {auth: signed(jsonObject{"crit": []string{"b64"}, "b64": false}, nil)},
		"key endorsed for others":       {auth: "Bearer " + signToken(secondKey(), tokenHeader(jsonObject{"kid": "web"}), tokenClaims(nil))},
		"key endorsed for nothing":      {auth: "Bearer " + signToken(secondKey(), tokenHeader(jsonObject{"kid": "bare"}), tokenClaims(nil))},
		"key endorsed for others, whose channel it is": {
			auth: "Bearer " + signToken(secondKey(), tokenHeader(jsonObject{"kid": "web"}), tokenClaims(nil)), body: messageBody(jsonObject{"channelId": "webchat"}),
		},
		"channel is not Teams":        {auth: goodToken(nil), body: messageBody(jsonObject{"channelId": "webchat"})},
		"channel in capitals":         {auth: goodToken(nil), body: messageBody(jsonObject{"channelId": "MSTeams"})},
		"no channel":                  {auth: goodToken(nil), body: messageBody(jsonObject{"channelId": nil})},
		"wrong issuer":                {auth: goodToken(jsonObject{"iss": "https://api.botframework.us"})},
		"issuer with a slash":         {auth: goodToken(jsonObject{"iss": tokenIssuer + "/"})},
		"issuer of the directory":     {auth: goodToken(jsonObject{"iss": "https://sts.windows.net/" + ownTenant + "/"})},
		"issuer of the emulator":      {auth: goodToken(jsonObject{"iss": "https://login.microsoftonline.com/" + ownTenant + "/v2.0", "azp": teamsApp, "ver": "2.0"})},
		"issuer is a list":            {auth: goodToken(jsonObject{"iss": []string{tokenIssuer}})},
		"issuer is a number":          {auth: goodToken(jsonObject{"iss": 1})},
		"no issuer":                   {auth: goodToken(jsonObject{"iss": nil})},
		"token of another app":        {auth: goodToken(jsonObject{"aud": foreignTenant})},
		"app id in capitals":          {auth: goodToken(jsonObject{"aud": strings.ToUpper(teamsApp)})},
		"audience is a list":          {auth: goodToken(jsonObject{"aud": []string{teamsApp}})},
		"audience is two":             {auth: goodToken(jsonObject{"aud": []string{foreignTenant, teamsApp}})},
		"audience is a number":        {auth: goodToken(jsonObject{"aud": 5})},
		"audience is empty":           {auth: goodToken(jsonObject{"aud": ""})},
		"no audience":                 {auth: goodToken(jsonObject{"aud": nil})},
		"no exp":                      {auth: goodToken(jsonObject{"exp": nil})},
		"exp is zero":                 {auth: goodToken(jsonObject{"exp": 0})},
		"exp is text":                 {auth: goodToken(jsonObject{"exp": "2000000000"})},
		"exp is a list":               {auth: goodToken(jsonObject{"exp": []int64{at(time.Hour)}})},
		"exp is negative":             {auth: goodToken(jsonObject{"exp": -1})},
		"expired 6 minutes ago":       {auth: goodToken(jsonObject{"exp": at(-6 * time.Minute)})},
		"not valid for 6 minutes":     {auth: goodToken(jsonObject{"nbf": at(6 * time.Minute)})},
		"expired beyond the skew":     {auth: goodToken(jsonObject{"exp": at(-5*time.Minute - time.Second)})},
		"expired just at the skew":    {auth: goodToken(jsonObject{"exp": at(-5 * time.Minute)})},
		"expired long ago":            {auth: goodToken(jsonObject{"exp": at(-24 * 365 * time.Hour)})},
		"nbf beyond the skew":         {auth: goodToken(jsonObject{"nbf": at(5*time.Minute + time.Second)})},
		"nbf is text":                 {auth: goodToken(jsonObject{"nbf": "0"})},
		"no serviceurl":               {auth: goodToken(jsonObject{"serviceurl": nil})},
		"serviceurl is empty":         {auth: goodToken(jsonObject{"serviceurl": ""}), body: messageBody(jsonObject{"serviceUrl": ""})},
		"serviceurl is a list":        {auth: goodToken(jsonObject{"serviceurl": []string{connectorURL}})},
		"serviceurl is a number":      {auth: goodToken(jsonObject{"serviceurl": 1})},
		"two serviceurls":             {auth: goodToken(jsonObject{"serviceUrl": "https://smba.trafficmanager.net/amer/"})},
		"two serviceurls, other way":  {auth: goodToken(jsonObject{"serviceurl": "https://smba.trafficmanager.net/amer/", "serviceUrl": connectorURL})},
		"wrong serviceurl":            {auth: goodToken(jsonObject{"serviceurl": "https://smba.trafficmanager.net/amer/"})},
		"serviceurl without slash":    {auth: goodToken(jsonObject{"serviceurl": strings.TrimSuffix(connectorURL, "/")})},
		"no serviceUrl in the body":   {auth: goodToken(nil), body: messageBody(jsonObject{"serviceUrl": nil})},
		"another one in the body":     {auth: goodToken(nil), body: messageBody(jsonObject{"serviceUrl": "https://evil.example/"})},
		"serviceUrl is a list":        {auth: goodToken(nil), body: messageBody(jsonObject{"serviceUrl": []string{connectorURL}})},
		"replay to another tenant":    {auth: goodToken(nil), body: messageBody(jsonObject{"channelData": jsonObject{"tenant": jsonObject{"id": foreignTenant}}, "conversation": jsonObject{"id": "a:1", "tenantId": foreignTenant}})},
		"two tenants":                 {auth: goodToken(nil), body: messageBody(jsonObject{"channelData": jsonObject{"tenant": jsonObject{"id": foreignTenant}}})},
		"two tenants, other way":      {auth: goodToken(nil), body: messageBody(jsonObject{"conversation": jsonObject{"id": "a:1", "tenantId": foreignTenant}})},
		"no tenant":                   {auth: goodToken(nil), body: messageBody(jsonObject{"channelData": nil, "conversation": jsonObject{"id": "a:1"}})},
		"tenant with braces":          {auth: goodToken(nil), body: messageBody(jsonObject{"channelData": jsonObject{"tenant": jsonObject{"id": "{" + ownTenant + "}"}}, "conversation": jsonObject{"id": "a:1"}})},
		"token of another tenant":     {auth: goodToken(jsonObject{"tid": foreignTenant})},
		"tenant of token is a number": {auth: goodToken(jsonObject{"tid": 3})},
		"nothing in the body":         {auth: goodToken(nil), body: messageBody(jsonObject{"serviceUrl": nil, "channelId": nil, "type": nil})},
	}
	for name, u := range map[string]string{
		"serviceUrl not allowed":          "https://evil.example/emea/",
		"http":                            "http://smba.trafficmanager.net/emea/",
		"other port":                      "https://smba.trafficmanager.net:8443/emea/",
		"host as user":                    "https://smba.trafficmanager.net@evil.example/",
		"user":                            "https://u:p@smba.trafficmanager.net/emea/",
		"host as suffix":                  "https://evil-smba.trafficmanager.net/",
		"host as prefix":                  "https://smba.trafficmanager.net.evil.example/",
		"host with a dot":                 "https://smba.trafficmanager.net./emea/",
		"query":                           "https://smba.trafficmanager.net/emea/?x=1",
		"fragment":                        "https://smba.trafficmanager.net/emea/#x",
		"no scheme":                       "smba.trafficmanager.net/emea/",
		"relative":                        "//smba.trafficmanager.net/emea/",
		"opaque":                          "https:smba.trafficmanager.net",
		"backslash":                       "https://smba.trafficmanager.net\\@evil.example/",
		"this machine":                    "http://127.0.0.1:8080/",
		"this machine, not on the list":   "https://localhost:9443/",
		"metadata service of a cloud":     "http://169.254.169.254/",
		"file":                            "file:///etc/passwd",
		"http, on the list, not loopback": "http://smba.example.com:8443/",
		"listed host, other port":         "https://smba.example.com/",
	} {
		attacks["connector: "+name] = struct {
			auth string
			body []byte
		}{goodToken(jsonObject{"serviceurl": u}), messageBody(jsonObject{"serviceUrl": u})}
	}
	w := newEntrance(t, allowHosts(t, "smba.example.com:8443", "localhost:9444"))
	if got := w.deliver(goodToken(nil), messageBody(nil)); got.Code != http.StatusOK {
		t.Fatalf("the good request: %d %s", got.Code, got.Body)
	}
	want := w.deliver("", messageBody(nil)).Body.String()
	if want == "" {
		t.Fatal("a refusal has no body")
	}
	for name, c := range attacks {
		t.Run(name, func(t *testing.T) {
			if c.body == nil {
				c.body = messageBody(nil)
			}
			got := w.deliver(c.auth, c.body)
			if got.Code != http.StatusForbidden || got.Body.String() != want {
				t.Errorf("got %d %q, want 403 %q", got.Code, got.Body, want)
			}
		})
	}
	t.Run("two headers", func(t *testing.T) {
		got := w.post(http.Header{"Authorization": {goodToken(nil), goodToken(nil)}}, messageBody(nil))
		if got.Code != http.StatusForbidden || got.Body.String() != want {
			t.Errorf("got %d %q", got.Code, got.Body)
		}
	})
	if n := w.came(); n != 1 {
		t.Errorf("%d activities came through, want the good one only", n)
	}
	t.Logf("%d attacks", len(attacks)+1)
}

func allowHosts(t testing.TB, extra ...string) func(*teams.Trust) {
	h, err := teams.NewHosts(extra...)
	if err != nil {
		t.Fatal(err)
	}
	return func(trust *teams.Trust) { trust.Hosts = h }
}

// TestA05Accepted: what Microsoft sends gets in, with four minutes between the clocks.
func TestA05Accepted(t *testing.T) {
	at := func(d time.Duration) int64 { return tokenTime.Add(d).Unix() }
	to := func(u string) (string, []byte) {
		return goodToken(jsonObject{"serviceurl": u}), messageBody(jsonObject{"serviceUrl": u})
	}
	type request struct {
		auth string
		body []byte
	}
	requests := map[string]request{
		"plain":                        {goodToken(nil), messageBody(nil)},
		"our clock 4 minutes ahead":    {goodToken(jsonObject{"exp": at(-4 * time.Minute)}), messageBody(nil)},
		"our clock 4 minutes behind":   {goodToken(jsonObject{"nbf": at(4 * time.Minute)}), messageBody(nil)},
		"expired a second before":      {goodToken(jsonObject{"exp": at(-5*time.Minute + time.Second)}), messageBody(nil)},
		"no nbf":                       {goodToken(jsonObject{"nbf": nil}), messageBody(nil)},
		"exp with a fraction":          {goodToken(jsonObject{"exp": float64(at(time.Hour)) + 0.5}), messageBody(nil)},
		"claim spelt as documented":    {goodToken(jsonObject{"serviceurl": nil, "serviceUrl": connectorURL}), messageBody(nil)},
		"both spellings":               {goodToken(jsonObject{"serviceUrl": connectorURL}), messageBody(nil)},
		"more claims":                  {goodToken(jsonObject{"azp": foreignTenant, "jti": []int{1}, "tid": strings.ToUpper(ownTenant)}), messageBody(nil)},
		"tenant in the conversation":   {goodToken(nil), messageBody(jsonObject{"channelData": nil})},
		"tenant in the channel data":   {goodToken(nil), messageBody(jsonObject{"conversation": jsonObject{"id": "a:1", "conversationType": "personal"}})},
		"tenant in capitals":           {goodToken(nil), messageBody(jsonObject{"channelData": jsonObject{"tenant": jsonObject{"id": strings.ToUpper(ownTenant)}}})},
		"unknown type":                 {goodToken(nil), messageBody(jsonObject{"type": "somethingNew"})},
		"odd fields":                   {goodToken(nil), messageBody(jsonObject{"value": "text", "from": "Ana", "entities": "none", "timestamp": 5, "isGroup": "no"})},
		"no alg in the key, no typ":    {"Bearer " + signToken(signerKey(), tokenHeader(jsonObject{"typ": nil, "x5t": nil}), tokenClaims(nil)), messageBody(nil)},
		"message edited in the future": {goodToken(jsonObject{"iat": at(time.Minute)}), messageBody(nil)},
	}
	for name, u := range map[string]string{
		"no path": "https://smba.trafficmanager.net", "port": "https://smba.trafficmanager.net:443/x/", "capitals": "HTTPS://SMBA.TrafficManager.net/emea/",
		"government, low": "https://smba.infra.gcc.teams.microsoft.com/gcc", "government, high": "https://smba.infra.gov.teams.microsoft.us/gcch/",
		"listed": "https://smba.example.com:8443/", "listed, this machine": "http://127.0.0.1:9444/", "listed, this machine, TLS": "https://127.0.0.1:9444/",
		"listed, this machine by name": "http://localhost:9445/", "listed, IPv6": "http://[::1]:9446/", "listed, port 80": "http://127.0.0.1/",
	} {
		auth, body := to(u)
		requests["connector: "+name] = request{auth, body}
	}
	w := newEntrance(t, allowHosts(t, "smba.Example.com:8443", "127.0.0.1:9444", "localhost:9445", "[::1]:9446", "127.0.0.1:80"))
	for name, r := range requests {
		t.Run(name, func(t *testing.T) {
			before := w.came()
			if got := w.deliver(r.auth, r.body); got.Code != http.StatusOK || w.came() != before+1 {
				t.Errorf("got %d %q", got.Code, got.Body)
			}
		})
	}
	if w.ms.asked() != 2 {
		t.Errorf("the keys were asked for %d times, want the two documents once", w.ms.asked())
	}
}

func TestNoValidator(t *testing.T) {
	for name, c := range map[string]struct {
		trust teams.Trust
		want  string
	}{
		"no app id":      {teams.Trust{Tenant: servedTenant}, "TEAMS_APP_ID"},
		"blank app id":   {teams.Trust{AppID: " \t", Tenant: servedTenant}, "TEAMS_APP_ID"},
		"no tenants":     {teams.Trust{AppID: teamsApp}, "tenants"},
		"wrong OpenID":   {teams.Trust{AppID: teamsApp, Tenant: servedTenant, OpenID: "https://evil.example/"}, "TEAMS_OPENID_URL"},
		"OpenID by http": {teams.Trust{AppID: teamsApp, Tenant: servedTenant, OpenID: "http://login.botframework.com/x"}, "https"},
	} {
		_, err := teams.NewValidator(c.trust)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want something about %s", name, err, c.want)
		}
	}
}

// TestReasons: the log can tell a wrong app id from a wrong clock, and repeats
// nothing of what was sent.
func TestReasons(t *testing.T) {
	w := newEntrance(t)
	v, err := teams.NewValidator(teams.Trust{AppID: teamsApp, OpenID: w.ms.URL + "/openid", Tenant: servedTenant, Now: w.time})
	if err != nil {
		t.Fatal(err)
	}
	for want, auth := range map[string]string{
		"another app id": goodToken(jsonObject{"aud": foreignTenant}),
		"clock":          goodToken(jsonObject{"exp": tokenTime.Add(-time.Hour).Unix()}),
		"signature":      "Bearer " + signToken(foreignKey(), tokenHeader(nil), tokenClaims(nil)),
		"algorithm":      "Bearer " + signToken(signerKey(), tokenHeader(jsonObject{"alg": "secretword"}), tokenClaims(nil)),
		"key id":         "Bearer " + signToken(signerKey(), tokenHeader(jsonObject{"kid": "secretword"}), tokenClaims(nil)),
		"malformed":      "Bearer secretword.secretword.secretword",
		"issuer":         goodToken(jsonObject{"iss": "secretword"}),
		"missing":        goodToken(jsonObject{"exp": nil}),
	} {
		_, err := v.Token(t.Context(), http.Header{"Authorization": {auth}})
		if !errors.Is(err, teams.ErrForbidden) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secretword") {
			t.Errorf("got %v, want a refusal that says %q", err, want)
		}
	}
}

// TestTenantUnknown: when the allow-list cannot be asked nobody is refused for good.
func TestTenantUnknown(t *testing.T) {
	w := newEntrance(t, func(trust *teams.Trust) {
		trust.Tenant = func(context.Context, string) (bool, error) { return false, errors.New("store is away") }
	})
	if got := w.deliver(goodToken(nil), messageBody(nil)); got.Code != http.StatusServiceUnavailable || w.came() != 0 {
		t.Errorf("got %d, %d came through", got.Code, w.came())
	}
}

// FuzzToken: whatever stands in the header, only the one good token opens.
func FuzzToken(f *testing.F) {
	w := newEntrance(f)
	only := goodToken(nil)
	if got := w.deliver(only, messageBody(nil)); got.Code != http.StatusOK {
		f.Fatalf("the good token: %d", got.Code)
	}
	for _, s := range []string{
		only, only + "=", strings.ToLower(only), "Bearer ..", "Bearer " + strings.Repeat(".", 300), "Bearer e30.e30.", "",
		"Bearer " + signToken(signerKey(), tokenHeader(jsonObject{"kid": "k9"}), tokenClaims(nil)), "Bearer " + signToken(signerKey(), tokenHeader(nil), []int{1}),
		"Bearer " + encodePart(tokenHeader(jsonObject{"alg": "none"})) + "." + encodePart(tokenClaims(nil)) + ".",
		"Bearer " + encodePart(tokenHeader(jsonObject{"kid": []int{1}})) + "." + encodePart(tokenClaims(jsonObject{"exp": 1e300})) + ".AA",
		goodToken(jsonObject{"aud": []any{teamsApp, nil}}), goodToken(jsonObject{"exp": json.Number("1e400")}), goodToken(jsonObject{"iss": jsonObject{}}),
	} {
		f.Add(s)
	}
	opens := map[string]bool{only: true}
	body := messageBody(nil)
	f.Fuzz(func(t *testing.T, auth string) {
		got := w.post(http.Header{"Authorization": {auth}}, body)
		switch {
		case got.Code == http.StatusForbidden:
		case got.Code == http.StatusOK && opens[auth]:
		default:
			t.Errorf("%q: %d", auth, got.Code)
		}
		if w.ms.asked() > 4 {
			t.Errorf("%q: fetched keys again", auth)
		}
	})
}
