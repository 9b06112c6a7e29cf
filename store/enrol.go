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
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var (
	enrolScript   = sealing("enrol", true)
	releaseScript = script("release", false)
	amendScript   = script("amend", false)
)

// attempts is how often a change that others overtook is worked out anew.
const attempts = 5

// Enrol implements checkins.Registrar. The indexes of teams lie outside the org's
// slot: they are claimed first, and given back when the org then refuses. A crash
// in between leaves a claim that the next Enrol of the same org takes over.
func (s *Store) Enrol(ctx context.Context, setup checkins.Setup) error {
	org := setup.Org.ID
	if !checkins.ValidID(string(org)) {
		return fmt.Errorf("enrol %q: not an id", org)
	}
	for range attempts {
		err := s.enrol(ctx, setup)
		if errors.Is(err, checkins.ErrStale) && setup.Org.Rev == 0 && len(setup.Whys) == 0 {
			continue
		}
		if err != nil {
			return fmt.Errorf("enrol %s: %w", org, err)
		}
		return nil
	}
	return fmt.Errorf("enrol %s: %w", org, checkins.ErrStale)
}

func (s *Store) enrol(ctx context.Context, setup checkins.Setup) error {
	old, err := s.enrolled(ctx, setup.Org.ID)
	if err != nil {
		return err
	}
	e, err := old.with(setup)
	if err != nil {
		return err
	}
	e.seen = setup.Delivery
	if e.whys, err = s.sealWhys(setup); err != nil {
		return err
	}
	e.redraw, e.now = setup.Redraw, setup.Now
	had, want := teamsOf(old.org), teamsOf(setup.Org)
	claimed, err := s.claimTeams(ctx, setup.Org.ID, want)
	if err == nil {
		err = s.change(ctx, setup.Org.ID, e)
	}
	if err != nil {
		for _, t := range claimed {
			if _, mine := had[t]; !mine && !errors.Is(err, checkins.ErrStale) {
				err = errors.Join(err, s.releaseTeam(ctx, setup.Org.ID, t))
			}
		}
		return err
	}
	for t := range had {
		if _, still := want[t]; !still {
			if err := s.releaseTeam(ctx, setup.Org.ID, t); err != nil {
				return err
			}
		}
	}
	return s.write(ctx, func(p redis.Pipeliner) { p.SAdd(ctx, keyOrgs, string(setup.Org.ID)) })
}

// teamsOf returns the index keys of an org's teams with their names.
func teamsOf(o checkins.Org) map[string]string {
	m := map[string]string{}
	for _, id := range o.Slack {
		m[keyTeam(checkins.Slack, id)] = string(checkins.Slack) + ":" + id
	}
	for _, id := range o.Teams {
		m[keyTeam(checkins.Teams, id)] = string(checkins.Teams) + ":" + id
	}
	return m
}

// claimTeams returns the teams that were nobody's and are the org's now.
func (s *Store) claimTeams(ctx context.Context, org checkins.OrgID, want map[string]string) (claimed []string, err error) {
	for _, t := range slices.Sorted(maps.Keys(want)) {
		var fresh *redis.BoolCmd
		var owner *redis.StringCmd
		err := s.write(ctx, func(p redis.Pipeliner) {
			fresh = p.SetNX(ctx, t, string(org), 0)
			owner = p.Get(ctx, t)
		})
		if err != nil {
			return claimed, err
		}
		if fresh.Val() {
			claimed = append(claimed, t)
		}
		if owner.Val() != string(org) {
			return claimed, fmt.Errorf("team %s belongs to another org", want[t])
		}
	}
	return claimed, nil
}

func (s *Store) releaseTeam(ctx context.Context, org checkins.OrgID, team string) error {
	s.teams.put(team, "")
	_, err := s.run(ctx, releaseScript, org, []string{team}, string(org))
	return err
}

// roll is an org with everything in it, at a revision.
type roll struct {
	rev         string
	org         checkins.Org
	people      map[checkins.PersonID]checkins.Person
	initiatives map[checkins.InitiativeID]checkins.Initiative
}

