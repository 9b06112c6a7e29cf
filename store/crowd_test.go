package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// scale is how thorough a fault test is: few in the ordinary run, or as PARALLAX_TORTURE
// says.
func scale(few, short, full int) int {
	switch os.Getenv("PARALLAX_TORTURE") {
	case "short":
		return short
	case "full":
		return full
	}
	return few
}

// chance is a source of it that a test prints, and that PARALLAX_SEED repeats.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("PARALLAX_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, seed))
}

// The promises about a reply, with what a busy machine may add.
const (
	replyWithin   = 2800 * time.Millisecond
	replyOnBusy   = 3 * time.Second
	recoverWithin = 10 * time.Second
)

// crowd is people who answer, one after the other and several at a time, while
// something happens to the store. It remembers what they were told.
type crowd struct {
	t       *testing.T
	round   checkins.Round
	writers sync.WaitGroup
	cease   context.CancelFunc

	mu     sync.Mutex
	stands map[checkins.PersonID]map[int]bool // values that may stand: the newest acknowledged one, and those tried after it
	worst  time.Duration                      // until a reply

	tried, acked, refused atomic.Int64
	why                   sync.Map // texts of refusals
}

// writing is how many answer at a time.
const writing = 8

// crowded lets leads answer in a round of the store until end. Each writer uses one
// of the stores, in turn, and has people of its own: of two at once nobody could tell
// whose word is the last.
func crowded(t *testing.T, round checkins.Round, stores ...*Store) *crowd {
	t.Helper()
	l := &crowd{t: t, round: round, stands: map[checkins.PersonID]map[int]bool{}}
	var ctx context.Context
	ctx, l.cease = context.WithCancel(t.Context())
	people := append(append([]checkins.PersonID{}, round.Roster[0]...), round.Roster[1]...)
	for n := range writing {
		var own []checkins.PersonID
		for k := n; k < len(people); k += writing {
			own = append(own, people[k])
		}
		s := stores[n%len(stores)]
		l.writers.Go(func() {
			for k := 0; ctx.Err() == nil; k++ {
				l.answer(ctx, s, fmt.Sprint(own[k%len(own)], ".", k), own[k%len(own)], 1+(k/len(own))%5)
			}
		})
	}
	t.Cleanup(l.end)
	return l
}

func (l *crowd) answer(ctx context.Context, s *Store, delivery string, p checkins.PersonID, value int) {
	l.mu.Lock()
	if l.stands[p] == nil {
		l.stands[p] = map[int]bool{0: true} // nothing
	}
	l.stands[p][value] = true // from now on it may stand there
	l.mu.Unlock()
	l.tried.Add(1)
	began := time.Now()
	said, err := s.Record(ctx, acme, checkinstest.Reply(delivery, l.round, p, checkinstest.Own(checkins.Value, value)), l.round.Opens)
	took := time.Since(began)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.worst = max(l.worst, took)
	if err != nil {
		l.refused.Add(1)
		if !errors.Is(err, context.Canceled) {
			l.why.Store(bare(err), true)
		}
		return
	}
	if said[0].Outcome != checkins.Saved && said[0].Outcome != checkins.Duplicate {
		l.t.Errorf("%s: %+v", p, said)
	}
	l.acked.Add(1)
	l.stands[p] = map[int]bool{value: true} // nothing older may stand any more
}

// bare is an error without its digits and the person.
func bare(err error) string {
	_, said, _ := strings.Cut(err.Error(), ": ")
	text := []rune(said)
	for i, r := range text {
		if r >= '0' && r <= '9' {
			text[i] = '#'
		}
	}
	return string(text)
}

// moving waits until answers are acknowledged again, and reports how long that took.
func (l *crowd) moving(within time.Duration) (time.Duration, bool) {
	began, before := time.Now(), l.acked.Load()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for time.Since(began) < within {
		<-tick.C
		if l.acked.Load() > before+20 {
			return time.Since(began), true
		}
	}
	return within, false
}

