package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/store"
)

// open opens the rounds of a company, which counts what that costs, and returns how
// many were opened.
func (b *bench) open(ctx context.Context, c company, s *store.Store) (rounds int, commands float64, took time.Duration, err error) {
	desk := deskOn(s, time.Now)
	desk.Seen = func(x checkins.Sighting) {
		if x.What == "opened" {
			rounds++
		}
	}
	before, err := b.db.commands(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	began := time.Now()
	if err := desk.Tick(ctx, c.opened); err != nil {
		return 0, 0, 0, err
	}
	took = time.Since(began)
	after, err := b.db.commands(ctx)
	if want := c.leads / team; err == nil && rounds != want {
		err = fmt.Errorf("%d rounds opened, want %d", rounds, want)
	}
	return rounds, after - before, took, err
}

// letters sends what a company is asked through the ledger: claimed, worked out, sent
// over HTTP, settled, side by side as the service does it.
func (b *bench) letters(ctx context.Context, c company, s *store.Store) error {
	signer, err := bot.NewSigner(appKey[:])
	if err != nil {
		return err
	}
	client, err := slack.NewClient("xoxb-bench", "", b.out.url("/api/"))
	if err != nil {
		return err
	}
	hosts, err := teams.NewHosts(b.out.addr)
	if err != nil {
		return err
	}
	tokens, err := teams.NewTokenSource(teams.Credentials{AppID: appID, Password: "bench", Tenant: tenant, URL: b.out.url("/token")})
	if err != nil {
		return err
	}
	desk := deskOn(s, time.Now)
	desk.Couriers[checkins.Slack] = &slack.Courier{Client: client, Renderer: slack.Renderer{Signer: signer}, Teams: []string{workspace}}
	desk.Couriers[checkins.Teams] = &teams.Courier{
		Connector: teams.NewConnector(tokens, hosts, nil, nil), Renderer: teams.Renderer{Signer: signer}, References: s,
		AppID: appID, Tenant: tenant, Service: b.out.service(),
	}
	var ended mail
	desk.Seen = ended.see
	began := time.Now()
	sender := &checkins.Sender{Desk: desk}
	for now := began; ended.sent() < c.leads && now.Sub(began) < time.Minute; now = time.Now() {
		waiting, err := desk.Waiting(ctx, now)
		if err != nil {
			return err
		}
		for _, w := range waiting {
			sender.Begin(ctx, ctx, w)
		}
		sender.Wait()
		if err := sender.Err(); err != nil {
			return err
		}
	}
	took := time.Since(began)
	if ended.sent() != c.leads {
		return fmt.Errorf("letters ended %v, want %d sent", ended.in, c.leads)
	}
	b.table.line("letters through the ledger to a stand-in, one process", each(float64(c.leads)/took.Seconds(), "letters"),
		fmt.Sprintf("%d messages, without the platforms' limits", b.out.posts.Load()))
	return nil
}

// mail counts how letters ended.
type mail struct {
	mu sync.Mutex
	in map[checkins.LetterState]int
}

func (m *mail) see(x checkins.Sighting) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.in == nil {
		m.in = map[checkins.LetterState]int{}
	}
	if x.What == "letter" {
		m.in[x.State]++
	}
}

func (m *mail) sent() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.in[checkins.LetterSent]
}
