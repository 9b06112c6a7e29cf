package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Config of a Workspace. An empty token matches no request.
type Config struct {
	Team, TeamName                                           string // such as T0001, Acme
	Members                                                  []Member
	Channels                                                 []Channel
	BotToken, AppToken, SigningSecret, BotUser, BotID, AppID string
	Scopes                                                   []string         // granted to the bot token; see EveryScope
	Now                                                      func() time.Time // workspace clock, nil = time.Now
	Deadline                                                 time.Duration    // for the bot's answer, 0 = 3 s
	TriggerLife                                              time.Duration    // of a trigger_id, 0 = 3 s
	Run                                                      string           // names this run, whose ids no other run may give out against one store; "" = one of its own
	Actions                                                  []MessageAction  // shortcuts of the app on messages, by their callback ids
}

// Workspace is one practice workspace. All methods may be called from any
// goroutine. Close ends its sockets and subscriptions.
type Workspace struct {
	ledger
	faults

	cfg    Config
	salt   string
	client *http.Client
	quit   chan struct{}
	wg     sync.WaitGroup

	mu           sync.Mutex
	closed       bool
	botURL, self string
	seq          int
	lastTS       int64 // microseconds, of the newest ts given out

	members  map[string]*Member
	people   []string // member ids in order of arrival
	channels map[string]*Channel
	places   []string // channel ids in order of arrival
	messages map[string][]*Message
	whispers map[string][]*Message // ephemeral messages by channel
	pins     map[string][]string
	picks    map[string]fields // what a person chose in a message: user|channel|ts
	at       map[string]string // channel in which a person last did something
	stacks   map[string][]*View
	homes    map[string]*View

	calls      []*Call
	violations []string
	scopes     map[string]bool
	dead       string // error of every call once the token is gone
	triggers   map[string]*trigger
	hooks      map[string]*hook
	uploads    map[string]*upload // on their way, by the id of the file
	sent       []*delivery
	retries    []*retry
	tickets    map[string]bool
	sockets    []*socket
	turn       int
	pending    map[string][]chan []byte // envelope id -> those who wait for its acknowledgement

	socketFaults SocketFaults
}

// New makes a workspace with the app installed. The bot's user is added to the
// members when it is not among them.
func New(c Config) *Workspace {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Deadline == 0 {
		c.Deadline = 3 * time.Second
	}
	if c.TriggerLife == 0 {
		c.TriggerLife = 3 * time.Second
	}
	w := &Workspace{
		cfg: c,
		// Ids of deliveries must differ between two runs against one store: the bot
		// remembers them for a day. So the run is part of them.
		salt:     c.SigningSecret + "|" + orElse(c.Run, strconv.FormatInt(time.Now().UnixNano(), 10)),
		quit:     make(chan struct{}),
		members:  map[string]*Member{},
		channels: map[string]*Channel{},
		messages: map[string][]*Message{},
		whispers: map[string][]*Message{},
		pins:     map[string][]string{},
		picks:    map[string]fields{},
		at:       map[string]string{},
		stacks:   map[string][]*View{},
		homes:    map[string]*View{},
		scopes:   map[string]bool{},
		triggers: map[string]*trigger{},
		hooks:    map[string]*hook{},
		uploads:  map[string]*upload{},
		tickets:  map[string]bool{},
		pending:  map[string][]chan []byte{},
	}
	w.client = caller()
	for _, s := range c.Scopes {
		w.scopes[s] = true
	}
	for _, m := range c.Members {
		w.AddMember(m)
	}
	if _, ok := w.members[c.BotUser]; !ok && c.BotUser != "" {
		w.AddMember(Member{ID: c.BotUser, Name: "parallax", Bot: true})
	}
	for _, ch := range c.Channels {
		w.AddChannel(ch)
	}
	return w
}

// Connect tells where the bot listens and under which base URL this workspace's
// own Handler is reachable (for response_url and the socket's address). An empty
// botURL means that the bot has no HTTP address: deliveries need a socket.
func (w *Workspace) Connect(botURL, self string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.botURL, w.self = strings.TrimRight(botURL, "/"), strings.TrimRight(self, "/")
}

// Handler serves POST /api/<method>, POST /hooks/<id> (response_url), POST /upload/v1/<id>
// (a file), GET /socket
// (WebSocket, single-use ticket) and, for loopback callers, /control/.
func (w *Workspace) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", w.serveAPI)
	mux.HandleFunc("POST /hooks/{id}", w.serveHook)
	mux.HandleFunc("POST /upload/v1/{id}", w.serveUpload)
	mux.HandleFunc("GET /socket", w.serveSocket)
	mux.Handle("/control/", w.control())
	return mux
}

// Close ends sockets and subscriptions and waits for their goroutines. Further
// acts fail with dispatch_failed.
func (w *Workspace) Close() {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return
	}
	w.closed = true
	w.botURL = ""
	close(w.quit)
	socks := append([]*socket(nil), w.sockets...)
	w.mu.Unlock()
	for _, s := range socks {
		s.drop()
	}
	w.wg.Wait()
	w.end()
	w.client.CloseIdleConnections()
}

// id gives the next id of this run, w.mu held.
func (w *Workspace) id(prefix string) string {
	w.seq++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d", w.salt, prefix, w.seq))
	return prefix + base32.StdEncoding.EncodeToString(sum[:])[:11]
}

// stamp gives the next message ts: the workspace clock, and always later than
// the one before, so that order in a channel never depends on a stopped clock.
func (w *Workspace) stamp() string {
	us := w.cfg.Now().UnixMicro()
	if us <= w.lastTS {
		us = w.lastTS + 1
	}
	w.lastTS = us
	return fmt.Sprintf("%d.%06d", us/1e6, us%1e6)
}

// wait blocks for d of real time or until Close.
func (w *Workspace) wait(d time.Duration) { pause(d, w.quit) }

// pause blocks for d of real time or until quit is closed.
func pause(d time.Duration, quit <-chan struct{}) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-quit:
	}
}

// see puts something on the screens, w.mu held.
func (w *Workspace) see(s Seen) {
	s.At = w.cfg.Now()
	w.add(s)
}

// violate notes a payload that must never have left the bot, w.mu held.
func (w *Workspace) violate(format string, a ...any) {
	w.violations = append(w.violations, fmt.Sprintf(format, a...))
}

// encode is JSON without HTML escapes, as Slack stores text.
func encode(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		// Only values that were decoded from JSON or built from strings come here.
		panic(fmt.Sprintf("encode %T: %v", v, err))
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

type object = map[string]any
