package teams_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parallax/bot/teams"
)

func denial(err error) *teams.Denial {
	d, _ := errors.AsType[*teams.Denial](err)
	return d
}

// The token goes to the known hosts only, whatever an activity said.
func TestF61TheTokenGoesNowhereElse(t *testing.T) {
	s := newSender(t)
	var strangers atomic.Int32
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strangers.Add(1) }))
	defer stranger.Close()
	for _, service := range []string{
		stranger.URL, "", "https://evil.example/", "http://169.254.169.254/", "https://smba.trafficmanager.net.evil.example/", "http://smba.trafficmanager.net/",
		"https://smba.trafficmanager.net@evil.example/", "file:///etc/passwd", "https://smba.trafficmanager.net:8443/", s.service() + "?a=b",
	} {
		_, err := s.Connector.Post(t.Context(), teams.Spot{ServiceURL: service, Conversation: anaChat}, teams.Outgoing{})
		if u := unsent(err); u == nil || u.Reason != "unknown_service_host" || u.After != 0 {
			t.Errorf("%q: %v", service, err)
		}
	}
	if n := len(s.requests(asked.token)); n != 0 || strangers.Load() != 0 {
		t.Errorf("%d tokens asked for, %d calls elsewhere", n, strangers.Load())
	}
	// Nor does it follow where an allowed host points.
	for _, status := range []int{301, 302, 307, 308} {
		s.fault(asked.posts, fault{status: status, header: http.Header{"Location": {stranger.URL + "/v3/conversations/x/activities"}}})
		_, err := s.Connector.Post(t.Context(), teams.Spot{ServiceURL: s.service(), Conversation: anaChat}, teams.Outgoing{})
		if d := denial(err); d == nil || d.Status != status || strangers.Load() != 0 {
			t.Errorf("%d: %v, %d calls elsewhere", status, err, strangers.Load())
		}
	}
}

func TestAddresses(t *testing.T) {
	s := newSender(t)
	threaded := hallID + ";messageid=17"
	for _, service := range []string{s.URL + "/emea/" + home + "/", s.URL + "/emea/" + home} {
		if _, err := s.Connector.Post(t.Context(), teams.Spot{ServiceURL: service, Conversation: threaded}, teams.Outgoing{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range s.requests(asked.posts) {
		if a.path != "/emea/"+home+"/v3/conversations/"+threaded+"/activities" || a.auth != "Bearer tok-1" {
			t.Errorf("%s with %q", a.path, a.auth)
		}
	}
	for _, bad := range []string{"", ".", ".."} {
		_, err := s.Connector.Post(t.Context(), teams.Spot{ServiceURL: s.service(), Conversation: bad}, teams.Outgoing{})
		if unsent(err) == nil {
			t.Errorf("conversation %q: %v", bad, err)
		}
		if err := s.Connector.Edit(t.Context(), teams.Spot{ServiceURL: s.service(), Conversation: anaChat}, bad, teams.Outgoing{}); unsent(err) == nil {
			t.Errorf("activity %q: %v", bad, err)
		}
	}
	// What would climb out of the path does not.
	if _, err := s.Connector.Post(t.Context(), teams.Spot{ServiceURL: s.service(), Conversation: "../../token?x=#"}, teams.Outgoing{}); err != nil && denial(err) == nil {
		t.Error(err)
	}
	if n := len(s.requests(asked.token)); n != 1 {
		t.Errorf("%d calls of the token endpoint", n)
	}
}

func TestCodes(t *testing.T) {
	s := newSender(t)
	for body, want := range map[string]string{
		`{"error":{"code":"BotNotInConversationRoster","message":"The bot is not part of the conversation roster."}}`:                    "BotNotInConversationRoster",
		`{"errorCode":209,"message":"{\r\n  \"subCode\": \"MessageWritesBlocked\",\r\n  \"details\": \"x\",\r\n  \"errorCode\": null}"}`: "MessageWritesBlocked",
		`{"error":"BotDisabledByAdmin"}`:                              "BotDisabledByAdmin",
		`{"subCode":"MessageWritesBlocked"}`:                          "MessageWritesBlocked",
		`{"code":"Throttled"}`:                                        "Throttled",
		`{"message":"Authorization has been denied."}`:                "",
		`{"error":{"code":["x"]}}`:                                    "",
		`{"error":{"code":"two words"}}`:                              "",
		`{"error":{"code":"` + strings.Repeat("x", 65) + `"}}`:        "",
		`{"message":"{\"message\":\"{\\\"code\\\":\\\"Deep\\\"}\"}"}`: "Deep",
		`<html>Forbidden</html>`:                                      "", `[]`: "", ``: "", `{`: "", `null`: "",
	} {
		s.fault(asked.posts, fault{status: 403, body: body})
		_, err := s.Connector.Post(t.Context(), teams.Spot{ServiceURL: s.service(), Conversation: anaChat}, teams.Outgoing{})
		if d := denial(err); d == nil || d.Code != want || d.Status != 403 {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	s := newSender(t)
	for text, want := range map[string]time.Duration{
		"": 0, "1": time.Second, "30": 30 * time.Second, "0": time.Second, "-5": time.Second, "999999999": 24 * time.Hour, "soon": 0,
		s.now().Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second,
		s.now().Add(-time.Hour).Format(http.TimeFormat):       time.Second,
	} {
		s.fault(asked.posts, fault{status: 429, header: http.Header{"Retry-After": {text}}})
		_, err := s.Connector.Post(t.Context(), teams.Spot{ServiceURL: s.service(), Conversation: anaChat}, teams.Outgoing{})
		if d := denial(err); d == nil || d.After != want {
			t.Errorf("%q: %+v, want %s", text, d, want)
		}
	}
}
