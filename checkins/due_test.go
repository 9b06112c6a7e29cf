package checkins_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// The service was down over due times: what comes late comes once, in its leads' working
// hours; what is skipped is recorded, counted and told.
func TestD39Down(t *testing.T) {
	for name, c := range map[string]struct {
		back   time.Time
		state  checkins.RoundState
		reason checkins.Reason
		asked  string // in Berlin; empty: not in this round
	}{
		"ten minutes":                {berlin(0, 10).Add(10 * time.Minute), checkins.RoundOpen, "", "Tue 10:10"},
		"three hours":                {berlin(0, 13), checkins.RoundOpen, "", "Tue 13:00"},
		"until after work":           {berlin(0, 18), checkins.RoundOpen, "", "Wed 10:00"},
		"over night":                 {berlin(1, 2), checkins.RoundOpen, "", "Wed 10:00"},
		"until four hours are left":  {berlin(3, 6), checkins.RoundOpen, "", "Fri 09:00"},
		"until a minute less":        {berlin(3, 6).Add(time.Minute), checkins.RoundSkipped, checkins.ReasonDowntime, ""},
		"five days":                  {berlin(5, 12), checkins.RoundSkipped, checkins.ReasonDowntime, ""},
		"five days, back in the gap": {berlin(5, 2).Add(30 * time.Minute), checkins.RoundSkipped, checkins.ReasonDowntime, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, checkinstest.Setup(2))
			var skipped []checkins.Sighting
			w.desk.Seen = func(s checkins.Sighting) {
				if s.What == "skipped" {
					skipped = append(skipped, s)
				}
			}
			w.clock = c.back
			w.turn()
			rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0))
			if err != nil || len(rounds) != 1 || rounds[0].State != c.state || rounds[0].Reason != c.reason || !rounds[0].Closes.Equal(berlin(3, 10)) {
				t.Fatalf("round: %+v %v", rounds, err)
			}
			m, err := w.desk.Command(w.ctx, checkins.Request{From: checkinstest.SlackAccount("ana"), Command: checkins.Command{Verb: checkins.VerbStatus}})
			if err != nil {
				t.Fatal(err)
			}
			card := m.(checkins.Status).Card
			if c.state == checkins.RoundSkipped {
				if card.Skipped != checkinstest.First || card.SkipReason != checkins.ReasonDowntime || !card.Next.Equal(berlin(7, 10)) {
					t.Errorf("status: skipped %q %q, next %s", card.Skipped, card.SkipReason, card.Next)
				}
				if len(skipped) != 1 || skipped[0].Round != roundOn(0) || skipped[0].Reason != string(checkins.ReasonDowntime) {
					t.Errorf("counted: %+v", skipped)
				}
			} else if card.Skipped != "" || len(skipped) > 0 {
				t.Errorf("told as skipped: %q %+v", card.Skipped, skipped)
			}
			for ; w.clock.Before(berlin(3, 10)); w.clock = w.clock.Add(10 * time.Minute) {
				w.turn()
				if asks := w.to(checkins.KindAsk, "it1"); len(asks) == 1 {
					if got := w.clock.In(berlin(0, 0).Location()).Format("Mon 15:04"); got != c.asked {
						t.Errorf("asked on %s, want %s", got, c.asked)
					}
					break
				}
			}
			w.until(berlin(7, 11))
			want := 1
			if c.asked != "" {
				want = 2
			}
			if got := len(w.to(checkins.KindAsk, "it1")); got != want {
				t.Errorf("%d check-ins in two weeks, want %d", got, want)
			}
			next, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(7))
			if err != nil || len(next) != 1 || next[0].State != checkins.RoundOpen {
				t.Errorf("the next one: %+v %v", next, err)
			}
		})
	}
}

