package checkinstest

import (
	"parallax/checkins"
)

// away has ana name a delegate for a leave, or, without a last day, end it.
func (b *bench) away(by checkins.PersonID, to checkins.Date) {
	b.Helper()
	from := First
	if to == "" {
		from = ""
	}
	b.must(b.Amend(b.ctx, b.org, "ana", checkins.Wish{Delegate: &by, AwayFrom: &from, AwayTo: &to}))
}

// stood wants these delegates of leads of crm, and that each of them knows it.
func (b *bench) stood(want ...checkins.Stand) {
	b.Helper()
	all, err := b.AllInitiatives(b.ctx, b.org)
	b.must(err)
	some, err := b.Initiatives(b.ctx, b.org, CRM)
	b.must(err)
	for _, is := range [][]checkins.Initiative{all, some} {
		b.same("delegates", is[0].Stands, want)
	}
	people, err := b.AllPeople(b.ctx, b.org)
	b.must(err)
	for _, p := range people {
		var theirs []checkins.Stand
		for _, s := range want {
			if s.By == p.ID {
				s.On = b.person(s.Lead).Leads
				theirs = append(theirs, s)
			}
		}
		b.same("places of "+string(p.ID), p.Stands, theirs)
		b.same("places of "+string(p.ID), b.person(p.ID).Stands, theirs)
	}
}

// zoe enrols somebody who is a lead of nothing.
func (b *bench) zoe() {
	b.Helper()
	b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{Person("zoe", "Zoe"), Person("yan", "Yan")}})
}

// standingIn opens a round in which zoe has the place of ana.
func (b *bench) standingIn() checkins.Round {
	b.Helper()
	b.zoe()
	b.away("zoe", First.AddDays(9))
	r := Round(b.org, b.initiative(), First)
	r.Roster[0] = []checkins.PersonID{"it1", "it2", "zoe"}
	r.Plans["zoe"] = checkins.Plan{Items: r.Plans["ana"].Items}
	delete(r.Plans, "ana")
	r.For = map[checkins.PersonID]checkins.PersonID{"zoe": "ana"}
	b.open(checkins.Opening{Round: r})
	b.same("places", b.round(r.ID).For, r.For)
	return r
}

