package teams_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/bot/teams"
)

// judges is a Judge that a test plays.
type judges struct{ token, covers error }

func (j judges) Token(context.Context, http.Header) (teams.Grant, error) {
	return teams.Grant{}, j.token
}

func (j judges) Covers(context.Context, teams.Grant, teams.Activity) error { return j.covers }

// unread fails the test when somebody reads it.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

// TestTokenFirst: a body is not looked at before its token is good.
func TestTokenFirst(t *testing.T) {
	w := newEntrance(t)
	r := httptest.NewRequest(http.MethodPost, "/api/messages", unread{t})
	r.Header.Set("Authorization", goodToken(jsonObject{"aud": foreignTenant}))
	a := httptest.NewRecorder()
	w.ServeHTTP(a, r)
	if a.Code != http.StatusForbidden {
		t.Errorf("got %d", a.Code)
	}
	huge := bytes.Repeat([]byte(" "), 300<<10)
	if got := w.deliver("Bearer x", huge); got.Code != http.StatusForbidden {
		t.Errorf("bad token, huge body: %d", got.Code)
	}
	if got := w.deliver("Bearer x", []byte("{")); got.Code != http.StatusForbidden {
		t.Errorf("bad token, malformed body: %d", got.Code)
	}
}

func TestA07Bodies(t *testing.T) {
	w := newEntrance(t)
	pad := func(n int) []byte {
		return append(bytes.Repeat([]byte(" "), n-len(messageBody(nil))), messageBody(nil)...)
	}
	deep := []byte(`{"value":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`)
	for name, c := range map[string]struct {
		body []byte
		want int
	}{
		"at the limit":        {pad(256 << 10), http.StatusOK},
		"over the limit":      {pad(256<<10 + 1), http.StatusRequestEntityTooLarge},
		"empty":               {nil, http.StatusBadRequest},
		"cut off":             {messageBody(nil)[:50], http.StatusBadRequest},
		"two":                 {append(messageBody(nil), messageBody(nil)...), http.StatusBadRequest},
		"null":                {[]byte("null"), http.StatusBadRequest},
		"list":                {[]byte("[]"), http.StatusBadRequest},
		"text":                {[]byte(`"x"`), http.StatusBadRequest},
		"form":                {[]byte("a=b"), http.StatusBadRequest},
		"deep":                {deep, http.StatusBadRequest},
		"id with braces":      {messageBody(jsonObject{"id": "{px}"}), http.StatusBadRequest},
		"id with line ends":   {messageBody(jsonObject{"conversation": jsonObject{"id": "19:x\r\ny"}}), http.StatusBadRequest},
		"id without an end":   {messageBody(jsonObject{"replyToId": strings.Repeat("1", 600)}), http.StatusBadRequest},
		"nothing of an event": {[]byte("{}"), http.StatusForbidden},
	} {
		if got := w.deliver(goodToken(nil), c.body); got.Code != c.want {
			t.Errorf("%s: got %d %q, want %d", name, got.Code, got.Body, c.want)
		}
	}
	if n := w.came(); n != 1 {
		t.Errorf("%d came through, want 1", n)
	}
}

func TestAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		judge  judges
		handle teams.Handle
		status int
		body   string
		kind   string
	}{
		"nothing to say": {status: 200},
		"a card": {
			handle: func(context.Context, teams.Activity) (teams.Response, error) {
				return teams.Response{Body: jsonObject{"statusCode": 200}}, nil
			},
			status: 200, body: `{"statusCode":200}`, kind: "application/json; charset=utf-8",
		},
		"a status with a body": {
			handle: func(context.Context, teams.Activity) (teams.Response, error) {
				return teams.Response{Status: 412, Body: jsonObject{"a": 1}}, nil
			},
			status: 412, body: `{"a":1}`, kind: "application/json; charset=utf-8",
		},
		"no such status": {
			handle: func(context.Context, teams.Activity) (teams.Response, error) {
				return teams.Response{Status: 7}, nil
			},
			status: 500, body: "Internal Server Error\n", kind: "text/plain; charset=utf-8",
		},
		"no JSON": {
			handle: func(context.Context, teams.Activity) (teams.Response, error) {
				return teams.Response{Body: func() {}}, nil
			},
			status: 500, body: "Internal Server Error\n", kind: "text/plain; charset=utf-8",
		},
		"trouble": {
			handle: func(context.Context, teams.Activity) (teams.Response, error) {
				return teams.Response{Body: 1}, errors.New("secretword")
			},
			status: 503, body: "Service Unavailable\n", kind: "text/plain; charset=utf-8",
		},
		"panic": {
			handle: func(context.Context, teams.Activity) (teams.Response, error) { panic("secretword") },
			status: 503, body: "Service Unavailable\n", kind: "text/plain; charset=utf-8",
		},
		"refused by the token": {judge: judges{token: fmt.Errorf("%w: secretword", teams.ErrForbidden)}, status: 403, body: "Forbidden\n", kind: "text/plain; charset=utf-8"},
		"refused by the body":  {judge: judges{covers: fmt.Errorf("%w: secretword", teams.ErrForbidden)}, status: 403, body: "Forbidden\n", kind: "text/plain; charset=utf-8"},
		"cannot be judged":     {judge: judges{token: teams.ErrUnavailable}, status: 503, body: "Service Unavailable\n", kind: "text/plain; charset=utf-8"},
		"cannot be judged yet": {judge: judges{covers: teams.ErrUnavailable}, status: 503, body: "Service Unavailable\n", kind: "text/plain; charset=utf-8"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.handle == nil {
				c.handle = func(context.Context, teams.Activity) (teams.Response, error) { return teams.Response{}, nil }
			}
			g, err := teams.NewGate(c.judge, c.handle, nil)
			if err != nil {
				t.Fatal(err)
			}
			a := httptest.NewRecorder()
			g.ServeHTTP(a, httptest.NewRequest(http.MethodPost, "/api/messages", bytes.NewReader(messageBody(nil))))
			if got := (&struct{ a, b, c string }{strconv.Itoa(a.Code), a.Body.String(), a.Header().Get("Content-Type")}); *got != struct{ a, b, c string }{strconv.Itoa(c.status), c.body, c.kind} {
				t.Errorf("got %q", *got)
			}
		})
	}
}

// TestWork: the handler has a deadline and no part in a hang-up of the sender.
func TestWork(t *testing.T) {
	var left time.Duration
	var gone error
	g, err := teams.NewGate(judges{}, func(ctx context.Context, _ teams.Activity) (teams.Response, error) {
		d, _ := ctx.Deadline()
		left, gone = time.Until(d), ctx.Err()
		return teams.Response{}, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/messages", bytes.NewReader(messageBody(nil)))
	g.ServeHTTP(httptest.NewRecorder(), r)
	if left <= 0 || left > 9*time.Second || gone != nil {
		t.Errorf("%s left, %v", left, gone)
	}
}

func TestNoGate(t *testing.T) {
	if _, err := teams.NewGate(nil, func(context.Context, teams.Activity) (teams.Response, error) { return teams.Response{}, nil }, nil); err == nil {
		t.Error("a gate without a judge")
	}
	if _, err := teams.NewGate(judges{}, nil, nil); err == nil {
		t.Error("a gate without a handler")
	}
}

// TestRoutes: one address, one method.
func TestRoutes(t *testing.T) {
	w := newEntrance(t)
	mux := http.NewServeMux()
	w.Routes(mux)
	for _, c := range []struct {
		method, path string
		want         int
	}{{"GET", "/api/messages", 405}, {"PUT", "/api/messages", 405}, {"POST", "/api/messages/x", 404}, {"POST", "/api/messages", 403}} {
		a := httptest.NewRecorder()
		mux.ServeHTTP(a, httptest.NewRequest(c.method, c.path, nil))
		if a.Code != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, a.Code, c.want)
		}
	}
}

