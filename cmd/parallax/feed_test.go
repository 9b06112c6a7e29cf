package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
)

const feedSecret = "a-token-of-a-source"

func feedHash(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// fed are two orgs, of which the first has a feed called jira and one called csv, the
// second one of its own.
func fed(t *testing.T) (*twins, http.Handler) {
	t.Helper()
	w := newTwinWorld(t, twinA, twinB)
	c := Config{FeedList: string(twinA.id) + "/jira=" + feedHash(feedSecret) + ", " + string(twinA.id) + "/csv=" + feedHash("csv") + "," + string(twinB.id) + "/jira=" + feedHash("other")}
	if err := c.checkFeeds(); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	w.svc.addFeeds(c.Feeds, mux)
	return w, mux
}

// feeds sends one call.
func feeds(t *testing.T, h http.Handler, path, body string, headers ...string) (int, map[string]any, http.Header) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+feedSecret)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "k")
	for n := 0; n+1 < len(headers); n += 2 {
		r.Header.Del(headers[n])
		if headers[n+1] != "" {
			r.Header.Set(headers[n], headers[n+1])
		}
	}
	rw := httptest.NewRecorder()
	h.ServeHTTP(rw, r)
	var said map[string]any
	if err := json.Unmarshal(rw.Body.Bytes(), &said); err != nil {
		t.Fatalf("%d %q: %v", rw.Code, rw.Body, err)
	}
	kind := "application/json"
	if rw.Code != http.StatusOK {
		kind = "application/problem+json"
	}
	if got := rw.Header().Get("Content-Type"); got != kind || rw.Code != http.StatusOK && (said["status"] != float64(rw.Code) || said["title"] == "") {
		t.Errorf("%d is %s: %v", rw.Code, got, said)
	}
	return rw.Code, said, rw.Header()
}

const outcomesPath, healthPath = "/api/v1/initiatives/crm/outcomes", "/api/v1/initiatives/crm/health"

func TestFeedKeepsFigures(t *testing.T) {
	w, h := fed(t)
	today := string(checkins.DateOf(w.clock.now()))
	if code, said, _ := feeds(t, h, healthPath, `{"status":"green"}`); code != 200 || said["status"] != "green" || said["on"] != today || said["replaced"] != false {
		t.Errorf("%d %v", code, said)
	}
	if code, said, _ := feeds(t, h, healthPath, `{"status":"red"}`, "Idempotency-Key", "k2"); code != 200 || said["replaced"] != true {
		t.Errorf("%d %v", code, said)
	}
	// The first call again says what it said, and changes nothing.
	if code, said, _ := feeds(t, h, healthPath, `{"status":"green"}`); code != 200 || said["status"] != "green" || said["replaced"] != false {
		t.Errorf("%d %v", code, said)
	}
	if code, said, _ := feeds(t, h, healthPath, `{"status":"amber"}`); code != 422 || said["field"] != "Idempotency-Key" {
		t.Errorf("another body: %d %v", code, said)
	}
	m, err := w.svc.desk.Command(t.Context(), checkins.Request{From: w.account("owner", checkins.Slack), Command: checkins.Command{Verb: checkins.VerbStatus, Name: "crm"}})
	if s, is := m.(checkins.Status); err != nil || !is || s.Figures.Health == nil || s.Figures.Health.Color != checkins.Red || s.Figures.Health.From != "jira" {
		t.Errorf("%+v %v", m, err)
	}
	if code, _, _ := feeds(t, h, outcomesPath, `{"value":"66 %","on":"`+today+`"}`); code != 200 {
		t.Errorf("outcome: %d", code)
	}
}

