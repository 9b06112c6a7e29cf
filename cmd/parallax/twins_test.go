package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/sandbox"
	"parallax/scoring"
)

// twin is one of two orgs on one running service that are alike in every id but
// those of their workspace and their tenant.
type twin struct {
	id           checkins.OrgID
	team, tenant string
	mark         string // stands in everything that people of it typed, and nowhere else
}

var (
	twinA = twin{"acme", "T0001", "11111111-1111-1111-1111-111111111111", "canaryOfAcme"}
	twinB = twin{"globex", "T0002", "22222222-2222-2222-2222-222222222222", "canaryOfGlobex"}
)

// Channels of the twins, the same in both.
const (
	twinSlackCRM = "C0001"
	twinTeamsCRM = "19:crm@thread.tacv2"
)

// twinPeople are the people of a twin in the order of their account ids: leads of a
// confidential initiative, of one of a single item, of a named side, and the others.
var twinPeople = []string{
	"it1", "it2", "it3", "biz1", "biz2", "biz3", "bridge", "own", "spo", "adm", "gone",
	"one1", "one2", "one3", "two1", "two2", "two3", "named", "shy",
}

func twinUser(person string) string { return fmt.Sprintf("U%04d", slices.Index(twinPeople, person)+1) }
func twinObject(person string) string {
	return fmt.Sprintf("aaaaaaaa-0000-0000-0000-%012d", slices.Index(twinPeople, person)+1)
}

// file is the org file of a twin.
func (w twin) file() string {
	var b strings.Builder
	fmt.Fprintf(&b, "org: %s\ndigest: false\nslack: [{team: %s}]\nteams: [{tenant: %s}]\nadmins: [adm, gone]\npeople:\n", w.id, w.team, w.tenant)
	for _, p := range twinPeople {
		fmt.Fprintf(&b, "  - {id: %s, name: %s %s, slack: %s, teams: %q, zone: Europe/Berlin}\n", p, w.mark, p, twinUser(p), twinObject(p))
	}
	fmt.Fprintf(&b, "priorities:\n  - {id: growth, name: %s growth}\ninitiatives:\n", w.mark)
	for _, i := range []struct{ id, it, biz, dims, slack, teams string }{
		{"crm", "it1, it2, it3, bridge", "biz1, biz2, biz3, bridge", "value, priority, delivery", twinSlackCRM, twinTeamsCRM},
		{"one", "one1, one2, one3", "two1, two2, two3", "value", "C0002", "19:one@thread.tacv2"},
		{"ops", "one1, one2, one3", "named, shy", "value", "C0003", "19:ops@thread.tacv2"},
	} {
		it, _, _ := strings.Cut(i.it, ",")
		biz, _, _ := strings.Cut(i.biz, ",")
		fmt.Fprintf(&b, `  - id: %[1]s
    name: %[2]s %[1]s
    priority: growth
    stage: building
    why: %[2]s why
    why_confirmed: [%[3]s, %[4]s]
    outcome: {measure: %[2]s measure, start: 1 %%, target: 2 %%}
    leads: {it: [%[5]s], biz: [%[6]s]}
    owner: own
    sponsor: spo
    channels: [{slack: %[7]s}, {teams: %[8]q}]
    pulse: {heads_up: false, cadence: "0 10 * * 2", zone: Europe/Berlin, window: 72h, items: all, guesses: all, dimensions: [%[9]s]}
`, i.id, w.mark, it, biz, i.it, i.biz, i.slack, i.teams, i.dims)
	}
	return b.String()
}

func (w twin) slackAccount(id string) checkins.Account {
	return checkins.Account{Platform: checkins.Slack, Team: w.team, ID: id}
}

func (w twin) teamsAccount(id string) checkins.Account {
	return checkins.Account{Platform: checkins.Teams, Team: w.tenant, ID: id}
}

// guests says of some ids that they are guests, and of some that they are switched off.
type twinGuests struct{}

const (
	twinStranger, twinStrangerObject = "U0900", "aaaaaaaa-0000-0000-0000-000000000900"
	twinGuest, twinGuestObject       = "U0901", "aaaaaaaa-0000-0000-0000-000000000901"
)

func (twinGuests) Guest(_ context.Context, a, _ checkins.Account) (bool, error) {
	return a.ID == twinGuest || a.ID == twinGuestObject, nil
}

func (twinGuests) Deactivated(_ context.Context, a checkins.Account) (bool, error) {
	return a.ID == twinUser("gone") || a.ID == twinObject("gone"), nil
}

