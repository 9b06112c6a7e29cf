package checkins

import (
	"context"
	"errors"
	"time"
)

// pausedLook is when it is looked again whether an initiative that is paused goes on.
const pausedLook = 24 * time.Hour

// altered is what goes with a change of an initiative.
type altered struct {
	done    Done
	letters []Letter
	people  []Person // who come with it
}

// change has the owner of an initiative change it, in one step with what follows. alter
// gets the org and the initiative as they are, and may be called again.
func (d *Desk) change(ctx context.Context, who asker, id InitiativeID, verb Verb, by Delivered, alter func(Org, *Initiative) (altered, error)) (Message, error) {
	for range enterMost {
		o, err := d.Roster.Org(ctx, who.org)
		if err != nil {
			return nil, err
		}
		was, err := d.initiative(ctx, who.org, id)
		if err != nil {
			return nil, err
		}
		if was.Owner != who.person.ID {
			return d.notOwner(ctx, who, was, verb)
		}
		is, now := was, d.Now()
		a, err := alter(o, &is)
		if err != nil {
			return nil, err
		}
		next, err := d.upcoming(ctx, o.ID, was, is, now)
		if err != nil {
			return nil, err
		}
		set := Setup{
			Org: o, People: a.people, Initiatives: []Initiative{is}, Next: map[InitiativeID]time.Time{id: next}, Letters: a.letters,
			Redraw: cardsOf(o.ID, is), Now: now, Delivery: by,
		}
		if err = d.Registrar.Enrol(ctx, set); errors.Is(err, ErrStale) {
			continue
		} else if err != nil {
			return nil, err
		}
		if is, err = d.initiative(ctx, who.org, id); err != nil { // as it is, also when this was delivered again
			return nil, err
		}
		return d.changed(a.done, is, who.person), nil
	}
	return nil, ErrStale
}

// changed is what is said of a change: of a pause how it stands, whoever pressed how
// often.
func (d *Desk) changed(done Done, i Initiative, p Person) Done {
	done.Name, done.Zone = i.Name, p.Zone
	if done.What == DonePaused || done.What == DoneStarted {
		done.What = DoneStarted
		if i.Paused {
			done.What = DonePaused
		}
		done.At = nextOpening(i, DateOf(d.Now().In(i.Pulse.Location())))
	}
	return done
}

// pause stops the check-ins of an initiative, or has them go on. A check-in that is open
// stays open.
func (d *Desk) pause(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	return d.change(ctx, who, i.ID, VerbPause, Delivered{r.From.Platform, r.Delivery}, func(_ Org, i *Initiative) (altered, error) {
		i.Paused = !i.Paused
		return altered{done: Done{What: DonePaused}}, nil
	})
}
