package checkins_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

func TestLost(t *testing.T) {
	now := checkinstest.Opens
	for _, tc := range []struct {
		name    string
		kind    checkins.Kind
		attempt int
		finding checkins.Finding
		state   checkins.LetterState
		marked  bool
		reason  checkins.Reason
	}{
		{"a found ask is sent", checkins.KindAsk, 1, checkins.Found, checkins.LetterSent, false, checkins.ReasonFound},
		{"a found alert is sent", checkins.KindAlert, 3, checkins.Found, checkins.LetterSent, false, checkins.ReasonFound},
		{"an absent ask goes once more", checkins.KindAsk, 1, checkins.Absent, checkins.LetterPending, false, checkins.ReasonAbsent},
		{"an absent result goes once more", checkins.KindResult, 1, checkins.Absent, checkins.LetterPending, false, checkins.ReasonAbsent},
		{"but not twice more", checkins.KindAsk, 2, checkins.Absent, checkins.LetterUnknown, false, checkins.ReasonLeft},
		{"an ask of which nobody can tell stays", checkins.KindAsk, 1, checkins.Unreadable, checkins.LetterUnknown, false, checkins.ReasonLeft},
		{"a nudge too", checkins.KindNudge, 1, checkins.Unreadable, checkins.LetterUnknown, false, checkins.ReasonLeft},
		{"an alert of which nobody can tell is said again, marked", checkins.KindAlert, 1, checkins.Unreadable, checkins.LetterPending, true, checkins.ReasonMarked},
		{"a line of its thread too", checkins.KindThread, 1, checkins.Unreadable, checkins.LetterPending, true, checkins.ReasonMarked},
		{"once", checkins.KindAlert, 2, checkins.Unreadable, checkins.LetterUnknown, false, checkins.ReasonLeft},
		{"an alert proven absent twice goes again", checkins.KindAlert, 2, checkins.Absent, checkins.LetterPending, true, checkins.ReasonMarked},
		{"a card is redrawn next week anyway", checkins.KindCard, 1, checkins.Unreadable, checkins.LetterUnknown, false, checkins.ReasonLeft},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, reason := checkins.Lost(checkins.Letter{Kind: tc.kind, Attempt: tc.attempt}, tc.finding, now)
			if s.State != tc.state || s.Marked != tc.marked || reason != tc.reason {
				t.Errorf("got %s marked=%v because %s, want %s marked=%v because %s", s.State, s.Marked, reason, tc.state, tc.marked, tc.reason)
			}
		})
	}
}

func TestEnded(t *testing.T) {
	now := checkinstest.Opens
	receipt := checkins.Receipt{Channel: "C1", TS: "1.1"}
	for _, tc := range []struct {
		name  string
		edit  bool
		err   error
		state checkins.LetterState
		retry time.Duration
	}{
		{"taken", false, nil, checkins.LetterSent, 0},
		{"rate limited", false, &checkins.Refusal{Reason: "ratelimited", After: 30 * time.Second}, checkins.LetterPending, 30 * time.Second},
		{"rate limited without a time waits a second", false, &checkins.Refusal{Reason: "ratelimited"}, checkins.LetterPending, time.Second},
		{"refused for good", false, &checkins.Refusal{Reason: "is_archived", Final: true}, checkins.LetterUnreachable, 0},
		{"no word is unknown, never pending", false, errors.New("reset"), checkins.LetterUnknown, 0},
		{"an edit without a word is repeated", true, errors.New("reset"), checkins.LetterPending, 30 * time.Second},
		{"an edit refused for good stays as it is", true, &checkins.Refusal{Reason: "message_not_found", Final: true}, checkins.LetterSent, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := checkins.Letter{Rev: 3}
			if tc.edit {
				l.Receipt = receipt
			}
			s := checkins.Ended(l, receipt, tc.err, now)
			if s.State != tc.state {
				t.Fatalf("got %s, want %s", s.State, tc.state)
			}
			if tc.state == checkins.LetterPending && !s.RetryAt.Equal(now.Add(tc.retry)) {
				t.Errorf("again after %s, want %s", s.RetryAt.Sub(now), tc.retry)
			}
			if tc.state == checkins.LetterSent && s.Receipt != receipt {
				t.Errorf("the receipt is lost: %+v", s)
			}
		})
	}
}

// settle lets the time pass after which a lost letter is looked for.
func (w *world) settleAndTurn() {
	w.t.Helper()
	w.clock = w.clock.Add(2 * time.Minute)
	w.turn()
	w.turn()
}

func TestAnAskThatArrivedUnheardIsFoundAndNotRepeated(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.courier.Queue(checkinstest.TakenUnheard)
	w.until(berlin(0, 10))
	w.settleAndTurn()
	for _, p := range []checkins.PersonID{"ana", "ben", "it1", "it2", "biz1", "biz2"} {
		if got := len(w.to(checkins.KindAsk, p)); got != 1 {
			t.Errorf("%s has %d check-ins", p, got)
		}
		l := w.letter(checkins.LetterIDOf(checkinstest.Acme, checkins.KindAsk, string(p), string(checkinstest.First)))
		if l.State != checkins.LetterSent || l.Receipt.IsZero() {
			t.Errorf("%s: letter %s %+v", p, l.State, l.Receipt)
		}
	}
}

