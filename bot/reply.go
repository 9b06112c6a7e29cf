package bot

import (
	"strings"

	"parallax/checkins"
)

// Usage is one command as help lists it.
type Usage struct {
	Verb  checkins.Verb
	Form  Text // what follows the verb, for example "until <date>"
	Means Text
}

// Usages lists the commands that there are, in the order of help.
func (w Words) Usages() []Usage {
	return []Usage{
		{checkins.VerbStatus, w.say("help.form.initiative"), w.say("help.status")},
		{checkins.VerbHome, Text{}, w.say("help.home")},
		{checkins.VerbCheckin, Text{}, w.say("help.checkin")},
		{checkins.VerbGaps, w.say("help.form.initiative"), w.say("help.gaps")},
		{checkins.VerbExplain, w.say("help.form.topic"), w.say("help.explain")},
		{checkins.VerbWhy, w.say("help.form.initiative"), w.say("help.why")},
		{checkins.VerbHistory, w.say("help.form.initiative"), w.say("help.history")},
		{checkins.VerbPortfolio, w.say("help.form.priority"), w.say("help.portfolio")},
		{checkins.VerbAway, w.say("help.form.until"), w.say("help.away")},
		{checkins.VerbHere, Text{}, w.say("help.here")},
		{checkins.VerbSnooze, w.say("help.form.snooze"), w.say("help.snooze")},
		{checkins.VerbAssign, w.say("help.form.initiative"), w.say("help.assign")},
		{checkins.VerbRecheck, w.say("help.form.initiative"), w.say("help.recheck")},
		{checkins.VerbWin, w.say("help.form.initiative"), w.say("help.win")},
		{checkins.VerbCommit, w.say("help.form.commit"), w.say("help.commit")},
		{checkins.VerbDecide, w.say("help.form.decide"), w.say("help.decide")},
		{checkins.VerbDigest, Text{}, w.say("help.digest")},
		{checkins.VerbBrief, w.say("help.form.initiative"), w.say("help.brief")},
		{checkins.VerbOutcome, w.say("help.form.outcome"), w.say("help.outcome")},
		{checkins.VerbHealth, w.say("help.form.health"), w.say("help.health")},
		{checkins.VerbWho, w.say("help.form.initiative"), w.say("help.who")},
		{checkins.VerbPriority, w.say("help.form.name"), w.say("help.priority")},
		{checkins.VerbSettings, Text{}, w.say("help.settings")},
		{checkins.VerbExport, Text{}, w.say("help.export")},
		{checkins.VerbForget, w.say("help.form.forget"), w.say("help.forget")},
		{checkins.VerbNew, w.say("help.form.name"), w.say("help.new")},
		{checkins.VerbEdit, w.say("help.form.initiative"), w.say("help.edit")},
		{checkins.VerbPause, w.say("help.form.initiative"), w.say("help.pause")},
		{checkins.VerbHandover, w.say("help.form.handover"), w.say("help.handover")},
		{checkins.VerbHelp, Text{}, w.say("help.help")},
	}
}

