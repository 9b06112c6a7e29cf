package checkins_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// asks puts a command to the desk in the initiative's channel.
func (w *world) asks(p checkins.PersonID, c checkins.Command) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Command(w.ctx, checkins.Request{
		Delivery: fmt.Sprint("ask-", w.presses), From: checkinstest.SlackAccount(p), Channel: checkinstest.Channel, Command: c,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// read is asks of a command that must be answered with an M.
func read[M checkins.Message](w *world, p checkins.PersonID, c checkins.Command) M {
	w.t.Helper()
	m, ok := w.asks(p, c).(M)
	if !ok {
		w.t.Fatalf("%s got %+v", c.Verb, w.asks(p, c))
	}
	return m
}

// Four leads a side; three weeks apart, then one without answers.
func TestHistoryTellsWeeks(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(4))
	if h := read[checkins.History](w, "ana", checkins.Command{Verb: checkins.VerbHistory}); len(h.Weeks) != 0 || h.Older {
		t.Fatalf("before the first check-in: %+v", h)
	}
	for week := range 3 {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+3, 10))
	}
	w.until(berlin(21+3, 10))
	// The service is down over the next one.
	w.clock = berlin(28+3, 11)
	w.turn()
	h := read[checkins.History](w, "ana", checkins.Command{Verb: checkins.VerbHistory})
	var got []string
	for _, week := range h.Weeks {
		line := string(week.Date) + " " + string(week.Skipped)
		if len(week.Rows) > 0 {
			said := week.Rows[0].Said
			line += fmt.Sprint(said.Status, " ", said.Event, " ", said.Numbers != nil)
		}
		got = append(got, line)
	}
	want := []string{"2026-03-31 downtime", "2026-03-24 held  false", "2026-03-17 ok opened true", "2026-03-10 ok  true", "2026-03-03 ok  true"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if h.Older || h.Share.What != "history" || len(h.Rows) == 0 || len(h.Rows[0].Track) != 3 {
		t.Errorf("%+v", h)
	}
	for week := 5; week < 12; week++ {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+3, 10))
	}
	h = read[checkins.History](w, "ana", checkins.Command{Verb: checkins.VerbHistory})
	if len(h.Weeks) != 8 || !h.Older || h.Weeks[0].Date != roundOn(77).Date() || h.Weeks[7].Date != roundOn(28).Date() || h.Weeks[7].Skipped == "" {
		t.Errorf("%d weeks, older %v: %+v", len(h.Weeks), h.Older, h.Weeks[7])
	}

	// A shared copy says the same.
	if _, err := w.desk.Share(w.ctx, checkinstest.SlackAccount("ana"), checkinstest.Channel, h.Share, "share"); err != nil {
		t.Fatal(err)
	}
	w.turn()
	shared := w.shown(checkins.KindShare)[0].Message.(checkins.History)
	if !shared.Shared || shared.SharedBy != "Ana Ruiz" || shared.Share.What != "" || !cmp.Equal(shared.Weeks, h.Weeks) {
		t.Errorf("the channel reads %+v", shared)
	}
}

