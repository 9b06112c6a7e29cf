package main

import (
	"context"
	"fmt"
	"time"

	"parallax/bot"
	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
)

// A practice is the Stage and the Director of the page.
var (
	_ sandbox.Stage    = (*practice)(nil)
	_ sandbox.Director = (*practice)(nil)
)

// Now is the practice time.
func (p *practice) Now() time.Time { return p.clock.now() }

// NextMorning goes to nine o'clock of the next working day.
func (p *practice) NextMorning(ctx context.Context) error { return p.to(ctx, p.nextMorning()) }

// NextRound goes on until the round under way is closed and the next one asks.
func (p *practice) NextRound(ctx context.Context) error { return p.to(ctx, p.nextRound()) }

// Wait lets the practice time d pass.
func (p *practice) Wait(ctx context.Context, d time.Duration) error {
	return p.to(ctx, p.clock.now().Add(d))
}

// Players lists everybody, Ana and Ben first.
func (p *practice) Players() []sandbox.Player {
	var first, rest []sandbox.Player
	for _, person := range p.setup.People {
		player := sandbox.Player{User: person.Account().ID, Name: person.Name, Role: p.part(person.ID), Zone: person.Zone}
		if person.Locale != "" {
			player.Role += ", reads " + person.Locale
		}
		for _, i := range p.setup.Initiatives {
			if side, ok := i.Side(person.ID); ok {
				player.Side = map[scoring.Side]string{scoring.IT: "IT", scoring.Biz: "Business"}[side]
				break
			}
		}
		if person.ID == tourIT || person.ID == tourBiz {
			first = append(first, player)
		} else {
			rest = append(rest, player)
		}
	}
	return append(first, rest...)
}

// part is what somebody does in the company, in a few words.
func (p *practice) part(id checkins.PersonID) string {
	for _, i := range p.setup.Initiatives {
		if _, ok := i.Side(id); ok {
			return "lead of " + i.Name
		}
	}
	for _, i := range p.setup.Initiatives {
		if i.Sponsor == id {
			return "sponsor"
		}
	}
	return "nobody's lead"
}

// Tips tell a visitor what to do next: what is done is not among them.
func (p *practice) Tips() []string {
	ctx, org := context.Background(), p.setup.Org.ID
	standing, latest, err := p.svc.desk.Standings.Standing(ctx, org, "theatre")
	if err != nil {
		return nil
	}
	var tips []string
	if p.spoke("theatre") {
		tips = append(tips, "Parallax spoke up, in #crm-migration in Slack and in CRM migration in Teams. Press Explain there.")
	}
	for _, who := range []struct {
		id   checkins.PersonID
		next string
	}{
		{"ana", "Answer as Ana, in Slack: press Answer in her message."},
		{"ben", "Answer as Ben, in Teams: he sees the same statements."},
	} {
		if kept, err := p.svc.desk.Ledger.Answers(ctx, org, latest, who.id); err == nil && len(kept.Answers) == 0 {
			tips = append(tips, who.next)
		}
	}
	tips = append(tips, "Press Next round. The other leads answer by themselves.")
	switch {
	case standing.Seq > 0 && standing.Seq < 3:
		tips = append(tips, fmt.Sprintf("Weeks scored: %d. An alert needs three: one week is no evidence.", standing.Seq))
	case standing.Seq >= 6:
		tips = append(tips, "Have the other leads answer differently, and see the alert close.")
	}
	return tips
}

// Pane sets the truth of the scenarios beside what the bot concluded.
func (p *practice) Pane() []sandbox.PaneRow {
	ctx := context.Background()
	var rows []sandbox.PaneRow
	for _, i := range p.setup.Initiatives {
		s, _, err := p.svc.desk.Standings.Standing(ctx, p.setup.Org.ID, i.ID)
		if err != nil {
			continue
		}
		priority, _ := p.setup.Org.Priority(i.Priority)
		for _, d := range i.Pulse.Dimensions {
			q, err := checkins.QuestionOf(i, priority.Name, d)
			if err != nil {
				continue
			}
			p.mu.Lock()
			scenario := p.scenarios[i.ID]
			p.mu.Unlock()
			row := sandbox.PaneRow{
				Initiative: i.Name, Dimension: bot.English.Topic(d).Plain(), Statement: q.Text,
				ITTrue: p.cast.True(scenario, "it", string(d), s.Seq+1), BizTrue: p.cast.True(scenario, "biz", string(d), s.Seq+1),
				Concluded: "Nothing yet.",
			}
			if c := s.Course[d]; c != nil && c.Said.Round > 0 {
				row.Concluded, row.Open = bot.English.Verdict(c.Said, c.Date).Plain(), c.Said.Open
				if n := c.Said.Numbers; n != nil {
					row.IT, row.Business = fmt.Sprintf("%.1f", n.Mean[scoring.IT]), fmt.Sprintf("%.1f", n.Mean[scoring.Biz])
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// Scenarios lists how the simulated leads of each initiative answer.
func (p *practice) Scenarios() []sandbox.Scenario {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []sandbox.Scenario
	for _, i := range p.setup.Initiatives {
		out = append(out, sandbox.Scenario{Initiative: string(i.ID), Name: i.Name, Now: p.scenarios[i.ID], Choices: sandbox.ScenarioNames()})
	}
	return out
}

// SetScenario has the simulated leads of an initiative answer differently from
// now on.
func (p *practice) SetScenario(_ context.Context, initiative, scenario string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, ok := p.scenarios[checkins.InitiativeID(initiative)]; !ok {
		return fmt.Errorf("scenario: there is no initiative %q", initiative)
	}
	p.scenarios[checkins.InitiativeID(initiative)] = scenario
	return nil
}
