package checkins_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// unaccepted is the org with n more leads a side, of whom the file says nothing, and
// with the letters that ask those of named sides.
func unaccepted(n int, now time.Time) checkins.Setup {
	s := checkinstest.Setup(n)
	s.Initiatives[0].Accepted = nil
	s.Letters = checkins.ConsentLetters(s.Org, s.Initiatives[0], s.People, now)
	return s
}

func questionTo(p checkins.PersonID) checkins.LetterID {
	return checkins.ConsentLetter(checkinstest.Acme, checkinstest.CRM, p)
}

// says has a lead press a button of the letter that asks; inLetter false: elsewhere.
func (w *world) says(p checkins.PersonID, given, inLetter bool) checkins.Message {
	w.t.Helper()
	a := checkins.Assent{Initiative: checkinstest.CRM, Person: p, Given: given}
	if inLetter {
		a.Proof = checkins.Proof{Letter: questionTo(p), Receipt: checkins.Receipt{Channel: "D1", TS: "1.1"}}
	}
	m, err := w.desk.Consent(w.ctx, checkinstest.SlackAccount(p), a, "")
	if err != nil {
		w.t.Fatal(err)
	}
	w.turn()
	return m
}

// consenting is how the letter that asks somebody reads now.
func (w *world) consenting(p checkins.PersonID) checkins.Consenting {
	w.t.Helper()
	ls := w.to(checkins.KindConsent, p)
	if len(ls) != 1 {
		w.t.Fatalf("%s was asked %d times whether to be named", p, len(ls))
	}
	return ls[0].Message.(checkins.Consenting)
}

// A lead's own word goes before the file, whatever it is.
func TestAccepts(t *testing.T) {
	said := func(given bool) *checkins.Consent { return &checkins.Consent{Given: given} }
	for _, tt := range []struct {
		file bool
		chat *checkins.Consent
		want bool
	}{{false, nil, false}, {true, nil, true}, {false, said(true), true}, {true, said(true), true}, {false, said(false), false}, {true, said(false), false}} {
		i := checkinstest.Initiative(0)
		i.Accepted = []checkins.PersonID{"ben"}
		if tt.file {
			i.Accepted = append(i.Accepted, "ana")
		}
		if tt.chat != nil {
			i.Consents = map[checkins.PersonID]checkins.Consent{"ana": *tt.chat}
		}
		waits := slices.Contains(i.Waits(), checkins.Wait{For: checkins.WaitAccepted, Side: scoring.IT})
		asked := !tt.file && tt.chat == nil
		if i.Accepts("ana") != tt.want || (len(i.Scored(scoring.IT)) == 1) != tt.want || waits == tt.want || i.Undecided("ana") != asked {
			t.Errorf("file %v, chat %+v: accepts %v, scored %v, waits %v, undecided %v",
				tt.file, tt.chat, i.Accepts("ana"), i.Scored(scoring.IT), waits, i.Undecided("ana"))
		}
		if !i.Scheduled() {
			t.Error("what only an acceptance is missing to is not scheduled")
		}
		i.WhyConfirmed = nil
		if i.Scheduled() {
			t.Error("scheduled, although nobody confirmed the why")
		}
	}
}

// Only leads of a named side who have said nothing are asked, when they work.
func TestConsentLetters(t *testing.T) {
	sunday := berlin(-2, 12)
	s := checkinstest.Setup(1) // two a side
	i := s.Initiatives[0]
	i.Accepted = []checkins.PersonID{"ben"}
	i.Consents = map[checkins.PersonID]checkins.Consent{"it1": {}}
	letters := checkins.ConsentLetters(s.Org, i, s.People, sunday)
	var who []checkins.PersonID
	for _, l := range letters {
		who = append(who, l.Lead)
		if l.ID != questionTo(l.Lead) || l.Kind != checkins.KindConsent || l.About.Initiative != checkinstest.CRM || !l.Due.Equal(berlin(-1, 9)) {
			t.Errorf("%+v", l)
		}
	}
	if diff := cmp.Diff([]checkins.PersonID{"ana", "biz1"}, who); diff != "" {
		t.Error(diff)
	}
	for n := range s.People {
		switch s.People[n].ID {
		case "ana":
			s.People[n].Gone = "deactivated"
		case "biz1":
			s.People[n].Accounts = nil
		}
	}
	if letters := checkins.ConsentLetters(s.Org, i, s.People, sunday); len(letters) != 0 {
		t.Errorf("who can't be reached is asked: %+v", letters)
	}
	bridge := checkinstest.Initiative(0)
	bridge.Accepted, bridge.Leads[scoring.IT] = nil, []checkins.PersonID{"ana", "ben"}
	if letters := checkins.ConsentLetters(s.Org, bridge, checkinstest.Setup(0).People, sunday); len(letters) != 1 || letters[0].Lead != "ana" {
		t.Errorf("a bridge is asked, or the lead is not: %+v", letters)
	}
	if letters := checkins.ConsentLetters(s.Org, checkinstest.Initiative(2), checkinstest.Setup(2).People, sunday); len(letters) != 0 {
		t.Errorf("leads of confidential sides are asked: %+v", letters)
	}
}

