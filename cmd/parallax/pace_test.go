package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/store"
)

// paceCall is a call that reached the stand-in.
type paceCall struct {
	at            time.Time
	team, method  string
	channel, text string
	refused       bool
}

// paceSlack answers for many workspaces at once, on the test's clock, with what Slack
// allows of messages: 240 in any minute for a workspace, one a second for a
// conversation with a little patience. The token names the workspace.
type paceSlack struct {
	*httptest.Server
	now func() time.Time

	mu    sync.Mutex
	calls []paceCall
	says  func(team, method string) (word string, retry int) // nil: ok
}

func newPaceSlack(t *testing.T, now func() time.Time) *paceSlack {
	s := &paceSlack{now: now}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

const (
	paceMinute = 240 // messages of a workspace
	paceBurst  = 4   // messages of a conversation in a second or so
)

func (s *paceSlack) answer(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	s.mu.Lock()
	defer s.mu.Unlock()
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if token == "" {
		token = r.Form.Get("token")
	}
	team, _, _ := strings.Cut(strings.TrimPrefix(token, "xoxb-"), "-")
	c := paceCall{at: s.now(), team: team, method: strings.TrimPrefix(r.URL.Path, "/api/"), channel: r.Form.Get("channel"), text: r.Form.Get("metadata")}
	word, retry := "", 0
	if s.says != nil {
		word, retry = s.says(team, c.method)
	}
	if word == "" && c.method == "chat.postMessage" && s.crowded(c) {
		word, retry = "ratelimited", 10
	}
	c.refused = word != ""
	s.calls = append(s.calls, c)
	w.Header().Set("Content-Type", "application/json")
	switch {
	case retry > 0:
		w.Header().Set("Retry-After", strconv.Itoa(retry))
		w.WriteHeader(http.StatusTooManyRequests)
	case word != "":
		fmt.Fprintf(w, `{"ok":false,"error":%q}`, word)
	default:
		fmt.Fprintf(w, `{"ok":true,"channel":"D%s","ts":"%d.000100","team_id":%q,"user":{"id":%q}}`, c.channel, len(s.calls), team, r.Form.Get("user"))
	}
}

func (s *paceSlack) crowded(c paceCall) bool {
	inMinute, there := 0, 0
	for _, was := range slices.Backward(s.calls) {
		if c.at.Sub(was.at) >= time.Minute {
			break
		}
		if was.team != c.team || was.method != c.method || was.refused {
			continue
		}
		inMinute++
		if was.channel == c.channel && c.at.Sub(was.at) < time.Second {
			there++
		}
	}
	return inMinute >= paceMinute || there >= paceBurst
}

// made returns the calls of a method for a team.
func (s *paceSlack) made(team, method string) []paceCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.calls), func(c paceCall) bool { return c.team != team || c.method != method })
}

func (s *paceSlack) set(says func(team, method string) (string, int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.says = says
}

// paceWorld is a Redis and a Slack on one clock that only the test moves.
type paceWorld struct {
	*testing.T
	clock *practiceClock
	redis *miniredis.Miniredis
	slack *paceSlack
}

func newPaceWorld(t *testing.T) *paceWorld {
	w := &paceWorld{T: t, clock: &practiceClock{t: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}, redis: miniredis.RunT(t)}
	w.slack = newPaceSlack(t, w.clock.now)
	w.pass(0)
	return w
}

func (w *paceWorld) pass(d time.Duration) {
	w.clock.set(w.clock.now().Add(d))
	w.redis.SetTime(w.clock.now())
}

// store is the store of one more process.
func (w *paceWorld) store() *store.Store {
	w.Helper()
	s, err := store.Dial(w.Context(), "redis://"+w.redis.Addr(), store.Options{Key: store.Key([]byte("thirty-two bytes, for tests only"))})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = s.Stop() })
	return s
}

// courier is that of one more process, for one workspace.
func (w *paceWorld) courier(s *store.Store, team, token string) *slack.Courier {
	w.Helper()
	client, err := slack.NewClient("xoxb-"+team+"-"+token, "", w.slack.URL+"/api/")
	if err != nil {
		w.Fatal(err)
	}
	return &slack.Courier{
		Client: client, Renderer: slack.Renderer{Signer: bottest.Signer()}, Teams: []string{team}, Now: w.clock.now, Turns: bot.Turns{Pace: s},
	}
}

func paceParcel(team string, kind checkins.Kind, n int) checkins.Parcel {
	return checkins.Parcel{Org: "acme", Message: checkins.Help{Text: checkins.HelpAsked}, Letter: checkins.Letter{
		ID: checkins.LetterID(fmt.Sprint(team, "-", n)), Kind: kind, To: checkins.Account{Platform: checkins.Slack, Team: team, ID: fmt.Sprintf("U%05d", n)},
	}}
}

