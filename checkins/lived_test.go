package checkins_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // every zone, whatever the machine has

	"pgregory.net/rapid"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// runs has rapid try that often, and ten or two hundred times as often where faults are
// played at length.
func runs(t *testing.T, n int) {
	t.Helper()
	switch os.Getenv("PARALLAX_TORTURE") {
	case "short":
		n *= 10
	case "full":
		n *= 200
	}
	was := flag.Lookup("rapid.checks").Value.String()
	if err := flag.Set("rapid.checks", strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.checks", was) })
}

// farApart are zones at the ends of the earth, across the date line, with half hours,
// and with changes of the clocks at midnight.
var farApart = strings.Fields("Europe/Berlin America/New_York America/Los_Angeles Pacific/Honolulu Pacific/Kiritimati Pacific/Auckland " +
	"Pacific/Chatham Pacific/Pago_Pago Asia/Tokyo Asia/Kolkata Asia/Kathmandu Africa/Cairo Africa/Casablanca America/Santiago " +
	"America/St_Johns Australia/Lord_Howe Asia/Beirut America/Nuuk Antarctica/Troll UTC Etc/GMT+12")

const tenant = "11111111-1111-1111-1111-111111111111"

// lived watches what a lead gets, by the dates that they live through.
type lived struct {
	*world
	t       *rapid.T
	seen    int
	asked   int // how often somebody was due, and had been asked
	changed map[checkins.PersonID]time.Time
	asks    map[checkins.PersonID]map[checkins.Date]int                // messages that ask, by the lead's date at the time
	about   map[checkins.PersonID]map[checkins.RoundID][]checkins.Date // when each round was asked, in a message of its own
}

func (l *lived) person(id checkins.PersonID) checkins.Person {
	ps, err := l.mem.People(l.ctx, checkinstest.Acme, id)
	if err != nil || len(ps) != 1 {
		l.t.Fatal(ps, err)
	}
	return ps[0]
}

// watch holds what was sent in the turn just made against the leads' days.
func (l *lived) watch() {
	all := l.courier.Seen()
	for _, s := range all[l.seen:] {
		if s.Letter.Kind != checkins.KindAsk && s.Letter.Kind != checkins.KindNudge {
			continue
		}
		p := l.person(s.Letter.Lead)
		here := l.clock.In(p.Location())
		from, to := p.Hours()
		if m := here.Hour()*60 + here.Minute(); !p.Works(checkins.DateOf(here), l.setup.Org.Holidays) || m < from || m >= to {
			l.t.Fatalf("%s to %s at %v, who works %d to %d on %v, away %s to %s", s.Letter.Kind, p.ID, here, from, to, p.Workdays, p.AwayFrom, p.AwayTo)
		}
		date := checkins.DateOf(here)
		var due []checkins.Due
		switch m := s.Message.(type) {
		case checkins.Ask:
			due = m.Due
			if l.asks[p.ID][date]++; l.asks[p.ID][date] > 1 {
				l.t.Fatalf("%s is asked twice on %s", p.ID, date)
			}
		case checkins.Nudge:
			due = m.Due
			if !slices.ContainsFunc(due, func(d checkins.Due) bool { return d.Closes.Sub(l.clock) >= 2*time.Hour }) {
				l.t.Fatalf("%s is nudged at %v, less than two hours before the close of %s", p.ID, here, s.Letter.About.Rounds)
			}
		}
		if !slices.ContainsFunc(due, func(d checkins.Due) bool { return !slices.Contains(l.about[p.ID][d.Round], date) }) {
			l.t.Fatalf("%s to %s about %s again on %s", s.Letter.Kind, p.ID, s.Letter.About.Rounds, date)
		}
		for _, d := range due {
			l.about[p.ID][d.Round] = append(l.about[p.ID][d.Round], date)
		}
	}
	l.seen = len(all)
}

// reached holds that whoever works now, and whose hour has come, has been asked.
func (l *lived) reached() {
	for _, i := range l.setup.Initiatives {
		_, latest, err := l.mem.Standing(l.ctx, checkinstest.Acme, i.ID)
		if err != nil {
			l.t.Fatal(err)
		}
		rounds, err := l.mem.Rounds(l.ctx, checkinstest.Acme, latest)
		if err != nil {
			l.t.Fatal(err)
		}
		if latest == "" || rounds[0].State != checkins.RoundOpen {
			continue
		}
		r := rounds[0]
		for id, plan := range r.Plans {
			p := l.person(id)
			// A letter that was planned, or rests, for somewhere else is looked at in its time.
			if l.clock.Before(plan.AskAt) || l.clock.Before(l.changed[id].AddDate(0, 0, 4)) {
				continue
			}
			at, _, ok := checkins.AskAt(p, l.setup.Org.Holidays, checkins.Planned{Opens: r.Opens, Closes: r.Closes}, i.Pulse.Minute(r.ID.Date()))
			if !ok || l.clock.Before(at) || !checkins.WorkingAt(p, l.setup.Org.Holidays, l.clock).Equal(l.clock) {
				continue
			}
			l.asked++
			if !slices.ContainsFunc(l.courier.Seen(), func(s checkinstest.Shown) bool {
				a, isAsk := s.Message.(checkins.Ask)
				return isAsk && s.Letter.Lead == id && slices.ContainsFunc(a.Due, func(d checkins.Due) bool { return d.Round == r.ID })
			}) {
				l.t.Fatalf("%s works at %v, their hour has come at %v, and %s was not asked", id, l.clock.In(p.Location()), at.In(p.Location()), r.ID)
			}
		}
	}
}

// Leads move over the earth, the date line and the changes of the clocks, change their
// hours, go on leave and come back, are asked on two platforms, and the service stops
// for hours or days, while three pulses run: an ask and a nudge come only on a working
// day and in working hours of where the lead is, one message that asks a date that the
// lead lives through, nothing that was said that day already, and nobody who works is
// left out.
func TestD40LivedDates(t *testing.T) {
	checkins.Seeded(t)
	runs(t, 8)
	held := 0
	rapid.Check(t, func(rt *rapid.T) {
		s := checkinstest.Setup(2)
		s.Org.Teams = []string{tenant}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 400).Draw(rt, "day"))
		for n := range 2 {
			i := s.Initiatives[0]
			i.ID, i.Name = checkins.InitiativeID(fmt.Sprint("more", n)), fmt.Sprint("More ", n)
			s.Initiatives = append(s.Initiatives, i)
		}
		for n := range s.Initiatives {
			p := &s.Initiatives[n].Pulse
			p.Cadence = fmt.Sprintf("%d %d * * %d", rapid.SampledFrom([]int{0, 30}).Draw(rt, "minute"), rapid.IntRange(0, 23).Draw(rt, "hour"), rapid.IntRange(0, 6).Draw(rt, "weekday"))
			p.Zone = rapid.SampledFrom(farApart).Draw(rt, "pulse's zone")
			p.Window = time.Duration(rapid.IntRange(8, 120).Draw(rt, "window")) * time.Hour
			s.Next[s.Initiatives[n].ID] = p.Coming("", start, 1)[0].Opens
		}
		for n := range s.People {
			p := &s.People[n]
			p.Zone = rapid.SampledFrom(farApart).Draw(rt, "zone")
			p.Accounts = append(p.Accounts, checkins.Account{Platform: checkins.Teams, Team: tenant, ID: string(p.ID)})
			days(rt, p)
		}
		w := newWorld(t, s)
		w.desk.Couriers[checkins.Teams] = w.courier
		w.clock = start
		l := &lived{world: w, t: rt, changed: map[checkins.PersonID]time.Time{}, asks: map[checkins.PersonID]map[checkins.Date]int{}, about: map[checkins.PersonID]map[checkins.RoundID][]checkins.Date{}}
		for _, p := range s.People {
			l.asks[p.ID], l.about[p.ID] = map[checkins.Date]int{}, map[checkins.RoundID][]checkins.Date{}
		}
		for end := start.AddDate(0, 0, 15); w.clock.Before(end); w.clock = w.clock.Add(30 * time.Minute) {
			if rapid.IntRange(0, 39).Draw(rt, "something happens") == 0 {
				l.happens(rt)
			}
			w.turn()
			l.watch()
			l.reached()
		}
		held += l.asked
	})
	if held == 0 && !testing.Short() { // one run may be of people who are all away
		t.Error("nobody was ever due")
	}
	t.Logf("%d times somebody was due and had been asked", held)
}

