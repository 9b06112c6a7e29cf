package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
	"parallax/store/redistest"
)

// ackProxy stands before a Redis and notes each command as it passes, in what was
// one write of the client. A round trip is a write that follows an answer: a
// pipeline is one, two commands one after the other are two.
type ackProxy struct {
	addr string

	mu    sync.Mutex
	trips []string // the commands of each round trip
	wait  map[int]bool
	conns []net.Conn
	wg    sync.WaitGroup
}

func newAckProxy(t *testing.T, server string) *ackProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &ackProxy{addr: l.Addr().String(), wait: map[int]bool{}}
	p.wg.Go(func() {
		for n := 0; ; n++ {
			client, err := l.Accept()
			if err != nil {
				return
			}
			back, err := net.Dial("tcp", server)
			if err != nil {
				t.Error(err)
				return
			}
			p.mu.Lock()
			p.conns = append(p.conns, client, back)
			p.mu.Unlock()
			p.wg.Go(func() { p.requests(n, back, client) })
			p.wg.Go(func() { p.answers(n, client, back) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.mu.Lock()
		for _, c := range p.conns {
			_ = c.Close()
		}
		p.mu.Unlock()
		p.wg.Wait()
	})
	return p
}

// requests passes commands on, one at a time, and counts those before which the
// server had said all it had to say.
func (p *ackProxy) requests(conn int, to io.Writer, from io.Reader) {
	r := bufio.NewReader(from)
	for {
		raw, name, err := ackCommand(r)
		if err != nil {
			return
		}
		p.mu.Lock()
		if p.wait[conn] {
			p.trips[len(p.trips)-1] += " " + name
		} else {
			p.trips, p.wait[conn] = append(p.trips, name), true
		}
		p.mu.Unlock()
		if _, err := io.WriteString(to, raw); err != nil {
			return
		}
	}
}

func (p *ackProxy) answers(conn int, to io.Writer, from io.Reader) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			p.mu.Lock()
			p.wait[conn] = false
			p.mu.Unlock()
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// take returns the round trips since it was last called.
func (p *ackProxy) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	trips := p.trips
	p.trips = nil
	return trips
}

// ackCommand reads one command of the Redis protocol: an array of bulk strings.
func ackCommand(r *bufio.Reader) (raw, name string, err error) {
	var b strings.Builder
	length := func(mark byte) (int, error) {
		line, err := r.ReadString('\n')
		if err != nil {
			return 0, err
		}
		b.WriteString(line)
		if line[0] != mark {
			return 0, fmt.Errorf("not a command: %q", line)
		}
		return strconv.Atoi(strings.TrimSpace(line[1:]))
	}
	parts, err := length('*')
	if err != nil {
		return "", "", err
	}
	for n := range parts {
		size, err := length('$')
		if err != nil {
			return "", "", err
		}
		bulk := make([]byte, size+2)
		if _, err := io.ReadFull(r, bulk); err != nil {
			return "", "", err
		}
		b.Write(bulk)
		if n == 0 {
			name = strings.ToLower(string(bulk[:size]))
		}
	}
	if name == "" {
		return "", "", errors.New("an empty command")
	}
	return b.String(), name, nil
}

const ackOrg = `org: streams
slack: [{team: T0001}]
people:
  - {id: ana, name: Ana Ruiz, slack: U0001, zone: Europe/Berlin}
  - {id: ben, name: Ben Lee, slack: U0002, zone: Europe/Berlin}
priorities: [{id: growth, name: Grow online revenue}]
initiatives:
  - id: crm
    name: CRM migration
    priority: growth
    stage: building
    why: Agents see one customer.
    why_confirmed: [ana, ben]
    accepted: [ana, ben]
    leads: {it: [ana], biz: [ben]}
    owner: ana
    channels: [{slack: C0001}]
    pulse: {heads_up: false, cadence: "0 10 * * 2", zone: Europe/Berlin, window: 72h}
  - id: portal
    name: Customer portal
    priority: growth
    stage: building
    why: Customers help themselves.
    why_confirmed: [ana, ben]
    accepted: [ana, ben]
    leads: {it: [ana], biz: [ben]}
    owner: ana
    channels: [{slack: C0001}]
    pulse: {heads_up: false, cadence: "0 10 * * 2", zone: Europe/Berlin, window: 72h}
`

// Between a verified submission and its acknowledgement there is exactly one round
// trip to Redis, however many initiatives the form holds, and also for a change
// and for a refused press (after the script is known and the connection stands).
func TestAckIsOneRoundTrip(t *testing.T) {
	t.Run("miniredis", func(t *testing.T) { ackTrips(t, miniredis.RunT(t).Addr()) })
	t.Run("redis", func(t *testing.T) { ackTrips(t, redistest.Start(t)) })
}

func ackTrips(t *testing.T, server string) {
	p := newAckProxy(t, server)
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	opens, _ := checkins.Resolve(streamFirst, 10*60, loc)
	w := newStreamWorld(t, []byte(ackOrg), "redis://"+p.addr, opens.Add(-24*time.Hour))
	w.to(opens)
	const ana = "U0001"
	submit := func(own string, later time.Duration) (trips []string, saved bool) {
		t.Helper()
		w.clock.set(opens)
		v := w.open(t.Context(), ana)
		input := ackInput(t, v, own)
		w.clock.set(opens.Add(later))
		p.take()
		ack, err := w.space.Submit(t.Context(), ana, v.ID, input)
		trips = p.take()
		if err != nil || !ack.OK() {
			t.Fatalf("submit: %v %+v", err, ack)
		}
		saved = w.space.View(ana) == nil
		w.space.CloseView(ana, "")
		return trips, saved
	}
	submit("3", time.Minute) // the server learns the script
	for _, c := range []struct {
		what, own string
		later     time.Duration
		saved     bool
	}{
		{"a change", "4", time.Minute, true},
		{"the same again", "4", time.Hour, true},
		{"after the close", "5", 73 * time.Hour, false},
	} {
		trips, saved := submit(c.own, c.later)
		if !c.saved && len(trips) > 1 { // in which language it is refused may have been forgotten
			trips = slices.DeleteFunc(trips, func(trip string) bool {
				return strings.HasPrefix(trip, "get") || strings.HasPrefix(trip, "hget") || strings.HasPrefix(trip, "hmget")
			})
		}
		if len(trips) != 1 || trips[0] != "evalsha" {
			t.Errorf("%s: round trips %q between the submission and its acknowledgement, want one evalsha", c.what, trips)
		}
		if saved != c.saved {
			t.Errorf("%s: saved %v, want %v", c.what, saved, c.saved)
		}
	}

	// The proxy counts: one that goes by is seen.
	p.take()
	if err := w.svc.store.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if trips := p.take(); len(trips) == 0 {
		t.Error("the proxy saw no ping")
	}
}

// ackInput answers every item of the form alike.
func ackInput(t *testing.T, v *sandbox.View, value string) map[string]string {
	t.Helper()
	var blocks []struct {
		ID string `json:"block_id"`
	}
	if err := json.Unmarshal(v.Blocks, &blocks); err != nil {
		t.Fatal(err)
	}
	input, rounds := map[string]string{}, map[checkins.RoundID]bool{}
	for _, b := range blocks {
		if kind, round, _, ok := bot.ParseInputID(b.ID); ok && (kind == slack.InputRate || kind == slack.InputGuess) {
			input[b.ID], rounds[round] = value, true
		}
	}
	if len(rounds) != 2 {
		t.Fatalf("the form holds %d initiatives, want two: %s", len(rounds), v.Blocks)
	}
	return input
}
