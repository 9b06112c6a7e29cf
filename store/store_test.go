package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
	"parallax/store/redistest"
)

const acme = checkinstest.Acme

func TestRecordIsOneRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 3)
		now := r.Opens.Add(time.Hour)
		record := func(delivery string, value int) {
			t.Helper()
			reply := checkinstest.Reply(delivery, r, "ana",
				checkinstest.Own(checkins.Value, value), checkinstest.Guess(checkins.Value, value), checkinstest.Own(checkins.Delivery, value))
			reply.Parts[0].Line = &checkins.Line{Text: fmt.Sprint("line ", value)}
			said, err := s.Record(t.Context(), acme, reply, now)
			if err != nil || said[0].Outcome == checkins.NoRound {
				t.Fatalf("%v, %v", said, err)
			}
		}
		record("first", 3) // the server learns the script
		var n trips
		s.rdb.AddHook(&n)
		for i, delivery := range []string{"second", "third", "third"} {
			record(delivery, i+1)
			if n.Load() != int64(i+1) {
				t.Fatalf("%d round trips for %d replies", n.Load(), i+1)
			}
		}
	})
}

// What waits in all orgs is found out in one round trip; an org that is new to the
// process costs another one, once.
func TestWaitingIsOneRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		begun(t, s, 0)
		var n trips
		s.rdb.AddHook(&n)
		look := func(want int64) {
			t.Helper()
			before := n.Load()
			if ws, err := s.Waiting(t.Context(), checkinstest.Opens.Add(-time.Hour), time.Hour); err != nil || len(ws) != 0 {
				t.Fatalf("%+v, %v", ws, err)
			}
			if got := n.Load() - before; got != want {
				t.Errorf("%d round trips, want %d", got, want)
			}
		}
		look(2)
		look(1)
		for k := range 50 {
			o := checkins.Org{ID: checkins.OrgID(fmt.Sprint("org", k)), Slack: []string{fmt.Sprint("T-", k)}}
			if err := s.Enrol(t.Context(), checkins.Setup{Org: o}); err != nil {
				t.Fatal(err)
			}
		}
		look(2)
		look(1)
		look(1)
	})
}