func TestAnAskThatWasLostIsSentOnceMore(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.courier.Queue(checkinstest.Lost)
	w.until(berlin(0, 10))
	w.settleAndTurn()
	if got := len(w.shown(checkins.KindAsk)); got != 6 {
		t.Errorf("%d check-ins arrived, want 6", got)
	}
}

func TestAnAskOfWhichNobodyCanTellIsLeftToTheNudge(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.courier.Blind(checkins.ErrNoLookup)
	w.courier.Queue(checkinstest.Lost)
	w.until(berlin(0, 10))
	w.settleAndTurn()
	if got := len(w.shown(checkins.KindAsk)); got != 5 {
		t.Fatalf("%d check-ins arrived, want 5", got)
	}
	w.until(berlin(2, 12))
	if got := len(w.shown(checkins.KindNudge)); got != 6 {
		t.Errorf("%d nudges, want one for each: the nudge heals what was lost", got)
	}
}

// threeWeeksApart plays until the alert of the third week is due.
func (w *world) threeWeeksApart() {
	w.t.Helper()
	for week := range 3 {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+3, 9))
	}
}

func TestAnAlertOfWhichNobodyCanTellIsRepeatedAndSaysSo(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.threeWeeksApart()
	w.courier.Blind(checkins.ErrNoLookup)
	for range 20 {
		w.courier.Queue(checkinstest.TakenUnheard)
	}
	w.clock = berlin(17, 10)
	w.turn()
	w.settleAndTurn()
	cards := w.shown(checkins.KindAlert)
	if len(cards) != 2 {
		t.Fatalf("%d alert cards, want the first and its repeat", len(cards))
	}
	if cards[0].Message.(checkins.GapAlert).Repeat || !cards[1].Message.(checkins.GapAlert).Repeat {
		t.Errorf("the second card does not say that it may be a repeat")
	}
	w.settleAndTurn()
	w.settleAndTurn()
	if got := len(w.shown(checkins.KindAlert)); got != 2 {
		t.Errorf("%d cards in the end", got)
	}
}

// A look that fails proves nothing: an alert is not said twice because Slack did not
// answer a search, and said again only when it did not for minutes.
func TestAnAlertIsNotRepeatedForALookThatFailed(t *testing.T) {
	for _, comes := range []bool{true, false} {
		w := newWorld(t, checkinstest.Setup(2))
		w.threeWeeksApart()
		w.courier.Blind(errReset)
		for range 20 {
			w.courier.Queue(checkinstest.TakenUnheard)
		}
		w.clock = berlin(17, 10)
		w.turn()
		w.settleAndTurn()
		if got := len(w.shown(checkins.KindAlert)); got != 1 {
			t.Fatalf("%d cards after a look that failed", got)
		}
		want := 1
		if comes {
			w.courier.Blind(nil)
		} else {
			want = 2
		}
		for range 10 {
			w.settleAndTurn()
		}
		if got := len(w.shown(checkins.KindAlert)); got != want {
			t.Errorf("search comes back: %t: %d cards, want %d", comes, got, want)
		}
	}
}

// The notice that brings an alert for which there was no channel is an alert.
func TestANoticeWithAnAlertIsRepeated(t *testing.T) {
	l := checkins.Letter{Kind: checkins.KindNotice, Attempt: 1}
	if s, _ := checkins.Lost(l, checkins.Unreadable, berlin(0, 10)); s.State != checkins.LetterUnknown {
		t.Errorf("a notice without an alert: %+v", s)
	}
	l.About.Dimensions = []scoring.Dimension{checkins.Value}
	if s, _ := checkins.Lost(l, checkins.Unreadable, berlin(0, 10)); s.State != checkins.LetterPending || !s.Marked {
		t.Errorf("a notice with an alert: %+v", s)
	}
}

// A channel that can't be reached: its owner is told in private, and gets the
// alert itself when there is no other channel.
func TestAnUnreachableChannelIsToldToTheOwner(t *testing.T) {
	for _, channels := range []int{1, 2} {
		s := checkinstest.Setup(2)
		if channels == 2 {
			other := checkinstest.Channel
			other.ID = "C0002"
			s.Initiatives[0].Channels = append(s.Initiatives[0].Channels, other)
		}
		w := newWorld(t, s)
		w.threeWeeksApart()
		w.courier.Refuse(checkinstest.Channel.ID, "not_in_channel")
		w.clock = berlin(17, 10)
		w.turn()
		if got := len(w.shown(checkins.KindAlert)); got != channels-1 {
			t.Errorf("%d channels: %d cards arrived", channels, got)
		}
		withAlert := 0
		for _, n := range w.to(checkins.KindNotice, "ana") {
			if n.Message.(checkins.Notice).Alert != nil {
				withAlert++
			}
		}
		if got := len(w.to(checkins.KindNotice, "ana")); got == 0 || withAlert != 2-channels {
			t.Errorf("%d channels: %d notices, %d with the alert", channels, got, withAlert)
		}
	}
}

