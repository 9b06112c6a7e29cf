package checkins_test

import (
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// Everybody is greeted once; who they are decides what they read.
func TestGreet(t *testing.T) {
	w := newWorld(t, withZoe(2))
	for p, want := range map[checkins.PersonID]checkins.Welcome{
		"ana": {Known: true, Admin: true, Asked: true, Started: true}, "zoe": {Known: true, Started: true}, "nobody": {Started: true},
	} {
		for range 2 {
			if err := w.desk.Greet(w.ctx, checkinstest.SlackAccount(p)); err != nil {
				t.Fatal(err)
			}
			w.turn()
		}
		var got []checkins.Message
		for _, s := range w.shown(checkins.KindReply) {
			if s.Letter.To == checkinstest.SlackAccount(p) {
				got = append(got, s.Message)
			}
		}
		if len(got) != 1 || got[0] != checkins.Message(want) {
			t.Errorf("%s reads %+v, want %+v", p, got, want)
		}
	}
	if err := w.desk.Greet(w.ctx, checkins.Account{Platform: checkins.Slack, Team: "T0999", ID: "U1"}); err != nil {
		t.Errorf("of no org: %v", err)
	}
}

// A channel in which no initiative lives is told once what the bot is for.
func TestJoined(t *testing.T) {
	w := newWorld(t, withZoe(2))
	other := checkins.Account{Platform: checkins.Slack, Team: checkinstest.Team, ID: "C0009"}
	for _, channel := range []checkins.Account{other, checkinstest.Channel, other, {Platform: checkins.Slack, Team: "T0999", ID: "C1"}} {
		if err := w.desk.Joined(w.ctx, channel); err != nil {
			t.Fatal(err)
		}
		w.turn()
	}
	if got := w.shown(checkins.KindIntro); len(got) != 1 || got[0].Letter.To != other {
		t.Errorf("%+v", got)
	}
}

// The first check-in that somebody gets says so, and no other, however often it is drawn.
func TestFirstAsk(t *testing.T) {
	w := newWorld(t, withZoe(2))
	w.until(berlin(0, 11))
	first := func(p checkins.PersonID) []bool {
		var all []bool
		for _, s := range w.to(checkins.KindAsk, p) {
			all = append(all, s.Message.(checkins.Ask).First)
		}
		return all
	}
	if got := first("ana"); len(got) != 1 || !got[0] {
		t.Fatalf("ana: %v", got)
	}
	w.answers("ana", roundOn(0), 4)
	w.turn()
	if got := first("ana"); !got[0] {
		t.Error("drawn anew it is no longer the first")
	}
	w.until(berlin(7, 11))
	if got := first("ana"); len(got) != 2 || got[1] {
		t.Errorf("ana: %v", got)
	}
}

// In Teams a card in which another round is still to be answered is not drawn anew when
// one closes: what was typed in it would be gone. In Slack the form stands apart.
func TestACloseLeavesWhatIsFilledIn(t *testing.T) {
	s := checkinstest.Setup(2)
	portal := checkinstest.Initiative(2)
	portal.ID, portal.Name, portal.Channels = "portal", "Portal", nil
	portal.Pulse.Window = 48 * time.Hour
	s.Initiatives = append(s.Initiatives, portal)
	s.Next["portal"] = checkinstest.Opens
	s.Org.Teams = []string{"t1"}
	for n := range s.People {
		if s.People[n].ID == "it1" || s.People[n].ID == "it2" {
			s.People[n].Accounts = []checkins.Account{{Platform: checkins.Teams, Team: "t1", ID: "19:" + string(s.People[n].ID)}}
		}
	}
	w := newWorld(t, s)
	w.desk.Couriers[checkins.Teams] = w.courier
	w.until(berlin(0, 11))
	round := checkins.RoundIDOf("portal", checkinstest.First)
	edits := func(p checkins.PersonID) int { return w.to(checkins.KindAsk, p)[0].Edits }
	if n := len(w.to(checkins.KindAsk, "it1")[0].Message.(checkins.Ask).Due); n != 2 {
		t.Fatalf("%d initiatives in one check-in", n)
	}
	// it2 has answered crm; it1 and ben have answered nothing.
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0))
	if err != nil {
		t.Fatal(err)
	}
	plan := rounds[0].Plans["it2"]
	rec, err := w.desk.Answer(w.ctx, checkinstest.Acme, checkins.Reply{
		From: s.People[indexOf(s.People, "it2")].Accounts[0], Person: "it2",
		Parts: []checkins.Filled{{Round: roundOn(0), Ask: plan.Ask, Marks: []checkins.Mark{checkinstest.Own(plan.Items[0], 4)}}},
	})
	if err != nil || rec[0].Outcome != checkins.Saved {
		t.Fatalf("%+v %v", rec, err)
	}
	w.turn()
	before := map[checkins.PersonID]int{"it1": edits("it1"), "it2": edits("it2"), "ben": edits("ben")}
	w.until(berlin(2, 11)) // the portal has closed, crm is open
	if rs, err := w.mem.Rounds(w.ctx, checkinstest.Acme, round); err != nil || rs[0].State != checkins.RoundClosed {
		t.Fatalf("%+v %v", rs, err)
	}
	if n := edits("it1") - before["it1"]; n != 0 {
		t.Errorf("the card of it1 was drawn anew %d times while crm is to be answered", n)
	}
	if edits("it2") == before["it2"] || edits("ben") == before["ben"] {
		t.Errorf("what nobody types in was not drawn anew: %d, %d", edits("it2"), edits("ben"))
	}
	w.until(berlin(3, 11)) // crm has closed too
	if ask := w.to(checkins.KindAsk, "it1")[0].Message.(checkins.Ask); ask.Due[0].State != checkins.DueClosed || ask.Due[1].State != checkins.DueClosed {
		t.Errorf("at the end it reads %+v", ask)
	}
}

func indexOf(people []checkins.Person, id checkins.PersonID) int {
	for n, p := range people {
		if p.ID == id {
			return n
		}
	}
	return -1
}
