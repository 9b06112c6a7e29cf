package checkins

import (
	"context"
	"slices"
)

// What puts an alert on the agenda of the next meeting, and takes it off again.
const (
	DeedAgenda    = "agenda"
	DeedOffAgenda = "agenda_off"
	DeedSnooze    = "snooze" // with a date
)

// onAgenda puts an alert on the agenda: it stands first among the things to decide, in
// the digest, in status and in portfolio, until it closes or is taken off.
func (d *Desk) onAgenda(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.opened(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	was, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil {
		return nil, err
	}
	do := Tending{Care: Care{Agenda: d.today(t.initiative), AgendaBy: who.person.ID}, Delivery: w.delivered()}
	act := Act{What: ActAgenda}
	if was.Agenda != "" {
		do.Agenda, do.AgendaBy, act.What = "", "", "" // it has been there since that day
	}
	if err := d.keep(ctx, t, do, act); err != nil {
		return nil, err
	}
	return Done{What: DoneAgenda, Name: t.initiative.Name}, nil
}

func (d *Desk) offAgenda(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.tendAs(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if help, err := t.owns(ctx, d); err != nil || help != nil {
		return orHelp(help), err
	}
	was, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil {
		return nil, err
	}
	act := Act{What: ActOffAgenda}
	if was.Agenda == "" {
		act.What = ""
	}
	if err := d.keep(ctx, t, Tending{OffAgenda: true, Delivery: w.delivered()}, act); err != nil {
		return nil, err
	}
	return Done{What: DoneOffAgenda, Name: t.initiative.Name}, nil
}

// delivered names the delivery of a deed.
func (w Deed) delivered() Delivered { return Delivered{w.From.Platform, w.Delivery} }

// onTheAgenda is what of an initiative is on the agenda, for somebody with a part in it.
func (d *Desk) onTheAgenda(ctx context.Context, who asker, i Initiative) ([]ToDecide, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil || !may(i, o, who.person.ID).See {
		return nil, err
	}
	l, err := d.look(ctx, o, i, who.person.ID)
	return slices.DeleteFunc(l.toDecide(), func(x ToDecide) bool { return x.Why != DecideAgenda }), err
}
