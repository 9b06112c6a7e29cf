package bot

import (
	"strings"

	"parallax/checkins"
)

// Usage is one command as help lists it.
type Usage struct {
	Verb  checkins.Verb
	Form  string // what follows the verb, for example "until <date>"
	Means Text
}

// Usages lists the commands that there are, in the order of help.
func (w Words) Usages() []Usage {
	return []Usage{
		{checkins.VerbStatus, "[initiative]", Trusted("where you stand")},
		{checkins.VerbCheckin, "", Trusted("your own check-in")},
		{checkins.VerbGaps, "[initiative]", Trusted("where you differ")},
		{checkins.VerbExplain, "[topic] [initiative]", Trusted("how a result comes about")},
		{checkins.VerbWhy, "[initiative]", Trusted("what it is for, and who confirmed that")},
		{checkins.VerbHistory, "[initiative]", Trusted("the last weeks")},
		{checkins.VerbPortfolio, "[priority or mine]", Trusted("your initiatives, and what to decide")},
		{checkins.VerbAway, "until [date]", Trusted("do not ask me before")},
		{checkins.VerbHere, "", Trusted("ask me again")},
		{checkins.VerbSnooze, "[initiative] until [date]", Trusted("keep an alert quiet")},
		{checkins.VerbWho, "[initiative]", Trusted("who has a part in it")},
		{checkins.VerbPriority, "[name]", Trusted("the initiatives of a priority")},
		{checkins.VerbHelp, "", Trusted("this list")},
	}
}

// HelpHeadline says why there is help instead of an answer.
func (w Words) HelpHeadline(h checkins.Help) Text {
	name, word := w.Quote(h.Name), w.Quote(h.Unknown)
	switch h.Text {
	case checkins.HelpUnknown:
		if h.Unknown == "" {
			return Trusted("I did not understand that.")
		}
		return Join(Trusted("I do not know "), word, Trusted("."))
	case checkins.HelpNoInitiative:
		return Trusted("There is no initiative here yet.")
	case checkins.HelpChoose:
		if h.Name == "" {
			return Trusted("Which initiative do you mean?")
		}
		return Join(Trusted("Several initiatives fit "), name, Trusted(". Which one?"))
	case checkins.HelpNoSuchName:
		if len(h.Choices) > 0 {
			return Join(Trusted("I know no initiative "), name, Trusted(". There are:"))
		}
		return Join(Trusted("I know no initiative "), name, Trusted("."))
	case checkins.HelpBadDate:
		if h.Name != "" {
			return Join(Trusted("I cannot use the date "), name, Trusted(". Try “friday” or “31 March”."))
		}
		return Trusted("I need a date that is still to come. Try “friday” or “31 March”.")
	case checkins.HelpStranger:
		return Trusted("I do not know you yet. Ask an admin to add you to the org file.")
	case checkins.HelpNoPart:
		return Trusted("You have no part in an initiative yet. Ask its owner to add you as a lead.")
	case checkins.HelpForeign:
		return Trusted("I only answer members of the organisation that runs me.")
	case checkins.HelpNothingDue:
		return Trusted("Nothing waits for you. Enjoy the day.")
	case checkins.HelpUnknownTopic:
		if h.Name != "" {
			return Join(Trusted("This initiative is not asked about "), name, Trusted("."))
		}
		return Trusted("This initiative is not asked about that.")
	case checkins.HelpNotAllowed:
		if h.Command != "" {
			return Trusted("That is for the leads and the owner. “status” is for everybody here.")
		}
		return Trusted("Only the owner of the initiative may do that.")
	case checkins.HelpAllClosed:
		return Trusted("This check-in is closed. Nothing was changed.")
	case checkins.HelpNoLongerAsked:
		return Trusted("You are no lead of this initiative any more. Nothing was saved.")
	case checkins.HelpNotYours:
		return Trusted("This was made for somebody else. Nothing was saved.")
	case checkins.HelpWithdrawn:
		return Trusted("You do not accept to be named there. Nothing was saved.")
	case checkins.HelpHello:
		return Trusted("I am Parallax. I ask leads how they see an initiative, a minute a week.")
	case checkins.HelpOldButton:
		return Trusted("This button no longer works. Ask me for “checkin” or “status” instead.")
	case checkins.HelpOldForm:
		return Trusted("This form no longer fits. Close it and open the check-in again.")
	case checkins.HelpNoChoice:
		return Trusted("Nothing is chosen yet.")
	case checkins.HelpNotSaved:
		return w.SayNotSaved()
	case checkins.HelpTooFast:
		return Trusted("That was a lot at once. Please wait a moment and ask again.")
	case checkins.HelpLongLine:
		return Trusted("This sentence is too long.")
	case checkins.HelpNotYetOn:
		return Trusted("You joined after this check-in began. You are asked from the next one on.")
	case checkins.HelpTooLate:
		return Trusted("That would be after the check-in closes. Nothing was changed.")
	case checkins.HelpNotHere:
		return Trusted("This channel does not belong to that initiative. Nothing was shared.")
	case checkins.HelpSnoozeWho:
		if h.Name != "" {
			return Join(User(h.Name), Trusted(": there is no open alert to keep quiet."))
		}
		return Trusted("There is no open alert to keep quiet.")
	}
	return Trusted("This is what I can do.")
}

