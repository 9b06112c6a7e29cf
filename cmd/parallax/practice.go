package main

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"hash/fnv"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"parallax/bot"
	"parallax/checkins"
	"parallax/sandbox"
)

//go:embed practice.yaml
var practiceOrg []byte

// Where the practice workspace begins: the Monday before the first check-in.
const (
	practiceZone  = "Europe/Berlin"
	practiceFirst = checkins.Date("2026-03-02")
)

// practice is the small company of `parallax demo`: a stand-in for Slack and one
// for Teams, the real bot on the embedded store, a clock that only moves when
// somebody wishes, and leads who answer by a scenario.
type practice struct {
	space  *sandbox.Workspace
	tenant *sandbox.Tenant
	svc    *service
	cast   *sandbox.Cast
	loc    *time.Location
	setup  checkins.Setup
	clock  *practiceClock
	move   sync.Mutex // one move of the clock at a time

	users  map[string]checkins.PersonID // Slack id or AAD object id -> person
	played map[string]bool              // users whom the visitor plays: they do not answer by themselves
	left   checkins.InitiativeID        // what the visitor looks after: nobody else begins anything there; empty: there is no visitor

	signer  bot.Signer // opens what buttons say about themselves
	errands errands

	toured toured

	mu        sync.Mutex
	scenarios map[checkins.InitiativeID]string
}

type practiceClock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *practiceClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *practiceClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

// practiceTokens are known to both ends of the practice workspace and open
// nothing anywhere else.
const (
	practiceBotToken = "xoxb-practice"
	practiceSecret   = "practice-signing-secret"
	// practiceKey signs the buttons. It is always the same, so that equal seeds
	// print equal lines.
	practiceKey = "cHJhY3RpY2Uga2V5OiBpdCBvcGVucyBub3RoaW5nICE="
)

// newPractice starts the stand-ins and the bot, and enrols the company. visitor
// says whether Ana and Ben are played by somebody. stop ends everything.
func newPractice(ctx context.Context, w world, seed uint64, visitor bool) (p *practice, stop func(), err error) {
	loc, err := time.LoadLocation(practiceZone)
	if err != nil {
		return nil, nil, fmt.Errorf("practice zone: %w", err)
	}
	start, _ := checkins.Resolve(practiceFirst, 9*60, loc)
	p = &practice{
		cast: sandbox.NewCast(seed), loc: loc, clock: &practiceClock{t: start},
		scenarios: map[checkins.InitiativeID]string{}, users: map[string]checkins.PersonID{}, played: map[string]bool{},
	}
	if p.setup, err = parseOrg("practice.yaml", practiceOrg); err != nil {
		return nil, nil, err
	}
	if visitor {
		p.left = tourOf
	}
	for _, person := range p.setup.People {
		user := person.Account().ID
		p.users[user] = person.ID
		p.played[user] = visitor && (person.ID == "ana" || person.ID == "ben")
	}
	p.space, p.tenant = sandbox.New(p.slackSide()), sandbox.NewTenant(p.teamsSide())

	var undo []func()
	stop = func() {
		for _, f := range slices.Backward(undo) {
			f()
		}
	}
	defer func() {
		if err != nil {
			stop()
		}
	}()
	undo = append(undo, p.space.Close, p.tenant.Close)
	platforms := http.NewServeMux()
	platforms.Handle("/", p.space.Handler())
	platforms.Handle("/teams/", p.tenant.Handler())
	self, closeAPI, err := listen(platforms)
	if err != nil {
		return nil, nil, err
	}
	undo = append(undo, closeAPI)
	p.tenant.Connect("", self)
	dir, err := os.MkdirTemp("", "parallax-demo-")
	if err != nil {
		return nil, nil, err
	}
	undo = append(undo, func() { _ = os.RemoveAll(dir) })

	w.now, w.quiet, w.hurried, w.save = p.clock.now, true, true, 24*time.Hour // nothing is kept
	// Of the surroundings only how much is logged counts here.
	w.environ = map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_DATA": dir, "PARALLAX_LOG_LEVEL": cmp.Or(w.environ["PARALLAX_LOG_LEVEL"], "warn"),
		"SLACK_API_URL": self + "/api/", "SLACK_BOT_TOKEN": practiceBotToken, "SLACK_SIGNING_SECRET": practiceSecret,
		"TEAMS_APP_ID": practiceApp, "TEAMS_APP_PASSWORD": practiceAppKey, "TEAMS_TENANT_ID": p.setup.Org.Teams[0],
		"TEAMS_OPENID_URL": p.tenant.OpenIDURL(), "TEAMS_TOKEN_URL": p.tenant.TokenURL(), "TEAMS_SERVICE_HOSTS": strings.TrimPrefix(self, "http://"),
		"PARALLAX_SECRET_KEY": practiceKey,
	}
	cfg, err := loadConfig(w.environ)
	if err != nil {
		return nil, nil, err
	}
	keys, err := cfg.keys()
	if err != nil {
		return nil, nil, err
	}
	if p.signer, err = keys.signer(); err != nil {
		return nil, nil, err
	}
	if p.svc, err = newService(ctx, cfg, w); err != nil {
		return nil, nil, err
	}
	undo = append(undo, func() { _ = p.svc.close() })
	bot, closeBot, err := listen(p.svc.handler)
	if err != nil {
		return nil, nil, err
	}
	undo = append(undo, closeBot)
	p.space.Connect(bot, self)
	p.tenant.Connect(bot, self)
	for n := range p.setup.Initiatives {
		p.scenarios[p.setup.Initiatives[n].ID] = scenarioOf(p.setup.Initiatives[n].ID)
	}
	p.setup = withNext(p.setup, start)
	if err := p.svc.store.Enrol(ctx, p.setup); err != nil {
		return nil, nil, err
	}
	if err := p.install(ctx); err != nil {
		return nil, nil, err
	}
	return p, stop, nil
}

