package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rogpeppe/go-internal/testscript"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/sandbox"
	"parallax/scoring"
)

// Where every story begins, and the zone in which it tells times.
const (
	storyZone  = "Europe/Berlin"
	storyBegin = "2026-03-02T09:00:00+01:00" // a Monday
)

// storyLease is how long a claimed letter may be under way. Only one process
// lives at a time, so a lease matters only after a death.
const storyLease = time.Millisecond

// turnMost is how long one turn of the engine may take: one that never ends is a
// fault that a story is to find.
const turnMost = time.Minute

const botUser = "U9999"

// story is one story under way.
type story struct {
	ts     *testscript.TestScript // of the line under way
	redis  string                 // host:port, of a Cluster several; empty: the embedded store
	dir    string
	clock  *practiceClock
	pace   bot.Pace
	loc    *time.Location
	space  *sandbox.Workspace
	slackd *httptest.Server // Slack, as the bot sees it
	tenant *sandbox.Tenant
	teamsd *httptest.Server // Teams, likewise
	door   *httptest.Server // the bot, as both see it
	absent map[string]bool  // platforms of which the bot knows nothing
	life   atomic.Pointer[life]
	log    logBuffer
	failed bool

	setup   checkins.Setup                 // as applied last
	applied string                         // printed by apply
	people  map[checkins.PersonID][]string // their accounts: one of Slack, one of Teams
	sent    []delivery
	did     map[checkins.PersonID]int  // taps, words and submits of each
	forms   map[string]sandbox.Message // in Teams: the card in which somebody fills a form in

	looked  [2]int // ledger entries looked at, of Slack and of Teams
	waiting []sandbox.Seen
	quiet   map[string]bool
	shown   map[string]string // what each message says, by channel and ts
}

// delivery is what a platform brought to the bot, by act.
type delivery struct {
	what  string
	teams bool
}

// life is one process of the bot, from its start to its end.
type life struct {
	svc    *service
	url    string
	cancel context.CancelFunc
	ended  chan error // run has returned
	dead   atomic.Bool

	falters     atomic.Bool // it is to fail at the point, once, and not to die
	mu          sync.Mutex
	point, kind string        // where it is to die
	letter      checkins.Kind // of the attempt under way
}

var (
	errDead  = errors.New("the process has died")
	errFault = errors.New("a step fails")
)

// hit ends the process where the story says. What a turn of the engine was about
// to do next is never done; a request fails, and its answer is lost at the door.
func (l *life) hit(name string) error {
	if l.dead.Load() {
		return errDead
	}
	if !l.meets(name) {
		return nil
	}
	if l.falters.Swap(false) {
		l.fate("", "")
		return errFault
	}
	l.dead.Store(true)
	if !strings.HasPrefix(name, "record.") {
		runtime.Goexit()
	}
	return errDead
}

func (l *life) meets(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return name == l.point && (l.kind == "" || l.kind == string(l.letter))
}

// fate sets the point at which the process is to die, and returns the one before.
func (l *life) fate(point, kind string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := strings.TrimSpace(l.point + " " + l.kind)
	l.point, l.kind = point, kind
	return before
}

// watchedCourier notes which letter is under way.
type watchedCourier struct {
	checkins.Courier
	l *life
}

func (w watchedCourier) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	w.l.mu.Lock()
	w.l.letter = p.Letter.Kind
	w.l.mu.Unlock()
	return w.Courier.Send(ctx, p)
}

// patient is the pace of a story, in which a week passes in a second: what a platform
// says is heeded, by all processes and by the story's clock, and nobody counts.
type patient struct{ *checkinstest.Memory }

func (p patient) Turn(ctx context.Context, c checkins.Call) (checkins.Turn, error) {
	c.Whole, c.There = checkins.Quota{}, nil
	return p.Memory.Turn(ctx, c)
}

