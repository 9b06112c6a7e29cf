package checkins_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// Three weeks in which the sides answer far apart: one ask a lead and week, an
// alert in the third, in the channel, listing every dimension.
func TestARoundRunsFromAskToAlert(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	for week := range 3 {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+3, 9))
		if got := len(w.shown(checkins.KindAlert)); got != 0 {
			t.Fatalf("week %d: %d alerts before the third close", week, got)
		}
		w.until(berlin(7*week+3, 10))
	}
	for _, p := range []checkins.PersonID{"ana", "ben", "it1", "it2", "biz1", "biz2"} {
		if got := len(w.to(checkins.KindAsk, p)); got != 3 {
			t.Errorf("%s was asked %d times in three weeks", p, got)
		}
		if got := len(w.to(checkins.KindNudge, p)); got != 0 {
			t.Errorf("%s answered and was nudged %d times", p, got)
		}
		if got := len(w.to(checkins.KindResult, p)); got != 3 {
			t.Errorf("%s got %d private results", p, got)
		}
	}
	alerts := w.shown(checkins.KindAlert)
	if len(alerts) != 1 {
		t.Fatalf("%d alerts, want one card for the round", len(alerts))
	}
	a := alerts[0].Message.(checkins.GapAlert)
	if alerts[0].Letter.To != checkinstest.Channel || len(a.Rows) != 6 || a.Rows[0].Said.Higher != 1 || a.Rows[0].Said.Strength != "strong" {
		t.Fatalf("alert: %+v", a)
	}
	if cards := w.shown(checkins.KindCard); len(cards) != 1 || cards[0].Edits != 4 { // at each opening and each close
		t.Fatalf("cards: %+v", cards)
	}
	// The check-in of a closed round says so.
	last := w.to(checkins.KindAsk, "ana")[2].Message.(checkins.Ask)
	if last.Due[0].State != checkins.DueClosed {
		t.Fatalf("the check-in reads %s after the close", last.Due[0].State)
	}
}

// The alert closes when the sides meet, by an edit of its card and a line in its
// thread, and nothing else is said.
func TestAnAlertClosesInItsThread(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	for week := range 16 {
		w.until(berlin(7*week, 11))
		it, biz := 5, 1
		if week >= 3 {
			it, biz = 4, 4
		}
		w.everybody(roundOn(7*week), it, biz)
		w.until(berlin(7*week+3, 10))
	}
	if got := len(w.shown(checkins.KindAlert)); got != 1 {
		t.Fatalf("%d alert cards", got)
	}
	lines := map[scoring.Dimension]int{}
	for _, s := range w.shown(checkins.KindThread) {
		if s.Under.IsZero() {
			t.Fatalf("a thread line outside the thread: %+v", s)
		}
		for _, l := range s.Message.(checkins.AlertUpdate).Lines {
			if l.Reason != checkins.ReasonClosed {
				t.Errorf("%s: %s", l.Dimension, l.Reason)
			}
			lines[l.Dimension]++
		}
	}
	for _, d := range w.setup.Initiatives[0].Pulse.Dimensions {
		if lines[d] != 1 {
			t.Errorf("%s closed %d times in the thread", d, lines[d])
		}
	}
	if a := w.shown(checkins.KindAlert)[0].Message.(checkins.GapAlert); !a.Closed {
		t.Errorf("the card does not say that all is closed: %+v", a)
	}
}

func TestNudgeOnlyTheMissingAndNeverOnTheDayOfTheAsk(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Initiatives[0].Pulse.Window = 4 * 24 * time.Hour // Saturday: Friday is left for a second nudge
	w := newWorld(t, s)
	w.until(berlin(0, 11))
	for _, p := range []checkins.PersonID{"ana", "it1", "it2", "biz1", "biz2"} {
		w.answers(p, roundOn(0), 3)
	}
	w.until(berlin(0, 23))
	if got := len(w.shown(checkins.KindNudge)); got != 0 {
		t.Fatalf("%d nudges on the day of the ask", got)
	}
	w.until(berlin(4, 10))
	nudges := w.shown(checkins.KindNudge)
	for _, n := range nudges {
		if n.Letter.Lead != "ben" {
			t.Errorf("%s answered and was nudged", n.Letter.Lead)
		}
	}
	// Two of three answered on the business side: it would stay unreadable, so ben
	// is nudged a second time.
	if len(nudges) != 2 || !nudges[1].Message.(checkins.Nudge).Last {
		t.Fatalf("%d nudges: %+v", len(nudges), nudges)
	}
}

