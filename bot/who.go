package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// WhoHeadline is the first line of the answer to who.
func (w Words) WhoHeadline(y checkins.Who) Text {
	return w.say("who.headline", with{"Name": NameOf(y.Initiative)})
}

// WhoSide names the leads of a side, and says how much is heard of it.
func (w Words) WhoSide(y checkins.Who, s scoring.Side) (leads, heard Text) {
	of := y.Sides[s]
	leads = w.bySide("who.no_lead", s)
	if len(of.Leads) > 0 {
		leads = w.bySide("who.leads", s, with{"People": w.people(of.Leads)})
		heard = w.whoHeard(of)
	}
	return leads, heard
}

func (w Words) people(names []string) Text {
	texts := make([]Text, len(names))
	for i, n := range names {
		texts[i] = w.person(n)
	}
	return w.list(texts)
}

// whoHeard says how often a side was heard. Counts of leads stand in it only as
// explain tells them.
func (w Words) whoHeard(of checkins.WhoSide) Text {
	var quiet Text
	if of.Quiet {
		quiet = w.say("who.quiet")
	}
	if of.Muted > 0 {
		quiet = JoinWith(" ", quiet, w.many("who.muted", of.Muted))
	}
	if of.Mode == scoring.Named {
		return JoinWith(" ", w.say("who.few"), quiet)
	}
	var often, newest Text
	switch {
	case of.Of == 0:
		return JoinWith(" ", w.say("who.never_closed"), quiet)
	case of.Of == 1 && of.Enough == 1:
		often = w.say("who.once")
	case of.Of == 1:
		often = w.say("who.not_once")
	case of.Enough == of.Of:
		often = w.many("who.always", of.Of)
	case of.Enough == 0:
		often = w.many("who.none", of.Of)
	default:
		often = w.many("who.often", of.Enough, with{"Of": w.count(of.Of)})
	}
	if of.Heard > 0 {
		newest = w.many("who.newest", of.Roster, with{"Day": w.Day(of.HeardOn), "Heard": w.count(of.Heard)})
	}
	return JoinWith(" ", often, newest, quiet)
}

// WhoRoles names the owner and the sponsor.
func (w Words) WhoRoles(y checkins.Who) Text {
	owner, sponsor := w.say("who.no_owner"), w.say("who.no_sponsor")
	if y.Owner != "" {
		owner = w.say("who.owner", with{"Name": w.person(y.Owner)})
	}
	if y.Sponsor != "" {
		sponsor = w.say("who.sponsor", with{"Name": w.person(y.Sponsor)})
	}
	return JoinWith(" ", owner, sponsor)
}

// WhoChannels says where results go.
func (w Words) WhoChannels(y checkins.Who) Text {
	in := map[checkins.Platform]int{}
	for _, p := range y.Channels {
		in[p]++
	}
	var parts []Text
	for _, p := range []checkins.Platform{checkins.Slack, checkins.Teams} {
		if n := in[p]; n > 0 {
			parts = append(parts, w.many("who.channels."+string(p), n))
		}
	}
	if len(parts) == 0 {
		return w.say("who.no_channel")
	}
	return w.say("who.results", with{"Channels": w.list(parts)})
}

// WhoNever says what nobody is told.
func (w Words) WhoNever() Text { return w.say("who.never") }

// WhoText tells who has a part without any layout.
func (w Words) WhoText(y checkins.Who) Text {
	parts := []Text{Join(w.WhoHeadline(y), Trusted("."))}
	for _, s := range scoring.Sides {
		leads, heard := w.WhoSide(y, s)
		parts = append(parts, leads, heard)
	}
	return JoinWith(" ", append(parts, w.WhoRoles(y))...)
}
