package checkinstest

import (
	"errors"
	"strings"
	"time"

	"parallax/checkins"
)

// person reads somebody who must be there.
func (b *bench) person(id checkins.PersonID) checkins.Person {
	b.Helper()
	people, err := b.People(b.ctx, b.org, id)
	b.must(err)
	if len(people) != 1 {
		b.Fatalf("%d people %s, want 1", len(people), id)
	}
	return people[0]
}

func weekdays(days ...time.Weekday) []time.Weekday { return days }

// leads wants the derived initiatives of a person.
func (b *bench) leads(id checkins.PersonID, want ...checkins.InitiativeID) {
	b.Helper()
	b.same("initiatives of "+string(id), b.person(id).Leads, want)
}

// refused wants a setup to fail with an error that names what is taken.
func (b *bench) refused(s checkins.Setup, names string) {
	b.Helper()
	err := b.Enrol(b.ctx, s)
	if err == nil || !strings.Contains(err.Error(), names) {
		b.Fatalf("enrol: error %v, want one that names %s", err, names)
	}
}

// all reads everything that Enrol writes.
func (b *bench) all() (a struct {
	Org         checkins.Org
	People      []checkins.Person
	Initiatives []checkins.Initiative
	Errands     []checkins.Errand
}) {
	b.Helper()
	var err error
	a.Org, err = b.Org(b.ctx, b.org)
	b.must(err)
	a.People, err = b.AllPeople(b.ctx, b.org)
	b.must(err)
	a.Initiatives, err = b.AllInitiatives(b.ctx, b.org)
	b.must(err)
	a.Errands = b.errands(Opens.AddDate(1, 0, 0))
	return a
}

