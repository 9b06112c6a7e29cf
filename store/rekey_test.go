package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// nextKey follows testKey.
var nextKey = Key{1: 7}

// under is another process on the same server, with keys of its own.
func under(t testing.TB, s *Store, key Key, old ...Key) *Store {
	t.Helper()
	o, err := New(s.rdb, Options{Key: key, Old: old})
	if err != nil {
		t.Fatal(err)
	}
	o.patience, o.embedded, o.replicas = s.patience, s.embedded, s.replicas
	if err := o.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

// rekey seals everything anew and expects that nothing is left.
func rekey(t testing.TB, s *Store) Rekeyed {
	t.Helper()
	did, err := s.Rekey(t.Context(), "", false, func(Rekeyed) {})
	if err != nil || did.Left > 0 || len(did.Damaged) > 0 {
		t.Fatalf("%+v, %v", did, err)
	}
	return did
}

func sum(m map[checkins.OrgID]int) (n int) {
	for _, x := range m {
		n += x
	}
	return n
}

// opened is everything sealed of acme, as this process reads it.
func opened(t testing.TB, s *Store) map[string]string {
	t.Helper()
	ctx := t.Context()
	all := map[string]string{}
	note := func(what string, v any, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		all[what] = string(data)
	}
	standing, latest, err := s.Standing(ctx, acme, checkinstest.CRM)
	note("standing", standing, err)
	points, err := s.Checkpoints(ctx, acme, checkinstest.CRM)
	note("checkpoints", points, err)
	past, err := s.Past(ctx, acme, checkinstest.CRM)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range append(past, latest) {
		kept, err := s.Answers(ctx, acme, id, "")
		note("answers of "+string(id), kept, err)
		scored, err := s.Scored(ctx, acme, id)
		note("records of "+string(id), scored, err)
	}
	talk, err := s.WhyTalk(ctx, acme, checkinstest.CRM)
	note("talk", talk, err)
	if d, err := s.Draft(ctx, acme, "ana", checkins.DialogSetup, ""); !errors.Is(err, checkins.ErrNotFound) {
		note("draft", d, err)
	}
	notes, err := s.Notes(ctx, acme, checkins.NeedNotes(standing.Last))
	note("notes", notes, err)
	var log []string
	for _, e := range s.rdb.XRange(ctx, of(acme).log(), "-", "+").Val() {
		plain := []byte("removed")
		if v := text(e.Values["value"]); v != "" {
			if plain, err = s.vault.unseal(v, answerPlace(acme, checkins.RoundID(text(e.Values["round"])), text(e.Values["field"]))); err != nil {
				t.Fatalf("log %s: %v", e.ID, err)
			}
		}
		log = append(log, fmt.Sprintf("%s %s %s %s %s %q", e.ID, e.Values["at"], e.Values["by"], e.Values["round"], e.Values["field"], plain))
	}
	note("log", log, nil)
	return all
}

// marked lists where a text stands that begins with the mark of a key.
func marked(t *testing.T, s *Store, k Key) []string {
	t.Helper()
	v, err := newVault(k)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for key, values := range everything(t, s) {
		for _, x := range values {
			if len(x) > 1+nonceSize && x[0] == v.id {
				found = append(found, key)
			}
		}
	}
	return found
}

// history is two closed rounds and an open one, all answered.
func history(t *testing.T, s *Store) *bureau {
	b := newBureau(t, s, 3)
	for week := range 2 {
		b.answer(week)
		b.close(week)
	}
	b.answer(2)
	standing, _, err := s.Standing(t.Context(), acme, checkinstest.CRM)
	b.must(err)
	b.must(s.Restate(t.Context(), acme, checkinstest.CRM, standing, []checkins.Standing{standing}))
	talk := checkins.WhyTalk{Lines: map[checkins.PersonID]checkins.WhyLine{"ben": {Text: "Calls end."}}}
	b.must(s.Say(t.Context(), acme, checkinstest.CRM, talk, checkins.Delivered{}, b.clock, nil))
	b.must(s.KeepDraft(t.Context(), acme, "ana", checkins.DialogSetup, "", checkins.Draft{Step: "about", Values: map[string][]string{"name": {"Portal"}}}))
	for _, p := range []checkins.PersonID{"ana", "ben"} {
		j := checkins.Jotting{Key: checkins.NeedNotes(standing.Last), Note: checkins.Note{Person: p, Text: "A demo."}, From: checkinstest.SlackAccount(p)}
		stored, err := s.Jot(t.Context(), acme, j, b.clock)
		if b.must(err); !stored {
			t.Fatalf("the note of %s was not stored", p)
		}
	}
	return b
}

func testRekey(t *testing.T, s *Store) {
	b := history(t, s)
	before := opened(t, s)
	had := len(marked(t, s, testKey))
	next := under(t, s, nextKey, testKey)
	counted, err := next.Rekey(t.Context(), "", true, func(Rekeyed) {})
	if err != nil || counted.Left < 100 || counted.Left != had || sum(counted.Anew) != 0 || counted.Retired != 0 {
		t.Fatalf("counted %+v of %d, %v", counted, had, err)
	}
	if d := cmp.Diff(before, opened(t, s)); d != "" {
		t.Fatalf("counting changed something: %s", d)
	}
	did := rekey(t, next)
	if did.Anew[acme] != counted.Left || did.Retired != 1 {
		t.Errorf("%+v, %d were counted", did, counted.Left)
	}
	if left := marked(t, s, testKey); len(left) > 0 {
		t.Errorf("still under the former key: %v", left)
	}
	alone := under(t, s, nextKey)
	if d := cmp.Diff(before, opened(t, alone)); d != "" {
		t.Error(d)
	}
	if again := rekey(t, next); sum(again.Anew) != 0 || again.Retired != 0 {
		t.Errorf("again: %+v", again)
	}
	if err := s.Ping(t.Context()); !errors.Is(err, ErrOtherKey) {
		t.Errorf("a process without the new key: ping %v", err)
	}
	b.Store, b.desk = alone, newBureau(t, alone, 3).desk
	b.desk.Now = func() time.Time { return b.clock }
	b.audit(2, 0)
	b.close(2)
	b.audit(3, 0)
}

func TestRekey(t *testing.T) { each(t, testRekey) }

func TestRekeyOnCluster(t *testing.T) {
	if testing.Short() {
		t.Skip("starts three servers")
	}
	addrs := redistest.Cluster(t)
	testRekey(t, dial(t, "redis://"+strings.Join(addrs, ",")))
}

// The four steps of a new key on two processes: everything works at each of them, in
// both, and what one writes the other one reads.
func TestRekeyStepByStep(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 3)
		one, two := s, under(t, s, testKey)
		given, n := map[checkins.PersonID]int{}, 0
		works := func(step string) {
			t.Helper()
			for _, p := range []*Store{one, two, one} {
				n++
				who := []checkins.PersonID{"ana", "ben", "it1", "biz1"}[n%4]
				said, err := p.Record(t.Context(), acme, checkinstest.Reply(fmt.Sprint("d", n), r, who, checkinstest.Own(checkins.Value, 1+n%5)), r.Opens)
				if err != nil || said[0].Outcome != checkins.Saved {
					t.Fatalf("%s: %v, %v", step, said, err)
				}
				given[who] = 1 + n%5
				for _, q := range []*Store{one, two} {
					kept, err := q.Answers(t.Context(), acme, r.ID, "")
					if err != nil || len(kept.Answers) != len(given) {
						t.Fatalf("%s: %+v, %v", step, kept, err)
					}
					for _, a := range kept.Answers {
						if a.Own != given[a.Person] {
							t.Errorf("%s: %s rates %d, gave %d", step, a.Person, a.Own, given[a.Person])
						}
					}
					if err := q.Ping(t.Context()); err != nil {
						t.Fatalf("%s: %v", step, err)
					}
				}
			}
		}
		if _, err := s.Record(t.Context(), acme, checkinstest.Reply("d0", r, "it2", checkinstest.Own(checkins.Value, 2)), r.Opens); err != nil {
			t.Fatal(err)
		}
		given["it2"] = 2
		works("before")
		for _, step := range []struct {
			name string
			key  Key
			old  []Key
		}{
			{"the new key is read", testKey, []Key{nextKey}},
			{"the new key writes", nextKey, []Key{testKey}},
		} {
			one = under(t, s, step.key, step.old...)
			works("one of two: " + step.name)
			two = under(t, s, step.key, step.old...)
			works("both: " + step.name)
		}
		busy := &between{script: resealScript, meanwhile: func() { works("while everything is sealed anew") }}
		s.rdb.AddHook(busy)
		if did := rekey(t, under(t, s, nextKey, testKey)); did.Retired != 1 || busy.calls == 0 {
			t.Fatalf("%+v, %d calls", did, busy.calls)
		}
		works("sealed anew")
		one = under(t, s, nextKey)
		works("one of two: the former key is gone")
		two = under(t, s, nextKey)
		works("both: the former key is gone")
		kept, err := two.Seal(t.Context(), acme, r.ID, r.Closes)
		if err != nil || len(kept.Answers) != len(given) {
			t.Fatalf("%+v, %v", kept, err)
		}
	})
}

