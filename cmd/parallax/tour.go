package main

import (
	"context"
	"strings"
	"sync"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
)

// A practice is the Guide of the page.
var _ sandbox.Guide = (*practice)(nil)

// Whom the tour follows.
const (
	tourIT   = checkins.PersonID("ana")  // an IT lead and owner, in Slack
	tourBiz  = checkins.PersonID("ben")  // a business lead, in Teams
	tourTop  = checkins.PersonID("ines") // the sponsor, in Teams
	tourOf   = checkins.InitiativeID("theatre")
	tourLong = 4 // weeks: an alert needs three
)

// toured is what the visitor has done of the tour. What is done stays done.
type toured struct {
	mu      sync.Mutex
	playing bool // it goes on: who answers now is not the visitor
	done    map[string]bool
}

func (t *toured) note(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done == nil {
		t.done = map[string]bool{}
	}
	t.done[what] = true
}

func (t *toured) has(what string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.done[what]
}

// Tour leads from the first answer to what a sponsor sees.
func (p *practice) Tour() []sandbox.Step {
	ana, ben, ines := p.account(tourIT).ID, p.account(tourBiz).ID, p.account(tourTop).ID
	i := p.initiative(tourOf)
	here, there := channelOn(i, checkins.Slack), channelOn(i, checkins.Teams)
	return []sandbox.Step{
		{
			Name: "Ana answers", Title: "Answer as Ana, in Slack",
			Text:  "Press Answer in her message, choose, and save. The guess about the other side is the point.",
			Tasks: []sandbox.Task{{Label: "Ana's check-in", User: ana, Done: p.answered(tourIT)}},
		},
		{
			Name: "Ben answers", Title: "Answer as Ben, in Teams",
			Text:  "He sees the same statements on a card. Agree with Ana, or see it quite differently.",
			Tasks: []sandbox.Task{{Label: "Ben's check-in", User: ben, Done: p.answered(tourBiz)}},
		},
		{
			Name: "A month", Title: "Play the month",
			Text:  "Four weeks pass, and everybody answers by themselves. One week is no evidence; three are.",
			Tasks: []sandbox.Task{{Label: "Play the month", Weeks: tourLong, Done: p.toured.has("month") || p.weeks() >= tourLong}},
		},
		{
			Name: "The gap", Title: "Read what both channels see",
			Text: "One alert, the same words for both sides. Ask how it came about, then agree a step.",
			Tasks: []sandbox.Task{
				{Label: "Open #" + channelName(i.Name), User: ana, Channel: here, Done: p.toured.has("look " + ana)},
				{Label: "Open " + i.Name + " in Teams", User: ben, Channel: there, Done: p.toured.has("look " + ben)},
				{Label: "Explain it to Ana", User: ana, Channel: here, Say: "/align explain", Done: p.toured.has("explain")},
				{Label: "Show Ana the gaps", User: ana, Channel: here, Say: "/align gaps", Done: p.toured.has("gaps")},
			},
		},
		{
			Name: "Owner, sponsor", Title: "See it as an owner and as a sponsor",
			Text: "Ana owns CRM migration: how is it, and who is heard? Ines sponsors all six: what is to be decided? Then try, as Ana: “commit”, “decide”, “brief”.",
			Tasks: []sandbox.Task{
				{Label: "Ana's home", User: ana, Say: "/align home", Done: p.toured.has("home")},
				{Label: "Ana's status", User: ana, Say: "/align status " + i.Name, Done: p.toured.has("status")},
				{Label: "Ines's portfolio", User: ines, Say: "portfolio", Done: p.toured.has("portfolio")},
			},
		},
	}
}

// Did notes what the visitor did, when it is part of the tour.
func (p *practice) Did(user, channel, what string) {
	ana, ben, ines := p.account(tourIT).ID, p.account(tourBiz).ID, p.account(tourTop).ID
	word, _, _ := strings.Cut(strings.ToLower(what), " ")
	i := p.initiative(tourOf)
	switch {
	case user != ana && user != ben && user != ines:
	case what == "":
		if (channel == channelOn(i, checkins.Slack) || channel == channelOn(i, checkins.Teams)) && p.spoke(tourOf) {
			p.toured.note("look " + user)
		}
	case word == "home", word == "status", word == "portfolio", word == "gaps", word == "explain":
		p.toured.note(word)
	}
}

// PlayWeeks lets weeks pass in which everybody answers, also whom the visitor plays.
func (p *practice) PlayWeeks(ctx context.Context, n int) error {
	p.alone(true)
	defer p.alone(false)
	for range n - 1 {
		if err := p.to(ctx, p.nextRound()); err != nil {
			return err
		}
	}
	// The next check-in is the visitor's own again.
	next := p.nextRound()
	if err := p.to(ctx, next.Add(-time.Hour)); err != nil {
		return err
	}
	p.alone(false)
	if err := p.to(ctx, next); err != nil {
		return err
	}
	p.toured.note("month")
	return nil
}

// weeks is how many weeks of the company have passed.
func (p *practice) weeks() int {
	first, _ := checkins.Resolve(practiceFirst, 0, p.loc)
	return int(p.clock.now().Sub(first) / (7 * 24 * time.Hour))
}

// alone says whether everybody answers by themselves, also whom the visitor plays.
func (p *practice) alone(on bool) {
	p.toured.mu.Lock()
	defer p.toured.mu.Unlock()
	p.toured.playing = on
}

// byVisitor reports whether the visitor answers for a user now.
func (p *practice) byVisitor(user string) bool {
	p.toured.mu.Lock()
	defer p.toured.mu.Unlock()
	return p.played[user] && !p.toured.playing
}

// answered reports whether the visitor has answered a check-in as somebody.
func (p *practice) answered(id checkins.PersonID) bool {
	key := "answer " + string(id)
	if p.toured.has(key) || !p.byVisitor(p.account(id).ID) {
		return p.toured.has(key)
	}
	ctx, org := context.Background(), p.setup.Org.ID
	if _, latest, err := p.svc.desk.Standings.Standing(ctx, org, tourOf); err == nil {
		if kept, err := p.svc.desk.Ledger.Answers(ctx, org, latest, id); err == nil && len(kept.Answers) > 0 {
			p.toured.note(key)
		}
	}
	return p.toured.has(key)
}

// spoke reports whether an alert of an initiative is open.
func (p *practice) spoke(id checkins.InitiativeID) bool {
	standing, _, err := p.svc.desk.Standings.Standing(context.Background(), p.setup.Org.ID, id)
	if err != nil {
		return false
	}
	for _, d := range standing.Dimensions() {
		if e := standing.Course[d].Episode; e.Open() {
			return true
		}
	}
	return false
}

// initiative is one of the company's.
func (p *practice) initiative(id checkins.InitiativeID) checkins.Initiative {
	for n := range p.setup.Initiatives {
		if p.setup.Initiatives[n].ID == id {
			return p.setup.Initiatives[n]
		}
	}
	return checkins.Initiative{}
}
