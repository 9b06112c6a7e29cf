package bot

import (
	"strings"

	"parallax/checkins"
	"parallax/scoring"
)

// CardSubtitle says the stage and, when there is one, the why.
func (w Words) CardSubtitle(c checkins.Card) Text {
	var stage Text
	switch c.Stage {
	case checkins.Shaping, checkins.Building, checkins.Live:
		stage = w.say("card.stage." + string(c.Stage))
	}
	var why Text
	if t := User(c.Why); !t.IsZero() {
		why = w.say("card.why", with{"Text": t})
	}
	return JoinWith(" · ", stage, why)
}

// CardRow is one dimension of a card: its short name, and how it stands.
func (w Words) CardRow(r checkins.CardRow) (topic, verdict Text) {
	verdict = w.Verdict(r.Said, r.Date)
	if r.Kept != nil && r.Kept.Of > 0 {
		verdict = JoinWith("; ", verdict, w.keptShort(*r.Kept))
	}
	return w.Topic(r.Dimension), verdict
}

// CardEmpty stands on a card that has no result yet.
func (w Words) CardEmpty() Text { return w.say("card.empty") }

// CardRound says how a check-in under way stands, and what it needs.
func (w Words) CardRound(c checkins.Card) Text {
	if c.Round == nil {
		return Text{}
	}
	line := w.say("card.round", with{"Until": w.Clock(c.Round.Closes, c.Zone, c.Round.Round.Date()), "Zone": w.zoneName(c.Zone)})
	if need := w.Need(c.Round.Need); !need.IsZero() {
		line = JoinWith(" ", line, w.say("card.round.need", with{"Need": need}))
	}
	return line
}

// CardNext says when the next check-in is, and whether the last one fell out.
func (w Words) CardNext(c checkins.Card) Text {
	var skipped, next Text
	if c.Skipped != "" {
		skipped = w.say("card.skipped", with{"Day": w.Day(c.Skipped)})
		if why := w.skip(c.SkipReason); !why.IsZero() {
			skipped = w.say("card.skipped.why", with{"Day": w.Day(c.Skipped), "Why": why})
		}
	}
	if !c.Next.IsZero() && len(c.Waits) == 0 {
		next = w.say("card.next.zone", with{"When": w.Clock(c.Next, c.Zone, ""), "Zone": w.zoneName(c.Zone)})
		if c.Round != nil { // the zone was named there
			next = w.say("card.next", with{"When": w.Clock(c.Next, c.Zone, "")})
		}
	}
	return JoinWith(" ", skipped, next)
}

// skip is why a check-in fell out, as it stands after a colon; empty when it is
// unknown.
func (w Words) skip(r checkins.Reason) Text {
	switch r {
	case checkins.ReasonDowntime:
		return w.say("card.skip.downtime")
	case checkins.ReasonWaits:
		return w.say("card.skip.waits")
	case checkins.ReasonNobody:
		return w.say("card.skip.nobody")
	}
	return Text{}
}

// WaitsHeadline begins the list of what an initiative waits for.
func (w Words) WaitsHeadline() Text { return w.say("card.waits") }

// WaitLine says what an initiative waits for, and the way out.
func (w Words) WaitLine(y checkins.Wait) Text {
	switch y.For {
	case checkins.WaitPaused:
		return w.say("card.wait.paused")
	case checkins.WaitWhyEmpty:
		return w.say("card.wait.why_empty")
	case checkins.WaitWhy:
		return w.bySide("card.wait.why", y.Side)
	case checkins.WaitAccepted:
		return w.bySide("card.wait.accepted", y.Side)
	case checkins.WaitLeads:
		return w.bySide("card.wait.leads", y.Side)
	}
	return User(string(y.For))
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
	return w.many("card.bridges", len(names), with{"Names": w.list(people)})
}

// SharedBy marks the copy of an answer that somebody shared.
func (w Words) SharedBy(name string) Text {
	return w.say("card.shared", with{"Name": w.person(name)})
}

// OnlyYou marks an answer that nobody else sees.
func (w Words) OnlyYou() Text { return w.say("card.only_you") }

// Arrivals says how the check-ins of a round went out; empty when none was to.
func (w Words) Arrivals(a checkins.Arrivals) Text {
	var lines []Text
	if a.Arrived > 0 {
		lines = append(lines, w.many("letter.arrived", a.Arrived))
	}
	if a.Waiting > 0 {
		lines = append(lines, w.many("letter.waiting", a.Waiting))
	}
	if a.Unknown > 0 {
		lines = append(lines, w.many("letter.unknown", a.Unknown))
	}
	for _, m := range a.Unreachable {
		if m.N > 0 {
			lines = append(lines, w.many("letter.lost", m.N, with{"Why": w.reason(m.Reason)}))
		}
	}
	for _, m := range a.Dropped {
		if m.N > 0 {
			lines = append(lines, w.many("letter.dropped", m.N, with{"Why": w.reason(m.Reason)}))
		}
	}
	for i, l := range lines {
		if lines[i] = sentence(l); i == 0 {
			lines[i] = w.say("letter.of", with{"Day": w.Day(a.Round.Date()), "Line": l})
		}
	}
	return JoinWith(" ", lines...)
}

