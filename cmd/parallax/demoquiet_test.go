package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
)

// quietSides holds the notices about silent sides in what a half-year printed
// against what the simulated leads meant to answer: the owner of silent hears of
// the business once and nobody gets an alert there, and whoever hears of another
// side hears the truth.
func quietSides(t *testing.T, seed uint64, lines []demoLine) {
	t.Helper()
	setup, err := parseOrg("practice.yaml", practiceOrg)
	if err != nil {
		t.Fatal(err)
	}
	cast, silent := sandbox.NewCast(seed), 0
	for _, l := range lines {
		if l.Initiative == sandbox.Silent && l.Kind == string(checkins.KindAlert) {
			t.Errorf("seed %d: an alert in silent: %s", seed, l.Text)
		}
		if l.Kind != string(checkins.KindNotice) || !strings.Contains(l.Text, "too quiet") {
			continue
		}
		i := setup.Initiatives[slices.IndexFunc(setup.Initiatives, func(i checkins.Initiative) bool { return string(i.ID) == l.Initiative })]
		if l.Conversation != string(i.Owner) {
			t.Errorf("seed %d: %q went to %s, not to the owner", seed, l.Text, l.Conversation)
		}
		side := scoring.Biz
		if strings.Contains(l.Text, "the IT side has") {
			side = scoring.IT
		} else if !strings.Contains(l.Text, "the business side has") {
			t.Errorf("seed %d: about which side is %q?", seed, l.Text)
		}
		if l.Initiative == sandbox.Silent && side == scoring.Biz {
			silent++
			continue
		}
		// A round closes 72 hours after it asked; an hour less when the clocks change.
		week := int((l.At.Sub(lines[0].At)-71*time.Hour)/(7*24*time.Hour)) + 1
		for _, w := range []int{week - 1, week} {
			if n := certain(cast, i, side, w); n >= 3 {
				t.Errorf("seed %d, %s: %q in week %d, but in week %d %d leads rated everything", seed, l.Initiative, l.Text, week, w, n)
			}
		}
		t.Logf("seed %d, %s: by chance fewer than three leads of %s rated in weeks %d and %d", seed, l.Initiative, side, week-1, week)
		if seed == 1 && l.Initiative == sandbox.Aligned {
			t.Errorf("seed 1: aligned is not silent: %s", l.Text)
		}
	}
	if silent != 1 {
		t.Errorf("seed %d: %d notices about the business side of silent, want 1", seed, silent)
	}
}

// certain counts the leads of a side who rate whatever they are asked in a week:
// the others may have been asked just what they can't say.
func certain(cast *sandbox.Cast, i checkins.Initiative, side scoring.Side, week int) int {
	n := 0
	for _, lead := range i.Leads[side] {
		rates := true
		for _, d := range i.Pulse.Dimensions {
			own, _, ok := cast.Opinion(string(i.ID), string(i.ID), string(lead), side.String(), string(d), week)
			rates = rates && ok && own > 0
		}
		if rates {
			n++
		}
	}
	return n
}
