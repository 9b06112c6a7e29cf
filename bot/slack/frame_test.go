package slack

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	api "github.com/slack-go/slack"
)

// What Slack may send, and what it should not.
func TestReadFrame(t *testing.T) {
	for raw, want := range map[string]string{
		`{"type":"hello","num_connections":1,"debug_info":{"approximate_connection_time":18060}}`: "hello",
		`{"type":"hello","debug_info":7}`:                                                "hello",
		`{"type":"disconnect","reason":"warning"}`:                                       "disconnect",
		`{"type":"events_api","envelope_id":"dbdd0ef3-1543-4f94-bfb4-133d0e6c1545"}`:     "events_api",
		`{"type":"brand_new","envelope_id":"a"}`:                                         "brand_new",
		`{}`:                                                                             "",
		`{"type":"events_api"}`:                                                          "!",
		`{"type":"brand_new","envelope_id":"\u0007"}`:                                    "!",
		`{"type":"brand_new","envelope_id":"` + strings.Repeat("e", 101) + `"}`:          "!",
		`{"type":7,"envelope_id":"hush"}`:                                                "!",
		`{"type":"events_api","envelope_id":"a","payload":` + strings.Repeat("[", 20000): "!",
		`hush`: "!",
		``:     "!",
	} {
		f, err := readFrame([]byte(raw))
		if want == "!" {
			if err == nil || strings.Contains(err.Error(), "hush") || f.Type != "" {
				t.Errorf("%.60s: %+v %v, want an error without content", raw, f, err)
			}
			continue
		}
		if err != nil || f.Type != want {
			t.Errorf("%.60s: %+v %v", raw, f, err)
		}
	}
	for debug, want := range map[string]time.Duration{
		`{"approximate_connection_time":18060}`: 18060 * time.Second, `{"approximate_connection_time":-1}`: 0,
		`{"approximate_connection_time":1e300}`: 0, `{"approximate_connection_time":"x"}`: 0, `7`: 0, ``: 0,
	} {
		if got := (frame{Debug: []byte(debug)}).life(); got != want {
			t.Errorf("%s: %s, want %s", debug, got, want)
		}
	}
	if word("refresh_requested") != "refresh_requested" || word("my secret") != "odd" || word("") != "odd" {
		t.Error("what may be logged")
	}
}

// A connection that died in silence is found and replaced within a minute of its
// last frame, and no single lost ping makes it dead.
func TestSocketPace(t *testing.T) {
	p := slackPace
	if p.ping != 15*time.Second || p.dead != 45*time.Second {
		t.Errorf("ping %s, dead after %s: want 15 s and 45 s", p.ping, p.dead)
	}
	if p.ping+p.dead > time.Minute || p.dead+p.open > time.Minute || p.dead < 3*p.ping {
		t.Errorf("%+v: replaced too late, or given up too soon", p)
	}
	if p.steady >= p.dead || p.wait(0, 1) != 0 {
		t.Errorf("%+v: one that fell silent is not replaced at once", p)
	}
	if drain := p.finish + byeLimit; drain > 18*time.Second || p.finish < workLimit+workGrace+lostLimit+hookLimit+ackLimit {
		t.Errorf("%+v: what is under way takes longer than it gets, or the stop too long", p)
	}
	last := time.Duration(0)
	for tries := 1; tries < 100; tries++ {
		least, most := p.wait(tries, 0), p.wait(tries, 1)
		if least < last/2 || most > p.redialMax || most < p.redialMin || least > most/2+1 || least <= 0 {
			t.Errorf("after %d tries %s to %s", tries, least, most)
		}
		last = most
	}
	if last != p.redialMax {
		t.Errorf("grows to %s, want %s", last, p.redialMax)
	}
}

func TestSocketAddress(t *testing.T) {
	for _, c := range []struct {
		address, api string
		ok           bool
	}{
		{"wss://wss-primary.slack.com/link/?ticket=1", DefaultAPI, true},
		{"ws://wss-primary.slack.com/link/?ticket=1", DefaultAPI, false},
		{"ws://127.0.0.1:8/", DefaultAPI, false},
		{"ws://127.0.0.1:8/", "http://127.0.0.1:9/api/", true},
		{"ws://198.51.100.1/", "http://127.0.0.1:9/api/", false},
		{"http://127.0.0.1:8/", "http://127.0.0.1:9/api/", false},
		{"wss://", DefaultAPI, false},
		{"", DefaultAPI, false},
		{":", DefaultAPI, false},
	} {
		base, err := url.Parse(c.api)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkSocket(c.address, base); (err == nil) != c.ok {
			t.Errorf("%s beside %s: %v", c.address, c.api, err)
		}
	}
}

func TestRefusedToken(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{api.SlackErrorResponse{Err: "invalid_auth"}, true},
		{api.SlackErrorResponse{Err: "internal_error"}, false},
		{api.StatusCodeError{Code: 404}, true},
		{api.StatusCodeError{Code: 503}, false},
		{&api.RateLimitedError{RetryAfter: time.Second}, false},
		{errors.New("invalid_auth"), false},
	} {
		if refusedToken(c.err) != c.want {
			t.Errorf("%v: want %v", c.err, c.want)
		}
	}
	var said trouble
	at := time.Unix(1_000_000, 0)
	if !said.other("a", at) || said.other("a", at.Add(24*time.Hour)) || !said.other("b", at) {
		t.Error("want it said once")
	}
}
