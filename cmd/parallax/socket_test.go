package main

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/sandbox"
	"parallax/store/redistest"
)

// socketWorld is the program over Socket Mode, with a store of its own.
type socketWorld struct {
	*streamWorld
	url   string
	end   func() error
	state func() string // all that the store holds
	after atomic.Pointer[func()]
}

// newSocketWorld asks Ana and Ben for a check-in on two initiatives.
func newSocketWorld(t *testing.T, addr string, state func() string) *socketWorld {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	opens, _ := checkins.Resolve(streamFirst, 10*60, loc)
	w := &socketWorld{streamWorld: &streamWorld{t: t, clock: &practiceClock{t: opens.Add(-24 * time.Hour)}}, state: state}
	environ, self := w.stage([]byte(ackOrg))
	delete(environ, "SLACK_SIGNING_SECRET")
	environ["SLACK_APP_TOKEN"], environ["PARALLAX_REDIS_URL"] = "xapp-1", "redis://"+addr
	environ["PARALLAX_SECRET_KEY"], environ["PARALLAX_DURABILITY"] = goodKey, "relaxed"
	w.svc, w.url, w.end = servedAlone(t, world{
		stdout: io.Discard, stderr: io.Discard, environ: environ, now: w.clock.now, quiet: true, byHand: true,
		hit: func(name string) error {
			if f := w.after.Load(); f != nil && name == "record.after" {
				(*f)()
			}
			return nil
		},
	})
	w.space.Connect("", self) // no way to the bot but its sockets
	w.bothUp()
	w.apply([]byte(ackOrg))
	w.to(opens)
	return w
}

func (w *socketWorld) bothUp() {
	w.t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(20 * time.Second)
	for w.svc.slack.Connected() != socketsOpen || w.space.Greeted() != socketsOpen {
		select {
		case <-tick.C:
		case <-limit:
			w.t.Fatalf("%d connections are up, Slack sees %d", w.svc.slack.Connected(), w.space.Greeted())
		}
	}
}