// enrolled reads what an org consists of now. The revision is read first: when
// the rest is newer, the script refuses.
func (s *Store) enrolled(ctx context.Context, org checkins.OrgID) (roll, error) {
	k := of(org)
	r := roll{
		people:      map[checkins.PersonID]checkins.Person{},
		initiatives: map[checkins.InitiativeID]checkins.Initiative{},
	}
	var head *redis.SliceCmd
	err := s.read(ctx, func(p redis.Pipeliner) { head = p.HMGet(ctx, k.org(), "rev", "doc") })
	if err != nil {
		return r, err
	}
	r.rev = text(head.Val()[0])
	if doc := text(head.Val()[1]); doc != "" {
		if err := json.Unmarshal([]byte(doc), &r.org); err != nil {
			return r, err
		}
	}
	people, err := s.AllPeople(ctx, org)
	if err != nil {
		return r, err
	}
	for _, p := range people {
		r.people[p.ID] = p
	}
	initiatives, err := s.AllInitiatives(ctx, org)
	if err != nil {
		return r, err
	}
	for _, i := range initiatives {
		r.initiatives[i.ID] = i
	}
	return r, nil
}

// change is one Enrol, ready for the script.
type change struct {
	rev, doc            string
	seen                checkins.Delivered
	whys                []string // initiative, revision as read, sealed ...
	redraw              []checkins.LetterID
	now                 time.Time
	people, initiatives []string // id, JSON ...
	plans               []string // member of the schedule, time or empty ...
	leadof              []string // person, initiatives ...
	letters             []checkins.Letter
	indexes             []index
}

// index is one step on an index key: del; set, sadd, srem or hdel of a value.
type index struct{ key, step, value string }

// with works out what a setup changes.
func (r roll) with(setup checkins.Setup) (change, error) {
	k := of(setup.Org.ID)
	c := change{rev: r.rev, letters: setup.Letters}
	switch want := setup.Org.Rev; {
	case want == checkins.NewOrg:
		c.rev = "" // whoever made it meanwhile was first
	case want != 0:
		c.rev = strconv.Itoa(want)
	}
	doc, err := json.Marshal(setup.Org)
	if err != nil {
		return c, err
	}
	c.doc = string(doc)
	if err := r.freeAccounts(setup.People); err != nil {
		return c, err
	}
	// Everything is taken away before anything is given: two people may have
	// exchanged an account.
	owned := map[checkins.Account]bool{}
	for _, p := range setup.People {
		for _, a := range p.Accounts {
			owned[a] = true
		}
	}
	for _, p := range setup.People {
		for _, a := range r.people[p.ID].Accounts {
			c.indexes = append(c.indexes, index{key: k.ident(a), step: "del"})
			if !owned[a] {
				c.indexes = append(c.indexes, index{key: k.ref(a), step: "del"})
			}
		}
	}
	for _, p := range setup.People {
		p.Leads = nil
		doc, err := json.Marshal(p)
		if err != nil {
			return c, err
		}
		c.people = append(c.people, string(p.ID), string(doc))
		if was := r.people[p.ID].Delegate; was != "" && was != p.Delegate {
			c.indexes = append(c.indexes, index{k.stands(was), "srem", string(p.ID)})
		}
		if p.Delegate != "" {
			c.indexes = append(c.indexes, index{k.stands(p.Delegate), "sadd", string(p.ID)})
		}
		for _, a := range p.Accounts {
			c.indexes = append(c.indexes, index{k.ident(a), "set", string(p.ID)})
		}
	}
	all := maps.Clone(r.initiatives)
	for _, i := range setup.Initiatives {
		doc, err := json.Marshal(i)
		if err != nil {
			return c, err
		}
		c.initiatives = append(c.initiatives, string(i.ID), string(doc))
		c.plans = append(c.plans, opens+string(i.ID), ms(setup.Next[i.ID]))
		for _, a := range all[i.ID].Channels {
			c.indexes = append(c.indexes, index{k.channel(a), "srem", string(i.ID)})
		}
		for _, a := range i.Channels {
			c.indexes = append(c.indexes, index{k.channel(a), "sadd", string(i.ID)})
		}
		c.indexes = append(c.indexes, index{key: k.leads(i.ID), step: "del"})
		for _, p := range leadsOf(i) {
			c.indexes = append(c.indexes, index{k.leads(i.ID), "sadd", string(p)})
		}
		all[i.ID] = i
	}
	c.leadof = leadof(slices.Collect(maps.Values(all)))
	return c, nil
}