func (t twinGuests) Profile(ctx context.Context, a, where checkins.Account) (checkins.Profile, error) {
	guest, err := t.Guest(ctx, a, where)
	known := slices.Contains([]string{twinA.team, twinA.tenant, twinB.team, twinB.tenant}, a.Team)
	return checkins.Profile{Name: "Somebody", Zone: "Europe/Berlin", Outside: guest || !known}, err
}

// twins is the running service with both orgs in one store.
type twins struct {
	*testing.T
	svc     *service
	server  *miniredis.Miniredis
	redis   *redis.Client
	clock   *practiceClock
	signer  bot.Signer
	slack   slack.Renderer
	teams   teams.Renderer
	courier *checkinstest.Courier
	handler *teams.Handler
	log     logBuffer

	mu    sync.Mutex
	heard []string // what the stand-in for Slack was sent, beside answers of requests
	api   string
	acts  int
}

// newTwins is a service on which the orgs have come to an alert and an open round.
func newTwins(t *testing.T, orgs ...twin) *twins {
	t.Helper()
	w := newTwinWorld(t, orgs...)
	w.play(orgs)
	return w
}

// newTwinWorld is one on which they are enrolled, the day before the first round.
func newTwinWorld(t *testing.T, orgs ...twin) *twins {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	opens, _ := checkins.Resolve(streamFirst, 10*60, loc)
	w := &twins{T: t, clock: &practiceClock{t: opens.Add(-24 * time.Hour)}, courier: &checkinstest.Courier{}}
	server := miniredis.RunT(t)
	w.server = server
	w.redis = redis.NewClient(&redis.Options{Addr: server.Addr()})
	t.Cleanup(func() { _ = w.redis.Close() })
	api := httptest.NewServer(http.HandlerFunc(w.chat))
	t.Cleanup(api.Close)
	w.api = api.URL
	cfg, err := loadConfig(map[string]string{
		"PARALLAX_REDIS_URL": "redis://" + server.Addr(), "PARALLAX_DURABILITY": "relaxed", "PARALLAX_LOG_LEVEL": "debug", "PARALLAX_LOG_FORMAT": "json",
		"PARALLAX_SECRET_KEY": base64.StdEncoding.EncodeToString([]byte("thirty-two bytes, for tests only")),
		"SLACK_API_URL":       api.URL + "/api/", "SLACK_BOT_TOKEN": practiceBotToken, "SLACK_SIGNING_SECRET": practiceSecret,
		"TEAMS_APP_ID": practiceApp, "TEAMS_APP_PASSWORD": practiceAppKey, "TEAMS_TENANT_ID": twinA.tenant,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.svc, err = newService(t.Context(), cfg, world{stdout: io.Discard, stderr: &w.log, now: w.clock.now, quiet: true, byHand: true, hurried: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.svc.close() })
	for _, p := range []checkins.Platform{checkins.Slack, checkins.Teams} {
		w.svc.desk.Couriers[p], w.svc.desk.Guests[p], w.svc.desk.Probes[p] = w.courier, twinGuests{}, twinGuests{}
		w.svc.desk.Profiles[p] = twinGuests{}
	}
	key, err := cfg.key()
	if err != nil {
		t.Fatal(err)
	}
	if w.signer, err = bot.NewSigner(key[:]); err != nil {
		t.Fatal(err)
	}
	w.slack, w.teams = slack.Renderer{Signer: w.signer}, teams.Renderer{Signer: w.signer}
	// The gate before it judges one tenant; its own tests refuse the others.
	w.handler, err = teams.NewHandler(teams.Config{Desk: w.svc.desk, Renderer: w.teams, References: w.svc.store, Unpaced: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orgs {
		if err := apply(t.Context(), w.svc.store, "org.yaml", []byte(o.file()), w.clock.now(), false, io.Discard); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// chat is Slack as far as the bot speaks to it here: all is well, and it is noted.
func (w *twins) chat(rw http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if text, err := url.QueryUnescape(string(body)); err == nil {
		body = []byte(text)
	}
	w.mu.Lock()
	w.heard = append(w.heard, string(body))
	w.mu.Unlock()
	rw.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(rw, `{"ok":true,"team_id":"T0001","view":{"id":"V1"}}`)
}

// turn does what is due.
func (w *twins) turn() {
	w.Helper()
	if err := w.svc.engine.turn(w.Context(), w.clock.now()); err != nil {
		w.Fatal(err)
	}
}

// play lets the leads of every org answer until alerts stand in the channels, and
// opens the next round.
func (w *twins) play(orgs []twin) {
	w.Helper()
	w.turn() // the question whether to be named
	for _, o := range orgs {
		w.consent(o)
	}
	day := streamFirst
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		w.Fatal(err)
	}
	at := func(days, hour int) {
		when, _ := checkins.Resolve(day.AddDays(days), hour*60, loc)
		w.clock.set(when)
		w.turn()
	}
	for range 12 {
		at(0, 10)
		for _, o := range orgs {
			for _, i := range []checkins.InitiativeID{"crm", "one", "ops"} {
				w.answers(o, checkins.RoundIDOf(i, day))
			}
		}
		at(3, 10)
		at(3, 11)
		day = day.AddDays(7)
		if slices.ContainsFunc(w.courier.Seen(), func(s checkinstest.Shown) bool { return s.Letter.Kind == checkins.KindAlert }) {
			at(0, 10)
			at(0, 11)
			for _, o := range orgs { // somebody has answered: the check-in turns into one to edit
				w.answer(o, checkins.RoundIDOf("crm", day), "it2")
				w.askBoth(o)
			}
			at(0, 12)
			return
		}
	}
	w.Fatal("no alert ever came")
}

// askBoth has the owner ask both sides of the other confidential initiative.
func (w *twins) askBoth(o twin) {
	w.Helper()
	for _, s := range w.courier.Seen() {
		if s.Org != o.id || s.Letter.Kind != checkins.KindAlert || s.Letter.To != o.slackAccount("C0002") {
			continue
		}
		m, err := w.svc.desk.Do(w.Context(), checkins.Deed{From: o.slackAccount(twinUser("own")), Delivery: "both-" + string(o.id), What: checkins.DeedAskBoth, Letter: s.Letter.ID, Initiative: "one"})
		if d, is := m.(checkins.Done); err != nil || !is || d.What != checkins.DoneAsked || d.Number != 6 {
			w.Fatalf("%+v, %v", m, err)
		}
		return
	}
	w.Fatal("no alert of the other initiative")
}

// consent has the named lead accept.
func (w *twins) consent(o twin) {
	w.Helper()
	m, err := w.svc.desk.Consent(w.Context(), o.slackAccount(twinUser("named")), checkins.Assent{Initiative: "ops", Person: "named", Given: true}, "consent-"+string(o.id))
	if c, is := m.(checkins.Consenting); err != nil || !is || c.State != checkins.ConsentGiven {
		w.Fatal(m, err)
	}
}

// answers has everybody on the roster of a round answer, the sides far apart.
func (w *twins) answers(o twin, id checkins.RoundID) {
	w.Helper()
	rounds, err := w.svc.store.Rounds(w.Context(), o.id, id)
	if err != nil || len(rounds) != 1 {
		w.Fatalf("%s: %v %v", id, rounds, err)
	}
	for _, p := range slices.Sorted(maps.Keys(rounds[0].Plans)) {
		w.answer(o, id, p)
	}
}

func (w *twins) answer(o twin, id checkins.RoundID, p checkins.PersonID) {
	w.Helper()
	rounds, err := w.svc.store.Rounds(w.Context(), o.id, id)
	if err != nil || len(rounds) != 1 {
		w.Fatalf("%s: %v %v", id, rounds, err)
	}
	part := checkins.Filled{Round: id, Ask: rounds[0].Plans[p].Ask, Line: &checkins.Line{Person: p, Text: o.mark + " line of " + string(p), Released: true}}
	side, _ := rounds[0].Side(p)
	for _, d := range rounds[0].Plans[p].Items {
		part.Marks = append(part.Marks,
			checkins.Mark{Dimension: d, Value: map[scoring.Side]int{scoring.IT: 5, scoring.Biz: 1}[side]},
			checkins.Mark{Dimension: d, Guess: true, Value: map[scoring.Side]int{scoring.IT: 5, scoring.Biz: 1}[side]})
	}
	rec, err := w.svc.desk.Answer(w.Context(), o.id, checkins.Reply{
		Delivery: fmt.Sprint("a-", o.id, "-", id, "-", p), From: o.slackAccount(twinUser(string(p))), Person: p, Parts: []checkins.Filled{part},
	})
	if err != nil || rec[0].Outcome != checkins.Saved {
		w.Fatal(p, rec, err)
	}
}

// issued is a button, picker or form as the bot issued it.
type issued struct {
	platform checkins.Platform
	act      string
	token    string
	block    bool // it stands in the block id: a picker of Slack
	claim    bot.Claim
	lead     checkins.PersonID // of the letter in which it stands; empty: a channel's, or none
	receipt  checkins.Receipt
	private  bool // it stands in an answer for one person, which is no letter
}

// issue draws a message for both platforms and lists what can be pressed on it.
func (w *twins) issue(o twin, m checkins.Message, lead checkins.PersonID, r checkins.Receipt) []issued {
	w.Helper()
	var all []issued
	note := func(p checkins.Platform, act, token string, block bool) {
		c, err := w.signer.Open(token)
		if err != nil {
			w.Fatalf("%s: a button %s that is none: %v", p, act, err)
		}
		if c.Org != o.id {
			w.Fatalf("%s: a button of %s in a message of %s", p, c.Org, o.id)
		}
		all = append(all, issued{p, act, token, block, c, lead, r, r.IsZero()})
	}
	var payload any
	if f, is := m.(checkins.Form); is {
		v, err := w.slack.View(o.id, f)
		if err != nil {
			w.Fatal(err)
		}
		note(checkins.Slack, slack.ActForm, v.PrivateMetadata, false)
	} else if p, err := w.slack.Message(o.id, m); err != nil {
		w.Fatal(err)
	} else {
		payload = decoded(w.T, p)
	}
	walkObjects(payload, func(o map[string]any) {
		id, _ := o["action_id"].(string)
		value, _ := o["value"].(string)
		if act := slack.ActionOf(id); act != "" && o["type"] == "button" && value != "" {
			note(checkins.Slack, act, value, false)
		}
		elements, _ := o["elements"].([]any)
		for _, e := range append(elements, o["accessory"]) {
			picker, _ := e.(map[string]any)
			if id, _ := picker["action_id"].(string); picker["type"] == "datepicker" && slack.ActionOf(id) == slack.ActionSnooze {
				block, _ := o["block_id"].(string)
				note(checkins.Slack, slack.ActionSnooze, block, true)
			}
		}
	})
	card, err := w.teams.Message(o.id, m)
	if err != nil {
		w.Fatal(err)
	}
	walkObjects(decoded(w.T, card), func(o map[string]any) {
		verb, _ := o["verb"].(string)
		data, _ := o["data"].(map[string]any)
		if token, _ := data["t"].(string); verb != "" && token != "" {
			note(checkins.Teams, verb, token, false)
		}
	})
	return all
}

func decoded(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

func walkObjects(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(v)
		for _, one := range v {
			walkObjects(one, visit)
		}
	case []any:
		for _, one := range v {
			walkObjects(one, visit)
		}
	}
}

// everything lists what the bot issued to an org: in the letters that stand, and in
// answers to what its people ask. Each kind of token once for each letter's kind.
func (w *twins) everything(o twin) []issued {
	w.Helper()
	var all []issued
	for _, s := range w.courier.Seen() {
		if s.Org == o.id {
			all = append(all, w.issue(o, s.Message, s.Letter.Lead, s.Receipt)...)
		}
	}
	ask := func(person string, channel checkins.Account, c checkins.Command) {
		m, err := w.svc.desk.Command(w.Context(), checkins.Request{Delivery: w.delivery(), From: o.slackAccount(twinUser(person)), Channel: channel, Command: c})
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, w.issue(o, m, checkins.PersonID(person), checkins.Receipt{})...)
	}
	crm := o.slackAccount(twinSlackCRM)
	for _, c := range []checkins.Command{{Verb: checkins.VerbStatus}, {Verb: checkins.VerbGaps}, {Verb: checkins.VerbExplain}, {Verb: checkins.VerbExplain, Topic: "value"}} {
		ask("it1", crm, c)
	}
	ask("it1", checkins.Account{}, checkins.Command{Verb: checkins.VerbCheckin})
	for _, verb := range []checkins.Verb{checkins.VerbHome, checkins.VerbSettings, checkins.VerbExport, checkins.VerbForget, checkins.VerbAway} {
		ask("it1", checkins.Account{}, checkins.Command{Verb: verb})
	}
	away := checkins.Home{Lead: "it1", Away: "2026-04-15", Page: 1, Pages: 1}
	all = append(all, w.issue(o, away, "it1", checkins.Receipt{})...)
	ask("one1", checkins.Account{}, checkins.Command{Verb: checkins.VerbStatus}) // one of several
	ask("named", checkins.Account{}, checkins.Command{Verb: checkins.VerbStatus, Name: "ops"})
	ask("spo", checkins.Account{}, checkins.Command{Verb: checkins.VerbDigest})
	ask("spo", checkins.Account{}, checkins.Command{Verb: checkins.VerbBrief, Name: "crm"})
	ask("spo", checkins.Account{}, checkins.Command{Verb: checkins.VerbPortfolio})
	m, err := w.svc.desk.Explain(w.Context(), o.slackAccount(twinUser("it1")), w.alert(o).Letter.ID)
	if err != nil {
		w.Fatal(err)
	}
	all = append(all, w.issue(o, m, "it1", checkins.Receipt{})...)
	return all
}

// alert is that of the crm channel in Slack.
func (w *twins) alert(o twin) checkinstest.Shown {
	w.Helper()
	for _, s := range w.courier.Seen() {
		if s.Org == o.id && s.Letter.Kind == checkins.KindAlert && s.Letter.To == o.slackAccount(twinSlackCRM) {
			return s
		}
	}
	w.Fatal("no alert in the channel")
	return checkinstest.Shown{}
}

func (w *twins) delivery() string {
	w.acts++
	return fmt.Sprint("act-", w.acts)
}

// since returns what was sent to Slack beside answers, and forgets it.
func (w *twins) since() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	said := strings.Join(w.heard, "\n")
	w.heard = nil
	return said
}

// slackSays posts a signed request to the service and returns all that comes back.
func (w *twins) slackSays(path string, body []byte) string {
	w.Helper()
	w.since()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(string(body)))
	stamp, sig := sandbox.Sign(practiceSecret, time.Now(), body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", sig)
	rw := httptest.NewRecorder()
	w.svc.handler.ServeHTTP(rw, r)
	if rw.Code != http.StatusOK {
		w.Errorf("%s: status %d", path, rw.Code)
	}
	return rw.Body.String() + w.since()
}

// slackCommand types after /align.
func (w *twins) slackCommand(from checkins.Account, channel, text string) string {
	w.Helper()
	return w.slackSays("/slack/commands", []byte(url.Values{
		"team_id": {from.Team}, "user_id": {from.ID}, "channel_id": {channel}, "text": {text}, "trigger_id": {w.delivery()}, "response_url": {w.api + "/hooks/x"},
	}.Encode()))
}

// slackPress presses what was issued, or fills in the form.
func (w *twins) slackPress(from checkins.Account, home, channel string, b issued, date string) string {
	w.Helper()
	payload := map[string]any{
		"type": "block_actions", "trigger_id": w.delivery(), "response_url": w.api + "/hooks/x",
		"team": map[string]any{"id": home}, "user": map[string]any{"id": from.ID, "team_id": from.Team}, "channel": map[string]any{"id": channel},
		"container": map[string]any{"type": "message", "message_ts": b.receipt.TS, "is_ephemeral": b.private},
		"actions":   []any{map[string]any{"action_id": b.act, "block_id": "b", "value": b.token, "selected_date": date}},
	}
	if b.block {
		payload["actions"] = []any{map[string]any{"action_id": b.act, "block_id": b.token, "selected_date": date}}
	}
	if b.act == slack.ActForm {
		payload["type"], payload["view"] = "view_submission", map[string]any{
			"callback_id": slack.CallbackCheckin, "private_metadata": b.token, "state": map[string]any{"values": w.filled(b.claim, true)},
			"blocks": []any{map[string]any{"type": "input", "block_id": "rate|x"}},
		}
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		w.Fatal(err)
	}
	return w.slackSays("/slack/interactions", []byte(url.Values{"payload": {string(raw)}}.Encode()))
}

// filled is a form filled in for the rounds of a claim: one rating in each.
func (w *twins) filled(c bot.Claim, inSlack bool) map[string]any {
	in := map[string]any{}
	for _, r := range c.Rounds {
		id := bot.InputID(bot.InputRate, r.Round, checkins.Value)
		value := strconv.Itoa(1 + w.acts%5) // another one each time: the same again changes nothing
		if in[id] = value; inSlack {
			in[id] = map[string]any{bot.InputRate: map[string]any{"selected_option": map[string]any{"value": value}}}
		}
	}
	return in
}

// teamsSays hands a verified Activity to the handler and returns all that comes back,
// on the spot and as letters.
func (w *twins) teamsSays(from checkins.Account, channel string, changes map[string]any) string {
	w.Helper()
	o := map[string]any{
		"type": "message", "id": w.delivery(), "serviceUrl": "https://smba.trafficmanager.net/emea/", "channelId": "msteams",
		"from": map[string]any{"id": "29:" + from.ID, "aadObjectId": from.ID}, "recipient": map[string]any{"id": "28:bot"},
		"conversation": map[string]any{"id": "a:" + from.ID, "conversationType": "personal", "tenantId": from.Team},
		"channelData":  map[string]any{"tenant": map[string]any{"id": from.Team}},
	}
	if channel != "" {
		o["conversation"] = map[string]any{"id": channel, "conversationType": "channel", "isGroup": true, "tenantId": from.Team}
		o["entities"] = []any{map[string]any{"type": "mention", "text": "<at>P</at>", "mentioned": map[string]any{"id": "28:bot"}}}
	}
	maps.Copy(o, changes)
	raw, err := json.Marshal(o)
	if err != nil {
		w.Fatal(err)
	}
	a, err := teams.Decode(raw)
	if err != nil {
		w.Fatal(err)
	}
	before := len(w.courier.Parcels())
	answer, err := w.handler.Handle(w.Context(), a)
	if err != nil {
		w.Errorf("%v: %v", changes, err)
	}
	said, err := json.Marshal(answer.Body)
	if err != nil {
		w.Fatal(err)
	}
	w.turn()
	text := string(said)
	for _, p := range w.courier.Parcels()[before:] {
		if p.Letter.Kind != checkins.KindReply || p.Letter.To != from && p.Letter.To.ID != channel {
			continue
		}
		c, err := w.teams.Message(p.Org, p.Message)
		if err != nil {
			w.Fatal(err)
		}
		raw, err := json.Marshal(c)
		if err != nil {
			w.Fatal(err)
		}
		text += "\n" + string(raw)
	}
	return strings.TrimPrefix(text, "null")
}

func (w *twins) teamsPress(from checkins.Account, channel string, b issued, date string) string {
	w.Helper()
	data := map[string]any{"t": b.token, "date": date}
	if b.act == teams.VerbSubmit {
		data = w.filled(b.claim, false)
		data["t"] = b.token
	}
	return w.teamsSays(from, channel, map[string]any{
		"type": "invoke", "name": teams.NameCardAction, "replyToId": b.receipt.TS,
		"value": map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": b.act, "data": data}, "trigger": "manual"},
	})
}

// noise is what any request changes: what was seen, where somebody can be written to,
// and on which platform somebody was last.
var (
	noise   = regexp.MustCompile(`:seen:|:ref:|}:teams$`)
	letters = regexp.MustCompile(`}:ob[.:]`)
	usedOn  = regexp.MustCompile(`,"used":"[a-z]+"`)
)

// state is everything that the store holds of an org, without what leave matches.
func (w *twins) state(o twin, leave ...*regexp.Regexp) string {
	w.Helper()
	ctx := w.Context()
	keys, err := w.redis.Keys(ctx, "px:{"+string(o.id)+"}:*").Result()
	if err != nil {
		w.Fatal(err)
	}
	keys = slices.DeleteFunc(keys, func(k string) bool {
		return slices.ContainsFunc(leave, func(r *regexp.Regexp) bool { return r.MatchString(k) })
	})
	slices.Sort(keys)
	kinds := make([]*redis.StatusCmd, len(keys))
	if _, err := w.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		for n, k := range keys {
			kinds[n] = p.Type(ctx, k)
		}
		return nil
	}); err != nil {
		w.Fatal(err)
	}
	values, err := w.redis.Pipelined(ctx, func(p redis.Pipeliner) error {
		for n, k := range keys {
			switch kind := kinds[n].Val(); kind {
			case "string":
				p.Get(ctx, k)
			case "hash":
				p.HGetAll(ctx, k)
			case "set":
				p.SMembers(ctx, k)
			case "zset":
				p.ZRangeWithScores(ctx, k, 0, -1)
			case "stream":
				p.XRange(ctx, k, "-", "+")
			default:
				return fmt.Errorf("%s is a %s", k, kind)
			}
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	var b strings.Builder
	for n, k := range keys {
		fmt.Fprintf(&b, "%s %s\n", k, strings.TrimPrefix(fmt.Sprint(values[n]), fmt.Sprint(values[n].Args())))
	}
	return usedOn.ReplaceAllString(b.String(), "")
}
