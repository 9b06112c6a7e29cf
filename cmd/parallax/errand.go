package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
)

// errand is something that a message asks of somebody in the practice company.
type errand struct {
	at      time.Time // when they come to it
	user    string
	channel string
	ts      string
	kind    checkins.Kind
	of      checkins.InitiativeID // empty: several
}

// errands are what waits, and how far the ledger of each platform was read for them.
type errands struct {
	waiting []errand
	slack   int
	teams   int
}

// errandKinds are the kinds of messages that ask something of who reads them, besides
// check-ins and rankings.
var errandKinds = []checkins.Kind{
	checkins.KindNeeds, checkins.KindPromise, checkins.KindDecision, checkins.KindStep, checkins.KindOutcome, checkins.KindAlert, checkins.KindGather,
}

// errandHours is within how many hours people come to what they were asked.
const errandHours = 4

// gathers notes what messages that came since ask of people.
func (p *practice) gathers() {
	slack, teams := p.space.Since(p.errands.slack), p.tenant.Since(p.errands.teams)
	p.errands.slack, p.errands.teams = p.errands.slack+len(slack), p.errands.teams+len(teams)
	for _, s := range slack {
		p.gather(checkins.Slack, s)
	}
	for _, s := range teams {
		p.gather(checkins.Teams, s)
	}
}

func (p *practice) gather(on checkins.Platform, s sandbox.Seen) {
	kind, of := stampOf(on, s)
	if s.Kind != sandbox.SeenPost && s.Kind != sandbox.SeenThread || !slices.Contains(errandKinds, kind) {
		return
	}
	user := s.User
	if p.users[user] == "" { // a channel: what is to be done there, somebody takes up
		if user = p.takesUp(on, kind, of); user == "" {
			return
		}
	}
	h := int(p.cast.Chance("errand", string(p.users[user]), string(kind), string(of), s.At.Format(time.DateOnly)) * errandHours)
	p.errands.waiting = append(p.errands.waiting, errand{
		at: s.At.Add(time.Duration(1+h) * time.Hour), user: user, channel: s.Channel, ts: s.TS, kind: kind, of: of,
	})
}

// takesUp is who takes up what stands in a channel: an alert its owner, what both sides
// shared the first business lead, each where they are. What is left to a visitor waits for
// the visitor.
func (p *practice) takesUp(on checkins.Platform, kind checkins.Kind, of checkins.InitiativeID) string {
	i := p.initiative(of)
	if i.ID == "" || i.ID == p.left {
		return ""
	}
	who := i.Owner
	if kind == checkins.KindGather {
		who = i.Leads[scoring.Biz][0]
	}
	if a := p.account(who); a.Platform == on {
		return a.ID
	}
	return ""
}

// run has people come to what they were asked, those first who were asked first.
func (p *practice) run(ctx context.Context, now time.Time) error {
	p.gathers()
	var later []errand
	due := p.errands.waiting
	p.errands.waiting = nil
	for n, e := range due {
		if e.at.After(now) {
			later = append(later, e)
			continue
		}
		if p.byVisitor(e.user) {
			continue // the visitor does it, or not
		}
		if err := p.attend(ctx, e); err != nil { // what others were asked is not lost; nor is this, where the time was up
			if ctx.Err() != nil {
				later = append(later, e)
			}
			p.errands.waiting = slices.Concat(later, due[n+1:], p.errands.waiting)
			return fmt.Errorf("%s, asked in a message of kind %s: %w", p.users[e.user], e.kind, err)
		}
	}
	p.errands.waiting = append(later, p.errands.waiting...)
	return nil
}
