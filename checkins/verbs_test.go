package checkins_test

import (
	"fmt"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

func (w *world) command(from checkins.Account, channel checkins.Account, c checkins.Command) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Command(w.ctx, checkins.Request{Delivery: fmt.Sprint("d", w.presses), From: from, Channel: channel, Command: c})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func helpText(m checkins.Message) checkins.HelpText {
	if h, ok := m.(checkins.Help); ok {
		return h.Text
	}
	return ""
}

// Who may do what (PRODUCT.md): a viewer in the channel sees the status and
// nothing else; a stranger elsewhere sees nothing; leads, owner and sponsor read.
func TestRoles(t *testing.T) {
	s := checkinstest.Setup(2)
	s.People = append(s.People, checkinstest.Person("cleo", "Cleo"), checkinstest.Person("root", "Root"))
	s.Org.Admins = []checkins.PersonID{"root"}
	w := newWorld(t, s)
	w.until(berlin(0, 11))
	here, away := checkinstest.Channel, checkins.Account{Platform: checkins.Slack, Team: checkinstest.Team, ID: "C9999"}
	stranger := checkins.Account{Platform: checkins.Slack, Team: checkinstest.Team, ID: "U-nobody"}
	elsewhere := checkins.Account{Platform: checkins.Slack, Team: "T9999", ID: "U-ana"}
	for _, tc := range []struct {
		who     string
		from    checkins.Account
		channel checkins.Account
		verb    checkins.Verb
		want    checkins.HelpText // "": an answer
	}{
		{"a lead", checkinstest.SlackAccount("it1"), here, checkins.VerbStatus, ""},
		{"a lead", checkinstest.SlackAccount("it1"), checkins.Account{}, checkins.VerbStatus, ""},
		{"a lead", checkinstest.SlackAccount("it1"), here, checkins.VerbExplain, ""},
		{"the sponsor", checkinstest.SlackAccount("ben"), here, checkins.VerbExplain, ""},
		{"a viewer in the channel", checkinstest.SlackAccount("cleo"), here, checkins.VerbStatus, ""},
		{"a viewer in the channel", checkinstest.SlackAccount("cleo"), here, checkins.VerbExplain, checkins.HelpNotAllowed},
		{"a viewer elsewhere", checkinstest.SlackAccount("cleo"), away, checkins.VerbStatus, checkins.HelpNoInitiative},
		{"an admin elsewhere", checkinstest.SlackAccount("root"), away, checkins.VerbStatus, ""},
		{"an admin", checkinstest.SlackAccount("root"), here, checkins.VerbExplain, checkins.HelpNotAllowed},
		{"a stranger in the channel", stranger, here, checkins.VerbStatus, ""},
		{"a stranger elsewhere", stranger, away, checkins.VerbStatus, checkins.HelpNoInitiative},
		{"a stranger", stranger, here, checkins.VerbExplain, checkins.HelpStranger},
		{"a stranger", stranger, here, checkins.VerbCheckin, checkins.HelpStranger},
		{"a stranger", stranger, here, checkins.VerbAway, checkins.HelpStranger},
		{"another company", elsewhere, here, checkins.VerbStatus, checkins.HelpNoInitiative},
	} {
		t.Run(tc.who+" "+string(tc.verb), func(t *testing.T) {
			if got := helpText(w.command(tc.from, tc.channel, checkins.Command{Verb: tc.verb})); got != tc.want {
				t.Errorf("got help %q, want %q", got, tc.want)
			}
		})
	}
}

// Two orgs with the same ids: nothing of the one answers a request of the other.
func TestOrgsAreApart(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	other := checkinstest.Setup(2)
	other.Org.ID, other.Org.Slack = "globex", []string{"T0002"}
	other.Initiatives[0].Name = "Secret plan"
	for n := range other.People {
		other.People[n].Accounts[0].Team = "T0002"
	}
	other.Initiatives[0].Channels[0].Team = "T0002"
	if err := w.mem.Enrol(w.ctx, other); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(0, 11))
	m := w.command(checkinstest.SlackAccount("ana"), checkinstest.Channel, checkins.Command{Verb: checkins.VerbStatus})
	if got := m.(checkins.Status).Initiative.Name; got != "CRM migration" {
		t.Errorf("ana of acme is shown %q", got)
	}
	if m := w.command(checkinstest.SlackAccount("ana"), checkinstest.Channel, checkins.Command{Verb: checkins.VerbStatus, Name: "Secret plan"}); helpText(m) != checkins.HelpNoSuchName {
		t.Errorf("ana of acme looks up another company's initiative: %+v", m)
	}
	// A letter of globex is not acme's, although the ids of everything are alike.
	theirs := checkins.LetterIDOf("globex", checkins.KindAsk, "ana", string(checkinstest.First))
	form, err := w.desk.Form(w.ctx, checkinstest.SlackAccount("ana"), theirs, checkins.Proof{})
	if err != nil || helpText(form) != checkins.HelpNotYours {
		t.Errorf("ana of acme opens a check-in of globex: %+v %v", form, err)
	}
	rec, err := w.desk.Answer(w.ctx, "globex", checkinstest.Reply("x", mustRound(w, "globex"), "ana", checkinstest.Own(checkins.Value, 1)))
	if err != nil || rec[0].Outcome != checkins.Stranger {
		t.Errorf("ana of acme answers for globex: %+v %v", rec, err)
	}
}