// The pulse starts with the acceptance that was missing, in whatever order they come.
func TestThePulseStartsWithTheLastAcceptance(t *testing.T) {
	w := newWorld(t, unaccepted(0, berlin(-1, 9)))
	w.until(berlin(0, 11))
	for _, p := range []checkins.PersonID{"ana", "ben"} {
		if c := w.consenting(p); c.State != checkins.ConsentOpen || c.Leads != 1 || c.Letter != questionTo(p) || c.Lead != p {
			t.Errorf("%s reads %+v", p, c)
		}
	}
	if got := len(w.shown(checkins.KindAsk)); got != 0 {
		t.Fatalf("%d asked before they accepted", got)
	}
	for range 2 { // the second click changes nothing
		if m := w.says("ben", true, true); m != nil {
			t.Errorf("said beside the letter: %+v", m)
		}
	}
	if c := w.consenting("ben"); c.State != checkins.ConsentGiven || !c.At.Equal(berlin(0, 11)) || c.Round != "" {
		t.Errorf("ben reads %+v", c)
	}
	w.until(berlin(7, 11)) // the side of ana is still missing
	if got := len(w.shown(checkins.KindAsk)); got != 0 {
		t.Fatalf("%d asked without a view of IT", got)
	}
	w.says("ana", true, true)
	w.until(berlin(14, 11))
	if len(w.to(checkins.KindAsk, "ana")) != 1 || len(w.to(checkins.KindAsk, "ben")) != 1 {
		t.Error("both accepted and are not asked")
	}
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0), roundOn(7), roundOn(14))
	if err != nil || len(rounds) != 3 || rounds[0].Reason != checkins.ReasonWaits || rounds[1].Reason != checkins.ReasonWaits || rounds[2].Seq != 1 {
		t.Errorf("rounds %+v %v", rounds, err)
	}
}

// Of a side of two only the one who accepts stands on the roster; the other one
// joins with the next round.
func TestOneOfTwoAccepts(t *testing.T) {
	s := unaccepted(1, berlin(-1, 9))
	s.Initiatives[0].Leads[scoring.IT] = []checkins.PersonID{"ana"}
	s.Initiatives[0].Accepted = []checkins.PersonID{"ana"}
	w := newWorld(t, s)
	w.until(berlin(-1, 10))
	w.says("ben", true, true)
	w.until(berlin(0, 11))
	w.says("biz1", true, true)
	if c := w.consenting("biz1"); c.State != checkins.ConsentGiven || c.Round != "" {
		t.Errorf("biz1 reads %+v", c)
	}
	w.until(berlin(7, 11))
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0), roundOn(7))
	if err != nil || len(rounds) != 2 {
		t.Fatal(rounds, err)
	}
	for n, want := range [][]checkins.PersonID{{"ben"}, {"ben", "biz1"}} {
		if diff := cmp.Diff(want, rounds[n].Roster[scoring.Biz]); diff != "" {
			t.Errorf("round %d: %s", n, diff)
		}
	}
	sees := func(round, leads int) {
		t.Helper()
		if due := w.to(checkins.KindAsk, "ben")[round].Message.(checkins.Ask).Due[0]; due.Sees != (checkins.Sees{Mode: scoring.Named, Leads: leads}) {
			t.Errorf("ben reads %+v, want %d who speak for the side", due.Sees, leads)
		}
	}
	sees(0, 1)
	sees(1, 2)
	w.says("biz1", false, true)
	w.answers("ben", roundOn(7), 3)
	w.turn()
	sees(1, 1)
}