func TestWhoCountsSidesAndNobody(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(4))
	for week := range 2 {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 4, 4)
		w.until(berlin(7*week+3, 10))
	}
	who := read[checkins.Who](w, "ben", checkins.Command{Verb: checkins.VerbWho})
	side := who.Sides[scoring.Biz]
	if who.Owner != "Ana Ruiz" || who.Sponsor != "Ben Lee" || !slices.Equal(who.Channels, []checkins.Platform{checkins.Slack}) || len(side.Leads) != 5 {
		t.Errorf("%+v", who)
	}
	if want := (checkins.Turnout{Of: 2, Enough: 2, Heard: 5, Roster: 5, HeardOn: "2026-03-10"}); side.Turnout != want || side.Quiet {
		t.Errorf("%+v, want %+v", side.Turnout, want)
	}
	for week := 2; week < 4; week++ { // nobody answers
		w.until(berlin(7*week+3, 10))
	}
	if who = read[checkins.Who](w, "ben", checkins.Command{Verb: checkins.VerbWho}); !who.Sides[scoring.Biz].Quiet || !who.Sides[scoring.IT].Quiet {
		t.Errorf("both sides are silent: %+v", who)
	}
	if _, err := w.desk.Share(w.ctx, checkinstest.SlackAccount("ben"), checkinstest.Channel, who.Share, "share"); err != nil {
		t.Fatal(err)
	}
	w.turn()
	if shared := w.shown(checkins.KindShare)[0].Message.(checkins.Who); shared.Sides[scoring.Biz].Quiet || shared.Sides[scoring.Biz].Of != 4 {
		t.Errorf("a channel reads of a silent side: %+v", shared)
	}

	// A side that has become one of two is not counted, not even for when it was not.
	biz := w.setup.Initiatives[0].Leads[scoring.Biz]
	w.setup.Initiatives[0].Leads[scoring.Biz], w.setup.Next = biz[:2], nil
	w.enrol()
	if who = read[checkins.Who](w, "ana", checkins.Command{Verb: checkins.VerbWho}); who.Sides[scoring.Biz].Turnout != (checkins.Turnout{}) || who.Sides[scoring.IT].Of != 4 {
		t.Errorf("of two leads it is told: %+v", who)
	}

	few := newWorld(t, checkinstest.Setup(0)) // one lead a side
	few.until(berlin(0, 11))
	few.everybody(roundOn(0), 4, 4)
	few.until(berlin(3, 10))
	if who = read[checkins.Who](few, "ben", checkins.Command{Verb: checkins.VerbWho}); who.Sides[scoring.IT].Turnout != (checkins.Turnout{}) {
		t.Errorf("of one lead it is told whether they answered: %+v", who)
	}
}

