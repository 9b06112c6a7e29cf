package sandbox

import (
	"context"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Stage is what the page asks of the demo around it: the practice clock, who can
// be played, and what is really the case behind what the bot concludes. Methods
// may be called from any goroutine; the page makes one move of the clock at a time.
type Stage interface {
	Now() time.Time
	// NextMorning goes to the next working morning, NextRound until the round
	// under way is closed and the next one asks. Both return when the bot has said
	// all that is due by then.
	NextMorning(ctx context.Context) error
	NextRound(ctx context.Context) error
	// Wait lets the practice time d pass; the page offers an hour.
	Wait(ctx context.Context, d time.Duration) error
	Players() []Player // the first one is played when the page opens
	Pane() []PaneRow
	Tips() []string // what to do next, plain text, the most useful first
}

// Director is a Stage on which the simulated leads of an initiative can be given
// another scenario. The page offers the choice when the Stage has it.
type Director interface {
	Scenarios() []Scenario
	SetScenario(ctx context.Context, initiative, scenario string) error
}

// Player is a person whom the visitor can play.
type Player struct {
	User string // member id, or AAD object id: that decides on which platform
	Name string
	Side string // "IT", "Business", or "" for somebody on neither side
	Role string // such as "lead" or "owner of CRM migration"
	Zone string // IANA; times are shown in it, "" = UTC
}

// First is the first word of the name.
func (p Player) First() string {
	first, _, _ := strings.Cut(p.Name, " ")
	return first
}

// PaneRow sets one dimension's truth beside what the bot made of it.
type PaneRow struct {
	Initiative, Dimension, Statement string
	IT, Business                     string  // each side as the bot has it, in words; "" = not known
	Concluded                        string  // what the bot says of the two
	ITTrue, BizTrue                  float64 // points, 1..5; 0 or NaN = there is no such truth
	Open                             bool    // an alert is open
}

// Scenario is how the simulated leads of one initiative answer.
type Scenario struct {
	Initiative string // id, as SetScenario takes it
	Name       string // as people know the initiative
	Now        string // one of Choices
	Choices    []string
}

//go:embed web
var web embed.FS

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{"scenario": scenarioWords}).ParseFS(web, "web/*.html"))

// screen is the web page of a Workspace, and of a Tenant beside it. Who is played and which conversation is
// open stand in the address, so two windows can play two people at once.
type screen struct {
	w     *Workspace
	t     *Tenant // nil = there is no Teams side
	stage Stage
	clock sync.Mutex // held while the stage moves

	mu    sync.Mutex
	turn  int               // grows with every act, so that other windows look again
	notes map[string]string // last trouble by person, shown until the next act
	tour  tour
	inbox inbox // of w
	post  inbox // of t
}

// NewPage is the page on which a visitor plays the people of w: channels, direct
// messages, buttons and forms as in Slack, the clock of stage, and a pane with the
// truth. Players who are people of a tenant are played there, in the look of Teams;
// at most one tenant is taken. It answers requests for a loopback host only, and acts
// only for its own pages. Its event streams end with w.Close or their request.
func NewPage(w *Workspace, stage Stage, tenant ...*Tenant) http.Handler {
	p := &screen{w: w, stage: stage, notes: map[string]string{}, inbox: newInbox(), post: newInbox()}
	if len(tenant) > 0 {
		p.t = tenant[0]
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.serveWhole)
	mux.HandleFunc("GET /parts", p.serveParts)
	mux.HandleFunc("GET /live", p.serveLive)
	mux.HandleFunc("POST /act/{act}", p.serveAct)
	for _, name := range []string{"page.css", "teams.css", "page.js", "mark.svg"} {
		mux.HandleFunc("GET /web/"+name, func(rw http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(rw, r, web, "web/"+name)
		})
	}
	return guard(mux)
}

func (p *screen) serveWhole(rw http.ResponseWriter, r *http.Request) {
	p.write(rw, "whole", p.scene(r.FormValue("as"), r.FormValue("in")))
}

// note leaves a line for the person, shown until that person's next act.
func (p *screen) note(user, text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes[user] = text
}

// acted marks that something was done: windows with another turn look again.
func (p *screen) acted() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turn++
}
