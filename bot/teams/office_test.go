package teams_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

const (
	home      = "11111111-1111-1111-1111-111111111111"
	away      = "99999999-9999-9999-9999-999999999999" // another tenant of the org
	botApp    = "c9e8c047-2a34-40a1-b28a-b162d5f5327c"
	botSecret = "hush~8Q~do-not-tell"
	hallID    = "19:hall@thread.tacv2"
	anaAAD    = "22222222-2222-2222-2222-222222222222"
	anaChat   = "a:1ana"
	freshChat = "a:1fresh"
)

// The accounts of these tests.
var (
	anaThere = checkins.Account{Platform: checkins.Teams, Team: home, ID: anaAAD}
	benThere = checkins.Account{Platform: checkins.Teams, Team: away, ID: "33333333-3333-3333-3333-333333333333"}
	inHall   = checkins.Account{Platform: checkins.Teams, Team: home, ID: hallID}
)

// asked is one request that reached the office.
type asked struct {
	method, path, query, auth string // path is decoded
	body                      []byte
}

func (a asked) field(t testing.TB, path ...string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatal(err)
	}
	for _, p := range path {
		switch x := v.(type) {
		case map[string]any:
			v = x[p]
		case []any:
			v = x[0]
		default:
			return nil
		}
	}
	return v
}

// creates, posts and edits tell requests apart.
func (a asked) creates() bool {
	return a.method == http.MethodPost && strings.HasSuffix(a.path, "/v3/conversations")
}
func (a asked) posts() bool {
	return a.method == http.MethodPost && strings.HasSuffix(a.path, "/activities")
}
func (a asked) edits() bool { return a.method == http.MethodPut }
func (a asked) token() bool { return strings.HasPrefix(a.path, "/token") }

// fault is what happens to one request instead of the usual.
type fault struct {
	status int
	body   string // of the answer
	header http.Header
	accept bool // it is done all the same
	reset  bool // the connection is cut instead of an answer
	hang   chan struct{}
}

// office is a stand-in for the Connector and the token endpoint.
type office struct {
	*httptest.Server
	t      testing.TB
	mu     sync.Mutex
	heard  []asked
	faults []planned
	tokens int
	taken  int // messages that stand, and edits made
	life   int // of a token, seconds
}

type planned struct {
	fault
	of func(asked) bool
}

func newOffice(t testing.TB) *office {
	o := &office{t: t, life: 3600}
	o.Server = httptest.NewServer(o)
	t.Cleanup(o.Close)
	return o
}

func (o *office) host() string { return strings.TrimPrefix(o.URL, "http://") }

// fault plans what happens to the next request of a kind.
func (o *office) fault(of func(asked) bool, f fault) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.faults = append(o.faults, planned{f, of})
}

// requests returns those of a kind so far.
func (o *office) requests(of func(asked) bool) []asked {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []asked
	for _, a := range o.heard {
		if of(a) {
			out = append(out, a)
		}
	}
	return out
}

func (o *office) stands() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.taken
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a := asked{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Authorization"), body}
	o.mu.Lock()
	o.heard = append(o.heard, a)
	var f *fault
	for n, p := range o.faults {
		if p.of(a) {
			f = &p.fault
			o.faults = append(o.faults[:n:n], o.faults[n+1:]...)
			break
		}
	}
	status, said := 0, ""
	if f == nil || f.accept {
		status, said = o.usual(a)
	}
	o.mu.Unlock()
	if f != nil {
		if f.hang != nil {
			select {
			case <-f.hang:
			case <-r.Context().Done():
			}
		}
		if f.reset {
			panic(http.ErrAbortHandler)
		}
		for k, v := range f.header {
			w.Header()[k] = v
		}
		if f.status != 0 {
			status, said = f.status, f.body
		}
		if status == 0 {
			status = http.StatusBadGateway
		}
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, said)
}

// usual is what Teams does when nothing is wrong. o.mu is held.
func (o *office) usual(a asked) (int, string) {
	switch {
	case a.token():
		o.tokens++
		return http.StatusOK, fmt.Sprintf(`{"token_type":"Bearer","expires_in":%d,"access_token":"tok-%d"}`, o.life, o.tokens)
	case a.creates():
		return http.StatusCreated, `{"id":"` + freshChat + `"}`
	case a.posts():
		o.taken++
		return http.StatusCreated, fmt.Sprintf(`{"id":"act-%d"}`, o.taken)
	case a.edits():
		o.taken++
		return http.StatusOK, `{"id":"x"}`
	}
	return http.StatusNotFound, `{"error":{"code":"NotFound"}}`
}

// sender is a Courier in front of an office.
type sender struct {
	*teams.Courier
	*office
	t      *testing.T
	refs   *checkinstest.Memory
	log    *lockedBuffer
	mu     sync.Mutex
	at     time.Time
	tokens *teams.TokenSource
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (s *sender) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func (s *sender) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

// newSender is a Courier that has heard of ana and nothing of ben. Its clock only
// the test moves.
func newSender(t *testing.T) *sender {
	s := newSilentSender(t)
	for _, r := range []checkins.Reference{
		{Account: anaThere, ServiceURL: s.service(), Bot: "28:bot", Conversation: anaChat, User: "29:ana"},
		{Account: benThere, ServiceURL: s.service()},
	} {
		if err := s.refs.Refer(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// newSilentSender has heard of nobody.
func newSilentSender(t *testing.T) *sender {
	s := &sender{office: newOffice(t), t: t, refs: &checkinstest.Memory{}, log: &lockedBuffer{}, at: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	setup := checkinstest.Setup(2)
	setup.Org.Teams = []string{home, away}
	setup.People[0].Accounts, setup.People[1].Accounts = []checkins.Account{anaThere}, []checkins.Account{benThere}
	setup.Initiatives[0].Channels = []checkins.Account{inHall}
	if err := s.refs.Enrol(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	var err error
	s.tokens, err = teams.NewTokenSource(teams.Credentials{AppID: botApp, Password: botSecret, Tenant: home, URL: s.URL + "/token", Now: s.now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	hosts, err := teams.NewHosts(s.host())
	if err != nil {
		t.Fatal(err)
	}
	s.Courier = &teams.Courier{
		Connector: teams.NewConnector(s.tokens, hosts, nil, s.now), Renderer: teams.Renderer{Signer: bottest.Signer()},
		References: s.refs, AppID: botApp, Log: log,
		Turns: bot.Turns{Pace: &checkinstest.Memory{Clock: s.now}, Patience: bot.Patience},
	}
	t.Cleanup(func() {
		for _, secret := range []string{botSecret, url.QueryEscape(botSecret), "tok-", anaChat, freshChat} {
			if strings.Contains(s.log.String(), secret) {
				t.Errorf("the log holds %q:\n%s", secret, s.log)
			}
		}
	})
	return s
}

func (s *sender) service() string { return s.URL + "/emea/" }

// letter is a parcel with something short to say.
func letter(k checkins.Kind, to checkins.Account) checkins.Parcel {
	return checkins.Parcel{
		Org: bottest.Org, Message: checkins.Help{Text: checkins.HelpNothingDue},
		Letter: checkins.Letter{ID: checkins.LetterIDOf(bottest.Org, k, to.ID), Kind: k, To: to},
	}
}