// days draws the working days and hours of a lead.
func days(rt *rapid.T, p *checkins.Person) {
	p.From, p.To, p.Workdays, p.AskAt = 0, 0, nil, 0
	if rapid.Bool().Draw(rt, "own hours") {
		p.From = rapid.IntRange(0, 23*2).Draw(rt, "from") * 30
		p.To = rapid.IntRange(p.From/30+1, 48).Draw(rt, "to") * 30
	}
	if rapid.Bool().Draw(rt, "own week") {
		p.Workdays = rapid.SliceOfNDistinct(rapid.SampledFrom([]time.Weekday{0, 1, 2, 3, 4, 5, 6}), 1, 7, rapid.ID).Draw(rt, "workdays")
	}
	if rapid.IntRange(0, 3).Draw(rt, "own hour") == 0 {
		p.AskAt = rapid.IntRange(1, 47).Draw(rt, "ask at") * 30
	}
	p.Country = rapid.SampledFrom([]string{"DE", "US", "JP", "IE", ""}).Draw(rt, "country")
}

// happens is something that happens to a lead, or to the service.
func (l *lived) happens(rt *rapid.T) {
	n := rapid.IntRange(0, len(l.setup.People)-1).Draw(rt, "to whom")
	p := l.person(l.setup.People[n].ID)
	l.changed[p.ID] = l.clock
	account := p.Accounts[rapid.IntRange(0, 1).Draw(rt, "where")]
	switch rapid.IntRange(0, 7).Draw(rt, "what") {
	case 0, 1, 2:
		p.Zone = rapid.SampledFrom(farApart).Draw(rt, "moves to")
	case 3:
		days(rt, &p)
	case 4:
		until := checkins.DateOf(l.clock.In(p.Location())).AddDays(rapid.SampledFrom([]int{0, 1, 5, 300}).Draw(rt, "away for"))
		if _, err := l.desk.Away(l.ctx, account, until, ""); err != nil {
			rt.Fatal(err)
		}
		return
	case 5:
		l.types(account, checkins.VerbHere)
		return
	case 6:
		l.types(account, checkins.VerbStatus)
		return
	case 7:
		l.clock = l.clock.Add(time.Duration(rapid.IntRange(1, 2*24*4).Draw(rt, "half hours down")) * 30 * time.Minute)
		return
	}
	if err := l.mem.Enrol(l.ctx, checkins.Setup{Org: l.setup.Org, People: []checkins.Person{p}}); err != nil {
		rt.Fatal(err)
	}
}
