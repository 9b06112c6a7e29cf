package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// TenantConfig describes a Tenant. An empty Secret lets no bot in.
type TenantConfig struct {
	ID, Name       string   // tenant id (a GUID) and what people call the company
	Members        []Member // Member.ID is the AAD object id
	Teams          []Team
	AppID, Secret  string
	BotName        string           // "" = Parallax
	Now            func() time.Time // clock of messages, nil = time.Now
	Wall           func() time.Time // clock by which tokens live and die, nil = time.Now
	Limits         func() time.Time // clock by which requests are counted (see overLimit), nil = nothing is counted
	Deadline       time.Duration    // for the bot's answer to an activity, after which it is sent again; 0 = 15 s
	InvokeDeadline time.Duration    // for its answer to a press, after which the person sees an error; 0 = 10 s
	WindowDeadline time.Duration    // for its answer to an action on a message, after which it is sent again, twice; 0 = 5 s
	TokenLife      time.Duration    // of an access token, 0 = 1 h
	Run            string           // as Config.Run
	Actions        []MessageAction  // of the app on messages, as its manifest has them
}

// Team is a team of people with its channels.
type Team struct {
	ID, Name string   // ID such as 19:...@thread.tacv2; it is also the id of the General channel
	Members  []string // AAD object ids
	Channels []Channel
}

// team is a Team as it stands.
type team struct {
	id, name string
	members  []string
}

// Tenant is the practice side of Microsoft Teams: one company, its people, their
// personal chats with the bot, and teams with channels. The app calls the Connector,
// the token endpoint and the key documents under Handler's /teams/; a test or the
// page acts as a person. What people then see is written to the ledger, as on the
// Slack side, and so are calls, violations and faults.
//
// People are named by their AAD object id, channels by 19:...@thread.tacv2, and a
// message by its activity id, which Seen and Message have as TS. Ids of messages
// follow the clock, as in Teams: two tenants that share a store must not begin at
// the same instant.
//
// All methods may be called from any goroutine. Close ends the subscriptions.
type Tenant struct {
	ledger
	faults

	cfg    TenantConfig
	salt   string
	client *http.Client
	quit   chan struct{}

	mu           sync.Mutex
	closed       bool
	botURL, self string
	seq          int
	lastMS       int64 // of the newest activity id given out

	members  map[string]*Member
	people   []string // ids in order of arrival
	byMRI    map[string]*Member
	teams    map[string]*team
	channels map[string]*Channel
	places   []string // channel ids in order of arrival
	messages map[string][]*Message
	desks    map[string]map[string]*desk // message -> person -> what is that person's own in it

	installed map[string]bool    // people and teams that have the app; false = had it
	refused   map[string]string  // person, team, or "" for everybody -> code of the refusal
	drive     map[string]*slot   // files in the OneDrives of people, by id
	windows   map[string]*Window // by person

	calls      []*Call
	violations []string
	tokens     map[string]time.Time // access token -> end of its life
	dead       bool                 // the app's registration is gone
	keys       []*signKey
	made       int // keys made so far
	meter      meter
	sent       []*telling
}