func TestNoSecondNudgeWhenTheSideIsReadable(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(3)) // four a side
	w.until(berlin(0, 11))
	for _, p := range []checkins.PersonID{"ana", "it1", "it2", "it3", "biz1", "biz2", "biz3"} {
		w.answers(p, roundOn(0), 3)
	}
	w.until(berlin(3, 10))
	if got := len(w.shown(checkins.KindNudge)); got != 1 {
		t.Fatalf("%d nudges, want one: three of four make the side readable", got)
	}
}

// Two initiatives that are due on one day make one message, also when the second
// round opens later that day.
func TestOneMessageALeadADay(t *testing.T) {
	s := checkinstest.Setup(2)
	two := s.Initiatives[0]
	two.ID, two.Name = "shop", "Web shop"
	two.Pulse.Cadence = "0 14 * * 2"
	s.Initiatives = append(s.Initiatives, two)
	s.Next["shop"] = checkinstest.Opens.Add(4 * time.Hour)
	w := newWorld(t, s)
	w.until(berlin(0, 11))
	if asks := w.to(checkins.KindAsk, "ana"); len(asks) != 1 || len(asks[0].Message.(checkins.Ask).Due) != 1 {
		t.Fatalf("before the second round: %+v", asks)
	}
	w.until(berlin(0, 15))
	asks := w.to(checkins.KindAsk, "ana")
	if len(asks) != 1 || len(asks[0].Message.(checkins.Ask).Due) != 2 || asks[0].Edits != 1 {
		t.Fatalf("after it: %+v", asks)
	}
	// Two due in a week: three items each, and the guess: 8 taps.
	taps := 0
	for _, due := range asks[0].Message.(checkins.Ask).Due {
		for _, item := range due.Items {
			taps++
			if item.WithGuess {
				taps++
			}
		}
	}
	if taps > 8 {
		t.Errorf("%d taps asked of ana in a week", taps)
	}
}

func TestALeadWhoLeftIsDroppedAtTheSeal(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(3))
	w.until(berlin(0, 11))
	w.everybody(roundOn(0), 4, 4)
	left := w.setup.Initiatives[0]
	left.Leads[scoring.IT] = slices.DeleteFunc(slices.Clone(left.Leads[scoring.IT]), func(p checkins.PersonID) bool { return p == "it3" })
	w.setup.Initiatives = []checkins.Initiative{left}
	w.setup.Next = map[checkins.InitiativeID]time.Time{checkinstest.CRM: berlin(7, 10)}
	w.enrol()
	w.until(berlin(3, 10))
	scored, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(0))
	records := scored.Records
	if err != nil || len(records) != 6 {
		t.Fatalf("records: %v %v", records, err)
	}
	if c := records[0].C; c[scoring.IT] != 3 || c[scoring.Biz] != 4 {
		t.Errorf("contributors %v, want three on the IT side", c)
	}
}

func TestLateAndSkippedOpenings(t *testing.T) {
	for _, tc := range []struct {
		name   string
		back   time.Time // when the service is back
		state  checkins.RoundState
		reason checkins.Reason
	}{
		{"ten minutes", berlin(0, 10).Add(10 * time.Minute), checkins.RoundOpen, ""},
		{"two days", berlin(2, 12), checkins.RoundOpen, ""},
		{"three hours before the close", berlin(3, 7), checkins.RoundSkipped, checkins.ReasonDowntime},
		{"five days", berlin(5, 12), checkins.RoundSkipped, checkins.ReasonDowntime},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, checkinstest.Setup(2))
			w.clock = tc.back
			w.turn()
			rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0))
			if err != nil || len(rounds) != 1 || rounds[0].State != tc.state || rounds[0].Reason != tc.reason {
				t.Fatalf("round: %+v %v", rounds, err)
			}
			if !rounds[0].Closes.Equal(berlin(3, 10)) {
				t.Errorf("closes %s, want the planned close", rounds[0].Closes)
			}
		})
	}
}