// Down for five days over the due times of a daily and of a weekly pulse: of each at
// most one opens late, and what lies behind is recorded as skipped, every one of them.
func TestD39CatchUp(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Initiatives[0].Pulse.Cadence, s.Initiatives[0].Pulse.Window = "0 10 * * *", 20*time.Hour
	two := checkinstest.Initiative(2)
	two.ID = "erp"
	s.Initiatives = append(s.Initiatives, two)
	s.Next["erp"] = checkinstest.Opens
	w := newWorld(t, s)
	skipped := map[checkins.InitiativeID]int{}
	w.desk.Seen = func(s checkins.Sighting) {
		if s.What == "skipped" && s.Reason == string(checkins.ReasonDowntime) {
			skipped[s.Round.Initiative()]++
		}
	}
	w.clock = berlin(6, 14) // Monday
	w.turn()
	states := map[checkins.InitiativeID][]checkins.RoundState{}
	for day := range 7 {
		for _, i := range []checkins.InitiativeID{checkinstest.CRM, "erp"} {
			rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, checkins.RoundIDOf(i, checkinstest.First.AddDays(day)))
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rounds {
				states[i] = append(states[i], r.State)
			}
		}
	}
	skip, open := checkins.RoundSkipped, checkins.RoundOpen
	want := map[checkins.InitiativeID][]checkins.RoundState{checkinstest.CRM: {skip, skip, skip, skip, skip, skip, open}, "erp": {skip}}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[checkins.InitiativeID]int{checkinstest.CRM: 6, "erp": 1}, skipped); diff != "" {
		t.Error(diff)
	}
	if got := len(w.to(checkins.KindAsk, "it1")); got != 1 {
		t.Errorf("%d check-ins", got)
	}
}

// moves has people live in another zone from now on.
func (w *world) moves(id checkins.PersonID, zone string) {
	w.t.Helper()
	ps, err := w.mem.People(w.ctx, checkinstest.Acme, id)
	if err != nil || len(ps) != 1 {
		w.t.Fatal(ps, err)
	}
	ps[0].Zone = zone
	if err := w.mem.Enrol(w.ctx, checkins.Setup{Org: w.setup.Org, People: ps}); err != nil {
		w.t.Fatal(err)
	}
}

