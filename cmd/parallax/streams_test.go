package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
	"parallax/store/redistest"
)

// The golden streams, put to the whole program: an org file is applied, leads get
// their check-ins in a stand-in for Slack and answer them in its forms, and what
// the channels read is held against expected.json.
//
// In the files every round names all six dimensions, so `items: all` asks what
// they asked. pub-06 stays out: the files score it with both sides named, and a
// side of four is confidential here (SCORING.md 9).

// streamDims maps the dimensions of the files to those of the question bank, which
// asks why only together with the recall, and has two kinds of promises.
var streamDims = map[string]scoring.Dimension{
	"why": checkins.Decisions, "commitments": checkins.PromisesIT, "priority": checkins.PriorityDim,
	"value": checkins.Value, "delivery": checkins.Delivery, "feasibility": checkins.Feasibility,
}

const (
	streamLeftOut = "pub-06"
	streamOrg     = "streams"
	streamTeam    = "T0001"
	streamFirst   = checkins.Date("2026-03-03") // a Tuesday
	streamClose   = 1e-7                        // tolerance of the files (SCORING.md 11)
)

// stream is one initiative of the files.
type stream struct {
	id      string
	rosters []streamRoster
	answers map[int]map[string]map[scoring.Dimension]streamAnswer // by round and respondent
	people  []string
	wanted  map[scoring.Dimension][]streamRecord
}

type streamRoster struct{ IT, Biz []string }

type streamAnswer struct{ own, guess int } // 0: can't say, no idea

type streamRecord struct {
	Round     int     `json:"round"`
	Status    string  `json:"status"`
	Open      bool    `json:"open"`
	Event     string  `json:"event"`
	G         float64 `json:"G"`
	Certainty float64 `json:"certainty"`
}

// streamDir is the directory that PARALLAX_GOLDEN_DIR names, or the subset that
// package scoring keeps.
func streamDir() string {
	dir := os.Getenv("PARALLAX_GOLDEN_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "scoring", "testdata", "golden")
	}
	return filepath.Join(dir, "streams")
}

