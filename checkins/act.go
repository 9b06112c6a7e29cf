package checkins

import (
	"context"
	"errors"
	"time"
)

// Act is what somebody did about an alert: a line in its thread.
type Act struct {
	What  ActWhat     `json:"what,omitempty"`
	By    PersonID    `json:"by,omitempty"`
	Whom  [2]PersonID `json:"whom,omitzero"`   // of ActAssigned, by side
	Until Date        `json:"until,omitempty"` // of ActSnoozed; of ActAsked: the day on which what is shared comes; of a step: its date
	Step  int         `json:"step,omitempty"`  // Step.No of what is about a step
}

// ActWhat says what was done.
type ActWhat string

// What people do about an alert.
const (
	ActAcknowledged ActWhat = "acknowledged"
	ActSnoozed      ActWhat = "snoozed"
	ActAssigned     ActWhat = "assigned"
	ActLeft         ActWhat = "left" // nobody looks after it any more
	ActAgenda       ActWhat = "agenda"
	ActOffAgenda    ActWhat = "off_agenda"
	ActAsked        ActWhat = "asked"
	ActStep         ActWhat = "step"         // both sides agreed on one: Whom, until
	ActStepChanged  ActWhat = "step_changed" //
	ActStepMoved    ActWhat = "step_moved"   // it has a new date, which it gets once
	ActStepDone     ActWhat = "step_done"
	ActStepDropped  ActWhat = "step_dropped"
	ActStepBack     ActWhat = "step_back" // it is neither done nor dropped after all
	ActRecheck      ActWhat = "recheck"   // the next rounds ask everybody again, without a step
)

// AlertAct is such a line.
type AlertAct struct {
	Initiative Named
	What       ActWhat
	By         string    // name; empty: they are not known any more
	Whom       [2]string // names
	Until      Date
	Step       *StepLine // nil: it is about none
}

func (AlertAct) message() {}

// actWorth is how long a line about an act that did not arrive yet is worth sending.
const actWorth = 72 * time.Hour

// acts are the lines about an act, one a channel. Delivered again it is the same line.
func (t tended) acts(a Act, by Delivered, now time.Time) []Letter {
	var ls []Letter
	for _, channel := range t.initiative.Channels {
		card := AlertLetter(t.org.ID, t.card(), channel)
		ls = append(ls, Letter{
			ID: LetterIDOf(t.org.ID, KindAct, string(card), string(a.What), string(a.By), string(a.Until),
				string(a.Whom[0]), string(a.Whom[1]), string(by.Platform), by.ID),
			Kind: KindAct, To: channel, Under: card, Due: now, Until: now.Add(actWorth),
			About: About{Initiative: t.initiative.ID, Rounds: []RoundID{t.card()}, Act: &a},
		})
	}
	return ls
}

// composeAct draws a line about an act.
func (d *Desk) composeAct(ctx context.Context, org OrgID, l Letter) (Message, hold, error) {
	if l.About.Act == nil {
		return nil, hold{reason: ReasonLeft}, nil
	}
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if errors.Is(err, ErrNotFound) {
		return nil, hold{reason: ReasonLeft}, nil
	} else if err != nil {
		return nil, hold{}, err
	}
	a := *l.About.Act
	m := AlertAct{Initiative: Named{i.ID, i.Name}, What: a.What, Until: a.Until}
	names, err := d.names(ctx, org, a.By, a.Whom[0], a.Whom[1])
	if err != nil {
		return nil, hold{}, err
	}
	m.By = names[a.By]
	for side, p := range a.Whom {
		m.Whom[side] = names[p]
	}
	if a.Step == 0 {
		return m, hold{}, nil
	}
	all, err := d.steps(ctx, org, i.ID)
	x := all.no(a.Step)
	if err != nil || x == nil {
		return nil, hold{reason: ReasonLeft}, err
	}
	line, err := d.stepLine(ctx, org, i, *x)
	m.Step = &line
	return m, hold{}, err
}

// names are the names of people, of those who are known.
func (d *Desk) names(ctx context.Context, org OrgID, ids ...PersonID) (map[PersonID]string, error) {
	var some []PersonID
	for _, id := range ids {
		if id != "" {
			some = append(some, id)
		}
	}
	names := map[PersonID]string{}
	people, err := d.Roster.People(ctx, org, some...)
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, err
}