// A lead moves while a round is open: one check-in, at the hour of where the lead is,
// and one nudge on a later date.
func TestD40Moves(t *testing.T) {
	for name, c := range map[string]struct {
		from, to      string
		at            time.Time // of the move
		asked, nudged string    // on the clocks of where the lead is then
	}{
		"no move":                           {"Europe/Berlin", "", time.Time{}, "2026-03-03 10:00", "2026-03-05 09:00"},
		"Berlin to New York, on the day":    {"Europe/Berlin", "America/New_York", berlin(0, 9), "2026-03-03 10:00", "2026-03-04 16:00, 2026-03-05 09:00"},
		"Berlin to New York, after the ask": {"Europe/Berlin", "America/New_York", berlin(0, 11), "2026-03-03 10:00", "2026-03-05 09:00"},
		"New York to Berlin, before it":     {"America/New_York", "Europe/Berlin", berlin(0, 12), "2026-03-03 16:00", "2026-03-05 09:00"},
		"New York to Berlin, after it":      {"America/New_York", "Europe/Berlin", berlin(0, 17), "2026-03-03 10:00", "2026-03-05 09:00"},
		"Berlin to Tokyo, on the day":       {"Europe/Berlin", "Asia/Tokyo", berlin(0, 9), "2026-03-04 10:00", "2026-03-05 09:00, 2026-03-06 09:00"},
		"Berlin to Tokyo, after the ask":    {"Europe/Berlin", "Asia/Tokyo", berlin(0, 11), "2026-03-03 10:00", "2026-03-06 09:00"},
		// Over the date line: to the west a date is left out, to the east one comes twice.
		"Honolulu to Auckland, before it": {"Pacific/Honolulu", "Pacific/Auckland", berlin(0, 12), "2026-03-04 10:00", "2026-03-05 10:00, 2026-03-06 09:00"},
		"Honolulu to Auckland, after it":  {"Pacific/Honolulu", "Pacific/Auckland", berlin(0, 22), "2026-03-03 10:00", "2026-03-05 10:00, 2026-03-06 09:00"},
		"Auckland to Honolulu, before it": {"Pacific/Auckland", "Pacific/Honolulu", berlin(0, 12), "2026-03-03 11:00", "2026-03-04 11:00, 2026-03-05 10:00"},
		"Auckland to Honolulu, after it":  {"Pacific/Auckland", "Pacific/Honolulu", berlin(0, 23), "2026-03-04 10:00", "2026-03-05 09:00"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, checkinstest.Setup(2))
			w.moves("it1", c.from)
			got := map[checkins.Kind][]string{}
			for ; w.clock.Before(berlin(3, 12)); w.clock = w.clock.Add(30 * time.Minute) {
				if !c.at.IsZero() && w.clock.Equal(c.at) && !strings.Contains(name, "after") {
					w.moves("it1", c.to)
				}
				w.turn()
				if w.clock.Equal(c.at) && strings.Contains(name, "after") {
					w.moves("it1", c.to)
				}
				p, err := w.mem.People(w.ctx, checkinstest.Acme, "it1")
				if err != nil {
					t.Fatal(err)
				}
				for _, k := range []checkins.Kind{checkins.KindAsk, checkins.KindNudge} {
					if n := len(w.to(k, "it1")); n > len(got[k]) {
						got[k] = append(got[k], w.clock.In(p[0].Location()).Format("2006-01-02 15:04"))
					}
				}
			}
			want := map[checkins.Kind][]string{checkins.KindAsk: {c.asked}, checkins.KindNudge: strings.Split(c.nudged, ", ")}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Two platforms and two zones, changed between the ask and the nudge: one check-in on
// one platform, the nudge where the lead is by then, and what was sent is changed where
// it stands once it is answered.
func TestD40TwoPlatforms(t *testing.T) {
	inTeams := checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "22222222-2222-2222-2222-222222222222"}
	for _, first := range []checkins.Platform{checkins.Slack, checkins.Teams} {
		t.Run(string(first), func(t *testing.T) {
			s := checkinstest.Setup(2)
			s.Org.Teams = []string{tenant}
			s.People[0].Accounts = append(s.People[0].Accounts, inTeams)
			w := newWorld(t, s)
			courier := map[checkins.Platform]*checkinstest.Courier{checkins.Slack: w.courier, checkins.Teams: {}}
			w.desk.Couriers[checkins.Teams] = chats{courier[checkins.Teams]}
			at := map[checkins.Platform]checkins.Account{checkins.Slack: anaInSlack, checkins.Teams: inTeams}
			second := map[checkins.Platform]checkins.Platform{checkins.Slack: checkins.Teams, checkins.Teams: checkins.Slack}[first]
			messages := func(p checkins.Platform, k checkins.Kind) (n, edits int) {
				for _, m := range courier[p].Parcels() {
					switch {
					case m.Letter.Kind != k || m.Letter.Lead != "ana":
					case m.Edit.IsZero():
						n++
					default:
						edits++
					}
				}
				return n, edits
			}
			w.types(at[first], checkins.VerbHere)
			w.moves("ana", "America/New_York")
			w.until(berlin(0, 17))
			w.types(at[second], checkins.VerbHere)
			w.moves("ana", "Europe/Berlin")
			w.until(berlin(2, 12))
			for _, c := range []struct {
				p    checkins.Platform
				k    checkins.Kind
				want int
			}{{first, checkins.KindAsk, 1}, {second, checkins.KindAsk, 0}, {first, checkins.KindNudge, 0}, {second, checkins.KindNudge, 1}} {
				if n, _ := messages(c.p, c.k); n != c.want {
					t.Errorf("%s in %s: %d, want %d", c.k, c.p, n, c.want)
				}
			}
			w.answers("ana", roundOn(0), 4)
			w.until(berlin(2, 13))
			if _, edits := messages(first, checkins.KindAsk); edits != 1 {
				t.Errorf("the ask was changed %d times in %s", edits, first)
			}
			if _, edits := messages(second, checkins.KindNudge); edits != 1 {
				t.Errorf("the nudge was changed %d times in %s", edits, second)
			}
		})
	}
}

// A nudge that a day off moves to the last two hours stays away.
func TestANudgeTooCloseToTheClose(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.until(berlin(0, 11))
	p := w.setup.People[slices.IndexFunc(w.setup.People, func(p checkins.Person) bool { return p.ID == "it1" })]
	p.Workdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Friday}
	if err := w.mem.Enrol(w.ctx, checkins.Setup{Org: w.setup.Org, People: []checkins.Person{p}}); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(3, 11))
	if n := len(w.to(checkins.KindNudge, "it1")); n != 0 {
		t.Errorf("%d nudges an hour before the close", n)
	}
}