var standPromises = []promise{
	{"a delegate is known to the initiatives and to themselves", func(b *bench) {
		b.stood()
		b.zoe()
		b.away("zoe", First.AddDays(3))
		b.second("zed")
		b.stood(checkins.Stand{Lead: "ana", By: "zoe", From: First, To: First.AddDays(3)})
	}},
	{"another delegate takes the place of the first", func(b *bench) {
		b.zoe()
		b.away("zoe", First.AddDays(3))
		b.away("yan", First.AddDays(4))
		b.stood(checkins.Stand{Lead: "ana", By: "yan", From: First, To: First.AddDays(4)})
		b.away("", First.AddDays(4))
		b.stood()
	}},
	{"one who was named for a leave that is over is known still, without its days", func(b *bench) {
		b.zoe()
		b.away("zoe", First.AddDays(3))
		b.away("zoe", "")
		b.stood(checkins.Stand{Lead: "ana", By: "zoe"})
	}},
	{"a no is of who was named", func(b *bench) {
		b.zoe()
		b.away("zoe", First.AddDays(3))
		b.must(b.Amend(b.ctx, b.org, "ana", checkins.Wish{Declined: ptr(checkins.PersonID("yan"))}))
		b.stood(checkins.Stand{Lead: "ana", By: "zoe", From: First, To: First.AddDays(3)})
		b.must(b.Amend(b.ctx, b.org, "ana", checkins.Wish{Declined: ptr(checkins.PersonID("zoe"))}))
		b.stood(checkins.Stand{Lead: "ana", By: "zoe", From: First, To: First.AddDays(3), Declined: true})
	}},
	{"who is no lead has delegates of no initiative", func(b *bench) {
		b.zoe()
		b.away("zoe", First.AddDays(3))
		b.relead("it1", "ana", "ben") // ben is a bridge, and so is nobody's delegate
		b.stood(checkins.Stand{Lead: "ana", By: "zoe", From: First, To: First.AddDays(3)})
		b.relead("it1", "ben")
		is, err := b.Initiatives(b.ctx, b.org, CRM)
		b.must(err)
		b.same("delegates", is[0].Stands, []checkins.Stand(nil))
	}},
	{"a delegate who is enrolled is known too", func(b *bench) {
		b.zoe()
		ana := b.person("ana")
		ana.Delegate, ana.AwayFrom, ana.AwayTo = "zoe", First, First.AddDays(2)
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{ana}})
		b.stood(checkins.Stand{Lead: "ana", By: "zoe", From: First, To: First.AddDays(2)})
		b.enrol(b.setup) // without
		b.stood()
	}},
	{"a delegate on the roster answers, and the lead does not", func(b *bench) {
		r := b.standingIn()
		b.says(Reply("d1", r, "zoe", Own(checkins.Value, 4)), during, checkins.Saved)
		b.says(Reply("d2", r, "ana", Own(checkins.Value, 4)), during, checkins.NotAsked)
	}},
	{"a round that opened with a delegate stays so when the lead is back, or names another", func(b *bench) {
		r := b.standingIn()
		b.away("zoe", "")
		b.says(Reply("d1", r, "zoe", Own(checkins.Value, 4)), during, checkins.Saved)
		b.away("yan", First.AddDays(5))
		b.says(Reply("d2", r, "zoe", Own(checkins.Value, 5)), during, checkins.Saved)
	}},
	{"a delegate who says no has left", func(b *bench) {
		r := b.standingIn()
		b.must(b.Amend(b.ctx, b.org, "ana", checkins.Wish{Declined: ptr(checkins.PersonID("zoe"))}))
		b.says(Reply("d1", r, "zoe", Own(checkins.Value, 4)), during, checkins.Left)
	}},
	{"a delegate whose lead has left has left", func(b *bench) {
		r := b.standingIn()
		b.relead("it1", "it2")
		b.says(Reply("d1", r, "zoe", Own(checkins.Value, 4)), during, checkins.Left)
	}},
	{"a delegate who took back the acceptance to be named is told so", func(b *bench) {
		b.zoe()
		b.away("zoe", First.AddDays(9))
		r := Round(b.org, b.alone(), First)
		r.Roster[0], r.For = []checkins.PersonID{"zoe"}, map[checkins.PersonID]checkins.PersonID{"zoe": "ana"}
		r.Plans["zoe"] = checkins.Plan{Items: r.Plans["ana"].Items}
		b.open(checkins.Opening{Round: r})
		b.says(Reply("d1", r, "zoe", Own(checkins.Value, 4)), during, checkins.Saved)
		b.agree(word("zoe", false), during, true)
		b.says(Reply("d2", r, "zoe", Own(checkins.Value, 4)), during, checkins.Withdrawn)
	}},
	{"a delegate who is forgotten is nobody's delegate, and stands in no round", func(b *bench) {
		r := b.standingIn()
		b.says(Reply("d1", r, "zoe", Own(checkins.Value, 4)), during, checkins.Saved)
		roles, err := b.EraseRoles(b.ctx, b.org, "zoe")
		b.must(err)
		b.same("changed", roles.Changed, true)
		b.stood()
		if p := b.person("ana"); p.Delegate != "" || p.AwayTo != First.AddDays(9) {
			b.Fatalf("delegate %q, away to %q", p.Delegate, p.AwayTo)
		}
		_, err = b.EraseRound(b.ctx, b.org, r.ID, checkins.ShownOf(b.org, "zoe"))
		b.must(err)
		b.same("places", len(b.round(r.ID).For), 0)
	}},
	{"a lead who is forgotten leaves no place", func(b *bench) {
		r := b.standingIn()
		_, err := b.EraseRoles(b.ctx, b.org, "ana")
		b.must(err)
		_, err = b.EraseRound(b.ctx, b.org, r.ID, checkins.ShownOf(b.org, "ana"))
		b.must(err)
		_, err = b.ErasePerson(b.ctx, b.org, "ana")
		b.must(err)
		b.same("places", len(b.round(r.ID).For), 0)
		b.same("places of zoe", b.person("zoe").Stands, []checkins.Stand(nil))
		b.says(Reply("d1", r, "zoe", Own(checkins.Value, 4)), during, checkins.Left)
	}},
}