var enrolPromises = []promise{
	{"what the setup does not name stays", func(b *bench) {
		before := b.all()
		b.enrol(checkins.Setup{Org: b.setup.Org})
		b.same("after an empty setup", b.all(), before)
		zoe := Person("zoe", "Zoe")
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{zoe}})
		before.People = append(before.People, zoe)
		b.same("after one more", b.all(), before)
		b.who(SlackAccount("ana"), Acme, "ana")
		b.inChannel(Channel, CRM)
	}},
	{"what the setup names is replaced", func(b *bench) {
		ana := Person("ana", "Ana R.")
		i := b.initiative()
		i.Name, i.Why, i.WhyConfirmed = "CRM move", "", nil
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{ana}, Initiatives: []checkins.Initiative{i}})
		after := b.all()
		b.same("initiatives", after.Initiatives, []checkins.Initiative{i})
		ana.Leads = []checkins.InitiativeID{CRM}
		b.same("person", b.person("ana"), ana)
	}},
	{"the same setup again changes nothing", func(b *bench) {
		before := b.all()
		for range 3 {
			b.enrol(b.setup)
		}
		b.same("org", b.all(), before)
		b.who(SlackAccount("it1"), Acme, "it1")
	}},
	{"an account that moved resolves to its new person", func(b *bench) {
		ana, ben := Person("ana", "Ana Ruiz"), Person("ben", "Ben Lee")
		ana.Accounts, ben.Accounts = ben.Accounts, ana.Accounts
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{ana, ben}})
		b.who(SlackAccount("ana"), Acme, "ben")
		b.who(SlackAccount("ben"), Acme, "ana")
	}},
	{"an account that was given up is a stranger's, and free", func(b *bench) {
		ana := Person("ana", "Ana Ruiz")
		ana.Accounts = []checkins.Account{{Platform: checkins.Slack, Team: Team, ID: "U-new"}}
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{ana}})
		b.stranger(SlackAccount("ana"), Acme)
		b.who(ana.Accounts[0], Acme, "ana")
		zoe := Person("zoe", "Zoe")
		zoe.Accounts = []checkins.Account{SlackAccount("ana")}
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{zoe}})
		b.who(SlackAccount("ana"), Acme, "zoe")
	}},
	{"a channel that was removed lists the initiative no more", func(b *bench) {
		i := b.initiative()
		next := checkins.Account{Platform: checkins.Slack, Team: Team, ID: "C0002"}
		i.Channels = []checkins.Account{next}
		b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{i}})
		b.inChannel(Channel)
		b.inChannel(next, CRM)
	}},
	{"a team that was given up belongs to no org, and is free", func(b *bench) {
		s := checkins.Setup{Org: b.setup.Org}
		s.Org.Slack = []string{Team, otherTeam}
		b.enrol(s)
		b.stranger(checkins.Account{Platform: checkins.Slack, Team: otherTeam, ID: "U-ana"}, Acme)
		b.enrol(b.setup)
		b.nowhere(checkins.Account{Platform: checkins.Slack, Team: otherTeam, ID: "U-ana"})
		b.enrol(foreign(other, otherTeam, 0))
		b.who(checkins.Account{Platform: checkins.Slack, Team: otherTeam, ID: "U-ana"}, other, "ana")
	}},
	{"what a person leads is derived", func(b *bench) {
		b.second("abc")
		b.leads("ana", "abc", CRM)
		b.relead("ana", "it1", "ben") // ben is a bridge now
		b.leads("it1", "abc", CRM)
		b.leads("it2", "abc")
		b.leads("ben", "abc", CRM)
		zoe := Person("zoe", "Zoe")
		zoe.Leads = []checkins.InitiativeID{CRM}
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{zoe}})
		b.leads("zoe")
	}},
	{"a person may come after the initiative", func(b *bench) {
		i := b.initiative()
		i.Leads[0] = append([]checkins.PersonID{"zoe"}, i.Leads[0]...)
		b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{i}})
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{Person("zoe", "Zoe")}})
		b.leads("zoe", CRM)
	}},
	{"the next opening of an initiative is scheduled, none given: none", func(b *bench) {
		b.same("errands", b.errands(Opens), []checkins.Errand{{Initiative: CRM, At: Opens}})
		later := Opens.AddDate(0, 0, 7)
		s := checkins.Setup{Org: b.setup.Org, Initiatives: b.setup.Initiatives, Next: map[checkins.InitiativeID]time.Time{CRM: later}}
		b.enrol(s)
		b.same("errands", b.errands(later), []checkins.Errand{{Initiative: CRM, At: later}})
		s.Next = nil
		b.enrol(s)
		b.same("errands", b.errands(later.AddDate(1, 0, 0)), []checkins.Errand(nil))
	}},
	{"a team of another org is refused and nothing is changed", func(b *bench) {
		before := b.all()
		s := foreign(other, otherTeam, 3)
		s.Org.Slack = []string{otherTeam, Team}
		b.refused(s, Team)
		if _, err := b.Org(b.ctx, other); !errors.Is(err, checkins.ErrNotFound) {
			b.Fatalf("org %s: error %v, want ErrNotFound", other, err)
		}
		orgs, err := b.Orgs(b.ctx)
		b.must(err)
		b.same("orgs", orgs, []checkins.OrgID{Acme})
		b.same("org", b.all(), before)
		b.nowhere(s.People[0].Accounts[0])
		b.who(SlackAccount("ana"), Acme, "ana")
		people, err := b.AllPeople(b.ctx, other)
		b.must(err)
		b.same("people", people, []checkins.Person(nil))
		es, err := b.Errands(b.ctx, other, Opens)
		b.must(err)
		b.same("errands", es, []checkins.Errand(nil))
	}},
	{"an account of somebody else is refused and nothing is changed", func(b *bench) {
		before := b.all()
		s := checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{b.initiative()}}
		s.Org.Holidays, s.Initiatives[0].Channels = []string{"FR"}, nil
		zoe, ben := Person("zoe", "Zoe"), Person("ben", "Benjamin")
		zoe.Accounts = append(zoe.Accounts, SlackAccount("ana"))
		ben.Accounts[0].ID = "U-new"
		s.People = []checkins.Person{ben, zoe}
		b.refused(s, "U-ana")
		b.same("org", b.all(), before)
		b.who(SlackAccount("ana"), Acme, "ana")
		b.who(SlackAccount("ben"), Acme, "ben")
		b.stranger(SlackAccount("zoe"), Acme)
		b.stranger(ben.Accounts[0], Acme)
		b.inChannel(Channel, CRM)
	}},
	{"two people of one setup cannot have the same account", func(b *bench) {
		before := b.all()
		zoe, yan := Person("zoe", "Zoe"), Person("yan", "Yan")
		yan.Accounts = zoe.Accounts
		b.refused(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{zoe, yan}}, "U-zoe")
		b.same("org", b.all(), before)
		b.stranger(SlackAccount("zoe"), Acme)
	}},
	{"a person is written as given, also what they had said themselves", func(b *bench) {
		b.must(b.Amend(b.ctx, b.org, "ana", checkins.Wish{AwayTo: ptr(checkins.Date("2026-03-09")), AskAt: ptr(600)}))
		b.enrol(b.setup)
		if p := b.person("ana"); p.AwayTo != "" || p.AskAt != 0 {
			b.Fatalf("away to %q, ask at %d; want nothing", p.AwayTo, p.AskAt)
		}
	}},
}

