package checkinstest

import (
	"errors"
	"slices"

	"parallax/checkins"
)

// Names of a second org of these tests.
const (
	other     = checkins.OrgID("other")
	otherTeam = "T0002"
)

// foreign returns Setup(n) as another org holds it: the same ids throughout, but
// another Slack workspace.
func foreign(org checkins.OrgID, team string, n int) checkins.Setup {
	s := Setup(n)
	s.Org.ID, s.Org.Slack = org, []string{team}
	for p := range s.People {
		for a := range s.People[p].Accounts {
			s.People[p].Accounts[a].Team = team
		}
	}
	for i := range s.Initiatives {
		for c := range s.Initiatives[i].Channels {
			s.Initiatives[i].Channels[c].Team = team
		}
	}
	return s
}

// who wants an account to resolve to an org and a person.
func (b *bench) who(a checkins.Account, org checkins.OrgID, p checkins.PersonID) {
	b.Helper()
	o, q, err := b.Who(b.ctx, a)
	b.must(err)
	if o != org || q != p {
		b.Fatalf("%s is %s of %s, want %s of %s", a, q, o, p, org)
	}
}

// stranger wants an account to belong to nobody of an org.
func (b *bench) stranger(a checkins.Account, org checkins.OrgID) {
	b.Helper()
	o, p, err := b.Who(b.ctx, a)
	if !errors.Is(err, checkins.ErrStranger) || o != org || p != "" {
		b.Fatalf("%s is %q of %q, error %v; want a stranger in %s", a, p, o, err, org)
	}
}

// nowhere wants an account's team to belong to no org.
func (b *bench) nowhere(a checkins.Account) {
	b.Helper()
	if _, _, err := b.Who(b.ctx, a); !errors.Is(err, checkins.ErrNotFound) {
		b.Fatalf("who is %s: error %v, want ErrNotFound", a, err)
	}
}

func (b *bench) inChannel(c checkins.Account, want ...checkins.InitiativeID) {
	b.Helper()
	is, err := b.InChannel(b.ctx, b.org, c)
	b.must(err)
	b.same("initiatives of "+c.String(), is, want)
}

var directoryPromises = []promise{
	{"orgs are sorted", func(b *bench) {
		b.enrol(foreign("zeta", "T0009", 0))
		b.enrol(foreign("aaa", "T0008", 0))
		orgs, err := b.Orgs(b.ctx)
		b.must(err)
		b.same("orgs", orgs, []checkins.OrgID{"aaa", Acme, "zeta"})
	}},
	{"an account resolves to its org and person", func(b *bench) {
		b.enrol(foreign(other, otherTeam, 0))
		b.who(SlackAccount("ana"), Acme, "ana")
		b.who(SlackAccount("biz2"), Acme, "biz2")
		a := SlackAccount("ana")
		a.Team = otherTeam
		b.who(a, other, "ana")
	}},
	{"an account of an unknown team is not found", func(b *bench) {
		b.nowhere(checkins.Account{Platform: checkins.Slack, Team: "T0404", ID: "U-ana"})
		b.nowhere(checkins.Account{Platform: checkins.Teams, Team: Team, ID: "U-ana"})
	}},
	{"an unknown account of a known team is a stranger in that org", func(b *bench) {
		b.stranger(SlackAccount("zoe"), Acme)
	}},
	{"an account id is unique only within its team", func(b *bench) {
		s := checkins.Setup{Org: b.setup.Org}
		s.Org.Slack = []string{Team, otherTeam}
		zoe := Person("zoe", "Zoe")
		zoe.Accounts = []checkins.Account{{Platform: checkins.Slack, Team: otherTeam, ID: "U-ana"}}
		s.People = []checkins.Person{zoe}
		b.stranger(SlackAccount("zoe"), Acme)
		b.enrol(s)
		b.who(zoe.Accounts[0], Acme, "zoe")
		b.who(SlackAccount("ana"), Acme, "ana")
	}},
	{"a person known on two platforms is one person", func(b *bench) {
		s := checkins.Setup{Org: b.setup.Org, People: []checkins.Person{b.setup.People[0]}}
		s.Org.Teams = []string{"11111111-1111-1111-1111-111111111111"}
		aad := checkins.Account{Platform: checkins.Teams, Team: s.Org.Teams[0], ID: "aad:22:2"}
		s.People[0].Accounts = append(slices.Clone(s.People[0].Accounts), aad)
		b.enrol(s)
		b.who(aad, Acme, "ana")
		b.who(SlackAccount("ana"), Acme, "ana")
	}},
	{"a channel lists the initiatives that name it, sorted", func(b *bench) {
		zed, abc, far := Initiative(0), Initiative(0), Initiative(0)
		zed.ID, abc.ID, far.ID = "zed", "abc", "far"
		away := checkins.Account{Platform: checkins.Teams, Team: Team, ID: Channel.ID}
		zed.Channels = []checkins.Account{away, Channel}
		far.Channels = []checkins.Account{away}
		b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{zed, far, abc}})
		b.inChannel(Channel, "abc", CRM, "zed")
		b.inChannel(away, "far", "zed")
		b.inChannel(checkins.Account{Platform: checkins.Slack, Team: Team, ID: "C0404"})
	}},
}