// A process that still writes with a retired key stores nothing, and says so.
func TestRetiredKeyStoresNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		b := history(t, s)
		late := under(t, s, testKey, nextKey)
		rekey(t, under(t, s, nextKey, testKey))
		before := sorted(everything(t, s))
		r := b.round(2)
		standing, _, err := late.Standing(ctx, acme, checkinstest.CRM)
		b.must(err)
		for what, err := range map[string]error{
			"record":  failed(late.Record(ctx, acme, checkinstest.Reply("late", r, "ana", checkinstest.Own(r.Plans["ana"].Items[0], 1)), r.Opens)),
			"restate": late.Restate(ctx, acme, checkinstest.CRM, standing, nil),
			"close": func() error {
				_, err := late.Close(ctx, acme, checkins.Closing{Round: r.ID, Standing: standing}, r.Closes)
				return err
			}(),
			"erase": func() error { _, err := late.EraseRound(ctx, acme, r.ID, checkins.ShownOf(acme, "ana")); return err }(),
			"rekey": func() error { _, err := late.Rekey(ctx, "", false, func(Rekeyed) {}); return err }(),
			"ping":  late.Ping(ctx),
			"start": func() error {
				again, err := New(s.rdb, Options{Key: testKey, Old: []Key{nextKey}})
				b.must(err)
				return again.Init(ctx)
			}(),
		} {
			if !errors.Is(err, ErrRetired) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if d := cmp.Diff(before, sorted(everything(t, s))); d != "" {
			t.Error(d)
		}
	})
}