func TestWhoRemembersTheTeam(t *testing.T) {
	s := openEmpty(t)
	begun(t, s, 0)
	clock := time.Now()
	s.teams.now = func() time.Time { return clock }
	var n trips
	s.rdb.AddHook(&n)
	for i, want := range []int64{2, 3, 4} {
		if _, p, err := s.Who(t.Context(), checkinstest.SlackAccount("ana")); err != nil || p != "ana" || n.Load() != want {
			t.Fatalf("look %d: %s, %v after %d round trips, want %d", i, p, err, n.Load(), want)
		}
	}
	clock = clock.Add(teamTTL)
	if _, _, err := s.Who(t.Context(), checkinstest.SlackAccount("ana")); err != nil || n.Load() != 6 {
		t.Fatalf("after a minute: %v, %d round trips in all, want 6", err, n.Load())
	}
	// A team that is given up is forgotten at once.
	setup := checkinstest.Setup(0)
	setup.Org.Slack = nil
	if err := s.Enrol(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Who(t.Context(), checkinstest.SlackAccount("ana")); !errors.Is(err, checkins.ErrNotFound) {
		t.Fatalf("a team given up: %v", err)
	}
}

// everything returns all names, fields and values of a store.
func everything(t *testing.T, s *Store) map[string][]string {
	t.Helper()
	ctx := t.Context()
	keys, err := every(ctx, s, "*")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, key := range keys {
		var values []string
		switch kind := s.rdb.Type(ctx, key).Val(); kind {
		case "string":
			values = []string{s.rdb.Get(ctx, key).Val()}
		case "hash":
			for f, v := range s.rdb.HGetAll(ctx, key).Val() {
				values = append(values, f, v)
			}
		case "set":
			values = s.rdb.SMembers(ctx, key).Val()
		case "zset":
			values = s.rdb.ZRange(ctx, key, 0, -1).Val()
		case "stream":
			for _, x := range s.rdb.XRange(ctx, key, "-", "+").Val() {
				for f, v := range x.Values {
					values = append(values, f, fmt.Sprint(v))
				}
			}
		default:
			t.Fatalf("%s is a %q", key, kind)
		}
		all[key] = values
	}
	return all
}

// wholeRound answers, seals and closes the first round with the given secrets in
// it, and a few letters on the way.
func wholeRound(t *testing.T, s *Store, line string, mu float64) {
	t.Helper()
	ctx := t.Context()
	r := begun(t, s, 3)
	now := r.Opens.Add(time.Hour)
	for n, p := range slices.Sorted(maps.Keys(r.Plans)) {
		reply := checkinstest.Reply("d-"+string(p), r, p, checkinstest.Own(checkins.Value, n%5+1), checkinstest.Guess(checkins.Value, n%5+1))
		reply.Parts[0].Line = &checkins.Line{Text: line, Released: true}
		if said, err := s.Record(ctx, acme, reply, now); err != nil || said[0].Outcome != checkins.Saved {
			t.Fatalf("%v, %v", said, err)
		}
	}
	kept, err := s.Seal(ctx, acme, r.ID, r.Closes)
	if err != nil || len(kept.Answers) != 8 || len(kept.Lines) != 8 || kept.Lines[0].Text != line {
		t.Fatalf("sealed %+v, %v", kept, err)
	}
	standing := checkins.Standing{Seq: 1, Last: r.ID, Read: map[checkins.PersonID][]bool{"ana": {true}}}
	standing.Of(checkins.Value).Track = []checkins.Point{{Date: r.ID.Date(), Numbers: &scoring.Numbers{Gap: mu}}}
	record := checkins.Record{Dimension: checkins.Value, Record: scoring.Record{Status: scoring.OK, Reading: &scoring.Reading{G: mu}}}
	closed, err := s.Close(ctx, acme, checkins.Closing{
		Round: r.ID, Standing: standing, Records: []checkins.Record{record},
		Letters: []checkins.Letter{checkinstest.Card(acme, checkinstest.CRM, r.Closes)},
	}, r.Closes)
	if err != nil || !closed {
		t.Fatalf("close: %v, %v", closed, err)
	}
	got, latest, err := s.Standing(ctx, acme, checkinstest.CRM)
	if err != nil || latest != r.ID {
		t.Fatal(latest, err)
	}
	if got.Rev != 1 {
		t.Fatalf("rev %d, want 1", got.Rev)
	}
	got.Rev = 0
	if d := cmp.Diff(standing, got, cmp.Comparer(func(a, b scoring.State) bool { return a.Equal(&b) })); d != "" {
		t.Fatal(d)
	}
}

func TestNothingIsReadable(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		const line, mu = "we never agreed on the scope", 1.2345678
		wholeRound(t, s, line, mu)
		answers := 0
		for key, values := range everything(t, s) {
			for i, v := range values {
				for _, secret := range []string{line, "scope", "1.2345678", "released", `"read"`, `"own"`, `"guess"`} {
					if strings.Contains(v, secret) && !strings.Contains(key, "}:round:") {
						t.Errorf("%s holds %q", key, secret)
					}
				}
				if strings.Contains(key, "}:ans:") && i%2 == 1 {
					answers++
					if len(v) < 1+nonceSize+1+16 || v[0] != s.vault.id {
						t.Errorf("%s %s is not sealed: %q", key, values[i-1], v)
					}
				}
				if strings.Contains(v, line) || strings.Contains(v, "1.2345678") {
					t.Errorf("%s holds what was said", key)
				}
			}
		}
		if answers != 24 {
			t.Errorf("%d sealed values, want 24", answers)
		}
		// Equal ratings of different people do not look equal.
		seen := map[string]bool{}
		for _, v := range s.rdb.HGetAll(t.Context(), of(acme).answers("crm@2026-03-03")).Val() {
			if seen[v] {
				t.Error("two values look equal")
			}
			seen[v] = true
		}
	})
}

func TestOnlyDeliveriesExpire(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		wholeRound(t, s, "x", 1)
		keys, err := every(t.Context(), s, "*")
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, key := range keys {
			ttl := s.rdb.TTL(t.Context(), key).Val()
			if strings.Contains(key, "}:seen:") {
				seen++
				if ttl < 23*time.Hour || ttl > 24*time.Hour {
					t.Errorf("%s ends in %s", key, ttl)
				}
			} else if ttl >= 0 {
				t.Errorf("%s ends in %s", key, ttl)
			}
			if key != keySchema && key != keyOrgs && !strings.HasPrefix(key, "px:idx:team:") && !strings.HasPrefix(key, "px:{acme}:") {
				t.Errorf("key %s is not in keys.go", key)
			}
		}
		if seen != 8 {
			t.Errorf("%d deliveries, want 8", seen)
		}
	})
}

func TestHistoryIsKept(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 0)
		for _, value := range []int{4, 4, 2} {
			if _, err := s.Record(t.Context(), acme, checkinstest.Reply("", r, "ana", checkinstest.Own(checkins.Value, value)), r.Opens); err != nil {
				t.Fatal(err)
			}
		}
		var history []int
		for _, x := range s.rdb.XRange(t.Context(), of(acme).log(), "-", "+").Val() {
			field := x.Values["field"].(string)
			plain, err := s.vault.unseal(x.Values["value"].(string), answerPlace(acme, r.ID, field))
			if err != nil || field != "ana|value|own" || x.Values["by"] != "slack:T0001/U-ana" || x.Values["round"] != string(r.ID) {
				t.Fatalf("%v, %v", x, err)
			}
			history = append(history, int(plain[0]))
		}
		if !slices.Equal(history, []int{4, 2}) {
			t.Errorf("history %v, want 4, 2", history)
		}
	})
}

func TestTwentySubmitsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 0)
		var wg sync.WaitGroup
		for n := range 20 {
			wg.Go(func() {
				reply := checkinstest.Reply(fmt.Sprint("d", n%10), r, "ana", checkinstest.Own(checkins.Value, n%10%5+1))
				if _, err := s.Record(context.Background(), acme, reply, r.Opens); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		kept, err := s.Answers(t.Context(), acme, r.ID, "")
		if err != nil || len(kept.Answers) != 1 {
			t.Fatalf("%+v, %v", kept, err)
		}
		log := s.rdb.XRevRangeN(t.Context(), of(acme).log(), "+", "-", 1).Val()
		plain, err := s.vault.unseal(log[0].Values["value"].(string), answerPlace(acme, r.ID, "ana|value|own"))
		if err != nil || int(plain[0]) != kept.Answers[0].Own {
			t.Errorf("kept %d, the last revision is %v, %v", kept.Answers[0].Own, plain, err)
		}
	})
}

func TestSealKeepsAllThatWasSaved(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 10)
		people := slices.Sorted(maps.Keys(r.Plans))
		saved := map[checkins.PersonID]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		half, once := make(chan struct{}), sync.Once{}
		for _, p := range people {
			wg.Go(func() {
				for n := range 20 {
					// The clock of a slow replica may still be before the close.
					reply := checkinstest.Reply("", r, p, checkinstest.Own(checkins.Value, n%5+1))
					said, err := s.Record(context.Background(), acme, reply, r.Closes.Add(-time.Second))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					if said[0].Outcome == checkins.Saved {
						saved[p] = n%5 + 1
					} else if said[0].Outcome != checkins.Closed {
						t.Errorf("%s: %s", p, said[0].Outcome)
					}
					if len(saved) >= len(people)/2 {
						once.Do(func() { close(half) })
					}
					mu.Unlock()
				}
			})
		}
		go func() { // also when they fail
			wg.Wait()
			once.Do(func() { close(half) })
		}()
		<-half
		kept, err := s.Seal(t.Context(), acme, r.ID, r.Closes)
		if err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		if len(kept.Answers) != len(saved) {
			t.Errorf("%d people sealed, %d were told saved", len(kept.Answers), len(saved))
		}
		for _, a := range kept.Answers {
			if saved[a.Person] != a.Own {
				t.Errorf("%s was told %d is saved, sealed is %d", a.Person, saved[a.Person], a.Own)
			}
		}
		again, err := s.Seal(t.Context(), acme, r.ID, r.Closes)
		if err != nil || !cmp.Equal(kept, again) {
			t.Errorf("sealing again: %v\n%s", err, cmp.Diff(kept, again))
		}
	})
}

func TestClaimsOfThreeProcesses(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		var letters []checkins.Letter
		for n := range 200 {
			l := checkinstest.Card(acme, checkins.InitiativeID(fmt.Sprint("i", n)), checkinstest.Opens)
			letters = append(letters, l)
		}
		if err := s.Post(t.Context(), acme, letters...); err != nil {
			t.Fatal(err)
		}
		claimed := map[checkins.LetterID]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for _, process := range []*Store{s, another(t, s), another(t, s)} {
			wg.Go(func() {
				for {
					some, err := process.Claim(context.Background(), acme, checkinstest.Opens, 7)
					if err != nil {
						t.Error(err)
					}
					if len(some) == 0 {
						return
					}
					mu.Lock()
					for _, l := range some {
						claimed[l.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(claimed) != 200 {
			t.Errorf("%d letters claimed, want 200", len(claimed))
		}
		for id, n := range claimed {
			if n != 1 {
				t.Errorf("letter %s claimed %d times", id, n)
			}
		}
	})
}

// The client repeats a call whose answer was lost; the second run must answer as
// the first did.
func TestRepeatedClaim(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		if err := s.Post(t.Context(), acme, checkinstest.Card(acme, "crm", checkinstest.Opens)); err != nil {
			t.Fatal(err)
		}
		s.rdb.AddHook(repeat{})
		l, err := s.Claim(t.Context(), acme, checkinstest.Opens, 5)
		if err != nil || len(l) != 1 || l[0].Epoch != 1 || l[0].Attempt != 1 {
			t.Fatalf("%+v, %v", l, err)
		}
		settle := func(how checkins.Settlement, want bool) {
			t.Helper()
			if done, err := s.Settle(t.Context(), acme, l[0], how); err != nil || done != want {
				t.Fatalf("settled as %s: %v, %v; want %v", how.State, done, err, want)
			}
		}
		settle(checkins.Settlement{State: checkins.LetterPending, RetryAt: checkinstest.Opens}, true)
		settle(checkins.Settlement{State: checkins.LetterPending, RetryAt: checkinstest.Opens}, false)
		l, err = s.Claim(t.Context(), acme, checkinstest.Opens, 5)
		if err != nil || len(l) != 1 || l[0].Epoch != 2 || l[0].Attempt != 1 {
			t.Fatalf("%+v, %v", l, err)
		}
		settle(checkins.Settlement{
			State: checkins.LetterSent, Rev: 1, Receipt: checkins.Receipt{Channel: "C", TS: "1"},
		}, true)
		if err := s.Redraw(t.Context(), acme, checkinstest.Opens, l[0].ID); err != nil {
			t.Fatal(err)
		}
		l, err = s.Letters(t.Context(), acme, l[0].ID)
		if err != nil || l[0].Rev != 2 || l[0].State != checkins.LetterPending || l[0].Receipt.TS != "1" {
			t.Fatalf("%+v, %v", l, err)
		}
	})
}

// repeat runs these scripts twice; none: every script.
type repeat []*redis.Script

func (repeat) DialHook(next redis.DialHook) redis.DialHook { return next }
func (r repeat) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if r.concerns(cmd) {
			_ = next(ctx, cmd)
			cmd.SetErr(nil)
		}
		return next(ctx, cmd)
	}
}

