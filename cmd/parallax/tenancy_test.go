package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parallax/checkins"
)

// changedIn tells where two states differ, without what is kept there.
func changedIn(before, after string) string {
	was := map[string]bool{}
	for line := range strings.SplitSeq(before, "\n") {
		was[line] = true
	}
	var keys []string
	for line := range strings.SplitSeq(after, "\n") {
		if !was[line] {
			key, _, _ := strings.Cut(line, " ")
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, ", ")
}

// Two orgs on one running service, alike in every id of people, channels, initiatives
// and rounds. Whatever the bot issued to the one is pressed by everybody of the other,
// on both platforms and in every place: nothing of the one changes, and not a byte of
// it is said to the other.
func TestF56OtherOrgsButtons(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	w := newTwins(t, twinA, twinB)
	for _, c := range [][2]twin{{twinA, twinB}, {twinB, twinA}} {
		of, by := c[0], c[1]
		all := fewOfEach(w.everything(of))
		before := w.state(of)
		acts, presses := map[string]int{}, 0
		for _, b := range all {
			acts[string(b.platform)+" "+b.act]++
			for _, person := range []string{"it1", "biz1", "own", "adm", "named", "one1"} {
				for _, where := range []bool{false, true} {
					presses++
					var said string
					switch channel := map[bool]string{true: twinSlackCRM, false: "D0001"}[where]; {
					case b.platform == checkins.Slack:
						said = w.slackPress(by.slackAccount(twinUser(person)), by.team, channel, b, "2026-06-01")
					case where:
						said = w.teamsPress(by.teamsAccount(twinObject(person)), twinTeamsCRM, b, "2026-06-01")
					default:
						said = w.teamsPress(by.teamsAccount(twinObject(person)), "", b, "2026-06-01")
					}
					if strings.Contains(said, of.mark) {
						t.Errorf("%s of %s presses %s of %s (%s) and reads: %.300s", person, by.id, b.act, of.id, b.platform, said)
					}
				}
			}
			// In a channel that both share, Slack names the workspace of the channel beside
			// the home of who presses.
			if b.platform == checkins.Slack {
				presses++
				if said := w.slackPress(by.slackAccount(twinUser("own")), of.team, twinSlackCRM, b, "2026-06-01"); strings.Contains(said, of.mark) {
					t.Errorf("%s of %s in a shared channel: %.300s", b.act, of.id, said)
				}
			}
		}
		if after := w.state(of); after != before {
			t.Errorf("pressed by %s, %s changed: %s", by.id, of.id, changedIn(before, after))
		}
		t.Logf("%d buttons of %s pressed %d times by people of %s: %v", len(all), of.id, presses, by.id, acts)
		for _, want := range twinActs {
			if acts[want] == 0 {
				t.Errorf("%s was never issued, so never tried", want)
			}
		}
	}
	w.nothingCrossed()
}

// fewOfEach keeps the first and the last two of each kind: there are many of a kind, one
// a lead and round.
func fewOfEach(all []issued) []issued {
	kind := func(b issued) string { return fmt.Sprint(b.platform, b.act, b.claim.What) }
	count, at := map[string]int{}, map[string]int{}
	for _, b := range all {
		count[kind(b)]++
	}
	return slices.DeleteFunc(all, func(b issued) bool {
		k := kind(b)
		at[k]++
		return at[k] > 1 && at[k] < count[k]-1
	})
}

// twinActs are all kinds of tokens that the bot issues.
var twinActs = []string{
	"slack open", "slack edit", "slack remind_hour", "slack remind_tomorrow", "slack rate", "slack guess", "slack explain", "slack ack", "slack snooze",
	"slack share", "slack checkin", "slack choose", "slack accept", "slack decline", "slack form",
	"teams edit", "teams remind_hour", "teams remind_tomorrow", "teams away", "teams rate", "teams guess", "teams submit", "teams explain", "teams ack", "teams snooze",
	"teams share", "teams checkin", "teams choose", "teams accept", "teams decline",
}

// nothingCrossed reads every message that either org was sent.
func (w *twins) nothingCrossed() {
	w.Helper()
	w.turn()
	for _, p := range w.courier.Parcels() {
		of, other := twinA, twinB
		if p.Org == twinB.id {
			of, other = twinB, twinA
		}
		if p.Letter.To.Team != of.team && p.Letter.To.Team != of.tenant {
			w.Errorf("a %s of %s goes to %s", p.Letter.Kind, of.id, p.Letter.To)
		}
		if text := fmt.Sprintf("%+v", decoded(w.T, p.Message)); strings.Contains(text, other.mark) {
			w.Errorf("a %s of %s holds what %s typed: %.300s", p.Letter.Kind, of.id, other.id, text)
		}
	}
}

// Every command with ids and names of the other org, typed, mentioned and asked from
// shared channels, and every export and report of the command line.
func TestF56OtherOrgsCommands(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	w := newTwins(t, twinA, twinB)
	before := w.state(twinA)
	asked := 0
	look := func(what, said string) {
		asked++
		if strings.Contains(said, twinA.mark) {
			t.Errorf("%s: %.300s", what, said)
		}
	}
	// A name that is not found is said again, so it is typed in capitals: what is found
	// has small letters.
	mark := strings.ToUpper(twinA.mark)
	names := []string{"", " crm", " " + mark + " crm", ` "` + mark + ` one"`, " canaryOf", " acme", " T0001", " px:{acme}:people"}
	for _, verb := range []string{"status", "gaps", "explain", "explain value", "checkin", "here", "help", "frobnicate"} {
		for _, name := range names {
			for _, person := range []string{"it1", "own", "adm"} {
				user, object := twinB.slackAccount(twinUser(person)), twinB.teamsAccount(twinObject(person))
				for _, channel := range []string{twinSlackCRM, "C0003", "D0001"} {
					look(verb+name, w.slackCommand(user, channel, verb+name))
				}
				look("teams "+verb+name, w.teamsSays(object, "", map[string]any{"text": verb + name}))
				look("teams "+verb+name, w.teamsSays(object, twinTeamsCRM, map[string]any{"text": "<at>P</at> " + verb + name}))
			}
		}
	}
	for _, name := range names {
		look("snooze", w.slackCommand(twinB.slackAccount(twinUser("own")), twinSlackCRM, "snooze"+name+" until 2026-06-01"))
		look("away", w.slackCommand(twinB.slackAccount(twinUser("it1")), twinSlackCRM, "away until 2026-04-15"))
	}
	if after := w.state(twinA); after != before {
		t.Errorf("asked by globex, acme changed: %s", changedIn(before, after))
	}
	// Mentioned in a channel of the other org, which people of both share.
	for _, person := range []string{"it1", "own", "adm"} {
		for _, text := range []string{"status", "explain", "gaps", "status crm", "here"} {
			raw := fmt.Sprintf(`{"type":"event_callback","team_id":%q,"event_id":"Ev%s","authorizations":[{"team_id":%q,"user_id":"UBOT","is_bot":true}],
				"event":{"type":"app_mention","user":%q,"user_team":%q,"team":%q,"text":"<@UBOT> %s","channel":%q,"ts":"1.1"}}`,
				twinA.team, w.delivery(), twinA.team, twinUser(person), twinB.team, twinB.team, text, twinSlackCRM)
			asked++
			look("mention", w.slackSays("/slack/events", []byte(raw)))
			w.turn()
		}
	}
	if after := w.state(twinA); after != before {
		t.Errorf("mentioned by globex, acme changed: %s", changedIn(before, after))
	}
	w.nothingCrossed()
	t.Logf("%d questions", asked)
}

// What the command line prints of one org holds nothing of the other.
func TestF56OtherOrgsReports(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	w := newTwins(t, twinA, twinB)
	for _, format := range []string{"csv", "jsonl"} {
		var out strings.Builder
		if err := export(t.Context(), w.svc.store, exportOptions{org: string(twinB.id), format: format}, &out); err != nil {
			t.Fatal(format, err)
		}
		if !strings.Contains(out.String(), twinB.mark) || strings.Contains(out.String(), twinA.mark) || strings.Contains(out.String(), string(twinA.id)) {
			t.Errorf("%s of globex: %.500s", format, out.String())
		}
		if strings.Contains(out.String(), "line of") {
			t.Errorf("%s prints a sentence of somebody", format)
		}
	}
	var out strings.Builder
	if err := audit(t.Context(), w.svc.store, auditOptions{org: string(twinB.id)}, &out); err != nil {
		t.Error(err)
	}
	if out.Len() == 0 || strings.Contains(out.String(), twinA.mark) || strings.Contains(out.String(), string(twinA.id)) {
		t.Errorf("audit of globex: %.500s", out.String())
	}
	// What the store answers for one org, asked with the ids of letters of the other.
	for _, s := range w.courier.Seen() {
		if s.Org != twinA.id {
			continue
		}
		ls, err := w.svc.store.Letters(t.Context(), twinB.id, s.Letter.ID)
		if err != nil || len(ls) > 0 {
			t.Errorf("globex is given the letter %s of acme: %v %v", s.Letter.ID, ls, err)
		}
	}
}
