package bot

import (
	"strings"

	"slices"

	"parallax/checkins"
	"parallax/scoring"
)

// CardSubtitle says the stage and, when there is one, the why.
func (w Words) CardSubtitle(c checkins.Card) Text {
	var stage Text
	switch c.Stage {
	case checkins.Shaping, checkins.Building, checkins.Live:
		stage = Trusted("Stage: " + string(c.Stage))
	}
	var why Text
	if t := User(c.Why); !t.IsZero() {
		why = Join(Trusted("Why: "), t)
	}
	return JoinWith(" · ", stage, why)
}

// CardRow is one dimension of a card: its short name, and how it stands.
func (w Words) CardRow(r checkins.CardRow) (topic, verdict Text) {
	return w.Topic(r.Dimension), w.Verdict(r.Said, r.Date)
}

// CardEmpty stands on a card that has no result yet.
func (w Words) CardEmpty() Text { return Trusted("No result yet.") }

// CardRound says how a check-in under way stands, and what it needs.
func (w Words) CardRound(c checkins.Card) Text {
	if c.Round == nil {
		return Text{}
	}
	line := Join(Trusted("A check-in is open until "), w.Clock(c.Round.Closes, c.Zone, c.Round.Round.Date()), Trusted(", "), w.zoneName(c.Zone), Trusted("."))
	if need := w.Need(c.Round.Need); !need.IsZero() {
		line = Join(line, Trusted(" A result needs "), need, Trusted("."))
	}
	return line
}

// CardNext says when the next check-in is, and whether the last one fell out.
func (w Words) CardNext(c checkins.Card) Text {
	var skipped, next Text
	if c.Skipped != "" {
		skipped = Join(Trusted("The check-in of "), w.Day(c.Skipped), Trusted(" did not happen"+w.skip(c.SkipReason)+"."))
	}
	if !c.Next.IsZero() && len(c.Waits) == 0 {
		next = Join(Trusted("Next check-in: "), w.Clock(c.Next, c.Zone, ""))
		if c.Round == nil { // else the zone was named there
			next = Join(next, Trusted(", "), w.zoneName(c.Zone))
		}
		next = Join(next, Trusted("."))
	}
	return JoinWith(" ", skipped, next)
}

// skip words the reason of a check-in that fell out; empty when it is unknown.
func (w Words) skip(r checkins.Reason) string {
	switch r {
	case checkins.ReasonDowntime:
		return ": I was not running"
	case checkins.ReasonWaits:
		return ": something was still missing"
	case checkins.ReasonNobody:
		return ": nobody could be asked"
	}
	return ""
}

// WaitsHeadline begins the list of what an initiative waits for.
func (w Words) WaitsHeadline() Text { return Trusted("No check-ins for now. This is missing:") }

// WaitLine says what an initiative waits for, and the way out.
func (w Words) WaitLine(y checkins.Wait) Text {
	s := w.side(y.Side)
	switch y.For {
	case checkins.WaitPaused:
		return Trusted("It is paused. Its owner can start it again.")
	case checkins.WaitWhyEmpty:
		return Trusted("It has no why. Write one sentence under why.")
	case checkins.WaitWhy:
		return Trusted("No " + s + " lead has confirmed the why. Add one to why_confirmed.")
	case checkins.WaitAccepted:
		return Trusted("I ask the " + s + " side in private who accepts to be named. Nobody has yet.")
	case checkins.WaitLeads:
		return Trusted("There is no " + s + " lead. Add one under leads.")
	}
	return User(string(y.For))
}

// WaitsWayOut says how to change any of it; empty when people end it in chat.
func (w Words) WaitsWayOut(ws []checkins.Wait) Text {
	if !slices.ContainsFunc(ws, func(y checkins.Wait) bool { return y.For != checkins.WaitAccepted }) {
		return Text{}
	}
	return Trusted("Change it in the org file, then run: parallax apply -f org.yaml")
}

// Bridges says who stands on both sides.
func (w Words) Bridges(names []string) Text {
	if len(names) == 0 {
		return Text{}
	}
	people := make([]Text, len(names))
	for i, n := range names {
		people[i] = w.person(n)
	}
	verb := " are on both sides: not asked, but invited to mediate."
	if len(names) == 1 {
		verb = " is on both sides: not asked, but invited to mediate."
	}
	return Join(w.list(people), Trusted(verb))
}

// SharedBy marks the copy of an answer that somebody shared.
func (w Words) SharedBy(name string) Text {
	return Join(Trusted("Shared by "), w.person(name), Trusted("."))
}

// OnlyYou marks an answer that nobody else sees.
func (w Words) OnlyYou() Text { return Trusted("Only you can see this.") }

