package sandbox

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// fakeStage moves the clock of a bench and counts the moves.
type fakeStage struct {
	b        *bench
	scenario string
	fail     error
	moves    []string
}

func (s *fakeStage) Now() time.Time { return s.b.Time() }

func (s *fakeStage) move(name string, d time.Duration) error {
	s.moves = append(s.moves, name)
	s.b.pass(d)
	return s.fail
}
func (s *fakeStage) NextMorning(context.Context) error { return s.move("morning", 24*time.Hour) }
func (s *fakeStage) NextRound(context.Context) error   { return s.move("round", 7*24*time.Hour) }
func (s *fakeStage) Wait(_ context.Context, d time.Duration) error {
	return s.move("wait "+d.String(), d)
}

func (s *fakeStage) Players() []Player {
	return []Player{{User: "U0001", Name: "Ana", Side: "IT", Zone: "Europe/Berlin"}, {User: "U0002", Name: "Ben", Side: "Business", Zone: "America/New_York"}}
}

func (s *fakeStage) Pane() []PaneRow {
	return []PaneRow{
		{Initiative: "CRM <b>", Dimension: "value", Statement: "It makes a difference.", Concluded: "IT rates it higher.", IT: "4.3", ITTrue: 4.4, BizTrue: 2.2, Open: true},
		{Initiative: "CRM <b>", Dimension: "delivery", Statement: "It will arrive.", ITTrue: math.NaN()},
	}
}
func (s *fakeStage) Tips() []string { return []string{"Now play Ben."} }
func (s *fakeStage) Scenarios() []Scenario {
	return []Scenario{{Initiative: "crm", Name: "CRM", Now: s.scenario, Choices: ScenarioNames()}}
}

func (s *fakeStage) SetScenario(_ context.Context, _, scenario string) error {
	s.scenario = scenario
	return nil
}

// visit is a browser on the page.
type visit struct {
	*bench
	stage *fakeStage
	srv   *httptest.Server
}

func browse(t *testing.T) *visit {
	t.Helper()
	v := &visit{bench: setup(t)}
	v.stage = &fakeStage{b: v.bench, scenario: Theatre}
	v.srv = httptest.NewServer(NewPage(v.Workspace, v.stage))
	t.Cleanup(v.srv.Close)
	return v
}

func (v *visit) do(t *testing.T, req *http.Request) (int, string, http.Header) {
	t.Helper()
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode, string(raw), resp.Header
}

func (v *visit) get(t *testing.T, path string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, v.srv.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	code, body, _ := v.do(t, req)
	if code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", path, code, body)
	}
	return body
}

// act posts a form as the page's script does and gives the refreshed parts.
func (v *visit) act(t *testing.T, name string, form url.Values) map[string]string {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, v.srv.URL+"/act/"+name, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", v.srv.URL)
	req.Header.Set("X-Page", "1")
	code, body, _ := v.do(t, req)
	if code != http.StatusOK {
		t.Fatalf("POST %s: %d %s", name, code, body)
	}
	var parts map[string]string
	if err := json.Unmarshal([]byte(body), &parts); err != nil {
		t.Fatal(err)
	}
	return parts
}

func has(t *testing.T, html string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(html, w) {
			t.Errorf("no %q in\n%s", w, html)
		}
	}
}

func hasNot(t *testing.T, html string, bad ...string) {
	t.Helper()
	for _, w := range bad {
		if strings.Contains(html, w) {
			t.Errorf("%q stands in\n%s", w, html)
		}
	}
}

