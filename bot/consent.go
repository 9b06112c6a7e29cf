package bot

import (
	"parallax/checkins"
)

// ConsentHeadline asks a lead to accept to be named, or says how that stands.
func (w Words) ConsentHeadline(c checkins.Consenting) Text {
	name, at := NameOf(c.Initiative), w.Day(checkins.DateOf(c.At.In(location(c.Zone))))
	switch c.State {
	case checkins.ConsentGiven:
		if c.At.IsZero() {
			return Join(name, Trusted(": the org file says that you accept to be named."))
		}
		return Join(name, Trusted(": you accepted to be named on "), at, Trusted("."))
	case checkins.ConsentRefused:
		return Join(name, Trusted(": you said no to being named on "), at, Trusted("."))
	case checkins.ConsentHidden:
		return Join(name, Trusted(": your side has three leads or more now."))
	case checkins.ConsentLeft:
		return Join(name, Trusted(": you are no lead of one side any more."))
	}
	return Join(name, Trusted(": do you accept to be named?"))
}

// ConsentNow says what follows from how it stands; empty while it is open.
func (w Words) ConsentNow(c checkins.Consenting) Text {
	switch c.State {
	case checkins.ConsentGiven:
		if c.Round == "" {
			return Trusted("I ask you from the next check-in on.")
		}
	case checkins.ConsentRefused:
		if c.Round != "" {
			return Join(Trusted("The check-in of "), w.Day(c.Round), Trusted(" counts without you. I ask you no more."))
		}
		return Trusted("I ask you nothing about it.")
	case checkins.ConsentHidden:
		return Trusted("So nobody there is named, and there is nothing to accept.")
	case checkins.ConsentLeft:
		return Trusted("So I ask you nothing about it.")
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
		Trusted("Your side has only " + w.plural(max(1, c.Leads), "lead", "leads") + ", too few to hide anybody."),
		Trusted("What you answer is shown as your side's view: everybody knows whose it is."),
		Trusted("Your guesses are never shown. Only whether your side expected a gap is said."),
	}
	if c.State == checkins.ConsentOpen {
		facts = append(facts, Trusted("I ask you nothing about it unless you accept."))
	}
	// A result is words, and perhaps numbers of an earlier round: each stays until it is
	// published anew, for a side that nobody accepts for good.
	return append(facts, Trusted("What you accept you can take back at any time. What was shown by then stays until newer results take its place."))
}

// ButtonAccept accepts to be named, for the first time or after a no.
func (w Words) ButtonAccept(c checkins.Consenting) Text {
	if c.State == checkins.ConsentRefused {
		return Trusted("Accept after all")
	}
	return Trusted("Accept")
}

// ButtonDecline says no, or takes an acceptance back.
func (w Words) ButtonDecline(c checkins.Consenting) Text {
	if c.State == checkins.ConsentGiven {
		return Trusted("Take it back")
	}
	return Trusted("No")
}