func streamFile(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(streamDir(), name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// readStreams reads the files, sorted by initiative.
func readStreams(t *testing.T) []*stream {
	t.Helper()
	var rosters map[string][]streamRoster
	streamFile(t, "rosters.json", &rosters)
	var expected map[string]map[string]struct{ Rounds []streamRecord }
	streamFile(t, "expected.json", &expected)
	by := map[string]*stream{}
	var all []*stream
	for _, id := range slices.Sorted(maps.Keys(rosters)) {
		s := &stream{id: id, rosters: rosters[id], answers: map[int]map[string]map[scoring.Dimension]streamAnswer{}, wanted: map[scoring.Dimension][]streamRecord{}}
		for name, d := range expected[id] {
			dim, ok := streamDims[name]
			if !ok {
				t.Fatalf("%s: the question bank has nothing for %q", id, name)
			}
			s.wanted[dim] = d.Rounds
		}
		for _, r := range s.rosters {
			s.people = append(append(s.people, r.IT...), r.Biz...)
		}
		slices.Sort(s.people)
		s.people = slices.Compact(s.people)
		by[id] = s
		// A pulse asks all its dimensions, so an initiative of which the files keep
		// only some cannot be played.
		if id != streamLeftOut && len(s.wanted) == len(streamDims) {
			all = append(all, s)
		}
	}
	f, err := os.Open(filepath.Join(streamDir(), "answers.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	asked := map[string]map[string]bool{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var a struct {
			Round                             int
			Initiative, Respondent, Dimension string
			Own, Guess                        int // null stays 0
		}
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		s := by[a.Initiative]
		if len(s.wanted) < len(streamDims) {
			continue
		}
		if s.answers[a.Round] == nil {
			s.answers[a.Round] = map[string]map[scoring.Dimension]streamAnswer{}
		}
		if s.answers[a.Round][a.Respondent] == nil {
			s.answers[a.Round][a.Respondent] = map[scoring.Dimension]streamAnswer{}
		}
		s.answers[a.Round][a.Respondent][streamDims[a.Dimension]] = streamAnswer{a.Own, a.Guess}
		at := fmt.Sprint(a.Initiative, " ", a.Round)
		if asked[at] == nil {
			asked[at] = map[string]bool{}
		}
		asked[at][a.Dimension] = true
	}
	for at, dims := range asked {
		if len(dims) != len(streamDims) {
			t.Fatalf("%s asks %d dimensions: a pulse with items: all asks all %d", at, len(dims), len(streamDims))
		}
	}
	return all
}

// streamFileOf is the org file as it stands in the n-th round.
func streamFileOf(all []*stream, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "org: %s\ndigest: false\nslack: [{team: %s}]\npeople:\n", streamOrg, streamTeam)
	user := streamUsers(all)
	for _, s := range all {
		for _, p := range s.people {
			fmt.Fprintf(&b, "  - {id: %s, name: %s, slack: %s, zone: Europe/Berlin}\n", p, p, user[p])
		}
	}
	b.WriteString("priorities:\n  - {id: growth, name: Grow online revenue}\ninitiatives:\n")
	for i, s := range all {
		r := s.rosters[n-1]
		fmt.Fprintf(&b, `  - id: %[1]s
    name: Initiative %[1]s
    priority: growth
    stage: building
    why: Customers get what they came for.
    why_confirmed: [%[2]s, %[3]s]
    leads: {it: [%[4]s], biz: [%[5]s]}
    owner: %[2]s
    channels: [{slack: %[6]s}]
    pulse: {heads_up: false, cadence: "0 10 * * 2", zone: Europe/Berlin, window: 72h, items: all, guesses: all, dimensions: [value, priority, delivery, feasibility, promises_it, decisions]}
`, s.id, r.IT[0], r.Biz[0], strings.Join(r.IT, ", "), strings.Join(r.Biz, ", "), streamChannel(i))
	}
	return b.String()
}

func streamChannel(i int) string { return fmt.Sprintf("C%04d", i+1) }

func streamUsers(all []*stream) map[string]string {
	users := map[string]string{}
	for _, s := range all {
		for _, p := range s.people {
			users[p] = fmt.Sprintf("U%04d", len(users)+1)
		}
	}
	return users
}

// streamWorld is the wired program before a stand-in for Slack. Its clock and its
// engine are moved by the test only.
type streamWorld struct {
	t     testing.TB
	space *sandbox.Workspace
	svc   *service
	clock *practiceClock
}

// newStreamWorld wires the program to the members and channels of an org file.
// redisURL "" is the embedded store.
func newStreamWorld(t testing.TB, org []byte, redisURL string, begin time.Time) *streamWorld {
	t.Helper()
	w := &streamWorld{t: t, clock: &practiceClock{t: begin}}
	environ, self := w.stage(org)
	if redisURL != "" {
		environ["PARALLAX_REDIS_URL"] = redisURL
		environ["PARALLAX_SECRET_KEY"] = base64.StdEncoding.EncodeToString([]byte("thirty-two bytes, for tests only"))
	}
	cfg, err := loadConfig(environ)
	if err != nil {
		t.Fatal(err)
	}
	w.svc, err = newService(t.Context(), cfg, world{
		stdout: io.Discard, stderr: io.Discard, environ: environ, now: w.clock.now, quiet: true, byHand: true, hurried: true, save: 24 * time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.svc.close(); err != nil {
			t.Error(err)
		}
	})
	bot, closeBot, err := listen(w.svc.handler)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeBot)
	w.space.Connect(bot, self)
	w.apply(org)
	return w
}

// stage makes the stand-in with everybody of the org file in it, and gives the
// environment in which the program finds it, and its own address.
func (w *streamWorld) stage(org []byte) (environ map[string]string, self string) {
	t := w.t
	t.Helper()
	setup, err := parseOrg("org.yaml", org)
	if err != nil {
		t.Fatal(err)
	}
	c := sandbox.Config{
		Team: setup.Org.Slack[0], TeamName: "Streams", BotToken: practiceBotToken, AppToken: "xapp-1", SigningSecret: practiceSecret,
		BotUser: "U9999", BotID: "B9999", AppID: "A9999", Scopes: slackScopes, Now: w.clock.now,
		Deadline: 30 * time.Second, TriggerLife: 30 * time.Second, // the machine may be busy
	}
	for _, p := range setup.People {
		c.Members = append(c.Members, sandbox.Member{ID: p.Account().ID, Name: p.Name, Zone: p.Zone, Team: c.Team})
	}
	for _, i := range setup.Initiatives {
		c.Channels = append(c.Channels, sandbox.Channel{ID: i.Channels[0].ID, Name: string(i.ID), Members: []string{c.BotUser}})
	}
	w.space = sandbox.New(c)
	t.Cleanup(w.space.Close)
	self, closeAPI, err := listen(w.space.Handler())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(closeAPI)
	return map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_DATA": t.TempDir(), "PARALLAX_LOG_LEVEL": "error",
		"SLACK_API_URL": self + "/api/", "SLACK_BOT_TOKEN": practiceBotToken, "SLACK_SIGNING_SECRET": practiceSecret,
	}, self
}

