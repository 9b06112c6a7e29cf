package sandbox

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	tenantID = "11111111-1111-1111-1111-111111111111"
	anaID    = "aaaaaaaa-0000-0000-0000-000000000001"
	benID    = "aaaaaaaa-0000-0000-0000-000000000002"
	eveID    = "aaaaaaaa-0000-0000-0000-000000000003"
	crmTeam  = "19:general@thread.tacv2"
	crmID    = "19:crm@thread.tacv2"
	otherID  = "19:other@thread.tacv2"
)

// office is a tenant, its server, and a fake bot: it checks the tokens of what it
// gets as a real one must, keeps the activities and answers as it is told.
type office struct {
	*Tenant
	url   string
	token string

	mu     sync.Mutex
	got    []request
	unsafe []string // what was wrong with a token
	answer func(rw http.ResponseWriter, a object)
	now    time.Time
}

func (o *office) Time() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) on(f func(http.ResponseWriter, object)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = f
}

func (o *office) says(status int, body any) {
	o.on(func(rw http.ResponseWriter, _ object) {
		rw.WriteHeader(status)
		_, _ = rw.Write(encode(body))
	})
}

// replies answers a press with a card.
func (o *office) replies(card object) {
	o.says(http.StatusOK, object{"statusCode": 200, "type": cardType, "value": card})
}

func (o *office) activities(t *testing.T) []object {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []object
	for _, r := range o.got {
		a := object{}
		if err := json.Unmarshal([]byte(r.body), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

func (o *office) last(t *testing.T) object {
	t.Helper()
	all := o.activities(t)
	if len(all) == 0 {
		t.Fatal("the bot got nothing")
	}
	return all[len(all)-1]
}

func (o *office) clean(t *testing.T) {
	t.Helper()
	if v := o.Violations(); len(v) > 0 {
		t.Errorf("violations: %q", v)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.unsafe) > 0 {
		t.Errorf("tokens: %q", o.unsafe)
	}
}

// open makes an office in which Ana and the CRM team have the app.
func open(t *testing.T, change ...func(*TenantConfig)) *office {
	t.Helper()
	o := &office{now: time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)}
	c := TenantConfig{
		ID: tenantID, Name: "Acme", AppID: "app-1", Secret: "secret", Now: o.Time,
		// Long enough for a busy machine; tests of the deadlines set their own.
		Deadline: 30 * time.Second, InvokeDeadline: 30 * time.Second,
		Members: []Member{{ID: anaID, Name: "Ana Ruiz", Zone: "Europe/Berlin", Locale: "de-DE"}, {ID: benID, Name: "Ben Lee", Zone: "America/New_York"}, {ID: eveID, Name: "Eve Far"}},
		Teams: []Team{
			{ID: crmTeam, Name: "CRM", Members: []string{anaID, benID}, Channels: []Channel{{ID: crmID, Name: "crm"}}},
			{ID: otherID, Name: "Other", Members: []string{eveID}},
		},
	}
	for _, f := range change {
		f(&c)
	}
	o.Tenant = NewTenant(c)
	srv := httptest.NewServer(o.Handler())
	bot := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		a := object{}
		_ = json.Unmarshal(body, &a)
		o.mu.Lock()
		o.got = append(o.got, request{path: r.URL.Path, header: r.Header.Clone(), body: string(body)})
		o.mu.Unlock()
		wrong := o.verify(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), str(a, "serviceUrl"))
		o.mu.Lock()
		if wrong != "" {
			o.unsafe = append(o.unsafe, wrong)
		}
		answer := o.answer
		o.mu.Unlock()
		if wrong != "" {
			rw.WriteHeader(http.StatusForbidden)
			return
		}
		if answer != nil {
			answer(rw, a)
		}
	}))
	o.url = srv.URL
	o.Connect(bot.URL, srv.URL)
	for _, target := range []string{anaID, crmTeam} {
		if ack, err := o.Install(t.Context(), target); err != nil || !ack.OK() {
			t.Fatalf("%+v %v", ack, err)
		}
	}
	_, out := o.post(t, o.TokenURL(), url.Values{"grant_type": {"client_credentials"}, "client_id": {"app-1"}, "client_secret": {"secret"}, "scope": {botScope}})
	o.token = str(out, "access_token")
	t.Cleanup(func() {
		o.Close()
		bot.Close()
		srv.Close()
	})
	return o
}

