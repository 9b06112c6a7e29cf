package checkins_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// Somebody known on two platforms is asked once: where they did something last, or
// where they said.
func TestOnePlatformIsAsked(t *testing.T) {
	const tenant = "11111111-1111-1111-1111-111111111111"
	inTeams := checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "22222222-2222-2222-2222-222222222222"}
	for name, c := range map[string]struct {
		does func(w *world)
		want checkins.Platform
	}{
		"nothing":       {func(*world) {}, checkins.Slack},
		"asks in Teams": {func(w *world) { w.types(inTeams, checkins.VerbStatus) }, checkins.Teams},
		"asks in Teams, Slack": {func(w *world) {
			w.types(inTeams, checkins.VerbStatus)
			w.types(anaInSlack, checkins.VerbHelp, checkins.VerbStatus)
		}, checkins.Slack},
		"here in Teams":          {func(w *world) { w.types(inTeams, checkins.VerbHere) }, checkins.Teams},
		"here in Teams, Slack":   {func(w *world) { w.types(inTeams, checkins.VerbHere); w.types(anaInSlack, checkins.VerbStatus) }, checkins.Teams},
		"here in both, so Slack": {func(w *world) { w.types(inTeams, checkins.VerbHere); w.types(anaInSlack, checkins.VerbHere) }, checkins.Slack},
	} {
		t.Run(name, func(t *testing.T) {
			s := checkinstest.Setup(2)
			s.Org.Teams = []string{tenant}
			s.People[0].Accounts = append(s.People[0].Accounts, inTeams)
			w := newWorld(t, s)
			w.desk.Couriers[checkins.Teams] = w.courier
			c.does(w)
			w.until(berlin(0, 11))
			var asked []checkins.Platform
			for _, m := range w.shown(checkins.KindAsk) {
				if m.Letter.Lead == "ana" {
					asked = append(asked, m.Letter.To.Platform)
				}
			}
			if len(asked) != 1 || asked[0] != c.want {
				t.Errorf("asked in %v, want %s alone", asked, c.want)
			}
		})
	}
}

// A message that was planned for one platform and sent to the other is changed where
// it is.
func TestWhatIsSentElsewhereIsChangedThere(t *testing.T) {
	const tenant = "11111111-1111-1111-1111-111111111111"
	inTeams := checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "22222222-2222-2222-2222-222222222222"}
	s := checkinstest.Setup(2)
	s.Org.Teams = []string{tenant}
	s.People[0].Accounts = append(s.People[0].Accounts, inTeams)
	w := newWorld(t, s)
	other := &checkinstest.Courier{}
	w.desk.Couriers[checkins.Teams] = chats{other}
	w.until(berlin(0, 11))
	w.types(inTeams, checkins.VerbStatus)
	w.until(berlin(2, 10))
	w.answers("ana", roundOn(0), 4)
	w.until(berlin(2, 11))
	edited := func(c *checkinstest.Courier) (kinds []checkins.Kind) {
		for _, p := range c.Parcels() {
			if p.Letter.Lead == "ana" && !p.Edit.IsZero() {
				kinds = append(kinds, p.Letter.Kind)
				if p.Edit.Channel == "" || p.Letter.To.Platform == checkins.Teams != strings.HasPrefix(p.Edit.Channel, "a:") {
					t.Errorf("%s: the message at %s is changed as one of %s", p.Letter.Kind, p.Edit.Channel, p.Letter.To)
				}
			}
		}
		return kinds
	}
	if a, b := edited(w.courier), edited(other); len(a) != 1 || a[0] != checkins.KindAsk || len(b) != 1 || b[0] != checkins.KindNudge {
		t.Errorf("changed in Slack %v and in Teams %v, want the ask and the nudge", a, b)
	}
}

// A message of which nobody knows, planned for one platform and sent to the other, is
// looked for on both: that it is not on the first proves nothing.
func TestWhatIsSentElsewhereIsLookedForThere(t *testing.T) {
	const tenant = "11111111-1111-1111-1111-111111111111"
	inTeams := checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "22222222-2222-2222-2222-222222222222"}
	s := checkinstest.Setup(2)
	s.Org.Teams = []string{tenant}
	s.People[0].Accounts = append(s.People[0].Accounts, inTeams)
	w := newWorld(t, s)
	other := &checkinstest.Courier{}
	other.Blind(errReset)
	w.desk.Couriers[checkins.Teams] = other
	w.until(berlin(0, 11))
	w.types(inTeams, checkins.VerbStatus)
	other.Queue(checkinstest.Ending{Arrived: true, Err: errReset})
	for at := berlin(2, 8); at.Before(berlin(2, 14)); at = at.Add(time.Hour) {
		w.until(at)
	}
	if got := len(other.Parcels()); got != 1 {
		t.Errorf("%d attempts at the nudge, want one", got)
	}
}

// chats is a Courier whose conversations are named as those of Teams.
type chats struct{ *checkinstest.Courier }

func (c chats) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	r, err := c.Courier.Send(ctx, p)
	if err == nil && p.Edit.IsZero() {
		r.Channel = "a:" + r.Channel
	}
	return r, err
}

var anaInSlack = checkinstest.SlackAccount("ana")

// types has somebody type commands without anything after them.
func (w *world) types(from checkins.Account, verbs ...checkins.Verb) {
	w.t.Helper()
	for _, v := range verbs {
		if _, err := w.desk.Command(w.ctx, checkins.Request{From: from, Command: checkins.Command{Verb: v}}); err != nil {
			w.t.Fatal(err)
		}
	}
}
