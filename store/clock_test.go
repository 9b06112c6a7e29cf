package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// slowly is a courier that takes its time. Of its answers one in so many is lost.
type slowly struct {
	*checkinstest.Courier
	loses int // 0: none
	mu    sync.Mutex
	r     *rand.Rand
}

// takes is the longest that an attempt takes. A lost letter is looked for when an
// attempt that began as late as it may (20 s after its claim) has ended.
const (
	takes   = 300 * time.Millisecond
	settles = 21 * time.Second
)

var errLost = errors.New("the answer is lost")

func (c *slowly) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	c.mu.Lock()
	before, after, lost := c.r.Int64N(int64(takes/2)), c.r.Int64N(int64(takes/2)), c.loses > 0 && c.r.IntN(c.loses) == 0
	c.mu.Unlock()
	pause(time.Duration(before))
	r, err := c.Courier.Send(ctx, p)
	pause(time.Duration(after))
	if err == nil && lost {
		return checkins.Receipt{}, errLost
	}
	return r, err
}

// sender is a process that sends, with a store of its own.
func sender(t *testing.T, s *Store, c checkins.Courier) *checkins.Desk {
	t.Helper()
	return &checkins.Desk{
		Directory: s, Agenda: s, Roster: s, Registrar: s, Ledger: s, Standings: s, Outbox: s, Shelf: s, Cares: s, Notes: s, Consents: s, Talks: s, Books: s, Drafts: s,
		Couriers: map[checkins.Platform]checkins.Courier{checkins.Slack: c},
		Now:      time.Now, Settle: settles,
	}
}

