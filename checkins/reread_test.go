package checkins_test

import (
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// What was planned for one platform and sent to the other is read anew for its lead,
// from either account, and for nobody else.
func TestRereadWhereverItWasSent(t *testing.T) {
	const tenant = "11111111-1111-1111-1111-111111111111"
	inTeams := checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "22222222-2222-2222-2222-222222222222"}
	s := checkinstest.Setup(2)
	s.Org.Teams = []string{tenant}
	s.People[0].Accounts = append(s.People[0].Accounts, inTeams)
	w := newWorld(t, s)
	w.desk.Couriers[checkins.Teams] = chats{&checkinstest.Courier{}}
	w.until(berlin(0, 11))
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0))
	if err != nil {
		t.Fatal(err)
	}
	ask := rounds[0].Plans["ana"].Ask
	for a, want := range map[checkins.Account]bool{anaInSlack: true, inTeams: true, checkinstest.SlackAccount("ben"): false} {
		m, err := w.desk.Reread(w.ctx, a, ask)
		if err != nil || (m != nil) != want {
			t.Errorf("%s reads %T, %v", a, m, err)
		}
	}
}
