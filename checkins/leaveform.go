package checkins

import (
	"context"
	"errors"
	"slices"
)

// leaveDialog asks for a leave.
func (d *Desk) leaveDialog(ctx context.Context, who asker, from Account) (Dialog, error) {
	fields, err := d.leaveFields(ctx, who, from)
	if err != nil {
		return Dialog{}, err
	}
	today := DateOf(d.Now().In(who.person.Location()))
	first := Field{Key: fieldFrom, Kind: FieldDate, Value: []string{string(today)}}
	if p := who.person; p.AwayTo >= today && p.AwayFrom != "" {
		first.Value = []string{string(p.AwayFrom)}
	}
	m := Dialog{What: DialogAway, Opened: true, Fields: append([]Field{first}, fields...)}
	if len(who.person.Leads) > 0 {
		m.Remarks = []Remark{{Key: "delegate"}}
	}
	return m, nil
}

// leaveFields are the last day of a leave and the delegate.
func (d *Desk) leaveFields(ctx context.Context, who asker, from Account) ([]Field, error) {
	p := who.person
	to, by := Field{Key: fieldTo, Kind: FieldDate}, Field{Key: fieldDelegate, Kind: FieldPerson, Optional: true}
	today := DateOf(d.Now().In(p.Location()))
	if p.AwayTo >= today {
		to.Value = []string{string(p.AwayTo)}
	}
	fields := []Field{to}
	if len(p.Leads) == 0 {
		return fields, nil // nobody's place is to be taken
	}
	s, named := StandOf(p)
	if !named || s.Declined || p.AwayTo < today {
		return append(fields, by), nil
	}
	people, err := d.Roster.People(ctx, who.org, s.By)
	if err != nil {
		return nil, err
	}
	for _, q := range people {
		a := q.on(from.Platform, q.Account())
		by.Value = []string{a.String()}
		if a.Platform != from.Platform || a.Team != from.Team {
			by.Options = []Option{{a.String(), q.Name}}
		}
	}
	return append(fields, by), nil
}

// takeAway stores a leave from its own dialog.
func (d *Desk) takeAway(ctx context.Context, who asker, s Submission) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	m, err := d.leaveDialog(ctx, who, s.From)
	if err != nil {
		return nil, err
	}
	m.Opened = false
	w := Wish{Delivery: Delivered{s.From.Platform, s.Delivery}}
	for n := range m.Fields {
		if given, shown := s.Values[m.Fields[n].Key]; shown {
			m.Fields[n].Value = given
		}
	}
	if err := d.takeLeave(ctx, who, s, &m, &w); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(m.Fields, func(f Field) bool { return f.Wrong != "" }) {
		return m, nil
	}
	return d.gone(ctx, who, w)
}

// takeLeave takes the days of a leave and its delegate over into the wish, or says in
// the fields what is wrong with them.
func (d *Desk) takeLeave(ctx context.Context, who asker, s Submission, m *Dialog, w *Wish) error {
	wrong := func(key, why string, names ...string) {
		n := slices.IndexFunc(m.Fields, func(f Field) bool { return f.Key == key })
		if n >= 0 && m.Fields[n].Wrong == "" {
			m.Fields[n].Wrong = why
			if len(names) > 0 {
				m.Fields[n].Names = map[string]string{"name": names[0]}
			}
		}
	}
	p := who.person
	today := DateOf(d.Now().In(p.Location()))
	begun := p.AwayTo >= today && p.AwayFrom != "" // a leave that goes on keeps its first day
	from, to := today, Date(first(s.Values[fieldTo]))
	if begun {
		from = p.AwayFrom
	}
	if said := Date(first(s.Values[fieldFrom])); said != "" {
		from = said
	}
	switch {
	case !from.Valid(), from < today && !(begun && from == p.AwayFrom):
		wrong(fieldFrom, "past")
	case !to.Valid(), to < today:
		wrong(fieldTo, "past")
	case to < from:
		wrong(fieldTo, "before")
	case to > today.AddDays(leaveMost):
		wrong(fieldTo, "far")
	}
	by := PersonID("")
	if said := first(s.Values[fieldDelegate]); said != "" && said != optionNobody {
		q, why, err := d.delegateOf(ctx, who, said)
		if err != nil {
			return err
		}
		if by = q.ID; why != "" {
			wrong(fieldDelegate, why, q.Name)
		}
	}
	w.AwayFrom, w.AwayTo, w.Delegate = &from, &to, &by
	if by != p.Delegate || !begun {
		none := PersonID("")
		w.Declined = &none
	}
	return nil
}

// delegateOf finds who was chosen as delegate, or says why they can't be.
func (d *Desk) delegateOf(ctx context.Context, who asker, said string) (Person, string, error) {
	a, ok := ParseAccount(said)
	if !ok {
		return Person{}, "person", nil
	}
	org, id, err := d.Who(ctx, a)
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrStranger), err == nil && org != who.org:
		return Person{}, "unknown_person", nil
	case err != nil:
		return Person{}, "", err
	case id == who.person.ID:
		return who.person, "self", nil
	}
	q, err := d.person(ctx, who.org, id)
	if err != nil {
		return Person{}, "", err
	}
	if !reachable(q) {
		return q, "unreachable", nil
	}
	is, err := d.Roster.Initiatives(ctx, who.org, who.person.Leads...)
	if err != nil {
		return Person{}, "", err
	}
	for _, i := range is {
		if _, on := i.Side(who.person.ID); on && !i.leads(q.ID) {
			return q, "", nil
		}
	}
	return q, "delegate_part", nil
}
