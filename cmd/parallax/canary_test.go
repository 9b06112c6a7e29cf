package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
)

// asked gets a page of the service.
func (w *twins) page(path string) string {
	w.Helper()
	rw := httptest.NewRecorder()
	w.svc.handler.ServeHTTP(rw, httptest.NewRequest(http.MethodGet, path, nil))
	return rw.Body.String()
}

// timings are the parts of logs and metrics that differ from run to run.
var timings = regexp.MustCompile(`(?m)^(# |go_|process_|promhttp_|parallax_record_seconds).*\n|"time":"[^"]*",|^.*(listening|redis client).*\n`)

// everythingSaid is all that leaves the service but what is somebody's own: channels,
// private letters of owner, sponsor and admin, answers to everybody's questions,
// exports, audit, logs at debug, metrics and readiness.
func (w *twins) everythingSaid(o twin, but ...string) string {
	w.Helper()
	var b strings.Builder
	say := func(what string, v any) { fmt.Fprintf(&b, "%s: %v\n", what, v) }
	others := []string{"own", "spo", "adm"}
	for _, p := range w.courier.Parcels() {
		if p.Letter.Lead != "" && !slices.Contains(others, string(p.Letter.Lead)) {
			continue
		}
		raw, err := json.Marshal(p.Message)
		if err != nil {
			w.Fatal(err)
		}
		say(fmt.Sprintf("%s to %s", p.Letter.Kind, p.Letter.To), string(raw))
	}
	crm := o.slackAccount(twinSlackCRM)
	for _, person := range append(others, "biz1", "it3") {
		if slices.Contains(but, person) {
			continue
		}
		for _, c := range []checkins.Command{{Verb: checkins.VerbStatus}, {Verb: checkins.VerbGaps}, {Verb: checkins.VerbExplain}} {
			m, err := w.svc.desk.Command(w.Context(), checkins.Request{From: o.slackAccount(twinUser(person)), Channel: crm, Command: c})
			if err != nil {
				w.Fatal(err)
			}
			if s, is := m.(checkins.Status); is { // the asker's own check-in
				s.Mine = nil
				m = s
			}
			if e, is := m.(checkins.Explain); is {
				for n := range e.Rows {
					e.Rows[n].Date = ""
				}
			}
			raw, err := json.Marshal(m)
			if err != nil {
				w.Fatal(err)
			}
			say(person+" "+string(c.Verb), string(raw))
		}
	}
	for _, format := range []string{formatCSV, formatJSONL} {
		if err := export(w.Context(), w.svc.store, exportOptions{org: string(o.id), format: format}, &b); err != nil {
			w.Fatal(err)
		}
	}
	if err := audit(w.Context(), w.svc.store, auditOptions{org: string(o.id)}, &b); err != nil && !errors.Is(err, errFound) {
		w.Fatal(err)
	}
	say("metrics", timings.ReplaceAllString(w.page("/metrics"), ""))
	say("readyz", w.page("/readyz"))
	say("log", timings.ReplaceAllString(w.log.String(), ""))
	return b.String()
}

// week plays rounds of crm in which these leads answer with these values.
func (w *twins) week(o twin, values map[string]int, rounds int) {
	w.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		w.Fatal(err)
	}
	for n := range rounds {
		day := streamFirst.AddDays(7 * n)
		for _, at := range [][2]int{{0, 10}, {2, 9}, {3, 10}, {3, 11}} {
			when, _ := checkins.Resolve(day.AddDays(at[0]), at[1]*60, loc)
			w.clock.set(when)
			w.turn()
			if at[0] == 0 {
				for _, p := range slices.Sorted(maps.Keys(values)) {
					w.rate(o, checkins.RoundIDOf("crm", day), checkins.PersonID(p), values[p])
				}
			}
		}
	}
}

// rate has somebody give one value to everything, as rating and as guess.
func (w *twins) rate(o twin, id checkins.RoundID, p checkins.PersonID, value int) {
	w.Helper()
	rounds, err := w.svc.store.Rounds(w.Context(), o.id, id)
	if err != nil || len(rounds) != 1 {
		w.Fatal(id, rounds, err)
	}
	part := checkins.Filled{Round: id, Ask: rounds[0].Plans[p].Ask, Line: &checkins.Line{Person: p, Text: fmt.Sprint(o.mark, value)}}
	for _, d := range rounds[0].Plans[p].Items {
		part.Marks = append(part.Marks, checkins.Mark{Dimension: d, Value: value}, checkins.Mark{Dimension: d, Guess: true, Value: value})
	}
	rec, err := w.svc.desk.Answer(w.Context(), o.id, checkins.Reply{Delivery: w.delivery(), From: o.slackAccount(twinUser(string(p))), Person: p, Parts: []checkins.Filled{part}})
	if err != nil || rec[0].Outcome != checkins.Saved {
		w.Fatal(p, rec, err)
	}
}

