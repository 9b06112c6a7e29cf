package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"parallax/checkins"
	"parallax/scoring"
	"parallax/store"
)

// The org that is measured, its workspace and its tenant.
const (
	acme      = checkins.OrgID("acme")
	workspace = "T0BENCH01"
	tenant    = "11111111-1111-1111-1111-111111111111"
	appID     = "33333333-3333-3333-3333-333333333333"
	botUser   = "U0BENCHBOT"
)

// team is how many leads an initiative has: half of them IT, in Slack, half business,
// in Teams.
const team = 10

// company is an org of many leads whose rounds are open.
type company struct {
	leads  int
	zone   string // in which it is noon now, so that all are at work
	opened time.Time
	round  checkins.Date
}

func personID(n int) checkins.PersonID { return checkins.PersonID(fmt.Sprintf("p%06d", n)) }
func initiativeID(n int) checkins.InitiativeID {
	return checkins.InitiativeID(fmt.Sprintf("i%05d", n/team))
}
func slackID(n int) string  { return fmt.Sprintf("U%09d", n) }
func objectID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// inSlack reports where a lead is.
func inSlack(n int) bool { return n%team < team/2 }

func accountOf(n int) checkins.Account {
	if inSlack(n) {
		return checkins.Account{Platform: checkins.Slack, Team: workspace, ID: slackID(n)}
	}
	return checkins.Account{Platform: checkins.Teams, Team: tenant, ID: objectID(n)}
}

// receiptOf is what the stand-in says to a message to a lead.
func receiptOf(to checkins.Account) checkins.Receipt {
	if to.Platform == checkins.Slack {
		return checkins.Receipt{Channel: "D" + to.ID[1:], TS: standInTS}
	}
	return checkins.Receipt{Channel: chatOf(to.ID), TS: standInTS}
}

// askOf is the letter that asks a lead.
func (c company) askOf(n int) checkins.LetterID {
	return checkins.LetterIDOf(acme, checkins.KindAsk, string(personID(n)), string(c.round))
}

func (c company) roundOf(n int) checkins.RoundID { return checkins.RoundIDOf(initiativeID(n), c.round) }

// newCompany plans one of so many leads whose rounds open at now.
func newCompany(leads int, now time.Time) company {
	now = now.UTC()
	// The names of these zones count against the sun.
	zone := "Etc/UTC"
	if ahead := 12 - now.Hour(); ahead != 0 {
		zone = fmt.Sprintf("Etc/GMT%+d", -ahead)
	}
	c := company{leads: leads, zone: zone, opened: now.Truncate(time.Minute)}
	c.round = checkins.DateOf(c.opened.In(c.location()))
	return c
}

func (c company) location() *time.Location {
	loc, err := time.LoadLocation(c.zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

func (c company) org() checkins.Org {
	return checkins.Org{
		ID: acme, Slack: []string{workspace}, Teams: []string{tenant},
		Priorities: []checkins.Priority{{ID: "growth", Name: "Grow online revenue"}},
	}
}

func (c company) person(n int) checkins.Person {
	return checkins.Person{
		ID: personID(n), Name: fmt.Sprintf("Lead %06d", n), Accounts: []checkins.Account{accountOf(n)}, Zone: c.zone,
		Workdays: []time.Weekday{0, 1, 2, 3, 4, 5, 6},
	}
}

func (c company) initiative(n int) checkins.Initiative {
	at := c.opened.In(c.location())
	i := checkins.Initiative{
		ID: initiativeID(n), Name: "Initiative " + string(initiativeID(n)), Priority: "growth", Stage: checkins.Building,
		Why:            "Agents see one customer, so that a call ends with the problem solved.",
		DeliveredMeans: "all service teams work in the new system", ValueMeans: "a call ends with the problem solved",
		Owner: personID(n), Sponsor: personID(n + team/2),
		WhyConfirmed: []checkins.PersonID{personID(n), personID(n + team/2)},
		Pulse: checkins.Pulse{
			Cadence: fmt.Sprintf("%d %d * * %d", at.Minute(), at.Hour(), at.Weekday()), Every: 1, Zone: c.zone,
			Window: checkins.DefaultWindow, Dimensions: checkins.Dimensions()[:6],
		},
	}
	for k := n; k < n+team; k++ {
		side := scoring.IT
		if !inSlack(k) {
			side = scoring.Biz
		}
		i.Leads[side] = append(i.Leads[side], personID(k))
	}
	return i
}

// chunk is how many leads are enrolled at once: an org file holds no more.
const chunk = 5000

// enrol stores the org. Its rounds are to open at opens.
func (c company) enrol(ctx context.Context, s *store.Store, opens time.Time) error {
	for from := 0; from < c.leads; from += chunk {
		setup := checkins.Setup{Org: c.org(), Next: map[checkins.InitiativeID]time.Time{}}
		for n := from; n < min(from+chunk, c.leads); n++ {
			setup.People = append(setup.People, c.person(n))
			if n%team == 0 {
				setup.Initiatives = append(setup.Initiatives, c.initiative(n))
				setup.Next[initiativeID(n)] = opens
			}
		}
		if err := s.Enrol(ctx, setup); err != nil {
			return err
		}
	}
	return nil
}

// settlers is how many send at once where nothing is measured.
const settlers = 16

// ask has every letter that is due count as sent, without sending it.
func ask(ctx context.Context, s *store.Store, org checkins.OrgID, now time.Time) error {
	for {
		letters, err := s.Claim(ctx, org, now, 500)
		if err != nil || len(letters) == 0 {
			return err
		}
		errs := make([]error, settlers)
		var wg sync.WaitGroup
		for w := range settlers {
			wg.Go(func() {
				for k := w; k < len(letters) && errs[w] == nil; k += settlers {
					l := letters[k]
					_, errs[w] = s.Settle(ctx, org, l, checkins.Settlement{State: checkins.LetterSent, Rev: l.Rev, Receipt: receiptOf(l.To)})
				}
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
}

// deskOn is a desk on a store, with a clock of its own and no platforms.
func deskOn(s *store.Store, now func() time.Time) *checkins.Desk {
	return &checkins.Desk{
		Directory: s, Agenda: s, Roster: s, Registrar: s, Ledger: s, Standings: s, Outbox: s, Shelf: s, Cares: s, Notes: s, Consents: s, Archive: s, Talks: s, Books: s, Drafts: s,
		Couriers: map[checkins.Platform]checkins.Courier{}, Now: now, Settle: time.Minute,
	}
}