// A key that came meanwhile is nobody's to retire who does not have it, and an org that
// came meanwhile stores nothing under the key that goes.
func TestRekeyBesideWhatIsNew(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		b := history(t, s)
		r := b.round(2)
		answer := func(by *Store, delivery string) error {
			return failed(by.Record(ctx, acme, checkinstest.Reply(delivery, r, "ana", checkinstest.Own(r.Plans["ana"].Items[0], 1)), r.Opens))
		}
		worker := under(t, s, nextKey, testKey)
		b.must(answer(worker, "a"))
		newest := under(t, s, Key{1: 8}, nextKey, testKey)
		if _, err := worker.Rekey(ctx, "", false, func(Rekeyed) { b.must(answer(newest, "b")) }); !errors.Is(err, ErrOtherKey) {
			t.Errorf("with a key that came meanwhile: %v", err)
		}
		b.must(answer(newest, "c"))

		looks := 0
		_, err := under(t, s, Key{1: 8}, nextKey, testKey).Rekey(ctx, "", false, func(Rekeyed) {
			if looks++; looks == 1 {
				return
			}
			b.must(s.write(ctx, func(p redis.Pipeliner) { p.SAdd(ctx, keyOrgs, "late") }))
		})
		b.must(err)
		if n, err := s.rdb.SCard(ctx, of("late").retired()).Result(); err != nil || n != 2 {
			t.Errorf("%d keys are barred in the org that came meanwhile, %v", n, err)
		}
	})
}