// HelpNearest offers the command nearest to a word that was not understood; the
// verb is empty when none is near.
func (w Words) HelpNearest(h checkins.Help) (ask Text, verb checkins.Verb) {
	for _, u := range w.Usages() {
		if h.Nearest != "" && string(u.Verb) == h.Nearest {
			return Trusted("Did you mean"), u.Verb
		}
	}
	return Text{}, ""
}

// HelpLists reports whether the list of commands helps with this.
func HelpLists(h checkins.Help) bool {
	switch h.Text {
	case checkins.HelpAsked, checkins.HelpHello, checkins.HelpUnknown, "":
		return true
	}
	return false
}

// HelpMake says how an initiative is made.
func (w Words) HelpMake() Text {
	return Trusted("Describe it in an org file: name, why, leads of both sides, channel. Then run:")
}

// HelpMakeCommand is what to run.
const HelpMakeCommand = "parallax apply -f org.yaml"

// HelpMore says that there are more choices than buttons.
func (w Words) HelpMore(n int) Text {
	return Trusted("And " + w.countOld(n) + " more: type the name.")
}

// DoneLine confirms an act.
func (w Words) DoneLine(d checkins.Done) Text {
	switch d.What {
	case checkins.DoneAway:
		return Join(Trusted("You are away until "), w.Weekday(d.Until), Trusted(", that day included. I will not ask you before."))
	case checkins.DoneHere:
		return Trusted("You are here: I ask you as usual.")
	case checkins.DoneRemind:
		return Join(Trusted("I will remind you "), w.Clock(d.At, d.Zone, ""), Trusted("."))
	case checkins.DoneAcknowledged:
		return Join(Trusted("Noted: you acknowledged the alert of "), w.doneName(d), Trusted("."))
	case checkins.DoneSnoozed:
		return Join(Trusted("The alert of "), w.doneName(d), Trusted(" is quiet until "), w.Weekday(d.Until), Trusted(", that day included."))
	case checkins.DoneShared:
		return Join(Trusted("It goes to the channel"+w.platform(string(d.Where)+":")+": "), w.doneName(d), Trusted("."))
	case checkins.DoneApart:
		return Trusted("I answered you in our chat.")
	case checkins.DoneNotApart:
		return Trusted("I cannot write to you in private yet. Open a chat with me and ask there.")
	}
	return Trusted("Done.")
}

func (w Words) doneName(d checkins.Done) Text {
	if t := User(d.Name); !t.IsZero() {
		return t
	}
	return Trusted("this initiative")
}

// NoticeHeadline says what went wrong. Which channel it was is for the platform
// to show.
func (w Words) NoticeHeadline(n checkins.Notice) Text {
	name := NameOf(n.Initiative)
	switch n.Says.What {
	case "channel_unreachable":
		said := Join(name, Trusted(": I could not post to its channel"+w.platform(n.Says.Where)+"."))
		if n.Says.Detail == "" {
			return said
		}
		return JoinWith(" ", said, sentence(w.reason(n.Says.Detail)))
	case "no_channel":
		return Join(name, Trusted(": there is no channel for this, so you get it."))
	case "silent_side":
		return Join(name, Trusted(": "+w.silentSide(n.Says.Detail)+" been too quiet, twice running."))
	case "melon":
		return Join(name, Trusted(": IT expects delivery as agreed, but the business sees little value."))
	case "skipped":
		if why := w.skip(checkins.Reason(n.Says.Detail)); !why.IsZero() {
			return Join(name, Trusted(": the check-in did not happen: "), why, Trusted("."))
		}
		return Join(name, Trusted(": the check-in did not happen."))
	}
	return Join(name, Trusted(": something needs your attention."))
}

// platform says on which platform an account is; nothing when it does not tell.
func (w Words) platform(account string) string {
	switch p, _, _ := strings.Cut(account, ":"); checkins.Platform(p) {
	case checkins.Slack:
		return " in Slack"
	case checkins.Teams:
		return " in Teams"
	}
	return ""
}

func (w Words) silentSide(detail string) string {
	switch detail {
	case "it":
		return "the IT side has"
	case "both":
		return "both sides have"
	}
	return "the business side has"
}

// NoticeAdvice says what the owner can do.
func (w Words) NoticeAdvice(n checkins.Notice) Text {
	switch n.Says.What {
	case "channel_unreachable":
		return Trusted("Invite me there, or name another channel in the org file.")
	case "no_channel":
		return Trusted("Name a channel in the org file, and next time it goes there.")
	case "silent_side":
		return Trusted("A word from you may help. There is no alert about a quiet side.")
	case "melon":
		return Trusted("Ask the business side what would make a difference. Only you get this.")
	case "skipped":
		return Trusted("The next one opens as planned.")
	}
	return Text{}
}
