package checkins

import (
	"fmt"
	"maps"
	"slices"

	"parallax/scoring"
)

// Erasing a person (SCORING.md 9) is a refold without them: each Without below
// returns its subject as it would stand had it never heard of the person, but for
// what was published. All are pure, change nothing they are called on, and change
// nothing in what does not know the person.

// Without returns the org without a person's roles.
func (o Org) Without(p PersonID) Org {
	o.Admins = drop(o.Admins, p)
	o.Priorities = slices.Clone(o.Priorities)
	for n := range o.Priorities {
		o.Priorities[n].Owner = other(o.Priorities[n].Owner, p)
	}
	return o
}

// Without returns the initiative without a person: no lead, no owner, no sponsor,
// and nothing that the person confirmed or accepted.
func (i Initiative) Without(p PersonID) Initiative {
	i.WhyConfirmed, i.Accepted = drop(i.WhyConfirmed, p), drop(i.Accepted, p)
	for _, s := range scoring.Sides {
		i.Leads[s] = drop(i.Leads[s], p)
	}
	i.Owner, i.Sponsor = other(i.Owner, p), other(i.Sponsor, p)
	i.Consents = maps.Clone(i.Consents)
	delete(i.Consents, p)
	return i
}

// Without returns the person without another one as delegate.
func (p Person) Without(q PersonID) Person {
	p.Delegate, p.Declined = other(p.Delegate, q), other(p.Declined, q)
	return p
}

// Without returns the round and its basis with a nameless id in a person's place,
// so that its counts stay right, and without what was planned for the person.
// The nameless id has the same number in both, and tells nothing.
func (r Round) Without(b Basis, p PersonID) (Round, Basis) {
	n := 1
	for _, s := range scoring.Sides {
		for slices.Contains(r.Roster[s], nameless(n)) || slices.Contains(r.Roster[s.Other()], nameless(n)) {
			n++
		}
	}
	for _, s := range scoring.Sides {
		r.Roster[s], b.Roster[s] = unname(r.Roster[s], p, n), unname(b.Roster[s], p, n)
		carried := maps.Clone(r.Carried[s])
		for d := range carried {
			carried[d] = drop(carried[d], p)
		}
		r.Carried[s] = carried
	}
	r.Plans, r.For = maps.Clone(r.Plans), maps.Clone(r.For)
	delete(r.Plans, p)
	maps.DeleteFunc(r.For, func(by, lead PersonID) bool { return by == p || lead == p })
	return r, b
}

// nameless stands for the n-th person who was erased from a round. It is no
// ValidID, so nobody has it.
func nameless(n int) PersonID { return PersonID(fmt.Sprintf("erased#%d", n)) }

// unname puts the n-th nameless id in a person's place, at the end: a place among
// sorted ids would tell something of the name.
func unname(ids []PersonID, p PersonID, n int) []PersonID {
	if !slices.Contains(ids, p) {
		return ids
	}
	return append(drop(ids, p), nameless(n))
}

// Without returns the standing without a person's views and what was noted of
// them. What was published stays, and so does the count of those who are new.
func (s Standing) Without(params scoring.Params, p PersonID) Standing {
	s = s.clone()
	for _, c := range s.Course {
		c.State.Forget(params, string(p))
	}
	delete(s.Asked, p)
	delete(s.Read, p)
	delete(s.Lone, p)
	return s
}

// Without returns the care without a person. A silence that they asked for stays, and
// so does what they put on the agenda or asked both sides.
func (c Care) Without(p PersonID) Care {
	c.Acknowledged, c.SnoozedBy = other(c.Acknowledged, p), other(c.SnoozedBy, p)
	c.AgendaBy, c.AskedBy = other(c.AgendaBy, p), other(c.AskedBy, p)
	for n := range c.Keepers {
		c.Keepers[n] = other(c.Keepers[n], p)
	}
	return c
}

// drop returns ids without p; nil stays nil.
func drop(ids []PersonID, p PersonID) []PersonID {
	return slices.DeleteFunc(slices.Clone(ids), func(q PersonID) bool { return q == p })
}

// other returns id unless it is p.
func other(id, p PersonID) PersonID {
	if id == p {
		return ""
	}
	return id
}

// RolesOf returns the places that somebody has in an org.
func RolesOf(o Org, is []Initiative, p PersonID) Roles {
	r := Roles{Admin: slices.Contains(o.Admins, p), Changed: !alike(o, o.Without(p))}
	for _, i := range is {
		if slices.Contains(i.Leads[scoring.IT], p) || slices.Contains(i.Leads[scoring.Biz], p) {
			r.Leads = append(r.Leads, i.ID)
		}
		if i.Owner == p {
			r.Owned = append(r.Owned, i.ID)
		}
		if i.Sponsor == p {
			r.Sponsors = append(r.Sponsors, i.ID)
		}
		_, said := i.Consents[p]
		r.Changed = r.Changed || said || !alike(i, i.Without(p))
	}
	return r
}

// Without returns a line in a channel about what somebody did, or had others do, without
// them. false for any other letter: one that knows them goes with them.
func (l Letter) Without(p PersonID) (Letter, bool) {
	if l.Kind != KindAct || l.Lead != "" || l.About.Act == nil {
		return l, false
	}
	act := *l.About.Act
	act.By = other(act.By, p)
	for side := range act.Whom {
		act.Whom[side] = other(act.Whom[side], p)
	}
	changed := act != *l.About.Act
	l.About.Act = &act
	return l, changed
}

// Knows reports whether a letter names a person: it is to them, at one of their
// accounts, or answers what they asked there, or they shared it, or it tells of an act
// of theirs.
func (l Letter) Knows(p PersonID, accounts []Account) bool {
	if a := l.About.Act; a != nil && (a.By == p || slices.Contains(a.Whom[:], p)) {
		return true
	}
	return l.Lead == p || slices.Contains(accounts, l.To) || l.About.Text.Where == string(p) ||
		l.About.Asker != nil && slices.Contains(accounts, *l.About.Asker)
}
