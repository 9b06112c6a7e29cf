package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
)

// roles are those of PRODUCT.md towards the initiative crm, and those who have none.
var roles = []string{"lead", "other", "owner", "sponsor", "bridge", "admin", "stranger", "guest", "gone", "outsider", "neighbour"}

// matrix says who may do what: a letter a role, in the order of roles (lead, other
// side's lead, Owner, Sponsor, Bridge, Admin, stranger of the workspace, Guest,
// deactivated admin, person of an unknown organisation, lead of another org); a dot:
// not.
//
// The first part is typed in the channel of crm, the second in private. The third are
// the buttons that anybody sees, the fourth those of one person's letters: nobody but
// that person.
var matrix = map[string]string{
	"channel status":        "loosbas....",
	"channel gaps":          "loo.b......",
	"channel explain":       "loo.b......",
	"channel explain value": "loo.b......",
	"channel checkin":       "lo.........",
	"channel away":          "loosba.....",
	"channel here":          "loosba.....",
	"channel home":          "loosba.....",
	"channel settings":      "loosba.....",
	"channel rank":          "loosba.....", // who leads nothing is told so: see TestRankingKeepsToPeople
	"channel export":        "loosba.....",
	"channel forget":        "loosba.....", // asks first
	"channel snooze":        "..o........",
	"channel assign":        "..o........",
	"channel recheck":       "loo.b......",
	"channel win":           "loosba.....",
	"channel digest":        "..os.......",
	"channel brief":         "..os.......",
	"channel outcome":       "..o........",
	"channel health":        "..o........",
	"channel commit":        "loo.b......", // what stands; the form is the owner's
	"channel decide":        "loo.b......", // what stands; the form is the owner's
	"channel new":           "loosbas....",
	"channel edit":          "..o........",
	"channel handover":      "..o........",
	"channel pause":         "..o........",
	"channel why":           "loo.b......",
	"channel history":       "loo.b......",
	"channel who":           "loo.b......",
	"channel portfolio":     "loosba.....",
	"channel priority":      "loosba.....",
	"channel help":          "loosbasggon",
	"channel frobnicate":    "loosbasggon", // the list of commands

	"private status":   "loosba.....",
	"private gaps":     "loo.b......",
	"private explain":  "loo.b......",
	"private checkin":  "lo.........",
	"private home":     "loosba.....",
	"private settings": "loosba.....",
	"private rank":     "loosba.....",
	"private export":   "loosba.....",
	"private forget":   "loosba.....",
	"private snooze":   "..o........",
	"private help":     "loosbasggon",
	"private assign":   "..o........",
	"private recheck":  "loo.b......",
	"private win":      "loosba.....",
	"private digest":   "..os.......",
	"private brief":    "..os.......",
	"private outcome":  "..o........",
	"private health":   "..o........",
	"private commit":   "loo.b......",
	"private decide":   "loo.b......",
	"private new":      "loosbas....",
	"private edit":     "..o........",
	"private handover": "..o........",
	"private pause":    "..o........",

	"message save":      "..o........", // of the initiative, or of another
	"message overheard": "..o........", // in a chat in which the bot is not

	"press explain":         "loo.b......",
	"press ack":             "..o........",
	"press snooze":          "..o........",
	"press do ask_both":     "..o........",
	"press do agenda":       "..o........",
	"press do assign":       "..o........",
	"press do recheck":      "loo.b......",
	"press do step_ask":     "lo.........", // who has the step
	"press do reply":        "...s.......",
	"press do brief_file":   "..os.......",
	"press do brief_text":   "..os.......",
	"press do look_back":    "..os.......",
	"press do needs":        "own",
	"press do outcome":      "own",
	"press page":            "loosba.....",
	"press checkin":         "lo.........",
	"press away":            "loosba.....",
	"press share status":    "loosba.....",
	"press share gaps":      "loo.b......",
	"press share explain":   "loo.b......",
	"press share alert":     "loo.b......",
	"press do setup":        "loosbas....", // who runs it owns the initiative
	"press do settings":     "loosba.....",
	"press do away":         "loosba.....",
	"press do here":         "loosba.....",
	"press do export":       "loosba.....",
	"press do forget":       "loosba.....",
	"press do home":         "loosba.....",
	"press on settings":     "loosba.....",
	"press on away":         "loosba.....",
	"press on forget":       "loosba.....",
	"press open":            "own",
	"press edit":            "own",
	"press remind_hour":     "own",
	"press remind_tomorrow": "own",
	"press rate":            "own",
	"press guess":           "own",
	"press form":            "own",
	"press submit":          "own",
	"press accept":          "own",
	"press decline":         "own",
}

