package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"parallax/bot/slack"
	"parallax/bot/teams"
)

func TestMould(t *testing.T) {
	s := sample{{slotPerson, "p000003"}, {slotInitiative, "i00000"}}
	example, err := s.marked("p000003 of i00000, p000003", slotPerson, slotInitiative)
	if err != nil {
		t.Fatal(err)
	}
	got := string(newMould(example).cast(nil, map[string]string{slotPerson: "ana", slotInitiative: "crm"}))
	if got != "ana of crm, ana" {
		t.Errorf("cast %q", got)
	}
	if _, err := s.marked("p000003", slotInitiative); err == nil {
		t.Error("an example without what must stand in it was taken")
	}
}

// What goes to the service is what Slack would send, to the byte.
func TestSigned(t *testing.T) {
	mac := hmac.New(sha256.New, []byte(signingSecret))
	for range 2 { // the second time with what the first left
		raw := signed(nil, mac, head("/slack/commands", "127.0.0.1:80", "text/plain"), []byte("text=help"), time.Now())
		r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil || string(body) != "text=help" {
			t.Fatalf("%v: body %q", err, body)
		}
		v, err := slack.NewVerifier(nil, signingSecret)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Verify(r.Header, body); err != nil {
			t.Error(err)
		}
		if !verified(r.Header, body) || verified(r.Header, body[1:]) {
			t.Error("the bare handler does not verify")
		}
	}
}

// The service believes the tokens of the stand-in, and those only.
func TestBearer(t *testing.T) {
	out, err := newStandIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer out.end()
	hosts, err := teams.NewHosts(out.addr)
	if err != nil {
		t.Fatal(err)
	}
	v, err := teams.NewValidator(teams.Trust{AppID: appID, OpenID: out.url("/openid"), Hosts: hosts, Tenant: anyTenant})
	if err != nil {
		t.Fatal(err)
	}
	token, err := out.bearer(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Token(t.Context(), http.Header{"Authorization": {"Bearer " + token}}); err != nil {
		t.Error(err)
	}
	if _, err := v.Token(t.Context(), http.Header{"Authorization": {"Bearer " + strings.Replace(token, "A", "B", 1)}}); err == nil {
		t.Error("another token is believed too")
	}
}