// F63: of a side of which fewer than three answered nothing leaves the service that
// depends on what they answered, nor on who of them did, other than how many more are
// needed: all that is said to others, exported, measured and logged is the same, byte
// for byte.
func TestF63BelowWords(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	biz := map[string]int{"biz1": 2, "biz2": 3, "biz3": 3}
	of := func(it map[string]int, but ...string) string {
		w := newTwinWorld(t, twinA)
		all := maps.Clone(biz)
		maps.Copy(all, it)
		w.week(twinA, all, 3)
		return w.everythingSaid(twinA, but...)
	}
	want := of(map[string]int{"it1": 3, "it2": 3})
	if !strings.Contains(want, "not_enough") {
		t.Fatalf("the round had enough answers: %.500s", want)
	}
	for name, it := range map[string]map[string]int{
		"both low": {"it1": 1, "it2": 1}, "both high": {"it1": 5, "it2": 5}, "apart": {"it1": 1, "it2": 5}, "the other way": {"it1": 5, "it2": 1},
	} {
		if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(of(it), "\n")); diff != "" {
			t.Errorf("%s: what is said depends on it:\n%.2000s", name, diff)
		}
	}
	if enough := map[string]int{"it1": 5, "it2": 5, "it3": 5}; of(enough) == of(map[string]int{"it1": 1, "it2": 1, "it3": 1}) {
		t.Error("of three nothing is said either: this compares nothing")
	}
	// Who answered: those who did not are reminded, in private; nobody else sees more.
	letters := regexp.MustCompile(`(?m)^log: (.*\n)*|"(letter|mine)":"[^"]*"`)
	calm := func(s string) string { return letters.ReplaceAllString(s, "") }
	first := calm(of(map[string]int{"it1": 3, "it2": 3}, "it3"))
	if diff := cmp.Diff(strings.Split(first, "\n"), strings.Split(calm(of(map[string]int{"it2": 3, "it3": 3}, "it3")), "\n")); diff != "" {
		t.Errorf("what is said depends on who answered:\n%.2000s", diff)
	}
}

// F63: of sides of three and four no number leaves the service, in no message and no
// export.
func TestF63BelowNumbers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	w := newTwins(t, twinA)
	numbers := 0
	look := func(what string, m any) {
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		walkObjects(decoded(t, json.RawMessage(raw)), func(o map[string]any) {
			for name, v := range o {
				if name == "Numbers" && v != nil {
					numbers++
					t.Errorf("%s holds numbers: %.300s", what, raw)
				}
			}
		})
	}
	for _, p := range w.courier.Parcels() {
		look(string(p.Letter.Kind), p.Message)
	}
	for _, person := range []string{"own", "it1", "biz1", "adm", "spo"} {
		for _, c := range []checkins.Command{{Verb: checkins.VerbStatus}, {Verb: checkins.VerbGaps}, {Verb: checkins.VerbExplain}, {Verb: checkins.VerbExplain, Topic: "value"}} {
			m, err := w.svc.desk.Command(t.Context(), checkins.Request{From: twinA.slackAccount(twinUser(person)), Channel: twinA.slackAccount(twinSlackCRM), Command: c})
			if err != nil {
				t.Fatal(err)
			}
			look(person+" "+string(c.Verb), m)
		}
	}
	var out strings.Builder
	if err := export(t.Context(), w.svc.store, exportOptions{org: string(twinA.id), format: formatJSONL}, &out); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if regexp.MustCompile(`"(mean_it|mean_biz|gap|gap_low|gap_high|share_seen_it|share_seen_biz|change)":`).MatchString(line) {
			t.Errorf("exported: %s", line)
		}
	}
	if out.Len() == 0 {
		t.Error("nothing was exported")
	}
}

// secretsOf are texts that may stand nowhere but where they are used.
func secretsOf() map[string]string {
	key := "thirty-two bytes, for tests only"
	return map[string]string{
		"the bot token": practiceBotToken, "the signing secret": practiceSecret, "the app password": practiceAppKey,
		"the key": key, "the key in base64": base64.StdEncoding.EncodeToString([]byte(key)),
	}
}