// allowed reads a row.
func allowed(t *testing.T, row string) map[string]bool {
	t.Helper()
	letters, there := matrix[row]
	if !there {
		t.Fatalf("the matrix has no row %q", row)
	}
	may := map[string]bool{}
	for n, role := range roles {
		may[role] = letters != "own" && letters[n] != '.'
	}
	return may
}

// account is that of a role on a platform.
func (w *twins) account(role string, p checkins.Platform) checkins.Account {
	person := map[string]string{
		"lead": "it1", "other": "biz1", "owner": "own", "sponsor": "spo", "bridge": "bridge", "admin": "adm", "gone": "gone",
	}[role]
	of := twinA
	slackID, teamsID := twinUser(person), twinObject(person)
	switch role {
	case "stranger":
		slackID, teamsID = twinStranger, twinStrangerObject
	case "guest":
		slackID, teamsID = twinGuest, twinGuestObject
	case "outsider": // the id of acme's owner, in a workspace that nobody knows
		of, slackID, teamsID = twin{team: "T0999", tenant: "99999999-9999-9999-9999-999999999999"}, twinUser("own"), twinObject("own")
	case "neighbour":
		of, slackID, teamsID = twinB, twinUser("own"), twinObject("own")
	}
	if p == checkins.Slack {
		return of.slackAccount(slackID)
	}
	return of.teamsAccount(teamsID)
}

// saysNo lists how the bot says no.
func saysNo(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, h := range []checkins.Help{
		{Text: checkins.HelpStranger}, {Text: checkins.HelpForeign}, {Text: checkins.HelpNotAllowed}, {Text: checkins.HelpNotAllowed, Command: "x"}, {Text: checkins.HelpNotAllowed, Command: "brief"},
		{Text: checkins.HelpNotYours}, {Text: checkins.HelpNoInitiative}, {Text: checkins.HelpNothingDue}, {Text: checkins.HelpNoLongerAsked},
		{Text: checkins.HelpNoDigest}, {Text: checkins.HelpNotSponsor}, {Text: checkins.HelpNotSaver}, {Text: checkins.HelpNotPromiser}, {Text: checkins.HelpNotJudge}, {Text: checkins.HelpNotLead}, {Text: checkins.HelpNotBusiness},
		{Text: checkins.HelpNotHere}, {Text: checkins.HelpNotYetOn}, {Text: checkins.HelpWithdrawn},
	} {
		no := bot.English.HelpHeadline(h)
		all = append(all, no.Plain(), no.Typed("/align").Plain())
	}
	return all
}

// judged is what became of one try.
type judged struct {
	did  bool
	said string
}

// try does something and reports whether it was done: something is said that is no
// refusal, or the org changed. A refusal that changes anything, or that says a word of
// what the org holds, is a fault by itself.
func (w *twins) try(what string, refusals []string, act func() string) judged {
	w.Helper()
	before := w.state(twinA, noise, letters)
	said := act()
	changed := w.state(twinA, noise, letters) != before
	no := slices.ContainsFunc(refusals, func(r string) bool { return strings.Contains(said, r) })
	if no && changed {
		w.Errorf("%s: refused, and something changed: %s", what, changedIn(before, w.state(twinA, noise, letters)))
	}
	return judged{!no && (said != "" || changed), said}
}

func (w *twins) hold(row, role string, p checkins.Platform, want bool, got judged) {
	w.Helper()
	if got.did != want {
		w.Errorf("%s, %s, on %s: done = %v, want %v: %.300s", row, role, p, got.did, want, got.said)
	}
	if slices.Contains([]string{"lead", "other", "bridge"}, role) { // who may read is told who the owner is
		got.said = strings.ReplaceAll(got.said, "Here that is "+twinA.mark+" own:", "")
	}
	if !want && strings.Contains(got.said, twinA.mark) {
		w.Errorf("%s, %s, on %s: reads %.300s", row, role, p, got.said)
	}
}