// TroubleHeadline begins the list of messages that did not arrive.
func (w Words) TroubleHeadline() Text { return w.say("letter.troubles") }

// Trouble is one of them.
func (w Words) Trouble(t checkins.Trouble) Text {
	what := with{"Letter": w.letterName(t.Kind), "To": User(t.To)}
	switch p, _, _ := strings.Cut(t.To, ":"); checkins.Platform(p) { // a channel, by the id that nobody reads
	case checkins.Slack:
		what["To"] = w.say("letter.to.slack")
	case checkins.Teams:
		what["To"] = w.say("letter.to.teams")
	}
	said := w.say("letter.one.lost", what)
	switch t.State {
	case checkins.LetterUnknown:
		said = w.say("letter.one.unknown", what)
	case checkins.LetterPending, checkins.LetterSending:
		said = w.say("letter.one.waiting", what)
	case checkins.LetterDropped:
		said = w.say("letter.one.dropped", what)
	}
	if t.Reason != "" {
		said = Join(said, Trusted(": "), w.reason(t.Reason))
	}
	return sentence(said)
}

func (w Words) letterName(k checkins.Kind) Text {
	switch k {
	case checkins.KindAsk:
		return w.say("letter.name.ask")
	case checkins.KindNudge, checkins.KindRemind:
		return w.say("letter.name.reminder")
	case checkins.KindResult:
		return w.say("letter.name.result")
	case checkins.KindAlert:
		return w.say("letter.name.alert")
	case checkins.KindThread:
		return w.say("letter.name.update")
	case checkins.KindCard:
		return w.say("letter.name.card")
	case checkins.KindNotice:
		return w.say("letter.name.note")
	case checkins.KindConsent, checkins.KindDelegate, checkins.KindDecision:
		return w.say("letter.name.question")
	case checkins.KindIntro:
		return w.say("letter.name.intro")
	case checkins.KindOutcome:
		return w.say("letter.name.outcome")
	}
	return w.say("letter.name.answer")
}

// reasons are the words of platforms and of the program that have a sentence.
var reasons = map[string]string{
	"channel_not_found":              "no_channel",
	"not_in_channel":                 "not_in_channel",
	"is_archived":                    "archived",
	"account_inactive":               "inactive",
	"user_not_found":                 "no_such_account",
	"messages_tab_disabled":          "messages_off",
	"restricted_action":              "restricted",
	"missing_scope":                  "permission",
	"invalid_auth":                   "token",
	"token_revoked":                  "token_revoked",
	"BotNotInConversationRoster":     "not_installed",
	"ForbiddenOperationException":    "not_installed",
	"not_installed":                  "not_installed",
	"ConversationBlockedByUser":      "blocked",
	"MessageWritesBlocked":           "removed",
	"BotDisabledByAdmin":             "turned_off",
	"NotEnoughPermissions":           "permission",
	"ConversationNotFound":           "no_chat",
	string(checkins.ReasonAway):      "away",
	string(checkins.ReasonLeft):      "left",
	string(checkins.ReasonNoAccount): "no_account",
	string(checkins.ReasonTooLate):   "too_late",
	string(checkins.ReasonGone):      "inactive",
	string(checkins.ReasonDayOff):    "day_off",
	string(checkins.ReasonMuted):     "muted",
	string(checkins.ReasonOut):       "out",
}

// reason words what a platform or the program said, as it stands after a colon; a
// word that is not known is shown as it came.
func (w Words) reason(r string) Text {
	if key, ok := reasons[r]; ok {
		return w.say("letter.reason." + key)
	}
	return User(r)
}

// ExplainHeadline is the first line of an explanation.
func (w Words) ExplainHeadline(e checkins.Explain) Text {
	return w.say("result.explained", with{"Name": NameOf(e.Initiative)})
}

// ExplainRow says in words where the sides stand on one dimension: the news, and
// what there is to say beyond it.
func (w Words) ExplainRow(r checkins.ExplainRow) (news, more Text) {
	d := r.Said
	if d.Round == 0 {
		return sentence(w.Missing(d)), w.keptOf(r.Dimension, r.Kept)
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
		parts = append(parts, w.say("result.as_of", with{"Day": w.Day(r.Date)}), sentence(w.Missing(d)))
	}
	return sentence(w.label(d)), JoinWith(" ", append(parts, w.keptOf(r.Dimension, r.Kept))...)
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
	switch d.Views[s] {
	case scoring.ViewBlind:
		return w.bySide("result.knows.not", s)
	case scoring.ViewSees:
		return w.bySide("result.knows.yes", s)
	case scoring.ViewUnclear:
		return w.bySide("result.knows.unclear", s)
	}
	return w.bySide("result.knows.few", s)
}

func (w Words) thinksApart(d scoring.Disclosure) Text {
	switch {
	case d.ThinksApart[scoring.IT] && d.ThinksApart[scoring.Biz]:
		return w.say("result.believe.both")
	case d.ThinksApart[scoring.IT]:
		return w.say("result.believe.it")
	case d.ThinksApart[scoring.Biz]:
		return w.say("result.believe.biz")
	}
	return Text{}
}
