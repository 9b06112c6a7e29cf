package main

import (
	"fmt"
	"os"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// pulseOrg is an org of so many initiatives with ten leads on each side, in one
// workspace, whose rounds all open at checkinstest.Opens.
func pulseOrg(id checkins.OrgID, team string, initiatives, side int) checkins.Setup {
	s := checkinstest.Setup(0)
	s.Org.ID, s.Org.Slack, s.People, s.Initiatives, s.Next = id, []string{team}, nil, nil, map[checkins.InitiativeID]time.Time{}
	for n := range initiatives {
		i := checkinstest.Initiative(2)
		i.ID, i.Name = checkins.InitiativeID(fmt.Sprintf("i%04d", n)), fmt.Sprint("Initiative ", n)
		i.Channels = []checkins.Account{{Platform: checkins.Slack, Team: team, ID: fmt.Sprintf("C%04d", n)}}
		i.Accepted = nil
		for _, on := range scoring.Sides {
			i.Leads[on] = nil
			for k := range side {
				p := checkinstest.Person(checkins.PersonID(fmt.Sprintf("p%04d%s%d", n, on, k)), "A lead")
				p.Accounts[0].Team, p.Accounts[0].ID = team, "U"+string(p.ID)
				i.Leads[on] = append(i.Leads[on], p.ID)
				s.People = append(s.People, p)
			}
		}
		i.WhyConfirmed = []checkins.PersonID{i.Leads[0][0], i.Leads[1][0]}
		i.Owner, i.Sponsor = i.Leads[0][0], i.Leads[1][0]
		s.Initiatives = append(s.Initiatives, i)
		s.Next[i.ID] = checkinstest.Opens
	}
	s.Org.Admins = []checkins.PersonID{s.People[0].ID}
	return s
}

// A check-in of 10,000 leads of one workspace, by two processes, on a clock of its
// own and under Slack's limits: everybody is asked within 45 minutes, Slack hardly
// ever has to refuse, and an org of ten never waits a minute beside it.
//
// It takes minutes, so that without PARALLAX_TORTURE it is a tenth of that, held to a
// tenth of the time.
func TestPulseOfTenThousand(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	leads := 1_000
	if os.Getenv("PARALLAX_TORTURE") != "" {
		leads = 10_000
	}
	most := time.Duration(leads) * 45 * time.Minute / 10_000
	w := newPaceWorld(t)
	w.pass(checkinstest.Opens.Sub(w.clock.now()))
	first := w.store()
	for _, s := range []checkins.Setup{pulseOrg("big", "T0001", leads/20, 10), pulseOrg("small", "T0002", 1, 5)} {
		if err := first.Enrol(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	var engines []*engine
	for range 2 {
		s := w.store()
		engines = append(engines, newEngine(w.desk(s, routed{"T0001": w.courier(s, "T0001", "a"), "T0002": w.courier(s, "T0002", "b")}), time.Second))
	}
	began, real := w.clock.now(), time.Now()
	posted := map[string]time.Time{} // what the small org waits for now and then
	for n := 0; w.clock.now().Sub(began) < time.Hour; n++ {
		if n%300 == 0 {
			l := paceParcel("T0002", checkins.KindReply, n).Letter
			l.Due, l.About.Help = w.clock.now(), &checkins.Help{Text: checkins.HelpAsked}
			if err := first.Post(t.Context(), "small", l); err != nil {
				t.Fatal(err)
			}
			posted[l.To.ID] = w.clock.now()
		}
		if err := engines[n%2].turn(t.Context(), w.clock.now()); err != nil {
			t.Fatal(err)
		}
		if n%60 == 0 && len(w.slack.made("T0001", "chat.postMessage")) >= leads {
			break
		}
		w.pass(time.Second)
	}
	asked, refused, late := map[string]int{}, 0, 0
	var last time.Duration
	for _, c := range w.slack.made("T0001", "chat.postMessage") {
		if c.refused {
			refused++
			if c.at.Sub(began) > time.Minute {
				late++
			}
			continue
		}
		asked[c.channel]++
		last = c.at.Sub(began)
	}
	twice := 0
	for channel, n := range asked {
		if n == 1 {
			continue
		}
		twice++
		for _, c := range w.slack.made("T0001", "chat.postMessage") {
			if c.channel == channel {
				t.Logf("%s after %s: refused %t, %s", channel, c.at.Sub(began), c.refused, c.text)
			}
		}
	}
	t.Logf("%d leads asked in %s of the clock, %d calls refused, %d of them after a minute; it took %s", len(asked), last, refused, late, time.Since(real).Round(time.Second))
	if len(asked) != leads || twice > 0 || last >= most {
		t.Errorf("%d leads asked, %d of them twice, the last after %s; want all of %d, once, within %s", len(asked), twice, last, leads, most)
	}
	if late*100 > leads {
		t.Errorf("%d calls refused after a minute, want at most 1 %%", late)
	}
	small := w.slack.made("T0002", "chat.postMessage")
	if len(small) != 10+len(posted) {
		t.Errorf("%d messages in the small org, want %d", len(small), 10+len(posted))
	}
	for _, c := range small {
		since, own := posted[c.channel]
		if !own {
			since = began
		}
		if wait := c.at.Sub(since); wait > time.Minute || c.refused {
			t.Errorf("%s in the small org waited %s, refused: %t", c.channel, wait, c.refused)
		}
	}
}