// A check-in that took up a nudge, and whose own questions were answered before it went
// out, is a nudge.
func TestD40AnAskThatOnlyRemindsIsANudge(t *testing.T) {
	s := checkinstest.Setup(2)
	two := checkinstest.Initiative(2)
	two.ID, two.Pulse.Cadence, two.Pulse.Window = "erp", "0 6 * * 4", 30*time.Hour
	s.Initiatives = append(s.Initiatives, two)
	s.Next["erp"] = berlin(2, 6)
	w := newWorld(t, s)
	w.until(berlin(0, 15))
	at := 14 * 60 // chosen after the first check-in came
	if err := w.mem.Amend(w.ctx, checkinstest.Acme, "it1", checkins.Wish{AskAt: &at}); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(2, 12))
	if n := len(w.to(checkins.KindNudge, "it1")); n != 0 {
		t.Fatalf("%d nudges on the day of another check-in", n)
	}
	w.answers("it1", checkins.RoundIDOf("erp", checkinstest.First.AddDays(2)), 4)
	w.until(berlin(2, 16))
	if asks, nudges := len(w.to(checkins.KindAsk, "it1")), w.to(checkins.KindNudge, "it1"); asks != 1 || len(nudges) != 1 || !slices.Equal(nudges[0].Letter.About.Rounds, []checkins.RoundID{roundOn(0)}) {
		t.Errorf("%d check-ins, nudges %+v", asks, nudges)
	}
}

// An ask that moved to another date is followed: it shows what was answered elsewhere,
// and the close; what could not arrive is the owner's trouble, and goes out once it can.
func TestD40MovedAskIsFollowed(t *testing.T) {
	moved := func(t *testing.T) *world {
		w := newWorld(t, checkinstest.Setup(2))
		w.clock = berlin(0, 9)
		w.turn()
		w.moves("it1", "Asia/Tokyo") // before the round opens it is not planned yet
		w.clock = berlin(0, 10)
		w.turn()
		w.moves("it1", "Pacific/Honolulu") // planned for 4 March in Tokyo; asked on 3 March
		return w
	}
	ask := func(w *world) checkins.LetterID {
		return checkins.LetterIDOf(checkinstest.Acme, checkins.KindAsk, "it1", "2026-03-03")
	}
	t.Run("answered and closed", func(t *testing.T) {
		w := moved(t)
		w.until(berlin(1, 6))
		if asks := w.to(checkins.KindAsk, "it1"); len(asks) != 1 || asks[0].Letter.ID != ask(w) {
			t.Fatalf("asked: %+v", asks)
		}
		m, err := w.desk.Form(w.ctx, checkinstest.SlackAccount("it1"), "", checkins.Proof{})
		if err != nil {
			t.Fatal(err)
		}
		due := m.(checkins.Form).Due[0]
		if due.Ask != ask(w) {
			t.Errorf("the form names %s as the ask, want %s", due.Ask, ask(w))
		}
		part := checkins.Filled{Round: roundOn(0), Ask: due.Ask}
		for _, item := range due.Items {
			part.Marks = append(part.Marks, checkinstest.Own(item.Dimension, 4))
		}
		r := checkins.Reply{Delivery: "press", From: checkinstest.SlackAccount("it1"), Person: "it1", Parts: []checkins.Filled{part}}
		if rec, err := w.desk.Answer(w.ctx, checkinstest.Acme, r); err != nil || rec[0].Outcome != checkins.Saved {
			t.Fatal(rec, err)
		}
		w.turn()
		if state := w.to(checkins.KindAsk, "it1")[0].Message.(checkins.Ask).Due[0].State; state != checkins.DueSaved {
			t.Errorf("after the answer the ask shows %s", state)
		}
		w.until(berlin(3, 11))
		if state := w.to(checkins.KindAsk, "it1")[0].Message.(checkins.Ask).Due[0].State; state != checkins.DueClosed {
			t.Errorf("after the close the ask shows %s", state)
		}
		if n := len(w.to(checkins.KindNudge, "it1")); n != 0 {
			t.Errorf("%d nudges after the answer", n)
		}
	})
	t.Run("out of reach", func(t *testing.T) {
		w := moved(t)
		g := &gate{Courier: w.courier, shut: map[string]bool{"U-it1": true}}
		w.desk.Couriers[checkins.Slack] = g
		w.until(berlin(1, 6))
		m, err := w.desk.Command(w.ctx, checkins.Request{From: checkinstest.SlackAccount("ana"), Command: checkins.Command{Verb: checkins.VerbStatus}})
		if err != nil {
			t.Fatal(err)
		}
		if ts := m.(checkins.Status).Letters; !slices.ContainsFunc(ts, func(x checkins.Trouble) bool {
			return x.Kind == checkins.KindAsk && x.State == checkins.LetterUnreachable
		}) {
			t.Errorf("the owner is not told: %+v", ts)
		}
		g.shut = nil
		w.clock = berlin(1, 20) // 09:00 in Honolulu
		if err := w.desk.Reached(w.ctx, checkinstest.SlackAccount("it1")); err != nil {
			t.Fatal(err)
		}
		w.until(berlin(1, 22))
		if asks := w.to(checkins.KindAsk, "it1"); len(asks) != 1 || asks[0].Letter.About.Date != "2026-03-04" {
			t.Errorf("asked: %+v", asks)
		}
	})
}

