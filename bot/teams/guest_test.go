package teams_test

import (
	"net/http"
	"strings"
	"testing"

	"parallax/checkins"
)

// Who is no member of the tenant is told from who is; while Teams does not say, nobody
// is.
func TestF58Guest(t *testing.T) {
	s := newSender(t)
	somebody := checkins.Account{Platform: checkins.Teams, Team: home, ID: "99999999-9999-9999-9999-000000000001"}
	members := func(a asked) bool { return strings.Contains(a.path, "/members/") }
	if err := s.refs.Refer(t.Context(), checkins.Reference{Account: inHall, ServiceURL: s.service()}); err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]bool{
		`{"userRole":"user","tenantId":"` + home + `"}`:                  false,
		`{"userRole":"user","tenantId":"` + strings.ToUpper(home) + `"}`: false,
		`{}`:                       false,
		`{"userRole":"guest"}`:     true,
		`{"userRole":"anonymous"}`: true,
		`{"userRole":"user","tenantId":"` + away + `"}`: true,
	} {
		s.fault(members, fault{status: http.StatusOK, body: body})
		if guest, err := s.Guest(t.Context(), somebody, inHall); err != nil || guest != want {
			t.Errorf("%s: %v %v, want %v", body, guest, err, want)
		}
	}
	s.fault(members, fault{status: http.StatusNotFound, body: `{"error":{"code":"MemberNotFoundInConversation"}}`})
	if guest, err := s.Guest(t.Context(), somebody, inHall); err != nil || !guest {
		t.Errorf("not on the roster: %v %v", guest, err)
	}
	for _, f := range []fault{{status: 404, body: `{"error":{"code":"ConversationNotFound"}}`}, {status: 403}, {status: 503}} {
		s.fault(members, f)
		if _, err := s.Guest(t.Context(), somebody, inHall); err == nil {
			t.Errorf("%+v: Teams does not say, and nobody notices", f)
		}
	}
	for _, a := range s.requests(members) {
		if a.method != http.MethodGet || !strings.HasSuffix(a.path, "/v3/conversations/"+hallID+"/members/"+somebody.ID) {
			t.Errorf("asked %s %s", a.method, a.path)
		}
	}
}