func newStory(e *testscript.Env, server string) (*story, error) {
	loc, err := time.LoadLocation(storyZone)
	if err != nil {
		return nil, err
	}
	begin, err := time.Parse(time.RFC3339, storyBegin)
	if err != nil {
		return nil, err
	}
	s := &story{
		redis: server, dir: filepath.Join(e.WorkDir, ".data"), loc: loc, clock: &practiceClock{t: begin},
		people: map[checkins.PersonID][]string{}, did: map[checkins.PersonID]int{}, quiet: map[string]bool{}, shown: map[string]string{},
		absent: map[string]bool{}, forms: map[string]sandbox.Message{},
	}
	s.pace = patient{checkinstest.NewMemory(s.clock.now)}
	for addr := range strings.FieldsFuncSeq(server, func(r rune) bool { return r == ',' }) {
		c := redis.NewClient(&redis.Options{Addr: addr})
		err := c.FlushAll(context.Background()).Err()
		if err := errors.Join(err, c.Close()); err != nil {
			return nil, err
		}
	}
	s.space = sandbox.New(sandbox.Config{
		Team: "T0001", TeamName: "Acme", BotToken: practiceBotToken, SigningSecret: practiceSecret,
		BotUser: botUser, BotID: "B9999", AppID: "A9999", Scopes: slackScopes, Now: s.clock.now,
		Deadline: time.Minute, TriggerLife: time.Minute, // the machine may be busy
		Actions: []sandbox.MessageAction{{ID: slack.CallbackSave, Title: saveTitle}},
	})
	s.slackd = httptest.NewServer(s.whileAlive(s.space.Handler()))
	s.door = httptest.NewServer(s.whileAlive(s.toBot()))
	s.space.Connect(s.door.URL, s.slackd.URL)
	s.openTenant()
	t := e.T()
	e.Defer(func() { s.end(t) })
	return s, nil
}

// whileAlive cuts connections, both ways, as soon as no process of the bot lives.
func (s *story) whileAlive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l := s.life.Load(); l == nil || l.dead.Load() {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})
}

func (s *story) toBot() http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			to, _ := url.Parse(s.life.Load().url)
			r.SetURL(to)
		},
		ModifyResponse: func(*http.Response) error {
			if s.life.Load().dead.Load() {
				return errDead
			}
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		ErrorLog:     log.New(io.Discard, "", 0),
	}
}

// logBuffer gathers what the bot logs.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (s *story) world() world {
	w := world{stdout: io.Discard, stderr: &s.log, now: s.clock.now, quiet: true, byHand: true, hurried: true, lease: storyLease, save: time.Hour}
	w.environ = map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_LOG_LEVEL": "warn",
		"SLACK_API_URL": s.slackd.URL + "/api/", "SLACK_BOT_TOKEN": practiceBotToken, "SLACK_SIGNING_SECRET": practiceSecret,
		"TEAMS_APP_ID": storyApp, "TEAMS_APP_PASSWORD": storySecret, "TEAMS_TENANT_ID": storyTenant,
		"TEAMS_OPENID_URL": s.tenant.OpenIDURL(), "TEAMS_TOKEN_URL": s.tenant.TokenURL(),
		"TEAMS_SERVICE_HOSTS": strings.TrimPrefix(s.teamsd.URL, "http://"),
	}
	maps.DeleteFunc(w.environ, func(name, _ string) bool {
		platform, _, _ := strings.Cut(name, "_")
		return s.absent[platform]
	})
	if s.redis == "" {
		w.environ["PARALLAX_DATA"] = s.dir
		return w
	}
	w.environ["PARALLAX_REDIS_URL"] = "redis://" + s.redis
	if strings.Contains(s.redis, ",") {
		w.environ["PARALLAX_WAIT_REPLICAS"], w.environ["PARALLAX_DURABILITY"] = "0", string(Relaxed)
	}
	w.environ["PARALLAX_SECRET_KEY"] = base64.StdEncoding.EncodeToString([]byte("a key of thirty-two bytes, secret"[:32]))
	return w
}

func (s *story) alive() bool { l := s.life.Load(); return l != nil && !l.dead.Load() }

// bot: starts [without PLATFORM], stops, restarts, dies [at POINT [KIND]], fails at
// POINT.
func (s *story) bot(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "starts" && args[1] == "without":
		s.absent[strings.ToUpper(args[2])] = true
		return s.start()
	case len(args) == 1 && args[0] == "starts":
		return s.start()
	case len(args) == 1 && args[0] == "stops":
		return s.stop()
	case len(args) == 1 && args[0] == "restarts":
		if s.alive() {
			if err := s.stop(); err != nil {
				return err
			}
		}
		return s.start()
	case len(args) == 1 && args[0] == "dies":
		if !s.alive() {
			return errors.New("it does not live")
		}
		s.life.Load().dead.Store(true)
		return s.bury()
	case len(args) >= 3 && len(args) <= 4 && (args[0] == "dies" || args[0] == "fails") && args[1] == "at":
		if !s.alive() || !knownPoint(args[2]) {
			return errors.New("it does not live, or there is no such point: parallax version --failpoints lists them")
		}
		s.life.Load().falters.Store(args[0] == "fails")
		s.life.Load().fate(args[2], strings.Join(args[3:], ""))
		return nil
	}
	return errors.New("want starts, stops, restarts, dies [at POINT [KIND]] or fails at POINT")
}