// What an opening has fixed stays as it was, whatever is applied while the round is
// open or due: its close, its wording, whom it asks. The next round follows the change.
func TestD41Edits(t *testing.T) {
	edit := func(w *world, next time.Time, change func(*checkins.Initiative)) {
		i := checkinstest.Initiative(2)
		change(&i)
		w.setup.Initiatives = []checkins.Initiative{i}
		w.setup.Next = map[checkins.InitiativeID]time.Time{}
		if !next.IsZero() {
			w.setup.Next[checkinstest.CRM] = next
		}
		w.enrol()
	}
	add := func(i *checkins.Initiative) { i.Leads[scoring.IT] = append(i.Leads[scoring.IT], "new") }
	for name, c := range map[string]struct {
		next   time.Time // planned by the change; zero: none
		change func(*checkins.Initiative)
		closes time.Time // of the round that follows; zero: none follows
	}{
		"window":         {berlin(7, 10), func(i *checkins.Initiative) { i.Pulse.Window = 24 * time.Hour }, berlin(8, 10)},
		"longer window":  {berlin(7, 10), func(i *checkins.Initiative) { i.Pulse.Window = 120 * time.Hour }, berlin(12, 10)},
		"day and hour":   {berlin(8, 14), func(i *checkins.Initiative) { i.Pulse.Cadence = "0 14 * * 3" }, berlin(11, 14)},
		"zone":           {berlin(7, 15), func(i *checkins.Initiative) { i.Pulse.Zone = "America/New_York" }, berlin(10, 15)}, // the clocks change there first
		"name":           {berlin(7, 10), func(i *checkins.Initiative) { i.Name = "CRM, at last" }, berlin(10, 10)},
		"lead added":     {berlin(7, 10), add, berlin(10, 10)},
		"why taken away": {time.Time{}, func(i *checkins.Initiative) { i.Why = "" }, time.Time{}},
		"paused":         {time.Time{}, func(i *checkins.Initiative) { i.Paused = true }, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			s := checkinstest.Setup(2)
			s.People = append(s.People, checkinstest.Person("new", "New"))
			w := newWorld(t, s)
			w.until(berlin(0, 11))
			before := w.round(0)
			edit(w, c.next, c.change)
			w.until(berlin(2, 11))
			if n := len(w.to(checkins.KindNudge, "it1")); n != 1 {
				t.Errorf("%d nudges", n)
			}
			if n := len(w.to(checkins.KindAsk, "new")); n != 0 {
				t.Errorf("who was added later is asked in this round")
			}
			if rec := w.answers("it1", roundOn(0), 4); rec[0].Outcome != checkins.Saved {
				t.Errorf("an answer: %+v", rec)
			}
			w.until(berlin(3, 9))
			after := w.round(0)
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("the round was changed:\n%s", diff)
			}
			w.until(berlin(3, 10))
			if r := w.round(0); r.State != checkins.RoundClosed {
				t.Errorf("at its close it is %s", r.State)
			}
			w.until(berlin(9, 10))
			_, latest, err := w.mem.Standing(w.ctx, checkinstest.Acme, checkinstest.CRM)
			if err != nil {
				t.Fatal(err)
			}
			next, err := w.mem.Rounds(w.ctx, checkinstest.Acme, latest)
			if err != nil || len(next) != 1 {
				t.Fatal(next, err)
			}
			switch follows := latest != roundOn(0); {
			case follows == c.closes.IsZero():
				t.Errorf("the latest is %s", latest)
			case follows && !next[0].Closes.Equal(c.closes):
				t.Errorf("the next closes %s, want %s", next[0].Closes, c.closes)
			}
			if name == "lead added" && !slices.Contains(next[0].Roster[scoring.IT], "new") {
				t.Errorf("who was added is not asked in the next round: %v", next[0].Roster)
			}
		})
	}
}