func mustRound(w *world, org checkins.OrgID) checkins.Round {
	w.t.Helper()
	rounds, err := w.mem.Rounds(w.ctx, org, roundOn(0))
	if err != nil || len(rounds) != 1 {
		w.t.Fatal(rounds, err)
	}
	return rounds[0]
}

func TestACheckinOfSomebodyElseDoesNotOpen(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.until(berlin(0, 11))
	bens := checkins.LetterIDOf(checkinstest.Acme, checkins.KindAsk, "ben", string(checkinstest.First))
	m, err := w.desk.Form(w.ctx, checkinstest.SlackAccount("ana"), bens, checkins.Proof{})
	if err != nil || helpText(m) != checkins.HelpNotYours {
		t.Errorf("%+v %v", m, err)
	}
	m, err = w.desk.Form(w.ctx, checkinstest.SlackAccount("ben"), bens, checkins.Proof{})
	if f, ok := m.(checkins.Form); err != nil || !ok || len(f.Due) != 1 || len(f.Due[0].Items) != 6 {
		t.Errorf("%+v %v", m, err)
	}
}

func TestAMentionIsAnsweredOnce(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	r := checkins.Request{Delivery: "Ev1", From: checkinstest.SlackAccount("ana"), Channel: checkinstest.Channel, Thread: "1.1", Command: checkins.Command{Verb: checkins.VerbStatus}}
	for range 3 {
		if err := w.desk.Mention(w.ctx, r); err != nil {
			t.Fatal(err)
		}
		w.turn()
	}
	replies := w.shown(checkins.KindReply)
	if len(replies) != 1 || replies[0].Letter.About.Thread != "1.1" || replies[0].Letter.About.Asker.ID != "U-ana" {
		t.Fatalf("%+v", replies)
	}
	if _, ok := replies[0].Message.(checkins.Status); !ok {
		t.Errorf("answered with %T", replies[0].Message)
	}
}

func TestAwayUntilAndHere(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(3))
	ana := checkinstest.SlackAccount("ana")
	if m := w.command(ana, checkins.Account{}, checkins.Command{Verb: checkins.VerbAway, Until: "2026-03-08"}); m.(checkins.Delegation).To != "2026-03-08" {
		t.Fatalf("%+v", m)
	}
	if m := w.command(ana, checkins.Account{}, checkins.Command{Verb: checkins.VerbAway}); m.(checkins.Dialog).What != checkins.DialogAway {
		t.Errorf("away, and no day: %+v", m)
	}
	for _, bad := range []string{"yesterday", "2025-01-01", "2031-01-01"} {
		if m := w.command(ana, checkins.Account{}, checkins.Command{Verb: checkins.VerbAway, Until: bad}); helpText(m) != checkins.HelpBadDate {
			t.Errorf("away until %q: %+v", bad, m)
		}
	}
	w.until(berlin(0, 12))
	if got := len(w.to(checkins.KindAsk, "ana")); got != 0 {
		t.Fatalf("asked while away")
	}
	w.command(ana, checkins.Account{}, checkins.Command{Verb: checkins.VerbHere})
	w.until(berlin(7, 12))
	if got := len(w.to(checkins.KindAsk, "ana")); got != 1 {
		t.Errorf("asked %d times after coming back", got)
	}
}