// HelpHeadline says why there is help instead of an answer.
func (w Words) HelpHeadline(h checkins.Help) Text {
	name := with{"Name": w.Quote(h.Name)}
	switch h.Text {
	case checkins.HelpUnknown:
		if h.Unknown == "" {
			return w.say("help.says.not_understood")
		}
		return w.say("help.says.unknown", with{"Word": w.Quote(h.Unknown)})
	case checkins.HelpNoInitiative:
		return w.say("help.says.no_initiative")
	case checkins.HelpChoose:
		if h.Name == "" {
			return w.say("help.says.which")
		}
		return w.say("help.says.several", name)
	case checkins.HelpNoSuchName:
		if len(h.Choices) > 0 {
			return JoinWith(" ", w.topics(h), w.say("help.says.no_such_but", name))
		}
		return w.say("help.says.no_such", name)
	case checkins.HelpBadDate:
		if h.Name != "" {
			return w.say("help.says.bad_date", name)
		}
		return w.say("help.says.past_date")
	case checkins.HelpNoMeasure:
		return w.say("help.says.no_measure", with{"Name": User(h.Name)})
	case checkins.HelpNotReached:
		return w.say("help.says.not_reached", with{"Name": User(h.Name)})
	case checkins.HelpStranger:
		return w.say("help.says.stranger")
	case checkins.HelpNoPart:
		return w.say("help.says.no_part")
	case checkins.HelpForeign:
		return w.say("help.says.foreign")
	case checkins.HelpNothingDue:
		return w.say("help.says.nothing_due")
	case checkins.HelpUnknownTopic:
		said := w.say("help.says.no_topic")
		if h.Name != "" {
			said = w.say("help.says.unknown_topic", name)
		}
		return JoinWith(" ", said, w.topics(h))
	case checkins.HelpTest:
		return w.TestOver()
	case checkins.HelpWhyShown:
		return w.say("help.says.why_shown")
	case checkins.HelpWhyOld:
		return w.say("help.says.why_old")
	case checkins.HelpNotAllowed:
		return w.notAllowed(h)
	case checkins.HelpNotPromiser:
		return JoinWith(" ", w.say("help.says.not_promiser"), w.ownerIs(h))
	case checkins.HelpHandedOn:
		return JoinWith(" ", w.say("help.says.handed_on"), w.ownerIs(h))
	case checkins.HelpThanks, checkins.HelpGreeted:
		return w.say("help.says." + string(h.Text))
	case checkins.HelpAllClosed:
		return w.say("help.says.all_closed")
	case checkins.HelpNoLongerAsked:
		return w.say("help.says.no_longer")
	case checkins.HelpNotYours:
		return w.say("help.says.not_yours")
	case checkins.HelpWithdrawn:
		return w.say("help.says.withdrawn")
	case checkins.HelpHello:
		return w.say("help.says.hello")
	case checkins.HelpOldButton:
		return w.say("help.says.old_button")
	case checkins.HelpOldForm:
		return w.say("help.says.old_form")
	case checkins.HelpNoChoice:
		return w.say("help.says.no_choice")
	case checkins.HelpNotSaved:
		return w.SayNotSaved()
	case checkins.HelpTooFast:
		return w.say("help.says.too_fast")
	case checkins.HelpLongLine:
		return w.say("help.says.long_line")
	case checkins.HelpAlertOut:
		return w.say("help.says.alert_out")
	case checkins.HelpAlertOver:
		return w.say("help.says.alert_over")
	case checkins.HelpNoAlert:
		return w.say("help.says.no_alert", name)
	case checkins.HelpNobodyToAsk:
		return w.say("help.says.nobody_to_ask")
	case checkins.HelpNeedsOver:
		return w.say("help.says.needs_over")
	case checkins.HelpNoDigest:
		return w.say("help.says.no_digest")
	case checkins.HelpNoRanking:
		return w.say("help.says.no_ranking")
	case checkins.HelpNotSponsor:
		return w.say("help.says.not_sponsor")
	case checkins.HelpPromiseGone, checkins.HelpPromiseOver, checkins.HelpPromiseEarly, checkins.HelpPromiseMoved, checkins.HelpPromiseJudged, checkins.HelpPromiseStands, checkins.HelpNotSaver,
		checkins.HelpNotJudge, checkins.HelpNotLead, checkins.HelpNotBusiness:
		return w.say("help.says." + string(h.Text))
	case checkins.HelpDecisionGone, checkins.HelpDecisionPaused, checkins.HelpDecisionOver, checkins.HelpDecisionEarly, checkins.HelpDecisionStands, checkins.HelpDecisionKept,
		checkins.HelpHoldsOver, checkins.HelpHoldsEarly, checkins.HelpRevisitEarly:
		return w.say("help.says." + string(h.Text))
	case checkins.HelpNotYetOn:
		return w.say("help.says.not_yet_on")
	case checkins.HelpTooLate:
		return w.say("help.says.too_late")
	case checkins.HelpNotHere:
		return w.say("help.says.not_here")
	case checkins.HelpSnoozeWho:
		if h.Name != "" {
			return w.say("help.says.nothing_to_snooze_of", with{"Name": User(h.Name)})
		}
		return w.say("help.says.nothing_to_snooze")
	}
	return w.say("help.says.asked")
}

// TestOver is said to an owner who sent the check-in of a test.
func (w Words) TestOver() Text { return w.say("test.done") }

// topics are what can be explained, by the words that name it in a command.
func (w Words) topics(h checkins.Help) Text {
	if len(h.Topics) == 0 {
		return Text{}
	}
	all := make([]Text, len(h.Topics))
	for n, dim := range h.Topics {
		all[n] = Trusted(string(dim))
	}
	return w.say("help.topics", with{"Topics": JoinWith(", ", all...)})
}