// flows fails the test when answers are not acknowledged again in time.
func (l *crowd) flows(what string, within time.Duration) {
	l.t.Helper()
	took, ok := l.moving(within + 10*time.Second)
	l.t.Logf("%s: acknowledged again after %s; %d acknowledged, %d refused so far", what, took.Round(time.Millisecond), l.acked.Load(), l.refused.Load())
	if !ok || took > within {
		l.t.Errorf("%s: acknowledged again after %s, want under %s", what, took, within)
	}
}

// until waits until something holds.
func (l *crowd) until(what string, holds func() bool) {
	l.t.Helper()
	began, tick := time.Now(), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		if time.Since(began) > time.Minute {
			l.t.Fatalf("%s: not within a minute; %d acknowledged, %d refused", what, l.acked.Load(), l.refused.Load())
		}
		<-tick.C
	}
}

// refusedWith waits until an answer was refused with a word of the store's.
func (l *crowd) refusedWith(word string) {
	l.t.Helper()
	l.until("refused with "+word, func() (found bool) {
		l.why.Range(func(text, _ any) bool {
			found = found || strings.Contains(text.(string), word)
			return !found
		})
		return found
	})
}

// flowsUntil waits until so many answers were acknowledged in all.
func (l *crowd) flowsUntil(n int64) {
	l.t.Helper()
	l.until("acknowledged", func() bool { return l.acked.Load() >= n })
}

// triedUntil waits until so many answers came to an end in all.
func (l *crowd) triedUntil(n int64) {
	l.t.Helper()
	l.until("tried", func() bool { return l.acked.Load()+l.refused.Load() >= n })
}

// pause lets so much time pass.
func pause(d time.Duration) {
	timer := time.NewTimer(d)
	<-timer.C
}

// end stops the writers.
func (l *crowd) end() {
	l.cease()
	l.writers.Wait()
}

// kept ends the load and holds the store against what people were told: nothing
// acknowledged is lost, nothing counted twice, nobody waited too long.
func (l *crowd) kept(s *Store) {
	t := l.t
	t.Helper()
	l.end()
	lost, extra := l.lost(s), l.twice(s)
	l.why.Range(func(text, _ any) bool { t.Logf("refused with: %s", text); return true })
	t.Logf("%d acknowledged, %d refused; %d of %d people with another answer than the one acknowledged last; %d changes too many; slowest reply %s",
		l.acked.Load(), l.refused.Load(), len(lost), len(l.stands), extra, l.worst.Round(time.Millisecond))
	for _, text := range lost {
		t.Error(text)
	}
	if extra > 0 {
		t.Errorf("%d changes of answers are stored that nobody made", extra)
	}
	if l.worst > replyOnBusy {
		t.Errorf("the slowest reply took %s, want under %s", l.worst, replyWithin)
	}
}

// lost lists the people whose acknowledged answer does not stand.
func (l *crowd) lost(s *Store) (lost []string) {
	l.t.Helper()
	kept, err := s.Answers(context.WithoutCancel(l.t.Context()), acme, l.round.ID, "")
	if err != nil {
		l.t.Fatal(err)
	}
	stands := map[checkins.PersonID]int{}
	for _, a := range kept.Answers {
		if _, twice := stands[a.Person]; twice {
			l.t.Errorf("%s has two answers", a.Person)
		}
		stands[a.Person] = a.Own
	}
	for p, values := range l.stands {
		if at := stands[p]; !values[at] {
			lost = append(lost, fmt.Sprintf("%s: %d stands there, want one of %v", p, at, values))
		}
	}
	return lost
}

// twice counts the changes in the log beyond one for each answer that was tried.
func (l *crowd) twice(s *Store) int64 {
	l.t.Helper()
	n, err := s.rdb.XLen(context.WithoutCancel(l.t.Context()), of(acme).log()).Result()
	if err != nil {
		l.t.Fatal(err)
	}
	return max(0, n-l.tried.Load())
}