// What is wrong is named; nobody learns of what another org has.
func TestFeedRefuses(t *testing.T) {
	_, h := fed(t)
	long := strings.Repeat("x", 5000)
	for name, tt := range map[string]struct {
		path, body string
		headers    []string
		code       int
		field      string
	}{
		"no token":          {healthPath, `{"status":"green"}`, []string{"Authorization", ""}, 401, "Authorization"},
		"wrong token":       {healthPath, `{"status":"green"}`, []string{"Authorization", "Bearer x"}, 401, "Authorization"},
		"empty token":       {healthPath, `{"status":"green"}`, []string{"Authorization", "Bearer "}, 401, "Authorization"},
		"a megabyte":        {healthPath, `{"status":"green"}`, []string{"Authorization", "Bearer " + strings.Repeat(".", 1<<20)}, 401, "Authorization"},
		"its hash":          {healthPath, `{"status":"green"}`, []string{"Authorization", "Bearer " + feedHash(feedSecret)}, 401, "Authorization"},
		"no key":            {healthPath, `{"status":"green"}`, []string{"Idempotency-Key", ""}, 400, "Idempotency-Key"},
		"long key":          {healthPath, `{"status":"green"}`, []string{"Idempotency-Key", long}, 400, "Idempotency-Key"},
		"odd key":           {healthPath, `{"status":"green"}`, []string{"Idempotency-Key", "a\x7f"}, 400, "Idempotency-Key"},
		"a form":            {healthPath, `status=green`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "Content-Type"},
		"too long":          {healthPath, `{"status":"` + long + `"}`, nil, 413, ""},
		"not filled in":     {outcomesPath, `{"value":" %"}`, nil, 400, "value"},
		"a field's name":    {outcomesPath, `{"value":"{{issue.x}} %"}`, nil, 400, "value"},
		"another unit":      {outcomesPath, `{"value":"66 kg"}`, nil, 400, "value"},
		"a line end":        {outcomesPath, "{\"value\":\"66 %\r\"}", nil, 400, "value"},
		"no object":         {healthPath, `["green"]`, nil, 400, ""},
		"nested":            {healthPath, strings.Repeat("[", 4000), nil, 400, ""},
		"cut":               {healthPath, `{"status":"green"`, nil, 400, ""},
		"two":               {healthPath, `{"status":"green"}{}`, nil, 400, ""},
		"twice":             {healthPath, `{"status":"green","status":"red"}`, nil, 400, "status"},
		"unknown field":     {healthPath, `{"status":"green","colour":"red"}`, nil, 400, "colour"},
		"a number":          {outcomesPath, `{"value":66}`, nil, 400, "value"},
		"nothing":           {outcomesPath, `{}`, nil, 400, "value"},
		"not a colour":      {healthPath, `{"status":"blue"}`, nil, 400, "status"},
		"not a date":        {healthPath, `{"status":"red","on":"3/3/2026"}`, nil, 400, "on"},
		"to come":           {healthPath, `{"status":"red","on":"2099-01-01"}`, nil, 400, "on"},
		"long ago":          {healthPath, `{"status":"red","on":"1999-01-01"}`, nil, 400, "on"},
		"unknown":           {"/api/v1/initiatives/nobody/health", `{"status":"green"}`, nil, 404, "id"},
		"no id":             {"/api/v1/initiatives/%2e%2e%3A/health", `{"status":"green"}`, nil, 404, "id"},
		"not of the token":  {"/api/v1/initiatives/nobody/health", `{"status":"green"}`, []string{"Authorization", "Bearer other"}, 404, "id"},
		"invalid utf-8":     {healthPath, "{\"status\":\"\xff\"}", nil, 400, ""},
		"a value too long":  {outcomesPath, `{"value":"` + strings.Repeat("9", 41) + `"}`, nil, 400, "value"},
		"not even a string": {healthPath, `{"status":null}`, nil, 400, "status"},
	} {
		t.Run(name, func(t *testing.T) {
			code, said, head := feeds(t, h, tt.path, tt.body, tt.headers...)
			field, _ := said["field"].(string)
			if code != tt.code || field != tt.field {
				t.Errorf("%d %v, want %d of %q", code, said, tt.code, tt.field)
			}
			if code == 401 && head.Get("WWW-Authenticate") != "Bearer" {
				t.Error("it does not say how")
			}
		})
	}
}

// A token says figures of its own org alone, though both have an initiative of that id.
func TestFeedOfAnotherOrg(t *testing.T) {
	w, h := fed(t)
	if code, said, _ := feeds(t, h, healthPath, `{"status":"red"}`, "Authorization", "Bearer other"); code != 200 {
		t.Fatalf("%d %v", code, said)
	}
	for org, want := range map[checkins.OrgID]bool{twinA.id: false, twinB.id: true} {
		b, err := w.svc.store.Book(t.Context(), org, checkins.BookOfFigures("crm"))
		if err != nil || len(b.Text) > 0 != want {
			t.Errorf("%s: %s %v", org, b.Text, err)
		}
	}
}

