package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

// teamTTL is how long a team's org is remembered in the process: teams hardly
// ever move, and every request asks.
const teamTTL = time.Minute

// teams remembers the orgs of teams.
type teams struct {
	now func() time.Time
	mu  sync.Mutex
	org map[string]teamOrg
}

type teamOrg struct {
	org   checkins.OrgID
	until time.Time
}

func (t *teams) get(key string) (checkins.OrgID, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	o, ok := t.org[key]
	return o.org, ok && t.now().Before(o.until)
}

// put remembers; no org forgets.
func (t *teams) put(key string, org checkins.OrgID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.org == nil {
		t.org = map[string]teamOrg{}
	}
	if org == "" {
		delete(t.org, key)
		return
	}
	t.org[key] = teamOrg{org, t.now().Add(teamTTL)}
}

// Orgs implements checkins.Directory. As Waiting does, with which a turn begins,
// it also looks whether the store is still the one of the start: from one that was
// emptied or lost a part nothing is opened and nothing sent. ErrEmptied, ErrReplaced.
func (s *Store) Orgs(ctx context.Context) ([]checkins.OrgID, error) {
	most := s.most.Load()
	var schema *redis.SliceCmd
	var orgs *redis.StringSliceCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		schema, orgs = s.askSchema(ctx, p), p.SMembers(ctx, keyOrgs)
	})
	if err == nil {
		err = s.same(schema.Val(), int64(len(orgs.Val())), most)
	}
	if err != nil {
		return nil, fmt.Errorf("list orgs: %w", err)
	}
	return sortedAs[checkins.OrgID](orgs.Val()), nil
}

// Who implements checkins.Directory. The org of a team is remembered for a
// minute, so this is one round trip in the steady state.
func (s *Store) Who(ctx context.Context, a checkins.Account) (checkins.OrgID, checkins.PersonID, error) {
	org, err := s.whose(ctx, a)
	if errors.Is(err, checkins.ErrNotFound) {
		err = s.missed(ctx, err)
	}
	if err != nil {
		return "", "", fmt.Errorf("who is %s: %w", a, err)
	}
	var cmd *redis.StringCmd
	if err := s.read(ctx, func(p redis.Pipeliner) { cmd = p.Get(ctx, of(org).ident(a)) }); err != nil {
		return "", "", fmt.Errorf("who is %s: %w", a, err)
	}
	if errors.Is(cmd.Err(), redis.Nil) {
		if err := s.missed(ctx, checkins.ErrStranger); !errors.Is(err, checkins.ErrStranger) {
			return "", "", fmt.Errorf("who is %s: %w", a, err)
		}
		return org, "", fmt.Errorf("who is %s: %w", a, checkins.ErrStranger)
	}
	return org, checkins.PersonID(cmd.Val()), nil
}

// whose returns the org of an account's team, ErrNotFound when it is nobody's.
func (s *Store) whose(ctx context.Context, a checkins.Account) (checkins.OrgID, error) {
	team := keyTeam(a.Platform, a.Team)
	if org, ok := s.teams.get(team); ok {
		return org, nil
	}
	var cmd *redis.StringCmd
	if err := s.read(ctx, func(p redis.Pipeliner) { cmd = p.Get(ctx, team) }); err != nil {
		return "", err
	}
	org := checkins.OrgID(cmd.Val())
	if org == "" {
		return "", checkins.ErrNotFound
	}
	s.teams.put(team, org)
	return org, nil
}

// InChannel implements checkins.Directory.
func (s *Store) InChannel(ctx context.Context, org checkins.OrgID, channel checkins.Account) ([]checkins.InitiativeID, error) {
	var ids *redis.StringSliceCmd
	err := s.read(ctx, func(p redis.Pipeliner) { ids = p.SMembers(ctx, of(org).channel(channel)) })
	if err != nil {
		return nil, fmt.Errorf("list initiatives in %s: %w", channel, err)
	}
	return sortedAs[checkins.InitiativeID](ids.Val()), nil
}

func sortedAs[T ~string](in []string) []T {
	var out []T
	for _, x := range in {
		out = append(out, T(x))
	}
	slices.Sort(out)
	return out
}

// Org implements checkins.Roster.
func (s *Store) Org(ctx context.Context, org checkins.OrgID) (checkins.Org, error) {
	var o checkins.Org
	h, err := s.hash(ctx, of(org).org(), []string{"doc", "rev"})
	switch {
	case err == nil && h["doc"] == "":
		err = checkins.ErrNotFound
	case err == nil:
		err = json.Unmarshal([]byte(h["doc"]), &o)
	}
	if err != nil {
		return checkins.Org{}, fmt.Errorf("read org %s: %w", org, err)
	}
	o.Rev, _ = strconv.Atoi(h["rev"])
	return o, nil
}

// People implements checkins.Roster.
func (s *Store) People(ctx context.Context, org checkins.OrgID, ids ...checkins.PersonID) ([]checkins.Person, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	people, err := s.people(ctx, org, ids)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	return people, nil
}

// AllPeople implements checkins.Roster.
func (s *Store) AllPeople(ctx context.Context, org checkins.OrgID) ([]checkins.Person, error) {
	people, err := s.people(ctx, org, nil)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	return people, nil
}

