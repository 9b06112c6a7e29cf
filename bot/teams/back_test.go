package teams_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
)

// An installation ends what an administrator forbade, and not what Teams asked to
// wait for, which anybody could cut short then.
func TestAnInstallationCutsNoWaitShort(t *testing.T) {
	for _, forbidden := range []bool{false, true} {
		s := newSender(t)
		s.fault(asked.posts, fault{status: 429, header: http.Header{"Retry-After": {"600"}}})
		_, err := s.Send(t.Context(), letter(checkins.KindAsk, anaThere))
		verdict{"waits", "Throttled"}.check(t, err)
		if forbidden {
			s.pass(601 * time.Second)
			s.fault(asked.posts, coded(403, "BotDisabledByAdmin"))
			_, err = s.Send(t.Context(), letter(checkins.KindAsk, anaThere))
			verdict{"waits", "BotDisabledByAdmin"}.check(t, err)
		}
		s.Resume(t.Context(), home)
		s.pass(time.Second)
		if _, err = s.Send(t.Context(), letter(checkins.KindAsk, anaThere)); forbidden {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		verdict{"waits", "Throttled"}.check(t, err)
	}
}

// A removal that Teams delivers again after the app is back removes nothing; another
// removal does.
func TestARemovalDeliveredAgain(t *testing.T) {
	w := newTenant(t)
	remove := func() jsonObject { return jsonObject{"type": "installationUpdate", "action": "remove"} }
	refused := func(want bool) {
		t.Helper()
		if ref, err := w.mem.Reference(t.Context(), ana); err != nil || (ref.Refused != "") != want {
			t.Errorf("%+v, %v: want it refused: %t", ref, err, want)
		}
	}
	first := w.activity(ana, false, remove())
	w.must(first)
	refused(true)
	w.must(w.activity(ana, false, jsonObject{"type": "installationUpdate", "action": "add"}))
	refused(false)
	w.must(first)
	refused(false)
	w.must(w.activity(ana, false, remove()))
	refused(true)
}

// fallen panics when it is told anything.
type fallen struct{ teams.References }

func (fallen) Refer(context.Context, checkins.Reference) error { panic("fallen") }

// What goes on beside a press never ends the process: the press is answered.
func TestAPanicBesideAPress(t *testing.T) {
	w := newTenant(t)
	h, err := teams.NewHandler(teams.Config{Desk: w.desk, Renderer: teams.Renderer{Signer: bottest.Signer()}, References: fallen{w.mem}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := h.Handle(t.Context(), w.execute(ana, false, "1", teams.VerbAck, "x", nil))
	if err != nil || r.Body == nil {
		t.Errorf("%+v, %v", r, err)
	}
}

// reachable hears who can be reached again.
type reachable struct {
	teams.Desk
	heard []checkins.Account
}

func (r *reachable) Reached(_ context.Context, a checkins.Account) error {
	r.heard = append(r.heard, a)
	return nil
}

// The app comes back to a team: the channel is reached again, and nobody is greeted.
func TestInstalledInATeam(t *testing.T) {
	w := newTenant(t)
	d := &reachable{Desk: w.desk}
	w.over(d)
	w.must(w.activity(ana, true, jsonObject{"type": "installationUpdate", "action": "add"}))
	w.must(w.activity(ana, true, jsonObject{"type": "conversationUpdate", "membersAdded": []jsonObject{{"id": "28:" + teamsApp}}}))
	w.must(w.activity(ana, false, jsonObject{"type": "installationUpdate", "action": "add"}))
	if diff := cmp.Diff([]checkins.Account{crm, crm, ana}, d.heard); diff != "" {
		t.Error(diff)
	}
}
