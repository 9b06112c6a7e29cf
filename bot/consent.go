package bot

import (
	"parallax/checkins"
)

// ConsentHeadline asks a lead to accept to be named, or says how that stands.
func (w Words) ConsentHeadline(c checkins.Consenting) Text {
	said := with{"Name": NameOf(c.Initiative), "Day": w.Day(checkins.DateOf(c.At.In(location(c.Zone))))}
	switch c.State {
	case checkins.ConsentGiven:
		if c.At.IsZero() {
			return w.say("consent.given.file", said)
		}
		return w.say("consent.given", said)
	case checkins.ConsentRefused:
		return w.say("consent.refused", said)
	case checkins.ConsentHidden:
		return w.say("consent.hidden", said)
	case checkins.ConsentLeft:
		return w.say("consent.left", said)
	}
	return w.say("consent.open", said)
}

// ConsentNow says what follows from how it stands; empty while it is open.
func (w Words) ConsentNow(c checkins.Consenting) Text {
	switch c.State {
	case checkins.ConsentGiven:
		if c.Round == "" {
			return w.say("consent.now.next")
		}
	case checkins.ConsentRefused:
		if c.Round != "" {
			return w.say("consent.now.without", with{"Day": w.Day(c.Round)})
		}
		return w.say("consent.now.nothing")
	case checkins.ConsentHidden:
		return w.say("consent.now.hidden")
	case checkins.ConsentLeft:
		return w.say("consent.now.left")
	}
	return Text{}
}

// ConsentFacts says what a lead of a named side accepts, one sentence each; none
// when there is nothing to accept.
func (w Words) ConsentFacts(c checkins.Consenting) []Text {
	switch c.State {
	case checkins.ConsentHidden, checkins.ConsentLeft:
		return nil
	}
	facts := []Text{
		w.many("consent.fact.few", max(1, c.Leads)),
		w.say("consent.fact.shown"),
		w.say("consent.fact.guesses"),
	}
	if c.State == checkins.ConsentOpen {
		facts = append(facts, w.say("consent.fact.unless"))
	}
	// A result is words, and perhaps numbers of an earlier round: each stays until it is
	// published anew, for a side that nobody accepts for good.
	return append(facts, w.say("consent.fact.back"))
}

// ButtonAccept accepts to be named, for the first time or after a no.
func (w Words) ButtonAccept(c checkins.Consenting) Text {
	if c.State == checkins.ConsentRefused {
		return w.say("button.accept_after_all")
	}
	return w.say("button.accept")
}

// ButtonDecline says no, or takes an acceptance back.
func (w Words) ButtonDecline(c checkins.Consenting) Text {
	if c.State == checkins.ConsentGiven {
		return w.say("button.take_back")
	}
	return w.say("button.decline")
}
