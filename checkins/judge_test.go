package checkins_test

import (
	"slices"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

func TestJudge(t *testing.T) {
	const card = checkins.RoundID("crm@2026-03-17")
	now := checkins.RoundID("crm@2026-04-14")
	for _, tc := range []struct {
		name   string
		said   scoring.Disclosure
		silent bool
		want   checkins.Reason
		speaks bool
	}{
		{"opened", scoring.Disclosure{Status: scoring.OK, Event: scoring.Opened, Open: true}, false, checkins.ReasonOpened, true},
		{"opened although an older card is snoozed", scoring.Disclosure{Status: scoring.OK, Event: scoring.Opened, Open: true}, true, checkins.ReasonOpened, true},
		{"closed", scoring.Disclosure{Status: scoring.OK, Event: scoring.Closed}, false, checkins.ReasonClosed, true},
		{"closed although snoozed", scoring.Disclosure{Status: scoring.OK, Event: scoring.Closed}, true, checkins.ReasonClosed, true},
		{"the other side rates higher now", scoring.Disclosure{Status: scoring.OK, Open: true, SignChanged: true, OpenRounds: 2}, false, checkins.ReasonFlipped, true},
		{"but people asked for silence", scoring.Disclosure{Status: scoring.OK, Open: true, SignChanged: true, OpenRounds: 2}, true, checkins.ReasonSnoozed, false},
		{"four weeks later", scoring.Disclosure{Status: scoring.OK, Open: true, OpenRounds: 4}, false, checkins.ReasonRepeat, true},
		{"four weeks later, silence", scoring.Disclosure{Status: scoring.OK, Open: true, OpenRounds: 4}, true, checkins.ReasonSnoozed, false},
		{"three weeks later", scoring.Disclosure{Status: scoring.OK, Open: true, OpenRounds: 3}, false, checkins.ReasonSteady, false},
		{"open without a new result", scoring.Disclosure{Status: scoring.Held, Open: true, OpenRounds: 4, SignChanged: true, Event: scoring.Opened}, false, checkins.ReasonFrozen, false},
		{"nothing", scoring.Disclosure{Status: scoring.OK}, false, checkins.ReasonQuiet, false},
		{"not enough answers", scoring.Disclosure{Status: scoring.NotEnough}, false, checkins.ReasonQuiet, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := checkins.Standing{Course: map[scoring.Dimension]*checkins.Course{
				checkins.Value: {Said: tc.said, Episode: checkins.Episode{No: 1, Opened: card}},
			}}
			r := checkins.Round{ID: now, Questions: []checkins.Question{{Dimension: checkins.Value}, {Dimension: checkins.Delivery}}}
			vs := checkins.Judge(r, s, func(c checkins.RoundID) bool { return tc.silent && c == card })
			if len(vs) != 1 || vs[0].Reason != tc.want || vs[0].Speaks() != tc.speaks || vs[0].Card != card {
				t.Errorf("%+v, want %s", vs, tc.want)
			}
		})
	}
}

// Who withdraws the acceptance of a named side in mid-round is dropped at the seal.
func TestWithdrawnAcceptanceDropsTheAnswers(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(1)) // two a side: both named
	w.until(berlin(0, 11))
	w.everybody(roundOn(0), 4, 2)
	i := w.setup.Initiatives[0]
	i.Accepted = slices.DeleteFunc(slices.Clone(i.Accepted), func(p checkins.PersonID) bool { return p == "biz1" })
	w.setup.Initiatives = []checkins.Initiative{i}
	w.setup.Next = map[checkins.InitiativeID]time.Time{checkinstest.CRM: berlin(7, 10)}
	w.enrol()
	w.until(berlin(3, 10))
	scored, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(0))
	records := scored.Records
	if err != nil || len(records) == 0 {
		t.Fatal(records, err)
	}
	if c := records[0].C; c[scoring.IT] != 2 || c[scoring.Biz] != 1 {
		t.Errorf("contributors %v, want two and one", c)
	}
	if got := len(w.to(checkins.KindResult, "biz1")); got != 0 {
		t.Errorf("who left the side got its result %d times", got)
	}
}

// A day off that nobody knew of when the round opened: the check-in waits for the
// next working day.
func TestADayOffBeforeTheAskMovesIt(t *testing.T) {
	s := checkinstest.Setup(2)
	for n := range s.People {
		if s.People[n].ID == "it1" {
			s.People[n].Zone = "America/New_York" // asked at 16:00 in Berlin
		}
	}
	w := newWorld(t, s)
	w.until(berlin(0, 11))
	for n := range w.setup.People {
		if w.setup.People[n].ID == "it1" {
			w.setup.People[n].Workdays = []time.Weekday{time.Wednesday, time.Thursday, time.Friday}
		}
	}
	w.setup.Next = map[checkins.InitiativeID]time.Time{checkinstest.CRM: berlin(7, 10)}
	w.enrol()
	w.until(berlin(0, 23))
	if got := len(w.to(checkins.KindAsk, "it1")); got != 0 {
		t.Errorf("asked on a day off")
	}
	w.until(berlin(1, 23))
	if got := len(w.to(checkins.KindAsk, "it1")); got != 1 {
		t.Errorf("asked %d times by the end of the next working day", got)
	}
}