// kept are Ana's answers to one initiative, by question.
func (w *socketWorld) kept() string {
	w.t.Helper()
	k, err := w.svc.store.Answers(w.t.Context(), streamOrg, checkins.RoundIDOf("crm", streamFirst), "")
	if err != nil {
		w.t.Fatal(err)
	}
	var all []string
	for _, a := range k.Answers {
		all = append(all, fmt.Sprintf("%s %s %d", a.Person, a.Dimension, a.Own))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// B22: an answer is acknowledged after it is written. A connection that is cut in
// between makes Slack deliver it again, over another one: it counts once, and the
// second time changes nothing in the store.
func TestB22(t *testing.T) {
	t.Run("miniredis", func(t *testing.T) {
		m := miniredis.RunT(t)
		socketOnce(t, newSocketWorld(t, m.Addr(), m.Dump))
	})
	t.Run("redis", func(t *testing.T) {
		addr := redistest.Start(t)
		c := redis.NewClient(&redis.Options{Addr: addr})
		t.Cleanup(func() { _ = c.Close() })
		socketOnce(t, newSocketWorld(t, addr, func() string {
			keys, err := c.Keys(t.Context(), "*").Result()
			if err != nil {
				t.Fatal(err)
			}
			slices.Sort(keys)
			var all strings.Builder
			for _, k := range keys {
				// How many calls Slack still allows: it runs out on Redis' own clock.
				if strings.HasPrefix(k, "rate:") {
					continue
				}
				v, err := c.Dump(t.Context(), k).Result()
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&all, "%s %x\n", k, v)
			}
			return all.String()
		}))
	})
}

func socketOnce(t *testing.T, w *socketWorld) {
	const ana = "U0001"
	cutAfterWrite := func() {
		w.after.Store(nil)
		w.space.CutSockets()
	}
	for n, c := range []struct {
		what   string
		fault  func()
		cut    bool // the first delivery is not acknowledged
		cutAll bool
	}{
		{"cut between the write and the acknowledgement", func() { w.after.Store(&cutAfterWrite) }, true, true},
		{"cut with the acknowledgement on its way", func() { w.space.SetSocketFaults(sandbox.SocketFaults{CutAcks: 1}) }, true, false},
		{"over two connections at once", func() { w.space.SetSocketFaults(sandbox.SocketFaults{Doubles: 1}) }, false, false},
	} {
		own := strconv.Itoa(n + 1)
		w.bothUp()
		v := w.open(t.Context(), ana)
		before := w.kept()
		c.fault()
		ack, err := w.space.Submit(t.Context(), ana, v.ID, ackInput(t, v, own))
		if err != nil || ack.OK() == c.cut || !ack.Socket {
			t.Fatalf("%s: %+v %v", c.what, ack, err)
		}
		written := w.kept()
		if written == before || !strings.Contains(written, " "+own) {
			t.Errorf("%s: not written:\n%s", c.what, written)
		}
		if c.cutAll {
			w.bothUp() // of a single cut the other connection takes the redelivery at once
		}
		state := w.state()
		if ack, err = w.space.Redeliver(t.Context(), 1); err != nil || !ack.OK() || !ack.Socket {
			t.Errorf("%s: delivered again: %+v %v", c.what, ack, err)
		}
		if d := cmp.Diff(state, w.state()); d != "" {
			t.Errorf("%s: the redelivery changed the store:\n%s", c.what, d)
		}
		if w.kept() != written {
			t.Errorf("%s: kept\n%s\nthen\n%s", c.what, written, w.kept())
		}
		w.space.CloseView(ana, "")
	}

	// An event Slack delivers again by itself, here over the other connection.
	w.bothUp()
	w.space.SetSocketFaults(sandbox.SocketFaults{CutAcks: 1})
	seen := len(w.space.Ledger())
	select {
	case <-w.svc.engine.wake:
	default:
	}
	ack, err := w.space.Mention(t.Context(), ana, "C0001", "", "help")
	if err != nil || !ack.OK() || !ack.Socket || ack.Retried != 1 {
		t.Errorf("a mention: %+v %v", ack, err)
	}
	if len(w.svc.engine.wake) == 0 {
		t.Error("the answer to a mention waits for the next turn: nothing woke the engine")
	}
	w.to(w.clock.now())
	answers := 0
	for _, s := range w.space.Ledger()[seen:] {
		if s.Kind != sandbox.SeenSaid {
			answers++
		}
	}
	if answers != 1 {
		t.Errorf("a mention that came twice was answered %d times", answers)
	}
	if err := w.end(); err != nil {
		t.Errorf("serve ended with %v", err)
	}
}

// The gauges of Socket Mode, and that it stands without an address of its own.
func TestSocketMetrics(t *testing.T) {
	m := miniredis.RunT(t)
	w := newSocketWorld(t, m.Addr(), m.Dump)
	if code, body := servedGet(t, w.url+"/readyz"); code != http.StatusOK {
		t.Errorf("readyz: %d %s", code, body)
	}
	gauge := func(name string) float64 {
		t.Helper()
		_, body := servedGet(t, w.url+"/metrics")
		for line := range strings.Lines(body) {
			if value, is := strings.CutPrefix(line, name+" "); is {
				f, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
				if err != nil {
					t.Fatal(err)
				}
				return f
			}
		}
		t.Fatalf("no metric %s", name)
		return 0
	}
	if n := gauge("parallax_socket_connections"); n != socketsOpen {
		t.Errorf("%v connections", n)
	}
	if age := gauge("parallax_socket_last_frame_age_seconds"); age < 0 || age > 60 {
		t.Errorf("last frame %v s ago", age)
	}
	// Slack is gone: nothing is up, the age grows, and it is no readiness.
	w.space.SetSocketFaults(sandbox.SocketFaults{RefuseDials: -1})
	w.space.CutSockets()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	first := gauge("parallax_socket_last_frame_age_seconds")
	for limit := time.After(10 * time.Second); gauge("parallax_socket_connections") != 0 || gauge("parallax_socket_last_frame_age_seconds") <= first; {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("connections are up, or the age does not grow")
		}
	}
	if code, body := servedGet(t, w.url+"/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "Socket Mode is not connected") {
		t.Errorf("readyz without a connection: %d %s", code, body)
	}
}
