package checkinstest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"parallax/checkins"
)

// Orgs implements checkins.Directory.
func (m *Memory) Orgs(context.Context) ([]checkins.OrgID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var ids []checkins.OrgID
	for id, s := range m.orgs {
		if s.enrolled {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Waiting implements checkins.Agenda.
func (m *Memory) Waiting(ctx context.Context, now time.Time, settle time.Duration) ([]checkins.Waiting, error) {
	orgs, err := m.Orgs(ctx)
	if err != nil {
		return nil, err
	}
	var ws []checkins.Waiting
	for _, org := range orgs {
		errands, _ := m.Errands(ctx, org, now) // memory never fails
		lost, _ := m.Unknown(ctx, org, settle)
		w := checkins.Waiting{Org: org, Errands: len(errands) > 0, Lost: len(lost) > 0}
		s, unlock := m.in(org)
		for _, e := range s.letters {
			lapsed := e.State == checkins.LetterSending && m.now().Sub(e.Claimed) >= m.lease()
			w.Letters = w.Letters || lapsed || e.State == checkins.LetterPending && !e.Due.After(now)
		}
		unlock()
		if w.Errands || w.Letters || w.Lost {
			ws = append(ws, w)
		}
	}
	return ws, nil
}

// Who implements checkins.Directory.
func (m *Memory) Who(_ context.Context, a checkins.Account) (checkins.OrgID, checkins.PersonID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	org, ok := m.teams[team{a.Platform, a.Team}]
	if !ok {
		return "", "", fmt.Errorf("who is %s: %w", a, checkins.ErrNotFound)
	}
	p, ok := m.orgs[org].accounts[a]
	if !ok {
		return org, "", fmt.Errorf("who is %s: %w", a, checkins.ErrStranger)
	}
	return org, p, nil
}

// InChannel implements checkins.Directory.
func (m *Memory) InChannel(_ context.Context, org checkins.OrgID, channel checkins.Account) ([]checkins.InitiativeID, error) {
	s, unlock := m.in(org)
	defer unlock()
	var ids []checkins.InitiativeID
	for id, i := range s.initiatives {
		if slices.Contains(i.Channels, channel) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Org implements checkins.Roster.
func (m *Memory) Org(_ context.Context, org checkins.OrgID) (checkins.Org, error) {
	s, unlock := m.in(org)
	defer unlock()
	if !s.enrolled {
		return checkins.Org{}, fmt.Errorf("read org %s: %w", org, checkins.ErrNotFound)
	}
	o := copied(s.org)
	o.Rev = s.rev
	return o, nil
}

// People implements checkins.Roster.
func (m *Memory) People(_ context.Context, org checkins.OrgID, ids ...checkins.PersonID) ([]checkins.Person, error) {
	s, unlock := m.in(org)
	defer unlock()
	return s.some(ids), nil
}

// AllPeople implements checkins.Roster.
func (m *Memory) AllPeople(_ context.Context, org checkins.OrgID) ([]checkins.Person, error) {
	s, unlock := m.in(org)
	defer unlock()
	return s.some(slices.Sorted(maps.Keys(s.people))), nil
}

func (s *space) some(ids []checkins.PersonID) []checkins.Person {
	var people []checkins.Person
	for _, id := range ids {
		if p, ok := s.people[id]; ok {
			p = copied(p)
			p.Leads, p.Stands = s.leads(id), s.standsIn(id)
			people = append(people, p)
		}
	}
	return people
}

// leads derives the initiatives of which p is a lead, sorted.
func (s *space) leads(p checkins.PersonID) []checkins.InitiativeID {
	var ids []checkins.InitiativeID
	for id, i := range s.initiatives {
		if isLead(i, p) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// standsIn lists for whom somebody was named as delegate, sorted by lead.
func (s *space) standsIn(p checkins.PersonID) []checkins.Stand {
	var all []checkins.Stand
	for _, id := range slices.Sorted(maps.Keys(s.people)) {
		if stand, ok := checkins.StandOf(s.people[id]); ok && stand.By == p {
			stand.On = s.leads(id)
			all = append(all, stand)
		}
	}
	return all
}

// stands reports whether somebody holds the place of a lead in a round.
func (s *space) stands(i checkins.Initiative, r checkins.Round, p checkins.PersonID) bool {
	lead := r.For[p]
	stand, _ := checkins.StandOf(s.people[lead])
	return lead != "" && isLead(i, lead) && (stand.By != p || !stand.Declined)
}

// standsOf lists the delegates of the leads of an initiative, sorted by lead.
func (s *space) standsOf(i checkins.Initiative) []checkins.Stand {
	var all []checkins.Stand
	for _, id := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(i.Leads[0], i.Leads[1])))) {
		if stand, ok := checkins.StandOf(s.people[id]); ok {
			all = append(all, stand)
		}
	}
	return all
}

// isLead reports whether p stands on a side, or as a bridge on both.
func isLead(i checkins.Initiative, p checkins.PersonID) bool {
	return slices.Contains(i.Leads[0], p) || slices.Contains(i.Leads[1], p)
}

// Initiatives implements checkins.Roster.
func (m *Memory) Initiatives(_ context.Context, org checkins.OrgID, ids ...checkins.InitiativeID) ([]checkins.Initiative, error) {
	s, unlock := m.in(org)
	defer unlock()
	return s.those(ids), nil
}

// AllInitiatives implements checkins.Roster.
func (m *Memory) AllInitiatives(_ context.Context, org checkins.OrgID) ([]checkins.Initiative, error) {
	s, unlock := m.in(org)
	defer unlock()
	return s.those(slices.Sorted(maps.Keys(s.initiatives))), nil
}

func (s *space) those(ids []checkins.InitiativeID) []checkins.Initiative {
	var is []checkins.Initiative
	for _, id := range ids {
		if i, ok := s.initiatives[id]; ok {
			i = copied(i)
			i.Consents, i.Stands = maps.Clone(s.consents[id]), s.standsOf(i)
			is = append(is, i)
		}
	}
	return is
}

// Part implements checkins.Roster.
func (m *Memory) Part(_ context.Context, org checkins.OrgID, p checkins.PersonID) ([]checkins.InitiativeID, error) {
	s, unlock := m.in(org)
	defer unlock()
	var ids []checkins.InitiativeID
	for id, i := range s.initiatives {
		if isLead(i, p) || i.Owner == p || i.Sponsor == p {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Enrol implements checkins.Registrar.
func (m *Memory) Enrol(_ context.Context, setup checkins.Setup) error {
	s, unlock := m.in(setup.Org.ID)
	defer unlock()
	clock := m.now()
	if _, seen := s.again(setup.Delivery, clock); seen {
		return nil
	}
	stale := setup.Org.Rev == checkins.NewOrg && s.enrolled || setup.Org.Rev > 0 && setup.Org.Rev != s.rev
	for i, w := range setup.Whys {
		stale = stale || w.Rev != s.talks[i].Rev
	}
	if stale {
		return fmt.Errorf("enrol %s: %w", setup.Org.ID, checkins.ErrStale)
	}
	teams, err := m.teamsWith(setup.Org)
	if err != nil {
		return fmt.Errorf("enrol %s: %w", setup.Org.ID, err)
	}
	accounts, err := s.accountsWith(setup.People)
	if err != nil {
		return fmt.Errorf("enrol %s: %w", setup.Org.ID, err)
	}
	for a := range s.accounts {
		if _, still := accounts[a]; !still {
			delete(s.refs, a)
			delete(s.removals, a)
		}
	}
	m.teams, s.accounts = teams, accounts
	s.enrolled, s.org = true, copied(setup.Org)
	s.rev++
	for _, p := range setup.People {
		s.people[p.ID] = copied(p)
	}
	for _, i := range setup.Initiatives {
		s.initiatives[i.ID] = copied(i)
		s.plan(i.ID, setup.Next[i.ID])
	}
	for i, w := range setup.Whys {
		s.talk(i, w)
	}
	s.post(setup.Letters)
	s.redraw(setup.Now, setup.Redraw)
	s.remember(setup.Delivery, delivered{at: clock})
	return nil
}

// plan sets the next opening of an initiative; the zero time: none.
func (s *space) plan(i checkins.InitiativeID, at time.Time) {
	if at.IsZero() {
		delete(s.next, i)
		return
	}
	s.next[i] = at
}

// teamsWith returns the index of teams as it is once o is enrolled.
func (m *Memory) teamsWith(o checkins.Org) (map[team]checkins.OrgID, error) {
	teams := maps.Clone(m.teams)
	maps.DeleteFunc(teams, func(_ team, org checkins.OrgID) bool { return org == o.ID })
	for platform, ids := range map[checkins.Platform][]string{checkins.Slack: o.Slack, checkins.Teams: o.Teams} {
		for _, id := range ids {
			t := team{platform, id}
			if _, taken := teams[t]; taken && teams[t] != o.ID {
				return nil, fmt.Errorf("team %s:%s belongs to another org", platform, id)
			}
			teams[t] = o.ID
		}
	}
	return teams, nil
}

// accountsWith returns the index of accounts as it is once these people are
// enrolled. What they gave up is free, also for one another.
func (s *space) accountsWith(people []checkins.Person) (map[checkins.Account]checkins.PersonID, error) {
	accounts := maps.Clone(s.accounts)
	for _, p := range people {
		maps.DeleteFunc(accounts, func(_ checkins.Account, who checkins.PersonID) bool { return who == p.ID })
	}
	for _, p := range people {
		for _, a := range p.Accounts {
			if who, taken := accounts[a]; taken && who != p.ID {
				return nil, fmt.Errorf("account %s of %s belongs to %s", a, p.ID, who)
			}
			accounts[a] = p.ID
		}
	}
	return accounts, nil
}

// Amend implements checkins.Registrar.
func (m *Memory) Amend(_ context.Context, org checkins.OrgID, id checkins.PersonID, w checkins.Wish) error {
	s, unlock := m.in(org)
	defer unlock()
	p, ok := s.people[id]
	if !ok {
		return fmt.Errorf("amend %s: %w", id, checkins.ErrNotFound)
	}
	clock := m.now()
	if _, seen := s.again(w.Delivery, clock); seen {
		return nil
	}
	s.people[id] = copied(w.Of(p))
	s.remember(w.Delivery, delivered{at: clock})
	return nil
}