// HelpNearest offers the command nearest to a word that was not understood; the
// verb is empty when none is near.
func (w Words) HelpNearest(h checkins.Help) (ask Text, verb checkins.Verb) {
	for _, u := range w.Usages() {
		if h.Nearest != "" && string(u.Verb) == h.Nearest {
			return w.say("help.nearest"), u.Verb
		}
	}
	return Text{}, ""
}

// HelpLists reports whether the list of commands helps with this.
func HelpLists(h checkins.Help) bool {
	switch h.Text {
	case checkins.HelpAsked, checkins.HelpHello, "":
		return true
	}
	return false
}

// HelpMake says how an initiative is made.
func (w Words) HelpMake() Text {
	return w.say("help.make")
}

// HelpMakeCommand is what to run.
const HelpMakeCommand = "new"

// HelpMore says that there are more choices than buttons.
func (w Words) HelpMore(n int) Text {
	return w.many("help.more", n)
}

// DoneLine confirms an act.
func (w Words) DoneLine(d checkins.Done) Text {
	name := with{"Name": w.doneName(d)}
	switch d.What {
	case checkins.DoneAway:
		return w.say("done.away", with{"Day": w.Weekday(d.Until)})
	case checkins.DoneForgotten:
		return w.say("done.forgotten")
	case checkins.DoneHere:
		return w.say("done.here")
	case checkins.DoneRemind:
		return w.say("done.remind", with{"At": w.Clock(d.At, d.Zone, "")})
	case checkins.DoneAcknowledged:
		return w.say("done.acknowledged", name)
	case checkins.DoneSnoozed:
		return w.say("done.snoozed", name, with{"Day": w.Weekday(d.Until)})
	case checkins.DoneShared:
		return w.say("done.shared."+onPlatform(string(d.Where)), name)
	case checkins.DoneBelow:
		return w.say("done.below")
	case checkins.DoneApart:
		return w.say("done.apart")
	case checkins.DoneNotApart:
		return w.say("done.not_apart")
	case checkins.DoneDiscarded:
		return w.say("done.discarded")
	case checkins.DoneWhyLine:
		return w.say("done.why_line", name, with{"At": w.Clock(d.At, d.Zone, "")})
	case checkins.DoneWhyLast, checkins.DoneWhyNone, checkins.DoneWhyProposed, checkins.DoneWhySame, checkins.DoneWhyPartly, checkins.DoneWhyElse,
		checkins.DoneAgainSame, checkins.DoneAgainPartly, checkins.DoneAgainElse,
		checkins.DoneWhyOther, checkins.DonePaused, checkins.DoneTest,
		checkins.DoneFile, checkins.DoneFileStands, checkins.DoneFileNo, checkins.DoneFileText:
		return w.say("done."+string(d.What), name)
	case checkins.DoneFiled:
		return w.say("done.filed", with{"File": User(w.briefFileName(checkins.InitiativeID(d.Name), d.Until))})
	case checkins.DoneStarted:
		if d.At.IsZero() {
			return w.say("done.started.waits", name)
		}
		return w.say("done.started", name, with{"At": w.Clock(d.At, d.Zone, "")})
	case checkins.DoneAsked:
		var less Text
		if d.Less > 0 {
			less = capital(w.many("done.asked.less", d.Less))
		}
		return JoinWith(" ", w.many("done.asked", d.Number, with{"At": w.Clock(d.At, d.Zone, "")}), less)
	case checkins.DoneHandedOver:
		if d.Owner == "" { // kept with a letter, which keeps no names
			return w.say("done.handed_over", name)
		}
		return w.say("done.handed_over.to", name, with{"Owner": w.person(d.Owner)})
	case checkins.DoneHandedBack:
		return w.handedBack(d)
	case checkins.DonePromise:
		said := w.say("done.promise", name, with{"Day": w.Weekday(d.Until)})
		return JoinWith(" ", said, w.say("done.promise.list"))
	case checkins.DonePromiseMoved:
		return w.say("done."+string(d.What), name, with{"Day": w.Weekday(d.Until)})
	case checkins.DoneDecision, checkins.DoneRated, checkins.DoneHolds + "_yes", checkins.DoneHolds + "_partly", checkins.DoneHolds + "_no":
		return w.say("done."+string(d.What), name, with{"At": w.Clock(d.At, d.Zone, "")})
	case checkins.DoneRecorded, checkins.DoneRevisit:
		return w.say("done."+string(d.What), name, with{"Day": w.Weekday(d.Until)})
	case checkins.DoneDropped, checkins.DoneKeep:
		return w.say("done." + string(d.What))
	case checkins.DonePromiseOff:
		return w.say("done.promise_off")
	case checkins.DoneJudged + "_kept", checkins.DoneJudged + "_partly", checkins.DoneJudged + "_missed":
		return w.say("done." + string(d.What))
	case checkins.DoneAskedBefore:
		return w.say("done.asked_before", with{"Day": w.Day(d.Until)})
	case checkins.DoneRank:
		return w.say("done.rank", with{"Day": w.Weekday(d.Until)})
	case checkins.DoneRankOff:
		return w.say("done.rank_off")
	case checkins.DoneNeeds:
		return w.say("done.needs", with{"At": w.Clock(d.At, d.Zone, "")})
	case checkins.DoneStep, checkins.DoneStepDone, checkins.DoneStepDropped, checkins.DoneStepOpen:
		return w.say("done."+string(d.What), name, with{"Day": w.Day(d.Until)})
	case checkins.DoneContext, checkins.DoneContextOff, checkins.DoneAssigned, checkins.DoneUnassigned, checkins.DoneAgenda,
		checkins.DoneOffAgenda, checkins.DoneNeedsOff, checkins.DoneReply, checkins.DoneReplyOff, checkins.DoneRecheck, checkins.DoneWin,
		checkins.DoneWinOff:
		return w.say("done."+string(d.What), name)
	case checkins.DoneOutcome, checkins.DoneOutcomeNew, checkins.DoneOutcomeMeets, checkins.DoneReached, checkins.DoneNotYet,
		checkins.DoneHealth, checkins.DoneHealthNew, checkins.DoneHealthMelon:
		return w.figureDone(d)
	}
	return w.say("done.done")
}