// listen serves h on a free loopback port until the returned function is called.
func listen(h http.Handler) (url string, stop func(), err error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l)
	}()
	return "http://" + l.Addr().String(), func() { _ = s.Close(); <-done }, nil
}

// to moves the clock to t, an hour at a time in working hours, so that everything
// happens at its hour, and lets the simulated leads answer in between.
func (p *practice) to(ctx context.Context, t time.Time) error {
	p.move.Lock()
	defer p.move.Unlock()
	for {
		now := p.clock.now()
		next := now.Truncate(time.Hour).Add(time.Hour)
		for next.Before(t) && !busy(next.In(p.loc)) {
			next = next.Add(time.Hour)
		}
		if next.After(t) {
			next = t
		}
		p.clock.set(next)
		if err := again(ctx, func() error { return p.svc.engine.turn(ctx, next) }); err != nil {
			return err
		}
		if busy(next.In(p.loc)) {
			if err := p.answer(ctx, next); err != nil {
				return err
			}
		}
		if !next.Before(t) {
			return nil
		}
	}
}

// turns sends what people asked for and pressed, until ctx ends. While the clock
// moves it waits: a letter is to arrive at its hour.
func (p *practice) turns(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.svc.engine.wake:
		}
		p.move.Lock()
		_ = p.svc.engine.turn(ctx, p.clock.now()) // the next turn tries again
		p.move.Unlock()
	}
}

// busy reports whether something can happen in that hour of a zone.
func busy(t time.Time) bool {
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && t.Hour() >= 9 && t.Hour() <= 17
}

// tries is how often the practice company tries something.
const tries = 5

// again does what a busy machine may be too slow for: the bot and the stand-in give
// up after the few seconds of real time that Slack would wait. A person would press
// the button again, and pressing it again does no harm.
func again(ctx context.Context, do func() error) error {
	var err error
	for range tries {
		if err = do(); err == nil || ctx.Err() != nil {
			return err
		}
	}
	return err
}