// F58: every role tries every command in a channel and in private, and presses every
// button that the bot issues, on both platforms.
func TestF58RolesAndCommands(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	no := saysNo(t)
	typed := map[string]string{"away": "away until 2026-04-15", "snooze": "snooze crm until 2026-06-01", "assign": "assign crm", "recheck": "recheck crm", "outcome": "outcome crm 66 %", "health": "health crm green", "win": "win crm", "edit": "edit crm", "handover": "handover crm", "pause": "pause crm", "gaps": "gaps crm", "explain": "explain crm", "status": "status crm", "commit": "commit crm", "decide": "decide crm"}
	w := newTwins(t, twinA, twinB)
	w.switchOff("gone")
	tried := 0
	for _, row := range slices.Sorted(maps.Keys(matrix)) {
		where, command, _ := strings.Cut(row, " ")
		if where == "press" || where == "message" {
			continue
		}
		may := allowed(t, row)
		text := command
		if full := typed[command]; full != "" && (where == "private" || command == "away" || command == "snooze") {
			text = full
		}
		for _, role := range roles {
			from := w.account(role, checkins.Slack)
			if role != "neighbour" { // whose own workspace it then is: see F56
				channel := map[string]string{"channel": twinSlackCRM, "private": "D0001"}[where]
				tried++
				w.hold(row, role, checkins.Slack, may[role], w.try(row+" "+role, no, func() string { return w.slackCommand(from, channel, text) }))
				from, channel = w.account(role, checkins.Teams), map[string]string{"channel": twinTeamsCRM}[where]
				said := text
				if channel != "" {
					said = "<at>P</at> " + text
				}
				// Who belongs to no org is not even answered in Teams: the gate refuses.
				want := may[role] && role != "outsider"
				tried++
				w.hold(row, role, checkins.Teams, want, w.try(row+" "+role, no, func() string { return w.teamsSays(from, channel, map[string]any{"text": said}) }))
			}
			if where == "channel" && (role == "outsider" || role == "neighbour") { // in a channel that both organisations share
				raw := fmt.Sprintf(`{"type":"event_callback","team_id":%q,"event_id":"Ev%s","authorizations":[{"team_id":%q,"user_id":"UBOT","is_bot":true}],
					"event":{"type":"app_mention","user":%q,"user_team":%q,"text":"<@UBOT> %s","channel":%q,"ts":"1.1"}}`,
					twinA.team, w.delivery(), twinA.team, w.account(role, checkins.Slack).ID, w.account(role, checkins.Slack).Team, text, twinSlackCRM)
				before := len(w.courier.Parcels())
				tried++
				w.hold(row, role, checkins.Slack, false, w.try(row+" "+role, no, func() string { return w.slackSays("/slack/events", []byte(raw)) }))
				w.turn()
				if got := w.courier.Parcels()[before:]; len(got) > 0 {
					t.Errorf("%s, %s in a shared channel: %d letters", row, role, len(got))
				}
			}
		}
	}
	t.Logf("%d tries of %d roles", tried, len(roles))
}