func (s *story) start() error {
	if s.alive() {
		return errors.New("it lives already")
	}
	l := &life{ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	ready := make(chan struct{})
	w := s.world()
	w.hit = l.hit
	w.ready = func(svc *service, url string) {
		svc.desk.Settle = 0 // the stand-in takes nothing late
		for platform, c := range svc.desk.Couriers {
			switch c := c.(tappedCourier).Courier.(type) { // rate limits pass on the story's clock
			case *slack.Courier:
				c.Now, c.Turns.Pace = s.clock.now, s.pace
			case *teams.Courier:
				c.Turns.Pace = s.pace
				s.timed(c)
			}
			svc.desk.Couriers[platform] = watchedCourier{c, l}
		}
		l.svc, l.url = svc, url
		close(ready)
	}
	go func() { l.ended <- run(ctx, []string{"serve"}, w) }()
	select {
	case <-ready:
	case err := <-l.ended:
		cancel()
		return err
	}
	s.life.Store(l)
	return s.turn()
}

// stop ends the process as SIGTERM does.
func (s *story) stop() error {
	l := s.life.Load()
	if !s.alive() {
		return errors.New("it does not live")
	}
	if point := l.fate("", ""); point != "" {
		return fmt.Errorf("it was to die at %s, and never came there", point)
	}
	l.cancel()
	err := <-l.ended
	l.dead.Store(true)
	return err
}

// bury clears up after a death: what the process still does fails, and its leases
// run out. An embedded store is as it was when the process died.
func (s *story) bury() error {
	l := s.life.Load()
	l.cancel()
	if err := <-l.ended; err != nil {
		return err
	}
	out := time.NewTimer(2 * storyLease)
	<-out.C
	return nil
}

// turn is what the engine does when it is woken, or when a second has passed.
func (s *story) turn() error {
	l := s.life.Load()
	if s.alive() {
		ctx, cancel := context.WithTimeout(context.Background(), turnMost)
		defer cancel()
		done := make(chan error, 1)
		go func() {
			defer close(done)
			done <- l.svc.engine.turn(ctx, s.clock.now())
		}()
		if err := errors.Join(<-done, ctx.Err()); err != nil && !l.dead.Load() {
			return fmt.Errorf("turn of the engine: %w", err)
		}
	}
	if l != nil && l.dead.Load() && l.fate("", "") != "" {
		if err := s.bury(); err != nil {
			return err
		}
	}
	return s.look()
}

// org: applies an org file; people and channels that are new to Slack appear there.
func (s *story) org(args []string) error {
	if len(args) != 1 {
		return errors.New("want a file")
	}
	file := s.ts.MkAbs(args[0])
	if _, err := os.Stat(file); err != nil {
		file = filepath.Join("testdata", "stories", "orgs", args[0])
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	again := s.redis == "" && s.alive() // an embedded store belongs to one process
	if again {
		if err := s.stop(); err != nil {
			return err
		}
	}
	var out strings.Builder
	w := s.world()
	w.stdout = &out
	if err := run(context.Background(), []string{"apply", "-f", file}, w); err != nil {
		return err
	}
	s.applied = out.String()
	if s.setup, err = parseOrg(file, data); err != nil {
		return err
	}
	s.furnish()
	if again {
		return s.start()
	}
	return s.turn()
}

// furnish brings people and channels into the workspace and the tenant.
func (s *story) furnish() {
	for _, p := range s.setup.People {
		for _, a := range p.Accounts {
			if id := strings.ToLower(a.ID); a.Platform == checkins.Teams && !slices.Contains(s.people[p.ID], id) {
				s.welcome(p.ID, sandbox.Member{ID: id, Name: p.Name, Zone: p.Zone})
			} else if a.Platform == checkins.Slack && !slices.Contains(s.people[p.ID], a.ID) {
				s.welcome(p.ID, sandbox.Member{ID: a.ID, Name: p.Name, Zone: p.Zone})
			}
		}
	}
	for _, i := range s.setup.Initiatives {
		for n, c := range i.Channels {
			if _, err := s.channel(c.ID); err != nil {
				name := string(i.ID)
				if n > 0 {
					name = fmt.Sprint(name, n+1)
				}
				if c.Platform == checkins.Teams {
					s.tenant.AddTeam(sandbox.Team{ID: strings.Replace(c.ID, "19:", "19:team-", 1), Name: i.Name, Channels: []sandbox.Channel{{ID: c.ID, Name: name}}})
				} else {
					s.space.AddChannel(sandbox.Channel{ID: c.ID, Name: name, Members: []string{botUser}})
				}
			}
			for _, p := range slices.Concat(i.Leads[scoring.IT], i.Leads[scoring.Biz], []checkins.PersonID{i.Owner, i.Sponsor}) {
				for _, user := range s.people[p] {
					if inTeams(user) {
						s.tenant.Invite(c.ID, user)
					} else {
						s.space.Invite(c.ID, user)
					}
				}
			}
		}
	}
}

// welcome gives somebody an account and the story a word for them; for who has two,
// one more for each.
func (s *story) welcome(p checkins.PersonID, m sandbox.Member) {
	if inTeams(m.ID) {
		s.tenant.AddMember(m)
	} else {
		s.space.AddMember(m)
	}
	name := func(p checkins.PersonID, users ...string) {
		s.people[p] = users
		s.ts.SetCmd(string(p), command(string(p), func(s *story, args []string) error { return s.act(p, args) }))
	}
	name(p, append(s.people[p], m.ID)...)
	if len(s.people[p]) > 1 {
		for _, user := range s.people[p] {
			name(p+checkins.PersonID(map[bool]string{false: ".slack", true: ".teams"}[inTeams(user)]), user)
		}
	}
}

// at: moves the clock, an hour at a time.
func (s *story) at(args []string) error {
	if err := s.nothing(nil); err != nil {
		return err
	}
	to, err := s.instant(args)
	if err != nil {
		return err
	}
	for {
		next := s.clock.now().Truncate(time.Hour).Add(time.Hour)
		if next.After(to) {
			next = to
		}
		s.clock.set(next)
		if _, err := s.space.RetryDue(context.Background()); err != nil {
			return err
		}
		if err := s.turn(); err != nil {
			return err
		}
		if !next.Before(to) {
			return nil
		}
	}
}

// instant is the next one that the words name: [weekday or date] time [zone].
func (s *story) instant(args []string) (time.Time, error) {
	loc := s.loc
	if n := len(args) - 1; n > 0 && strings.Contains(args[n], "/") {
		var err error
		if loc, err = time.LoadLocation(args[n]); err != nil {
			return time.Time{}, err
		}
		args = args[:n]
	}
	day := ""
	if len(args) == 2 {
		day, args = args[0], args[1:]
	}
	if len(args) != 1 {
		return time.Time{}, errors.New("want [weekday or date] time [zone], such as tue 10:00")
	}
	clock, err := time.Parse("15:04", args[0])
	if err != nil {
		return time.Time{}, err
	}
	now := s.clock.now()
	d := checkins.DateOf(now.In(loc))
	for range 366 {
		t, _ := checkins.Resolve(d, clock.Hour()*60+clock.Minute(), loc)
		fits := day == "" || string(d) == day || strings.HasPrefix(strings.ToLower(d.UTC().Weekday().String()), day)
		if fits && t.After(now) {
			return t, nil
		}
		d = d.AddDays(1)
	}
	return time.Time{}, fmt.Errorf("%s %s does not come within a year", day, args[0])
}

// end looks back on a story and clears up.
func (s *story) end(t testscript.T) {
	if !s.failed {
		if err := s.finish(); err != nil {
			s.failed = true
			t.Log("at the end:", err)
		}
	}
	if l := s.life.Load(); s.alive() {
		l.dead.Store(true)
		l.cancel()
		<-l.ended
	}
	s.space.Close()
	s.tenant.Close()
	s.door.Close()
	s.slackd.Close()
	s.teamsd.Close()
	if s.failed {
		t.Log("the bot's log:\n" + s.log.String())
		t.FailNow()
	}
}

func (s *story) finish() error {
	if err := s.look(); err != nil {
		return err
	}
	if err := s.nothing(nil); err != nil {
		return err
	}
	if v := s.space.Violations(); len(v) > 0 {
		return fmt.Errorf("payloads that Slack would refuse: %s", strings.Join(v, "; "))
	}
	if v := s.tenant.Violations(); len(v) > 0 {
		return fmt.Errorf("payloads that Teams would refuse: %s", strings.Join(v, "; "))
	}
	if s.alive() {
		return s.stop()
	}
	return nil
}
