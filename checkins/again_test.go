package checkins_test

import (
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// Platforms deliver a press again when an answer is lost, however late: what was
// said since stands.
func TestAPressDeliveredAgainUndoesNothing(t *testing.T) {
	ana, ben := checkinstest.SlackAccount("ana"), checkinstest.SlackAccount("ben")
	t.Run("consent", func(t *testing.T) {
		w := newWorld(t, unaccepted(1, berlin(-1, 9)))
		w.until(berlin(-1, 10))
		press := func(given bool, delivery string) checkins.Consenting {
			t.Helper()
			m, err := w.desk.Consent(w.ctx, ben, checkins.Assent{Initiative: checkinstest.CRM, Person: "ben", Given: given}, delivery)
			c, is := m.(checkins.Consenting)
			if err != nil || !is {
				t.Fatalf("%+v %v", m, err)
			}
			return c
		}
		press(true, "first")
		press(false, "then")
		if c := press(true, "first"); c.State != checkins.ConsentRefused {
			t.Errorf("a stale press made it %+v", c)
		}
		if c := press(true, "new"); c.State != checkins.ConsentGiven {
			t.Errorf("a new press left it %+v", c)
		}
	})
	t.Run("leave", func(t *testing.T) {
		w := newWorld(t, checkinstest.Setup(2))
		away := func() bool {
			t.Helper()
			if _, err := w.desk.Away(w.ctx, ben, checkinstest.First.AddDays(10), "first"); err != nil {
				t.Fatal(err)
			}
			ps, err := w.mem.People(w.ctx, checkinstest.Acme, "ben")
			if err != nil {
				t.Fatal(err)
			}
			return ps[0].AwayTo != ""
		}
		if !away() {
			t.Fatal("not away")
		}
		r := checkins.Request{Delivery: "then", From: ben, Command: checkins.Command{Verb: checkins.VerbHere}}
		if _, err := w.desk.Command(w.ctx, r); err != nil {
			t.Fatal(err)
		}
		if away() {
			t.Error("a stale press made somebody who is back go away again")
		}
	})
	t.Run("reminder", func(t *testing.T) {
		w := newWorld(t, checkinstest.Setup(2))
		w.until(berlin(0, 11))
		ask := w.to(checkins.KindAsk, "ana")[0].Letter.ID
		for _, press := range []struct {
			hour     int
			delivery string
			want     int // reminders that have come an hour later
		}{{11, "first", 1}, {13, "first", 1}, {14, "second", 2}} {
			w.until(berlin(0, press.hour))
			m, err := w.desk.Remind(w.ctx, ana, ask, false, press.delivery)
			if done, is := m.(checkins.Done); err != nil || !is || done.What != checkins.DoneRemind {
				t.Fatalf("%+v %v", m, err)
			}
			w.until(berlin(0, press.hour+1))
			if got := len(w.to(checkins.KindRemind, "ana")); got != press.want {
				t.Errorf("%s at %d:00: %d reminders, want %d", press.delivery, press.hour, got, press.want)
			}
		}
	})
	t.Run("snooze", func(t *testing.T) {
		w := newWorld(t, checkinstest.Setup(2))
		w.threeWeeksApart()
		w.clock = berlin(17, 10)
		w.turn()
		card := w.shown(checkins.KindAlert)[0].Letter.ID
		for _, press := range []struct {
			until checkins.Date
			id    string
			want  checkins.Date
		}{{"2026-04-30", "first", "2026-04-30"}, {"2026-04-02", "then", "2026-04-02"}, {"2026-04-30", "first", "2026-04-02"}} {
			if m, err := w.desk.Snooze(w.ctx, ana, card, press.until, press.id); err != nil || helpText(m) != "" {
				t.Fatalf("%+v %v", m, err)
			}
			w.turn()
			if a := w.shown(checkins.KindAlert)[0].Message.(checkins.GapAlert); a.Care.SnoozedTo != press.want {
				t.Errorf("silent until %s, want %s", a.Care.SnoozedTo, press.want)
			}
		}
	})
}

// An answer whose sending is repeated does not do again what was asked.
func TestAnActOfAMentionIsDoneOnce(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	ben := checkinstest.SlackAccount("ben")
	w.turn()
	w.courier.Queue(checkinstest.Ending{Err: &checkins.Refusal{Reason: "Throttled", After: time.Minute}})
	until := string(checkinstest.First.AddDays(10))
	r := checkins.Request{Delivery: "Ev1", From: ben, Command: checkins.Command{Verb: checkins.VerbAway, Until: until}}
	if err := w.desk.Mention(w.ctx, r); err != nil {
		t.Fatal(err)
	}
	w.turn()
	if _, err := w.desk.Command(w.ctx, checkins.Request{Delivery: "cmd", From: ben, Command: checkins.Command{Verb: checkins.VerbHere}}); err != nil {
		t.Fatal(err)
	}
	w.clock = w.clock.Add(2 * time.Minute)
	w.turn()
	ps, err := w.mem.People(w.ctx, checkinstest.Acme, "ben")
	if err != nil || ps[0].AwayTo != "" {
		t.Errorf("away to %q again, %v", ps[0].AwayTo, err)
	}
	if got := len(w.shown(checkins.KindReply)); got != 1 {
		t.Errorf("%d answers", got)
	}
}
