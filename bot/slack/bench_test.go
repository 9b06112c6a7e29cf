package slack_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/sandbox"
	"parallax/scoring"
)

const (
	acme   = checkins.OrgID("acme")
	team   = "T0001"
	secret = "8f742231b10e8888abcd99yyyzzz85a5"
	ana    = "U0001"
	crm    = "C0001"
	round  = checkins.RoundID("crm@2026-03-03")
	second = checkins.RoundID("billing@2026-03-03")
)

// The domain is what the handler asks for.
var _ slack.Desk = (*checkins.Desk)(nil)

var closes = time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC)

// heard is one call of the fake desk.
type heard struct {
	what     string
	from     checkins.Account
	channel  checkins.Account
	letter   checkins.LetterID
	proof    checkins.Proof
	until    checkins.Date
	reply    checkins.Reply
	request  checkins.Request
	token    checkins.ShareToken
	reason   string
	tomorrow bool
	assent   checkins.Assent
	org      checkins.OrgID
	delivery string
	deed     checkins.Deed
	quoted   checkins.Quoted
	sent     checkins.Submission
}

// desk is a domain that remembers what it was asked and says what it is told.
type desk struct {
	mu      sync.Mutex
	calls   []heard
	says    checkins.Message
	err     error
	outcome func(checkins.Filled) checkins.RecordOutcome
	hang    chan struct{} // not nil: every call but Who waits for it, deaf to its context
}

func (d *desk) take(h heard) (checkins.Message, error) {
	d.mu.Lock()
	d.calls = append(d.calls, h)
	says, err, hang := d.says, d.err, d.hang
	d.mu.Unlock()
	if hang != nil {
		<-hang
	}
	return says, err
}

func (d *desk) set(m checkins.Message, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.says, d.err = m, err
}

// heard returns the calls so far and forgets them.
func (d *desk) heard() []heard {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := d.calls
	d.calls = nil
	return h
}

// one returns the only call of that name since the last look.
func (d *desk) one(t *testing.T, what string) heard {
	t.Helper()
	h := d.heard()
	if len(h) != 1 || h[0].what != what {
		t.Fatalf("desk heard %+v, want one %s", h, what)
	}
	return h[0]
}

func (d *desk) Spoke(checkins.Account) string { return "" }

func (d *desk) Speaks(context.Context, checkins.Account) string { return "" }

func (d *desk) Who(_ context.Context, a checkins.Account) (checkins.OrgID, checkins.PersonID, error) {
	switch {
	case a.Team == "T0002":
		return "other", "", checkins.ErrStranger
	case a.Team != team:
		return "", "", checkins.ErrNotFound
	case a.ID != ana:
		return acme, "", checkins.ErrStranger
	}
	return acme, "ana", nil
}

func (d *desk) Gone(_ context.Context, a checkins.Account, reason string) error {
	_, err := d.take(heard{what: "gone", from: a, reason: reason})
	return err
}

func (d *desk) Greet(_ context.Context, from checkins.Account) error {
	_, err := d.take(heard{what: "greet", from: from})
	return err
}

func (d *desk) Joined(_ context.Context, channel checkins.Account) error {
	_, err := d.take(heard{what: "joined", from: channel})
	return err
}

func (d *desk) Do(_ context.Context, w checkins.Deed) (checkins.Message, error) {
	return d.take(heard{what: "do", from: w.From, delivery: w.Delivery, deed: w})
}

func (d *desk) SaveAs(_ context.Context, q checkins.Quoted) (checkins.Message, error) {
	return d.take(heard{what: "save", from: q.From, delivery: q.Delivery, quoted: q})
}

func (d *desk) Home(_ context.Context, from checkins.Account) (checkins.Message, error) {
	return d.take(heard{what: "home", from: from})
}

func (d *desk) Submit(_ context.Context, s checkins.Submission) (checkins.Message, error) {
	return d.take(heard{what: "submit", from: s.From, delivery: s.Delivery, sent: s})
}

func (d *desk) Form(_ context.Context, from checkins.Account, l checkins.LetterID, p checkins.Proof) (checkins.Message, error) {
	return d.take(heard{what: "form", from: from, letter: l, proof: p})
}

func (d *desk) Answer(_ context.Context, org checkins.OrgID, r checkins.Reply) ([]checkins.Recorded, error) {
	if _, err := d.take(heard{what: "answer", org: org, from: r.From, reply: r, delivery: r.Delivery, proof: r.Proof}); err != nil {
		return nil, err
	}
	var rec []checkins.Recorded
	for _, p := range r.Parts {
		o := checkins.Saved
		if d.outcome != nil {
			o = d.outcome(p)
		}
		rec = append(rec, checkins.Recorded{Round: p.Round, Outcome: o, Closes: closes})
	}
	return rec, nil
}