// A change while an opening is due and the service is down: the opening that was due
// comes late, at its own date, with the leads and the window of now, once; the ones
// after it follow the change.
func TestD41EditedWhileDue(t *testing.T) {
	for name, c := range map[string]struct {
		cadence, zone string
		window        time.Duration
		round         checkins.Date // of the one that was due
		next          time.Time     // closes of the one after it
	}{
		"other window":   {"0 10 * * 2", "Europe/Berlin", 48 * time.Hour, "2026-03-03", berlin(9, 10)},
		"other day":      {"0 10 * * 4", "Europe/Berlin", 24 * time.Hour, "2026-03-03", berlin(3, 10)},
		"other zone":     {"0 10 * * 2", "Asia/Tokyo", 72 * time.Hour, "2026-03-03", berlin(10, 2)},
		"zone of a date": {"0 10 * * 2", "Pacific/Kiritimati", 72 * time.Hour, "2026-03-03", berlin(9, 21)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, checkinstest.Setup(2))
			w.clock = berlin(0, 12)
			i := &w.setup.Initiatives[0]
			i.Pulse.Cadence, i.Pulse.Zone, i.Pulse.Window = c.cadence, c.zone, c.window
			w.setup.Next = map[checkins.InitiativeID]time.Time{checkinstest.CRM: checkinstest.Opens} // as apply keeps it
			w.enrol()
			w.turn()
			id := checkins.RoundIDOf(checkinstest.CRM, c.round)
			rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, id)
			if err != nil || len(rounds) != 1 || rounds[0].State != checkins.RoundOpen || !rounds[0].Closes.Equal(checkinstest.Opens.Add(c.window)) {
				t.Fatalf("%+v %v", rounds, err)
			}
			w.until(berlin(8, 9))
			_, latest, err := w.mem.Standing(w.ctx, checkinstest.Acme, checkinstest.CRM)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(w.to(checkins.KindAsk, "it1")); n != 2 {
				t.Errorf("asked %d times", n)
			}
			next, err := w.mem.Rounds(w.ctx, checkinstest.Acme, latest)
			if err != nil || latest == id || !next[0].Closes.Equal(c.next) {
				t.Errorf("the one after it: %+v %v", next, err)
			}
		})
	}
}

// An opening that a change of the clocks moves past midnight is that of the date before,
// and the one of the next date comes too.
func TestD36OpensForTheDateBefore(t *testing.T) {
	s := checkinstest.Setup(2)
	p := &s.Initiatives[0].Pulse
	p.Zone, p.Cadence, p.Window = "America/Nuuk", "30 23 * * *", 10*time.Hour
	start := time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC)
	s.Next[checkinstest.CRM] = p.Coming("", start, 1)[0].Opens
	for n := range s.People {
		s.People[n].Zone, s.People[n].Country = "Pacific/Auckland", "NZ"
		s.People[n].From, s.People[n].To = 0, 24*60
		s.People[n].Workdays = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	}
	w := newWorld(t, s)
	w.clock = start
	w.until(start.AddDate(0, 0, 4))
	var got []string
	for d := checkins.Date("2026-03-26"); d < "2026-04-01"; d = d.AddDays(1) {
		rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, checkins.RoundIDOf(checkinstest.CRM, d))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rounds {
			got = append(got, fmt.Sprintf("%s %s", d, r.Opens.In(p.Location()).Format("2006-01-02 15:04")))
		}
	}
	// until turns each hour, so a round opens up to an hour after its time.
	want := []string{"2026-03-27 2026-03-28 00:00", "2026-03-28 2026-03-29 00:00", "2026-03-29 2026-03-30 00:00", "2026-03-30 2026-03-31 00:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func (w *world) round(day int) checkins.Round {
	w.t.Helper()
	rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(day))
	if err != nil || len(rounds) != 1 {
		w.t.Fatal(rounds, err)
	}
	return rounds[0]
}