// Arrivals says how the check-ins of a round went out; empty when none was to.
func (w Words) Arrivals(a checkins.Arrivals) Text {
	var lines []Text
	add := func(n int, one, many string, why Text) {
		if n == 0 {
			return
		}
		said := Trusted(upper(w.plural(n, one, many)))
		if len(lines) == 0 {
			said = Join(Trusted("Check-in of "), w.Day(a.Round.Date()), Trusted(": "+w.plural(n, one, many)))
		}
		lines = append(lines, Join(said, why, Trusted(".")))
	}
	because := func(r string) Text { return Join(Trusted(": "), reason(r)) }
	add(a.Arrived, "arrived", "arrived", Text{})
	add(a.Waiting, "is still waiting", "are still waiting", Text{})
	add(a.Unknown, "may not have arrived", "may not have arrived", Text{})
	for _, m := range a.Unreachable {
		add(m.N, "did not arrive", "did not arrive", because(m.Reason))
	}
	for _, m := range a.Dropped {
		add(m.N, "was not sent", "were not sent", because(m.Reason))
	}
	return JoinWith(" ", lines...)
}

// TroubleHeadline begins the list of messages that did not arrive.
func (w Words) TroubleHeadline() Text { return Trusted("Messages that did not arrive:") }

// Trouble is one of them.
func (w Words) Trouble(t checkins.Trouble) Text {
	state := "did not arrive"
	switch t.State {
	case checkins.LetterUnknown:
		state = "may not have arrived"
	case checkins.LetterPending, checkins.LetterSending:
		state = "is still waiting"
	case checkins.LetterDropped:
		state = "was not sent any more"
	}
	to := User(t.To)
	if where := w.platform(t.To); where != "" { // a channel, by the id that nobody reads
		to = Trusted("the" + strings.TrimPrefix(where, " in") + " channel")
	}
	line := Join(Trusted(upper(w.letterName(t.Kind))+" to "), to, Trusted(" "+state))
	if t.Reason != "" {
		line = Join(line, Trusted(": "), reason(t.Reason))
	}
	return Join(line, Trusted("."))
}

func (w Words) letterName(k checkins.Kind) string {
	switch k {
	case checkins.KindAsk:
		return "a check-in"
	case checkins.KindNudge, checkins.KindRemind:
		return "a reminder"
	case checkins.KindResult:
		return "a result"
	case checkins.KindAlert:
		return "an alert"
	case checkins.KindThread:
		return "an update of an alert"
	case checkins.KindCard:
		return "the card"
	case checkins.KindNotice:
		return "a note"
	case checkins.KindConsent:
		return "a question"
	}
	return "an answer"
}

// reason words what a platform or the program said; a word that is not known is
// shown as it came.
func reason(r string) Text {
	known := map[string]string{
		"channel_not_found":              "there is no such channel, or I am not in it",
		"not_in_channel":                 "I am not in that channel",
		"is_archived":                    "the channel is archived",
		"account_inactive":               "the account is deactivated",
		"user_not_found":                 "there is no such account",
		"messages_tab_disabled":          "messages to this app are turned off",
		"restricted_action":              "the workspace does not allow it",
		"missing_scope":                  "the app lacks a permission",
		"invalid_auth":                   "the app's token is not accepted",
		"token_revoked":                  "the app's token was taken back",
		"BotNotInConversationRoster":     "the app is not installed there",
		"ForbiddenOperationException":    "the app is not installed there",
		"not_installed":                  "the app is not installed there",
		"ConversationBlockedByUser":      "the app is blocked there",
		"MessageWritesBlocked":           "the app was removed or is blocked there",
		"BotDisabledByAdmin":             "an administrator turned the app off",
		"NotEnoughPermissions":           "the app lacks a permission",
		"ConversationNotFound":           "there is no such channel or chat",
		string(checkins.ReasonAway):      "away",
		string(checkins.ReasonLeft):      "left the initiative",
		string(checkins.ReasonNoAccount): "there is no account in a chat",
		string(checkins.ReasonTooLate):   "it was too late",
		string(checkins.ReasonGone):      "the account is deactivated",
		string(checkins.ReasonDayOff):    "a day off",
	}
	if s, ok := known[r]; ok {
		return Trusted(s)
	}
	return User(r)
}

// ResultHeadline is the first line of what a lead is told after a close.
func (w Words) ResultHeadline(r checkins.Result) Text {
	return Join(NameOf(r.Initiative), Trusted(": the check-in of "), w.Day(r.Date))
}

// ResultNoAnswer is said to who did not answer.
func (w Words) ResultNoAnswer() Text { return Trusted("You did not answer this time. No harm done.") }

