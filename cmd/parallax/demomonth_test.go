package main

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// demoBoth are the kinds of what people on both platforms see in a month; what else they
// see is documented (README.md, "Commands of the binary").
var demoBoth = []string{
	"alert", "alert_act", "alert_update", "ask", "brief", "card", "closed", "commitment", "decision", "digest", "heads_up", "needs", "needs_shared",
	"nudge", "rank", "reply", "result", "saved", "step", "step_given", "win",
}

// demoAlone are those of one platform: to an owner, and what the sponsor recorded.
var demoAlone = map[string][]string{"slack": {"notice"}, "teams": {"outcome"}}

// demoKinds holds what was seen against those.
func demoKinds(t *testing.T, lines []demoLine) {
	t.Helper()
	seen := map[string]map[string]bool{"slack": {}, "teams": {}}
	for _, l := range lines {
		seen[l.Platform][l.Kind] = true
	}
	delete(seen["teams"], "notice") // its owner is told of something with some seeds only
	for platform, kinds := range seen {
		want := slices.Sorted(slices.Values(append(slices.Clone(demoBoth), demoAlone[platform]...)))
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(kinds))); diff != "" {
			t.Errorf("kinds in %s (-want +got):\n%s", platform, diff)
		}
	}
}

// demoSaid reports whether something of a kind was said that holds all of some words.
func demoSaid(lines []demoLine, platform, kind string, words ...string) bool {
	return slices.ContainsFunc(lines, func(l demoLine) bool {
		return l.Platform == platform && l.Kind == kind && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(l.Text+l.payload, w) })
	})
}

// TestDemoMonth: everything that turns a gap into a change happens in the six weeks of the
// demo, and channels read of it what they may. One seed, unless CI=true: three.
func TestDemoMonth(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	seeds := []uint64{1}
	if os.Getenv("CI") == "true" {
		seeds = []uint64{1, 2, 3}
	}
	for _, seed := range seeds {
		printed := demoWeeks(t, 6, seed)
		lines := demoLines(t, printed)
		demoKinds(t, lines)
		for _, x := range []struct {
			platform, kind string
			words          []string
		}{
			{"slack", "alert_act", []string{"asks both sides what the other would need to see"}},
			{"teams", "needs", []string{"What would IT leads need to see"}},
			{"teams", "needs_shared", []string{"what the other side would need to see", "Agree a step"}},
			{"teams", "alert_act", []string{"Step: “", "by Ana Ruiz and Ben Lee, until"}},
			{"slack", "alert_act", []string{"Ana Ruiz changed the step", "by Chen and Ben Lee, until"}},
			{"slack", "step", []string{"is this step done?"}},
			{"teams", "step", []string{"is this step done?"}},
			{"slack", "alert_act", []string{"says that the step is done", "next two check-ins ask everybody"}},
			{"slack", "decision", []string{"rate a decision before it is made", "Nobody reads who said what"}},
			{"teams", "decision", []string{"what both sides say of a decision", "IT: good for the outcome"}},
			{"slack", "decision", []string{"Record it"}},
			{"slack", "reply", []string{"Recorded for Customer portal"}},
			{"teams", "decision", []string{"does this assumption still hold?"}},
			{"slack", "decision", []string{"what both sides say of an assumption"}},
			{"slack", "commitment", []string{"was this promise kept?", seasonList}},
			{"teams", "commitment", []string{"was this promise kept?", seasonExport}},
			{"slack", "commitment", []string{"a promise was kept"}},
			{"teams", "commitment", []string{"your promise is due on Tuesday 24 March", "moved from 18 March"}},
			{"teams", "commitment", []string{"a promise was missed", seasonDump}},
			{"slack", "win", []string{"Wanda says: “The first region plans a whole week with it.”"}},
			{"teams", "win", []string{"Wanda says"}},
			{"slack", "brief", []string{"Brief of 26 March", "CRM migration"}},
			{"teams", "brief", []string{"Brief of 26 March", "Look back"}},
			{"slack", "digest", []string{"For you alone: worth a second look", "the reported status was always green"}},
			{"slack", "notice", []string{"the status says green, the business sees little value"}},
		} {
			if !demoSaid(lines, x.platform, x.kind, x.words...) {
				t.Errorf("seed %d: nobody in %s reads %q in a %s", seed, x.platform, x.words, x.kind)
			}
		}
		for _, l := range lines {
			if !strings.HasPrefix(l.Conversation, "#") {
				continue
			}
			if !slices.Contains([]string{"alert", "alert_act", "alert_update", "card", "needs_shared", "win"}, l.Kind) {
				t.Errorf("seed %d: a channel reads a %s: %s", seed, l.Kind, l.Text)
			}
			for _, private := range []string{"theatre", "blind", "second look", seasonExport, seasonList, seasonDump, "goes through the portal alone", "go through the portal alone"} {
				if strings.Contains(strings.ToLower(l.Text+visible(l)), strings.ToLower(private)) {
					t.Errorf("seed %d: a channel reads %q: %s", seed, private, l.Text)
				}
			}
		}
		// What one lead says edits nobody else's message: else each of five a side would see
		// five edits a question, and that somebody has just said something.
		if n := len(slices.DeleteFunc(slices.Clone(lines), func(l demoLine) bool { return l.Platform != "slack" || l.Kind != "decision" })); n > 90 {
			t.Errorf("seed %d: %d messages and edits about one decision in Slack", seed, n)
		}
		for _, lost := range demoOneSided(lines) {
			t.Errorf("seed %d: %s", seed, lost)
		}
		if seed == seeds[0] {
			if again := demoWeeks(t, 6, seed); !bytes.Equal(printed, again) {
				t.Errorf("seed %d prints something else the second time:\n%.2000s", seed, cmp.Diff(demoTexts(lines), demoTexts(demoLines(t, again))))
			}
		}
	}
}

// visible is what a payload shows: without the tokens of buttons, which name initiatives
// by their ids.
func visible(l demoLine) string { return oneLine(textIn(raw([]byte(l.payload)))) }

func demoTexts(lines []demoLine) []string {
	var texts []string
	for _, l := range lines {
		texts = append(texts, l.Conversation+" "+l.Kind+" "+l.Text)
	}
	return texts
}
