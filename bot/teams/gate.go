package teams

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

const (
	bodyLimit = 256 << 10        // bytes; Teams sends at most about 100 KB
	readLimit = 5 * time.Second  // for the body
	workLimit = 9 * time.Second  // for all of it: the client of an invoke gives up after 10 s
	sayEvery  = 30 * time.Second // between two lines of the log about refusals
)

// Judge decides whether a request comes from Teams: *Validator.
type Judge interface {
	// Token judges the token before the body is read. ErrForbidden, ErrUnavailable.
	Token(ctx context.Context, h http.Header) (Grant, error)
	// Covers judges the Activity by the token. ErrForbidden, ErrUnavailable.
	Covers(ctx context.Context, g Grant, a Activity) error
}

// Response is the answer to an Activity. Status 0 means 200. Body is encoded as
// JSON; nil for none. Only an invoke has a body that Teams reads.
type Response struct {
	Status int
	Body   any
}

// Handle works on a verified Activity. An error means that nobody knows whether
// it was done, and that doing it again is safe: the answer is then 503.
type Handle func(ctx context.Context, a Activity) (Response, error)

// Gate is the one address to which Teams delivers. Nothing gets past it that
// Microsoft did not send for this bot.
type Gate struct {
	judge  Judge
	handle Handle
	log    *slog.Logger

	mu     sync.Mutex
	said   time.Time // when a refusal was last logged
	unsaid int       // refusals since then
}

// NewGate makes a Gate. log may be nil; it never gets a body, a text or a token.
func NewGate(j Judge, handle Handle, log *slog.Logger) (*Gate, error) {
	if j == nil || handle == nil {
		return nil, errors.New("teams gate: needs a judge and a handler")
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Gate{judge: j, handle: handle, log: log}, nil
}

// Path is where Teams delivers to.
const Path = "/api/messages"

// Routes adds the address.
func (g *Gate) Routes(mux *http.ServeMux) { mux.Handle("POST "+Path, g) }

// ServeHTTP answers 403 to whatever does not come from Teams, 503 when that
// cannot be told now, 413 and 400 to a body that is too large or no Activity, and
// what the handler says to the rest.
func (g *Gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now() // the real clock: the client of an invoke waits
	// The work goes on when the sender hangs up: what was begun is better ended.
	ctx, cancel := context.WithDeadline(context.WithoutCancel(r.Context()), began.Add(workLimit))
	defer cancel()
	grant, err := g.judge.Token(ctx, r.Header)
	if err != nil {
		g.turnAway(w, began, err)
		return
	}
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(began.Add(readLimit)) // not every writer can
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	_ = rc.SetReadDeadline(time.Time{})
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		refused(w, http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		refused(w, http.StatusBadRequest)
		return
	}
	a, err := Decode(body)
	if err != nil {
		refused(w, http.StatusBadRequest)
		return
	}
	if err := g.judge.Covers(ctx, grant, a); err != nil {
		g.turnAway(w, began, err)
		return
	}
	answer, err := g.safely(ctx, a)
	if err != nil {
		g.log.Error("teams activity not handled", "type", a.Type, "name", a.Name, "err", err)
		refused(w, http.StatusServiceUnavailable)
		return
	}
	g.write(w, answer)
}

// safely makes a panic an error: one request must not end the process.
func (g *Gate) safely(ctx context.Context, a Activity) (answer Response, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return g.handle(ctx, a)
}

// turnAway answers what was judged and not accepted. The answer is the same for
// every reason; the reason is logged now and then, so that a wrong app id is
// found and a flood does not fill a disk.
func (g *Gate) turnAway(w http.ResponseWriter, now time.Time, err error) {
	status := http.StatusForbidden
	if !errors.Is(err, ErrForbidden) {
		status = http.StatusServiceUnavailable
	}
	refused(w, status)
	g.mu.Lock()
	g.unsaid++
	count := g.unsaid
	say := g.said.IsZero() || now.Sub(g.said) >= sayEvery
	if say {
		g.said, g.unsaid = now, 0
	}
	g.mu.Unlock()
	if say {
		g.log.Warn("teams request refused", "status", status, "reason", err, "refused", count)
	}
}

// refused has a constant body for each status.
func refused(w http.ResponseWriter, status int) { http.Error(w, http.StatusText(status), status) }

func (g *Gate) write(w http.ResponseWriter, a Response) {
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	if a.Status < 200 || a.Status > 599 {
		g.log.Error("teams answer", "err", fmt.Sprintf("status %d", a.Status))
		refused(w, http.StatusInternalServerError)
		return
	}
	if a.Body == nil {
		w.WriteHeader(a.Status)
		return
	}
	body, err := json.Marshal(a.Body)
	if err != nil {
		g.log.Error("encode teams answer", "err", err)
		refused(w, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(a.Status)
	_, _ = w.Write(body) // when Teams hung up nobody reads it
}