func (r repeat) concerns(cmd redis.Cmder) bool {
	if cmd.Name() != "evalsha" && cmd.Name() != "eval" {
		return false
	}
	return len(r) == 0 || slices.ContainsFunc(r, func(s *redis.Script) bool { return cmd.Args()[1] == s.Hash() })
}

func (repeat) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// The lease runs on Redis's own clock.
func TestLease(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		s.lease = 30 * time.Millisecond
		if err := s.Post(t.Context(), acme, checkinstest.Card(acme, "crm", checkinstest.Opens)); err != nil {
			t.Fatal(err)
		}
		l, err := s.Claim(t.Context(), acme, checkinstest.Opens, 5)
		if err != nil || len(l) != 1 {
			t.Fatal(l, err)
		}
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for range tick.C {
			again, err := s.Claim(t.Context(), acme, checkinstest.Opens, 5)
			if err != nil || len(again) != 0 {
				t.Fatalf("claimed again: %v, %v", again, err)
			}
			now, err := s.Letters(t.Context(), acme, l[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			if now[0].State == checkins.LetterUnknown {
				break
			}
		}
		late := checkins.Settlement{State: checkins.LetterSent, Rev: 1, Receipt: checkins.Receipt{Channel: "C", TS: "1"}}
		older := l[0]
		older.Epoch--
		for _, c := range []struct {
			letter checkins.Letter
			want   bool
		}{{older, false}, {l[0], true}, {l[0], false}} {
			if done, err := s.Settle(t.Context(), acme, c.letter, late); err != nil || done != c.want {
				t.Fatalf("settle of epoch %d: %v, %v", c.letter.Epoch, done, err)
			}
		}
	})
}

func TestFrozenRedis(t *testing.T) {
	server := redistest.Launch(t)
	s := dial(t, "redis://"+server.Addr)
	r := begun(t, s, 0)
	reply := checkinstest.Reply("d", r, "ana", checkinstest.Own(checkins.Value, 4))
	if _, err := s.Record(t.Context(), acme, checkinstest.Reply("c", r, "ben", checkinstest.Own(checkins.Value, 4)), r.Opens); err != nil {
		t.Fatal(err)
	}
	if err := server.Process().Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err := s.Record(t.Context(), acme, reply, r.Opens)
	took := time.Since(start)
	if err := server.Process().Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err == nil || took > 2200*time.Millisecond {
		t.Fatalf("error %v after %s", err, took)
	}
	t.Logf("error after %s: %v", took, err)
	// The next press settles it, whether the first one was stored or not.
	said, err := s.Record(t.Context(), acme, reply, r.Opens)
	if err != nil || (said[0].Outcome != checkins.Saved && said[0].Outcome != checkins.Duplicate) {
		t.Fatalf("%v, %v", said, err)
	}
}

func TestKill(t *testing.T) {
	server := redistest.Launch(t)
	s := dial(t, "redis://"+server.Addr)
	wholeRound(t, s, "x", 1)
	server.Kill()
	if err := s.Ping(t.Context()); err == nil {
		t.Fatal("a dead server answers")
	}
	server.Restart()
	if past, err := s.Past(t.Context(), acme, checkinstest.CRM); err != nil || len(past) != 1 {
		t.Fatalf("after a restart: %v, %v", past, err)
	}
}