// Every role picks "save as commitment" on a message, on both platforms, and sends the
// form of somebody who may.
func TestF58RolesAndMessages(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	no := append(saysNo(t), bot.English.HelpHeadline(checkins.Help{Text: checkins.HelpOldForm}).Plain())
	w := newTwins(t, twinA, twinB)
	w.switchOff("gone")
	opened := regexp.MustCompile(`"data":\{"act":"on","f":"([^"]+)","t":"([^"]+)"`)
	pick := func(from checkins.Account, channel string) string {
		return w.teamsSays(from, channel, map[string]any{"type": "invoke", "name": teams.NameFetch, "value": map[string]any{
			"commandId": teams.CommandSave, "messagePayload": map[string]any{"body": map[string]any{"contentType": "html", "content": "<p>By Friday</p>"}},
		}})
	}
	for row, channel := range map[string]string{"message save": twinTeamsCRM, "message overheard": "19:elsewhere@thread.v2"} {
		may := allowed(t, row)
		for _, role := range roles {
			from := w.account(role, checkins.Teams)
			// The neighbour owns something in an org of its own, and reads of that alone.
			want := may[role] || role == "neighbour"
			w.hold(row, role, checkins.Teams, want, w.try(row+" "+role, no, func() string { return pick(from, channel) }))
			if row == "message overheard" || role == "neighbour" { // whose own workspace it then is: see F56
				continue
			}
			from = w.account(role, checkins.Slack)
			payload, err := json.Marshal(map[string]any{
				"type": "message_action", "callback_id": slack.CallbackSave, "trigger_id": w.delivery(), "response_url": w.api + "/hooks/x",
				"team": map[string]any{"id": twinA.team}, "user": map[string]any{"id": from.ID, "team_id": from.Team}, "channel": map[string]any{"id": twinSlackCRM},
				"message": map[string]any{"text": "By Friday", "user": twinUser("it1"), "ts": "1.1"},
			})
			if err != nil {
				t.Fatal(err)
			}
			w.hold(row, role, checkins.Slack, may[role], w.try(row+" "+role, no, func() string {
				return w.slackSays("/slack/interactions", []byte(url.Values{"payload": {string(payload)}}.Encode()))
			}))
		}
	}
	form := opened.FindStringSubmatch(pick(w.account("owner", checkins.Teams), twinTeamsCRM))
	if form == nil {
		t.Fatal("the owner's window holds no form")
	}
	day := checkins.DateOf(w.clock.now()).AddDays(1)
	for d := day.UTC().Weekday(); d == time.Saturday || d == time.Sunday; d = day.UTC().Weekday() {
		day = day.AddDays(1)
	}
	may := allowed(t, "message save")
	for n, role := range roles {
		data := map[string]any{
			"act": "on", "f": form[1], "t": form[2], "d||select|who": "it1", "d||lines|what": fmt.Sprint("It is there, ", n), "d||date|by": string(day), "d||choice|to": "biz",
		}
		got := w.try("message sent "+role, no, func() string {
			return w.teamsSays(w.account(role, checkins.Teams), twinTeamsCRM, map[string]any{"type": "invoke", "name": teams.NameSent, "value": map[string]any{"commandId": teams.CommandSave, "data": data}})
		})
		w.hold("message sent", role, checkins.Teams, may[role], got)
	}
}

// Every verb of the grammar has its row: a new one is a question of who may.
func TestF58EveryVerbHasARow(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "..", "checkins", "command.go"))
	if err != nil {
		t.Fatal(err)
	}
	verbs := regexp.MustCompile(`(?m)^\tVerb\w+ +Verb = "(\w+)"$`).FindAllStringSubmatch(string(source), -1)
	if len(verbs) < 30 {
		t.Fatalf("%d verbs", len(verbs))
	}
	for _, verb := range verbs {
		if _, there := matrix["channel "+verb[1]]; !there {
			t.Errorf("%s has no row", verb[1])
		}
	}
}

// rowOf is the row of the matrix that a button belongs to.
func rowOf(b issued) string {
	switch {
	case b.act == bot.ActDo:
		return "press do " + b.claim.What
	case b.act == slack.ActionShare && b.claim.Letter != "":
		return "press share alert"
	case b.act == slack.ActionShare:
		return "press share " + b.claim.What
	case b.act == teams.VerbOn:
		return "press " + b.act + " " + b.claim.What
	}
	return "press " + b.act
}

// answering are the acts that store an answer.
var answering = []string{slack.ActionRate, slack.ActionGuess, slack.ActForm, teams.VerbSubmit}