// Whoever calls something else reads what there is.
func TestFeedElsewhere(t *testing.T) {
	_, h := fed(t)
	for _, tt := range []struct {
		method, path string
		want         int
	}{{http.MethodGet, outcomesPath, 405}, {http.MethodPut, healthPath, 405}, {http.MethodPost, "/api/v1/initiatives/crm/value", 404}, {http.MethodPost, "/api/v1/", 404}} {
		rw := httptest.NewRecorder()
		h.ServeHTTP(rw, httptest.NewRequest(tt.method, tt.path, strings.NewReader("{}")))
		if rw.Code != tt.want || rw.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(rw.Body.String(), "/outcomes") {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, rw.Code, rw.Body)
		}
	}
}

// What feeds are answered is counted by source, so that one that stopped or fails is seen.
func TestFeedCallsAreCounted(t *testing.T) {
	w, h := fed(t)
	source := string(twinA.id) + "/jira"
	feeds(t, h, outcomesPath, `{"value":"66 %"}`)
	feeds(t, h, "/api/v1/initiatives/nobody/outcomes", `{"value":"66 %"}`, "Idempotency-Key", "other")
	for range 2 {
		feeds(t, h, outcomesPath, `{"value":"66 %"}`, "Authorization", "Bearer wrong")
	}
	families, err := w.svc.watcher.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == "parallax_feed_calls_total" { // labels are sorted: source, status
				got[m.GetLabel()[0].GetValue()+"="+m.GetLabel()[1].GetValue()] = m.GetCounter().GetValue()
			}
		}
	}
	if diff := cmp.Diff(map[string]float64{source + "=200": 1, source + "=404": 1, "=401": 2}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFeedPace(t *testing.T) {
	var p feedPace
	one, other := feed{Hash: [32]byte{1}}, feed{Hash: [32]byte{2}}
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	for n := range feedBurst {
		if _, ok := p.take(one, now); !ok {
			t.Fatalf("call %d", n)
		}
	}
	if wait, ok := p.take(one, now); ok || wait != feedEvery {
		t.Errorf("one more: %v %v", wait, ok)
	}
	if _, ok := p.take(other, now); !ok {
		t.Error("another feed waits with it")
	}
	if _, ok := p.take(one, now.Add(feedEvery)); !ok {
		t.Error("a second later")
	}
}

func TestFeedList(t *testing.T) {
	for in, want := range map[string]string{
		"acme=" + feedHash("a"):    "names no org",
		"acme/=" + feedHash("a"):   "names no org",
		"Acme!/x=" + feedHash("a"): "names no org",
		"acme/jira=abc":            "64 hexadecimal digits",
		"acme/jira":                "64 hexadecimal digits",
		"acme/jira=" + feedHash("a") + ",acme/csv=" + feedHash("a"):  "its own",
		"acme/jira=" + feedHash("a") + ", acme/csv=" + feedHash("b"): "",
	} {
		c := Config{FeedList: in}
		err := c.checkFeeds()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
}

// The examples of the documents are taken as they stand there.
func TestFeedExamples(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "feeds.md"))
	if err != nil {
		t.Fatal(err)
	}
	bodies := regexp.MustCompile(`(?m)\{ *\\?"(value|status)\\?": *.*\}`).FindAllStringSubmatch(string(text), -1)
	if len(bodies) < 3 {
		t.Fatalf("%d bodies", len(bodies))
	}
	for _, b := range bodies {
		body := strings.NewReplacer(`\"`, `"`, "$value", "66 %", "$date", "2026-03-03", `{{issue.Resolution rate}}`, "66", `{{now.format("yyyy-MM-dd")}}`, "2026-03-03", `{{issue.Health}}`, "Green").Replace(b[0])
		if _, wrong := readFields([]byte(body), b[1], "on"); wrong != nil {
			t.Errorf("%s: %+v", body, wrong)
		}
	}
}
