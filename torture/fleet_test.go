package torture

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/sandbox"
	"parallax/store"
	"parallax/store/redistest"
)

// options say what a fleet is made of.
type options struct {
	slack, teams int    // leads on each platform; none at all: ten in Slack
	redis        string // see below
	lines        bool   // a line that can be spoiled between each replica and a single Redis, and to the platforms
	begin        time.Time
	cadence      string        // "": Tuesdays at ten
	zone         string        // of the pulse and of people, "": Europe/Berlin
	window       time.Duration // 0: three days
	deadline     time.Duration // after which Teams sends an activity again, 0: its own 15 s
	paced        bool          // calls are counted, at the pace of the real platforms
	blind        bool          // the app may not read conversations in Slack: a lost letter can't be looked for
	person       string        // more of each person in the org file, such as hours: "00:00-24:00"
}

// Kinds of Redis.
const (
	single     = ""           // one server
	replicated = "replicated" // one server with a replica that must hold each answer
	watched    = "sentinel"   // a primary, two replicas, three Sentinels
	clustered  = "cluster"    // three primaries with a replica each
)

const (
	org         = checkins.OrgID("fleet")
	team        = "T0001"
	botToken    = "xoxb-torture"
	secret      = "torture-signing-secret"
	tenantID    = "11111111-1111-1111-1111-111111111111"
	appID       = "33333333-3333-3333-3333-333333333333"
	appSecret   = "what-only-the-two-know"
	sideOfTen   = 5 // leads of an initiative on each side
	asksAtTen   = "0 10 * * 2"
	berlin      = "Europe/Berlin"
	roundWindow = 72 * time.Hour
)

var appKey = store.Key([]byte("thirty-two bytes, for tests only"))

// lead is somebody who is asked.
type lead struct {
	id         checkins.PersonID
	user       string // id on the platform
	inTeams    bool
	initiative checkins.InitiativeID
}

// fleet is a company, the stand-ins of its platforms, a Redis, and the replicas that a
// test starts.
type fleet struct {
	t       *testing.T
	options options
	rand    *rand.Rand
	clock   *clock
	leads   []*lead
	file    string // the org file, as applied last

	space    *sandbox.Workspace
	tenant   *sandbox.Tenant
	slackd   *httptest.Server
	teamsd   *httptest.Server
	toSlack  *line // nil without lines
	toTeams  *line
	door     *door
	url      string // of Redis
	single   string // its address, when it is one server
	servers  []*redistest.Server
	sentinel *redistest.Watched
	cluster  []string
	rdb      redis.UniversalClient
	store    *store.Store

	mu       sync.Mutex
	replicas []*replica
}

// newFleet makes everything but replicas, and applies the org. Its people are asked
// once a replica runs and the clock has come to the opening (see open).
func newFleet(t *testing.T, o options) *fleet {
	t.Helper()
	if o.slack+o.teams == 0 {
		o.slack = 2 * sideOfTen
	}
	o.cadence, o.zone = cmp.Or(o.cadence, asksAtTen), cmp.Or(o.zone, berlin)
	o.window = cmp.Or(o.window, roundWindow)
	if o.begin.IsZero() {
		o.begin = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) // a Monday
	}
	f := &fleet{t: t, options: o, rand: seeded(t)}
	if _, err := built(); err != nil {
		t.Fatal(err)
	}
	f.clock = newClock(t, o.begin)
	f.startRedis()
	t.Cleanup(func() {
		if t.Failed() {
			logs(t, f.replicas)
		}
	})
	f.startPlatforms()
	f.enrol()
	return f
}

func (f *fleet) startRedis() {
	t := f.t
	switch f.options.redis {
	case single, replicated:
		s := redistest.Launch(t)
		f.servers, f.single, f.url = []*redistest.Server{s}, s.Addr, "redis://"+s.Addr
		if f.options.redis == replicated {
			f.servers = append(f.servers, redistest.Replica(t, s.Addr))
		}
		f.rdb = redis.NewClient(&redis.Options{Addr: s.Addr, ReadTimeout: patience})
	case watched:
		f.sentinel = redistest.Sentinel(t)
		f.servers, f.url = f.sentinel.Servers, f.sentinel.URL()
		f.rdb = redis.NewFailoverClient(&redis.FailoverOptions{MasterName: f.sentinel.Name, SentinelAddrs: f.sentinel.Sentinels})
	case clustered:
		f.cluster = redistest.Cluster(t)
		redistest.Follow(t, f.cluster)
		f.url = "redis://" + strings.Join(f.cluster, ",")
		f.rdb = redis.NewClusterClient(&redis.ClusterOptions{Addrs: f.cluster})
	default:
		t.Fatalf("no such Redis: %s", f.options.redis)
	}
	t.Cleanup(func() { _ = f.rdb.Close() })
	var err error
	if f.store, err = store.New(f.rdb, store.Options{Key: appKey}); err != nil {
		t.Fatal(err)
	}
}

