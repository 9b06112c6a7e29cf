package main

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/bot"
	"parallax/checkins"
	"parallax/sandbox"
	"parallax/store/redistest"
)

// The promises about a reply (Slack waits for 3 s), and about the end of trouble.
const (
	replyWithin   = 2800 * time.Millisecond
	replyOnBusy   = 3 * time.Second // a busy machine may take a little more
	recoverWithin = 10 * time.Second
)

// tortured tells how thorough a fault test is: few in the ordinary run, or as
// PARALLAX_TORTURE says.
func tortured[T any](few, short, full T) T {
	switch os.Getenv("PARALLAX_TORTURE") {
	case "short":
		return short
	case "full":
		return full
	}
	return few
}

// ailing is the program before the stand-in for Slack, on a Redis to which things
// happen, with everybody asked.
type ailing struct {
	*streamWorld
	server  *redistest.Server
	network *redistest.Network
	admin   *redis.Client // not through the network
	users   []string
	opens   time.Time
	worst   time.Duration
	given   int // the rating that everybody gave last
}

func newAiling(t *testing.T, leads int) *ailing {
	t.Helper()
	a := &ailing{server: redistest.Launch(t)}
	a.network = redistest.Through(t, a.server.Addr)
	a.admin = redis.NewClient(&redis.Options{Addr: a.server.Addr, MaxRetries: -1})
	t.Cleanup(func() { _ = a.admin.Close() })
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	a.opens, _ = checkins.Resolve(streamFirst, 10*60, loc)
	var org []byte
	org, a.users = servedOrg(leads)
	a.streamWorld = newStreamWorld(t, org, "redis://"+a.network.Addr, a.opens.Add(-24*time.Hour))
	a.to(a.opens)
	return a
}

// press is what became of one press on Save.
type press struct {
	user  string
	saved bool
	took  time.Duration
	said  string // when it was not saved
}

// submitAll has everybody press Save at once, and tells what became of it. A press
// without a truthful answer fails the test.
func (a *ailing) submitAll(what string, forms map[string]*sandbox.View) (presses []press) {
	a.t.Helper()
	input := map[string]map[string]string{}
	for user, v := range forms {
		input[user] = servedInput(v)
		for id := range input[user] {
			input[user][id] = strconv.Itoa(a.given)
		}
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for user, v := range forms {
		wg.Go(func() {
			ack, err := a.space.Submit(context.WithoutCancel(a.t.Context()), user, v.ID, input[user])
			p := press{user: user, took: ack.Took}
			if now := a.space.View(user); now == nil {
				p.saved = true
			} else {
				for _, text := range now.Errors {
					p.said = text
				}
			}
			mu.Lock()
			defer mu.Unlock()
			presses = append(presses, p)
			a.worst = max(a.worst, ack.Took)
			if err != nil || !ack.OK() || !p.saved && p.said != bot.English.SayNotSaved().Plain() {
				a.t.Errorf("%s: %s pressed Save and got %+v, %v; the form says %q", what, user, ack, err, p.said)
			}
		})
	}
	wg.Wait()
	return presses
}

// ails has something happen while everybody saves, and mends it; those who heard that
// nothing was saved press again. sure: everybody hears that.
func (a *ailing) ails(what string, sure bool, spoil, mend func()) {
	t := a.t
	t.Helper()
	a.given = a.given%5 + 1
	forms := map[string]*sandbox.View{}
	for _, user := range a.users {
		forms[user] = a.open(t.Context(), user)
	}
	a.worst = 0
	spoil()
	began := time.Now()
	saved := 0
	for _, p := range a.submitAll(what, forms) {
		if p.saved {
			delete(forms, p.user)
			saved++
		}
	}
	command, err := a.space.Command(context.WithoutCancel(t.Context()), a.users[0], a.space.IM(a.users[0]), "status")
	if err != nil || !command.OK() {
		t.Errorf("%s: status: %+v, %v", what, command, err)
	}
	a.worst = max(a.worst, command.Took)
	replies, lasted := a.worst, time.Since(began)
	mend()
	mended := time.Now()
	for len(forms) > 0 && time.Since(mended) < 2*recoverWithin {
		for _, p := range a.submitAll(what+", afterwards", forms) {
			if p.saved {
				delete(forms, p.user)
			}
		}
	}
	t.Logf("%s: %d of %d saved, slowest reply %s in %s; all saved %s after its end, slowest reply then %s",
		what, saved, len(a.users), replies.Round(time.Millisecond), lasted.Round(time.Millisecond), time.Since(mended).Round(time.Millisecond), a.worst.Round(time.Millisecond))
	if sure && saved > 0 {
		t.Errorf("%s: %d people heard that it was saved", what, saved)
	}
	if replies > replyOnBusy || a.worst > replyOnBusy {
		t.Errorf("%s: the slowest reply took %s, want under %s", what, a.worst, replyWithin)
	}
	if took := time.Since(mended); took > recoverWithin {
		t.Errorf("%s: %s after its end all was saved, want under %s", what, took, recoverWithin)
	}
	a.stands(what)
}

// stands expects that what everybody gave last is stored, once.
func (a *ailing) stands(what string) {
	a.t.Helper()
	kept, err := a.svc.store.Answers(context.WithoutCancel(a.t.Context()), streamOrg, checkins.RoundIDOf("crm", streamFirst), "")
	if err != nil {
		a.t.Fatal(err)
	}
	people := map[checkins.PersonID]bool{}
	for _, answer := range kept.Answers {
		people[answer.Person] = true
		if answer.Own != a.given {
			a.t.Errorf("%s: of %s %d is stored, want %d", what, answer.Person, answer.Own, a.given)
		}
	}
	if len(people) != len(a.users) {
		a.t.Errorf("%s: answers of %d people are stored, want %d", what, len(people), len(a.users))
	}
}

func (a *ailing) do(args ...any) {
	a.t.Helper()
	if err := a.admin.Do(context.WithoutCancel(a.t.Context()), args...).Err(); err != nil {
		a.t.Fatal(err)
	}
}

func (a *ailing) signal(sig syscall.Signal) {
	a.t.Helper()
	if err := a.server.Process().Signal(sig); err != nil {
		a.t.Fatal(err)
	}
}

// B12, E48, E50, E52: people press Save while Redis is in trouble. Each hears in time
// whether it was saved, what was said to be saved is stored, and when the trouble is
// over a press saves, without a restart.
func TestSaveInTrouble(t *testing.T) {
	a := newAiling(t, tortured(6, 10, 40))
	healthy := func() {}
	a.ails("no trouble", false, healthy, healthy)

	for _, d := range tortured([]time.Duration{4 * time.Second}, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, time.Minute}) {
		thawed := make(chan struct{})
		a.ails("B12 frozen for "+d.String(), d > 3*time.Second, func() {
			a.signal(syscall.SIGSTOP)
			process := a.server.Process()
			time.AfterFunc(d, func() { _ = process.Signal(syscall.SIGCONT); close(thawed) })
		}, func() { <-thawed })
	}

	a.ails("E48 full", true, func() { a.do("config", "set", "maxmemory", "100kb") }, func() { a.do("config", "set", "maxmemory", "0") })
	a.ails("E50 NOSCRIPT", false, func() { a.do("script", "flush") }, healthy)
	a.ails("E50 READONLY", true, func() { a.do("replicaof", "127.0.0.1", "1") }, func() { a.do("replicaof", "no", "one") })
	a.ails("E50 gone", true, a.server.Kill, func() { a.server.Restart() })

	a.ails("E52 500 ms of latency", false, func() { a.network.Slow(500 * time.Millisecond) }, a.network.Heal)
	a.ails("E52 cut connections", false, func() { a.network.Break(3) }, a.network.Heal)
	a.ails("E52 a cut", true, a.network.Cut, a.network.Heal)
	a.ails("E52 a hole", true, a.network.Swallow, a.network.Heal)
	a.ails("E52 stranded connections", false, a.network.Strand, healthy)
	a.network.Heal()
}

