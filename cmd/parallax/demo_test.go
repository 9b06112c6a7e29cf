package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/sandbox"
)

// demoWeeks plays the practice workspace by itself and returns what it printed.
func demoWeeks(t *testing.T, rounds int, seed uint64) []byte {
	t.Helper()
	var out, trouble bytes.Buffer
	began := time.Now()
	err := run(t.Context(), []string{"demo", "--headless", "--json", "--rounds", strconv.Itoa(rounds), "--seed", strconv.FormatUint(seed, 10)},
		world{stdout: &out, stderr: &trouble, environ: map[string]string{}, now: time.Now})
	if code := exitCode(err); code != 0 {
		t.Fatalf("exit %d: %v", code, err)
	}
	if trouble.Len() > 0 {
		t.Errorf("it is not quiet: %s", &trouble)
	}
	t.Logf("seed %d: %d weeks in %s", seed, rounds, time.Since(began).Round(time.Millisecond))
	return out.Bytes()
}

// demoLine is a line with every key and no other (INTERFACES.md).
type demoLine struct {
	At                                             time.Time
	Platform, Conversation, Initiative, Kind, Text string

	payload string
}

var demoKeys = []string{"at", "conversation", "initiative", "kind", "payload", "platform", "text"}

func demoLines(t *testing.T, printed []byte) []demoLine {
	t.Helper()
	var lines []demoLine
	for n, raw := range bytes.Split(bytes.TrimSuffix(printed, []byte("\n")), []byte("\n")) {
		var keys map[string]json.RawMessage
		var l demoLine
		if err := json.Unmarshal(raw, &keys); err != nil {
			t.Fatalf("line %d: %v: %s", n+1, err, raw)
		}
		if diff := cmp.Diff(demoKeys, slices.Sorted(maps.Keys(keys))); diff != "" {
			t.Fatalf("line %d: keys (-want +got):\n%s", n+1, diff)
		}
		if err := json.Unmarshal(raw, &l); err != nil {
			t.Fatalf("line %d: %v: %s", n+1, err, raw)
		}
		l.payload = string(keys["payload"])
		lines = append(lines, l)
	}
	return lines
}

// demoOpened is the week, from 1, of the first alert of each initiative.
func demoOpened(lines []demoLine) map[string]int {
	first := map[string]int{}
	for _, l := range lines {
		if _, later := first[l.Initiative]; l.Kind == "alert" && !later {
			first[l.Initiative] = int(l.At.Sub(lines[0].At)/(7*24*time.Hour)) + 1
		}
	}
	return first
}

func TestDemoHeadless(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	printed := demoWeeks(t, 8, 1)
	lines := demoLines(t, printed)
	setup, err := parseOrg("practice.yaml", practiceOrg)
	if err != nil {
		t.Fatal(err)
	}
	// The five scenarios, and one initiative that is just being shaped.
	known := map[string]bool{}
	for _, i := range setup.Initiatives {
		known[string(i.ID)] = true
	}
	for _, name := range sandbox.ScenarioNames() {
		if !known[name] {
			t.Errorf("no initiative shows %s", name)
		}
	}
	where := map[string]string{}
	for _, person := range setup.People {
		where[string(person.ID)] = string(person.Account().Platform)
	}
	ranked := map[string]int{}
	for n, l := range lines {
		switch {
		case l.Platform != "slack" && l.Platform != "teams" || l.Conversation == "" || l.Text == "" || l.At.IsZero():
			t.Fatalf("line %d: %+v", n+1, l)
		case n > 0 && l.At.Before(lines[n-1].At):
			t.Errorf("line %d is of %s, after one of %s", n+1, l.At, lines[n-1].At)
		case !strings.HasPrefix(l.Conversation, "#") && where[l.Conversation] != l.Platform:
			t.Errorf("line %d: %s is written to in %s", n+1, l.Conversation, l.Platform)
		case l.Initiative != "" && !known[l.Initiative]:
			t.Errorf("line %d: initiative %q", n+1, l.Initiative)
		case l.Initiative == "" && slices.Contains([]string{"alert", "alert_update", "card", "result"}, l.Kind):
			t.Errorf("line %d: a %s about no initiative", n+1, l.Kind)
		case l.Kind == "rank" && strings.Contains(l.Text, "Saved."):
			ranked[l.Platform]++
		}
	}
	demoKinds(t, lines)
	if ranked["slack"] < 3 || ranked["teams"] < 3 {
		t.Errorf("picked what comes first: %v, too few for an order", ranked)
	}
	if got := demoOpened(lines); got["theatre"] == 0 || got["theatre"] > 5 {
		t.Errorf("first alerts in weeks %v: theatre is apart from the first day and reads it by week 5", got)
	}
	for _, lost := range demoOneSided(lines) {
		t.Error(lost)
	}
}

// demoOneSided lists what was said in a channel of one platform, and not at the same
// hour in the same words in that of the other.
func demoOneSided(lines []demoLine) []string {
	said := map[demoLine]int{}
	for _, l := range lines {
		if strings.HasPrefix(l.Conversation, "#") {
			n := map[string]int{"slack": 1, "teams": -1}[l.Platform]
			l.Platform, l.At, l.payload = "", l.At.UTC(), ""
			said[l] += n
		}
	}
	var lost []string
	for l, n := range said {
		if n != 0 {
			lost = append(lost, fmt.Sprintf("%+d times more in Slack than in Teams: %s %s: %s", n, l.Conversation, l.Kind, l.Text))
		}
	}
	return lost
}

func TestDemoRepeatsItself(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	first, second := demoWeeks(t, 2, 7), demoWeeks(t, 2, 7)
	if diff := cmp.Diff(string(first), string(second)); diff != "" {
		t.Errorf("the same seed prints something else:\n%.2000s", diff)
	}
	if bytes.Equal(first, demoWeeks(t, 2, 8)) {
		t.Error("another seed prints the same")
	}
}

// A half-year of each scenario: who ought to hear it does, and nobody cries wolf.
// One seed, unless CI=true: two.
func TestDemoHalfYear(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short: half a year takes several seconds")
	}
	seeds := []uint64{1}
	if os.Getenv("CI") == "true" {
		seeds = []uint64{1, 2}
	}
	for _, seed := range seeds {
		lines := demoLines(t, demoWeeks(t, 26, seed))
		quietSides(t, seed, lines)
		opened := demoOpened(lines)
		t.Logf("seed %d: first alerts in weeks %v", seed, opened)
		for _, lost := range demoOneSided(lines) {
			t.Errorf("seed %d: %s", seed, lost)
		}
		if n := opened["aligned"]; n != 0 {
			t.Errorf("seed %d: an alert in aligned in week %d", seed, n)
		}
		if n := opened["theatre"]; n == 0 || n > 5 {
			t.Errorf("seed %d: theatre got its alert in week %d, want by week 5", seed, n)
		}
		if !demoSaid(lines, "teams", "alert_update", "Step done on ", "You now see it alike.") || !demoSaid(lines, "slack", "win", "alike for three check-ins in a row", "A step was done on ") {
			t.Errorf("seed %d: the gap of theatre did not close, and stay closed, after its step", seed)
		}
		if !demoSaid(lines, "slack", "digest", "Steps that wait", "It was due on ") {
			t.Errorf("seed %d: nobody hears of the step that nobody took", seed)
		}
		// The gap begins after week 3 and grows by 0.15 points a week.
		if n := opened["drifting"]; n < 4 || n > 14 {
			t.Errorf("seed %d: drifting got its alert in week %d, want week 4 to 14", seed, n)
		}
	}
}
