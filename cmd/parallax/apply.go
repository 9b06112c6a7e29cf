package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"parallax/checkins"
)

// applyStore is what apply needs of a store.
type applyStore interface {
	checkins.Roster
	Enrol(ctx context.Context, s checkins.Setup) error
	Letters(ctx context.Context, org checkins.OrgID, ids ...checkins.LetterID) ([]checkins.Letter, error)
	Standing(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) (checkins.Standing, checkins.RoundID, error)
	Errands(ctx context.Context, org checkins.OrgID, now time.Time) ([]checkins.Errand, error)
	Who(ctx context.Context, a checkins.Account) (checkins.OrgID, checkins.PersonID, error)
}

// apply brings the store to what an org file says and prints what that changes.
// The second time there is nothing to change. What people said in chat, and what
// the file does not name, stays. A dry run only prints.
func apply(ctx context.Context, store applyStore, file string, data []byte, now time.Time, dryRun bool, out io.Writer) error {
	wanted, named, err := readOrg(file, data)
	if err != nil {
		return err
	}
	p := plan{now: now, wanted: wanted, named: named, setup: checkins.Setup{Next: map[checkins.InitiativeID]time.Time{}}}
	if err := p.read(ctx, store); err != nil {
		return fmt.Errorf("apply %s: %w", file, err)
	}
	if p.known {
		p.wanted.Org = named.org(wanted.Org, p.oldOrg)
	}
	p.setup.Org = p.wanted.Org
	if err := foreignTeams(ctx, store, p.wanted.Org); err != nil {
		return fmt.Errorf("apply %s: nothing was changed: %w", file, err)
	}
	p.org()
	p.people()
	p.initiatives()
	p.notes()
	p.prospects()
	p.outlooks()
	if err := p.questions(ctx, store); err != nil {
		return fmt.Errorf("apply %s: %w", file, err)
	}
	changed := len(p.lines) > 0
	if changed && !dryRun {
		if err := store.Enrol(ctx, p.setup); err != nil {
			return fmt.Errorf("apply %s: nothing was changed: %w", file, err)
		}
	}
	_, err = io.WriteString(out, p.report(changed, dryRun))
	return err
}

// plan is what an apply is going to do and to say.
type plan struct {
	now    time.Time
	wanted checkins.Setup
	named  naming         // what the file names
	setup  checkins.Setup // what is written: the org, and people and initiatives that change

	known          bool // the org is in the store
	oldOrg         checkins.Org
	oldPeople      map[checkins.PersonID]checkins.Person
	oldInitiatives map[checkins.InitiativeID]checkins.Initiative
	latest         map[checkins.InitiativeID]checkins.RoundID
	due            map[checkins.InitiativeID]time.Time // openings that have come and did not happen yet

	lines     []string // what changes
	same      int
	kept      []string // in the store and not in the file
	remarks   []string
	schedules []string
}

func (p *plan) read(ctx context.Context, store applyStore) error {
	id := p.wanted.Org.ID
	p.oldPeople, p.oldInitiatives = map[checkins.PersonID]checkins.Person{}, map[checkins.InitiativeID]checkins.Initiative{}
	p.latest = map[checkins.InitiativeID]checkins.RoundID{}
	var err error
	if p.oldOrg, err = store.Org(ctx, id); errors.Is(err, checkins.ErrNotFound) {
		return nil
	} else if err != nil {
		return err
	}
	p.known = true
	people, err := store.AllPeople(ctx, id)
	if err != nil {
		return err
	}
	for _, x := range people {
		p.oldPeople[x.ID] = x
	}
	initiatives, err := store.AllInitiatives(ctx, id)
	if err != nil {
		return err
	}
	// Before the latest rounds: an opening that happens meanwhile is then seen to have
	// happened.
	if err := p.missed(ctx, store); err != nil {
		return err
	}
	for _, i := range initiatives {
		p.oldInitiatives[i.ID] = i
		if _, p.latest[i.ID], err = store.Standing(ctx, id, i.ID); err != nil {
			return err
		}
	}
	return nil
}

// foreignTeams names the workspaces and tenants of an org that belong to another one,
// as Enrol would, but before anything is written and all at once.
func foreignTeams(ctx context.Context, store applyStore, o checkins.Org) error {
	var errs []error
	for _, of := range []struct {
		platform checkins.Platform
		teams    []string
	}{{checkins.Slack, o.Slack}, {checkins.Teams, o.Teams}} {
		for _, team := range of.teams {
			owner, _, err := store.Who(ctx, checkins.Account{Platform: of.platform, Team: team})
			switch {
			case errors.Is(err, checkins.ErrNotFound): // nobody's
			case err != nil && !errors.Is(err, checkins.ErrStranger):
				return err
			case owner != o.ID:
				errs = append(errs, fmt.Errorf("team %s:%s belongs to another org", of.platform, team))
			}
		}
	}
	return errors.Join(errs...)
}

