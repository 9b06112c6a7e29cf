package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/store"
)

// ticks counts what the service does while nothing is due.
func (b *bench) ticks(ctx context.Context) error {
	b.table.section("A second in which nothing is due")
	var all []usage
	for _, c := range []struct{ orgs, leads int }{
		{1, b.idlers[0]}, {1, b.idlers[1]}, {b.orgs[0], team}, {b.orgs[1], team},
	} {
		u, err := b.idling(ctx, c.orgs, c.leads)
		if err != nil {
			return err
		}
		all = append(all, u)
		b.table.line(fmt.Sprintf("%d orgs of %d leads", c.orgs, c.leads), fmt.Sprintf("%.0f commands", u.commands),
			fmt.Sprintf("a turn in %.0f round trips", u.trips), "processor: Redis "+ms(u.redis), "service "+ms(u.own))
	}
	b.table.bar(fmt.Sprintf("commands: %d idle leads / %d", b.idlers[1], b.idlers[0]), all[1].commands/all[0].commands, false, 1.1)
	b.table.bar(fmt.Sprintf("round trips: %d idle orgs / %d", b.orgs[1], b.orgs[0]), all[3].trips/all[2].trips, false, 1.1)
	return nil
}

// usage is what was used so far, or in a second.
type usage struct {
	commands   float64
	redis, own time.Duration // of processors
	trips      float64       // in a turn
}

// trips counts what goes over the wire.
type trips struct{ n atomic.Int64 }

func (t *trips) DialHook(next redis.DialHook) redis.DialHook { return next }

func (t *trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { t.n.Add(1); return next(ctx, cmd) }
}

func (t *trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { t.n.Add(1); return next(ctx, cmds) }
}

// idling measures a second with so many orgs.
func (b *bench) idling(ctx context.Context, orgs, leads int) (usage, error) {
	if err := b.db.empty(ctx); err != nil {
		return usage{}, err
	}
	var wire trips
	s, err := connect(ctx, b.db, &wire)
	if err != nil {
		return usage{}, err
	}
	defer func() { _ = s.Stop() }() // it kept nothing open but connections
	for n := range orgs {
		if err := idler(ctx, s, n, leads); err != nil {
			return usage{}, err
		}
	}
	service, _, err := serve(ctx, b.program, b.db, b.out)
	if err != nil {
		return usage{}, err
	}
	defer service.stop()
	quiet := time.NewTimer(b.quiet)
	<-quiet.C
	began := time.Now()
	before, err := b.used(ctx, service)
	if err != nil {
		return usage{}, err
	}
	<-time.After(b.idle)
	after, err := b.used(ctx, service)
	if err != nil {
		return usage{}, err
	}
	seconds := time.Since(began).Seconds()
	per := func(d time.Duration) time.Duration { return time.Duration(float64(d) / seconds) }
	u := usage{
		commands: (after.commands - before.commands) / seconds, redis: per(after.redis - before.redis), own: per(after.own - before.own),
	}
	// What the engine asks first, and last when nothing waits; it knows the orgs already.
	desk := deskOn(s, time.Now)
	for range 2 {
		at := wire.n.Load()
		if waiting, err := desk.Waiting(ctx, time.Now()); err != nil || len(waiting) > 0 {
			return usage{}, fmt.Errorf("%d orgs wait for something: %w", len(waiting), err)
		}
		u.trips = float64(wire.n.Load() - at)
	}
	return u, nil
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