// Taken back in mid-round: what was answered is dropped at the seal, nothing more is
// taken, and the side has no view. Given again it counts.
func TestTakenBackInMidRound(t *testing.T) {
	play := func(again bool) *world {
		w := newWorld(t, checkinstest.Setup(0)) // both accepted, by the file
		w.until(berlin(0, 11))
		w.everybody(roundOn(0), 4, 1)
		w.turn()
		m := w.says("ben", false, false)
		if c, ok := m.(checkins.Consenting); !ok || c.State != checkins.ConsentRefused || c.Round != checkinstest.First || c.Letter != "" {
			t.Fatalf("ben is told %+v", m)
		}
		if a := w.to(checkins.KindAsk, "ben")[0].Message.(checkins.Ask); len(a.Due) != 0 {
			t.Errorf("ben's check-in still reads %+v", a.Due)
		}
		if rec := w.answers("ben", roundOn(0), 3); rec[0].Outcome != checkins.Withdrawn {
			t.Errorf("an answer came to %s", rec[0].Outcome)
		}
		if m, err := w.desk.Form(w.ctx, checkinstest.SlackAccount("ben"), "", checkins.Proof{}); err != nil || helpText(m) != checkins.HelpNothingDue {
			t.Errorf("the check-in opens: %+v %v", m, err)
		}
		if again {
			if c := w.says("ben", true, false).(checkins.Consenting); c.State != checkins.ConsentGiven || c.Round != checkinstest.First {
				t.Errorf("ben is told %+v", c)
			}
			if a := w.to(checkins.KindAsk, "ben")[0].Message.(checkins.Ask); len(a.Due) != 1 || a.Due[0].State != checkins.DueSaved {
				t.Errorf("ben's check-in reads %+v", a.Due)
			}
		}
		w.until(berlin(3, 10))
		return w
	}
	w := play(false)
	said := w.to(checkins.KindResult, "ana")[0].Message.(checkins.Result).Views[0].Said
	if !said.NoView[scoring.Biz] || said.Status != scoring.NotEnough {
		t.Errorf("ana reads %+v", said)
	}
	if got := len(w.to(checkins.KindResult, "ben")); got != 0 {
		t.Errorf("ben gets %d results", got)
	}
	w.until(berlin(7, 11))
	if got := len(w.to(checkins.KindAsk, "ana")); got != 1 {
		t.Errorf("ana is asked although the business side has nobody")
	}
	w = play(true)
	if said := w.to(checkins.KindResult, "ben")[0].Message.(checkins.Result).Views[0].Said; said.Status != scoring.OK {
		t.Errorf("ben reads %+v", said)
	}
}

// Taken back after a result: what was shown by then stays as it was, also after a
// round without a view of that side, until newer results take its place. The message
// that offers to take it back says so.
func TestTakenBackAfterAResult(t *testing.T) {
	s := checkinstest.Setup(1)
	s.Initiatives[0].Leads[scoring.IT] = []checkins.PersonID{"ana"}
	s.Initiatives[0].Accepted = []checkins.PersonID{"ana", "ben"}
	w := newWorld(t, s)
	said := func() scoring.Disclosure {
		t.Helper()
		standing, _, err := w.mem.Standing(w.ctx, checkinstest.Acme, checkinstest.CRM)
		if err != nil || standing.Course[checkins.Value] == nil {
			t.Fatal(standing, err)
		}
		return standing.Course[checkins.Value].Said
	}
	w.until(berlin(0, 11))
	w.answers("ana", roundOn(0), 4)
	w.answers("ben", roundOn(0), 1)
	w.until(berlin(7, 11))
	first := said()
	if first.Status != scoring.OK || first.Numbers == nil || first.Numbers.Mean[scoring.Biz] != 1 {
		t.Fatalf("the first round shows %+v", first)
	}
	w.answers("ana", roundOn(7), 4)
	w.answers("ben", roundOn(7), 1)
	w.says("ben", false, false)
	w.until(berlin(10, 11))
	second := said()
	if second.Status == scoring.OK || second.Round != first.Round || second.Label != first.Label || second.Numbers == nil || second.Numbers.Mean != first.Numbers.Mean {
		t.Errorf("after a round without a view of the business the result reads %+v, was %+v", second, first)
	}
	w.says("biz1", true, false)
	w.until(berlin(14, 11))
	w.answers("ana", roundOn(14), 4)
	w.answers("biz1", roundOn(14), 4)
	w.until(berlin(17, 11))
	if third := said(); third.Status != scoring.OK || third.Round != 3 || third.Numbers == nil || third.Numbers.Mean[scoring.Biz] != 4 {
		t.Errorf("the newer result reads %+v", third)
	}
}