func (d *desk) Remind(_ context.Context, from checkins.Account, l checkins.LetterID, tomorrow bool, id string) (checkins.Message, error) {
	return d.take(heard{what: "remind", from: from, letter: l, tomorrow: tomorrow, delivery: id})
}

func (d *desk) Away(_ context.Context, from checkins.Account, until checkins.Date, id string) (checkins.Message, error) {
	return d.take(heard{what: "away", from: from, until: until, delivery: id})
}

func (d *desk) Consent(_ context.Context, from checkins.Account, a checkins.Assent, id string) (checkins.Message, error) {
	return d.take(heard{what: "consent", from: from, assent: a, proof: a.Proof, delivery: id})
}

func (d *desk) Command(_ context.Context, r checkins.Request) (checkins.Message, error) {
	return d.take(heard{what: "command", from: r.From, channel: r.Channel, request: r, delivery: r.Delivery})
}

func (d *desk) Mention(_ context.Context, r checkins.Request) error {
	_, err := d.take(heard{what: "mention", from: r.From, channel: r.Channel, request: r, delivery: r.Delivery})
	return err
}

func (d *desk) Tell(_ context.Context, from checkins.Account, m checkins.Message, id string) error {
	h, _ := m.(checkins.Help)
	_, err := d.take(heard{what: "tell", from: from, reason: string(h.Text), delivery: id})
	return err
}

func (d *desk) Share(_ context.Context, from, channel checkins.Account, s checkins.ShareToken, id string) (checkins.Message, error) {
	return d.take(heard{what: "share", from: from, channel: channel, token: s, delivery: id})
}

func (d *desk) Acknowledge(_ context.Context, from checkins.Account, l checkins.LetterID, id string) (checkins.Message, error) {
	return d.take(heard{what: "ack", from: from, letter: l, delivery: id})
}

func (d *desk) Snooze(_ context.Context, from checkins.Account, l checkins.LetterID, until checkins.Date, id string) (checkins.Message, error) {
	return d.take(heard{what: "snooze", from: from, letter: l, until: until, delivery: id})
}

func (d *desk) Explain(_ context.Context, from checkins.Account, l checkins.LetterID) (checkins.Message, error) {
	return d.take(heard{what: "explain", from: from, letter: l})
}

// bench is a practice workspace with a bot whose domain is a fake.
type bench struct {
	*sandbox.Workspace
	desk    *desk
	handler *slack.Handler
	client  *slack.Client
	courier *slack.Courier
	render  slack.Renderer

	mu      sync.Mutex
	revoked []string
	now     time.Time // of the courier; zero: real
}