func failed[T any](_ T, err error) error { return err }

// Whoever lacks a key that the store is sealed with does not start.
func TestKeysThatOpenTheStore(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		third := Key{9, 9}
		starts := func(key Key, old ...Key) error {
			o, err := New(s.rdb, Options{Key: key, Old: old})
			if err != nil {
				return err
			}
			o.patience = s.patience
			return o.Init(ctx)
		}
		r := begun(t, s, 0)
		if err := errors.Join(starts(testKey), starts(testKey, third), starts(nextKey, testKey)); err != nil {
			t.Fatal(err)
		}
		if err := starts(nextKey); !errors.Is(err, ErrOtherKey) {
			t.Errorf("without the former key: %v", err)
		}
		// A start is no use of a key yet; an answer is.
		next := under(t, s, nextKey, testKey)
		if err := starts(testKey); err != nil {
			t.Errorf("before the new key was used: %v", err)
		}
		if _, err := next.Record(ctx, acme, checkinstest.Reply("d", r, "ana", checkinstest.Own(checkins.Value, 1)), r.Opens); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{"start": starts(testKey), "ping": s.Ping(ctx), "start with one of two": starts(nextKey)} {
			if !errors.Is(err, ErrOtherKey) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if needed, err := under(t, s, nextKey, third, testKey).Needed(ctx); err != nil || !slices.Equal(needed, []bool{false, true}) {
			t.Errorf("needed: %v, %v", needed, err)
		}
		rekey(t, next)
		if needed, err := under(t, s, nextKey, third, testKey).Needed(ctx); err != nil || !slices.Equal(needed, []bool{false, false}) {
			t.Errorf("needed after: %v, %v", needed, err)
		}
		if err := starts(testKey); !errors.Is(err, ErrOtherKey) {
			t.Errorf("the former key after: %v", err)
		}
		if err := errors.Join(starts(nextKey), starts(third, nextKey)); err != nil {
			t.Error(err)
		}
		if err := s.Ping(ctx); !errors.Is(err, ErrOtherKey) {
			t.Errorf("ping after: %v", err)
		}
	})
}

func TestKeysAlike(t *testing.T) {
	if err := CheckKeys(testKey, nextKey); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(CheckKeys(testKey, testKey)); !errors.Is(err, ErrSameKey) {
		t.Error(err)
	}
	if err := CheckKeys(testKey, nextKey, nextKey); !errors.Is(err, ErrSameKey) {
		t.Error(err)
	}
	if err := CheckKeys(testKey, Key{}); err == nil {
		t.Error("an empty key")
	}
	for n := range 1 << 16 {
		err := CheckKeys(testKey, Key{31: 1, 30: byte(n), 29: byte(n >> 8)})
		if errors.Is(err, ErrAlike) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Error("no two keys of 65536 are alike")
}

// A text under a former key opens, at its place only.
func TestFormerKeysOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := []Key{testKey, nextKey, {9, 9}}
		at := place("ana", rapid.String().Draw(t, "who"))
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		now := rapid.IntRange(0, 2).Draw(t, "now")
		v, err := newVault(keys[now], slices.Concat(keys[:now], keys[now+1:])...)
		if err != nil {
			t.Fatal(err)
		}
		for n, k := range keys {
			one, err := newVault(k)
			if err != nil {
				t.Fatal(err)
			}
			sealed := one.seal(plain, at)
			got, err := v.unseal(sealed, at)
			if err != nil || string(got) != string(plain) {
				t.Fatalf("key %d: %q, %v", n, got, err)
			}
			if _, err := v.unseal(sealed, place("ben")); !errors.Is(err, ErrSealed) {
				t.Fatalf("key %d elsewhere: %v", n, err)
			}
			if v.current(sealed) != (n == now) {
				t.Fatalf("key %d: current %v", n, v.current(sealed))
			}
		}
	})
}