// A round that began confidential stays so: a word said in it changes nothing there.
func TestANoInAConfidentialRound(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.until(berlin(0, 11))
	w.everybody(roundOn(0), 4, 4)
	w.setup.Initiatives[0].Leads[scoring.Biz] = []checkins.PersonID{"ben", "biz1"}
	w.setup.Next = nil
	w.enrol()
	if c := w.says("ben", false, false).(checkins.Consenting); c.State != checkins.ConsentRefused || c.Round != "" {
		t.Errorf("ben is told %+v", c)
	}
	if rec := w.answers("ben", roundOn(0), 3); rec[0].Outcome != checkins.Saved {
		t.Errorf("an answer came to %s", rec[0].Outcome)
	}
}

// Who may say it, and what becomes of a stale letter.
func TestWhoMayConsent(t *testing.T) {
	w := newWorld(t, unaccepted(1, berlin(-1, 9)))
	w.until(berlin(-1, 10))
	press := func(from checkins.Account, given bool) checkins.Message {
		t.Helper()
		m, err := w.desk.Consent(w.ctx, from, checkins.Assent{
			Initiative: checkinstest.CRM, Person: "ben", Given: given, Proof: checkins.Proof{Letter: questionTo("ben")},
		}, "")
		if err != nil {
			t.Fatal(err)
		}
		w.turn()
		return m
	}
	ben := checkinstest.SlackAccount("ben")
	elsewhere := checkins.Account{Platform: checkins.Slack, Team: "T9999", ID: "U-ben"}
	for from, want := range map[checkins.Account]checkins.HelpText{
		checkinstest.SlackAccount("biz1"): checkins.HelpNotYours,
		checkinstest.SlackAccount("zoe"):  checkins.HelpStranger,
		elsewhere:                         checkins.HelpNoInitiative,
	} {
		if m := press(from, true); helpText(m) != want {
			t.Errorf("%s: %+v", from, m)
		}
	}
	if c := w.consenting("ben"); c.State != checkins.ConsentOpen {
		t.Fatalf("somebody else accepted for ben: %+v", c)
	}
	// What proves another letter proves nothing here.
	m, err := w.desk.Consent(w.ctx, ben, checkins.Assent{
		Initiative: checkinstest.CRM, Person: "ben", Given: true, Proof: checkins.Proof{Letter: questionTo("ana")},
	}, "")
	if c, ok := m.(checkins.Consenting); err != nil || !ok || c.State != checkins.ConsentGiven {
		t.Errorf("told %+v %v", m, err)
	}
	m, err = w.desk.Consent(w.ctx, ben, checkins.Assent{Initiative: "nothing", Person: "ben", Given: true}, "")
	if err != nil || helpText(m) != checkins.HelpNoLongerAsked {
		t.Errorf("an initiative that is gone: %+v %v", m, err)
	}

	// Three leads now: there is nothing to accept, but a no is kept.
	small := slices.Clone(w.setup.Initiatives[0].Leads[scoring.Biz])
	w.setup.People = append(w.setup.People, checkinstest.Person("biz2", "Biz"))
	w.setup.Initiatives[0].Leads[scoring.Biz] = append(small, "biz2")
	w.enrol()
	if c, ok := press(ben, true).(checkins.Consenting); !ok || c.State != checkins.ConsentHidden {
		t.Errorf("told %+v", c)
	}
	if c := w.consenting("ben"); c.State != checkins.ConsentHidden {
		t.Errorf("the letter reads %+v", c)
	}
	if m := press(ben, false); m != nil {
		t.Errorf("told %+v", m)
	}
	w.setup.Initiatives[0].Leads[scoring.Biz] = small
	w.enrol()
	is, err := w.mem.Initiatives(w.ctx, checkinstest.Acme, checkinstest.CRM)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[checkins.PersonID]checkins.Consent{"ben": {At: w.clock.UTC()}}, is[0].Consents); diff != "" {
		t.Error(diff)
	}

	// No lead any more: said so, and the letter loses its buttons.
	w.setup.Initiatives[0].Leads[scoring.Biz] = []checkins.PersonID{"biz1"}
	w.enrol()
	if m := press(ben, true); helpText(m) != checkins.HelpNoLongerAsked {
		t.Errorf("told %+v", m)
	}
	if c := w.consenting("ben"); c.State != checkins.ConsentLeft {
		t.Errorf("the letter reads %+v", c)
	}
}