func (w *streamWorld) apply(org []byte) {
	w.t.Helper()
	if err := apply(w.t.Context(), w.svc.store, "org.yaml", org, w.clock.now(), false, io.Discard); err != nil {
		w.t.Fatal(err)
	}
}

// to moves the clock and turns the engine once.
func (w *streamWorld) to(at time.Time) {
	w.t.Helper()
	w.clock.set(at)
	if err := w.svc.engine.turn(w.t.Context(), at); err != nil {
		w.t.Fatal(err)
	}
}

// open presses the button of the person's newest check-in and gives the form.
func (w *streamWorld) open(ctx context.Context, user string) *sandbox.View {
	w.t.Helper()
	im := w.space.IM(user)
	messages := w.space.Sees(user, im)
	at := -1
	for n, m := range messages {
		if kind, _ := streamStamp(m.Metadata); kind == "ask" {
			at = n
		}
	}
	if at < 0 {
		w.t.Fatalf("%s has no check-in", user)
	}
	ack, err := w.space.Press(ctx, user, im, messages[at].TS, slack.ActionOpen)
	if err != nil || !ack.OK() {
		w.t.Fatalf("%s opens the check-in: %v %+v", user, err, ack)
	}
	v := w.space.View(user)
	if v == nil {
		w.t.Fatalf("%s: no form came up", user)
	}
	return v
}

// submit sends the form and expects it to be saved. On a busy machine the bot may
// answer "not saved, please press again": that is what people do, too.
func (w *streamWorld) submit(ctx context.Context, user string, v *sandbox.View, input map[string]string) {
	w.t.Helper()
	for range 5 {
		ack, err := w.space.Submit(ctx, user, v.ID, input)
		if err != nil || !ack.OK() {
			w.t.Fatalf("%s submits: %v %+v", user, err, ack)
		}
		if v = w.space.View(user); v == nil {
			return
		}
		if len(v.Errors) == 0 {
			w.t.Fatalf("%s: the form reads %s", user, v.Blocks)
		}
	}
	w.t.Fatalf("%s: the form was never saved: %v", user, v.Errors)
}

func streamStamp(metadata json.RawMessage) (kind, initiative string) {
	var m struct {
		Payload struct{ Kind, Initiative string } `json:"event_payload"`
	}
	if json.Unmarshal(metadata, &m) != nil {
		return "", ""
	}
	return m.Payload.Kind, m.Payload.Initiative
}

func TestStreams(t *testing.T) {
	all := readStreams(t)
	t.Run("embedded", func(t *testing.T) { playStreams(t, all, "") })
	t.Run("redis", func(t *testing.T) {
		if testing.Short() && os.Getenv("CI") != "true" {
			t.Skip("-short: the embedded store only")
		}
		playStreams(t, all, "redis://"+redistest.Start(t))
	})
}

