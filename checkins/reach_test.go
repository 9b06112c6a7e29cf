package checkins_test

import (
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// Where the platform shows nobody a message alone in a channel, the answer goes to
// the asker's own chat, and the channel is told so, or that it can't be.
func TestAMentionIsAnsweredApart(t *testing.T) {
	ana := checkinstest.SlackAccount("ana")
	for name, c := range map[string]struct {
		end  checkins.DoneWhat
		when checkinstest.Ending
	}{
		"answered": {checkins.DoneApart, checkinstest.Taken},
		"refused":  {checkins.DoneNotApart, checkinstest.Refused("BotNotInConversationRoster")},
		"lost":     {"", checkinstest.Lost},
		"later":    {checkins.DoneApart, checkinstest.Ending{Err: &checkins.Refusal{Reason: "Throttled", After: time.Second}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, checkinstest.Setup(2))
			w.turn()
			before := len(w.courier.Parcels())
			w.courier.Queue(c.when)
			r := checkins.Request{
				Delivery: "Ev1", From: ana, Channel: checkinstest.Channel, Thread: "1.1", Apart: true, Command: checkins.Command{Verb: checkins.VerbStatus},
			}
			for range 3 {
				if err := w.desk.Mention(w.ctx, r); err != nil {
					t.Fatal(err)
				}
				w.turn()
				w.clock = w.clock.Add(2 * time.Second)
			}
			var answers, lines []checkins.Parcel
			for _, p := range w.courier.Parcels()[before:] {
				if p.Letter.To == ana {
					answers = append(answers, p)
				} else {
					lines = append(lines, p)
				}
			}
			if s, is := answers[len(answers)-1].Message.(checkins.Status); !is || s.Share.Initiative != checkinstest.CRM {
				t.Errorf("answered with %+v, want the status of the channel's initiative", answers)
			}
			if c.end == "" {
				if len(lines) != 0 {
					t.Errorf("the channel was told %+v", lines)
				}
				return
			}
			if len(lines) != 1 || lines[0].Letter.To != checkinstest.Channel || lines[0].Letter.About.Thread != "1.1" || lines[0].Letter.About.Asker == nil {
				t.Fatalf("lines %+v", lines)
			}
			if d, is := lines[0].Message.(checkins.Done); !is || d.What != c.end {
				t.Errorf("the channel was told %+v, want %s", lines[0].Message, c.end)
			}
		})
	}
}

// What was done is not to be asked for again, though nothing can be said in private.
// What was not done is.
func TestAnActInAChannelIsDone(t *testing.T) {
	for until, want := range map[string]checkins.DoneWhat{"2026-03-20": "", "never": checkins.DoneNotApart} {
		w := newWorld(t, checkinstest.Setup(2))
		w.turn()
		w.courier.Queue(checkinstest.Refused("BotNotInConversationRoster"))
		r := checkins.Request{
			Delivery: "Ev1", From: checkinstest.SlackAccount("ana"), Channel: checkinstest.Channel, Apart: true,
			Command: checkins.Command{Verb: checkins.VerbAway, Until: until},
		}
		if err := w.desk.Mention(w.ctx, r); err != nil {
			t.Fatal(err)
		}
		w.turn()
		lines := w.shown(checkins.KindReply)
		if len(lines) != 1 || lines[0].Letter.To != checkinstest.Channel || lines[0].Message != (checkins.Done{What: want}) {
			t.Errorf("until %s: the channel was told %+v", until, lines)
		}
		ps, err := w.mem.People(w.ctx, checkinstest.Acme, "ana")
		if err != nil || (ps[0].AwayTo != "") != (want == "") {
			t.Errorf("until %s: away to %q, %v", until, ps[0].AwayTo, err)
		}
	}
}

// In the asker's own chat there is nobody else to tell.
func TestAMentionInPrivateIsOneAnswer(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	r := checkins.Request{Delivery: "Ev1", From: checkinstest.SlackAccount("ana"), Apart: true, Command: checkins.Command{Verb: checkins.VerbHelp}}
	if err := w.desk.Mention(w.ctx, r); err != nil {
		t.Fatal(err)
	}
	w.turn()
	if replies := w.shown(checkins.KindReply); len(replies) != 1 || replies[0].Letter.To != r.From {
		t.Errorf("%+v", replies)
	}
}

func TestWhatDidNotArriveGoesOutOnceReached(t *testing.T) {
	setup := checkinstest.Setup(2)
	second := checkins.Account{Platform: checkins.Slack, Team: checkinstest.Team, ID: "U-ana-2"}
	setup.People[0].Accounts = append(setup.People[0].Accounts, second)
	w := newWorld(t, setup)
	ana, ben := checkinstest.SlackAccount("ana"), checkinstest.SlackAccount("ben")
	reached := func(a checkins.Account) {
		t.Helper()
		if err := w.desk.Reached(w.ctx, a); err != nil {
			t.Fatal(err)
		}
		w.turn()
	}
	asks := func(p checkins.PersonID, want int) {
		t.Helper()
		if got := len(w.to(checkins.KindAsk, p)); got != want {
			t.Fatalf("%s has %d asks at %s, want %d", p, got, w.clock, want)
		}
	}
	w.courier.Refuse(ana.ID, "BotNotInConversationRoster")
	w.until(berlin(0, 11))
	asks("ana", 0)
	asks("ben", 1)
	reached(ana) // it is not yet so
	asks("ana", 0)
	w.courier.Refuse(ana.ID, "")
	reached(ben)
	reached(second) // she is written to elsewhere
	asks("ana", 0)
	for range 2 {
		reached(ana)
		reached(ben)
		asks("ana", 1)
		asks("ben", 1)
	}
	reached(checkinstest.SlackAccount("zoe"))
	reached(checkins.Account{Platform: checkins.Teams, Team: "t", ID: "x"})

	// Away again for the first nudge and the result.
	w.courier.Refuse(ben.ID, "ConversationBlockedByUser")
	w.answers("ana", roundOn(0), 4)
	w.until(berlin(2, 9))
	nudges := func() int { return len(w.to(checkins.KindNudge, "ben")) }
	if nudges() != 0 {
		t.Fatalf("%d nudges", nudges())
	}
	w.courier.Refuse(ben.ID, "")
	reached(ben)
	if nudges() != 1 {
		t.Fatalf("%d nudges, want one", nudges())
	}
	asks("ben", 1)
	w.courier.Refuse(ben.ID, "ConversationBlockedByUser")
	w.until(berlin(3, 11))
	w.courier.Refuse(ben.ID, "")
	before := nudges()
	reached(ben)
	if got := len(w.to(checkins.KindResult, "ben")); got != 1 || nudges() != before {
		t.Errorf("%d results and %d nudges after the close, want 1 and %d", got, nudges(), before)
	}
}