// TestWhyQuotesWhatWasReleased: of the check-in that asked for the why last, and not of
// somebody who has left since. To whom, TestMayRead says.
func TestWhyQuotesWhatWasReleased(t *testing.T) {
	s := checkinstest.Setup(4) // five answers a side: any sentence may be read in explain
	s.Initiatives[0].Pulse.Dimensions = append(s.Initiatives[0].Pulse.Dimensions, checkins.WhyDim)
	w := newWorld(t, s)
	if why := read[checkins.Why](w, "ana", checkins.Command{Verb: checkins.VerbWhy}); len(why.Confirmed) != 2 || why.Confirmed[0].Name != "Ana Ruiz" || len(why.Waits) != 0 || why.Stated == nil || why.Stated.Said.Round != 0 || why.Voices != nil {
		t.Fatalf("before the first check-in: %+v", why)
	}
	w.until(berlin(0, 11))
	w.everybody(roundOn(0), 4, 4)
	line := func(p checkins.PersonID, text string, released bool) {
		w.presses++
		_, err := w.desk.Answer(w.ctx, checkinstest.Acme, checkins.Reply{
			Delivery: fmt.Sprint("line-", w.presses), From: checkinstest.SlackAccount(p), Person: p,
			Parts: []checkins.Filled{{Round: roundOn(0), Line: &checkins.Line{Person: p, Text: text, Released: released}}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	line("ben", "released", true)
	line("biz1", "of somebody who leaves", true)
	line("biz2", "kept", false)
	w.until(berlin(3, 10))
	w.setup.Initiatives[0].Leads[scoring.Biz] = slices.DeleteFunc(w.setup.Initiatives[0].Leads[scoring.Biz], func(p checkins.PersonID) bool { return p == "biz1" })
	w.setup.Initiatives[0].WhyConfirmed = []checkins.PersonID{"ana"}
	w.setup.Next = nil
	w.enrol()
	why := read[checkins.Why](w, "ana", checkins.Command{Verb: checkins.VerbWhy})
	if len(why.Voices) != 1 || !slices.Equal(why.Voices[0].Lines, []string{"released"}) || why.Voices[0].Side != scoring.Biz {
		t.Errorf("IT reads %+v", why.Voices)
	}
	if len(why.Confirmed) != 1 || !slices.Equal(why.Waits, []checkins.Wait{{For: checkins.WaitWhy, Side: scoring.Biz}}) || why.Stated.Said.Round != 1 {
		t.Errorf("%+v", why)
	}
	if theirs := read[checkins.Why](w, "ben", checkins.Command{Verb: checkins.VerbWhy}); len(theirs.Voices) != 1 || !slices.Equal(theirs.Voices[0].Lines, why.Voices[0].Lines) {
		t.Errorf("the business reads %+v", theirs.Voices)
	}
	if _, err := w.desk.Share(w.ctx, checkinstest.SlackAccount("ana"), checkinstest.Channel, why.Share, "share"); err != nil {
		t.Fatal(err)
	}
	w.turn()
	if shared := w.shown(checkins.KindShare)[0].Message.(checkins.Why); shared.Voices != nil || shared.Why == "" {
		t.Errorf("the channel reads %+v", shared)
	}
}

// TestWhoMayRead: leads and owners; a sponsor and an admin have the portfolio.
func TestWhoMayRead(t *testing.T) {
	s := checkinstest.Setup(3)
	s.People = append(s.People, checkinstest.Person("sam", "Sam"), checkinstest.Person("adam", "Adam"), checkinstest.Person("vera", "Vera"))
	s.Org.Admins = []checkins.PersonID{"adam"}
	other := checkinstest.Initiative(3)
	other.ID, other.Name, other.Priority, other.Channels, other.Owner = "billing", "Billing portal", "", nil, "ben"
	for _, side := range scoring.Sides {
		other.Leads[side] = other.Leads[side][1:]
	}
	s.Initiatives[0].Sponsor = "sam"
	s.Initiatives = append(s.Initiatives, other)
	w := newWorld(t, s)
	for week := range 3 {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+3, 10))
	}
	for _, v := range []checkins.Verb{checkins.VerbWhy, checkins.VerbHistory, checkins.VerbWho} {
		for _, p := range []checkins.PersonID{"sam", "adam", "vera"} {
			if h, is := w.asks(p, checkins.Command{Verb: v}).(checkins.Help); !is || h.Text != checkins.HelpNotAllowed {
				t.Errorf("%s asks for %s: %+v", p, v, h)
			}
		}
	}
	for p, want := range map[checkins.PersonID]int{"ana": 1, "ben": 2, "it1": 2, "sam": 1, "adam": 2} {
		if got := read[checkins.Portfolio](w, p, checkins.Command{Verb: checkins.VerbPortfolio}); got.Total != want || got.All != want {
			t.Errorf("%s sees %d of %d initiatives, want %d", p, got.Total, got.All, want)
		}
	}
	if h, is := w.asks("vera", checkins.Command{Verb: checkins.VerbPortfolio}).(checkins.Help); !is || h.Text != checkins.HelpNoPart {
		t.Errorf("somebody in the channel gets %+v", h)
	}
	if got := read[checkins.Portfolio](w, "adam", checkins.Command{Verb: checkins.VerbPriority, Name: "grow"}); got.Total != 1 || got.All != 2 || got.Filter != "growth" {
		t.Errorf("%+v", got)
	}

	// What a snooze changes until its date, and an acknowledgement for good.
	p := read[checkins.Portfolio](w, "sam", checkins.Command{Verb: checkins.VerbPortfolio})
	if row := p.Groups[0].Rows[0]; row.Alerts != 6 || row.Value == nil || !row.Value.Open || len(p.Decide) == 0 || p.Decide[0].Why != checkins.DecideAlert {
		t.Errorf("%+v", p)
	}
	letter := checkins.AlertLetter(checkinstest.Acme, roundOn(14), checkinstest.Channel)
	if _, err := w.desk.Snooze(w.ctx, checkinstest.SlackAccount("ana"), letter, roundOn(21).Date(), "snooze"); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[int]checkins.DecideReason{21: checkins.DecideGap, 22: checkins.DecideAlert} {
		w.clock = berlin(day, 9)
		if p = read[checkins.Portfolio](w, "sam", checkins.Command{Verb: checkins.VerbPortfolio}); p.Decide[0].Why != want {
			t.Errorf("day %d: %+v", day, p.Decide)
		}
	}
	if _, err := w.desk.Acknowledge(w.ctx, checkinstest.SlackAccount("ana"), letter, "ack"); err != nil {
		t.Fatal(err)
	}
	if p = read[checkins.Portfolio](w, "sam", checkins.Command{Verb: checkins.VerbPortfolio}); p.Decide[0].Why != checkins.DecideGap {
		t.Errorf("acknowledged: %+v", p.Decide)
	}
}