// Away said after the round opened and before the ask: the check-in stays away.
func TestAwayBeforeTheAsk(t *testing.T) {
	s := checkinstest.Setup(2)
	for n := range s.People {
		if s.People[n].ID == "it1" {
			s.People[n].Zone = "America/New_York"
		}
	}
	w := newWorld(t, s)
	w.until(berlin(0, 11))
	if _, err := w.desk.Away(w.ctx, checkinstest.SlackAccount("it1"), checkins.DateOf(berlin(6, 0)), ""); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(3, 10))
	if got := len(w.to(checkins.KindAsk, "it1")) + len(w.to(checkins.KindNudge, "it1")); got != 0 {
		t.Errorf("%d messages to somebody who is away", got)
	}
}

func TestRemindMe(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.until(berlin(0, 11))
	ask := w.to(checkins.KindAsk, "ana")[0].Letter.ID
	for range 2 { // pressed twice: one wish
		m, err := w.desk.Remind(w.ctx, checkinstest.SlackAccount("ana"), ask, false, "x")
		if d, ok := m.(checkins.Done); err != nil || !ok || !d.At.Equal(berlin(0, 12)) {
			t.Fatalf("%+v %v", m, err)
		}
	}
	if m, err := w.desk.Remind(w.ctx, checkinstest.SlackAccount("ben"), ask, false, "x"); err != nil || helpText(m) != checkins.HelpNotYours {
		t.Errorf("ben has himself reminded of ana's check-in: %+v %v", m, err)
	}
	w.until(berlin(0, 13))
	if got := len(w.to(checkins.KindRemind, "ana")); got != 1 {
		t.Errorf("%d reminders", got)
	}
	w.answers("ana", roundOn(0), 3)
	if m, err := w.desk.Remind(w.ctx, checkinstest.SlackAccount("ana"), ask, true, "y"); err != nil || helpText(m) != checkins.HelpNothingDue {
		t.Errorf("a reminder of what is answered: %+v %v", m, err)
	}
}

// Silence keeps repeats out of the thread; the card of everybody shows who cared.
func TestAcknowledgeAndSnooze(t *testing.T) {
	play := func(t *testing.T, snooze bool) (threads int, w *world) {
		w = newWorld(t, checkinstest.Setup(2))
		w.setup.Initiatives[0].Pulse.AllItems = true
		w.enrol()
		w.threeWeeksApart()
		w.clock = berlin(17, 10)
		w.turn()
		card := w.shown(checkins.KindAlert)[0].Letter.ID
		if m, err := w.desk.Acknowledge(w.ctx, checkinstest.SlackAccount("ana"), card, ""); err != nil || m.(checkins.Done).Name != "CRM migration" {
			t.Fatalf("%+v %v", m, err)
		}
		for _, other := range []checkins.PersonID{"it1", "ben"} { // only the owner may
			if m, err := w.desk.Acknowledge(w.ctx, checkinstest.SlackAccount(other), card, ""); err != nil || helpText(m) != checkins.HelpNotAllowed {
				t.Fatalf("%+v %v", m, err)
			}
			if m, err := w.desk.Snooze(w.ctx, checkinstest.SlackAccount(other), card, "2026-04-30", ""); err != nil || helpText(m) != checkins.HelpNotAllowed {
				t.Fatalf("%+v %v", m, err)
			}
		}
		if snooze {
			if m, err := w.desk.Snooze(w.ctx, checkinstest.SlackAccount("ana"), card, "2026-04-30", ""); err != nil || helpText(m) != "" {
				t.Fatalf("%+v %v", m, err)
			}
		}
		w.turn()
		if a := w.shown(checkins.KindAlert)[0].Message.(checkins.GapAlert); a.Care.Acknowledged != "ana" || a.CareName != "Ana Ruiz" {
			t.Errorf("the card says %+v", a.Care)
		}
		for week := 3; week < 8; week++ {
			w.until(berlin(7*week, 11))
			w.everybody(roundOn(7*week), 5, 1)
			w.until(berlin(7*week+3, 10))
		}
		return len(w.shown(checkins.KindThread)), w
	}
	if got, _ := play(t, false); got != 1 {
		t.Errorf("%d thread lines in five weeks, want one repeat after four", got)
	}
	if got, _ := play(t, true); got != 0 {
		t.Errorf("%d thread lines although people asked for silence", got)
	}
}