func as(user, in string, more ...string) url.Values {
	f := url.Values{"as": {user}, "in": {in}}
	for i := 0; i+1 < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

func TestPageOpens(t *testing.T) {
	v := browse(t)
	v.must(t, "chat.postMessage", object{"channel": "U0001", "text": "Check-in", "blocks": []object{
		section("Your check-in is ready."), actions("go", button("open", "token")),
	}})
	html := v.get(t, "/")
	has(t, html, "<h1>Stop assuming you are aligned</h1>", "Play Ana, then Ben",
		`data-as="U0001" data-in="D0001"`, "Your check-in is ready.", `value="k=go%2Fopen">open</button>`,
		`aria-current="true"`, "<small>IT</small>", "<small>Business</small>", "Tue 3 Mar 2026, 11:00", "Next morning", "Next round", "+1 hour",
		"Now play Ben.", ">Play Ben</a>", "What the sides really think", "CRM &lt;b&gt;", "IT 4.4", "Business 2.2", "Alert open", "IT –", "nothing yet",
		`<option value="theatre" selected>`, "Only this practice page knows")
	inline := regexp.MustCompile(`(?i)\son[a-z]+\s*=|\sstyle\s*=|javascript:|<style|<script[^>]*>[^<]`)
	if m := inline.FindString(html); m != "" {
		t.Errorf("inline %q", m)
	}
	// Unknown people and conversations fall back; a private one of others does too.
	has(t, v.get(t, "/?as=U9&in=C9"), `data-as="U0001" data-in="D0001"`)
	has(t, v.get(t, "/?as=U0002&in=C0003"), `data-as="U0002" data-in="D0002"`)
	hasNot(t, v.get(t, "/?as=U0002"), ">hidden<")
}

func TestPageGuard(t *testing.T) {
	v := browse(t)
	host := strings.TrimPrefix(v.srv.URL, "http://")
	for _, c := range []struct {
		name, method, host, origin, site string
		want                             int
	}{
		{"own name", "GET", host, "", "", 200},
		{"localhost", "GET", "localhost:8787", "", "", 200},
		{"localhost without port", "GET", "localhost", "", "", 200},
		{"version 6", "GET", "[::1]:8787", "", "", 200},
		{"version 6 without port", "GET", "[::1]", "", "", 200},
		{"foreign name", "GET", "evil.example", "", "", 403},
		{"foreign name with port", "GET", "evil.example:80", "", "", 403},
		{"name that looks local", "GET", "127.0.0.1.evil.example", "", "", 403},
		{"address of the network", "GET", "192.168.1.4:8787", "", "", 403},
		{"own form", "POST", host, "http://" + host, "", 303},
		{"own form, by fetch metadata", "POST", host, "", "same-origin", 303},
		{"foreign form", "POST", host, "http://evil.example", "cross-site", 403},
		{"another port", "POST", host, "http://127.0.0.1:1", "same-site", 403},
		{"null origin", "POST", host, "null", "", 403},
		{"no word of where from", "POST", host, "", "", 403},
		{"foreign metadata", "POST", host, "", "cross-site", 403},
	} {
		path := "/"
		if c.method == http.MethodPost {
			path = "/act/clock"
		}
		req, err := http.NewRequest(c.method, v.srv.URL+path, strings.NewReader("to=hour"))
		if err != nil {
			t.Fatal(err)
		}
		req.Host = c.host
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		if c.site != "" {
			req.Header.Set("Sec-Fetch-Site", c.site)
		}
		code, _, h := v.do(t, req)
		if code != c.want {
			t.Errorf("%s: %d, want %d", c.name, code, c.want)
		}
		if p := h.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %q", c.name, p)
		}
	}
	if len(v.stage.moves) != 2 {
		t.Errorf("the clock moved %d times, want the two own forms", len(v.stage.moves))
	}
}

func TestPageClock(t *testing.T) {
	v := browse(t)
	has(t, v.act(t, "clock", as("U0002", "", "to", "hour"))["clock"], "Tue 3 Mar 2026, 06:00")
	v.act(t, "clock", as("U0001", "", "to", "morning"))
	has(t, v.act(t, "clock", as("U0001", "", "to", "round"))["clock"], "Wed 11 Mar 2026, 12:00")
	if got := strings.Join(v.stage.moves, ","); got != "wait 1h0m0s,morning,round" {
		t.Error(got)
	}
	v.stage.fail = errors.New("no more rounds")
	has(t, v.act(t, "clock", as("U0001", "", "to", "round"))["note"], "The clock stopped early: no more rounds.")
	v.act(t, "scenario", as("U0001", "", "initiative", "crm", "scenario", Silent))
	if v.stage.scenario != Silent {
		t.Error(v.stage.scenario)
	}
}

