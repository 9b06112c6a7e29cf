//go:build testhooks

package teams_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parallax/bot/teams"
)

// TestOpen: without tokens the Connector and the tenant still count.
func TestOpen(t *testing.T) {
	v, err := teams.NewValidator(teams.Trust{AppID: teamsApp, Tenant: servedTenant})
	if err != nil {
		t.Fatal(err)
	}
	g, err := teams.NewGate(teams.Open{Validator: v}, func(context.Context, teams.Activity) (teams.Response, error) {
		return teams.Response{}, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for want, body := range map[int][]byte{
		http.StatusOK:        messageBody(nil),
		http.StatusForbidden: messageBody(jsonObject{"serviceUrl": "https://evil.example/"}),
	} {
		a := httptest.NewRecorder()
		g.ServeHTTP(a, httptest.NewRequest(http.MethodPost, "/api/messages", strings.NewReader(string(body))))
		if a.Code != want {
			t.Errorf("got %d, want %d", a.Code, want)
		}
	}
}