// people reads some of them; without ids everybody.
func (s *Store) people(ctx context.Context, org checkins.OrgID, ids []checkins.PersonID) ([]checkins.Person, error) {
	k := of(org)
	docs, err := s.hash(ctx, k.people(), names(ids))
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		ids = sortedAs[checkins.PersonID](slices.Collect(maps.Keys(docs)))
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var leads *redis.SliceCmd
	stands := make([]*redis.StringSliceCmd, len(ids))
	err = s.read(ctx, func(p redis.Pipeliner) {
		leads = p.HMGet(ctx, k.leadof(), names(ids)...)
		for n, id := range ids {
			stands[n] = p.SMembers(ctx, k.stands(id))
		}
	})
	if err != nil {
		return nil, err
	}
	var people []checkins.Person
	for n, id := range ids {
		doc, ok := docs[string(id)]
		if !ok {
			continue
		}
		p, err := personOf(doc)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		p.Leads = sortedAs[checkins.InitiativeID](strings.Fields(text(leads.Val()[n])))
		if named := stands[n].Val(); len(named) > 0 {
			if p.Stands, err = s.standsIn(ctx, org, id, named); err != nil {
				return nil, err
			}
		}
		people = append(people, p)
	}
	return people, nil
}

// standsIn lists for whom somebody is the delegate, of those who perhaps named them.
func (s *Store) standsIn(ctx context.Context, org checkins.OrgID, p checkins.PersonID, named []string) ([]checkins.Stand, error) {
	slices.Sort(named)
	docs, err := s.hash(ctx, of(org).people(), named)
	if err != nil {
		return nil, err
	}
	leads, err := s.hash(ctx, of(org).leadof(), named)
	if err != nil {
		return nil, err
	}
	var all []checkins.Stand
	for _, id := range named {
		if docs[id] == "" {
			continue
		}
		lead, err := personOf(docs[id])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		if stand, ok := checkins.StandOf(lead); ok && stand.By == p {
			stand.On = sortedAs[checkins.InitiativeID](strings.Fields(leads[id]))
			all = append(all, stand)
		}
	}
	return all, nil
}

func personOf(doc string) (checkins.Person, error) {
	var p checkins.Person
	err := json.Unmarshal([]byte(doc), &p)
	return p, err
}

// Initiatives implements checkins.Roster.
func (s *Store) Initiatives(ctx context.Context, org checkins.OrgID, ids ...checkins.InitiativeID) ([]checkins.Initiative, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.initiatives(ctx, org, ids)
}

// AllInitiatives implements checkins.Roster.
func (s *Store) AllInitiatives(ctx context.Context, org checkins.OrgID) ([]checkins.Initiative, error) {
	return s.initiatives(ctx, org, nil)
}

// initiatives reads some of them; without ids all.
func (s *Store) initiatives(ctx context.Context, org checkins.OrgID, ids []checkins.InitiativeID) ([]checkins.Initiative, error) {
	docs, err := s.hash(ctx, of(org).initiatives(), names(ids))
	if err != nil {
		return nil, fmt.Errorf("read initiatives: %w", err)
	}
	if len(ids) == 0 {
		ids = sortedAs[checkins.InitiativeID](slices.Collect(maps.Keys(docs)))
	}
	var is []checkins.Initiative
	for _, id := range ids {
		doc, ok := docs[string(id)]
		if !ok {
			continue
		}
		var i checkins.Initiative
		if err := json.Unmarshal([]byte(doc), &i); err != nil {
			return nil, fmt.Errorf("read initiative %s: %w", id, err)
		}
		is = append(is, i)
	}
	if err := s.derive(ctx, org, is); err != nil {
		return nil, fmt.Errorf("read consents and delegates: %w", err)
	}
	return is, nil
}

// derive fills in what leads of the initiatives said in chat, and who stands in for
// them.
func (s *Store) derive(ctx context.Context, org checkins.OrgID, is []checkins.Initiative) error {
	var leads []string
	for _, i := range is {
		leads = append(leads, names(leadsOf(i))...)
	}
	slices.Sort(leads)
	leads = slices.Compact(leads)
	said := make([]*redis.MapStringStringCmd, len(is))
	var docs *redis.SliceCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		for n, i := range is {
			said[n] = p.HGetAll(ctx, of(org).consents(i.ID))
		}
		if len(leads) > 0 {
			docs = p.HMGet(ctx, of(org).people(), leads...)
		}
	})
	if err != nil {
		return err
	}
	for n := range is {
		is[n].Consents = consentsOf(said[n].Val())
	}
	if docs == nil {
		return nil
	}
	stands := map[checkins.PersonID]checkins.Stand{}
	for n, id := range leads {
		doc := text(docs.Val()[n])
		if !strings.Contains(doc, `"delegate"`) { // most have none, and need no parsing
			continue
		}
		lead, err := personOf(doc)
		if err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
		if stand, ok := checkins.StandOf(lead); ok {
			stands[lead.ID] = stand
		}
	}
	for n, i := range is {
		for _, id := range leadsOf(i) {
			if stand, ok := stands[id]; ok {
				is[n].Stands = append(is[n].Stands, stand)
			}
		}
	}
	return nil
}

// Part implements checkins.Roster. What an older program enrolled does not say it:
// then everything is looked through.
func (s *Store) Part(ctx context.Context, org checkins.OrgID, p checkins.PersonID) ([]checkins.InitiativeID, error) {
	has, err := s.hash(ctx, of(org).leadof(), []string{string(p), owned(string(p)), owned("")})
	if err != nil {
		return nil, fmt.Errorf("read part of %s: %w", p, err)
	}
	var part []checkins.InitiativeID
	if _, said := has[owned("")]; said {
		for i := range strings.FieldsSeq(has[string(p)] + " " + has[owned(string(p))]) {
			part = append(part, checkins.InitiativeID(i))
		}
	} else {
		all, err := s.AllInitiatives(ctx, org)
		if err != nil {
			return nil, fmt.Errorf("read part of %s: %w", p, err)
		}
		for _, i := range all {
			if i.Owner == p || i.Sponsor == p || slices.Contains(leadsOf(i), p) {
				part = append(part, i.ID)
			}
		}
	}
	slices.Sort(part)
	return slices.Compact(part), nil
}