// breakOff fails every call from the nth script on that stores something.
type breakOff struct {
	after int
	calls int
}

var errBroken = errors.New("broken off")

func (*breakOff) DialHook(next redis.DialHook) redis.DialHook { return next }
func (b *breakOff) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if name := cmd.Name(); name == "evalsha" || name == "eval" {
			if b.calls++; b.calls > b.after {
				cmd.SetErr(errBroken)
				return errBroken
			}
		}
		return next(ctx, cmd)
	}
}

func (*breakOff) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

// onClient is a store on a client of its own, so that what is hooked in there
// concerns no other.
func onClient(t *testing.T, s *Store, hook redis.Hook, key Key, old ...Key) *Store {
	t.Helper()
	c := redis.NewClient(s.rdb.(*redis.Client).Options())
	t.Cleanup(func() { _ = c.Close() })
	own := &Store{rdb: c, patience: s.patience}
	o := under(t, own, key, old...)
	if hook != nil {
		c.AddHook(hook)
	}
	return o
}

// Wherever it breaks off: all is readable, and another run ends it.
func TestRekeyBreaksOff(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		history(t, s)
		before := opened(t, s)
		for after := 0; ; after++ {
			b := &breakOff{after: after}
			broken := onClient(t, s, b, nextKey, testKey)
			did, err := broken.Rekey(t.Context(), "", false, func(Rekeyed) {})
			if d := cmp.Diff(before, opened(t, under(t, s, nextKey, testKey))); d != "" {
				t.Fatalf("after %d scripts: %s", after, d)
			}
			if err == nil {
				if did.Retired != 1 || after < 5 {
					t.Errorf("after %d scripts: %+v", after, did)
				}
				break
			}
			if !errors.Is(err, errBroken) || after > 200 {
				t.Fatalf("after %d scripts: %v", after, err)
			}
		}
		if left := marked(t, s, testKey); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// Answers come in while everything is sealed anew, from processes that write with
// either key: none is lost, and each that was saved is the one that is read.
func TestRekeyBesideAnswers(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 6)
		people := slices.Sorted(maps.Keys(r.Plans))
		former, current := under(t, s, testKey, nextKey), under(t, s, nextKey, testKey)
		saved := map[checkins.PersonID]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for n, p := range people {
			by := []*Store{former, current}[n%2]
			wg.Go(func() {
				for n := range 30 {
					reply := checkinstest.Reply("", r, p, checkinstest.Own(checkins.Value, n%5+1))
					said, err := by.Record(context.Background(), acme, reply, r.Opens)
					if errors.Is(err, ErrRetired) {
						return
					}
					if err != nil || said[0].Outcome != checkins.Saved {
						t.Errorf("%v, %v", said, err)
						return
					}
					mu.Lock()
					saved[p] = n%5 + 1
					mu.Unlock()
				}
			})
		}
		rekey(t, under(t, s, nextKey, testKey))
		wg.Wait()
		kept, err := under(t, s, nextKey).Answers(t.Context(), acme, r.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		got := map[checkins.PersonID]int{}
		for _, a := range kept.Answers {
			got[a.Person] = a.Own
		}
		if d := cmp.Diff(saved, got); d != "" {
			t.Error(d)
		}
		if left := marked(t, s, testKey); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// Somebody is erased in the middle: nothing of them comes back, and nothing else goes.
func TestRekeyAndErasure(t *testing.T) {
	for _, c := range []struct {
		name   string
		script *redis.Script
		at     int
	}{
		{"before values are sealed", resealScript, 1}, {"between two hashes", resealScript, 3}, {"before the log is copied", relogScript, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store) {
				b := history(t, s)
				late := &between{script: c.script}
				late.meanwhile = func() {
					if late.calls == c.at {
						eraser := *b
						eraser.Store = under(t, s, nextKey, testKey)
						eraser.forget("ben")
					}
				}
				s.rdb.AddHook(late)
				did := rekey(t, under(t, s, nextKey, testKey))
				if did.Retired != 1 || late.calls < c.at {
					t.Fatalf("%+v, %d calls", did, late.calls)
				}
				b.Store = under(t, s, nextKey)
				for _, trace := range b.traces("ben\"", "ben|", "ben:", "U-ben", "Ben Lee", ":ben") {
					t.Error(trace)
				}
				if left := marked(t, s, testKey); len(left) > 0 {
					t.Errorf("left: %v", left)
				}
				b.audit(2, 2)
			})
		})
	}
}