// Check-ins of which nobody can tell stay on the list for hours, as many as an outage
// leaves. An alert that is lost after them is said again all the same.
func TestAnAlertIsLookedForBeforeHundredsOfCheckIns(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.courier.Blind(checkins.ErrNoLookup)
	lose := func(n int, l checkins.Letter) {
		t.Helper()
		for k := range n {
			l.ID = checkins.LetterID(fmt.Sprintf("%s-%d", l.Kind, k))
			if err := w.mem.Post(w.ctx, checkinstest.Acme, l); err != nil {
				t.Fatal(err)
			}
		}
		claimed, err := w.mem.Claim(w.ctx, checkinstest.Acme, w.clock, n)
		if err != nil || len(claimed) != n {
			t.Fatalf("%d claimed, %v", len(claimed), err)
		}
		for _, c := range claimed {
			if _, err := w.mem.Settle(w.ctx, checkinstest.Acme, c, checkins.Settlement{State: checkins.LetterUnknown}); err != nil {
				t.Fatal(err)
			}
		}
	}
	lose(250, checkins.Letter{Kind: checkins.KindAsk, To: checkinstest.Channel, Due: w.clock})
	w.clock = w.clock.Add(10 * time.Second)
	lose(1, checkins.Letter{
		Kind: checkins.KindThread, To: checkinstest.Channel, Due: w.clock,
		About: checkins.About{Initiative: checkinstest.CRM, Rounds: []checkins.RoundID{roundOn(0)}},
	})
	for range 3 {
		w.turn()
		w.clock = w.clock.Add(time.Minute)
	}
	if got := w.letter("alert_update-0"); got.State != checkins.LetterSent || got.Attempt != 2 {
		t.Errorf("the alert is %s after %d attempts", got.State, got.Attempt)
	}
	if got := w.letter("ask-7"); got.State != checkins.LetterUnknown || got.Attempt != 1 {
		t.Errorf("the check-in is %s after %d attempts", got.State, got.Attempt)
	}
}

// A look that the platform does not let us make is not one of those after which the
// next one waits for longer: it comes as soon as the platform lets us.
func TestALookThatCouldNotBeMadeIsMadeSoon(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.courier.Queue(checkinstest.TakenUnheard)
	w.courier.Blind(&checkins.Refusal{Reason: checkins.ReasonPaced, After: time.Second})
	w.until(berlin(0, 10))
	for range 400 {
		w.clock = w.clock.Add(time.Minute)
		w.turn()
	}
	w.courier.Blind(nil)
	w.settleAndTurn()
	for _, p := range []checkins.PersonID{"ana", "ben", "it1", "it2", "biz1", "biz2"} {
		l := w.letter(checkins.LetterIDOf(checkinstest.Acme, checkins.KindAsk, string(p), string(checkinstest.First)))
		if l.State != checkins.LetterSent || l.Attempt != 1 {
			t.Errorf("%s: it is %s after %d attempts", p, l.State, l.Attempt)
		}
	}
}

// failingShelf can't read single letters, as a store that is in trouble for a moment.
type failingShelf struct {
	checkins.Shelf
	err error
}

func (f *failingShelf) Letters(ctx context.Context, org checkins.OrgID, ids ...checkins.LetterID) ([]checkins.Letter, error) {
	if f.err != nil {
		return nil, f.err
	}
	return f.Shelf.Letters(ctx, org, ids...)
}

// That the store could not say where to look is no sign that nobody can look: a line
// that arrived is not said a second time.
func TestAStoreInTroubleIsNoReasonToSayItAgain(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	about := checkins.About{Initiative: checkinstest.CRM, Rounds: []checkins.RoundID{roundOn(0)}}
	card := checkins.Letter{ID: "card", Kind: checkins.KindThread, To: checkinstest.Channel, Due: w.clock, About: about}
	line := checkins.Letter{ID: "line", Kind: checkins.KindThread, To: checkinstest.Channel, Due: w.clock.Add(time.Minute), About: about, Under: "card"}
	if err := w.mem.Post(w.ctx, checkinstest.Acme, card, line); err != nil {
		t.Fatal(err)
	}
	w.turn()
	w.courier.Queue(checkinstest.TakenUnheard)
	w.clock = w.clock.Add(time.Minute)
	w.turn()
	shelf := &failingShelf{Shelf: w.mem, err: errReset}
	w.desk.Shelf = shelf
	for range 3 {
		w.clock = w.clock.Add(time.Minute)
		w.turn()
	}
	if got := w.letter("line"); got.State != checkins.LetterUnknown {
		t.Errorf("while the store was in trouble it became %s, marked %t", got.State, got.Marked)
	}
	shelf.err = nil
	w.settleAndTurn()
	if got := w.letter("line"); got.State != checkins.LetterSent || got.Attempt != 1 || got.Marked {
		t.Errorf("it is %s after %d attempts, marked %t", got.State, got.Attempt, got.Marked)
	}
}