// A service that was away for three weeks skips what it missed and opens at most
// the round that is still worth opening.
func TestCatchUpOpensAtMostOneRound(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.clock = berlin(22, 10) // the day after the fourth opening
	w.turn()
	var states []checkins.RoundState
	for week := range 4 {
		rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(7*week))
		if err != nil || len(rounds) != 1 {
			t.Fatal(rounds, err)
		}
		states = append(states, rounds[0].State)
	}
	want := []checkins.RoundState{checkins.RoundSkipped, checkins.RoundSkipped, checkins.RoundSkipped, checkins.RoundOpen}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Error(diff)
	}
	if got := len(w.to(checkins.KindAsk, "ana")); got != 1 {
		t.Errorf("ana was asked %d times", got)
	}
}

func TestAPulseWaits(t *testing.T) {
	s := checkinstest.Setup(0) // ana and ben, both sides named
	s.Initiatives[0].Accepted = []checkins.PersonID{"ana"}
	s.Initiatives[0].WhyConfirmed = []checkins.PersonID{"ben"}
	want := []checkins.Wait{{For: checkins.WaitWhy, Side: scoring.IT}, {For: checkins.WaitAccepted, Side: scoring.Biz}}
	if diff := cmp.Diff(want, s.Initiatives[0].Waits()); diff != "" {
		t.Fatal(diff)
	}
	w := newWorld(t, s)
	w.until(berlin(0, 11))
	if got := len(w.courier.Seen()); got != 0 {
		t.Errorf("%d messages while the pulse waits", got)
	}
}

func TestSomebodyAwayOrOnHolidayIsNotAsked(t *testing.T) {
	s := checkinstest.Setup(3)
	for n := range s.People {
		switch s.People[n].ID {
		case "it1":
			s.People[n].AwayTo = checkins.DateOf(berlin(5, 0))
		case "it2":
			s.People[n].Zone = "America/New_York"
		}
	}
	w := newWorld(t, s)
	w.until(berlin(0, 14))
	if got := len(w.to(checkins.KindAsk, "it1")); got != 0 {
		t.Errorf("it1 is away and was asked %d times", got)
	}
	if got := len(w.to(checkins.KindAsk, "it2")); got != 0 {
		t.Errorf("it is 8 in the morning in New York and it2 was asked")
	}
	w.until(berlin(0, 16))
	if got := len(w.to(checkins.KindAsk, "it2")); got != 1 {
		t.Errorf("it2 was asked %d times", got)
	}
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0))
	if err != nil || slices.Contains(rounds[0].Roster[scoring.IT], "it1") {
		t.Errorf("somebody absent for the whole window is on the roster: %v %v", rounds, err)
	}
}

type probe map[string]bool

func (p probe) Deactivated(_ context.Context, a checkins.Account) (bool, error) { return p[a.ID], nil }

func TestADeactivatedLeadIsUnreachable(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(3))
	w.desk.Probes = map[checkins.Platform]checkins.Probe{checkins.Slack: probe{"U-it1": true}}
	w.until(berlin(0, 11))
	if got := len(w.to(checkins.KindAsk, "it1")); got != 0 {
		t.Fatalf("a deactivated lead was asked")
	}
	l := w.letter(checkins.LetterIDOf(checkinstest.Acme, checkins.KindAsk, "it1", string(checkinstest.First)))
	if l.State != checkins.LetterUnreachable || l.Reason != string(checkins.ReasonGone) {
		t.Errorf("letter: %s %s", l.State, l.Reason)
	}
	w.until(berlin(7, 11))
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(7))
	if err != nil || slices.Contains(rounds[0].Roster[scoring.IT], "it1") {
		t.Errorf("still on the roster of the next round: %v", err)
	}
}