// answer lets each simulated lead look at the messages in about a third of the
// hours, and answer as the scenario of the initiative says.
func (p *practice) answer(ctx context.Context, now time.Time) error {
	answered := false
	for _, user := range slices.Sorted(maps.Keys(p.users)) {
		h := fnv.New32a()
		fmt.Fprint(h, user, now.Unix())
		if p.byVisitor(user) || h.Sum32()%3 != 0 {
			continue
		}
		who := func(round, _ string) sandbox.Role { return p.role(user, round) }
		did := false
		err := again(ctx, func() (err error) {
			if p.inTeams(user) {
				did, err = p.cast.PlayCard(ctx, p.tenant, user, who)
			} else {
				did, err = p.cast.Play(ctx, p.space, user, who)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("%s answers: %w", p.users[user], err)
		}
		answered = answered || did
	}
	if answered {
		if err := again(ctx, func() error { return p.svc.engine.turn(ctx, now) }); err != nil {
			return err
		}
	}
	for _, do := range []func(context.Context, time.Time) error{p.report, p.rank, p.begin, p.run} {
		if err := do(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

// rank lets simulated leads pick what comes first, one after the other, so that what is
// printed stands in the same order each time.
func (p *practice) rank(ctx context.Context, now time.Time) error {
	for _, user := range slices.Sorted(maps.Keys(p.users)) {
		if p.byVisitor(user) {
			continue
		}
		for did, steps := true, 0; did && steps < 2; steps++ {
			var err error
			if did, err = p.ranks(ctx, user); err == nil && did {
				err = again(ctx, func() error { return p.svc.engine.turn(ctx, now) })
			}
			if err != nil {
				return fmt.Errorf("%s ranks: %w", p.users[user], err)
			}
		}
	}
	return nil
}

// ranks is that of one lead, once a month.
func (p *practice) ranks(ctx context.Context, user string) (did bool, err error) {
	person := p.users[user]
	for _, i := range p.setup.Initiatives {
		side, leads := i.Side(person)
		if !leads {
			continue
		}
		err = again(ctx, func() (err error) {
			if p.inTeams(user) {
				did, err = p.cast.RankCard(ctx, p.tenant, user, string(person), side.String())
			} else {
				did, err = p.cast.Rank(ctx, p.space, user, string(person), side.String())
			}
			return err
		})
		return did, err
	}
	return false, nil
}

// nextRound is when the next round asks, after the one under way has closed.
func (p *practice) nextRound() time.Time {
	pulse := p.setup.Initiatives[0].Pulse
	next, _ := pulse.Next(checkins.DateOf(p.clock.now().In(p.loc)))
	return next.Opens.Add(5 * time.Minute)
}

// nextMorning is nine o'clock of the next working day.
func (p *practice) nextMorning() time.Time {
	t := p.clock.now().In(p.loc)
	d := checkins.DateOf(t)
	for {
		d = d.AddDays(1)
		at, _ := checkins.Resolve(d, 9*60, p.loc)
		if busy(at.In(p.loc)) {
			return at
		}
	}
}

// scenarioOf is how the simulated leads of an initiative answer: as its id says.
func scenarioOf(id checkins.InitiativeID) string {
	if slices.Contains(sandbox.ScenarioNames(), string(id)) {
		return string(id)
	}
	return sandbox.Aligned
}

// role is the part of a simulated lead in a round.
func (p *practice) role(user, round string) sandbox.Role {
	id := checkins.RoundID(round)
	i, person := p.initiative(id.Initiative()), p.users[user]
	if i.ID == "" { // the visitor set it up
		made, err := p.svc.store.Initiatives(context.Background(), p.setup.Org.ID, id.Initiative())
		if err != nil || len(made) == 0 {
			return sandbox.Role{}
		}
		i = made[0]
	}
	side, ok := i.Side(person)
	if !ok {
		return sandbox.Role{}
	}
	first, _ := i.Pulse.Next(practiceFirst)
	p.mu.Lock()
	defer p.mu.Unlock()
	return sandbox.Role{
		Scenario: cmp.Or(p.scenarios[i.ID], sandbox.Aligned), Initiative: string(i.ID), Person: string(person), Side: side.String(),
		Round: int(id.Date().UTC().Sub(first.Date.UTC())/(7*24*time.Hour)) + 1,
	}
}