func playStreams(t *testing.T, all []*stream, redisURL string) {
	began := time.Now()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(round, day, hour int) time.Time {
		when, _ := checkins.Resolve(streamFirst.AddDays(7*(round-1)+day), hour*60, loc)
		return when
	}
	file := streamFileOf(all, 1)
	w := newStreamWorld(t, []byte(file), redisURL, at(1, -1, 12))
	rounds := len(all[0].rosters)
	user := streamUsers(all)
	changes, forms := 0, 0
	for n := 1; n <= rounds; n++ {
		w.clock.set(at(n, -1, 12))
		if now := streamFileOf(all, n); now != file {
			file = now
			w.apply([]byte(file))
			changes++
		}
		w.to(at(n, 0, 10))
		for _, s := range all {
			for _, p := range s.people {
				answers := s.answers[n][p]
				if answers == nil {
					continue
				}
				v := w.open(t.Context(), user[p])
				input := map[string]string{}
				id := checkins.RoundIDOf(checkins.InitiativeID(s.id), streamFirst.AddDays(7*(n-1)))
				for d, a := range answers {
					input[bot.InputID(slack.InputRate, id, d)] = strconv.Itoa(a.own)
					input[bot.InputID(slack.InputGuess, id, d)] = strconv.Itoa(a.guess)
				}
				w.submit(t.Context(), user[p], v, input)
				forms++
			}
		}
		w.to(at(n, 2, 9)) // who did not answer is nudged
		w.to(at(n, 3, 10))
	}
	w.holdStreams(t, all)
	if v := w.space.Violations(); len(v) > 0 {
		t.Errorf("payloads that Slack would refuse: %q", v)
	}
	t.Logf("%d initiatives, %d rounds, %d forms, %d changed rosters in %s", len(all), rounds, forms, changes, time.Since(began).Round(time.Millisecond))
}

// holdStreams compares what the channels read, and what the store keeps, with the
// files.
func (w *streamWorld) holdStreams(t *testing.T, all []*stream) {
	var read, want []string
	opening := func(initiative string, round int, d scoring.Dimension) string {
		return fmt.Sprintf("%s round %02d: %s", initiative, round, d)
	}
	org := checkins.OrgID(streamOrg)
	is, err := w.svc.store.AllInitiatives(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	for n, s := range all {
		i := is[slices.IndexFunc(is, func(i checkins.Initiative) bool { return string(i.ID) == s.id })]
		for _, seen := range w.space.Ledger() {
			kind, about := streamStamp(seen.Metadata)
			if seen.Channel != streamChannel(n) || kind != "alert" || seen.Kind != sandbox.SeenPost {
				continue
			}
			if about != s.id {
				t.Errorf("the channel of %s reads an alert about %q", s.id, about)
			}
			days := checkins.DateOf(seen.At.UTC()).UTC().Sub(streamFirst.UTC()) / (24 * time.Hour)
			listed := 0
			for _, d := range i.Pulse.Dimensions {
				q, err := checkins.QuestionOf(i, "Grow online revenue", d)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(seen.Blocks), q.Text) {
					read = append(read, opening(s.id, int(days/7)+1, d))
					listed++
				}
			}
			if listed == 0 {
				t.Errorf("%s: an alert that lists nothing: %s", s.id, seen.Text)
			}
		}
		for d, records := range s.wanted {
			for _, r := range records {
				if r.Event == "opened" {
					want = append(want, opening(s.id, r.Round, d))
				}
				w.holdRecord(t, s.id, d, r)
			}
		}
	}
	slices.Sort(read)
	slices.Sort(want)
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("openings that the channels read (-expected +read):\n%s", diff)
	}
	if len(want) == 0 {
		t.Error("the files hold no opening: nothing was tested")
	}
}

// holdRecord compares the kept record of a round with the file's.
func (w *streamWorld) holdRecord(t *testing.T, initiative string, d scoring.Dimension, want streamRecord) {
	t.Helper()
	id := checkins.RoundIDOf(checkins.InitiativeID(initiative), streamFirst.AddDays(7*(want.Round-1)))
	scored, err := w.svc.store.Scored(t.Context(), streamOrg, id)
	if err != nil {
		t.Fatal(err)
	}
	records := scored.Records
	n := slices.IndexFunc(records, func(r checkins.Record) bool { return r.Dimension == d })
	if n < 0 {
		t.Errorf("%s %s: no record", id, d)
		return
	}
	data, err := json.Marshal(records[n].Record)
	if err != nil {
		t.Fatal(err)
	}
	var got streamRecord
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	got.Round = want.Round // within the dimension; every round asks it here
	if !(math.Abs(got.G-want.G) <= streamClose) || !(math.Abs(got.Certainty-want.Certainty) <= streamClose) {
		t.Errorf("%s %s: G %v with %v, want %v with %v", id, d, got.G, got.Certainty, want.G, want.Certainty)
	}
	got.G, got.Certainty = want.G, want.Certainty
	if got != want {
		t.Errorf("%s %s: %+v, want %+v", id, d, got, want)
	}
}