func (f *fleet) startPlatforms() {
	t := f.t
	scopes := slices.Clone(sandbox.EveryScope)
	if f.options.blind {
		scopes = slices.DeleteFunc(scopes, func(s string) bool { return strings.HasSuffix(s, ":history") })
	}
	f.space = sandbox.New(sandbox.Config{
		Team: team, TeamName: "Fleet", BotToken: botToken, SigningSecret: secret,
		BotUser: "U9999", BotID: "B9999", AppID: "A9999", Scopes: scopes, Now: f.clock.now,
		// Longer than the real ones, so that a reply that comes late can be measured.
		Deadline: 20 * time.Second, TriggerLife: patience,
	})
	f.tenant = sandbox.NewTenant(sandbox.TenantConfig{
		ID: tenantID, Name: "Fleet", AppID: appID, Secret: appSecret, Now: f.clock.now, InvokeDeadline: 20 * time.Second, Deadline: f.options.deadline,
	})
	f.slackd, f.teamsd = httptest.NewServer(f.space.Handler()), httptest.NewServer(f.tenant.Handler())
	f.door = newDoor(f)
	slackSelf, teamsSelf := f.slackd.URL, f.teamsd.URL
	if f.options.lines {
		f.toSlack = newLine(t, "to Slack", strings.TrimPrefix(slackSelf, "http://"))
		f.toTeams = newLine(t, "to Teams", strings.TrimPrefix(teamsSelf, "http://"))
		slackSelf, teamsSelf = "http://"+f.toSlack.addr, "http://"+f.toTeams.addr
	}
	f.space.Connect(f.door.server.URL, slackSelf)
	f.tenant.Connect(f.door.server.URL, teamsSelf)
	t.Cleanup(func() {
		f.space.Close()
		f.tenant.Close()
		f.slackd.CloseClientConnections()
		f.teamsd.CloseClientConnections()
		f.slackd.Close()
		f.teamsd.Close()
	})
}

// environ is what a process of the program finds, on its own line to Redis if it has
// one.
func (f *fleet) environ(toRedis *line) []string {
	url := f.url
	if toRedis != nil {
		url = "redis://" + toRedis.addr
	}
	slack, teams := strings.TrimPrefix(f.slackd.URL, "http://"), strings.TrimPrefix(f.teamsd.URL, "http://")
	if f.options.lines {
		slack, teams = f.toSlack.addr, f.toTeams.addr
	}
	env := []string{
		"PARALLAX_ADDR=127.0.0.1:0", "PARALLAX_REDIS_URL=" + url, "PARALLAX_CLOCK_FILE=" + f.clock.file, "PARALLAX_LOG_LEVEL=info",
		"PARALLAX_SECRET_KEY=" + base64.StdEncoding.EncodeToString(appKey[:]),
		"SLACK_API_URL=http://" + slack + "/api/", "SLACK_BOT_TOKEN=" + botToken, "SLACK_SIGNING_SECRET=" + secret,
		"TEAMS_APP_ID=" + appID, "TEAMS_APP_PASSWORD=" + appSecret, "TEAMS_TENANT_ID=" + tenantID,
		"TEAMS_OPENID_URL=" + f.tenant.OpenIDURL(), "TEAMS_TOKEN_URL=" + f.tenant.TokenURL(), "TEAMS_SERVICE_HOSTS=" + teams,
	}
	if !f.options.paced {
		env = append(env, "PARALLAX_UNPACED=1")
	}
	if f.options.redis == replicated {
		env = append(env, "PARALLAX_WAIT_REPLICAS=1")
	}
	return env
}