// junk are requests of somebody who knows our address, our app id and Microsoft's
// tokens, but no key.
func junk(i int) string {
	n := strconv.Itoa(i)
	switch i % 8 {
	case 0:
		return "Bearer " + n
	case 1:
		return "Bearer " + strings.Repeat(".", 2000) + n
	case 2:
		return "Bearer " + encodePart(tokenHeader(jsonObject{"kid": "invented" + n})) + "." + encodePart(tokenClaims(nil)) + "." + b64url(bytes.Repeat([]byte{7}, 256))
	case 3:
		return "Bearer " + encodePart(tokenHeader(nil)) + "." + encodePart(tokenClaims(jsonObject{"jti": n})) + "." + b64url(bytes.Repeat([]byte{7}, 256))
	case 4:
		return "Bearer " + encodePart(tokenHeader(jsonObject{"alg": "none"})) + "." + encodePart(tokenClaims(jsonObject{"jti": n})) + "."
	case 5:
		return "Bearer " + encodePart(tokenHeader(jsonObject{"alg": "HS256"})) + "." + encodePart(tokenClaims(nil)) + "." + b64url([]byte(n))
	case 6:
		return "Bearer " + encodePart(tokenHeader(jsonObject{"pad": strings.Repeat("x", 6000)})) + "." + encodePart(tokenClaims(jsonObject{"aud": n})) + "." + b64url([]byte(n))
	}
	return ""
}

// TestJunk: five thousand junk requests in five seconds make no traffic, leave
// nothing behind and keep nobody out.
func TestJunk(t *testing.T) {
	w := newEntrance(t)
	body := messageBody(jsonObject{"text": strings.Repeat("x", 60_000)})
	flood := func(n int) {
		for i := range n {
			w.pass(time.Millisecond)
			if got := w.deliver(junk(i), body); got.Code != http.StatusForbidden {
				t.Fatalf("request %d: %d", i, got.Code)
			}
		}
	}
	w.wants(t, "before", goodToken(nil), http.StatusOK)
	w.askedFor(t, "before", 1, 1)
	flood(200) // so that what is made once is made, and the one fetch for an unknown key
	w.askedFor(t, "at the beginning", 2, 2)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, routines := heap(), runtime.NumGoroutine()
	flood(5000)
	w.askedFor(t, "after 5 s of junk", 2, 2)
	after := heap()
	if after > before+256<<10 {
		t.Errorf("heap grew from %d to %d bytes", before, after)
	}
	if n := runtime.NumGoroutine(); n > routines+2 {
		t.Errorf("goroutines grew from %d to %d", routines, n)
	}
	t.Logf("heap %d -> %d bytes, goroutines %d -> %d", before, after, routines, runtime.NumGoroutine())
	w.wants(t, "after", goodToken(nil), http.StatusOK)

	// Invented key ids for a minute: one fetch in ten seconds at most.
	for range 600 {
		w.pass(100 * time.Millisecond)
		w.deliver(junk(2), body)
	}
	if m := w.ms.metadata.Load(); m > 8 {
		t.Errorf("%d metadata fetches in a minute", m)
	}
}

// TestJunkCold: junk that fails by what stands in it makes no traffic even when
// no keys were ever fetched.
func TestJunkCold(t *testing.T) {
	w := newEntrance(t)
	for i := range 800 {
		if i%8 != 2 && i%8 != 3 {
			w.wants(t, "junk", junk(i), http.StatusForbidden)
		}
	}
	w.askedFor(t, "junk", 0, 0)
}

// TestLog: a flood writes a line now and then, and no token ever.
func TestLog(t *testing.T) {
	var out bytes.Buffer
	g, err := teams.NewGate(judges{token: fmt.Errorf("%w: audience", teams.ErrForbidden)}, func(context.Context, teams.Activity) (teams.Response, error) {
		return teams.Response{}, nil
	}, slog.New(slog.NewTextHandler(&out, nil)))
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		r := httptest.NewRequest(http.MethodPost, "/api/messages", nil)
		r.Header.Set("Authorization", "Bearer secretword")
		g.ServeHTTP(httptest.NewRecorder(), r)
	}
	if lines := strings.Count(out.String(), "\n"); lines != 1 || !strings.Contains(out.String(), "audience") || strings.Contains(out.String(), "secretword") {
		t.Error(cmp.Diff("one line about the audience", out.String()))
	}
}

func BenchmarkJunk(b *testing.B) {
	w := newEntrance(b)
	body := messageBody(nil)
	w.deliver(goodToken(nil), body)
	for name, kind := range map[string]int{"malformed": 0, "invented-kid": 2, "bad-signature": 3} {
		auth := junk(kind)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w.deliver(auth, body)
			}
		})
	}
	auth := goodToken(nil)
	b.Run("good", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.deliver(auth, body)
		}
	})
}