// The whole way of a check-in: open, refused by the bot, kept, saved.
func TestPageForm(t *testing.T) {
	v := browse(t)
	v.must(t, "chat.postMessage", object{"channel": "U0001", "text": "Check-in", "blocks": []object{actions("go", button("open", "token"))}})
	ts := v.Messages("D0001")[0].TS
	answer := `{"response_action":"errors","errors":{"line":"Not saved. Please press again."}}`
	v.on(func(rw http.ResponseWriter, r request) {
		p := r.payload(t)
		switch p.Type {
		case "block_actions":
			v.must(t, "views.open", object{"trigger_id": p.TriggerID, "view": modal(
				input("rate|crm@2026-03-03|value", false, radios("rate", "1", "2", "0")),
				input("line", true, object{"type": "plain_text_input", "action_id": "line", "multiline": true}),
				input("tick", true, object{"type": "checkboxes", "action_id": "tick", "options": []object{option("1"), option("2")}}),
				actions("more", button("help", "h")),
			)})
		case "view_submission":
			rw.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(rw, answer)
		}
	})
	parts := v.act(t, "press", as("U0001", "D0001", "ts", ts, "press", "k=go%2Fopen"))
	has(t, parts["form"], "<dialog", `aria-labelledby="modal-title"`, "<legend>rate|crm@2026-03-03|value</legend>", `type="radio"`,
		`name="f:rate|crm@2026-03-03|value/rate" value="2" required`, "<textarea", ">optional<", ">Save</button>", ">Cancel</button>", `formaction="/act/close"`)
	hasNot(t, v.get(t, "/?as=U0002"), "<dialog")

	id := v.View("U0001").ID
	fill := func(more ...string) url.Values {
		f := as("U0001", "D0001", "view", id, "f:rate|crm@2026-03-03|value/rate", "2", "f:line/line", "so </textarea> \r\nmuch")
		f["f:tick/tick"] = []string{"1", "2"}
		for i := 0; i+1 < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	parts = v.act(t, "submit", fill())
	has(t, parts["form"], "Not saved. Please press again.", `role="alert"`, `aria-invalid="true"`, "so &lt;/textarea&gt; \nmuch</textarea>", `value="2" checked`)
	if got := strings.Count(parts["form"], " checked"); got != 3 {
		t.Errorf("%d choices are checked, want the rating and both ticks", got)
	}
	v.says(http.StatusInternalServerError, "")
	has(t, v.act(t, "submit", fill("f:line/line", "kept"))["form"], "We had some trouble connecting. Try again?", ">kept</textarea>")
	has(t, v.act(t, "view", fill("press", "k=more%2Fhelp", "f:line/line", "kept too"))["note"], "Parallax did not respond")
	if got := v.View("U0001").State["line"]["line"]; got != "kept too" {
		t.Errorf("%q", got)
	}
	parts = v.act(t, "submit", as("U0001", "D0001", "view", id))
	has(t, parts["note"], "please complete all required fields")
	v.says(http.StatusOK, "")
	hasNot(t, v.act(t, "submit", fill("f:line/line", ""))["form"], "<dialog")
	v.clean(t)
}

func TestPageCloseForm(t *testing.T) {
	v := browse(t)
	v.open(t, modal(section("Hello")))
	has(t, v.get(t, "/"), "<dialog")
	parts := v.act(t, "close", as("U0001", "D0001", "view", v.View("U0001").ID))
	hasNot(t, parts["form"], "<dialog")
}

func TestPageSays(t *testing.T) {
	v := browse(t)
	v.says(http.StatusOK, "Here is your *status*")
	has(t, v.act(t, "say", as("U0001", "C0001", "text", "/align status <!channel>"))["talk"], "Only visible to you", "Here is your <strong>status</strong>")
	if got := v.last(t).form(t).Get("text"); got != "status &lt;!channel&gt;" {
		t.Errorf("%q", got)
	}
	hasNot(t, v.get(t, "/?as=U0002&in=C0001"), "Here is your")
	v.says(http.StatusOK, "")
	has(t, v.act(t, "say", as("U0001", "C0001", "text", "please @PARALLAX explain <b>"))["talk"], "@Parallax", "please explain &lt;b&gt;")
	root := v.Messages("C0001")[0].TS
	has(t, v.act(t, "say", as("U0002", "C0001", "thread", root, "text", "@Parallax why"))["talk"], `class="thread"`)
	if got := v.Messages("C0001")[1].ThreadTS; got != root {
		t.Errorf("thread %q", got)
	}
	has(t, v.act(t, "say", as("U0001", "D0001", "text", "hello"))["talk"], ">hello<")
	for _, c := range []struct{ in, text, thread, want string }{
		{"C0001", "", "", "Type something"},
		{"C0001", "/todo", "", "/todo is no command here"},
		{"C0001", "good morning", "", "Here only /align and @Parallax"},
		{"C0001", "/align status", root, "do not run in threads"},
		{"C0002", "@parallax status", "", "is not in this channel"},
	} {
		has(t, v.act(t, "say", as("U0001", c.in, "text", c.text, "thread", c.thread))["note"], c.want)
	}
	v.says(http.StatusBadGateway, "")
	has(t, v.act(t, "say", as("U0001", "C0001", "text", "/align status"))["note"], "Parallax did not respond", "http_service_error")
	if note := v.act(t, "clock", as("U0001", "C0001", "to", "hour"))["note"]; note != "" {
		t.Errorf("the line stays after the next act: %q", note)
	}
}

func TestPageTalk(t *testing.T) {
	v := browse(t)
	first := v.must(t, "chat.postMessage", object{"channel": "C0001", "text": "Pinned & *card*"})["ts"]
	v.must(t, "pins.add", object{"channel": "C0001", "timestamp": first})
	v.must(t, "chat.update", object{"channel": "C0001", "ts": first, "text": "Pinned &amp; *card* two"})
	v.must(t, "chat.postMessage", object{"channel": "C0001", "thread_ts": first, "text": "a reply"})
	v.must(t, "chat.postEphemeral", object{"channel": "C0001", "user": "U0001", "text": "a secret"})
	has(t, v.get(t, "/?as=U0002"), `<b class="news">1<span`) // what is pinned is no news
	html := v.get(t, "/?as=U0001&in=C0001")
	has(t, html, "1 pinned", "Pinned</p>", "(edited)", "Pinned &amp; <strong>card</strong> two", `class="thread"`, "a reply", "Only visible to you", "a secret",
		"Tuesday 3 March", `role="log"`, "Reply in thread", "Ana Ruiz, Ben Lee, Parallax")
	has(t, v.get(t, "/?as=U0001"), `data-in="D0001"`)
	hasNot(t, v.get(t, "/?as=U0001"), `class="news"`)
	hasNot(t, v.get(t, "/?as=U0002&in=C0001"), "a secret")
}

// Without a script a form gets the page itself.
func TestPageWithoutScript(t *testing.T) {
	v := browse(t)
	req, err := http.NewRequest(http.MethodPost, v.srv.URL+"/act/clock", strings.NewReader(as("U0002", "C0001", "to", "hour").Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", v.srv.URL)
	code, _, h := v.do(t, req)
	if code != http.StatusSeeOther || h.Get("Location") != "/?as=U0002&in=C0001" {
		t.Errorf("%d %q", code, h.Get("Location"))
	}
}

func TestPageFiles(t *testing.T) {
	v := browse(t)
	for _, name := range []string{"page.css", "page.js", "mark.svg"} {
		body := v.get(t, "/web/"+name)
		// No address but the namespace of a picture: the page needs no internet.
		if body = strings.ReplaceAll(body, "http://www.w3.org/2000/svg", ""); strings.Contains(body, "http") || len(body) < 200 {
			t.Errorf("%s: %d bytes, or an address in it", name, len(body))
		}
	}
	req, err := http.NewRequest(http.MethodGet, v.srv.URL+"/web/page.html", nil)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, _ := v.do(t, req); code != http.StatusNotFound {
		t.Errorf("the templates are served: %d", code)
	}
}

func TestPageLive(t *testing.T) {
	v := browse(t)
	ctx, cancel := contextOf(t)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.srv.URL+"/live?as=U0001&in=C0001", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		for lines.Scan() {
			if d, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return d
			}
		}
		return "end"
	}
	if !lines.Scan() { // the first line comes when the stream listens
		t.Fatal("no stream")
	}
	v.must(t, "chat.postMessage", object{"channel": "C0001", "text": "one"})
	if got := next(); got != "who nav talk" {
		t.Errorf("a message here: %q", got)
	}
	v.must(t, "chat.postMessage", object{"channel": "U0002", "text": "two"})
	if got := next(); got != "who nav" {
		t.Errorf("a message elsewhere: %q", got)
	}
	v.pass(time.Hour)
	if got := next(); !strings.Contains(got, "clock") {
		t.Errorf("the clock moved: %q", got)
	}
	v.Close()
	if got := next(); got != "end" {
		t.Errorf("after the end: %q", got)
	}
}