func ptr[T any](v T) *T { return &v }

var amendPromises = []promise{
	{"only what was said changes", func(b *bench) {
		want := b.person("ana")
		for _, step := range []struct {
			wish checkins.Wish
			then func()
		}{
			{checkins.Wish{AwayFrom: ptr(checkins.Date("2026-03-04")), AwayTo: ptr(checkins.Date("2026-03-09"))}, func() { want.AwayFrom, want.AwayTo = "2026-03-04", "2026-03-09" }},
			{checkins.Wish{Prefers: ptr(checkins.Teams)}, func() { want.Prefers = checkins.Teams }},
			{checkins.Wish{Used: ptr(checkins.Teams)}, func() { want.Used = checkins.Teams }},
			{checkins.Wish{AskAt: ptr(615)}, func() { want.AskAt = 615 }},
			{checkins.Wish{NoDigest: ptr(true)}, func() { want.NoDigest = true }},
			{checkins.Wish{Gone: ptr("deactivated")}, func() { want.Gone = "deactivated" }},
			{checkins.Wish{Muted: &[]checkins.InitiativeID{CRM}, Stopped: ptr(true)}, func() { want.Muted, want.Stopped = []checkins.InitiativeID{CRM}, true }},
			{checkins.Wish{Muted: &[]checkins.InitiativeID{}, Stopped: ptr(false)}, func() { want.Muted, want.Stopped = nil, false }},
			{checkins.Wish{Delegate: ptr(checkins.PersonID("zed")), Declined: ptr(checkins.PersonID("yan"))}, func() { want.Delegate, want.Declined = "zed", "yan" }},
			{checkins.Wish{Zone: ptr("Asia/Tokyo"), Workdays: &[]time.Weekday{time.Sunday}}, func() {
				want.Zone, want.Workdays, want.Said = "Asia/Tokyo", []time.Weekday{time.Sunday}, []checkins.Own{checkins.OwnWorkdays, checkins.OwnZone}
			}},
			{checkins.Wish{Zone: ptr("Europe/Rome"), Locale: ptr("de"), Country: ptr("IT")}, func() {
				want.Zone, want.Locale, want.Country = "Europe/Rome", "de", "IT"
				want.Said = []checkins.Own{checkins.OwnCountry, checkins.OwnLocale, checkins.OwnWorkdays, checkins.OwnZone}
			}},
			{checkins.Wish{FirstAsk: ptr(checkins.LetterID("one"))}, func() { want.FirstAsk = "one" }},
			{checkins.Wish{FirstAsk: ptr(checkins.LetterID("two"))}, func() {}},
			{checkins.Wish{}, func() {}},
			{checkins.Wish{AwayTo: ptr(checkins.Date("")), Gone: ptr("")}, func() { want.AwayTo, want.Gone = "", "" }},
		} {
			step.then()
			for range 2 { // the second changes nothing
				b.must(b.Amend(b.ctx, b.org, "ana", step.wish))
				b.same("ana", b.person("ana"), want)
			}
		}
		b.same("ben", b.person("ben").Gone, "")
		b.who(SlackAccount("ana"), Acme, "ana")
	}},
	{"what is delivered again does not undo what was said since", func(b *bench) {
		away := checkins.Wish{AwayTo: ptr(checkins.Date("2026-03-09")), Delivery: delivery("away")}
		b.must(b.Amend(b.ctx, b.org, "ana", away))
		b.must(b.Amend(b.ctx, b.org, "ana", away))
		if p := b.person("ana"); p.AwayTo != "2026-03-09" {
			b.Fatalf("away to %q", p.AwayTo)
		}
		b.must(b.Amend(b.ctx, b.org, "ana", checkins.Wish{AwayTo: ptr(checkins.Date("")), Delivery: delivery("here")}))
		b.must(b.Amend(b.ctx, b.org, "ana", away))
		if p := b.person("ana"); p.AwayTo != "" {
			b.Fatalf("away to %q again", p.AwayTo)
		}
	}},
	{"an unknown person is not found", func(b *bench) {
		if err := b.Amend(b.ctx, b.org, "nobody", checkins.Wish{Gone: ptr("x")}); !errors.Is(err, checkins.ErrNotFound) {
			b.Fatalf("error %v, want ErrNotFound", err)
		}
	}},
}
