package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// scene is something that somebody of the practice company begins by themselves, at an
// hour of a day.
type scene struct {
	week  int // from 1
	day   time.Weekday
	hour  int
	every int // weeks after which it comes again; 0: once
	who   checkins.PersonID
	of    checkins.InitiativeID // empty: all that they own or sponsor
	do    func(context.Context, *practice, string, checkins.Initiative) error
}

// The promises of the season, and what becomes of them.
const (
	seasonExport = "All open invoices of March are in the new format."
	seasonList   = "A list of the suppliers who send paper."
	seasonDump   = "The planning sheets of last year, all in one place."
)

var (
	seasonMissed = []string{seasonDump}                // promises that are moved once, and not kept
	seasonStuck  = []checkins.InitiativeID{"drifting"} // whose steps nobody takes
)

// seasonMoves is by how many days a promise is moved.
const seasonMoves = 7

// season is what people begin in the practice company. Days are chosen so that nobody is
// asked two things in a week, for then the second one waits.
var season = []scene{
	{week: 2, day: time.Monday, hour: 10, who: "goran", of: "drifting", do: decides(map[string]string{
		"what": "Contract changes go through the portal alone from June.", "serves": "Half of the changes come without a call.",
		"cost": "Two systems in parallel until May, and a night shift for the switch.", "rests": "Nine in ten customers log in by themselves.",
	}, "2026-03-31")},
	{week: 2, day: time.Tuesday, hour: 11, who: "chen", of: "aligned", do: commits("chen", seasonExport, scoring.Biz, "2026-03-19")},
	{week: 2, day: time.Tuesday, hour: 12, who: "chen", of: "aligned", do: commits("lena", seasonList, scoring.IT, "2026-03-19")},
	{week: 2, day: time.Wednesday, hour: 14, who: "hana", of: "split", do: commits("quinn", seasonDump, scoring.IT, "2026-03-18")},
	{week: 2, day: time.Thursday, hour: 15, who: "wanda", of: "named", do: wins("The first region plans a whole week with it.")},
	{week: 4, day: time.Thursday, hour: 14, every: 4, who: "ana", do: briefs},
	{week: 4, day: time.Thursday, hour: 14, every: 4, who: "ines", do: briefs},
}

// needLines are what leads of a side say that the other would need to see.
var needLines = [2][]string{
	scoring.IT: {
		"A day beside the people who work with it.", "The numbers of the first team that uses it.",
		"What takes fewer steps than before.", "What still goes the old way, and why.",
	},
	scoring.Biz: {
		"How long one case takes with it, measured.", "That nobody keeps the old list beside it.",
		"The three things that people still do by hand.", "One customer who says that it helped.",
	},
}

// stepLine is what both sides agree on.
func stepLine(of checkins.InitiativeID) string {
	if of == "theatre" {
		return "Two agents and two developers take calls together for a day."
	}
	return "Show five customers the new way, and listen."
}

// due reports whether a scene is on at an hour.
func (s scene) due(here time.Time) bool {
	day := checkins.DateOf(here)
	weeks := int(day.UTC().Sub(practiceFirst.UTC())/(7*24*time.Hour)) + 1 - s.week
	again := weeks == 0 || s.every > 0 && weeks > 0 && weeks%s.every == 0
	return again && here.Weekday() == s.day && here.Hour() == s.hour && here.Minute() == 0
}

// begin has people begin what is on, but for whom a visitor plays.
func (p *practice) begin(ctx context.Context, now time.Time) error {
	for _, s := range season {
		user, i := p.account(s.who).ID, p.initiative(s.of)
		if !s.due(now.In(p.loc)) || p.byVisitor(user) || i.ID != "" && i.ID == p.left {
			continue
		}
		if err := s.do(ctx, p, user, i); err != nil {
			return fmt.Errorf("%s, week %d: %w", s.who, s.week, err)
		}
	}
	return nil
}

// decides puts a decision down.
func decides(says map[string]string, revisit checkins.Date) func(context.Context, *practice, string, checkins.Initiative) error {
	return func(ctx context.Context, p *practice, user string, i checkins.Initiative) error {
		if err := p.types(ctx, user, "decide "+i.Name); err != nil {
			return err
		}
		values := map[string]string{"on": string(revisit)}
		for key, text := range says {
			values[key] = text
		}
		return p.fills(ctx, user, values)
	}
}

// commits writes down what somebody promises to a side.
func commits(by checkins.PersonID, what string, to scoring.Side, due checkins.Date) func(context.Context, *practice, string, checkins.Initiative) error {
	return func(ctx context.Context, p *practice, user string, i checkins.Initiative) error {
		if err := p.types(ctx, user, "commit "+i.Name); err != nil {
			return err
		}
		return p.fills(ctx, user, map[string]string{"who": string(by), "what": what, "by": string(due), "to": to.String()})
	}
}

// wins says in words what went well.
func wins(text string) func(context.Context, *practice, string, checkins.Initiative) error {
	return func(ctx context.Context, p *practice, user string, i checkins.Initiative) error {
		if err := p.types(ctx, user, "win "+i.Name); err != nil {
			return err
		}
		for _, m := range slices.Backward(p.sees(user, p.privately(user))) {
			if b, there := p.offers(m, checkins.DeedWin); there {
				return p.form(ctx, user, m, b, map[string]string{"text": text})
			}
		}
		return errors.New("nothing to add a win with")
	}
}

// briefs asks for the page before a meeting.
func briefs(ctx context.Context, p *practice, user string, _ checkins.Initiative) error {
	return p.types(ctx, user, "brief")
}
