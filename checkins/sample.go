package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// DeedTest sends the owner of an initiative the check-in as its leads will get it.
// Nothing that is answered there is stored.
const DeedTest = "test"

// testDate is the date of its round: one on which no pulse ever plans one, so that what
// is answered finds none.
const testDate Date = "1970-01-01"

// TestRound reports whether a round is that of a test.
func TestRound(r RoundID) bool { return r.Date() == testDate }

// sendTest posts it to who asks, once a press.
func (d *Desk) sendTest(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	i, err := d.initiative(ctx, who.org, w.Initiative)
	switch {
	case errors.Is(err, ErrNotFound):
		return Help{Text: HelpNoLongerAsked}, nil
	case err != nil:
		return nil, err
	case i.Owner != who.person.ID:
		return d.notOwner(ctx, who, i, "")
	}
	now := d.Now()
	l := Letter{
		ID: LetterIDOf(who.org, KindTest, string(i.ID), string(who.person.ID), w.Delivery), Kind: KindTest, To: w.From, Lead: who.person.ID,
		Due: now, Until: now.Add(time.Hour), About: About{Initiative: i.ID},
	}
	if err := d.Outbox.Post(ctx, who.org, l); err != nil {
		return nil, fmt.Errorf("test: %w", err)
	}
	return Done{What: DoneTest, Name: i.Name}, nil
}

// composeTest draws the check-in of a test.
func (d *Desk) composeTest(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	due, err := d.sample(ctx, org, l, p, now)
	return Ask{Letter: l.ID, Lead: p.ID, Zone: p.Zone, Due: []Due{due}, TryOut: d.TryOut, Test: true}, hold{}, err
}

// sample is the first check-in of an initiative as it would be put to somebody who has
// no other: as a lead of their side, or of IT.
func (d *Desk) sample(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Due, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return Due{}, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return Due{}, err
	}
	side, on := i.Side(p.ID)
	if !on {
		side = scoring.IT
	}
	closes := now.Add(i.Pulse.window())
	if next := i.Pulse.Coming("", now, 1); len(next) > 0 {
		closes = next[0].Closes
	}
	due := Due{
		Round: RoundIDOf(i.ID, testDate), Initiative: Named{i.ID, i.Name}, State: DueOpen, Closes: closes, Side: side, Ask: l.ID,
		Delivered: i.DeliveredMeans, Value: i.ValueMeans, Sees: Sees{Mode: i.Mode(side), Leads: len(i.SideLeads(side))},
	}
	plan := Choose(i.Pulse, 1, Standing{}).For(1, false, Standing{})
	for _, dim := range plan.Items {
		due.Items = append(due.Items, Item{Question: o.question(i, dim), WithGuess: slices.Contains(plan.Guesses, dim)})
	}
	return due, nil
}

// testForm opens the check-in of a test.
func (d *Desk) testForm(ctx context.Context, who asker, l Letter, proof Proof) (Message, error) {
	due, err := d.sample(ctx, who.org, l, who.person, d.Now())
	if err != nil {
		return nil, fmt.Errorf("form: %w", err)
	}
	return Form{Ask: Ask{Letter: l.ID, Lead: who.person.ID, Zone: who.person.Zone, Due: []Due{due}, TryOut: d.TryOut, Test: true}, Proof: proof}, nil
}