// stepDue has a lead of each side agree on a step of crm, and returns the buttons that the
// page of one of them has on its date.
func (w *twins) stepDue(o twin) []issued {
	w.Helper()
	act := checkins.Deed{From: o.slackAccount(twinUser("own")), Delivery: w.delivery(), What: checkins.DeedRecheck, Letter: w.alert(o).Letter.ID}
	m, err := w.svc.desk.Do(w.Context(), act)
	d, is := m.(checkins.Dialog)
	if err != nil || !is {
		w.Fatalf("%+v %v", m, err)
	}
	day := checkins.DateOf(w.clock.now()).AddDays(14)
	m, err = w.svc.desk.Submit(w.Context(), checkins.Submission{
		From: act.From, Delivery: w.delivery(), What: d.What, Subject: d.Subject, Letter: d.Letter, Initiative: d.Initiative.ID, Go: checkins.GoOn,
		Values: map[string][]string{"text": {"Show the numbers."}, "it": {"it1"}, "biz": {"biz1"}, "due": {string(day)}},
	})
	if done, is := m.(checkins.Done); err != nil || !is || done.What != checkins.DoneStep {
		w.Fatalf("%+v %v", m, err)
	}
	task := checkins.Task{What: checkins.TaskStep, Initiative: checkins.Named{ID: "crm", Name: "CRM"}, N: 1, Day: day, Deed: checkins.DeedStepAsk, Subject: "1"}
	return w.issue(o, checkins.Home{Lead: "it1", Tasks: []checkins.Task{task}, Page: 1, Pages: 1}, "it1", checkins.Receipt{})
}

func TestF58RolesAndButtons(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	no := append(saysNo(t), bot.English.HelpHeadline(checkins.Help{Text: checkins.HelpOldButton}).Plain(), bot.English.HelpHeadline(checkins.Help{Text: checkins.HelpOldForm}).Plain())
	w := newTwins(t, twinA, twinB)
	w.switchOff("gone")
	seen, rows := map[string]bool{}, map[string]bool{}
	tried := 0
	press := func(row, role string, b issued, from checkins.Account, want bool) {
		t.Helper()
		tried++
		channel := twinSlackCRM
		if b.lead != "" && !b.private {
			channel = "D0001"
		}
		do := func() string { return w.slackPress(from, from.Team, channel, b, "2026-04-15") }
		if b.platform == checkins.Teams {
			channel = twinTeamsCRM
			if b.lead != "" && !b.private || b.act == teams.VerbOn { // nobody fills in before others
				channel = ""
			}
			do = func() string { return w.teamsPress(from, channel, b, "2026-04-15") }
		}
		got := w.try(row+" "+role, no, do)
		// A press that is refused is told so; one that was done may say nothing, and may
		// have been done on the other platform before.
		got.did = got.did || got.said == ""
		if row == "press submit" && b.private && !want { // who presses gets the own form instead
			got.said = strings.ReplaceAll(got.said, twinA.mark, "")
		}
		w.hold(row, role, b.platform, want, got)
	}
	all := append(w.everything(twinA), w.stepDue(twinA)...)
	slices.Reverse(all)                                // the newest first: old check-ins are closed
	slices.SortStableFunc(all, func(a, b issued) int { // answers last: what is answered is not put off any more
		return cmp.Compare(slices.Index(answering, a.act), slices.Index(answering, b.act))
	})
	for _, b := range all {
		if b.act == slack.ActionChoose {
			continue // a command, as typed
		}
		row := rowOf(b)
		rows[row] = true
		about := b.claim.Initiative
		if len(b.claim.Rounds) > 0 {
			about = b.claim.Rounds[0].Round.Initiative()
		}
		personal := matrix[row] == "own"
		// One of each kind is enough; of those for everybody one about crm.
		kind := fmt.Sprint(b.platform, row, b.private)
		if seen[kind] || !personal && about != "" && about != "crm" || personal && row != "press accept" && row != "press decline" && b.lead == "shy" {
			continue
		}
		if !personal && b.act != slack.ActionCheckin && b.act != slack.ActionAway && b.claim.Letter != "" {
			ls, err := w.svc.store.Letters(t.Context(), twinA.id, b.claim.Letter)
			if err != nil || len(ls) == 0 || ls[0].About.Initiative != "crm" {
				continue
			}
		}
		seen[kind] = true
		may := allowed(t, row)
		for _, role := range roles {
			want := may[role]
			if personal && string(b.lead) == map[string]string{"lead": "it1", "other": "biz1", "bridge": "bridge", "owner": "own", "sponsor": "spo"}[role] {
				want = true
			}
			press(row, role, b, w.account(role, b.platform), want)
		}
		if !personal {
			continue
		}
		for person, want := range map[string]bool{string(b.lead): true, "it3": b.lead == "it3", "one2": b.lead == "one2", "adm": false} {
			from := twinA.slackAccount(twinUser(person))
			if b.platform == checkins.Teams {
				from = twinA.teamsAccount(twinObject(person))
			}
			press(row, person, b, from, want)
		}
	}
	for row := range matrix {
		where, act, _ := strings.Cut(row, " ")
		if where == "press" && !rows[row] {
			t.Errorf("%s was never issued", act)
		}
	}
	t.Logf("%d presses of %d kinds of buttons", tried, len(seen))
}