// E54: the clock of Redis jumps forth and back while two senders work. A lease may be
// over too early, and two processes hold the same letter: everybody gets one message
// all the same, since the claim counts and a lost letter is looked for by the senders'
// own clocks.
func TestE54RedisClock(t *testing.T) {
	server := redistest.Clock(t)
	r := chance(t)
	s := dial(t, "redis://"+server.Addr)
	leads := scale(8, 30, 150)
	setup := checkinstest.Setup(leads)
	now := time.Now()
	letters := make([]checkins.Letter, 0, leads)
	round := checkinstest.Round(acme, setup.Initiatives[0], checkinstest.First)
	if err := s.Enrol(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context(), acme, checkinstest.Opening(acme, round)); err != nil {
		t.Fatal(err)
	}
	for _, side := range round.Roster {
		for _, p := range side {
			letters = append(letters, checkinstest.Ask(acme, round, p))
		}
	}
	ledger := &slowly{Courier: &checkinstest.Courier{}, r: rand.New(rand.NewPCG(r.Uint64(), 0)), loses: scale(0, 5, 5)}
	senders := []*checkins.Desk{sender(t, s, ledger), sender(t, another(t, s), ledger)}
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	for _, d := range senders {
		began := now
		working.Go(func() {
			for ctx.Err() == nil {
				// Rounds and letters are due by the app's clock, which goes right.
				if _, err := d.Deliver(ctx, round.Opens.Add(time.Since(began))); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
				pause(5 * time.Millisecond)
			}
		})
	}
	settled := func() bool {
		for _, l := range letters {
			got, err := s.Letters(t.Context(), acme, l.ID)
			if err != nil || len(got) != 1 {
				t.Fatal(got, err)
			}
			if got[0].State != checkins.LetterSent {
				return false
			}
		}
		return true
	}
	jumps := 0
	for began := time.Now(); !settled(); jumps++ {
		if time.Since(began) > 5*time.Minute {
			t.Fatal("the letters are not settled within five minutes")
		}
		server.Shift([]time.Duration{0, time.Hour, -2 * time.Hour, 3 * time.Hour, 48 * time.Hour}[r.IntN(5)])
		pause(time.Duration(20+r.IntN(400)) * time.Millisecond)
	}
	stop()
	working.Wait()
	got, claims, most := map[checkins.PersonID]int{}, 0, 0
	for _, m := range ledger.Seen() {
		got[m.Letter.Lead]++
	}
	for _, l := range letters {
		now, err := s.Letters(t.Context(), acme, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		claims, most = claims+now[0].Epoch, max(most, now[0].Epoch)
		if n := got[l.Lead]; n != 1 {
			t.Errorf("%s has %d messages: %+v", l.Lead, n, now[0])
		}
	}
	t.Logf("%d letters, %d jumps of the clock, %d claims (at most %d of a letter), %d attempts", len(letters), jumps, claims, most, len(ledger.Parcels()))
}

// A clock that is put back does not hold letters for as long: the lease of a process
// that died begins anew, and what is lost is listed.
func TestE54ClockPutBack(t *testing.T) {
	server := redistest.Clock(t)
	s := dial(t, "redis://"+server.Addr)
	s.lease = 200 * time.Millisecond
	if err := s.Post(t.Context(), acme, checkinstest.Card(acme, "crm", checkinstest.Opens), checkinstest.Card(acme, "erp", checkinstest.Opens)); err != nil {
		t.Fatal(err)
	}
	server.Shift(2 * time.Hour)
	taken, err := s.Claim(t.Context(), acme, checkinstest.Opens, 5)
	if err != nil || len(taken) != 2 {
		t.Fatal(taken, err)
	}
	if ok, err := s.Settle(t.Context(), acme, taken[1], checkins.Settlement{State: checkins.LetterUnknown}); !ok || err != nil {
		t.Fatal(ok, err)
	}
	server.Shift(0)
	if lost, err := s.Unknown(t.Context(), acme, time.Second); err != nil || len(lost) != 1 {
		t.Errorf("what was lost in the future is not listed: %v, %v", lost, err)
	}
	began := time.Now()
	for time.Since(began) < 10*time.Second {
		if again, err := s.Claim(t.Context(), acme, checkinstest.Opens, 5); err != nil || len(again) != 0 {
			t.Fatalf("claimed again: %v, %v", again, err)
		}
		l, err := s.Letters(t.Context(), acme, taken[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if l[0].State == checkins.LetterUnknown {
			if took := time.Since(began); took < s.lease {
				t.Errorf("the lease was over after %s", took)
			}
			return
		}
		pause(10 * time.Millisecond)
	}
	t.Error("a letter that was claimed before the clock was put back is held")
}

// What a delivery was answered is known again as long as Redis thinks: a jump of a day
// forgets it, and the same answer again is no second one.
func TestE54DeliveriesAgain(t *testing.T) {
	server := redistest.Clock(t)
	s := dial(t, "redis://"+server.Addr)
	r := begun(t, s, 0)
	for _, c := range []struct {
		off  time.Duration
		want checkins.RecordOutcome
	}{
		{0, checkins.Saved},
		{time.Hour, checkins.Duplicate},
		{-2 * time.Hour, checkins.Duplicate},
		{25 * time.Hour, checkins.Saved},
	} {
		server.Shift(c.off)
		pause(1100 * time.Millisecond) // Redis looks at its clock when it serves
		said, err := s.Record(t.Context(), acme, checkinstest.Reply("a", r, "ana", checkinstest.Own(checkins.Value, 4)), r.Opens)
		if err != nil || said[0].Outcome != c.want {
			t.Errorf("clock %s: %+v, %v, want %s", c.off, said, err, c.want)
		}
	}
	if n := s.rdb.XLen(t.Context(), of(acme).log()).Val(); n != 1 {
		t.Errorf("%d changes of one answer", n)
	}
}

// The difference of the clocks is found, with the way out.
func TestE54IsFound(t *testing.T) {
	server := redistest.Clock(t)
	s := dial(t, "redis://"+server.Addr)
	for _, c := range []struct {
		off      time.Duration
		found    bool
		warning  bool
		contains string
	}{
		{0, false, false, ""},
		{2 * time.Minute, true, true, "TIME is 2m0s off this machine's clock"},
		{time.Hour, true, false, "TIME is 1h0m0s off this machine's clock"},
		{-2 * time.Hour, true, false, "TIME is 2h0m0s off this machine's clock"},
	} {
		server.Shift(c.off)
		found, err := s.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(found) > 0 != c.found || c.found && (found[0].Warning != c.warning || !strings.Contains(found[0].String(), c.contains) || !strings.Contains(found[0].Mend, "timedatectl set-ntp true")) {
			t.Errorf("clock %s: %v", c.off, found)
		}
	}
}