// added and changed note what is done; changed reports whether there is anything.
func (p *plan) added(what string) { p.lines = append(p.lines, "+ "+what) }

func (p *plan) changed(what string, was, is []trait) bool {
	cs := changes(was, is)
	for _, c := range cs {
		p.lines = append(p.lines, "~ "+what+": "+c.String())
	}
	if len(cs) == 0 {
		p.same++
	}
	return len(cs) > 0
}

func (p *plan) org() {
	what := "org " + string(p.wanted.Org.ID)
	if !p.known {
		p.added(what)
	} else {
		p.changed(what, orgTraits(p.oldOrg), orgTraits(p.wanted.Org))
	}
	for _, x := range p.wanted.Org.Priorities {
		if old, ok := p.oldOrg.Priority(x.ID); ok {
			p.changed("priority "+string(x.ID), priorityTraits(old), priorityTraits(x))
			continue
		}
		p.added("priority " + named(x.ID, x.Name))
	}
	for _, old := range p.oldOrg.Priorities {
		if _, ok := p.wanted.Org.Priority(old.ID); !ok {
			p.kept = append(p.kept, "priority "+string(old.ID))
			p.setup.Org.Priorities = append(p.setup.Org.Priorities, old)
		}
	}
}

func (p *plan) people() {
	for n, x := range p.wanted.People {
		old, ok := p.oldPeople[x.ID]
		if !ok {
			p.added("person " + named(x.ID, x.Name))
			p.setup.People = append(p.setup.People, x)
			continue
		}
		x = p.named.person(x, old).Filed(old)
		p.wanted.People[n] = x
		if p.changed("person "+string(x.ID), personTraits(old), personTraits(x)) {
			p.setup.People = append(p.setup.People, x)
		}
	}
	for id := range p.oldPeople {
		if !slices.ContainsFunc(p.wanted.People, func(x checkins.Person) bool { return x.ID == id }) {
			p.kept = append(p.kept, "person "+string(id))
		}
	}
}

func (p *plan) initiatives() {
	for n, i := range p.wanted.Initiatives {
		old, ok := p.oldInitiatives[i.ID]
		if ok {
			i = p.named.initiative(i, old)
		}
		i.Paused, i.HeardTo, i.Consents = old.Paused, old.HeardTo, old.Consents
		if i.Owner == old.Owner {
			i.Handed = old.Handed
		}
		p.wanted.Initiatives[n] = i
		if !ok {
			p.added("initiative " + named(i.ID, i.Name))
		} else if !p.changed("initiative "+string(i.ID), initiativeTraits(old), initiativeTraits(i)) {
			continue
		}
		p.setup.Initiatives = append(p.setup.Initiatives, i)
		if next, ok := p.next(i); ok {
			p.setup.Next[i.ID] = next
		}
	}
	for id := range p.oldInitiatives {
		if !slices.ContainsFunc(p.wanted.Initiatives, func(i checkins.Initiative) bool { return i.ID == id }) {
			p.kept = append(p.kept, "initiative "+string(id))
		}
	}
}

// questions are the letters that ask leads of named sides to accept that. Those
// that were posted before are no change. Who is asked is nobody else's business.
func (p *plan) questions(ctx context.Context, store applyStore) error {
	for _, i := range p.wanted.Initiatives {
		letters := checkins.ConsentLetters(p.setup.Org, i, p.wanted.People, p.now)
		if len(letters) == 0 {
			continue
		}
		var ids []checkins.LetterID
		for _, l := range letters {
			ids = append(ids, l.ID)
		}
		posted, err := store.Letters(ctx, p.setup.Org.ID, ids...)
		if err != nil {
			return err
		}
		posted = slices.DeleteFunc(posted, func(l checkins.Letter) bool { return l.State == checkins.LetterDropped })
		if n := len(letters) - len(posted); n > 0 {
			p.added(fmt.Sprintf("initiative %s: leads to be asked in chat whether they accept to be named: %d", i.ID, n))
		}
		p.setup.Letters = append(p.setup.Letters, letters...)
	}
	return nil
}

func (p *plan) report(changed, dryRun bool) string {
	var b strings.Builder
	for _, l := range p.lines {
		fmt.Fprintln(&b, l)
	}
	if p.same > 0 {
		fmt.Fprintf(&b, "unchanged: %d\n", p.same)
	}
	if len(p.kept) > 0 {
		slices.Sort(p.kept)
		fmt.Fprintf(&b, "kept, not in the file: %s\n", strings.Join(p.kept, ", "))
	}
	for _, r := range p.remarks {
		fmt.Fprintln(&b, "note:", r)
	}
	for _, s := range p.schedules {
		fmt.Fprintln(&b, s)
	}
	switch {
	case !changed:
		fmt.Fprintln(&b, "nothing to change")
	case dryRun:
		fmt.Fprintln(&b, "dry run: nothing was written")
	default:
		fmt.Fprintln(&b, "applied")
	}
	return b.String()
}