func (w Words) doneName(d checkins.Done) Text {
	if t := User(d.Name); !t.IsZero() {
		return t
	}
	return w.say("done.this")
}

// NoticeHeadline says what went wrong. Which channel it was is for the platform
// to show.
func (w Words) NoticeHeadline(n checkins.Notice) Text {
	name := with{"Name": NameOf(n.Initiative)}
	switch n.Says.What {
	case "channel_unreachable":
		said := w.say("notice.unreachable."+onPlatform(n.Says.Where), name)
		if n.Says.Detail == "" {
			return said
		}
		return JoinWith(" ", said, sentence(w.reason(n.Says.Detail)))
	case "no_channel":
		return w.say("notice.no_channel", name)
	case "silent_side":
		return w.quietOf(n.Initiative, n.Says.Detail)
	case "melon":
		return w.melonOf(n.Initiative)
	case "melon_status":
		return w.statusMelonOf(n.Initiative)
	case "handover", "handed", "hand_back":
		return w.handed(n)
	case "skipped":
		if why := w.skip(checkins.Reason(n.Says.Detail)); !why.IsZero() {
			return w.say("notice.skipped.why", name, with{"Why": why})
		}
		return w.say("notice.skipped", name)
	}
	return w.attention(n.Initiative)
}

// quietOf says that a side has been silent: "it", "biz" or "both".
func (w Words) quietOf(n checkins.Named, sides string) Text {
	return w.say("notice.quiet."+quietKey(sides), with{"Name": NameOf(n)})
}

// quietKey is how keys call the sides that are silent.
func quietKey(sides string) string {
	switch sides {
	case "it", "both":
		return sides
	}
	return "biz"
}

func (w Words) melonOf(n checkins.Named) Text {
	return w.say("notice.melon", with{"Name": NameOf(n)})
}

func (w Words) statusMelonOf(n checkins.Named) Text {
	return w.say("notice.melon_status", with{"Name": NameOf(n)})
}

func (w Words) attention(n checkins.Named) Text {
	return w.say("notice.attention", with{"Name": NameOf(n)})
}

// onPlatform is how keys call where an account is; "chat" when it does not tell.
func onPlatform(account string) string {
	switch p, _, _ := strings.Cut(account, ":"); checkins.Platform(p) {
	case checkins.Slack:
		return "slack"
	case checkins.Teams:
		return "teams"
	}
	return "chat"
}

// NoticeAdvice says what the owner can do.
func (w Words) NoticeAdvice(n checkins.Notice) Text {
	switch n.Says.What {
	case "channel_unreachable":
		return w.say("notice.advice.unreachable")
	case "no_channel":
		return w.say("notice.advice.no_channel")
	case "silent_side":
		return w.say("notice.advice.silent")
	case "melon":
		return w.say("notice.advice.melon")
	case "skipped":
		return w.say("notice.advice.skipped")
	case "handover", "handed", "hand_back":
		return w.handedNext(n)
	}
	return Text{}
}
