package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// WhoHeadline is the first line of the answer to who.
func WhoHeadline(w checkins.Who) Text {
	return Join(NameOf(w.Initiative), Trusted(": who has a part in it"))
}

// WhoSide names the leads of a side, and says how much is heard of it.
func WhoSide(w checkins.Who, s scoring.Side) (leads, heard Text) {
	of := w.Sides[s]
	leads = Trusted("There is no " + side(s) + " lead.")
	if len(of.Leads) > 0 {
		leads = Join(Trusted(upper(side(s))+" leads: "), people(of.Leads), Trusted("."))
		heard = whoHeard(of)
	}
	return leads, heard
}

func people(names []string) Text {
	texts := make([]Text, len(names))
	for i, n := range names {
		texts[i] = person(n)
	}
	return list(texts)
}

// whoHeard says how often a side was heard. Counts of leads stand in it only as
// explain tells them.
func whoHeard(of checkins.WhoSide) Text {
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
		often = Trusted("Enough current answers in each of the last " + count(of.Of) + " check-ins.")
	default:
		often = Trusted("Enough current answers in " + count(of.Enough) + " of the last " + count(of.Of) + " check-ins.")
	}
	if of.Heard > 0 {
		newest = Join(Trusted("The newest numbers, of "), Day(of.HeardOn), Trusted(", come from "+count(of.Heard)+" of "+plural(of.Roster, "lead", "leads")+"."))
	}
	return JoinWith(" ", often, newest, quiet)
}

// WhoRoles names the owner and the sponsor.
func WhoRoles(w checkins.Who) Text {
	role := func(what, name string) Text {
		if name == "" {
			return Trusted(what + ": nobody yet.")
		}
		return Join(Trusted(what+": "), person(name), Trusted("."))
	}
	return JoinWith(" ", role("Owner", w.Owner), role("Sponsor", w.Sponsor))
}

// WhoChannels says where results go.
func WhoChannels(w checkins.Who) Text {
	in := map[checkins.Platform]int{}
	for _, p := range w.Channels {
		in[p]++
	}
	var parts []Text
	for _, p := range []checkins.Platform{checkins.Slack, checkins.Teams} {
		if n := in[p]; n > 0 {
			parts = append(parts, Trusted(plural(n, "channel", "channels")+platform(string(p)+":")))
		}
	}
	if len(parts) == 0 {
		return Trusted("It has no channel yet. Alerts go to its owner alone.")
	}
	return Join(Trusted("Results go to "), list(parts), Trusted("."))
}

// WhoNever says what nobody is told.
func WhoNever() Text { return Trusted("Who of a side answered is not shown.") }

// WhoText tells who has a part without any layout.
func WhoText(w checkins.Who) Text {
	parts := []Text{Join(WhoHeadline(w), Trusted("."))}
	for _, s := range scoring.Sides {
		leads, heard := WhoSide(w, s)
		parts = append(parts, leads, heard)
	}
	return JoinWith(" ", append(parts, WhoRoles(w))...)
}
