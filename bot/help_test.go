package bot

import (
	"testing"

	"parallax/checkins"
)

// Every command stands in help once, but for those of sponsors, who have two of the
// owner's.
func TestHelpGroupsListEverything(t *testing.T) {
	times := map[checkins.Verb]int{}
	for _, g := range usedBy {
		for _, v := range g.verbs {
			if g.to != checkins.AudienceSponsor {
				times[v]++
			}
			if len(English.usages(v)) != 1 {
				t.Errorf("%s is no command", v)
			}
		}
	}
	for _, u := range English.Usages() {
		if times[u.Verb] != 1 {
			t.Errorf("%s stands there %d times", u.Verb, times[u.Verb])
		}
	}
}

// What is not understood is answered in a few lines, with the way to all of them.
func TestUnknownIsShort(t *testing.T) {
	for _, to := range [][]checkins.Audience{nil, {checkins.AudienceAll}, {checkins.AudienceAll, checkins.AudienceSelf}, {checkins.AudienceAll, checkins.AudienceSponsor, checkins.AudienceSelf}, {checkins.AudienceAll, checkins.AudienceLead, checkins.AudienceOwner, checkins.AudienceSelf}} {
		h := checkins.Help{Text: checkins.HelpUnknown, Unknown: "statsu", Nearest: "status", For: to}
		if got := len(English.HelpCommon(h)); got < 2 || got > 3 {
			t.Errorf("%v: %d commands", to, got)
		}
		if len(English.HelpGroups(h)) > 0 {
			t.Errorf("%v: the whole list", to)
		}
		var whats []string
		for _, b := range English.HelpButtons(h) {
			whats = append(whats, b.Claim.What)
		}
		if len(whats) != 2 || whats[0] != "status" || whats[1] != "help" {
			t.Errorf("%v: buttons %v", to, whats)
		}
	}
}
