package bot

import "parallax/checkins"

// KindOf is the kind of a message for those who watch what is sent: that of its
// letter; a check-in that was answered or closed is "saved" or "closed".
func KindOf(p checkins.Parcel) checkins.Kind {
	var due []checkins.Due
	switch m := p.Message.(type) {
	case checkins.Ask:
		due = m.Due
	case checkins.Nudge:
		due = m.Due
	case checkins.Remind:
		due = m.Due
	default:
		return p.Letter.Kind
	}
	switch Stands(due) { // without anything left to ask it is closed
	case AskSaved:
		return "saved"
	case AskClosed:
		return "closed"
	}
	return p.Letter.Kind
}

// InitiativeOf returns the one initiative that a letter is about; empty when it
// is about several.
func InitiativeOf(a checkins.About) checkins.InitiativeID {
	i := a.Initiative
	for _, r := range a.Rounds {
		if i != "" && i != r.Initiative() {
			return ""
		}
		i = r.Initiative()
	}
	return i
}
