package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Newcomer makes a person of what a platform says about an account. The id is that of
// the account, so that whoever enrols them makes the same person; where the platform
// knows no zone, it is that of who enrols.
func Newcomer(a Account, p Profile, zone string) Person {
	n := Person{ID: newcomerID(a), Name: strings.TrimSpace(p.Name), Accounts: []Account{a}, Zone: zone, Locale: p.Locale}
	if _, err := time.LoadLocation(p.Zone); err == nil && p.Zone != "" && p.Zone != "Local" {
		n.Zone = p.Zone
	}
	n.Country = CountryOf(n.Zone)
	if n.Name == "" {
		n.Name = string(n.ID)
	}
	return n
}

// newcomerID is the id of somebody who came in chat. Those of Teams are unique in the
// world, those of Slack in a workspace.
func newcomerID(a Account) PersonID {
	id := strings.ToLower(a.ID)
	if a.Platform == Slack {
		id = strings.ToLower(a.Team + "-" + a.ID)
	}
	if !ValidID(id) {
		return PersonID(LetterIDOf("", "person", a.String()))
	}
	return PersonID(id)
}

// newcomers finds out who is meant by what stands in the fields of a dialog: people of
// the org and accounts that it does not know yet.
type newcomers struct {
	desk   *Desk
	org    Org
	zone   string  // of who fills it in
	where  Account // a channel in which they may be; zero: none is known
	people map[PersonID]Person
	fresh  []Person
}

// unsuited says why somebody can't be taken.
type unsuited struct {
	why  string // "outside" or "unknown", by key "dialog.wrong.<why>"
	name string
}

func (d *Desk) newcomers(o Org, zone string) *newcomers {
	return &newcomers{desk: d, org: o, zone: zone, people: map[PersonID]Person{}}
}

// lookLimit is for asking a platform about the people of one form: whoever sent it
// waits, and sends it again for the others.
const lookLimit = 1500 * time.Millisecond

// looksBeside is how many are asked about at the same time.
const looksBeside = 4

// all finds those who stand in a field, each once, in their order. With the ids of
// those who can be taken it says who can't.
func (n *newcomers) all(ctx context.Context, values []string) (ids []PersonID, no []unsuited, err error) {
	faces, err := n.look(ctx, values)
	if err != nil {
		return nil, nil, err
	}
	for k, v := range values {
		p, bad, err := n.one(ctx, v, faces[k])
		switch {
		case err != nil:
			return nil, nil, err
		case bad != nil:
			no = append(no, *bad)
		case !slices.Contains(ids, p):
			ids = append(ids, p)
		}
	}
	return ids, no, nil
}

// lookup is what was found out about an account.
type lookup struct {
	org     OrgID
	person  PersonID // empty: nobody of an org
	profile Profile
	no      *unsuited
}

// look finds out about the accounts among some values, those that nobody knows side by
// side.
func (n *newcomers) look(ctx context.Context, values []string) ([]lookup, error) {
	faces := make([]lookup, len(values))
	soon, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	var all sync.WaitGroup
	turns := make(chan struct{}, looksBeside)
	for k, v := range values {
		a, isAccount := ParseAccount(v)
		if !isAccount {
			continue
		}
		org, p, err := n.desk.Directory.Who(ctx, a)
		if err != nil && !errors.Is(err, ErrStranger) && !errors.Is(err, ErrNotFound) {
			return nil, fmt.Errorf("who is %s: %w", a, err)
		}
		faces[k] = lookup{org: org, person: p}
		if _, met := n.people[newcomerID(a)]; p != "" || met {
			continue
		}
		all.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			profile, no, err := n.desk.profile(soon, a, n.where)
			if err != nil {
				no = &unsuited{why: wrongBusy}
			}
			faces[k].profile, faces[k].no = profile, no
		})
	}
	all.Wait()
	return faces, nil
}

func (n *newcomers) one(ctx context.Context, value string, is lookup) (PersonID, *unsuited, error) {
	a, isAccount := ParseAccount(value)
	switch {
	case !isAccount:
		return n.known(ctx, PersonID(value), value)
	case is.person != "" && is.org == n.org.ID:
		return n.known(ctx, is.person, a.ID)
	case is.no != nil:
		return "", is.no, nil
	}
	id := newcomerID(a)
	if n.people[id].ID != "" {
		return id, nil, nil
	}
	if is.person != "" || is.org != n.org.ID && !n.org.has(a) {
		return "", &unsuited{"outside", is.profile.Name}, nil
	}
	p := Newcomer(a, is.profile, n.zone)
	n.people[p.ID] = p
	n.fresh = append(n.fresh, p)
	return p.ID, nil, nil
}

// known takes somebody of the org.
func (n *newcomers) known(ctx context.Context, id PersonID, called string) (PersonID, *unsuited, error) {
	if _, ok := n.people[id]; ok {
		return id, nil, nil
	}
	ps, err := n.desk.Roster.People(ctx, n.org.ID, id)
	if err != nil {
		return "", nil, err
	}
	if id == "" || len(ps) == 0 {
		return "", &unsuited{"unknown", called}, nil
	}
	n.people[id] = ps[0]
	return id, nil, nil
}

// has reports whether the account is of one of the org's teams.
func (o Org) has(a Account) bool {
	if a.Platform == Slack {
		return slices.Contains(o.Slack, a.Team)
	}
	return slices.Contains(o.Teams, a.Team)
}

// profile is what a platform says about an account, or why it can't be taken.
func (d *Desk) profile(ctx context.Context, a, where Account) (Profile, *unsuited, error) {
	ask := d.Profiles[a.Platform]
	if ask == nil {
		return Profile{}, &unsuited{"unknown", a.ID}, nil
	}
	p, err := ask.Profile(ctx, a, where)
	switch {
	case errors.Is(err, ErrNotFound):
		return Profile{}, &unsuited{"unknown", a.ID}, nil
	case err != nil:
		return Profile{}, nil, fmt.Errorf("profile of %s: %w", a, err)
	case p.Outside:
		return Profile{}, &unsuited{"outside", p.Name}, nil
	}
	return p, nil, nil
}