// C27: one workspace is told to wait. It waits to the second, in every process; no
// other waits, and no call comes before the time.
func TestC27RetryAfter(t *testing.T) {
	for _, retry := range []int{1, 30, 600} {
		t.Run(fmt.Sprint(retry), func(t *testing.T) {
			w := newPaceWorld(t)
			one, two := w.store(), w.store()
			told := []*slack.Courier{w.courier(one, "T0001", "a"), w.courier(two, "T0001", "a")}
			other := []*slack.Courier{w.courier(one, "T0002", "b"), w.courier(two, "T0002", "b")}
			first := true
			w.slack.set(func(team, method string) (string, int) {
				if team == "T0001" && method == "chat.postMessage" && first {
					first = false
					return "ratelimited", retry
				}
				return "", 0
			})
			n := 0
			send := func(c *slack.Courier, team string) *checkins.Refusal {
				n++
				_, err := c.Send(t.Context(), paceParcel(team, checkins.KindAsk, n))
				no, is := errors.AsType[*checkins.Refusal](err)
				if err != nil && (!is || no.Final) {
					t.Fatal(err)
				}
				return no
			}
			at := w.clock.now()
			if no := send(told[0], "T0001"); no == nil || no.After != time.Duration(retry)*time.Second {
				t.Fatalf("told to wait: %v", no)
			}
			step := max(100*time.Millisecond, time.Duration(retry)*time.Second/100)
			for w.clock.now().Sub(at) < time.Duration(retry)*time.Second {
				left := at.Add(time.Duration(retry) * time.Second).Sub(w.clock.now())
				for _, c := range told {
					if no := send(c, "T0001"); no == nil || no.Reason != "ratelimited" || no.After > left || no.After < left-time.Millisecond {
						t.Fatalf("%s before its time: %v", left, no)
					}
				}
				w.pass(min(step, left))
			}
			for _, c := range told {
				if no := send(c, "T0001"); no != nil {
					t.Errorf("when the time has come: %v", no)
				}
			}
			calls := w.slack.made("T0001", "chat.postMessage")
			if len(calls) != 3 || calls[1].at.Sub(at) != time.Duration(retry)*time.Second {
				t.Errorf("calls %v", calls)
			}

			// The same minutes again, for the others.
			w.slack.set(func(team, _ string) (string, int) {
				if team == "T0001" {
					return "ratelimited", retry
				}
				return "", 0
			})
			_ = send(told[1], "T0001")
			for range 5 {
				for _, c := range other {
					if no := send(c, "T0002"); no != nil {
						t.Errorf("another workspace: %v", no)
					}
				}
				w.pass(time.Second)
			}
		})
	}
}

// Two processes together send no more than Slack allows in any minute, and hardly less.
func TestTwoProcessesKeepThePace(t *testing.T) {
	w := newPaceWorld(t)
	couriers := []*slack.Courier{w.courier(w.store(), "T0001", "a"), w.courier(w.store(), "T0001", "a")}
	begin, n := w.clock.now(), 0
	for w.clock.now().Sub(begin) < 3*time.Minute {
		for _, c := range couriers {
			for {
				n++
				if _, err := c.Send(t.Context(), paceParcel("T0001", checkins.KindAlert, n)); err != nil {
					break
				}
			}
		}
		w.pass(200 * time.Millisecond)
	}
	calls := w.slack.made("T0001", "chat.postMessage")
	most := 0
	for i := range calls {
		in := 0
		for _, c := range calls[i:] {
			if c.at.Sub(calls[i].at) < time.Minute {
				in++
			}
		}
		most = max(most, in)
	}
	if most > 240 || len(calls) < 3*230 {
		t.Errorf("%d calls in three minutes, %d in one of them; want some 700, and 240", len(calls), most)
	}
	if slices.ContainsFunc(calls, func(c paceCall) bool { return c.refused }) {
		t.Error("Slack had to refuse some")
	}
	t.Logf("%d calls in three minutes, at most %d in a minute", len(calls), most)
}

