package slack

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"parallax/bot"
	"parallax/checkins"
)

// Slack waits 3 s for an answer. The work gets 2.4 s of them, what is said
// instead when the work did not end in time a quarter of a second more.
const (
	workLimit = 2400 * time.Millisecond
	workGrace = 50 * time.Millisecond // for work that ends at its limit by itself
	lostLimit = 250 * time.Millisecond
	bodyLimit = 1 << 20 // bytes
)

// Config is what a Handler is made of.
type Config struct {
	Desk     Desk
	Renderer Renderer
	Client   *Client
	AppID    string // refuse requests for another app; empty: any
	// Revoked is told when a workspace took the bot's token away or removed the
	// app: nothing more is to be sent there. May be nil.
	Revoked func(ctx context.Context, team string) error
	// Worked is told of each delivery over a socket that may have left a letter. May be
	// nil; over HTTP whoever serves sees it.
	Worked  func()
	Now     func() time.Time // by which questions are counted; nil: time.Now
	Unpaced bool             // nobody counts questions, see bot.Quota
	Log     *slog.Logger     // nil: silent. Never gets a body, a text or a token
}

// Handler takes what Slack delivers, over HTTP or a socket: verify, write, and
// only then acknowledge (RELIABILITY.md 5.2).
type Handler struct {
	Config
	flying  sync.WaitGroup
	pace    pace
	seats   seats // of Socket Mode
	trouble trouble
	quota   bot.Quota
	intake  *intake
}

// NewHandler makes a Handler.
func NewHandler(c Config) (*Handler, error) {
	if c.Desk == nil || c.Client == nil {
		return nil, errors.New("slack handler: needs a desk and a client")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Handler{Config: c, pace: slackPace, quota: bot.Quota{Endless: c.Unpaced}, intake: newIntake()}, nil
}

// Routes adds the three addresses to which Slack delivers.
func (h *Handler) Routes(mux *http.ServeMux, v *Verifier) {
	mux.Handle("POST /slack/commands", h.route(v, h.commandForm))
	mux.Handle("POST /slack/interactions", h.route(v, h.interactionForm))
	mux.Handle("POST /slack/events", h.route(v, h.event))
}

// Drain waits for work that Slack no longer waits for, until ctx ends.
func (h *Handler) Drain(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		h.flying.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answer is what a delivery gets back. body is JSON, nil for none; over a socket
// it is the payload of the acknowledgement.
type answer struct {
	status int
	body   any
}

var (
	accepted    = answer{status: http.StatusOK}
	malformed   = answer{status: http.StatusBadRequest}
	unsigned    = answer{status: http.StatusUnauthorized}
	unavailable = answer{status: http.StatusServiceUnavailable}
	failed      = answer{status: http.StatusInternalServerError}
)

// job is a decoded delivery: do works on it, lost is the answer when do failed or
// did not end in time.
type job struct {
	what string
	do   func(context.Context) (answer, error)
	lost func(context.Context) answer
	hook string // response_url, for an answer too big for a socket
}

// done is a job whose answer needs no work.
func done(a answer) job {
	return job{do: func(context.Context) (answer, error) { return a, nil }}
}

func (h *Handler) route(v *Verifier, decode func([]byte) job) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now() // the real clock: Slack's three seconds
		a := unsigned
		var j job
		err := h.intake.read(w, r, began.Add(workLimit), func(body ...[]byte) {
			if v.Verify(r.Header, body...) == nil {
				j = decode(bytes.Join(body, nil))
			}
		})
		_, big := errors.AsType[*http.MaxBytesError](err)
		switch {
		case big:
			a = answer{status: http.StatusRequestEntityTooLarge}
		case errors.Is(err, errCrowded):
			a = unavailable
		case err != nil:
			a = malformed
		case j.do != nil:
			a = h.run(r.Context(), began, j)
		}
		h.write(w, a)
	})
}

// run does the job and answers within 2.8 s of began, come what may. The work
// goes on when the sender hangs up, for what was written is better answered too.
func (h *Handler) run(ctx context.Context, began time.Time, j job) answer {
	ctx = context.WithoutCancel(ctx)
	work, cancel := context.WithDeadline(ctx, began.Add(workLimit))
	type outcome struct {
		answer
		err error
	}
	end := make(chan outcome, 1)
	h.flying.Go(func() {
		defer cancel()
		a, err := safely(work, j.do)
		end <- outcome{a, err}
	})
	late := time.NewTimer(time.Until(began.Add(workLimit + workGrace)))
	defer late.Stop()
	err := context.DeadlineExceeded
	select {
	case o := <-end:
		if o.err == nil {
			return o.answer
		}
		err = o.err
	case <-late.C:
	}
	h.Log.Error("slack request not answered", "what", j.what, "err", err)
	last, stop := context.WithTimeout(ctx, lostLimit)
	defer stop()
	return j.lost(last)
}

// safely makes a panic an error: one request must not end the process.
func safely(ctx context.Context, do func(context.Context) (answer, error)) (a answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do(ctx)
}

// write sends the answer. A refusal has a constant body.
func (h *Handler) write(w http.ResponseWriter, a answer) {
	if a.status != http.StatusOK {
		http.Error(w, http.StatusText(a.status), a.status)
		return
	}
	if a.body == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	body, err := json.Marshal(a.body)
	if err != nil {
		h.Log.Error("encode answer", "err", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(body) // when Slack hung up nobody reads it
}

// wrongApp reports whether a delivery was made for another app.
func (h *Handler) wrongApp(id string) bool { return h.AppID != "" && id != h.AppID }

var plainID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,56}$`)

// delivery is the id of one delivery, as it goes into a key: Slack's own id, or
// the hash of the body when that is missing or odd. A request that is delivered
// again has the same one; a second press of a person does not.
func delivery(kind, id string, body []byte) string {
	if plainID.MatchString(id) {
		return kind + "-" + id
	}
	sum := sha256.Sum256(append([]byte(id+"\x00"), body...))
	return kind + "-" + hex.EncodeToString(sum[:16])
}

// account is somebody or something in a Slack team.
func account(team, id string) checkins.Account {
	return checkins.Account{Platform: checkins.Slack, Team: team, ID: id}
}

// channel is the account of a channel, zero for a direct message: what is asked
// there is asked in private.
func channel(team, id string) checkins.Account {
	if id == "" || strings.HasPrefix(id, "D") {
		return checkins.Account{}
	}
	return account(team, id)
}

// visitor is who sent a verified request.
type visitor struct {
	from    checkins.Account
	org     checkins.OrgID
	foreign bool // of a team that belongs to no org, in somebody else's channel
}

// visitor finds the org of the sender. home is the team in which the app is
// installed: people of another organisation press buttons in shared channels.
func (h *Handler) visitor(ctx context.Context, from checkins.Account, home string) (visitor, error) {
	org, _, err := h.Desk.Who(ctx, from)
	switch {
	case errors.Is(err, checkins.ErrNotFound):
		return visitor{from: from, foreign: home != "" && from.Team != home}, nil
	case err != nil && !errors.Is(err, checkins.ErrStranger):
		return visitor{}, fmt.Errorf("who %s: %w", from, err)
	}
	return visitor{from: from, org: org}, nil
}

// in draws for somebody, in their language.
func (h *Handler) in(ctx context.Context, from checkins.Account) Renderer {
	return h.Renderer.In(h.Desk.Speaks(ctx, from))
}

// last is in without asking the store, for when it did not answer.
func (h *Handler) last(from checkins.Account) Renderer { return h.Renderer.In(h.Desk.Spoke(from)) }

// unescape undoes what Slack does to typed text.
var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
