package main

import (
	"fmt"
	"slices"

	"parallax/checkins"
	"parallax/scoring"
)

// notes remark on what the file says and does not have the effect one might think.
func (p *plan) notes() {
	for _, i := range p.wanted.Initiatives {
		for _, id := range i.Bridges() {
			p.remarks = append(p.remarks, fmt.Sprintf("%s leads %s on both sides and is taken as a bridge: not asked, not scored, asked to facilitate", id, i.ID))
		}
		for _, side := range scoring.Sides {
			if r := declined(i, side); r != "" {
				p.remarks = append(p.remarks, r)
			}
		}
		if len(i.Channels) == 0 {
			p.remarks = append(p.remarks, fmt.Sprintf("%s has no channel: what a channel would read goes to its owner", i.ID))
		}
	}
	for _, x := range p.wanted.People {
		lead := slices.ContainsFunc(p.wanted.Initiatives, func(i checkins.Initiative) bool { _, ok := i.Side(x.ID); return ok })
		if lead && len(x.Accounts) == 0 {
			p.remarks = append(p.remarks, fmt.Sprintf("%s is a lead without an account and can't be asked: add slack: U0001 or teams: \"aad:...\"", x.ID))
		}
	}
}

// declined says that leads of a side whom the file lets accept may have said no in chat,
// "" when nobody on it did. It counts the whole side, so that it tells nothing of
// which of the names under accepted said no: that is nobody else's business.
func declined(i checkins.Initiative, side scoring.Side) string {
	leads, no, listed := i.SideLeads(side), 0, false
	for _, id := range leads {
		if said, ok := i.Consents[id]; ok && !said.Given {
			no++
		}
		listed = listed || slices.Contains(i.Accepted, id)
	}
	if i.Mode(side) != scoring.Named || no == 0 || !listed {
		return ""
	}
	so := "accepted in the file does not overrule that"
	if len(i.Scored(side)) == 0 {
		so += ", and that side is not shown"
	}
	return fmt.Sprintf("%s: %d of %s of %s said no in chat to being named; %s", i.ID, no, count(len(leads), "lead"), sideName(side), so)
}

func sideName(s scoring.Side) string {
	return [...]string{scoring.IT: "the IT side", scoring.Biz: "the business side"}[s]
}

// waitText says what a pulse waits for and how the file ends it.
func waitText(i checkins.Initiative, w checkins.Wait) string {
	side, leads := sideName(w.Side), i.SideLeads(w.Side)
	entry := list(leads)
	if len(leads) > 1 {
		entry = "one of " + entry
	}
	switch w.For {
	case checkins.WaitPaused:
		return "its owner, who paused it"
	case checkins.WaitWhyEmpty:
		return "a why (why: ...)"
	case checkins.WaitLeads:
		return fmt.Sprintf("a lead of %s who is not on both sides (leads: {%s: [..]})", side, w.Side)
	case checkins.WaitWhy:
		return fmt.Sprintf("a lead of %s to confirm the why (why_confirmed: %s)", side, entry)
	case checkins.WaitAccepted:
		return fmt.Sprintf("a lead of %s to accept that results show by name (in chat, where I ask; or under accepted in the file)", side)
	}
	return string(w.For)
}

// unserved remarks on a platform of an org file that this deployment does not serve. A
// machine on which no platform is set is one from which files are applied, and knows
// nothing of it.
func unserved(cfg Config, data []byte) []string {
	setup, err := parseOrg("", data)
	if err != nil || !cfg.slack() && !cfg.teams() {
		return nil // it was applied, so there is no error
	}
	var remarks []string
	if len(setup.Org.Slack) > 0 && !cfg.slack() {
		remarks = append(remarks, "the org has Slack workspaces, and Slack is not served here: SLACK_BOT_TOKEN is not set")
	}
	if len(setup.Org.Teams) > 0 && !cfg.teams() {
		remarks = append(remarks, "the org has Teams tenants, and Teams is not served here: TEAMS_APP_ID is not set")
	}
	for _, t := range setup.Org.Teams {
		if cfg.teams() && t != cfg.TeamsTenant {
			remarks = append(remarks, "tenant "+t+" is not served here: TEAMS_TENANT_ID is "+cfg.TeamsTenant)
		}
	}
	return remarks
}