// An alert that its channel did not get is there once the channel is reached, as long
// as it is open; so is the card. What the owner was to be told of it waits for the
// owner likewise, also for one who leads nothing.
func TestAlertsGoOutOnceReached(t *testing.T) {
	zoe := checkinstest.SlackAccount("zoe")
	begin := func(t *testing.T) (w *world, reached func(checkins.Account)) {
		s := checkinstest.Setup(2)
		s.People = append(s.People, checkinstest.Person("zoe", "Zoe"))
		s.Initiatives[0].Owner = "zoe"
		w = newWorld(t, s)
		w.courier.Refuse(checkinstest.Channel.ID, "not_in_channel")
		w.courier.Refuse(zoe.ID, "BotNotInConversationRoster")
		w.threeWeeksApart()
		w.clock = berlin(17, 10)
		w.turn()
		if got := len(w.shown(checkins.KindAlert)) + len(w.shown(checkins.KindNotice)) + len(w.shown(checkins.KindCard)); got != 0 {
			t.Fatalf("%d messages arrived", got)
		}
		return w, func(a checkins.Account) {
			t.Helper()
			w.courier.Refuse(a.ID, "")
			for range 2 {
				if err := w.desk.Reached(w.ctx, a); err != nil {
					t.Fatal(err)
				}
				w.turn()
			}
		}
	}
	count := func(t *testing.T, w *world, alerts, cards, notices int) {
		t.Helper()
		a, c := len(w.shown(checkins.KindAlert)), len(w.shown(checkins.KindCard))
		n := 0
		for _, s := range w.shown(checkins.KindNotice) {
			if s.Message.(checkins.Notice).Alert != nil {
				n++
			}
		}
		if a != alerts || c != cards || n != notices {
			t.Errorf("%d alerts, %d cards and %d notices with the alert; want %d, %d and %d", a, c, n, alerts, cards, notices)
		}
	}
	t.Run("the channel", func(t *testing.T) {
		w, reached := begin(t)
		reached(checkins.Account{Platform: checkins.Slack, Team: checkinstest.Team, ID: "C-other"})
		count(t, w, 0, 0, 0)
		reached(checkinstest.Channel)
		count(t, w, 1, 1, 0)
		reached(zoe) // the channel has it by now
		count(t, w, 1, 1, 0)
		if got := len(w.shown(checkins.KindNotice)); got != 0 {
			t.Errorf("%d notices of a channel that is reached", got)
		}
	})
	t.Run("the owner", func(t *testing.T) {
		w, reached := begin(t)
		reached(checkinstest.SlackAccount("ben")) // no business of his
		count(t, w, 0, 0, 0)
		reached(zoe)
		count(t, w, 0, 0, 1)
	})
	t.Run("too late", func(t *testing.T) {
		w, reached := begin(t)
		for day := 21; day < 60 && w.open(t); day += 7 {
			w.until(berlin(day, 11))
			w.everybody(roundOn(day), 1, 5)
			w.until(berlin(day+3, 10))
		}
		if w.open(t) {
			t.Fatal("the gap has not closed")
		}
		reached(checkinstest.Channel)
		reached(zoe)
		count(t, w, 0, 1, 0)
	})
}

// open reports whether an alert of the initiative is open.
func (w *world) open(t *testing.T) bool {
	t.Helper()
	s, _, err := w.mem.Standing(w.ctx, checkinstest.Acme, checkinstest.CRM)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range s.Course {
		if c.Episode.Open() {
			return true
		}
	}
	return false
}

// Teams names only the first channel of a team into which the app was installed.
func TestATeamThatIsReached(t *testing.T) {
	s := checkinstest.Setup(2)
	tenant := "11111111-1111-1111-1111-111111111111"
	channel := checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "19:crm@thread.tacv2"}
	s.Org.Teams, s.Initiatives[0].Channels = []string{tenant}, []checkins.Account{channel}
	w := newWorld(t, s)
	w.desk.Couriers[checkins.Teams] = w.courier
	w.courier.Refuse(channel.ID, "BotNotInConversationRoster")
	w.threeWeeksApart()
	w.clock = berlin(17, 10)
	w.turn()
	w.courier.Refuse(channel.ID, "")
	for _, c := range []struct {
		id   string
		want int
	}{{"a stranger", 0}, {"19:general@thread.tacv2", 1}} {
		if err := w.desk.Reached(w.ctx, checkins.Account{Platform: checkins.Teams, Team: tenant, ID: c.id}); err != nil {
			t.Fatal(err)
		}
		w.turn()
		if got := len(w.shown(checkins.KindAlert)); got != c.want {
			t.Errorf("%d alerts after %s was reached, want %d", got, c.id, c.want)
		}
	}
}