var rosterPromises = []promise{
	{"an org comes back as it was enrolled", func(b *bench) {
		s := checkins.Setup{Org: b.setup.Org}
		s.Org.Teams = []string{"11111111-1111-1111-1111-111111111111"}
		s.Org.Priorities = append(s.Org.Priorities, checkins.Priority{ID: "care", Name: "Care <b> & more", Owner: "ben", Target: "75 %"})
		b.enrol(s)
		o, err := b.Org(b.ctx, Acme)
		b.must(err)
		b.same("org", o, s.Org)
	}},
	{"an unknown org is not found", func(b *bench) {
		if _, err := b.Org(b.ctx, "nobody"); !errors.Is(err, checkins.ErrNotFound) {
			b.Fatalf("error %v, want ErrNotFound", err)
		}
	}},
	{"no id gives everybody, sorted by id", func(b *bench) {
		people, err := b.AllPeople(b.ctx, b.org)
		b.must(err)
		var got []checkins.PersonID
		for _, p := range people {
			got = append(got, p.ID)
		}
		b.same("people", got, []checkins.PersonID{"ana", "ben", "biz1", "biz2", "it1", "it2"})
	}},
	{"people come in the order asked, unknown ones left out", func(b *bench) {
		people, err := b.People(b.ctx, b.org, "it2", "nobody", "ana", "ben")
		b.must(err)
		var got []checkins.PersonID
		for _, p := range people {
			got = append(got, p.ID)
		}
		b.same("people", got, []checkins.PersonID{"it2", "ana", "ben"})
		if people, err = b.People(b.ctx, b.org, "nobody"); err != nil || len(people) != 0 {
			b.Fatalf("an unknown id gave %v, %v", people, err)
		}
	}},
	{"a person comes back as enrolled", func(b *bench) {
		p := checkins.Person{
			ID: "zoe", Name: "Zoë \u202e<!channel> \"q\" 'a' \\ 🙂",
			Accounts: []checkins.Account{{Platform: checkins.Slack, Team: Team, ID: "U9"}, {Platform: checkins.Slack, Team: Team, ID: "U8"}},
			Zone:     "America/New_York", Country: "US", Locale: "en", Workdays: weekdays(1, 2, 4), From: 480, To: 990,
			AskAt: 615, Prefers: checkins.Slack, Used: checkins.Teams, AwayFrom: "2026-03-01", AwayTo: "2026-03-09", Gone: "deactivated",
		}
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{p}})
		b.same("person", b.person("zoe"), p)
	}},
	{"no id gives all initiatives, sorted by id", func(b *bench) {
		b.second("zed")
		b.second("abc")
		is, err := b.AllInitiatives(b.ctx, b.org)
		b.must(err)
		var got []checkins.InitiativeID
		for _, i := range is {
			got = append(got, i.ID)
		}
		b.same("initiatives", got, []checkins.InitiativeID{"abc", CRM, "zed"})
	}},
	{"initiatives come in the order asked, unknown ones left out", func(b *bench) {
		b.second("zed")
		is, err := b.Initiatives(b.ctx, b.org, "zed", "nothing", CRM)
		b.must(err)
		if len(is) != 2 || is[0].ID != "zed" || is[1].ID != CRM {
			b.Fatalf("got %v, want zed and crm", is)
		}
		if is, err = b.Initiatives(b.ctx, b.org, "nothing"); err != nil || len(is) != 0 {
			b.Fatalf("an unknown id gave %v, %v", is, err)
		}
	}},
	{"without an id it is nobody and nothing, not everybody and all", func(b *bench) {
		people, err := b.People(b.ctx, b.org)
		b.must(err)
		is, err := b.Initiatives(b.ctx, b.org)
		b.must(err)
		if len(people)+len(is) != 0 {
			b.Fatalf("%d people, %d initiatives", len(people), len(is))
		}
	}},
	{"the part of a person is what they lead, own or sponsor", func(b *bench) {
		part := func(p checkins.PersonID, want ...checkins.InitiativeID) {
			b.Helper()
			got, err := b.Part(b.ctx, b.org, p)
			b.must(err)
			b.same("part of "+string(p), got, want)
		}
		zed, abc := b.second("zed"), b.second("abc")
		zed.Leads[0], zed.Owner, zed.Sponsor = []checkins.PersonID{"it1"}, "it1", "own"
		abc.Leads[1], abc.Owner, abc.Sponsor = []checkins.PersonID{"ben"}, "own", "own"
		b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{zed, abc}})
		part("ana", "abc", CRM)
		part("it1", "abc", CRM, "zed")
		part("own", "abc", "zed")
		part("biz1", CRM, "zed")
		part("nobody")
		zed.Owner, zed.Sponsor = "", ""
		b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{zed}})
		part("own", "abc")
	}},
	{"an initiative comes back as enrolled", func(b *bench) {
		i := b.initiative()
		i.Own, i.Paused, i.Pulse.Every, i.Pulse.Anchor = "We would do it again.", true, 2, "2026-03-02"
		i.HeardTo, i.Handed = Opens, "l1"
		i.Pulse.AllItems, i.Pulse.AllGuesses, i.Pulse.Preset = true, true, "calm"
		b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{i}})
		is, err := b.Initiatives(b.ctx, b.org, CRM)
		b.must(err)
		b.same("initiative", is, []checkins.Initiative{i})
	}},
	{"what comes out is a copy", func(b *bench) {
		is, err := b.Initiatives(b.ctx, b.org, CRM)
		b.must(err)
		is[0].Leads[0][0], is[0].Why = "eve", ""
		b.person("ana").Accounts[0].ID = "U-eve"
		again, err := b.Initiatives(b.ctx, b.org, CRM)
		b.must(err)
		b.same("initiative", again[0], b.initiative())
		b.who(SlackAccount("ana"), Acme, "ana")
		b.same("account", b.person("ana").Accounts[0], SlackAccount("ana"))
	}},
}
