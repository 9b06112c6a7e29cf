package bot

import (
	"slices"

	"parallax/checkins"
)

// UsageGroup is what some people may type.
type UsageGroup struct {
	Title  Text
	Usages []Usage
}

// usedBy are the commands of each audience, those used most first. A command stands with
// the first audience that may use it; sponsors, who are few, have theirs once more.
var usedBy = []struct {
	to    checkins.Audience
	verbs []checkins.Verb
}{
	{checkins.AudienceAll, []checkins.Verb{checkins.VerbStatus, checkins.VerbNew, checkins.VerbHelp}},
	{checkins.AudienceLead, []checkins.Verb{
		checkins.VerbCheckin, checkins.VerbGaps, checkins.VerbExplain, checkins.VerbWhy, checkins.VerbHistory, checkins.VerbWho,
		checkins.VerbRecheck, checkins.VerbCommit, checkins.VerbDecide,
	}},
	{checkins.AudienceOwner, []checkins.Verb{
		checkins.VerbBrief, checkins.VerbDigest, checkins.VerbSnooze, checkins.VerbAssign, checkins.VerbOutcome, checkins.VerbHealth,
		checkins.VerbEdit, checkins.VerbPause, checkins.VerbHandover,
	}},
	{checkins.AudienceSponsor, []checkins.Verb{checkins.VerbDigest, checkins.VerbBrief}},
	{checkins.AudienceSelf, []checkins.Verb{
		checkins.VerbHome, checkins.VerbPortfolio, checkins.VerbPriority, checkins.VerbWin, checkins.VerbAway, checkins.VerbHere,
		checkins.VerbSettings, checkins.VerbExport, checkins.VerbForget,
	}},
}

// HelpGroups are the commands that the asker may use, by who may; none where a list does
// not help.
func (w Words) HelpGroups(h checkins.Help) []UsageGroup {
	if !HelpLists(h) {
		return nil
	}
	var groups []UsageGroup
	for _, g := range usedBy {
		if g.to == checkins.AudienceAll || slices.Contains(h.For, g.to) {
			groups = append(groups, UsageGroup{w.say("help.for." + string(g.to)), w.usages(g.verbs...)})
		}
	}
	return groups
}

// HelpCommon are the few commands that are worth a line where somebody was not understood.
func (w Words) HelpCommon(h checkins.Help) []Usage {
	if h.Text != checkins.HelpUnknown && h.Text != checkins.HelpGreeted {
		return nil
	}
	switch to := func(a checkins.Audience) bool { return slices.Contains(h.For, a) }; {
	case to(checkins.AudienceLead):
		return w.usages(checkins.VerbCheckin, checkins.VerbStatus, checkins.VerbGaps)
	case to(checkins.AudienceSponsor):
		return w.usages(checkins.VerbStatus, checkins.VerbPortfolio, checkins.VerbBrief)
	case to(checkins.AudienceSelf):
		return w.usages(checkins.VerbStatus, checkins.VerbHome, checkins.VerbNew)
	}
	return w.usages(checkins.VerbStatus, checkins.VerbNew)
}

// HelpButtons lead on from where somebody was not understood: to the nearest command, and
// to all of them.
func (w Words) HelpButtons(h checkins.Help) []Button {
	if h.Text != checkins.HelpUnknown && h.Text != checkins.HelpGreeted {
		return nil
	}
	var buttons []Button
	if _, verb := w.HelpNearest(h); verb != "" && verb != checkins.VerbHelp {
		buttons = append(buttons, Button{Act: ActChoose, Label: Trusted(string(verb)), Claim: ChoiceClaim(checkins.Help{Command: string(verb)}, checkins.Named{})})
	}
	help := w.helpButton()
	help.Label = w.say("help.button")
	return append(buttons, help)
}

// usages are some of the commands, in the order asked for.
func (w Words) usages(verbs ...checkins.Verb) []Usage {
	all := w.Usages()
	var some []Usage
	for _, v := range verbs {
		if n := slices.IndexFunc(all, func(u Usage) bool { return u.Verb == v }); n >= 0 {
			some = append(some, all[n])
		}
	}
	return some
}

// notAllowed says who may, who that is where the asker may know, and what the asker may do.
func (w Words) notAllowed(h checkins.Help) Text {
	who := "owner_only"
	switch checkins.Verb(h.Command) {
	case checkins.VerbNew:
		return w.say("help.says.only_admins")
	case checkins.VerbBrief:
		who = "steers_only"
	case "", checkins.VerbEdit, checkins.VerbPause, checkins.VerbHandover, checkins.VerbOutcome, checkins.VerbHealth, checkins.VerbSnooze, checkins.VerbAssign:
	default:
		return w.say("help.says.leads_only")
	}
	said := []Text{w.say("help.says." + who), w.ownerIs(h)}
	if h.Instead != checkins.InsteadNone {
		said = append(said, w.say("help.instead."+string(h.Instead)))
	}
	return JoinWith(" ", said...)
}

// ownerIs names whose it is, where the asker may know.
func (w Words) ownerIs(h checkins.Help) Text {
	if User(h.Owner).IsZero() {
		return Text{}
	}
	return w.say("help.says.owner_is", with{"Owner": w.person(h.Owner)})
}