// What the documents say of who may ask for what is what the matrix says.
func TestF58Documented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "privacy.md"))
	if err != nil {
		t.Fatal(err)
	}
	columns := [][]string{{"lead", "other", "bridge"}, {"owner"}, {"sponsor"}, {"admin"}, {"stranger"}}
	for row, commands := range map[string][]string{
		"| `status` |": {"channel status"}, "| `gaps`, `explain`, and": {"channel gaps", "channel explain", "press share gaps", "press share explain", "press explain"},
		"| `checkin`, and": {"channel checkin"}, "| `away`, `here` |": {"channel away", "channel here"}, "| `home`, `settings`,": {"channel home", "channel settings", "channel export", "channel forget"}, "| `snooze`, ack": {"channel snooze", "press ack", "press snooze", "channel assign", "press do assign", "press do agenda", "press do ask_both"},
		"| agreeing on a step": {"channel recheck", "private recheck", "press do recheck"}, "| `win` |": {"private win"},
		"| `digest`, `brief`, also as a file |": {"channel digest", "channel brief", "press do brief_file", "press do brief_text"}, "| `outcome`, `health` ": {"channel outcome", "private outcome", "channel health", "private health"}, "| replying to": {"press do reply"},
	} {
		_, rest, found := strings.Cut(string(text), row)
		line, _, _ := strings.Cut(rest, "\n")
		cells := strings.Split(strings.TrimSuffix(row+line, "|"), "|")
		if !found || len(cells) != len(columns)+2 {
			t.Fatalf("no row %q: %q", row, cells)
		}
		for _, command := range commands {
			may := allowed(t, command)
			for n, of := range columns {
				cell := strings.TrimSpace(cells[n+2])
				for _, role := range of {
					if role == "bridge" && command == "channel checkin" {
						continue // leads both sides and is not asked
					}
					said := cell != "no" && cell != "who is in the org file" // a stranger is not
					if said != may[role] {
						t.Errorf("%s, %s: the document says %q, the matrix %v", command, role, cell, may[role])
					}
				}
			}
		}
	}
}

// switchOff notes that Slack switched somebody's account off.
func (w *twins) switchOff(person string) {
	w.Helper()
	if err := w.svc.desk.Gone(w.Context(), twinA.slackAccount(twinUser(person)), string(checkins.ReasonGone)); err != nil {
		w.Fatal(err)
	}
}

// Whoever was found to be switched off is nobody, until the platform says otherwise.
func TestF58SwitchedOff(t *testing.T) {
	w := newTwins(t, twinA)
	account := twinA.slackAccount(twinUser("adm"))
	ask := func() string { return w.slackCommand(account, "D0001", "status crm") }
	if said := ask(); !strings.Contains(said, twinA.mark) {
		t.Fatalf("an admin reads %.300s", said)
	}
	w.switchOff("gone")
	if said := w.slackCommand(twinA.slackAccount(twinUser("gone")), "D0001", "status crm"); strings.Contains(said, twinA.mark) {
		t.Errorf("a deactivated admin reads %.300s", said)
	}
	// The event of the return was lost, and the platform says that the account is on.
	w.switchOff("adm")
	if said := ask(); !strings.Contains(said, twinA.mark) {
		t.Errorf("an admin who is back reads %.300s", said)
	}
	ps, err := w.svc.store.People(t.Context(), twinA.id, "adm")
	if err != nil || len(ps) != 1 || ps[0].Gone != "" {
		t.Errorf("and is still noted as gone: %+v %v", ps, err)
	}
}
