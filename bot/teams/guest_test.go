package teams_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"parallax/bot/bottest"
	"parallax/bot/teams"
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

// What Teams says of somebody: by the channel, if they are in it, else by their own
// chat, else nothing.
func TestProfile(t *testing.T) {
	s := newSender(t)
	clients := &teams.Clients{}
	s.Clients = clients
	if err := s.refs.Refer(t.Context(), checkins.Reference{Account: inHall, ServiceURL: s.service()}); err != nil {
		t.Fatal(err)
	}
	members := func(a asked) bool { return strings.Contains(a.path, "/members/") }
	somebody := checkins.Account{Platform: checkins.Teams, Team: home, ID: "99999999-9999-9999-9999-000000000001"}
	nowhere := fault{status: http.StatusNotFound, body: `{"error":{"code":"MemberNotFoundInConversation"}}`}
	s.fault(members, fault{status: http.StatusOK, body: `{"name":"Maya","userRole":"user","tenantId":"` + home + `"}`})
	if p, err := s.Profile(t.Context(), somebody, inHall); err != nil || p != (checkins.Profile{Name: "Maya"}) {
		t.Errorf("in the channel: %+v, %v", p, err)
	}
	s.fault(members, nowhere)
	s.fault(members, fault{status: http.StatusOK, body: `{"name":"Ana","userRole":"guest"}`})
	if p, err := s.Profile(t.Context(), anaThere, inHall); err != nil || p != (checkins.Profile{Name: "Ana", Outside: true}) {
		t.Errorf("in the chat: %+v, %v", p, err)
	}
	if got := s.requests(members); !strings.Contains(got[len(got)-1].path, anaChat) {
		t.Errorf("asked %s", got[len(got)-1].path)
	}
	s.fault(asked.creates, fault{status: http.StatusForbidden, body: `{"error":{"code":"BotNotInConversationRoster"}}`})
	if _, err := s.Profile(t.Context(), somebody, checkins.Account{}); !errors.Is(err, checkins.ErrNotFound) {
		t.Errorf("without the app: %v", err)
	}
	for _, f := range []fault{{status: 503}, {status: 429}} {
		s.fault(members, f)
		if _, err := s.Profile(t.Context(), somebody, inHall); err == nil || errors.Is(err, checkins.ErrNotFound) {
			t.Errorf("%+v: %v", f, err)
		}
	}
	// What somebody does says where and in which language.
	w := newTenant(t)
	handler, err := teams.NewHandler(teams.Config{Desk: w.desk, Renderer: teams.Renderer{Signer: bottest.Signer()}, References: w.mem, Clients: clients})
	if err != nil {
		t.Fatal(err)
	}
	for zone, want := range map[string]string{"Europe/Berlin": "Europe/Berlin", "../etc": ""} {
		a := w.activity(checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: anaAAD}, false, jsonObject{
			"entities": []any{jsonObject{"type": "clientInfo", "timezone": zone, "locale": "de-DE"}}, "text": "help",
		})
		if _, err := handler.Handle(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		s.fault(members, fault{status: http.StatusOK, body: `{"name":"Ana","userRole":"user"}`})
		who := a.Person()
		s.fault(asked.creates, fault{status: http.StatusOK, body: `{"id":"a:other"}`})
		if err := s.refs.Refer(t.Context(), checkins.Reference{Account: who, ServiceURL: s.service(), Conversation: "a:other"}); err != nil && !errors.Is(err, checkins.ErrNotFound) {
			t.Fatal(err)
		}
		hall := inHall
		hall.Team = who.Team
		p, err := s.Profile(t.Context(), who, hall)
		if err != nil || p.Zone != want || p.Locale != "de-DE" {
			t.Errorf("%s: %+v, %v", zone, p, err)
		}
	}
}
