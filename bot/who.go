package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// WhoHeadline is the first line of the answer to who.
func (w Words) WhoHeadline(y checkins.Who) Text {
	return Join(NameOf(y.Initiative), Trusted(": who has a part in it"))
}

// WhoSide names the leads of a side, and says how much is heard of it.
func (w Words) WhoSide(y checkins.Who, s scoring.Side) (leads, heard Text) {
	of := y.Sides[s]
	leads = Trusted("There is no " + w.side(s) + " lead.")
	if len(of.Leads) > 0 {
		leads = Join(Trusted(upper(w.side(s))+" leads: "), w.people(of.Leads), Trusted("."))
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
		quiet = Trusted("Too few answered anew, twice running.")
	}
	if of.Mode == scoring.Named {
		return JoinWith(" ", Trusted("Of so few leads I do not tell how many answered."), quiet)
	}
	var often, newest Text
	switch {
	case of.Of == 0:
		return Trusted("No check-in has closed yet.")
	case of.Of == 1 && of.Enough == 1:
		often = Trusted("Enough current answers in the only check-in so far.")
	case of.Of == 1:
		often = Trusted("Not enough current answers in the only check-in so far.")
	case of.Enough == of.Of:
		often = Trusted("Enough current answers in each of the last " + w.countOld(of.Of) + " check-ins.")
	default:
		often = Trusted("Enough current answers in " + w.countOld(of.Enough) + " of the last " + w.countOld(of.Of) + " check-ins.")
	}
	if of.Heard > 0 {
		newest = Join(Trusted("The newest numbers, of "), w.Day(of.HeardOn), Trusted(", come from "+w.countOld(of.Heard)+" of "+w.plural(of.Roster, "lead", "leads")+"."))
	}
	return JoinWith(" ", often, newest, quiet)
}

// WhoRoles names the owner and the sponsor.
func (w Words) WhoRoles(y checkins.Who) Text {
	role := func(what, name string) Text {
		if name == "" {
			return Trusted(what + ": nobody yet.")
		}
		return Join(Trusted(what+": "), w.person(name), Trusted("."))
	}
	return JoinWith(" ", role("Owner", y.Owner), role("Sponsor", y.Sponsor))
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
			parts = append(parts, Trusted(w.plural(n, "channel", "channels")+w.platform(string(p)+":")))
		}
	}
	if len(parts) == 0 {
		return Trusted("It has no channel yet. Alerts go to its owner alone.")
	}
	return Join(Trusted("Results go to "), w.list(parts), Trusted("."))
}

// WhoNever says what nobody is told.
func (w Words) WhoNever() Text { return Trusted("Who of a side answered is not shown.") }

// WhoText tells who has a part without any layout.
func (w Words) WhoText(y checkins.Who) Text {
	parts := []Text{Join(w.WhoHeadline(y), Trusted("."))}
	for _, s := range scoring.Sides {
		leads, heard := w.WhoSide(y, s)
		parts = append(parts, leads, heard)
	}
	return JoinWith(" ", append(parts, w.WhoRoles(y))...)
}