// E50: Redis is back and reads its files for a while.
func TestSaveWhileLoading(t *testing.T) {
	a := newAiling(t, 4)
	seconds := tortured(3, 5, 20)
	steps := 1500 * seconds // it says LOADING every thousand
	fill := a.admin.Pipeline()
	for n := range steps {
		fill.HSet(t.Context(), "px:something", strconv.Itoa(n), n)
	}
	if _, err := fill.Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	loaded := make(chan struct{})
	a.ails("E50 LOADING", false, func() {
		a.server.Kill()
		go func() {
			defer close(loaded)
			a.server.Restart("--key-load-delay", strconv.Itoa(seconds*1_000_000/steps))
		}()
		for {
			err := a.admin.Ping(t.Context()).Err()
			if err == nil {
				t.Fatal("it never said that it loads")
			}
			if strings.HasPrefix(err.Error(), "LOADING") {
				return
			}
		}
	}, func() { <-loaded })
}

// E55: the store is emptied under a running service. Nothing is sent, nothing is said
// to be saved, and the page and the log say why at once, and the way out.
func TestEmptiedWhileServing(t *testing.T) {
	a := newAiling(t, 4)
	messages := func() (n int) {
		for _, user := range a.users {
			n += len(a.space.Sees(user, a.space.IM(user)))
		}
		return n
	}
	before := messages()
	forms := map[string]*sandbox.View{}
	for _, user := range a.users {
		forms[user] = a.open(t.Context(), user)
	}
	a.given = 4
	a.do("flushall")
	for _, p := range a.submitAll("FLUSHALL", forms) {
		if p.saved {
			t.Errorf("%s heard that it was saved", p.user)
		}
	}
	closes := a.opens.Add(73 * time.Hour)
	if err := a.svc.engine.turn(t.Context(), closes); err == nil || !strings.Contains(err.Error(), "restore a backup") {
		t.Errorf("a turn: %v", err)
	}
	a.svc.guard.look(t.Context())
	if !a.svc.engine.held() {
		t.Error("letters are not held")
	}
	state := a.svc.readiness(t.Context())
	if state.Ready || !slices.ContainsFunc(state.Reasons, func(r string) bool {
		return strings.Contains(r, "px:schema") && strings.Contains(r, "restore a backup")
	}) {
		t.Errorf("readyz: %+v", state)
	}
	if after := messages(); after != before {
		t.Errorf("%d messages were sent", after-before)
	}
}