// leadof lists everybody who has a part in one of these initiatives, all of an org:
// person, what they lead, and for owners and sponsors owned(person), what they are
// that of ... The field owned("") says that these are there.
func leadof(all []checkins.Initiative) []string {
	part := map[string][]string{owned(""): nil}
	for _, i := range all {
		for _, p := range leadsOf(i) {
			part[string(p)] = append(part[string(p)], string(i.ID))
		}
		answer := []checkins.PersonID{i.Owner, i.Sponsor}
		slices.Sort(answer)
		for _, p := range slices.Compact(answer) {
			if p != "" {
				part[owned(string(p))] = append(part[owned(string(p))], string(i.ID))
			}
		}
	}
	var pairs []string
	for _, p := range slices.Sorted(maps.Keys(part)) {
		slices.Sort(part[p])
		pairs = append(pairs, p, strings.Join(part[p], " "))
	}
	return pairs
}

// leadsOf lists everybody on a side, each once; a bridge is on both.
func leadsOf(i checkins.Initiative) []checkins.PersonID {
	all := append(slices.Clone(i.Leads[0]), i.Leads[1]...)
	slices.Sort(all)
	return slices.Compact(all)
}

// freeAccounts reports an account that belongs to somebody else. What the people
// gave up is free, also for one another.
func (r roll) freeAccounts(people []checkins.Person) error {
	owner := map[checkins.Account]checkins.PersonID{}
	for id, p := range r.people {
		if !slices.ContainsFunc(people, func(q checkins.Person) bool { return q.ID == id }) {
			for _, a := range p.Accounts {
				owner[a] = id
			}
		}
	}
	for _, p := range people {
		for _, a := range p.Accounts {
			if who, taken := owner[a]; taken && who != p.ID {
				return fmt.Errorf("account %s of %s belongs to %s", a, p.ID, who)
			}
			owner[a] = p.ID
		}
	}
	return nil
}

// change runs the script. ErrStale when the org has another revision.
func (s *Store) change(ctx context.Context, org checkins.OrgID, c change) error {
	k := of(org)
	keys := []string{k.org(), k.people(), k.initiatives(), k.leadof(), k.sched(), k.due(), k.delivered(c.seen)}
	args := []any{c.rev, c.doc, s.call(), rememberFor(c.seen), nowMS(c.now), strconv.Itoa(len(c.whys) / 3)}
	for n := 0; n < len(c.whys); n += 3 {
		keys = append(keys, k.why(checkins.InitiativeID(c.whys[n])))
		args = append(args, c.whys[n+1], c.whys[n+2])
	}
	for _, part := range [][]string{c.people, c.initiatives, c.leadof, c.plans} {
		args = append(args, strconv.Itoa(len(part)/2))
		for _, x := range part {
			args = append(args, x)
		}
	}
	keys, args, err := postings(keys, append(args, strconv.Itoa(len(c.letters))), k, c.letters)
	if err != nil {
		return err
	}
	keys, args = redrawings(keys, append(args, strconv.Itoa(len(c.redraw))), k, c.redraw)
	for _, x := range c.indexes {
		keys = append(keys, x.key)
		args = append(args, x.step, x.value)
	}
	done, err := s.keep(ctx, enrolScript, org, keys, args...)
	if err != nil {
		return err
	}
	if done != int64(1) {
		return checkins.ErrStale
	}
	return nil
}

// Amend implements checkins.Registrar.
func (s *Store) Amend(ctx context.Context, org checkins.OrgID, id checkins.PersonID, w checkins.Wish) error {
	k := of(org)
	for range attempts {
		docs, err := s.hash(ctx, k.people(), []string{string(id)})
		if err != nil {
			return fmt.Errorf("amend %s: %w", id, err)
		}
		old, ok := docs[string(id)]
		if !ok {
			return fmt.Errorf("amend %s: %w", id, checkins.ErrNotFound)
		}
		p, err := personOf(old)
		if err != nil {
			return fmt.Errorf("amend %s: %w", id, err)
		}
		was := p.Delegate
		p = w.Of(p)
		doc, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("amend %s: %w", id, err)
		}
		keys := []string{k.people(), k.delivered(w.Delivery), k.stands(was), k.stands(p.Delegate)}
		done, err := s.run(ctx, amendScript, org, keys, string(id), old, string(doc), rememberFor(w.Delivery), was != "", p.Delegate != "")
		if err != nil {
			return fmt.Errorf("amend %s: %w", id, err)
		}
		if done == int64(1) {
			return nil
		}
	}
	return fmt.Errorf("amend %s: %w", id, checkins.ErrStale)
}