// ResultMine recalls what the lead answered. Empty when nothing was.
func (w Words) ResultMine(r checkins.Result, v checkins.RoundView) Text {
	if v.Mine == nil || !v.Mine.SaidOwn && !v.Mine.SaidGuess {
		return Text{}
	}
	var own, guess Text
	if v.Mine.SaidOwn {
		own = Join(Trusted("You: "), w.Scale(v.Mine.Own), Trusted("."))
	}
	if v.Mine.SaidGuess {
		guess = Join(Trusted("Your guess for "), w.LeadsOf(r.Side.Other()), Trusted(": "), w.ScaleGuess(v.Mine.Guess), Trusted("."))
	}
	return JoinWith(" ", own, guess)
}

// ResultBoth says where the two sides stand on one dimension; more is empty when
// neither rates higher.
func (w Words) ResultBoth(v checkins.RoundView) (news, more Text) {
	news = sentence(w.Verdict(v.Said, v.Date))
	if v.Said.Round > 0 && v.Said.Higher != 0 && v.Said.Open {
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
	return Join(Trusted("You read "), w.LeadsOf(r.Side.Other()), Trusted(" right in "+w.times(r.Right)+" of your last "+w.countOld(r.Readings)+"."))
}

// times is count where "no" would be no word.
func (w Words) times(n int) string {
	if n == 0 {
		return "none"
	}
	return w.countOld(n)
}

// ResultNext says when the next check-in is.
func (w Words) ResultNext(r checkins.Result) Text {
	if r.Next.IsZero() {
		return Text{}
	}
	return Join(Trusted("Next check-in: "), w.Weekday(checkins.DateOf(r.Next)), Trusted("."))
}

// ResultOnly says that the message is private.
func (w Words) ResultOnly() Text { return Trusted("Only you see this message.") }

// ExplainHeadline is the first line of an explanation.
func (w Words) ExplainHeadline(e checkins.Explain) Text {
	return Join(NameOf(e.Initiative), Trusted(": how this comes about"))
}

// ExplainRow says in words where the sides stand on one dimension: the news, and
// what there is to say beyond it.
func (w Words) ExplainRow(r checkins.ExplainRow) (news, more Text) {
	d := r.Said
	if d.Round == 0 {
		return sentence(w.Missing(d)), Text{}
	}
	var parts []Text
	if d.Higher != 0 {
		parts = append(parts, w.Direction(d))
	}
	parts = append(parts, w.Strength(d))
	if d.Open {
		parts = append(parts, w.LowTogether(d.Level))
		for _, s := range scoring.Sides {
			if !tells(d.Label, s) {
				parts = append(parts, w.knows(s, d))
			}
		}
	}
	if d.Label == scoring.FalseConflict {
		parts = append(parts, w.thinksApart(d))
	}
	parts = append(parts, sentence(w.Split(d)), sentence(w.Trend(d)), w.Since(d))
	if d.Status != scoring.OK && d.Status != "" {
		parts = append(parts, Join(Trusted("This is the result of "), w.Day(r.Date), Trusted(".")), sentence(w.Missing(d)))
	}
	return sentence(w.label(d)), JoinWith(" ", parts...)
}

// tells reports whether the label has already said how well a side knows the gap.
func tells(l scoring.Label, s scoring.Side) bool {
	switch l {
	case scoring.FalseConsensus, scoring.KnownGap:
		return true
	case scoring.ITBlind:
		return s == scoring.IT
	case scoring.BizBlind:
		return s == scoring.Biz
	}
	return false
}

// knows says how well a side knows an open gap, from its leads' guesses.
func (w Words) knows(s scoring.Side, d scoring.Disclosure) Text {
	leads := upper(w.side(s)) + " leads"
	switch d.Views[s] {
	case scoring.ViewBlind:
		return Trusted(leads + " did not expect it.")
	case scoring.ViewSees:
		return Trusted(leads + " expected it.")
	case scoring.ViewUnclear:
		return Trusted("Whether " + w.side(s) + " leads expected it is not clear.")
	}
	return Trusted("Too few guesses to say whether " + w.side(s) + " leads expected it.")
}

func (w Words) thinksApart(d scoring.Disclosure) Text {
	switch {
	case d.ThinksApart[scoring.IT] && d.ThinksApart[scoring.Biz]:
		return Trusted("Both sides believe that they differ.")
	case d.ThinksApart[scoring.IT]:
		return Trusted("IT leads believe that you differ.")
	case d.ThinksApart[scoring.Biz]:
		return Trusted("Business leads believe that you differ.")
	}
	return Text{}
}
