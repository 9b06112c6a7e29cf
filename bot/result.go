package bot

import (
	"parallax/checkins"
)

// ResultHeadline is the first line of what a lead is told after a close.
func (w Words) ResultHeadline(r checkins.Result) Text {
	return w.say("result.headline", with{"Name": NameOf(r.Initiative), "Day": w.Day(r.Date)})
}

// ResultNoAnswer is said to who did not answer.
func (w Words) ResultNoAnswer() Text { return w.say("result.no_answer") }

// ResultMine recalls what the lead answered. Empty when nothing was.
func (w Words) ResultMine(r checkins.Result, v checkins.RoundView) Text {
	if v.Mine == nil || !v.Mine.SaidOwn && !v.Mine.SaidGuess {
		return Text{}
	}
	var own, guess Text
	if v.Mine.SaidOwn {
		own = w.say("result.own", with{"Answer": w.Scale(v.Mine.Own)})
	}
	if v.Mine.SaidGuess {
		guess = w.bySide("result.guess", r.Side.Other(), with{"Answer": w.ScaleGuess(v.Mine.Guess)})
	}
	return JoinWith(" ", own, guess)
}

// ResultBoth says where the two sides stand on one dimension, empty where it has no result
// yet, which ResultUnread says; more is empty when neither rates higher.
func (w Words) ResultBoth(v checkins.RoundView) (news, more Text) {
	if v.Said.Round == 0 {
		return Text{}, Text{}
	}
	news = sentence(w.Verdict(v.Said, v.Date))
	if v.Said.Higher != 0 && v.Said.Open {
		more = w.Direction(v.Said)
	}
	return news, more
}

// readingsFrom is from how many guesses on a count is said.
const readingsFrom = 4

// ResultReadings says how well the lead's guesses read the other side, as a
// count and from the fourth on.
func (w Words) ResultReadings(r checkins.Result) Text {
	if r.Readings < readingsFrom {
		return Text{}
	}
	of := with{"Of": w.count(r.Readings)}
	if r.Right == 0 {
		return w.bySide("result.read.none", r.Side.Other(), of)
	}
	if r.Right == r.Readings {
		return w.bySide("result.read.all", r.Side.Other(), of)
	}
	return w.many("result.read."+sideKey(r.Side.Other()), r.Right, of)
}

// ResultThanks says that the why was said again, and what changed because people
// answered; empty: neither.
func (w Words) ResultThanks(r checkins.Result) Text {
	var again Text
	if r.Again {
		again = w.say("again.result")
	}
	if len(r.Thanks) == 0 {
		return again
	}
	parts := []Text{again, Join(w.say("digest.thanks"), Trusted(":"))}
	for _, t := range r.Thanks {
		parts = append(parts, w.thanks(t))
	}
	return JoinWith(" ", parts...)
}

// ResultButtons lead on from a result.
func (w Words) ResultButtons(r checkins.Result) []Button {
	row := []Button{{Act: ActChoose, Label: w.ButtonExplain(), Claim: Claim{What: string(checkins.VerbExplain), Initiative: r.Initiative.ID}}}
	if r.Again {
		row = append(row, w.againButton(r.Initiative.ID, r.Round))
	}
	return append(row, w.homeButton())
}

// CardButtons lead on from the card in a channel; none while it says nothing.
func (w Words) CardButtons(c checkins.Card) []Button {
	if len(c.Rows) == 0 {
		return nil
	}
	return []Button{{Act: ActChoose, Label: w.ButtonExplain(), Claim: Claim{What: string(checkins.VerbExplain), Initiative: c.Initiative.ID}}}
}

// NoticeButtons lead on from a notice without an alert.
func (w Words) NoticeButtons(n checkins.Notice) []Button {
	if !n.Until.IsZero() {
		return []Button{{Act: ActDo, Label: w.say("button.hand_back"), Claim: Claim{What: checkins.DeedHandBack, Initiative: n.Initiative.ID, Letter: n.Letter}}}
	}
	return []Button{{Act: ActPage, Label: w.say("button.portfolio"), Claim: Claim{What: string(checkins.VerbPortfolio), Page: 1}}, w.homeButton()}
}

// ResultNext says when the next check-in is.
func (w Words) ResultNext(r checkins.Result) Text {
	if r.Next.IsZero() {
		return Text{}
	}
	return w.say("result.next", with{"Day": w.Weekday(checkins.DateOf(r.Next))})
}

// ResultOnly says that the message is private.
func (w Words) ResultOnly() Text { return w.say("result.only") }
