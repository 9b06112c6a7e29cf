package main

import (
	"context"
	"fmt"
	"strings"

	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
)

// What the practice company has in Teams. The secret opens nothing anywhere else.
const (
	practiceTeam   = "19:business@thread.tacv2"
	practiceApp    = "99999999-9999-4999-8999-999999999999"
	practiceAppKey = "practice-app-password"
	practiceRun    = "practice" // its store is always new: what people do has the same ids each time
)

// slackSide turns the org into the members and channels of a workspace.
func (p *practice) slackSide() sandbox.Config {
	c := sandbox.Config{
		Team: p.setup.Org.Slack[0], TeamName: "Practice", BotToken: practiceBotToken, SigningSecret: practiceSecret,
		BotUser: "U9999", BotID: "B9999", AppID: "A9999", Scopes: slackScopes, Now: p.clock.now, Run: practiceRun,
		Actions: []sandbox.MessageAction{{ID: slack.CallbackSave, Title: saveTitle}},
	}
	for _, person := range p.setup.People {
		if a := person.Account(); a.Platform == checkins.Slack {
			c.Members = append(c.Members, sandbox.Member{ID: a.ID, Name: person.Name, Zone: person.Zone, Team: c.Team})
		}
	}
	for _, i := range p.setup.Initiatives {
		ch := sandbox.Channel{ID: channelOn(i, checkins.Slack), Name: channelName(i.Name), Members: []string{c.BotUser}}
		for _, side := range scoring.Sides {
			for _, id := range i.Leads[side] {
				if a := p.account(id); a.Platform == checkins.Slack {
					ch.Members = append(ch.Members, a.ID)
				}
			}
		}
		c.Channels = append(c.Channels, ch)
	}
	return c
}

// teamsSide turns the org into a tenant: one team of everybody who is there, with a
// channel an initiative.
func (p *practice) teamsSide() sandbox.TenantConfig {
	c := sandbox.TenantConfig{ID: p.setup.Org.Teams[0], Name: "Practice", AppID: practiceApp, Secret: practiceAppKey, Now: p.clock.now, Run: practiceRun}
	c.Actions = []sandbox.MessageAction{{ID: teams.CommandSave, Title: saveTitle}}
	team := sandbox.Team{ID: practiceTeam, Name: "Business"}
	for _, person := range p.setup.People {
		if a := person.Account(); a.Platform == checkins.Teams {
			c.Members = append(c.Members, sandbox.Member{ID: a.ID, Name: person.Name, Zone: person.Zone})
			team.Members = append(team.Members, a.ID)
		}
	}
	for _, i := range p.setup.Initiatives {
		team.Channels = append(team.Channels, sandbox.Channel{ID: channelOn(i, checkins.Teams), Name: i.Name})
	}
	c.Teams = []sandbox.Team{team}
	return c
}

// install adds the app in Teams for the team and for everybody in it; the bot says
// in each personal chat what it is for.
func (p *practice) install(ctx context.Context) error {
	targets := []string{practiceTeam}
	for _, m := range p.tenant.Members() {
		targets = append(targets, m.ID)
	}
	for _, target := range targets {
		ack, err := p.tenant.Install(ctx, target)
		if err == nil && !ack.OK() {
			err = fmt.Errorf("the bot answered %s", ack.Error)
		}
		if err != nil {
			return fmt.Errorf("install the app for %s: %w", target, err)
		}
	}
	return p.svc.engine.turn(ctx, p.clock.now())
}

// account is where a person is.
func (p *practice) account(id checkins.PersonID) checkins.Account {
	for _, person := range p.setup.People {
		if person.ID == id {
			return person.Account()
		}
	}
	return checkins.Account{}
}

// inTeams reports whether a user is in Teams, and not in Slack.
func (p *practice) inTeams(user string) bool { return p.tenant.MRI(user) != "" }

// channelOn is the channel of an initiative on a platform.
func channelOn(i checkins.Initiative, on checkins.Platform) string {
	for _, a := range i.Channels {
		if a.Platform == on {
			return a.ID
		}
	}
	return ""
}

func channelName(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }
