package teams_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/sandbox"
)

// The practice tenant, which knows the rules of Teams better than the office of
// these tests, finds nothing to complain about.
func TestPracticeTenant(t *testing.T) {
	tenant := sandbox.NewTenant(sandbox.TenantConfig{
		ID: home, AppID: botApp, Secret: botSecret,
		Members: []sandbox.Member{{ID: anaAAD, Name: "Ana Ruiz"}},
		Teams:   []sandbox.Team{{ID: hallID, Name: "Hall", Members: []string{anaAAD}}},
	})
	defer tenant.Close()
	server := httptest.NewServer(tenant.Handler())
	defer server.Close()
	tenant.Connect("", server.URL)

	refs := &checkinstest.Memory{}
	setup := checkinstest.Setup(2)
	setup.Org.Teams, setup.People[0].Accounts = []string{home}, []checkins.Account{anaThere}
	if err := refs.Enrol(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	tokens, err := teams.NewTokenSource(teams.Credentials{AppID: botApp, Password: botSecret, Tenant: home, URL: tenant.TokenURL()})
	if err != nil {
		t.Fatal(err)
	}
	hosts, err := teams.NewHosts(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	c := &teams.Courier{
		Connector: teams.NewConnector(tokens, hosts, nil, nil), Renderer: teams.Renderer{Signer: bottest.Signer()},
		References: refs, AppID: botApp, Tenant: home, Service: tenant.ServiceURL(),
	}
	send := func(p checkins.Parcel) checkins.Receipt {
		t.Helper()
		r, err := c.Send(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}

	_, err = c.Send(t.Context(), letter(checkins.KindAsk, anaThere))
	if no := refusal(err); no == nil || !no.Final {
		t.Fatalf("nobody has installed the app: %v", err)
	}
	if err := refs.Refer(t.Context(), checkins.Reference{Account: anaThere, ServiceURL: tenant.ServiceURL(), User: tenant.MRI(anaAAD), Bot: tenant.BotID(), Conversation: tenant.IM(anaAAD)}); err != nil {
		t.Fatal(err)
	}
	// Connect named no bot, so that an installation is told to nobody.
	_, _ = tenant.Install(t.Context(), anaAAD)
	_, _ = tenant.Install(t.Context(), hallID)
	ask := send(letter(checkins.KindAsk, anaThere))
	edit := letter(checkins.KindAsk, anaThere)
	edit.Edit, edit.Message = ask, checkins.Help{Text: checkins.HelpAsked}
	send(edit)
	if m := tenant.Messages(ask.Channel); ask.Channel != tenant.IM(anaAAD) || len(m) != 1 || m[0].TS != ask.TS || m[0].Edited == "" || m[0].Card == nil {
		t.Errorf("receipt %+v, messages %+v", ask, m)
	}
	card := send(letter(checkins.KindAlert, inHall))
	line := letter(checkins.KindThread, inHall)
	line.Under = card
	at := send(line)
	line.Edit = at
	send(line)
	if m := tenant.Messages(hallID); len(m) != 2 || m[0].TS != card.TS || m[1].ThreadTS != card.TS || m[1].TS != at.TS {
		t.Errorf("in the channel %+v", m)
	}
	form := bottest.Friendly().Everything(30)
	form.Asked = inHall
	asking := letter(checkins.KindReply, anaThere)
	asking.Message = form
	there := send(asking)
	fill := func(key, value string) error {
		return tenant.Fill(anaAAD, there.Channel, there.TS, map[string]string{input(form, key, false): value})
	}
	for key, value := range map[string]string{"owner": anaAAD, "leads": anaAAD, "at": "09:30", "by": "2026-03-20", "release": "1", "channel": inHall.String(), "days": "person-0,person-1"} {
		if err := fill(key, value); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	for key, value := range map[string]string{"owner": "nobody", "at": "9", "by": "soon", "release": "true", "channel": "19:x", "days": "person-9"} {
		if fill(key, value) == nil {
			t.Errorf("%s takes %s", key, value)
		}
	}
	for _, code := range []string{
		sandbox.RefusedBlocked, sandbox.RefusedWrites, sandbox.RefusedByAdmin, sandbox.RefusedRoster, sandbox.RefusedHost, sandbox.RefusedPermission,
	} {
		tenant.Refuse(hallID, code)
		_, err := c.Send(t.Context(), letter(checkins.KindAlert, inHall))
		want := verdict{"final", code}
		if code == sandbox.RefusedByAdmin {
			want.what = "waits"
		}
		want.check(t, err)
		c.Resume(t.Context(), home)
	}
	if bad := tenant.Violations(); len(bad) > 0 {
		t.Error(bad)
	}
}