func TestSnoozeNeedsAnEnd(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.threeWeeksApart()
	w.clock = berlin(17, 10)
	w.turn()
	card := w.shown(checkins.KindAlert)[0].Letter.ID
	for _, until := range []checkins.Date{"", "never", "2026-03-20", "2026-03-01", "2027-03-01"} {
		if m, err := w.desk.Snooze(w.ctx, checkinstest.SlackAccount("ana"), card, until, ""); err != nil || helpText(m) != checkins.HelpBadDate {
			t.Errorf("until %q: %+v %v", until, m, err)
		}
	}
	if m := w.command(checkinstest.SlackAccount("ana"), checkinstest.Channel, checkins.Command{Verb: checkins.VerbSnooze, Until: "in 2 weeks"}); helpText(m) != "" {
		t.Errorf("by command: %+v", m)
	}
}

func TestShareShowsTheChannelItsOwn(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.until(berlin(0, 11))
	token := checkins.ShareToken{What: "status", Initiative: checkinstest.CRM}
	for range 2 {
		if _, err := w.desk.Share(w.ctx, checkinstest.SlackAccount("ana"), checkinstest.Channel, token, "press-1"); err != nil {
			t.Fatal(err)
		}
		w.turn()
	}
	shared := w.shown(checkins.KindShare)
	if len(shared) != 1 {
		t.Fatalf("%d copies", len(shared))
	}
	if s := shared[0].Message.(checkins.Status); s.Mine != nil || s.Letters != nil || s.SharedBy != "Ana Ruiz" {
		t.Errorf("the channel sees what is for ana alone: %+v", s)
	}
	elsewhere := checkins.Account{Platform: checkins.Slack, Team: checkinstest.Team, ID: "C9999"}
	if m, err := w.desk.Share(w.ctx, checkinstest.SlackAccount("ana"), elsewhere, token, "press-2"); err != nil || helpText(m) != checkins.HelpNotHere {
		t.Errorf("shared with a channel that is not the initiative's: %+v %v", m, err)
	}
}

// A private result counts how well the guesses read the other side.
func TestAResultSaysHowWellTheLeadReads(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	for week := range 4 {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 4, 2)
		rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(7*week))
		if err != nil {
			t.Fatal(err)
		}
		guess := 2 // right on all but the first
		if week == 0 {
			guess = 5
		}
		for _, p := range []checkins.PersonID{"ana", "it1"} { // one new pair alone would hold the result back
			reply := checkinstest.Reply(fmt.Sprint(p, week), rounds[0], p, checkinstest.Guess(rounds[0].Plans[p].Guesses[0], guess))
			if rec, err := w.desk.Answer(w.ctx, checkinstest.Acme, reply); err != nil || rec[0].Outcome != checkins.Saved {
				t.Fatalf("%+v %v", rec, err)
			}
		}
		w.until(berlin(7*week+3, 10))
	}
	results := w.to(checkins.KindResult, "ana")
	last := results[len(results)-1].Message.(checkins.Result)
	if last.Readings != 4 || last.Right != 3 {
		t.Errorf("right in %d of %d, want 3 of 4", last.Right, last.Readings)
	}
	if last.NoAnswer || last.Views[0].Mine == nil {
		t.Errorf("ana's own answers are missing: %+v", last)
	}
	for _, r := range w.to(checkins.KindResult, "ben") {
		if r.Message.(checkins.Result).Readings != 0 {
			t.Errorf("ben never guessed: %+v", r.Message)
		}
	}
	if next := last.Next; !next.Equal(berlin(28, 10)) {
		t.Errorf("next is %s", next.In(time.UTC))
	}
}