// A letter that is not needed any more when its time comes is not sent; one whose
// lead does not work then waits.
func TestAQuestionNoLongerNeeded(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*checkins.Setup)
		state  checkins.LetterState
		reason checkins.Reason
	}{
		"needed":   {func(*checkins.Setup) {}, checkins.LetterSent, ""},
		"accepted": {func(s *checkins.Setup) { s.Initiatives[0].Accepted = []checkins.PersonID{"ben"} }, checkins.LetterDropped, checkins.ReasonAnswered},
		"left":     {func(s *checkins.Setup) { s.Initiatives[0].Leads[scoring.Biz] = []checkins.PersonID{"biz1"} }, checkins.LetterDropped, checkins.ReasonLeft},
		"confidential": {func(s *checkins.Setup) {
			s.Initiatives[0].Leads[scoring.Biz] = []checkins.PersonID{"ben", "biz1", "biz2"}
		}, checkins.LetterDropped, checkins.ReasonNotNamed},
		"gone": {func(s *checkins.Setup) {
			for n := range s.People {
				s.People[n].Gone = "deactivated"
			}
		}, checkins.LetterUnreachable, checkins.ReasonGone},
		"away": {func(s *checkins.Setup) {
			for n := range s.People {
				s.People[n].AwayTo = checkins.DateOf(berlin(1, 0))
			}
		}, checkins.LetterPending, checkins.ReasonDayOff},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, unaccepted(1, berlin(-1, 9)))
			tt.change(&w.setup)
			w.enrol()
			w.clock = berlin(-1, 9)
			w.turn()
			l := w.letter(questionTo("ben"))
			if l.State != tt.state || l.Reason != string(tt.reason) {
				t.Errorf("%s %q", l.State, l.Reason)
			}
			if tt.state == checkins.LetterPending && !l.Due.Equal(berlin(2, 9)) {
				t.Errorf("due %s, want when ben is back", l.Due)
			}
		})
	}
}

// A lead of a named side finds the buttons in the status too, also without a letter;
// nobody else reads who said what.
func TestStatusOffersConsent(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(0))
	status := func(p checkins.PersonID) checkins.Status {
		t.Helper()
		return w.command(checkinstest.SlackAccount(p), checkinstest.Channel, checkins.Command{Verb: checkins.VerbStatus}).(checkins.Status)
	}
	if c := status("ana").Consent; c == nil || c.State != checkins.ConsentGiven || !c.At.IsZero() || c.Letter != "" {
		t.Errorf("ana, who accepted by the file, reads %+v", c)
	}
	w.says("ana", false, false)
	if c := status("ana").Consent; c == nil || c.State != checkins.ConsentRefused {
		t.Errorf("ana reads %+v", c)
	}
	s := status("ben")
	if c := s.Consent; c == nil || c.Lead != "ben" || c.State != checkins.ConsentGiven {
		t.Errorf("ben reads %+v", c)
	}
	if diff := cmp.Diff([]checkins.Wait{{For: checkins.WaitAccepted, Side: scoring.IT}}, s.Waits); diff != "" {
		t.Error(diff)
	}
	w.setup = checkinstest.Setup(2)
	w.enrol()
	if c := status("ben").Consent; c != nil {
		t.Errorf("a lead of a confidential side reads %+v", c)
	}
}

// The owner hears of a question that did not arrive.
func TestALostQuestionIsTrouble(t *testing.T) {
	w := newWorld(t, unaccepted(0, berlin(-1, 9)))
	w.courier.Refuse("U-ben", "messages_tab_disabled")
	w.until(berlin(-1, 10))
	letters := w.command(checkinstest.SlackAccount("ana"), checkinstest.Channel, checkins.Command{Verb: checkins.VerbStatus}).(checkins.Status).Letters
	want := []checkins.Trouble{{Kind: checkins.KindConsent, To: "Ben Lee", State: checkins.LetterUnreachable, Reason: "messages_tab_disabled"}}
	if diff := cmp.Diff(want, letters); diff != "" {
		t.Error(diff)
	}
}