// enrol invents the people, puts them into the stand-ins, and applies the org file.
func (f *fleet) enrol() {
	o := f.options
	all := o.slack + o.teams
	var people, initiatives strings.Builder
	for n := range all {
		l := &lead{
			id: checkins.PersonID(fmt.Sprintf("p%04d", n+1)), user: fmt.Sprintf("U%04d", n+1), inTeams: n >= o.slack,
			initiative: checkins.InitiativeID(fmt.Sprintf("i%03d", n/(2*sideOfTen)+1)),
		}
		account := "slack: " + l.user
		if l.inTeams {
			l.user = fmt.Sprintf("22222222-2222-2222-2222-%012d", n+1)
			account = `teams: "aad:` + l.user + `"`
			f.tenant.AddMember(sandbox.Member{ID: l.user, Name: string(l.id), Zone: o.zone})
		} else {
			f.space.AddMember(sandbox.Member{ID: l.user, Name: string(l.id), Zone: o.zone})
		}
		f.leads = append(f.leads, l)
		more := ""
		if o.person != "" {
			more = ", " + o.person
		}
		fmt.Fprintf(&people, "  - {id: %s, name: %s, %s, zone: %s%s}\n", l.id, l.id, account, o.zone, more)
	}
	for at := 0; at < all; at += 2 * sideOfTen {
		crew := f.leads[at:min(all, at+2*sideOfTen)]
		var ids []string
		members := []string{"U9999"}
		for _, l := range crew {
			ids = append(ids, string(l.id))
			if !l.inTeams {
				members = append(members, l.user)
			}
		}
		half := (len(ids) + 1) / 2
		channel := fmt.Sprintf("C%04d", at/(2*sideOfTen)+1)
		f.space.AddChannel(sandbox.Channel{ID: channel, Name: string(crew[0].initiative), Members: members})
		fmt.Fprintf(&initiatives, `  - id: %[1]s
    name: Initiative %[1]s
    stage: live
    why: Customers get what they came for.
    why_confirmed: [%[2]s, %[3]s]
    leads: {it: [%[4]s], biz: [%[5]s]}
    owner: %[2]s
    channels: [{slack: %[6]s}]
    pulse: {heads_up: false, cadence: "%[7]s", zone: %[8]s, window: %[9]dh, dimensions: [value, delivery]}
`, crew[0].initiative, ids[0], ids[half], strings.Join(ids[:half], ", "), strings.Join(ids[half:], ", "), channel,
			o.cadence, o.zone, int(o.window.Hours()))
	}
	f.apply(fmt.Sprintf("org: %s\ndigest: false\nslack: [{team: %s}]\nteams: [{tenant: %s}]\npeople:\n%sinitiatives:\n%s", org, team, tenantID, &people, &initiatives))
}

// apply applies an org file.
func (f *fleet) apply(text string) {
	f.t.Helper()
	f.file = text
	file := filepath.Join(f.t.TempDir(), "org.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	f.parallax("apply", "-f", file)
}

// of returns the leads of a platform.
func (f *fleet) in(teams bool) []*lead {
	return slices.DeleteFunc(slices.Clone(f.leads), func(l *lead) bool { return l.inTeams != teams })
}

// install brings the app to everybody in Teams.
func (f *fleet) install() {
	f.t.Helper()
	for _, l := range f.in(true) {
		if ack, err := f.tenant.Install(f.t.Context(), l.user); err != nil || !ack.OK() {
			f.t.Fatalf("install for %s: %v %+v", l.id, err, ack)
		}
	}
}

// open moves the clock to the first opening and waits until everybody was asked. It
// returns the date of the rounds. A replica must run.
func (f *fleet) open() checkins.Date {
	f.t.Helper()
	f.install()
	pulse := checkins.Pulse{Cadence: f.options.cadence, Zone: f.options.zone, Window: f.options.window}
	loc := pulse.Location()
	next, ok := pulse.Next(checkins.DateOf(f.clock.now().In(loc)))
	if !ok {
		f.t.Fatalf("%s never fires", f.options.cadence)
	}
	f.clock.set(next.Opens.Add(time.Minute))
	await(f.t, "everybody is asked", func() bool {
		return !slices.ContainsFunc(f.leads, func(l *lead) bool { return len(f.letters(l, "ask")) == 0 })
	})
	return next.Date
}

// age lets time pass on both clocks: the app's, and that by which Redis forgets, where
// every key that has a life left loses so much of it.
func (f *fleet) age(d time.Duration) {
	f.t.Helper()
	f.clock.set(f.clock.now().Add(d))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	keys, err := f.rdb.Keys(ctx, "*").Result() // of one server
	if err != nil {
		f.t.Fatal(err)
	}
	for _, k := range keys {
		left, err := f.rdb.PTTL(ctx, k).Result()
		if err == nil && left > 0 {
			err = f.rdb.PExpire(ctx, k, left-d).Err()
		}
		if err != nil {
			f.t.Fatal(err)
		}
	}
}

// round is the round of a lead on a date.
func (l *lead) round(d checkins.Date) checkins.RoundID { return checkins.RoundIDOf(l.initiative, d) }

// stored is what the store keeps of a round.
func (f *fleet) stored(r checkins.RoundID) checkins.Kept {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	kept, err := f.store.Answers(ctx, org, r, "")
	if err != nil {
		f.t.Fatal(err)
	}
	return kept
}