// A 429 halves the rate of its method there, for a minute; then it comes back by itself.
func TestHalvedAndBack(t *testing.T) {
	w := newPaceWorld(t)
	s := w.store()
	c := w.courier(s, "T0001", "a")
	n := 0
	in := func(d time.Duration) int {
		sent := 0
		for end := w.clock.now().Add(d); w.clock.now().Before(end); w.pass(200 * time.Millisecond) {
			for {
				n++
				_, err := c.Send(t.Context(), paceParcel("T0001", checkins.KindAlert, n))
				if err != nil {
					break
				}
				sent++
			}
		}
		return sent
	}
	full := in(time.Minute)
	tell := func(retry int) {
		w.slack.set(func(string, string) (string, int) { return "ratelimited", retry })
		w.pass(time.Second)
		n++
		if _, err := c.Send(t.Context(), paceParcel("T0001", checkins.KindAlert, n)); err == nil {
			t.Fatal("not told to wait")
		}
		w.slack.set(nil)
		w.pass(time.Duration(retry) * time.Second)
	}
	tell(10)
	half := in(time.Minute)
	back := in(time.Minute)
	tell(10)
	in(30 * time.Second)
	tell(10)
	quarter := in(30 * time.Second)
	t.Logf("in a minute: %d, halved %d, back %d; halved twice, in half of it %d", full, half, back, quarter)
	if full < 225 || half < 105 || half > 125 || back < 220 || quarter < 25 || quarter > 70 {
		t.Errorf("in a minute: %d, halved %d, back %d; halved twice, in half of it %d", full, half, back, quarter)
	}
}

// routed sends each letter with the token of its workspace.
type routed map[string]*slack.Courier

func (r routed) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	return r[p.Letter.To.Team].Send(ctx, p)
}

func (r routed) Find(ctx context.Context, p checkins.Parcel) (checkins.Receipt, bool, error) {
	return r[p.Letter.To.Team].Find(ctx, p)
}

func (r routed) Deactivated(ctx context.Context, a checkins.Account) (bool, error) {
	return r[a.Team].Deactivated(ctx, a)
}

// paceDesk is a desk of one more process.
func (w *paceWorld) desk(s *store.Store, couriers routed) *checkins.Desk {
	return &checkins.Desk{
		Directory: s, Agenda: s, Roster: s, Registrar: s, Ledger: s, Standings: s, Outbox: s, Shelf: s, Cares: s, Notes: s, Consents: s, Archive: s, Talks: s, Books: s, Drafts: s,
		Couriers: map[checkins.Platform]checkins.Courier{checkins.Slack: couriers},
		Probes:   map[checkins.Platform]checkins.Probe{checkins.Slack: couriers},
		Now:      w.clock.now, Settle: settleFor,
	}
}

// C32: the token is revoked in the middle of four hundred letters. Sending stops at
// once, in every process; after the app was installed again each letter comes once.
func TestC32Revoked(t *testing.T) {
	const letters, before = 400, 120
	for name, sameToken := range map[string]bool{"another token": false, "the same token": true} {
		t.Run(name, func(t *testing.T) {
			w := newPaceWorld(t)
			one := w.store()
			setup := checkins.Setup{Org: checkins.Org{ID: "acme", Slack: []string{"T0001"}}}
			if err := one.Enrol(t.Context(), setup); err != nil {
				t.Fatal(err)
			}
			for n := range letters {
				l := paceParcel("T0001", checkins.KindReply, n).Letter
				l.Due, l.About.Help = w.clock.now(), &checkins.Help{Text: checkins.HelpAsked}
				if err := one.Post(t.Context(), "acme", l); err != nil {
					t.Fatal(err)
				}
			}
			engines := []*engine{
				newEngine(w.desk(one, routed{"T0001": w.courier(one, "T0001", "a")}), time.Second),
				newEngine(w.desk(w.store(), routed{"T0001": w.courier(w.store(), "T0001", "a")}), time.Second),
			}
			revoked := false
			w.slack.set(func(string, string) (string, int) {
				if revoked {
					return "token_revoked", 0
				}
				return "", 0
			})
			goOn := func(d time.Duration, until func() bool) {
				t.Helper()
				for end := w.clock.now().Add(d); w.clock.now().Before(end) && !until(); w.pass(2 * time.Second) {
					for _, e := range engines {
						if err := e.turn(t.Context(), w.clock.now()); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
			sent := func() int { return len(w.slack.made("T0001", "chat.postMessage")) }
			goOn(5*time.Minute, func() bool { return sent() >= before })
			count := sent()
			revoked = true
			goOn(4*time.Minute, func() bool { return false })
			if got := sent() - count; got > 1 || got == 0 {
				t.Errorf("%d calls after the token was revoked, want one", got)
			}
			revoked = false
			if sameToken {
				w.courier(one, "T0001", "a").Resume(t.Context(), "T0001")
			} else {
				s := w.store()
				engines = []*engine{newEngine(w.desk(s, routed{"T0001": w.courier(s, "T0001", "z")}), time.Second)}
			}
			goOn(25*time.Minute, func() bool { return sent() > letters })
			goOn(time.Minute, func() bool { return false })
			got := map[string]int{}
			for _, c := range w.slack.made("T0001", "chat.postMessage") {
				if !c.refused {
					got[c.channel]++
				}
			}
			if len(got) != letters || slices.Max(slices.Collect(maps.Values(got))) != 1 {
				t.Errorf("%d of %d came, one of them %d times", len(got), letters, slices.Max(slices.Collect(maps.Values(got))))
			}
		})
	}
}
