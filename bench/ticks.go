package main

import (
	"context"
	"fmt"
	"time"

	"parallax/checkins"
	"parallax/store"
)

// ticks counts what the service does while nothing is due.
func (b *bench) ticks(ctx context.Context) error {
	b.table.section("A second in which nothing is due")
	var commands []float64
	for _, c := range []struct{ orgs, leads int }{
		{1, b.idlers[0]}, {1, b.idlers[1]}, {b.orgs[0], team}, {b.orgs[1], team},
	} {
		n, redis, own, err := b.idling(ctx, c.orgs, c.leads)
		if err != nil {
			return err
		}
		commands = append(commands, n)
		b.table.line(fmt.Sprintf("%d orgs of %d leads", c.orgs, c.leads), fmt.Sprintf("%.0f commands", n),
			"processor: Redis "+ms(redis), "service "+ms(own))
	}
	b.table.bar(fmt.Sprintf("commands: %d idle leads / %d", b.idlers[1], b.idlers[0]), commands[1]/commands[0], false, 1.1)
	b.table.bar(fmt.Sprintf("commands: %d idle orgs / %d", b.orgs[1], b.orgs[0]), commands[3]/commands[2], false, 1.1)
	return nil
}

// idling counts a second's commands and processor time with so many orgs.
func (b *bench) idling(ctx context.Context, orgs, leads int) (commands float64, redis, own time.Duration, err error) {
	if err := b.db.empty(ctx); err != nil {
		return 0, 0, 0, err
	}
	s, err := connect(ctx, b.db)
	if err != nil {
		return 0, 0, 0, err
	}
	defer func() { _ = s.Stop() }() // it kept nothing open but connections
	for n := range orgs {
		if err := idler(ctx, s, n, leads); err != nil {
			return 0, 0, 0, err
		}
	}
	service, _, err := serve(ctx, b.program, b.db, b.out)
	if err != nil {
		return 0, 0, 0, err
	}
	defer service.stop()
	quiet := time.NewTimer(b.quiet)
	<-quiet.C
	began := time.Now()
	before, err := b.used(ctx, service)
	if err != nil {
		return 0, 0, 0, err
	}
	<-time.After(b.idle)
	after, err := b.used(ctx, service)
	if err != nil {
		return 0, 0, 0, err
	}
	seconds := time.Since(began).Seconds()
	per := func(d time.Duration) time.Duration { return time.Duration(float64(d) / seconds) }
	return (after.commands - before.commands) / seconds, per(after.redis - before.redis), per(after.own - before.own), nil
}

// idler enrols an org in which nothing is due for weeks.
func idler(ctx context.Context, s *store.Store, n, leads int) error {
	c := newCompany(leads, time.Now())
	opens := c.opened.AddDate(0, 0, 20)
	if n == 0 {
		return c.enrol(ctx, s, opens)
	}
	i := c.initiative(0)
	setup := checkins.Setup{
		Org:         checkins.Org{ID: checkins.OrgID(fmt.Sprintf("org%04d", n)), Slack: []string{fmt.Sprintf("T0IDLE%04d", n)}},
		Initiatives: []checkins.Initiative{i}, Next: map[checkins.InitiativeID]time.Time{i.ID: opens},
	}
	for k := range leads {
		p := c.person(k)
		p.Accounts = []checkins.Account{{Platform: checkins.Slack, Team: setup.Org.Slack[0], ID: slackID(k)}}
		setup.People = append(setup.People, p)
	}
	return s.Enrol(ctx, setup)
}

// usage is what was used so far.
type usage struct {
	commands   float64
	redis, own time.Duration
}

func (b *bench) used(ctx context.Context, service *child) (u usage, err error) {
	if u.commands, err = b.db.commands(ctx); err != nil {
		return u, err
	}
	if u.redis, err = b.db.worked(); err != nil {
		return u, err
	}
	u.own, err = service.worked()
	return u, err
}
