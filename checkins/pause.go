package checkins

import (
	"context"
	"errors"
	"slices"
	"time"
)

// pausedLook is when it is looked again whether an initiative that is paused goes on.
const pausedLook = 24 * time.Hour

// altered is what goes with a change of an initiative.
type altered struct {
	done    Done
	letters []Letter
	redraw  []LetterID // besides its cards
	people  []Person   // who come with it
}

// change has the owner of an initiative change it, in one step with what follows. alter
// gets the org and the initiative as they are, and may be called again.
func (d *Desk) change(ctx context.Context, who asker, id InitiativeID, verb Verb, by Delivered, alter func(Org, *Initiative) (altered, error)) (Message, error) {
	return d.alters(ctx, who, id, by, func(was Initiative) (Message, error) {
		if was.Owner == who.person.ID {
			return nil, nil
		}
		return d.notOwner(ctx, who, was, verb)
	}, alter)
}

// alters is change for whom no does not refuse it.
func (d *Desk) alters(ctx context.Context, who asker, id InitiativeID, by Delivered, no func(Initiative) (Message, error), alter func(Org, *Initiative) (altered, error)) (Message, error) {
	for range enterMost {
		o, err := d.Roster.Org(ctx, who.org)
		if err != nil {
			return nil, err
		}
		was, err := d.initiative(ctx, who.org, id)
		if err != nil {
			return nil, err
		}
		if m, err := no(was); err != nil || m != nil {
			return m, err
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
			Redraw: append(cardsOf(o.ID, is), a.redraw...), Now: now, Delivery: by,
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

// hearsFrom is until when people are heard who could not be asked before an instant: three
// working days, and the one on which letters that waited for the end of a pause go out.
func (i Initiative) hearsFrom(orgHolidays []string, at time.Time) time.Time {
	for range 1 + decisionDays {
		at = i.Pulse.dayAfter(orgHolidays, at)
	}
	return at
}

// hears is until when a side is heard, as seen at now. A pause has no end yet: nobody is
// asked during it, so nothing runs out before they could be.
func (i Initiative) hears(until, now time.Time) time.Time {
	until = later(until, i.HeardTo)
	if i.Paused {
		until = later(until, i.hearsFrom(nil, now))
	}
	return until
}

// pause stops the check-ins of an initiative, or has them go on. A check-in that is open
// stays open.
func (d *Desk) pause(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	return d.change(ctx, who, i.ID, VerbPause, Delivered{r.From.Platform, r.Delivery}, func(o Org, i *Initiative) (altered, error) {
		a := altered{done: Done{What: DonePaused}}
		var err error
		if i.Paused = !i.Paused; !i.Paused {
			i.HeardTo = i.hearsFrom(o.Holidays, d.Now())
			a.redraw, err = d.saysUntil(ctx, o.ID, *i)
		}
		return a, err
	})
}

// saysUntil are the letters of an initiative that say until when their readers are heard.
func (d *Desk) saysUntil(ctx context.Context, org OrgID, i Initiative) ([]LetterID, error) {
	rs, _, err := readBook[DecisionBook](ctx, d, org, BookID{BookDecisions, string(i.ID)})
	if err != nil {
		return nil, err
	}
	ps, _, err := readBook[Promises](ctx, d, org, BookID{BookPromises, string(i.ID)})
	if err != nil {
		return nil, err
	}
	var all []LetterID
	for _, x := range rs.All {
		if !x.asks(d.today(i)) {
			continue
		}
		ids, err := d.decisionAsked(ctx, org, i, x, i.raters()...)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	for _, x := range ps.All {
		if x.Is != "" || x.Due > d.today(i) {
			continue
		}
		ids, err := d.promiseAsks(ctx, org, i, x, x.judges(i)...)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