// A copy of the log that an erasure left behind is no reason to wait for ever.
func TestRekeyAfterABrokenErasure(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 0)
		for n := range batch + 10 {
			if _, err := s.Record(t.Context(), acme, checkinstest.Reply("", r, []checkins.PersonID{"ana", "ben"}[n%2], checkinstest.Own(checkins.Value, 1+n/2%2)), r.Opens); err != nil {
				t.Fatal(err)
			}
		}
		broken := onClient(t, s, &breakOff{after: 2}, testKey) // the server learns the script, and one step
		if _, err := broken.EraseHistory(t.Context(), acme, "ben"); !errors.Is(err, errBroken) {
			t.Fatal(err)
		}
		if s.rdb.XLen(t.Context(), of(acme).relog()).Val() == 0 {
			t.Fatal("no copy was left behind")
		}
		before := opened(t, s)
		rekey(t, under(t, s, nextKey, testKey))
		if d := cmp.Diff(before, opened(t, under(t, s, nextKey))); d != "" {
			t.Error(d)
		}
		if left := marked(t, s, testKey); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// What no key opens stays as it is and is named.
func TestRekeyDamaged(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		history(t, s)
		key := of(acme).answers(checkins.RoundIDOf(checkinstest.CRM, checkinstest.First))
		fields := s.rdb.HGetAll(t.Context(), key).Val()
		s.rdb.HSet(t.Context(), key, "ana|value|own", fields["ben|value|own"])
		did, err := under(t, s, nextKey, testKey).Rekey(t.Context(), "", false, func(Rekeyed) {})
		if err != nil || !slices.Equal(did.Damaged, []string{key}) || did.Retired != 1 {
			t.Fatalf("%+v, %v", did, err)
		}
		if got := s.rdb.HGet(t.Context(), key, "ana|value|own").Val(); got != fields["ben|value|own"] {
			t.Error("it was changed")
		}
	})
}

// One org alone is sealed anew, and the key stays in use for the others.
func TestRekeyOfOneOrg(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		history(t, s)
		next := under(t, s, nextKey, testKey)
		if did, err := next.Rekey(t.Context(), "none", false, func(Rekeyed) {}); err != nil || sum(did.Anew) > 0 {
			t.Fatalf("%+v, %v", did, err)
		}
		did, err := next.Rekey(t.Context(), acme, false, func(Rekeyed) {})
		if err != nil || did.Anew[acme] < 100 || did.Retired != 0 {
			t.Fatalf("%+v, %v", did, err)
		}
		if needed, err := next.Needed(t.Context()); err != nil || !needed[0] {
			t.Errorf("%v, %v", needed, err)
		}
		if left := marked(t, s, testKey); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}

// The same answer again under a new key is a revision more, and the same answer.
func TestSameAnswerUnderANewKey(t *testing.T) {
	s := openEmpty(t)
	r := begun(t, s, 0)
	next := under(t, s, nextKey, testKey)
	for n, by := range []*Store{s, next, next} {
		reply := checkinstest.Reply("", r, "ana", checkinstest.Own(checkins.Value, 4))
		said, err := by.Record(t.Context(), acme, reply, r.Opens)
		if err != nil || said[0].Changed != (n < 2) {
			t.Fatalf("%d: %+v, %v", n, said, err)
		}
	}
	kept, err := next.Answers(t.Context(), acme, r.ID, "")
	if err != nil || len(kept.Answers) != 1 || kept.Answers[0].Own != 4 {
		t.Errorf("%+v, %v", kept, err)
	}
}

