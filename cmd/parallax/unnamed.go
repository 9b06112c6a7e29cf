package main

import (
	"slices"

	"parallax/checkins"
)

// naming is which fields an org file names, by the entry in which they stand: "",
// "person ana", "initiative crm". What it does not name of something that is there stays
// as it is, for it may have been said in chat.
type naming map[string]map[string]bool

// note keeps the fields of an entry.
func (n naming) note(entry string, f fields) {
	keys := map[string]bool{}
	for key := range f.by {
		keys[key] = true
	}
	n[entry] = keys
}

// org takes over what the file does not name of an org.
func (n naming) org(is, was checkins.Org) checkins.Org {
	named := n[""]
	stay(named["slack"], &is.Slack, was.Slack)
	stay(named["teams"], &is.Teams, was.Teams)
	stay(named["holidays"], &is.Holidays, was.Holidays)
	stay(named["admins"], &is.Admins, was.Admins)
	stay(named["locale"], &is.Locale, was.Locale)
	stay(named["retention"], &is.Retention, was.Retention)
	stay(named["policy"], &is.Policy, was.Policy)
	return is
}

// person takes over what the file does not name of somebody.
func (n naming) person(is, was checkins.Person) checkins.Person {
	named := n["person "+string(is.ID)]
	stay(named["country"], &is.Country, was.Country)
	stay(named["locale"], &is.Locale, was.Locale)
	stay(named["workdays"], &is.Workdays, was.Workdays)
	stay(named["hours"], &is.From, was.From)
	stay(named["hours"], &is.To, was.To)
	for _, a := range was.Accounts {
		if !named[string(a.Platform)] && !slices.Contains(is.Accounts, a) {
			is.Accounts = append(slices.Clone(is.Accounts), a)
		}
	}
	return is
}

// initiative takes over what the file does not name of an initiative. Who confirmed the
// why confirmed its wording.
func (n naming) initiative(is, was checkins.Initiative) checkins.Initiative {
	named := n["initiative "+string(is.ID)]
	stay(named["priority"], &is.Priority, was.Priority)
	stay(named["why"], &is.Why, was.Why)
	if is.Why == was.Why {
		stay(named["why_confirmed"], &is.WhyConfirmed, was.WhyConfirmed)
	}
	stay(named["accepted"], &is.Accepted, was.Accepted)
	stay(named["outcome"], &is.Outcome, was.Outcome)
	is.Outcome = is.Outcome.Moved(was.Outcome)
	stay(named["delivered_means"], &is.DeliveredMeans, was.DeliveredMeans)
	stay(named["value_means"], &is.ValueMeans, was.ValueMeans)
	stay(named["effort"], &is.Effort, was.Effort)
	stay(named["systems"], &is.Touches.Systems, was.Touches.Systems)
	stay(named["projects"], &is.Touches.Projects, was.Touches.Projects)
	stay(named["leads"], &is.Leads, was.Leads)
	stay(named["owner"], &is.Owner, was.Owner)
	stay(named["sponsor"], &is.Sponsor, was.Sponsor)
	stay(named["channels"], &is.Channels, was.Channels)
	stay(named["own"], &is.Own, was.Own)
	return is
}

// stay keeps what was unless the file names it.
func stay[T any](named bool, is *T, was T) {
	if !named {
		*is = was
	}
}