// NewTenant makes a tenant in which nobody has installed the app yet.
func NewTenant(c TenantConfig) *Tenant {
	if c.BotName == "" {
		c.BotName = "Parallax"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wall == nil {
		c.Wall = time.Now
	}
	if c.Deadline == 0 {
		c.Deadline = 15 * time.Second
	}
	if c.InvokeDeadline == 0 {
		c.InvokeDeadline = 10 * time.Second
	}
	if c.WindowDeadline == 0 {
		c.WindowDeadline = windowTime
	}
	if c.TokenLife == 0 {
		c.TokenLife = time.Hour
	}
	t := &Tenant{
		cfg: c,
		// As on the Slack side: ids of deliveries must differ between two runs.
		salt:      c.ID + "|" + c.AppID + "|" + orElse(c.Run, strconv.FormatInt(time.Now().UnixNano(), 10)),
		client:    caller(),
		quit:      make(chan struct{}),
		members:   map[string]*Member{},
		byMRI:     map[string]*Member{},
		teams:     map[string]*team{},
		channels:  map[string]*Channel{},
		messages:  map[string][]*Message{},
		desks:     map[string]map[string]*desk{},
		windows:   map[string]*Window{},
		installed: map[string]bool{},
		refused:   map[string]string{},
		drive:     map[string]*slot{},
		tokens:    map[string]time.Time{},
		meter:     meter{at: map[string][]time.Time{}},
	}
	for _, m := range c.Members {
		t.AddMember(m)
	}
	for _, tm := range c.Teams {
		t.AddTeam(tm)
	}
	return t
}

// Connect tells where the bot listens (its messages go to botURL/api/messages) and
// under which base URL this tenant's Handler is reachable. With an empty botURL
// nothing is delivered.
func (t *Tenant) Connect(botURL, self string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.botURL, t.self = strings.TrimRight(botURL, "/"), strings.TrimRight(self, "/")
}

// ServiceURL is the Connector's address as activities name it, with a slash at its end.
func (t *Tenant) ServiceURL() string { return t.base() + "/teams/" }

// TokenURL is where the app gets its access token.
func (t *Tenant) TokenURL() string {
	return t.base() + "/teams/login/" + t.cfg.ID + "/oauth2/v2.0/token"
}

// OpenIDURL is the OpenID configuration, which names the key document.
func (t *Tenant) OpenIDURL() string {
	return t.base() + "/teams/auth/v1/.well-known/openidconfiguration"
}

func (t *Tenant) base() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.self
}

// Handler serves everything below /teams/: the Connector's v3/, login/ (access
// tokens), auth/ (OpenID configuration and keys) and, for loopback callers,
// control/. It may stand beside a Workspace's Handler on one listener.
func (t *Tenant) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.HandleFunc(r.pattern, func(rw http.ResponseWriter, req *http.Request) { t.serveCall(rw, req, r) })
	}
	mux.Handle("/teams/control/", t.control())
	return mux
}

// Close ends the subscriptions. Further acts fail with dispatch_failed.
func (t *Tenant) Close() {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return
	}
	t.closed = true
	t.botURL = ""
	close(t.quit)
	t.mu.Unlock()
	t.end()
	t.client.CloseIdleConnections()
}

// code derives a name that looks like those of Teams: always the same for the same
// parts.
func code(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "|")))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// MRI is the id by which Teams names a person to this bot, such as 29:1...; "" for
// somebody unknown.
func (t *Tenant) MRI(user string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.members[user] == nil {
		return ""
	}
	return t.mri(user)
}

func (t *Tenant) mri(user string) string { return "29:1" + code("mri", t.cfg.ID, t.cfg.AppID, user) }

// BotID is the bot's id in activities: 28: and the app id.
func (t *Tenant) BotID() string { return "28:" + t.cfg.AppID }

// uuid gives the next id of this run, t.mu held.
func (t *Tenant) uuid() string {
	t.seq++
	x := sha256.Sum256(fmt.Appendf(nil, "%s|%d", t.salt, t.seq))
	return fmt.Sprintf("%x-%x-%x-%x-%x", x[0:4], x[4:6], x[6:8], x[8:10], x[10:16])
}

// stamp gives the next activity id of a message: milliseconds of the clock, and
// always later than the one before.
func (t *Tenant) stamp() string {
	ms := t.cfg.Now().UnixMilli()
	if ms <= t.lastMS {
		ms = t.lastMS + 1
	}
	t.lastMS = ms
	return fmt.Sprint(ms)
}

// see puts something on the screens, t.mu held.
func (t *Tenant) see(s Seen) {
	s.At = t.cfg.Now()
	t.add(s)
}

// violate notes a payload that must never have left the bot, t.mu held.
func (t *Tenant) violate(format string, a ...any) {
	t.violations = append(t.violations, fmt.Sprintf(format, a...))
}

// wait blocks for d of real time or until Close.
func (t *Tenant) wait(d time.Duration) { pause(d, t.quit) }