// Answers, new keys and broken runs in any order: what was saved last is read, and
// the log holds all of it in order.
func TestRekeyModel(t *testing.T) {
	s := openEmpty(t)
	rapid.Check(t, func(rt *rapid.T) {
		empty(t, s)
		r := begun(t, s, 0)
		keys := []Key{testKey, {1: 11}, {1: 12}, {1: 13}}
		at, mixed := 0, false // the newest key, and whether the one before is still in use
		saved, log := map[checkins.PersonID]int{}, []int{}
		process := func(n int) *Store {
			var old []Key
			for m := range keys {
				if m != n {
					old = append(old, keys[m])
				}
			}
			return under(t, s, keys[n], old...)
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			switch what := rapid.IntRange(0, 9).Draw(rt, "what"); {
			case what < 6:
				n := at
				if mixed && what%2 == 0 {
					n--
				}
				p := []checkins.PersonID{"ana", "ben"}[rapid.IntRange(0, 1).Draw(rt, "who")]
				v := rapid.IntRange(1, 5).Draw(rt, "value")
				said, err := process(n).Record(t.Context(), acme, checkinstest.Reply("", r, p, checkinstest.Own(checkins.Value, v)), r.Opens)
				if err != nil || said[0].Outcome != checkins.Saved {
					rt.Fatalf("%v, %v", said, err)
				}
				if said[0].Changed {
					log = append(log, v)
				}
				saved[p] = v
			case what < 8 && !mixed && at+1 < len(keys):
				at, mixed = at+1, true
			case what == 8 && mixed:
				var old []Key
				old = append(append(old, keys[:at]...), keys[at+1:]...)
				broken := onClient(t, s, &breakOff{after: rapid.IntRange(0, 4).Draw(rt, "after")}, keys[at], old...)
				if _, err := broken.Rekey(t.Context(), "", false, func(Rekeyed) {}); err != nil && !errors.Is(err, errBroken) {
					rt.Fatal(err)
				} else if err == nil {
					mixed = false
				} else {
					rekey(t, process(at)) // the former key may be barred already
					mixed = false
				}
			case mixed:
				rekey(t, process(at))
				mixed = false
			}
			got := map[checkins.PersonID]int{}
			kept, err := process(at).Answers(t.Context(), acme, r.ID, "")
			if err != nil {
				rt.Fatal(err)
			}
			for _, a := range kept.Answers {
				got[a.Person] = a.Own
			}
			if d := cmp.Diff(saved, got); d != "" {
				rt.Fatal(d)
			}
		}
		var have []int
		v := process(at).vault
		for _, e := range s.rdb.XRange(t.Context(), of(acme).log(), "-", "+").Val() {
			plain, err := v.unseal(text(e.Values["value"]), answerPlace(acme, r.ID, text(e.Values["field"])))
			if err != nil {
				rt.Fatal(err)
			}
			have = append(have, int(plain[0]))
		}
		if !slices.Equal(have, log) {
			rt.Fatalf("log %v, want %v", have, log)
		}
	})
}

// Every place where something sealed stands is known to Rekey.
func TestEverySealedPlaceIsSealedAnew(t *testing.T) {
	pkgs := token.NewFileSet()
	used := map[string][]string{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(pkgs, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				if id, ok := c.Fun.(*ast.Ident); ok && strings.HasSuffix(id.Name, "Place") {
					used[id.Name] = append(used[id.Name], name)
				}
			}
			return true
		})
	}
	if len(used) < 4 {
		t.Fatalf("places %v", used)
	}
	for what, files := range used {
		if !slices.Contains(files, "rekey.go") {
			t.Errorf("%s is not in rekey.go", what)
		}
	}
}