// verify says what is wrong with a token, by the published keys.
func (o *office) verify(token, service string) string {
	p := strings.Split(token, ".")
	if len(p) != 3 {
		return "no token"
	}
	var header struct{ Alg, Kid string }
	var claims struct {
		Iss, Aud, ServiceURL string
		Exp, Nbf             int64
	}
	for i, into := range []any{&header, &claims} {
		raw, err := base64.RawURLEncoding.DecodeString(p[i])
		if err != nil || json.Unmarshal(raw, into) != nil {
			return "unreadable"
		}
	}
	var conf struct {
		Issuer string
		Keys   string `json:"jwks_uri"`
	}
	var doc struct {
		Keys []struct {
			Kid, N, E    string
			Endorsements []string
		}
	}
	if fetch(o.OpenIDURL(), &conf) != nil || fetch(conf.Keys, &doc) != nil {
		return "no keys"
	}
	now := time.Now().Unix()
	switch {
	case header.Alg != "RS256":
		return "alg " + header.Alg
	case claims.Iss != conf.Issuer || claims.Aud != "app-1" || claims.ServiceURL != service:
		return "claims"
	case claims.Exp <= now || claims.Nbf > now+300:
		return "time"
	}
	for _, k := range doc.Keys {
		if k.Kid != header.Kid {
			continue
		}
		if len(k.Endorsements) == 0 || k.Endorsements[0] != "msteams" {
			return "endorsement"
		}
		n, _ := base64.RawURLEncoding.DecodeString(k.N)
		e, _ := base64.RawURLEncoding.DecodeString(k.E)
		sig, _ := base64.RawURLEncoding.DecodeString(p[2])
		sum := sha256.Sum256([]byte(p[0] + "." + p[1]))
		pub := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
		if rsa.VerifyPKCS1v15(pub, crypto.SHA256, sum[:], sig) != nil {
			return "signature"
		}
		return ""
	}
	return "kid"
}

func fetch(address string, into any) error {
	resp, err := http.Get(address)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	return json.NewDecoder(resp.Body).Decode(into)
}

func (o *office) post(t *testing.T, address string, form url.Values) (int, object) {
	t.Helper()
	resp, err := http.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) (int, object) {
	t.Helper()
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := object{}
	if len(raw) > 0 && raw[0] == '{' {
		if err := json.Unmarshal(raw, &out); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
	} else if len(raw) > 0 {
		out["list"] = string(raw)
	}
	return resp.StatusCode, out
}

// call makes a request of the Connector with the office's access token.
func (o *office) call(t *testing.T, method, path string, body any) (int, object) {
	t.Helper()
	status, out, _ := o.callWith(t, o.token, method, path, body)
	return status, out
}

func (o *office) callWith(t *testing.T, token, method, path string, body any) (int, object, http.Header) {
	t.Helper()
	var r io.Reader
	if body != nil {
		r = strings.NewReader(string(encode(body)))
	}
	req, err := http.NewRequest(method, o.ServiceURL()+"v3/"+path, r)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, object{"error": err.Error()}, nil
	}
	h := resp.Header
	status, out := read(t, resp)
	return status, out, h
}

// sends posts an activity that has to be taken and gives its id.
func (o *office) sends(t *testing.T, conversation string, activity object) string {
	t.Helper()
	status, out := o.call(t, "POST", "conversations/"+url.PathEscape(conversation)+"/activities", activity)
	if status != http.StatusCreated {
		t.Fatalf("%d %v", status, out)
	}
	return str(out, "id")
}

// failure is the code of an error answer.
func failure(out object) string {
	e, _ := out["error"].(object)
	return str(e, "code")
}

func says(text string) object { return object{"type": "message", "text": text} }

func shows(card object) object {
	return object{"type": "message", "attachments": []object{{"contentType": cardType, "content": card}}}
}

func block(text string) object { return object{"type": "TextBlock", "text": text, "wrap": true} }

func execute(verb string, data object) object {
	if data == nil {
		data = object{}
	}
	return object{"type": "Action.Execute", "title": "Do " + verb, "verb": verb, "data": data,
		"fallback": object{"type": "Action.Submit", "title": "Do " + verb, "data": object{"act": verb, "t": data["t"]}}}
}

func choices(id string, values ...string) object {
	var list []object
	for _, v := range values {
		list = append(list, object{"title": "choice " + v, "value": v})
	}
	return object{"type": "Input.ChoiceSet", "id": id, "label": "Choose " + id, "style": "expanded", "choices": list}
}

func adaptive(body ...object) object {
	card := object{"type": "AdaptiveCard", "version": "1.5", "body": body}
	var acts []object
	for i := len(body) - 1; i >= 0 && strings.HasPrefix(str(body[i], "type"), "Action."); i-- {
		acts = append([]object{body[i]}, acts...)
		body = body[:i]
	}
	card["body"] = body
	if len(acts) > 0 {
		card["actions"] = acts
	}
	return card
}
