package checkins_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// resting says of the accounts in it how long they are left alone; of others nothing.
type resting map[checkins.Account]struct {
	Until time.Time
	Out   bool
}

func (r resting) Quiet(_ context.Context, a checkins.Account) (time.Time, error) {
	if a == checkinstest.SlackAccount("it2") {
		return berlin(0, 12), errors.New("the platform does not say")
	}
	return r[a].Until, nil
}

func (r resting) Out(_ context.Context, a checkins.Account) (bool, error) {
	if a == checkinstest.SlackAccount("it2") {
		return true, errors.New("the platform does not say")
	}
	return r[a].Out, nil
}

// A check-in waits for the end of quiet hours on the same working day, before the close,
// and is never lost to them.
func TestQuietHours(t *testing.T) {
	for name, tt := range map[string]struct {
		until time.Time
		comes time.Time
	}{
		"none":                         {time.Time{}, berlin(0, 10)},
		"over already":                 {berlin(0, 9), berlin(0, 10)},
		"until noon":                   {berlin(0, 12), berlin(0, 12)},
		"until the end of the day":     {berlin(0, 17), berlin(0, 10)},
		"until tomorrow":               {berlin(1, 9), berlin(0, 10)},
		"the platform says no one day": {berlin(300, 9), berlin(0, 10)},
	} {
		w := newWorld(t, checkinstest.Setup(2))
		w.desk.Rests = map[checkins.Platform]checkins.Rests{checkins.Slack: resting{checkinstest.SlackAccount("it1"): {Until: tt.until}}}
		w.until(tt.comes.Add(-time.Hour))
		if got := len(w.to(checkins.KindAsk, "it1")); got != 0 {
			t.Errorf("%s: asked before", name)
		}
		w.until(tt.comes)
		if len(w.to(checkins.KindAsk, "it1")) != 1 || len(w.to(checkins.KindAsk, "it2")) != 1 {
			t.Errorf("%s: it1 %d, it2 %d", name, len(w.to(checkins.KindAsk, "it1")), len(w.to(checkins.KindAsk, "it2")))
		}
		w.until(berlin(4, 12))
		if got := len(w.to(checkins.KindAsk, "it1")); got != 1 {
			t.Errorf("%s: asked %d times", name, got)
		}
	}
}

// Quiet hours that end after the close do not keep a check-in away.
func TestQuietHoursBeyondTheClose(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Initiatives[0].Pulse.Window = 3 * time.Hour
	w := newWorld(t, s)
	w.desk.Rests = map[checkins.Platform]checkins.Rests{checkins.Slack: resting{
		checkinstest.SlackAccount("it1"): {Until: berlin(0, 13)}, checkinstest.SlackAccount("ana"): {Until: berlin(0, 12)},
	}}
	w.until(berlin(0, 10))
	if len(w.to(checkins.KindAsk, "it1")) != 1 || len(w.to(checkins.KindAsk, "ana")) != 0 {
		t.Errorf("it1 %d, ana %d", len(w.to(checkins.KindAsk, "it1")), len(w.to(checkins.KindAsk, "ana")))
	}
	w.until(berlin(0, 12))
	if len(w.to(checkins.KindAsk, "ana")) != 1 {
		t.Error("ana is not asked when her quiet hours are over")
	}
}

// A status that says "not at work" leaves out the nudge, and not the check-in; a reminder
// that a lead wished for comes whatever the status is.
func TestAStatusLeavesOutTheNudge(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.desk.Rests = map[checkins.Platform]checkins.Rests{checkins.Slack: resting{
		checkinstest.SlackAccount("it1"): {Out: true}, checkinstest.SlackAccount("ana"): {Out: true, Until: berlin(1, 12)},
	}}
	w.until(berlin(0, 11))
	if _, err := w.desk.Remind(w.ctx, checkinstest.SlackAccount("ana"), w.to(checkins.KindAsk, "ana")[0].Letter.ID, true, "r1"); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(3, 9))
	if len(w.to(checkins.KindAsk, "it1")) != 1 || len(w.to(checkins.KindNudge, "it1")) != 0 || len(w.to(checkins.KindNudge, "ben")) == 0 {
		t.Errorf("it1: %d asks, %d nudges; ben: %d nudges", len(w.to(checkins.KindAsk, "it1")), len(w.to(checkins.KindNudge, "it1")), len(w.to(checkins.KindNudge, "ben")))
	}
	if len(w.to(checkins.KindRemind, "ana")) != 1 {
		t.Error("the reminder did not come")
	}
}