// F64: after a full run, with errors of the store and of the platform, neither a
// secret nor a word that anybody typed stands in the logs at debug, in the metrics, in
// readiness, or in an answer to a request that failed; and no sentence, no token and no
// rating can be read in the store.
func TestF64Nowhere(t *testing.T) {
	w := newTwins(t, twinA)
	var said strings.Builder
	ask := func(text string) {
		said.WriteString(w.slackCommand(twinA.slackAccount(twinStranger), "D0001", text))
	}
	const typed = "typedCanary"
	ask("status " + typed)
	ask("explain " + typed + " until " + typed)
	w.teamsSays(twinA.teamsAccount(twinObject("it1")), "", map[string]any{"text": "gaps " + typed})
	// Forms and buttons that are refused, malformed and good.
	form := w.signer.Sign(bot.Claim{Act: slack.ActForm, Org: twinA.id, Person: "it1", Rounds: []bot.Asked{{Round: "crm@2020-01-07"}}})
	w.slackPress(twinA.slackAccount(twinUser("it1")), twinA.team, "D0001", issued{act: slack.ActForm, token: form, claim: bot.Claim{Rounds: []bot.Asked{{Round: "crm@2020-01-07"}}}}, "")
	for path, body := range map[string]string{
		"/slack/events":       `{"type":"event_callback","team_id":"T0001","event_id":"` + typed + `","event":{"type":"app_mention","user":"U1","text":"` + typed + `"`,
		"/slack/interactions": "payload=" + typed, "/slack/commands": "text=" + typed + "&x=%zz", "/api/messages": typed,
	} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		stamp, sig := sandbox.Sign(practiceSecret, time.Now(), []byte(body))
		r.Header.Set("X-Slack-Request-Timestamp", stamp)
		r.Header.Set("X-Slack-Signature", sig)
		r.Header.Set("Authorization", "Bearer "+typed)
		rw := httptest.NewRecorder()
		w.svc.handler.ServeHTTP(rw, r)
		fmt.Fprintf(&said, "%v %s\n", rw.Header(), rw.Body)
		if rw.Code < 400 || strings.Contains(fmt.Sprint(rw.Header(), rw.Body), typed) {
			t.Errorf("%s: %d %v %s", path, rw.Code, rw.Header(), rw.Body)
		}
	}
	dump := w.state(twinA)

	// Now the store is away, in the middle of everything.
	w.server.SetError("ERR the server is ill")
	for _, text := range []string{"status", "away until friday"} {
		said.WriteString(w.slackCommand(twinA.slackAccount(twinUser("it1")), twinSlackCRM, text))
	}
	_ = w.svc.engine.turn(t.Context(), w.clock.now())
	ready := w.page("/readyz")
	w.server.SetError("")

	log, metrics := w.log.String(), w.page("/metrics")
	if !strings.Contains(log, `"msg":"recorded"`) || !strings.Contains(log, `"msg":"letter"`) || !strings.Contains(log, `"level":"ERROR"`) {
		t.Fatalf("the log holds not what it should: %.1000s", log)
	}
	secrets := secretsOf()
	texts := map[string]string{"what was typed": typed, "what an org wrote": twinA.mark}
	for where, text := range map[string]string{"the log": log, "the metrics": metrics, "readiness": ready, "an answer": said.String(), "the store": dump} {
		for what, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s stands in %s", what, where)
			}
		}
		for what, canary := range texts {
			// An answer says again what was not found, to who typed it; the store knows
			// names.
			if where != "an answer" && where != "the store" && strings.Contains(text, canary) {
				at := strings.Index(text, canary)
				t.Errorf("%s stands in %s: %.300s", what, where, text[max(0, at-150):])
			}
		}
	}
	for _, line := range []string{"line of it1", "line of"} {
		if strings.Contains(dump, line) {
			t.Errorf("a sentence can be read in the store")
		}
	}
	for _, b := range w.everything(twinA) {
		if strings.Contains(log, b.token) || strings.Contains(dump, b.token) {
			t.Fatalf("a token of %s is kept", b.act)
		}
	}
	for key, v := range w.answersKept(twinA) {
		if len(v) < 28 { // nonce and tag alone
			t.Errorf("%s is not encrypted: %q", key, v)
		}
	}
}

// answersKept are the fields of all answers as the store has them.
func (w *twins) answersKept(o twin) map[string]string {
	w.Helper()
	keys, err := w.redis.Keys(w.Context(), "px:{"+string(o.id)+"}:ans:*").Result()
	if err != nil || len(keys) == 0 {
		w.Fatal(keys, err)
	}
	all := map[string]string{}
	for _, k := range keys {
		fields, err := w.redis.HGetAll(w.Context(), k).Result()
		if err != nil {
			w.Fatal(err)
		}
		for f, v := range fields {
			all[k+" "+f] = v
		}
	}
	return all
}