func renderer(t testing.TB) slack.Renderer {
	t.Helper()
	s, err := bot.NewSigner(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return slack.Renderer{Signer: s}
}

func newBench(t testing.TB, change ...func(*sandbox.Config)) *bench {
	t.Helper()
	config := sandbox.Config{
		Team: team, TeamName: "Acme",
		Members: []sandbox.Member{
			{ID: ana, Name: "Ana Ruiz"}, {ID: "U0002", Name: "Ben Lee"},
			{ID: "U0009", Name: "Out Sider", Team: "T0009"}, {ID: "U0008", Name: "Other Org", Team: "T0002"},
		},
		Channels: []sandbox.Channel{{ID: crm, Name: "crm", Members: []string{ana, "U0002", "U0009", "U0008", "UBOT"}}},
		BotToken: "xoxb-1", AppToken: "xapp-1", SigningSecret: secret, BotUser: "UBOT", BotID: "B0001", AppID: "A0001",
		Scopes: sandbox.EveryScope, Actions: []sandbox.MessageAction{{ID: slack.CallbackSave, Title: "Save as commitment"}},
	}
	for _, c := range change {
		c(&config)
	}
	w := sandbox.New(config)
	slackSide := httptest.NewServer(w.Handler())
	b := &bench{Workspace: w, desk: &desk{}, render: renderer(t)}
	client, err := slack.NewClient("xoxb-1", "xapp-1", slackSide.URL+"/api/")
	if err != nil {
		t.Fatal(err)
	}
	b.client = client
	b.handler, err = slack.NewHandler(slack.Config{
		Desk: b.desk, Renderer: b.render, Client: client, AppID: "A0001",
		Revoked: func(_ context.Context, team string) error { b.note("event " + team); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	b.courier = &slack.Courier{
		Client: client, Renderer: b.render, Teams: []string{team},
		Revoked: func(_ context.Context, team, reason string) { b.note(reason + " " + team) },
		Now:     b.clock,
		Turns:   bot.Turns{Pace: &checkinstest.Memory{Clock: b.clock}, Patience: bot.Patience},
	}
	v, err := slack.NewVerifier(nil, secret)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	b.handler.Routes(mux, v)
	botSide := httptest.NewServer(mux)
	w.Connect(botSide.URL, slackSide.URL)
	t.Cleanup(func() {
		w.Close()
		botSide.Close()
		slackSide.Close()
		if v := w.Violations(); len(v) > 0 {
			t.Errorf("Slack's limits or rules: %q", v)
		}
	})
	return b
}

func (b *bench) note(s string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.revoked = append(b.revoked, s)
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now.IsZero() {
		return time.Now()
	}
	return b.now
}

func (b *bench) setClock(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = at
}

// calls returns the Web API calls of a method.
func (b *bench) calls(method string) []sandbox.Call {
	var out []sandbox.Call
	for _, c := range b.Calls() {
		if c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// seen returns what people saw of a kind.
func (b *bench) seen(kind string) []sandbox.Seen {
	var out []sandbox.Seen
	for _, s := range b.Ledger() {
		if s.Kind == kind {
			out = append(out, s)
		}
	}
	return out
}

func user(id string) checkins.Account {
	return checkins.Account{Platform: checkins.Slack, Team: team, ID: id}
}

func question(d scoring.Dimension) checkins.Question {
	q, err := checkins.QuestionOf(checkins.Initiative{Name: "CRM migration", Stage: checkins.Live}, "Grow online revenue", d)
	if err != nil {
		panic(err)
	}
	return q
}

func due(r checkins.RoundID, name string, ask checkins.LetterID, dims ...scoring.Dimension) checkins.Due {
	d := checkins.Due{
		Round: r, Initiative: checkins.Named{ID: r.Initiative(), Name: name}, State: checkins.DueOpen, Closes: closes,
		Side: scoring.IT, Ask: ask, Sees: checkins.Sees{Mode: scoring.Confidential, Leads: 4},
	}
	for n, dim := range dims {
		d.Items = append(d.Items, checkins.Item{Question: question(dim), WithGuess: n == 0})
	}
	return d
}

func asking(letter checkins.LetterID, dues ...checkins.Due) checkins.Ask {
	return checkins.Ask{Letter: letter, Lead: "ana", Zone: "Europe/Berlin", Due: dues}
}

func parcel(kind checkins.Kind, to string, m checkins.Message, parts ...string) checkins.Parcel {
	l := checkins.Letter{
		ID: checkins.LetterIDOf(acme, kind, parts...), Kind: kind, To: user(to), Claimed: time.Now(), Due: time.Now(),
	}
	return checkins.Parcel{Org: acme, Letter: l, Message: m}
}

func alertCard(letter checkins.LetterID) checkins.GapAlert {
	return checkins.GapAlert{
		Letter: letter, Initiative: checkins.Named{ID: "crm", Name: "CRM migration"}, Round: round,
		Rows: []checkins.AlertRow{{
			Question: question(checkins.Value), Date: "2026-03-03", Episode: checkins.Episode{No: 1, Opened: round},
			Said: scoring.Disclosure{Status: scoring.OK, Round: 6, LastRound: 6, Published: 6, Higher: 1},
		}},
	}
}

// must fails the test when an act of a person did not go through.
func must(t *testing.T, ack sandbox.Ack, err error) sandbox.Ack {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if !ack.OK() {
		t.Fatalf("the bot's answer: %+v", ack)
	}
	return ack
}

func newContext(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(context.Background())
}

func rateToken(t testing.TB) string {
	return renderer(t).Signer.Sign(bot.Claim{Act: slack.ActionRate, Org: acme, Person: "ana", Letter: "l1", Rounds: []bot.Asked{{Round: round}}, Dimension: checkins.Value, Value: 4})
}

// counting counts how often it is asked who somebody is.
type counting struct {
	*desk
	who int
}

func (c *counting) Who(ctx context.Context, a checkins.Account) (checkins.OrgID, checkins.PersonID, error) {
	c.who++
	return c.desk.Who(ctx, a)
}

// text is what a message says to a screen reader.
func text(t testing.TB, m checkins.Message) string {
	t.Helper()
	p, err := renderer(t).Message(acme, m)
	if err != nil {
		t.Fatal(err)
	}
	return p.Text
}
