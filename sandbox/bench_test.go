package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

const (
	botToken = "xoxb-practice"
	appToken = "xapp-practice"
	secret   = "signing-secret"
)

// request is what the fake bot got.
type request struct {
	path   string
	header http.Header
	body   string
}

func (r request) form(t *testing.T) url.Values {
	t.Helper()
	v, err := url.ParseQuery(r.body)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (r request) payload(t *testing.T) slack.InteractionCallback {
	t.Helper()
	var p slack.InteractionCallback
	if err := json.Unmarshal([]byte(r.form(t).Get("payload")), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// bench is a workspace, its server, a fake bot and slack-go as the bot's client.
type bench struct {
	*Workspace
	url string
	api *slack.Client

	mu     sync.Mutex
	got    []request
	answer func(rw http.ResponseWriter, r request)
	now    time.Time
}

func (b *bench) Time() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

func (b *bench) on(f func(http.ResponseWriter, request)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer = f
}

func (b *bench) says(status int, body string) {
	b.on(func(rw http.ResponseWriter, _ request) {
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, body)
	})
}

func (b *bench) requests() []request {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]request(nil), b.got...)
}

func (b *bench) last(t *testing.T) request {
	t.Helper()
	got := b.requests()
	if len(got) == 0 {
		t.Fatal("the bot got nothing")
	}
	return got[len(got)-1]
}

func setup(t *testing.T, change ...func(*Config)) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)}
	c := Config{
		Team: "T0001", TeamName: "Acme", BotToken: botToken, AppToken: appToken, SigningSecret: secret,
		BotUser: "U0BOT", BotID: "B0001", AppID: "A0001", Scopes: EveryScope, Now: b.Time,
		// Long enough for a busy machine; tests of the deadlines set their own.
		Deadline: 30 * time.Second, TriggerLife: time.Minute,
		Members: []Member{
			{ID: "U0001", Name: "Ana Ruiz", Zone: "Europe/Berlin"},
			{ID: "U0002", Name: "Ben Lee", Zone: "America/New_York"},
			{ID: "U0003", Name: "Eve Far", Team: "T0009"},
		},
		Channels: []Channel{
			{ID: "C0001", Name: "crm", Members: []string{"U0001", "U0002", "U0BOT"}},
			{ID: "C0002", Name: "open", Members: []string{"U0001"}},
			{ID: "C0003", Name: "hidden", Private: true, Members: []string{"U0001"}},
			{ID: "C0004", Name: "old", Archived: true, Members: []string{"U0001", "U0BOT"}},
		},
	}
	for _, f := range change {
		f(&c)
	}
	b.Workspace = New(c)
	srv := httptest.NewServer(b.Handler())
	bot := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		req := request{path: r.URL.Path, header: r.Header.Clone(), body: string(body)}
		b.mu.Lock()
		b.got = append(b.got, req)
		answer := b.answer
		b.mu.Unlock()
		if answer != nil {
			answer(rw, req)
		}
	}))
	b.url = srv.URL
	b.Connect(bot.URL, srv.URL)
	b.api = slack.New(botToken, slack.OptionAPIURL(srv.URL+"/api/"), slack.OptionAppLevelToken(appToken))
	t.Cleanup(func() {
		b.Close()
		bot.Close()
		srv.Close()
	})
	return b
}

// call makes a raw Web API call with a JSON body.
func (b *bench) call(t *testing.T, method, token string, body any) (map[string]any, *http.Response) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, b.url+"/api/"+method, strings.NewReader(string(encode(body))))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	out := map[string]any{}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return out, resp
}

// must is call with the bot token that has to succeed.
func (b *bench) must(t *testing.T, method string, body any) map[string]any {
	t.Helper()
	out, _ := b.call(t, method, botToken, body)
	if out["ok"] != true {
		t.Fatalf("%s: %v", method, out)
	}
	return out
}

func (b *bench) clean(t *testing.T) {
	t.Helper()
	if v := b.Violations(); len(v) > 0 {
		t.Errorf("violations: %q", v)
	}
}

func plain(s string) object  { return object{"type": "plain_text", "text": s} }
func mrkdwn(s string) object { return object{"type": "mrkdwn", "text": s} }

func section(s string) object { return object{"type": "section", "text": mrkdwn(s)} }

func button(action, value string) object {
	return object{"type": "button", "action_id": action, "value": value, "text": plain(action)}
}

func actions(id string, elements ...object) object {
	return object{"type": "actions", "block_id": id, "elements": elements}
}

func option(value string) object { return object{"text": plain("option " + value), "value": value} }

func radios(action string, values ...string) object {
	var o []object
	for _, v := range values {
		o = append(o, option(v))
	}
	return object{"type": "radio_buttons", "action_id": action, "options": o}
}

func input(id string, optional bool, e object) object {
	return object{"type": "input", "block_id": id, "label": plain(id), "optional": optional, "element": e}
}

func modal(blocks ...object) object {
	return object{"type": "modal", "callback_id": "checkin", "private_metadata": "meta", "title": plain("Check-in"),
		"submit": plain("Save"), "close": plain("Cancel"), "blocks": blocks}
}
