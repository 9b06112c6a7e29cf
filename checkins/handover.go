package checkins

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// DialogHandover asks who is to own an initiative.
const DialogHandover DialogWhat = "handover"

// handover gives an initiative to another owner: at once when who is meant is clear, else
// it asks.
func (d *Desk) handover(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	if i.Owner != who.person.ID {
		return d.notOwner(ctx, who, i, VerbHandover)
	}
	to, err := d.meant(ctx, who.org, r.From, r.Command.To)
	if err != nil {
		return nil, err
	}
	if to != "" && to != i.Owner {
		return d.handTo(ctx, who, i.ID, to, nil, Delivered{r.From.Platform, r.Delivery})
	}
	m := handoverForm(i)
	m.Opened = true
	m.Fields[0].Options, err = d.othersOf(ctx, who.org, r.From.Platform)
	return m, err
}

func handoverForm(i Initiative) Dialog {
	return Dialog{What: DialogHandover, Initiative: Named{i.ID, i.Name}, Fields: []Field{{Key: "owner", Kind: FieldPerson}}}
}

// meant finds the one person whom a text names: by an account, an id or a name.
func (d *Desk) meant(ctx context.Context, org OrgID, from Account, text string) (PersonID, error) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "@")
	if text == "" {
		return "", nil
	}
	// <@U0001> and <@U0001|ana> are how Slack writes a mention.
	if id, ok := strings.CutPrefix(text, "<@"); ok {
		id, _, _ = strings.Cut(strings.TrimSuffix(id, ">"), "|")
		of, p, err := d.Directory.Who(ctx, Account{from.Platform, from.Team, id})
		if errors.Is(err, ErrStranger) || errors.Is(err, ErrNotFound) || err == nil && of != org {
			return "", nil
		}
		return p, err
	}
	people, err := d.Roster.AllPeople(ctx, org)
	if err != nil {
		return "", err
	}
	var fits []PersonID
	for _, p := range people {
		if strings.EqualFold(string(p.ID), text) || strings.EqualFold(p.Name, text) {
			fits = append(fits, p.ID)
		}
	}
	if len(fits) == 0 {
		for _, p := range people {
			if first, _, _ := strings.Cut(p.Name, " "); strings.EqualFold(first, text) {
				fits = append(fits, p.ID)
			}
		}
	}
	if len(fits) != 1 {
		return "", nil
	}
	return fits[0], nil
}

// othersOf are the people of an org who have no account on a platform.
func (d *Desk) othersOf(ctx context.Context, org OrgID, here Platform) ([]Option, error) {
	people, err := d.Roster.AllPeople(ctx, org)
	if err != nil {
		return nil, err
	}
	s := setting{from: Account{Platform: here}, found: &newcomers{people: map[PersonID]Person{}}}
	for _, p := range people {
		s.found.people[p.ID] = p
	}
	return s.elsewhere(), nil
}

// submitHandover takes who is to own it.
func (d *Desk) submitHandover(ctx context.Context, who asker, s Submission) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	i, err := d.initiative(ctx, who.org, s.Initiative)
	if errors.Is(err, ErrNotFound) {
		return Help{Text: HelpNoLongerAsked}, nil
	} else if err != nil {
		return nil, err
	}
	if i.Owner != who.person.ID {
		return d.notOwner(ctx, who, i, VerbHandover)
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	form := handoverForm(i)
	f := &form.Fields[0]
	f.Value = s.Values["owner"]
	if f.Options, err = d.othersOf(ctx, who.org, s.From.Platform); err != nil {
		return nil, err
	}
	if f.plainly(); f.Wrong != "" {
		return form, nil
	}
	n := d.newcomers(o, who.person.Zone)
	n.where = i.firstChannel(s.From.Platform)
	ids, no, err := n.all(ctx, f.Value)
	switch {
	case err != nil:
		return nil, err
	case len(no) > 0:
		f.Wrong, f.Names = no[0].why, map[string]string{"names": no[0].name}
		return form, nil
	}
	return d.handTo(ctx, who, i.ID, ids[0], n.fresh, Delivered{s.From.Platform, s.Delivery})
}

// handedOn says that a notice to an owner who is not the owner any more is not to be
// sent: it goes to who answers for the initiative now.
func (d *Desk) handedOn(ctx context.Context, org OrgID, l Letter) (hold, error) {
	if !l.Receipt.IsZero() || l.About.Initiative == "" || l.Lead == "" {
		return hold{}, nil
	}
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return hold{}, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return hold{}, err
	}
	now := i.answerable(o)
	switch what := l.About.Text.What; {
	case (what == noticeHanded || what == noticeBack) != (l.Lead == now):
		return hold{}, nil // to the owner; these two to who is it no more
	case now == "" || what == noticeHandover || what == noticeHanded || what == noticeBack:
		return hold{reason: ReasonLeft}, nil
	}
	next := Letter{
		ID: LetterIDOf(org, KindNotice, string(l.ID), string(now)), Kind: KindNotice, Lead: now, Under: l.Under, Due: l.Due, Until: l.Until, About: l.About,
	}
	return hold{reason: ReasonLeft, post: []Letter{next}}, nil
}

// handTo makes somebody the owner, tells them, and tells who gave it how to take it back.
func (d *Desk) handTo(ctx context.Context, who asker, id InitiativeID, to PersonID, fresh []Person, by Delivered) (Message, error) {
	var p Person
	for _, f := range fresh {
		p = f
	}
	if p.ID != to {
		var err error
		if p, err = d.person(ctx, who.org, to); err != nil {
			return nil, err
		}
	}
	i, err := d.initiative(ctx, who.org, id)
	if err != nil {
		return nil, err
	}
	done := Done{What: DoneHandedOver, Name: i.Name, Owner: p.Name}
	if i.Owner == to {
		return done, nil // delivered again
	}
	return d.change(ctx, who, id, VerbHandover, by, func(o Org, i *Initiative) (altered, error) {
		i.Owner = to
		w := writing{org: o, people: map[PersonID]Person{to: p, who.person.ID: who.person}, now: d.Now()}
		told := handed(w, *i, noticeHandover, to, Says{Where: string(who.person.ID)}, by)
		back := handed(w, *i, noticeHanded, who.person.ID, Says{Where: string(to)}, by)
		for n := range back {
			back[n].Due = w.now // they are at it
			for _, l := range told {
				back[n].About.Text.Detail = string(l.ID)
			}
		}
		a := altered{done: done, people: fresh, letters: slices.Concat(told, back)}
		if i.Handed != "" {
			a.redraw = []LetterID{i.Handed} // it offers to take back what has gone on
		}
		i.Handed = ""
		for _, l := range back {
			i.Handed = l.ID
		}
		return a, nil
	})
}
